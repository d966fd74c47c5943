//! What recognition's facts do to clocks: the life of a certificate, and the letter of apology.

use calendar::Day;
use statute::{Effect, Law, RegimeId};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What a fact that states `awaits` does to the limits of a certificate, under every regime alike.
fn moved_of_certificate(fact: &str, awaits: &str) -> Vec<(String, Effect)> {
    let moved = |regime| -> Vec<(String, Effect)> {
        let law = Law::official();
        let found = law
            .triggered_by(fact, day("2026-08-05"), |_| None)
            .filter(|found| {
                let attribute = |name: &str| (name == "awaits").then_some(awaits);
                found.rule.holds_under(regime, None) && found.trigger.matches(fact, attribute)
            });
        found.map(|found| (found.rule.id.clone(), found.effect)).collect()
    };
    let under = RegimeId::ALL.map(moved);
    assert!(under.iter().all(|moved| *moved == under[0]), "{fact}: {under:?}");
    under[0].clone()
}

#[test]
fn each_fact_of_a_certificate_moves_its_clocks() {
    use Effect::{Cancels, Clears, Satisfies, Starts};
    const RENEW: &str = "certificate.renew";
    const EXPIRE: &str = "certificate.expire";
    const UPGRADE: &str = "certificate.upgrade";
    const REVOKE: &str = "certificate.revoke";
    const REMEDY: &str = "certificate.remedy";
    let all = |effect| {
        [RENEW, EXPIRE, UPGRADE, REVOKE, REMEDY]
            .map(|limit| (limit, effect))
            .to_vec()
    };
    // The fact, what it states, and what it does to the limits.
    type Row = (&'static str, &'static str, Vec<(&'static str, Effect)>);
    let table: [Row; 16] = [
        (
            "certificate_issued",
            "",
            vec![(RENEW, Starts), (EXPIRE, Starts), (UPGRADE, Starts)],
        ),
        (
            "certificate_entered",
            "renewal",
            vec![(RENEW, Starts), (EXPIRE, Starts), (UPGRADE, Starts)],
        ),
        ("certificate_entered", "expiry", vec![(EXPIRE, Starts)]),
        ("certificate_entered", "nothing", vec![]),
        (
            "certificate_restored",
            "renewal",
            vec![
                (RENEW, Starts),
                (EXPIRE, Starts),
                (UPGRADE, Starts),
                (REVOKE, Clears),
            ],
        ),
        (
            "certificate_restored",
            "expiry",
            vec![(EXPIRE, Starts), (REVOKE, Clears)],
        ),
        ("certificate_restored", "nothing", vec![(REVOKE, Clears)]),
        (
            "certificate_revoked",
            "",
            vec![
                (RENEW, Clears),
                (EXPIRE, Clears),
                (UPGRADE, Clears),
                (REVOKE, Satisfies),
                (REMEDY, Clears),
            ],
        ),
        ("renewal_registered", "", vec![(RENEW, Satisfies)]),
        ("upgrade_opened", "", vec![(UPGRADE, Satisfies)]),
        ("remedy_ordered", "", vec![(REMEDY, Clears), (REMEDY, Starts)]),
        ("remedy_reported", "", vec![(REMEDY, Satisfies)]),
        (
            "revocation_concluded",
            "",
            vec![(REVOKE, Starts), (REMEDY, Clears)],
        ),
        (
            "certificate_expired",
            "",
            vec![
                (RENEW, Cancels),
                (EXPIRE, Satisfies),
                (UPGRADE, Cancels),
                (REVOKE, Cancels),
                (REMEDY, Cancels),
            ],
        ),
        ("certificate_replaced", "", all(Cancels)),
        ("certificate_lapsed", "", all(Cancels)),
    ];
    for (fact, awaits, expected) in table {
        let expected: Vec<(String, Effect)> = expected
            .into_iter()
            .map(|(limit, effect)| (limit.to_owned(), effect))
            .collect();
        assert_eq!(
            moved_of_certificate(&format!("recognition.{fact}"), awaits),
            expected,
            "{fact} {awaits}"
        );
    }
    // What may be registered is never opened by a date that was past when the certificate was entered.
    let upgrade = Law::official()
        .limit(UPGRADE, RegimeId::B, None, day("2026-08-05"))
        .unwrap();
    let ahead = |trigger: &statute::Trigger| (trigger.fact.clone(), trigger.ahead);
    assert_eq!(
        upgrade.starts_on.iter().map(ahead).collect::<Vec<_>>(),
        [
            ("recognition.certificate_issued".to_owned(), false),
            ("recognition.certificate_entered".to_owned(), true),
            ("recognition.certificate_restored".to_owned(), true),
        ]
    );
}

#[test]
fn an_apology_extends_the_act_and_never_the_plan() {
    let law = Law::official();
    let apology = "recognition.apology_sent";
    for regime in RegimeId::ALL {
        for limit in ["recognition.decide", "dossier.check"] {
            let moved: Vec<_> = law
                .triggered_by(apology, day("2026-08-05"), |_| None)
                .filter(|found| found.rule.holds_under(regime, Some("ha-noi")))
                .filter(|found| {
                    found
                        .trigger
                        .matches(apology, |name| (name == "limit").then_some(limit))
                })
                .map(|found| {
                    (
                        found.rule.id.as_str(),
                        found.rule.overlay.as_deref(),
                        found.effect,
                    )
                })
                .collect();
            let expected = [("recognition.decide", None, Effect::Extends)];
            assert_eq!(
                moved,
                if limit == expected[0].0 {
                    expected.to_vec()
                } else {
                    vec![]
                }
            );
        }
    }
}
