//! Runs the compiled program.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program, on ports of its own, with nothing from the tester's environment that could change it.
pub fn kiemdinh(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiemdinh"));
    command.current_dir(folder);
    for service in platform::configuration::SERVICES {
        command.env(
            format!("KIEMDINH__LISTEN__{}", service.to_uppercase()),
            "127.0.0.1:0",
        );
    }
    command
}

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Standard error as JSON.
    pub fn problem(&self) -> serde_json::Value {
        serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs the program with `arguments`, which spaces separate.
pub fn run(folder: &Path, arguments: &str) -> Ran {
    kiemdinh(folder)
        .args(arguments.split(' '))
        .stdin(Stdio::null())
        .output()
        .unwrap()
        .into()
}

/// Runs the program and gives it `input`.
pub fn run_with(folder: &Path, arguments: &str, input: &str) -> Ran {
    let mut command = kiemdinh(folder);
    command
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}
