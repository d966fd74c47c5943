//! Plans through the door: from a draft to its amendments, and the files of their items.

use ground::{broken_fields, fresh_id, reason};
use platform::identity::Identity;
use proto::exchange::{ImportHeader, ImportPart, SheetFormat};
use proto::fact::Target;
use proto::registration as wire;
use tonic::Code;

use crate::builders::*;
use crate::world::{World, head_of, id, leader, local, officer};

fn creation(items: Vec<wire::PlanItem>) -> wire::CreatePlanRequest {
    wire::CreatePlanRequest {
        plan: Some(wire::Plan {
            year: 2024,
            items,
            ..Default::default()
        }),
        request_id: fresh_id(),
        validate_only: false,
    }
}

fn approval(plan: &wire::Plan) -> wire::ApprovePlanRequest {
    wire::ApprovePlanRequest {
        name: plan.name.clone(),
        document_number: "45/KH-SGDĐT".to_owned(),
        etag: plan.etag.clone(),
        request_id: fresh_id(),
        validate_only: false,
    }
}

async fn draft(world: &World, items: Vec<wire::PlanItem>) -> wire::Plan {
    let created = world.plans(&officer()).create_plan(creation(items)).await;
    created.unwrap().into_inner()
}

async fn whole(world: &World, plan: &wire::Plan, who: &Identity) -> Result<wire::Plan, tonic::Status> {
    let get = wire::GetPlanRequest {
        name: plan.name.clone(),
    };
    Ok(world.plans(who).get_plan(get).await?.into_inner())
}

async fn from_draft_to_amendment(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let other = world.enter("THCS Bắc Sơn").await;
    let plan = draft(&world, vec![plan_item(&school, "2024-07", "2024-08")]).await;
    let twice = world.plans(&officer()).create_plan(creation(Vec::new())).await;
    assert_eq!(reason(&twice.unwrap_err()), "PLAN_EXISTS");
    let update = wire::UpdatePlanRequest {
        plan: Some(wire::Plan {
            name: plan.name.clone(),
            items: vec![
                plan_item(&school, "2024-07", "2024-08"),
                plan_item(&other, "2024-06", "2024-07"),
            ],
            ..Default::default()
        }),
        etag: plan.etag.clone(),
        request_id: fresh_id(),
        validate_only: false,
    };
    let updated = world
        .plans(&officer())
        .update_plan(update)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        updated.items[1].name, plan.items[0].name,
        "the same wish is the same item"
    );
    let old = world.plans(&leader()).approve_plan(approval(&plan)).await;
    assert_eq!(old.unwrap_err().code(), Code::Aborted, "not what was seen");
    let both = Identity {
        roles: leader().roles,
        ..officer()
    };
    let alone = world.plans(&both).approve_plan(approval(&updated)).await;
    assert_eq!(reason(&alone.unwrap_err()), "FOUR_EYES");
    let approved = world
        .plans(&leader())
        .approve_plan(approval(&updated))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(approved.approved_by, "giam-doc");
    assert_eq!(whole(&world, &approved, &officer()).await.unwrap(), approved);
    let [first, second] = [&approved.items[0], &approved.items[1]];
    let amend = wire::AmendPlanRequest {
        name: approved.name.clone(),
        changes: vec![wire::PlanItem {
            dossier_month: "2024-09".to_owned(),
            registration_month: "2024-10".to_owned(),
            ..first.clone()
        }],
        removals: vec![second.name.clone()],
        document_number: "50/QĐ-SGDĐT".to_owned(),
        reason: "Trường sửa chữa".to_owned(),
        etag: approved.etag.clone(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let amended = world
        .plans(&leader())
        .amend_plan(amend)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(whole(&world, &amended, &officer()).await.unwrap(), amended);
    assert_eq!(amended.amendments[0].changes.len(), 2);
    assert_eq!(
        world.history(id(&first.name)).await,
        ["plan_item_approved", "plan_item_amended"]
    );
    assert_eq!(
        world.history(id(&second.name)).await,
        ["plan_item_approved", "plan_item_removed"]
    );
    assert_eq!(
        world.history(id(&plan.name)).await,
        ["plan_drafted", "plan_drafted", "plan_approved", "plan_amended"]
    );
}

async fn each_sees_and_makes_its_own(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let commune = world.commune().await;
    let plan = draft(&world, vec![plan_item(&school, "2024-07", "2024-08")]).await;
    let items = async |who: &Identity| {
        let all = wire::ListPlanItemsRequest::default();
        let found = world.plans(who).list_plan_items(all).await.unwrap();
        found.into_inner().items.len()
    };
    assert_eq!(
        items(&head_of(&school)).await,
        0,
        "a draft is nothing to a school"
    );
    assert_eq!(items(&local(&commune)).await, 1);
    let hidden = whole(&world, &plan, &local(&commune)).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound, "the department's draft");
    world
        .plans(&leader())
        .approve_plan(approval(&plan))
        .await
        .unwrap();
    assert_eq!(items(&head_of(&school)).await, 1);
    let own = world
        .plans(&local(&commune))
        .create_plan(creation(Vec::new()))
        .await;
    assert_eq!(own.unwrap().into_inner().authority, commune.name);
    let foreign = wire::CreatePlanRequest {
        plan: Some(wire::Plan {
            year: 2025,
            authority: commune.province.clone(),
            ..Default::default()
        }),
        ..creation(Vec::new())
    };
    let refused = world.plans(&local(&commune)).create_plan(foreign).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
}

fn parts(plan: &wire::Plan, text: &str) -> Vec<ImportPart> {
    use proto::exchange::import_part::Part;
    let header = ImportHeader {
        plan: plan.name.clone(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let content = Part::Content(text.as_bytes().to_vec());
    [Part::Header(header), content]
        .map(|part| ImportPart { part: Some(part) })
        .to_vec()
}

async fn items_come_from_a_file_and_go_out_with_their_progress(world: World) {
    world.enter("Tiểu học Bắc Sơn").await;
    world.enter("THCS Bắc Sơn").await;
    let plan = draft(&world, Vec::new()).await;
    let import = async |text: &str| {
        let parts = parts(&plan, text);
        let report = world
            .plans(&officer())
            .import_plan_items(tokio_stream(parts))
            .await;
        report.unwrap().into_inner()
    };
    let heading = "school,commune,kind,target,dossier_month,registration_month\n";
    let wrong = import(&format!(
        "{heading}Tiểu học Bắc Sơn,,new,national_standard_1,2024-07,2024-08\n\
         Trường lạ,,renewal,national_standard_3,tháng 5,2024-06\n"
    ))
    .await;
    let places: Vec<_> = wrong
        .defects
        .iter()
        .map(|defect| (defect.row, defect.column.as_str()))
        .collect();
    assert_eq!(places.len(), 3, "{:?}", wrong.defects);
    assert!(places.contains(&(3, "school")) && places.contains(&(3, "target")));
    assert!(places.contains(&(3, "dossier_month")) && !wrong.written);
    assert_eq!(whole(&world, &plan, &officer()).await.unwrap().items, []);
    let right = format!(
        "{heading}Tiểu học Bắc Sơn,Bắc Sơn,new,national_standard_1,2024-04,2024-08\n\
         THCS Bắc Sơn,,renewal,national_standard_1,2024-07,2024-08\n"
    );
    let report = import(&right).await;
    assert_eq!(
        (report.created, report.written),
        (2, true),
        "{:?}",
        report.defects
    );
    let again = import(&right.replace("2024-07", "2024-06")).await;
    assert_eq!((again.created, again.changed, again.unchanged), (0, 1, 1));
    let export = wire::ExportPlanRequest {
        name: plan.name.clone(),
        format: SheetFormat::Csv.into(),
    };
    let mut stream = world
        .plans(&officer())
        .export_plan(export)
        .await
        .unwrap()
        .into_inner();
    let mut text = Vec::new();
    while let Some(part) = stream.message().await.unwrap() {
        text.extend(part.content);
    }
    let text = String::from_utf8(text).unwrap();
    let line = text
        .lines()
        .find(|line| line.contains("Tiểu học Bắc Sơn"))
        .unwrap();
    assert!(
        line.contains("2024-04") && line.contains("Chưa có hồ sơ") && line.contains(",20,"),
        "{line}"
    );
}

fn tokio_stream(parts: Vec<ImportPart>) -> impl futures::Stream<Item = ImportPart> + Send + 'static {
    futures::stream::iter(parts)
}

async fn defects_are_named_by_their_items(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let stranger = wire::PlanItem {
        school: "KHONG-CO".to_owned(),
        target: Target::Unspecified.into(),
        ..plan_item(&school, "2024-07", "2024-06")
    };
    let items = vec![plan_item(&school, "2024-05", "2024-06"), stranger];
    let refused = world
        .plans(&officer())
        .create_plan(creation(items))
        .await
        .unwrap_err();
    assert_eq!(
        broken_fields(&refused),
        [
            "items[1].school",
            "items[1].target",
            "items[1].registration_month"
        ]
    );
}

ground::both!(World:
    from_draft_to_amendment,
    each_sees_and_makes_its_own,
    items_come_from_a_file_and_go_out_with_their_progress,
    defects_are_named_by_their_items,
);
