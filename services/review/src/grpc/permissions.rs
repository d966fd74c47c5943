//! Who may call what.

use platform::identity::{Permissions, Role};

const READERS: &[Role] = &[
    Role::School,
    Role::Commune,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Reviewer,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];
/// Careers and relations are personal data: for those who choose teams, and those who look after them.
const CHOOSERS: &[Role] = &[
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// Every method of the service, with the roles that may call it.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.review.v1.ReviewService/CreateReviewer",
        &[Role::DepartmentOfficer, Role::Administrator],
    ),
    ("/kiemdinh.review.v1.ReviewService/ListReviewers", CHOOSERS),
    (
        "/kiemdinh.review.v1.ReviewService/EstablishTeam",
        &[Role::DepartmentLeader, Role::Province],
    ),
    (
        "/kiemdinh.review.v1.ReviewService/CompleteStep",
        &[Role::Reviewer],
    ),
    (
        "/kiemdinh.review.v1.ReviewService/SendDraftReport",
        &[Role::Reviewer],
    ),
    (
        "/kiemdinh.review.v1.ReviewService/SubmitComments",
        &[Role::School],
    ),
    ("/kiemdinh.review.v1.ReviewService/AgreeToDraft", &[Role::School]),
    (
        "/kiemdinh.review.v1.ReviewService/AnswerComments",
        &[Role::Reviewer],
    ),
    (
        "/kiemdinh.review.v1.ReviewService/SubmitFinalReport",
        &[Role::Reviewer],
    ),
    ("/kiemdinh.review.v1.ReviewService/GetReview", READERS),
    ("/kiemdinh.review.v1.ReviewService/ListReviews", READERS),
];
