//! What was planted for the auditor to find, each by its kind. Whoever planted it chained the journals anew, unless the
//! chain itself is what was planted.

use auditor::{Case, Entry, Head, Kind};
use prost::Message;
use proto::fact::{Body, ClockDue, DeadlineBreached, DeadlineReached, Fact};

use crate::story::{self, END};
use crate::town::{Town, moment, rechain, rehash, rules};

/// What is found in `case`: kinds and limits.
fn found(case: &Case) -> Vec<(Kind, String)> {
    let audited = case.audit(&rules(moment(END)));
    let mut found: Vec<_> = audited
        .findings
        .into_iter()
        .inspect(|finding| assert!(!finding.explanation.is_empty() && finding.case_id == Some(case.id)))
        .map(|finding| (finding.kind, finding.limit))
        .collect();
    found.sort();
    found
}

/// What is found after `change`, hidden by chaining everything anew.
fn planted(change: impl FnOnce(&mut Vec<Entry>)) -> Vec<(Kind, String)> {
    let mut case = story::told().case();
    change(&mut case.entries);
    rechain(&mut case.entries);
    found(&case)
}

fn fact(entry: &Entry) -> Fact {
    Fact::decode(entry.payload.as_slice()).unwrap()
}

/// The place of the entry of a type that speaks of a limit.
fn place(entries: &[Entry], fact_type: &str, limit: &str) -> usize {
    let speaks = |entry: &Entry| match fact(entry).body.unwrap() {
        Body::DeadlineReached(DeadlineReached { limit, .. })
        | Body::DeadlineBreached(DeadlineBreached { limit, .. })
        | Body::ClockDue(ClockDue { limit, .. }) => limit,
        Body::RungFired(fired) => fired.limit,
        _ => String::new(),
    };
    entries
        .iter()
        .position(|entry| entry.fact_type == fact_type && (limit.is_empty() || speaks(entry) == limit))
        .unwrap()
}

/// Another copy of an entry, said at the same moment.
fn again(entries: &mut Vec<Entry>, fact_type: &str, limit: &str) {
    let place = place(entries, fact_type, limit);
    entries.insert(place + 1, entries[place].clone());
}

fn take_out(entries: &mut Vec<Entry>, fact_type: &str, limit: &str) {
    entries.remove(place(entries, fact_type, limit));
}

fn rewrite(entry: &mut Entry, change: impl FnOnce(&mut Body)) {
    let mut fact = fact(entry);
    change(fact.body.as_mut().unwrap());
    entry.payload = fact.encode_to_vec();
}

fn of(kind: Kind, limit: &str) -> (Kind, String) {
    (kind, limit.to_owned())
}

const REACHED: &str = "scheduler.deadline_reached";
const BROKEN: &str = "registration.deadline_breached";
const DUE: &str = "scheduler.clock_due";

#[test]
fn in_the_story_as_it_was_nothing_is_found() {
    assert_eq!(planted(|_| {}), []);
    let audited = story::told().case().audit(&rules(moment(END)));
    assert!(audited.deadlines.len() >= 3, "{:?}", audited.deadlines);
}

#[test]
fn a_missed_deadline_is_found() {
    let missed = planted(|entries| {
        take_out(entries, REACHED, "dossier.check");
        take_out(entries, BROKEN, "dossier.check");
    });
    assert_eq!(missed, [of(Kind::MissedDeadline, "dossier.check")]);
}

#[test]
fn a_missed_deadline_is_found_though_the_limit_has_moved_since() {
    let mut town = Town::new("A0", "");
    let details = story::Details {
        date: "2024-03-31",
        at_department: false,
        step: 0,
        yearly: 0,
    };
    let at = moment("2024-02-01T09:00:00+07:00");
    let approved = story::body("registration.plan_item_approved", details);
    town.tell("registration", at, at, approved).unwrap();
    let at = moment("2024-04-20T09:00:00+07:00");
    town.go_on(at);
    let later = story::Details {
        date: "2027-05-02",
        ..details
    };
    let amended = story::body("registration.plan_item_amended", later);
    town.tell("registration", at, at, amended).unwrap();
    town.go_on(moment(END));
    let mut case = town.case();
    assert_eq!(found(&case), []);
    take_out(&mut case.entries, REACHED, "plan.register");
    take_out(&mut case.entries, BROKEN, "plan.register");
    rechain(&mut case.entries);
    assert_eq!(found(&case), [of(Kind::MissedDeadline, "plan.register")]);
}

#[test]
fn an_end_without_its_consequence_is_found() {
    let missing = planted(|entries| take_out(entries, BROKEN, "dossier.check"));
    assert_eq!(missing, [of(Kind::MissingAnswer, "dossier.check")]);
    let silent = planted(|entries| take_out(entries, "review.consent_deemed", ""));
    assert!(
        silent.contains(&of(Kind::MissingAnswer, "review.comment")),
        "{silent:?}"
    );
}

#[test]
fn a_doubled_deadline_a_doubled_breach_and_a_doubled_reminder_are_found() {
    let deadline = planted(|entries| again(entries, REACHED, "dossier.check"));
    assert_eq!(deadline, [of(Kind::DoubledDeadline, "dossier.check")]);
    let breach = planted(|entries| again(entries, BROKEN, "dossier.check"));
    assert_eq!(breach, [of(Kind::DoubledEffect, "dossier.check")]);
    let consent = planted(|entries| again(entries, "review.consent_deemed", ""));
    assert_eq!(consent, [of(Kind::DoubledEffect, "review.comment")]);
    let reminder = planted(|entries| again(entries, "scheduler.rung_fired", "dossier.check"));
    assert_eq!(reminder, [of(Kind::DoubledEffect, "dossier.check")]);
}

#[test]
fn what_comes_too_early_is_found() {
    let deadline = planted(|entries| {
        let place = place(entries, REACHED, "dossier.check");
        entries[place].recorded_at = moment("2024-08-08T23:59:59.999999+07:00");
    });
    assert_eq!(deadline, [of(Kind::Early, "dossier.check")]);
    let reminder = planted(|entries| {
        let place = place(entries, "scheduler.rung_fired", "review.report");
        entries[place].recorded_at = moment("2024-11-15T06:00:00+07:00");
    });
    assert_eq!(reminder, [of(Kind::Early, "review.report")]);
}

#[test]
fn a_wrong_date_is_found() {
    let wrong = planted(|entries| {
        let place = place(entries, DUE, "review.report");
        rewrite(&mut entries[place], |body| {
            if let Body::ClockDue(due) = body {
                due.due_on = "2024-11-30".to_owned();
            }
        });
    });
    assert_eq!(wrong, [of(Kind::WrongDueDate, "review.report")]);
    let announced = planted(|entries| {
        let place = place(entries, REACHED, "dossier.check");
        rewrite(&mut entries[place], |body| {
            if let Body::DeadlineReached(reached) = body {
                reached.due_on = "2024-08-07".to_owned();
            }
        });
    });
    for kind in [
        Kind::WrongDueDate,
        Kind::MissedDeadline,
        Kind::EffectWithoutDeadline,
    ] {
        assert!(
            announced.contains(&of(kind, "dossier.check")),
            "{kind:?} in {announced:?}"
        );
    }
}

#[test]
fn what_has_no_cause_is_found() {
    let without_deadline = planted(|entries| take_out(entries, REACHED, "dossier.check"));
    assert_eq!(
        without_deadline,
        [
            of(Kind::MissedDeadline, "dossier.check"),
            of(Kind::EffectWithoutDeadline, "dossier.check"),
        ]
    );
    let strange = |fact_type: &'static str| {
        planted(move |entries| {
            let place = place(entries, fact_type, "dossier.check");
            let mut strange = entries[place].clone();
            rewrite(&mut strange, |body| match body {
                Body::DeadlineReached(reached) => reached.limit = "recognition.decide".to_owned(),
                Body::DeadlineBreached(breach) => breach.limit = "recognition.decide".to_owned(),
                Body::ClockDue(due) => due.limit = "recognition.decide".to_owned(),
                _ => {}
            });
            entries.push(strange);
        })
    };
    assert_eq!(
        strange(REACHED),
        [of(Kind::EffectWithoutClock, "recognition.decide")]
    );
    assert_eq!(
        strange(BROKEN),
        [of(Kind::EffectWithoutClock, "recognition.decide")]
    );
    assert_eq!(strange(DUE), [of(Kind::ClockWithoutFacts, "recognition.decide")]);
}

#[test]
fn a_clock_that_is_not_run_is_found() {
    let without = planted(|entries| take_out(entries, DUE, "review.report"));
    assert!(
        without.contains(&of(Kind::MissingClock, "review.report")),
        "{without:?}"
    );
}

#[test]
fn a_case_of_no_regime_is_found() {
    let mut town = Town::new("", "");
    let at = moment("2024-08-05T09:00:00+07:00");
    let details = story::Details {
        date: "2024-08-31",
        at_department: false,
        step: 0,
        yearly: 0,
    };
    let submitted = story::body("registration.dossier_submitted", details);
    town.tell("registration", at, at, submitted).unwrap();
    assert_eq!(found(&town.case()), [of(Kind::UnknownRegime, "")]);
}

#[test]
fn a_row_that_was_changed_taken_out_or_cut_off_is_found() {
    let story = story::told().case();
    let last = |case: &Case| {
        let of_review = case
            .entries
            .iter()
            .rfind(|entry| entry.service == "review")
            .unwrap();
        Head {
            service: "review",
            case_id: case.id,
            sequence: of_review.sequence,
            hash: of_review.hash.clone(),
        }
    };
    let noted = Case {
        noted: vec![last(&story)],
        ..story.clone()
    };
    assert_eq!(found(&noted), []);

    let draft = place(&story.entries, "review.draft_report_sent", "");
    let mut changed = noted.clone();
    changed.entries[draft].actor = "somebody else".to_owned();
    assert_eq!(found(&changed), [of(Kind::TamperedEntry, "")], "its hash stayed");
    rehash(&mut changed.entries[draft]);
    assert_eq!(
        found(&changed),
        [of(Kind::TamperedEntry, "")],
        "the next one follows another"
    );
    rechain(&mut changed.entries);
    assert_eq!(
        found(&changed),
        [of(Kind::TamperedEntry, "")],
        "the end was noted"
    );

    let mut taken = noted.clone();
    let proposed = place(&taken.entries, "review.review_step_completed", "");
    taken.entries.remove(proposed);
    let kinds: Vec<Kind> = found(&taken).into_iter().map(|(kind, _)| kind).collect();
    assert!(kinds.contains(&Kind::MissingEntry), "{kinds:?}");

    let mut cut = noted.clone();
    let end = cut
        .entries
        .iter()
        .rposition(|entry| entry.service == "review")
        .unwrap();
    cut.entries.remove(end);
    let kinds: Vec<Kind> = found(&cut).into_iter().map(|(kind, _)| kind).collect();
    assert!(kinds.contains(&Kind::TruncatedChain), "{kinds:?}");
    let heads = cut.audit(&rules(moment(END))).heads;
    assert!(heads.contains(&last(&story)), "it is found again the next time");

    let mut strange = story;
    strange.entries[draft].fact_type = "review.comments_received".to_owned();
    rechain(&mut strange.entries);
    let kinds: Vec<Kind> = found(&strange).into_iter().map(|(kind, _)| kind).collect();
    assert!(kinds.contains(&Kind::UnreadableFact), "{kinds:?}");
}
