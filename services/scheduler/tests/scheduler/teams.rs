//! Teams that change: the limits of their steps, and who is written to.

use proto::fact::{
    Body, DossierAccepted, DossierWithdrawn, DraftReportSent, ReplacementProposed, ReviewStep,
    ReviewerChanged, ReviewerEntered, ReviewerRetired, SeasonAdopted, SeasonSolved, Subject, TeamDiscarded,
    TeamProposed, TeamRole,
};
use scheduler::domain::{CaseFile, Consequences, Outcome};
use uuid::Uuid;

use crate::story::{
    self, Case, HEAD, SECRETARY, Told, authority, bodies, clock, hear, moment, rules, rules_with, seat,
};
use crate::world::World;

use ReviewStep::{DossierStudy, OfficialVisit, PreliminaryVisit};

ground::both!(World:
    the_limits_of_a_team_end_with_it_and_begin_again_with_the_next,
    an_invitation_goes_out_once_however_often_it_is_delivered,
    what_is_none_of_the_schedulers_business_opens_no_case,
);

/// What `case` comes to when it hears `told` on the days they happened.
fn after(case: &Case, told: &[Told]) -> CaseFile {
    let mut file = case.file();
    for fact in told {
        hear(&mut file, fact, &rules(), fact.at);
    }
    file
}

/// How the clock of `limit` stands, and its due date.
fn standing(file: &CaseFile, limit: &str) -> Option<(Outcome, String)> {
    let clock = file.clocks.iter().find(|clock| clock.limit == limit)?;
    let standing = clock.standing.as_ref()?;
    Some((
        standing.outcome,
        standing.due_on.map(|day| day.to_string()).unwrap_or_default(),
    ))
}

fn stands(outcome: Outcome, due_on: &str) -> Option<(Outcome, String)> {
    Some((outcome, due_on.to_owned()))
}

/// A case whose team was established on 3/3/2025.
fn with_team(case: &Case) -> Vec<Told> {
    vec![
        case.registration("2025-02-14", Body::DossierAccepted(DossierAccepted::default())),
        case.review("2025-03-03", story::team()),
    ]
}

#[test]
fn each_step_has_its_own_clock_from_the_one_before_it() {
    use Outcome::{Met, Running};
    let case = Case::new(1, "A1");
    let mut told = with_team(&case);
    assert_eq!(
        standing(&after(&case, &told), "review.start"),
        stands(Met, "2025-05-14")
    );
    assert_eq!(
        standing(&after(&case, &told), "review.study"),
        stands(Running, "2025-03-17")
    );
    let draft = || Body::DraftReportSent(DraftReportSent::default());
    for (at, body, met, due_on, begun) in [
        (
            "2025-03-10",
            story::completed(DossierStudy),
            "review.study",
            "2025-03-24",
            "review.preliminary_visit",
        ),
        (
            "2025-03-12",
            story::completed(PreliminaryVisit),
            "review.preliminary_visit",
            "2025-04-02",
            "review.official_visit",
        ),
        (
            "2025-03-26",
            story::completed(OfficialVisit),
            "review.official_visit",
            "2025-04-10",
            "review.draft",
        ),
        (
            "2025-04-04",
            draft(),
            "review.draft",
            "2025-04-21",
            "review.comment",
        ),
    ] {
        assert_eq!(
            standing(&after(&case, &told), begun),
            None,
            "{begun} has not begun"
        );
        told.push(case.review(at, body));
        let file = after(&case, &told);
        assert_eq!(standing(&file, met).unwrap().0, Met, "{met}");
        assert_eq!(standing(&file, begun), stands(Running, due_on), "{begun}");
    }
}

#[test]
fn the_steps_of_a_dissolved_team_are_begun_anew_by_the_next() {
    use Outcome::{Cancelled, Met, Running};
    let case = Case::new(1, "A1");
    let mut told = with_team(&case);
    told.extend([
        case.review("2025-03-05", story::completed(DossierStudy)),
        case.review("2025-03-10", story::dissolved()),
    ]);
    let file = after(&case, &told);
    assert_eq!(
        standing(&file, "review.team_again"),
        stands(Running, "2025-04-10")
    );
    assert_eq!(
        standing(&file, "review.study"),
        stands(Met, "2025-03-17"),
        "it was done"
    );
    assert_eq!(
        standing(&file, "review.preliminary_visit"),
        stands(Cancelled, "2025-03-19")
    );
    told.push(case.review("2025-04-01", story::team()));
    let file = after(&case, &told);
    assert_eq!(standing(&file, "review.team_again"), stands(Met, "2025-04-10"));
    assert_eq!(
        standing(&file, "review.start"),
        stands(Met, "2025-05-14"),
        "it was kept"
    );
    assert_eq!(
        standing(&file, "review.study"),
        stands(Running, "2025-04-16"),
        "and is to be done again"
    );
    assert_eq!(
        standing(&file, "review.preliminary_visit"),
        stands(Cancelled, "2025-03-19")
    );
    told.push(case.review("2025-04-09", story::completed(DossierStudy)));
    let file = after(&case, &told);
    assert_eq!(standing(&file, "review.study"), stands(Met, "2025-04-16"));
    assert_eq!(
        standing(&file, "review.preliminary_visit"),
        stands(Running, "2025-04-23")
    );
    // And once more.
    told.push(case.review("2025-04-14", story::dissolved()));
    let file = after(&case, &told);
    assert_eq!(
        standing(&file, "review.team_again"),
        stands(Running, "2025-05-14")
    );
    assert_eq!(
        standing(&file, "review.preliminary_visit"),
        stands(Cancelled, "2025-04-23")
    );
}

#[test]
fn what_one_team_broke_is_not_laid_to_the_next() {
    let case = Case::new(1, "A1");
    let mut told = with_team(&case);
    told.extend([
        case.review(
            "2025-03-18T00:00:00+07:00",
            story::breached("review.study", "2025-03-17"),
        ),
        case.review("2025-03-20", story::dissolved()),
    ]);
    let before = after(&case, &told);
    assert_eq!(
        standing(&before, "review.study"),
        stands(Outcome::Cancelled, "2025-03-17")
    );
    told.push(case.review("2025-03-24", story::team()));
    let file = after(&case, &told);
    assert_eq!(
        standing(&file, "review.study"),
        stands(Outcome::Running, "2025-04-08")
    );
    // The ladder is laid over the new date, and nothing but it is armed.
    let armed: Vec<_> = clock(&file, "review.study")
        .rungs
        .iter()
        .filter(|rung| rung.state == scheduler::domain::RungState::Armed)
        .map(|rung| (rung.id.as_str(), rung.due_on.to_string()))
        .collect();
    assert!(
        armed.contains(&("deadline", "2025-04-08".to_owned())),
        "{armed:?}"
    );
    assert!(
        armed.iter().all(|(_, due_on)| due_on == "2025-04-08"),
        "{armed:?}"
    );
}

#[test]
fn a_review_that_is_closed_owes_nothing_and_no_team_begins_it_again() {
    let case = Case::new(1, "A1");
    let withdrawn = case.registration("2025-03-10", Body::DossierWithdrawn(DossierWithdrawn::default()));
    let closed = case.review("2025-03-10", story::closed());
    for end in [withdrawn, closed] {
        let mut told = with_team(&case);
        told.push(case.review("2025-03-05", story::dissolved()));
        told.push(end);
        let file = after(&case, &told);
        for limit in ["review.study", "review.team_again"] {
            assert_eq!(standing(&file, limit).unwrap().0, Outcome::Cancelled, "{limit}");
        }
        // Established by somebody who had not heard of it.
        told.push(case.review("2025-03-11", story::team()));
        let file = after(&case, &told);
        assert_eq!(standing(&file, "review.study").unwrap().0, Outcome::Cancelled);
    }
}

/// Where the reminders of `limit` go that fire from `now` until `end`.
fn reminded(file: &mut CaseFile, now: &str, end: &str, rules: &scheduler::domain::Rules) -> Consequences {
    file.fire(rules, moment(end), moment(now))
}

fn addresses(consequences: &Consequences) -> Vec<&str> {
    consequences
        .letters
        .iter()
        .map(|letter| letter.to.as_str())
        .collect()
}

#[test]
fn reminders_go_to_the_head_and_the_secretary_who_sit_now() {
    let case = Case::new(1, "A1");
    let at = "2025-03-17T07:30:00+07:00";
    let mut told = with_team(&case);
    let fired = reminded(&mut after(&case, &told), at, at, &rules());
    assert_eq!(addresses(&fired), [HEAD, SECRETARY]);
    let ids: std::collections::BTreeSet<Uuid> = fired.letters.iter().map(|letter| letter.id).collect();
    assert_eq!(ids.len(), 2);
    told.push(case.review(
        "2025-03-04",
        story::replaced(seat("Hoàng Thị Em", "em@truong.example", TeamRole::Head)),
    ));
    let fired = reminded(&mut after(&case, &told), at, at, &rules());
    assert_eq!(addresses(&fired), ["em@truong.example", SECRETARY]);
    told.push(case.review(
        "2025-03-05",
        story::replaced(seat("Vũ Văn Giang", HEAD, TeamRole::Secretary)),
    ));
    told.push(case.review(
        "2025-03-06",
        story::replaced(seat("Đỗ Thị Hà", "ha@truong.example", TeamRole::Member)),
    ));
    let fired = reminded(&mut after(&case, &told), at, at, &rules());
    assert_eq!(addresses(&fired), ["em@truong.example", HEAD]);
    // Both at one address have one letter; whoever came without an address does not inherit one.
    told.push(case.review(
        "2025-03-07",
        story::replaced(seat("Ngô Văn Ích", HEAD, TeamRole::Head)),
    ));
    let fired = reminded(&mut after(&case, &told), at, at, &rules());
    assert_eq!(addresses(&fired), [HEAD]);
    told.push(case.review(
        "2025-03-08",
        story::replaced(seat("Bùi Thị Kim", " ", TeamRole::Secretary)),
    ));
    told.push(case.review(
        "2025-03-09",
        story::replaced(seat("Bùi Thị Lan", "", TeamRole::Head)),
    ));
    let fired = reminded(&mut after(&case, &told), at, at, &rules());
    assert_eq!(
        addresses(&fired),
        ["department_officer@tinh.example"],
        "the fallback"
    );
    let fired = reminded(&mut after(&case, &told), at, at, &rules_with(&[]));
    assert_eq!(addresses(&fired), [""; 0]);
    assert!(
        bodies(&fired)
            .iter()
            .any(|body| matches!(body, Body::AlarmRaised(_))),
        "{fired:?}"
    );
}

#[test]
fn a_dissolved_team_is_forgotten() {
    let case = Case::new(1, "A1");
    let mut told = with_team(&case);
    told.push(case.review("2025-03-05", story::dissolved()));
    let file = after(&case, &told);
    assert_eq!(
        (file.card.head_name.as_str(), file.card.head_email.as_str()),
        ("", "")
    );
    assert_eq!(
        (
            file.card.secretary_name.as_str(),
            file.card.secretary_email.as_str()
        ),
        ("", "")
    );
    told.push(case.review(
        "2025-03-06",
        story::team_of(vec![seat("Hoàng Thị Em", "em@truong.example", TeamRole::Head)]),
    ));
    let mut file = after(&case, &told);
    let at = "2025-03-20T07:30:00+07:00";
    let fired = reminded(&mut file, at, at, &rules());
    assert_eq!(addresses(&fired), ["em@truong.example"]);
}

/// What follows at once when a case of the team 77 hears `body`.
fn of_the_team(body: Body, offices: &[&str]) -> Consequences {
    let case = Case(Subject {
        case_id: Uuid::from_u128(77).to_string(),
        province_id: authority(1).to_string(),
        ..Subject::default()
    });
    let told = case.review("2025-03-03", body);
    hear(&mut case.file(), &told, &rules_with(offices), told.at)
}

fn alarms(consequences: &Consequences) -> Vec<&str> {
    let mut reasons = Vec::new();
    for body in bodies(consequences) {
        if let Body::AlarmRaised(alarm) = body {
            reasons.push(alarm.reason.as_str());
        }
    }
    reasons
}

#[test]
fn who_cannot_be_told_raises_an_alarm_and_the_others_are_told() {
    let schools = [story::SCHOOL, "Trường Mầm non xã Chiêu Vũ"];
    let heard = of_the_team(story::invited(story::seats(), &schools), &[]);
    assert_eq!(addresses(&heard), [HEAD, SECRETARY]);
    assert_eq!(
        alarms(&heard),
        [
            "Mời tham gia đoàn ĐGN: không có địa chỉ thư của Ông/Bà Phạm Thị Dung; bổ sung trong hồ sơ người đánh giá \
          và thông báo trực tiếp"
        ]
    );
    let answered = || story::answered(false, &schools);
    assert_eq!(
        addresses(&of_the_team(answered(), &["department_officer"])),
        ["department_officer@tinh.example"]
    );
    let heard = of_the_team(answered(), &[]);
    assert_eq!(addresses(&heard), [""; 0]);
    assert_eq!(
        alarms(&heard),
        [
            "Từ chối tham gia đoàn ĐGN: không có địa chỉ thư của chuyên viên Sở Giáo dục và Đào tạo; bổ sung để thông báo"
        ]
    );
    // A school without an address is not reminded of these by any ladder.
    let mute = Case::new(1, "A1").with(|subject| subject.school_email.clear());
    for body in [
        story::replaced(seat("Hoàng Thị Em", "em@truong.example", TeamRole::Head)),
        story::dissolved(),
        story::visit(OfficialVisit, "2025-03-20", "2025-03-21"),
    ] {
        let told = mute.review("2025-03-10", body);
        let heard = hear(&mut mute.file(), &told, &rules(), told.at);
        let about_school = |alarm: &&str| alarm.contains("không có địa chỉ thư của nhà trường");
        assert_eq!(
            alarms(&heard).into_iter().filter(about_school).count(),
            1,
            "{heard:?}"
        );
    }
}

#[test]
fn people_who_share_an_address_have_a_letter_each() {
    let seats = vec![
        seat("Trần Thị Bình", "chung@truong.example", TeamRole::Head),
        seat("Lê Văn Cường", "chung@truong.example", TeamRole::Secretary),
    ];
    for body in [
        story::invited(seats.clone(), &[story::SCHOOL]),
        story::team_of(seats),
    ] {
        let heard = of_the_team(body, &[]);
        let ids: std::collections::BTreeSet<Uuid> = heard.letters.iter().map(|letter| letter.id).collect();
        assert_eq!((heard.letters.len(), ids.len()), (2, 2));
    }
}

async fn the_limits_of_a_team_end_with_it_and_begin_again_with_the_next(world: World) {
    let case = Case::new(1, "A1");
    let breach = |at: &str, due_on: &str| case.review(at, story::breached("review.study", due_on));
    world.hear([case.review("2025-02-03", story::team())]).await;
    let stored = "SELECT head_email || ' ' || secretary_email FROM cases";
    assert_eq!(world.texts(stored).await, [format!("{HEAD} {SECRETARY}")]);
    world.at("2025-02-18T08:00:00+07:00");
    world.fire().await;
    world
        .hear([breach("2025-02-18T08:00:00+07:00", "2025-02-17")])
        .await;
    world.at("2025-02-20T08:00:00+07:00");
    world
        .hear([case.review("2025-02-20T08:00:00+07:00", story::dissolved())])
        .await;
    assert_eq!(world.texts(stored).await, [" "]);
    world.at("2025-03-10T08:00:00+07:00");
    world.fire().await;
    world
        .hear([case.review("2025-03-10T08:00:00+07:00", story::team())])
        .await;
    world.at("2025-04-01T08:00:00+07:00");
    world.fire().await;
    let reached: Vec<_> = world.reached().await;
    let reached: Vec<_> = reached
        .iter()
        .map(|(_, reached)| (reached.limit.as_str(), reached.due_on.as_str()))
        .collect();
    assert_eq!(
        reached,
        [("review.study", "2025-02-17"), ("review.study", "2025-03-24")]
    );
    assert_eq!(
        world.totals().await.missed,
        1,
        "nobody has judged the second one yet"
    );
    world
        .hear([breach("2025-04-01T08:00:00+07:00", "2025-03-24")])
        .await;
    assert_eq!(world.totals().await.missed, 0);
    let outcomes =
        "SELECT limit_id || ' ' || outcome FROM clocks WHERE outcome IS NOT NULL ORDER BY limit_id";
    assert_eq!(
        world.texts(outcomes).await,
        ["review.study breached", "review.team_again met"]
    );
    world.verify().await;
}

async fn an_invitation_goes_out_once_however_often_it_is_delivered(world: World) {
    let team = Case(Subject {
        case_id: Uuid::from_u128(77).to_string(),
        province_id: authority(1).to_string(),
        ..Subject::default()
    });
    let invited = team.review("2025-02-03", story::invited(story::seats(), &[story::SCHOOL]));
    world.hear([invited.clone()]).await;
    let post = world.kept_post();
    assert_eq!(post.pass().await.unwrap(), 2);
    for _ in 0..3 {
        world.deliver_again(&invited, 1).await;
    }
    assert_eq!(post.pass().await.unwrap(), 0);
    assert_eq!(world.kept().len(), 2);
    assert_eq!(world.alarms().await.len(), 1, "one has no address");
    // Even when it was forgotten that it was heard.
    for forgotten in ["DELETE FROM inbox", "DELETE FROM inbox_heads"] {
        world.change(forgotten, []).await;
    }
    world.deliver_again(&invited, 1).await;
    assert_eq!(world.number("SELECT count(*) FROM mails").await, 2);
    assert_eq!(post.pass().await.unwrap(), 0);
    // The province sees its mail, and nothing runs.
    let seen = "SELECT count(*) FROM mails JOIN cases ON cases.case_id = mails.case_id WHERE province_id IS NOT NULL";
    assert_eq!(world.number(seen).await, 2);
    assert_eq!(world.number("SELECT count(*) FROM clocks").await, 0);
    world.verify().await;
}

async fn what_is_none_of_the_schedulers_business_opens_no_case(world: World) {
    for (number, body) in [
        Body::ReviewerEntered(ReviewerEntered::default()),
        Body::ReviewerChanged(ReviewerChanged::default()),
        Body::ReviewerRetired(ReviewerRetired::default()),
        Body::TeamProposed(TeamProposed::default()),
        Body::TeamDiscarded(TeamDiscarded::default()),
        Body::ReplacementProposed(ReplacementProposed::default()),
        Body::SeasonSolved(SeasonSolved::default()),
        Body::SeasonAdopted(SeasonAdopted::default()),
    ]
    .into_iter()
    .enumerate()
    {
        let case = Case(Subject {
            case_id: Uuid::from_u128(number as u128 + 1).to_string(),
            ..Subject::default()
        });
        world.hear([case.review("2025-02-03", body)]).await;
    }
    assert_eq!(
        world
            .number("SELECT count(*) FROM inbox WHERE handled_at IS NOT NULL")
            .await,
        8
    );
    for table in ["cases", "clocks", "mails"] {
        assert_eq!(
            world.number(&format!("SELECT count(*) FROM {table}")).await,
            0,
            "{table}"
        );
    }
}
