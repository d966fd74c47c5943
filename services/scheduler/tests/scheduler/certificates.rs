//! The clocks of a certificate: issued here or entered from paper, remedied, revoked, restored, at its end. And the
//! province's own clock under A0.

use proto::fact::{Body, DossierWithdrawn};
use scheduler::domain::{CaseFile, Clock, Outcome, RungState};

use crate::recognised;
use crate::story::{Case, Told, clock, hear, rules};
use crate::world::World;

ground::both!(World:
    certificates_of_the_past_start_nothing,
    a_restored_certificate_counts_again,
    the_province_has_a_deadline_of_its_own,
);

/// The golden validity of the reference: recognised on 15/3/2026, renewal due on 15/10/2030.
const RECOGNISED: &str = "2026-03-15";
const UNTIL: &str = "2031-03-15";
const LIMITS: [&str; 5] = [
    "certificate.renew",
    "certificate.expire",
    "certificate.upgrade",
    "certificate.revoke",
    "certificate.remedy",
];

/// What `case` comes to when it hears `told` on the days they happened.
fn told(case: &Case, told: &[Told]) -> CaseFile {
    let (rules, mut file) = (rules(), case.file());
    for fact in told {
        hear(&mut file, fact, &rules, fact.at);
    }
    file
}

/// The clocks that run, with their last days, by name.
fn running(file: &CaseFile) -> Vec<(&str, String)> {
    let runs = |clock: &&Clock| {
        clock
            .standing
            .as_ref()
            .is_some_and(|standing| standing.outcome == Outcome::Running)
    };
    let mut running: Vec<_> = file
        .clocks
        .iter()
        .filter(runs)
        .map(|clock| (clock.limit.as_str(), clock.due_on().unwrap().to_string()))
        .collect();
    running.sort_unstable();
    running
}

fn outcome(file: &CaseFile, limit: &str) -> Outcome {
    clock(file, limit).standing.as_ref().unwrap().outcome
}

/// The three clocks of a certificate in force.
fn in_force() -> Vec<(&'static str, String)> {
    vec![
        ("certificate.expire", UNTIL.to_owned()),
        ("certificate.renew", "2030-10-15".to_owned()),
        ("certificate.upgrade", "2028-03-15".to_owned()),
    ]
}

fn issued(case: &Case) -> Told {
    case.recognition(RECOGNISED, recognised::certificate(RECOGNISED, UNTIL))
}

#[test]
fn an_entered_certificate_counts_what_is_ahead_of_it() {
    let case = Case::new(1, "A2");
    let entered = |recognised_on, valid_until, awaits| {
        let file = told(
            &case,
            &[case.recognition(
                "2026-08-10",
                recognised::entered(recognised_on, valid_until, awaits),
            )],
        );
        let running = running(&file).into_iter();
        running
            .map(|(limit, due_on)| format!("{limit} {due_on}"))
            .collect::<Vec<_>>()
    };
    let date = |(limit, due_on): (&str, String)| format!("{limit} {due_on}");
    assert_eq!(
        entered(RECOGNISED, UNTIL, "renewal"),
        in_force().into_iter().map(date).collect::<Vec<_>>()
    );
    // Four years old: an upgrade has long been allowed.
    assert_eq!(
        entered("2022-06-15", "2027-06-15", "renewal"),
        ["certificate.expire 2027-06-15", "certificate.renew 2027-01-15"]
    );
    // Two years are over on the very day, and with the day before they were.
    assert_eq!(entered("2024-08-10", "2029-08-10", "renewal").len(), 3);
    assert_eq!(entered("2024-08-09", "2029-08-09", "renewal").len(), 2);
    assert_eq!(
        entered("2021-11-15", "2026-11-15", "expiry"),
        ["certificate.expire 2026-11-15"]
    );
    assert_eq!(entered("2021-03-15", "2026-03-15", "nothing"), [""; 0]);
}

#[test]
fn revocation_ends_and_restoration_begins_again_from_zero() {
    let case = Case::new(1, "B");
    let mut facts = vec![
        issued(&case),
        case.recognition("2026-08-17", recognised::to_be_revoked()),
    ];
    let mut expected = in_force();
    expected.push(("certificate.revoke", "2026-09-16".to_owned()));
    expected.sort_unstable();
    assert_eq!(
        running(&told(&case, &facts)),
        expected,
        "20 working days from 17/8/2026"
    );

    facts.push(case.recognition("2026-09-01", recognised::revoked()));
    let file = told(&case, &facts);
    assert_eq!(running(&file), []);
    assert_eq!(outcome(&file, "certificate.revoke"), Outcome::Met);
    for limit in ["certificate.renew", "certificate.expire", "certificate.upgrade"] {
        assert_eq!(outcome(&file, limit), Outcome::Cancelled, "{limit}");
        assert!(
            clock(&file, limit)
                .rungs
                .iter()
                .all(|rung| rung.state != RungState::Armed)
        );
    }

    facts.push(case.recognition("2026-10-05", recognised::restored(RECOGNISED, UNTIL, "renewal")));
    let file = told(&case, &facts);
    assert_eq!(
        running(&file),
        in_force(),
        "to the printed date, as if nothing had been"
    );
    let armed = |limit| {
        clock(&file, limit)
            .rungs
            .iter()
            .any(|rung| rung.state == RungState::Armed)
    };
    assert!(armed("certificate.renew") && armed("certificate.expire"));

    // It may come to the same once more, and then has a limit of its own.
    facts.push(case.recognition("2026-11-20", recognised::to_be_revoked()));
    let file = told(&case, &facts);
    assert_eq!(
        clock(&file, "certificate.revoke").due_on().unwrap().to_string(),
        "2026-12-21"
    );

    // In whatever order it is heard.
    facts.reverse();
    assert_eq!(running(&told(&case, &facts)), running(&file));
}

#[test]
fn what_is_restored_late_counts_only_what_is_left() {
    let case = Case::new(1, "B");
    let restored = |awaits| {
        let revoked = case.recognition("2030-09-02", recognised::revoked());
        let restored = case.recognition("2030-12-02", recognised::restored(RECOGNISED, UNTIL, awaits));
        told(&case, &[issued(&case), revoked, restored])
    };
    assert_eq!(
        running(&restored("expiry")),
        [("certificate.expire", UNTIL.to_owned())]
    );
    assert_eq!(running(&restored("nothing")), []);
    assert_eq!(
        outcome(&restored("expiry"), "certificate.renew"),
        Outcome::Cancelled
    );
    // The upgrade had opened long before; it is not opened twice.
    let opened = case.recognition("2028-03-16T00:00:00+07:00", recognised::upgrade_opened());
    let mut file = restored("renewal");
    hear(&mut file, &opened, &rules(), opened.at);
    assert_eq!(outcome(&file, "certificate.upgrade"), Outcome::Opened);
}

#[test]
fn a_renewal_is_met_on_the_day_it_was_registered() {
    let case = Case::new(1, "B");
    let registered = |at| {
        told(
            &case,
            &[issued(&case), case.recognition(at, recognised::renewed())],
        )
    };
    let in_time = registered("2030-10-15T23:59:59+07:00");
    assert_eq!(outcome(&in_time, "certificate.renew"), Outcome::Met);
    assert_eq!(
        outcome(&in_time, "certificate.expire"),
        Outcome::Running,
        "the certificate still ends"
    );
    assert_eq!(
        outcome(&registered("2030-10-16T00:00:00+07:00"), "certificate.renew"),
        Outcome::MetLate
    );
}

#[test]
fn each_order_to_remedy_has_its_own_term() {
    let case = Case::new(1, "B");
    let mut facts = vec![
        issued(&case),
        case.recognition("2026-08-03", recognised::ordered("2026-10-30")),
    ];
    let remedy = |facts: &[Told]| {
        let file = told(&case, facts);
        let remedy = clock(&file, "certificate.remedy");
        (
            outcome(&file, "certificate.remedy"),
            remedy.due_on().unwrap().to_string(),
        )
    };
    assert_eq!(remedy(&facts), (Outcome::Running, "2026-10-30".to_owned()));
    facts.push(case.recognition("2026-10-20", recognised::remedied()));
    assert_eq!(
        remedy(&facts),
        (Outcome::Met, "2026-10-30".to_owned()),
        "dated with the school's report"
    );
    // The Sở is not content, and orders again; the school reports a day late.
    facts.push(case.recognition("2026-10-26", recognised::examined(false)));
    assert_eq!(remedy(&facts).0, Outcome::Met);
    facts.push(case.recognition("2026-10-27", recognised::ordered("2026-12-15")));
    assert_eq!(remedy(&facts), (Outcome::Running, "2026-12-15".to_owned()));
    let late = case.recognition("2026-12-16T00:00:00+07:00", recognised::remedied());
    assert_eq!(remedy(&[facts.clone(), vec![late]].concat()).0, Outcome::MetLate);
    facts.push(case.recognition("2026-12-01", recognised::to_be_revoked()));
    assert_eq!(remedy(&facts).0, Outcome::Cancelled, "nothing is left to remedy");
}

#[test]
fn what_is_replaced_lapsed_or_expired_is_over_for_good() {
    for (regime, end) in [
        ("A0", recognised::replaced()),
        ("B", recognised::lapsed("school_merged")),
        ("A2", recognised::expired(UNTIL)),
    ] {
        let case = Case::new(1, regime);
        let facts = [
            issued(&case),
            case.recognition("2026-08-03", recognised::ordered("2026-10-30")),
            case.recognition("2026-08-17", recognised::to_be_revoked()),
            case.recognition("2026-08-18", end),
            case.recognition("2026-08-19", recognised::restored(RECOGNISED, UNTIL, "renewal")),
        ];
        let file = told(&case, &facts);
        assert_eq!(running(&file), [], "{regime}");
        for limit in LIMITS {
            assert_ne!(outcome(&file, limit), Outcome::Breached, "{regime} {limit}");
        }
    }
}

#[test]
fn under_a0_the_proposal_is_met_and_the_province_has_its_own_clock() {
    let case = Case::new(1, "A0");
    let mut facts = vec![
        case.recognition("2024-04-24", recognised::received()),
        case.recognition("2024-05-10", recognised::proposal()),
    ];
    let file = told(&case, &facts);
    assert_eq!(outcome(&file, "recognition.decide"), Outcome::Met);
    assert_eq!(
        clock(&file, "recognition.decide").due_on().unwrap().to_string(),
        "2024-05-24"
    );
    assert_eq!(
        running(&file),
        [("recognition.decide.province", "2024-05-24".to_owned())]
    );
    let withdrawn = case.registration("2024-05-13", Body::DossierWithdrawn(DossierWithdrawn::default()));
    let file = told(&case, &[facts.clone(), vec![withdrawn]].concat());
    assert_eq!(outcome(&file, "recognition.decide.province"), Outcome::Cancelled);
    facts.push(case.recognition("2024-05-20", recognised::signed(true)));
    let file = told(&case, &facts);
    assert_eq!(outcome(&file, "recognition.decide.province"), Outcome::Met);
    // Later regimes have no proposal, and the province nothing to decide.
    let case = Case::new(2, "A1");
    let file = told(&case, &[case.recognition("2025-04-14", recognised::proposal())]);
    assert_eq!(running(&file), []);
}

async fn certificates_of_the_past_start_nothing(world: World) {
    let old = Case::new(1, "A0");
    let last = Case::new(2, "A0");
    world
        .hear([
            old.recognition(
                "2025-02-03",
                recognised::entered("2019-03-15", "2024-03-15", "nothing"),
            ),
            last.recognition(
                "2025-02-03",
                recognised::entered("2020-03-15", "2025-03-15", "expiry"),
            ),
        ])
        .await;
    assert_eq!(
        world.number("SELECT count(*) FROM clocks").await,
        1,
        "the expiry of the second"
    );
    world.fire().await;
    assert!(
        world
            .announced()
            .await
            .iter()
            .all(|(_, body)| !matches!(body, Body::DeadlineReached(_)))
    );
    world.at("2025-03-16T00:00:00+07:00");
    world.fire().await;
    let reached = world.reached().await;
    let limits: Vec<_> = reached
        .iter()
        .map(|(_, reached)| (reached.limit.as_str(), reached.due_on.as_str()))
        .collect();
    assert_eq!(limits, [("certificate.expire", "2025-03-15")]);
    assert_eq!(world.alarms().await, [""; 0]);
}

async fn a_restored_certificate_counts_again(world: World) {
    let case = Case::new(1, "A0");
    let entered = case.recognition(
        "2025-02-03",
        recognised::entered("2020-08-01", "2025-08-01", "renewal"),
    );
    let revoked = case.recognition("2025-02-04", recognised::revoked());
    world.hear([entered, revoked]).await;
    world.at("2025-03-02T00:00:00+07:00");
    world.fire().await;
    assert_eq!(
        world.reached().await.len(),
        0,
        "nobody owes a renewal of what is revoked"
    );
    let restored = case.recognition(
        "2025-03-03",
        recognised::restored("2020-08-01", "2025-08-01", "expiry"),
    );
    world.hear([restored]).await;
    world.at("2025-08-02T00:00:00+07:00");
    world.fire().await;
    let reached = world.reached().await;
    let limits: Vec<_> = reached
        .iter()
        .map(|(_, reached)| (reached.limit.as_str(), reached.due_on.as_str()))
        .collect();
    assert_eq!(limits, [("certificate.expire", "2025-08-01")]);
    world.verify().await;
}

async fn the_province_has_a_deadline_of_its_own(world: World) {
    let case = Case::new(1, "A0");
    world
        .hear([
            case.recognition("2025-02-03", recognised::received()),
            case.recognition("2025-02-10", recognised::proposal()),
        ])
        .await;
    world.at("2025-02-25T00:00:00+07:00");
    world.fire().await;
    let reached = world.reached().await;
    let [(_, reached)] = reached.as_slice() else {
        panic!("{reached:?}")
    };
    assert_eq!(
        (reached.limit.as_str(), reached.due_on.as_str()),
        ("recognition.decide.province", "2025-02-24")
    );
    assert_eq!(reached.owner, "recognition");
}
