//! Between the domain and the wire.

use calendar::Day;
use form::Defects;
use platform::names;
use platform::refusal::Refusal;
use proto::fact::RecognitionKind;
use proto::recognition as wire;
use uuid::Uuid;

use super::lists::{Recheck, Recognition};
use crate::domain::{Attainment, AttainmentTarget, Figures, Group, Grouping, Standard};
use crate::store::statistics::{Count, Recognised};

/// The standard that is asked for; when it is left open, the national one.
pub fn standard(standard: wire::Standard) -> Standard {
    match standard {
        wire::Standard::Unspecified | wire::Standard::National => Standard::National,
        wire::Standard::National2 => Standard::National2,
        wire::Standard::Accreditation => Standard::Accreditation,
        wire::Standard::Any => Standard::Any,
    }
}

fn grouping(grouping: wire::Grouping) -> Grouping {
    match grouping {
        wire::Grouping::Unspecified => Grouping::All,
        wire::Grouping::SchoolType => Grouping::SchoolType,
        wire::Grouping::Commune => Grouping::Commune,
        wire::Grouping::Ownership => Grouping::Ownership,
    }
}

/// What is to be counted for a caller confined to `scope`.
pub fn asked_count(
    request: &wire::GetAttainmentRequest,
    scope: Option<Uuid>,
    today: Day,
) -> Result<Count, Refusal> {
    let mut defects = Defects::default();
    let on = defects.day(&request.on, "on");
    defects
        .judge()
        .map_err(|defects| Refusal::invalid_fields(defects.found()))?;
    let province = match request.province.as_str() {
        "" => None,
        name => Some(names::id(name, "authorities", "province")?),
    };
    Ok(Count {
        on: on.unwrap_or(today),
        grouping: grouping(request.grouping()),
        standard: standard(request.standard()),
        school_type: request.school_type(),
        province,
        scope,
    })
}

/// What was recognised between the days that are asked for, as the register says it on the last of them.
pub fn asked_recognitions(
    request: &wire::ListRecognitionsRequest,
    scope: Option<Uuid>,
) -> Result<Recognised, Refusal> {
    let mut defects = Defects::default();
    defects.stated(&request.from, "from", "phải có ngày đầu, ví dụ 2024-01-01");
    defects.stated(&request.until, "until", "phải có ngày cuối, ví dụ 2024-12-31");
    let from = defects.day::<Day>(&request.from, "from");
    let until = defects.day::<Day>(&request.until, "until");
    let days = from.zip(until);
    let in_order = days.is_none_or(|(from, until)| from <= until);
    defects.require(in_order, "until", "phải từ ngày đầu trở đi");
    let (from, until) = defects
        .settle(days)
        .map_err(|defects| Refusal::invalid_fields(defects.found()))?;
    Ok(Recognised {
        from,
        until,
        kind: Some(request.kind()).filter(|kind| *kind != RecognitionKind::Unspecified),
        in_force_only: false,
        on: until,
        scope,
        after: None,
        limit: None,
    })
}

/// What was recognised in the years that are asked for and is in force on the day.
pub fn asked_rechecks(
    request: &wire::ListToRecheckRequest,
    scope: Option<Uuid>,
    today: Day,
) -> Result<Recognised, Refusal> {
    let mut defects = Defects::default();
    let on = defects.day(&request.on, "on").unwrap_or(today);
    let from = Day::from_ymd(request.from_year, 1, 1);
    let until = Day::from_ymd(request.until_year, 12, 31);
    let message = "phải là năm, ví dụ 2019";
    defects.require(from.is_some(), "from_year", message);
    defects.require(until.is_some(), "until_year", message);
    let years = from.zip(until);
    let in_order = years.is_none_or(|(from, until)| from <= until);
    defects.require(in_order, "until_year", "phải từ năm đầu trở đi");
    let (from, until) = defects
        .settle(years)
        .map_err(|defects| Refusal::invalid_fields(defects.found()))?;
    Ok(Recognised {
        from,
        until,
        kind: None,
        in_force_only: true,
        on,
        scope,
        after: None,
        limit: None,
    })
}

/// A count.
pub fn attainment(found: &Attainment) -> wire::Attainment {
    wire::Attainment {
        on: found.on.to_string(),
        rows: found
            .rows
            .iter()
            .map(|(group, row)| figures(group, *row))
            .collect(),
        total: Some(figures(&Group::All, found.total)),
    }
}

fn figures(group: &Group, figures: Figures) -> wire::AttainmentRow {
    wire::AttainmentRow {
        group: group.in_vietnamese().to_owned(),
        schools: figures.tally.schools,
        attained: figures.tally.attained,
        share: figures.share().map(|share| share.to_string()).unwrap_or_default(),
        target_per_mille: figures.target,
        above_target: figures.above_target_in_vietnamese(),
    }
}

/// A recognition.
pub fn recognition(found: &Recognition) -> wire::Recognition {
    wire::Recognition {
        entry: Some(wire::RegisterEntry::from(&found.entry)),
        kind: found.certificate.kind.into(),
    }
}

/// A certificate that is to be checked again.
pub fn recheck(found: &Recheck) -> wire::Recheck {
    wire::Recheck {
        entry: Some(wire::RegisterEntry::from(&found.entry)),
        remarks: found.remarks.clone(),
    }
}

/// A target.
pub fn target(target: &AttainmentTarget) -> wire::AttainmentTarget {
    let standard = match target.standard {
        Standard::National => wire::Standard::National,
        Standard::National2 => wire::Standard::National2,
        Standard::Accreditation => wire::Standard::Accreditation,
        Standard::Any => wire::Standard::Any,
    };
    let province = target.province_id.map(|id| format!("authorities/{id}"));
    wire::AttainmentTarget {
        name: format!("targets/{}", target.id),
        on: target.on.to_string(),
        standard: standard.into(),
        school_type: target.school_type.into(),
        per_mille: target.per_mille,
        document: target.document.clone(),
        province: province.unwrap_or_default(),
    }
}
