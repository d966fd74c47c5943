//! What a caller may see, and on whose behalf they act.

use platform::identity::{Identity, Role};
use platform::refusal::Refusal;
use uuid::Uuid;

use crate::domain::{Review, Sight};

/// Those who put teams together.
pub const PROPOSERS: &[Role] = &[Role::DepartmentOfficer];
/// Careers, relations and what follows from them are personal data: for those who choose teams, and those who look
/// after them.
pub const CHOOSERS: &[Role] = &[
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];
/// A reviewer besides, who finds what is known of themselves and the teams that name them, and nothing else.
pub const CHOOSERS_AND_REVIEWERS: &[Role] = &[
    Role::Reviewer,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// What `caller` may see. A school sees its own reviews, an authority those of the schools under it, a
/// reviewer those of their teams and no more, whatever their token says of a province.
pub fn sight(caller: &Identity) -> Sight {
    let holds_an_office = caller.roles.iter().any(|role| *role != Role::Reviewer);
    Sight {
        everything: caller.confined_to().is_none(),
        scope: Uuid::parse_str(&caller.scope).ok().filter(|_| holds_an_office),
        member: own_seat(caller),
    }
}

fn own_school(caller: &Identity) -> Option<Uuid> {
    Uuid::parse_str(&caller.scope)
        .ok()
        .filter(|_| caller.is(Role::School))
}

/// The reviewer that `caller` is, when they act as one.
pub fn own_seat(caller: &Identity) -> Option<Uuid> {
    Uuid::parse_str(&caller.sub)
        .ok()
        .filter(|_| caller.is(Role::Reviewer))
}

/// On whose behalf a command is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The review's team.
    Team,
    /// The reviewed school.
    School,
}

/// Refuses a caller who does not belong to `party` of `review`. To whoever may not even see the review,
/// it is absent.
pub fn must_belong(caller: &Identity, party: Party, review: &Review) -> Result<(), Refusal> {
    let belongs = match party {
        Party::Team => own_seat(caller).is_some_and(|reviewer| review.has_member(reviewer)),
        Party::School => own_school(caller) == Some(review.case.school_id),
    };
    if !sight(caller).covers(review) {
        return Err(Refusal::absent("đợt đánh giá ngoài"));
    }
    match party {
        _ if belongs => Ok(()),
        Party::Team => Err(Refusal::denied(
            "chỉ thành viên của đoàn đánh giá ngoài này được thực hiện",
        )),
        Party::School => Err(Refusal::denied("chỉ trường được đánh giá được thực hiện")),
    }
}
