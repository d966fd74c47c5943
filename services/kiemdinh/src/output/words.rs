//! The words of the wire's enumerations: a stable code for programs, Vietnamese for people.

use proto::fact::{Measure, Ownership, RecognitionKind, ReviewStep, SchoolType, Target, TeamRole};
use proto::recognition::{CertificateState, ConditionState, DecisionState, Grouping, Standard};
use proto::registration::{
    AuthorityKind, CheckStage, CouncilSeat, DocumentKind, DossierState, ItemProgress, PlanMeasure, PlanState,
    SchoolState, SelfAssessmentState,
};
use proto::review::{
    FindingSeverity, InvitationState, RelationKind, ReviewState, SeasonState, Settlement, TeamState,
};
use proto::scheduler::{ClockOutcome, MailState};
use serde::{Serialize, Serializer};

/// One value of an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// What programs compare.
    pub code: &'static str,
    /// What people read.
    pub vietnamese: &'static str,
}

impl Word {
    /// The word of `value`, which came over the wire as a number. What this program does not know yet is
    /// shown as not given.
    pub fn of<E: TryFrom<i32> + Default + Into<Word>>(value: i32) -> Self {
        E::try_from(value).unwrap_or_default().into()
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

macro_rules! words {
    ($($enumeration:ident { $($variant:ident => $code:literal, $vietnamese:literal;)* })*) => {
        $(impl From<$enumeration> for Word {
            fn from(value: $enumeration) -> Self {
                match value {
                    $enumeration::Unspecified => Self { code: "unspecified", vietnamese: "–" },
                    $($enumeration::$variant => Self { code: $code, vietnamese: $vietnamese },)*
                }
            }
        })*
    };
}

words! {
    SchoolType {
        Preschool => "preschool", "mầm non";
        Primary => "primary", "tiểu học";
        LowerSecondary => "lower_secondary", "THCS";
        UpperSecondary => "upper_secondary", "THPT";
        PrimaryAndLowerSecondary => "primary_and_lower_secondary", "TH và THCS";
        LowerAndUpperSecondary => "lower_and_upper_secondary", "THCS và THPT";
        MultiLevel => "multi_level", "TH, THCS và THPT";
        ContinuingEducation => "continuing_education", "GDTX";
    }
    Ownership {
        Public => "public", "công lập";
        NonPublic => "non_public", "ngoài công lập";
    }
    RecognitionKind {
        New => "new", "công nhận mới";
        Renewal => "renewal", "công nhận lại";
    }
    Target {
        Accreditation1 => "accreditation_1", "kiểm định cấp độ 1";
        Accreditation2 => "accreditation_2", "kiểm định cấp độ 2";
        Accreditation3 => "accreditation_3", "kiểm định cấp độ 3";
        Accreditation4 => "accreditation_4", "kiểm định cấp độ 4";
        NationalStandard1 => "national_standard_1", "chuẩn quốc gia mức độ 1";
        NationalStandard2 => "national_standard_2", "chuẩn quốc gia mức độ 2";
    }
    AuthorityKind {
        Department => "department", "Sở";
        District => "district", "cấp huyện";
        Commune => "commune", "cấp xã";
    }
    SchoolState {
        Active => "active", "đang hoạt động";
        Merged => "merged", "đã sáp nhập";
        Closed => "closed", "đã giải thể";
    }
    PlanState {
        Draft => "draft", "dự thảo";
        Approved => "approved", "đã phê duyệt";
    }
    PlanMeasure {
        SelfAssessed => "self_assessed", "trường hoàn thành tự đánh giá";
        ExternallyReviewed => "externally_reviewed", "trường được đánh giá ngoài trong năm";
        EligibleReviewed => "eligible_reviewed", "trường đủ điều kiện được đánh giá ngoài";
        RecognisedNew => "recognised_new", "trường được công nhận mới";
        RecognisedAgain => "recognised_again", "trường được công nhận lại";
    }
    ItemProgress {
        Planned => "planned", "theo kế hoạch";
        DossierComplete => "dossier_complete", "đã xong hồ sơ";
        Registered => "registered", "đã đăng ký";
        Accepted => "accepted", "đã tiếp nhận";
        Reviewed => "reviewed", "đã đánh giá ngoài";
        Decided => "decided", "đã có quyết định";
    }
    SelfAssessmentState {
        Open => "open", "đang thực hiện";
        Completed => "completed", "đã hoàn thành";
    }
    CouncilSeat {
        Chair => "chair", "chủ tịch";
        ViceChair => "vice_chair", "phó chủ tịch";
        Secretary => "secretary", "thư ký";
        Member => "member", "ủy viên";
    }
    CheckStage {
        Local => "local", "cơ quan địa phương";
        Department => "department", "Sở";
    }
    DocumentKind {
        OfficialLetter => "official_letter", "công văn đăng ký";
        SelfAssessmentReport => "self_assessment_report", "báo cáo tự đánh giá";
        Other => "other", "tài liệu khác";
    }
    DossierState {
        Draft => "draft", "đang lập";
        Submitted => "submitted", "đã nộp";
        UnderCheck => "under_check", "đang kiểm tra";
        SupplementRequested => "supplement_requested", "chờ bổ sung";
        Accepted => "accepted", "đã tiếp nhận";
        Refused => "refused", "bị từ chối";
        Withdrawn => "withdrawn", "đã rút";
    }
    ReviewState {
        AwaitingTeam => "awaiting_team", "chờ lập đoàn";
        UnderReview => "under_review", "đang đánh giá ngoài";
        AwaitingComments => "awaiting_comments", "chờ ý kiến nhà trường";
        AwaitingReply => "awaiting_reply", "chờ đoàn trả lời";
        AwaitingFinalReport => "awaiting_final_report", "chờ báo cáo chính thức";
        Completed => "completed", "đã có báo cáo";
        Closed => "closed", "đã đóng";
    }
    Settlement {
        Agreed => "agreed", "nhất trí bằng văn bản";
        Deemed => "deemed", "mặc nhiên đồng ý";
        Answered => "answered", "đã trả lời ý kiến";
    }
    RelationKind {
        Relative => "relative", "có người thân";
        Advised => "advised", "đã tư vấn tự đánh giá";
    }
    TeamState {
        Proposed => "proposed", "đang đề xuất";
        Established => "established", "đã thành lập";
        Discarded => "discarded", "đã bỏ đề xuất";
        Dissolved => "dissolved", "đã giải thể";
    }
    InvitationState {
        NotInvited => "not_invited", "chưa mời";
        Invited => "invited", "đã mời";
        Accepted => "accepted", "nhận lời";
        Declined => "declined", "từ chối";
    }
    FindingSeverity {
        Block => "block", "không được phép";
        Warning => "warning", "cảnh báo";
    }
    SeasonState {
        Solved => "solved", "đã có đoàn";
        Infeasible => "infeasible", "không đủ người";
        Adopted => "adopted", "đã đề xuất";
    }
    DecisionState {
        UnderAppraisal => "under_appraisal", "đang thẩm định";
        Appraised => "appraised", "đã thẩm định";
        Drafted => "drafted", "đã dự thảo quyết định";
        Proposed => "proposed", "đã trình UBND tỉnh";
        Signed => "signed", "đã ký";
        Published => "published", "đã công bố";
    }
    ConditionState {
        Met => "met", "đạt";
        NotMet => "not_met", "không đạt";
        Unknown => "unknown", "chưa rõ";
    }
    CertificateState {
        NotYet => "not_yet", "chưa có hiệu lực";
        InForce => "in_force", "còn hiệu lực";
        Expired => "expired", "hết hạn";
        Revoked => "revoked", "đã thu hồi";
        Replaced => "replaced", "đã được thay thế";
        Lapsed => "lapsed", "hết hiệu lực cùng trường";
    }
    Measure {
        RemedyOrder => "remedy_order", "yêu cầu khắc phục";
        Revocation => "revocation", "quyết định thu hồi chứng nhận";
        Restoration => "restoration", "quyết định khôi phục chứng nhận";
    }
    Grouping {
        SchoolType => "school_type", "loại trường";
        Commune => "commune", "xã, phường";
        Ownership => "ownership", "loại hình";
    }
    Standard {
        National => "national", "chuẩn quốc gia";
        National2 => "national_2", "chuẩn quốc gia mức độ 2";
        Accreditation => "accreditation", "kiểm định chất lượng";
        Any => "any", "có chứng nhận";
    }
    ClockOutcome {
        Running => "running", "đang chạy";
        Suspended => "suspended", "tạm dừng";
        Met => "met", "hoàn thành đúng hạn";
        MetLate => "met_late", "hoàn thành trễ hạn";
        Breached => "breached", "quá hạn";
        Deemed => "deemed", "mặc nhiên đồng ý";
        Expired => "expired", "hết hiệu lực";
        Opened => "opened", "được phép";
        Cancelled => "cancelled", "không còn áp dụng";
    }
    MailState {
        Queued => "queued", "chờ gửi";
        Sent => "sent", "đã gửi";
        Failed => "failed", "gửi hỏng";
        Superseded => "superseded", "không còn cần gửi";
        Sending => "sending", "đang gửi";
        Deferred => "deferred", "chờ gửi lại";
        Ambiguous => "ambiguous", "không rõ đã tới chưa";
        Cancelled => "cancelled", "đã hủy";
    }
    ReviewStep {
        DossierStudy => "dossier_study", "nghiên cứu hồ sơ đánh giá";
        PreliminaryVisit => "preliminary_visit", "khảo sát sơ bộ";
        OfficialVisit => "official_visit", "khảo sát chính thức";
    }
    TeamRole {
        Head => "head", "trưởng đoàn";
        Secretary => "secretary", "thư ký";
        Member => "member", "thành viên";
    }
}

/// Who did something, for people: a service acts in the system's name.
pub fn actor(actor: &str) -> &str {
    if actor.starts_with("service:") {
        "hệ thống"
    } else {
        actor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_newer_server_says_is_shown_as_not_given() {
        assert_eq!(Word::of::<MailState>(2).code, "sent");
        assert_eq!(Word::of::<MailState>(99).code, "unspecified");
    }
}
