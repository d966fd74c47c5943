//! Certificates of paper in an empty system: read from a file, revoked by two people and restored; and what the register
//! says of each day.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Ran, Serving, as_role, done, kiemdinh, run};

const AUTHORITIES: &str = "\
Mã định danh,Tên cơ quan,Cấp,Cơ quan cấp trên
H37.26,Phòng Giáo dục và Đào tạo huyện Bắc Sơn,Cấp huyện,H37.14
H37.26.01,Ủy ban nhân dân xã Chiêu Vũ,Cấp xã,H37.26
";
const SCHOOLS: &str = "\
Mã trường,Tên trường,Loại trường,Loại hình,\"Xã, phường\",Cơ quan quản lý
0020301001,Trường Mầm non xã Chiêu Vũ,Mầm non,Công lập,H37.26.01,H37.26
0020301002,Trường TH&THCS xã Chiêu Vũ,TH&THCS,Công lập,H37.26.01,H37.26
";
const CERTIFICATES: &str = "\
Mã trường,Danh hiệu/Cấp độ,Số chứng nhận,Số quyết định,Ngày công nhận,Hiệu lực từ,Hiệu lực đến,Loại
0020301001,Đạt chuẩn quốc gia mức độ 1,15/GCN-UBND,88/QĐ-UBND,06/9/2021,,06/9/2026,Công nhận lại
0020301002,Cấp độ 2,31/GCN-SGDĐT,120/QĐ-SGDĐT,15/10/2021,,15/10/2026,Công nhận mới
";

/// Someone at a command line, whose arguments may hold spaces.
fn says(folder: &Path, role: &str, arguments: &[&str]) -> Ran {
    let token = format!("{role}.token");
    let output = kiemdinh(folder)
        .args(arguments)
        .args(["--token-file", &token, "-o", "json"])
        .stdin(std::process::Stdio::null())
        .output();
    output.unwrap().into()
}

/// What the register says of the certificate `number` on `on`; none when it knows none.
fn state(folder: &Path, number: &str, on: &str) -> Option<String> {
    let entries = done(&run(folder, &format!("register search --on {on} -o json")));
    let own = entries
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["number"] == number)?;
    Some(own["state"].as_str().unwrap().to_owned())
}

/// Registration tells recognition of its schools; until it has, the file does not fit.
fn read_in(folder: &Path, file: &str) -> Value {
    let bound = Instant::now() + Duration::from_secs(60);
    loop {
        let ran = as_role(
            folder,
            "department_officer",
            &format!("certificate import {file}"),
        );
        if ran.code == 0 {
            return ran.json();
        }
        assert!(Instant::now() < bound, "{ran:?}");
        std::thread::yield_now();
    }
}

fn entered_system(folder: &Path) -> Serving {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let serving = Serving::start(folder, "2024-01-02");
    write("authorities.csv", AUTHORITIES);
    write("schools.csv", SCHOOLS);
    write("certificates.csv", CERTIFICATES);
    write("text.txt", "toàn văn quyết định");
    for role in ["department_officer", "department_leader", "province"] {
        as_role(folder, role, "school list");
    }
    done(&run(folder, "authority import authorities.csv -o json"));
    done(&run(folder, "school import schools.csv -o json"));
    let school = done(&run(folder, "school get 0020301001 -o json"));
    let school = school["name"].as_str().unwrap();
    let token = run(
        folder,
        &format!("token --role school --person Lan --scope {school}"),
    );
    write("school.token", &token.stdout);
    serving
}

#[test]
fn certificates_of_paper_are_entered_revoked_and_restored() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let _serving = entered_system(folder);
    let imported = read_in(folder, "certificates.csv");
    assert_eq!(
        (&imported["created"], &imported["written"]),
        (&2.into(), &true.into())
    );
    let wrong = CERTIFICATES
        .replace("06/9/2026", "06/9/2020")
        .replace("Cấp độ 2", "Cấp độ 9");
    std::fs::write(folder.join("wrong.csv"), wrong).unwrap();
    let refused = as_role(folder, "department_officer", "certificate import wrong.csv");
    assert_eq!(refused.code, 7, "{refused:?}");
    let rows: Vec<u64> = refused.problem()["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["row"].as_u64().unwrap())
        .collect();
    assert!(
        rows.contains(&2) && rows.contains(&3),
        "every defect by its row: {refused:?}"
    );
    assert_eq!(state(folder, "31/GCN-SGDĐT", "31/12/2020"), None);
    assert_eq!(
        state(folder, "31/GCN-SGDĐT", "31/12/2023").as_deref(),
        Some("in_force")
    );

    must_remedy(folder);
    must_revoke_and_restore(folder);
    must_count(folder);
    assert_eq!(
        done(&run(folder, "audit verify -o json"))["findings"],
        serde_json::json!([])
    );
}

fn named(folder: &Path, number: &str) -> String {
    let all = done(&run(folder, "certificate list -o json"));
    let own = all
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["number"] == number)
        .unwrap();
    own["name"].as_str().unwrap().to_owned()
}

/// An order to remedy: prepared, signed by the province that recognised, reported by the school, concluded.
fn must_remedy(folder: &Path) {
    let name = named(folder, "15/GCN-UBND");
    let draft = |by: &str| {
        let words = [
            "certificate",
            "measure",
            "draft",
            &name,
            "remedy_order",
            "--reasons",
            "kiểm tra đột xuất",
            "--text",
            "text.txt",
            "--requirement",
            "bổ sung phòng giáo dục nghệ thuật",
            "--remedy-by",
            by,
        ];
        says(folder, "department_officer", &words)
    };
    let past = draft("01/01/2024");
    assert_eq!(past.code, 7, "a term that is over: {past:?}");
    assert_eq!(done(&draft("31/5/2024"))["prepared"]["measure"], "remedy_order");
    let signed = done(&as_role(
        folder,
        "province",
        &format!("certificate measure sign {name}"),
    ));
    assert_eq!(signed["remedy"]["remedy_by"], "2024-05-31", "{signed}");
    let report = [
        "certificate",
        "remedy",
        "report",
        &name,
        "--summary",
        "đã xây xong",
        "--report",
        "text.txt",
    ];
    let reported = done(&says(folder, "school", &report));
    assert!(reported["remedy"]["reported_at"].is_string(), "{reported}");
    let conclude = format!("certificate remedy conclude {name} --accept");
    let concluded = done(&as_role(folder, "department_officer", &conclude));
    assert_eq!(concluded["remedy"]["accepted"], true);
    let read = run(folder, &format!("certificate get {name}")).stdout;
    assert!(
        read.contains("đã khắc phục xong") && read.contains("yêu cầu khắc phục"),
        "{read}"
    );
}

/// The Sở concludes, one person prepares, another signs; the past stays what it was.
fn must_revoke_and_restore(folder: &Path) {
    let name = named(folder, "31/GCN-SGDĐT");
    let conclude = [
        "certificate",
        "conclude-revocation",
        &name,
        "--reasons",
        "không còn đủ điều kiện",
        "--document",
    ];
    let asked = says(
        folder,
        "department_leader",
        &[&conclude[..], &["46/KL-SGDĐT"]].concat(),
    );
    assert_eq!(asked.code, 2, "nobody can be asked, and --yes was not said");
    let concluded = says(
        folder,
        "department_leader",
        &[&conclude[..], &["46/KL-SGDĐT", "--yes"]].concat(),
    );
    assert!(done(&concluded)["revocation"].is_object());
    let measure = |kind: &str, reasons: &str| {
        let words = [
            "certificate",
            "measure",
            "draft",
            &name,
            kind,
            "--reasons",
            reasons,
            "--text",
            "text.txt",
        ];
        done(&says(folder, "department_officer", &words));
    };
    let sign = format!("certificate measure sign {name}");
    measure("revocation", "không còn đủ điều kiện");
    assert_eq!(
        as_role(folder, "department_officer", &sign).code,
        5,
        "an officer signs nothing"
    );
    let token = run(
        folder,
        "token --role department_leader --person department_officer",
    );
    std::fs::write(folder.join("same.token"), token.stdout).unwrap();
    let same = says(folder, "same", &["certificate", "measure", "sign", &name]);
    assert_eq!(same.code, 7, "the same person under another account: {same:?}");
    assert_eq!(
        done(&as_role(folder, "department_leader", &sign))["state"],
        "revoked"
    );
    assert_eq!(
        state(folder, "31/GCN-SGDĐT", "02/01/2024").as_deref(),
        Some("revoked")
    );
    assert_eq!(
        state(folder, "31/GCN-SGDĐT", "01/01/2024").as_deref(),
        Some("in_force")
    );

    done(&run(folder, "time advance --to 2024-02-15 -o json"));
    measure("restoration", "đã khắc phục mọi tồn tại");
    assert_eq!(
        done(&as_role(folder, "department_leader", &sign))["state"],
        "in_force"
    );
    assert_eq!(
        state(folder, "31/GCN-SGDĐT", "14/02/2024").as_deref(),
        Some("revoked")
    );
    let spans = done(&run(folder, &format!("certificate get {name} -o json")));
    assert_eq!(spans["spans"].as_array().unwrap().len(), 2, "{spans}");
}

fn must_count(folder: &Path) {
    let set = [
        "statistics",
        "target",
        "set",
        "--on",
        "31/12/2023",
        "--share",
        "63,2",
        "--document",
        "12/KH-UBND",
    ];
    assert_eq!(done(&says(folder, "department_leader", &set))["per_mille"], 632);
    let reached = done(&run(
        folder,
        "statistics attainment --on 31/12/2023 --by school_type -o json",
    ));
    assert_eq!(reached["total"]["target_per_mille"], 632, "{reached}");
    let rechecks = done(&run(
        folder,
        "statistics recheck --from-year 2019 --until-year 2024 -o json",
    ));
    assert_eq!(rechecks.as_array().unwrap().len(), 2, "{rechecks}");
    let written = run(folder, "register export register.json --on 31/12/2023 -o json");
    assert!(done(&written)["bytes"].as_u64().unwrap() > 100);
    let exported: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("register.json")).unwrap()).unwrap();
    assert_eq!(exported.as_array().unwrap().len(), 2, "{exported}");
    let written = run(
        folder,
        "statistics export recheck re.xlsx --from-year 2019 --until-year 2024 -o json",
    );
    assert!(done(&written)["bytes"].as_u64().unwrap() > 1_000);
}
