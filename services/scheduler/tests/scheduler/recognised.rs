//! Facts of a decision and of a certificate's life, as recognition would announce them.

use proto::fact::{
    ApologySent, Body, CertificateEntered, CertificateExpired, CertificateIssued, CertificateLapsed,
    CertificateReplaced, CertificateRestored, CertificateRevoked, DecisionPublished,
    DecisionPublishedBySchool, DecisionSigned, ProposalSent, RemedyConcluded, RemedyOrdered, RemedyReported,
    RenewalRegistered, ReportReceived, RevocationConcluded, Target, UpgradeOpened,
};

/// The number of every certificate of these tests.
const NUMBER: &str = "2024/0001";
/// Who signs.
const LEADER: &str = "Hoàng Văn Em";

pub fn received() -> Body {
    Body::ReportReceived(ReportReceived::default())
}

/// A letter of apology for `limit`.
pub fn apology_for(limit: &str, due_on: &str, new_due_on: &str) -> Body {
    Body::ApologySent(ApologySent {
        limit: limit.to_owned(),
        reason: "Đoàn đánh giá ngoài phải khảo sát bổ sung".to_owned(),
        due_on: due_on.to_owned(),
        new_due_on: new_due_on.to_owned(),
        number: "56/SGDĐT-QLCL".to_owned(),
        signed_on: "2026-09-10".to_owned(),
        signer: LEADER.to_owned(),
    })
}

/// A letter of apology for the decision.
pub fn apology(due_on: &str, new_due_on: &str) -> Body {
    apology_for("recognition.decide", due_on, new_due_on)
}

pub fn proposal() -> Body {
    Body::ProposalSent(ProposalSent {
        number: "45/TTr-SGDĐT".to_owned(),
        signed_on: "2024-11-12".to_owned(),
    })
}

pub fn signed(recognises: bool) -> Body {
    Body::DecisionSigned(DecisionSigned {
        number: "678/QĐ-UBND".to_owned(),
        signed_on: "2024-11-18".to_owned(),
        signer: "Hoàng Văn Em".to_owned(),
        recognises,
        reasons: if recognises {
            ""
        } else {
            "Tiêu chí 3.1 không đạt"
        }
        .to_owned(),
        recognised_as: if recognises {
            Target::NationalStandard1
        } else {
            Target::Unspecified
        }
        .into(),
        effective_on: if recognises { "2024-11-20" } else { "" }.to_owned(),
    })
}

pub fn certificate(recognised_on: &str, valid_until: &str) -> Body {
    Body::CertificateIssued(CertificateIssued {
        number: "2024/0001".to_owned(),
        valid_from: recognised_on.to_owned(),
        valid_until: valid_until.to_owned(),
        recognised_on: recognised_on.to_owned(),
        ..CertificateIssued::default()
    })
}

pub fn expired(valid_until: &str) -> Body {
    Body::CertificateExpired(CertificateExpired {
        number: "2024/0001".to_owned(),
        valid_until: valid_until.to_owned(),
    })
}

pub fn published() -> Body {
    Body::DecisionPublished(DecisionPublished {
        place: "langson.edu.vn".to_owned(),
    })
}

pub fn published_by_school() -> Body {
    Body::DecisionPublishedBySchool(DecisionPublishedBySchool {
        place: "bảng tin nhà trường".to_owned(),
    })
}

/// A certificate on paper, of which `awaits` is still ahead.
pub fn entered(recognised_on: &str, valid_until: &str, awaits: &str) -> Body {
    Body::CertificateEntered(CertificateEntered {
        number: NUMBER.to_owned(),
        certified: Target::NationalStandard1.into(),
        recognised_on: recognised_on.to_owned(),
        valid_from: recognised_on.to_owned(),
        valid_until: valid_until.to_owned(),
        awaits: awaits.to_owned(),
        ..CertificateEntered::default()
    })
}

pub fn restored(recognised_on: &str, valid_until: &str, awaits: &str) -> Body {
    Body::CertificateRestored(CertificateRestored {
        number: NUMBER.to_owned(),
        decision_number: "345/QĐ-SGDĐT".to_owned(),
        signed_on: "2026-10-05".to_owned(),
        signer: LEADER.to_owned(),
        reasons: "Nhà trường đã khắc phục".to_owned(),
        valid_until: valid_until.to_owned(),
        recognised_on: recognised_on.to_owned(),
        awaits: awaits.to_owned(),
    })
}

pub fn to_be_revoked() -> Body {
    Body::RevocationConcluded(RevocationConcluded {
        number: NUMBER.to_owned(),
        reasons: "Không duy trì điều kiện".to_owned(),
        document_number: "12/KL-SGDĐT".to_owned(),
        concluded_by: LEADER.to_owned(),
    })
}

pub fn revoked() -> Body {
    Body::CertificateRevoked(CertificateRevoked {
        number: NUMBER.to_owned(),
        decision_number: "234/QĐ-SGDĐT".to_owned(),
        signed_on: "2026-09-01".to_owned(),
        signer: LEADER.to_owned(),
        reasons: "Không duy trì điều kiện".to_owned(),
    })
}

pub fn renewed() -> Body {
    Body::RenewalRegistered(RenewalRegistered {
        number: NUMBER.to_owned(),
        ..RenewalRegistered::default()
    })
}

pub fn upgrade_opened() -> Body {
    Body::UpgradeOpened(UpgradeOpened {
        number: NUMBER.to_owned(),
    })
}

pub fn ordered(remedy_by: &str) -> Body {
    Body::RemedyOrdered(RemedyOrdered {
        number: NUMBER.to_owned(),
        requirements: vec![
            "Bổ sung phòng học bộ môn".to_owned(),
            "Kiện toàn hội đồng trường".to_owned(),
        ],
        remedy_by: remedy_by.to_owned(),
        document_number: "78/SGDĐT-QLCL".to_owned(),
        signer: LEADER.to_owned(),
    })
}

pub fn remedied() -> Body {
    Body::RemedyReported(RemedyReported {
        summary: "Đã bổ sung hai phòng học bộ môn".to_owned(),
        ..RemedyReported::default()
    })
}

pub fn examined(accepted: bool) -> Body {
    Body::RemedyConcluded(RemedyConcluded {
        accepted,
        reasons: if accepted {
            ""
        } else {
            "Chưa kiện toàn hội đồng trường"
        }
        .to_owned(),
    })
}

pub fn replaced() -> Body {
    Body::CertificateReplaced(CertificateReplaced {
        number: NUMBER.to_owned(),
        by_number: "2026/0009".to_owned(),
        on: "2026-10-05".to_owned(),
    })
}

pub fn lapsed(reason: &str) -> Body {
    Body::CertificateLapsed(CertificateLapsed {
        number: NUMBER.to_owned(),
        reason: reason.to_owned(),
        on: "2026-10-05".to_owned(),
    })
}
