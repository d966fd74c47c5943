//! A case file hears facts in any order and any number of times, and comes to the same clocks (hardest
//! case 3). Services deliver each its own facts in order, but nothing orders one service's against
//! another's, and a rebuilt scheduler hears all of history at once.

use std::collections::BTreeSet;

use calendar::Day;
use platform::time::Moment;
use proptest::prelude::*;
use proto::fact::{
    Body, CommentsAnswered, DossierAccepted, DossierResubmitted, DossierSubmitted, DossierWithdrawn,
    DraftAgreed, DraftReportSent, FinalReportSubmitted, PlanItemDossierCompleted, PlanItemRegistered,
    ReportReceived, ReviewStep, UpgradeOpened,
};
use scheduler::domain::{CaseFile, RungState, Standing};
use uuid::Uuid;

use crate::recognised;
use crate::story::{self, Case, HEAD, SECRETARY, Told, hear, moment, rules};

/// How the school took the draft.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Comments,
    LateComments,
    Silence,
    Agreement,
}

/// Which way a case went.
#[derive(Clone, Copy, Debug)]
struct Way {
    regime: &'static str,
    overlay: &'static str,
    answer: Answer,
    /// The check of the dossier, the team, and the decision each come too late, and are found so.
    late: bool,
    /// The school gives up after the draft.
    withdrawn: bool,
    /// The first team is dissolved after its preliminary visit, and another one begins anew.
    two_teams: bool,
}

/// From the establishment of the team to the end of its visits, on consecutive days when it is `late`; of two
/// teams, when there are two.
fn steps(case: &Case, way: Way) -> Vec<Told> {
    use ReviewStep::{DossierStudy, OfficialVisit, PreliminaryVisit};
    let days = if way.late {
        [
            "12-02",
            "12-03",
            "12-03T12:00:00+07:00",
            "12-03T15:00:00+07:00",
            "12-04",
            "12-05",
            "12-06",
            "12-06T15:00:00+07:00",
        ]
    } else {
        [
            "09-10", "09-13", "09-18", "09-20", "10-14", "10-18", "10-25", "11-08",
        ]
    };
    let at = |place: usize| format!("2024-{}", days[place]);
    let mut facts = vec![case.review(&at(0), story::team())];
    if way.two_teams {
        facts.extend([
            case.review(&at(1), story::completed(DossierStudy)),
            case.review(&at(2), story::completed(PreliminaryVisit)),
            case.review(&at(3), story::dissolved()),
            case.review(&at(4), story::team()),
        ]);
        if way.late {
            let at = "2024-12-04T00:00:00+07:00";
            facts.push(case.review(at, story::breached("review.official_visit", "2024-12-03")));
        }
    }
    facts.extend([
        case.review(&at(5), story::completed(DossierStudy)),
        case.review(&at(6), story::completed(PreliminaryVisit)),
        case.review(&at(7), story::completed(OfficialVisit)),
    ]);
    facts
}

/// The facts of a whole case: plan, dossier, supplement, resubmission, acceptance, team, draft, answer,
/// report, decision, certificate.
fn facts(way: Way) -> Vec<Told> {
    let case = Case::new(1, way.regime).with(|subject| subject.overlay = way.overlay.to_owned());
    let accepted = if way.late { "2024-08-20" } else { "2024-08-14" };
    let mut facts = vec![
        case.registration("2024-01-15", story::planned("2024-07-31", "2024-08-31")),
        case.registration(
            "2024-07-20",
            Body::PlanItemDossierCompleted(PlanItemDossierCompleted::default()),
        ),
        case.registration("2024-08-05", Body::DossierSubmitted(DossierSubmitted::default())),
        case.registration("2024-08-06", story::supplement("Thiếu báo cáo tự đánh giá")),
        case.registration(
            "2024-08-12",
            Body::DossierResubmitted(DossierResubmitted::default()),
        ),
        case.registration(
            "2024-08-12",
            Body::PlanItemRegistered(PlanItemRegistered::default()),
        ),
        case.registration(accepted, Body::DossierAccepted(DossierAccepted::default())),
    ];
    facts.extend(steps(&case, way));
    facts.push(case.review("2024-12-09", Body::DraftReportSent(DraftReportSent::default())));
    if way.late {
        facts.extend([
            case.registration(
                "2024-08-16T00:00:00+07:00",
                story::breached("dossier.check", "2024-08-15"),
            ),
            case.review(
                "2024-11-21T00:00:00+07:00",
                story::breached("review.start", "2024-11-20"),
            ),
        ]);
    }
    if way.withdrawn {
        facts.push(case.registration("2024-12-11", Body::DossierWithdrawn(DossierWithdrawn::default())));
        return facts;
    }
    match way.answer {
        Answer::Comments => facts.extend([
            case.review("2024-12-16", story::comments()),
            case.review("2024-12-20", Body::CommentsAnswered(CommentsAnswered::default())),
        ]),
        // Silence had its effect before the comments came, whichever is heard first.
        Answer::LateComments => facts.extend([
            case.review("2024-12-24", story::comments()),
            case.review("2024-12-25", story::silence("2024-12-23")),
        ]),
        Answer::Silence => facts.push(case.review("2024-12-24T00:00:01+07:00", story::silence("2024-12-23"))),
        Answer::Agreement => facts.push(case.review("2024-12-17", Body::DraftAgreed(DraftAgreed {}))),
    }
    let signed = if way.late { "2025-03-03" } else { "2025-01-20" };
    facts.extend([
        case.review(
            "2024-12-30",
            Body::FinalReportSubmitted(FinalReportSubmitted::default()),
        ),
        case.recognition("2024-12-30", Body::ReportReceived(ReportReceived::default())),
        case.recognition(signed, recognised::signed(true)),
        case.recognition(signed, recognised::certificate(&signed[..10], "2030-01-20")),
        case.recognition("2025-03-10", recognised::published()),
        case.recognition("2027-03-04", Body::UpgradeOpened(UpgradeOpened::default())),
    ]);
    if way.late {
        facts.push(case.recognition(
            "2025-02-05T00:00:00+07:00",
            story::breached("recognition.decide", "2025-02-04"),
        ));
    }
    facts
}

/// What must not depend on the order: of each clock its standing, its facts, and what is still to fire.
type Seen = BTreeSet<(
    Uuid,
    String,
    Option<String>,
    Option<Day>,
    BTreeSet<Uuid>,
    BTreeSet<(String, Day, Moment)>,
)>;

fn seen(file: &CaseFile) -> Seen {
    let standing = |standing: &Standing| format!("{standing:?}");
    let clocks = file.clocks.iter().map(|clock| {
        let armed = clock
            .rungs
            .iter()
            .filter(|rung| rung.state == RungState::Armed)
            .map(|rung| (rung.id.clone(), rung.due_on, rung.fires_at));
        (
            clock.id,
            clock.limit.clone(),
            clock.standing.as_ref().map(standing),
            clock.breached_on,
            clock.ledger.iter().map(|noted| noted.fact_id).collect(),
            armed.collect(),
        )
    });
    clocks.collect()
}

/// Hears `told` and answers the letters whose recipient no other fact decides.
fn after(told: &[Told], now: Moment) -> (CaseFile, BTreeSet<Uuid>) {
    let (rules, mut letters) = (rules(), BTreeSet::new());
    let case_id = told[0].fact.subject.as_ref().unwrap().case_id.parse().unwrap();
    let mut file = CaseFile::new(case_id);
    for fact in told {
        let consequences = hear(&mut file, fact, &rules, now);
        let is_fixed = |to: &str, subject: &str| {
            ![HEAD, SECRETARY].contains(&to) || subject.contains("Phân công") || subject.contains("Giải thể")
        };
        let fixed = consequences
            .letters
            .iter()
            .filter(|letter| is_fixed(&letter.to, &letter.subject));
        letters.extend(fixed.map(|letter| letter.id));
    }
    (file, letters)
}

fn ways() -> impl Strategy<Value = Way> {
    (
        prop_oneof![Just("A0"), Just("A1"), Just("A2"), Just("B")],
        prop_oneof![Just(""), Just("ha-noi")],
        prop_oneof![
            Just(Answer::Comments),
            Just(Answer::LateComments),
            Just(Answer::Silence),
            Just(Answer::Agreement)
        ],
        any::<bool>(),
        prop::bool::weighted(0.2),
        any::<bool>(),
    )
        .prop_map(|(regime, overlay, answer, late, withdrawn, two_teams)| Way {
            regime,
            overlay,
            answer,
            late,
            withdrawn,
            two_teams,
        })
}

/// A case, its facts shuffled with some of them repeated, and the day on which all of it is heard.
fn shuffled() -> impl Strategy<Value = (Way, Vec<Told>, Moment)> {
    let now = prop_oneof![
        Just("2024-08-15T23:59:59+07:00"),
        Just("2024-12-10"),
        Just("2025-01-06"),
        Just("2025-06-01"),
        Just("2031-01-01")
    ];
    (
        ways(),
        prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        now,
    )
        .prop_flat_map(|(way, repeated, now)| {
            let mut told = facts(way);
            let again: Vec<_> = repeated.iter().map(|index| index.get(&told).clone()).collect();
            told.extend(again);
            (Just(way), Just(told).prop_shuffle(), Just(moment(now)))
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_repetition_of_the_facts_gives_the_same_clocks_and_letters((way, told, now) in shuffled()) {
        let (straight, letters) = after(&facts(way), now);
        let (mixed, mixed_letters) = after(&told, now);
        prop_assert_eq!(seen(&mixed), seen(&straight));
        prop_assert_eq!(mixed_letters, letters);
    }

    /// Each service's facts of a case come in order; only between services anything may happen.
    #[test]
    fn what_was_fired_between_the_facts_changes_no_standing((way, told, now) in shuffled(), fired in prop::collection::vec(any::<bool>(), 40)) {
        let (straight, _) = after(&facts(way), now);
        let rules = rules();
        let mut file = CaseFile::new(told[0].fact.subject.as_ref().unwrap().case_id.parse().unwrap());
        for (fact, fire) in told.iter().zip(fired.iter().cycle()) {
            hear(&mut file, fact, &rules, now);
            if *fire {
                file.fire(&rules, now, now);
            }
        }
        let standings = |file: &CaseFile| -> BTreeSet<_> {
            file.clocks.iter().map(|clock| (clock.id, format!("{:?}", clock.standing))).collect()
        };
        prop_assert_eq!(standings(&file), standings(&straight));
    }
}

/// The facts above are only worth permuting if they move every clock that a case can have.
#[test]
fn the_story_moves_the_clocks_of_a_whole_case() {
    let way = Way {
        regime: "A0",
        overlay: "",
        answer: Answer::Comments,
        late: false,
        withdrawn: false,
        two_teams: true,
    };
    let (file, _) = after(&facts(way), moment("2025-06-01"));
    let mut limits: Vec<_> = file
        .clocks
        .iter()
        .filter(|clock| clock.standing.is_some())
        .map(|clock| clock.limit.as_str())
        .collect();
    limits.sort_unstable();
    assert_eq!(
        limits,
        [
            "certificate.expire",
            "certificate.renew",
            "certificate.upgrade",
            "dossier.check",
            "plan.dossier",
            "plan.register",
            "recognition.decide",
            "review.comment",
            "review.draft",
            "review.official_visit",
            "review.preliminary_visit",
            "review.reply",
            "review.report",
            "review.start",
            "review.study",
            "review.team_again",
        ]
    );
}

/// A breach of the review is about a limit that counts from a fact of registration, and may be heard first.
#[test]
fn a_breach_that_is_heard_before_its_clock_is_kept_for_it() {
    let case = Case::new(2, "A1");
    let (rules, now) = (rules(), moment("2025-06-02"));
    let mut file = case.file();
    let breach = case.review(
        "2025-05-15T00:00:00+07:00",
        story::breached("review.start", "2025-05-14"),
    );
    hear(&mut file, &breach, &rules, now);
    let accepted = case.registration("2025-02-14", Body::DossierAccepted(DossierAccepted::default()));
    hear(&mut file, &accepted, &rules, now);
    let standing = story::clock(&file, "review.start").standing.clone().unwrap();
    assert_eq!(standing.due_on.unwrap().to_string(), "2025-05-14");
    assert_eq!(standing.outcome, scheduler::domain::Outcome::Breached);
}

/// The team came too late, and registration's acceptance is heard after it: the deadline must still reach
/// the one who judges it.
#[test]
fn a_late_end_that_is_heard_before_the_start_keeps_its_deadline() {
    let case = Case::new(3, "A1");
    let (rules, now) = (rules(), moment("2025-06-02"));
    let mut file = case.file();
    hear(&mut file, &case.review("2025-06-01", story::team()), &rules, now);
    let accepted = case.registration("2025-02-14", Body::DossierAccepted(DossierAccepted::default()));
    hear(&mut file, &accepted, &rules, now);
    let fired = file.fire(&rules, now, now);
    let reached = story::bodies(&fired).into_iter().any(|body| {
        matches!(body, Body::DeadlineReached(reached) if reached.limit == "review.start" && reached.due_on == "2025-05-14")
    });
    assert!(reached, "{fired:?}");
}
