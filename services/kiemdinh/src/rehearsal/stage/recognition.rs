//! Acts on a decision: by officers, by a leader of the Sở, by the province; and by the school that publishes it.

use platform::time::Moment;
use proto::recognition::{
    ConcludeAppraisalRequest, DraftApologyRequest, DraftDecisionRequest, PublishDecisionRequest, SignRequest,
};

use super::super::actors::{Act, View, by_province};
use super::super::people::Office;
use super::{Stage, hash, unseen};
use crate::problem::Problem;

/// Why the Sở says that it will not keep the due date.
const DELAY: &str = "Phải xác minh lại số liệu ba năm học gần nhất tại trường";

impl Stage {
    pub(super) async fn act_on_decision(
        &mut self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
        at: Moment,
    ) -> Result<(), Problem> {
        let decision = view.decision.as_ref().ok_or_else(|| unseen("decisions"))?;
        let document_number = match act {
            Act::Sign => self.decision_number(by_province(decision), at),
            // The service numbers proposals: nothing else is in their book.
            _ => String::new(),
        };
        let name = self.named(place, "decisions");
        let Office {
            officer,
            leader,
            province,
            ..
        } = &self.office;
        let recognition = |voice| self.links().decisions(voice);
        match act {
            Act::Appraise => {
                let recognise = decision.proposed_recognition;
                let reasons = if recognise {
                    "Hồ sơ và báo cáo đánh giá ngoài đáp ứng đủ điều kiện công nhận"
                } else {
                    "Mức đạt được theo báo cáo đánh giá ngoài thấp hơn mức đề nghị"
                };
                let request = ConcludeAppraisalRequest {
                    name,
                    recognise,
                    reasons: reasons.to_owned(),
                    request_id,
                    ..ConcludeAppraisalRequest::default()
                };
                self.ask(async || recognition(officer).conclude_appraisal(request.clone()).await)
                    .await
            }
            Act::Draft => {
                let text = format!("quyết định {} {}", decision.dossier_number, decision.recognises);
                let request = DraftDecisionRequest {
                    name,
                    text_sha256: hash(&text),
                    request_id,
                    ..DraftDecisionRequest::default()
                };
                self.ask(async || recognition(officer).draft_decision(request.clone()).await)
                    .await
            }
            _ => {
                let request = SignRequest {
                    name,
                    text_sha256: decision.text_sha256.clone(),
                    document_number,
                    request_id,
                    ..SignRequest::default()
                };
                let signer = if by_province(decision) { province } else { leader };
                let asked = async || match act {
                    Act::Propose => recognition(leader).send_proposal(request.clone()).await,
                    _ => recognition(signer).sign_decision(request.clone()).await,
                };
                self.ask(asked).await
            }
        }
        .map(drop)
    }

    /// The letter of apology: an officer prepares it, a leader signs what was prepared.
    pub(super) async fn apologise(
        &self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
    ) -> Result<(), Problem> {
        let decision = view.decision.as_ref().ok_or_else(|| unseen("decisions"))?;
        let name = self.named(place, "decisions");
        if let Act::DraftApology(promised) = act {
            let text = format!("thư xin lỗi {} {promised}", decision.dossier_number);
            let request = DraftApologyRequest {
                name,
                reason: DELAY.to_owned(),
                new_due_on: promised.to_string(),
                text_sha256: hash(&text),
                request_id,
                ..DraftApologyRequest::default()
            };
            let asked = async || {
                let mut service = self.links().decisions(&self.office.officer);
                service.draft_apology(request.clone()).await
            };
            return self.ask(asked).await.map(drop);
        }
        let letter = decision.apology.as_ref().ok_or_else(|| unseen("apology"))?;
        let request = SignRequest {
            name,
            text_sha256: letter.text_sha256.clone(),
            request_id,
            ..SignRequest::default()
        };
        let asked = async || {
            let mut service = self.links().decisions(&self.office.leader);
            service.sign_apology(request.clone()).await
        };
        self.ask(asked).await.map(drop)
    }

    /// The Sở publishes the decision, and the school the one about itself.
    pub(super) async fn publish(&self, place: usize, act: Act, request_id: String) -> Result<(), Problem> {
        let by_school = act == Act::PublishAtSchool;
        let (site, voice) = if by_school {
            ("Trang thông tin điện tử của nhà trường", &self.cases[place].head)
        } else {
            (
                "Cổng thông tin điện tử của Sở Giáo dục và Đào tạo",
                &self.office.officer,
            )
        };
        let request = PublishDecisionRequest {
            name: self.named(place, "decisions"),
            place: site.to_owned(),
            request_id,
            ..PublishDecisionRequest::default()
        };
        let asked = async || {
            let mut service = self.links().decisions(voice);
            if by_school {
                service.publish_decision_at_school(request.clone()).await
            } else {
                service.publish_decision(request.clone()).await
            }
        };
        self.ask(asked).await.map(drop)
    }
}
