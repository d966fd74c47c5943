//! Certificates from a file: which are new, which are there already, and everything that is wrong.

use std::collections::HashMap;

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::Fact;
use statute::Law;
use uuid::Uuid;

use super::{Certificate, CertificateRefusal, Entering, EntryForm, Holder, VerificationCode};
use crate::domain::{Ambiguous, Schools};

/// A row of a file of certificates.
#[derive(Clone, Debug)]
pub struct CertificateRow {
    /// Its number as a person counts it.
    pub number: u32,
    /// The school's code.
    pub school_code: String,
    /// The certificate.
    pub form: EntryForm,
}

/// Something wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDefect {
    /// The row as a person counts it: the heading is row 1.
    pub row: u32,
    /// The field of the form, or `school`; empty for the row as a whole.
    pub field: String,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
}

/// What a file is taken into: the register of one province.
pub struct IntoRegister<'r> {
    /// The schools that rows may name.
    pub schools: &'r Schools,
    /// The certificates of the province.
    pub known: Vec<Certificate>,
    /// The law.
    pub law: &'r Law,
    /// When it comes in.
    pub at: DateTime<Utc>,
}

/// What a file of certificates comes to.
#[derive(Debug, Default)]
pub struct ImportedCertificates {
    /// Those that are new or changed, as they are afterwards.
    pub certificates: Vec<Certificate>,
    /// What has happened, in order.
    pub facts: Vec<Fact>,
    /// How many are new.
    pub created: u32,
    /// How many were there already.
    pub unchanged: u32,
    /// Everything that is wrong.
    pub defects: Vec<RowDefect>,
}

impl ImportedCertificates {
    /// Takes `rows` in; `chance` makes the id and the code of each new certificate, `described` says what a person
    /// reads of a refusal.
    ///
    /// A row is the certificate that has its number and day of recognition. What is printed on a certificate never
    /// changes, so a row that says another about it is a defect.
    pub fn decide(
        rows: Vec<CertificateRow>,
        mut register: IntoRegister<'_>,
        chance: impl Fn() -> (Uuid, VerificationCode),
        described: impl Fn(CertificateRefusal) -> String,
    ) -> Self {
        let mut imported = Self::default();
        let mut kept = Kept::of(std::mem::take(&mut register.known));
        let mut first: HashMap<(String, String), u32> = HashMap::with_capacity(rows.len());
        for row in rows {
            let key = (row.form.number.clone(), row.form.recognised_on.clone());
            let before = *first.entry(key).or_insert(row.number);
            if before != row.number && !row.form.number.is_empty() {
                let message = format!("chứng nhận này đã có ở dòng {before}");
                imported.defects.push(row.defect("number", message));
                continue;
            }
            let day = row.form.recognised_on.parse().ok();
            let Some(holder) = row.holder(&register, day, &mut imported.defects) else {
                continue;
            };
            let there = kept.numbered(&row.form.number, day);
            let of_school = kept.of_school(holder.school_id);
            let of_another = there.filter(|there| there.case.school_id != holder.school_id);
            let known: Vec<&Certificate> = of_school.chain(of_another).collect();
            let (id, code) = chance();
            let entering = Entering {
                id,
                code,
                holder: &holder,
                known: &known,
                law: register.law,
                at: register.at,
            };
            match Certificate::enter(&row.form, entering) {
                Ok(entered) => {
                    imported.created += 1;
                    imported.facts.extend(entered.facts);
                    kept.take(entered.certificate);
                    entered.replaced.into_iter().for_each(|other| kept.take(other));
                }
                Err(CertificateRefusal::Duplicate(..)) if row.form.says(there, holder.school_id) => {
                    imported.unchanged += 1;
                }
                Err(refusal) => imported.defects.extend(row.defects(refusal, &described)),
            }
        }
        imported.certificates = kept.changed();
        imported
    }
}

impl CertificateRow {
    /// The school that the row names on its day of recognition; what is wrong with that is a defect.
    fn holder(
        &self,
        register: &IntoRegister<'_>,
        day: Option<Day>,
        defects: &mut Vec<RowDefect>,
    ) -> Option<Holder> {
        let (code, day) = (&self.school_code, day.unwrap_or_else(|| local_day(register.at)));
        let message = match register.schools.named(code, day) {
            Ok(Some(school)) => return Some(Holder::of(school, day)),
            // What is empty was found to be so by whoever read the file.
            Ok(None) if code.is_empty() => return None,
            Ok(None) => format!("không có trường mang mã {code} trong tỉnh"),
            Err(Ambiguous) => {
                format!("nhiều trường mang mã {code}: sửa mã trong danh sách trường rồi nhập lại")
            }
        };
        defects.push(self.defect("school", message));
        None
    }

    fn defect(&self, field: &str, message: impl Into<String>) -> RowDefect {
        RowDefect {
            row: self.number,
            field: field.to_owned(),
            message: message.into(),
        }
    }

    /// What `refusal` says of the row: a defect for each field of the form, or one for the row.
    fn defects(
        &self,
        refusal: CertificateRefusal,
        described: impl Fn(CertificateRefusal) -> String,
    ) -> Vec<RowDefect> {
        match refusal {
            CertificateRefusal::Fields(fields) => {
                let defect = |(field, message): (String, String)| self.defect(&field, message);
                fields.into_iter().map(defect).collect()
            }
            CertificateRefusal::Duplicate(..) => {
                let message = "số này đã có trong sổ cùng ngày công nhận nhưng khác nội dung: kiểm tra lại, nội dung \
                               in trên chứng nhận không sửa được";
                vec![self.defect("number", message)]
            }
            CertificateRefusal::NotGranted { .. } => vec![self.defect("target", described(refusal))],
            other => vec![self.defect("", described(other))],
        }
    }
}

impl EntryForm {
    /// Whether it says of the school what stands on the certificate that is `there`.
    fn says(&self, there: Option<&Certificate>, school_id: Uuid) -> bool {
        let from = match self.valid_from.as_str() {
            "" => &self.recognised_on,
            from => from,
        };
        there.is_some_and(|there| {
            there.case.school_id == school_id
                && there.case.target == self.target
                && there.kind == self.kind
                && there.decision_number == self.decision_number
                && there.valid_from.to_string() == from
                && there.valid_until.to_string() == self.valid_until
        })
    }
}

/// The certificates of a register, with those that came and changed meanwhile.
struct Kept {
    certificates: HashMap<Uuid, Certificate>,
    by_school: HashMap<Uuid, Vec<Uuid>>,
    by_number: HashMap<(String, Day), Uuid>,
    changed: Vec<Uuid>,
}

impl Kept {
    fn of(known: Vec<Certificate>) -> Self {
        let mut kept = Self {
            certificates: HashMap::with_capacity(known.len()),
            by_school: HashMap::new(),
            by_number: HashMap::with_capacity(known.len()),
            changed: Vec::new(),
        };
        known.into_iter().for_each(|certificate| kept.take(certificate));
        kept.changed.clear();
        kept
    }

    fn take(&mut self, certificate: Certificate) {
        let id = certificate.case.id;
        let number = (certificate.number(), certificate.recognised_on);
        let school = certificate.case.school_id;
        if self.certificates.insert(id, certificate).is_none() {
            self.by_school.entry(school).or_default().push(id);
            self.by_number.insert(number, id);
        }
        self.changed.push(id);
    }

    fn of_school(&self, school: Uuid) -> impl Iterator<Item = &Certificate> {
        let ids = self.by_school.get(&school).into_iter().flatten();
        ids.filter_map(|id| self.certificates.get(id))
    }

    fn numbered(&self, number: &str, recognised_on: Option<Day>) -> Option<&Certificate> {
        let id = self.by_number.get(&(number.to_owned(), recognised_on?))?;
        self.certificates.get(id)
    }

    /// Those that came or changed, each once, in the order in which they did first.
    fn changed(mut self) -> Vec<Certificate> {
        let ids = std::mem::take(&mut self.changed);
        ids.into_iter()
            .filter_map(|id| self.certificates.remove(&id))
            .collect()
    }
}
