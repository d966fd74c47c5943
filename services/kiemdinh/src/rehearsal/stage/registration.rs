//! Acts on a dossier: by the school's head, and by officers.

use proto::registration::{Council, DossierRequest, PrepareDossierRequest, RequestSupplementRequest};

use super::super::actors::Act;
use super::{Stage, hash, id_of, level};
use crate::problem::Problem;

const DEFECTS: [&str; 4] = [
    "Thiếu minh chứng cho tiêu chí 2.3",
    "Báo cáo tự đánh giá chưa có chữ ký của chủ tịch hội đồng",
    "Thiếu kế hoạch cải tiến chất lượng của tiêu chí 3.2",
    "Số liệu hai năm gần nhất chưa thống nhất",
];

impl Stage {
    pub(super) async fn prepare(&mut self, place: usize, request_id: String) -> Result<(), Problem> {
        let case = &self.cases[place];
        let item = &case.actor.item;
        let request = PrepareDossierRequest {
            school: case.school.clone(),
            plan_item: case.plan_item.clone(),
            kind: item.kind.into(),
            target: item.target.into(),
            council: Some(Council {
                members: 7,
                chairs: 1,
                secretaries: 1,
            }),
            self_assessed_level: level(item.target),
            report_sha256: hash(&format!("báo cáo tự đánh giá {}", item.school)),
            request_id,
            validate_only: false,
        };
        let voice = &case.head;
        let dossier = self
            .ask(async || {
                self.links()
                    .registration(voice)
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
        request_id: String,
    ) -> Result<(), Problem> {
        let name = self.named(place, "dossiers");
        if act == Act::RequestSupplement {
            let defect = self.cases[place].actor.pace.choose(&DEFECTS).to_owned();
            let request = RequestSupplementRequest {
                name,
                defects: vec![defect],
                etag: String::new(),
                request_id,
                validate_only: false,
            };
            let voice = &self.office.officer;
            let asked = async || {
                self.links()
                    .registration(voice)
                    .request_supplement(request.clone())
                    .await
            };
            return self.ask(asked).await.map(drop);
        }
        let request = DossierRequest {
            name,
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = match act {
            Act::Submit | Act::Resubmit => &self.cases[place].head,
            _ => &self.office.officer,
        };
        let asked = async || {
            let mut service = self.links().registration(voice);
            match act {
                Act::Submit => service.submit_dossier(request.clone()).await,
                Act::Resubmit => service.resubmit_dossier(request.clone()).await,
                Act::BeginCheck => service.begin_check(request.clone()).await,
                _ => service.accept_dossier(request.clone()).await,
            }
        };
        self.ask(asked).await.map(drop)
    }
}
