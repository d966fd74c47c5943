//! The external review of one dossier: a team, three steps, results, a draft, the school's word, a final report.

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, CommentAnswer, Fact, ReviewClosed, ReviewOpened, ReviewStep};
use statute::{Law, Role, Standing};
use timelimit::Wording;
use uuid::Uuid;

use super::{Broken, Case, EstablishedTeam, Refusal};

mod comments;
mod duties;
mod report;
mod results;
mod state;
mod steps;
mod team;

pub use report::{Conclusion, ReportForm};
pub use results::CriterionAssessment;
pub use state::{ReviewState, Settlement, StateChange};
pub use steps::{CompletedStep, PlannedVisit, StepForm, StepRecord, VisitForm};

/// The most letters of a text: far above what anybody writes.
const LONGEST_TEXT: usize = 10_000;

/// Adds a defect for a text that is too long.
fn must_fit(text: &str, field: &str, defects: &mut Defects) {
    if text.chars().count() > LONGEST_TEXT {
        defects.add(field, format!("không được quá {LONGEST_TEXT} ký tự"));
    }
}

/// The external review of one dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The case.
    pub case: Case,
    /// Its states, oldest first; never empty.
    pub history: Vec<StateChange>,
    /// The team, once established.
    pub team: Option<EstablishedTeam>,
    /// When the school is visited, by step.
    pub visits: Vec<PlannedVisit>,
    /// The steps completed, in order.
    pub steps: Vec<CompletedStep>,
    /// The results, in the order of the act.
    pub results: Vec<CriterionAssessment>,
    /// What is known of the school besides its criteria, once the team said so.
    pub standing: Option<Standing>,
    /// The draft, once it was sent; nothing in reviews of before that was kept.
    pub draft: Option<Conclusion>,
    /// The school's comments on the draft.
    pub comments: Vec<String>,
    /// The team's answers, one for each comment, once they were given.
    pub answers: Vec<CommentAnswer>,
    /// How the comments were settled.
    pub settlement: Option<Settlement>,
    /// The final report, once it was handed in; nothing in reviews of before that was kept.
    pub report: Option<Conclusion>,
    /// The level of the draft, then of the final report.
    pub level: Option<u32>,
    /// Why it was closed; empty while it was not.
    pub closed_because: String,
    /// Grows with every change.
    pub version: i64,
}

/// What is asked of a review.
#[derive(Clone, Debug)]
pub enum ReviewCommand {
    /// Give it the team that a decision has established.
    EstablishTeam(EstablishedTeam),
    /// Set down a visit, in place of the one planned before.
    PlanVisit(VisitForm),
    /// Record a completed step.
    CompleteStep(StepForm),
    /// Enter results, in place of those that were there, and what is known of the school besides.
    Assess(Vec<CriterionAssessment>, Option<Standing>),
    /// Send the draft report to the school.
    SendDraft(ReportForm),
    /// The school comments.
    Comment(Vec<String>),
    /// The school agrees.
    Agree,
    /// The team answers each comment.
    Answer(Vec<CommentAnswer>),
    /// The team hands in its final report.
    SubmitFinalReport(ReportForm),
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
            visits: Vec::new(),
            steps: Vec::new(),
            results: Vec::new(),
            standing: None,
            draft: None,
            comments: Vec::new(),
            answers: Vec::new(),
            settlement: None,
            report: None,
            level: None,
            closed_because: String::new(),
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

    /// The steps completed, in order.
    pub fn completed_steps(&self) -> Vec<ReviewStep> {
        self.steps.iter().map(|done| done.step).collect()
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
        if self.state() == ReviewState::Closed {
            let reason = self.closed_because.clone();
            return Err(self.broken(Broken::Closed { reason }, law));
        }
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
            ReviewCommand::EstablishTeam(team) => self.establish_team(team, law),
            ReviewCommand::PlanVisit(form) => self.plan_visit(&form, law),
            ReviewCommand::CompleteStep(form) => self.complete_step(form, law, at),
            ReviewCommand::Assess(results, standing) => self.assess(results, standing, law, at),
            ReviewCommand::SendDraft(form) => self.send_draft(form, law, at),
            ReviewCommand::Comment(comments) => self.comment(comments, law),
            ReviewCommand::Agree => self.agree(law),
            ReviewCommand::Answer(answers) => self.answer(answers, law),
            ReviewCommand::SubmitFinalReport(form) => self.submit_final_report(form, law, at),
        }
    }

    /// Closes it, because the school withdrew its dossier for `reason`: the review afterwards and the fact, or
    /// nothing when there is nothing to close any more.
    pub fn close(&self, reason: &str, at: DateTime<Utc>) -> Option<(Self, Fact)> {
        if self.state().is_over() {
            return None;
        }
        let mut after = self.clone();
        after.version += 1;
        reason.clone_into(&mut after.closed_because);
        after.history.push(StateChange {
            state: ReviewState::Closed,
            at,
        });
        let fact = after.fact(Body::ReviewClosed(ReviewClosed {
            reason: reason.to_owned(),
        }));
        Some((after, fact))
    }

    fn must_be(&self, needed: ReviewState, act: &'static str, law: &Law) -> Result<(), Refusal> {
        let state = self.state();
        if state == needed {
            Ok(())
        } else {
            Err(self.broken(Broken::WrongState { state, act }, law))
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
