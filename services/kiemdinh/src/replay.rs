//! `replay`: a rehearsal of any plan, with all services in this process and time virtual.

use std::io::IsTerminal;
use std::path::Path;

use platform::configuration::{Configuration, SERVICES};

use crate::arguments::{Replay, Service};
use crate::output::Printer;
use crate::problem::Problem;
use crate::rehearsal::plan::{self, Plan};
use crate::rehearsal::{Options, Progress, Report, drive};
use crate::serve::{self, Serving};
use crate::{migrate, settings};

/// Reads and checks the plan file, then rehearses it and prints what it came to. Without a data folder of
/// its own choosing the rehearsal leaves nothing behind.
///
/// # Errors
/// When the file does not fit (then nothing was written), or the rehearsal cannot go on.
pub async fn run(
    mut configuration: Configuration,
    arguments: &Replay,
    data: Option<&Path>,
    printer: &Printer,
) -> Result<(), Problem> {
    let file = std::fs::read(&arguments.plan)
        .map_err(|error| Problem::failure(format!("{}: {error}", arguments.plan.display())))?;
    let plan = plan::read(&file, arguments.from).map_err(plan::problem)?;
    settings::connect(&mut configuration, &arguments.connections);
    let folder = match data {
        Some(_) => None,
        None => Some(tempfile::tempdir()?),
    };
    if let Some(folder) = &folder {
        folder.path().clone_into(&mut configuration.data);
    }
    for address in configuration.listen.values_mut() {
        address.set_port(0);
    }
    if !configuration.database.is_embedded() {
        migrate::up(&configuration, &SERVICES).await?;
    }
    configuration.time.virtual_from = Some(calendar::start_of_day(arguments.from));
    let serving = serve::start(configuration, Service::All.names()).await?;
    let mut progress = shown_on_a_terminal();
    let options = Options {
        to: arguments.to,
        seed: arguments.seed,
        ..Options::new(arguments.from, &mut progress)
    };
    let report = rehearse(&serving, &plan, options).await;
    serving.stop().await;
    report?.print(printer)
}

/// Carries `plan` through the services of this process.
///
/// # Errors
/// As [`drive`].
pub async fn rehearse(serving: &Serving, plan: &Plan, options: Options<'_>) -> Result<Report, Problem> {
    let report = drive(&serving.endpoints(), &serving.host.key, plan, options).await;
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
    report
}

/// Shows how far a rehearsal is, on standard error, when that is a terminal.
pub fn shown_on_a_terminal() -> impl FnMut(Progress) + Send {
    let terminal = std::io::stderr().is_terminal();
    let mut shown = None;
    move |progress: Progress| {
        if terminal && shown != Some(progress) {
            let Progress { day, ended, cases } = progress;
            eprint!(
                "\r\x1b[KDiễn tập: {} · {ended}/{cases} vụ việc kết thúc",
                day.vietnamese()
            );
            shown = Some(progress);
        }
    }
}
