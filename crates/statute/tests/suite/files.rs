//! Law files with something changed.

use statute::{Law, LoadError};

/// The official files, one of them with `from` replaced by `to`, which must occur.
pub fn load_with(file: &str, from: &str, to: &str) -> Result<Law, LoadError> {
    let changed: Vec<(&str, String)> = Law::official_files()
        .iter()
        .map(|(name, text)| {
            if *name != file {
                return (*name, (*text).to_owned());
            }
            assert!(text.contains(from), "{file} does not contain {from:?}");
            (*name, text.replacen(from, to, 1))
        })
        .collect();
    let files: Vec<(&str, &str)> = changed
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    Law::load(&files)
}

/// The same, for changes that still load.
pub fn official_with(file: &str, from: &str, to: &str) -> Law {
    load_with(file, from, to).unwrap_or_else(|error| panic!("{error}"))
}

/// The official files with an entry added at the end of one.
pub fn load_adding(file: &str, entry: &str) -> Result<Law, LoadError> {
    let (_, text) = Law::official_files()
        .iter()
        .find(|(name, _)| *name == file)
        .unwrap_or_else(|| panic!("there is no {file}"));
    load_with(file, text, &format!("{text}\n{entry}"))
}
