//! Which reviews a caller may see: nothing unless something grants it.

use uuid::Uuid;

use super::Review;

/// What a caller may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Every review.
    pub everything: bool,
    /// Those that belong to this id: of a school, or of an authority with all that is under it.
    pub scope: Option<Uuid>,
    /// Those of teams this reviewer sits in.
    pub member: Option<Uuid>,
}

impl Sight {
    /// Whether `review` may be seen.
    pub fn covers(&self, review: &Review) -> bool {
        let belongs = |scope: Uuid| review.case.scopes().contains(&scope.to_string());
        self.everything
            || self.scope.is_some_and(belongs)
            || self.member.is_some_and(|member| review.has_member(member))
    }
}
