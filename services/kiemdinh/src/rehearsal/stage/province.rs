//! The province in which a rehearsal plays: the district that was, the communes, their schools.
//!
//! Codes and addresses are the rehearsal's own; names are the plan's.

use std::collections::BTreeMap;

use calendar::{Day, local_day};
use platform::time::Moment;
use proto::fact::SchoolType;
use proto::registration::{
    Authority, AuthorityKind, CreateAuthorityRequest, CreateSchoolRequest, EndAuthorityRequest,
    ListAuthoritiesRequest, School,
};
use statute::{Law, Role};

use super::super::pace::first_working_morning;
use super::super::people::{self, address_part};
use super::super::plan::{Item, Plan};
use super::{Stage, id_of};
use crate::client::Voice;
use crate::problem::{Kind, Problem};

/// The district of the plan of Bắc Sơn; a plan of elsewhere borrows it.
const DISTRICT: &str = "Phòng Giáo dục và Đào tạo huyện Bắc Sơn";
/// By which the district level ended.
const REFORM: &str = "Nghị quyết 202/2025/QH15";
/// What a commune may be called; the plan may leave the first out.
const COMMUNES: [&str; 4] = ["xã ", "phường ", "thị trấn ", "đặc khu "];

/// The authorities of a rehearsal.
#[derive(Default)]
pub struct Province {
    /// The department: `authorities/{id}`.
    department: String,
    /// The local overlay of stricter targets, or empty.
    pub overlay: String,
    /// The district, while there are districts.
    district: Option<Local>,
    /// The communes, by the name that the plan gives them.
    communes: BTreeMap<String, Local>,
    /// When the end of the district is entered, if the plan goes on for longer than it.
    pub reform: Option<Moment>,
}

/// A local authority and who speaks for it.
struct Local {
    /// `authorities/{id}`.
    name: String,
    voice: Voice,
}

/// The day on which communes took over what districts did: the first of a regime that names them.
fn first_day_of_communes() -> Day {
    let regimes = Law::official().regimes().iter();
    let named = regimes.filter(|regime| regime.receiving_body(false) == Role::Commune);
    named.map(|regime| regime.from).min().unwrap_or(Day::MAX)
}

/// Whether the department manages such schools itself.
fn is_the_departments(school_type: SchoolType) -> bool {
    matches!(
        school_type,
        SchoolType::UpperSecondary
            | SchoolType::LowerAndUpperSecondary
            | SchoolType::MultiLevel
            | SchoolType::ContinuingEducation
    )
}

/// The committee of the commune that a plan calls `commune`.
fn committee(commune: &str) -> String {
    let lower = commune.to_lowercase();
    match COMMUNES.iter().find(|kind| lower.starts_with(*kind)) {
        Some(kind) => {
            let own: String = commune.chars().skip(kind.chars().count()).collect();
            format!("Ủy ban nhân dân {kind}{own}")
        }
        None => format!("Ủy ban nhân dân xã {commune}"),
    }
}

impl Stage {
    /// Enters the district, the communes and the schools; answers the schools in the plan's order.
    pub(super) async fn open_province(&mut self, plan: &Plan, from: Moment) -> Result<Vec<School>, Problem> {
        let department = self.department().await?;
        let root = department.code.split('.').next().unwrap_or_default().to_owned();
        let (department, overlay) = (department.name, department.overlay);
        let reform = first_day_of_communes();
        let mut province = Province {
            department: department.clone(),
            overlay,
            ..Province::default()
        };
        if local_day(from) < reform {
            let code = format!("{root}.26");
            let district = self.enter(DISTRICT, AuthorityKind::District, &department, &code);
            province.district = Some(district.await?);
            let last = plan
                .items
                .iter()
                .map(|item| item.registration_month.last_day())
                .max();
            if last.is_some_and(|last| reform <= last) {
                province.reform = Some(first_working_morning(reform.eve())?.max(from));
            }
        }
        for item in &plan.items {
            if !province.communes.contains_key(&item.commune) {
                let code = format!("{root}.26.{:02}", province.communes.len() + 1);
                let above = province
                    .district
                    .as_ref()
                    .map_or(&department, |district| &district.name);
                let name = committee(&item.commune);
                let commune = self.enter(&name, AuthorityKind::Commune, above, &code).await?;
                province.communes.insert(item.commune.clone(), commune);
            }
        }
        self.province = province;
        let mut schools = Vec::new();
        for (place, item) in plan.items.iter().enumerate() {
            schools.push(self.enter_school(place, item).await?);
        }
        Ok(schools)
    }

    /// The department that the installation is for.
    async fn department(&self) -> Result<Authority, Problem> {
        let voice = &self.office.administrator;
        let request = ListAuthoritiesRequest {
            kind: AuthorityKind::Department.into(),
            ..ListAuthoritiesRequest::default()
        };
        let asked = async || {
            self.links()
                .authorities(voice)
                .list_authorities(request.clone())
                .await
        };
        let found = self.ask(asked).await?.authorities;
        found.into_iter().next().ok_or_else(|| {
            Problem::new(
                Kind::Failure,
                "NO_DEPARTMENT",
                "chưa có Sở Giáo dục và Đào tạo nào",
            )
        })
    }

    async fn enter(
        &self,
        name: &str,
        kind: AuthorityKind,
        parent: &str,
        code: &str,
    ) -> Result<Local, Problem> {
        let authority = Authority {
            display_name: name.to_owned(),
            kind: kind.into(),
            code: code.to_owned(),
            parent: parent.to_owned(),
            email: format!("{}@coquan.example", address_part(name)),
            ..Authority::default()
        };
        let request = CreateAuthorityRequest {
            authority: Some(authority),
            request_id: self.request(&format!("authority {code}")),
            validate_only: false,
        };
        let voice = &self.office.administrator;
        let asked = async || {
            self.links()
                .authorities(voice)
                .create_authority(request.clone())
                .await
        };
        let made = self.ask(asked).await?;
        Ok(Local {
            voice: people::local_officer(&self.key, name, id_of(&made.name))?,
            name: made.name,
        })
    }

    async fn enter_school(&self, place: usize, item: &Item) -> Result<School, Problem> {
        let commune = self.province.communes.get(&item.commune);
        let manager = match &self.province.district {
            _ if is_the_departments(item.school_type) => self.province.department.clone(),
            Some(district) => district.name.clone(),
            None => String::new(),
        };
        let school = School {
            display_name: item.school.clone(),
            school_type: item.school_type.into(),
            commune: commune.map(|commune| commune.name.clone()).unwrap_or_default(),
            authority: manager,
            ownership: item.ownership.into(),
            email: format!("{}@truong.example", address_part(&item.school)),
            ..School::default()
        };
        let request = CreateSchoolRequest {
            school: Some(school),
            request_id: self.request(&format!("school {place}")),
            validate_only: false,
        };
        let voice = &self.office.officer;
        self.ask(async || self.links().schools(voice).create_school(request.clone()).await)
            .await
    }

    /// Enters the end of the district: its communes take over.
    ///
    /// # Errors
    /// When the service refuses, or is away too long.
    pub async fn end_the_district(&mut self) -> Result<(), Problem> {
        self.province.reform = None;
        let Some(district) = &self.province.district else {
            return Ok(());
        };
        let request = EndAuthorityRequest {
            name: district.name.clone(),
            valid_until: first_day_of_communes().eve().to_string(),
            successors: self
                .province
                .communes
                .values()
                .map(|commune| commune.name.clone())
                .collect(),
            document: REFORM.to_owned(),
            etag: String::new(),
            request_id: self.request("the end of the district"),
            validate_only: false,
        };
        let voice = &self.office.administrator;
        let asked = async || {
            self.links()
                .authorities(voice)
                .end_authority(request.clone())
                .await
        };
        self.ask(asked).await.map(drop)
    }

    /// Who checks at the local stage on the day of `at` what `received_by` received: its own people, or those of
    /// the school's commune once it has ended.
    pub(super) fn local_officer(
        &self,
        place: usize,
        received_by: &str,
        at: Moment,
    ) -> Result<&Voice, Problem> {
        let commune = self.province.communes.get(&self.cases[place].actor.item.commune);
        let district = self.province.district.as_ref();
        let district = district.filter(|district| district.name == received_by);
        let body = match district {
            Some(district) if local_day(at) < first_day_of_communes() => Some(district),
            _ => commune,
        };
        body.map(|body| &body.voice)
            .ok_or_else(|| Problem::failure(format!("không biết ai kiểm tra hồ sơ ở {received_by}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communes_took_over_in_the_middle_of_2025() {
        assert_eq!(first_day_of_communes().to_string(), "2025-07-01");
    }

    #[test]
    fn a_commune_is_named_as_its_committee_signs() {
        assert_eq!(committee("Chiêu Vũ"), "Ủy ban nhân dân xã Chiêu Vũ");
        assert_eq!(committee("Xã Vũ Lễ"), "Ủy ban nhân dân xã Vũ Lễ");
        assert_eq!(committee("Phường Tam Thanh"), "Ủy ban nhân dân phường Tam Thanh");
    }
}
