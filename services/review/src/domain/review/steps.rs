//! The three steps before the draft: study of the dossier, preliminary visit, official visit, one after another; and
//! when the school is visited (TT 17, 18, 19/2018/TT-BGDĐT Điều 28).

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use form::{Defects, ReportFile};
use proto::fact::{Body, ReviewStep, ReviewStepCompleted, VisitPlanned};
use statute::Law;

use super::super::{Broken, Refusal};
use super::{Review, ReviewState, must_fit};

/// The steps before the draft, in the order of Điều 28.
const STEPS: [ReviewStep; 3] = [
    ReviewStep::DossierStudy,
    ReviewStep::PreliminaryVisit,
    ReviewStep::OfficialVisit,
];
/// The most files of a step.
const MOST_FILES: usize = 100;

/// When the team visits the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedVisit {
    /// Which visit: the preliminary or the official one.
    pub step: ReviewStep,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

/// A step that was completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedStep {
    /// Which.
    pub step: ReviewStep,
    /// How it was done; nothing in reviews of before that was kept.
    pub record: Option<StepRecord>,
}

/// How a step was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRecord {
    /// The first day it was worked on.
    pub from: Day,
    /// The day it was completed.
    pub until: Day,
    /// What the minutes say.
    pub minutes: String,
    /// The files.
    pub files: Vec<ReportFile>,
    /// When it was recorded, which is what its limit is measured by.
    pub recorded_at: DateTime<Utc>,
}

/// A visit as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitForm {
    /// Which visit.
    pub step: ReviewStep,
    /// The first day, YYYY-MM-DD.
    pub from: String,
    /// The last day, YYYY-MM-DD.
    pub until: String,
}

/// A completed step as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepForm {
    /// Which.
    pub step: ReviewStep,
    /// The first day, YYYY-MM-DD; empty for the day it was completed.
    pub from: String,
    /// The day it was completed, YYYY-MM-DD; empty for today.
    pub until: String,
    /// What the minutes say.
    pub minutes: String,
    /// The files, as they were entered.
    pub files: Vec<ReportFile>,
}

impl Review {
    /// The step that comes next; nothing when all are done.
    pub fn next_step(&self) -> Option<ReviewStep> {
        STEPS.get(self.steps.len()).copied()
    }

    /// How `step` was done, once it was completed and when that was kept.
    fn record(&self, step: ReviewStep) -> Option<&StepRecord> {
        let done = self.steps.iter().find(|done| done.step == step)?;
        done.record.as_ref()
    }

    /// Whether `step` was still to be completed just before `moment`.
    pub(in super::super) fn was_open(&self, step: ReviewStep, moment: DateTime<Utc>) -> bool {
        self.steps
            .iter()
            .find(|done| done.step == step)
            .is_none_or(|done| {
                let record = done.record.as_ref();
                record.is_some_and(|record| record.recorded_at >= moment)
            })
    }

    /// The days on which the school is visited in `step`: those it was visited on, or is to be.
    fn visited_on(&self, step: ReviewStep) -> Option<(Day, Day)> {
        let done = self.record(step).map(|record| (record.from, record.until));
        let planned = self.visits.iter().find(|visit| visit.step == step);
        done.or(planned.map(|visit| (visit.from, visit.until)))
    }

    pub(super) fn plan_visit(&mut self, form: &VisitForm, law: &Law) -> Result<(ReviewState, Body), Refusal> {
        let visit = stated_visit(form)?;
        self.must_be(ReviewState::UnderReview, "lên lịch khảo sát", law)?;
        if self.steps.iter().any(|done| done.step == visit.step) {
            return Err(self.broken(Broken::StepCompleted { step: visit.step }, law));
        }
        let (preliminary, official) = match visit.step {
            ReviewStep::PreliminaryVisit => {
                let official = self.visited_on(ReviewStep::OfficialVisit);
                (Some(visit.until), official.map(|(from, _)| from))
            }
            _ => {
                let preliminary = self.visited_on(ReviewStep::PreliminaryVisit);
                (preliminary.map(|(_, until)| until), Some(visit.from))
            }
        };
        self.visits_must_follow(preliminary, official, law)?;
        self.visits.retain(|planned| planned.step != visit.step);
        self.visits.push(visit);
        self.visits.sort_by_key(|visit| visit.step);
        let planned = VisitPlanned {
            step: visit.step.into(),
            from: visit.from.to_string(),
            until: visit.until.to_string(),
        };
        Ok((ReviewState::UnderReview, Body::VisitPlanned(planned)))
    }

    /// The official visit does not begin before the preliminary one is over.
    fn visits_must_follow(
        &self,
        preliminary: Option<Day>,
        official: Option<Day>,
        law: &Law,
    ) -> Result<(), Refusal> {
        match (preliminary, official) {
            (Some(preliminary), Some(official)) if official < preliminary => {
                let broken = Broken::VisitsOutOfOrder {
                    preliminary,
                    official,
                };
                Err(self.broken(broken, law))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn complete_step(
        &mut self,
        form: StepForm,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(ReviewState, Body), Refusal> {
        let step = form.step;
        let record = stated_step(form, at)?;
        self.must_be(ReviewState::UnderReview, "ghi nhận bước đánh giá ngoài", law)?;
        let next = self.next_step();
        if next != Some(step) {
            return Err(self.broken(Broken::StepOutOfOrder { asked: step, next }, law));
        }
        self.must_follow(step, &record, law)?;
        let completed = ReviewStepCompleted {
            step: step.into(),
            minutes: record.minutes.clone(),
            from: record.from.to_string(),
            until: record.until.to_string(),
            files_sha256: record.files.iter().map(|file| file.sha256.clone()).collect(),
        };
        self.steps.push(CompletedStep {
            step,
            record: Some(record),
        });
        Ok((ReviewState::UnderReview, Body::ReviewStepCompleted(completed)))
    }

    /// A team begins after it was established, and no step is completed before the one that it follows.
    fn must_follow(&self, step: ReviewStep, record: &StepRecord, law: &Law) -> Result<(), Refusal> {
        let established_on = self.history.last().map(|change| local_day(change.at));
        if let Some(on) = established_on.filter(|on| record.from < *on) {
            return Err(self.broken(Broken::StepBeforeTeam { on }, law));
        }
        if step == ReviewStep::OfficialVisit {
            let preliminary = self.record(ReviewStep::PreliminaryVisit);
            let until = preliminary.map(|preliminary| preliminary.until);
            self.visits_must_follow(until, Some(record.from), law)?;
        }
        let previous = self.steps.last().and_then(|done| done.record.as_ref());
        match previous {
            Some(previous) if record.until < previous.until => {
                let until = previous.until;
                Err(self.broken(Broken::StepBeforePrevious { until }, law))
            }
            _ => Ok(()),
        }
    }
}

fn stated_visit(form: &VisitForm) -> Result<PlannedVisit, Refusal> {
    let mut defects = Defects::under("visit");
    let is_visit = matches!(
        form.step,
        ReviewStep::PreliminaryVisit | ReviewStep::OfficialVisit
    );
    defects.require(
        is_visit,
        "step",
        "phải là khảo sát sơ bộ hoặc khảo sát chính thức",
    );
    let mut day = |text: &str, field: &str, message: &str| {
        defects.require(!text.trim().is_empty(), field, message);
        defects.day::<Day>(text, field)
    };
    let from = day(&form.from, "from", "phải có ngày bắt đầu");
    let until = day(&form.until, "until", "phải có ngày kết thúc");
    let days = from.zip(until);
    defects.require(
        days.is_none_or(|(from, until)| from <= until),
        "until",
        "không được trước ngày bắt đầu",
    );
    let (from, until) = defects.settle(days)?;
    Ok(PlannedVisit {
        step: form.step,
        from,
        until,
    })
}

fn stated_step(form: StepForm, at: DateTime<Utc>) -> Result<StepRecord, Refusal> {
    let today = local_day(at);
    let mut defects = Defects::default();
    defects.require(
        form.step != ReviewStep::Unspecified,
        "step",
        "phải là một trong ba bước trước dự thảo báo cáo",
    );
    let minutes = defects.stated(&form.minutes, "minutes", "phải ghi nội dung biên bản");
    must_fit(&minutes, "minutes", &mut defects);
    let until = defects.day(&form.until, "until").unwrap_or(today);
    defects.require(until <= today, "until", "không được sau hôm nay");
    let from = defects.day(&form.from, "from").unwrap_or(until);
    defects.require(from <= until, "from", "không được sau ngày hoàn thành");
    if form.files.len() > MOST_FILES {
        defects.add("files", format!("không được quá {MOST_FILES} tệp"));
    }
    let files = (0_usize..)
        .zip(form.files)
        .map(|(position, file)| file.stated(&format!("files[{position}]"), &mut defects));
    let files = files.collect();
    defects.judge()?;
    Ok(StepRecord {
        from,
        until,
        minutes,
        files,
        recorded_at: at,
    })
}
