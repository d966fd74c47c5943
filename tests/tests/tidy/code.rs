//! What Rust sources must not do. The line is the unit: formatted code keeps one thing to a line.

use crate::sources::{Offence, Source};

const CLOCKS: [&str; 3] = ["Utc::now", "Local::now", "SystemTime::now"];
const DAY_ARITHMETIC: [&str; 15] = [
    "Duration::days",
    "Duration::weeks",
    "TimeDelta::days",
    "TimeDelta::weeks",
    "try_days",
    "try_weeks",
    "Days::new",
    "Months::new",
    "plus_days(",
    "plus_months(",
    "checked_add_days",
    "checked_sub_days",
    "checked_add_months",
    "succ_opt",
    "pred_opt",
];
const GUARDS_AGAINST_PANICS: [&str; 2] = ["clippy::unwrap_used", "clippy::expect_used"];
/// Mostly code that a compiler wrote; no lint of ours looks at it.
const GENERATED: &str = "proto/src/lib.rs";
const LONGEST: usize = 600;

/// Clock reads outside `platform::time`, tests included: a test that needs a moment names one.
pub fn clock_reads(source: &Source) -> Vec<Offence> {
    if !is_code(source) || source.path.starts_with("crates/platform/src/time") {
        return vec![];
    }
    let lines = (1..).zip(source.text().lines());
    mentions(source, lines, &CLOCKS, |clock| {
        format!("`{clock}` reads a clock: take the moment as an argument")
    })
}

/// Where the auditor counts every clock a second time, on purpose without the crates of the law.
const COUNTED_AGAIN: &str = "services/auditor/src/count/";

/// Days counted outside `calendar`, `timelimit` and `statute`.
pub fn day_arithmetic(source: &Source) -> Vec<Offence> {
    let places = [
        "services/",
        "crates/platform/",
        "crates/exchange/",
        "crates/form/",
        "proto/",
        "migrations/",
    ];
    let counts_here = places.iter().any(|place| source.path.starts_with(place));
    if !is_code(source) || source.is_test() || !counts_here || source.path.starts_with(COUNTED_AGAIN) {
        return vec![];
    }
    let what = |name: &str| format!("`{name}` counts days: let crates/timelimit or crates/calendar do it");
    mentions(source, outside_tests(source.text()), &DAY_ARITHMETIC, what)
}

/// Lints against panics switched off outside tests. The one way is `#[expect(…, reason = "…")]` on a single
/// item, for what is proven elsewhere, such as files compiled in and loaded by a test.
pub fn lint_bypasses(source: &Source) -> Vec<Offence> {
    if !is_code(source) || source.is_test() || source.path == GENERATED {
        return vec![];
    }
    attributes(outside_tests(source.text()))
        .into_iter()
        .filter(|(_, text)| GUARDS_AGAINST_PANICS.iter().any(|guard| text.contains(guard)))
        .filter(|(_, text)| !(text.starts_with("#[expect(") && text.contains("reason = \"")))
        .filter(|(_, text)| !(text.starts_with("#!") && text.contains("cfg_attr(test,")))
        .map(|(line, text)| {
            source.offence(
                line,
                format!("`{text}`: handle the case, or expect it with a reason"),
            )
        })
        .collect()
}

/// Every attribute with the line it starts on, its own lines joined.
fn attributes<'text>(lines: impl Iterator<Item = (usize, &'text str)>) -> Vec<(usize, String)> {
    let mut attributes: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in lines {
        let line = without_comment(line).trim();
        match attributes.last_mut() {
            Some((_, text)) if open => {
                text.push(' ');
                text.push_str(line);
            }
            _ if line.starts_with("#[") || line.starts_with("#![") => {
                attributes.push((number, line.to_owned()));
            }
            _ => continue,
        }
        open = attributes
            .last()
            .is_some_and(|(_, text)| text.matches('[').count() > text.matches(']').count());
    }
    attributes
}

/// Files that nobody reads to the end.
pub fn length(source: &Source) -> Vec<Offence> {
    let lines = source.text().lines().count();
    if !source.has_extension("rs") || source.is_test() || lines <= LONGEST {
        return vec![];
    }
    vec![source.offence(
        lines,
        format!("{lines} lines are more than {LONGEST}: split the file by what it is about"),
    )]
}

fn is_code(source: &Source) -> bool {
    source.has_extension("rs") && !source.is_tidy()
}

fn mentions<'text>(
    source: &Source,
    lines: impl Iterator<Item = (usize, &'text str)>,
    names: &[&str],
    what: impl Fn(&str) -> String,
) -> Vec<Offence> {
    lines
        .map(|(number, line)| (number, without_comment(line)))
        .flat_map(|(number, line)| {
            names
                .iter()
                .filter(move |name| mentions_name(line, name))
                .map(move |name| (number, name))
        })
        .map(|(number, name)| source.offence(number, what(name)))
        .collect()
}

/// Whether the name stands there by itself: `Days::new` is not in `WorkingDays::new`.
fn mentions_name(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
    })
}

/// The part of the line before `//`, unless that is inside a string.
fn without_comment(line: &str) -> &str {
    let (mut quoted, mut escaped) = (false, false);
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            // A quote between apostrophes is a character, not the start of a string.
            '"' if quoted || !line[..at].ends_with('\'') => quoted = !quoted,
            '/' if !quoted && line[at..].starts_with("//") => return &line[..at],
            _ => {}
        }
    }
    line
}

/// The lines, numbered, without the items under `#[cfg(test)]`. The formatter puts the closing brace of an item
/// under its first word.
fn outside_tests(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = Inside::Code;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let word = line.trim_start();
        let indentation = line.len() - word.len();
        match inside {
            Inside::Code if word.starts_with("#[cfg(test)]") => inside = Inside::Attributes(indentation),
            Inside::Code => return true,
            Inside::Attributes(_) if word.starts_with("#[") => {}
            Inside::Attributes(_) if line.ends_with([';', '}']) => inside = Inside::Code,
            Inside::Attributes(start) => inside = Inside::Item(start),
            Inside::Item(start) if indentation == start && word.starts_with(['}', ')']) => {
                inside = Inside::Code;
            }
            Inside::Item(_) => {}
        }
        false
    })
}

#[derive(Clone, Copy)]
enum Inside {
    Code,
    /// Between `#[cfg(test)]`, indented so far, and what it belongs to.
    Attributes(usize),
    /// In the item, which ends with a brace indented so far.
    Item(usize),
}

#[cfg(test)]
fn found(check: fn(&Source) -> Vec<Offence>, path: &str, text: &str) -> Vec<usize> {
    check(&Source::planted(path, text))
        .into_iter()
        .map(|offence| offence.line)
        .collect()
}

#[test]
fn a_planted_clock_read_is_found() {
    for clock in [
        "chrono::Utc::now()",
        "Local::now()",
        "std::time::SystemTime::now()",
    ] {
        let text = format!("fn f() {{\n    let at = {clock};\n}}\n");
        assert_eq!(
            found(clock_reads, "services/review/src/lib.rs", &text),
            [2],
            "{clock}"
        );
        assert_eq!(
            found(clock_reads, "services/review/tests/suite.rs", &text),
            [2],
            "{clock}"
        );
        assert_eq!(
            found(clock_reads, "crates/platform/src/time.rs", &text),
            [],
            "{clock}"
        );
        assert_eq!(
            found(clock_reads, "crates/platform/src/time/database.rs", &text),
            [],
            "{clock}"
        );
    }
    assert_eq!(
        found(
            clock_reads,
            "crates/platform/src/timer.rs",
            "// never Utc::now()\n"
        ),
        []
    );
    assert_eq!(
        found(
            clock_reads,
            "crates/platform/src/lib.rs",
            "let a = \"http://x\"; Utc::now();\n"
        ),
        [1]
    );
}

#[test]
fn planted_day_arithmetic_is_found() {
    for counting in [
        "TimeDelta::days(3)",
        "at.checked_add_days(Days::new(1))",
        "day.succ_opt()",
        "plus_days(3)",
        "x.plus_months(1)",
    ] {
        let text = format!("fn f() {{\n    {counting};\n}}\n");
        for path in [
            "services/review/src/domain/review.rs",
            "services/auditor/src/run.rs",
            "crates/platform/src/page.rs",
            "crates/exchange/src/incoming.rs",
            "crates/form/src/defects.rs",
            "proto/src/lib.rs",
        ] {
            assert!(
                !found(day_arithmetic, path, &text).is_empty(),
                "{counting} in {path}"
            );
        }
        for path in [
            "crates/calendar/src/day.rs",
            "services/auditor/src/count/walk.rs",
            "services/review/tests/suite.rs",
            "tests/tests/system/main.rs",
        ] {
            assert_eq!(found(day_arithmetic, path, &text), [], "{counting} in {path}");
        }
    }
    assert_eq!(
        found(
            day_arithmetic,
            "services/review/src/lib.rs",
            "Span::WorkingDays(WorkingDays::new(10));\n"
        ),
        []
    );
}

#[test]
fn what_is_for_tests_only_is_left_out() {
    let text = "use a;\n#[cfg(test)]\nuse b;\nfn f() {\n    x\n}\n#[cfg(test)]\n#[path = \"y.rs\"]\nmod tests {\n    fn g() {\n    }\n}\nfn h() {}\n";
    let left: Vec<usize> = outside_tests(text).map(|(number, _)| number).collect();
    assert_eq!(left, [1, 4, 5, 6, 13]);
    let planted = "#[cfg(test)]\nmod tests {\n    let day = day.succ_opt();\n}\nlet day = day.succ_opt();\n";
    assert_eq!(found(day_arithmetic, "services/review/src/lib.rs", planted), [5]);
}

#[test]
fn a_planted_long_file_is_found() {
    let text = "\n".repeat(LONGEST + 1);
    assert_eq!(found(length, "services/review/src/lib.rs", &text), [LONGEST + 1]);
    assert_eq!(found(length, "services/review/tests/suite.rs", &text), []);
    assert_eq!(found(length, "services/review/src/lib.rs", &text[1..]), []);
    assert_eq!(found(length, "Cargo.lock", &text), []);
}

#[test]
fn a_planted_lint_bypass_is_found() {
    for lint in GUARDS_AGAINST_PANICS {
        let bypasses = [
            format!("#![allow({lint})]"),
            format!("#![expect({lint})]"),
            format!("#[allow(\n    clippy::todo,\n    {lint},\n)]"),
            format!("#[allow({lint}, reason = \"hurry\")]"),
            format!("#[cfg_attr(not(test), allow({lint}))]"),
            format!("#![expect({lint}, reason = \"a whole file\")]"),
        ];
        for bypass in bypasses {
            let text = format!("use a;\n{bypass}\nfn f() {{}}\n");
            assert_eq!(
                found(lint_bypasses, "services/review/src/lib.rs", &text),
                [2],
                "{bypass}"
            );
            assert_eq!(
                found(lint_bypasses, "services/review/tests/suite.rs", &text),
                [],
                "{bypass}"
            );
        }
        let fine = [
            format!("#![cfg_attr(test, allow({lint}))]\n"),
            format!("#[expect(\n    {lint},\n    reason = \"compiled in\"\n)]\nstatic A: B = c;\n"),
            format!("#[cfg(test)]\n#[allow({lint})]\nmod tests {{\n}}\n"),
        ];
        for text in fine {
            assert_eq!(
                found(lint_bypasses, "services/review/src/lib.rs", &text),
                [],
                "{text}"
            );
        }
    }
}
