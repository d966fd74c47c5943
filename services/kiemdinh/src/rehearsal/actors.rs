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
use crate::problem::Problem;

/// From this many schools on, further schools get traits by chance.
const LARGE_PLAN: usize = 8;
const SEPTEMBER: u32 = 9;
/// The stream of random numbers that deals traits; schools have the streams of their places in the plan.
const DEALER: u64 = u64::MAX;

/// How a school takes the draft report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Agrees in writing.
    Agrees,
    /// Comments.
    Comments,
    /// Stays silent, until it is deemed to consent.
    Silent,
}

/// What happens to a school on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// The dossier is asked to be completed.
    pub supplement: bool,
    /// How the school takes the draft.
    pub response: Response,
    /// The decision, or the proposal, comes after its due date.
    pub late: bool,
    /// The team finds less than the school asks for.
    pub falls_short: bool,
}

/// Deals traits to `count` schools: at least one supplement, one silence and one late decision, on different
/// schools as far as there are enough.
pub fn deal(seed: u64, count: usize) -> Vec<Traits> {
    let mut pace = Pace::new(seed, DEALER);
    let mut traits: Vec<Traits> = (0..count)
        .map(|_| Traits {
            supplement: false,
            response: if pace.chance(0.6) {
                Response::Comments
            } else {
                Response::Agrees
            },
            late: false,
            falls_short: false,
        })
        .collect();
    let order = pace.shuffled(count);
    if count == 0 {
        return traits;
    }
    traits[order[0]].supplement = true;
    traits[order[1 % count]].response = Response::Silent;
    traits[order[2 % count]].late = true;
    if count >= LARGE_PLAN {
        for place in order.into_iter().skip(3) {
            let one = &mut traits[place];
            one.supplement = pace.chance(0.2);
            if pace.chance(0.1) {
                one.response = Response::Silent;
            }
            one.late = pace.chance(0.07);
            one.falls_short = pace.chance(0.05);
        }
    }
    traits
}

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
    /// The last day to decide, as the clock says.
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
    /// An officer prepares the decision.
    Draft,
    /// A leader sends the proposal to the province.
    Propose,
    /// A leader, or the province, signs.
    Sign,
    /// The decision is published.
    Publish,
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
            DecisionState::Appraised => self.in_days(now, 2, 4, Act::Draft),
            DecisionState::Drafted => {
                let act = if by_province(decision) {
                    Act::Propose
                } else {
                    Act::Sign
                };
                match view.decide_by.filter(|_| self.traits.late) {
                    Some(due_on) => Ok(Intent::At(self.pace.working_days_after(due_on, 2, 5)?, act)),
                    None => self.in_days(now, 2, 6, act),
                }
            }
            DecisionState::Proposed => self.in_days(now, 3, 10, Act::Sign),
            DecisionState::Signed => self.in_days(now, 1, 5, Act::Publish),
            DecisionState::Published => Ok(Intent::Ended),
        }
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

    fn counts(seed: u64, count: usize) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
        let traits = deal(seed, count);
        let places = |test: fn(&Traits) -> bool| (0..count).filter(|place| test(&traits[*place])).collect();
        (
            places(|one| one.supplement),
            places(|one| one.response == Response::Silent),
            places(|one| one.late),
        )
    }

    #[test]
    fn a_school_year_is_two_calendar_years() {
        assert_eq!(school_year("2024-08-31".parse().unwrap()), "2023-2024");
        assert_eq!(school_year("2024-09-01".parse().unwrap()), "2024-2025");
    }

    #[test]
    fn every_plan_shows_a_supplement_a_silence_and_a_late_decision() {
        for seed in 0..200 {
            for count in 1..LARGE_PLAN {
                let (supplement, silent, late) = counts(seed, count);
                assert_eq!((supplement.len(), silent.len(), late.len()), (1, 1, 1));
                if count >= 3 {
                    assert!(
                        supplement != silent && silent != late && late != supplement,
                        "different schools"
                    );
                }
            }
            let (supplement, silent, late) = counts(seed, 60);
            assert!(!supplement.is_empty() && !silent.is_empty() && !late.is_empty());
            assert!(
                supplement.len() < 30 && silent.len() < 20 && late.len() < 20,
                "at plausible rates"
            );
        }
        assert!(deal(1, 0).is_empty());
    }
}
