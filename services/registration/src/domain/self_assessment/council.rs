//! The council: who it is, and whether the act allows it.

use std::collections::HashSet;

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, CouncilAppointed, Fact};
use statute::Law;

use super::super::Refusal;
use super::{Council, CouncilMember, CouncilSeat, SelfAssessment, SelfAssessmentRefusal, must_fit};

/// A council as it is entered.
#[derive(Clone, Debug, Default)]
pub struct CouncilForm {
    /// Its members.
    pub members: Vec<MemberForm>,
    /// The number of the decision that appointed it.
    pub decision_number: String,
    /// The day of that decision, YYYY-MM-DD.
    pub decided_on: String,
}

/// A member as entered.
#[derive(Clone, Debug)]
pub struct MemberForm {
    /// The person's name.
    pub person: String,
    /// The person's position in the school.
    pub position: String,
    /// The seat, when one was given.
    pub seat: Option<CouncilSeat>,
}

impl SelfAssessment {
    /// Appoints the council, or another one in its place; every defect of the form at once, then every rule of the
    /// act that it breaks.
    pub fn appoint(&self, form: CouncilForm, law: &Law, at: DateTime<Utc>) -> Result<(Self, Fact), Refusal> {
        self.must_be_open()?;
        let council = fill_in(form, at)?;
        let violations = law.check_council(self.regime, &counted(&council.members));
        if !violations.is_empty() {
            return Err(SelfAssessmentRefusal::Council(violations).into());
        }
        let body = Body::CouncilAppointed(CouncilAppointed {
            decision_number: council.decision_number.clone(),
            decided_on: council.decided_on.to_string(),
            members: counted(&council.members).members,
        });
        let after = Self {
            council: Some(council),
            version: self.version + 1,
            ..self.clone()
        };
        let fact = after.fact(body);
        Ok((after, fact))
    }
}

fn fill_in(form: CouncilForm, at: DateTime<Utc>) -> Result<Council, Refusal> {
    let mut defects = Defects::under("council");
    let mut known = HashSet::new();
    let mut members = Vec::new();
    for (position, member) in form.members.into_iter().enumerate() {
        let field = |name: &str| format!("members[{position}].{name}");
        let person = defects.stated(&member.person, &field("person"), "phải có họ và tên");
        must_fit(&person, &field("person"), &mut defects);
        must_fit(&member.position, &field("position"), &mut defects);
        let same = person
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        defects.require(
            person.is_empty() || known.insert(same),
            &field("person"),
            "đã có trong danh sách; nếu là người khác trùng tên thì ghi thêm để phân biệt",
        );
        let title = defects.stated(&member.position, &field("position"), "phải có chức vụ");
        let Some(seat) = member.seat else {
            defects.add(
                &field("seat"),
                "phải là chủ tịch, phó chủ tịch, thư ký hoặc ủy viên",
            );
            continue;
        };
        members.push(CouncilMember {
            person,
            position: title,
            seat,
        });
    }
    let decision_number = defects.stated(&form.decision_number, "decision_number", "phải có số quyết định");
    must_fit(&decision_number, "decision_number", &mut defects);
    let decided_on = defects.day(&form.decided_on, "decided_on");
    defects.require(
        !form.decided_on.trim().is_empty(),
        "decided_on",
        "phải có ngày quyết định",
    );
    defects.require(
        decided_on.is_none_or(|day| day <= local_day(at)),
        "decided_on",
        "không được sau hôm nay",
    );
    let decided_on = defects.settle(decided_on)?;
    Ok(Council {
        members,
        decision_number,
        decided_on,
    })
}

/// The council as the act counts it.
fn counted(members: &[CouncilMember]) -> statute::Council {
    let seats = |seat: CouncilSeat| {
        let seated = members.iter().filter(|member| member.seat == seat).count();
        u32::try_from(seated).unwrap_or(u32::MAX)
    };
    statute::Council {
        members: u32::try_from(members.len()).unwrap_or(u32::MAX),
        chairs: seats(CouncilSeat::Chair),
        secretaries: seats(CouncilSeat::Secretary),
    }
}
