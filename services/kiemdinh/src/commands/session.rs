//! A way to running services, as the caller's token allows.

use platform::configuration::Configuration;
use proto::registration::GetDossierRequest;

use crate::arguments::Global;
use crate::client::{ClientFile, Links, Voice, endpoints};
use crate::output::Word;
use crate::problem::Problem;

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

    /// The case that `text` names: an id, a resource name, or a dossier's number.
    ///
    /// # Errors
    /// When there is no such dossier.
    pub async fn case_id(&self, text: &str) -> Result<String, Problem> {
        let id = text.rsplit('/').next().unwrap_or(text);
        if uuid::Uuid::parse_str(id).is_ok() {
            return Ok(id.to_owned());
        }
        let request = GetDossierRequest {
            name: format!("dossiers/{id}"),
        };
        let dossier = self
            .links
            .registration(&self.voice)
            .get_dossier(request)
            .await?
            .into_inner();
        Ok(dossier.name.rsplit('/').next().unwrap_or_default().to_owned())
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
    fn names_are_completed() {
        assert_eq!(resource("clocks", "1"), "clocks/1");
        assert_eq!(resource("clocks", "clocks/1"), "clocks/1");
    }
}
