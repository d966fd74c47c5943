//! Law files: every rule names its source and says how sure we are of it.

use toml::{Table, Value};

use crate::sources::{Offence, Source};

const CONFIDENCES: [&str; 4] = ["text", "summary", "lead", "custom"];
/// Tables that are our own practice, or say what a check walks through, and are not a rule of law.
const PRACTICE: [&str; 2] = ["ladder", "state"];
/// Tables whose source is named by another key: the national code of a procedure, the file of a table of criteria.
const NAMED_OTHERWISE: [(&str, &str); 2] = [("procedure", "code"), ("table", "file")];

/// Rules without a citation or without a confidence.
pub fn uncited(source: &Source) -> Vec<Offence> {
    if !(source.path.starts_with("crates/statute/law/") && source.has_extension("toml")) {
        return vec![];
    }
    let file = match source.text().parse::<Table>() {
        Ok(file) => file,
        Err(error) => return vec![source.offence(1, format!("cannot be read: {}", error.message()))],
    };
    file.iter()
        .filter(|(name, _)| !PRACTICE.contains(&name.as_str()))
        .flat_map(|(name, value)| offences_of_entries(source, name, value))
        .collect()
}

fn offences_of_entries(source: &Source, name: &str, value: &Value) -> Vec<Offence> {
    let entries: Vec<&Table> = match value {
        Value::Table(entry) => vec![entry],
        Value::Array(entries) => entries.iter().filter_map(Value::as_table).collect(),
        _ => vec![],
    };
    let lines = lines_of(source.text(), name);
    let mut offences = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let line = lines.get(index).copied().unwrap_or(1);
        let id = entry.get("id").and_then(Value::as_str).unwrap_or(name);
        let missing = missing(name, entry);
        // A rule may also be cited part by part.
        if !missing.is_empty()
            && !parts(entry).is_some_and(|mut parts| parts.all(|part| self::missing(name, part).is_empty()))
        {
            offences.push(source.offence(
                line,
                format!("`{id}` carries no valid {}", missing.join(", no valid ")),
            ));
        }
        // What is said again in a part, such as a variant for a regime, must be valid there too.
        for part in parts(entry).into_iter().flatten() {
            let said = missing_of(part).into_iter().filter(|key| part.contains_key(*key));
            offences.extend(
                said.map(|key| source.offence(line, format!("a part of `{id}` carries no valid {key}"))),
            );
        }
    }
    offences
}

fn parts(entry: &Table) -> Option<impl Iterator<Item = &Table>> {
    let parts: Vec<&Table> = entry
        .values()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_table)
        .filter(|part| part.contains_key("regimes"))
        .collect();
    (!parts.is_empty()).then(|| parts.into_iter())
}

fn missing(name: &str, entry: &Table) -> Vec<&'static str> {
    let named = NAMED_OTHERWISE
        .iter()
        .any(|(table, key)| *table == name && is_said(entry.get(*key)));
    missing_of(entry)
        .into_iter()
        .filter(|key| !(named && *key == "citation"))
        .collect()
}

fn missing_of(entry: &Table) -> Vec<&'static str> {
    let confident = entry
        .get("confidence")
        .and_then(Value::as_str)
        .is_some_and(|word| CONFIDENCES.contains(&word));
    let cited = is_said(entry.get("citation"));
    [(cited, "citation"), (confident, "confidence")]
        .into_iter()
        .filter(|(fine, _)| !fine)
        .map(|(_, key)| key)
        .collect()
}

/// A text that is not empty; or one in both languages.
fn is_said(value: Option<&Value>) -> bool {
    let full = |value: Option<&Value>| {
        value
            .and_then(Value::as_str)
            .is_some_and(|text| !text.trim().is_empty())
    };
    match value {
        Some(Value::Table(languages)) => ["vi", "en"].iter().all(|language| full(languages.get(*language))),
        other => full(other),
    }
}

/// The lines on which entries of this table begin.
fn lines_of(text: &str, name: &str) -> Vec<usize> {
    let headers = [format!("[{name}]"), format!("[[{name}]]")];
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| headers.iter().any(|header| line.trim() == header))
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn a_planted_rule_without_source_is_found() {
    let law = "crates/statute/law/limits/x.toml";
    let cited = "citation = { vi = \"Điều 28\", en = \"Art. 28\" }\n";
    let planted = |text: &str| {
        uncited(&Source::planted(law, text))
            .into_iter()
            .map(|offence| offence.line)
            .collect::<Vec<_>>()
    };
    let fine = format!("[[limit]]\nid = \"a\"\n{cited}confidence = \"text\"\n");
    assert_eq!(planted(&fine), []);
    assert_eq!(
        planted(&format!("{fine}[[limit]]\nid = \"b\"\nconfidence = \"text\"\n")),
        [5]
    );
    assert_eq!(planted(&format!("{fine}[[limit]]\nid = \"b\"\n{cited}")), [5]);
    assert_eq!(
        planted(&format!(
            "{fine}[[limit]]\nid = \"b\"\n{cited}confidence = \"certain\"\n"
        )),
        [5]
    );
    assert_eq!(planted("[team]\nminimum = 5\n"), [1]);
    assert_eq!(
        planted("[[rule]]\ncitation = { vi = \"Điều 28\" }\nconfidence = \"lead\"\n"),
        [1]
    );
    assert_eq!(
        planted(&format!(
            "{fine}[[limit.variant]]\nregimes = [\"B\"]\nconfidence = \"sure\"\n"
        )),
        [1]
    );
    assert_eq!(
        planted(&format!("{fine}[[limit.variant]]\nregimes = [\"B\"]\n")),
        []
    );
    assert_eq!(planted("[[ladder]]\nid = \"standard\"\n"), []);
    assert_eq!(
        planted("[[procedure]]\ncode = \"1.000288\"\nconfidence = \"text\"\n"),
        []
    );
    assert_eq!(planted("[[procedure]]\nconfidence = \"text\"\n"), [1]);
    let by_part = format!(
        "[validity]\nyears = 5\n[[validity.basis]]\nregimes = [\"B\"]\n{cited}confidence = \"lead\"\n"
    );
    assert_eq!(planted(&by_part), []);
    assert_eq!(
        planted(&format!("{by_part}[[validity.basis]]\nregimes = [\"A0\"]\n")),
        [1]
    );
    assert_eq!(planted("[[limit]\n"), [1]);
    assert_eq!(
        uncited(&Source::planted("crates/calendar/data/base.toml", "[[limit]]\n")),
        []
    );
}
