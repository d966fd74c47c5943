//! What a rehearsal came to: schools, their clocks, the mails that went out. Read over gRPC, in an order
//! that does not depend on ids, so that the same seed gives the same report.

use calendar::{Day, local_day};
use platform::journal::read::moment;
use proto::recognition::{Decision, DecisionState, GetCertificateRequest};
use proto::registration::{CheckStage, DossierState, SelfAssessment, SelfAssessmentState};
use proto::review::ReviewState;
use proto::scheduler::{
    Clock, ClockOutcome, GetTotalsRequest, ListClocksRequest, ListMailsRequest, MailState,
};
use serde::Serialize;

use super::conductor::Conductor;
use super::people::Office;
use super::stage::Stage;
use crate::client::all;
use crate::output::{Word, rfc3339, vietnamese_moment};
use crate::problem::Problem;

mod tables;

const LARGEST_PAGE: i32 = 200;

/// What a rehearsal came to. Its JSON form is part of the command line's contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The schools, in the order of the plan.
    pub schools: Vec<SchoolReport>,
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

/// Every clock of `school`.
///
/// # Errors
/// When the scheduler is away too long.
pub async fn clocks_of(conductor: &Conductor, office: &Office, school: &str) -> Result<Vec<Clock>, Problem> {
    let voice = &office.administrator;
    all(async |page_token| {
        let request = ListClocksRequest {
            school: school.to_owned(),
            page_size: LARGEST_PAGE,
            page_token,
            ..ListClocksRequest::default()
        };
        let page = conductor
            .ask(async || {
                conductor
                    .links()
                    .scheduler(voice)
                    .list_clocks(request.clone())
                    .await
            })
            .await?;
        Ok((page.clocks, page.next_page_token))
    })
    .await
}

/// Reads what the rehearsal on `stage` came to.
///
/// # Errors
/// When a service is away too long.
pub async fn read(stage: &Stage) -> Result<Report, Problem> {
    let mut schools = Vec::new();
    for place in 0..stage.cases.len() {
        schools.push(read_school(stage, place).await?);
    }
    Ok(Report {
        ended_on: Some(local_day(stage.conductor.now().await?)),
        schools,
        mails: read_mails(stage).await?,
        totals: read_totals(stage).await?,
    })
}

async fn read_school(stage: &Stage, place: usize) -> Result<SchoolReport, Problem> {
    let case = &stage.cases[place];
    let view = stage.look(place).await?;
    let mut states = Vec::new();
    if let Some(dossier) = &view.dossier {
        states.extend(dossier.history.iter().map(|one| StateReport {
            stage: stage_of(one.stage()),
            ..entered(Word::of::<DossierState>(one.state), one.at.as_ref())
        }));
    }
    if let Some(review) = &view.review {
        states.extend(
            review
                .history
                .iter()
                .map(|one| entered(Word::of::<ReviewState>(one.state), one.at.as_ref())),
        );
    }
    if let Some(decision) = &view.decision {
        states.extend(
            decision
                .history
                .iter()
                .map(|one| entered(Word::of::<DecisionState>(one.state), one.at.as_ref())),
        );
    }
    let clocks = clocks_of(&stage.conductor, &stage.office, &case.school).await?;
    let mut clocks: Vec<ClockReport> = clocks.into_iter().map(ClockReport::from).collect();
    clocks.sort_by(|a, b| {
        let key = |clock: &ClockReport| {
            (
                clock.started_on,
                clock.limit.clone(),
                clock.overlay.clone(),
                clock.due_on,
            )
        };
        key(a).cmp(&key(b))
    });
    let decision = view.decision.filter(|decision| !decision.number.is_empty());
    let certificate = match &decision {
        Some(decision) => read_certificate(stage, decision).await?,
        None => None,
    };
    Ok(SchoolReport {
        name: case.actor.item.school.clone(),
        self_assessment: stage
            .look_at_assessment(place)
            .await?
            .map(SelfAssessmentReport::from),
        dossier: view
            .dossier
            .map(|dossier| dossier.number)
            .filter(|number| !number.is_empty()),
        states,
        clocks,
        decision: decision.map(|decision| DecisionReport {
            signed_on: decision.signed_on.parse().ok(),
            recognises: decision.recognises,
            number: decision.number,
        }),
        certificate,
    })
}

fn entered(state: Word, at: Option<&prost_types::Timestamp>) -> StateReport {
    StateReport {
        state,
        on: at.and_then(moment).map(local_day),
        stage: None,
    }
}

fn stage_of(stage: CheckStage) -> Option<Word> {
    (stage != CheckStage::Unspecified).then(|| stage.into())
}

impl From<SelfAssessment> for SelfAssessmentReport {
    fn from(one: SelfAssessment) -> Self {
        Self {
            state: one.state().into(),
            council: one.council.as_ref().map(|council| council.members.len()),
            criteria: one.results.len(),
            level: (one.state() == SelfAssessmentState::Completed).then_some(one.concluded_level),
            completed_on: one.completed_at.as_ref().and_then(moment).map(local_day),
            school_year: one.school_year,
        }
    }
}

async fn read_certificate(stage: &Stage, decision: &Decision) -> Result<Option<CertificateReport>, Problem> {
    if decision.certificate_number.is_empty() {
        return Ok(None);
    }
    let voice = &stage.office.administrator;
    let request = GetCertificateRequest {
        name: format!("certificates/{}", decision.certificate_number),
    };
    let asked = async || {
        stage
            .conductor
            .links()
            .recognition(voice)
            .get_certificate(request.clone())
            .await
    };
    let certificate = stage.conductor.ask(asked).await?;
    Ok(Some(CertificateReport {
        number: decision.certificate_number.clone(),
        valid_from: certificate.valid_from.parse().ok(),
        valid_until: certificate.valid_until.parse().ok(),
    }))
}

async fn read_mails(stage: &Stage) -> Result<Vec<MailReport>, Problem> {
    let voice = &stage.office.administrator;
    let conductor = &stage.conductor;
    let sent = all(async |page_token| {
        let request = ListMailsRequest {
            state: MailState::Sent.into(),
            page_size: LARGEST_PAGE,
            page_token,
        };
        let page = conductor
            .ask(async || {
                conductor
                    .links()
                    .scheduler(voice)
                    .list_mails(request.clone())
                    .await
            })
            .await?;
        Ok::<_, Problem>((page.mails, page.next_page_token))
    })
    .await?;
    let mut mails: Vec<MailReport> = sent
        .into_iter()
        .filter_map(|mail| {
            let sent_at = mail.sent_at.as_ref().and_then(moment)?;
            Some(MailReport {
                sent_at: rfc3339(sent_at),
                to: mail.to,
                subject: mail.subject,
                sent: vietnamese_moment(sent_at),
            })
        })
        .collect();
    mails.sort();
    Ok(mails)
}

async fn read_totals(stage: &Stage) -> Result<TotalsReport, Problem> {
    let voice = &stage.office.administrator;
    let asked = async || {
        stage
            .conductor
            .links()
            .scheduler(voice)
            .get_totals(GetTotalsRequest {})
            .await
    };
    let totals = stage.conductor.ask(asked).await?;
    let traffic = stage.conductor.traffic().await?;
    Ok(TotalsReport {
        facts: traffic.iter().map(|one| one.announced).sum(),
        clocks: totals.clocks,
        fired: totals.fired,
        missed: totals.missed,
        deemed: totals.deemed,
    })
}

impl From<Clock> for ClockReport {
    fn from(clock: Clock) -> Self {
        Self {
            outcome: Word::of::<ClockOutcome>(clock.outcome),
            limit: clock.limit,
            overlay: Some(clock.overlay).filter(|overlay| !overlay.is_empty()),
            title: clock.title,
            started_on: clock.started_on.parse().ok(),
            due_on: clock.due_on.parse().ok(),
            ended_on: clock.ended_on.parse().ok(),
        }
    }
}
