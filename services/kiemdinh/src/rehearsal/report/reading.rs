//! How a rehearsal's report is read: over gRPC, by the administrator; the register by anyone.

use calendar::local_day;
use platform::journal::read::moment;
use proto::fact::Target;
use proto::recognition::{
    CertificateState, Decision, DecisionState, GetAttainmentRequest, GetCertificateRequest, Grouping,
    RegisterEntry, RegisterFilter, SearchRegisterRequest,
};
use proto::registration::{CheckStage, DossierState, SelfAssessment, SelfAssessmentState};
use proto::review::ReviewState;
use proto::scheduler::{
    Clock, ClockOutcome, GetTotalsRequest, ListClocksRequest, ListMailsRequest, MailState,
};

use super::super::conductor::Conductor;
use super::super::people::Office;
use super::super::stage::Stage;
use super::{
    ApologyReport, CertificateReport, ClockReport, DecisionReport, MailReport, RegisterReport, Report,
    SchoolReport, SelfAssessmentReport, StateReport, TotalsReport,
};
use crate::client::{Voice, all};
use crate::output::{Attainment, Word, rfc3339, vietnamese_moment};
use crate::problem::Problem;

const LARGEST_PAGE: i32 = 200;

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
        register: read_register(stage).await?,
        attainment: read_attainment(stage).await?,
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
        decision: decision.map(DecisionReport::from),
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

impl From<Decision> for DecisionReport {
    fn from(decision: Decision) -> Self {
        Self {
            signed_on: decision.signed_on.parse().ok(),
            recognises: decision.recognises,
            apology: decision.apology.map(|letter| ApologyReport {
                signed_on: letter.signed_on.parse().ok(),
                due_on: letter.due_on.parse().ok(),
                new_due_on: letter.new_due_on.parse().ok(),
            }),
            published_by_school: decision.published_by_school.is_some(),
            number: decision.number,
        }
    }
}

async fn read_certificate(stage: &Stage, decision: &Decision) -> Result<Option<CertificateReport>, Problem> {
    if decision.certificate.is_empty() {
        return Ok(None);
    }
    let voice = &stage.office.administrator;
    let request = GetCertificateRequest {
        name: decision.certificate.clone(),
    };
    let asked = async || {
        let mut service = stage.conductor.links().certificates(voice);
        service.get_certificate(request.clone()).await
    };
    let certificate = stage.conductor.ask(asked).await?;
    Ok(Some(CertificateReport {
        number: certificate.number,
        valid_from: certificate.valid_from.parse().ok(),
        valid_until: certificate.valid_until.parse().ok(),
    }))
}

/// The register as anyone sees it, without a token.
async fn read_register(stage: &Stage) -> Result<Vec<RegisterReport>, Problem> {
    let (voice, conductor) = (Voice::of_the_public(), &stage.conductor);
    let entries = all(async |page_token| {
        let request = SearchRegisterRequest {
            filter: Some(RegisterFilter::default()),
            page_size: LARGEST_PAGE,
            page_token,
        };
        let asked = async || {
            let mut service = conductor.links().register(&voice);
            service.search_register(request.clone()).await
        };
        let page = conductor.ask(asked).await?;
        Ok::<_, Problem>((page.entries, page.next_page_token))
    });
    let entries = entries.await?.into_iter();
    let mut register: Vec<RegisterReport> = entries.map(RegisterReport::from).collect();
    register.sort_by(|a, b| {
        let key = |one: &RegisterReport| (one.school.clone(), one.recognised_on, one.number.clone());
        key(a).cmp(&key(b))
    });
    Ok(register)
}

impl From<RegisterEntry> for RegisterReport {
    fn from(entry: RegisterEntry) -> Self {
        Self {
            target: Word::of::<Target>(entry.target),
            state: Word::of::<CertificateState>(entry.state),
            recognised_on: entry.recognised_on.parse().ok(),
            valid_from: entry.valid_from.parse().ok(),
            valid_until: entry.valid_until.parse().ok(),
            school: entry.school_name,
            number: entry.number,
        }
    }
}

async fn read_attainment(stage: &Stage) -> Result<Attainment, Problem> {
    let voice = &stage.office.administrator;
    let request = GetAttainmentRequest {
        grouping: Grouping::SchoolType.into(),
        ..GetAttainmentRequest::default()
    };
    let asked = async || {
        let mut service = stage.conductor.links().statistics(voice);
        service.get_attainment(request.clone()).await
    };
    stage.conductor.ask(asked).await.map(Attainment::from)
}

async fn read_mails(stage: &Stage) -> Result<Vec<MailReport>, Problem> {
    let voice = &stage.office.administrator;
    let conductor = &stage.conductor;
    let sent = all(async |page_token| {
        let request = ListMailsRequest {
            state: MailState::Sent.into(),
            page_size: LARGEST_PAGE,
            page_token,
            ..ListMailsRequest::default()
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
