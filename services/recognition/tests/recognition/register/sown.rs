//! A country sown at random: schools with what became of them, certificates with what became of those, and the
//! register as anyone would write it who has all of it in memory and all the time in the world.

use std::collections::HashMap;

use calendar::{Day, local_day};
use chrono::NaiveDate;
use ground::Hosted;
use platform::scope::Place;
use platform::search;
use platform::time::Moment;
use proto::fact::{
    Body, Fact, Ownership, RecognitionKind, SchoolChanged, SchoolClosed, SchoolMerged, SchoolRegistered,
    SchoolRenamed, SchoolType, Subject, Target,
};
use proto::recognition as wire;
use recognition::domain::{
    Authority, Case, Certificate, CertificateNumber, CertificateState, Issue, Origin, School, Span, Standing,
    VerificationCode, commune_key,
};
use sea_orm::sea_query::{InsertStatement, Query, Value};
use sea_orm::{ConnectionTrait, DbErr};
use statute::{Law, RegimeId};
use uuid::Uuid;

const OWN_NAMES: [&str; 8] = [
    "Hoa Hồng",
    "Kim Đồng",
    "Lê Quý Đôn",
    "Nguyễn Trãi",
    "Võ Thị Sáu",
    "Đặng Thùy Trâm",
    "Hòa Bình",
    "Bắc Sơn",
];
const KINDS: [(&str, SchoolType); 4] = [
    ("Mầm non", SchoolType::Preschool),
    ("Tiểu học", SchoolType::Primary),
    ("Trung học cơ sở", SchoolType::LowerSecondary),
    ("Trung học phổ thông", SchoolType::UpperSecondary),
];
const TARGETS: [Target; 6] = [
    Target::Accreditation1,
    Target::Accreditation2,
    Target::Accreditation3,
    Target::Accreditation4,
    Target::NationalStandard1,
    Target::NationalStandard2,
];

/// Numbers that look like chance and are the same for the same seed.
pub struct Random(pub u64);

impl Random {
    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `things`.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    /// A day from `from` on, less than `days` days later.
    pub fn day(&mut self, from: &str, days: usize) -> Day {
        from.parse::<Day>().unwrap().plus_days(self.below(days) as i32)
    }
}

/// What is known of a school on a day.
#[derive(Clone, Debug)]
pub struct Known {
    pub name: String,
    pub school_type: SchoolType,
    pub commune: String,
    pub province: Uuid,
    name_key: String,
    commune_key: String,
}

impl Known {
    fn new(name: String, school_type: SchoolType, commune: String, province: Uuid) -> Self {
        Self {
            name_key: search::key(&[&name]),
            commune_key: search::key(&[&commune]),
            name,
            school_type,
            commune,
            province,
        }
    }
}

/// A school, with what became of it.
pub struct SownSchool {
    pub id: Uuid,
    code: String,
    /// What it was, from which day on; the first from the beginning of time.
    periods: Vec<(Day, Known)>,
    /// Its last day, and whether it went up in another school.
    ends: Option<(Day, bool)>,
}

impl SownSchool {
    fn on(&self, day: Day) -> &Known {
        let begun = self.periods.iter().rfind(|(from, _)| *from <= day);
        &begun.unwrap().1
    }

    fn subject(&self, known: &Known) -> Subject {
        Subject {
            case_id: self.id.to_string(),
            school_id: self.id.to_string(),
            school_name: known.name.clone(),
            school_type: known.school_type.into(),
            commune: known.commune.clone(),
            school_email: "truong@so.example".to_owned(),
            province_id: known.province.to_string(),
            ..Subject::default()
        }
    }

    /// What registration says of it, as it happened.
    fn facts(&self) -> Vec<(i64, Fact, Moment)> {
        let said = |known: &Known, body: Body| Fact {
            subject: Some(self.subject(known)),
            body: Some(body),
        };
        let ownership = Ownership::Public.into();
        let (entered, first) = &self.periods[0];
        let registered = Body::SchoolRegistered(SchoolRegistered {
            ownership,
            code: self.code.clone(),
        });
        let mut facts = vec![(said(first, registered), at((*entered).max(day("2009-01-01"))))];
        for pair in self.periods.windows(2) {
            let ((_, before), (on, now)) = (&pair[0], &pair[1]);
            let body = if before.name == now.name {
                Body::SchoolChanged(SchoolChanged {
                    ownership,
                    code: self.code.clone(),
                })
            } else {
                Body::SchoolRenamed(SchoolRenamed {
                    previous_name: before.name.clone(),
                    on: on.to_string(),
                    ..SchoolRenamed::default()
                })
            };
            facts.push((said(now, body), at(*on)));
        }
        if let Some((last, merged)) = self.ends {
            let body = if merged {
                Body::SchoolMerged(SchoolMerged {
                    into_school_id: Uuid::from_u128(1).to_string(),
                    on: last.plus_days(1).to_string(),
                    ..SchoolMerged::default()
                })
            } else {
                Body::SchoolClosed(SchoolClosed {
                    on: last.to_string(),
                    ..SchoolClosed::default()
                })
            };
            facts.push((said(self.on(last), body), at(last)));
        }
        let numbered = (1_i64..).zip(facts);
        numbered.map(|(number, (fact, at))| (number, fact, at)).collect()
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(day: Day) -> Moment {
    calendar::start_of_day(day)
}

/// All of it.
pub struct Sown {
    pub schools: Vec<SownSchool>,
    pub certificates: Vec<Certificate>,
    pub provinces: Vec<Uuid>,
    pub communes: usize,
    by_id: HashMap<Uuid, usize>,
}

/// The name of the body that governs a commune, and the commune's own name.
pub fn commune(number: usize) -> (String, String) {
    let own = format!("{} {number}", OWN_NAMES[number % OWN_NAMES.len()]);
    (format!("Ủy ban nhân dân xã {own}"), own)
}

impl Sown {
    /// `schools` schools in `communes` communes of `provinces` provinces, and `certificates` certificates.
    pub fn new(random: &mut Random, [schools, communes, provinces]: [usize; 3], certificates: usize) -> Self {
        let provinces: Vec<Uuid> = (0..provinces)
            .map(|n| Uuid::from_u128(0xF000 + n as u128))
            .collect();
        let sown: Vec<SownSchool> = (0..schools)
            .map(|number| school(random, number, communes, &provinces))
            .collect();
        let certificates = (0..certificates)
            .map(|number| {
                let school = random.below(schools + schools / 100);
                certificate(random, number, sown.get(school))
            })
            .collect();
        let by_id = sown
            .iter()
            .enumerate()
            .map(|(place, school)| (school.id, place))
            .collect();
        Self {
            schools: sown,
            certificates,
            provinces,
            communes,
            by_id,
        }
    }

    /// Has `world` hear of the first `heard` schools, and puts everything else into its database as the service would
    /// have: hearing of forty thousand takes its time.
    pub async fn sow_into(&self, world: &Hosted, heard: usize) {
        let (heard, kept) = self.schools.split_at(heard.min(self.schools.len()));
        let facts = heard.iter().flat_map(SownSchool::facts);
        world.hear_all("registration", facts).await;
        let mut rows: Vec<InsertStatement> = kept.chunks(200).map(periods).collect();
        rows.extend(self.certificates.chunks(200).flat_map(certificates));
        let database = &world.journal.database;
        for rows in rows.chunks(40) {
            let rows: Vec<_> = rows.iter().map(|rows| database.backend().build(rows)).collect();
            let written = database.write_retrying(move |transaction| {
                let rows = rows.clone();
                Box::pin(async move {
                    for row in rows {
                        transaction.execute_raw(row).await?;
                    }
                    Ok::<_, DbErr>(())
                })
            });
            written.await.unwrap();
        }
    }

    /// The register's answer to `asked` on `today`: what is on the page with `size` entries after the first `skipped`, and
    /// the token of that page.
    pub fn page(
        &self,
        asked: &wire::RegisterFilter,
        today: Day,
        [skipped, size]: [usize; 2],
    ) -> (Vec<wire::RegisterEntry>, String) {
        let on = asked.on.parse().unwrap_or(today);
        let found = self.found(asked, today);
        let before = skipped.checked_sub(1).and_then(|place| found.get(place));
        let token = before.map(|certificate| certificate.case.id.to_string());
        let page = found.into_iter().skip(skipped).take(size);
        let entries = page.map(|certificate| self.entry(certificate, on)).collect();
        (entries, token.unwrap_or_default())
    }

    /// The certificates that answer `asked` on `today`, in the register's order.
    pub fn found(&self, asked: &wire::RegisterFilter, today: Day) -> Vec<&Certificate> {
        let on = asked.on.parse().unwrap_or(today);
        let named = search::key(&[&asked.query]);
        let own = search::key(&[&asked.commune]);
        let commune = format!("uy ban nhan dan xa {}", own.trim_start_matches("xa "));
        let about_schools =
            !named.is_empty() || asked.school_type != 0 || !own.is_empty() || !asked.province.is_empty();
        let of_school = |known: &Known| {
            named.split(' ').all(|word| known.name_key.contains(word))
                && (asked.school_type == 0 || asked.school_type == i32::from(known.school_type))
                && (own.is_empty() || known.commune_key == commune)
                && (asked.province.is_empty() || asked.province == format!("authorities/{}", known.province))
        };
        let until = asked.valid_until.parse().unwrap_or(Day::MAX);
        let mut found: Vec<&Certificate> = self
            .certificates
            .iter()
            .filter(|certificate| certificate.recognised_on <= on && certificate.valid_until <= until)
            .filter(|certificate| {
                let known = self.known(certificate, on);
                (!about_schools || known.is_some_and(of_school))
                    && (asked.target == 0 || asked.target == i32::from(certificate.case.target))
                    && (asked.state == 0 || asked.state == state_on(certificate, on))
                    && (asked.school.is_empty()
                        || asked.school == format!("schools/{}", certificate.case.school_id))
            })
            .collect();
        found.sort_by_key(|certificate| std::cmp::Reverse((certificate.recognised_on, certificate.case.id)));
        found
    }

    fn known(&self, certificate: &Certificate, on: Day) -> Option<&Known> {
        let place = self.by_id.get(&certificate.case.school_id);
        place.map(|place| self.schools[*place].on(on))
    }

    fn entry(&self, certificate: &Certificate, on: Day) -> wire::RegisterEntry {
        let case = &certificate.case;
        let known = self.known(certificate, on);
        wire::RegisterEntry {
            certificate: format!("certificates/{}", case.id),
            number: certificate.number(),
            school: format!("schools/{}", case.school_id),
            school_name: known.map_or(&case.school_name, |known| &known.name).clone(),
            printed_name: case.school_name.clone(),
            school_type: known.map_or(case.school_type, |known| known.school_type).into(),
            commune: known.map_or(&case.commune, |known| &known.commune).clone(),
            target: case.target.into(),
            recognised_on: certificate.recognised_on.to_string(),
            valid_from: certificate.valid_from.to_string(),
            valid_until: certificate.valid_until.to_string(),
            state: state_on(certificate, on),
            on: on.to_string(),
            decision_number: certificate.decision_number.clone(),
        }
    }
}

/// How `certificate` stands on a day, as the wire numbers it: its states begin with the one that is not given.
fn state_on(certificate: &Certificate, on: Day) -> i32 {
    let state = certificate.state_on(on);
    let place = CertificateState::ALL.iter().position(|known| *known == state);
    place.unwrap() as i32 + 1
}

/// Anything that may be asked.
pub fn question(random: &mut Random, sown: &Sown) -> wire::RegisterFilter {
    let mut filter = wire::RegisterFilter::default();
    if random.happens(70) {
        filter.on = random.day("2009-06-01", 8_000).to_string();
    }
    if random.happens(40) {
        let number = random.below(sown.schools.len());
        let words = ["kim dong", "Lê Quý Đôn", "MỚI", "tieu hoc hoa", "không có", "12"];
        let word = *random.pick(&words);
        filter.query = if random.happens(50) {
            word.to_owned()
        } else {
            format!("{word} {number}")
        };
    }
    if random.happens(20) {
        filter.school_type = 1 + random.below(5) as i32;
    }
    if random.happens(20) {
        let own = commune(random.below(sown.communes)).1;
        filter.commune = random.pick(&[own.clone(), format!("xã {own}")]).clone();
    }
    if random.happens(20) {
        filter.province = format!("authorities/{}", random.pick(&sown.provinces));
    }
    if random.happens(25) {
        filter.target = 1 + random.below(6) as i32;
    }
    if random.happens(40) {
        filter.state = 1 + random.below(6) as i32;
    }
    if random.happens(20) {
        filter.valid_until = random.day("2015-01-01", 6_000).to_string();
    }
    if random.happens(5) {
        filter.school = format!("schools/{}", random.pick(&sown.schools).id);
    }
    filter
}

fn school(random: &mut Random, number: usize, communes: usize, provinces: &[Uuid]) -> SownSchool {
    let (kind, school_type) = *random.pick(&KINDS);
    let in_commune = random.below(communes);
    let province = |commune: usize| provinces[commune % provinces.len()];
    let name = format!("Trường {kind} {} {number}", random.pick(&OWN_NAMES));
    let first = Known::new(name, school_type, commune(in_commune).0, province(in_commune));
    let mut periods = vec![(Day::MIN, first.clone())];
    if random.happens(15) {
        let name = format!("Trường {kind} {} Mới {number}", random.pick(&OWN_NAMES));
        let known = Known::new(name, school_type, first.commune.clone(), first.province);
        periods.push((random.day("2012-01-01", 2_000), known));
    }
    if random.happens(25) {
        let before = periods.last().unwrap().1.clone();
        let moved = random.below(communes);
        let known = Known::new(before.name, school_type, commune(moved).0, province(moved));
        // Sometimes to where it was already, which is no change.
        if known.commune != before.commune {
            periods.push((random.day("2019-01-01", 2_000), known));
        }
    }
    let ends = random
        .happens(6)
        .then(|| (random.day("2025-01-01", 300), random.happens(50)));
    SownSchool {
        id: Uuid::from_u128(0x5_0000_0000 + number as u128),
        code: format!("{number:08}"),
        periods,
        ends,
    }
}

/// A certificate of `school`, or of one that was never heard of, with a life of its own.
fn certificate(random: &mut Random, number: usize, school: Option<&SownSchool>) -> Certificate {
    let recognised_on = random.day("2010-01-01", 5_900);
    let name = format!("Trường chưa biết {number}");
    let somewhere = (SchoolType::Primary, "Xã chưa biết".to_owned());
    let unheard = Known::new(name, somewhere.0, somewhere.1, Uuid::from_u128(0xF000));
    let printed = school.map_or(&unheard, |school| school.on(recognised_on));
    let case = Case {
        id: Uuid::from_u128((random.below(1 << 30) as u128) << 64 | number as u128),
        school_id: school.map_or(Uuid::from_u128(0x6_0000_0000 + number as u128), |school| {
            school.id
        }),
        school_name: printed.name.clone(),
        school_type: printed.school_type,
        commune: printed.commune.clone(),
        school_email: "truong@so.example".to_owned(),
        regime: RegimeId::A1,
        overlay: String::new(),
        target: *random.pick(&TARGETS),
        dossier_number: String::new(),
        place: Place {
            province_id: Some(printed.province),
            ..Place::default()
        },
    };
    let issue = Issue {
        number: CertificateNumber::new(2024, 1),
        code: VerificationCode::of_chance(u128::MAX / 3 - number as u128),
        kind: RecognitionKind::New,
        target: case.target,
        decision_number: format!("{number}/QĐ-SGDĐT"),
        decided_by: Authority::Department,
        signed_on: recognised_on,
        effective_on: recognised_on,
    };
    let mut certificate = Certificate::issue(&case, issue, Law::official(), at(recognised_on));
    certificate.origin = Origin::Entered(format!("CN-{number}"));
    certificate.valid_from = recognised_on.plus_days(if random.happens(10) { 30 } else { 0 });
    certificate.valid_until = certificate.valid_from.plus_years(5).eve();
    live(random, &mut certificate);
    certificate
}

/// What becomes of it: mostly nothing.
fn live(random: &mut Random, certificate: &mut Certificate) {
    let (from, until) = (certificate.valid_from, certificate.valid_until);
    let mut later = |after: Day| after.plus_days(random.below(600) as i32);
    let (first, second, third) = (
        later(from),
        later(from.plus_days(600)),
        later(from.plus_days(1_200)),
    );
    let span = |from: Day, until: Day| Span { from, until };
    let (standing, spans) = match random.below(100) {
        0..8 => (Standing::Revoked, vec![span(from, first.eve())]),
        8..12 => (
            Standing::InForce,
            vec![span(from, first.eve()), span(second, until)],
        ),
        12..15 => (
            Standing::Replaced,
            vec![span(from, first.eve()), span(second, third.eve())],
        ),
        15..17 => (
            Standing::Expired,
            vec![span(from, first.eve()), span(second, until)],
        ),
        17..24 => (Standing::Replaced, vec![span(from, third.eve())]),
        24..27 => (Standing::Lapsed, vec![span(from, second.eve())]),
        27..28 => (Standing::Replaced, vec![]),
        28..60 => (Standing::Expired, vec![span(from, until)]),
        _ => (Standing::InForce, vec![span(from, until)]),
    };
    certificate.standing = standing;
    // One that ended on its first day was never in force.
    certificate.spans = spans.into_iter().filter(|span| span.from <= span.until).collect();
}

/// The rows of `schools`, as the service writes them once it has heard of them.
fn periods(schools: &[SownSchool]) -> InsertStatement {
    const COLUMNS: [&str; 17] = [
        "school_id",
        "from_day",
        "until_day",
        "code",
        "name",
        "search_key",
        "school_type",
        "ownership",
        "email",
        "overlay",
        "commune",
        "commune_key",
        "commune_id",
        "authority_name",
        "authority_email",
        "province_id",
        "ended",
    ];
    let mut kept = Query::insert();
    kept.into_table("school_periods").columns(COLUMNS);
    for sown in schools {
        let school = sown
            .facts()
            .into_iter()
            .fold(None, |before: Option<School>, (_, fact, at)| {
                let (subject, body) = (fact.subject.unwrap(), fact.body.unwrap());
                School::heard(before.as_ref(), &subject, &body, local_day(at))
            });
        let school = school.unwrap();
        for period in school.periods() {
            let details = &period.details;
            let ends = school.ended.filter(|_| school.last_day() == Some(period.until));
            let row: [Value; 17] = [
                school.id.into(),
                date(period.from),
                date(period.until),
                details.code.clone().into(),
                details.name.clone().into(),
                search::key(&[&details.name]).into(),
                details.school_type.as_str_name().into(),
                details.ownership.as_str_name().into(),
                details.email.clone().into(),
                "".into(),
                details.commune.clone().into(),
                commune_key(&details.commune).into(),
                details.place.commune_id.into(),
                "".into(),
                "".into(),
                details.place.province_id.into(),
                ends.map(|ending| ending.to_string()).unwrap_or_default().into(),
            ];
            kept.values_panic(row.map(Into::into));
        }
    }
    kept
}

fn date(day: Day) -> Value {
    Value::from(NaiveDate::from(day))
}

/// The rows of `certificates`, as the service writes them.
fn certificates(certificates: &[Certificate]) -> [InsertStatement; 2] {
    const COLUMNS: [&str; 30] = [
        "id",
        "number",
        "entered",
        "book",
        "school_id",
        "school_name",
        "school_type",
        "commune",
        "school_email",
        "regime",
        "overlay",
        "dossier_number",
        "target",
        "kind",
        "decision_number",
        "decided_by",
        "recognised_on",
        "valid_from",
        "valid_until",
        "verification_code",
        "standing",
        "remedies",
        "measures",
        "entered_at",
        "settled_until",
        "version",
        "authority_name",
        "authority_email",
        "province_id",
        "year",
    ];
    let mut kept = Query::insert();
    kept.into_table("certificates").columns(COLUMNS);
    let mut spans = Query::insert();
    spans
        .into_table("certificate_spans")
        .columns(["certificate_id", "from_day", "until_day"]);
    for certificate in certificates {
        let case = &certificate.case;
        let row: [Value; 30] = [
            case.id.into(),
            certificate.number().into(),
            true.into(),
            case.book().into(),
            case.school_id.into(),
            case.school_name.clone().into(),
            case.school_type.as_str_name().into(),
            case.commune.clone().into(),
            case.school_email.clone().into(),
            case.regime.to_string().into(),
            "".into(),
            "".into(),
            case.target.as_str_name().into(),
            certificate.kind.as_str_name().into(),
            certificate.decision_number.clone().into(),
            certificate.decided_by.to_string().into(),
            date(certificate.recognised_on),
            date(certificate.valid_from),
            date(certificate.valid_until),
            certificate.code.as_str().into(),
            certificate.standing.as_str().into(),
            serde_json::json!([]).into(),
            serde_json::json!([]).into(),
            certificate.entered_at.into(),
            certificate.settled_until.into(),
            certificate.version.into(),
            "".into(),
            "".into(),
            case.place.province_id.into(),
            Value::Int(None),
        ];
        kept.values_panic(row.map(Into::into));
        for span in &certificate.spans {
            let row: [Value; 3] = [case.id.into(), date(span.from), date(span.until)];
            spans.values_panic(row.map(Into::into));
        }
    }
    [kept, spans]
}

/// The day that it is in `world`.
pub fn today(world: &Hosted) -> Day {
    local_day(world.journal.clock.now())
}
