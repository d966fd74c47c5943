//! A small system in memory: the scheduler's own case file at work, an owner who judges what it announces, and
//! journals of all that is said.

use std::collections::{BTreeMap, VecDeque};
use std::sync::LazyLock;

use auditor::count::OfficialDays;
use auditor::{Bounds, Case, Entry, Rules, SERVICES, law};
use chrono::{DateTime, TimeDelta, Utc};
use platform::journal::entry;
use prost::Message;
use proto::fact::{
    Body, CertificateExpired, ConsentDeemed, DeadlineBreached, DeadlineReached, Fact, Subject, UpgradeOpened,
};
use scheduler::domain::{CaseFile, Directory, News, Outcome};
use statute::OnExpiry;
use timelimit::DeriveError;
use uuid::Uuid;

pub type Moment = DateTime<Utc>;

pub fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// What the auditor goes by; read once.
pub fn rules(until: Moment) -> Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| {
        let bounds = Bounds {
            until: Moment::UNIX_EPOCH,
            grace: TimeDelta::zero(),
        };
        Rules::read(law::OFFICIAL, OfficialDays::TEXTS, bounds).unwrap()
    });
    Rules {
        until,
        ..RULES.clone()
    }
}

/// What the scheduler goes by.
pub fn scheduler_rules() -> scheduler::domain::Rules {
    scheduler::domain::Rules {
        law: statute::Law::official(),
        calendar: calendar::Almanac::official().latest(),
        directory: Directory::new(&BTreeMap::new()),
    }
}

/// One case of the town.
pub struct Town {
    pub file: CaseFile,
    pub entries: Vec<Entry>,
    rules: scheduler::domain::Rules,
    subject: Subject,
    now: Moment,
    /// What was recorded and not heard.
    under_way: VecDeque<(Entry, Fact)>,
    /// Ends of limits that no owner has judged yet.
    unjudged: Vec<DeadlineReached>,
}

impl Town {
    /// A case under `regime` and `overlay`.
    pub fn new(regime: &str, overlay: &str) -> Town {
        let case_id = Uuid::from_u128(7);
        Town {
            file: CaseFile::new(case_id),
            entries: Vec::new(),
            rules: scheduler_rules(),
            subject: Subject {
                case_id: case_id.to_string(),
                school_name: "Trường THCS xã Vũ Lễ".to_owned(),
                regime: regime.to_owned(),
                overlay: overlay.to_owned(),
                ..Subject::default()
            },
            now: moment("2024-01-01T00:00:00Z"),
            under_way: VecDeque::new(),
            unjudged: Vec::new(),
        }
    }

    /// `service` announces at `at` what happened at `occurred_at`. The scheduler hears it at once. What it cannot
    /// count is not announced: a service would have refused it.
    pub fn tell(
        &mut self,
        service: &'static str,
        at: Moment,
        occurred_at: Moment,
        body: Body,
    ) -> Result<(), DeriveError> {
        let before = self.entries.len();
        self.record(service, at, occurred_at, body);
        let heard = self.deliver(service);
        if heard.is_err() {
            self.entries.truncate(before);
        }
        heard
    }

    /// `service` records it; the scheduler has not heard it yet.
    pub fn record(&mut self, service: &'static str, at: Moment, occurred_at: Moment, body: Body) {
        self.now = self.now.max(at);
        let fact = Fact {
            subject: Some(self.subject.clone()),
            body: Some(body),
        };
        let entry = self.next_entry(service, occurred_at, &fact);
        self.under_way.push_back((entry.clone(), fact));
        self.entries.push(entry);
    }

    /// How many facts the scheduler has not heard yet.
    pub fn undelivered(&self) -> usize {
        self.under_way.len()
    }

    /// The scheduler hears the oldest fact of `service` that it has not heard, if there is one.
    pub fn deliver(&mut self, service: &str) -> Result<(), DeriveError> {
        let place = self
            .under_way
            .iter()
            .position(|(entry, _)| entry.service == service);
        let Some((entry, fact)) = place.and_then(|place| self.under_way.remove(place)) else {
            return Ok(());
        };
        let mut file = self.file.clone();
        let heard = file.hear(
            News {
                fact_id: entry.fact_id,
                fact_type: &entry.fact_type,
                occurred_at: entry.occurred_at,
                recorded_at: entry.recorded_at,
                subject: fact.subject.as_ref().unwrap(),
                body: fact.body.as_ref().unwrap(),
            },
            &self.rules,
            self.now,
        )?;
        self.file = file;
        self.announce(heard.facts);
        Ok(())
    }

    /// Time goes on to `to`, and everything due on the way is fired and judged.
    pub fn go_on(&mut self, to: Moment) {
        loop {
            let rungs = self.file.clocks.iter().flat_map(|clock| &clock.rungs);
            let armed = rungs.filter(|rung| rung.state == scheduler::domain::RungState::Armed);
            let Some(next) = armed.map(|rung| rung.fires_at).min().filter(|next| *next <= to) else {
                break;
            };
            self.now = self.now.max(next);
            let fired = self.file.fire(&self.rules, self.now, self.now);
            self.announce(fired.facts);
            self.judge();
        }
        self.now = self.now.max(to);
    }

    /// The owners judge what has ended, by what the scheduler knows, which here is everything.
    fn judge(&mut self) {
        for reached in std::mem::take(&mut self.unjudged) {
            let clock = self
                .file
                .clocks
                .iter()
                .find(|clock| clock.id.to_string() == reached.clock_id);
            let clock = clock.unwrap();
            let standing = clock.standing.clone().unwrap();
            let due_on: calendar::Day = reached.due_on.parse().unwrap();
            let owed = standing.due_on == Some(due_on)
                && matches!(
                    standing.outcome,
                    Outcome::Running | Outcome::Breached | Outcome::MetLate
                );
            if !owed {
                continue;
            }
            let rule = clock.rule(&self.rules).unwrap();
            let service = SERVICES
                .into_iter()
                .find(|service| *service == rule.owner.as_str())
                .unwrap();
            let (occurred_at, body) = match rule.on_expiry {
                OnExpiry::Breach => (
                    self.now,
                    Body::DeadlineBreached(DeadlineBreached {
                        limit: reached.limit.clone(),
                        overlay: reached.overlay.clone(),
                        due_on: reached.due_on.clone(),
                    }),
                ),
                OnExpiry::DeemedConsent => (
                    calendar::last_instant(due_on),
                    Body::ConsentDeemed(ConsentDeemed {
                        deemed_on: reached.due_on.clone(),
                    }),
                ),
                OnExpiry::Expires => (
                    self.now,
                    Body::CertificateExpired(CertificateExpired {
                        valid_until: reached.due_on.clone(),
                        ..CertificateExpired::default()
                    }),
                ),
                OnExpiry::Opens => (self.now, Body::UpgradeOpened(UpgradeOpened::default())),
            };
            self.tell(service, self.now, occurred_at, body).unwrap();
        }
    }

    fn announce(&mut self, facts: Vec<(Moment, Fact)>) {
        for (occurred_at, fact) in facts {
            if let Some(Body::DeadlineReached(reached)) = &fact.body {
                self.unjudged.push(reached.clone());
            }
            let entry = self.next_entry("scheduler", occurred_at, &fact);
            self.entries.push(entry);
        }
    }

    /// The next entry of a chain, hashed by the platform's own journal.
    fn next_entry(&self, service: &'static str, occurred_at: Moment, fact: &Fact) -> Entry {
        let last = self.entries.iter().rfind(|entry| entry.service == service);
        let mut entry = Entry {
            service,
            case_id: self.subject.case_id.parse().unwrap(),
            sequence: last.map_or(1, |last| last.sequence + 1),
            fact_id: Uuid::nil(),
            fact_type: fact.body.as_ref().unwrap().fact_type(service),
            occurred_at,
            recorded_at: self.now,
            actor: "service:town".to_owned(),
            cause: Uuid::from_u128(5),
            payload: fact.encode_to_vec(),
            previous_hash: last.map_or_else(|| entry::GENESIS.to_vec(), |last| last.hash.clone()),
            hash: Vec::new(),
        };
        let name = format!("{service}/{}", entry.sequence);
        entry.fact_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
        rehash(&mut entry);
        entry
    }

    /// The case, for the auditor.
    pub fn case(&self) -> Case {
        Case {
            id: self.subject.case_id.parse().unwrap(),
            entries: self.entries.clone(),
            noted: Vec::new(),
        }
    }
}

/// Gives `entry` the hash that the platform's journal would give it.
pub fn rehash(entry: &mut Entry) {
    let row = entry::Model {
        id: 0,
        fact_id: entry.fact_id,
        case_id: entry.case_id,
        sequence: entry.sequence,
        fact_type: entry.fact_type.clone(),
        occurred_at: entry.occurred_at,
        recorded_at: entry.recorded_at,
        actor: entry.actor.clone(),
        cause: entry.cause,
        payload: entry.payload.clone(),
        previous_hash: entry.previous_hash.clone(),
        hash: Vec::new(),
        published_at: None,
    };
    entry.hash = row.expected_hash().to_vec();
}

/// Chains the entries of every service anew, as somebody would who hides a change well.
pub fn rechain(entries: &mut [Entry]) {
    for service in SERVICES {
        let (mut previous, mut place) = (entry::GENESIS.to_vec(), 0);
        for entry in entries.iter_mut().filter(|entry| entry.service == service) {
            place += 1;
            entry.sequence = place;
            entry.previous_hash = previous;
            rehash(entry);
            previous = entry.hash.clone();
        }
    }
}
