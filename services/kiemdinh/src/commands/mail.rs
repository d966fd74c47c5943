//! `mail`

use proto::scheduler::{ListMailsRequest, MailState};

use super::session::{PAGE, Session, filter};
use crate::arguments::Mail;
use crate::client::all;
use crate::output::{self, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Mail, printer: &Printer) -> Result<(), Problem> {
    let Mail::Outbox { state } = verb;
    let state = filter::<MailState>(state.as_deref(), "--state")?;
    let mails = all(async |page_token| {
        let request = ListMailsRequest {
            state,
            page_size: PAGE,
            page_token,
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
