//! Who is asking: signed tokens, roles, and the table of who may call what.
//!
//! Denied unless granted: a method that does not stand in the table answers nobody.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::refusal::{Refusal, RefusalKind};
use crate::time::{Moment, machine_now};

const ISSUER: &str = "kiemdinh";
const SHORTEST_KEY: usize = 32;

/// What a person or a machine may be to this system (domain.md, actors).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Hiệu trưởng, văn thư of a school.
    School,
    /// UBND cấp xã.
    Commune,
    /// Chuyên viên of the Sở.
    DepartmentOfficer,
    /// Lãnh đạo of the Sở: signs.
    DepartmentLeader,
    /// UBND tỉnh.
    Province,
    /// Member of an external review team.
    Reviewer,
    /// Runs the system.
    Administrator,
    /// Reads everything, changes nothing.
    Auditor,
    /// Another service of this system, or its rehearsal.
    Service,
    /// Anyone at all: reads what is public, and is let in without a token where a table lists this role.
    Public,
}

/// Who is asking, as the token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The person: one person, one subject, whatever accounts they hold.
    pub sub: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// What they are confined to: the id of a school, or of an authority (a commune, the manager of schools, the
    /// department of a province) with all that is under it. Empty for those whose office is everything here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
}

impl Identity {
    /// Someone with one role, unconfined.
    pub fn new(sub: impl Into<String>, role: Role) -> Self {
        Self {
            sub: sub.into(),
            roles: vec![role],
            scope: String::new(),
        }
    }

    /// Someone who did not say who they are. They may call what is public; of what is not, nothing is there for them.
    pub fn public() -> Self {
        Self::new("", Role::Public)
    }

    /// Confined to `scope`.
    #[must_use]
    pub fn within(mut self, scope: impl Into<String>) -> Self {
        self.scope = scope.into();
        self
    }

    /// Whether one of the roles is `role`.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// What the caller is confined to; nothing for those whose office is the whole installation. A school, a
    /// commune, a reviewer or the public without a scope is confined to nothing at all, not to everything.
    pub fn confined_to(&self) -> Option<&str> {
        let of_everything =
            |role: &Role| !matches!(role, Role::School | Role::Commune | Role::Reviewer | Role::Public);
        let everywhere = self.scope.is_empty() && self.roles.iter().any(of_everything);
        (!everywhere).then_some(self.scope.as_str())
    }

    /// [`Identity::confined_to`] as the id it is: of a school, or of an authority with all that is under it.
    /// To a caller whose scope is no id, nothing is there. Lists are cut to what carries this id
    /// ([`crate::scope::within`]).
    pub fn scope_id(&self) -> Result<Option<Uuid>, Refusal> {
        self.confined_to()
            .map(|scope| Uuid::parse_str(scope).map_err(|_| Refusal::absent("phạm vi của người dùng")))
            .transpose()
    }

    /// Whether a thing that belongs to each of `scopes` may be seen: to a school, and to its authorities. One
    /// of them is enough.
    pub fn may_see_any(&self, scopes: impl IntoIterator<Item: AsRef<str>>) -> bool {
        self.confined_to()
            .is_none_or(|own| !own.is_empty() && scopes.into_iter().any(|scope| scope.as_ref() == own))
    }

    /// [`Identity::may_see_any`] as a refusal.
    pub fn must_see_any(
        &self,
        scopes: impl IntoIterator<Item: AsRef<str>>,
        what: &str,
    ) -> Result<(), Refusal> {
        if self.may_see_any(scopes) {
            Ok(())
        } else {
            Err(Refusal::absent(what))
        }
    }

    /// Whether a thing that belongs to `scope` may be seen. What may not be seen answers like what is
    /// not there.
    pub fn may_see(&self, scope: &str) -> bool {
        self.may_see_any([scope])
    }

    /// [`Identity::may_see`] as a refusal.
    pub fn must_see(&self, scope: &str, what: &str) -> Result<(), Refusal> {
        self.must_see_any([scope], what)
    }
}

/// Which roles may call which method, by the method's full path `/package.Service/Method`.
pub type Permissions = &'static [(&'static str, &'static [Role])];

/// Whether `identity` may call `method`. What is [`Role::Public`] everyone may call: a token takes nothing away.
pub fn permits(permissions: &[Permissions], method: &str, identity: &Identity) -> bool {
    permissions
        .iter()
        .flat_map(|table| table.iter())
        .find(|(path, _)| *path == method)
        .is_some_and(|(_, roles)| {
            roles
                .iter()
                .any(|role| *role == Role::Public || identity.is(*role))
        })
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    exp: u64,
    iat: u64,
    #[serde(flatten)]
    identity: Identity,
}

/// Signs and verifies tokens. All services of an installation share one key.
#[derive(Clone)]
pub struct TokenKey {
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the token key {path} cannot be used: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds too little.
    #[error(
        "the token key {0} is shorter than {SHORTEST_KEY} bytes; write at least that many random bytes to it"
    )]
    Short(PathBuf),
}

impl TokenKey {
    /// Reads the key from `path`.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let secret = fs::read(path).map_err(|source| KeyError::File {
            path: path.to_owned(),
            source,
        })?;
        if secret.len() < SHORTEST_KEY {
            return Err(KeyError::Short(path.to_owned()));
        }
        Ok(Self {
            signing: EncodingKey::from_secret(&secret),
            verifying: DecodingKey::from_secret(&secret),
        })
    }

    /// Reads the key from `path`; makes it with random bytes, for its owner only, when there is none.
    pub fn read_or_make(path: &Path) -> Result<Self, KeyError> {
        if !path.exists() {
            make_key(path).map_err(|source| KeyError::File {
                path: path.to_owned(),
                source,
            })?;
        }
        Self::read(path)
    }

    /// A token for `identity`, valid for `lifetime` of real time.
    pub fn issue(&self, identity: &Identity, lifetime: Duration) -> Result<String, Refusal> {
        let now = seconds(machine_now());
        let claims = Claims {
            iss: ISSUER.to_owned(),
            iat: now,
            exp: now + lifetime.as_secs(),
            identity: identity.clone(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
            .map_err(|_| unknown_caller())
    }

    /// Who `token` speaks for.
    pub fn verify(&self, token: &str) -> Result<Identity, Refusal> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation)
            .map(|data| data.claims.identity)
            .map_err(|_| unknown_caller())
    }
}

fn seconds(moment: Moment) -> u64 {
    u64::try_from(moment.timestamp()).unwrap_or_default()
}

fn make_key(path: &Path) -> std::io::Result<()> {
    let mut secret = [0_u8; 48];
    {
        use std::io::Read;
        fs::File::open("/dev/urandom")?.read_exact(&mut secret)?;
    }
    owner_only(path)?.write_all(&secret)
}

/// Makes `path`, which only its owner may read or write.
pub fn owner_only(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The caller is not known, and what they ask for is not public.
pub(crate) fn unknown_caller() -> Refusal {
    Refusal {
        kind: RefusalKind::Unauthenticated,
        reason: "UNAUTHENTICATED".to_owned(),
        message: "cần mã truy cập còn hiệu lực: hãy đăng nhập lại".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Permissions = &[
        ("/a.A/Sign", &[Role::DepartmentLeader]),
        ("/a.A/Look", &[Role::Public]),
    ];

    fn key() -> TokenKey {
        let folder = tempfile::tempdir().unwrap();
        TokenKey::read_or_make(&folder.path().join("token.key")).unwrap()
    }

    #[test]
    fn a_token_says_who_it_was_issued_to() {
        let key = key();
        let identity = Identity::new("hieu-truong", Role::School).within("school-1");
        let token = key.issue(&identity, Duration::from_secs(60)).unwrap();
        assert_eq!(key.verify(&token).unwrap(), identity);
    }

    #[test]
    fn foreign_unsigned_and_old_tokens_are_refused() {
        let ours = key();
        let identity = Identity::new("x", Role::Administrator);
        let foreign = key().issue(&identity, Duration::from_secs(60)).unwrap();
        assert!(ours.verify(&foreign).is_err());
        let valid = ours.issue(&identity, Duration::from_secs(60)).unwrap();
        let payload = valid.split('.').nth(1).unwrap();
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.");
        assert!(ours.verify(&unsigned).is_err(), "alg=none");
        let now = seconds(machine_now());
        let old = Claims {
            iss: ISSUER.to_owned(),
            iat: now - 7_200,
            exp: now - 3_600,
            identity,
        };
        let old = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &old, &ours.signing).unwrap();
        assert!(ours.verify(&old).is_err());
    }

    #[test]
    fn a_method_outside_the_table_answers_nobody() {
        let leader = Identity::new("l", Role::DepartmentLeader);
        let officer = Identity::new("o", Role::DepartmentOfficer);
        assert!(permits(&[TABLE], "/a.A/Sign", &leader));
        assert!(!permits(&[TABLE], "/a.A/Sign", &officer));
        assert!(!permits(&[TABLE], "/a.A/Draft", &leader));
    }

    #[test]
    fn what_is_public_everyone_may_call_and_the_public_nothing_else() {
        let officer = Identity::new("o", Role::DepartmentOfficer);
        assert!(permits(&[TABLE], "/a.A/Look", &Identity::public()));
        assert!(permits(&[TABLE], "/a.A/Look", &officer));
        assert!(!permits(&[TABLE], "/a.A/Sign", &Identity::public()));
        assert!(!permits(&[TABLE], "/a.A/Draft", &Identity::public()));
    }

    #[test]
    fn the_public_sees_nothing_that_belongs_to_anyone() {
        let public = Identity::public();
        assert_eq!(
            public.confined_to(),
            Some(""),
            "confined to nothing, not to everything"
        );
        assert!(!public.may_see("school-1") && !public.may_see("") && !public.may_see_any([""; 0]));
        assert_eq!(public.scope_id().unwrap_err().kind, RefusalKind::Absent);
    }

    #[test]
    fn a_school_without_a_scope_sees_nothing() {
        let nowhere = Identity::new("s", Role::School);
        assert!(!nowhere.may_see("school-1") && !nowhere.may_see(""));
        assert!(nowhere.clone().within("school-1").may_see("school-1"));
        assert!(!nowhere.within("school-1").may_see("school-2"));
        assert!(Identity::new("o", Role::DepartmentOfficer).may_see("school-1"));
    }

    #[test]
    fn one_of_the_scopes_of_a_thing_is_enough() {
        let commune = Identity::new("c", Role::Commune).within("commune-1");
        assert!(commune.may_see_any(["school-1", "commune-1", "province-1"]));
        assert!(!commune.may_see_any(["school-1", "commune-2", "province-1"]));
        assert!(!commune.may_see_any([""; 0]), "what belongs to nobody");
        let officer = Identity::new("o", Role::DepartmentOfficer);
        assert!(
            officer.may_see_any([""; 0]),
            "who is confined to nothing sees everything"
        );
        let officer = officer.within("province-1");
        assert!(officer.may_see_any(["school-1", "province-1"]));
        assert!(!officer.may_see_any(["school-2", "province-2"]));
        assert!(!officer.may_see_any(["", "province-2"]));
        assert!(
            !Identity::new("c", Role::Commune).may_see_any(["", "commune-1"]),
            "no scope"
        );
        let refusal = officer.must_see_any(["province-2"], "trường").unwrap_err();
        assert_eq!(refusal, Refusal::absent("trường"), "like what is not there");
    }

    #[test]
    fn a_scope_is_one_id_or_nothing_is_there() {
        let id = Uuid::from_u128(7);
        let officer = Identity::new("o", Role::DepartmentOfficer);
        assert_eq!(officer.scope_id().unwrap(), None, "everything");
        assert_eq!(
            officer.clone().within(id.to_string()).scope_id().unwrap(),
            Some(id)
        );
        for lost in [
            officer.within("Lạng Sơn"),
            Identity::new("s", Role::School),
            Identity::new("c", Role::Commune).within("Vũ Lễ"),
        ] {
            assert_eq!(lost.scope_id().unwrap_err().kind, RefusalKind::Absent, "{lost:?}");
        }
    }

    #[test]
    fn a_short_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("short.key");
        fs::write(&path, b"too short").unwrap();
        assert!(matches!(TokenKey::read(&path), Err(KeyError::Short(_))));
    }
}
