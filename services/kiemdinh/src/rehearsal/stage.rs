//! Where a rehearsal's people act: every act is a command over gRPC, with the token of the person whose act
//! it is, and what follows is what the services answer. No rule is known here.

use platform::identity::TokenKey;
use platform::time::Moment;
use proto::fact::{CommentAnswer, Target, TeamRole};
use proto::recognition::{
    ConcludeAppraisalRequest, DraftDecisionRequest, GetDecisionRequest, PublishDecisionRequest, SignRequest,
};
use proto::registration::DossierState;
use proto::registration::{
    ApprovePlanRequest, Council, CreateSchoolRequest, DossierRequest, GetDossierRequest, PlanItem,
    PrepareDossierRequest, RequestSupplementRequest, School,
};
use proto::review::ReviewState;
use proto::review::{
    AnswerCommentsRequest, CompleteStepRequest, CreateReviewerRequest, EstablishTeamRequest,
    GetReviewRequest, ReportRequest, Review, ReviewRequest, Reviewer, SeatAssignment, SubmitCommentsRequest,
};
use sha2::{Digest, Sha256};
use tonic::{Response, Status};
use uuid::Uuid;

use super::actors::{Act, Actor, View, by_province, team_by_province};
use super::conductor::Conductor;
use super::people::{self, Office, POOL, address_part};
use super::plan::Plan;
use super::report::clocks_of;
use crate::client::{Links, Voice};
use crate::problem::{Kind, Problem};

/// The namespace of a rehearsal's request ids.
const REQUESTS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0072_6568_6561_7273);
/// Seats of a team.
const SEATS: usize = 5;

const DEFECTS: [&str; 4] = [
    "Thiếu minh chứng cho tiêu chí 2.3",
    "Báo cáo tự đánh giá chưa có chữ ký của chủ tịch hội đồng",
    "Thiếu kế hoạch cải tiến chất lượng của tiêu chí 3.2",
    "Số liệu hai năm gần nhất chưa thống nhất",
];
const COMMENTS: [&str; 4] = [
    "Đề nghị xem lại nhận định về cơ sở vật chất ở tiêu chí 3.1",
    "Đề nghị bổ sung minh chứng về bồi dưỡng giáo viên ở tiêu chí 2.2",
    "Đề nghị ghi nhận kết quả phổ cập giáo dục của xã",
    "Đề nghị điều chỉnh số lớp theo biên bản khảo sát chính thức",
];

/// A school on the stage.
pub struct Case {
    /// Its people.
    pub actor: Actor,
    /// The school: `schools/{id}`.
    pub school: String,
    /// The case, once there is one: the dossier's id.
    pub case_id: Option<String>,
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
    key: TokenKey,
    requests: Uuid,
    /// Each reviewer's resource name and voice.
    reviewers: Vec<(String, Voice)>,
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
            requests: REQUESTS,
            reviewers: Vec::new(),
        }
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

    /// Enters the schools and the reviewers and approves the plan.
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
        let mut schools = Vec::new();
        for (place, item) in plan.items.iter().enumerate() {
            let address = address_part(&item.school);
            let school = School {
                display_name: item.school.clone(),
                school_type: item.school_type.into(),
                commune: item.commune.clone(),
                ownership: item.ownership.into(),
                email: format!("{address}@truong.example"),
                ..School::default()
            };
            let request_id = self.request(&format!("school {place}"));
            let request = CreateSchoolRequest {
                school: Some(school),
                request_id,
                validate_only: false,
            };
            let voice = &self.office.officer;
            schools.push(
                self.ask(async || {
                    self.links()
                        .registration(voice)
                        .create_school(request.clone())
                        .await
                })
                .await?,
            );
        }
        for (place, member) in POOL.iter().enumerate() {
            let reviewer = Reviewer {
                display_name: member.name.to_owned(),
                email: format!("{}@danhgia.example", address_part(member.name)),
                years_in_sector: member.years,
                trained_by_ministry: true,
                commune: member.commune.to_owned(),
                ..Reviewer::default()
            };
            let request_id = self.request(&format!("reviewer {place}"));
            let request = CreateReviewerRequest {
                reviewer: Some(reviewer),
                request_id,
                validate_only: false,
            };
            let voice = &self.office.officer;
            let made = self
                .ask(async || self.links().review(voice).create_reviewer(request.clone()).await)
                .await?;
            let voice = people::reviewer(&self.key, id_of(&made.name))?;
            self.reviewers.push((made.name, voice));
        }
        let items = self.approve(plan, &schools).await?;
        for ((actor, school), plan_item) in actors.into_iter().zip(schools).zip(items) {
            let head = people::school_head(&self.key, &school.display_name, id_of(&school.name))?;
            self.cases.push(Case {
                actor,
                school: school.name,
                head,
                plan_item,
                case_id: None,
                acts: 0,
            });
        }
        self.conductor.settle().await
    }

    /// Approves the plan, one approval for each year, and answers the items in the plan's order.
    async fn approve(&self, plan: &Plan, schools: &[School]) -> Result<Vec<String>, Problem> {
        let mut names = vec![String::new(); plan.items.len()];
        let mut years: Vec<i32> = plan.items.iter().map(|item| item.dossier_month.year()).collect();
        years.sort_unstable();
        years.dedup();
        for year in years {
            let places: Vec<usize> = (0..plan.items.len())
                .filter(|place| plan.items[*place].dossier_month.year() == year)
                .collect();
            let item = |place: &usize| PlanItem {
                school: schools[*place].name.clone(),
                kind: plan.items[*place].kind.into(),
                target: plan.items[*place].target.into(),
                dossier_month: plan.items[*place].dossier_month.to_string(),
                registration_month: plan.items[*place].registration_month.to_string(),
                ..PlanItem::default()
            };
            let request = ApprovePlanRequest {
                year,
                items: places.iter().map(item).collect(),
                request_id: self.request(&format!("plan {year}")),
                validate_only: false,
            };
            let voice = &self.office.leader;
            let approved = self
                .ask(async || {
                    self.links()
                        .registration(voice)
                        .approve_plan(request.clone())
                        .await
                })
                .await?;
            for (place, item) in places.into_iter().zip(approved.items) {
                names[place] = item.name;
            }
        }
        Ok(names)
    }

    /// What is to be seen of the case at `place`.
    ///
    /// # Errors
    /// When a service is away too long.
    pub async fn look(&self, place: usize) -> Result<View, Problem> {
        let case = &self.cases[place];
        let Some(id) = &case.case_id else {
            return Ok(View::default());
        };
        let voice = &self.office.administrator;
        let mut view = View::default();
        let request = GetDossierRequest {
            name: format!("dossiers/{id}"),
        };
        let dossier = self
            .ask(async || {
                self.links()
                    .registration(voice)
                    .get_dossier(request.clone())
                    .await
            })
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
        view.review = Some(review);
        if !completed {
            return Ok(view);
        }
        let request = GetDecisionRequest {
            name: format!("decisions/{id}"),
        };
        let decision = self
            .ask(async || {
                self.links()
                    .recognition(voice)
                    .get_decision(request.clone())
                    .await
            })
            .await?;
        view.decision = Some(decision);
        if case.actor.traits.late {
            let clocks = clocks_of(&self.conductor, &self.office, &case.school).await?;
            let decide = clocks
                .iter()
                .find(|clock| clock.limit == "recognition.decide" && clock.overlay.is_empty());
            view.decide_by = decide.and_then(|clock| clock.due_on.parse().ok());
        }
        Ok(view)
    }

    /// Carries out `act` on the case at `place`, as seen in `view`.
    ///
    /// # Errors
    /// When a service refuses, or is away too long.
    pub async fn perform(&mut self, place: usize, act: Act, view: &View) -> Result<(), Problem> {
        let case = &mut self.cases[place];
        case.acts += 1;
        let request_id = format!("act {place} {}", case.acts);
        let request_id = self.request(&request_id);
        let done = match act {
            Act::Prepare => self.prepare(place, request_id).await,
            Act::Submit | Act::BeginCheck | Act::RequestSupplement | Act::Resubmit | Act::Accept => {
                self.act_on_dossier(place, act, request_id).await
            }
            Act::EstablishTeam => self.establish_team(place, view, request_id).await,
            Act::CompleteStep(_) | Act::SendDraft | Act::Answer | Act::SubmitFinal => {
                self.act_as_head(place, act, view, request_id).await
            }
            Act::Comment | Act::Agree => self.respond(place, act, request_id).await,
            Act::Appraise | Act::Draft | Act::Propose | Act::Sign | Act::Publish => {
                self.act_on_decision(place, act, view, request_id).await
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

    async fn prepare(&mut self, place: usize, request_id: String) -> Result<(), Problem> {
        let case = &self.cases[place];
        let item = &case.actor.item;
        let request = PrepareDossierRequest {
            school: case.school.clone(),
            plan_item: case.plan_item.clone(),
            kind: item.kind.into(),
            target: item.target.into(),
            council: Some(Council {
                members: 7,
                chairs: 1,
                secretaries: 1,
            }),
            self_assessed_level: level(item.target),
            report_sha256: hash(&format!("báo cáo tự đánh giá {}", item.school)),
            request_id,
            validate_only: false,
        };
        let voice = &case.head;
        let dossier = self
            .ask(async || {
                self.links()
                    .registration(voice)
                    .prepare_dossier(request.clone())
                    .await
            })
            .await?;
        self.cases[place].case_id = Some(id_of(&dossier.name).to_owned());
        Ok(())
    }

    async fn act_on_dossier(&mut self, place: usize, act: Act, request_id: String) -> Result<(), Problem> {
        let name = self.named(place, "dossiers");
        if act == Act::RequestSupplement {
            let defect = self.cases[place].actor.pace.choose(&DEFECTS).to_owned();
            let request = RequestSupplementRequest {
                name,
                defects: vec![defect],
                etag: String::new(),
                request_id,
                validate_only: false,
            };
            let voice = &self.office.officer;
            let asked = async || {
                self.links()
                    .registration(voice)
                    .request_supplement(request.clone())
                    .await
            };
            return self.ask(asked).await.map(drop);
        }
        let request = DossierRequest {
            name,
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = match act {
            Act::Submit | Act::Resubmit => &self.cases[place].head,
            _ => &self.office.officer,
        };
        let asked = async || {
            let mut service = self.links().registration(voice);
            match act {
                Act::Submit => service.submit_dossier(request.clone()).await,
                Act::Resubmit => service.resubmit_dossier(request.clone()).await,
                Act::BeginCheck => service.begin_check(request.clone()).await,
                _ => service.accept_dossier(request.clone()).await,
            }
        };
        self.ask(asked).await.map(drop)
    }

    async fn establish_team(&mut self, place: usize, view: &View, request_id: String) -> Result<(), Problem> {
        let dossier = view.dossier.as_ref().ok_or_else(|| unseen("dossiers"))?;
        let chosen = self.cases[place].actor.pace.shuffled(self.reviewers.len());
        let roles = [TeamRole::Head, TeamRole::Secretary]
            .into_iter()
            .chain(std::iter::repeat(TeamRole::Member));
        let seat = |(member, role): (usize, TeamRole)| SeatAssignment {
            reviewer: self.reviewers[member].0.clone(),
            role: role.into(),
        };
        let request = EstablishTeamRequest {
            name: self.named(place, "reviews"),
            // Empty: the next number of the year.
            decision_number: String::new(),
            seats: chosen.into_iter().take(SEATS).zip(roles).map(seat).collect(),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = if team_by_province(dossier) {
            &self.office.province
        } else {
            &self.office.leader
        };
        self.ask(async || self.links().review(voice).establish_team(request.clone()).await)
            .await
            .map(drop)
    }

    /// The voice of the review team's head.
    fn head_of(&self, review: &Review) -> Result<&Voice, Problem> {
        let head = review.seats.iter().find(|seat| seat.role() == TeamRole::Head);
        let head = head.and_then(|head| {
            self.reviewers
                .iter()
                .find(|(name, _)| id_of(name) == head.reviewer_id)
        });
        head.map(|(_, voice)| voice)
            .ok_or_else(|| Problem::failure("đoàn đánh giá ngoài không có trưởng đoàn"))
    }

    async fn act_as_head(
        &mut self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
    ) -> Result<(), Problem> {
        let review = view.review.as_ref().ok_or_else(|| unseen("reviews"))?;
        let voice = self.head_of(review)?;
        let name = self.named(place, "reviews");
        let item = &self.cases[place].actor.item;
        let found = level(item.target).saturating_sub(u32::from(self.cases[place].actor.traits.falls_short));
        match act {
            Act::CompleteStep(step) => {
                let request = CompleteStepRequest {
                    name,
                    step: step.into(),
                    minutes: format!("Biên bản làm việc với {}", item.school),
                    etag: String::new(),
                    request_id,
                    validate_only: false,
                };
                let asked = async || self.links().review(voice).complete_step(request.clone()).await;
                self.ask(asked).await.map(drop)
            }
            Act::Answer => {
                let answer = |place: usize| CommentAnswer {
                    accepted: place.is_multiple_of(2),
                    reason: if place.is_multiple_of(2) {
                        String::new()
                    } else {
                        "Minh chứng kèm theo chưa đủ để thay đổi nhận định".to_owned()
                    },
                };
                let request = AnswerCommentsRequest {
                    name,
                    answers: (0..review.comments.len()).map(answer).collect(),
                    etag: String::new(),
                    request_id,
                    validate_only: false,
                };
                let asked = async || self.links().review(voice).answer_comments(request.clone()).await;
                self.ask(asked).await.map(drop)
            }
            _ => {
                let draft = act == Act::SendDraft;
                let title = if draft {
                    "dự thảo báo cáo đánh giá ngoài"
                } else {
                    "báo cáo đánh giá ngoài"
                };
                let request = ReportRequest {
                    name,
                    level: found,
                    report_sha256: hash(&format!("{title} {}", item.school)),
                    etag: String::new(),
                    request_id,
                    validate_only: false,
                };
                let asked = async || {
                    let mut service = self.links().review(voice);
                    if draft {
                        service.send_draft_report(request.clone()).await
                    } else {
                        service.submit_final_report(request.clone()).await
                    }
                };
                self.ask(asked).await.map(drop)
            }
        }
    }

    async fn respond(&mut self, place: usize, act: Act, request_id: String) -> Result<(), Problem> {
        let name = self.named(place, "reviews");
        if act == Act::Agree {
            let request = ReviewRequest {
                name,
                etag: String::new(),
                request_id,
                validate_only: false,
            };
            let voice = &self.cases[place].head;
            let asked = async || self.links().review(voice).agree_to_draft(request.clone()).await;
            return self.ask(asked).await.map(drop);
        }
        let pace = &mut self.cases[place].actor.pace;
        let count = if pace.chance(0.5) { 1 } else { 2 };
        let comments = pace.shuffled(COMMENTS.len()).into_iter().take(count);
        let request = SubmitCommentsRequest {
            name,
            comments: comments.map(|comment| COMMENTS[comment].to_owned()).collect(),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = &self.cases[place].head;
        self.ask(async || self.links().review(voice).submit_comments(request.clone()).await)
            .await
            .map(drop)
    }

    async fn act_on_decision(
        &mut self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
    ) -> Result<(), Problem> {
        let decision = view.decision.as_ref().ok_or_else(|| unseen("decisions"))?;
        let name = self.named(place, "decisions");
        let (etag, validate_only) = (String::new(), false);
        let Office {
            officer,
            leader,
            province,
            ..
        } = &self.office;
        let recognition = |voice| self.links().recognition(voice);
        match act {
            Act::Appraise => {
                let recognise = decision.proposed_recognition;
                let reasons = if recognise {
                    "Hồ sơ và báo cáo đánh giá ngoài đáp ứng đủ điều kiện công nhận"
                } else {
                    "Mức đạt được theo báo cáo đánh giá ngoài thấp hơn mức đề nghị"
                };
                let reasons = reasons.to_owned();
                let request = ConcludeAppraisalRequest {
                    name,
                    recognise,
                    reasons,
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || recognition(officer).conclude_appraisal(request.clone()).await)
                    .await
            }
            Act::Draft => {
                let text = format!("quyết định {} {}", decision.dossier_number, decision.recognises);
                let request = DraftDecisionRequest {
                    name,
                    text_sha256: hash(&text),
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || recognition(officer).draft_decision(request.clone()).await)
                    .await
            }
            Act::Publish => {
                let place = "Cổng thông tin điện tử của Sở Giáo dục và Đào tạo".to_owned();
                let request = PublishDecisionRequest {
                    name,
                    place,
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || recognition(officer).publish_decision(request.clone()).await)
                    .await
            }
            _ => {
                let text_sha256 = decision.text_sha256.clone();
                let request = SignRequest {
                    name,
                    text_sha256,
                    etag,
                    request_id,
                    validate_only,
                };
                let signer = if by_province(decision) { province } else { leader };
                let asked = async || match act {
                    Act::Propose => recognition(leader).send_proposal(request.clone()).await,
                    _ => recognition(signer).sign_decision(request.clone()).await,
                };
                self.ask(asked).await
            }
        }
        .map(drop)
    }
}

fn unseen(what: &str) -> Problem {
    Problem::new(Kind::Failure, "UNSEEN", format!("chưa thấy {what} của vụ việc"))
}

/// The id in a resource name.
pub fn id_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
