//! What a rehearsal came to: schools, their clocks, the mails that went out. Read over gRPC, in an order
//! that does not depend on ids, so that the same seed gives the same report.

use calendar::Day;
use serde::Serialize;

use crate::output::{Attainment, Word};

mod reading;
mod tables;

pub use reading::{clocks_of, read};

/// What a rehearsal came to. Its JSON form is part of the command line's contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The schools, in the order of the plan.
    pub schools: Vec<SchoolReport>,
    /// The public register on the last day, by school and day of recognition.
    pub register: Vec<RegisterReport>,
    /// How many schools are at the national standard on the last day, by kind of school.
    pub attainment: Attainment,
    /// The mails that went out, by moment, recipient, subject.
    pub mails: Vec<MailReport>,
    /// Counts over everything.
    pub totals: TotalsReport,
    /// The rehearsal's last day.
    #[serde(skip)]
    pub ended_on: Option<Day>,
}

/// One school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SchoolReport {
    /// The school's name.
    pub name: String,
    /// Its dossier's number, once handed in.
    pub dossier: Option<String>,
    /// Its self-assessment, once it was opened.
    pub self_assessment: Option<SelfAssessmentReport>,
    /// The states its case went through, oldest first.
    pub states: Vec<StateReport>,
    /// Its clocks, by start.
    pub clocks: Vec<ClockReport>,
    /// The decision, once signed.
    pub decision: Option<DecisionReport>,
    /// The certificate, once issued.
    pub certificate: Option<CertificateReport>,
}

/// A self-assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SelfAssessmentReport {
    /// The school year.
    pub school_year: String,
    /// How far it is.
    pub state: Word,
    /// How many sit in the council; none before it was appointed.
    pub council: Option<usize>,
    /// How many criteria have a result.
    pub criteria: usize,
    /// The level that the council concluded with, once it did.
    pub level: Option<u32>,
    /// The day it was completed.
    pub completed_on: Option<Day>,
}

/// A state and the day it was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateReport {
    /// The state.
    pub state: Word,
    /// The day.
    pub on: Option<Day>,
    /// Which body checked the dossier then; only of a dossier that was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Word>,
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockReport {
    /// The time limit.
    pub limit: String,
    /// The overlay, if any.
    pub overlay: Option<String>,
    /// The limit's title.
    pub title: String,
    /// The day it started.
    pub started_on: Option<Day>,
    /// The due date; none while stopped.
    pub due_on: Option<Day>,
    /// How it stands.
    pub outcome: Word,
    /// The day it ended.
    pub ended_on: Option<Day>,
}

/// A signed decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionReport {
    /// Its number.
    pub number: String,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// Whether it recognises.
    pub recognises: bool,
    /// The letter of apology that set a new date for it, if there was one.
    pub apology: Option<ApologyReport>,
    /// Whether the school published it too.
    pub published_by_school: bool,
}

/// A letter of apology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApologyReport {
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// The due date before.
    pub due_on: Option<Day>,
    /// The one new date.
    pub new_due_on: Option<Day>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateReport {
    /// Its number.
    pub number: String,
    /// The first day of validity.
    pub valid_from: Option<Day>,
    /// The last day of validity.
    pub valid_until: Option<Day>,
}

/// A line of the public register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterReport {
    /// The school's name.
    pub school: String,
    /// The certificate's number.
    pub number: String,
    /// What is certified.
    pub target: Word,
    /// How it stands.
    pub state: Word,
    /// The day of recognition.
    pub recognised_on: Option<Day>,
    /// The first day of validity.
    pub valid_from: Option<Day>,
    /// The printed last day of validity.
    pub valid_until: Option<Day>,
}

/// A mail that went out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MailReport {
    /// When, RFC 3339 in Vietnamese time.
    pub sent_at: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When, for people.
    #[serde(skip)]
    pub sent: String,
}

/// Counts over everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TotalsReport {
    /// Facts in all journals.
    pub facts: i64,
    /// Clocks that ever ran.
    pub clocks: i64,
    /// Rungs fired.
    pub fired: i64,
    /// Clocks whose limit ended without its effect.
    pub missed: i64,
    /// Clocks ended by deemed consent.
    pub deemed: i64,
}
