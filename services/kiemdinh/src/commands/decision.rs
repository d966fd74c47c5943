//! `decision`

use proto::fact::Target;
use proto::recognition::{
    ConcludeAppraisalRequest, ConditionFinding, Decision as Wire, DecisionState, DraftApologyRequest,
    DraftDecisionRequest, GetDecisionRequest, ListDecisionsRequest, PublishDecisionRequest, SignRequest,
};

use super::files;
use super::session::{PAGE, Session, filter};
use crate::arguments::{Apology, Appraise, Decision, Publish, Sign};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Decision, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.decisions(&session.voice);
    let answer = match verb {
        Decision::List { state } => return list(session, state.as_deref(), printer).await,
        Decision::Get { decision } => return show(get(session, &decision).await?, printer),
        Decision::Appraise(appraise) => {
            let request = appraised(session, appraise).await?;
            service.conclude_appraisal(request).await?
        }
        Decision::Draft {
            decision,
            text,
            effective_on,
            changing,
        } => {
            let request = DraftDecisionRequest {
                name: named(session, &decision).await?,
                text_sha256: files::text_sha256(&text)?,
                effective_on: effective_on.map(|day| day.to_string()).unwrap_or_default(),
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.draft_decision(request).await?
        }
        Decision::Propose(sign) => {
            let request = laid_before_the_signer(session, sign, drafted, printer).await?;
            service.send_proposal(request).await?
        }
        Decision::Sign(sign) => {
            let request = laid_before_the_signer(session, sign, drafted, printer).await?;
            service.sign_decision(request).await?
        }
        Decision::Publish(publish) => {
            let request = published(session, publish).await?;
            service.publish_decision(request).await?
        }
        Decision::PublishedAtSchool(publish) => {
            let request = published(session, publish).await?;
            service.publish_decision_at_school(request).await?
        }
        Decision::Apology(Apology::Sign(sign)) => {
            let request = laid_before_the_signer(session, sign, letter, printer).await?;
            service.sign_apology(request).await?
        }
        Decision::Apology(Apology::Draft {
            decision,
            reason,
            until,
            text,
            changing,
        }) => {
            let request = DraftApologyRequest {
                name: named(session, &decision).await?,
                reason,
                new_due_on: until.to_string(),
                text_sha256: files::text_sha256(&text)?,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.draft_apology(request).await?
        }
    };
    show(answer.into_inner(), printer)
}

async fn named(session: &Session, decision: &str) -> Result<String, Problem> {
    Ok(format!("decisions/{}", session.case_id(decision).await?))
}

async fn get(session: &Session, decision: &str) -> Result<Wire, Problem> {
    let request = GetDecisionRequest {
        name: named(session, decision).await?,
    };
    let found = session
        .links
        .decisions(&session.voice)
        .get_decision(request)
        .await?;
    Ok(found.into_inner())
}

async fn appraised(session: &Session, appraise: Appraise) -> Result<ConcludeAppraisalRequest, Problem> {
    let finding = |met| move |(rule, basis): (String, String)| ConditionFinding { rule, met, basis };
    let met = appraise.met.into_iter().map(finding(true));
    let not_met = appraise.not_met.into_iter().map(finding(false));
    Ok(ConcludeAppraisalRequest {
        name: named(session, &appraise.decision).await?,
        recognise: appraise.recognise,
        reasons: appraise.reasons,
        recognise_as: filter::<Target>(appraise.recognise_as.as_deref(), "--as")?,
        findings: met.chain(not_met).collect(),
        etag: appraise.changing.etag(),
        request_id: appraise.changing.request_id(),
        validate_only: appraise.changing.dry_run,
    })
}

async fn published(session: &Session, publish: Publish) -> Result<PublishDecisionRequest, Problem> {
    Ok(PublishDecisionRequest {
        name: named(session, &publish.decision).await?,
        place: publish.place,
        etag: publish.changing.etag(),
        request_id: publish.changing.request_id(),
        validate_only: publish.changing.dry_run,
    })
}

/// The hash of the prepared decision.
fn drafted(decision: &Wire) -> &str {
    &decision.text_sha256
}

/// The hash of the prepared letter of apology.
fn letter(decision: &Wire) -> &str {
    let apology = decision.apology.as_ref();
    apology.map_or("", |apology| apology.text_sha256.as_str())
}

/// The request to sign what the signer was shown: the text whose hash was given, or the one prepared now.
async fn laid_before_the_signer(
    session: &Session,
    sign: Sign,
    prepared: fn(&Wire) -> &str,
    printer: &Printer,
) -> Result<SignRequest, Problem> {
    let text_sha256 = match sign.signature.text_sha256 {
        Some(hash) => hash,
        None => {
            let seen = get(session, &sign.decision).await?;
            let hash = prepared(&seen).to_owned();
            printer.talk(&format!("{}: văn bản {hash}", seen.school_name));
            hash
        }
    };
    Ok(SignRequest {
        name: named(session, &sign.decision).await?,
        text_sha256,
        document_number: sign.signature.number.unwrap_or_default(),
        etag: sign.changing.etag(),
        request_id: sign.changing.request_id(),
        validate_only: sign.changing.dry_run,
    })
}

/// One decision; people also read the conditions one by one, and the software's proposal beside the officer's
/// conclusion.
fn show(decision: Wire, printer: &Printer) -> Result<(), Problem> {
    let decision = output::Decision::from(decision);
    if printer.format == Format::Csv {
        return printer.list(&decision.conditions);
    }
    printer.one(&decision)?;
    if printer.format != Format::Table {
        return Ok(());
    }
    if !decision.conditions.is_empty() {
        printer.list(&decision.conditions)?;
    }
    printer.list(&decision.opinions())?;
    for line in decision.remarks() {
        printer.line(&format!("  {line}"))?;
    }
    Ok(())
}

async fn list(session: &Session, state: Option<&str>, printer: &Printer) -> Result<(), Problem> {
    let state = filter::<DecisionState>(state, "--state")?;
    let decisions = all(async |page_token| {
        let request = ListDecisionsRequest {
            state,
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.decisions(&session.voice);
        let page = service.list_decisions(request).await?.into_inner();
        Ok::<_, Problem>((page.decisions, page.next_page_token))
    });
    let decisions: Vec<output::Decision> = decisions.await?.into_iter().map(Into::into).collect();
    printer.list(&decisions)
}
