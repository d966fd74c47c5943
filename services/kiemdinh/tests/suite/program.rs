//! Runs the compiled program.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

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

/// An empty system that serves in virtual time; it is ended with the test.
pub struct Serving(Child);

impl Serving {
    pub fn start(folder: &Path, from: &str) -> Self {
        let child = kiemdinh(folder)
            .args(["serve", "all", "--virtual-time", from])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut serving = Self(child);
        let bound = Instant::now() + Duration::from_secs(60);
        while run(folder, "school list").code != 0 {
            assert!(serving.0.try_wait().unwrap().is_none(), "the server ended");
            assert!(Instant::now() < bound, "the server does not answer");
            std::thread::yield_now();
        }
        serving
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the program for someone of that role, and asks for JSON.
pub fn as_role(folder: &Path, role: &str, arguments: &str) -> Ran {
    let file = format!("{role}.token");
    if !folder.join(&file).exists() {
        let token = run(folder, &format!("token --role {role} --person {role}"));
        std::fs::write(folder.join(&file), token.stdout).unwrap();
    }
    run(folder, &format!("{arguments} --token-file {file} -o json"))
}

/// The JSON of a run that must have succeeded.
pub fn done(ran: &Ran) -> serde_json::Value {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.json()
}
