//! Section II.5 of the plan of Hà Nội beside the act: recognition within 20 days of the report, where the act gives 20
//! working days, and publication within 20 days of the decision by the school and by the Sở, a clock each.
//!
//! The dates are those of the reference, and a walker that knows nothing of our calendar finds them again day by day.

use chrono::{Datelike, NaiveDate, Weekday};
use proto::fact::Body;
use scheduler::domain::{CaseFile, Outcome};

use crate::recognised;
use crate::story::{Case, Told, breached_in, hear, rules};
use crate::world::World;

ground::both!(World: each_of_the_four_limits_is_broken_on_its_own);

const ACT: (&str, Option<&str>) = ("recognition.decide", None);
const PLAN: (&str, Option<&str>) = ("recognition.decide", Some("ha-noi"));
const BY_SCHOOL: (&str, Option<&str>) = ("recognition.publish.school", Some("ha-noi"));
const BY_DEPARTMENT: (&str, Option<&str>) = ("recognition.publish.department", Some("ha-noi"));

/// Days off on weekdays from 2024 to 2026, from the official notices.
const DAYS_OFF: [&str; 38] = [
    "2024-01-01",
    "2024-02-08",
    "2024-02-09",
    "2024-02-12",
    "2024-02-13",
    "2024-02-14",
    "2024-04-18",
    "2024-04-29",
    "2024-04-30",
    "2024-05-01",
    "2024-09-02",
    "2024-09-03",
    "2025-01-01",
    "2025-01-27",
    "2025-01-28",
    "2025-01-29",
    "2025-01-30",
    "2025-01-31",
    "2025-04-07",
    "2025-04-30",
    "2025-05-01",
    "2025-05-02",
    "2025-09-01",
    "2025-09-02",
    "2026-01-01",
    "2026-01-02",
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
    "2026-04-27",
    "2026-04-30",
    "2026-05-01",
    "2026-08-31",
    "2026-09-01",
    "2026-09-02",
    "2026-11-24",
];
/// Saturdays worked in their place.
const WORKED: [&str; 4] = ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn is_worked(day: NaiveDate) -> bool {
    let text = day.to_string();
    if WORKED.contains(&text.as_str()) {
        return true;
    }
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !DAYS_OFF.contains(&text.as_str())
}

/// The last of `count` working days after `start`, walked one by one.
fn working_days(start: &str, count: u32) -> String {
    let (mut day, mut left) = (date(start), count);
    while left > 0 {
        day = day.succ_opt().unwrap();
        left -= u32::from(is_worked(day));
    }
    day.to_string()
}

/// The last of `count` days after `start`, and on to the next working day where it is none.
fn days(start: &str, count: u32) -> String {
    let mut day = date(start);
    for _ in 0..count {
        day = day.succ_opt().unwrap();
    }
    while !is_worked(day) {
        day = day.succ_opt().unwrap();
    }
    day.to_string()
}

fn ha_noi(regime: &str) -> Case {
    Case::new(1, regime).with(|subject| subject.overlay = "ha-noi".to_owned())
}

fn told(case: &Case, told: &[Told]) -> CaseFile {
    let (rules, mut file) = (rules(), case.file());
    for fact in told {
        hear(&mut file, fact, &rules, fact.at);
    }
    file
}

/// How the clock of a limit stands, and its last day.
fn standing(file: &CaseFile, (limit, overlay): (&str, Option<&str>)) -> (Outcome, String) {
    let found = file
        .clocks
        .iter()
        .find(|clock| clock.limit == limit && clock.overlay.as_deref() == overlay);
    let clock = found.unwrap_or_else(|| panic!("no clock for {limit} of {overlay:?}"));
    let standing = clock.standing.as_ref().unwrap();
    (standing.outcome, standing.due_on.unwrap().to_string())
}

/// Received on, due by the act and by the plan; decided on the plan's last day, and due to be published.
const GOLDEN: [(&str, &str, &str, &str, &str); 4] = [
    // A swap and a worked Saturday inside.
    ("A0", "2024-04-24", "2024-05-24", "2024-05-14", "2024-06-03"),
    // Tết inside; the plan's last day is a Sunday and rolls, and so does the last day to publish.
    ("A0", "2025-01-20", "2025-02-24", "2025-02-10", "2025-03-03"),
    ("A1", "2025-04-14", "2025-05-14", "2025-05-05", "2025-05-26"),
    // The plan's last day lies inside Tết.
    ("A2", "2026-01-30", "2026-03-06", "2026-02-23", "2026-03-16"),
];

#[test]
fn the_report_and_the_decision_start_the_four_clocks_of_section_ii_5() {
    for (regime, received, by_act, by_plan, published) in GOLDEN {
        assert_eq!(
            (working_days(received, 20), days(received, 20)),
            (by_act.to_owned(), by_plan.to_owned())
        );
        assert_eq!(days(by_plan, 20), published);
        let case = ha_noi(regime);
        let mut facts = vec![case.recognition(received, recognised::received())];
        let file = told(&case, &facts);
        assert_eq!(
            standing(&file, ACT),
            (Outcome::Running, by_act.to_owned()),
            "{received}"
        );
        assert_eq!(
            standing(&file, PLAN),
            (Outcome::Running, by_plan.to_owned()),
            "{received}"
        );
        facts.push(case.recognition(by_plan, recognised::signed(true)));
        let file = told(&case, &facts);
        assert_eq!(standing(&file, ACT).0, Outcome::Met);
        assert_eq!(standing(&file, PLAN).0, Outcome::Met);
        for limit in [BY_SCHOOL, BY_DEPARTMENT] {
            assert_eq!(
                standing(&file, limit),
                (Outcome::Running, published.to_owned()),
                "{received}"
            );
        }
    }
}

#[test]
fn each_publication_is_met_by_its_own_fact() {
    let case = ha_noi("A0");
    let facts = [
        case.recognition("2024-04-24", recognised::received()),
        case.recognition("2024-05-14", recognised::signed(true)),
    ];
    let by_school = case.recognition("2024-06-03T23:59:59+07:00", recognised::published_by_school());
    let by_department = case.recognition("2024-06-04T00:00:00+07:00", recognised::published());
    let file = told(&case, &[facts.to_vec(), vec![by_school.clone()]].concat());
    assert_eq!(
        standing(&file, BY_SCHOOL).0,
        Outcome::Met,
        "in the last second of the last day"
    );
    assert_eq!(standing(&file, BY_DEPARTMENT).0, Outcome::Running);
    let file = told(&case, &[facts.to_vec(), vec![by_department.clone()]].concat());
    assert_eq!(standing(&file, BY_SCHOOL).0, Outcome::Running);
    assert_eq!(
        standing(&file, BY_DEPARTMENT).0,
        Outcome::MetLate,
        "with the next day"
    );
}

/// What the act allows may still break the plan, and the plan's breach is not the act's.
#[test]
fn a_decision_after_the_plans_days_and_within_the_acts_breaks_the_plan_alone() {
    let case = ha_noi("A0");
    let mut facts = vec![
        case.recognition("2024-04-24", recognised::received()),
        case.recognition(
            "2024-05-15T00:00:00+07:00",
            breached_in("recognition.decide", "ha-noi", "2024-05-14"),
        ),
    ];
    let file = told(&case, &facts);
    assert_eq!(standing(&file, PLAN).0, Outcome::Breached);
    assert_eq!(standing(&file, ACT).0, Outcome::Running);
    facts.push(case.recognition("2024-05-20", recognised::signed(true)));
    let file = told(&case, &facts);
    assert_eq!(standing(&file, PLAN).0, Outcome::MetLate);
    assert_eq!(standing(&file, ACT).0, Outcome::Met);
    // Twenty days from 20/5/2024 end on a Sunday.
    assert_eq!(days("2024-05-20", 20), "2024-06-10");
    assert_eq!(standing(&file, BY_SCHOOL).1, "2024-06-10");
}

/// The letter of apology gives the act's limit its one new date; the plan knows no such letter.
#[test]
fn an_apology_moves_the_act_and_leaves_the_plan() {
    let case = ha_noi("B");
    let facts = [
        case.recognition("2026-08-17", recognised::received()),
        case.recognition("2026-09-10", recognised::apology("2026-09-16", "2026-09-25")),
    ];
    let file = told(&case, &facts);
    assert_eq!(standing(&file, ACT), (Outcome::Running, "2026-09-25".to_owned()));
    assert_eq!(standing(&file, PLAN), (Outcome::Running, days("2026-08-17", 20)));
    // A letter about another limit moves neither.
    let other = case.recognition(
        "2026-09-10",
        recognised::apology_for("review.start", "2026-09-16", "2026-09-25"),
    );
    let file = told(&case, &[facts[0].clone(), other]);
    assert_eq!(standing(&file, ACT).1, "2026-09-16");
}

async fn each_of_the_four_limits_is_broken_on_its_own(world: World) {
    let case = ha_noi("A1");
    world
        .hear([case.recognition("2025-04-14", recognised::received())])
        .await;
    let reached = async |until: &str| -> Vec<(String, String, String)> {
        world.at(until);
        world.fire().await;
        let reached = world.reached().await.into_iter();
        reached
            .map(|(_, reached)| (reached.limit, reached.overlay, reached.due_on))
            .collect()
    };
    let named = |limit: (&str, Option<&str>), due_on: &str| {
        (
            limit.0.to_owned(),
            limit.1.unwrap_or_default().to_owned(),
            due_on.to_owned(),
        )
    };
    // Twenty days end on Sunday 4/5 and roll; twenty working days run on.
    let plan = named(PLAN, "2025-05-05");
    assert_eq!(
        reached("2025-05-06T00:00:00+07:00").await,
        std::slice::from_ref(&plan)
    );
    let act = named(ACT, "2025-05-14");
    assert_eq!(
        reached("2025-05-15T00:00:00+07:00").await,
        [plan.clone(), act.clone()]
    );
    world
        .hear([
            case.recognition("2025-05-15", recognised::signed(true)),
            case.recognition("2025-05-20", recognised::published()),
        ])
        .await;
    let school = named(BY_SCHOOL, &days("2025-05-15", 20));
    assert_eq!(school.2, "2025-06-04");
    assert_eq!(
        reached("2025-06-05T00:00:00+07:00").await,
        [plan, act, school],
        "the Sở had published, the school had not"
    );
    let alarms = world
        .announced()
        .await
        .into_iter()
        .filter(|(_, body)| matches!(body, Body::AlarmRaised(_)));
    assert_eq!(alarms.count(), 0);
}
