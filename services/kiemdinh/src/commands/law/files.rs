//! Law files that the caller names, laid over those shipped with the program.
//!
//! A file takes the place of the shipped one of its name; one of another name is taken for a file of time limits and
//! joins the rest. A folder with a `regimes.toml` is a whole law: of the shipped files only the tables of criteria
//! stay, unless it brings its own.

use std::io;
use std::path::{Path, PathBuf};

use statute::{Fault, Law};

use crate::problem::{Field, Kind, Problem};

/// The file without which there is no law, and which makes a folder one.
const ROOT: &str = "regimes.toml";

/// A set of law files.
#[derive(Clone, Debug)]
pub struct Files(Vec<File>);

#[derive(Clone, Debug)]
struct File {
    /// By which the law knows it.
    name: String,
    /// Where the caller finds it.
    place: String,
    text: String,
}

impl Files {
    /// The files shipped with the program.
    pub fn shipped() -> Self {
        let files = Law::official_files().iter().map(|(name, text)| File {
            name: (*name).to_owned(),
            place: (*name).to_owned(),
            text: (*text).to_owned(),
        });
        Self(files.collect())
    }

    /// What `paths`, files and folders, make of the law.
    ///
    /// # Errors
    /// When one cannot be read, or two would be the same law file.
    pub fn drafted(paths: &[PathBuf]) -> Result<Self, Problem> {
        let mut drafted: Vec<File> = Vec::new();
        let mut whole = false;
        for path in paths {
            let found = if path.is_dir() {
                whole |= path.join(ROOT).is_file();
                in_folder(path)?
            } else {
                vec![path.clone()]
            };
            for path in found {
                let file = File::read(&path)?;
                if let Some(other) = drafted.iter().find(|other| other.name == file.name) {
                    let message = format!("{} và {} là cùng một tệp luật", other.place, file.place);
                    return Err(Problem::invalid(message));
                }
                drafted.push(file);
            }
        }
        Ok(Self::shipped().under(drafted, whole))
    }

    fn under(self, drafted: Vec<File>, whole: bool) -> Self {
        let mut files = self.0;
        if whole {
            files.retain(|file| is_table(&file.name));
        }
        for draft in drafted {
            match files.iter_mut().find(|file| file.name == draft.name) {
                Some(file) => *file = draft,
                None => files.push(draft),
            }
        }
        Self(files)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The law they make.
    ///
    /// # Errors
    /// Every fault, each where the caller finds it.
    pub fn load(&self) -> Result<Law, Vec<Fault>> {
        let files: Vec<(&str, &str)> = self
            .0
            .iter()
            .map(|file| (file.name.as_str(), file.text.as_str()))
            .collect();
        Law::load(&files).map_err(|error| self.placed(error.faults))
    }

    /// The law they make, for a verb that is about something else.
    ///
    /// # Errors
    /// When they make none.
    pub fn law(&self) -> Result<Law, Problem> {
        self.load().map_err(|faults| {
            let message = format!("các tệp luật có {} lỗi", faults.len());
            let fields = faults.into_iter().map(|fault| Field {
                field: match fault.rule {
                    Some(rule) => format!("{}:{} {rule}", fault.source.file, fault.source.line),
                    None => format!("{}:{}", fault.source.file, fault.source.line),
                },
                message: fault.message,
                ..Field::default()
            });
            Problem {
                fields: fields.collect(),
                ..Problem::new(Kind::Invalid, "LAW_REFUSED", message)
            }
        })
    }

    /// The same faults, naming files as the caller does.
    pub fn placed(&self, mut faults: Vec<Fault>) -> Vec<Fault> {
        for fault in &mut faults {
            if let Some(file) = self.0.iter().find(|file| file.name == fault.source.file) {
                fault.source.file.clone_from(&file.place);
            }
        }
        faults
    }
}

impl File {
    fn read(path: &Path) -> Result<Self, Problem> {
        let text = read(path)?;
        let base = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Ok(Self {
            name: law_name(&base),
            place: path.display().to_string(),
            text,
        })
    }
}

/// The text of a file, without a byte order mark.
///
/// # Errors
/// When it is not there or cannot be read.
pub fn read(path: &Path) -> Result<String, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or_else(|| text.clone(), str::to_owned))
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let message = format!("{}: {error}", path.display());
    match error.kind() {
        io::ErrorKind::NotFound => Problem::new(Kind::NotFound, "NO_SUCH_FILE", message),
        _ => Problem::failure(message),
    }
}

/// The name by which the law knows a file of this name.
fn law_name(base: &str) -> String {
    let official = Law::official_files()
        .iter()
        .map(|(name, _)| *name)
        .find(|name| name.rsplit('/').next() == Some(base));
    match official {
        Some(name) => name.to_owned(),
        None if is_table(base) => base.to_owned(),
        None => format!("limits/{base}"),
    }
}

fn is_table(name: &str) -> bool {
    extension(Path::new(name)) == "csv"
}

fn extension(path: &Path) -> &str {
    path.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}

/// The law files of a folder and of its `limits`, by name.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    for folder in [folder.to_owned(), folder.join("limits")] {
        if !folder.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&folder, &error))?.path();
            if path.is_file() && matches!(extension(&path), "toml" | "csv") {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        let message = format!("{}: không có tệp luật nào (*.toml, *.csv)", folder.display());
        return Err(Problem::new(Kind::NotFound, "NO_LAW_FILES", message));
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name() {
        assert_eq!(law_name("recognition.toml"), "limits/recognition.toml");
        assert_eq!(law_name("regimes.toml"), "regimes.toml");
        assert_eq!(law_name("local.toml"), "limits/local.toml");
        assert_eq!(law_name("criteria-2030.csv"), "criteria-2030.csv");
    }

    #[test]
    fn a_draft_takes_the_place_of_its_namesake_and_keeps_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recognition.toml");
        std::fs::write(&path, "\u{feff}limit = []\n").unwrap();
        let files = Files::drafted(std::slice::from_ref(&path)).unwrap();
        assert_eq!(files.count(), Files::shipped().count());
        assert!(
            files
                .law()
                .unwrap()
                .limits()
                .iter()
                .all(|rule| !rule.id.starts_with("recognition"))
        );
        let twice = Files::drafted(&[path.clone(), path]).unwrap_err();
        assert_eq!(twice.code, Kind::Invalid, "{twice}");
    }

    #[test]
    fn a_folder_with_regimes_is_the_whole_law() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("limits")).unwrap();
        let whole = |name: &&(&str, &str)| !is_table(name.0) && name.0 != "limits/year.toml";
        for (name, text) in Law::official_files().iter().filter(whole) {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let law = Files::drafted(&[folder.path().to_owned()])
            .unwrap()
            .law()
            .unwrap();
        assert!(
            law.limits().iter().all(|rule| rule.yearly.is_none()),
            "limits/year.toml is gone"
        );
        assert!(law.limits().len() > 10);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("x.toml")] {
            assert_eq!(Files::drafted(&[path]).unwrap_err().code, Kind::NotFound);
        }
    }
}
