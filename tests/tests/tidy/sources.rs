//! The files of the workspace, as the checks see them. Knows no check.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// One file: its path from the root of the workspace with `/` between names, and its content.
pub struct Source {
    /// For example `crates/calendar/src/lib.rs`.
    pub path: String,
    /// `None` for a file that is not text.
    pub text: Option<String>,
}

/// Something that is not as it should be.
#[derive(Debug, PartialEq)]
pub struct Offence {
    /// The file.
    pub path: String,
    /// Counted from one.
    pub line: usize,
    /// What is wrong, and what to do instead.
    pub what: String,
}

impl Source {
    /// A file made up for the proof of a check.
    pub fn planted(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: Some(text.to_owned()),
        }
    }

    /// The text; empty for a file that is not text.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// An offence in this file.
    pub fn offence(&self, line: usize, what: impl Into<String>) -> Offence {
        Offence {
            path: self.path.clone(),
            line,
            what: what.into(),
        }
    }

    /// Whether the name ends in this extension.
    pub fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == extension)
    }

    /// Whether the file holds tests or benchmarks only.
    pub fn is_test(&self) -> bool {
        self.path
            .split('/')
            .any(|part| matches!(part, "tests" | "benches" | "fuzz" | "tests.rs"))
    }

    /// Whether the file belongs to these tests, which spell out what they forbid.
    pub fn is_tidy(&self) -> bool {
        self.path.starts_with("tests/tests/tidy/")
    }
}

/// The offences, one a line, under a count.
pub fn list(offences: &[Offence]) -> String {
    let mut text = format!("{} offences\n", offences.len());
    for Offence { path, line, what } in offences {
        let _ = writeln!(text, "{path}:{line}: {what}");
    }
    text
}

/// Every file of the workspace except what tools make and what is hidden.
pub fn workspace() -> io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    visit(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
        "",
        &mut sources,
    )?;
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(sources)
}

fn visit(folder: &Path, prefix: &str, sources: &mut Vec<Source>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && belongs(&path, &name) {
            visit(&entry.path(), &format!("{path}/"), sources)?;
        } else if kind.is_file() && !name.ends_with(".pending-snap") {
            let content = std::fs::read(entry.path())?;
            let binary = content.contains(&0);
            let text = if binary {
                None
            } else {
                Some(String::from_utf8_lossy(&content).into_owned())
            };
            sources.push(Source { path, text });
        }
    }
    Ok(())
}

fn belongs(path: &str, name: &str) -> bool {
    let made = matches!(path, "target" | "kiemdinh-data" | "deploy/secrets");
    let hidden = name.starts_with('.') && !matches!(name, ".cargo" | ".ci" | ".config" | ".github");
    !made && !hidden && name != "node_modules" && !name.starts_with("mutants.out")
}

#[test]
fn a_list_names_every_offence_with_its_line() {
    let source = Source::planted("a.rs", "");
    let text = list(&[source.offence(3, "one"), source.offence(7, "two")]);
    assert_eq!(text, "2 offences\na.rs:3: one\na.rs:7: two\n");
}
