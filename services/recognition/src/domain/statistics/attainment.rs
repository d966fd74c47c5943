//! How many schools were at standard, by group, with their share and how far it is from the target.

use std::collections::{BTreeMap, BTreeSet};

use calendar::Day;
use exchange::words::{SCHOOL_TYPES, word};
use platform::search;
use platform::share::Share;
use proto::fact::{Ownership, SchoolType};
use uuid::Uuid;

use super::Targets;

/// By what schools are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// All together.
    All,
    /// By kind of school.
    SchoolType,
    /// By commune.
    Commune,
    /// By ownership.
    Ownership,
}

/// What the schools of a row have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// Nothing: they are all that were asked for.
    All,
    /// Their kind.
    SchoolType(SchoolType),
    /// The commune they lie in. Two communes of one name, in two provinces, are two.
    Commune {
        /// Its id, where it is known.
        id: Option<Uuid>,
        /// Its name.
        name: String,
    },
    /// Who owns them.
    Ownership(Ownership),
}

impl Group {
    /// The group in Vietnamese; empty for all together.
    pub fn in_vietnamese(&self) -> &str {
        let or = |word: &'static str, unknown| if word.is_empty() { unknown } else { word };
        match self {
            Self::All => "",
            Self::SchoolType(kind) => or(word(SCHOOL_TYPES, *kind), "Chưa rõ loại trường"),
            Self::Commune { name, .. } if name.is_empty() => "Chưa rõ xã, phường",
            Self::Commune { name, .. } => name,
            Self::Ownership(Ownership::Public) => "Công lập",
            Self::Ownership(Ownership::NonPublic) => "Ngoài công lập",
            Self::Ownership(Ownership::Unspecified) => "Chưa rõ loại hình",
        }
    }

    /// Its place among the others: by kind or ownership as the law orders them, what is not known last; by the name of
    /// the commune without its marks, then with them.
    fn place(&self) -> (i32, String, String, Option<Uuid>) {
        let last = |value: i32| if value == 0 { i32::MAX } else { value };
        let of_word = |value| (last(value), String::new(), String::new(), None);
        match self {
            Self::All => of_word(0),
            Self::SchoolType(kind) => of_word((*kind).into()),
            Self::Ownership(ownership) => of_word((*ownership).into()),
            Self::Commune { id, name } => {
                let known = i32::from(name.is_empty());
                (known, search::key(&[name]), name.clone(), *id)
            }
        }
    }

    /// The kind of school whose target its schools have, when schools of the kind `asked` are counted. Schools of a
    /// kind that is not known have none.
    fn kind(&self, asked: SchoolType) -> Option<SchoolType> {
        match self {
            Self::SchoolType(SchoolType::Unspecified) => None,
            Self::SchoolType(kind) => Some(*kind),
            _ => Some(asked),
        }
    }
}

/// So many schools, of which so many were at standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many schools there were.
    pub schools: u32,
    /// How many of them were at standard.
    pub attained: u32,
}

/// The schools of one group and one department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What they have in common.
    pub group: Group,
    /// Their department, where it is known.
    pub province_id: Option<Uuid>,
    /// How many there are.
    pub tally: Tally,
}

/// What is said of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many schools there are and how many of them were at standard.
    pub tally: Tally,
    /// The target in thousandths, if one is set.
    pub target: Option<u32>,
}

impl Figures {
    /// The share at standard; nothing when there is no school.
    pub fn share(self) -> Option<Share> {
        Share::of(self.tally.attained, self.tally.schools)
    }

    /// By how many thousandths the share is above the target; negative when it is below. The target is a whole
    /// number of thousandths, so that this is the exact difference, rounded once.
    pub fn above_target(self) -> Option<i64> {
        let share = i64::try_from(self.share()?.per_mille()).ok()?;
        Some(share - i64::from(self.target?))
    }

    /// [`Figures::above_target`] in points of a percent, as Vietnamese writes it: +2,8; empty without a target.
    pub fn above_target_in_vietnamese(self) -> String {
        let written = |above: i64| {
            let sign = match above {
                1.. => "+",
                0 => "",
                _ => "-",
            };
            let tenths = above.unsigned_abs();
            format!("{sign}{},{}", tenths / 10, tenths % 10)
        };
        self.above_target().map(written).unwrap_or_default()
    }
}

/// How many schools were at standard on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attainment {
    /// The cut-off day.
    pub on: Day,
    /// The groups, in their order; none when all were counted together.
    pub rows: Vec<(Group, Figures)>,
    /// All together.
    pub total: Figures,
}

/// What `counted` comes to on the day `on`, when schools of the kind `asked` were counted, or all.
///
/// `targets` are those of one standard and, at most, every department. They hold for a department each: when the
/// schools are of several, there is nothing to compare them with. A kind of school is compared with the target of
/// that kind; a commune, an ownership and all together with the target of the kind that was asked for.
pub fn attainment(on: Day, counted: Vec<Counted>, asked: SchoolType, targets: &Targets) -> Attainment {
    let provinces: BTreeSet<_> = counted.iter().map(|counted| counted.province_id).collect();
    let of_one = provinces.first().copied().filter(|_| provinces.len() == 1);
    let target = |kind| of_one.and_then(|province_id| targets.of(province_id, kind, on));
    let mut total = Tally::default();
    let mut rows: BTreeMap<_, (Group, Figures)> = BTreeMap::new();
    for Counted { group, tally, .. } in counted {
        add(&mut total, tally);
        if group != Group::All {
            let row = rows.entry(group.place()).or_insert_with(|| {
                let target = group.kind(asked).and_then(target);
                let nothing = Tally::default();
                (
                    group,
                    Figures {
                        tally: nothing,
                        target,
                    },
                )
            });
            add(&mut row.1.tally, tally);
        }
    }
    Attainment {
        on,
        rows: rows.into_values().collect(),
        total: Figures {
            tally: total,
            target: target(asked),
        },
    }
}

fn add(sum: &mut Tally, tally: Tally) {
    sum.schools += tally.schools;
    sum.attained += tally.attained;
}
