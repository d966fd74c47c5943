//! The rules of a decision, one by one.

use calendar::local_day;
use platform::refusal::RefusalKind;
use proto::fact::{Body, Subject, Target};
use recognition::domain::{
    Authority, Case, CertificateNumber, Decision, DecisionCommand, DecisionState, Refusal, Signer, UnfitCase,
};
use statute::{Law, RegimeId};

use crate::builders::*;

const AT: &str = "2024-06-03T09:00:00+07:00";

fn refusal(decision: &Decision, command: DecisionCommand) -> Refusal {
    decision.decide(command, Law::official(), moment(AT)).unwrap_err()
}

#[test]
fn the_regime_says_who_decides() {
    let decided_by = |regime, target| opened(case(regime, target), 2, moment(AT)).decided_by;
    let standard = Target::NationalStandard1;
    assert_eq!(decided_by(RegimeId::A0, standard), Authority::Province);
    assert_eq!(
        decided_by(RegimeId::A0, Target::Accreditation2),
        Authority::Department
    );
    for regime in [RegimeId::A1, RegimeId::A2, RegimeId::B] {
        assert_eq!(decided_by(regime, standard), Authority::Department, "{regime}");
    }
}

#[test]
fn a_case_without_regime_or_target_cannot_be_decided() {
    let fit = subject(&department_case());
    let spoilings: [fn(&mut Subject); 4] = [
        |subject| subject.regime.clear(),
        |subject| subject.target = 0,
        |subject| subject.school_id = "x".to_owned(),
        |subject| subject.case_id.clear(),
    ];
    for spoil in spoilings {
        let mut subject = fit.clone();
        spoil(&mut subject);
        assert!(matches!(Case::of(&subject), Err(UnfitCase(_))), "{subject:?}");
    }
    assert!(Case::of(&fit).is_ok());
}

#[test]
fn who_prepared_may_neither_propose_nor_sign() {
    let drafted = brought_to(
        &opened(province_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    );
    let same = signer(OFFICER, Authority::Department);
    assert_eq!(refusal(&drafted.decision, propose(same)), Refusal::SamePerson);
    let proposed = brought_to(&drafted.decision, DecisionState::Proposed, moment(AT));
    let same = signer(OFFICER, Authority::Province);
    assert_eq!(refusal(&proposed.decision, sign(same)), Refusal::SamePerson);

    let drafted = brought_to(
        &opened(department_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    );
    let same = signer(OFFICER, Authority::Department);
    assert_eq!(refusal(&drafted.decision, sign(same)), Refusal::SamePerson);
}

#[test]
fn a_draft_is_replaced_by_its_own_author_only() {
    let drafted = brought_to(
        &opened(department_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    );
    assert_eq!(
        refusal(&drafted.decision, draft(LEADER)),
        Refusal::PreparedByAnother,
        "or the first author could sign a text they wrote"
    );
    after(&drafted.decision, draft(OFFICER), moment(AT));
}

#[test]
fn what_is_signed_is_what_was_shown() {
    let drafted = brought_to(
        &opened(department_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    );
    for text in [OTHER_SHA, "", &SHA.to_uppercase()] {
        let signer = Signer {
            text_sha256: text.to_owned(),
            ..signer(LEADER, Authority::Department)
        };
        assert_eq!(
            refusal(&drafted.decision, sign(signer)),
            Refusal::TextChanged,
            "{text:?}"
        );
    }
}

#[test]
fn each_authority_signs_its_own() {
    let department = brought_to(
        &opened(department_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    )
    .decision;
    let province = signer(PROVINCE, Authority::Province);
    assert_eq!(
        refusal(&department, sign(province.clone())),
        Refusal::WrongAuthority(Authority::Department)
    );
    assert_eq!(
        refusal(&department, propose(signer(LEADER, Authority::Department))),
        Refusal::NoProposalNeeded
    );
    let drafted = brought_to(
        &opened(province_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    )
    .decision;
    assert!(
        matches!(
            refusal(&drafted, sign(province.clone())),
            Refusal::WrongState {
                state: DecisionState::Drafted,
                ..
            }
        ),
        "the People's Committee decides on a proposal only"
    );
    assert_eq!(
        refusal(&drafted, propose(province)),
        Refusal::WrongAuthority(Authority::Department)
    );
    let proposed = brought_to(&drafted, DecisionState::Proposed, moment(AT)).decision;
    assert_eq!(
        refusal(&proposed, sign(signer(LEADER, Authority::Department))),
        Refusal::WrongAuthority(Authority::Province)
    );
}

#[test]
fn a_recognition_issues_a_certificate_for_five_years() {
    // In Vietnam it is already the third of June.
    let signed_at = moment("2024-06-02T18:30:00Z");
    for (case, until) in [
        (department_case(), "2029-06-03"),
        (case(RegimeId::B, Target::NationalStandard1), "2029-06-03"),
    ] {
        let decided = brought_to(&opened(case, 2, signed_at), DecisionState::Signed, signed_at);
        let certificate = decided.certificate.unwrap();
        assert_eq!(certificate.valid_from, day("2024-06-03"));
        assert_eq!(certificate.valid_until, day(until));
        assert_eq!(certificate.recognised_on, local_day(signed_at));
        assert_eq!(
            decided.decision.certificate,
            Some(CertificateNumber::new(2024, 1))
        );
        assert_eq!(certificate.number(), "CN-2024-0001");
        let [signed, issued] = &decided.facts[..] else {
            panic!(
                "a signature and a certificate, in this order: {:?}",
                decided.facts
            )
        };
        let Some(Body::DecisionSigned(signed)) = &signed.body else {
            panic!("{signed:?}")
        };
        assert_eq!(
            (
                signed.number.as_str(),
                signed.signed_on.as_str(),
                signed.recognises
            ),
            ("01/QĐ-SGDĐT", "2024-06-03", true)
        );
        let Some(Body::CertificateIssued(issued)) = &issued.body else {
            panic!("{issued:?}")
        };
        assert_eq!(issued.recognised_on, "2024-06-03");
        assert_eq!(issued.valid_until, until);
    }
}

#[test]
fn a_refusal_issues_none_and_says_why() {
    let appraised = after(
        &opened(department_case(), 1, moment(AT)),
        conclude(false, "Chưa đạt Mức 2"),
        moment(AT),
    );
    let drafted = after(&appraised.decision, draft(OFFICER), moment(AT));
    let signed = after(
        &drafted.decision,
        sign(signer(LEADER, Authority::Department)),
        moment(AT),
    );
    assert_eq!(signed.certificate, None);
    assert_eq!(signed.decision.certificate, None);
    let [fact] = &signed.facts[..] else {
        panic!("{:?}", signed.facts)
    };
    let Some(Body::DecisionSigned(body)) = &fact.body else {
        panic!("{fact:?}")
    };
    assert_eq!(
        (body.recognises, body.reasons.as_str()),
        (false, "Chưa đạt Mức 2")
    );
}

#[test]
fn a_refusal_is_read_in_vietnamese() {
    let drafted = brought_to(
        &opened(province_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    );
    let early = refusal(&drafted.decision, sign(signer(PROVINCE, Authority::Province)));
    let read = |refusal| platform::refusal::Refusal::from(refusal).message;
    assert_eq!(
        read(early),
        "Quyết định đã có dự thảo nên không thể ký (Trình tự công nhận)"
    );
    assert_eq!(
        read(Refusal::SamePerson),
        "Người soạn thảo văn bản không được ký tờ trình, quyết định hoặc thư đó; cần người khác ký \
         (Quy tắc hai người quyết định của hệ thống)"
    );
}

/// What callers read names a rule and an article, or the fields; never nothing.
pub fn names_its_rule(refusal: Refusal) -> bool {
    let read = platform::refusal::Refusal::from(refusal);
    match read.kind {
        RefusalKind::Invalid(fields) => !fields.is_empty(),
        RefusalKind::Forbidden(rules) => {
            !rules.is_empty()
                && rules
                    .iter()
                    .all(|rule| rule.rule.contains('.') && !rule.citation.is_empty())
        }
        _ => false,
    }
}
