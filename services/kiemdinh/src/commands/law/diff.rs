//! `law diff`: what a draft changes in the shipped law.

use std::path::PathBuf;

use statute::Law;

use super::files::Files;
use crate::output::{Format, LawChange, Printer};
use crate::problem::Problem;

/// Lists what `paths` change.
///
/// # Errors
/// When they cannot be read, or make no law.
pub fn run(paths: &[PathBuf], printer: &Printer) -> Result<(), Problem> {
    let changes = changes(Law::official(), &Files::drafted(paths)?.law()?);
    if changes.is_empty() && printer.format == Format::Table {
        return printer.line("Dự thảo không thay đổi quy định nào.");
    }
    printer.list(&changes)
}

/// The differences, those that several regimes share in one row.
fn changes(law: &Law, draft: &Law) -> Vec<LawChange> {
    let mut rows: Vec<LawChange> = Vec::new();
    for difference in law.diff(draft) {
        let row = LawChange::of_rule(difference.rule, difference.change);
        let same = |other: &&mut LawChange| {
            LawChange {
                regimes: vec![],
                ..(**other).clone()
            } == LawChange {
                regimes: vec![],
                ..row.clone()
            }
        };
        match rows.iter_mut().find(same) {
            Some(other) => other.regimes.extend(row.regimes),
            None => rows.push(row),
        }
    }
    rows.extend(law.diff_of_other_files(draft).into_iter().map(LawChange::of_file));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::table;

    /// The shipped law with texts replaced.
    fn draft(replaced: &[(&str, &str, &str)]) -> Law {
        let files: Vec<(&str, String)> = Law::official_files()
            .iter()
            .map(|(name, text)| {
                let of_file = replaced.iter().filter(|(file, ..)| file == name);
                let text = of_file.fold((*text).to_owned(), |text, (_, from, to)| {
                    assert!(text.contains(from), "{name}: {from}");
                    text.replacen(from, to, 1)
                });
                (*name, text)
            })
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        Law::load(&files).unwrap()
    }

    #[test]
    fn a_draft_is_read_rule_by_rule() {
        let draft = draft(&[
            (
                "limits/recognition.toml",
                "working_days = 20",
                "working_days = 15",
            ),
            (
                "limits/review.toml",
                "id = \"review.reply\"",
                "id = \"review.answer\"",
            ),
            ("procedures.toml", "1.000280", "1.000281"),
        ]);
        insta::assert_snapshot!(table(&changes(Law::official(), &draft)));
    }

    #[test]
    fn a_later_version_of_a_rule_is_told_apart() {
        let (_, text) = Law::official_files()
            .iter()
            .find(|(name, _)| *name == "limits/review.toml")
            .unwrap();
        let id = "id = \"review.report\"\n";
        let entry = text
            .split("[[limit]]\n")
            .find(|entry| entry.starts_with(id))
            .unwrap();
        let ends = entry.replacen(id, &format!("{id}until = \"2026-12-31\"\n"), 1);
        let follows = entry.replacen(id, &format!("{id}from = \"2027-01-01\"\n"), 1);
        let both = format!("{ends}\n[[limit]]\n{follows}");
        let draft = draft(&[("limits/review.toml", entry, &both)]);
        let rows = changes(Law::official(), &draft);
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.version, row.field, row.change.code))
            .collect();
        assert_eq!(
            told,
            [(Some(1), Some("until"), "altered"), (Some(2), None, "added")]
        );
        assert!(table(&rows).contains("review.report (bản 2)"));
    }

    #[test]
    fn the_same_law_has_no_difference() {
        assert_eq!(changes(Law::official(), Law::official()), []);
    }
}
