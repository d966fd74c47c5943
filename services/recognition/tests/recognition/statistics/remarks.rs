//! What calls for attention when recognitions are checked again, by the rules alone.

use proto::fact::{Measure, RecognitionKind, Target};
use recognition::domain::{
    Absorbed, Authority, Certificate, CertificateNumber, DocumentNumber, Issue, Remedy, RemedyConclusion,
    Renewal, RevocationConclusion, Series, SignedMeasure, VerificationCode, remarks,
};
use statute::{Law, RegimeId};
use uuid::Uuid;

use crate::builders::{LEADER, OFFICER, case, day, moment};

/// A certificate from 20/6/2021 to 20/6/2026. The last day to register its renewal is 20/01/2026.
fn certificate() -> Certificate {
    let issue = Issue {
        number: CertificateNumber::new(2021, 1),
        code: VerificationCode::of_chance(1),
        kind: RecognitionKind::New,
        target: Target::NationalStandard1,
        decision_number: "1/QĐ-UBND".to_owned(),
        decided_by: Authority::Province,
        signed_on: day("2021-06-20"),
        effective_on: day("2021-06-20"),
    };
    let case = case(RegimeId::A0, Target::NationalStandard1);
    Certificate::issue(&case, issue, Law::official(), moment("2021-06-20T09:00:00+07:00"))
}

fn said(certificate: &Certificate, absorbed: &[Absorbed], on: &str) -> Vec<String> {
    remarks(certificate, absorbed, Law::official(), day(on))
}

#[test]
fn nothing_is_said_of_a_certificate_in_order() {
    assert_eq!(said(&certificate(), &[], "2025-12-31"), [""; 0]);
}

#[test]
fn it_runs_out_within_the_year() {
    let mut registered = certificate();
    registered.renewal = Some(Renewal {
        dossier_id: Uuid::from_u128(1),
        at: moment("2025-12-01T09:00:00+07:00"),
    });
    assert_eq!(
        said(&registered, &[], "2026-01-01"),
        ["Hết hạn trong năm: ngày 20/6/2026"]
    );
    assert_eq!(said(&registered, &[], "2025-12-31"), [""; 0]);
}

#[test]
fn a_renewal_is_late_from_the_day_after_its_last_day_unless_it_was_registered() {
    let late = "Quá hạn đăng ký công nhận lại (ngày 20/01/2026) mà chưa đăng ký";
    let says_so = |certificate: &Certificate, on: &str| said(certificate, &[], on).contains(&late.to_owned());
    let mut certificate = certificate();
    assert!(!says_so(&certificate, "2026-01-20"));
    assert!(says_so(&certificate, "2026-01-21"));
    certificate.renewal = Some(Renewal {
        dossier_id: Uuid::from_u128(1),
        at: moment("2026-02-02T09:00:00+07:00"),
    });
    assert!(says_so(&certificate, "2026-02-01"), "as it stood on that day");
    assert!(!says_so(&certificate, "2026-02-02"));
}

/// Lists of years long past, and of certificates that were entered with a last day far ahead, are still answered.
#[test]
fn years_that_no_calendar_covers_are_answered_like_others() {
    let old = Certificate {
        valid_until: day("1999-12-31"),
        ..certificate()
    };
    assert_eq!(
        said(&old, &[], "1999-11-20"),
        [
            "Quá hạn đăng ký công nhận lại (ngày 31/7/1999) mà chưa đăng ký",
            "Hết hạn trong năm: ngày 31/12/1999"
        ]
    );
    let far = Certificate {
        valid_until: day("2199-12-31"),
        ..certificate()
    };
    assert_eq!(said(&far, &[], "2025-12-31"), [""; 0]);
}

#[test]
fn an_order_is_open_from_its_day_until_it_is_concluded_on() {
    let mut certificate = certificate();
    certificate.remedies = vec![Remedy {
        requirements: vec!["Bổ sung phòng học bộ môn".to_owned()],
        remedy_by: day("2024-05-31"),
        ordered_on: day("2024-03-05"),
        report: None,
        conclusion: Some(RemedyConclusion {
            at: moment("2024-06-10T09:00:00+07:00"),
            accepted: true,
            reasons: String::new(),
        }),
    }];
    let open = "Đang phải khắc phục theo yêu cầu ngày 05/3/2024, hạn 31/5/2024";
    for (on, expected) in [
        ("2024-03-04", vec![]),
        ("2024-03-05", vec![open.to_owned()]),
        ("2024-05-31", vec![open.to_owned()]),
        ("2024-06-01", vec![format!("{open}, đã quá hạn")]),
        ("2024-06-10", vec![]),
    ] {
        assert_eq!(said(&certificate, &[], on), expected, "{on}");
    }
    certificate.remedies[0].conclusion = None;
    assert_eq!(
        said(&certificate, &[], "2024-06-10"),
        [format!("{open}, đã quá hạn")]
    );
}

#[test]
fn a_conclusion_to_revoke_stands_until_the_revocation_is_signed() {
    let concluded_at = moment("2024-03-05T09:00:00+07:00");
    let standing = "Đã có kết luận thu hồi ngày 05/3/2024, chưa có quyết định";
    let mut certificate = certificate();
    certificate.revocation = Some(RevocationConclusion {
        reasons: "Vi phạm".to_owned(),
        document_number: "12/KL-SGDĐT".to_owned(),
        concluded_by: LEADER.to_owned(),
        at: concluded_at,
    });
    assert_eq!(said(&certificate, &[], "2024-03-04"), [""; 0]);
    assert_eq!(said(&certificate, &[], "2024-03-05"), [standing]);
    // It was answered later, and the list of a day between is made again.
    certificate.revocation = None;
    certificate.measures = vec![SignedMeasure {
        measure: Measure::Revocation,
        reasons: "Vi phạm".to_owned(),
        number: DocumentNumber::new(Series::DepartmentDecision, 7),
        at: moment("2024-04-01T09:00:00+07:00"),
        prepared_by: OFFICER.to_owned(),
        signer: LEADER.to_owned(),
        concluded_at: Some(concluded_at),
    }];
    assert_eq!(said(&certificate, &[], "2024-03-31"), [standing]);
    assert_eq!(said(&certificate, &[], "2024-04-01"), [""; 0]);
}

#[test]
fn a_school_that_took_in_others_since_it_was_recognised_is_named_with_them() {
    let absorbed = |name: &str, on: &str| Absorbed {
        name: name.to_owned(),
        on: day(on),
    };
    let absorbed = [
        absorbed("Tiểu học Cũ", "2021-06-20"),
        absorbed("Tiểu học Vũ Lễ", "2022-08-01"),
        absorbed("", "2024-08-01"),
    ];
    let certificate = certificate();
    assert_eq!(said(&certificate, &absorbed, "2022-07-31"), [""; 0]);
    assert_eq!(
        said(&certificate, &absorbed, "2024-08-01"),
        [
            "Nhận sáp nhập Tiểu học Vũ Lễ từ ngày 01/8/2022",
            "Nhận sáp nhập một trường khác từ ngày 01/8/2024"
        ],
        "what was one school before it was recognised was reviewed so"
    );
}
