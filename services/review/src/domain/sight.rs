//! Which reviews a caller may see: nothing unless something grants it.

use uuid::Uuid;

use super::Review;

/// What a caller may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Every review.
    pub everything: bool,
    /// Those of this school.
    pub school: Option<Uuid>,
    /// Those of schools in this commune.
    pub commune: Option<String>,
    /// Those of teams this reviewer sits in.
    pub member: Option<Uuid>,
}

impl Sight {
    /// Whether `review` may be seen.
    pub fn covers(&self, review: &Review) -> bool {
        self.everything
            || self.school == Some(review.case.school_id)
            || self.commune.as_deref() == Some(review.case.commune.as_str())
            || self.member.is_some_and(|member| review.has_member(member))
    }
}
