//! Clocks under a law that changes: rules with days of their own, and facts that give a new date.

use calendar::Day;
use proto::fact::{Body, DraftAgreed, FinalReportSubmitted};
use scheduler::domain::{CaseFile, Clock, Consequences, News, Outcome, Rules, Rung, RungState};
use statute::{Law, RegimeId, RungKind};
use timelimit::{DeriveError, Language};

use crate::recognised;
use crate::story::{self, Case, Told, bodies, clock, hear, moment, rules};
use crate::world::World;

ground::both!(World: a_second_new_date_is_parked_and_the_deadline_fires_all_the_same);

/// The official law with one text of a file replaced, for the rest of the test.
fn changed(file: &str, from: &str, to: &str) -> &'static Law {
    let files: Vec<(&str, String)> = Law::official_files()
        .iter()
        .map(|(name, text)| {
            assert!(
                *name != file || text.contains(from),
                "{file} does not contain {from:?}"
            );
            let text = if *name == file {
                text.replacen(from, to, 1)
            } else {
                (*text).to_owned()
            };
            (*name, text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Box::leak(Box::new(Law::load(&files).unwrap()))
}

fn under(law: &'static Law) -> Rules {
    Rules { law, ..rules() }
}

fn received(case: &Case) -> Told {
    case.recognition("2026-08-17", recognised::received())
}

fn apology(case: &Case, on: &str, new_date: &str) -> Told {
    case.recognition(on, recognised::apology("2026-09-16", new_date))
}

fn try_hear(file: &mut CaseFile, told: &Told, rules: &Rules) -> Result<Consequences, DeriveError> {
    let news = News {
        fact_id: told.id,
        fact_type: &told.fact_type(),
        occurred_at: told.at,
        recorded_at: told.at,
        subject: told.fact.subject.as_ref().unwrap(),
        body: told.fact.body.as_ref().unwrap(),
    };
    file.hear(news, rules, told.at)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_new_date_moves_the_clock_and_its_ladder() {
    let (rules, case) = (rules(), Case::new(1, "B"));
    let mut file = case.file();
    hear(&mut file, &received(&case), &rules, moment("2026-08-17"));
    let asks = |rung: &Rung| rung.kind == RungKind::Apology && rung.state == RungState::Armed;
    assert!(clock(&file, "recognition.decide").rungs.iter().any(asks));
    let old = clock(&file, "recognition.decide").due_on();
    assert_eq!(old, Some(day("2026-09-16")));
    let consequences = hear(
        &mut file,
        &apology(&case, "2026-09-10", "2026-09-25"),
        &rules,
        moment("2026-09-10"),
    );
    let decision = clock(&file, "recognition.decide");
    assert_eq!(decision.due_on(), Some(day("2026-09-25")));
    assert!(consequences.outdated.contains(&decision.id));
    let moved = bodies(&consequences).into_iter().find_map(|body| match body {
        Body::ClockDue(due) if due.limit == "recognition.decide" => Some(due),
        _ => None,
    });
    let moved = moved.unwrap();
    assert_eq!(
        (moved.due_on.as_str(), moved.previous_due_on.as_str()),
        ("2026-09-25", "2026-09-16")
    );
    let armed = decision
        .rungs
        .iter()
        .filter(|rung| rung.state == RungState::Armed);
    assert!(armed.clone().count() > 3);
    for rung in armed {
        assert_eq!(rung.due_on, day("2026-09-25"), "{}", rung.id);
        // The one new date was given: nobody is told to prepare another.
        assert_ne!(rung.kind, RungKind::Apology);
    }
    // The letters say how.
    let rule = decision.rule(&rules).unwrap();
    let steps = decision
        .derive(rule, &rules)
        .unwrap()
        .explanation(Language::Vietnamese);
    assert!(
        steps.contains(
            &"hẹn lại ngày 10/9/2026: từ 16/9/2026 sang 25/9/2026 (NĐ 61/2018/NĐ-CP Điều 19(9))".to_owned()
        ),
        "{steps:?}"
    );
    // In whatever order it was heard.
    let mut other = case.file();
    hear(
        &mut other,
        &apology(&case, "2026-09-10", "2026-09-25"),
        &rules,
        moment("2026-09-10"),
    );
    hear(&mut other, &received(&case), &rules, moment("2026-09-10"));
    assert_eq!(
        clock(&other, "recognition.decide").standing,
        clock(&file, "recognition.decide").standing
    );
}

#[test]
fn a_new_date_that_breaks_its_rule_is_refused_with_the_article() {
    let (rules, case) = (rules(), Case::new(1, "B"));
    let mut file = case.file();
    hear(&mut file, &received(&case), &rules, moment("2026-08-17"));
    for (on, new_date) in [
        // On the last day, and to no later day.
        ("2026-09-16", "2026-09-25"),
        ("2026-09-10", "2026-09-16"),
    ] {
        let refused = try_hear(&mut file.clone(), &apology(&case, on, new_date), &rules).unwrap_err();
        let refused = refused.message(Language::Vietnamese);
        assert!(refused.contains("NĐ 61/2018/NĐ-CP Điều 19(9)"), "{refused}");
    }
}

async fn a_second_new_date_is_parked_and_the_deadline_fires_all_the_same(world: World) {
    let case = Case::new(1, "B");
    world
        .hear([received(&case), apology(&case, "2026-09-10", "2026-09-25")])
        .await;
    world.deliver([apology(&case, "2026-09-18", "2026-10-05")]).await;
    let parked = world.parked().await;
    assert_eq!(parked.len(), 1);
    assert!(
        parked[0].contains("only 1 extension(s) are allowed (Decree 61/2018/NĐ-CP Art. 19(9))"),
        "{parked:?}"
    );
    world.at("2026-09-26T00:00:00+07:00");
    world.fire().await;
    let reached = world.reached().await;
    let dates: Vec<_> = reached
        .iter()
        .filter(|(_, reached)| reached.limit == "recognition.decide")
        .map(|(_, reached)| reached.due_on.as_str())
        .collect();
    assert_eq!(dates, ["2026-09-25"]);
}

/// `review.report` with ten working days until the end of 2026, and fifteen after it if `succeeded`.
fn shortened(succeeded: bool) -> &'static Law {
    let (_, text) = Law::official_files()
        .iter()
        .find(|(name, _)| *name == "limits/review.toml")
        .unwrap();
    let whole = text
        .split("[[limit]]\n")
        .find(|entry| entry.starts_with("id = \"review.report\"\n"))
        .unwrap();
    let id = "id = \"review.report\"\n";
    let until = whole.replacen(id, &format!("{id}until = \"2026-12-31\"\n"), 1);
    let from = whole
        .replacen(id, &format!("{id}from = \"2027-01-01\"\n"), 1)
        .replacen("working_days = 10", "working_days = 15", 1)
        .replace(
            "áp dụng theo TT 18/2018/TT-BGDĐT Điều 28",
            "TT 9/2027/TT-BGDĐT Điều 3",
        );
    let entries = if succeeded {
        format!("{until}\n[[limit]]\n{from}")
    } else {
        until
    };
    changed("limits/review.toml", whole, &entries)
}

fn agreed(case: &Case, on: &str) -> Told {
    case.review(on, Body::DraftAgreed(DraftAgreed {}))
}

fn reported(case: &Case, on: &str) -> Told {
    case.review(on, Body::FinalReportSubmitted(FinalReportSubmitted::default()))
}

fn standing(clock: &Clock) -> (Option<Day>, Outcome) {
    let standing = clock.standing.as_ref().unwrap();
    (standing.due_on, standing.outcome)
}

#[test]
fn a_clock_keeps_the_version_of_the_day_it_began() {
    let rules = under(shortened(true));
    for (on, due_on, article) in [
        ("2026-12-28", "2027-01-12", "TT 18/2018"),
        ("2027-01-04", "2027-01-25", "TT 9/2027"),
    ] {
        let case = Case::new(1, "B");
        let mut file = case.file();
        hear(&mut file, &agreed(&case, on), &rules, moment(on));
        let report = clock(&file, "review.report");
        assert_eq!(report.due_on(), Some(day(due_on)));
        let rule = report.rule(&rules).unwrap();
        assert!(rule.citation.vi.contains(article), "{}", rule.citation.vi);
        // The letter of its breach names the version applied.
        let breach = case.review("2027-01-26", story::breached("review.report", due_on));
        let told = hear(&mut file, &breach, &rules, moment("2027-01-26"));
        let bodies: Vec<_> = told.letters.iter().map(|letter| &letter.body).collect();
        assert!(bodies.iter().any(|body| body.contains(article)), "{bodies:?}");
    }
}

#[test]
fn what_ends_a_clock_is_heard_under_its_own_version_in_any_order() {
    let rules = under(shortened(true));
    let case = Case::new(1, "B");
    let told = [agreed(&case, "2026-12-28"), reported(&case, "2027-01-12")];
    for order in [[0, 1], [1, 0]] {
        let mut file = case.file();
        for index in order {
            hear(&mut file, &told[index], &rules, moment("2027-01-12"));
        }
        let report = clock(&file, "review.report");
        assert_eq!(standing(report), (Some(day("2027-01-12")), Outcome::Met));
        assert_eq!(report.ledger.len(), 2);
    }
}

#[test]
fn a_rule_that_has_ended_starts_no_clock_and_lets_its_own_run_out() {
    let rules = under(shortened(false));
    let case = Case::new(1, "B");
    let mut file = case.file();
    hear(
        &mut file,
        &agreed(&case, "2027-01-04"),
        &rules,
        moment("2027-01-04"),
    );
    assert!(file.clocks.iter().all(|clock| clock.limit != "review.report"));

    let mut file = case.file();
    hear(
        &mut file,
        &agreed(&case, "2026-12-28"),
        &rules,
        moment("2026-12-28"),
    );
    let due_on = Some(day("2027-01-12"));
    assert_eq!(
        standing(clock(&file, "review.report")),
        (due_on, Outcome::Running)
    );
    hear(
        &mut file,
        &reported(&case, "2027-01-11"),
        &rules,
        moment("2027-01-11"),
    );
    assert_eq!(standing(clock(&file, "review.report")), (due_on, Outcome::Met));
    let rule = clock(&file, "review.report").rule(&rules);
    assert!(rule.is_some_and(|rule| rule.regimes.contains(&RegimeId::B)));
}
