//! The post over both databases: no mail lost, a second copy only where nobody could know better, and the
//! same Message-ID on every copy (promise 6; traps D6 and D7).

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use futures::future::join_all;
use ground::eventually;
use proto::fact::{Body, DossierSubmitted, DraftReportSent};
use uuid::Uuid;

use crate::smtp::{Script, Server};
use crate::story::{Case, moment};
use crate::world::World;

ground::both!(World:
    a_kept_mail_is_written_once,
    a_kept_mail_is_written_again_after_a_crash_before_its_mark_with_the_same_message_id,
    a_reminder_of_a_clock_that_has_ended_is_not_sent,
    a_mail_is_taken_by_the_server_once_and_marked,
    what_the_server_cannot_take_now_is_tried_again_with_growing_pauses,
    what_fails_in_the_evening_waits_for_the_morning,
    what_the_server_refuses_for_good_has_failed_and_raises_an_alarm,
    a_refusal_that_is_about_us_loses_no_mail,
    a_server_that_stalls_after_the_data_is_cut_off_and_gets_the_same_mail_later,
    a_late_answer_to_one_mail_is_never_taken_for_the_answer_to_the_next,
    a_stalling_server_holds_up_no_other_mail,
    a_connection_that_breaks_after_the_dot_brings_a_second_copy_with_the_same_message_id,
    a_mail_whose_sender_died_is_sent_again_when_its_claim_is_over,
    several_post_offices_send_each_mail_once,
    hostile_names_and_subjects_reach_one_recipient_with_the_usual_headers,
);

const SENT: &str = "SELECT count(*) FROM mails WHERE state = 'sent'";
const QUEUED: &str = "SELECT count(*) FROM mails WHERE state = 'queued'";
const WAITING: &str = "SELECT count(*) FROM mails WHERE state IN ('queued', 'deferred', 'ambiguous')";
const LEAVES: &str = "SELECT send_after FROM mails";
/// Longer than any test takes: nothing is cut off by chance.
const PATIENT: Duration = Duration::from_secs(60);
/// Shorter than the patience of a test.
const IMPATIENT: Duration = Duration::from_millis(150);

fn message_id(eml: &str) -> &str {
    eml.lines().find(|line| line.starts_with("Message-ID: ")).unwrap()
}

async fn told_of(world: &World, wanted: fn(&Body) -> bool) -> usize {
    world
        .announced()
        .await
        .iter()
        .filter(|(_, body)| wanted(body))
        .count()
}

async fn a_kept_mail_is_written_once(world: World) {
    let post = world.kept_post();
    let case = Case::new(1, "A1");
    world
        .hear([case.registration("2025-02-03", Body::DossierSubmitted(DossierSubmitted::default()))])
        .await;
    assert_eq!(post.pass().await.unwrap(), 1, "the notice to the officer");
    assert_eq!(post.pass().await.unwrap(), 0);
    world.at("2025-02-05T07:30:00+07:00");
    world.fire().await;
    assert_eq!(post.pass().await.unwrap(), 1, "before-1");
    assert_eq!(post.pass().await.unwrap(), 0);
    let kept = world.kept();
    assert_eq!(kept.len(), 2);
    let ids: BTreeSet<_> = kept.iter().map(|eml| message_id(eml)).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(told_of(&world, |body| matches!(body, Body::MailSent(_))).await, 2);
    assert_eq!(world.totals().await.mails_sent, 2);
}

async fn a_kept_mail_is_written_again_after_a_crash_before_its_mark_with_the_same_message_id(world: World) {
    world.queue(1, "ai@truong.example", "Thử", "Nội dung").await;
    assert_eq!(world.kept_post().pass().await.unwrap(), 1);
    let first = world.kept();
    // What a crash between handing over and marking leaves: the file, and a row that knows nothing of it.
    world
        .change(
            "UPDATE mails SET state = 'queued', sent_at = NULL, attempts = 0 WHERE id = $1",
            [Uuid::from_u128(1).into()],
        )
        .await;
    assert_eq!(world.kept_post().pass().await.unwrap(), 1);
    let second = world.kept();
    assert_eq!(second.len(), 1, "the same mail is the same file");
    assert_eq!(message_id(&first[0]), message_id(&second[0]));
    assert!(message_id(&first[0]).contains(&Uuid::from_u128(1).to_string()));
    assert_eq!(world.number(SENT).await, 1);
}

async fn a_reminder_of_a_clock_that_has_ended_is_not_sent(world: World) {
    let post = world.kept_post();
    let case = Case::new(1, "A1");
    world
        .hear([case.review("2025-02-03", Body::DraftReportSent(DraftReportSent::default()))])
        .await;
    post.pass().await.unwrap();
    let before = world.kept().len();
    world.at("2025-02-10T20:00:00+07:00");
    world.fire().await;
    assert_eq!(world.number(QUEUED).await, 1, "before-5, noticed after hours");
    let agreed = case.review(
        "2025-02-10T21:00:00+07:00",
        Body::DraftAgreed(proto::fact::DraftAgreed {}),
    );
    world.hear([agreed]).await;
    world.at("2025-02-11");
    while post.pass().await.unwrap() > 0 {}
    assert_eq!(
        world
            .number("SELECT count(*) FROM mails WHERE state = 'superseded'")
            .await,
        1
    );
    assert!(
        world
            .kept()
            .iter()
            .skip(before)
            .all(|eml| !eml.contains("before-"))
    );
    let reminders = "SELECT count(*) FROM mails WHERE reminder AND state = 'sent'";
    assert_eq!(world.number(reminders).await, 0);
}

async fn a_mail_is_taken_by_the_server_once_and_marked(world: World) {
    let server = Server::start([]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    let subject = "[KĐCL] Còn 3 ngày: trả lời dự thảo – THCS Vũ Lễ (hạn 05/9)";
    let id = world
        .queue(
            1,
            "ai@truong.example",
            subject,
            "Kính gửi nhà trường,\n\n.\nHạn: 05/9/2025\n",
        )
        .await;
    assert_eq!(post.pass().await.unwrap(), 1);
    assert_eq!(post.pass().await.unwrap(), 0);
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].to, ["RCPT TO:<ai@truong.example>"]);
    assert!(
        received[0].from.starts_with("MAIL FROM:<kiemdinh@sgddt.example>"),
        "{}",
        received[0].from
    );
    assert_eq!(received[0].header("Message-ID"), format!("<{id}@sgddt.example>"));
    assert_eq!(received[0].header("Auto-Submitted"), "auto-generated");
    assert_eq!(world.number(SENT).await, 1);
    assert_eq!(told_of(&world, |body| matches!(body, Body::MailSent(_))).await, 1);
}

async fn what_the_server_cannot_take_now_is_tried_again_with_growing_pauses(world: World) {
    let server = Server::start([
        Script::Answer("MAIL", "421 closing"),
        Script::Answer("RCPT", "451 later"),
        Script::Answer("DATA", "451 later"),
        Script::Answer("END", "452 no room"),
        Script::Answer("CONNECT", "421 too many"),
        Script::Answer("MAIL", "451 later"),
    ])
    .await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    world.queue(1, "ai@truong.example", "Thử", "Nội dung").await;
    let mut pauses = Vec::new();
    for _ in 0..6 {
        assert_eq!(post.pass().await.unwrap(), 1);
        assert_eq!(post.pass().await.unwrap(), 0, "not before its time");
        let next = world.moment(LEAVES).await;
        pauses.push((next - world.now()).num_minutes());
        world.advance(next);
    }
    // 08:00, 08:01, 08:06, 08:36, 10:36, 16:36; six hours later is night.
    assert_eq!(pauses, [1, 5, 30, 120, 360, 14 * 60 + 54]);
    assert_eq!(
        world.alarms().await.len(),
        1,
        "what is tried in vain all day is shown, once"
    );
    assert_eq!(world.now(), moment("2025-02-04T07:30:00+07:00"));
    assert_eq!(post.pass().await.unwrap(), 1);
    assert_eq!(world.number(SENT).await, 1);
    let received = server.received();
    let ids: BTreeSet<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(received.iter().filter(|mail| mail.acknowledged).count(), 1);
}

async fn what_fails_in_the_evening_waits_for_the_morning(world: World) {
    let server = Server::start([Script::Answer("MAIL", "451 later")]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    // A Friday, a moment before the post closes.
    world.at("2025-02-07T17:59:30+07:00");
    world.queue(1, "ai@truong.example", "Thử", "Nội dung").await;
    world.queue(2, "ai@truong.example", "Thử", "Nội dung").await;
    world
        .change(
            "UPDATE mails SET send_after = $1 WHERE id = $2",
            [
                moment("2025-02-07T17:59:50+07:00").into(),
                Uuid::from_u128(2).into(),
            ],
        )
        .await;
    assert_eq!(post.pass().await.unwrap(), 1);
    world.at("2025-02-07T18:05:00+07:00");
    assert_eq!(
        post.pass().await.unwrap(),
        0,
        "neither the failed one nor the one that came too late"
    );
    world.at("2025-02-10T07:30:00+07:00");
    assert_eq!(post.pass().await.unwrap(), 2);
    assert_eq!(world.number(SENT).await, 2);
}

async fn what_the_server_refuses_for_good_has_failed_and_raises_an_alarm(world: World) {
    let server = Server::start([Script::Answer("RCPT", "550 no such user")]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    world.queue(1, "khong-co@truong.example", "Thử", "Nội dung").await;
    world.queue(2, "không phải địa chỉ", "Thử", "Nội dung").await;
    assert_eq!(post.pass().await.unwrap(), 2);
    assert_eq!(
        post.pass().await.unwrap(),
        2,
        "letters to the officer about the two addresses"
    );
    assert_eq!(post.pass().await.unwrap(), 0);
    assert_eq!(
        world
            .number("SELECT count(*) FROM mails WHERE state = 'failed' AND error IS NOT NULL")
            .await,
        2
    );
    let alarms = world.alarms().await;
    assert_eq!(alarms.len(), 2);
    assert!(
        alarms.iter().any(|reason| reason.contains("no such user")),
        "{alarms:?}"
    );
    assert!(
        alarms.iter().any(|reason| reason.contains("không phải địa chỉ")),
        "{alarms:?}"
    );
    let to_officer = |mail: &crate::smtp::Received| mail.to == ["RCPT TO:<department_officer@tinh.example>"];
    assert!(server.received().iter().all(to_officer));
}

async fn a_refusal_that_is_about_us_loses_no_mail(world: World) {
    let server = Server::start([Script::Answer("MAIL", "530 5.7.0 Authentication required")]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    world.queue(1, "ai@truong.example", "Thử", "Nội dung").await;
    assert_eq!(post.pass().await.unwrap(), 1);
    assert_eq!(world.number(WAITING).await, 1);
    world.advance(world.moment(LEAVES).await);
    assert_eq!(post.pass().await.unwrap(), 1);
    assert_eq!(world.number(SENT).await, 1);
}

async fn a_server_that_stalls_after_the_data_is_cut_off_and_gets_the_same_mail_later(world: World) {
    for stage in ["CONNECT", "MAIL", "RCPT", "DATA", "END"] {
        let server = Server::start([Script::Stall(stage)]).await;
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, stage.as_bytes()).as_u128();
        world.queue(id, "ai@truong.example", "Thử", "Nội dung").await;
        let impatient = world
            .post(&server.url, world.journal.clone())
            .sending_within(IMPATIENT);
        assert_eq!(
            impatient.pass().await.unwrap(),
            1,
            "{stage}: cut off by our own limit (D6)"
        );
        assert_eq!(world.number(WAITING).await, 1, "{stage}");
        world.advance(world.now() + TimeDelta::minutes(1));
        let post = world
            .post(&server.url, world.journal.clone())
            .sending_within(PATIENT);
        assert_eq!(post.pass().await.unwrap(), 1);
        assert_eq!(world.number(WAITING).await, 0, "{stage}");
        let received = server.received();
        let ids: BTreeSet<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!(ids.len(), 1, "{stage}: every copy carries the same Message-ID");
        assert_eq!(received.iter().filter(|mail| mail.acknowledged).count(), 1);
        server.release();
    }
}

async fn a_late_answer_to_one_mail_is_never_taken_for_the_answer_to_the_next(world: World) {
    let server = Server::start([Script::Stall("END")]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(Duration::from_secs(2));
    world.queue(1, "ai@truong.example", "Một", "Nội dung").await;
    assert_eq!(post.pass().await.unwrap(), 1);
    assert_eq!(
        world.number(WAITING).await,
        1,
        "cut off while the server owes an answer"
    );
    server.release();
    eventually("the server has answered, too late", async || {
        server.received()[0].acknowledged
    })
    .await;
    let second = world.queue(2, "ai@truong.example", "Hai", "Nội dung").await;
    assert_eq!(post.pass().await.unwrap(), 1);
    let of_second = format!("<{second}@sgddt.example>");
    let taken = server
        .received()
        .into_iter()
        .any(|mail| mail.connection == 2 && mail.acknowledged && mail.header("Message-ID") == of_second);
    assert!(taken, "counted as sent, and the server never said that it has it");
    assert_eq!(world.number(SENT).await, 1);
    assert_eq!(server.connections(), 2, "no connection is used twice");
}

async fn a_stalling_server_holds_up_no_other_mail(world: World) {
    let server = Server::start([Script::Stall("END")]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    for number in 1..=3 {
        world.queue(number, "ai@truong.example", "Thử", "Nội dung").await;
    }
    let passing = tokio::spawn(async move { post.pass().await.unwrap() });
    eventually("the others are sent and marked", async || {
        world.number(SENT).await == 2
    })
    .await;
    assert_eq!(server.stalls(), 1);
    server.release();
    assert_eq!(passing.await.unwrap(), 3);
    assert_eq!(world.number(SENT).await, 3);
}

async fn a_connection_that_breaks_after_the_dot_brings_a_second_copy_with_the_same_message_id(world: World) {
    let server = Server::start([Script::Drop]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    world.queue(1, "ai@truong.example", "Thử", "Nội dung").await;
    assert_eq!(post.pass().await.unwrap(), 1);
    assert_eq!(world.number(WAITING).await, 1);
    world.advance(world.moment(LEAVES).await);
    assert_eq!(post.pass().await.unwrap(), 1);
    assert_eq!(world.number(SENT).await, 1);
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].header("Message-ID"), received[1].header("Message-ID"));
    assert_eq!(told_of(&world, |body| matches!(body, Body::MailSent(_))).await, 1);
}

async fn a_mail_whose_sender_died_is_sent_again_when_its_claim_is_over(world: World) {
    let server = Server::start([Script::Stall("END")]).await;
    world.queue(1, "ai@truong.example", "Thử", "Nội dung").await;
    let dying = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    let dying = tokio::spawn(async move { dying.pass().await });
    eventually("the server has the data", async || server.received().len() == 1).await;
    dying.abort();
    let _ = dying.await;
    let other = world
        .post(&server.url, world.process().await)
        .sending_within(PATIENT);
    assert_eq!(other.pass().await.unwrap(), 0, "it may still be under way");
    world.advance(world.now() + TimeDelta::minutes(15));
    assert_eq!(other.pass().await.unwrap(), 1);
    assert_eq!(world.number(SENT).await, 1);
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].header("Message-ID"), received[1].header("Message-ID"));
    server.release();
}

async fn several_post_offices_send_each_mail_once(world: World) {
    let server = Server::start([]).await;
    for number in 1..=60 {
        world.queue(number, "ai@truong.example", "Thử", "Nội dung").await;
    }
    let offices = (0..4).map(async |_| {
        let journal = if world.is_embedded() {
            world.journal.clone()
        } else {
            world.process().await
        };
        let post = world.post(&server.url, journal).sending_within(PATIENT);
        // One that comes too late gives way with an error and looks again, as the loop does.
        let mut idle = 0;
        while idle < 3 {
            idle = match post.pass().await {
                Ok(0) | Err(_) => idle + 1,
                Ok(_) => 0,
            };
        }
    });
    join_all(offices).await;
    let received = server.received();
    let ids: BTreeSet<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((received.len(), ids.len()), (60, 60));
    assert_eq!(world.number(SENT).await, 60);
    world.verify().await;
}

async fn hostile_names_and_subjects_reach_one_recipient_with_the_usual_headers(world: World) {
    let server = Server::start([]).await;
    let post = world
        .post(&server.url, world.journal.clone())
        .sending_within(PATIENT);
    let hostile = [
        (
            "ai@truong.example",
            "Một\r\nBcc: ca@khac.example",
            "Một\r\n.\r\nMAIL FROM:<x@y.example>",
        ),
        (
            "\"Bà\r\nBcc: ca@khac.example\" <ai@truong.example>",
            "Hai\rX-Hai: 1",
            "Hai\rHai",
        ),
        (
            "Trường\tTHCS\u{7}\u{1b} <ai@truong.example>",
            "Ba\u{85}X-Ba: 1\u{2028}",
            "..\n.\n",
        ),
        (
            "=?utf-8?q?a=0d=0aBcc:?= <ai@truong.example>",
            "=?utf-8?q?=0d=0aBcc:_ca@khac.example?=",
            "\u{202e}",
        ),
        (
            "ai@truong.example",
            &"dài ".repeat(300),
            &"không xuống dòng ".repeat(500),
        ),
    ];
    for (number, (to, subject, body)) in (1..).zip(hostile) {
        world.queue(number, to, subject, body).await;
    }
    while post.pass().await.unwrap() > 0 {}
    let mut received = server.received();
    // Of an address that is none the officer hears.
    received.retain(|mail| !mail.to[0].contains("department_officer@"));
    // What is no address at all is refused before it comes to the server, and shown.
    let refused = world.alarms().await;
    assert_eq!(received.len() + refused.len(), hostile.len(), "{refused:?}");
    assert!(received.len() >= 4, "{refused:?}");
    for mail in received {
        assert_eq!(mail.to, ["RCPT TO:<ai@truong.example>"]);
        let headers = mail.headers();
        let mut names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let usual = [
            "Auto-Submitted",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "References",
            "Subject",
            "To",
        ];
        assert_eq!(names, usual, "{headers:?}");
        let text = String::from_utf8(mail.data).unwrap();
        assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']), "{text:?}");
        assert!(text.lines().all(|line| line.len() <= 998));
    }
}
