//! Reviewers from files, and back.

use ground::{chains_must_hold, number};
use proto::exchange::{ImportHeader, SheetFormat};
use proto::review as wire;
use sheet::{Column, Format, Value};

use super::{Desk, counts, full, header, id, officer_of, person, places, school, school_fact};

ground::both!(Desk:
    every_error_of_a_file_is_found_and_nothing_is_written,
    what_goes_out_comes_in_unchanged,
    a_row_is_the_person_of_its_code_or_of_its_name_and_mail,
    a_column_that_is_not_there_changes_nothing,
);

/// The columns of the form, in an order of the test's own.
const COLUMNS: &[Column] = &[
    Column::text("Họ và tên"),
    Column::code("Mã"),
    Column::text("Thư điện tử"),
    Column::code("Điện thoại"),
    Column::text("Vào ngành từ ngày"),
    Column::text("Số chứng nhận tập huấn"),
    Column::text("Ngày hoàn thành tập huấn"),
    Column::text("Cơ quan ngoài ngành (lĩnh vực phụ trách)"),
    Column::text("Chuyên môn"),
    Column::text("Cấp học"),
    Column::text("Quá trình công tác"),
    Column::text("Quan hệ đã khai"),
    Column::text("Thời gian không tham gia"),
    Column::text("Số trường tối đa một đợt"),
];

/// A row without a fault.
fn sound(index: usize) -> Vec<String> {
    [
        format!("Người đánh giá {index}"),
        format!("CB{index:04}"),
        format!("nguoi{index}@bacson.example"),
        format!("09{index:08}"),
        "01/9/2005".to_owned(),
        "0012".to_owned(),
        "30-6-2019".to_owned(),
        String::new(),
        "Toán; Quản lý trường học".to_owned(),
        "tiểu học; THCS\nTH, THCS&THPT".to_owned(),
        "0001 | Giáo viên | 01/9/2005 | 31/8/2012\n\nPhòng Giáo dục | Chuyên viên | 2012-09-01".to_owned(),
        "Trường Tiểu học Bắc Sơn | Người thân | em gái".to_owned(),
        "01/7/2024 | 15/7/2024 | nghỉ phép".to_owned(),
        "3".to_owned(),
    ]
    .into()
}

fn file(format: Format, rows: &[Vec<String>]) -> Vec<u8> {
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|cell| Value::text(cell)).collect());
    sheet::write(format, "Người đánh giá", COLUMNS, rows).unwrap()
}

/// Faults of every kind: the column, and what is put into it instead.
const FAULTS: &[(usize, &str)] = &[
    (0, ""),
    (1, "mã có dấu"),
    (1, "CB0000"),
    (2, "không phải thư"),
    (4, ""),
    (4, "31/02/2020"),
    (4, "01/9/2030"),
    (6, ""),
    (6, "hôm qua"),
    (6, "01/9/2030"),
    (9, "Đại học"),
    (10, "0001 | Giáo viên"),
    (10, " | Giáo viên | 01/9/2005"),
    (10, "0001 | Giáo viên | 01/9/2012 | 01/9/2005"),
    (10, "0001 | Giáo viên | 01/9/2005 | 01/9/2006 | thừa"),
    (11, "0001 | hàng xóm"),
    (11, "Trường Không Có | Người thân"),
    (12, "01/7/2024"),
    (12, "01/7/2024 | 30/6/2024"),
    (13, "101"),
];

async fn every_error_of_a_file_is_found_and_nothing_is_written(desk: Desk) {
    desk.learn(1, school_fact(1, 1, "Trường Tiểu học Bắc Sơn", "0001"))
        .await;
    let mut rows: Vec<_> = (0..=FAULTS.len()).map(sound).collect();
    let mut expected = Vec::new();
    for (index, (column, text)) in FAULTS.iter().enumerate() {
        rows[index + 1][*column] = (*text).to_owned();
        expected.push((index as u32 + 3, COLUMNS[*column].heading.to_owned()));
    }
    for format in [Format::Xlsx, Format::Csv] {
        let header = header();
        let report = desk
            .import(&officer_of(1), header.clone(), &file(format, &rows))
            .await
            .unwrap();
        assert_eq!(places(&report), expected, "{report:#?}");
        assert_eq!((report.rows, report.written), (rows.len() as u32, false));
        let connection = desk.journal.database.reader();
        assert_eq!(number(connection, "SELECT COUNT(*) FROM reviewers").await, 0);
        assert_eq!(
            number(
                connection,
                "SELECT COUNT(*) FROM requests WHERE method = 'ImportReviewers'"
            )
            .await,
            0,
            "not even the request, so the mended file may come under the same key"
        );
        if format == Format::Csv {
            let mended: Vec<_> = (0..3).map(sound).collect();
            let report = desk
                .import(&officer_of(1), header, &file(format, &mended))
                .await
                .unwrap();
            assert_eq!((counts(&report), report.written), ((3, 0, 0), true));
        }
    }
    // Of one cell everything at once, each by its line.
    let mut row = sound(7);
    row[10] = "0001 | Giáo viên\nA | B | C".to_owned();
    let report = desk
        .import(&officer_of(1), header(), &file(Format::Csv, &[row]))
        .await
        .unwrap();
    assert_eq!(report.defects.len(), 1, "{report:?}");
    let message = &report.defects[0].message;
    assert!(
        message.contains("dòng 1") && message.contains("dòng 2"),
        "{message}"
    );
}

async fn what_goes_out_comes_in_unchanged(desk: Desk) {
    desk.learn(1, school_fact(1, 1, "Trường Tiểu học Bắc Sơn", "0001"))
        .await;
    desk.learn(1, school_fact(2, 1, "Trường Mầm non Hoa Sen", ""))
        .await;
    desk.learn(1, school_fact(3, 1, "Trường Mầm non Hoa Sen", ""))
        .await;
    desk.learn(1, school_fact(4, 2, "Trường tỉnh khác", "0004")).await;
    let caller = officer_of(1);
    let content = file(Format::Xlsx, &(0..5).map(sound).collect::<Vec<_>>());
    let tried = ImportHeader {
        validate_only: true,
        ..header()
    };
    let preview = desk.import(&caller, tried, &content).await.unwrap();
    assert_eq!((counts(&preview), preview.written), ((5, 0, 0), false));
    let all = wire::ListReviewersRequest::default;
    assert!(desk.list(&caller, all()).await.is_empty());
    let written = header();
    let report = desk.import(&caller, written.clone(), &content).await.unwrap();
    assert_eq!((counts(&report), report.written), ((5, 0, 0), true), "{report:?}");
    assert_eq!(
        desk.import(&caller, written, &content).await.unwrap(),
        report,
        "a retry"
    );

    // Besides the rows of files: whatever can be said over the wire.
    for (name, called) in [
        ("Đặng Thị Hoà", school(2)),
        ("Nguye\u{302}\u{303}n Hoàng", school(3)),
        ("Lê Văn Tám", school(4)),
        ("Bùi Thị Chín", school(404)),
    ] {
        desk.enter(&caller, full(name, "", &called)).await;
    }
    for field_in_charge in ["", "Trẻ em"] {
        let outside = wire::Reviewer {
            in_sector_since: String::new(),
            from_other_department: true,
            field_in_charge: field_in_charge.to_owned(),
            ..person(&format!("Người ngoài ngành {field_in_charge}"))
        };
        desk.enter(&caller, outside).await;
    }
    let one = desk.list_one(&caller, "CB0003").await;
    assert_eq!((one.career[0].school.clone(), one.career.len()), (school(1), 2));
    assert_eq!(
        (one.relations[0].school.clone(), one.levels.len()),
        (school(1), 3)
    );
    assert_eq!(
        (
            one.phone.as_str(),
            one.absences[0].until.as_str(),
            one.most_schools
        ),
        ("0900000003", "2024-07-15", 3)
    );
    for format in [SheetFormat::Xlsx, SheetFormat::Csv] {
        let exported = desk.export(&caller, format).await;
        let report = desk.import(&caller, header(), &exported).await.unwrap();
        assert_eq!(
            (report.defects.as_slice(), counts(&report)),
            ([].as_slice(), (0, 0, 11)),
            "{format:?}"
        );
    }
    assert_eq!(
        desk.history(id(&one.name)).await,
        ["reviewer_entered"],
        "nothing happened"
    );
    chains_must_hold(&desk.journal).await;
}

async fn a_row_is_the_person_of_its_code_or_of_its_name_and_mail(desk: Desk) {
    let caller = officer_of(1);
    let import = async |rows: &[[&str; 4]]| {
        let mut text = "Mã,Họ và tên,Thư điện tử,Vào ngành từ ngày\n".to_owned();
        for row in rows {
            text += &(row.join(",") + "\n");
        }
        desk.import(&caller, header(), text.as_bytes()).await.unwrap()
    };
    let report = import(&[
        ["CB1", "Nguyễn Thị Hoà", "a@b.vn", "2005-09-01"],
        ["", "Lê Văn Tám", "a@b.vn", "2005-09-01"],
        ["", "Lê Văn Tám", "c@d.vn", "2005-09-01"],
    ])
    .await;
    assert_eq!(counts(&report), (3, 0, 0), "{report:?}");
    let report = import(&[
        ["CB1", "nguyen thi hoa", "moi@b.vn", "2005-09-01"],
        ["CB2", "Lê Văn Tám", "a@b.vn", "2005-09-01"],
        ["", "Lê Văn Tám", "c@d.vn", "2005-09-01"],
    ])
    .await;
    assert_eq!(counts(&report), (0, 2, 1), "a mail, a code, nothing: {report:?}");
    for (rows, place) in [
        (vec![["CB1", "Người Khác", "", "2005-09-01"]], (2, "Họ và tên")),
        (
            vec![
                ["CB2", "Lê Văn Tám", "", "2005-09-01"],
                ["CB2", "Lê Văn Tám", "", "2005-09-01"],
            ],
            (3, "Mã"),
        ),
        (
            vec![
                ["", "Bùi Chín", "", "2005-09-01"],
                ["", "Bùi Chín", "", "2005-09-01"],
            ],
            (3, "Họ và tên"),
        ),
    ] {
        let report = import(&rows).await;
        assert_eq!(places(&report), [(place.0, place.1.to_owned())], "{report:?}");
    }
    desk.enter(&caller, person("Trần Mười")).await;
    desk.enter(&caller, person("Trần Mười")).await;
    let report = import(&[["", "Trần Mười", "", "2005-09-01"]]).await;
    assert_eq!(places(&report), [(2, "Mã".to_owned())], "which of the two?");
}

async fn a_column_that_is_not_there_changes_nothing(desk: Desk) {
    let caller = officer_of(1);
    let before = desk
        .enter(&caller, full("Nguyễn Thị Hoà", "CB-01", &school(1)))
        .await;
    let content = "Mã,Họ và tên,Điện thoại\nCB-01,Nguyễn Thị Hoà,0999\n".as_bytes();
    let report = desk.import(&caller, header(), content).await.unwrap();
    assert_eq!(counts(&report), (0, 1, 0), "{report:?}");
    let after = desk.get(&caller, &before.name).await.unwrap();
    let expected = wire::Reviewer {
        phone: "0999".to_owned(),
        etag: after.etag.clone(),
        ..before
    };
    assert_eq!(after, expected);
}

impl Desk {
    /// The only one whom `search` finds.
    async fn list_one(&self, identity: &platform::identity::Identity, search: &str) -> wire::Reviewer {
        let asked = wire::ListReviewersRequest {
            search: search.to_owned(),
            ..wire::ListReviewersRequest::default()
        };
        let found = self.reviewers(identity).list_reviewers(asked).await.unwrap();
        let [only] = <[_; 1]>::try_from(found.into_inner().reviewers).unwrap();
        only
    }
}
