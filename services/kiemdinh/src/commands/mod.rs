//! The verbs of the command line, one room for each noun.

mod audit;
mod authority;
mod certificate;
mod clock;
mod decision;
mod dossier;
mod files;
pub mod law;
mod mail;
mod obligation;
mod plan;
mod register;
mod review;
mod reviewer;
mod school;
mod season;
mod self_assessment;
mod session;
mod statistics;
mod team;
mod time;
mod token;
mod whatif;

use crate::arguments::{Arguments, Command, Config};
use crate::output::Printer;
use crate::problem::Problem;
use crate::{demo, migrate, replay, serve, settings};
use session::Session;

/// Does what the command line says.
///
/// # Errors
/// What went wrong, with its exit code.
pub async fn run(arguments: Arguments, printer: &Printer) -> Result<(), Problem> {
    let Arguments { global, command } = arguments;
    if let Command::Law(verb) = command {
        return law::run(verb, printer);
    }
    let mut configuration = settings::load(&global)?;
    platform::telemetry::start(&configuration.log);
    match command {
        Command::Serve(arguments) => {
            settings::connect(&mut configuration, &arguments.connections);
            if let Some(start) = &arguments.virtual_time {
                configuration.time.virtual_from = Some(settings::start_of_rehearsal(start)?);
            }
            serve::run(configuration, arguments.service).await
        }
        Command::Demo(arguments) => demo::run(configuration, &arguments, printer).await,
        Command::Replay(arguments) => {
            replay::run(configuration, &arguments, global.data.as_deref(), printer).await
        }
        Command::Migrate(connections) => {
            settings::connect(&mut configuration, &connections);
            migrate::run(&configuration).await
        }
        Command::Config(Config::Check) => settings::check(&configuration, printer),
        Command::Token(arguments) => token::issue(&configuration, &arguments, printer),
        Command::Authority(verb) => {
            authority::run(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::School(verb) => school::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Plan(verb) => plan::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Obligation(verb) => {
            obligation::run(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::SelfAssessment(verb) => {
            self_assessment::run(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::Dossier(verb) => dossier::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Reviewer(verb) => {
            reviewer::run(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::Team(verb) => team::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Season(verb) => season::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Review(verb) => review::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Report(verb) => {
            review::report(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::Clock(verb) => clock::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Decision(verb) => {
            decision::run(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::Certificate(verb) => {
            certificate::run(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::Register(verb) => {
            register::run(&Session::of_the_public(&configuration)?, verb, printer).await
        }
        Command::Statistics(verb) => {
            statistics::run(&Session::open(&configuration, &global)?, verb, printer).await
        }
        Command::Mail(verb) => mail::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Audit(verb) => audit::run(configuration, &global, verb, printer).await,
        Command::Time(verb) => time::run(&Session::open(&configuration, &global)?, verb, printer).await,
        Command::Law(verb) => law::run(verb, printer),
        Command::Whatif(arguments) => whatif::run(&configuration, &global, arguments, printer).await,
    }
}
