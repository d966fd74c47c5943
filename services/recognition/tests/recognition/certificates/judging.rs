//! What it means that a limit of a certificate has run out, to the microsecond, however late the judge is asked.

use calendar::{end_of_day, last_instant};
use chrono::TimeDelta;
use proto::fact::{Body, Measure};
use recognition::domain::Ending;
use statute::Wish;

use super::*;

/// Judges `limit`, due on `due`, long after its end.
fn judged(certificate: &Certificate, limit: &str, due: &str) -> Option<(Certificate, Fact)> {
    let late = on("2040-01-01");
    certificate.judge(&reached(limit, "", due), day(due), late)
}

fn is_breach(judgement: Option<(Certificate, Fact)>) -> bool {
    judgement.is_some_and(|(_, fact)| matches!(fact.body, Some(Body::DeadlineBreached(_))))
}

/// What `certificate` becomes by `command` at `moment`.
fn at_moment(certificate: &Certificate, command: CertificateCommand, moment: Moment) -> Certificate {
    certificate.decide(command, &at(moment)).unwrap().0
}

#[test]
fn a_renewal_is_registered_by_the_last_microsecond_of_its_last_day() {
    let certificate = issued("2024-06-20");
    let due = "2029-01-20";
    assert!(is_breach(judged(&certificate, "certificate.renew", due)));
    for (at, breach) in [(last_instant(day(due)), false), (end_of_day(day(due)), true)] {
        let (renewed, _) = certificate
            .register_renewal(Uuid::now_v7(), Wish::NationalStandard, at)
            .unwrap();
        assert_eq!(
            is_breach(judged(&renewed, "certificate.renew", due)),
            breach,
            "{at}"
        );
    }
}

#[test]
fn what_no_longer_holds_need_not_be_renewed() {
    let certificate = issued("2024-06-20");
    for (ended_on, breach) in [("2029-01-20", false), ("2029-01-21", true)] {
        let revoked = revoked(&certificate, ended_on);
        assert_eq!(
            is_breach(judged(&revoked, "certificate.renew", "2029-01-20")),
            breach
        );
        let (lapsed, _) = certificate
            .lapse(Ending::Closed, day(ended_on), on(ended_on))
            .unwrap();
        assert_eq!(
            is_breach(judged(&lapsed, "certificate.renew", "2029-01-20")),
            breach
        );
    }
    let back = restored(&revoked(&certificate, "2029-01-10"), "2029-02-01");
    assert_eq!(
        judged(&back, "certificate.renew", "2029-01-20"),
        None,
        "it was revoked then"
    );
}

#[test]
fn it_expires_once_after_its_printed_day_and_never_when_it_ended_before() {
    let certificate = issued("2024-06-20");
    assert_eq!(
        judged(&certificate, "certificate.expire", "2029-06-19"),
        None,
        "never early"
    );
    let (expired, fact) = judged(&certificate, "certificate.expire", "2029-06-20").unwrap();
    assert!(matches!(fact.body, Some(Body::CertificateExpired(body)) if body.valid_until == "2029-06-20"));
    assert_eq!(
        expired.valid_until, certificate.valid_until,
        "the printed day stays"
    );
    assert_eq!(expired.expired_at, Some(on("2040-01-01")));
    assert_eq!(judged(&expired, "certificate.expire", "2029-06-20"), None);
    let revoked = revoked(&certificate, "2029-06-20");
    assert_eq!(judged(&revoked, "certificate.expire", "2029-06-20"), None);
    let (lapsed, _) = certificate
        .lapse(Ending::Merged, day("2029-06-20"), on("2029-06-20"))
        .unwrap();
    assert_eq!(judged(&lapsed, "certificate.expire", "2029-06-20"), None);
}

#[test]
fn a_higher_degree_opens_only_for_what_is_in_force() {
    let certificate = issued("2024-06-20");
    let (_, fact) = judged(&certificate, "certificate.upgrade", "2026-06-20").unwrap();
    assert!(matches!(fact.body, Some(Body::UpgradeOpened(body)) if body.number == "CN-2024-0001"));
    let revoked = revoked(&certificate, "2026-06-20");
    assert_eq!(judged(&revoked, "certificate.upgrade", "2026-06-20"), None);
}

#[test]
fn a_revocation_is_signed_by_the_last_microsecond_of_its_last_day() {
    let due = "2025-02-14";
    let (concluded, _) = after(&issued("2024-06-20"), concluded(), "2025-01-09");
    assert!(is_breach(judged(&concluded, "certificate.revoke", due)));
    let (prepared, _) = after(&concluded, drafted(Measure::Revocation, OFFICER), "2025-01-10");
    for (at, breach) in [(last_instant(day(due)), false), (end_of_day(day(due)), true)] {
        let revoked = at_moment(&prepared, by_leader(), at);
        assert_eq!(
            is_breach(judged(&revoked, "certificate.revoke", due)),
            breach,
            "{at}"
        );
        let back = restored(&revoked, "2025-03-01");
        assert_eq!(
            is_breach(judged(&back, "certificate.revoke", due)),
            breach,
            "restored since"
        );
    }
    let (lapsed, _) = concluded
        .lapse(Ending::Closed, day("2025-02-01"), on("2025-02-01"))
        .unwrap();
    assert_eq!(
        judged(&lapsed, "certificate.revoke", due),
        None,
        "nothing to revoke"
    );
    let certificate = issued("2024-06-20");
    assert_eq!(
        judged(&certificate, "certificate.revoke", due),
        None,
        "nothing was concluded"
    );
}

#[test]
fn a_remedy_is_reported_by_the_last_microsecond_of_its_term() {
    let due = "2025-03-31";
    let ordered = ordered(&issued("2024-06-20"), "2024-12-02");
    assert!(is_breach(judged(&ordered, "certificate.remedy", due)));
    assert_eq!(
        judged(&ordered, "certificate.remedy", "2025-03-30"),
        None,
        "no such order"
    );
    for (at, breach) in [(last_instant(day(due)), false), (end_of_day(day(due)), true)] {
        let reported = at_moment(&ordered, reported(), at);
        assert_eq!(
            is_breach(judged(&reported, "certificate.remedy", due)),
            breach,
            "{at}"
        );
        let (concluded, _) = after(&reported, remedy_concluded(false, "Chưa đủ"), "2025-04-02");
        let next = MeasureForm {
            remedy_by: "2025-06-30".to_owned(),
            ..form(Measure::RemedyOrder, OFFICER, "")
        };
        let (prepared, _) = after(&concluded, CertificateCommand::DraftMeasure(next), "2025-04-02");
        let (again, _) = after(&prepared, by_leader(), "2025-04-02");
        assert_eq!(
            is_breach(judged(&again, "certificate.remedy", due)),
            breach,
            "another order stands since"
        );
    }
    let revoked = revoked(&ordered, "2025-01-10");
    assert_eq!(judged(&revoked, "certificate.remedy", due), None);
    let (concluded, _) = after(&ordered, concluded(), due);
    assert_eq!(
        judged(&concluded, "certificate.remedy", due),
        None,
        "it is to be revoked"
    );
    let (concluded, _) = after(&ordered, super::concluded(), "2025-04-01");
    assert!(
        is_breach(judged(&concluded, "certificate.remedy", due)),
        "concluded after its end"
    );
}

#[test]
fn a_limit_that_had_ended_when_it_was_entered_bound_nobody_here() {
    let form = entry("17/CN", "2019-06-20", "2024-06-20");
    let old = entered(&form, &holder(), &[], "2024-06-03").unwrap().certificate;
    assert_eq!(judged(&old, "certificate.renew", "2024-01-20"), None);
    assert_eq!(judged(&old, "certificate.upgrade", "2021-06-20"), None);
    assert!(judged(&old, "certificate.expire", "2024-06-20").is_some());
}

#[test]
fn nothing_is_dated_before_a_breach_that_was_found() {
    let ordered = ordered(&issued("2024-06-20"), "2024-12-02");
    let (breached, _) = judged(&ordered, "certificate.remedy", "2025-03-31").unwrap();
    assert_eq!(
        breached.version, ordered.version,
        "nothing that callers see has changed"
    );
    let end = end_of_day(day("2025-03-31"));
    assert_eq!(breached.dated(last_instant(day("2025-03-31"))), end);
    let later = end + TimeDelta::hours(9);
    assert_eq!(breached.dated(later), later);
}

#[test]
fn other_limits_are_not_judged_here() {
    let certificate = issued("2024-06-20");
    for limit in ["recognition.decide", "certificate.else", ""] {
        assert_eq!(judged(&certificate, limit, "2029-06-20"), None, "{limit}");
    }
}
