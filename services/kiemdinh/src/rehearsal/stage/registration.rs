//! Acts on a dossier: by the school's head, by the local body, and by officers of the Sở.

use platform::time::Moment;
use proto::registration::{
    CheckStage, Document, DocumentKind, DossierRequest, PrepareDossierRequest, RequestSupplementRequest,
};

use super::super::actors::{Act, View};
use super::self_assessment::report;
use super::{Stage, hash, id_of, unseen};
use crate::problem::Problem;

const DEFECTS: [&str; 4] = [
    "Thiếu minh chứng cho tiêu chí 2.3",
    "Báo cáo tự đánh giá chưa có chữ ký của chủ tịch hội đồng",
    "Thiếu kế hoạch cải tiến chất lượng của tiêu chí 3.2",
    "Số liệu hai năm gần nhất chưa thống nhất",
];
const LETTER_SIZE: u64 = 183_040;
/// Copies of the report on paper.
const COPIES: u32 = 2;

/// The letter that states the school's wish, and its self-assessment report.
fn documents(school: &str) -> Vec<Document> {
    let report = report(school);
    vec![
        Document {
            kind: DocumentKind::OfficialLetter.into(),
            title: "Công văn đăng ký đánh giá ngoài".to_owned(),
            file_name: "cong-van-dang-ky.pdf".to_owned(),
            sha256: hash(&format!("công văn đăng ký {school}")),
            size: LETTER_SIZE,
            copies: 1,
        },
        Document {
            kind: DocumentKind::SelfAssessmentReport.into(),
            title: "Báo cáo tự đánh giá".to_owned(),
            file_name: report.file_name,
            sha256: report.sha256,
            size: report.size,
            copies: COPIES,
        },
    ]
}

impl Stage {
    pub(super) async fn prepare(&mut self, place: usize, request_id: String) -> Result<(), Problem> {
        let case = &self.cases[place];
        let item = &case.actor.item;
        let request = PrepareDossierRequest {
            school: case.school.clone(),
            plan_item: case.plan_item.clone(),
            kind: item.kind.into(),
            target: item.target.into(),
            self_assessment: case.assessment.clone().unwrap_or_default(),
            documents: documents(&item.school),
            portal_no: String::new(),
            origin_system: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = &case.head;
        let dossier = self
            .ask(async || {
                self.links()
                    .dossiers(voice)
                    .prepare_dossier(request.clone())
                    .await
            })
            .await?;
        self.cases[place].case_id = Some(id_of(&dossier.name).to_owned());
        Ok(())
    }

    pub(super) async fn act_on_dossier(
        &mut self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
        at: Moment,
    ) -> Result<(), Problem> {
        let name = self.named(place, "dossiers");
        let (etag, validate_only) = (String::new(), false);
        let defect = match act {
            Act::RequestSupplement => self.cases[place].actor.pace.choose(&DEFECTS).to_owned(),
            _ => String::new(),
        };
        let dossier = view.dossier.as_ref().ok_or_else(|| unseen("dossiers"))?;
        let voice = match (act, dossier.stage()) {
            (Act::Submit | Act::Resubmit, _) => &self.cases[place].head,
            (_, CheckStage::Local) => self.local_officer(place, &dossier.received_by, at)?,
            _ => &self.office.officer,
        };
        if act == Act::RequestSupplement {
            let request = RequestSupplementRequest {
                name,
                defects: vec![defect],
                etag,
                request_id,
                validate_only,
            };
            let asked = async || {
                self.links()
                    .dossiers(voice)
                    .request_supplement(request.clone())
                    .await
            };
            return self.ask(asked).await.map(drop);
        }
        let request = DossierRequest {
            name,
            etag,
            request_id,
            validate_only,
        };
        let asked = async || {
            let mut service = self.links().dossiers(voice);
            match act {
                Act::Submit => service.submit_dossier(request.clone()).await,
                Act::Resubmit => service.resubmit_dossier(request.clone()).await,
                Act::BeginCheck => service.begin_check(request.clone()).await,
                Act::Forward => service.forward_dossier(request.clone()).await,
                _ => service.accept_dossier(request.clone()).await,
            }
        };
        self.ask(asked).await.map(drop)
    }
}
