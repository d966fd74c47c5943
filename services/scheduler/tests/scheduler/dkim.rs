//! The signature of our mail, checked by a second implementation: written here from RFC 6376 alone, over another
//! library for the cryptography than the one that signs. The published example of RFC 8463 shows that it checks rightly,
//! so a fresh machine needs neither the network nor another language to run this.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use platform::configuration::DkimConfiguration;
use ring::digest::{SHA256, digest};
use ring::signature::{self, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use secrecy::SecretString;

use crate::smtp::Server;
use crate::world::World;

ground::both!(World:
    a_signed_mail_is_verified_as_it_came_to_the_server,
    a_key_that_is_none_is_found_at_the_start,
);

/// RFC 8463, appendix A.3.
const EXAMPLE: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
i=@football.example.com;\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : \
subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n \
b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\nDKIM-Signature: v=1; \
a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n q=dns/txt; s=test; \
t=1528637909; h=from : to : subject :\r\n date : message-id : from : subject : date;\r\n \
bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n \
DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n \
dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\nFrom: Joe SixPack <joe@football.example.com>\r\nTo: Suzie \
Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 \
(PDT)\r\nMessage-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\nHi.\r\n\r\nWe lost the game.  Are you \
hungry yet?\r\n\r\nJoe.\r\n";
const BRISBANE: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const TEST: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

/// A key that stands nowhere else.
const SEED: [u8; 32] = [7; 32];

/// A header field as it came: its name, and its value with every fold.
type Field<'a> = (&'a str, &'a str);

fn parted(mail: &str) -> (Vec<Field<'_>>, &str) {
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let mut fields = Vec::new();
    let mut start = 0;
    for (place, _) in head.match_indices("\r\n").chain([(head.len(), "")]) {
        if !head[place..].starts_with("\r\n ") && !head[place..].starts_with("\r\n\t") {
            fields.push(head[start..place].split_once(':').unwrap());
            start = (place + 2).min(head.len());
        }
    }
    (fields, body)
}

/// RFC 6376, 3.4.2 and 3.4.4: blanks become one, and none stands at an end.
fn one_blank(text: &str) -> String {
    let words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn relaxed_field((name, value): Field<'_>) -> String {
    format!(
        "{}:{}",
        name.trim_end().to_lowercase(),
        one_blank(&value.replace("\r\n", ""))
    )
}

fn relaxed_body(body: &str) -> String {
    let mut out = String::new();
    let mut empty = 0;
    for line in body.strip_suffix("\r\n").unwrap_or(body).split("\r\n") {
        // A blank at the beginning of a line stays one.
        let begins = if line.starts_with([' ', '\t']) { " " } else { "" };
        let line = format!("{begins}{}", one_blank(line));
        let line = line.trim_end();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        out.push_str(&"\r\n".repeat(empty));
        empty = 0;
        out.push_str(line);
        out.push_str("\r\n");
    }
    out
}

fn tags(value: &str) -> HashMap<String, String> {
    let whole = value.replace("\r\n", "");
    let tag = |tag: &str| {
        let (name, value) = tag.split_once('=')?;
        let value: String = value.split_whitespace().collect();
        Some((name.trim().to_owned(), value))
    };
    whole.split(';').filter_map(tag).collect()
}

/// The field with the value of its `b` tag taken out.
fn without_signature(value: &str) -> String {
    let begins = value.rfind("b=").unwrap() + 2;
    let ends = value[begins..]
        .find(';')
        .map_or(value.len(), |length| begins + length);
    format!("{}{}", &value[..begins], &value[ends..])
}

/// Whether the signature number `place` of `mail` holds under the published key.
fn holds(mail: &str, place: usize, published: &str) -> bool {
    let (fields, body) = parted(mail);
    let mut signatures = fields.iter().filter(|(name, _)| *name == "DKIM-Signature");
    let signature = signatures.nth(place).unwrap();
    let tags = tags(signature.1);
    assert_eq!((tags["v"].as_str(), tags["c"].as_str()), ("1", "relaxed/relaxed"));
    if STANDARD.encode(digest(&SHA256, relaxed_body(body).as_bytes())) != tags["bh"] {
        return false;
    }
    let mut signed = String::new();
    let mut left: Vec<Field<'_>> = fields.clone();
    for name in tags["h"].split(':') {
        // From the last to the first; one that is named and not there is signed as being not there.
        if let Some(found) = left
            .iter()
            .rposition(|(field, _)| field.eq_ignore_ascii_case(name))
        {
            signed.push_str(&relaxed_field(left.remove(found)));
            signed.push_str("\r\n");
        }
    }
    signed.push_str(&relaxed_field((signature.0, &without_signature(signature.1))));
    let (key, said) = (
        STANDARD.decode(published.trim()).unwrap(),
        STANDARD.decode(&tags["b"]).unwrap(),
    );
    match tags["a"].as_str() {
        "rsa-sha256" => {
            let algorithm = &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY;
            let key = UnparsedPublicKey::new(algorithm, inner_key(&key));
            key.verify(signed.as_bytes(), &said).is_ok()
        }
        // RFC 8463, 3: it is the hash that is signed.
        "ed25519-sha256" => {
            let key = UnparsedPublicKey::new(&signature::ED25519, &key);
            key.verify(digest(&SHA256, signed.as_bytes()).as_ref(), &said)
                .is_ok()
        }
        other => panic!("{other}"),
    }
}

/// The RSA key inside what is published, which says first that it is one.
fn inner_key(published: &[u8]) -> &[u8] {
    // The name of the algorithm ends with NULL; a bit string of whole bytes follows, of which the length takes one
    // byte more for each that it needs.
    let after = published
        .windows(2)
        .position(|pair| pair == [0x05, 0x00])
        .unwrap()
        + 2;
    assert_eq!(published[after], 0x03, "a bit string");
    let length = match published[after + 1] {
        short @ 0..0x80 => usize::from(short) - usize::from(short),
        long => usize::from(long & 0x7f),
    };
    &published[after + 2 + length + 1..]
}

#[test]
fn the_published_example_holds_and_nothing_that_differs_from_it() {
    assert!(holds(EXAMPLE, 0, BRISBANE), "Ed25519");
    assert!(holds(EXAMPLE, 1, TEST), "RSA");
    let other = EXAMPLE.replace("dinner", "supper");
    assert!(!holds(&other, 0, BRISBANE) && !holds(&other, 1, TEST));
    let other = EXAMPLE.replace("hungry", "thirsty");
    assert!(!holds(&other, 0, BRISBANE) && !holds(&other, 1, TEST));
    let blanks = EXAMPLE
        .replace("dinner ready", "dinner \t ready")
        .replace("game.  Are", "game. Are");
    assert!(holds(&blanks, 0, BRISBANE) && holds(&blanks, 1, TEST), "relaxed");
    let second = EXAMPLE.replace("Subject: Is", "Subject: Another\r\nSubject: Is");
    assert!(
        !holds(&second, 0, BRISBANE),
        "a field added to those that are signed"
    );
}

async fn signed(world: &World, key: &str) -> Vec<String> {
    let server = Server::start([]).await;
    let file = world.folder.path().join("dkim.key");
    std::fs::write(&file, key).unwrap();
    let mut configuration = world.configured(&server.url);
    configuration.mail.transport = SecretString::from(server.url.as_str());
    configuration.mail.dkim = Some(DkimConfiguration {
        domain: "sgddt.example".to_owned(),
        selector: "thu".to_owned(),
        key_file: file,
    });
    let office = world
        .post_of(&configuration, world.journal.clone())
        .sending_within(Duration::from_secs(60));
    let texts = [
        (
            "[KĐCL] Còn 3 ngày: trả lời dự thảo – THCS Vũ Lễ (hạn 05/9)",
            "Kính gửi,\n\n.\n..\nHạn: 05/9\n",
        ),
        ("Thử", "  hai  chỗ  trống  \n\n\n\n"),
        ("plain", "plain"),
        (&"dài ".repeat(120), &"không xuống dòng ".repeat(500)),
    ];
    for (number, (subject, body)) in (1..).zip(texts) {
        let id = u128::from(key.len() as u64) * 100 + number;
        world
            .queue(id, "Bà Hoàng Thị Én <ai@truong.example>", subject, body)
            .await;
    }
    while office.pass().await.unwrap() > 0 {}
    // On its way a dot is put before one that begins a line (RFC 5321, 4.5.2).
    let arrived = |mail: crate::smtp::Received| {
        let text = String::from_utf8(mail.data).unwrap();
        text.strip_suffix("\r\n").unwrap().replace("\r\n..", "\r\n.") + "\r\n"
    };
    let received: Vec<_> = server.received().into_iter().map(arrived).collect();
    assert_eq!(received.len(), 4);
    received
}

async fn a_signed_mail_is_verified_as_it_came_to_the_server(world: World) {
    let seed = STANDARD.encode(SEED);
    let public = Ed25519KeyPair::from_seed_unchecked(&SEED).unwrap();
    let public = STANDARD.encode(public.public_key());
    for mail in signed(&world, &seed).await {
        assert!(
            mail.contains("a=ed25519-sha256") && mail.contains("d=sgddt.example; s=thu;"),
            "{mail}"
        );
        assert!(holds(&mail, 0, &public), "{mail}");
        let names = tags(
            parted(&mail)
                .0
                .iter()
                .find(|(name, _)| *name == "DKIM-Signature")
                .unwrap()
                .1,
        );
        let signed: Vec<_> = names["h"].split(':').collect();
        for name in ["from", "to", "subject", "date", "message-id"] {
            assert!(signed.contains(&name), "{signed:?}");
        }
        assert!(
            !signed.contains(&"content-type"),
            "what is written anew after signing"
        );
        for (from, to) in [
            ("To: ", "To: other@truong.example, "),
            ("Subject: ", "Subject: x"),
            ("Date: ", "Date: Mon, "),
        ] {
            assert!(!holds(&mail.replacen(from, to, 1), 0, &public), "{to}");
        }
        let (_, body) = parted(&mail);
        let other = mail.replace(body, &format!("{body}thêm\r\n"));
        assert!(!holds(&other, 0, &public));
    }
}

async fn a_key_that_is_none_is_found_at_the_start(world: World) {
    let file = world.folder.path().join("dkim.key");
    let mut configuration = world.configured("kept");
    configuration.mail.dkim = Some(DkimConfiguration {
        domain: "sgddt.example".to_owned(),
        selector: "thu".to_owned(),
        key_file: file.clone(),
    });
    let open = || {
        let rules = std::sync::Arc::clone(&world.rules);
        scheduler::post::Post::open(&configuration, world.journal.clone(), rules)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    };
    assert!(open().contains("cannot be read"), "{}", open());
    for none in [
        "",
        "not a key",
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n",
    ] {
        std::fs::write(&file, none).unwrap();
        assert!(
            open().contains("openssl genrsa -traditional"),
            "{none}: {}",
            open()
        );
    }
}
