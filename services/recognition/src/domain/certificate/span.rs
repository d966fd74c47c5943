//! The days on which a certificate is in force.

use calendar::Day;

/// Days in a row, the first and the last among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

/// Whether one of `spans` holds `day`.
pub fn in_force(spans: &[Span], day: Day) -> bool {
    spans.iter().any(|span| span.from <= day && day <= span.until)
}

/// What is left of `spans` when `day` is the first on which they no longer hold.
pub(super) fn cut(spans: &[Span], day: Day) -> Vec<Span> {
    let before = spans.iter().filter(|span| span.from < day);
    let cut = |span: &Span| Span {
        until: span.until.min(day.eve()),
        ..*span
    };
    before.map(cut).collect()
}

/// `spans`, and the days of `more` after them. Days that follow one another at once are one span.
pub(super) fn resumed(spans: &[Span], more: Span) -> Vec<Span> {
    let mut spans = spans.to_vec();
    match spans.last_mut() {
        Some(last) if more.from.eve() <= last.until => last.until = last.until.max(more.until),
        _ => spans.push(more),
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, until: &str) -> Span {
        Span {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
        }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_cut_leaves_the_days_before_and_nothing_else() {
        let whole = [span("2024-02-01", "2024-02-29"), span("2024-04-01", "2024-04-30")];
        assert_eq!(cut(&whole, day("2024-05-01")), whole);
        assert_eq!(
            cut(&whole, day("2024-04-30")),
            [whole[0], span("2024-04-01", "2024-04-29")]
        );
        assert_eq!(cut(&whole, day("2024-04-01")), [whole[0]]);
        assert_eq!(cut(&whole, day("2024-03-15")), [whole[0]]);
        assert_eq!(cut(&whole, day("2024-02-01")), []);
    }

    #[test]
    fn days_that_follow_at_once_are_one_span() {
        let first = [span("2024-02-01", "2024-02-10")];
        let more = |from| span(from, "2024-06-30");
        assert_eq!(
            resumed(&first, more("2024-02-12")),
            [first[0], more("2024-02-12")]
        );
        assert_eq!(
            resumed(&first, more("2024-02-11")),
            [span("2024-02-01", "2024-06-30")]
        );
        assert_eq!(resumed(&[], more("2024-02-11")), [more("2024-02-11")]);
    }

    #[test]
    fn the_first_and_the_last_day_are_among_them() {
        let spans = [span("2024-02-01", "2024-02-10"), span("2024-02-20", "2024-02-20")];
        for (text, holds) in [
            ("2024-01-31", false),
            ("2024-02-01", true),
            ("2024-02-10", true),
            ("2024-02-11", false),
            ("2024-02-19", false),
            ("2024-02-20", true),
            ("2024-02-21", false),
        ] {
            assert_eq!(in_force(&spans, day(text)), holds, "{text}");
        }
    }
}
