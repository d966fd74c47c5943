//! What people of a rehearsal intend: from what they see of a school's case, their next act and its moment.
//!
//! Pure but for the pace: no service is called here, and no time limit is counted. A person who means to be
//! late reads the due date from the clock, like everyone.

use calendar::{Day, Month, local_day};
use platform::time::Moment;
use proto::fact::ReviewStep;
use proto::recognition::{Decision, DecisionState};
use proto::registration::{CheckStage, Dossier, DossierState, SelfAssessment, SelfAssessmentState};
use proto::review::{InvitationState, Review, ReviewState, Team};

use super::pace::Pace;
use super::plan::Item;
use super::traits::{Response, Traits};
use crate::problem::Problem;

const SEPTEMBER: u32 = 9;

/// What is seen of a school's case.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The self-assessment, once it was opened and until there is a dossier.
    pub self_assessment: Option<SelfAssessment>,
    /// The dossier, once there is one.
    pub dossier: Option<Dossier>,
    /// The review, once the dossier was accepted.
    pub review: Option<Review>,
    /// The team that is proposed for it, while it waits for one.
    pub team: Option<Team>,
    /// The decision, once the final report is in.
    pub decision: Option<Decision>,
    /// The last day to decide, as the clock says; seen for those who will not keep it.
    pub decide_by: Option<Day>,
}

/// What a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The school opens its self-assessment.
    OpenAssessment,
    /// The school appoints its council.
    AppointCouncil,
    /// The council enters the results.
    Assess,
    /// The council concludes with its report.
    Conclude,
    /// The school puts its dossier together.
    Prepare,
    /// The school hands it in.
    Submit,
    /// An officer takes it up: of the local body, then of the Sở.
    BeginCheck,
    /// The local body passes it on to the Sở.
    Forward,
    /// An officer asks for what is missing.
    RequestSupplement,
    /// The school hands it in again.
    Resubmit,
    /// An officer accepts it.
    Accept,
    /// An officer finds teams for the schools that wait for theirs, and proposes them.
    FormTeam,
    /// An officer invites the members.
    InviteMembers,
    /// The members accept.
    AcceptSeats,
    /// The authority establishes the team.
    EstablishTeam,
    /// The team's head sets down a visit.
    PlanVisit(ReviewStep),
    /// The team's head records a step.
    CompleteStep(ReviewStep),
    /// The team's head enters the results.
    Review,
    /// The team's head sends the draft.
    SendDraft,
    /// The school comments.
    Comment,
    /// The school agrees.
    Agree,
    /// The team's head answers the comments.
    Answer,
    /// The team's head hands in the final report.
    SubmitFinal,
    /// An officer concludes the appraisal.
    Appraise,
    /// An officer prepares a letter of apology that promises that day.
    DraftApology(Day),
    /// A leader signs it.
    SignApology,
    /// An officer prepares the decision.
    Draft,
    /// A leader sends the proposal to the province.
    Propose,
    /// A leader, or the province, signs.
    Sign,
    /// The Sở publishes the decision.
    Publish,
    /// The school publishes it.
    PublishAtSchool,
}

/// What someone intends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// To act at that moment.
    At(Moment, Act),
    /// To wait for what the services do.
    Wait,
    /// Nothing more: the case has ended.
    Ended,
}

/// One school's people.
#[derive(Clone, Debug)]
pub struct Actor {
    /// What is planned for the school.
    pub item: Item,
    /// What happens to it.
    pub traits: Traits,
    /// How fast its people act.
    pub pace: Pace,
    /// Whether there is little time for the self-assessment.
    pub hurried: bool,
}

impl View {
    /// Whether the school waits for a team that nobody has proposed yet.
    pub fn awaits_proposal(&self) -> bool {
        let waits = |review: &Review| review.state() == ReviewState::AwaitingTeam;
        self.team.is_none() && self.review.as_ref().is_some_and(waits)
    }
}

impl Actor {
    /// What the school's people intend next, seen from `now`.
    ///
    /// # Errors
    /// When the calendar ends.
    pub fn intend(&mut self, view: &View, now: Moment) -> Result<Intent, Problem> {
        let Some(dossier) = &view.dossier else {
            return self.before_the_dossier(view, now);
        };
        match dossier.state() {
            DossierState::Accepted => self.after_acceptance(view, now),
            DossierState::Refused | DossierState::Withdrawn => Ok(Intent::Ended),
            DossierState::Unspecified => Ok(Intent::Wait),
            DossierState::Draft => Ok(Intent::At(
                self.pace.within(self.item.registration_month, now)?,
                Act::Submit,
            )),
            DossierState::Submitted => self.in_days(now, 1, 1, Act::BeginCheck),
            DossierState::UnderCheck if dossier.stage() == CheckStage::Local => {
                self.in_days(now, 1, 2, Act::Forward)
            }
            DossierState::UnderCheck if self.traits.supplement && dossier.defects.is_empty() => {
                self.in_days(now, 1, 2, Act::RequestSupplement)
            }
            DossierState::UnderCheck => self.in_days(now, 1, 2, Act::Accept),
            DossierState::SupplementRequested => self.in_days(now, 3, 8, Act::Resubmit),
        }
    }

    /// The self-assessment begins two months before the dossier is due, or at once when that is over.
    fn before_the_dossier(&mut self, view: &View, now: Moment) -> Result<Intent, Problem> {
        let Some(assessment) = &view.self_assessment else {
            let beginning = before(before(self.item.dossier_month));
            self.hurried = beginning < Month::of(local_day(now));
            return if self.hurried {
                self.in_days(now, 1, 2, Act::OpenAssessment)
            } else {
                let at = self.pace.within(beginning, now)?;
                Ok(Intent::At(at, Act::OpenAssessment))
            };
        };
        let hurried = self.hurried;
        let unless_hurried = |usual, short| if hurried { short } else { usual };
        if assessment.state() == SelfAssessmentState::Completed {
            let at = self.pace.within(self.item.dossier_month, now)?;
            return Ok(Intent::At(at, Act::Prepare));
        }
        let ((least, most), act) = if assessment.council.is_none() {
            (unless_hurried((1, 3), (1, 2)), Act::AppointCouncil)
        } else if assessment.missing_criteria.is_empty() {
            (unless_hurried((3, 8), (1, 3)), Act::Conclude)
        } else {
            (unless_hurried((10, 20), (2, 4)), Act::Assess)
        };
        self.in_days(now, least, most, act)
    }

    fn after_acceptance(&mut self, view: &View, now: Moment) -> Result<Intent, Problem> {
        let Some(review) = &view.review else {
            return Ok(Intent::Wait);
        };
        match review.state() {
            ReviewState::Unspecified => Ok(Intent::Wait),
            ReviewState::AwaitingTeam => self.before_the_team(review, view.team.as_ref(), now),
            ReviewState::UnderReview => self.at_work(review, now),
            ReviewState::AwaitingComments => match self.traits.response {
                Response::Silent => Ok(Intent::Wait),
                Response::Agrees => self.in_days(now, 2, 8, Act::Agree),
                Response::Comments => self.in_days(now, 3, 9, Act::Comment),
            },
            ReviewState::AwaitingReply => self.in_days(now, 3, 8, Act::Answer),
            ReviewState::AwaitingFinalReport => self.in_days(now, 3, 8, Act::SubmitFinal),
            ReviewState::Completed => self.after_the_report(view, now),
            ReviewState::Closed => Ok(Intent::Ended),
        }
    }

    /// The people of a team's first school act for all its schools.
    fn before_the_team(
        &mut self,
        review: &Review,
        team: Option<&Team>,
        now: Moment,
    ) -> Result<Intent, Problem> {
        let Some(team) = team else {
            return self.in_days(now, 10, 30, Act::FormTeam);
        };
        if team
            .reviews
            .first()
            .is_none_or(|first| first.review != review.name)
        {
            return Ok(Intent::Wait);
        }
        let any = |state| team.seats.iter().any(|seat| seat.invitation() == state);
        if any(InvitationState::NotInvited) {
            self.in_days(now, 1, 2, Act::InviteMembers)
        } else if any(InvitationState::Invited) {
            self.in_days(now, 1, 3, Act::AcceptSeats)
        } else {
            self.in_days(now, 2, 5, Act::EstablishTeam)
        }
    }

    /// The team studies the dossier, visits the school as planned, enters its results and sends its draft.
    fn at_work(&mut self, review: &Review, now: Moment) -> Result<Intent, Problem> {
        let visit = match review.completed_steps.len() {
            0 => return self.in_days(now, 4, 8, Act::CompleteStep(ReviewStep::DossierStudy)),
            1 => ReviewStep::PreliminaryVisit,
            2 => ReviewStep::OfficialVisit,
            _ if review.missing_criteria.is_empty() => return self.in_days(now, 2, 4, Act::SendDraft),
            _ => return self.in_days(now, 2, 4, Act::Review),
        };
        let Some(planned) = review.visits.iter().find(|planned| planned.step() == visit) else {
            return self.in_days(now, 1, 2, Act::PlanVisit(visit));
        };
        let over = planned.until.parse().unwrap_or_else(|_| local_day(now));
        let over = over.max(local_day(now));
        let at = self.pace.working_days_after(over, 1, 2)?;
        Ok(Intent::At(at, Act::CompleteStep(visit)))
    }

    fn after_the_report(&mut self, view: &View, now: Moment) -> Result<Intent, Problem> {
        let Some(decision) = &view.decision else {
            return Ok(Intent::Wait);
        };
        match decision.state() {
            DecisionState::Unspecified => Ok(Intent::Wait),
            DecisionState::UnderAppraisal => self.in_days(now, 3, 7, Act::Appraise),
            DecisionState::Appraised => self.after_the_appraisal(decision, view, now),
            DecisionState::Drafted => self.before_the_signature(decision, view, now),
            DecisionState::Proposed => self.in_days(now, 3, 10, Act::Sign),
            DecisionState::Signed => self.in_days(now, 1, 5, Act::Publish),
            DecisionState::Published if decision.published_by_school.is_none() => {
                self.in_days(now, 1, 6, Act::PublishAtSchool)
            }
            DecisionState::Published => Ok(Intent::Ended),
        }
    }

    /// Who will not keep the due date says so before it, once, with one new date.
    fn after_the_appraisal(
        &mut self,
        decision: &Decision,
        view: &View,
        now: Moment,
    ) -> Result<Intent, Problem> {
        match (&decision.apology, view.decide_by) {
            (Some(letter), _) if letter.number.is_empty() => self.in_days(now, 1, 1, Act::SignApology),
            (None, Some(due_on)) if self.traits.apology => {
                let promised = local_day(self.pace.working_days_after(due_on, 5, 10)?);
                self.in_days(now, 1, 2, Act::DraftApology(promised))
            }
            _ => self.in_days(now, 2, 4, Act::Draft),
        }
    }

    /// Late means some days after the due date; whoever apologised keeps the new date.
    fn before_the_signature(
        &mut self,
        decision: &Decision,
        view: &View,
        now: Moment,
    ) -> Result<Intent, Problem> {
        let act = if by_province(decision) {
            Act::Propose
        } else {
            Act::Sign
        };
        let at = match view.decide_by {
            Some(due_on) if self.traits.late => self.pace.working_days_after(due_on, 2, 5)?,
            Some(due_on) if decision.apology.is_some() => self.pace.shortly_before(due_on, now)?,
            _ => self.pace.working_days_later(now, 2, 6)?,
        };
        Ok(Intent::At(at, act))
    }

    fn in_days(&mut self, now: Moment, least: u32, most: u32, act: Act) -> Result<Intent, Problem> {
        Ok(Intent::At(self.pace.working_days_later(now, least, most)?, act))
    }
}

/// The month before `month`.
fn before(month: Month) -> Month {
    Month::of(month.first_day().eve())
}

/// The school year that `day` lies in, as everybody writes it; a school year begins in September.
pub fn school_year(day: Day) -> String {
    let year = day.year();
    let begun = Day::from_ymd(year, SEPTEMBER, 1).is_some_and(|first| first <= day);
    let first = if begun { year } else { year - 1 };
    format!("{first}-{}", first + 1)
}

/// Whether the provincial People's Committee decides, on the Sở's proposal.
pub fn by_province(decision: &Decision) -> bool {
    decision.decided_by == "province"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_is_two_calendar_years() {
        assert_eq!(school_year("2024-08-31".parse().unwrap()), "2023-2024");
        assert_eq!(school_year("2024-09-01".parse().unwrap()), "2024-2025");
    }
}
