//! What the database counts, beside a count by hand: schools whose kind, owner and commune change from day to day and
//! some of which end, and certificates with gaps in their days of force.

use std::collections::BTreeMap;

use calendar::Day;
use platform::identity::{Identity, Role};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use proto::fact::{Ownership, SchoolType, Target};
use proto::recognition as wire;
use sea_orm::sea_query::{Expr, InsertStatement, Query};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{confined, count};
use crate::builders::{authority, day, moment};
use crate::world::{World, officer};

const KINDS: [SchoolType; 4] = [
    SchoolType::Preschool,
    SchoolType::Primary,
    SchoolType::LowerSecondary,
    SchoolType::ContinuingEducation,
];
const OWNERSHIPS: [Ownership; 2] = [Ownership::Public, Ownership::NonPublic];
const TARGETS: [Target; 4] = [
    Target::Accreditation2,
    Target::Accreditation4,
    Target::NationalStandard1,
    Target::NationalStandard2,
];
/// The days on which anything changes; questions ask for one more at each end.
const DAYS: i32 = 40;

/// What a school was from one day to another.
#[derive(Clone, Debug)]
struct Period {
    from: Day,
    until: Day,
    kind: SchoolType,
    ownership: Ownership,
    commune: u128,
}

/// A certificate of the school with this place.
#[derive(Clone, Debug)]
struct Certificate {
    school: usize,
    target: Target,
    spans: Vec<(Day, Day)>,
}

fn nth(number: i32) -> Day {
    day("2024-01-01").plus_days(number)
}

/// A school that changes on some of the days, and ends after the last of them or not.
fn periods() -> impl Strategy<Value = Vec<Period>> {
    let details = (0..KINDS.len(), 0..OWNERSHIPS.len(), 0..5_usize);
    let changes = prop::collection::btree_map(1..DAYS, details.clone(), 0..4);
    (details, changes, prop::option::weighted(0.3, 1..DAYS)).prop_map(|(first, changes, end)| {
        let last = end.map_or(Day::MAX, nth);
        let mut begins: BTreeMap<Day, _> = changes
            .into_iter()
            .map(|(number, of)| (nth(number), of))
            .collect();
        begins.insert(Day::MIN, first);
        let ends: Vec<Day> = begins
            .keys()
            .skip(1)
            .map(|begin| begin.eve())
            .chain([last])
            .collect();
        let period =
            |((from, (kind, ownership, commune)), until): ((Day, (usize, usize, usize)), Day)| Period {
                from,
                until: until.min(last),
                kind: KINDS[kind],
                ownership: OWNERSHIPS[ownership],
                commune: [11, 12, 13, 21, 22][commune],
            };
        let periods = begins.into_iter().zip(ends).map(period);
        periods.filter(|period| period.from <= period.until).collect()
    })
}

/// Days of force in one row, or in two with days between on which it was revoked.
fn spans() -> impl Strategy<Value = Vec<(Day, Day)>> {
    prop::collection::btree_set(0..DAYS, 2..5).prop_map(|bounds| {
        let bounds: Vec<Day> = bounds.into_iter().map(nth).collect();
        bounds.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

fn schools() -> impl Strategy<Value = Vec<Vec<Period>>> {
    prop::collection::vec(periods(), 40)
}

fn certificates() -> impl Strategy<Value = Vec<Certificate>> {
    let certificate =
        (0..40_usize, 0..TARGETS.len(), spans()).prop_map(|(school, target, spans)| Certificate {
            school,
            target: TARGETS[target],
            spans,
        });
    prop::collection::vec(certificate, 60)
}

/// A question, and who asks it.
#[derive(Clone, Debug)]
struct Question {
    on: Day,
    grouping: wire::Grouping,
    standard: wire::Standard,
    kind: SchoolType,
    province: Option<u128>,
    scope: Option<u128>,
}

fn questions() -> impl Strategy<Value = Vec<Question>> {
    let who = prop::option::of(prop::sample::select(vec![1_u128, 2, 11, 12, 13, 21, 99]));
    let kind = prop_oneof![Just(0..0), Just(0..KINDS.len())];
    let kind = kind.prop_flat_map(|kinds| match kinds.is_empty() {
        true => Just(SchoolType::Unspecified).boxed(),
        false => kinds.prop_map(|kind| KINDS[kind]).boxed(),
    });
    let what = (-1..=DAYS, 0..4_i32, 1..5_i32, kind);
    let question = (what, prop::option::of(1..3_u128), who).prop_map(
        |((on, grouping, standard, kind), province, scope)| Question {
            on: nth(on),
            grouping: wire::Grouping::try_from(grouping).unwrap(),
            standard: wire::Standard::try_from(standard).unwrap(),
            kind,
            province,
            scope,
        },
    );
    prop::collection::vec(question, 120)
}

/// The number of schools and of those at standard, by group; counted one by one.
fn by_hand(
    question: &Question,
    schools: &[Vec<Period>],
    certificates: &[Certificate],
) -> BTreeMap<String, (u32, u32)> {
    let mut groups = BTreeMap::new();
    for (place, periods) in schools.iter().enumerate() {
        let held = |(from, until): &(Day, Day)| *from <= question.on && question.on <= *until;
        let there = periods.iter().find(|period| held(&(period.from, period.until)));
        let Some(period) = there.filter(|period| wanted(question, period)) else {
            continue;
        };
        let attained = certificates.iter().any(|certificate| {
            let counts = counts(question.standard, certificate.target);
            certificate.school == place && counts && certificate.spans.iter().any(held)
        });
        let (schools, at_standard) = groups.entry(group(question.grouping, period)).or_insert((0, 0));
        *schools += 1;
        *at_standard += u32::from(attained);
    }
    groups
}

fn wanted(question: &Question, period: &Period) -> bool {
    let of_kind = match question.kind {
        SchoolType::Unspecified => period.kind != SchoolType::ContinuingEducation,
        kind => period.kind == kind,
    };
    let province = period.commune / 10;
    let seen = question
        .scope
        .is_none_or(|scope| scope == province || scope == period.commune);
    of_kind && seen && question.province.is_none_or(|asked| asked == province)
}

fn counts(standard: wire::Standard, target: Target) -> bool {
    let national = target.as_str_name().contains("NATIONAL");
    match standard {
        wire::Standard::National2 => target == Target::NationalStandard2,
        wire::Standard::Accreditation => !national,
        wire::Standard::Any => true,
        wire::Standard::National | wire::Standard::Unspecified => national,
    }
}

fn group(grouping: wire::Grouping, period: &Period) -> String {
    let word = match (grouping, period.kind, period.ownership) {
        (wire::Grouping::Unspecified, _, _) => "",
        (wire::Grouping::Commune, _, _) => return format!("Xã số {}", period.commune),
        (wire::Grouping::Ownership, _, Ownership::Public) => "Công lập",
        (wire::Grouping::Ownership, _, _) => "Ngoài công lập",
        (_, SchoolType::Preschool, _) => "Mầm non",
        (_, SchoolType::Primary, _) => "Tiểu học",
        (_, SchoolType::LowerSecondary, _) => "Trung học cơ sở",
        (_, _, _) => "Giáo dục thường xuyên",
    };
    word.to_owned()
}

fn school_id(place: usize) -> Uuid {
    Uuid::from_u128(0x5C_0000 + place as u128)
}

fn date(day: Day) -> Value {
    chrono::NaiveDate::from(day).into()
}

fn rows_of(schools: &[Vec<Period>]) -> Vec<InsertStatement> {
    let row = |place: usize, period: &Period, last: bool| {
        let ended = if last && period.until < Day::MAX {
            "closed"
        } else {
            ""
        };
        let commune = authority(period.commune);
        let columns = [
            ("school_id", school_id(place).into()),
            ("from_day", date(period.from)),
            ("until_day", date(period.until)),
            ("code", "".into()),
            ("name", "Trường".into()),
            ("search_key", "truong".into()),
            ("school_type", period.kind.as_str_name().into()),
            ("ownership", period.ownership.as_str_name().into()),
            ("email", "".into()),
            ("overlay", "".into()),
            ("commune", format!("Xã số {}", period.commune).into()),
            ("commune_key", "".into()),
            ("commune_id", commune.into()),
            ("authority_id", commune.into()),
            ("authority_name", "".into()),
            ("authority_email", "".into()),
            ("province_id", authority(period.commune / 10).into()),
            ("ended", ended.into()),
        ];
        inserted("school_periods", columns)
    };
    let of_school = |(place, periods): (usize, &Vec<Period>)| -> Vec<InsertStatement> {
        let rows = periods.iter().enumerate();
        rows.map(|(number, period)| row(place, period, number + 1 == periods.len()))
            .collect()
    };
    schools.iter().enumerate().flat_map(of_school).collect()
}

fn certificate_rows(certificates: &[Certificate]) -> Vec<InsertStatement> {
    let text = |text: &str| Value::from(text);
    let row = |(place, certificate): (usize, &Certificate)| {
        let id = Uuid::from_u128(0xCE_0000 + place as u128);
        let (first, last) = (
            certificate.spans[0].0,
            certificate.spans[certificate.spans.len() - 1].1,
        );
        let at = moment("2023-12-01T08:00:00+07:00");
        let columns = [
            ("id", id.into()),
            ("number", format!("{place}").into()),
            ("entered", true.into()),
            ("book", text("")),
            ("school_id", school_id(certificate.school).into()),
            ("school_name", text("Trường")),
            ("school_type", text("SCHOOL_TYPE_PRIMARY")),
            ("commune", text("")),
            ("school_email", text("")),
            ("regime", text("A0")),
            ("overlay", text("")),
            ("dossier_number", text("")),
            ("target", text(certificate.target.as_str_name())),
            ("kind", text("RECOGNITION_KIND_NEW")),
            ("decision_number", text("")),
            ("decided_by", text("department")),
            ("recognised_on", date(first)),
            ("valid_from", date(first)),
            ("valid_until", date(last)),
            ("verification_code", format!("{place:012}").into()),
            ("standing", text("in_force")),
            ("remedies", serde_json::json!([]).into()),
            ("measures", serde_json::json!([]).into()),
            ("entered_at", at.into()),
            ("settled_until", at.into()),
            ("version", 1_i64.into()),
            ("authority_name", text("")),
            ("authority_email", text("")),
        ];
        let spans = certificate.spans.iter().map(move |(from, until)| {
            let columns = [
                ("certificate_id", id.into()),
                ("from_day", date(*from)),
                ("until_day", date(*until)),
            ];
            inserted("certificate_spans", columns)
        });
        let spans: Vec<_> = spans.collect();
        [vec![inserted("certificates", columns)], spans].concat()
    };
    certificates.iter().enumerate().flat_map(row).collect()
}

fn inserted<const N: usize>(table: &'static str, columns: [(&'static str, Value); N]) -> InsertStatement {
    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    Query::insert()
        .into_table(table)
        .columns(names)
        .values_panic(values.into_iter().map(Expr::value))
        .take()
}

async fn insert(world: &World, rows: Vec<InsertStatement>) {
    let database = &world.journal.database;
    let backend = database.backend();
    let statements: Vec<_> = rows.iter().map(|row| backend.build(row)).collect();
    let written = database.write::<_, sea_orm::DbErr, _>(move |transaction| {
        let statements = statements.clone();
        Box::pin(async move {
            for statement in statements {
                transaction.execute_raw(statement).await?;
            }
            Ok(())
        })
    });
    written.await.unwrap();
}

async fn the_database_counts_what_is_counted_by_hand(world: World) {
    let mut runner = TestRunner::deterministic();
    let (schools, certificates, questions) = (schools(), certificates(), questions())
        .new_tree(&mut runner)
        .unwrap()
        .current();
    insert(&world, rows_of(&schools)).await;
    insert(&world, certificate_rows(&certificates)).await;
    let mut attained_anywhere = 0;
    for question in questions {
        let asked = wire::GetAttainmentRequest {
            on: question.on.to_string(),
            grouping: question.grouping.into(),
            standard: question.standard.into(),
            school_type: question.kind.into(),
            province: question
                .province
                .map(|number| format!("authorities/{}", authority(number)))
                .unwrap_or_default(),
        };
        let who: Identity = question
            .scope
            .map_or_else(officer, |scope| confined(Role::Auditor, scope));
        let found = count(&world, &who, asked).await;
        let mut expected = by_hand(&question, &schools, &certificates);
        let total = expected
            .values()
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        if question.grouping == wire::Grouping::Unspecified {
            expected.clear();
        }
        let figures = |row: &wire::AttainmentRow| (row.schools, row.attained);
        let rows: BTreeMap<_, _> = found
            .rows
            .iter()
            .map(|row| (row.group.clone(), figures(row)))
            .collect();
        assert_eq!(rows.len(), found.rows.len(), "{question:?}: each group once");
        assert_eq!(rows, expected, "{question:?}");
        assert_eq!(figures(&found.total.unwrap()), total, "{question:?}");
        attained_anywhere += total.1;
    }
    assert!(attained_anywhere > 100, "the questions find something");
}

ground::both!(World: the_database_counts_what_is_counted_by_hand);
