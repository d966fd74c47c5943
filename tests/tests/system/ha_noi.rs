//! Section II.5 of the plan of Hà Nội over the whole system: 20 days to decide and 20 days to publish, of the Sở and of
//! the school, beside the act's 20 working days. The act alone says what is a breach of the law.

use serde_json::Value;

use crate::program;

const PLAN: &str = "\
school,school_type,commune,ownership,kind,target,dossier_month,registration_month
Trường Tiểu học Ba Vì,primary,Ba Vì,public,renewal,accreditation_2,2024-02,2024-03
Trường Mầm non Cổ Đô,preschool,Cổ Đô,public,new,accreditation_2,2024-03,2024-04
Trường THCS Minh Châu,lower_secondary,Minh Châu,public,new,accreditation_2,2024-03,2024-05
Trường THCS Vật Lại,lower_secondary,Vật Lại,public,new,national_standard_1,2024-04,2024-05
";

fn rehearsed() -> Value {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.csv");
    std::fs::write(&plan, PLAN).unwrap();
    let plan = plan.to_str().unwrap();
    let arguments = ["replay", plan, "--from", "2024-01-02", "-o", "json"];
    program::json_under("ha-noi", folder.path(), &arguments)
}

/// The clock of a school under a limit: the act's own, or the plan's over it.
fn clock<'a>(school: &'a Value, limit: &str, overlay: Option<&str>) -> &'a Value {
    let clocks = school["clocks"].as_array().unwrap();
    let own = |clock: &&Value| clock["limit"] == limit && clock["overlay"].as_str() == overlay;
    clocks
        .iter()
        .find(own)
        .unwrap_or_else(|| panic!("{limit} {overlay:?}: {school:#}"))
}

/// The due date that the law and the plan count from the clock's first day.
fn counted(clock: &Value) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let text = |field: &str| clock[field].as_str().unwrap().to_owned();
    let (limit, on) = (text("limit"), text("started_on"));
    let mut arguments = vec![
        "law", "due", "--limit", &limit, "--on", &on, "--regime", "A0", "-o", "json",
    ];
    if let Some(overlay) = clock["overlay"].as_str() {
        arguments.extend(["--overlay", overlay]);
    }
    program::json(folder.path(), &arguments)["due_on"].take()
}

#[test]
fn the_plan_of_ha_noi_lies_over_the_act() {
    let report = rehearsed();
    let schools = report["schools"].as_array().unwrap();
    assert_eq!(schools.len(), 4);
    let mut within_the_act_alone = 0;
    for school in schools {
        let act = clock(school, "recognition.decide", None);
        let plan = clock(school, "recognition.decide", Some("ha-noi"));
        assert_eq!(
            act["started_on"], plan["started_on"],
            "both from the report: {school:#}"
        );
        assert_eq!(
            plan["due_on"],
            counted(plan),
            "20 days, whatever the letter of apology says of the act's limit"
        );
        let apology = &school["decision"]["apology"];
        if apology.is_null() {
            assert_eq!(act["due_on"], counted(act), "20 working days");
        } else {
            assert_eq!(act["due_on"], apology["new_due_on"]);
            assert_eq!(apology["due_on"], counted(act));
        }
        assert!(plan["due_on"].as_str() < act["due_on"].as_str());
        if act["outcome"] == "met" && plan["outcome"] == "met_late" {
            within_the_act_alone += 1;
        }
        for limit in ["recognition.publish.department", "recognition.publish.school"] {
            let clock = clock(school, limit, Some("ha-noi"));
            assert_eq!(clock["started_on"], school["decision"]["signed_on"], "{limit}");
            assert_eq!(clock["due_on"], counted(clock), "{limit}");
            assert_eq!(clock["outcome"], "met", "{limit}: {school:#}");
        }
    }
    assert!(
        within_the_act_alone > 0,
        "late for the plan, in time for the act: {report:#}"
    );
    assert_eq!(report["totals"]["missed"], 0);
}
