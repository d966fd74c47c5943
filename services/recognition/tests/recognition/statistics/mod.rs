//! Figures: schools at standard against targets, and the lists of yearly plans.

mod arithmetic;
mod files;
mod lists;
mod naive;
mod plans;
mod remarks;
mod sight;
mod targets;

use ground::fresh_id;
use platform::identity::{Identity, Role};
use platform::time::Moment;
use proto::exchange::import_part::Part;
use proto::exchange::{ImportHeader, ImportPart};
use proto::fact::{Body, Fact, Ownership, RecognitionKind, SchoolRegistered, SchoolType, Subject, Target};
use proto::recognition as wire;
use uuid::Uuid;

use crate::builders::{authority, moment};
use crate::world::{World, officer};

/// Before every rehearsal of these tests began.
const ENTERED: &str = "2018-12-03T08:00:00+07:00";

/// A school, as registration says it.
#[derive(Clone, Debug)]
pub struct Sown {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: SchoolType,
    pub ownership: Ownership,
    /// The number of its commune; 10 to 19 lie in province 1, and so on.
    pub commune: u128,
}

/// The public school `number` of the commune 11 in province 1.
pub fn school(number: u128, kind: SchoolType) -> Sown {
    Sown {
        id: Uuid::from_u128(0x5C_0000 + number),
        code: format!("{number:04}"),
        name: format!("Trường số {number}"),
        kind,
        ownership: Ownership::Public,
        commune: 11,
    }
}

impl Sown {
    pub fn named(self, name: &str) -> Self {
        let name = name.to_owned();
        Self { name, ..self }
    }

    pub fn within(self, commune: u128) -> Self {
        Self { commune, ..self }
    }

    pub fn owned(self, ownership: Ownership) -> Self {
        Self { ownership, ..self }
    }

    pub fn subject(&self) -> Subject {
        Subject {
            case_id: self.id.to_string(),
            school_id: self.id.to_string(),
            school_name: self.name.clone(),
            school_type: self.kind.into(),
            commune: format!("Xã số {}", self.commune),
            commune_id: authority(self.commune).to_string(),
            authority_id: authority(self.commune).to_string(),
            province_id: authority(self.commune / 10).to_string(),
            ..Subject::default()
        }
    }

    /// That `body` happened to it, as its fact `sequence`, at `at`.
    pub fn fact(&self, sequence: i64, at: Moment, body: Body) -> (i64, Fact, Moment) {
        let fact = Fact {
            subject: Some(self.subject()),
            body: Some(body),
        };
        (sequence, fact, at)
    }

    fn registered(&self) -> (i64, Fact, Moment) {
        let body = SchoolRegistered {
            ownership: self.ownership.into(),
            code: self.code.clone(),
        };
        self.fact(1, moment(ENTERED), Body::SchoolRegistered(body))
    }
}

/// Has registration say `schools`.
pub async fn sow(world: &World, schools: &[Sown]) {
    let facts = schools.iter().map(Sown::registered);
    world.hear_all("registration", facts).await;
}

/// A certificate that was issued outside this system.
#[derive(Clone, Debug)]
pub struct Held {
    pub school: String,
    pub target: Target,
    pub kind: RecognitionKind,
    pub recognised_on: String,
    pub valid_until: String,
}

impl Held {
    /// A first recognition of `school` as `target`.
    pub fn new(school: &Sown, target: Target, recognised_on: &str, valid_until: &str) -> Self {
        Self {
            school: school.code.clone(),
            target,
            kind: RecognitionKind::New,
            recognised_on: recognised_on.to_owned(),
            valid_until: valid_until.to_owned(),
        }
    }

    pub fn again(self) -> Self {
        let kind = RecognitionKind::Renewal;
        Self { kind, ..self }
    }
}

/// Enters `held` from a file, all in one import, as certificates of province 1.
pub async fn hold(world: &World, held: &[Held]) {
    let mut file = "Mã trường,Danh hiệu/Cấp độ,Số chứng nhận,Ngày công nhận,Hiệu lực đến,Loại\n".to_owned();
    for (place, held) in held.iter().enumerate() {
        let target = match held.target {
            Target::NationalStandard1 => "Đạt chuẩn quốc gia mức độ 1",
            Target::NationalStandard2 => "Đạt chuẩn quốc gia mức độ 2",
            Target::Accreditation1 => "Cấp độ 1",
            Target::Accreditation2 => "Cấp độ 2",
            Target::Accreditation3 => "Cấp độ 3",
            Target::Accreditation4 => "Cấp độ 4",
            Target::Unspecified => "",
        };
        let kind = match held.kind {
            RecognitionKind::Renewal => "Công nhận lại",
            _ => "Công nhận mới",
        };
        let (from, until) = (&held.recognised_on, &held.valid_until);
        let row = format!("{},{target},{place}/CN,{from},{until},{kind}\n", held.school);
        file.push_str(&row);
    }
    let header = ImportHeader {
        province: format!("authorities/{}", authority(1)),
        request_id: fresh_id(),
        ..Default::default()
    };
    let parts = [Part::Header(header), Part::Content(file.into_bytes())];
    let parts = parts.map(|part| ImportPart { part: Some(part) });
    let mut client = world.certificates(&officer());
    let answer = client.import_certificates(futures::stream::iter(parts)).await;
    let report = answer.unwrap().into_inner();
    assert_eq!(report.defects, []);
    assert!(report.written);
}

/// The count that is `asked` for, as `identity` sees it.
pub async fn count(
    world: &World,
    identity: &Identity,
    asked: wire::GetAttainmentRequest,
) -> wire::Attainment {
    let mut client = world.statistics(identity);
    client.get_attainment(asked).await.unwrap().into_inner()
}

/// A count on `day` of the national standard, all together.
pub fn on(day: &str) -> wire::GetAttainmentRequest {
    wire::GetAttainmentRequest {
        on: day.to_owned(),
        ..Default::default()
    }
}

/// A target of `per_mille` for the national standard by `day`.
pub fn target(day: &str, per_mille: u32) -> wire::SetTargetRequest {
    wire::SetTargetRequest {
        on: day.to_owned(),
        per_mille,
        document: "Nghị quyết Đại hội Đảng bộ tỉnh".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

/// Sets a target as a leader of the Sở.
pub async fn set(world: &World, asked: wire::SetTargetRequest) -> wire::AttainmentTarget {
    let mut client = world.statistics(&crate::world::leader());
    client.set_target(asked).await.unwrap().into_inner()
}

/// `role`, confined to the authority `number`.
pub fn confined(role: Role, number: u128) -> Identity {
    Identity::new("x", role).within(authority(number).to_string())
}
