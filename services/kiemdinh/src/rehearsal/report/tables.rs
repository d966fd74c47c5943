//! The report as people read it.

use calendar::Day;
use serde::Serialize;

use super::{ClockReport, MailReport, RegisterReport, Report, SchoolReport, StateReport, TotalsReport};
use crate::output::{Cell, Printer, Row, table};
use crate::problem::Problem;

impl Report {
    /// Writes the report: tables for people, JSON for programs.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn print(&self, printer: &Printer) -> Result<(), Problem> {
        if printer.is_machine() {
            return printer.json(self);
        }
        printer.line(&self.tables())
    }

    /// The tables: schools, clocks, mails, and the counts in one line.
    pub fn tables(&self) -> String {
        let clocks: Vec<SchoolClock> = self
            .schools
            .iter()
            .flat_map(|school| {
                school.clocks.iter().map(|clock| SchoolClock {
                    school: &school.name,
                    clock,
                })
            })
            .collect();
        let TotalsReport {
            facts,
            clocks: ran,
            fired,
            missed,
            deemed,
        } = self.totals;
        let on = self.attainment.on.map(Day::vietnamese).unwrap_or_default();
        format!(
            "Các trường\n{}\n\nCác thời hạn\n{}\n\nThư đã gửi\n{}\n\n\
             Sổ đăng ký công khai ngày {on}\n{}\n\nTrường đạt chuẩn quốc gia ngày {on}\n{}\n\n\
             {facts} sự việc · {ran} thời hạn · {fired} lần nhắc và đến hạn · {missed} bỏ sót · \
             {deemed} mặc nhiên đồng ý · {} thư",
            table(&self.schools),
            table(&clocks),
            table(&self.mails),
            table(&self.register),
            table(&self.attainment.lines()),
            self.mails.len()
        )
    }
}

impl SchoolReport {
    fn entered(&self, code: &str) -> Option<Day> {
        self.states
            .iter()
            .find(|one| one.state.code == code)
            .and_then(|one| one.on)
    }

    /// The day on which the local body passed the dossier on, when one checked it first.
    fn forwarded_on(&self) -> Option<Day> {
        let at = |code: &str| {
            let checked = |one: &StateReport| one.stage.is_some_and(|stage| stage.code == code);
            self.states.iter().find(|one| checked(one))
        };
        at("local").and(at("department")).and_then(|one| one.on)
    }
}

impl Row for SchoolReport {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("name", "Trường"),
        ("dossier", "Số hồ sơ"),
        ("assessed_on", "Tự đánh giá"),
        ("submitted_on", "Nộp"),
        ("forwarded_on", "Chuyển Sở"),
        ("accepted_on", "Tiếp nhận"),
        ("reported_on", "Báo cáo"),
        ("decision", "Quyết định"),
        ("signed_on", "Ngày ký"),
        ("result", "Kết quả"),
        ("certificate", "Chứng nhận"),
        ("valid_until", "Giá trị đến"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let decision = self.decision.as_ref();
        let certificate = self.certificate.as_ref();
        let result = match decision {
            Some(decision) if decision.recognises => "công nhận".to_owned(),
            Some(_) => "không công nhận".to_owned(),
            None => self
                .states
                .last()
                .map(|one| one.state.vietnamese.to_owned())
                .unwrap_or_default(),
        };
        vec![
            Cell::text(&self.name),
            Cell::text(self.dossier.clone().unwrap_or_default()),
            Cell::Day(self.self_assessment.as_ref().and_then(|one| one.completed_on)),
            Cell::Day(self.entered("submitted")),
            Cell::Day(self.forwarded_on()),
            Cell::Day(self.entered("accepted")),
            Cell::Day(self.entered("completed")),
            Cell::text(decision.map(|one| one.number.clone()).unwrap_or_default()),
            Cell::Day(decision.and_then(|one| one.signed_on)),
            Cell::text(result),
            Cell::text(certificate.map(|one| one.number.clone()).unwrap_or_default()),
            Cell::Day(certificate.and_then(|one| one.valid_until)),
        ]
    }
}

/// A clock with the name of its school.
#[derive(Serialize)]
struct SchoolClock<'a> {
    school: &'a str,
    #[serde(flatten)]
    clock: &'a ClockReport,
}

impl Row for SchoolClock<'_> {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("school", "Trường"),
        ("title", "Thời hạn"),
        ("limit", "Mã"),
        ("started_on", "Bắt đầu"),
        ("due_on", "Hạn"),
        ("outcome", "Kết quả"),
        ("ended_on", "Kết thúc"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let overlay = self
            .clock
            .overlay
            .as_ref()
            .map_or_else(String::new, |overlay| format!(" ({overlay})"));
        vec![
            Cell::text(self.school),
            Cell::text(&self.clock.title),
            Cell::text(format!("{}{overlay}", self.clock.limit)),
            Cell::Day(self.clock.started_on),
            Cell::Day(self.clock.due_on),
            Cell::Word(self.clock.outcome),
            Cell::Day(self.clock.ended_on),
        ]
    }
}

impl Row for RegisterReport {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("school", "Trường"),
        ("number", "Chứng nhận"),
        ("target", "Mức"),
        ("state", "Trạng thái"),
        ("recognised_on", "Ngày công nhận"),
        ("valid_from", "Giá trị từ"),
        ("valid_until", "Giá trị đến"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.school),
            Cell::text(&self.number),
            Cell::Word(self.target),
            Cell::Word(self.state),
            Cell::Day(self.recognised_on),
            Cell::Day(self.valid_from),
            Cell::Day(self.valid_until),
        ]
    }
}

impl Row for MailReport {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("sent_at", "Gửi lúc"),
        ("to", "Người nhận"),
        ("subject", "Tiêu đề"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.sent),
            Cell::text(&self.to),
            Cell::text(&self.subject),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proto::fact::Target;
    use proto::recognition::{CertificateState, DecisionState};
    use proto::registration::{CheckStage, DossierState, SelfAssessmentState};
    use proto::scheduler::ClockOutcome;

    use super::super::{ApologyReport, CertificateReport, DecisionReport, SelfAssessmentReport};
    use super::*;
    use crate::output::{Attainment, AttainmentRow, rfc3339, vietnamese_moment};

    fn day(text: &str) -> Option<Day> {
        text.parse().ok()
    }

    fn report() -> Report {
        let school = SchoolReport {
            name: "Trường THCS xã Vũ Lễ".to_owned(),
            dossier: Some("H37.14-240807-0001".to_owned()),
            self_assessment: Some(SelfAssessmentReport {
                school_year: "2023-2024".to_owned(),
                state: SelfAssessmentState::Completed.into(),
                council: Some(7),
                criteria: 28,
                level: Some(2),
                completed_on: day("2024-06-20"),
            }),
            states: vec![
                StateReport {
                    state: DossierState::Submitted.into(),
                    on: day("2024-08-07"),
                    stage: Some(CheckStage::Local.into()),
                },
                StateReport {
                    state: DossierState::Submitted.into(),
                    on: day("2024-08-12"),
                    stage: Some(CheckStage::Department.into()),
                },
                StateReport {
                    state: DecisionState::Published.into(),
                    on: day("2025-01-06"),
                    stage: None,
                },
            ],
            clocks: vec![ClockReport {
                limit: "recognition.decide".to_owned(),
                overlay: Some("ha-noi".to_owned()),
                title: "Quyết định công nhận".to_owned(),
                started_on: day("2024-11-25"),
                due_on: day("2024-12-23"),
                outcome: ClockOutcome::MetLate.into(),
                ended_on: day("2024-12-26"),
            }],
            decision: Some(DecisionReport {
                number: "01/QĐ-UBND".to_owned(),
                signed_on: day("2025-01-03"),
                recognises: true,
                apology: Some(ApologyReport {
                    signed_on: day("2024-12-16"),
                    due_on: day("2024-12-23"),
                    new_due_on: day("2025-01-06"),
                }),
                published_by_school: true,
            }),
            certificate: Some(CertificateReport {
                number: "CN-2025-0001".to_owned(),
                valid_from: day("2025-01-03"),
                valid_until: day("2030-01-03"),
            }),
        };
        let sent_at = "2024-12-24T00:30:00Z".parse().unwrap();
        let entry = |number: &str, state: CertificateState, from: &str, until: &str| RegisterReport {
            school: school.name.clone(),
            number: number.to_owned(),
            target: Target::NationalStandard1.into(),
            state: state.into(),
            recognised_on: day(from),
            valid_from: day(from),
            valid_until: day(until),
        };
        let group = |group: Option<&str>| AttainmentRow {
            group: group.map(str::to_owned),
            schools: 8,
            attained: 5,
            share: Some("62,5 %".to_owned()),
            target_per_mille: Some(632),
            above_target: Some("-0,7".to_owned()),
        };
        Report {
            register: vec![
                entry(
                    "02/2020/GCN",
                    CertificateState::Replaced,
                    "2020-02-28",
                    "2025-02-28",
                ),
                entry(
                    "CN-2025-0001",
                    CertificateState::InForce,
                    "2025-01-03",
                    "2030-01-03",
                ),
            ],
            attainment: Attainment {
                on: day("2025-01-06"),
                rows: vec![group(Some("THCS"))],
                total: group(None),
            },
            schools: vec![school],
            mails: vec![MailReport {
                sent_at: rfc3339(sent_at),
                to: "department-officer@sgddt.example".to_owned(),
                subject: "[KĐCL] Quá hạn: Quyết định công nhận – THCS xã Vũ Lễ (hạn 23/12)".to_owned(),
                sent: vietnamese_moment(sent_at),
            }],
            totals: TotalsReport {
                facts: 280,
                clocks: 40,
                fired: 44,
                missed: 0,
                deemed: 1,
            },
            ended_on: day("2025-01-06"),
        }
    }

    #[test]
    fn people_read_tables() {
        insta::assert_snapshot!(report().tables());
    }

    #[test]
    fn programs_read_json() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&report()).unwrap());
    }
}
