//! What is wrong in law files, with file, line and rule.

use std::fmt;

use crate::Source;

/// Something wrong in a law file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub source: Source,
    /// The rule, when the fault lies in one.
    pub rule: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: ", self.source.file, self.source.line)?;
        if let Some(rule) = &self.rule {
            write!(formatter, "{rule}: ")?;
        }
        formatter.write_str(&self.message)
    }
}

/// The law files cannot be used. Lists every fault found, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The faults, in the order of the files.
    pub faults: Vec<Fault>,
}

impl fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the law files have {} fault(s)", self.faults.len())?;
        self.faults
            .iter()
            .try_for_each(|fault| write!(formatter, "\n{fault}"))
    }
}

impl std::error::Error for LoadError {}

/// Collects faults while reading, so that one pass reports them all.
#[derive(Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, source: &Source, rule: Option<&str>, message: impl Into<String>) {
        let fault = Fault {
            source: source.clone(),
            rule: rule.map(str::to_owned),
            message: message.into(),
        };
        // The variants of a rule share its faults.
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }
}
