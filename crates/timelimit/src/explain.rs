//! Steps in words. Each sentence names the rule it applies; joined by " · " they are the line printed in letters.

use calendar::{Day, Entry, EntryKind, Language, local_day};

use crate::{Derivation, Direction, Span, Step, Unit};

impl Derivation {
    /// How the date came about, one phrase per step, in the order of the computation.
    #[must_use]
    pub fn explanation(&self, language: Language) -> Vec<String> {
        self.steps
            .iter()
            .map(|step| step.phrase(language))
            .enumerate()
            .map(capitalised_first)
            .collect()
    }
}

fn capitalised_first((index, phrase): (usize, String)) -> String {
    let mut letters = phrase.chars();
    match letters.next() {
        Some(first) if index == 0 => first.to_uppercase().chain(letters).collect(),
        _ => phrase,
    }
}

impl Step {
    /// The step in words.
    #[must_use]
    pub fn phrase(&self, language: Language) -> String {
        match language {
            Language::Vietnamese => self.in_vietnamese(),
            Language::English => self.in_english(),
        }
    }

    fn in_vietnamese(&self) -> String {
        let language = Language::Vietnamese;
        match self {
            Step::DeemedReceipt {
                at,
                cutoff: Some(cutoff),
                on,
            } => format!(
                "nhận sau {} ngày {}, coi như nhận ngày làm việc tiếp theo {}",
                cutoff.format("%H:%M"),
                local_day(*at).vietnamese(),
                on.vietnamese()
            ),
            Step::DeemedReceipt { at, cutoff: None, on } => format!(
                "nhận vào ngày nghỉ {}, coi như nhận ngày làm việc tiếp theo {}",
                local_day(*at).vietnamese(),
                on.vietnamese()
            ),
            Step::Start {
                event,
                on,
                direction: Direction::Backward,
                ..
            } => {
                format!(
                    "tính lùi từ {} {}",
                    or_default(&event.vi, "ngày mốc"),
                    on.vietnamese()
                )
            }
            Step::Start {
                event,
                on,
                span,
                direction: Direction::Forward,
            } => {
                let event = or_default(
                    &event.vi,
                    if span.is_counted() {
                        "ngày bắt đầu"
                    } else {
                        "ngày"
                    },
                );
                match span {
                    Span::OnDay => format!("thời hạn là {event} {}", on.vietnamese()),
                    Span::Before => format!("trước {event} {}", on.vietnamese()),
                    _ => format!("{event} {} không tính (BLDS Đ147)", on.vietnamese()),
                }
            }
            Step::Reset { on } => format!("tính lại từ đầu, ngày {} không tính (BLDS Đ147)", on.vietnamese()),
            Step::Stop { on } => format!("tạm dừng sau ngày {}", on.vietnamese()),
            Step::Resume { on, stopped, unit } => {
                format!(
                    "tiếp tục sau ngày {}, không tính {}",
                    on.vietnamese(),
                    amount(*stopped, *unit, language)
                )
            }
            Step::Extension { on, by, citation } => format!(
                "gia hạn ngày {} thêm {}{}",
                on.vietnamese(),
                by.in_vietnamese(),
                cited(&citation.vi)
            ),
            Step::NewDate {
                on,
                from,
                until,
                citation,
            } => format!(
                "hẹn lại ngày {}: từ {} sang {}{}",
                on.vietnamese(),
                from.vietnamese(),
                until.vietnamese(),
                cited(&citation.vi)
            ),
            Step::Length {
                span: Span::OnDay,
                citation,
                ..
            } => format!("đúng ngày đã định{}", cited(&citation.vi)),
            Step::Length {
                span: Span::Before,
                citation,
                ..
            } => {
                format!("chậm nhất là ngày liền trước{}", cited(&citation.vi))
            }
            Step::Length {
                span,
                direction: Direction::Forward,
                citation,
            } => {
                format!("{}{}", span.in_vietnamese(), cited(&citation.vi))
            }
            Step::Length {
                span,
                direction: Direction::Backward,
                citation,
            } => {
                format!("ít nhất {}{} trước đó", span.in_vietnamese(), cited(&citation.vi))
            }
            Step::DaysOff { entries } => format!("nghỉ {}", list(entries, language)),
            Step::MakeUpDays { entries } => format!("làm bù {}", list(entries, language)),
            Step::HeldOpen { until } => {
                format!(
                    "ngày cuối rơi vào lúc tạm dừng, hết hạn khi tiếp tục ngày {}",
                    until.vietnamese()
                )
            }
            Step::Roll { from, direction, .. } => {
                let which = match direction {
                    Direction::Forward => "chuyển sang ngày làm việc tiếp theo (BLDS Đ148(5))",
                    Direction::Backward => "chuyển về ngày làm việc liền trước",
                };
                format!(
                    "{} {} là ngày nghỉ, {which}",
                    from.weekday_name(language),
                    from.vietnamese()
                )
            }
            Step::Stays { on } => format!(
                "{} {} là ngày nghỉ nhưng không chuyển ngày",
                on.weekday_name(language),
                on.vietnamese()
            ),
            Step::Due { on } => format!("ngày cuối: {} {}", on.weekday_name(language), on.vietnamese()),
            Step::Waiting { remaining, unit } => {
                format!("đang tạm dừng, còn {}", amount(*remaining, *unit, language))
            }
            Step::Projection { year } => {
                format!("dự kiến: năm {year} chưa có thông báo chính thức về ngày nghỉ")
            }
            Step::Satisfied { on, late: false } => format!("đã thực hiện ngày {}, đúng hạn", on.vietnamese()),
            Step::Satisfied { on, late: true } => format!("đã thực hiện ngày {}, quá hạn", on.vietnamese()),
            Step::Cancelled { on } => format!("không còn áp dụng từ ngày {}", on.vietnamese()),
        }
    }

    fn in_english(&self) -> String {
        let language = Language::English;
        match self {
            Step::DeemedReceipt {
                at,
                cutoff: Some(cutoff),
                on,
            } => format!(
                "received after {} on {}, deemed received on the next working day, {on}",
                cutoff.format("%H:%M"),
                local_day(*at)
            ),
            Step::DeemedReceipt { at, cutoff: None, on } => {
                format!(
                    "received on {}, a day off, deemed received on the next working day, {on}",
                    local_day(*at)
                )
            }
            Step::Start {
                event,
                on,
                direction: Direction::Backward,
                ..
            } => {
                format!(
                    "counted back from {}, {on}",
                    or_default(&event.en, "the day given")
                )
            }
            Step::Start {
                event,
                on,
                span,
                direction: Direction::Forward,
            } => {
                let default = if span.is_counted() {
                    "the starting day"
                } else {
                    "the day given"
                };
                let event = or_default(&event.en, default);
                match span {
                    Span::OnDay => format!("the limit is {event}, {on}"),
                    Span::Before => format!("before {event}, {on}"),
                    _ => format!("{event}, {on}, does not count (Civil Code Art. 147)"),
                }
            }
            Step::Reset { on } => {
                format!("counted again from zero; {on} does not count (Civil Code Art. 147)")
            }
            Step::Stop { on } => format!("stopped after {on}"),
            Step::Resume { on, stopped, unit } => {
                format!(
                    "resumed after {on}, leaving out {}",
                    amount(*stopped, *unit, language)
                )
            }
            Step::Extension { on, by, citation } => {
                format!("extended on {on} by {}{}", by.in_english(), cited(&citation.en))
            }
            Step::NewDate {
                on,
                from,
                until,
                citation,
            } => {
                format!("postponed on {on} from {from} to {until}{}", cited(&citation.en))
            }
            Step::Length {
                span: Span::OnDay,
                citation,
                ..
            } => {
                format!("on the day set{}", cited(&citation.en))
            }
            Step::Length {
                span: Span::Before,
                citation,
                ..
            } => {
                format!("on the day before at the latest{}", cited(&citation.en))
            }
            Step::Length {
                span,
                direction: Direction::Forward,
                citation,
            } => {
                format!("{}{}", span.in_english(), cited(&citation.en))
            }
            Step::Length {
                span,
                direction: Direction::Backward,
                citation,
            } => {
                format!("at least {}{} before", span.in_english(), cited(&citation.en))
            }
            Step::DaysOff { entries } => format!("days off {}", list(entries, language)),
            Step::MakeUpDays { entries } => format!("made up on {}", list(entries, language)),
            Step::HeldOpen { until } => {
                format!("stopped on the last day, so that the limit ends on the resume of {until}")
            }
            Step::Roll { from, direction, .. } => {
                let which = match direction {
                    Direction::Forward => "moved to the next working day (Civil Code Art. 148(5))",
                    Direction::Backward => "moved to the preceding working day",
                };
                format!("{} {from} is not worked, {which}", from.weekday_name(language))
            }
            Step::Stays { on } => {
                format!(
                    "{} {on} is not worked, but the date does not move",
                    on.weekday_name(language)
                )
            }
            Step::Due { on } => format!("last day: {} {on}", on.weekday_name(language)),
            Step::Waiting { remaining, unit } => {
                format!("stopped, {} left", amount(*remaining, *unit, language))
            }
            Step::Projection { year } => format!("projected: no official notice of days off for {year} yet"),
            Step::Satisfied { on, late: false } => format!("done on {on}, in time"),
            Step::Satisfied { on, late: true } => format!("done on {on}, late"),
            Step::Cancelled { on } => format!("no longer applies since {on}"),
        }
    }
}

fn or_default<'a>(text: &'a str, default: &'a str) -> &'a str {
    if text.is_empty() { default } else { text }
}

fn cited(citation: &str) -> String {
    if citation.is_empty() {
        String::new()
    } else {
        format!(" ({citation})")
    }
}

fn amount(count: u32, unit: Unit, language: Language) -> String {
    match unit {
        Unit::Days => span(Span::Days(count), language),
        Unit::WorkingDays => span(Span::WorkingDays(count), language),
    }
}

fn span(span: Span, language: Language) -> String {
    match language {
        Language::Vietnamese => span.in_vietnamese(),
        Language::English => span.in_english(),
    }
}

/// Days in running text: a swap or compensatory day with its kind and document, a make-up day with its weekday,
/// a plain holiday bare.
fn list(entries: &[Entry], language: Language) -> String {
    let phrases: Vec<String> = entries
        .iter()
        .map(|entry| {
            let date = short(entry.date, language);
            match entry.kind {
                EntryKind::Holiday => date,
                EntryKind::MakeUpWork => format!("{} {date}", entry.date.weekday_name(language)),
                EntryKind::CompensatoryOff => match language {
                    Language::Vietnamese => format!("{date} (nghỉ bù)"),
                    Language::English => format!("{date} (compensatory)"),
                },
                EntryKind::SwappedOff => {
                    let word = match language {
                        Language::Vietnamese => "hoán đổi",
                        Language::English => "swapped",
                    };
                    match &entry.document {
                        Some(document) => format!("{date} ({word}, {})", document.number),
                        None => format!("{date} ({word})"),
                    }
                }
            }
        })
        .collect();
    phrases.join(", ")
}

fn short(day: Day, language: Language) -> String {
    match language {
        Language::Vietnamese => day.day_and_month(),
        Language::English => day.to_string(),
    }
}
