//! The outbox at the door: who finds which mail, and what an administrator may do with it.

use std::ops::Deref;

use ground::{Door, Hosted, Stand, broken_fields, broken_rule, fresh_id, reason};
use platform::identity::{Identity, Role};
use platform::journal::entry;
use proto::fact::{Body, Fact};
use proto::scheduler::scheduler_service_client::SchedulerServiceClient;
use proto::scheduler::{
    CancelMailRequest, GetMailRequest, ListMailsRequest, Mail, MailHistory, MailState, ResendMailRequest,
};
use sea_orm::{ConnectionTrait, Statement};
use tonic::{Code, Status};

use crate::story::{Case, authority, moment, placed, submitted};

/// A Saturday: what is written now waits until Monday, and nothing moves it meanwhile.
const SATURDAY: &str = "2025-02-08T09:00:00+07:00";
/// When that mail leaves.
const MONDAY: &str = "2025-02-10T07:45:00+07:00";

/// The service, running.
struct House(Hosted);

impl Deref for House {
    type Target = Hosted;

    fn deref(&self) -> &Hosted {
        &self.0
    }
}

impl Stand for House {
    async fn on(ground: ground::World) -> Self {
        Self(Hosted::start(ground, scheduler::NAME, moment(SATURDAY), scheduler::assemble).await)
    }
}

ground::both!(House:
    the_outbox_is_searched_by_state_recipient_and_case,
    a_mail_is_read_with_everything_that_became_of_it,
    a_mail_that_left_is_sent_again_as_a_new_one_once_for_a_request,
    a_mail_that_waits_is_taken_back_and_can_be_sent_again_later,
    what_may_not_be_done_with_a_mail_is_refused_with_its_rule,
    mails_of_others_answer_like_mails_that_are_not_there,
    only_an_administrator_changes_what_is_sent,
);

fn administrator(province: Option<u128>) -> Identity {
    let identity = Identity::new("quan-tri", Role::Administrator);
    match province {
        Some(number) => identity.within(authority(number).to_string()),
        None => identity,
    }
}

impl House {
    fn client(&self, identity: &Identity) -> SchedulerServiceClient<Door> {
        SchedulerServiceClient::new(self.door(identity))
    }

    /// A dossier handed in: one letter to the commune, which waits for Monday.
    async fn dossier(&self, number: u128, province: u128, commune: u128) -> Case {
        let case = placed(Case::new(number, "A1"), province, commune);
        let fact = Fact {
            subject: Some(case.0.clone()),
            body: Some(submitted("local")),
        };
        assert_eq!(self.hear("registration", 1, fact, moment(SATURDAY)).await, None);
        case
    }

    async fn list(&self, request: ListMailsRequest) -> Vec<Mail> {
        let answer = self.client(&administrator(None)).list_mails(request).await;
        answer.unwrap().into_inner().mails
    }

    async fn only_mail(&self) -> Mail {
        let mut mails = self.list(ListMailsRequest::default()).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        mails.remove(0)
    }

    async fn history(&self, name: &str) -> MailHistory {
        let request = GetMailRequest {
            name: name.to_owned(),
        };
        let answer = self.client(&administrator(None)).get_mail(request).await;
        answer.unwrap().into_inner()
    }

    async fn resend(&self, name: &str) -> Result<Mail, Status> {
        let request = ResendMailRequest {
            name: name.to_owned(),
            request_id: fresh_id(),
            ..ResendMailRequest::default()
        };
        let answer = self.client(&administrator(None)).resend_mail(request).await;
        answer.map(tonic::Response::into_inner)
    }

    async fn cancel(&self, name: &str) -> Result<Mail, Status> {
        let request = CancelMailRequest {
            name: name.to_owned(),
            reason: "Gửi nhầm".to_owned(),
            request_id: fresh_id(),
            ..CancelMailRequest::default()
        };
        let answer = self.client(&administrator(None)).cancel_mail(request).await;
        answer.map(tonic::Response::into_inner)
    }

    /// What stands in the journal of `case`.
    async fn told(&self, case: &Case) -> Vec<Body> {
        let entries = self.facts(case.0.case_id.parse().unwrap()).await;
        let body = |entry: entry::Model| entry.fact().unwrap().body.unwrap();
        entries.into_iter().map(body).collect()
    }

    /// Puts every mail into `state`, behind the scheduler's back.
    async fn put(&self, state: &str) {
        let database = &self.journal.database;
        let sql = "UPDATE mails SET state = $1";
        let statement = Statement::from_sql_and_values(database.backend(), sql, [state.into()]);
        database
            .write::<_, sea_orm::DbErr, _>(move |transaction| {
                Box::pin(async move { transaction.execute_raw(statement).await.map(drop) })
            })
            .await
            .unwrap();
    }

    async fn sent_on_monday(&self, name: &str) {
        self.journal.clock.advance(moment(MONDAY));
        ground::eventually("the mail is sent", async || {
            self.history(name).await.mail.unwrap().state() == MailState::Sent
        })
        .await;
    }
}

async fn the_outbox_is_searched_by_state_recipient_and_case(house: House) {
    let cases = [house.dossier(1, 1, 11).await, house.dossier(2, 1, 12).await];
    let all = house.list(ListMailsRequest::default()).await;
    assert_eq!(all.len(), 2);
    let of_case = ListMailsRequest {
        case_id: cases[1].0.case_id.clone(),
        ..ListMailsRequest::default()
    };
    let of_case = house.list(of_case).await;
    assert_eq!(of_case.len(), 1);
    assert_eq!(of_case[0].case_id, cases[1].0.case_id);
    let to = |recipient: &str| ListMailsRequest {
        recipient: recipient.to_owned(),
        ..ListMailsRequest::default()
    };
    let address = of_case[0].to.to_uppercase();
    assert!(!house.list(to(&address)).await.is_empty());
    for nobody in ["%", "_", "khong-co@", "\\"] {
        let found = house.list(to(nobody)).await;
        let written = all.iter().filter(|mail| mail.to.contains(nobody)).count();
        assert_eq!(found.len(), written, "{nobody} means itself");
    }
    for (state, count) in [
        (MailState::Queued, 2),
        (MailState::Sent, 0),
        (MailState::Deferred, 0),
    ] {
        let request = ListMailsRequest {
            state: state.into(),
            ..ListMailsRequest::default()
        };
        assert_eq!(house.list(request).await.len(), count, "{state:?}");
    }
}

async fn a_mail_is_read_with_everything_that_became_of_it(house: House) {
    house.dossier(1, 1, 11).await;
    let queued = house.only_mail().await;
    let history = house.history(&queued.name).await;
    assert_eq!(history.mail.as_ref(), Some(&queued));
    let states = |history: &MailHistory| -> Vec<_> {
        let states = history.passages.iter();
        states.map(|passage| (passage.state(), passage.attempt)).collect()
    };
    assert_eq!(states(&history), [(MailState::Queued, 0)]);
    assert!(history.passages[0].at.is_some() && queued.queued_at.is_some());
    house.sent_on_monday(&queued.name).await;
    let history = house.history(&queued.name).await;
    assert_eq!(states(&history), [(MailState::Queued, 0), (MailState::Sent, 1)]);
    let mail = history.mail.unwrap();
    assert_eq!((mail.attempts, mail.copies, mail.error.as_str()), (1, 1, ""));
    assert_eq!(history.passages[1].at, mail.sent_at);
    assert_eq!(history.bouncing_since, None);
}

async fn a_mail_that_left_is_sent_again_as_a_new_one_once_for_a_request(house: House) {
    let case = house.dossier(1, 1, 11).await;
    let old = house.only_mail().await;
    house.sent_on_monday(&old.name).await;
    let request = ResendMailRequest {
        name: old.name.clone(),
        to: "van-thu@truong.example".to_owned(),
        request_id: fresh_id(),
        validate_only: false,
    };
    let mut client = house.client(&administrator(None));
    let dry = ResendMailRequest {
        validate_only: true,
        request_id: fresh_id(),
        ..request.clone()
    };
    client.resend_mail(dry).await.unwrap();
    let to_new = || ListMailsRequest {
        recipient: request.to.clone(),
        ..ListMailsRequest::default()
    };
    assert!(house.list(to_new()).await.is_empty(), "only asked");
    let new = client.resend_mail(request.clone()).await.unwrap().into_inner();
    let again = client.resend_mail(request.clone()).await.unwrap().into_inner();
    assert_eq!(new, again, "the same request, the same answer");
    assert_ne!(new.name, old.name);
    assert_eq!(
        (new.repeats.as_str(), new.to.as_str()),
        (old.name.as_str(), "van-thu@truong.example")
    );
    assert_eq!((&new.subject, &new.body), (&old.subject, &old.body));
    house.sent_on_monday(&new.name).await;
    assert_eq!(house.list(to_new()).await.len(), 1);
    let other = ResendMailRequest {
        to: String::new(),
        ..request.clone()
    };
    let refused = client.resend_mail(other).await.unwrap_err();
    assert_eq!(
        refused.code(),
        Code::Aborted,
        "another request under the same key"
    );
    let repeated = house.told(&case).await.into_iter().filter_map(|body| match body {
        Body::MailRepeated(repeated) => Some(format!("mails/{}", repeated.repeats)),
        _ => None,
    });
    assert_eq!(
        repeated.collect::<Vec<_>>(),
        [old.name],
        "once, in the journal of its case"
    );
}

async fn a_mail_that_waits_is_taken_back_and_can_be_sent_again_later(house: House) {
    let case = house.dossier(1, 1, 11).await;
    let mail = house.only_mail().await;
    let cancelled = house.cancel(&mail.name).await.unwrap();
    assert_eq!(cancelled.state(), MailState::Cancelled);
    assert!(cancelled.ended_at.is_some());
    let history = house.history(&mail.name).await;
    assert_eq!(history.passages.last().unwrap().state(), MailState::Cancelled);
    let reasons = house.told(&case).await.into_iter().filter_map(|body| match body {
        Body::MailCancelled(cancelled) => Some(cancelled.reason),
        _ => None,
    });
    assert_eq!(reasons.collect::<Vec<_>>(), ["Gửi nhầm"]);
    let repeated = house.resend(&mail.name).await.unwrap();
    house.sent_on_monday(&repeated.name).await;
    assert_eq!(
        house.history(&repeated.name).await.mail.unwrap().state(),
        MailState::Sent
    );
    assert_eq!(
        house.history(&mail.name).await.mail.unwrap().state(),
        MailState::Cancelled
    );
}

async fn what_may_not_be_done_with_a_mail_is_refused_with_its_rule(house: House) {
    house.dossier(1, 1, 11).await;
    let mail = house.only_mail().await;
    for (state, resending, cancelling) in [
        ("queued", Some("MAIL_UNDER_WAY"), None),
        ("sending", Some("MAIL_UNDER_WAY"), Some("MAIL_GONE")),
        ("deferred", Some("MAIL_UNDER_WAY"), None),
        ("ambiguous", Some("MAIL_UNDER_WAY"), Some("MAIL_GONE")),
        ("sent", None, Some("MAIL_GONE")),
        ("failed", None, Some("MAIL_ENDED")),
        ("superseded", Some("MAIL_SUPERSEDED"), Some("MAIL_ENDED")),
        ("cancelled", None, Some("MAIL_ENDED")),
    ] {
        let asked = |answer: Result<Mail, Status>| match answer {
            Ok(_) => None,
            Err(refused) => {
                assert_eq!(refused.code(), Code::FailedPrecondition);
                assert!(broken_rule(&refused).starts_with("mail."), "{refused:?}");
                Some(reason(&refused))
            }
        };
        house.put(state).await;
        let dry = ResendMailRequest {
            name: mail.name.clone(),
            request_id: fresh_id(),
            validate_only: true,
            ..ResendMailRequest::default()
        };
        let dry = house.client(&administrator(None)).resend_mail(dry).await;
        assert_eq!(
            asked(dry.map(tonic::Response::into_inner)).as_deref(),
            resending,
            "{state}"
        );
        let dry = CancelMailRequest {
            name: mail.name.clone(),
            reason: "Thử".to_owned(),
            request_id: fresh_id(),
            validate_only: true,
        };
        let dry = house.client(&administrator(None)).cancel_mail(dry).await;
        assert_eq!(
            asked(dry.map(tonic::Response::into_inner)).as_deref(),
            cancelling,
            "{state}"
        );
    }
    house.put("failed").await;
    let elsewhere = ResendMailRequest {
        name: mail.name.clone(),
        to: "không phải địa chỉ".to_owned(),
        request_id: fresh_id(),
        validate_only: false,
    };
    let refused = house.client(&administrator(None)).resend_mail(elsewhere).await;
    assert_eq!(broken_fields(&refused.unwrap_err()), ["to"]);
    let unexplained = CancelMailRequest {
        name: mail.name,
        request_id: fresh_id(),
        ..CancelMailRequest::default()
    };
    let refused = house.client(&administrator(None)).cancel_mail(unexplained).await;
    assert_eq!(broken_fields(&refused.unwrap_err()), ["reason"]);
}

async fn mails_of_others_answer_like_mails_that_are_not_there(house: House) {
    house.dossier(1, 1, 11).await;
    let mail = house.only_mail().await;
    let absent = format!("mails/{}", uuid::Uuid::from_u128(404));
    for name in [&mail.name, &absent] {
        let mut client = house.client(&administrator(Some(2)));
        let request = GetMailRequest { name: name.clone() };
        let got = client.get_mail(request).await.unwrap_err();
        let request = ResendMailRequest {
            name: name.clone(),
            request_id: fresh_id(),
            ..ResendMailRequest::default()
        };
        let resent = client.resend_mail(request).await.unwrap_err();
        let request = CancelMailRequest {
            name: name.clone(),
            reason: "Thử".to_owned(),
            request_id: fresh_id(),
            ..CancelMailRequest::default()
        };
        let cancelled = client.cancel_mail(request).await.unwrap_err();
        for refused in [got, resent, cancelled] {
            assert_eq!(
                (refused.code(), refused.message()),
                (Code::NotFound, "không tìm thấy thư")
            );
        }
    }
    let request = GetMailRequest {
        name: mail.name.clone(),
    };
    assert!(
        house
            .client(&administrator(Some(1)))
            .get_mail(request)
            .await
            .is_ok()
    );
}

async fn only_an_administrator_changes_what_is_sent(house: House) {
    house.dossier(1, 1, 11).await;
    let mail = house.only_mail().await;
    for role in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Auditor,
        Role::Province,
    ] {
        let mut client = house.client(&Identity::new("x", role));
        let request = ResendMailRequest {
            name: mail.name.clone(),
            request_id: fresh_id(),
            ..ResendMailRequest::default()
        };
        let refused = client.resend_mail(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
        let request = CancelMailRequest {
            name: mail.name.clone(),
            reason: "Thử".to_owned(),
            request_id: fresh_id(),
            ..CancelMailRequest::default()
        };
        let refused = client.cancel_mail(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?}");
    }
    assert_eq!(house.only_mail().await.state(), MailState::Queued);
}
