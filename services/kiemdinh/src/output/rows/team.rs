//! Teams: who sits where, what stands against it, which decisions were made.

use calendar::Day;
use proto::fact::TeamRole;
use proto::review::{InvitationState, TeamState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{At, at, day, or_blank, some};

mod finding;

pub use finding::{TeamConflict, TeamFinding, conflicts};

/// An external review team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    /// `teams/{id}`.
    pub name: String,
    /// Its state.
    pub state: Word,
    /// The schools it reviews.
    pub reviews: Vec<TeamReview>,
    /// Its members.
    pub seats: Vec<Seat>,
    /// What warns.
    pub findings: Vec<TeamFinding>,
    /// Who proposed it, or changed the proposal last.
    pub prepared_by: String,
    /// Who establishes it: `department_leader` or `province`.
    pub decided_by: String,
    /// The decision that established it.
    pub decision: Option<TeamDecision>,
    /// The replacements decided on, oldest first.
    pub replacements: Vec<Replacement>,
    /// The replacement that waits for a decision.
    pub proposed_replacement: Option<Replacement>,
    /// The decision that dissolved it.
    pub dissolution: Option<TeamDecision>,
    /// Why it was dropped or dissolved.
    pub end_reason: Option<String>,
    /// When it was proposed.
    pub proposed_at: Option<At>,
    /// The version seen.
    pub etag: String,
}

/// A school that a team reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamReview {
    /// `reviews/{case id}`.
    pub review: String,
    /// The dossier's number.
    pub dossier_number: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// The commune it lies in.
    pub commune: String,
}

/// One seat of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seat {
    /// `reviewers/{id}`.
    pub reviewer: String,
    /// The person's name.
    pub display_name: String,
    /// Where the person receives mail.
    pub email: Option<String>,
    /// The seat.
    pub role: Word,
    /// How the person stands to it.
    pub invitation: Word,
    /// Why it was declined.
    pub decline_reason: Option<String>,
    /// When the invitation was sent or answered.
    pub invitation_at: Option<At>,
}

/// A decision about a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamDecision {
    /// Its number.
    pub number: String,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// Who signed it.
    pub signer: String,
    /// Who prepared it.
    pub prepared_by: String,
}

/// One person in another's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replacement {
    /// Who leaves: `reviewers/{id}`.
    pub leaving: String,
    /// The name of who leaves.
    pub leaving_name: String,
    /// Who comes: `reviewers/{id}`.
    pub coming: String,
    /// The name of who comes.
    pub coming_name: String,
    /// The seat.
    pub role: Word,
    /// Why.
    pub reason: String,
    /// The decision; none while it is a proposal.
    pub decision: Option<TeamDecision>,
    /// Who proposed it.
    pub proposed_by: String,
}

impl From<proto::review::Team> for Team {
    fn from(team: proto::review::Team) -> Self {
        Self {
            state: Word::of::<TeamState>(team.state),
            reviews: team.reviews.into_iter().map(TeamReview::from).collect(),
            seats: team.seats.into_iter().map(Seat::from).collect(),
            findings: team.findings.into_iter().map(TeamFinding::from).collect(),
            decision: team.decision.map(TeamDecision::from),
            replacements: team.replacements.into_iter().map(Replacement::from).collect(),
            proposed_replacement: team.proposed_replacement.map(Replacement::from),
            dissolution: team.dissolution.map(TeamDecision::from),
            end_reason: some(team.end_reason),
            proposed_at: at(team.proposed_at.as_ref()),
            name: team.name,
            prepared_by: team.prepared_by,
            decided_by: team.decided_by,
            etag: team.etag,
        }
    }
}

impl From<proto::review::TeamReview> for TeamReview {
    fn from(one: proto::review::TeamReview) -> Self {
        Self {
            review: one.review,
            dossier_number: one.dossier_number,
            school: one.school,
            school_name: one.school_name,
            commune: one.commune,
        }
    }
}

impl From<proto::review::Seat> for Seat {
    fn from(seat: proto::review::Seat) -> Self {
        Self {
            role: Word::of::<TeamRole>(seat.role),
            invitation: Word::of::<InvitationState>(seat.invitation),
            invitation_at: at(seat.invitation_at.as_ref()),
            reviewer: seat.reviewer,
            display_name: seat.display_name,
            email: some(seat.email),
            decline_reason: some(seat.decline_reason),
        }
    }
}

impl From<proto::review::TeamDecision> for TeamDecision {
    fn from(decision: proto::review::TeamDecision) -> Self {
        Self {
            signed_on: day(&decision.signed_on),
            number: decision.number,
            signer: decision.signer,
            prepared_by: decision.prepared_by,
        }
    }
}

impl From<proto::review::Replacement> for Replacement {
    fn from(one: proto::review::Replacement) -> Self {
        Self {
            role: Word::of::<TeamRole>(one.role),
            decision: one.decision.map(TeamDecision::from),
            leaving: one.leaving,
            leaving_name: one.leaving_name,
            coming: one.coming,
            coming_name: one.coming_name,
            reason: one.reason,
            proposed_by: one.proposed_by,
        }
    }
}

/// Who decides on a team, for people.
fn authority(decided_by: &str) -> Word {
    match decided_by {
        "department_leader" => Word {
            code: "department_leader",
            vietnamese: "Giám đốc Sở GDĐT",
        },
        "province" => Word {
            code: "province",
            vietnamese: "UBND tỉnh",
        },
        _ => Word {
            code: "",
            vietnamese: "–",
        },
    }
}

/// `names`, one after the other.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

impl Row for Team {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("state", "Trạng thái"),
        ("decision", "Quyết định"),
        ("signed_on", "Ngày ký"),
        ("schools", "Trường"),
        ("members", "Thành viên"),
        ("warnings", "Cảnh báo"),
        ("decided_by", "Cấp quyết định"),
        ("prepared_by", "Người đề xuất"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let decision = self.decision.as_ref();
        vec![
            Cell::Word(self.state),
            or_blank(decision.map(|decision| &decision.number)),
            Cell::Day(decision.and_then(|decision| decision.signed_on)),
            Cell::text(listed(self.reviews.iter().map(|one| one.school_name.as_str()))),
            Cell::text(listed(self.seats.iter().map(|seat| seat.display_name.as_str()))),
            Cell::Number(i64::try_from(self.findings.len()).unwrap_or(i64::MAX)),
            Cell::Word(authority(&self.decided_by)),
            Cell::text(&self.prepared_by),
            Cell::text(&self.name),
        ]
    }
}

impl Row for TeamReview {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("dossier_number", "Số hồ sơ"),
        ("school_name", "Trường"),
        ("commune", "Xã, phường"),
        ("review", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.dossier_number),
            Cell::text(&self.school_name),
            Cell::text(&self.commune),
            Cell::text(&self.review),
        ]
    }
}

impl Row for Seat {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("role", "Nhiệm vụ"),
        ("display_name", "Họ tên"),
        ("invitation", "Lời mời"),
        ("invitation_at", "Lúc"),
        ("decline_reason", "Lý do từ chối"),
        ("reviewer", "Người đánh giá"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.role),
            Cell::text(&self.display_name),
            Cell::Word(self.invitation),
            Cell::Moment(self.invitation_at.map(|at| at.0)),
            or_blank(self.decline_reason.as_ref()),
            Cell::text(&self.reviewer),
        ]
    }
}

impl Row for Replacement {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("leaving_name", "Thôi tham gia"),
        ("coming_name", "Thay bằng"),
        ("role", "Nhiệm vụ"),
        ("reason", "Lý do"),
        ("decision", "Quyết định"),
        ("signed_on", "Ngày ký"),
        ("proposed_by", "Người đề xuất"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let decision = self.decision.as_ref();
        vec![
            Cell::text(&self.leaving_name),
            Cell::text(&self.coming_name),
            Cell::Word(self.role),
            Cell::text(&self.reason),
            or_blank(decision.map(|decision| &decision.number)),
            Cell::Day(decision.and_then(|decision| decision.signed_on)),
            Cell::text(&self.proposed_by),
        ]
    }
}
