//! Sentences about appraisals, decisions, certificates and their life.

use proto::fact::{
    ApologyDrafted, ApologySent, AppraisalConcluded, AttainmentTargetSet, CertificateEntered,
    CertificateIssued, CertificateLapsed, CertificateReplaced, CertificateRestored, CertificateRevoked,
    DecisionDrafted, DecisionSigned, Measure, MeasureDiscarded, MeasureDrafted, RemedyConcluded,
    RemedyOrdered, RemedyReported, RenewalRegistered, RevocationConcluded, Target,
};

use super::super::Word;
use super::{date, title};

/// What is certified, with a word before it; nothing when an old fact does not say.
fn as_target(before: &str, target: i32) -> String {
    match Word::of::<Target>(target) {
        Word {
            code: "unspecified", ..
        } => String::new(),
        word => format!("{before}{}", word.vietnamese),
    }
}

fn measure(value: i32) -> &'static str {
    Word::of::<Measure>(value).vietnamese
}

pub fn appraisal_concluded(fact: &AppraisalConcluded) -> String {
    let conclusion = if fact.recognise {
        format!("đề nghị công nhận{}", as_target(" ", fact.recognised_as))
    } else {
        "đề nghị không công nhận".to_owned()
    };
    // Facts from before proposals were kept say neither what was proposed nor what was concluded.
    let kept = !fact.recognise || fact.recognised_as != 0;
    let differs = fact.proposed != fact.recognise || fact.proposed_as != fact.recognised_as;
    let software = match (kept && differs, fact.proposed) {
        (false, _) => String::new(),
        (true, true) => format!(
            " (phần mềm đề xuất công nhận{})",
            as_target(" ", fact.proposed_as)
        ),
        (true, false) => " (phần mềm không đề xuất công nhận)".to_owned(),
    };
    format!("Kết luận thẩm định: {conclusion}{software} – {}", fact.reasons)
}

pub fn decision_drafted(fact: &DecisionDrafted) -> String {
    let what = if fact.recognises {
        "công nhận"
    } else {
        "không công nhận"
    };
    format!("Dự thảo quyết định {what}")
}

pub fn decision_signed(fact: &DecisionSigned) -> String {
    let what = if fact.recognises {
        format!("công nhận{}", as_target(" ", fact.recognised_as))
    } else {
        format!("không công nhận ({})", fact.reasons)
    };
    let held = if fact.effective_on.is_empty() || fact.effective_on == fact.signed_on {
        String::new()
    } else {
        format!(", có hiệu lực từ ngày {}", date(&fact.effective_on))
    };
    format!(
        "{} ký Quyết định {} ngày {}: {what}{held}",
        fact.signer,
        fact.number,
        date(&fact.signed_on)
    )
}

pub fn certificate_issued(fact: &CertificateIssued) -> String {
    format!(
        "Cấp chứng nhận số {}{}, có giá trị từ {} đến hết {}",
        fact.number,
        as_target(", ", fact.certified),
        date(&fact.valid_from),
        date(&fact.valid_until)
    )
}

pub fn apology_drafted(fact: &ApologyDrafted) -> String {
    format!(
        "{} soạn thư xin lỗi về thời hạn {}, hẹn lại ngày {}: {}",
        fact.prepared_by,
        title(&fact.limit),
        date(&fact.new_due_on),
        fact.reason
    )
}

pub fn apology_sent(fact: &ApologySent) -> String {
    format!(
        "{} ký thư xin lỗi {} ngày {} về thời hạn {}: hạn ngày {} được hẹn lại một lần, đến hết ngày {} ({})",
        fact.signer,
        fact.number,
        date(&fact.signed_on),
        title(&fact.limit),
        date(&fact.due_on),
        date(&fact.new_due_on),
        fact.reason
    )
}

pub fn certificate_entered(fact: &CertificateEntered) -> String {
    let decision = if fact.decision_number.is_empty() {
        String::new()
    } else {
        format!(" theo Quyết định {}", fact.decision_number)
    };
    format!(
        "Ghi nhận chứng nhận số {}{} đã cấp trước đây{decision}, có giá trị từ {} đến hết {}",
        fact.number,
        as_target(", ", fact.certified),
        date(&fact.valid_from),
        date(&fact.valid_until)
    )
}

pub fn certificate_replaced(fact: &CertificateReplaced) -> String {
    format!(
        "Chứng nhận số {} được thay bằng chứng nhận số {} từ ngày {}",
        fact.number,
        fact.by_number,
        date(&fact.on)
    )
}

pub fn certificate_lapsed(fact: &CertificateLapsed) -> String {
    let why = match fact.reason.as_str() {
        "school_merged" => "trường đã sáp nhập",
        "school_closed" => "trường đã giải thể",
        other => other,
    };
    format!(
        "Chứng nhận số {} không còn giá trị từ ngày {} vì {why}",
        fact.number,
        date(&fact.on)
    )
}

pub fn renewal_registered(school: &str, fact: &RenewalRegistered) -> String {
    format!(
        "{school} đã đăng ký công nhận lại (chứng nhận số {})",
        fact.number
    )
}

pub fn measure_drafted(fact: &MeasureDrafted) -> String {
    format!(
        "{} dự thảo {}: {}",
        fact.prepared_by,
        measure(fact.measure),
        fact.reasons
    )
}

pub fn measure_discarded(fact: &MeasureDiscarded) -> String {
    format!("Bỏ dự thảo {}: {}", measure(fact.measure), fact.reason)
}

pub fn remedy_ordered(fact: &RemedyOrdered) -> String {
    format!(
        "{} ký {}: yêu cầu khắc phục trước hết ngày {} để giữ chứng nhận số {} – {}",
        fact.signer,
        fact.document_number,
        date(&fact.remedy_by),
        fact.number,
        fact.requirements.join("; ")
    )
}

pub fn remedy_reported(school: &str, fact: &RemedyReported) -> String {
    format!("{school} báo cáo đã khắc phục: {}", fact.summary)
}

pub fn remedy_concluded(fact: &RemedyConcluded) -> String {
    let seen = if fact.reasons.is_empty() {
        String::new()
    } else {
        format!(": {}", fact.reasons)
    };
    if fact.accepted {
        format!("Sở kết luận nhà trường đã khắc phục xong{seen}")
    } else {
        format!("Sở kết luận nhà trường chưa khắc phục xong{seen}")
    }
}

pub fn revocation_concluded(fact: &RevocationConcluded) -> String {
    format!(
        "{} kết luận phải thu hồi chứng nhận số {} theo {}: {}",
        fact.concluded_by, fact.number, fact.document_number, fact.reasons
    )
}

pub fn certificate_revoked(fact: &CertificateRevoked) -> String {
    format!(
        "{} ký Quyết định {} ngày {}: thu hồi chứng nhận số {} ({})",
        fact.signer,
        fact.decision_number,
        date(&fact.signed_on),
        fact.number,
        fact.reasons
    )
}

pub fn certificate_restored(fact: &CertificateRestored) -> String {
    format!(
        "{} ký Quyết định {} ngày {}: khôi phục chứng nhận số {}, có giá trị đến hết {} ({})",
        fact.signer,
        fact.decision_number,
        date(&fact.signed_on),
        fact.number,
        date(&fact.valid_until),
        fact.reasons
    )
}

pub fn attainment_target_set(fact: &AttainmentTargetSet) -> String {
    let at_standard = match fact.standard.as_str() {
        "national_2" => "đạt chuẩn quốc gia mức độ 2",
        "accreditation" => "đạt kiểm định chất lượng",
        "any" => "có chứng nhận",
        _ => "đạt chuẩn quốc gia",
    };
    format!(
        "Đặt chỉ tiêu {},{} % trường {at_standard} đến ngày {} theo {}",
        fact.per_mille / 10,
        fact.per_mille % 10,
        date(&fact.on),
        fact.document
    )
}
