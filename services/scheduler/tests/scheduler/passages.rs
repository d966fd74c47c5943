//! Whatever a server does, each mail ends in the state that is written down for it, and is counted (F26–F30).

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use ground::eventually;
use proto::fact::Body;
use sea_orm::{FromQueryResult, Statement};
use uuid::Uuid;

use crate::smtp::{Script, Server};
use crate::story::moment;
use crate::world::World;

ground::both!(World:
    each_mail_ends_in_the_state_that_is_written_down_for_what_the_server_did,
    a_server_that_does_anything_loses_no_mail_and_no_copy_is_uncounted,
    a_server_that_is_down_for_two_days_costs_no_mail,
    what_a_server_never_takes_has_failed_after_four_days_and_is_shown_twice,
    an_office_that_was_paused_past_its_claim_changes_nothing_when_it_wakes,
    a_reminder_that_waits_to_be_tried_again_is_superseded_when_its_clock_ends,
    an_address_that_takes_nothing_is_told_to_the_officer_once_until_it_takes_mail_again,
    a_letter_about_an_address_never_brings_another_one,
    nothing_is_said_to_a_server_that_offers_no_encryption_when_it_is_required,
);

/// Longer than any test takes: nothing is cut off by chance.
const PATIENT: Duration = Duration::from_secs(60);
/// Shorter than the patience of a test.
const IMPATIENT: Duration = Duration::from_millis(300);

/// How a mail stands in the table.
#[derive(Debug, PartialEq, Eq, FromQueryResult)]
struct Stands {
    state: String,
    attempts: i32,
    copies: i32,
}

impl Stands {
    fn so(state: &str, attempts: i32, copies: i32) -> Self {
        Self {
            state: state.to_owned(),
            attempts,
            copies,
        }
    }
}

async fn stands(world: &World, id: Uuid) -> Stands {
    let backend = world.journal.database.backend();
    let sql = "SELECT state, attempts, copies FROM mails WHERE id = $1";
    let statement = Statement::from_sql_and_values(backend, sql, [id.into()]);
    let reader = world.journal.database.reader();
    Stands::find_by_statement(statement)
        .one(reader)
        .await
        .unwrap()
        .unwrap()
}

async fn bouncing(world: &World) -> Vec<String> {
    world
        .texts("SELECT address FROM bouncing_addresses ORDER BY address")
        .await
}

async fn queue(world: &World, number: u128, to: &str) -> Uuid {
    world.queue(number, to, "Thử", "Nội dung").await
}

async fn told_of(world: &World, wanted: fn(&Body) -> bool) -> usize {
    let announced = world.announced().await;
    announced.iter().filter(|(_, body)| wanted(body)).count()
}

/// What the server does, the state after it, how often the server may have the text, whether the address is marked.
const TABLE: &[(Script, &str, i32, bool)] = &[
    (Script::Answer("CONNECT", "421 too many"), "deferred", 0, false),
    (
        Script::Answer("CONNECT", "554 no mail here"),
        "deferred",
        0,
        false,
    ),
    (Script::Stall("CONNECT"), "deferred", 0, false),
    (Script::Answer("MAIL", "421 closing"), "deferred", 0, false),
    (Script::Answer("MAIL", "451 later"), "deferred", 0, false),
    (Script::Answer("MAIL", "452 no room"), "deferred", 0, false),
    (
        Script::Answer("MAIL", "530 5.7.0 authenticate"),
        "deferred",
        0,
        false,
    ),
    (
        Script::Answer("MAIL", "550 not this sender"),
        "deferred",
        0,
        false,
    ),
    (Script::Stall("MAIL"), "deferred", 0, false),
    (Script::Answer("RCPT", "421 closing"), "deferred", 0, false),
    (Script::Answer("RCPT", "450 busy"), "deferred", 0, false),
    (Script::Answer("RCPT", "451 greylisted"), "deferred", 0, false),
    (Script::Answer("RCPT", "452 full"), "deferred", 0, false),
    (Script::Answer("RCPT", "550 no such user"), "failed", 0, true),
    (Script::Answer("RCPT", "551 moved"), "failed", 0, true),
    (
        Script::Answer("RCPT", "550 5.7.1 relaying denied"),
        "failed",
        0,
        false,
    ),
    (
        Script::Answer("RCPT", "552 5.2.2 full for good"),
        "failed",
        0,
        false,
    ),
    (Script::Stall("RCPT"), "deferred", 0, false),
    (Script::Answer("DATA", "421 closing"), "deferred", 0, false),
    (Script::Answer("DATA", "451 later"), "deferred", 0, false),
    (Script::Answer("DATA", "554 no"), "failed", 0, false),
    (Script::Stall("DATA"), "deferred", 0, false),
    (Script::Answer("END", "421 closing"), "deferred", 0, false),
    (Script::Answer("END", "451 later"), "deferred", 0, false),
    (Script::Answer("END", "452 no room"), "deferred", 0, false),
    (Script::Answer("END", "550 5.1.1 no such user"), "failed", 0, true),
    (
        Script::Answer("END", "554 5.6.0 not this text"),
        "failed",
        0,
        false,
    ),
    (Script::Stall("END"), "ambiguous", 1, false),
    (Script::DropBefore, "ambiguous", 1, false),
    (Script::Drop, "ambiguous", 1, false),
    (Script::Accept, "sent", 1, false),
];

async fn each_mail_ends_in_the_state_that_is_written_down_for_what_the_server_did(world: World) {
    for (number, (script, state, copies, bounced)) in (1_u128..).zip(TABLE) {
        let server = Server::start([script.clone()]).await;
        let patience = match script {
            Script::Stall(_) => IMPATIENT,
            _ => PATIENT,
        };
        let to = format!("so-{number}@truong.example");
        let id = queue(&world, number, &to).await;
        let office = world.post(&server.url, world.journal.clone());
        assert_eq!(
            office.sending_within(patience).pass().await.unwrap(),
            1,
            "{script:?}"
        );
        assert_eq!(
            stands(&world, id).await,
            Stands::so(state, 1, *copies),
            "{script:?}"
        );
        assert_eq!(bouncing(&world).await.contains(&to), *bounced, "{script:?}");
        let office = world
            .post(&server.url, world.journal.clone())
            .sending_within(PATIENT);
        world.advance(world.now() + TimeDelta::minutes(1));
        let again = usize::from(matches!(*state, "deferred" | "ambiguous"));
        // A letter about the address may leave besides.
        assert_eq!(
            office.pass().await.unwrap(),
            again + usize::from(*bounced),
            "{script:?}"
        );
        if again == 1 {
            assert_eq!(
                stands(&world, id).await,
                Stands::so("sent", 2, copies + 1),
                "{script:?}"
            );
        }
        let received = server.received();
        let of_mail = received
            .iter()
            .filter(|mail| mail.header("Message-ID") == format!("<{id}@sgddt.example>"));
        let copies = usize::try_from(stands(&world, id).await.copies).unwrap();
        let kept = of_mail.filter(|mail| mail.kept);
        assert!(kept.count() <= copies, "{script:?}: no copy is uncounted");
        server.release();
    }
    let ends = "SELECT count(*) FROM mails WHERE state NOT IN ('sent', 'failed')";
    assert_eq!(world.number(ends).await, 0, "no mail is lost");
    world.verify().await;
}

/// Three offices, a server that does what comes next in a mixed table, and offices that go away in the middle.
async fn a_server_that_does_anything_loses_no_mail_and_no_copy_is_uncounted(world: World) {
    const MAILS: u128 = 60;
    // Steps of 7 through a table whose length 7 does not divide: every script, in no order that a mail could follow.
    let scripts = (0..TABLE.len() * 3).map(|place| TABLE[place * 7 % TABLE.len()].0.clone());
    let scripts = scripts.filter(|script| !matches!(script, Script::Stall(stage) if *stage != "END"));
    let server = Server::start(scripts).await;
    for number in 1..=MAILS {
        queue(&world, number, &format!("so-{number}@truong.example")).await;
    }
    let waiting = "SELECT count(*) FROM mails WHERE state IN ('queued', 'deferred', 'ambiguous', 'sending')";
    let mut rounds = 0;
    while world.number(waiting).await > 0 {
        rounds += 1;
        assert!(rounds < 100, "some mail never ends");
        let journals = [
            world.journal.clone(),
            world.journal.clone(),
            world.journal.clone(),
        ];
        let offices = journals.map(|journal| {
            let office = world.post(&server.url, journal).sending_within(IMPATIENT);
            async move { while matches!(office.pass().await, Ok(1..)) {} }
        });
        futures::future::join_all(offices).await;
        world.advance(world.now() + TimeDelta::minutes(16));
    }
    server.release();
    for number in 1..=MAILS {
        let id = Uuid::from_u128(number);
        let Stands { state, copies, .. } = stands(&world, id).await;
        let received = server.received().into_iter();
        let of_mail: Vec<_> = received
            .filter(|mail| mail.header("Message-ID") == format!("<{id}@sgddt.example>"))
            .collect();
        let kept = of_mail.iter().filter(|mail| mail.kept).count();
        assert!(
            kept <= usize::try_from(copies).unwrap(),
            "{number}: {kept} of {copies}"
        );
        let acknowledged = of_mail.iter().filter(|mail| mail.acknowledged).count();
        match state.as_str() {
            "sent" => assert!(acknowledged > 0, "{number}: the server never said that it has it"),
            "failed" => {}
            other => panic!("{number} ends {other}"),
        }
    }
    let number = |sql: &'static str| world.number(sql);
    let sent = number("SELECT count(*) FROM mails WHERE state = 'sent'").await;
    let failed = number("SELECT count(*) FROM mails WHERE state = 'failed'").await;
    assert!(sent > 0 && failed > 0);
    let told = told_of(&world, |body| matches!(body, Body::MailSent(_))).await;
    assert_eq!(
        i64::try_from(told).unwrap(),
        sent,
        "one fact for each, whatever the copies"
    );
    let alarms = i64::try_from(world.alarms().await.len()).unwrap();
    assert!(alarms >= failed, "each failure is shown");
    world.verify().await;
}

async fn a_server_that_is_down_for_two_days_costs_no_mail(world: World) {
    let mut server = Server::start([]).await;
    server.down().await;
    let office = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    for number in 1..=5 {
        queue(&world, number, "ai@truong.example").await;
    }
    // From Monday to Wednesday; nothing is sent at night.
    let end = moment("2025-02-05T08:00:00+07:00");
    while world.now() < end {
        while office.pass().await.unwrap() > 0 {}
        let next = world.moment("SELECT min(send_after) FROM mails").await;
        world.advance(next.min(end));
    }
    let waiting = "SELECT count(*) FROM mails WHERE state = 'deferred'";
    assert_eq!(world.number(waiting).await, 5);
    assert_eq!(world.alarms().await.len(), 5, "each is shown, once");
    server.up().await;
    world.advance(end + TimeDelta::hours(6));
    while office.pass().await.unwrap() > 0 {}
    assert_eq!(
        world
            .number("SELECT count(*) FROM mails WHERE state = 'sent'")
            .await,
        5
    );
    assert_eq!(server.received().len(), 5, "once each");
}

async fn what_a_server_never_takes_has_failed_after_four_days_and_is_shown_twice(world: World) {
    let server = Server::start([]).await;
    server.refuse("ai@", "451 greylisted for ever");
    let office = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    let id = queue(&world, 1, "ai@truong.example").await;
    let begun = world.now();
    while stands(&world, id).await.state != "failed" {
        let next = world.moment("SELECT send_after FROM mails").await;
        world.advance(next.max(world.now()));
        assert_eq!(office.pass().await.unwrap(), 1);
        assert_eq!(office.pass().await.unwrap(), 0);
    }
    assert_eq!(stands(&world, id).await, Stands::so("failed", 9, 0));
    let took = world.now() - begun;
    assert!(took >= TimeDelta::hours(92), "{took}");
    let alarms = world.alarms().await;
    assert_eq!(alarms.len(), 2, "{alarms:?}");
    assert!(bouncing(&world).await.is_empty(), "it may take the next one");
    assert_eq!(world.number("SELECT count(*) FROM mail_passages").await, 9);
}

async fn an_office_that_was_paused_past_its_claim_changes_nothing_when_it_wakes(world: World) {
    let server = Server::start([Script::Stall("END")]).await;
    let id = queue(&world, 1, "ai@truong.example").await;
    let paused = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    let paused = tokio::spawn(async move { paused.pass().await });
    eventually("the server has the data", async || server.received().len() == 1).await;
    assert_eq!(stands(&world, id).await.state, "sending");
    world.advance(world.now() + TimeDelta::minutes(15));
    let other = world
        .post(&server.url, world.process().await)
        .sending_within(PATIENT);
    assert_eq!(other.pass().await.unwrap(), 1);
    assert_eq!(
        stands(&world, id).await,
        Stands::so("sent", 2, 2),
        "the first copy is counted"
    );
    server.release();
    assert_eq!(paused.await.unwrap().unwrap(), 1);
    assert_eq!(stands(&world, id).await, Stands::so("sent", 2, 2));
    assert_eq!(told_of(&world, |body| matches!(body, Body::MailSent(_))).await, 1);
    let received = server.received();
    let ids: BTreeSet<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((received.len(), ids.len()), (2, 1));
    world.verify().await;
}

async fn a_reminder_that_waits_to_be_tried_again_is_superseded_when_its_clock_ends(world: World) {
    let server = Server::start([]).await;
    server.refuse("@", "451 later");
    let office = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    let case = crate::story::Case::new(1, "A1");
    let draft = proto::fact::DraftReportSent::default();
    world
        .hear([case.review("2025-02-03", Body::DraftReportSent(draft))])
        .await;
    world.at("2025-02-10T08:00:00+07:00");
    world.fire().await;
    while office.pass().await.unwrap() > 0 {}
    let reminders = "SELECT count(*) FROM mails WHERE reminder AND state = 'deferred'";
    assert_eq!(world.number(reminders).await, 1, "before-5");
    let agreed = Body::DraftAgreed(proto::fact::DraftAgreed {});
    world
        .hear([case.review("2025-02-10T08:00:30+07:00", agreed)])
        .await;
    let superseded =
        "SELECT count(*) FROM mails WHERE reminder AND state = 'superseded' AND ended_at IS NOT NULL";
    assert_eq!(world.number(superseded).await, 1);
    server.refuse_nobody();
    world.at("2025-02-11T08:00:00+07:00");
    while office.pass().await.unwrap() > 0 {}
    assert_eq!(world.number(superseded).await, 1, "not sent any more");
}

async fn an_address_that_takes_nothing_is_told_to_the_officer_once_until_it_takes_mail_again(world: World) {
    let server = Server::start([]).await;
    server.refuse("khong-co@", "550 no such user");
    let office = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    let to_officer = || {
        let received = server.received().into_iter();
        received
            .filter(|mail| mail.to[0].contains("department_officer@"))
            .count()
    };
    let address = "Trường <Khong-Co@truong.example>";
    for number in 1..=2 {
        queue(&world, number, address).await;
        while office.pass().await.unwrap() > 0 {}
        assert_eq!(bouncing(&world).await, ["khong-co@truong.example"]);
        assert_eq!(to_officer(), 1, "told once");
        assert_eq!(
            world.alarms().await.len(),
            usize::try_from(number).unwrap(),
            "shown each time"
        );
    }
    let told = world
        .texts("SELECT body FROM mails WHERE subject LIKE '%Thư không tới nơi%'")
        .await;
    assert!(
        told[0].contains(address) && told[0].contains("no such user"),
        "{told:?}"
    );
    server.refuse_nobody();
    queue(&world, 3, address).await;
    while office.pass().await.unwrap() > 0 {}
    assert!(bouncing(&world).await.is_empty(), "it takes mail again");
    server.refuse("khong-co@", "550 no such user");
    queue(&world, 4, address).await;
    while office.pass().await.unwrap() > 0 {}
    assert_eq!(to_officer(), 2, "told again");
}

async fn a_letter_about_an_address_never_brings_another_one(world: World) {
    let server = Server::start([]).await;
    server.refuse("@", "550 no such user");
    let office = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    queue(&world, 1, "ai@truong.example").await;
    let mut passes = 0;
    while office.pass().await.unwrap() > 0 {
        passes += 1;
        assert!(passes < 10, "it loops");
    }
    let asked: BTreeSet<_> = world
        .texts("SELECT recipient FROM mails WHERE subject LIKE '%Thư không tới nơi%'")
        .await
        .into_iter()
        .collect();
    // Each of those who could put it right is tried once; then only the alarms remain.
    let mails = world.number("SELECT count(*) FROM mails").await;
    assert_eq!(usize::try_from(mails).unwrap(), asked.len() + 1);
    assert_eq!(world.alarms().await.len(), asked.len() + 1);
    assert_eq!(
        world
            .number("SELECT count(*) FROM mails WHERE state = 'failed'")
            .await,
        mails
    );
}

async fn nothing_is_said_to_a_server_that_offers_no_encryption_when_it_is_required(world: World) {
    let server = Server::start([]).await;
    let office = world
        .post(
            &format!("{}?tls=required", server.url.replace("127.0.0.1", "localhost")),
            world.journal.clone(),
        )
        .sending_within(PATIENT);
    let id = queue(&world, 1, "ai@truong.example").await;
    assert_eq!(office.pass().await.unwrap(), 1);
    assert_eq!(stands(&world, id).await, Stands::so("deferred", 1, 0));
    assert!(server.received().is_empty());
    let error = world.texts("SELECT error FROM mails").await;
    assert!(error[0].contains("STARTTLS"), "{error:?}");
}
