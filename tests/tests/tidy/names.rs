//! A file is named after what it is about. A drawer is about nothing, so everything ends up in it.

use crate::sources::{Offence, Source};

const DRAWERS: [&str; 8] = [
    "utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff",
];

/// Files and folders whose name says nothing.
pub fn drawers(source: &Source) -> Vec<Offence> {
    let parts = source
        .path
        .split('/')
        .map(|part| part.split('.').next().unwrap_or(part));
    parts
        .filter(|name| DRAWERS.contains(&name.to_lowercase().as_str()))
        .map(|name| source.offence(1, format!("`{name}` is a drawer: name it after what it is about")))
        .collect()
}

#[test]
fn a_planted_drawer_is_found() {
    for path in [
        "services/review/src/utils.rs",
        "crates/common/src/lib.rs",
        "tests/src/Helpers.rs",
        "misc.toml",
    ] {
        assert_eq!(drawers(&Source::planted(path, "")).len(), 1, "{path}");
    }
    assert_eq!(
        drawers(&Source::planted("crates/platform/src/commonalities.rs", "")),
        []
    );
}
