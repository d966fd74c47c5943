//! Acts on a decision: by officers, by a leader of the Sở, by the province.

use platform::time::Moment;
use proto::recognition::{
    ConcludeAppraisalRequest, DraftDecisionRequest, PublishDecisionRequest, SignRequest,
};

use super::super::actors::{Act, View, by_province};
use super::super::people::Office;
use super::{Stage, hash, unseen};
use crate::problem::Problem;

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
        let (etag, validate_only) = (String::new(), false);
        let Office {
            officer,
            leader,
            province,
            ..
        } = &self.office;
        let recognition = |voice| self.links().recognition(voice);
        match act {
            Act::Appraise => {
                let recognise = decision.proposed_recognition;
                let reasons = if recognise {
                    "Hồ sơ và báo cáo đánh giá ngoài đáp ứng đủ điều kiện công nhận"
                } else {
                    "Mức đạt được theo báo cáo đánh giá ngoài thấp hơn mức đề nghị"
                };
                let reasons = reasons.to_owned();
                let request = ConcludeAppraisalRequest {
                    name,
                    recognise,
                    reasons,
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || recognition(officer).conclude_appraisal(request.clone()).await)
                    .await
            }
            Act::Draft => {
                let text = format!("quyết định {} {}", decision.dossier_number, decision.recognises);
                let request = DraftDecisionRequest {
                    name,
                    text_sha256: hash(&text),
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || recognition(officer).draft_decision(request.clone()).await)
                    .await
            }
            Act::Publish => {
                let place = "Cổng thông tin điện tử của Sở Giáo dục và Đào tạo".to_owned();
                let request = PublishDecisionRequest {
                    name,
                    place,
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || recognition(officer).publish_decision(request.clone()).await)
                    .await
            }
            _ => {
                let text_sha256 = decision.text_sha256.clone();
                let request = SignRequest {
                    name,
                    text_sha256,
                    document_number,
                    etag,
                    request_id,
                    validate_only,
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
}
