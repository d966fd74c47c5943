//! Where a rehearsal's people act: every act is a command over gRPC, with the token of the person whose act
//! it is, and what follows is what the services answer. No rule is known here.

use std::collections::BTreeMap;

use calendar::local_day;
use platform::identity::TokenKey;
use platform::time::Moment;
use proto::fact::Target;
use proto::recognition::GetDecisionRequest;
use proto::registration::{DossierState, GetDossierRequest, GetSelfAssessmentRequest, SelfAssessment};
use proto::review::{GetReviewRequest, ReviewState};
use sha2::{Digest, Sha256};
use tonic::{Response, Status};
use uuid::Uuid;

use super::actors::{Act, Actor, View};
use super::conductor::Conductor;
use super::people::{self, Office};
use super::plan::Plan;
use super::report::clocks_of;
use crate::client::{Links, Voice};
use crate::problem::{Kind, Problem};

mod certificates;
mod plan;
mod province;
mod recognition;
mod registration;
mod review;
mod reviewers;
mod self_assessment;
mod team;

use province::Province;

/// The namespace of a rehearsal's request ids.
const REQUESTS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0072_6568_6561_7273);

/// A school on the stage.
pub struct Case {
    /// Its people.
    pub actor: Actor,
    /// The school: `schools/{id}`.
    pub school: String,
    /// The case, once there is one: the dossier's id.
    pub case_id: Option<String>,
    /// The self-assessment, once there is one: `selfAssessments/{id}`.
    assessment: Option<String>,
    head: Voice,
    plan_item: String,
    acts: u32,
}

/// The stage.
pub struct Stage {
    /// Who moves time.
    pub conductor: Conductor,
    /// Those who act for the authorities.
    pub office: Office,
    /// The schools, in the order of the plan.
    pub cases: Vec<Case>,
    /// The authorities.
    pub province: Province,
    key: TokenKey,
    requests: Uuid,
    /// Each reviewer's resource name and voice.
    reviewers: Vec<(String, Voice)>,
    /// The last number in each agency's book of decisions, by year.
    books: BTreeMap<(&'static str, i32), u32>,
}

/// The namespace of a rehearsal's requests: another plan, start or seed is another rehearsal.
fn namespace(plan: &Plan, from: Moment, seed: u64) -> Uuid {
    let mut text = format!("{seed} {from}");
    for item in &plan.items {
        text += &format!("\n{item:?}");
    }
    Uuid::new_v5(&REQUESTS, text.as_bytes())
}

fn hash(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The level of quality that `target` asks for (domain.md, section 5).
fn level(target: Target) -> u32 {
    match target {
        Target::Unspecified => 0,
        Target::Accreditation1 => 1,
        Target::Accreditation2 | Target::NationalStandard1 => 2,
        Target::Accreditation3 | Target::NationalStandard2 => 3,
        Target::Accreditation4 => 4,
    }
}

impl Stage {
    /// An empty stage.
    ///
    /// # Errors
    /// When `key` cannot sign.
    pub fn new(conductor: Conductor, office: Office, key: TokenKey) -> Self {
        Self {
            conductor,
            office,
            key,
            cases: Vec::new(),
            province: Province::default(),
            requests: REQUESTS,
            reviewers: Vec::new(),
            books: BTreeMap::new(),
        }
    }

    /// The next number of the agency's book, which all its decisions share, whatever they decide.
    fn decision_number(&mut self, by_province: bool, at: Moment) -> String {
        let agency = if by_province { "UBND" } else { "SGDĐT" };
        let last = self.books.entry((agency, local_day(at).year())).or_default();
        *last += 1;
        format!("{last:02}/QĐ-{agency}")
    }

    fn links(&self) -> &Links {
        self.conductor.links()
    }

    fn request(&self, what: &str) -> String {
        Uuid::new_v5(&self.requests, what.as_bytes()).to_string()
    }

    async fn ask<T>(&self, call: impl AsyncFn() -> Result<Response<T>, Status>) -> Result<T, Problem> {
        self.conductor.ask(call).await
    }

    /// Enters the authorities, the schools and the reviewers, and drafts and approves the plan.
    ///
    /// # Errors
    /// When a service refuses, or is away too long.
    pub async fn open(
        &mut self,
        plan: &Plan,
        actors: Vec<Actor>,
        from: Moment,
        seed: u64,
    ) -> Result<(), Problem> {
        self.requests = namespace(plan, from, seed);
        let schools = self.open_province(plan, from).await?;
        // A reviewer's career names schools, of which the review service hears first.
        self.conductor.settle().await?;
        self.enter_reviewers(&schools, local_day(from)).await?;
        let items = self.approve(plan, &schools).await?;
        self.open_obligations(plan).await?;
        self.enter_certificates(plan, &schools).await?;
        for ((actor, school), plan_item) in actors.into_iter().zip(schools).zip(items) {
            let head = people::school_head(&self.key, &school.display_name, id_of(&school.name))?;
            self.cases.push(Case {
                actor,
                school: school.name,
                head,
                plan_item,
                case_id: None,
                assessment: None,
                acts: 0,
            });
        }
        self.conductor.settle().await
    }

    /// What is to be seen of the case at `place`.
    ///
    /// # Errors
    /// When a service is away too long.
    pub async fn look(&self, place: usize) -> Result<View, Problem> {
        let case = &self.cases[place];
        let voice = &self.office.administrator;
        let mut view = View::default();
        let Some(id) = &case.case_id else {
            view.self_assessment = self.look_at_assessment(place).await?;
            return Ok(view);
        };
        let request = GetDossierRequest {
            name: format!("dossiers/{id}"),
        };
        let dossier = self
            .ask(async || self.links().dossiers(voice).get_dossier(request.clone()).await)
            .await?;
        let accepted = dossier.state() == DossierState::Accepted;
        view.dossier = Some(dossier);
        if !accepted {
            return Ok(view);
        }
        let request = GetReviewRequest {
            name: format!("reviews/{id}"),
        };
        let review = self
            .ask(async || self.links().review(voice).get_review(request.clone()).await)
            .await?;
        let completed = review.state() == ReviewState::Completed;
        if review.state() == ReviewState::AwaitingTeam {
            view.team = self.proposed_team(&review.name).await?;
        }
        view.review = Some(review);
        if !completed {
            return Ok(view);
        }
        let request = GetDecisionRequest {
            name: format!("decisions/{id}"),
        };
        let decision = self
            .ask(async || self.links().decisions(voice).get_decision(request.clone()).await)
            .await?;
        view.decision = Some(decision);
        if case.actor.traits.late || case.actor.traits.apology {
            let clocks = clocks_of(&self.conductor, &self.office, &case.school).await?;
            let decide = clocks
                .iter()
                .find(|clock| clock.limit == "recognition.decide" && clock.overlay.is_empty());
            view.decide_by = decide.and_then(|clock| clock.due_on.parse().ok());
        }
        Ok(view)
    }

    /// The self-assessment of the school at `place`, once there is one.
    ///
    /// # Errors
    /// When the service is away too long.
    pub async fn look_at_assessment(&self, place: usize) -> Result<Option<SelfAssessment>, Problem> {
        let Some(name) = &self.cases[place].assessment else {
            return Ok(None);
        };
        let voice = &self.office.administrator;
        let request = GetSelfAssessmentRequest { name: name.clone() };
        let asked = async || {
            let mut service = self.links().self_assessments(voice);
            service.get_self_assessment(request.clone()).await
        };
        self.ask(asked).await.map(Some)
    }

    /// Carries out `act` on the case at `place`, as seen in `view`, at the moment `at`.
    ///
    /// # Errors
    /// When a service refuses, or is away too long.
    pub async fn perform(&mut self, place: usize, act: Act, view: &View, at: Moment) -> Result<(), Problem> {
        let case = &mut self.cases[place];
        case.acts += 1;
        let request_id = format!("act {place} {}", case.acts);
        let request_id = self.request(&request_id);
        let done = match act {
            Act::OpenAssessment | Act::AppointCouncil | Act::Assess | Act::Conclude => {
                self.act_on_assessment(place, act, view, request_id, at).await
            }
            Act::Prepare => self.prepare(place, request_id).await,
            Act::Submit
            | Act::BeginCheck
            | Act::Forward
            | Act::RequestSupplement
            | Act::Resubmit
            | Act::Accept => self.act_on_dossier(place, act, view, request_id, at).await,
            Act::FormTeam => self.form_teams(request_id, at).await,
            Act::InviteMembers | Act::AcceptSeats | Act::EstablishTeam => {
                self.act_on_team(act, view, request_id, at).await
            }
            Act::PlanVisit(_)
            | Act::CompleteStep(_)
            | Act::Review
            | Act::SendDraft
            | Act::Answer
            | Act::SubmitFinal => self.act_as_head(place, act, view, request_id, at).await,
            Act::Comment | Act::Agree => self.respond(place, act, request_id).await,
            Act::DraftApology(_) | Act::SignApology => self.apologise(place, act, view, request_id).await,
            Act::Publish | Act::PublishAtSchool => self.publish(place, act, request_id).await,
            Act::Appraise | Act::Draft | Act::Propose | Act::Sign => {
                self.act_on_decision(place, act, view, request_id, at).await
            }
        };
        done.map_err(|problem| problem.during(format!("{}: {act:?}", self.cases[place].actor.item.school)))
    }

    fn named(&self, place: usize, collection: &str) -> String {
        format!(
            "{collection}/{}",
            self.cases[place].case_id.as_deref().unwrap_or_default()
        )
    }
}

fn unseen(what: &str) -> Problem {
    Problem::new(Kind::Failure, "UNSEEN", format!("chưa thấy {what} của vụ việc"))
}

/// The id in a resource name.
pub fn id_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
