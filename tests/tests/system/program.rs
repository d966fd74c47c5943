//! The program under test, and what a run of it answered.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ground::setting;
use serde_json::Value;

/// The program.
pub fn path() -> PathBuf {
    PathBuf::from(setting("KIEMDINH_TEST_PROGRAM"))
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The plan of Bắc Sơn.
pub fn plan() -> PathBuf {
    repository("services/kiemdinh/data/bac-son-2024.csv")
}

/// Runs the program in `folder` with `arguments`.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program runs")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(path());
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

/// Runs the program, which must succeed, and reads the JSON it answers.
pub fn json(folder: &Path, arguments: &[&str]) -> Value {
    read(run(folder, arguments), arguments)
}

/// The same in a province with a plan of its own, which lies over the law.
pub fn json_under(overlay: &str, folder: &Path, arguments: &[&str]) -> Value {
    let mut command = command(folder, arguments);
    command.env("KIEMDINH__PROVINCE__OVERLAY", overlay);
    read(command.output().expect("the program runs"), arguments)
}

fn read(output: Output, arguments: &[&str]) -> Value {
    let talk = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{arguments:?} ended with {}: {talk}",
        output.status
    );
    serde_json::from_slice(&output.stdout).expect("the answer is JSON")
}

/// The rehearsal of Bắc Sơn in one process on the embedded default.
pub fn embedded_rehearsal(seed: u64) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let (plan, seed) = (plan(), seed.to_string());
    let plan = plan.to_str().expect("a plain path");
    json(
        folder.path(),
        &[
            "replay",
            plan,
            "--from",
            "2024-01-01",
            "--seed",
            &seed,
            "-o",
            "json",
        ],
    )
}
