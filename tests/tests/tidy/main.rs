//! The invariants of ARCHITECTURE.md that no compiler keeps: which way dependencies point, who may read a
//! clock, who may count days, what must be explained and cited.
//!
//! Each check is a function over the path and text of one file, proven in its own module with a planted
//! offence. Here they meet the real sources. A failing test lists every offence as `path:line: what`.

mod code;
mod dependencies;
mod doors;
mod law;
mod names;
mod sources;
mod texts;
mod wire;

use sources::{Offence, Source, list, workspace};

/// The offences `check` finds in all files of the workspace, printed if there are any.
fn tidy(check: impl Fn(&Source) -> Vec<Offence>) -> std::io::Result<()> {
    let offences: Vec<Offence> = workspace()?.iter().flat_map(check).collect();
    assert!(offences.is_empty(), "{}", list(&offences));
    Ok(())
}

#[test]
fn the_sources_are_found() -> std::io::Result<()> {
    let sources = workspace()?;
    for path in [
        "Cargo.toml",
        "tests/tests/tidy/main.rs",
        "crates/calendar/src/lib.rs",
        ".config/nextest.toml",
    ] {
        assert!(
            sources.iter().any(|source| source.path == path),
            "{path} is not among the sources"
        );
    }
    assert!(!sources.iter().any(|source| source.path.starts_with("target/")));
    Ok(())
}

#[test]
fn dependencies_point_one_way() -> std::io::Result<()> {
    tidy(dependencies::against_the_order)
}

#[test]
fn only_platform_time_reads_a_clock() -> std::io::Result<()> {
    tidy(code::clock_reads)
}

#[test]
fn only_the_pure_crates_count_days() -> std::io::Result<()> {
    tidy(code::day_arithmetic)
}

#[test]
fn no_file_is_a_drawer() -> std::io::Result<()> {
    tidy(names::drawers)
}

#[test]
fn no_source_file_is_too_long() -> std::io::Result<()> {
    tidy(code::length)
}

#[test]
fn no_lint_against_panics_is_bypassed() -> std::io::Result<()> {
    tidy(code::lint_bypasses)
}

#[test]
fn every_element_of_the_wire_is_explained() -> std::io::Result<()> {
    tidy(wire::unexplained)
}

#[test]
fn every_method_stands_in_one_permission_table() -> std::io::Result<()> {
    let sources = workspace()?;
    let methods: usize = sources.iter().map(|source| wire::methods(source).len()).sum();
    assert!(methods > 50, "only {methods} methods are found");
    let offences = doors::unguarded(&sources);
    assert!(offences.is_empty(), "{}", list(&offences));
    Ok(())
}

#[test]
fn every_text_is_composed() -> std::io::Result<()> {
    tidy(texts::not_composed)
}

#[test]
fn no_text_names_a_home_of_one_machine() -> std::io::Result<()> {
    tidy(texts::homes)
}

#[test]
fn every_law_rule_is_cited() -> std::io::Result<()> {
    tidy(law::uncited)
}
