//! `decision`

use proto::recognition::{DecisionState, GetDecisionRequest, ListDecisionsRequest, SignRequest};

use super::session::{PAGE, Session, filter};
use crate::arguments::{Decision, Sign};
use crate::client::all;
use crate::output::{self, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Decision, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Decision::List { state } => list(session, state.as_deref(), printer).await,
        Decision::Sign(sign) => {
            let request = laid_before_the_signer(session, sign, printer).await?;
            let signed = session
                .links
                .recognition(&session.voice)
                .sign_decision(request)
                .await?;
            printer.one(&output::Decision::from(signed.into_inner()))
        }
        Decision::Propose(sign) => {
            let request = laid_before_the_signer(session, sign, printer).await?;
            let proposed = session
                .links
                .recognition(&session.voice)
                .send_proposal(request)
                .await?;
            printer.one(&output::Decision::from(proposed.into_inner()))
        }
    }
}

async fn list(session: &Session, state: Option<&str>, printer: &Printer) -> Result<(), Problem> {
    let state = filter::<DecisionState>(state, "--state")?;
    let decisions = all(async |page_token| {
        let request = ListDecisionsRequest {
            state,
            page_size: PAGE,
            page_token,
        };
        let page = session
            .links
            .recognition(&session.voice)
            .list_decisions(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.decisions, page.next_page_token))
    });
    let decisions: Vec<output::Decision> = decisions.await?.into_iter().map(Into::into).collect();
    printer.list(&decisions)
}

/// The request to sign what the signer was shown: the text whose hash was given, or the one drafted now.
async fn laid_before_the_signer(
    session: &Session,
    sign: Sign,
    printer: &Printer,
) -> Result<SignRequest, Problem> {
    let name = format!("decisions/{}", session.case_id(&sign.decision).await?);
    let text_sha256 = match sign.text_sha256 {
        Some(hash) => hash,
        None => {
            let request = GetDecisionRequest { name: name.clone() };
            let drafted = session
                .links
                .recognition(&session.voice)
                .get_decision(request)
                .await?
                .into_inner();
            printer.talk(&format!(
                "{}: văn bản {}",
                drafted.school_name, drafted.text_sha256
            ));
            drafted.text_sha256
        }
    };
    let request_id = sign.changing.request_id.unwrap_or_else(uuid::Uuid::now_v7);
    Ok(SignRequest {
        name,
        text_sha256,
        document_number: sign.number.unwrap_or_default(),
        etag: sign.changing.if_match.unwrap_or_default(),
        request_id: request_id.to_string(),
        validate_only: sign.changing.dry_run,
    })
}
