//! The entry point: reads the command line, does what it says, and ends with the exit code of the answer.

use std::process::ExitCode;

use clap::Parser;
use kiemdinh::arguments::Arguments;
use kiemdinh::commands;
use kiemdinh::output::Printer;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let printer = Printer {
        format: arguments.global.output,
    };
    let done = tokio::runtime::Runtime::new()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(commands::run(arguments, &printer)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            if printer.is_machine() {
                eprintln!("{}", problem.to_json());
            } else {
                eprintln!("{problem}");
            }
            ExitCode::from(problem.code.exit_code())
        }
    }
}
