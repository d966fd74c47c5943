//! What a mail is made of, and what it carries to the calendar of its recipient.

use proto::fact::{Body, DraftAgreed, DraftReportSent};

use crate::story::{Case, amended, planned};
use crate::world::World;

ground::both!(World:
    a_letter_about_a_date_is_text_and_html_and_an_event,
    a_date_that_ended_is_taken_out_of_the_calendars_that_have_it,
    a_date_that_moved_replaces_the_one_that_was_told,
);

/// The parts of a mail in a folder, decoded: type and text.
struct Parts(Vec<(String, String)>);

impl Parts {
    fn of(eml: &str) -> Self {
        let mut parts = Vec::new();
        let mut apart = eml.to_owned();
        for boundary in eml.split("boundary=\"").skip(1) {
            let boundary = boundary.split('"').next().unwrap();
            apart = apart.replace(&format!("\r\n--{boundary}"), "\0");
        }
        for piece in apart.split('\0') {
            let Some((head, body)) = piece.split_once("\r\n\r\n") else {
                continue;
            };
            let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
            let field = |name: &str| {
                let lines = head.lines();
                let mut found = lines.filter_map(|line| line.strip_prefix(name));
                found.next().unwrap_or_default().trim().to_owned()
            };
            let kind = field("Content-Type:");
            if kind.starts_with("multipart/") || kind.is_empty() {
                continue;
            }
            let text = decoded(&field("Content-Transfer-Encoding:"), body);
            parts.push((kind, text));
        }
        Self(parts)
    }

    fn kinds(&self) -> Vec<&str> {
        let kinds = self.0.iter();
        kinds.map(|(kind, _)| kind.split(';').next().unwrap()).collect()
    }

    fn text(&self, kind: &str) -> &str {
        let found = self.0.iter().find(|(found, _)| found.starts_with(kind));
        &found
            .unwrap_or_else(|| panic!("no {kind} in {:?}", self.kinds()))
            .1
    }

    /// The values of `name` in the events.
    fn events(&self, name: &str) -> Vec<String> {
        let Some((_, text)) = self.0.iter().find(|(kind, _)| kind.starts_with("text/calendar")) else {
            return Vec::new();
        };
        let unfolded = text.replace("\r\n ", "");
        let lines = unfolded.split("\r\n");
        lines
            .filter_map(|line| line.strip_prefix(&format!("{name}:")))
            .map(str::to_owned)
            .collect()
    }
}

fn decoded(encoding: &str, body: &str) -> String {
    use base64::Engine;
    let bytes = match encoding {
        "base64" => {
            let text: String = body.split("\r\n").collect();
            base64::engine::general_purpose::STANDARD.decode(text).unwrap()
        }
        "quoted-printable" => {
            let joined = body.replace("=\r\n", "");
            let mut pieces = joined.split('=');
            let mut bytes = pieces.next().unwrap().as_bytes().to_vec();
            for piece in pieces {
                bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
                bytes.extend(&piece.as_bytes()[2..]);
            }
            bytes
        }
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).unwrap()
}

/// The mails that were written into the folder by one pass, by recipient.
async fn written(world: &World) -> Vec<(String, Parts)> {
    let before = world.kept();
    while world.kept_post().pass().await.unwrap() > 0 {}
    let new = world.kept().into_iter().filter(|eml| !before.contains(eml));
    let to = |eml: &str| {
        eml.lines()
            .find_map(|line| line.strip_prefix("To: "))
            .unwrap()
            .to_owned()
    };
    let mut new: Vec<_> = new.map(|eml| (to(&eml), Parts::of(&eml))).collect();
    new.sort_by(|one, other| one.0.cmp(&other.0));
    new
}

fn case() -> Case {
    Case::new(1, "A1").with(|subject| subject.school_name = "Trường THCS <b>Vũ Lễ</b>, xã & phố".to_owned())
}

/// A draft sent on 3 February 2025, and the reminder before its last day, the 13th, as it was written.
async fn reminded(world: &World, case: &Case) -> (String, Parts) {
    let _ = world.kept_post();
    world
        .hear([case.review("2025-02-03", Body::DraftReportSent(DraftReportSent::default()))])
        .await;
    for (to, notice) in written(world).await {
        assert_eq!(
            notice.kinds(),
            ["text/plain", "text/html"],
            "{to}: no date is its own"
        );
    }
    world.at("2025-02-10T08:00:00+07:00");
    world.fire().await;
    let mut written = written(world).await;
    assert_eq!(written.len(), 1, "before-5");
    written.remove(0)
}

async fn a_letter_about_a_date_is_text_and_html_and_an_event(world: World) {
    let (_, mail) = reminded(&world, &case()).await;
    assert_eq!(mail.kinds(), ["text/plain", "text/html", "text/calendar"]);
    let (text, html) = (mail.text("text/plain"), mail.text("text/html"));
    assert!(text.contains("Trường THCS <b>Vũ Lễ</b>, xã & phố"), "{text}");
    assert!(html.contains("&lt;b&gt;Vũ Lễ&lt;/b&gt;, xã &amp; phố") && !html.contains("<b>"));
    let due = world
        .texts("SELECT CAST(due_on AS TEXT) FROM clocks WHERE limit_id = 'review.comment'")
        .await;
    assert_eq!(mail.events("DTSTART;VALUE=DATE"), [due[0].replace('-', "")]);
    assert_eq!(mail.events("STATUS"), ["CONFIRMED"]);
    assert!(mail.events("UID")[0].ends_with("@kiemdinh"));
    let summary = &mail.events("SUMMARY")[0];
    assert!(
        summary.starts_with("Hạn: ") && summary.contains("<b>Vũ Lễ</b>\\, xã & phố"),
        "{summary}"
    );
}

async fn a_date_that_ended_is_taken_out_of_the_calendars_that_have_it(world: World) {
    let case = case();
    let (recipient, told) = reminded(&world, &case).await;
    let agreed = Body::DraftAgreed(DraftAgreed {});
    world
        .hear([case.review("2025-02-10T09:00:00+07:00", agreed)])
        .await;
    // Whoever has the date in the calendar hears in the next letter that it is settled; nobody else does.
    queue_about(&world, &case, 1, &recipient).await;
    queue_about(&world, &case, 2, "khac@truong.example").await;
    let mut corrected = 0;
    for (to, mail) in written(&world).await {
        if to == recipient && mail.kinds().contains(&"text/calendar") {
            corrected += 1;
            assert_eq!(mail.events("UID"), told.events("UID"));
            assert_eq!(mail.events("STATUS"), ["CANCELLED"]);
            assert_eq!(
                mail.events("DTSTART;VALUE=DATE"),
                told.events("DTSTART;VALUE=DATE")
            );
            assert!(sequence(&mail) > sequence(&told));
        } else if to != recipient {
            assert_eq!(mail.events("UID"), [""; 0], "{to}");
        }
    }
    assert!(corrected > 0);
    queue_about(&world, &case, 3, &recipient).await;
    for (to, mail) in written(&world).await {
        assert_eq!(mail.events("UID"), [""; 0], "{to}: told once");
    }
}

async fn a_date_that_moved_replaces_the_one_that_was_told(world: World) {
    let (case, _) = (case(), world.kept_post());
    world
        .hear([case.registration("2025-02-03", planned("2025-02-28", "2025-03-31"))])
        .await;
    world.at("2025-02-27T08:00:00+07:00");
    world.fire().await;
    let dated = |written: Vec<(String, Parts)>| -> Vec<(String, Parts)> {
        let dated = written.into_iter();
        dated
            .filter(|(_, mail)| mail.kinds().contains(&"text/calendar"))
            .collect()
    };
    let told = dated(written(&world).await);
    assert!(!told.is_empty());
    let moved = case.registration("2025-02-27T09:00:00+07:00", amended("2025-03-31", "2025-04-30"));
    world.hear([moved]).await;
    let corrected = dated(written(&world).await);
    assert!(
        !corrected.is_empty(),
        "whoever is told of the amendment has the new date with it"
    );
    for (to, mail) in corrected {
        let (_, before) = told.iter().find(|(told, _)| *told == to).unwrap();
        assert_eq!(mail.events("UID"), before.events("UID"));
        assert_eq!(mail.events("DTSTART;VALUE=DATE"), ["20250331"]);
        assert_eq!(mail.events("STATUS"), ["CONFIRMED"]);
        assert!(sequence(&mail) > sequence(before));
    }
}

/// Queues a letter about `case` and no clock.
async fn queue_about(world: &World, case: &Case, number: u128, to: &str) {
    let id = world.queue(number, to, "Thử", "Nội dung").await;
    let case_id: uuid::Uuid = case.0.case_id.parse().unwrap();
    let sql = "UPDATE mails SET case_id = $1 WHERE id = $2";
    world.change(sql, [case_id.into(), id.into()]).await;
}

fn sequence(mail: &Parts) -> u32 {
    mail.events("SEQUENCE")[0].parse().unwrap()
}
