//! Yearly obligations: what every school and authority owes every year, by law or by the local plan.

use calendar::{Day, end_of_day};
use chrono::{DateTime, Utc};
use form::{Defects, ReportFile};
use proto::fact::{
    Body, DeadlineBreached, DeadlineReached, Fact, ObligationFulfilled, ObligationOpened, Subject,
};
use statute::{Law, LimitRule, RegimeId, Role, YearlyDuty};
use uuid::Uuid;

use super::{Authority, AuthorityKind, Refusal, School, SchoolState};

mod lifting;
mod refusal;

pub use lifting::{Gone, lift_all};
pub use refusal::ObligationRefusal;

/// The namespace of the ids of obligations.
const OBLIGATIONS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0000_006f_626c_6967);

/// Who owes something, with what facts say of them.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// A school.
    School(&'a School),
    /// The department, a district or a commune.
    Authority(&'a Authority),
}

impl Holder<'_> {
    /// Its id.
    pub fn id(self) -> HolderId {
        match self {
            Self::School(school) => HolderId::School(school.id),
            Self::Authority(authority) => HolderId::Authority(authority.id),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::School(school) => &school.name,
            Self::Authority(authority) => &authority.name,
        }
    }

    /// Whether it is there on `day`, as far as is known now: a school that went up in another or was closed owes
    /// nothing more, nor does an authority that has ended.
    pub fn lasts_on(self, day: Day) -> bool {
        match self {
            Self::School(school) => {
                school.state == SchoolState::Active && school.founded_on.is_none_or(|founded| founded <= day)
            }
            Self::Authority(authority) => authority.exists_on(day),
        }
    }

    fn subject(self, case_id: Uuid) -> Subject {
        match self {
            Self::School(school) => school.subject(case_id),
            Self::Authority(authority) => authority.subject(case_id),
        }
    }
}

/// Who owes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HolderId {
    /// The school.
    School(Uuid),
    /// The authority.
    Authority(Uuid),
}

impl HolderId {
    /// The id of the school or the authority.
    pub fn id(self) -> Uuid {
        match self {
            Self::School(id) | Self::Authority(id) => id,
        }
    }
}

/// What one holder owes in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Obligation {
    /// Its id, which is also its case: the same for a limit, a holder and a year, however often it is opened.
    pub id: Uuid,
    /// The department of the province.
    pub province_id: Uuid,
    /// The time limit, as the law files name it.
    pub limit: String,
    /// The regime of its last day.
    pub regime: RegimeId,
    /// The province's local overlay, or empty.
    pub overlay: String,
    /// The year.
    pub year: i32,
    /// Who owes it.
    pub holder: HolderId,
    /// The day before which it must be done.
    pub due_before: Day,
    /// The report that fulfilled it.
    pub report: Option<ReportFile>,
    /// What the report says in short.
    pub summary: String,
    /// When it was fulfilled.
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// When it was lifted, because its holder is no more.
    pub lifted_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i64,
}

impl Obligation {
    /// The id of what `holder` owes under `limit` in `year`.
    pub fn id_of(limit: &str, holder: Uuid, year: i32) -> Uuid {
        Uuid::new_v5(&OBLIGATIONS, format!("{limit}/{holder}/{year}").as_bytes())
    }

    fn open(duty: &YearlyDuty<'_>, department: &Authority, year: i32, holder: Holder<'_>) -> Self {
        Self {
            id: Self::id_of(&duty.rule.id, holder.id().id(), year),
            province_id: department.id,
            limit: duty.rule.id.clone(),
            regime: duty.regime,
            overlay: department.overlay.clone(),
            year,
            holder: holder.id(),
            due_before: duty.due_before,
            report: None,
            summary: String::new(),
            fulfilled_at: None,
            lifted_at: None,
            version: 1,
        }
    }

    /// The fact that it began, of `holder`, whose it is.
    pub fn opening(&self, holder: Holder<'_>) -> Fact {
        self.fact(
            holder,
            Body::ObligationOpened(ObligationOpened {
                limit: self.limit.clone(),
                year: self.year,
                due_before: self.due_before.to_string(),
            }),
        )
    }

    /// Whether it is still owed: neither fulfilled nor lifted.
    pub fn is_open(&self) -> bool {
        self.fulfilled_at.is_none() && self.lifted_at.is_none()
    }

    /// Refuses whoever does not hold it: the holder's people, whose scope is `own`, fulfil it, and officers that of
    /// their department.
    pub fn must_be_held(&self, own: Option<Uuid>, by_officer: bool) -> Result<(), Refusal> {
        let of_department = self.holder == HolderId::Authority(self.province_id);
        let holds = if of_department {
            by_officer
        } else {
            own == Some(self.holder.id())
        };
        if holds {
            Ok(())
        } else {
            Err(ObligationRefusal::NotHolder.into())
        }
    }

    /// Fulfils it with `report` of `holder`, whose it is. Late is accepted, and stays late: the report is still
    /// owed when its day has passed.
    pub fn fulfil(
        &self,
        holder: Holder<'_>,
        report: ReportFile,
        summary: &str,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), Refusal> {
        if let Some(fulfilled_at) = self.fulfilled_at {
            return Err(ObligationRefusal::Fulfilled { fulfilled_at }.into());
        }
        if let Some(lifted_at) = self.lifted_at {
            return Err(ObligationRefusal::Lifted { lifted_at }.into());
        }
        let after = Self {
            summary: summary.trim().to_owned(),
            fulfilled_at: Some(at),
            version: self.version + 1,
            report: Some(report),
            ..self.clone()
        };
        let report_sha256 = after.report.as_ref().map(|report| report.sha256.clone());
        let fact = after.fact(
            holder,
            Body::ObligationFulfilled(ObligationFulfilled {
                limit: self.limit.clone(),
                year: self.year,
                report_sha256: report_sha256.unwrap_or_default(),
            }),
        );
        Ok((after, fact))
    }

    /// The rule it comes from: that of the local plan, or else that of the act.
    pub fn rule<'a>(&self, law: &'a Law) -> Option<&'a LimitRule> {
        let duties = law.yearly_in(self.year, Some(&self.overlay));
        let mine = |duty: &YearlyDuty<'_>| duty.rule.id == self.limit && duty.due_before == self.due_before;
        duties.into_iter().find(mine).map(|duty| duty.rule)
    }

    fn fact(&self, holder: Holder<'_>, body: Body) -> Fact {
        let subject = Subject {
            regime: self.regime.to_string(),
            overlay: self.overlay.clone(),
            ..holder.subject(self.id)
        };
        Fact {
            subject: Some(subject),
            body: Some(body),
        }
    }
}

/// The report `file_name`, `sha256`, `size` as it was handed in, or everything that is wrong with it.
pub fn reported(file_name: &str, sha256: &str, size: u64) -> Result<ReportFile, Refusal> {
    let mut defects = Defects::default();
    let entered = ReportFile {
        file_name: file_name.to_owned(),
        sha256: sha256.to_owned(),
        size,
    };
    let report = entered.stated("report", &mut defects);
    defects.judge()?;
    Ok(report)
}

/// What one limit of a year asks of whom.
#[derive(Debug)]
pub struct OwedUnder<'a> {
    /// The limit, as it falls in the year.
    pub duty: YearlyDuty<'a>,
    /// What it asks of each holder.
    pub obligations: Vec<(Obligation, Holder<'a>)>,
}

/// What the province of `department` owes in `year`: every limit of the law with a yearly date, for each holder of
/// the role that owes it. What was due before `today` begins no more: nobody can be told of it in time.
pub fn owed_in<'a>(
    year: i32,
    law: &'a Law,
    department: &'a Authority,
    authorities: &'a [Authority],
    schools: &'a [School],
    today: Day,
) -> Result<Vec<OwedUnder<'a>>, Refusal> {
    let overlay = Some(department.overlay.as_str()).filter(|overlay| !overlay.is_empty());
    let duties = law.yearly_in(year, overlay);
    if duties.is_empty() {
        return Err(ObligationRefusal::NothingOwed { year }.into());
    }
    let owed = |duty: YearlyDuty<'a>| OwedUnder {
        obligations: if duty.due_on < today {
            Vec::new()
        } else {
            holders(&duty, department, authorities, schools)
                .into_iter()
                .map(|holder| (Obligation::open(&duty, department, year, holder), holder))
                .collect()
        },
        duty,
    };
    Ok(duties.into_iter().map(owed).collect())
}

fn holders<'a>(
    duty: &YearlyDuty<'_>,
    department: &'a Authority,
    authorities: &'a [Authority],
    schools: &'a [School],
) -> Vec<Holder<'a>> {
    let of_kind = |kind: AuthorityKind| {
        let those = authorities.iter().filter(move |authority| authority.kind == kind);
        those.map(Holder::Authority).collect()
    };
    let mut holders: Vec<Holder<'a>> = match duty.rule.owed_by {
        Role::School => schools.iter().map(Holder::School).collect(),
        Role::Commune => of_kind(AuthorityKind::Commune),
        Role::District => of_kind(AuthorityKind::District),
        Role::DepartmentOfficer | Role::DepartmentLeader => vec![Holder::Authority(department)],
        Role::Province | Role::Reviewer | Role::Administrator | Role::Portal | Role::Auditor => Vec::new(),
    };
    holders.retain(|holder| holder.lasts_on(duty.due_on));
    holders
}

/// Whether the limit that has run out was broken: the obligation was not fulfilled when its last day ended, was
/// not lifted, and its holder was still there.
pub fn judge_obligation(
    obligation: &Obligation,
    holder: Holder<'_>,
    reached: &DeadlineReached,
    due_on: Day,
) -> Option<Fact> {
    let in_time = obligation.fulfilled_at.is_some_and(|at| at < end_of_day(due_on));
    let is_owed = obligation.lifted_at.is_none() && holder.lasts_on(due_on);
    let broken = reached.limit == obligation.limit && !in_time && is_owed;
    broken.then(|| {
        obligation.fact(
            holder,
            Body::DeadlineBreached(DeadlineBreached {
                limit: reached.limit.clone(),
                overlay: reached.overlay.clone(),
                due_on: reached.due_on.clone(),
            }),
        )
    })
}
