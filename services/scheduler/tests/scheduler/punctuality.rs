//! How punctual everyone was: which clocks count, as what, for whom, and the share they come to.

use std::collections::HashMap;
use std::slice::from_ref;

use ground::{Hosted, Stand, broken_fields};
use platform::identity::{Identity, Role};
use proto::fact::{
    Body, DossierAccepted, DossierResubmitted, DossierSubmitted, DossierWithdrawn, DraftReportSent,
};
use proto::scheduler::scheduler_service_client::SchedulerServiceClient;
use proto::scheduler::{GetPunctualityRequest, PunctualityRow};
use scheduler::domain::{Counted, Outcome, punctuality};
use statute::{Law, RegimeId};
use tonic::Code;

use crate::story::{self, Case, Told, authority, moment, placed};
use crate::world::START;

/// The service, running.
struct House(Hosted);

impl Stand for House {
    async fn on(ground: ground::World) -> Self {
        Self(Hosted::start(ground, scheduler::NAME, moment(START), scheduler::assemble).await)
    }
}

impl House {
    /// Has everything `told` heard, each in its place of its service's chain.
    async fn hear(&self, told: impl IntoIterator<Item = Told>) {
        let mut sequences: HashMap<_, i64> = HashMap::new();
        for told in told {
            let case_id = told.fact.subject.as_ref().unwrap().case_id.clone();
            let sequence = sequences.entry((case_id, told.producer)).or_default();
            *sequence += 1;
            let parked = self.0.hear(told.producer, *sequence, told.fact, told.at).await;
            assert_eq!(parked, None);
        }
    }

    async fn asked(
        &self,
        identity: &Identity,
        (from, until): (&str, &str),
    ) -> Result<Vec<PunctualityRow>, tonic::Status> {
        let request = GetPunctualityRequest {
            from: from.to_owned(),
            until: until.to_owned(),
        };
        let mut client = SchedulerServiceClient::new(self.0.door(identity));
        let answer = client.get_punctuality(request).await?;
        Ok(answer.into_inner().rows)
    }

    async fn rows(&self, identity: &Identity, days: (&str, &str)) -> Vec<PunctualityRow> {
        self.asked(identity, days).await.unwrap()
    }
}

/// The first week of February 2025, in which every limit of these tests ends that was begun on its Monday.
const WEEK: (&str, &str) = ("2025-02-03", "2025-02-09");
const CHECK: &str = "Cơ quan tiếp nhận kiểm tra hồ sơ đăng ký đánh giá ngoài";

fn submitted(case: &Case, on: &str) -> Told {
    case.registration(on, Body::DossierSubmitted(DossierSubmitted::default()))
}

fn accepted(case: &Case, at: &str) -> Told {
    case.registration(at, Body::DossierAccepted(DossierAccepted::default()))
}

fn withdrawn(case: &Case, at: &str) -> Told {
    case.registration(at, Body::DossierWithdrawn(DossierWithdrawn::default()))
}

/// What the owner found: the check of a dossier begun on 03/02/2025 was not done by 06/02.
fn broken(case: &Case) -> Told {
    case.registration(
        "2025-02-07T00:00:00+07:00",
        story::breached("dossier.check", "2025-02-06"),
    )
}

fn in_commune(number: u128, commune: u128) -> Case {
    placed(Case::new(number, "A1"), 1, commune)
}

/// Checks of dossiers that all began on Monday and were due on Thursday, one of each way to end.
fn checks() -> Vec<Told> {
    let [met, again, late, owed, ended, broken_and_ended, stopped, deemed] =
        std::array::from_fn(|place| in_commune(place as u128 + 1, 11));
    let elsewhere = placed(Case::new(20, "A1"), 2, 21);
    let mut told: Vec<_> = [
        &met,
        &again,
        &late,
        &owed,
        &ended,
        &broken_and_ended,
        &stopped,
        &elsewhere,
    ]
    .into_iter()
    .map(|case| submitted(case, "2025-02-03"))
    .collect();
    told.extend([
        accepted(&met, "2025-02-06T23:59:59+07:00"),
        accepted(&again, "2025-02-04"),
        broken(&late),
        accepted(&late, "2025-02-10"),
        broken(&owed),
        withdrawn(&ended, "2025-02-04"),
        broken(&broken_and_ended),
        withdrawn(&broken_and_ended, "2025-02-08"),
        stopped.registration("2025-02-04", story::supplement("Thiếu minh chứng")),
        deemed.review("2025-01-20", Body::DraftReportSent(DraftReportSent::default())),
        deemed.review("2025-02-11T00:00:00+07:00", story::silence("2025-02-10")),
    ]);
    told
}

fn check(met: u32, met_late: u32, breached: u32, open: u32, share: &str) -> PunctualityRow {
    PunctualityRow {
        limit: "dossier.check".to_owned(),
        title: CHECK.to_owned(),
        owed_by: "district".to_owned(),
        met,
        met_late,
        breached,
        open,
        share: share.to_owned(),
        ..PunctualityRow::default()
    }
}

async fn each_way_to_end_counts_as_what_it_says_of_punctuality(house: House) {
    house.hear(checks()).await;
    let officer = Identity::new("x", Role::DepartmentOfficer);
    // Two in time; one late; one still owed and one whose case ended too late to undo it; one stopped and one of
    // the other province running. The dossier given up in time and the silence of a school count nowhere.
    assert_eq!(house.rows(&officer, WEEK).await, [check(2, 1, 2, 2, "40,0 %")]);
    assert_eq!(house.rows(&officer, ("2025-02-03", "2025-02-05")).await, []);
    assert_eq!(
        house.rows(&officer, ("2025-02-06", "2025-02-06")).await,
        [check(2, 1, 2, 2, "40,0 %")],
        "both days are among those asked for"
    );
    let spring: Vec<_> = house.rows(&officer, ("2025-02-10", "2025-06-30")).await;
    let limits: Vec<_> = spring.iter().map(|row| (row.limit.as_str(), row.open)).collect();
    assert_eq!(
        limits,
        [("review.report", 1), ("review.start", 3)],
        "what is only ahead is open; the school's silence until 10/02 is in the days and nobody's lateness"
    );
    assert!(spring.iter().all(|row| row.share.is_empty()));
}

async fn a_stopped_limit_counts_by_the_last_day_it_comes_to(house: House) {
    let case = in_commune(1, 11);
    let mut told = vec![
        submitted(&case, "2025-02-03"),
        case.registration("2025-02-04", story::supplement("Thiếu minh chứng")),
        case.registration(
            "2025-02-12",
            Body::DossierResubmitted(DossierResubmitted::default()),
        ),
    ];
    told.push(accepted(&case, "2025-02-17"));
    house.hear(told).await;
    let officer = Identity::new("x", Role::DepartmentOfficer);
    assert_eq!(
        house.rows(&officer, WEEK).await,
        [],
        "it was due on 06/02 and no longer is"
    );
    let later = house.rows(&officer, ("2025-02-17", "2025-02-17")).await;
    assert_eq!(later, [check(1, 0, 0, 0, "100,0 %")]);
}

async fn everyone_reads_of_their_own_only(house: House) {
    house.hear(checks()).await;
    let confined = |role, number: u128| Identity::new("x", role).within(authority(number).to_string());
    let whole = check(2, 1, 2, 2, "40,0 %");
    let first = check(2, 1, 2, 1, "40,0 %");
    let second = check(0, 0, 0, 1, "");
    for role in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Province,
        Role::Administrator,
        Role::Auditor,
    ] {
        assert_eq!(house.rows(&confined(role, 1), WEEK).await, from_ref(&first));
        assert_eq!(house.rows(&confined(role, 2), WEEK).await, from_ref(&second));
        assert_eq!(house.rows(&confined(role, 3), WEEK).await, []);
    }
    let auditor = Identity::new("x", Role::Auditor);
    assert_eq!(house.rows(&auditor, WEEK).await, [whole]);
    assert_eq!(
        house.rows(&confined(Role::Commune, 11), WEEK).await,
        [first],
        "a commune reads how its dossiers were checked"
    );
    assert_eq!(house.rows(&confined(Role::Commune, 12), WEEK).await, []);
    let late = in_commune(3, 11).0.school_id;
    let school = Identity::new("x", Role::School).within(late);
    assert_eq!(
        house.rows(&school, WEEK).await,
        [check(0, 1, 0, 0, "0,0 %")],
        "a school how its own was"
    );
    let reviewer = house.asked(&Identity::new("x", Role::Reviewer), WEEK).await;
    assert_eq!(reviewer.unwrap_err().code(), Code::PermissionDenied);
}

async fn days_that_do_not_fit_are_refused_all_at_once(house: House) {
    let officer = Identity::new("x", Role::DepartmentOfficer);
    for (days, fields) in [
        (("", ""), vec!["from", "until"]),
        (("hôm qua", "2025-02-30"), vec!["from", "until"]),
        (("2025-02-09", "2025-02-08"), vec!["until"]),
    ] {
        let refused = house.asked(&officer, days).await.unwrap_err();
        assert_eq!(broken_fields(&refused), fields, "{days:?}");
    }
}

ground::both!(House:
    each_way_to_end_counts_as_what_it_says_of_punctuality,
    a_stopped_limit_counts_by_the_last_day_it_comes_to,
    everyone_reads_of_their_own_only,
    days_that_do_not_fit_are_refused_all_at_once,
);

fn counted(limit: &str, regime: RegimeId, outcome: Outcome, clocks: u32) -> Counted {
    Counted {
        limit: limit.to_owned(),
        overlay: None,
        regime,
        outcome,
        clocks,
    }
}

#[test]
fn regimes_share_a_row_where_one_office_owes_and_have_their_own_where_another_does() {
    let rows = punctuality(
        vec![
            counted("dossier.check", RegimeId::A2, Outcome::Met, 30),
            counted("dossier.check", RegimeId::A1, Outcome::Met, 4),
            counted("dossier.check", RegimeId::A0, Outcome::Breached, 1),
            counted("dossier.check", RegimeId::B, Outcome::MetLate, 10),
        ],
        Law::official(),
    );
    let shares: Vec<_> = rows
        .iter()
        .map(|row| (row.owed_by.as_str(), row.share().unwrap().to_string()))
        .collect();
    assert_eq!(
        shares,
        [
            ("commune", "75,0 %".to_owned()),
            ("district", "80,0 %".to_owned())
        ]
    );
}

#[test]
fn an_overlay_has_a_row_beside_the_act_and_what_nobody_owes_has_none() {
    let overlay = Counted {
        overlay: Some("ha-noi".to_owned()),
        ..counted("recognition.decide", RegimeId::A1, Outcome::Breached, 1)
    };
    let rows = punctuality(
        vec![
            overlay,
            counted("recognition.decide", RegimeId::A1, Outcome::Met, 39),
            counted("recognition.decide", RegimeId::A1, Outcome::MetLate, 1),
            counted("review.comment", RegimeId::A1, Outcome::Deemed, 7),
            counted("certificate.expire", RegimeId::A1, Outcome::Expired, 7),
            counted("certificate.upgrade", RegimeId::A1, Outcome::Opened, 7),
        ],
        Law::official(),
    );
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.overlay.as_str(),
                row.title.as_str(),
                row.share().unwrap().to_string(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("", "Quyết định công nhận", "97,5 %".to_owned()),
            (
                "ha-noi",
                "Quyết định công nhận (chỉ tiêu của Hà Nội)",
                "0,0 %".to_owned()
            ),
        ]
    );
}

#[test]
fn a_limit_that_the_law_has_lost_goes_by_its_name() {
    let rows = punctuality(
        vec![counted("review.lost", RegimeId::A1, Outcome::Met, 1)],
        Law::official(),
    );
    assert_eq!(rows[0].title, "review.lost");
}
