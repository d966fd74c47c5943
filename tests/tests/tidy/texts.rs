//! What holds for every text file, whatever is in it.

use unicode_normalization::UnicodeNormalization;

use crate::sources::{Offence, Source};

/// Lines that are not in Unicode's composed form (NFC), in which Vietnamese compares and searches well.
pub fn not_composed(source: &Source) -> Vec<Offence> {
    let lines = (1..).zip(source.text().lines());
    lines
        .filter_map(|(number, line)| {
            if line.contains(char::REPLACEMENT_CHARACTER) {
                Some(source.offence(number, "is not UTF-8"))
            } else if line.nfc().ne(line.chars()) {
                Some(source.offence(number, "is not in composed form (NFC)"))
            } else {
                None
            }
        })
        .collect()
}

/// Absolute paths into somebody's home: they work on one machine only.
pub fn homes(source: &Source) -> Vec<Offence> {
    let lines = (1..).zip(source.text().lines());
    lines
        .flat_map(|(number, line)| {
            ["root", "home"]
                .into_iter()
                .filter(move |home| names_folder(line, &format!("/{home}/")))
                .map(move |home| source.offence(number, format!("/{home}/… is a path of one machine")))
        })
        .collect()
}

/// Whether the line names the folder at the root of a file system, not inside a longer path or address.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || "._-}".contains(character))
    })
}

#[test]
fn a_planted_decomposed_letter_is_found() {
    let source = Source::planted("a.md", "Kiểm định\nKie\u{302}\u{309}m \u{111}i\u{323}nh\n");
    assert_eq!(
        not_composed(&source),
        [source.offence(2, "is not in composed form (NFC)")]
    );
    assert_eq!(not_composed(&Source::planted("a.md", "\u{fffd}")).len(), 1);
}

#[test]
fn a_planted_home_is_found() {
    for home in ["root", "home"] {
        for before in ["", "path = \"", "see ", "file://", "(", "="] {
            let source = Source::planted("a.toml", &format!("\n{before}/{home}/somebody/x"));
            assert_eq!(homes(&source).len(), 1, "{before}/{home}/");
            assert_eq!(homes(&source)[0].line, 2);
        }
        let elsewhere = format!("https://example.org/{home}/x and ../{home}/x and ${{ROOT}}/{home}/x");
        assert_eq!(homes(&Source::planted("a.md", &elsewhere)), []);
    }
}
