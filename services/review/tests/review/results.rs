//! Results of criteria and the level that a team concludes with: the rules alone, under A and under B.

use proto::fact::Body;
use review::domain::{CriterionAssessment, ReportForm, Review, ReviewCommand};
use statute::{IndicatorResult, RegimeId, Standing};

use crate::assessed::{assess, criteria, result, results, standing};
use crate::builders::{
    after, answered, commented, day, decided, drafted, file, law, reasoned, report, under_review, visited,
};
use crate::procedure::{fields, refused, rules};

const LATER: &str = "2024-07-19T10:00:00+07:00";

fn draft(form: ReportForm) -> ReviewCommand {
    ReviewCommand::SendDraft(form)
}

fn enter(results: Vec<CriterionAssessment>) -> ReviewCommand {
    ReviewCommand::Assess(results, None)
}

/// Visited, under `regime`.
fn under(regime: RegimeId) -> Review {
    let mut review = visited();
    review.case.regime = regime;
    review
}

fn proposed(review: &Review) -> Option<u32> {
    review
        .proposed(law(), day("2024-07-19"))
        .map(|outcome| outcome.level)
}

#[test]
fn results_replace_those_that_were_there_and_stand_in_the_order_of_the_act() {
    let mut given = results(RegimeId::A1, 2);
    given.reverse();
    let review = after(&under_review(), enter(given), LATER);
    let entered: Vec<_> = review
        .results
        .iter()
        .map(|result| result.criterion.clone())
        .collect();
    assert_eq!(entered, criteria(RegimeId::A1));
    let (review, fact) = decided(&review, enter(vec![result(RegimeId::A1, "1.1", 3)]), LATER).unwrap();
    assert_eq!(review.results.len(), entered.len());
    assert_eq!(review.results[0].level, 3);
    let Some(Body::CriteriaReviewed(told)) = fact.body else {
        panic!("another fact");
    };
    assert_eq!((told.results.len(), told.results[0].level), (1, 3));
}

#[test]
fn results_are_refused_with_every_defect_of_all_of_them() {
    let met = |level, indicator: &str, met| IndicatorResult {
        level,
        indicator: indicator.to_owned(),
        met,
    };
    let given = vec![
        CriterionAssessment {
            level: 5,
            evidence: vec!["MC.1.1.01".to_owned()],
            strengths: "x".repeat(10_001),
            ..result(RegimeId::A1, "1.1", 1)
        },
        CriterionAssessment {
            evidence: Vec::new(),
            indicators: vec![met(1, "a", false), met(2, "a", true)],
            ..result(RegimeId::A1, "1.2", 1)
        },
        CriterionAssessment {
            weaknesses: " ".to_owned(),
            ..result(RegimeId::A1, "1.3", 0)
        },
        result(RegimeId::A1, "1.3", 1),
        result(RegimeId::A1, "9.9", 1),
    ];
    let mut found: Vec<_> = fields(&refused(&under_review(), enter(given)))
        .into_iter()
        .map(str::to_owned)
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "results[0].evidence[0]",
            "results[0].level",
            "results[0].strengths",
            "results[1].evidence",
            "results[1].indicators[0].met",
            "results[1].level",
            "results[2].weaknesses",
            "results[3].criterion",
            "results[4].criterion",
        ]
    );
    assert_eq!(fields(&refused(&under_review(), enter(Vec::new()))), ["results"]);
}

#[test]
fn results_may_change_between_the_draft_and_the_final_report() {
    let change = || enter(vec![result(RegimeId::A1, "1.1", 1)]);
    for review in [visited(), commented(), answered()] {
        let state = review.state();
        assert_eq!(after(&review, change(), LATER).state(), state);
    }
    assert_eq!(
        refused(&drafted(), change()).reason,
        "WRONG_STATE",
        "the school looks at what was sent"
    );
    let lower = after(&answered(), change(), LATER);
    let refusal = refused(&lower, ReviewCommand::SubmitFinalReport(reasoned(2)));
    assert_eq!(refusal.reason, "LEVEL_TOO_HIGH");
    after(&lower, ReviewCommand::SubmitFinalReport(report(1)), LATER);
}

#[test]
fn a_report_names_the_criteria_without_a_result() {
    let review = after(
        &visited(),
        ReviewCommand::Assess(results(RegimeId::A1, 2).split_off(2), Some(standing())),
        LATER,
    );
    assert_eq!(review.missing_criteria(law()), criteria(RegimeId::A1)[..2]);
    assert_eq!(proposed(&review), None);
    let refusal = refused(&review, draft(report(2)));
    assert_eq!(refusal.reason, "CRITERIA_MISSING");
    assert_eq!(rules(&refusal), ["review.criteria"]);
    assert!(refusal.message.contains("1.1, 1.2"), "{}", refusal.message);
}

#[test]
fn a_report_asks_for_what_is_known_of_the_school_besides() {
    let review = after(&visited(), enter(results(RegimeId::A1, 2)), LATER);
    let refusal = refused(&review, draft(report(2)));
    assert_eq!(refusal.reason, "STANDING_MISSING");
    let young = Standing {
        cohort_completed: false,
        ..standing()
    };
    let review = after(&review, ReviewCommand::Assess(Vec::new(), Some(young)), LATER);
    assert_eq!(proposed(&review), Some(0), "no cohort has completed the school");
    let review = after(&review, enter(vec![result(RegimeId::A1, "1.1", 2)]), LATER);
    assert_eq!(review.standing, Some(young), "not given, it stays");
}

#[test]
fn under_a_nobody_concludes_with_more_than_the_results_come_to() {
    for regime in [RegimeId::A0, RegimeId::A1, RegimeId::A2] {
        let review = after(&under(regime), assess(regime, 2), LATER);
        assert_eq!(proposed(&review), Some(2));
        let refusal = refused(&review, draft(reasoned(3)));
        assert_eq!(refusal.reason, "LEVEL_TOO_HIGH");
        assert_eq!(rules(&refusal), ["review.conclusion"]);
        let refusal = refused(&review, draft(report(1)));
        assert_eq!(refusal.reason, "REASON_NEEDED");
        assert_eq!(rules(&refusal), ["review.conclusion"]);
        let (lower, fact) = decided(&review, draft(reasoned(1)), LATER).unwrap();
        let Some(Body::DraftReportSent(sent)) = fact.body else {
            panic!("another fact");
        };
        assert_eq!((sent.level, sent.proposed_level), (1, 2));
        assert!(!sent.reason.is_empty());
        assert_eq!(lower.draft.as_ref().unwrap().proposed, 2);
        after(&review, draft(report(2)), LATER);
    }
}

#[test]
fn under_b_a_person_may_conclude_with_more_and_a_number_alone_fails_nobody() {
    let review = after(&under(RegimeId::B), assess(RegimeId::B, 1), LATER);
    assert_eq!(proposed(&review), Some(1));
    assert_eq!(refused(&review, draft(report(2))).reason, "REASON_NEEDED");
    after(&review, draft(reasoned(2)), LATER);
    let failing = after(&under(RegimeId::B), assess(RegimeId::B, 0), LATER);
    let refusal = refused(&failing, draft(report(0)));
    assert_eq!(refusal.reason, "NUMBER_ALONE");
    assert_eq!(rules(&refusal), ["review.conclusion"]);
    after(&failing, draft(reasoned(0)), LATER);
}

#[test]
fn reports_are_refused_with_every_defect() {
    let mut wrong = report(5);
    wrong.report = form::ReportFile {
        file_name: " ".to_owned(),
        sha256: "B94D".to_owned(),
        size: 0,
    };
    for (review, command) in [
        (visited(), draft(wrong.clone())),
        (answered(), ReviewCommand::SubmitFinalReport(wrong)),
    ] {
        assert_eq!(
            fields(&refused(&review, command)),
            ["level", "report.file_name", "report.sha256", "report.size"]
        );
    }
    let refusal = refused(&under(RegimeId::B), draft(report(3)));
    assert_eq!(fields(&refusal), ["level"], "B has two levels");
}

#[test]
fn the_reports_are_kept_apart() {
    let review = after(&answered(), ReviewCommand::SubmitFinalReport(report(3)), LATER);
    let (draft, last) = (review.draft.unwrap(), review.report.unwrap());
    assert_eq!((draft.level, last.level, review.level), (2, 3, Some(3)));
    assert_eq!((draft.proposed, last.proposed), (3, 3));
    assert_eq!(last.report, file("bao-cao.pdf"));
}
