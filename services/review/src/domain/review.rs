//! The external review of one dossier: a team, three steps, a draft, the school's word, a final report.

use std::fmt;
use std::str::FromStr;

use calendar::local_day;
use chrono::{DateTime, Utc};
use proto::fact::{
    Body, CommentAnswer, CommentsAnswered, CommentsReceived, DraftAgreed, DraftReportSent, Fact,
    FinalReportSubmitted, ReviewOpened, ReviewStep, ReviewStepCompleted, TeamEstablished,
};
use statute::{Law, Role};
use timelimit::Wording;
use uuid::Uuid;

use super::{Broken, Case, Refusal, Team, TeamProposal};

/// The steps before the draft, in the order of Điều 28.
const STEPS: [ReviewStep; 3] = [
    ReviewStep::DossierStudy,
    ReviewStep::PreliminaryVisit,
    ReviewStep::OfficialVisit,
];
const HIGHEST_LEVEL: u32 = 4;

/// The state of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewState {
    /// Waiting for its team.
    AwaitingTeam,
    /// The team is at work.
    UnderReview,
    /// The draft is with the school.
    AwaitingComments,
    /// The school commented; the team owes its answer.
    AwaitingReply,
    /// Comments are settled; the final report is owed.
    AwaitingFinalReport,
    /// The final report is in.
    Completed,
}

impl ReviewState {
    /// Every state, in the order in which a review goes through them.
    pub const ALL: [Self; 6] = [
        Self::AwaitingTeam,
        Self::UnderReview,
        Self::AwaitingComments,
        Self::AwaitingReply,
        Self::AwaitingFinalReport,
        Self::Completed,
    ];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingTeam => "awaiting_team",
            Self::UnderReview => "under_review",
            Self::AwaitingComments => "awaiting_comments",
            Self::AwaitingReply => "awaiting_reply",
            Self::AwaitingFinalReport => "awaiting_final_report",
            Self::Completed => "completed",
        }
    }
}

impl fmt::Display for ReviewState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for ReviewState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no review state {text}"))
    }
}

/// How the comments on a draft were settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Settlement {
    /// The school agreed in writing.
    Agreed,
    /// The school stayed silent and is deemed to agree.
    Deemed,
    /// The school commented and the team answered.
    Answered,
}

impl Settlement {
    /// Every settlement.
    pub const ALL: [Self; 3] = [Self::Agreed, Self::Deemed, Self::Answered];

    /// The settlement as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Deemed => "deemed",
            Self::Answered => "answered",
        }
    }
}

impl FromStr for Settlement {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|settlement| settlement.as_str() == text)
            .ok_or_else(|| format!("no settlement {text}"))
    }
}

/// One change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The state entered.
    pub state: ReviewState,
    /// When, as the law counts it.
    pub at: DateTime<Utc>,
}

/// The external review of one dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The case.
    pub case: Case,
    /// Its states, oldest first; never empty.
    pub history: Vec<StateChange>,
    /// The team, once established.
    pub team: Option<Team>,
    /// The steps completed, in order.
    pub completed_steps: Vec<ReviewStep>,
    /// The school's comments on the draft.
    pub comments: Vec<String>,
    /// How they were settled.
    pub settlement: Option<Settlement>,
    /// The level of the draft, then of the final report.
    pub level: Option<u32>,
    /// Conditions that warn, found when the team was established.
    pub warnings: Vec<String>,
    /// Grows with every change.
    pub version: i64,
}

/// A report that is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The level it concludes with, 0 to 4.
    pub level: u32,
    /// SHA-256 of the report, lower-case hexadecimal.
    pub sha256: String,
}

/// What is asked of a review.
#[derive(Clone, Debug)]
pub enum ReviewCommand {
    /// Establish its team.
    EstablishTeam(TeamProposal),
    /// Record a completed step, with its minutes.
    CompleteStep(ReviewStep, String),
    /// Send the draft report to the school.
    SendDraft(Report),
    /// The school comments.
    Comment(Vec<String>),
    /// The school agrees.
    Agree,
    /// The team answers each comment.
    Answer(Vec<CommentAnswer>),
    /// The team hands in its final report.
    SubmitFinalReport(Report),
}

impl Review {
    /// Opens the review of `case`, which waits for its team since `at`, when the dossier was accepted.
    pub fn open(case: Case, at: DateTime<Utc>) -> (Self, Fact) {
        let review = Self {
            case,
            history: vec![StateChange {
                state: ReviewState::AwaitingTeam,
                at,
            }],
            team: None,
            completed_steps: Vec::new(),
            comments: Vec::new(),
            settlement: None,
            level: None,
            warnings: Vec::new(),
            version: 1,
        };
        let fact = review.fact(Body::ReviewOpened(ReviewOpened {}));
        (review, fact)
    }

    /// The state it is in.
    pub fn state(&self) -> ReviewState {
        self.history
            .last()
            .map_or(ReviewState::AwaitingTeam, |change| change.state)
    }

    /// When it was opened.
    pub fn opened_at(&self) -> DateTime<Utc> {
        self.history
            .first()
            .map_or(DateTime::UNIX_EPOCH, |change| change.at)
    }

    /// The state it was in just before `moment`.
    pub(super) fn state_before(&self, moment: DateTime<Utc>) -> Option<ReviewState> {
        self.history
            .iter()
            .rev()
            .find(|change| change.at < moment)
            .map(|change| change.state)
    }

    /// Whether `reviewer` sits in its team.
    pub fn has_member(&self, reviewer: Uuid) -> bool {
        let seats = self.team.as_ref().map_or(&[][..], |team| &team.seats);
        seats.iter().any(|seat| seat.reviewer == reviewer)
    }

    /// Who establishes its team.
    pub fn team_decided_by(&self, law: &Law) -> Result<Role, Refusal> {
        let regime = law.regime(self.case.regime).ok_or(Refusal::NoRegime)?;
        Ok(regime.team_decided_by(self.case.wish()))
    }

    /// Decides what follows from `command`: the review afterwards, and the fact.
    pub fn decide(
        &self,
        command: ReviewCommand,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), Refusal> {
        let mut after = self.clone();
        after.version += 1;
        let (state, body) = after.follow(command, law, at)?;
        if state != self.state() {
            after.history.push(StateChange { state, at });
        }
        let fact = after.fact(body);
        Ok((after, fact))
    }

    fn follow(
        &mut self,
        command: ReviewCommand,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(ReviewState, Body), Refusal> {
        match command {
            ReviewCommand::EstablishTeam(proposal) => self.establish_team(proposal, law, at),
            ReviewCommand::CompleteStep(step, minutes) => self.complete_step(step, minutes, law),
            ReviewCommand::SendDraft(report) => self.send_draft(report, law),
            ReviewCommand::Comment(comments) => self.comment(comments, law),
            ReviewCommand::Agree => self.agree(law),
            ReviewCommand::Answer(answers) => self.answer(answers, law),
            ReviewCommand::SubmitFinalReport(report) => self.submit_final_report(report, law),
        }
    }

    fn establish_team(
        &mut self,
        proposal: TeamProposal,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(ReviewState, Body), Refusal> {
        self.must_be(ReviewState::AwaitingTeam, "thành lập đoàn đánh giá ngoài", law)?;
        let (team, warnings) = proposal.establish(&self.case, law, local_day(at))?;
        let established = TeamEstablished {
            decision_number: team.decision_number.to_string(),
            decision_date: team.decided_on.to_string(),
            signer: team.signer.clone(),
            seats: team.seats.iter().map(Into::into).collect(),
        };
        self.team = Some(team);
        self.warnings = warnings;
        Ok((ReviewState::UnderReview, Body::TeamEstablished(established)))
    }

    fn complete_step(
        &mut self,
        step: ReviewStep,
        minutes: String,
        law: &Law,
    ) -> Result<(ReviewState, Body), Refusal> {
        if step == ReviewStep::Unspecified {
            return Err(field("step", "phải là một trong ba bước trước dự thảo báo cáo"));
        }
        self.must_be(ReviewState::UnderReview, "ghi nhận bước đánh giá ngoài", law)?;
        let next = self.next_step();
        if next != Some(step) {
            return Err(self.broken(Broken::StepOutOfOrder { asked: step, next }, law));
        }
        if minutes.trim().is_empty() {
            return Err(field("minutes", "phải ghi nội dung biên bản"));
        }
        self.completed_steps.push(step);
        let completed = ReviewStepCompleted {
            step: step.into(),
            minutes,
        };
        Ok((ReviewState::UnderReview, Body::ReviewStepCompleted(completed)))
    }

    fn send_draft(&mut self, report: Report, law: &Law) -> Result<(ReviewState, Body), Refusal> {
        report.must_fit()?;
        self.must_be(ReviewState::UnderReview, "gửi dự thảo báo cáo", law)?;
        if let Some(next) = self.next_step() {
            return Err(self.broken(Broken::StepsIncomplete { next }, law));
        }
        self.level = Some(report.level);
        let sent = DraftReportSent {
            level: report.level,
            report_sha256: report.sha256,
        };
        Ok((ReviewState::AwaitingComments, Body::DraftReportSent(sent)))
    }

    fn comment(&mut self, comments: Vec<String>, law: &Law) -> Result<(ReviewState, Body), Refusal> {
        if comments.is_empty() || comments.iter().any(|comment| comment.trim().is_empty()) {
            return Err(field("comments", "phải nêu rõ từng ý kiến, không để trống"));
        }
        self.must_await_comments("gửi ý kiến về dự thảo báo cáo", law)?;
        self.comments.clone_from(&comments);
        Ok((
            ReviewState::AwaitingReply,
            Body::CommentsReceived(CommentsReceived { comments }),
        ))
    }

    fn agree(&mut self, law: &Law) -> Result<(ReviewState, Body), Refusal> {
        self.must_await_comments("đồng ý với dự thảo báo cáo", law)?;
        self.settlement = Some(Settlement::Agreed);
        Ok((
            ReviewState::AwaitingFinalReport,
            Body::DraftAgreed(DraftAgreed {}),
        ))
    }

    fn answer(&mut self, answers: Vec<CommentAnswer>, law: &Law) -> Result<(ReviewState, Body), Refusal> {
        self.must_be(ReviewState::AwaitingReply, "trả lời ý kiến của nhà trường", law)?;
        if answers.len() != self.comments.len() {
            let broken = Broken::AnswersDoNotMatch {
                comments: self.comments.len(),
                answers: answers.len(),
            };
            return Err(self.broken(broken, law));
        }
        let unreasoned = (1..)
            .zip(&answers)
            .filter(|(_, answer)| !answer.accepted && answer.reason.trim().is_empty());
        let places: Vec<usize> = unreasoned.map(|(place, _)| place).collect();
        if !places.is_empty() {
            return Err(self.broken(Broken::ReasonMissing { places }, law));
        }
        self.settlement = Some(Settlement::Answered);
        Ok((
            ReviewState::AwaitingFinalReport,
            Body::CommentsAnswered(CommentsAnswered { answers }),
        ))
    }

    fn submit_final_report(&mut self, report: Report, law: &Law) -> Result<(ReviewState, Body), Refusal> {
        report.must_fit()?;
        let state = self.state();
        if matches!(state, ReviewState::AwaitingComments | ReviewState::AwaitingReply) {
            return Err(self.broken(Broken::CommentsUnsettled { state }, law));
        }
        self.must_be(
            ReviewState::AwaitingFinalReport,
            "nộp báo cáo đánh giá ngoài",
            law,
        )?;
        self.level = Some(report.level);
        let submitted = FinalReportSubmitted {
            level: report.level,
            report_sha256: report.sha256,
        };
        Ok((ReviewState::Completed, Body::FinalReportSubmitted(submitted)))
    }

    /// The step that comes next; nothing when all are done.
    fn next_step(&self) -> Option<ReviewStep> {
        STEPS.get(self.completed_steps.len()).copied()
    }

    fn must_be(&self, needed: ReviewState, act: &'static str, law: &Law) -> Result<(), Refusal> {
        let state = self.state();
        if state == needed {
            Ok(())
        } else {
            Err(self.broken(Broken::WrongState { state, act }, law))
        }
    }

    /// The school may speak while its limit runs; after deemed consent it is told why it may not.
    fn must_await_comments(&self, act: &'static str, law: &Law) -> Result<(), Refusal> {
        let settled = self
            .history
            .iter()
            .find(|change| change.state == ReviewState::AwaitingFinalReport);
        match settled {
            Some(settled) if self.settlement == Some(Settlement::Deemed) => {
                let on = local_day(settled.at);
                Err(self.broken(Broken::ConsentDeemed { on }, law))
            }
            _ => self.must_be(ReviewState::AwaitingComments, act, law),
        }
    }

    /// The refusal of what the order of the review does not allow, with the article of the case's regime:
    /// Điều 28, on which the limits of its steps stand as well, in the version under which the draft was sent, or
    /// the review began while there is no draft.
    fn broken(&self, broken: Broken, law: &Law) -> Refusal {
        let sent = self
            .history
            .iter()
            .find(|change| change.state == ReviewState::AwaitingComments);
        let rule = sent.or(self.history.first()).and_then(|change| {
            let began_on = local_day(change.at);
            law.limit("review.comment", self.case.regime, None, began_on)
        });
        let article = rule.map_or_else(Wording::default, |rule| rule.citation.clone());
        Refusal::Procedure { broken, article }
    }

    pub(super) fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(self.case.subject()),
            body: Some(body),
        }
    }
}

impl Report {
    fn must_fit(&self) -> Result<(), Refusal> {
        let mut defects = Vec::new();
        if self.level > HIGHEST_LEVEL {
            defects.push(("level".to_owned(), "phải từ 0 đến 4".to_owned()));
        }
        if !is_sha256(&self.sha256) {
            defects.push((
                "report_sha256".to_owned(),
                "phải là SHA-256, 64 chữ số thập lục phân viết thường".to_owned(),
            ));
        }
        if defects.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Fields(defects))
        }
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn field(name: &str, message: &str) -> Refusal {
    Refusal::Fields(vec![(name.to_owned(), message.to_owned())])
}
