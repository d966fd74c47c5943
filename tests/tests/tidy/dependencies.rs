//! Dependencies between our crates point one way; that no circle closes, cargo sees to itself.

use toml::{Table, Value};

use crate::sources::{Offence, Source};

const LAW: [&str; 3] = ["calendar", "timelimit", "statute"];
const SERVICES: [&str; 4] = ["registration", "review", "recognition", "scheduler"];

/// The crates of ours that a crate may use; `None` for a crate nobody has placed yet.
fn allowed(name: &str) -> Option<Vec<&'static str>> {
    let below_a_service = || {
        let shared = ["proto", "platform", "migrations", "sheet", "exchange", "form"];
        [&LAW[..], &shared].concat()
    };
    Some(match name {
        "calendar" | "proto" | "migrations" | "sheet" | "form" => vec![],
        "timelimit" => vec!["calendar"],
        "statute" => vec!["calendar", "timelimit"],
        "platform" => vec!["proto"],
        "exchange" => vec!["proto", "platform", "sheet"],
        "ground" => vec!["proto", "platform", "migrations"],
        "gateway" | "console" => below_a_service(),
        // Recounts every clock in its own way, so it must not know ours.
        "auditor" => vec!["proto", "platform", "migrations"],
        "kiemdinh" => [
            &below_a_service()[..],
            &SERVICES,
            &["auditor", "gateway", "console"],
        ]
        .concat(),
        "whole-system" => [
            &below_a_service()[..],
            &SERVICES,
            &["auditor", "gateway", "console", "kiemdinh"],
        ]
        .concat(),
        service if SERVICES.contains(&service) => below_a_service(),
        _ => return None,
    })
}

/// What only the tests of a crate may use besides: the ground they stand on, and the real tables for the
/// platform's.
fn allowed_in_tests(name: &str) -> &'static [&'static str] {
    match name {
        "platform" => &["ground", "migrations"],
        // Its tests hold its dates against those of what it checks.
        "auditor" => &["ground", "calendar", "timelimit", "statute", "scheduler"],
        "gateway" | "console" | "kiemdinh" | "whole-system" => &["ground"],
        service if SERVICES.contains(&service) => &["ground"],
        _ => &[],
    }
}

/// Dependencies, of every kind, on a crate of ours that this one may not use.
pub fn against_the_order(source: &Source) -> Vec<Offence> {
    if source.path != "Cargo.toml" && !source.path.ends_with("/Cargo.toml") {
        return vec![];
    }
    let manifest = match source.text().parse::<Table>() {
        Ok(manifest) => manifest,
        Err(error) => return vec![source.offence(1, format!("cannot be read: {}", error.message()))],
    };
    let Some(name) = manifest
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(Value::as_str)
    else {
        return vec![];
    };
    let Some(allowed) = allowed(name) else {
        return vec![source.offence(
            1,
            format!("`{name}` has no place in the order of crates: give it one here"),
        )];
    };
    dependencies(&manifest)
        .into_iter()
        .filter(|Dependency { used, .. }| self::allowed(used).is_some() && !allowed.contains(&used.as_str()))
        .filter(|Dependency { kind, used, .. }| {
            *kind != "dev-dependencies" || !allowed_in_tests(name).contains(&used.as_str())
        })
        .map(|Dependency { key, used, .. }| {
            source.offence(
                line_of(source.text(), &key),
                format!("`{name}` must not know `{used}`"),
            )
        })
        .collect()
}

struct Dependency {
    /// The table it stands in.
    kind: &'static str,
    /// The name it goes by here.
    key: String,
    /// The crate behind the name.
    used: String,
}

/// Every dependency: of the crate, its tests, its build, and of single targets.
fn dependencies(manifest: &Table) -> Vec<Dependency> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets
        .into_iter()
        .flat_map(Table::values)
        .filter_map(Value::as_table);
    let mut found = Vec::new();
    for place in std::iter::once(manifest).chain(targets) {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = place.get(kind).and_then(Value::as_table);
            found.extend(table.into_iter().flatten().map(|(key, value)| Dependency {
                kind,
                key: key.clone(),
                used: crate_behind(key, value),
            }));
        }
    }
    found
}

/// A dependency may go by another name, or be a folder.
fn crate_behind(key: &str, value: &Value) -> String {
    let package = value.get("package").and_then(Value::as_str);
    let folder = value
        .get("path")
        .and_then(Value::as_str)
        .and_then(|path| path.rsplit('/').next());
    package.or(folder).unwrap_or(key).to_owned()
}

fn line_of(text: &str, key: &str) -> usize {
    let starts = |line: &str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    };
    text.lines().position(starts).map_or(1, |index| index + 1)
}

#[test]
fn a_planted_dependency_against_the_order_is_found() {
    let planted = |name: &str, rest: &str| {
        let source = Source::planted("x/Cargo.toml", &format!("[package]\nname = \"{name}\"\n{rest}\n"));
        against_the_order(&source)
    };
    let refused = [
        ("calendar", "[dependencies]\ntimelimit.workspace = true"),
        ("timelimit", "[dependencies]\nstatute.workspace = true"),
        ("platform", "[dependencies]\ncalendar = { workspace = true }"),
        ("platform", "[dependencies]\nmigrations.workspace = true"),
        ("platform", "[dev-dependencies]\nstatute.workspace = true"),
        ("proto", "[dependencies]\nplatform.workspace = true"),
        ("sheet", "[dependencies]\ncalendar.workspace = true"),
        ("platform", "[dependencies]\nsheet.workspace = true"),
        ("platform", "[dependencies]\nexchange.workspace = true"),
        ("sheet", "[dependencies]\nexchange.workspace = true"),
        ("exchange", "[dependencies]\nform.workspace = true"),
        ("exchange", "[dependencies]\nregistration.workspace = true"),
        ("exchange", "[dependencies]\nmigrations.workspace = true"),
        ("form", "[dependencies]\ncalendar.workspace = true"),
        ("form", "[dependencies]\nproto.workspace = true"),
        ("review", "[dependencies]\nscheduler.workspace = true"),
        (
            "review",
            "[dev-dependencies]\nregistration = { path = \"../registration\" }",
        ),
        ("review", "[dependencies]\nother = { path = \"../registration\" }"),
        (
            "review",
            "[target.'cfg(unix)'.dependencies]\nother = { package = \"kiemdinh\", version = \"0\" }",
        ),
        ("statute", "[build-dependencies]\nproto.workspace = true"),
        ("auditor", "[dependencies]\ntimelimit.workspace = true"),
        ("auditor", "[dependencies]\ncalendar.workspace = true"),
        ("auditor", "[dependencies]\nscheduler.workspace = true"),
        ("review", "[dependencies]\nground.workspace = true"),
        ("platform", "[dependencies]\nground.workspace = true"),
        ("whole-system", "[build-dependencies]\nground.workspace = true"),
        ("calendar", "[dev-dependencies]\nground.workspace = true"),
        ("ground", "[dependencies]\nreview.workspace = true"),
    ];
    for (name, rest) in refused {
        let offences = planted(name, rest);
        assert_eq!(offences.len(), 1, "{name}: {rest}");
        assert_eq!(offences[0].line, 4, "{name}: {rest}");
    }
    assert_eq!(planted("nobody-placed-me", "").len(), 1);
    assert_eq!(
        planted(
            "review",
            "[dependencies]\nstatute.workspace = true\ntokio.workspace = true"
        ),
        []
    );
    assert_eq!(
        planted(
            "review",
            "[dependencies]\nexchange.workspace = true\nform.workspace = true"
        ),
        []
    );
    assert_eq!(
        planted("platform", "[dev-dependencies]\nmigrations.workspace = true"),
        []
    );
    assert_eq!(
        planted("review", "[dev-dependencies]\nground.workspace = true"),
        []
    );
    assert_eq!(planted("kiemdinh", "[dependencies]\nreview.workspace = true"), []);
    assert_eq!(
        against_the_order(&Source::planted("Cargo.toml", "[workspace]\nmembers = []")),
        []
    );
    assert_eq!(
        against_the_order(&Source::planted("x/Cargo.toml", "[package")).len(),
        1
    );
}
