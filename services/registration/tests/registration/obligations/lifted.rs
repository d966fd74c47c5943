//! Obligations whose holder goes: lifted with it in one transaction, and nobody is reminded or blamed any more.

use ground::{broken_rule, fresh_id, reason};
use proto::exchange::ImportHeader;
use proto::fact::Body;
use proto::registration as wire;
use statute::{Effect, Law};

use super::fulfilment;
use super::keeping::{Capital, capital};
use crate::builders::*;
use crate::files::header;
use crate::world::{World, administrator, head_of, id, local};

const DOCUMENT: &str = "123/QĐ-UBND";

impl World {
    /// What `holder` owes that is open, by its limits.
    async fn open_of(&self, holder: &str) -> Vec<String> {
        let only = wire::ListObligationsRequest {
            holder: holder.to_owned(),
            open_only: true,
            ..Default::default()
        };
        let found = self.obligations(&administrator()).list_obligations(only).await;
        let open = found.unwrap().into_inner().obligations;
        open.into_iter().map(|obligation| obligation.limit).collect()
    }

    /// `obligation` was lifted for `why`: its clock is cancelled by the law, nobody fulfils it, and its last day
    /// passes without a breach.
    async fn must_be_lifted(&self, obligation: &wire::Obligation, why: &str) {
        let case = id(&obligation.name);
        assert_eq!(
            self.history(case).await,
            ["obligation_opened", "obligation_lifted"],
            "{}",
            obligation.limit
        );
        let facts = self.facts(case).await;
        let told = facts.last().unwrap().fact().unwrap();
        let Some(Body::ObligationLifted(lifted)) = told.body else {
            panic!("{:?}", told.body)
        };
        assert_eq!(
            (lifted.limit.as_str(), lifted.year, lifted.reason.as_str()),
            (obligation.limit.as_str(), obligation.year, why)
        );
        let cancelled: Vec<_> = Law::official()
            .triggered_by("registration.obligation_lifted", day("2024-05-20"), |_| None)
            .filter(|found| {
                let stated = |name: &str| (name == "limit").then_some(lifted.limit.as_str());
                found.trigger.matches("registration.obligation_lifted", stated)
            })
            .map(|found| (found.rule.id.as_str(), found.effect))
            .collect();
        assert!(
            cancelled.contains(&(obligation.limit.as_str(), Effect::Cancels)),
            "{cancelled:?}"
        );

        let due_on = day(&obligation.due_before).eve().to_string();
        let parked = self.reach(case, 1, reached(&obligation.limit, &due_on)).await;
        assert_eq!(parked, None);
        assert_eq!(self.history(case).await.len(), 2, "no breach");
    }
}

async fn a_school_that_closes_owes_no_more(world: World) {
    let Capital {
        department, schools, ..
    } = capital(&world).await;
    let [closing, staying] = [&schools[0], &schools[1]];
    world.open_year(2024, &department).await;
    let assessment = world.owed_under("year.self_assessment", &closing.name).await;
    let done = world.report_on(closing, &assessment).await;
    let owed = world.owed_under("year.plan.school", &closing.name).await;
    let close = wire::CloseSchoolRequest {
        name: closing.name.clone(),
        document: DOCUMENT.to_owned(),
        on: "2024-08-31".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let preview = wire::CloseSchoolRequest {
        validate_only: true,
        request_id: fresh_id(),
        ..close.clone()
    };
    let mut people = world.schools(&administrator());
    people.close_school(preview).await.unwrap();
    assert_eq!(
        world.open_of(&closing.name).await,
        ["year.plan.school"],
        "a preview"
    );
    people.close_school(close).await.unwrap();

    assert_eq!(world.open_of(&closing.name).await, [""; 0]);
    let lifted = world.owed_under("year.plan.school", &closing.name).await;
    assert!(lifted.lifted_at.is_some() && lifted.fulfilled_at.is_none());
    let kept = world.owed_under("year.self_assessment", &closing.name).await;
    assert_eq!(kept, done, "what was done stays");
    assert_eq!(
        world.open_of(&staying.name).await.len(),
        2,
        "another's stays open"
    );
    world.must_be_lifted(&owed, "school_closed").await;
    let late = world
        .obligations(&head_of(closing))
        .fulfil_obligation(fulfilment(&lifted))
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&late).as_str(), broken_rule(&late).as_str()),
        ("LIFTED", "obligation.state")
    );
    // Opened once more, it is not owed again.
    world.open_year(2024, &department).await;
    assert_eq!(world.open_of(&closing.name).await, [""; 0]);
}

async fn schools_that_merge_leave_nothing_owed(world: World) {
    let Capital {
        department, schools, ..
    } = capital(&world).await;
    let [gone, into] = [&schools[0], &schools[1]];
    world.open_year(2024, &department).await;
    let owed = world.owed_by(&gone.name).await;
    assert_eq!(owed.len(), 2);
    let merge = wire::MergeSchoolsRequest {
        sources: vec![gone.name.clone()],
        into: into.name.clone(),
        document: DOCUMENT.to_owned(),
        on: "2024-07-01".to_owned(),
        request_id: fresh_id(),
        validate_only: false,
    };
    world
        .schools(&administrator())
        .merge_schools(merge)
        .await
        .unwrap();
    assert_eq!(world.open_of(&gone.name).await, [""; 0]);
    assert_eq!(
        world.open_of(&into.name).await.len(),
        2,
        "it goes on, and owes its own"
    );
    for obligation in &owed {
        world.must_be_lifted(obligation, "school_merged").await;
    }
}

async fn an_authority_that_ends_owes_what_is_due_to_its_last_day(world: World) {
    let Capital {
        department, commune, ..
    } = capital(&world).await;
    let kind = wire::AuthorityKind::District;
    let first = world.authority(kind, "Quận Ba Đình", "H26.1", &department).await;
    let second = world
        .authority(kind, "Quận Hoàn Kiếm", "H26.2", &department)
        .await;
    world.open_year(2024, &department).await;
    let of_first = world.owed_by(&first.name).await;
    let of_second = world.owed_by(&second.name).await;
    world.at("2024-06-29T08:00:00+07:00");
    let end = wire::EndAuthorityRequest {
        name: first.name.clone(),
        valid_until: "2024-06-29".to_owned(),
        successors: vec![commune.name.clone()],
        document: DOCUMENT.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    world
        .authorities(&administrator())
        .end_authority(end)
        .await
        .unwrap();
    let file = format!(
        "Mã định danh,Tên cơ quan,Cấp,Đến ngày,Cơ quan kế thừa,Văn bản chấm dứt\n\
         H26.2,Quận Hoàn Kiếm,Cấp huyện,29/6/2024,{},{DOCUMENT}\n",
        commune.code
    );
    let of_the_capital = ImportHeader {
        province: department.name.clone(),
        ..header()
    };
    let report = world
        .import_authorities(&administrator(), of_the_capital, file.as_bytes())
        .await
        .unwrap();
    assert_eq!((report.changed, report.written), (1, true), "{report:?}");
    for (district, owed) in [(&first, of_first), (&second, of_second)] {
        let [inspection, plan, summary] = owed.as_slice() else {
            panic!("{owed:?}")
        };
        assert_eq!(
            world.open_of(&district.name).await,
            ["year.inspection.local"],
            "due on its last day"
        );
        world.must_be_lifted(plan, "authority_ended").await;
        world.must_be_lifted(summary, "authority_ended").await;
        let done = world
            .obligations(&local(district))
            .fulfil_obligation(fulfilment(inspection))
            .await;
        assert!(done.unwrap().into_inner().fulfilled_at.is_some());
    }
}

ground::both!(World:
    a_school_that_closes_owes_no_more,
    schools_that_merge_leave_nothing_owed,
    an_authority_that_ends_owes_what_is_due_to_its_last_day,
);
