//! `whatif`: which open clocks a draft calendar or law would move. Changes nothing.

use calendar::Day;
use platform::configuration::Configuration;
use serde::Serialize;

use super::session::Session;
use crate::arguments::{Global, WhatIf};
use crate::output::{ClockMove, Format, Printer};
use crate::problem::Problem;

mod answer;
mod clocks;
mod draft;

use answer::{Answer, answer};
use draft::Draft;

/// Tries a draft on open clocks: those of a running system, or those of a file.
///
/// # Errors
/// When the draft or the clocks cannot be had.
pub async fn run(
    configuration: &Configuration,
    global: &Global,
    arguments: WhatIf,
    printer: &Printer,
) -> Result<(), Problem> {
    let WhatIf { draft, clocks, on } = arguments;
    let draft = Draft::read(&draft)?;
    if let Draft::Calendar { local: 1.., .. } = &draft {
        printer.talk("Những ngày chỉ của một tỉnh trong dự thảo không được tính.");
    }
    let clocks = match clocks {
        Some(file) => clocks::of_file(&file)?,
        None => clocks::of_system(&Session::open(configuration, global)?).await?,
    };
    show(&answer(clocks, &draft, on.unwrap_or(Day::MIN)), printer)
}

/// The contract for programs.
#[derive(Serialize)]
struct Whole<'a> {
    moved: usize,
    not_computed: usize,
    unmoved: usize,
    clocks: &'a [ClockMove],
}

fn show(answer: &Answer, printer: &Printer) -> Result<(), Problem> {
    match printer.format {
        Format::Json => printer.json(&Whole {
            moved: answer.moved(),
            not_computed: answer.not_computed(),
            unmoved: answer.unmoved,
            clocks: &answer.clocks,
        }),
        Format::Jsonl | Format::Csv => printer.list(&answer.clocks),
        Format::Table => {
            if !answer.clocks.is_empty() {
                printer.list(&answer.clocks)?;
            }
            printer.line(&summary(answer))
        }
    }
}

fn summary(answer: &Answer) -> String {
    let kept = answer.clocks.iter().filter(|clock| clock.keep.is_some()).count();
    let mut text = format!(
        "Dời: {} · giữ nguyên: {} · không tính được từ xa: {}.",
        answer.moved(),
        answer.unmoved,
        answer.not_computed()
    );
    if kept > 0 {
        text.push_str(&format!(
            " {kept} hạn đã báo không tự động sớm lên: giữ nguyên đến khi có người quyết định."
        ));
    }
    text
}
