//! Who a case is about, and who answers for it: as the newest facts say.

use platform::scope::Place;
use proto::fact::{Body, Fact, Subject, TeamRole, TeamSeat};
use uuid::Uuid;

/// Who a case is about, as the newest facts say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseCard {
    /// The case.
    pub case_id: Uuid,
    /// The school's id.
    pub school_id: String,
    /// The school's name.
    pub school_name: String,
    /// Where the school receives mail.
    pub school_email: String,
    /// The dossier's number.
    pub dossier_number: String,
    /// The regime of the case, once it has one.
    pub regime: String,
    /// The overlay that lies over it, or empty.
    pub overlay: String,
    /// Where it stands among the authorities.
    pub place: Place,
    /// The head of the review team.
    pub head_name: String,
    /// Where the head receives mail.
    pub head_email: String,
    /// The secretary of the review team.
    pub secretary_name: String,
    /// Where the secretary receives mail.
    pub secretary_email: String,
}

impl CaseCard {
    /// Takes over what a fact says of the case; what it leaves open stays.
    pub(super) fn learn(&mut self, subject: &Subject, body: &Body) {
        let mut take = |field: fn(&mut Self) -> &mut String, said: &str| {
            if !said.is_empty() {
                said.clone_into(field(self));
            }
        };
        take(|card| &mut card.school_id, &subject.school_id);
        take(|card| &mut card.school_name, &subject.school_name);
        take(|card| &mut card.school_email, &subject.school_email);
        take(|card| &mut card.dossier_number, &subject.dossier_number);
        take(|card| &mut card.regime, &subject.regime);
        take(|card| &mut card.overlay, &subject.overlay);
        match body {
            Body::TeamEstablished(team) => self.seat(&team.seats),
            Body::TeamMemberReplaced(replaced) => {
                if let Some(seat) = &replaced.coming {
                    self.take_seat(seat);
                }
            }
            Body::TeamDissolved(_) => self.seat(&[]),
            _ => {}
        }
        self.place.learn(Place::of(subject));
    }

    /// Those who sit in `seats` take the place of the team before them: its mail is not theirs.
    fn seat(&mut self, seats: &[TeamSeat]) {
        for seat in [
            &mut self.head_name,
            &mut self.head_email,
            &mut self.secretary_name,
            &mut self.secretary_email,
        ] {
            seat.clear();
        }
        for seat in seats {
            self.take_seat(seat);
        }
    }

    /// Whoever takes the seat of the head or the secretary is written to from now on.
    fn take_seat(&mut self, seat: &TeamSeat) {
        let (name, email) = match seat.role() {
            TeamRole::Head => (&mut self.head_name, &mut self.head_email),
            TeamRole::Secretary => (&mut self.secretary_name, &mut self.secretary_email),
            TeamRole::Member | TeamRole::Unspecified => return,
        };
        seat.reviewer_name.clone_into(name);
        seat.reviewer_email.clone_into(email);
    }

    /// Whose case it is: the school's name, or the authority's in a case of no school.
    pub fn holder(&self) -> &str {
        if self.school_name.is_empty() {
            &self.place.authority_name
        } else {
            &self.school_name
        }
    }

    /// What it belongs to: whoever is confined to one of these ids may see it.
    pub fn scopes(&self) -> Vec<String> {
        self.place.scopes(Uuid::parse_str(&self.school_id).ok())
    }

    /// A fact of the scheduler about this case.
    pub fn fact(&self, body: Body) -> Fact {
        let subject = Subject {
            case_id: self.case_id.to_string(),
            school_id: self.school_id.clone(),
            school_name: self.school_name.clone(),
            school_email: self.school_email.clone(),
            dossier_number: self.dossier_number.clone(),
            regime: self.regime.clone(),
            overlay: self.overlay.clone(),
            ..self.place.subject()
        };
        Fact {
            subject: Some(subject),
            body: Some(body),
        }
    }
}
