//! The dossier: put together, handed in, checked, completed once if it must be, accepted or refused.

use std::fmt;
use std::str::FromStr;

use calendar::{Day, end_of_day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{
    Body, DeadlineBreached, DeadlineReached, DossierAccepted, DossierCheckBegun, DossierPrepared,
    DossierRefused, DossierResubmitted, DossierSubmitted, DossierWithdrawn, Fact, PlanItemDossierCompleted,
    PlanItemRegistered, RecognitionKind, Subject, Target,
};
use statute::{Council, Law, RegimeId, Wish};
use uuid::Uuid;

use super::{Refusal, School};

mod number;
mod refusal;

pub use number::{DossierNumber, UnknownDossierNumber};
pub use refusal::DossierRefusal;

/// The state of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DossierState {
    /// Put together, not yet handed in.
    Draft,
    /// Handed in.
    Submitted,
    /// Being checked.
    UnderCheck,
    /// Waiting for the school to complete it.
    SupplementRequested,
    /// Accepted for external review.
    Accepted,
    /// Refused.
    Refused,
    /// Withdrawn by the school.
    Withdrawn,
}

impl DossierState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Submitted,
        Self::UnderCheck,
        Self::SupplementRequested,
        Self::Accepted,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::UnderCheck => "under_check",
            Self::SupplementRequested => "supplement_requested",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state as people read it.
    pub fn in_vietnamese(self) -> &'static str {
        match self {
            Self::Draft => "đang soạn",
            Self::Submitted => "đã nộp",
            Self::UnderCheck => "đang được kiểm tra",
            Self::SupplementRequested => "đang chờ bổ sung",
            Self::Accepted => "đã được chấp nhận",
            Self::Refused => "đã bị từ chối",
            Self::Withdrawn => "đã được rút",
        }
    }

    /// Whether the receiving body owes the check.
    fn is_being_checked(self) -> bool {
        matches!(self, Self::Submitted | Self::UnderCheck)
    }
}

impl fmt::Display for DossierState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for DossierState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no dossier state {text}"))
    }
}

/// One change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The state entered.
    pub state: DossierState,
    /// When.
    pub at: DateTime<Utc>,
}

/// A dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// Its id, which is also the case.
    pub id: Uuid,
    /// Its number, once it was handed in.
    pub number: Option<DossierNumber>,
    /// The school.
    pub school: School,
    /// The plan item it fulfils.
    pub plan_item: Option<Uuid>,
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is asked for.
    pub target: Target,
    /// The regime under which it was received; the case keeps it.
    pub regime: Option<RegimeId>,
    /// The overlay of the province it was received in, or empty.
    pub overlay: String,
    /// Its states, oldest first; never empty.
    pub history: Vec<StateChange>,
    /// What the supplement request asked for.
    pub defects: Vec<String>,
    /// Why it was refused or withdrawn.
    pub reason: String,
    /// Grows with every change.
    pub version: i64,
}

/// What a dossier is put together from.
#[derive(Clone, Debug)]
pub struct Preparation {
    /// The school.
    pub school: School,
    /// The plan item it fulfils.
    pub plan_item: Option<Uuid>,
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is asked for.
    pub target: Target,
    /// The council that assessed the school.
    pub council: Council,
    /// The level it concluded with, 0 to 4.
    pub self_assessed_level: u32,
    /// SHA-256 of its report, lower-case hexadecimal.
    pub report_sha256: String,
    /// The overlay of the province.
    pub overlay: String,
}

/// What is asked of a dossier.
#[derive(Clone, Debug)]
pub enum DossierCommand {
    /// Hand it in; it gets this number.
    Submit(DossierNumber),
    /// Take it up for checking.
    BeginCheck,
    /// Ask for what is missing, all at once.
    RequestSupplement(Vec<String>),
    /// Hand the completed dossier in again.
    Resubmit,
    /// Accept it.
    Accept,
    /// Refuse it, with the reason.
    Refuse(String),
    /// Withdraw it, with the reason.
    Withdraw(String),
}

impl Dossier {
    /// Puts a dossier together under `id`. The council must fit the regime in force.
    pub fn prepare(
        id: Uuid,
        from: Preparation,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Vec<Fact>), Refusal> {
        let mut defects = Vec::new();
        if from.kind == RecognitionKind::Unspecified {
            defects.push((
                "kind".to_owned(),
                "phải là công nhận mới hoặc công nhận lại".to_owned(),
            ));
        }
        if from.target == Target::Unspecified {
            defects.push(("target".to_owned(), "phải có nguyện vọng".to_owned()));
        }
        if from.self_assessed_level > 4 {
            defects.push(("self_assessed_level".to_owned(), "phải từ 0 đến 4".to_owned()));
        }
        if !is_sha256(&from.report_sha256) {
            defects.push((
                "report_sha256".to_owned(),
                "phải là SHA-256, 64 chữ số thập lục phân viết thường".to_owned(),
            ));
        }
        if !defects.is_empty() {
            return Err(Refusal::Fields(defects));
        }
        let regime = law.regime_on(local_day(at)).ok_or(Refusal::NoRegime)?;
        let violations = law.check_council(regime.id, &from.council);
        if !violations.is_empty() {
            return Err(DossierRefusal::Council(violations).into());
        }
        let dossier = Self {
            id,
            number: None,
            school: from.school,
            plan_item: from.plan_item,
            kind: from.kind,
            target: from.target,
            regime: None,
            overlay: from.overlay,
            history: vec![StateChange {
                state: DossierState::Draft,
                at,
            }],
            defects: Vec::new(),
            reason: String::new(),
            version: 1,
        };
        let mut facts = vec![dossier.fact(Body::DossierPrepared(DossierPrepared {
            kind: from.kind.into(),
            self_assessed_level: from.self_assessed_level,
            report_sha256: from.report_sha256,
        }))];
        let completed = PlanItemDossierCompleted {
            dossier_id: id.to_string(),
        };
        facts.extend(dossier.plan_fact(Body::PlanItemDossierCompleted(completed)));
        Ok((dossier, facts))
    }

    /// The state it is in.
    pub fn state(&self) -> DossierState {
        self.history
            .last()
            .map_or(DossierState::Draft, |change| change.state)
    }

    /// When it was put together.
    pub fn prepared_at(&self) -> DateTime<Utc> {
        self.history
            .first()
            .map_or(DateTime::UNIX_EPOCH, |change| change.at)
    }

    /// The state it was in just before `moment`.
    fn state_before(&self, moment: DateTime<Utc>) -> Option<DossierState> {
        self.history
            .iter()
            .rev()
            .find(|change| change.at < moment)
            .map(|change| change.state)
    }

    /// Decides what follows from `command`: the dossier afterwards, and the facts.
    pub fn decide(
        &self,
        command: DossierCommand,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Vec<Fact>), Refusal> {
        use DossierState::{Accepted, Draft, Refused, Submitted, SupplementRequested, UnderCheck, Withdrawn};
        let mut after = self.clone();
        after.version += 1;
        let (state, body) = match command {
            DossierCommand::Submit(number) => {
                self.must_be(&[Draft], "nộp")?;
                after.receive(number, law, at)?;
                (Submitted, Body::DossierSubmitted(DossierSubmitted::default()))
            }
            DossierCommand::BeginCheck => {
                self.must_be(&[Submitted], "kiểm tra")?;
                (UnderCheck, Body::DossierCheckBegun(DossierCheckBegun::default()))
            }
            DossierCommand::RequestSupplement(defects) => {
                self.must_be(&[UnderCheck], "yêu cầu bổ sung")?;
                if !self.defects.is_empty() {
                    return Err(DossierRefusal::SecondSupplement.into());
                }
                after.defects = stated(defects, "defects")?;
                let defects = after.defects.clone();
                (
                    SupplementRequested,
                    Body::SupplementRequested(proto::fact::SupplementRequested {
                        defects,
                        stage: String::new(),
                    }),
                )
            }
            DossierCommand::Resubmit => {
                self.must_be(&[SupplementRequested], "nộp lại")?;
                (Submitted, Body::DossierResubmitted(DossierResubmitted::default()))
            }
            DossierCommand::Accept => {
                self.must_be(&[UnderCheck], "chấp nhận")?;
                (
                    Accepted,
                    Body::DossierAccepted(DossierAccepted {
                        kind: self.kind.into(),
                    }),
                )
            }
            DossierCommand::Refuse(reason) => {
                self.must_be(&[UnderCheck], "từ chối")?;
                after.reason = stated(vec![reason], "reason")?.concat();
                (
                    Refused,
                    Body::DossierRefused(DossierRefused {
                        reason: after.reason.clone(),
                    }),
                )
            }
            DossierCommand::Withdraw(reason) => {
                self.must_be(&[Draft, Submitted, UnderCheck, SupplementRequested], "rút")?;
                after.reason = stated(vec![reason], "reason")?.concat();
                (
                    Withdrawn,
                    Body::DossierWithdrawn(DossierWithdrawn {
                        reason: after.reason.clone(),
                    }),
                )
            }
        };
        after.history.push(StateChange { state, at });
        let registered = matches!(body, Body::DossierSubmitted(_));
        let mut facts = vec![after.fact(body)];
        if registered {
            let registration = PlanItemRegistered {
                dossier_id: self.id.to_string(),
            };
            facts.extend(after.plan_fact(Body::PlanItemRegistered(registration)));
        }
        Ok((after, facts))
    }

    /// Receipt fixes the regime for good, and with it what can be asked for.
    fn receive(&mut self, number: DossierNumber, law: &Law, at: DateTime<Utc>) -> Result<(), Refusal> {
        let regime = law.regime_on(local_day(at)).ok_or(Refusal::NoRegime)?;
        if !regime.grants(wish(self.target)) {
            return Err(DossierRefusal::AccreditationEnded {
                regime: regime.id.to_string(),
                citation: regime.acts.last().cloned().unwrap_or_default(),
            }
            .into());
        }
        self.number = Some(number);
        self.regime = Some(regime.id);
        Ok(())
    }

    fn must_be(&self, allowed: &[DossierState], act: &'static str) -> Result<(), Refusal> {
        let state = self.state();
        if allowed.contains(&state) {
            Ok(())
        } else {
            Err(DossierRefusal::WrongState { state, act }.into())
        }
    }

    fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(self.subject(self.id)),
            body: Some(body),
        }
    }

    /// A fact in the case of the plan item that the dossier fulfils, if it does.
    fn plan_fact(&self, body: Body) -> Option<Fact> {
        self.plan_item.map(|item| Fact {
            subject: Some(self.subject(item)),
            body: Some(body),
        })
    }

    fn subject(&self, case_id: Uuid) -> Subject {
        Subject {
            regime: self.regime.map(|regime| regime.to_string()).unwrap_or_default(),
            overlay: self.overlay.clone(),
            target: self.target.into(),
            dossier_number: self.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..self.school.subject(case_id)
        }
    }
}

/// Whether the check's limit, which has run out, was broken: the dossier was still unchecked when its
/// last day ended. A dossier that was accepted a moment before is not.
pub fn judge_check(dossier: &Dossier, reached: &DeadlineReached, due_on: Day) -> Option<Fact> {
    let unchecked = dossier
        .state_before(end_of_day(due_on))
        .is_some_and(DossierState::is_being_checked);
    (reached.limit == "dossier.check" && unchecked).then(|| {
        dossier.fact(Body::DeadlineBreached(DeadlineBreached {
            limit: reached.limit.clone(),
            overlay: reached.overlay.clone(),
            due_on: reached.due_on.clone(),
        }))
    })
}

fn wish(target: Target) -> Wish {
    match target {
        Target::NationalStandard1 | Target::NationalStandard2 => Wish::NationalStandard,
        _ => Wish::Accreditation,
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// `texts`, of which there must be one and none may be blank.
fn stated(texts: Vec<String>, field: &str) -> Result<Vec<String>, Refusal> {
    if texts.is_empty() || texts.iter().any(|text| text.trim().is_empty()) {
        return Err(Refusal::Fields(vec![(
            field.to_owned(),
            "phải nêu rõ, không để trống".to_owned(),
        )]));
    }
    Ok(texts)
}
