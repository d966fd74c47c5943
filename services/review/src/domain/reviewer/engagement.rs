//! What a reviewer carries and carried.

use calendar::Day;
use proto::fact::TeamRole;
use uuid::Uuid;

/// A seat in the review of a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// The team.
    pub team: Uuid,
    /// The review.
    pub review: Uuid,
    /// The school.
    pub school: Uuid,
    /// The school's name.
    pub school_name: String,
    /// The seat.
    pub role: TeamRole,
    /// The day of the decision that seated the person.
    pub since: Day,
    /// The day of the decision by which the person gave up the seat, or the team was dissolved.
    pub until: Option<Day>,
    /// The review's state, as it is stored.
    pub review_state: String,
}

/// How much a reviewer carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// The reviewer.
    pub reviewer: Uuid,
    /// The person's name.
    pub name: String,
    /// Schools under review now.
    pub open_schools: u32,
    /// Schools finished.
    pub finished_schools: u32,
    /// Teams, of all these.
    pub teams: u32,
    /// Teams headed, of all these.
    pub headed: u32,
    /// Invitations declined.
    pub declined: u32,
}
