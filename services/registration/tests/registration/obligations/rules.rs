//! The rules of yearly obligations alone.

use calendar::{end_of_day, last_instant};
use proto::fact::Body;
use registration::domain::{
    Authority, AuthorityForm, AuthorityKind, Gone, Holder, Obligation, ObligationRefusal, OwedUnder, Refusal,
    School, SchoolState, judge_obligation, lift_all, owed_in, reported,
};
use statute::Law;
use uuid::Uuid;

use crate::builders::*;

fn authority(kind: AuthorityKind, parent: Option<&Authority>, overlay: &str) -> Authority {
    let form = AuthorityForm {
        name: format!("Cơ quan {kind}"),
        code: "H26".to_owned(),
        overlay: overlay.to_owned(),
        ..AuthorityForm::default()
    };
    Authority::enter(Uuid::now_v7(), kind, parent, form).unwrap().0
}

struct Province {
    department: Authority,
    tree: Vec<Authority>,
    schools: Vec<School>,
}

/// A department with a district and a commune, and two schools.
fn province(overlay: &str) -> Province {
    let department = authority(AuthorityKind::Department, None, overlay);
    let district = authority(AuthorityKind::District, Some(&department), "");
    let commune = authority(AuthorityKind::Commune, Some(&department), "");
    Province {
        tree: vec![department.clone(), district, commune],
        department,
        schools: vec![a_school(), a_school()],
    }
}

impl Province {
    fn owed(&self, year: i32, today: &str) -> Result<Vec<OwedUnder<'_>>, Refusal> {
        owed_in(
            year,
            Law::official(),
            &self.department,
            &self.tree,
            &self.schools,
            day(today),
        )
    }

    /// How many owe what, in the order of the days.
    fn counts(&self, year: i32, today: &str) -> Vec<(String, usize)> {
        let owed = self.owed(year, today).unwrap();
        let counts = owed
            .iter()
            .map(|owed| (owed.duty.rule.id.clone(), owed.obligations.len()));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    fn self_assessment(&self) -> (Obligation, Holder<'_>) {
        let mut owed = self.owed(2019, "2019-01-02").unwrap();
        owed.remove(0).obligations.remove(0)
    }
}

fn named(pairs: &[(&str, usize)]) -> Vec<(String, usize)> {
    pairs
        .iter()
        .map(|(limit, count)| ((*limit).to_owned(), *count))
        .collect()
}

#[test]
fn each_limit_is_owed_by_every_holder_of_its_role() {
    let mut province = province("ha-noi");
    assert_eq!(
        province.counts(2019, "2019-01-02"),
        named(&[
            ("year.self_assessment", 2),
            ("year.inspection", 1),
            ("year.inspection.local", 1),
            ("year.plan", 1),
            ("year.plan.local", 1),
            ("year.plan.school", 2),
            ("year.summary", 1),
            ("year.summary.local", 1),
        ]),
        "before 2025 the local body is the district"
    );
    province.tree[1].valid_until = Some(day("2025-06-30"));
    province
        .tree
        .push(authority(AuthorityKind::Commune, Some(&province.department), ""));
    let of_2025 = province.counts(2025, "2025-01-02");
    assert!(
        of_2025.contains(&("year.inspection.local".to_owned(), 1)),
        "the district, to its last day"
    );
    assert!(
        of_2025.contains(&("year.plan.local".to_owned(), 2)),
        "the communes, from then on"
    );
}

#[test]
fn a_school_that_is_gone_or_not_yet_there_owes_nothing() {
    let mut province = province("ha-noi");
    province.schools[0].state = SchoolState::Closed;
    province.schools[1].founded_on = Some(day("2019-09-01"));
    let counts = province.counts(2019, "2019-01-02");
    assert!(!counts.iter().any(|(limit, _)| limit == "year.self_assessment"));
    assert!(
        counts.contains(&("year.plan.school".to_owned(), 1)),
        "founded before it is due"
    );
}

#[test]
fn what_was_due_before_today_begins_no_more() {
    let province = province("ha-noi");
    assert_eq!(province.counts(2019, "2019-05-29").len(), 8, "due today");
    assert_eq!(province.counts(2019, "2019-05-30").len(), 7, "due yesterday");
    assert_eq!(province.counts(2019, "2020-01-01"), []);
}

#[test]
fn without_a_local_plan_only_the_act_asks() {
    let province = province("");
    let refused = province.owed(2025, "2025-01-02").unwrap_err();
    assert_eq!(refused, ObligationRefusal::NothingOwed { year: 2025 }.into());
    assert_eq!(
        province.counts(2027, "2027-01-02"),
        named(&[("year.self_assessment", 2)])
    );
}

#[test]
fn an_obligation_is_the_same_however_often_it_is_opened() {
    let province = province("ha-noi");
    let (first, _) = province.self_assessment();
    let (again, _) = province.self_assessment();
    assert_eq!(first, again);
    let other = Obligation::id_of(&first.limit, first.holder.id(), 2020);
    assert_ne!(first.id, other, "of another year");
}

#[test]
fn it_is_fulfilled_once_by_its_holder() {
    let province = province("ha-noi");
    let (obligation, holder) = province.self_assessment();
    let report = || reported("bao-cao.pdf", SHA, 9).unwrap();
    let at = moment("2019-06-30T09:00:00+07:00");
    let (done, fact) = obligation.fulfil(holder, report(), " Xong ", at).unwrap();
    assert_eq!((done.summary.as_str(), done.version), ("Xong", 2));
    let subject = fact.subject.unwrap();
    assert_eq!(
        (subject.regime.as_str(), subject.overlay.as_str()),
        ("A0", "ha-noi")
    );
    assert!(
        matches!(fact.body, Some(Body::ObligationFulfilled(fulfilled)) if fulfilled.report_sha256 == SHA)
    );
    let twice = done.fulfil(holder, report(), "", at).unwrap_err();
    assert_eq!(twice, ObligationRefusal::Fulfilled { fulfilled_at: at }.into());

    let own = Some(obligation.holder.id());
    assert!(obligation.must_be_held(own, false).is_ok());
    for (scope, officer) in [(None, true), (Some(Uuid::now_v7()), false), (None, false)] {
        let refused = obligation.must_be_held(scope, officer).unwrap_err();
        assert_eq!(refused, ObligationRefusal::NotHolder.into());
    }
    let inspection = &province.owed(2019, "2019-01-02").unwrap()[1].obligations[0].0;
    assert!(
        inspection.must_be_held(None, true).is_ok(),
        "the department's, by an officer"
    );
    assert!(
        inspection
            .must_be_held(Some(inspection.province_id), false)
            .is_err()
    );
}

#[test]
fn a_report_says_what_it_lacks_all_at_once() {
    let Err(Refusal::Fields(fields)) = reported(" ", "abc", 0) else {
        panic!("a report of nothing")
    };
    let fields: Vec<_> = fields.into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["report.file_name", "report.sha256", "report.size"]);
}

#[test]
fn it_is_kept_to_the_last_microsecond_of_the_day_before() {
    let province = province("ha-noi");
    let (obligation, holder) = province.self_assessment();
    let due = day("2019-05-29");
    let reached = reached("year.self_assessment", "2019-05-29");
    let breaks =
        |obligation: &Obligation, holder| judge_obligation(obligation, holder, &reached, due).is_some();
    let fulfilled = |at| {
        let report = reported("bao-cao.pdf", SHA, 9).unwrap();
        obligation.fulfil(holder, report, "", at).unwrap().0
    };
    assert!(breaks(&obligation, holder), "not at all");
    assert!(!breaks(&fulfilled(last_instant(due)), holder));
    assert!(breaks(&fulfilled(end_of_day(due)), holder), "late stays late");
    let mut gone = province.schools[0].clone();
    gone.state = SchoolState::Merged;
    assert!(
        !breaks(&obligation, Holder::School(&gone)),
        "nobody is left who owes it"
    );
    let other = super::rules_reached("year.plan.school");
    assert!(
        judge_obligation(&obligation, holder, &other, due).is_none(),
        "another limit"
    );
}

#[test]
fn what_a_school_owes_is_lifted_when_it_is_no_more() {
    let province = province("ha-noi");
    let (obligation, holder) = province.self_assessment();
    let at = moment("2019-03-04T09:00:00+07:00");
    assert_eq!(obligation.lift(holder, at), None, "it is still there");
    for (state, reason) in [
        (SchoolState::Merged, "school_merged"),
        (SchoolState::Closed, "school_closed"),
    ] {
        let mut gone = province.schools[0].clone();
        gone.state = state;
        let gone = Holder::School(&gone);
        let (lifted, fact) = obligation.lift(gone, at).unwrap();
        assert_eq!(
            (lifted.lifted_at, lifted.version),
            (Some(at), obligation.version + 1)
        );
        assert!(!lifted.is_open());
        let subject = fact.subject.unwrap();
        assert_eq!(subject.case_id, obligation.id.to_string());
        assert_eq!(
            (subject.regime.as_str(), subject.overlay.as_str()),
            ("A0", "ha-noi")
        );
        assert!(matches!(
            fact.body,
            Some(Body::ObligationLifted(fact))
                if fact.reason == reason && fact.limit == obligation.limit && fact.year == 2019
        ));
        assert_eq!(lifted.lift(gone, at), None, "once");
        let report = || reported("bao-cao.pdf", SHA, 9).unwrap();
        let refused = lifted.fulfil(gone, report(), "", at).unwrap_err();
        assert_eq!(refused, ObligationRefusal::Lifted { lifted_at: at }.into());
        let (done, _) = obligation.fulfil(gone, report(), "", at).unwrap();
        assert_eq!(done.lift(gone, at), None, "what is done stays done");
        // Whoever holds it: what was lifted is not broken.
        let reached = super::rules_reached(&obligation.limit);
        assert_eq!(
            judge_obligation(&lifted, holder, &reached, day("2019-05-29")),
            None
        );
    }
}

#[test]
fn an_authority_still_owes_what_is_due_up_to_its_last_day() {
    let province = province("ha-noi");
    let at = moment("2019-03-04T09:00:00+07:00");
    let mut district = province.tree[1].clone();
    let owed = province.owed(2019, "2019-01-02").unwrap();
    let own: Vec<_> = owed
        .iter()
        .flat_map(|owed| &owed.obligations)
        .filter(|(_, holder)| holder.id().id() == district.id)
        .map(|(obligation, _)| obligation.clone())
        .collect();
    assert_eq!(own.len(), 3);
    let lifted = |district: &Authority| {
        let (lifted, facts) = lift_all(&own, &[Holder::Authority(district)], at);
        assert_eq!(lifted.len(), facts.len());
        lifted
            .into_iter()
            .map(|obligation| obligation.limit)
            .collect::<Vec<_>>()
    };
    assert_eq!(lifted(&district), [""; 0]);
    // The inspection is due on 29/6, the plan on 29/11, the summary on 29/12.
    let rest = ["year.plan.local", "year.summary.local"];
    district.valid_until = Some(day("2019-06-28"));
    assert_eq!(lifted(&district).len(), 3);
    district.valid_until = Some(day("2019-06-29"));
    assert_eq!(lifted(&district), rest, "its last day is still its own");
    assert_eq!(
        Holder::Authority(&district).gone_by(day("2019-06-30")),
        Some(Gone::Ended)
    );
    let (others, _) = lift_all(&own, &[Holder::Authority(&province.department)], at);
    assert_eq!(others, [], "another's");
}
