//! From which day a decision holds, what its certificate takes the place of, and its publication.

use calendar::Day;
use proto::fact::{Body, Target};
use recognition::domain::{
    Authority, Decision, DecisionCommand, DecisionState, Publication, Refusal, Series, Standing,
};
use statute::{Law, RegimeId};

use crate::appraisal::certificate;
use crate::builders::*;

const AT: &str = "2024-06-03T09:00:00+07:00";
const LATER: &str = "2024-06-11T09:00:00+07:00";

fn drafted_from(decision: &Decision, effective_on: &str) -> Decision {
    let appraised = brought_to(decision, DecisionState::Appraised, moment(AT));
    after(&appraised.decision, draft_from(OFFICER, effective_on), moment(AT)).decision
}

fn refusal(decision: &Decision, command: DecisionCommand, at: &str) -> Refusal {
    decision.decide(command, Law::official(), moment(at)).unwrap_err()
}

fn leader() -> recognition::domain::Signer {
    signer(LEADER, Authority::Department)
}

#[test]
fn a_decision_holds_from_no_day_before_it_was_drafted() {
    let appraised = brought_to(
        &opened(department_case(), 2, moment(AT)),
        DecisionState::Appraised,
        moment(AT),
    );
    for early in ["2024-06-02", "hôm nay"] {
        let refused = refusal(&appraised.decision, draft_from(OFFICER, early), AT);
        assert!(
            matches!(&refused, Refusal::Fields(fields) if fields[0].0 == "effective_on"),
            "{refused:?}"
        );
    }
    let spoilt = DecisionCommand::Draft(recognition::domain::DraftForm {
        text_sha256: "x".to_owned(),
        prepared_by: OFFICER.to_owned(),
        effective_on: "2024-06-02".to_owned(),
    });
    assert!(
        matches!(refusal(&appraised.decision, spoilt, AT), Refusal::Fields(fields) if fields.len() == 2),
        "all at once"
    );
    after(&appraised.decision, draft_from(OFFICER, "2024-06-03"), moment(AT));
}

#[test]
fn a_day_that_passed_before_the_signature_is_drafted_again() {
    let drafted = drafted_from(&opened(department_case(), 2, moment(AT)), "2024-06-10");
    assert_eq!(
        refusal(&drafted, sign(leader()), LATER),
        Refusal::EffectiveDayPassed {
            effective_on: day("2024-06-10")
        }
    );
    let again = after(&drafted, draft_from(OFFICER, "2024-06-15"), moment(LATER)).decision;
    let signed = after(&again, sign(leader()), moment(LATER));
    let Some(Body::DecisionSigned(body)) = &signed.facts[0].body else {
        panic!("{:?}", signed.facts)
    };
    assert_eq!(
        (
            body.signed_on.as_str(),
            body.effective_on.as_str(),
            body.recognised_as()
        ),
        ("2024-06-11", "2024-06-15", Target::NationalStandard1)
    );
    after(&drafted, sign(leader()), moment("2024-06-10T23:59:59+07:00"));
}

#[test]
fn a_day_that_passed_with_the_people_s_committee_is_drafted_and_proposed_again() {
    let drafted = drafted_from(&opened(province_case(), 2, moment(AT)), "2024-06-10");
    let proposed = after(&drafted, propose(leader()), moment(AT)).decision;
    assert!(
        matches!(
            refusal(&proposed, draft_from(OFFICER, "2024-06-15"), AT),
            Refusal::WrongState { .. }
        ),
        "while its day is ahead it stays with the People's Committee"
    );
    let chairman = signer(PROVINCE, Authority::Province);
    assert!(matches!(
        refusal(&proposed, sign(chairman.clone()), LATER),
        Refusal::EffectiveDayPassed { .. }
    ));
    let again = after(&proposed, draft_from(OFFICER, ""), moment(LATER)).decision;
    assert_eq!((again.state(), &again.sent), (DecisionState::Drafted, &None));
    assert_eq!(
        again.entered(DecisionState::Proposed),
        Some(moment(AT)),
        "the limit was kept by the first proposal"
    );
    let proposed = after(&again, propose(leader()), moment(LATER)).decision;
    after(&proposed, sign(chairman), moment(LATER));
}

#[test]
fn validity_counts_from_the_effective_day_under_a_and_from_the_signature_under_b() {
    for (regime, from, until) in [
        (RegimeId::A1, "2024-06-15", "2029-06-15"),
        (RegimeId::B, "2024-06-03", "2029-06-03"),
    ] {
        let drafted = drafted_from(
            &opened(case(regime, Target::NationalStandard1), 2, moment(AT)),
            "2024-06-15",
        );
        let issued = after(&drafted, sign(leader()), moment(AT)).certificate.unwrap();
        let validity: [Day; 2] = [issued.valid_from, issued.valid_until];
        assert_eq!(validity, [day(from), day(until)], "{regime}");
        assert_eq!(issued.recognised_on, day("2024-06-03"));
    }
}

#[test]
fn less_than_was_asked_for_is_certified_as_what_it_is() {
    let asked = case(RegimeId::A1, Target::NationalStandard2);
    let decided = brought_to(&opened(asked, 2, moment(AT)), DecisionState::Signed, moment(AT));
    let certificate = decided.certificate.unwrap();
    assert_eq!(certificate.case.target, Target::NationalStandard1);
    assert_eq!(
        decided.decision.case.target,
        Target::NationalStandard2,
        "what was asked for stays"
    );
}

#[test]
fn a_newer_certificate_takes_the_place_of_the_older_of_its_wish_alone() {
    let case = department_case();
    let older = certificate(&case, Target::NationalStandard1, "2020-08-01");
    let accreditation = certificate(&case, Target::Accreditation2, "2020-08-01");
    let expired = certificate(&case, Target::NationalStandard1, "2015-08-01");
    let drafted = brought_to(&opened(case, 2, moment(AT)), DecisionState::Drafted, moment(AT)).decision;
    let held = vec![expired, older.clone(), accreditation];
    let signed = after(&drafted, sign_over(leader(), held), moment(AT));
    let [replaced] = &signed.replaced[..] else {
        panic!("{:?}", signed.replaced)
    };
    assert_eq!(
        (replaced.case.id, replaced.standing),
        (older.case.id, Standing::Replaced)
    );
    assert_eq!(replaced.spans.last().unwrap().until, day("2024-06-02"));
    let fact = signed.facts.last().unwrap();
    assert_eq!(
        fact.subject.as_ref().unwrap().case_id,
        older.case.id.to_string(),
        "told in the case of the older one"
    );
    assert!(
        matches!(&fact.body, Some(Body::CertificateReplaced(body)) if body.by_number == "CN-2024-0001"),
        "{fact:?}"
    );
    let refused = after(
        &opened(department_case(), 2, moment(AT)),
        conclude(false, "Chưa đạt"),
        moment(AT),
    );
    let refused = after(&refused.decision, draft(OFFICER), moment(AT)).decision;
    let signed = after(&refused, sign_over(leader(), vec![older]), moment(AT));
    assert!(
        signed.replaced.is_empty() && signed.facts.len() == 1,
        "a refusal replaces nothing"
    );
}

#[test]
fn the_department_and_the_school_publish_each_once_and_say_where() {
    let early = brought_to(
        &opened(department_case(), 2, moment(AT)),
        DecisionState::Drafted,
        moment(AT),
    );
    let at_school = |place: &str| DecisionCommand::PublishAtSchool(place.to_owned());
    assert!(matches!(
        refusal(&early.decision, at_school("Bảng tin"), AT),
        Refusal::WrongState { .. }
    ));
    let signed = brought_to(&early.decision, DecisionState::Signed, moment(AT)).decision;
    let by_department = DecisionCommand::Publish("  ".to_owned());
    assert!(matches!(refusal(&signed, by_department, AT), Refusal::Fields(_)));
    assert!(matches!(refusal(&signed, at_school(" "), AT), Refusal::Fields(_)));
    let by_school = after(&signed, at_school(" Bảng tin của trường "), moment(LATER)).decision;
    assert_eq!(
        by_school.state(),
        DecisionState::Signed,
        "the Sở has not published it yet"
    );
    assert_eq!(
        by_school.published_by_school,
        Some(Publication {
            place: "Bảng tin của trường".to_owned(),
            at: moment(LATER)
        })
    );
    assert_eq!(
        refusal(&by_school, at_school("Trang tin"), LATER),
        Refusal::PublishedBySchool {
            place: "Bảng tin của trường".to_owned()
        }
    );
    let published = brought_to(&by_school, DecisionState::Published, moment(LATER)).decision;
    assert!(matches!(
        refusal(&published, DecisionCommand::Publish("Báo".to_owned()), LATER),
        Refusal::WrongState { .. }
    ));
    let first_the_department = brought_to(&signed, DecisionState::Published, moment(AT)).decision;
    after(&first_the_department, at_school("Bảng tin"), moment(LATER));
}

#[test]
fn a_letter_is_numbered_by_its_agency_and_unit() {
    let number = "123/SGDĐT-QLCL"
        .parse::<recognition::domain::DocumentNumber>()
        .unwrap();
    assert_eq!(number.ordinal_in(Series::DepartmentLetter), Some(123));
    assert_eq!(number.ordinal_in(Series::DepartmentDecision), None);
}
