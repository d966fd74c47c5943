//! The statement as a person reads it.

use std::fmt::Write as _;

use super::Body;
use crate::count::{local_day, local_time, vietnamese};

/// Exceptions that the text lists; all stand in the statement itself.
const LISTED: usize = 20;

impl Body {
    /// The statement in Vietnamese.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "Bản xác nhận số {} của kiểm toán thời hạn\n\
             Tính đến {} ngày {}.\n\n\
             Đã tính lại {} thời hạn của {} vụ việc: {} bị bỏ sót, {} ngoại lệ.\n\
             Báo hết hạn chậm nhất {}; 99% không quá {}.\n",
            self.number,
            local_time(self.until).format("%H:%M"),
            vietnamese(local_day(self.until)),
            self.clocks,
            self.cases,
            self.missed,
            self.exception_count(),
            duration(self.lateness.greatest_ms),
            duration(self.lateness.p99_ms),
        );
        for (kind, count) in &self.exceptions {
            line(&mut text, &format!("- {}: {count}", kind.in_vietnamese()));
        }
        if !self.findings.is_empty() {
            line(&mut text, "\nNgoại lệ:");
        }
        for finding in self.findings.iter().take(LISTED) {
            let case = finding.case_id.map(|case| format!(" (vụ việc {case})"));
            let what = format!("- {}{}", finding.explanation, case.unwrap_or_default());
            line(&mut text, &what);
        }
        if let Some(more) = self.findings.len().checked_sub(LISTED).filter(|more| *more > 0) {
            line(
                &mut text,
                &format!("- … và {more} ngoại lệ khác trong bản đầy đủ."),
            );
        }
        let journals = self
            .journals
            .iter()
            .map(|(service, counts)| format!("{service} {} mục", counts.entries));
        let journals: Vec<String> = journals.collect();
        line(&mut text, &format!("\nNhật ký đã đọc: {}.", journals.join(", ")));
        line(
            &mut text,
            &format!("Mã băm các mốc nhật ký: {}", self.heads_sha256),
        );
        line(&mut text, &format!("Mã băm bản trước: {}", self.previous_sha256));
        text
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{line}");
}

/// `0 giây`, `1,5 giây`, `2 giờ 3 phút`.
fn duration(milliseconds: u64) -> String {
    let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000);
    match seconds {
        0..60 if rest == 0 => format!("{seconds} giây"),
        0..60 => format!("{seconds},{} giây", rest / 100),
        60..3_600 => format!("{} phút {} giây", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{} giờ {} phút", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{} ngày {} giờ", seconds / 86_400, seconds / 3_600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_read_as_people_say_them() {
        let said = [0, 1_500, 61_000, 7_380_000, 90_000_000].map(duration);
        assert_eq!(
            said,
            [
                "0 giây",
                "1,5 giây",
                "1 phút 1 giây",
                "2 giờ 3 phút",
                "1 ngày 1 giờ"
            ]
        );
    }
}
