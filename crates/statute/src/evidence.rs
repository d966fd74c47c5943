//! Codes of evidence (*mã minh chứng*): `[H1-1.1-01]` under A, `MC.1.1.01` under B. Evidence that several criteria
//! use keeps the code of the first of them (công văn 5932/BGDĐT-QLCL; confidence: summary).

use std::collections::HashSet;

use crate::{Flaw, RegimeId};

/// The most pieces of evidence of one criterion.
const MOST_EVIDENCE: usize = 500;

/// What is wrong with the codes of one criterion.
pub(crate) fn flaws(regime: RegimeId, criterion: &str, codes: &[String]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if codes.len() > MOST_EVIDENCE {
        flaws.push(Flaw::of(
            "evidence",
            format!("không được quá {MOST_EVIDENCE} minh chứng"),
        ));
    }
    let mut known = HashSet::new();
    for (position, code) in codes.iter().enumerate() {
        let message = match criterion_of(regime, code) {
            None => form(regime, criterion),
            Some(named) if place(named) > place(criterion) => format!(
                "là mã của tiêu chí {named}, đứng sau {criterion}; minh chứng dùng chung mang mã của tiêu chí dùng trước"
            ),
            Some(_) if known.insert(code) => continue,
            Some(_) => "đã có trong danh sách".to_owned(),
        };
        flaws.push(Flaw::of(format!("evidence[{position}]"), message));
    }
    flaws
}

/// What a code must look like, with an example for `criterion`.
fn form(regime: RegimeId, criterion: &str) -> String {
    if regime == RegimeId::B {
        format!("phải dạng MC.{criterion}.01: tiêu chí, số thứ tự")
    } else {
        format!("phải dạng [H1-{criterion}-01]: hộp, tiêu chí, số thứ tự")
    }
}

/// The criterion that a code names; nothing when it is no code.
fn criterion_of(regime: RegimeId, code: &str) -> Option<&str> {
    let (criterion, number) = if regime == RegimeId::B {
        code.strip_prefix("MC.")?.rsplit_once('.')?
    } else {
        let (holder, rest) = code.strip_prefix("[H")?.strip_suffix(']')?.split_once('-')?;
        if !is_number(holder) || holder.starts_with('0') {
            return None;
        }
        rest.rsplit_once('-')?
    };
    let (standard, of_it) = criterion.split_once('.')?;
    let parts = [standard, of_it]
        .iter()
        .all(|part| is_number(part) && !part.starts_with('0'));
    let counted = is_number(number) && number.len() >= 2 && number.bytes().any(|digit| digit != b'0');
    (parts && counted).then_some(criterion)
}

/// Where a criterion stands among the others: its standard, then its number in it.
fn place(criterion: &str) -> Option<(u32, u32)> {
    let (standard, of_it) = criterion.split_once('.')?;
    Some((standard.parse().ok()?, of_it.parse().ok()?))
}

fn is_number(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
