//! A way to running services, as the caller's token allows.

use std::io::{IsTerminal, Write};

use platform::configuration::Configuration;
use proto::registration::{GetAuthorityRequest, GetDossierRequest, GetSchoolRequest, ListPlansRequest};
use proto::review::{ListReviewersRequest, Reviewer};

use crate::arguments::{Changing, Confirmed, Global};
use crate::client::{ClientFile, Links, Voice, all, endpoints};
use crate::output::Word;
use crate::problem::{Kind, Problem};

/// How many items a page of a list holds.
pub const PAGE: i32 = 200;

/// Links to running services, and as whom they are called.
pub struct Session {
    /// The links.
    pub links: Links,
    /// The caller.
    pub voice: Voice,
}

impl Session {
    /// Finds the services by `client.toml` in the data folder; the token is the one in it, or the caller's
    /// own. With a token of one's own the configured addresses do as well.
    ///
    /// # Errors
    /// When neither is there, or a token cannot be read.
    pub fn open(configuration: &Configuration, global: &Global) -> Result<Self, Problem> {
        let file = ClientFile::read(&ClientFile::newest_folder(&configuration.data));
        let Some(path) = &global.token_file else {
            let file = file?;
            return Ok(Self {
                links: Links::new(&file.endpoints)?,
                voice: Voice::of(&file.token)?,
            });
        };
        let token = std::fs::read_to_string(path)
            .map_err(|error| Problem::failure(format!("{}: {error}", path.display())))?;
        let endpoints = match file {
            Ok(file) => file.endpoints,
            Err(_) => endpoints(&configuration.listen),
        };
        Ok(Self {
            links: Links::new(&endpoints)?,
            voice: Voice::of(&token)?,
        })
    }

    /// Finds the services in the same way; nobody needs a token for what is public, and none is sent.
    ///
    /// # Errors
    /// When a service has no address.
    pub fn of_the_public(configuration: &Configuration) -> Result<Self, Problem> {
        let file = ClientFile::read(&ClientFile::newest_folder(&configuration.data));
        let endpoints = file.map_or_else(|_| endpoints(&configuration.listen), |file| file.endpoints);
        Ok(Self {
            links: Links::new(&endpoints)?,
            voice: Voice::of_the_public(),
        })
    }

    /// The case that `text` names: an id, a resource name, or a dossier's number.
    ///
    /// # Errors
    /// When there is no such dossier.
    pub async fn case_id(&self, text: &str) -> Result<String, Problem> {
        let id = id_of(text);
        if is_id(text) {
            return Ok(id.to_owned());
        }
        let request = GetDossierRequest {
            name: format!("dossiers/{id}"),
        };
        let dossier = self
            .links
            .dossiers(&self.voice)
            .get_dossier(request)
            .await?
            .into_inner();
        Ok(id_of(&dossier.name).to_owned())
    }

    /// The resource name of the authority that `text` names: by id, resource name, or code.
    ///
    /// # Errors
    /// When there is no such authority.
    pub async fn authority(&self, text: &str) -> Result<String, Problem> {
        if is_id(text) {
            return Ok(resource("authorities", text));
        }
        let request = GetAuthorityRequest {
            name: resource("authorities", text),
        };
        let found = self.links.authorities(&self.voice).get_authority(request).await?;
        Ok(found.into_inner().name)
    }

    /// [`Session::authority`] of what may not have been given; empty then.
    ///
    /// # Errors
    /// When there is no such authority.
    pub async fn authority_if_given(&self, text: Option<&str>) -> Result<String, Problem> {
        match text {
            Some(text) => self.authority(text).await,
            None => Ok(String::new()),
        }
    }

    /// The resource name of the school that `text` names: by id, resource name, or code.
    ///
    /// # Errors
    /// When there is no such school.
    pub async fn school(&self, text: &str) -> Result<String, Problem> {
        if is_id(text) {
            return Ok(resource("schools", text));
        }
        let request = GetSchoolRequest {
            name: resource("schools", text),
        };
        let found = self.links.schools(&self.voice).get_school(request).await?;
        Ok(found.into_inner().name)
    }

    /// The resource name of the reviewer that `text` names: by id, resource name, code, or full name when one person
    /// alone has it.
    ///
    /// # Errors
    /// When there is no such reviewer, or several.
    pub async fn reviewer(&self, text: &str) -> Result<String, Problem> {
        if is_id(text) {
            return Ok(resource("reviewers", text));
        }
        let wanted = ListReviewersRequest {
            search: text.to_owned(),
            with_retired: true,
            page_size: PAGE,
            ..ListReviewersRequest::default()
        };
        let mut found = self.reviewers(wanted).await?;
        found.retain(|one| one.code == text || one.display_name.to_lowercase() == text.to_lowercase());
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only.name),
            (None, _) => Err(Problem::new(
                Kind::NotFound,
                "NOT_FOUND",
                format!("không có người đánh giá ngoài nào có mã hoặc tên đầy đủ là “{text}”"),
            )),
            (Some(last), false) => {
                let names: Vec<String> = found.into_iter().chain([last]).map(|one| one.name).collect();
                let message = format!("có nhiều người tên “{text}”, hãy nêu rõ: {}", names.join(", "));
                Err(Problem::invalid(message))
            }
        }
    }

    /// The reviewers that `wanted` asks for, to the last page.
    ///
    /// # Errors
    /// When a page cannot be had.
    pub async fn reviewers(&self, wanted: ListReviewersRequest) -> Result<Vec<Reviewer>, Problem> {
        all(async |page_token| {
            let request = ListReviewersRequest {
                page_token,
                ..wanted.clone()
            };
            let mut service = self.links.reviewers(&self.voice);
            let page = service.list_reviewers(request).await?.into_inner();
            Ok::<_, Problem>((page.reviewers, page.next_page_token))
        })
        .await
    }

    /// The resource name of the plan that `text` names: by id, resource name, or its year when there is one
    /// plan of it.
    ///
    /// # Errors
    /// When there is no such plan, or several.
    pub async fn plan(&self, text: &str) -> Result<String, Problem> {
        let Some(year) = text.parse().ok().filter(|_| text.len() == 4) else {
            return Ok(resource("plans", text));
        };
        let request = ListPlansRequest {
            year,
            page_size: PAGE,
            ..ListPlansRequest::default()
        };
        let found = self.links.plans(&self.voice).list_plans(request).await?;
        let mut plans = found.into_inner().plans;
        match (plans.pop(), plans.is_empty()) {
            (Some(only), true) => Ok(only.name),
            (None, _) => Err(Problem::new(
                Kind::NotFound,
                "NOT_FOUND",
                format!("không có kế hoạch năm {year}"),
            )),
            (Some(last), false) => {
                let names: Vec<String> = plans.into_iter().chain([last]).map(|plan| plan.name).collect();
                let message = format!("năm {year} có nhiều kế hoạch, hãy nêu rõ: {}", names.join(", "));
                Err(Problem::invalid(message))
            }
        }
    }
}

fn is_id(text: &str) -> bool {
    uuid::Uuid::parse_str(id_of(text)).is_ok()
}

/// The id in a resource name.
pub fn id_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

impl Changing {
    /// The key under which the answer is kept: the caller's own, or a new one.
    pub fn request_id(&self) -> String {
        self.request_id.unwrap_or_else(uuid::Uuid::now_v7).to_string()
    }

    /// The version that must still be there, or empty.
    pub fn etag(&self) -> String {
        self.if_match.clone().unwrap_or_default()
    }
}

/// Asks whether what cannot be undone is meant. Without a terminal nobody can be asked, and then `--yes` says so.
///
/// # Errors
/// When it is not meant, or nobody can be asked.
pub fn confirm(confirmed: &Confirmed, question: &str) -> Result<(), Problem> {
    if confirmed.yes || confirmed.changing.dry_run {
        return Ok(());
    }
    let usage = |message: String| Problem::new(Kind::Usage, "NOT_CONFIRMED", message);
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(usage(format!(
            "{question}? Việc này không hoàn tác được: thêm --yes để xác nhận"
        )));
    }
    eprint!("{question}? Việc này không hoàn tác được. Gõ “có” để tiếp tục: ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if ["có", "co", "c", "y", "yes"].contains(&answer.trim().to_lowercase().as_str()) {
        Ok(())
    } else {
        Err(usage("chưa làm gì".to_owned()))
    }
}

/// The resource name of `text` in `collection`, whether or not it names the collection already.
pub fn resource(collection: &str, text: &str) -> String {
    if text.contains('/') {
        text.to_owned()
    } else {
        format!("{collection}/{text}")
    }
}

/// The value of an enumeration that the code `text` names; unspecified when there is no text.
///
/// # Errors
/// When no value has that code; the known ones are named.
pub fn filter<E>(text: Option<&str>, flag: &str) -> Result<i32, Problem>
where
    E: TryFrom<i32> + Default + Into<Word>,
{
    let Some(text) = text else { return Ok(0) };
    let known: Vec<(i32, &str)> = (1..)
        .map_while(|value| {
            E::try_from(value)
                .ok()
                .map(|known| (value, Into::<Word>::into(known).code))
        })
        .collect();
    known
        .iter()
        .find(|(_, code)| *code == text)
        .map(|(value, _)| *value)
        .ok_or_else(|| {
            let codes: Vec<&str> = known.iter().map(|(_, code)| *code).collect();
            Problem::invalid(format!("{flag}: “{text}” không có trong: {}", codes.join(", ")))
        })
}

#[cfg(test)]
mod tests {
    use proto::registration::DossierState;

    use super::*;

    #[test]
    fn a_filter_is_a_word_of_the_contract() {
        assert_eq!(
            filter::<DossierState>(Some("accepted"), "--state").unwrap(),
            i32::from(DossierState::Accepted)
        );
        assert_eq!(filter::<DossierState>(None, "--state").unwrap(), 0);
        let problem = filter::<DossierState>(Some("acceptd"), "--state").unwrap_err();
        assert!(problem.message.contains("withdrawn"), "{problem}");
    }

    #[test]
    fn what_cannot_be_undone_needs_a_word() {
        let confirmed = |yes, dry_run| Confirmed {
            yes,
            changing: Changing {
                dry_run,
                ..Changing::default()
            },
        };
        assert!(confirm(&confirmed(true, false), "Rút hồ sơ").is_ok());
        assert!(confirm(&confirmed(false, true), "Rút hồ sơ").is_ok());
    }

    #[test]
    fn names_are_completed() {
        assert_eq!(resource("clocks", "1"), "clocks/1");
        assert_eq!(resource("clocks", "clocks/1"), "clocks/1");
    }
}
