//! From law files to a checked [`Law`]. Every fault names file, line and rule, and all are reported at once.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::check;
use crate::condition_text::ConditionsText;
use crate::coverage::StateText;
use crate::criteria::{CriteriaTable, Criterion, TableText};
use crate::fault::Faults;
use crate::ladder::LadderText;
use crate::limit_text::{LimitText, rules_of};
use crate::{Law, LimitRule, LoadError, Overlay, Procedure, Regime, Source};

/// The law files shipped with the product.
const OFFICIAL_FILES: &[(&str, &str)] = &[
    ("regimes.toml", include_str!("../law/regimes.toml")),
    ("ladders.toml", include_str!("../law/ladders.toml")),
    ("conditions.toml", include_str!("../law/conditions.toml")),
    ("criteria.toml", include_str!("../law/criteria.toml")),
    ("states.toml", include_str!("../law/states.toml")),
    ("procedures.toml", include_str!("../law/procedures.toml")),
    (
        "limits/registration.toml",
        include_str!("../law/limits/registration.toml"),
    ),
    ("limits/review.toml", include_str!("../law/limits/review.toml")),
    (
        "limits/recognition.toml",
        include_str!("../law/limits/recognition.toml"),
    ),
    (
        "limits/certificate.toml",
        include_str!("../law/limits/certificate.toml"),
    ),
    ("limits/year.toml", include_str!("../law/limits/year.toml")),
    ("criteria-2018.csv", include_str!("../data/criteria-2018.csv")),
    (
        "criteria-tt57-2026.csv",
        include_str!("../data/criteria-tt57-2026.csv"),
    ),
];

#[expect(
    clippy::expect_used,
    reason = "the files are compiled in and a test loads them; going on without law would be worse than stopping"
)]
static OFFICIAL: LazyLock<Law> =
    LazyLock::new(|| Law::load(OFFICIAL_FILES).expect("the law files shipped with the product load"));

impl Law {
    /// The law shipped with this crate. That it loads is checked by a test.
    #[must_use]
    pub fn official() -> &'static Law {
        &OFFICIAL
    }

    /// The files behind [`Law::official`], as (name, text): `*.toml` and the criteria tables `*.csv`.
    #[must_use]
    pub fn official_files() -> &'static [(&'static str, &'static str)] {
        OFFICIAL_FILES
    }

    /// Reads and checks law files, given as (name, text).
    ///
    /// # Errors
    /// [`LoadError`] with every fault found, each with file, line and rule.
    pub fn load(files: &[(&str, &str)]) -> Result<Law, LoadError> {
        load(files)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegimesFile {
    regime: Vec<Spanned<Regime>>,
    #[serde(default)]
    overlay: Vec<Overlay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LaddersFile {
    ladder: Vec<Spanned<LadderText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriteriaFile {
    table: Vec<Spanned<TableText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProceduresFile {
    procedure: Vec<Spanned<Procedure>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatesFile {
    state: Vec<Spanned<StateText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsFile {
    limit: Vec<Spanned<LimitText>>,
}

/// Reads and checks the files.
fn load(files: &[(&str, &str)]) -> Result<Law, LoadError> {
    let mut faults = Faults::default();
    let texts = Texts { files };

    let regimes: Option<RegimesFile> = texts.read("regimes.toml", &mut faults);
    let ladders: Option<LaddersFile> = texts.read("ladders.toml", &mut faults);
    let conditions: Option<ConditionsText> = texts.read("conditions.toml", &mut faults);
    let procedures: Option<ProceduresFile> = texts.read("procedures.toml", &mut faults);
    let states: Option<StatesFile> = texts.read("states.toml", &mut faults);
    let criteria: Option<CriteriaFile> = texts.read("criteria.toml", &mut faults);
    let mut limits: Vec<(Source, LimitText)> = Vec::new();
    for (name, _) in files.iter().filter(|(name, _)| name.starts_with("limits/")) {
        let file: Option<LimitsFile> = texts.read(name, &mut faults);
        limits.extend(
            file.into_iter()
                .flat_map(|file| file.limit)
                .map(|limit| (texts.source(name, limit.span().start), limit.into_inner())),
        );
    }
    let (Some(regimes), Some(ladders), Some(conditions), Some(procedures), Some(criteria), Some(states)) =
        (regimes, ladders, conditions, procedures, criteria, states)
    else {
        return Err(LoadError { faults: faults.0 });
    };

    let ladders: Vec<(Source, LadderText)> = texts.placed("ladders.toml", ladders.ladder);
    check::ladders(&ladders, &mut faults);
    let limits: Vec<LimitRule> = limits
        .into_iter()
        .flat_map(|(source, text)| rules_of(&source, &text, &ladders, &mut faults))
        .collect();
    let regimes_placed = texts.placed("regimes.toml", regimes.regime);
    check::regimes(&regimes_placed, &mut faults);
    let states = texts.placed("states.toml", states.state);
    check::states(&states, &mut faults);
    let procedures_placed = texts.placed("procedures.toml", procedures.procedure);
    check::procedures(&procedures_placed, &mut faults);
    check::conditions(&texts.source("conditions.toml", 0), &conditions, &mut faults);
    let tables = texts
        .placed("criteria.toml", criteria.table)
        .into_iter()
        .filter_map(|(source, table)| texts.criteria(&source, table, &mut faults))
        .collect();
    let law = Law {
        regimes: regimes_placed.into_iter().map(|(_, regime)| regime).collect(),
        overlays: regimes.overlay,
        limits,
        procedures: procedures_placed
            .into_iter()
            .map(|(_, procedure)| procedure)
            .collect(),
        tables,
        conditions,
        states: states
            .into_iter()
            .map(|(source, state)| state.standing_at(source))
            .collect(),
    };
    check::limits(&law, &mut faults);
    if faults.0.is_empty() {
        Ok(law)
    } else {
        Err(LoadError { faults: faults.0 })
    }
}

/// The id that stands last before a place that cannot be read, which is the rule it belongs to.
fn rule_before(text: &str, offset: usize) -> Option<&str> {
    let (_, from_id) = text.get(..offset)?.rsplit_once("\nid = \"")?;
    from_id.split_once('"').map(|(id, _)| id)
}

/// The given files, by name.
struct Texts<'a> {
    files: &'a [(&'a str, &'a str)],
}

impl Texts<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|(file, _)| *file == name)
            .map(|(_, text)| *text)
    }

    /// Where byte `offset` of a file stands.
    fn source(&self, name: &str, offset: usize) -> Source {
        let before = self.text(name).and_then(|text| text.get(..offset)).unwrap_or("");
        Source {
            file: name.to_owned(),
            line: before.matches('\n').count() + 1,
        }
    }

    fn placed<T>(&self, name: &str, entries: Vec<Spanned<T>>) -> Vec<(Source, T)> {
        entries
            .into_iter()
            .map(|entry| (self.source(name, entry.span().start), entry.into_inner()))
            .collect()
    }

    fn read<T: DeserializeOwned>(&self, name: &str, faults: &mut Faults) -> Option<T> {
        let Some(text) = self.text(name) else {
            faults.add(&self.source(name, 0), None, "the file is missing");
            return None;
        };
        match toml::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                faults.add(
                    &self.source(name, offset),
                    rule_before(text, offset),
                    error.message(),
                );
                None
            }
        }
    }

    /// Reads a table of criteria and checks its counts.
    fn criteria(&self, source: &Source, table: TableText, faults: &mut Faults) -> Option<CriteriaTable> {
        let Some(text) = self.text(&table.file) else {
            faults.add(source, None, format!("the table {:?} is missing", table.file));
            return None;
        };
        let mut criteria: Vec<Criterion> = Vec::new();
        for (index, row) in csv::Reader::from_reader(text.as_bytes())
            .deserialize()
            .enumerate()
        {
            match row {
                Ok(criterion) => criteria.push(criterion),
                Err(error) => {
                    let line = error
                        .position()
                        .map_or(index + 2, |position| position.line() as usize);
                    let place = Source {
                        file: table.file.clone(),
                        line,
                    };
                    faults.add(&place, None, error.to_string());
                }
            }
        }
        check::counts(source, &table, &criteria, faults);
        let TableText {
            file,
            regimes,
            confidence,
            covers,
            ..
        } = table;
        Some(CriteriaTable {
            file,
            regimes,
            confidence,
            criteria,
            covers,
        })
    }
}
