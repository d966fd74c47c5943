//! Who may call what, method by method.

use std::collections::BTreeSet;

use platform::identity::{Identity, Role, permits};
use prost::Message;
use prost_types::FileDescriptorSet;
use review::grpc::PERMISSIONS;

const PACKAGE: &str = "/kiemdinh.review.v1.";

fn methods() -> BTreeSet<String> {
    let descriptors = FileDescriptorSet::decode(proto::DESCRIPTORS).unwrap();
    let mut methods = BTreeSet::new();
    for file in &descriptors.file {
        for service in file
            .service
            .iter()
            .filter(|_| file.package() == "kiemdinh.review.v1")
        {
            for method in &service.method {
                methods.insert(format!(
                    "/{}.{}/{}",
                    file.package(),
                    service.name(),
                    method.name()
                ));
            }
        }
    }
    methods
}

#[test]
fn every_method_stands_in_the_table_once_and_nothing_else_does() {
    let tables = PERMISSIONS.iter().flat_map(|table| table.iter());
    let table: Vec<_> = tables.map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(table.iter().cloned().collect::<BTreeSet<_>>(), methods());
    assert_eq!(table.len(), methods().len(), "no method stands twice");
}

#[test]
fn acts_belong_to_their_party_alone() {
    let allowed = |method: &str| -> Vec<Role> {
        let all = [
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
        let path = format!("{PACKAGE}{method}");
        all.into_iter()
            .filter(|role| permits(PERMISSIONS, &path, &Identity::new("x", *role)))
            .collect()
    };
    for act in [
        "ReviewService/CompleteStep",
        "ReviewService/SendDraftReport",
        "ReviewService/AnswerComments",
        "ReviewService/SubmitFinalReport",
    ] {
        assert_eq!(allowed(act), [Role::Reviewer], "{act}");
    }
    for act in ["ReviewService/SubmitComments", "ReviewService/AgreeToDraft"] {
        assert_eq!(allowed(act), [Role::School], "{act}");
    }
    assert_eq!(allowed("TeamService/AnswerInvitation"), [Role::Reviewer]);
    for decision in ["EstablishTeam", "DecideReplacement", "DissolveTeam"] {
        let signers = allowed(&format!("TeamService/{decision}"));
        assert_eq!(signers, [Role::DepartmentLeader, Role::Province], "{decision}");
    }
    for preparation in [
        "ProposeTeam",
        "UpdateTeam",
        "DiscardTeam",
        "InviteMembers",
        "ProposeReplacement",
    ] {
        let preparers = allowed(&format!("TeamService/{preparation}"));
        assert_eq!(preparers, [Role::DepartmentOfficer], "{preparation}");
    }
    for personal in ["TeamService/CheckTeam", "TeamService/ListConflicts"] {
        let readers = allowed(personal);
        assert!(
            !readers.contains(&Role::School) && !readers.contains(&Role::Reviewer),
            "{personal}"
        );
    }
    assert!(
        !allowed("ReviewerService/ListReviewers").contains(&Role::School),
        "personal data"
    );
    assert!(
        !allowed("ReviewerService/ListReviewers").contains(&Role::Reviewer),
        "personal data"
    );
}
