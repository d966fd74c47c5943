//! Doors: whoever is not in a permission table is let in nowhere, so every method stands in one, once.

use crate::sources::{Offence, Source};
use crate::wire;

/// Methods of the protocol files among `sources` that stand in no table of permissions, or in several.
pub fn unguarded(sources: &[Source]) -> Vec<Offence> {
    let tables: Vec<&str> = sources
        .iter()
        .filter(|source| is_guarded_by(source))
        .map(Source::text)
        .collect();
    let mut offences = Vec::new();
    for source in sources {
        for (line, method) in wire::methods(source) {
            let entry = format!("\"{method}\"");
            let entries: usize = tables.iter().map(|text| text.matches(&entry).count()).sum();
            if entries != 1 {
                offences.push(source.offence(
                    line,
                    format!("`{method}` stands in {entries} permission tables: it must stand in one"),
                ));
            }
        }
    }
    offences
}

/// Whether permission tables may stand in the file.
fn is_guarded_by(source: &Source) -> bool {
    let is_server = source.path.starts_with("services/") || source.path.starts_with("crates/platform/src/");
    is_server && source.has_extension("rs") && !source.is_test() && source.text().contains("PERMISSIONS")
}

#[test]
fn a_planted_method_without_a_guard_is_found() {
    let wire = "package kiemdinh.example.v1;\n// A.\nservice A {\n  // Get.\n  rpc Get(X)\n      returns (Y);\n  // \
                Set.\n  rpc Set(X) returns (Y) {}\n}\n// B.\nservice B {\n  // Get.\n  rpc Get(X) returns (Y);\n}\n";
    let table = |entries: &[&str]| {
        let entries: String = entries
            .iter()
            .map(|method| format!("    (\"/kiemdinh.example.v1.{method}\", READERS),\n"))
            .collect();
        format!("pub const PERMISSIONS: Permissions = &[\n{entries}];\n")
    };
    let found = |tables: &[(&str, String)]| -> Vec<usize> {
        let mut sources = vec![Source::planted("proto/a.proto", wire)];
        sources.extend(tables.iter().map(|(path, text)| Source::planted(path, text)));
        unguarded(&sources)
            .into_iter()
            .map(|offence| offence.line)
            .collect()
    };
    let path = "services/a/src/grpc/mod.rs";
    assert_eq!(found(&[]), [5, 8, 13]);
    assert_eq!(found(&[(path, table(&["A/Get", "A/Set", "B/Get"]))]), []);
    assert_eq!(found(&[(path, table(&["A/Get", "B/Get"]))]), [8]);
    let apart = [
        (path, table(&["A/Get", "A/Set"])),
        ("services/b/src/grpc.rs", table(&["B/Get"])),
    ];
    assert_eq!(found(&apart), []);
    let twice = [
        (path, table(&["A/Get", "A/Set", "B/Get"])),
        ("services/b/src/x.rs", table(&["A/Set"])),
    ];
    assert_eq!(found(&twice), [8]);
    assert_eq!(
        found(&[("services/a/tests/x.rs", table(&["A/Get", "A/Set", "B/Get"]))]),
        [5, 8, 13],
        "what tests say guards nothing"
    );
}
