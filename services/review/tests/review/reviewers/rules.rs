//! The rules of a reviewer's form, without a database.

use calendar::Day;
use proto::fact::SchoolType;
use review::domain::{
    AbsenceForm, Directory, KnownSchool, PostForm, RelationForm, RelationKind, Reviewer, ReviewerForm,
    ReviewerRefusal, TrainingForm,
};
use uuid::Uuid;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn today() -> Day {
    day("2024-06-05")
}

fn form() -> ReviewerForm {
    ReviewerForm {
        name: "Nguyễn Thị Hoà".to_owned(),
        in_sector_since: "2005-09-01".to_owned(),
        ..ReviewerForm::default()
    }
}

fn enter(form: ReviewerForm, schools: &Directory) -> Result<Reviewer, ReviewerRefusal> {
    let entered = Reviewer::enter(Uuid::from_u128(1), None, form, schools, today());
    entered.map(|(reviewer, _)| reviewer)
}

fn entered(form: ReviewerForm) -> Reviewer {
    enter(form, &Directory::default()).unwrap()
}

/// The fields that are wrong with `form`.
fn wrong(form: ReviewerForm, schools: &Directory) -> Vec<String> {
    match enter(form, schools) {
        Err(ReviewerRefusal::Fields(fields)) => fields.into_iter().map(|(field, _)| field).collect(),
        other => panic!("{other:?}"),
    }
}

fn post(employer: &str, from: &str, until: &str) -> PostForm {
    PostForm {
        employer: employer.to_owned(),
        from: from.to_owned(),
        until: until.to_owned(),
        ..PostForm::default()
    }
}

fn known(number: u128, code: &str, name: &str, is_open: bool) -> KnownSchool {
    KnownSchool {
        id: Uuid::from_u128(number),
        code: code.to_owned(),
        name: name.to_owned(),
        school_type: SchoolType::Primary,
        commune: "Bắc Sơn".to_owned(),
        commune_id: None,
        province_id: None,
        is_open,
    }
}

#[test]
fn every_defect_of_a_form_is_found_at_once() {
    let schools = Directory::new(vec![
        known(7, "", "Tiểu học Hoa Sen", true),
        known(8, "", "Tiểu học Hoa Sen", true),
    ]);
    let relation = |school: &str, kind, note: &str| RelationForm {
        school: school.to_owned(),
        kind,
        note: note.to_owned(),
    };
    let absence = |from: &str, until: &str, reason: &str| AbsenceForm {
        from: from.to_owned(),
        until: until.to_owned(),
        reason: reason.to_owned(),
    };
    let form = ReviewerForm {
        code: "mã có dấu".to_owned(),
        name: " ".to_owned(),
        email: "a@b@c".to_owned(),
        in_sector_since: "2024-06-06".to_owned(),
        training: Some(TrainingForm {
            completed_on: "2024-06-06".to_owned(),
            ..TrainingForm::default()
        }),
        fields: vec!["Toán; Lý".to_owned()],
        levels: vec![SchoolType::Unspecified],
        career: vec![
            post("", "", "2020-01-01"),
            post("A | B", "2020-02-01", "2020-01-31"),
            post("tiểu học hoa sen", "2020-01-01", "hôm nay"),
            PostForm {
                school: "không có".to_owned(),
                position: "một\nhai".to_owned(),
                ..post("", "2020-01-01", "")
            },
        ],
        relations: vec![
            relation("", None, "a|b"),
            relation("hoa sen", Some(RelationKind::Relative), ""),
        ],
        absences: vec![absence("", "", "x\ny"), absence("2024-02-02", "2024-02-01", "")],
        most_schools: 101,
        ..form()
    };
    let expected = [
        "display_name",
        "code",
        "email",
        "in_sector_since",
        "training.completed_on",
        "fields[0]",
        "levels",
        "career[0].from",
        "career[0].employer",
        "career[1].until",
        "career[1].employer",
        "career[2].until",
        "career[2].employer",
        "career[3].position",
        "career[3].school",
        "relations[0].school",
        "relations[0].kind",
        "relations[0].note",
        "relations[1].school",
        "absences[0].from",
        "absences[0].until",
        "absences[0].reason",
        "absences[1].until",
        "most_schools",
    ];
    assert_eq!(
        wrong(form, &schools),
        expected.map(|field| format!("reviewer.{field}"))
    );
}

#[test]
fn only_someone_from_outside_may_have_no_day_in_the_sector() {
    let without = ReviewerForm {
        in_sector_since: String::new(),
        ..form()
    };
    assert_eq!(
        wrong(without.clone(), &Directory::default()),
        ["reviewer.in_sector_since"]
    );
    let outside = entered(ReviewerForm {
        other_department: Some("Trẻ em".to_owned()),
        ..without
    });
    assert_eq!(
        (outside.sector_day(), outside.years_in_sector(today())),
        (None, 0)
    );
    assert_eq!(entered(form()).years_in_sector(day("2024-08-31")), 18);
    assert_eq!(entered(form()).years_in_sector(day("2024-09-01")), 19);
}

#[test]
fn a_training_has_a_day() {
    let form = ReviewerForm {
        training: Some(TrainingForm::default()),
        ..form()
    };
    assert_eq!(
        wrong(form, &Directory::default()),
        ["reviewer.training.completed_on"]
    );
}

#[test]
fn a_career_runs_from_the_oldest_post_and_lists_say_nothing_twice() {
    let reviewer = entered(ReviewerForm {
        career: vec![
            post("Sở", "2015-01-01", ""),
            post("Phòng", "2010-01-01", "2014-12-31"),
            post("Trường", "2010-01-01", "2010-01-01"),
        ],
        fields: vec![" Toán ".to_owned(), String::new(), "Toán".to_owned()],
        levels: vec![
            SchoolType::LowerSecondary,
            SchoolType::Primary,
            SchoolType::Primary,
        ],
        most_schools: 0,
        ..form()
    });
    let employers: Vec<_> = reviewer
        .career
        .iter()
        .map(|post| post.employer.as_str())
        .collect();
    assert_eq!(employers, ["Trường", "Phòng", "Sở"]);
    assert_eq!(reviewer.fields, ["Toán"]);
    assert_eq!(reviewer.levels, [SchoolType::Primary, SchoolType::LowerSecondary]);
    assert_eq!(reviewer.most_schools, None);
}

#[test]
fn a_school_is_found_by_its_code_its_name_and_its_resource_name() {
    let schools = Directory::new(vec![
        known(1, "001", "Trường Tiểu học Bắc Sơn", true),
        known(2, "002", "Trường Tiểu học Vũ Lễ", false),
        known(3, "002", "Trường Tiểu học Vũ Lễ", true),
        known(4, "", "Trường Tiểu học Tân Tri", true),
        known(5, "", "Trường Tiểu học Tân Tri", true),
    ]);
    let resource = format!("schools/{}", Uuid::from_u128(9));
    for (text, found) in [
        ("001", Some(1)),
        (" TRUONG  tieu hoc bac son", Some(1)),
        ("Trường Tiểu học Vũ Lễ", Some(3)),
        ("002", Some(3)),
        (resource.as_str(), Some(9)),
        ("Trường Tiểu học Khác", None),
        ("", None),
    ] {
        assert_eq!(schools.named(text), Ok(found.map(Uuid::from_u128)), "{text}");
    }
    assert!(schools.named("trường tiểu học tân tri").is_err(), "two of them");
    for (id, written) in [(1, "001"), (3, "002")] {
        assert_eq!(schools.written(Uuid::from_u128(id)), written);
    }
    for id in [2, 4, 9] {
        let id = Uuid::from_u128(id);
        assert_eq!(
            schools.written(id),
            format!("schools/{id}"),
            "nothing shorter finds it"
        );
    }
}

#[test]
fn a_post_at_a_listed_school_has_its_name_and_keeps_the_one_it_had() {
    let before = Directory::new(vec![known(1, "001", "Trường Cũ", true)]);
    let career = || ReviewerForm {
        career: vec![post("001", "2010-01-01", "")],
        ..form()
    };
    let reviewer = enter(career(), &before).unwrap();
    let held = reviewer.career.first().unwrap();
    assert_eq!(
        (held.school, held.employer.as_str()),
        (Some(Uuid::from_u128(1)), "Trường Cũ")
    );
    assert!(reviewer.worked_at(Uuid::from_u128(1), today()));
    let after = Directory::new(vec![known(1, "001", "Trường Mới", true)]);
    let (again, _) = reviewer.change(career(), &after, today()).unwrap();
    assert!(
        again.is_like(&reviewer),
        "a new name of the school changes nobody's past"
    );
    let unknown = PostForm {
        school: format!("schools/{}", Uuid::from_u128(9)),
        ..post("Trường Xa", "2010-01-01", "")
    };
    let elsewhere = enter(
        ReviewerForm {
            career: vec![unknown],
            ..form()
        },
        &before,
    );
    let held = elsewhere.unwrap().career.remove(0);
    assert_eq!(
        (held.school, held.employer.as_str()),
        (Some(Uuid::from_u128(9)), "Trường Xa")
    );
}

#[test]
fn nobody_retires_in_the_future_without_a_reason_or_twice() {
    let reviewer = entered(form());
    let fields = |refusal| match refusal {
        Err(ReviewerRefusal::Fields(fields)) => fields.into_iter().map(|(field, _)| field).collect(),
        other => panic!("{other:?}"),
    };
    let found: Vec<String> = fields(reviewer.retire("2024-06-06", " ", today()));
    assert_eq!(found, ["on", "reason"]);
    let found: Vec<String> = fields(reviewer.retire("", "nghỉ hưu", today()));
    assert_eq!(found, ["on"]);
    let (retired, _) = reviewer.retire("2024-06-05", "nghỉ hưu", today()).unwrap();
    assert!(retired.is_retired(today()) && !retired.is_retired(today().eve()));
    let gone = ReviewerRefusal::Retired {
        name: reviewer.name.clone(),
        on: today(),
    };
    assert_eq!(
        retired.retire("2024-06-05", "nghỉ hưu", today()),
        Err(gone.clone())
    );
    assert_eq!(retired.change(form(), &Directory::default(), today()), Err(gone));
}

#[test]
fn a_code_is_one_persons_within_a_province_while_they_are_on_the_list() {
    let with_code = |number: u128, province_id: Option<Uuid>| {
        let form = ReviewerForm {
            code: "CB01".to_owned(),
            ..form()
        };
        let id = Uuid::from_u128(number);
        Reviewer::enter(id, province_id, form, &Directory::default(), today())
            .unwrap()
            .0
    };
    let (one, two) = (with_code(1, None), with_code(2, None));
    assert_eq!(
        one.must_have_its_own_code(std::slice::from_ref(&one)),
        Ok(()),
        "their own"
    );
    assert!(matches!(
        one.must_have_its_own_code(std::slice::from_ref(&two)),
        Err(ReviewerRefusal::CodeTaken { .. })
    ));
    let elsewhere = with_code(3, Some(Uuid::from_u128(9)));
    assert_eq!(one.must_have_its_own_code(&[elsewhere]), Ok(()));
    let (gone, _) = two.retire("2024-06-05", "nghỉ hưu", today()).unwrap();
    assert_eq!(one.must_have_its_own_code(&[gone]), Ok(()));
}
