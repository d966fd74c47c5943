//! From an empty system to a plan, by the command line alone, with files as an office has them.

use crate::program::{Serving, as_role, done, run};

const AUTHORITIES: &str = "\
Mã định danh,Tên cơ quan,Cấp,Cơ quan cấp trên
H37.26,Phòng Giáo dục và Đào tạo huyện Bắc Sơn,Cấp huyện,H37.14
H37.26.01,Ủy ban nhân dân xã Chiêu Vũ,Cấp xã,H37.26
H37.26.02,Ủy ban nhân dân xã Vũ Lễ,Cấp xã,H37.26
";
const SCHOOLS: &str = "\
Mã trường,Tên trường,Loại trường,Loại hình,\"Xã, phường\",Cơ quan quản lý
0020301001,Trường Mầm non xã Chiêu Vũ,Mầm non,Công lập,H37.26.01,H37.26
0020301002,Trường THCS xã Vũ Lễ,THCS,Công lập,H37.26.02,H37.26
";
const PLAN: &str = r#"
year = 2024

[[items]]
school = "0020301001"
kind = "new"
target = "national_standard_1"
dossier_month = "2024-05"
registration_month = "2024-06"

[[targets]]
measure = "self_assessed"
at_least = 100
"#;

#[test]
fn from_an_empty_system_to_a_plan() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let _serving = Serving::start(folder, "2024-01-02");
    let own = |arguments: &str| run(folder, &format!("{arguments} -o json"));

    write("authorities.csv", AUTHORITIES);
    let preview = done(&own("authority import authorities.csv --dry-run"));
    assert_eq!(
        (&preview["created"], &preview["written"]),
        (&3.into(), &false.into())
    );
    let imported = done(&own("authority import authorities.csv"));
    assert_eq!(
        (&imported["created"], &imported["written"]),
        (&3.into(), &true.into())
    );
    assert_eq!(
        done(&own("authority list --kind commune"))
            .as_array()
            .unwrap()
            .len(),
        2
    );

    write(
        "wrong.csv",
        &SCHOOLS
            .replace("H37.26.02", "H37.99")
            .replace("Mầm non,Công lập", "Trường,Công lập"),
    );
    let refused = own("school import wrong.csv");
    assert_eq!(refused.code, 7, "{refused:?}");
    let rows: Vec<u64> = refused.problem()["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["row"].as_u64().unwrap())
        .collect();
    assert_eq!(rows, [2, 3], "every defect by its row: {refused:?}");
    let table = run(folder, "school import wrong.csv");
    assert!(
        table.stdout.contains("Dòng") && table.stderr.contains("2 lỗi"),
        "{table:?}"
    );
    write("schools.csv", SCHOOLS);
    assert_eq!(done(&own("school import schools.csv"))["created"], 2);
    let found = done(&own("school list --search chieu"));
    assert_eq!(found[0]["code"], "0020301001", "leading zeros stay: {found}");

    let change = "school update 0020301001 --principal Lan --phone 0205123456";
    let previewed = done(&own(&format!("{change} --dry-run")));
    assert_eq!(previewed["principal"], "Lan");
    assert!(done(&own("school get 0020301001"))["principal"].is_null());
    let changed = done(&own(change));
    for what in [
        "display_name",
        "code",
        "school_type",
        "commune",
        "managed_by",
        "ownership",
    ] {
        assert_eq!(changed[what], found[0][what], "what was not said stays: {what}");
    }
    assert_eq!(changed["phone"], "0205123456");
    let seen = found[0]["etag"].as_str().unwrap();
    let stale = own(&format!("{change} --if-match {seen}"));
    assert_eq!(stale.code, 6, "it has changed since: {stale:?}");
    let moved = done(&own(
        "school update 0020301001 --type primary --commune H37.26.02",
    ));
    assert_eq!(
        (&moved["school_type"], &moved["principal"]),
        (&"primary".into(), &"Lan".into())
    );
    assert_ne!(moved["commune"], changed["commune"]);
    done(&own(
        "school update 0020301001 --type preschool --commune H37.26.01",
    ));

    write("plan.toml", PLAN);
    let drafted = done(&as_role(folder, "department_officer", "plan create plan.toml"));
    assert_eq!(
        (&drafted["state"], &drafted["items"][0]["kind"]),
        (&"draft".into(), &"new".into())
    );
    let approve = "plan approve 2024 --number 05/KH-SGDĐT";
    assert_eq!(
        as_role(folder, "department_officer", approve).code,
        5,
        "only a leader approves"
    );
    let approved = done(&as_role(folder, "department_leader", approve));
    assert_eq!(approved["document_number"], "05/KH-SGDĐT");
    let progress = done(&own("plan progress 2024"));
    assert_eq!(progress["items"][0]["progress"], "planned");

    let close = "school close 0020301002 --document 12/QĐ-UBND --on 2024-01-01";
    assert_eq!(own(close).code, 2, "nobody can be asked, and --yes was not said");
    assert_eq!(done(&own(&format!("{close} --yes --dry-run")))["state"], "closed");
    assert_eq!(done(&own("school get 0020301002"))["state"], "active");

    let written = done(&own("school export schools.xlsx"));
    assert!(written["bytes"].as_u64().unwrap() > 1_000, "{written}");
    assert_eq!(
        own("school export schools.xlsx").code,
        6,
        "what is there is not overwritten"
    );
    assert_eq!(done(&own("school import schools.xlsx"))["unchanged"], 2);
}
