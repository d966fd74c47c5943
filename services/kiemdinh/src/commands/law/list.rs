//! `law list`: the time limits of the shipped law.

use calendar::Day;
use statute::{Law, LimitRule, RegimeId};

use crate::output::{LawRule, Printer};
use crate::problem::{Kind, Problem};

/// Which rules.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those of this regime.
    pub regime: Option<RegimeId>,
    /// Only those of this local plan.
    pub overlay: Option<String>,
    /// Only those for cases that begin on this day: of the regime then in force, unless one is named.
    pub on: Option<Day>,
}

/// Lists the rules that are `wanted`.
///
/// # Errors
/// When there is no such local plan, or no regime on the day.
pub fn run(wanted: &Wanted, printer: &Printer) -> Result<(), Problem> {
    printer.list(&rules(Law::official(), wanted)?)
}

fn rules(law: &Law, wanted: &Wanted) -> Result<Vec<LawRule>, Problem> {
    if let Some(overlay) = &wanted.overlay {
        let known: Vec<&str> = law.overlays().iter().map(|known| known.id.as_str()).collect();
        if !known.contains(&overlay.as_str()) {
            let message = format!("không có kế hoạch “{overlay}”; có: {}", known.join(", "));
            return Err(Problem::new(Kind::NotFound, "NO_SUCH_OVERLAY", message));
        }
    }
    let regime = match (wanted.regime, wanted.on) {
        (Some(regime), _) => Some(regime),
        (None, Some(day)) => Some(super::regime_on(law, day)?),
        (None, None) => None,
    };
    let is_wanted = |rule: &&LimitRule| {
        regime.is_none_or(|regime| rule.regimes.contains(&regime))
            && (wanted.overlay.is_none() || rule.overlay == wanted.overlay)
            && wanted.on.is_none_or(|day| rule.in_force_on(day))
    };
    Ok(law.limits().iter().filter(is_wanted).map(LawRule::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::table;

    fn listed(wanted: &Wanted) -> Vec<LawRule> {
        rules(Law::official(), wanted).unwrap()
    }

    #[test]
    fn the_limits_of_a_local_plan() {
        let wanted = Wanted {
            overlay: Some("ha-noi".to_owned()),
            ..Wanted::default()
        };
        insta::assert_snapshot!(table(&listed(&wanted)));
        let unknown = Wanted {
            overlay: Some("ha-nam".to_owned()),
            ..Wanted::default()
        };
        assert_eq!(rules(Law::official(), &unknown).unwrap_err().code, Kind::NotFound);
    }

    #[test]
    fn a_day_has_the_rules_of_its_regime() {
        let on = |day: &str| {
            listed(&Wanted {
                on: Some(day.parse().unwrap()),
                ..Wanted::default()
            })
        };
        assert!(
            on("2024-04-24")
                .iter()
                .all(|rule| rule.regimes.contains(&RegimeId::A0))
        );
        assert!(
            on("2026-11-20")
                .iter()
                .all(|rule| rule.regimes.contains(&RegimeId::B))
        );
        assert!(
            rules(
                Law::official(),
                &Wanted {
                    on: Some("2010-01-04".parse().unwrap()),
                    ..Wanted::default()
                }
            )
            .is_err()
        );
        assert_eq!(listed(&Wanted::default()).len(), Law::official().limits().len());
    }

    #[test]
    fn what_was_not_read_itself_is_marked() {
        for (row, rule) in listed(&Wanted::default()).iter().zip(Law::official().limits()) {
            assert_eq!(
                row.confidence.vietnamese == "cần xác minh",
                rule.confidence.to_verify(),
                "{row:?}"
            );
        }
    }
}
