//! What about a certificate calls for attention when the recognitions of some years are checked again (seed 001: rà
//! soát các trường đã đạt chuẩn giai đoạn 2019–2024).

use calendar::{Day, local_day};
use statute::Law;

use crate::domain::Certificate;

/// A school that went up in the one that holds a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absorbed {
    /// The name it had at last; empty when it was never heard of.
    pub name: String,
    /// The day from which the other school stands in its place.
    pub on: Day,
}

/// What calls for attention about `certificate`, as it was on the day `on`, in Vietnamese; nothing when everything is
/// in order. `absorbed` are the schools that ever went up in the one that holds it.
///
/// What came after `on` is not looked at, so that the list of a past day can be made again; and nothing is said of
/// an order once it was concluded on.
pub fn remarks(certificate: &Certificate, absorbed: &[Absorbed], law: &Law, on: Day) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.extend(open_order(certificate, on));
    remarks.extend(revocation(certificate, on));
    remarks.extend(mergers(certificate, absorbed, on));
    remarks.extend(late_renewal(certificate, law, on));
    if certificate.valid_until.year() == on.year() {
        let last = certificate.valid_until.vietnamese();
        remarks.push(format!("Hết hạn trong năm: ngày {last}"));
    }
    remarks
}

fn open_order(certificate: &Certificate, on: Day) -> Option<String> {
    let mut orders = certificate.remedies.iter();
    let order = orders.find(|order| {
        let concluded_on = order
            .conclusion
            .as_ref()
            .map(|conclusion| local_day(conclusion.at));
        order.ordered_on <= on && concluded_on.is_none_or(|concluded_on| on < concluded_on)
    })?;
    let (ordered, by) = (order.ordered_on.vietnamese(), order.remedy_by.vietnamese());
    let late = if order.remedy_by < on {
        ", đã quá hạn"
    } else {
        ""
    };
    Some(format!(
        "Đang phải khắc phục theo yêu cầu ngày {ordered}, hạn {by}{late}"
    ))
}

/// A conclusion that stands, or stood until the revocation that answered it.
fn revocation(certificate: &Certificate, on: Day) -> Option<String> {
    let standing = certificate
        .revocation
        .iter()
        .map(|conclusion| (conclusion.at, None));
    let answered = certificate.measures.iter().filter_map(|measure| {
        let concluded_at = measure.concluded_at?;
        Some((concluded_at, Some(measure.signed_on())))
    });
    let (concluded_on, _) = standing
        .chain(answered)
        .map(|(concluded_at, signed_on)| (local_day(concluded_at), signed_on))
        .find(|(concluded_on, signed_on)| {
            *concluded_on <= on && signed_on.is_none_or(|signed_on| on < signed_on)
        })?;
    let day = concluded_on.vietnamese();
    Some(format!("Đã có kết luận thu hồi ngày {day}, chưa có quyết định"))
}

/// A school that grew by another since it was recognised is not the one that was reviewed.
fn mergers(certificate: &Certificate, absorbed: &[Absorbed], on: Day) -> Vec<String> {
    let since = absorbed
        .iter()
        .filter(|school| certificate.recognised_on < school.on && school.on <= on);
    let remark = |school: &Absorbed| {
        let name = if school.name.is_empty() {
            "một trường khác"
        } else {
            &school.name
        };
        format!("Nhận sáp nhập {name} từ ngày {}", school.on.vietnamese())
    };
    since.map(remark).collect()
}

/// Where the law has no last day, or none that can be counted, none was missed; the list is answered all the same.
fn late_renewal(certificate: &Certificate, law: &Law, on: Day) -> Option<String> {
    let registered = certificate
        .renewal
        .is_some_and(|renewal| local_day(renewal.at) <= on);
    let due = certificate.renewal_due(law, on).ok()?;
    let late = !registered && due < on;
    late.then(|| {
        format!(
            "Quá hạn đăng ký công nhận lại (ngày {}) mà chưa đăng ký",
            due.vietnamese()
        )
    })
}
