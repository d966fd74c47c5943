//! `time`: moves a rehearsal's time on.

use std::io::IsTerminal;

use calendar::last_instant;
use serde::Serialize;

use super::session::Session;
use crate::arguments::Time;
use crate::output::{Printer, rfc3339, vietnamese_moment};
use crate::problem::Problem;
use crate::rehearsal::conductor::Conductor;
use crate::settings::moment;

#[derive(Serialize)]
struct Moved {
    now: String,
    /// Moments on the way at which the scheduler had something to do.
    steps: u64,
}

/// Does what `verb` says.
///
/// # Errors
/// When time is real, or what follows does not come to rest.
pub async fn run(session: &Session, verb: Time, printer: &Printer) -> Result<(), Problem> {
    let Time::Advance { to } = verb;
    let to = moment(&to, last_instant)?;
    let conductor = Conductor::new(session.links.clone(), session.voice.clone());
    let start = conductor.now().await?;
    if to < start {
        printer.talk("Thời gian chỉ đi tới; thời điểm đã qua không thay đổi gì.");
    }
    let terminal = std::io::stderr().is_terminal();
    let mut steps = 0;
    let advanced = conductor
        .advance(to, |passed| {
            steps += 1;
            if terminal {
                eprint!("\r\x1b[K{}", vietnamese_moment(passed));
            }
        })
        .await;
    if terminal {
        eprint!("\r\x1b[K");
    }
    advanced?;
    let now = conductor.now().await?;
    if printer.is_machine() {
        return printer.json(&Moved {
            now: rfc3339(now),
            steps,
        });
    }
    printer.line(&format!(
        "Thời gian diễn tập: {} (qua {steps} thời điểm có việc)",
        vietnamese_moment(now)
    ))
}
