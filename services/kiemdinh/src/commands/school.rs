//! `school`

use proto::registration::ListSchoolsRequest;

use super::session::{PAGE, Session};
use crate::arguments::School;
use crate::client::all;
use crate::output::{self, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: School, printer: &Printer) -> Result<(), Problem> {
    let School::List = verb;
    let schools = all(async |page_token| {
        let request = ListSchoolsRequest {
            page_size: PAGE,
            page_token,
        };
        let page = session
            .links
            .registration(&session.voice)
            .list_schools(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.schools, page.next_page_token))
    });
    let schools: Vec<output::School> = schools.await?.into_iter().map(Into::into).collect();
    printer.list(&schools)
}
