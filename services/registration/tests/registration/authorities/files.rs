//! Authorities from files, and back.

use proto::exchange::{ImportHeader, SheetFormat};
use proto::registration as wire;

use crate::builders::school;
use crate::files::{counts, header, places};
use crate::world::{World, administrator, id, officer};

const FILE: &str = "\
Mã định danh;Mã cũ;Tên cơ quan;Cấp;Cơ quan cấp trên;Từ ngày;Đến ngày;Cơ quan kế thừa;Văn bản chấm dứt
H37.14.1;000.01.14.H37;Ủy ban nhân dân xã Bắc Sơn;Cấp xã;;01/7/2025;;;
H37.14.2;;Ủy ban nhân dân xã Nam Sơn;Cấp xã;;2025-07-01;;;
H37.14.9;;Ủy ban nhân dân huyện Bắc Sơn;Cấp huyện;;;30/6/2025;xã Bắc Sơn;Nghị quyết 202/2025/QH15
H37.14.91;;Ủy ban nhân dân xã Sơn Cũ;Cấp xã;H37.14.9;;30/6/2025;xã Nam Sơn;Nghị quyết 202/2025/QH15
";

async fn a_tree_comes_in_with_its_ends_and_goes_out_the_same(world: World) {
    world.at("2025-07-01T08:00:00+07:00");
    let preview = ImportHeader {
        validate_only: true,
        ..header()
    };
    let report = world
        .import_authorities(&administrator(), preview, FILE.as_bytes())
        .await
        .unwrap();
    assert_eq!(
        (counts(&report), report.written),
        ((4, 0, 0), false),
        "{report:?}"
    );
    let report = world
        .import_authorities(&administrator(), header(), FILE.as_bytes())
        .await
        .unwrap();
    assert_eq!(
        (report.rows, counts(&report), report.written),
        (4, (4, 0, 0), true),
        "{report:?}"
    );

    let by_old_code = wire::GetAuthorityRequest {
        name: "authorities/000.01.14.H37".to_owned(),
    };
    let north = world
        .authorities(&officer())
        .get_authority(by_old_code)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(north.display_name, "Ủy ban nhân dân xã Bắc Sơn");
    let district = wire::GetAuthorityRequest {
        name: "authorities/H37.14.9".to_owned(),
    };
    let district = world
        .authorities(&officer())
        .get_authority(district)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(district.successors, std::slice::from_ref(&north.name));
    assert_eq!(
        world.history(id(&district.name)).await,
        ["authority_entered", "authority_ended"]
    );

    for format in [SheetFormat::Xlsx, SheetFormat::Csv] {
        let file = world.export_authorities(&officer(), format).await;
        let report = world
            .import_authorities(&administrator(), header(), &file)
            .await
            .unwrap();
        assert_eq!(report.defects, [], "{format:?}");
        assert_eq!(counts(&report), (0, 0, 5), "with the department");
    }
}

async fn schools_follow_what_a_file_says_of_their_authorities(world: World) {
    world.at("2025-07-01T08:00:00+07:00");
    let commune = world.commune().await;
    let entered = world.enter("Tiểu học Bắc Sơn").await;
    let file = "Mã định danh,Tên cơ quan,Cấp\nH37.14.1,Ủy ban nhân dân phường Bắc Sơn,Cấp xã\n";
    let report = world
        .import_authorities(&administrator(), header(), file.as_bytes())
        .await
        .unwrap();
    assert_eq!(counts(&report), (0, 1, 0));
    let after = world.look_up(&officer(), &entered.name).await.unwrap();
    assert_eq!(
        (after.commune, after.commune_name.as_str()),
        (commune.name, "Ủy ban nhân dân phường Bắc Sơn")
    );
    assert_eq!(after.display_name, school("Tiểu học Bắc Sơn").display_name);
}

async fn what_is_wrong_with_a_file_is_said_all_at_once(world: World) {
    world.at("2025-07-01T08:00:00+07:00");
    let file = "\
Mã định danh,Mã cũ,Tên cơ quan,Cấp,Cơ quan cấp trên,Từ ngày,Đến ngày,Cơ quan kế thừa,Văn bản chấm dứt,Thư điện tử
37.14,,Ủy ban nhân dân xã A,Cấp xã,,,,,,
H37.14.2,H37,Ủy ban nhân dân xã B,Cấp xã,,,,,,
H37.14.3,,,Cấp xã,,,,,,
H37.14.4,,Ủy ban nhân dân xã D,Cấp tỉnh,,,,,,
H37.14.5,,Ủy ban nhân dân xã E,Cấp xã,Huyện Không Có,,,,,
H37.14.6,,Ủy ban nhân dân xã F,Cấp xã,,32/1/2025,,,,
H37.14.7,,Ủy ban nhân dân xã G,Cấp xã,,,30/6/2025,Xã Không Có,Nghị quyết 202,
H37.14.8,,Ủy ban nhân dân xã H,Cấp xã,,,,,,không phải thư
H37.14.8,,Ủy ban nhân dân xã I,Cấp xã,,,,,,
H37.15,,Sở khác,Sở,,,,,,
";
    let report = world
        .import_authorities(&administrator(), header(), file.as_bytes())
        .await
        .unwrap();
    let expected = [
        (2, "Mã định danh"),
        (3, "Mã cũ"),
        (4, "Tên cơ quan"),
        (5, "Cấp"),
        (6, "Cơ quan cấp trên"),
        (7, "Từ ngày"),
        (8, "Cơ quan kế thừa"),
        (9, "Thư điện tử"),
        (10, "Mã định danh"),
        (11, "Mã định danh"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(row, column)| (*row, (*column).to_owned()))
        .collect();
    assert_eq!(places(&report), expected, "{report:#?}");
    assert!(!report.written);
    let all = world
        .authorities(&officer())
        .list_authorities(wire::ListAuthoritiesRequest::default())
        .await;
    assert_eq!(
        all.unwrap().into_inner().authorities.len(),
        1,
        "only the department"
    );
}

ground::both!(World:
    a_tree_comes_in_with_its_ends_and_goes_out_the_same,
    schools_follow_what_a_file_says_of_their_authorities,
    what_is_wrong_with_a_file_is_said_all_at_once,
);
