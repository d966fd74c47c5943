//! `law`: the law itself, without any server. `due` counts one of its time limits from a day.

use std::io::{BufRead, BufReader, Write};

mod check;
mod diff;
pub mod files;
mod list;

use calendar::{Almanac, Day, Language};
use serde::Serialize;
use statute::{Law, LimitRule, RegimeId};

use crate::arguments;
use crate::output::{Format, Printer};
use crate::problem::{Kind, Problem};

/// Does what `verb` says.
///
/// # Errors
/// What went wrong; findings are an error of their own kind.
pub fn run(verb: arguments::Law, printer: &Printer) -> Result<(), Problem> {
    match verb {
        arguments::Law::Due(due) => count(due, printer),
        arguments::Law::Check { files } => check::run(&files, printer),
        arguments::Law::List { regime, overlay, on } => {
            list::run(&list::Wanted { regime, overlay, on }, printer)
        }
        arguments::Law::Diff { files } => diff::run(&files, printer),
    }
}

fn count(due: arguments::Due, printer: &Printer) -> Result<(), Problem> {
    let question = Question {
        limit: due.limit,
        overlay: due.overlay,
        regime: due.regime,
        known_at: due.known_at,
        language: due.language,
    };
    if due.on == "-" {
        return many(
            &question,
            BufReader::new(std::io::stdin()),
            &mut std::io::stdout().lock(),
        );
    }
    let on = due
        .on
        .parse()
        .map_err(|error: calendar::ParseDayError| Problem::invalid(error.to_string()))?;
    one(&question, on, printer)
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The time limit, for example `recognition.decide`.
    pub limit: String,
    /// The local plan whose target is asked for; none for the act itself.
    pub overlay: Option<String>,
    /// The regime; none for the one in force on the day.
    pub regime: Option<RegimeId>,
    /// Count on the calendar as it was known on that day; none for everything known.
    pub known_at: Option<Day>,
    /// The language of the explanation.
    pub language: Language,
}

/// A due date and how it was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The day from which the limit counts.
    pub on: Day,
    /// The last day of the limit.
    pub due_on: Day,
    /// How it was counted, step by step.
    pub explanation: Vec<String>,
}

/// The due date of `question`'s limit when it counts from `on`.
///
/// # Errors
/// When there is no such limit under the regime, or the count leaves the calendar.
pub fn due(question: &Question, on: Day) -> Result<Due, Problem> {
    let rule = rule(question, on)?;
    let almanac = Almanac::official();
    let calendar = question
        .known_at
        .map_or_else(|| almanac.latest(), |day| almanac.as_known_on(day));
    let derivation = timelimit::due(&rule.time_limit, on, calendar)
        .map_err(|error| Problem::invalid(error.to_string()))?;
    Ok(Due {
        on,
        due_on: derivation.due_without_open_stop,
        explanation: derivation.explanation(question.language),
    })
}

fn regime_on(law: &Law, day: Day) -> Result<RegimeId, Problem> {
    let regime = law.regime_on(day).ok_or_else(|| {
        Problem::invalid(format!(
            "ngày {} không thuộc chế độ pháp lý nào; hãy chọn bằng --regime",
            day.vietnamese()
        ))
    })?;
    Ok(regime.id)
}

fn rule(question: &Question, on: Day) -> Result<&'static LimitRule, Problem> {
    let law = Law::official();
    let regime = match question.regime {
        Some(regime) => regime,
        None => regime_on(law, on)?,
    };
    law.limit(&question.limit, regime, question.overlay.as_deref(), on)
        .ok_or_else(|| {
            let known: Vec<&str> = law
                .limits_for(regime, question.overlay.as_deref(), on)
                .filter(|rule| rule.overlay.as_deref() == question.overlay.as_deref())
                .map(|rule| rule.id.as_str())
                .collect();
            let under = question
                .overlay
                .as_ref()
                .map_or_else(String::new, |overlay| format!(", kế hoạch {overlay}"));
            let message = format!(
                "không có thời hạn “{}” trong chế độ {regime}{under}; có: {}",
                question.limit,
                if known.is_empty() {
                    "–".to_owned()
                } else {
                    known.join(", ")
                }
            );
            Problem::new(Kind::NotFound, "NO_SUCH_LIMIT", message)
        })
}

/// Answers for one day.
///
/// # Errors
/// As [`due`].
pub fn one(question: &Question, on: Day, printer: &Printer) -> Result<(), Problem> {
    let answer = due(question, on)?;
    match printer.format {
        Format::Json | Format::Jsonl => {
            printer.line(&serde_json::to_string(&answer).map_err(Problem::failure)?)
        }
        Format::Csv => printer.line(&format!("on,due_on\n{},{}", answer.on, answer.due_on)),
        Format::Table => {
            for step in &answer.explanation {
                printer.line(&format!("  {step}"))?;
            }
            printer.line(&format!(
                "{} → {}",
                answer.on.vietnamese(),
                answer.due_on.vietnamese()
            ))
        }
    }
}

#[derive(Serialize)]
struct Unanswered<'a> {
    on: &'a str,
    error: String,
}

/// Answers for each line of `input`, one JSON object a line. A line that does not fit gets an object with
/// `error`, and the rest go on.
///
/// # Errors
/// At the end, when some line did not fit.
pub fn many(question: &Question, input: impl BufRead, output: &mut impl Write) -> Result<(), Problem> {
    let mut refused = 0_u64;
    for line in input.split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        let text = line.trim();
        if text.is_empty() {
            continue;
        }
        let answer = text.parse::<Day>().map_err(|error| error.to_string());
        let answer = answer.and_then(|on| due(question, on).map_err(|problem| problem.message));
        let object = match &answer {
            Ok(answer) => serde_json::to_string(answer),
            Err(error) => {
                refused += 1;
                serde_json::to_string(&Unanswered {
                    on: text,
                    error: error.clone(),
                })
            }
        };
        writeln!(output, "{}", object.map_err(Problem::failure)?)?;
        output.flush()?;
    }
    match refused {
        0 => Ok(()),
        _ => Err(Problem::new(
            Kind::Invalid,
            "LINES_REFUSED",
            format!("{refused} dòng không tính được"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(limit: &str) -> Question {
        Question {
            limit: limit.to_owned(),
            overlay: None,
            regime: None,
            known_at: None,
            language: Language::Vietnamese,
        }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn due_on(question: &Question, on: &str) -> String {
        due(question, day(on)).unwrap().due_on.to_string()
    }

    fn ha_noi(limit: &str) -> Question {
        Question {
            overlay: Some("ha-noi".to_owned()),
            ..question(limit)
        }
    }

    /// time-limits.md, section 5, each row by the rule of the law files that has its length.
    #[test]
    fn golden_dates() {
        let decide = question("recognition.decide");
        let comment = question("review.comment");
        for (on, expected) in [
            ("2024-04-24", "2024-05-24"),
            ("2025-01-20", "2025-02-24"),
            ("2025-04-14", "2025-05-14"),
            ("2025-12-04", "2026-01-05"),
            ("2025-12-08", "2026-01-07"),
            ("2025-12-12", "2026-01-12"),
            ("2026-01-02", "2026-01-29"),
            ("2025-12-11", "2026-01-10"),
            ("2026-01-30", "2026-03-06"),
            ("2026-07-27", "2026-08-22"),
            ("2026-08-17", "2026-09-16"),
            ("2026-11-20", "2026-12-21"),
        ] {
            assert_eq!(due_on(&decide, on), expected, "20 working days from {on}");
        }
        assert_eq!(due_on(&comment, "2024-04-24"), "2024-05-10");
        assert_eq!(
            due_on(&comment, "2025-04-14"),
            "2025-04-26",
            "a Saturday that is worked"
        );
        assert_eq!(due_on(&ha_noi("recognition.decide"), "2024-04-24"), "2024-05-14");
        assert_eq!(
            due_on(&ha_noi("recognition.decide"), "2025-01-20"),
            "2025-02-10",
            "Sunday 9/2 rolls"
        );
        assert_eq!(
            due_on(&ha_noi("recognition.decide"), "2026-01-30"),
            "2026-02-23",
            "19/2 lies in Tết and rolls"
        );
        assert_eq!(due_on(&question("review.start"), "2025-11-30"), "2026-03-02");
        assert_eq!(
            due_on(&question("certificate.upgrade"), "2024-02-29"),
            "2026-02-28",
            "a validity does not roll"
        );
        let renew = Question {
            regime: Some(RegimeId::B),
            ..question("certificate.renew")
        };
        assert_eq!(due_on(&renew, "2031-03-15"), "2030-10-15", "counted backward");
    }

    #[test]
    fn golden_dates_before_the_notice_of_25_december_2025() {
        let before = Question {
            known_at: Some(day("2025-12-24")),
            ..question("recognition.decide")
        };
        for (on, expected) in [
            ("2025-12-04", "2026-01-02"),
            ("2025-12-08", "2026-01-06"),
            ("2025-12-12", "2026-01-12"),
            ("2026-01-02", "2026-01-30"),
        ] {
            assert_eq!(
                due_on(&before, on),
                expected,
                "20 working days from {on} as known on 24/12/2025"
            );
        }
    }

    #[test]
    fn an_explanation_speaks_both_languages() {
        let decide = question("recognition.decide");
        insta::assert_snapshot!(due(&decide, day("2024-04-24")).unwrap().explanation.join(" · "));
        let english = Question {
            language: Language::English,
            ..decide
        };
        insta::assert_snapshot!(due(&english, day("2024-04-24")).unwrap().explanation.join(" · "));
    }

    #[test]
    fn what_the_law_does_not_know_is_refused() {
        let unknown = due(&question("recognition.deside"), day("2024-04-24")).unwrap_err();
        assert_eq!(unknown.code, Kind::NotFound);
        assert!(
            unknown.message.contains("recognition.decide"),
            "the known ones are named: {unknown}"
        );
        assert_eq!(
            due(&question("recognition.decide"), day("2010-01-04"))
                .unwrap_err()
                .code,
            Kind::Invalid
        );
        assert_eq!(
            due(&question("recognition.decide"), day("2060-12-20"))
                .unwrap_err()
                .code,
            Kind::Invalid
        );
    }

    #[test]
    fn lines_are_answered_one_by_one() {
        let mut output = Vec::new();
        let input = "2024-04-24\n\nnonsense\n2026-07-27\r\n";
        let ended = many(&question("recognition.decide"), input.as_bytes(), &mut output);
        assert_eq!(ended.unwrap_err().code, Kind::Invalid);
        let output = String::from_utf8(output).unwrap();
        let lines: Vec<serde_json::Value> = output
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines[0]["due_on"], "2024-05-24");
        assert!(lines[1]["error"].as_str().unwrap().contains("nonsense"));
        assert_eq!(lines[2]["due_on"], "2026-08-22");
    }
}
