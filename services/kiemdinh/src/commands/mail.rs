//! `mail`

use proto::scheduler::{
    CancelMailRequest, GetMailRequest, ListMailsRequest, MailHistory, MailState, ResendMailRequest,
};
use serde::Serialize;

use super::session::{PAGE, Session, confirm, filter, resource};
use crate::arguments::{Mail, Outbox};
use crate::client::all;
use crate::output::{self, Format, MailPassage, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Mail, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.scheduler(&session.voice);
    let answer = match verb {
        Mail::Outbox(wanted) => return list(session, wanted, printer).await,
        Mail::Get { mail } => {
            let request = GetMailRequest {
                name: resource("mails", &mail),
            };
            return show(service.get_mail(request).await?.into_inner(), printer);
        }
        Mail::Resend { mail, to, changing } => {
            let request = ResendMailRequest {
                name: resource("mails", &mail),
                to: to.unwrap_or_default(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.resend_mail(request).await?
        }
        Mail::Cancel {
            mail,
            reason,
            confirmed,
        } => {
            confirm(&confirmed, &format!("Hủy thư {mail}"))?;
            let request = CancelMailRequest {
                name: resource("mails", &mail),
                reason,
                request_id: confirmed.changing.request_id(),
                validate_only: confirmed.changing.dry_run,
            };
            service.cancel_mail(request).await?
        }
    };
    printer.one(&output::Mail::from(answer.into_inner()))
}

async fn list(session: &Session, wanted: Outbox, printer: &Printer) -> Result<(), Problem> {
    let wanted = ListMailsRequest {
        state: filter::<MailState>(wanted.state.as_deref(), "--state")?,
        recipient: wanted.to.unwrap_or_default(),
        case_id: match wanted.case {
            Some(case) => session.case_id(&case).await?,
            None => String::new(),
        },
        page_size: PAGE,
        page_token: String::new(),
    };
    let mails = all(async |page_token| {
        let request = ListMailsRequest {
            page_token,
            ..wanted.clone()
        };
        let page = session
            .links
            .scheduler(&session.voice)
            .list_mails(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.mails, page.next_page_token))
    });
    let mails: Vec<output::Mail> = mails.await?.into_iter().map(Into::into).collect();
    printer.list(&mails)
}

/// A mail with what became of it.
#[derive(Serialize)]
struct History {
    #[serde(flatten)]
    mail: output::Mail,
    passages: Vec<MailPassage>,
    bouncing_since: Option<output::At>,
}

fn show(found: MailHistory, printer: &Printer) -> Result<(), Problem> {
    let history = History {
        mail: found.mail.unwrap_or_default().into(),
        passages: found.passages.into_iter().map(Into::into).collect(),
        bouncing_since: output::at(found.bouncing_since.as_ref()),
    };
    match printer.format {
        Format::Json | Format::Jsonl => printer.json(&history),
        Format::Csv => printer.list(&history.passages),
        Format::Table => {
            printer.one(&history.mail)?;
            printer.list(&history.passages)?;
            if let Some(since) = history.bouncing_since {
                let since = output::vietnamese_moment(since.0);
                printer.line(&format!("Địa chỉ này không nhận được thư từ {since}."))?;
            }
            printer.line(&history.mail.body)
        }
    }
}
