//! Codes of evidence (*mã minh chứng*): `[H1-1.1-01]` under A, `MC.1.1.01` under B. Evidence that several criteria
//! use keeps the code of the first of them (công văn 5932/BGDĐT-QLCL; confidence: summary).

use std::collections::HashSet;

use statute::RegimeId;

use super::super::Defects;

/// Checks the codes of one criterion, which stand in `field`; what is wrong is added to `defects`.
pub(super) fn check(regime: RegimeId, criterion: &str, codes: &[String], field: &str, defects: &mut Defects) {
    let mut known = HashSet::new();
    for (position, code) in codes.iter().enumerate() {
        let field = format!("{field}[{position}]");
        match criterion_of(regime, code) {
            None => defects.add(&field, form(regime, criterion)),
            Some(named) if place(named) > place(criterion) => defects.add(
                &field,
                format!(
                    "là mã của tiêu chí {named}, đứng sau {criterion}; minh chứng dùng chung mang mã của tiêu chí dùng trước"
                ),
            ),
            Some(_) => defects.require(known.insert(code), &field, "đã có trong danh sách"),
        }
    }
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
