//! Who may call what, method by method.

use std::collections::BTreeSet;

use platform::identity::{Identity, Role, permits};
use prost::Message;
use prost_types::FileDescriptorSet;
use review::grpc::PERMISSIONS;

const SERVICE: &str = "/kiemdinh.review.v1.ReviewService/";

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
    let table: Vec<_> = PERMISSIONS.iter().map(|(path, _)| (*path).to_owned()).collect();
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
        let path = format!("{SERVICE}{method}");
        all.into_iter()
            .filter(|role| permits(&[PERMISSIONS], &path, &Identity::new("x", *role)))
            .collect()
    };
    for act in [
        "CompleteStep",
        "SendDraftReport",
        "AnswerComments",
        "SubmitFinalReport",
    ] {
        assert_eq!(allowed(act), [Role::Reviewer], "{act}");
    }
    for act in ["SubmitComments", "AgreeToDraft"] {
        assert_eq!(allowed(act), [Role::School], "{act}");
    }
    assert_eq!(allowed("EstablishTeam"), [Role::DepartmentLeader, Role::Province]);
    assert!(!allowed("ListReviewers").contains(&Role::School), "personal data");
    assert!(
        !allowed("ListReviewers").contains(&Role::Reviewer),
        "personal data"
    );
}
