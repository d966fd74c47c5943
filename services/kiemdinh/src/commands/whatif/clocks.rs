//! The open clocks on which a draft is tried.
//!
//! A running system tells of a clock its limit, its start and its date, but not its ledger. Such a clock is taken as
//! begun on its start and never stopped; whether that is so shows when its date is counted again.

use std::collections::BTreeMap;
use std::path::Path;

use calendar::Day;
use proto::registration::GetDossierRequest;
use proto::scheduler::{Clock, ClockOutcome, ListClocksRequest};
use serde::Deserialize;
use statute::{Law, RegimeId};
use tonic::Code;

use crate::client::all;
use crate::commands::law::files::read;
use crate::commands::session::{PAGE, Session};
use crate::problem::{Field, Kind, Problem};

/// An open clock, as far as it is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The case, as the caller finds it.
    pub case: String,
    /// The time limit.
    pub limit: String,
    /// The local plan, if any.
    pub overlay: Option<String>,
    /// The regime of its case.
    pub regime: RegimeId,
    /// The day from which it counts.
    pub started_on: Day,
    /// The date that was notified; none while stopped.
    pub due_on: Option<Day>,
    /// Whether that date has passed and was broken.
    pub breached: bool,
    /// Whether `started_on` is the day from which the limit counts even when the law names another date to count
    /// from; a running system tells only when such a clock began.
    pub counts_from_start: bool,
}

/// The open clocks of a running system.
///
/// # Errors
/// When it does not answer.
pub async fn of_system(session: &Session) -> Result<Vec<Open>, Problem> {
    let mut clocks = Vec::new();
    for outcome in [
        ClockOutcome::Running,
        ClockOutcome::Suspended,
        ClockOutcome::Breached,
    ] {
        clocks.extend(with_outcome(session, outcome).await?);
    }
    let mut regimes: BTreeMap<String, Option<RegimeId>> = BTreeMap::new();
    for clock in &clocks {
        if !regimes.contains_key(&clock.case_id) {
            let regime = regime_of(session, &clock.case_id).await?;
            regimes.insert(clock.case_id.clone(), regime);
        }
    }
    clocks
        .into_iter()
        .map(|clock| {
            let regime = regimes.get(&clock.case_id).copied().flatten();
            open(clock, regime)
        })
        .collect()
}

async fn with_outcome(session: &Session, outcome: ClockOutcome) -> Result<Vec<Clock>, Problem> {
    let clocks = all(async |page_token| {
        let request = ListClocksRequest {
            outcome: outcome.into(),
            page_size: PAGE,
            page_token,
            ..Default::default()
        };
        let page = session
            .links
            .scheduler(&session.voice)
            .list_clocks(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.clocks, page.next_page_token))
    });
    clocks.await
}

/// The regime that the dossier of a case keeps; none while there is no dossier or it is not received yet.
async fn regime_of(session: &Session, case_id: &str) -> Result<Option<RegimeId>, Problem> {
    let request = GetDossierRequest {
        name: format!("dossiers/{case_id}"),
    };
    let answer = session.links.dossiers(&session.voice).get_dossier(request).await;
    match answer {
        Ok(dossier) => Ok(dossier.into_inner().regime.parse().ok()),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(status.into()),
    }
}

fn open(clock: Clock, regime: Option<RegimeId>) -> Result<Open, Problem> {
    let unreadable = |what: &str| Problem::failure(format!("{}: không đọc được {what}", clock.name));
    let started_on: Day = clock.started_on.parse().map_err(|_| unreadable("started_on"))?;
    let due_on = match clock.due_on.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| unreadable("due_on"))?),
    };
    // The clocks of a plan run before a dossier is received, under the law of the day.
    let regime = match regime {
        Some(regime) => regime,
        None => {
            let regime = Law::official().regime_on(started_on);
            regime.ok_or_else(|| unreadable("chế độ pháp lý"))?.id
        }
    };
    let number = clock.dossier_number;
    Ok(Open {
        case: if number.is_empty() { clock.case_id } else { number },
        breached: clock.outcome == i32::from(ClockOutcome::Breached),
        limit: clock.limit,
        overlay: Some(clock.overlay).filter(|overlay| !overlay.is_empty()),
        regime,
        started_on,
        due_on,
        counts_from_start: false,
    })
}

/// A line of a file of clocks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    case: String,
    limit: String,
    overlay: String,
    regime: String,
    started_on: String,
    due_on: String,
}

/// The clocks of a CSV file with the columns case, limit, overlay, regime, started_on, due_on. An empty regime is the
/// one in force on `started_on`; an empty `due_on` a clock that is stopped.
///
/// # Errors
/// When the file cannot be read, with every error of its lines.
pub fn of_file(path: &Path) -> Result<Vec<Open>, Problem> {
    let text = read(path)?;
    let mut errors: Vec<Field> = Vec::new();
    let mut clocks = Vec::new();
    for (index, line) in csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .enumerate()
    {
        let row = index as u64 + 2;
        let line: Result<Line, csv::Error> = line;
        match line {
            Ok(line) => clocks.extend(clock_of(line, row, &mut errors)),
            Err(error) => {
                errors.push(Field {
                    field: format!("{}:{row}", path.display()),
                    message: error.to_string(),
                    ..Field::default()
                });
                break;
            }
        }
    }
    if errors.is_empty() {
        return Ok(clocks);
    }
    let message = format!("{}: {} lỗi", path.display(), errors.len());
    Err(Problem {
        fields: errors,
        ..Problem::new(Kind::Invalid, "CLOCKS_REFUSED", message)
    })
}

fn clock_of(line: Line, row: u64, errors: &mut Vec<Field>) -> Option<Open> {
    let mut refuse = |column: &str, message: String| {
        errors.push(Field {
            field: column.to_owned(),
            row: Some(row),
            column: Some(column.to_owned()),
            message,
        });
    };
    let started_on: Option<Day> = line
        .started_on
        .parse()
        .map_err(|error: calendar::ParseDayError| refuse("started_on", error.to_string()))
        .ok();
    let due_on: Option<Day> = match line.due_on.as_str() {
        "" => None,
        text => text
            .parse()
            .map_err(|error: calendar::ParseDayError| refuse("due_on", error.to_string()))
            .ok(),
    };
    let regime: Option<RegimeId> = match (line.regime.as_str(), started_on) {
        ("", None) => None,
        ("", Some(day)) => {
            let regime = Law::official().regime_on(day).map(|regime| regime.id);
            if regime.is_none() {
                refuse(
                    "regime",
                    format!("ngày {} không thuộc chế độ pháp lý nào", day.vietnamese()),
                );
            }
            regime
        }
        (text, _) => text
            .parse()
            .map_err(|error: statute::UnknownRegime| refuse("regime", error.to_string()))
            .ok(),
    };
    Some(Open {
        case: line.case,
        limit: line.limit,
        overlay: Some(line.overlay).filter(|overlay| !overlay.is_empty()),
        regime: regime?,
        started_on: started_on?,
        due_on,
        breached: false,
        counts_from_start: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<Open>, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clocks.csv");
        std::fs::write(&path, text).unwrap();
        of_file(&path)
    }

    #[test]
    fn a_file_is_read_or_refused_whole() {
        let header = "case,limit,overlay,regime,started_on,due_on\n";
        let clocks = read_text(&format!(
            "{header}1,recognition.decide,,,2026-11-02,\n2,recognition.decide,ha-noi,A2,2026-11-02,2026-11-23\n"
        ))
        .unwrap();
        assert_eq!(
            (clocks[0].regime, clocks[0].due_on, clocks[0].overlay.as_deref()),
            (RegimeId::B, None, None)
        );
        assert_eq!(
            (clocks[1].regime, clocks[1].overlay.as_deref()),
            (RegimeId::A2, Some("ha-noi"))
        );
        let refused = read_text(&format!(
            "{header}1,x,,C,today,\n2,x,,,2010-01-04,2010-02-30\n3,x,,B,2026-11-02,\n"
        ))
        .unwrap_err();
        let places: Vec<(Option<u64>, &str)> = refused
            .fields
            .iter()
            .map(|field| (field.row, field.field.as_str()))
            .collect();
        assert_eq!(
            places,
            [
                (Some(2), "started_on"),
                (Some(2), "regime"),
                (Some(3), "due_on"),
                (Some(3), "regime")
            ]
        );
        assert!(read_text("case,limit\n1,x\n").is_err());
        assert_eq!(read_text(header).unwrap(), []);
    }

    #[test]
    fn a_clock_of_a_plan_has_the_law_of_its_first_day() {
        let clock = Clock {
            case_id: "c".to_owned(),
            started_on: "2025-03-03".to_owned(),
            outcome: ClockOutcome::Breached.into(),
            ..Default::default()
        };
        let read = open(clock.clone(), None).unwrap();
        assert_eq!(
            (read.regime, read.case.as_str(), read.breached),
            (RegimeId::A1, "c", true)
        );
        assert_eq!(
            open(clock.clone(), Some(RegimeId::A0)).unwrap().regime,
            RegimeId::A0
        );
        let without = Clock {
            started_on: String::new(),
            ..clock
        };
        assert!(open(without, None).is_err());
    }
}
