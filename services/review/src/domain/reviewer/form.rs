//! What is entered about a reviewer, and everything that is wrong with it at once.

use calendar::Day;
use form::Defects;
use proto::fact::SchoolType;
use sheet::clean;
use uuid::Uuid;

use super::schools::{Ambiguous, Directory, id_in};
use super::{Absence, Post, Relation, RelationKind, Reviewer, ReviewerRefusal, Training};

/// More schools than anyone reviews in a season: a larger number is a slip of the keyboard.
pub const MOST_SCHOOLS: u32 = 100;

/// What is entered about a reviewer; days are YYYY-MM-DD.
#[derive(Clone, Debug, Default)]
pub struct ReviewerForm {
    /// The person's code, or empty.
    pub code: String,
    /// The person's name.
    pub name: String,
    /// Where the person receives mail, or empty.
    pub email: String,
    /// The person's telephone number, or empty.
    pub phone: String,
    /// The commune the person works in, or empty.
    pub commune: String,
    /// The first day in the sector; only someone from outside it may leave it empty.
    pub in_sector_since: String,
    /// The Ministry's training, when it was completed.
    pub training: Option<TrainingForm>,
    /// Of someone from outside the sector: the related field that they are in charge of, or empty.
    pub other_department: Option<String>,
    /// Fields the person is expert in.
    pub fields: Vec<String>,
    /// Kinds of school that the person can review.
    pub levels: Vec<SchoolType>,
    /// Where the person worked.
    pub career: Vec<PostForm>,
    /// What ties the person to schools.
    pub relations: Vec<RelationForm>,
    /// When the person cannot be called upon.
    pub absences: Vec<AbsenceForm>,
    /// How many schools in a season; 0 for as many as the season says.
    pub most_schools: u32,
}

/// The Ministry's training, as entered.
#[derive(Clone, Debug, Default)]
pub struct TrainingForm {
    /// The number of the certificate, or empty.
    pub certificate_number: String,
    /// The day it was completed.
    pub completed_on: String,
}

/// A post, as entered.
#[derive(Clone, Debug, Default)]
pub struct PostForm {
    /// The school, as [`Directory::named`] finds it; or empty.
    pub school: String,
    /// The employer's name; a school when it is the code or the name of one.
    pub employer: String,
    /// What the person was there.
    pub position: String,
    /// The first day.
    pub from: String,
    /// The last day; empty while it lasts.
    pub until: String,
}

/// A tie to a school, as declared.
#[derive(Clone, Debug, Default)]
pub struct RelationForm {
    /// The school, as [`Directory::named`] finds it.
    pub school: String,
    /// The tie; nothing when none was given.
    pub kind: Option<RelationKind>,
    /// What the person said about it.
    pub note: String,
}

/// An absence, as entered.
#[derive(Clone, Debug, Default)]
pub struct AbsenceForm {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Why, or empty.
    pub reason: String,
}

impl ReviewerForm {
    /// Every text that may name a school.
    pub fn names_of_schools(&self) -> Vec<String> {
        let posts = self.career.iter().flat_map(|post| [&post.school, &post.employer]);
        let ties = self.relations.iter().map(|relation| &relation.school);
        posts
            .chain(ties)
            .filter(|text| !text.is_empty())
            .cloned()
            .collect()
    }

    /// The form that says what is known of `reviewer`.
    pub fn of(reviewer: &Reviewer) -> Self {
        let school = |id: Uuid| format!("schools/{id}");
        Self {
            code: reviewer.code.clone(),
            name: reviewer.name.clone(),
            email: reviewer.email.clone(),
            phone: reviewer.phone.clone(),
            commune: reviewer.commune.clone(),
            in_sector_since: reviewer
                .sector_day()
                .map(|day| day.to_string())
                .unwrap_or_default(),
            training: reviewer.training.as_ref().map(|training| TrainingForm {
                certificate_number: training.certificate_number.clone(),
                completed_on: training.completed_on.to_string(),
            }),
            other_department: reviewer.other_department.clone(),
            fields: reviewer.fields.clone(),
            levels: reviewer.levels.clone(),
            career: reviewer.career.iter().map(PostForm::of).collect(),
            relations: reviewer
                .relations
                .iter()
                .map(|relation| RelationForm {
                    school: school(relation.school),
                    kind: Some(relation.kind),
                    note: relation.note.clone(),
                })
                .collect(),
            absences: reviewer
                .absences
                .iter()
                .map(|absence| AbsenceForm {
                    from: absence.from.to_string(),
                    until: absence.until.to_string(),
                    reason: absence.reason.clone(),
                })
                .collect(),
            most_schools: reviewer.most_schools.unwrap_or_default(),
        }
    }
}

impl PostForm {
    fn of(post: &Post) -> Self {
        Self {
            school: post.school.map(|id| format!("schools/{id}")).unwrap_or_default(),
            employer: post.employer.clone(),
            position: post.position.clone(),
            from: post.from.to_string(),
            until: post.until.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl Reviewer {
    /// Takes over what `form` says on `day`; schools are looked up in `schools`.
    pub(super) fn fill_in(
        &mut self,
        form: ReviewerForm,
        schools: &Directory,
        day: Day,
    ) -> Result<(), ReviewerRefusal> {
        let mut defects = Defects::under("reviewer");
        self.name = defects.stated(&clean(&form.name), "display_name", "phải có họ tên");
        one_line(&self.name, "display_name", &mut defects);
        self.code = code(&form.code, &mut defects);
        self.email = defects.email(&form.email, "email");
        self.phone = clean(&form.phone);
        self.commune = clean(&form.commune);
        self.in_sector_since = in_sector_since(&form, day, &mut defects);
        self.training = form
            .training
            .and_then(|training| trained(&training, day, &mut defects));
        self.other_department = form.other_department.as_deref().map(clean);
        self.fields = fields(&form.fields, &mut defects);
        self.levels = levels(form.levels, &mut defects);
        self.career = career(form.career, schools, &mut defects);
        self.relations = relations(form.relations, schools, &mut defects);
        self.absences = absences(form.absences, &mut defects);
        defects.require(
            form.most_schools <= MOST_SCHOOLS,
            "most_schools",
            "nhiều nhất 100 trường một đợt; để 0 nếu theo đợt",
        );
        self.most_schools = Some(form.most_schools).filter(|most| *most > 0);
        Ok(defects.judge()?)
    }
}

fn code(text: &str, defects: &mut Defects) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    defects.require(
        text.trim().chars().all(fits),
        "code",
        "chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối",
    );
    text.trim().to_owned()
}

/// The day `text`, which must be given.
fn stated_day(text: &str, field: &str, defects: &mut Defects) -> Option<Day> {
    let stated = !text.trim().is_empty();
    defects.require(stated, field, "phải có ngày");
    defects.day(text, field)
}

/// The first day in the sector. Whoever comes from outside it may have none: then no years are counted.
fn in_sector_since(form: &ReviewerForm, day: Day, defects: &mut Defects) -> Day {
    let text = form.in_sector_since.as_str();
    if form.other_department.is_some() && text.trim().is_empty() {
        return Reviewer::NO_SECTOR_DAY;
    }
    let since = stated_day(text, "in_sector_since", defects);
    defects.require(
        since.is_none_or(|since| since <= day),
        "in_sector_since",
        "ngày vào ngành không được sau hôm nay",
    );
    since.unwrap_or(Reviewer::NO_SECTOR_DAY)
}

fn trained(form: &TrainingForm, day: Day, defects: &mut Defects) -> Option<Training> {
    let completed_on = stated_day(&form.completed_on, "training.completed_on", defects)?;
    defects.require(
        completed_on <= day,
        "training.completed_on",
        "ngày hoàn thành tập huấn không được sau hôm nay",
    );
    Some(Training {
        certificate_number: clean(&form.certificate_number),
        completed_on,
    })
}

/// The fields that are named, each once, in their order. In files they stand in one cell, parted by semicolons.
fn fields(named: &[String], defects: &mut Defects) -> Vec<String> {
    let mut fields = Vec::new();
    for (index, field) in named.iter().enumerate() {
        let field = clean(field);
        defects.require(
            !field.contains([';', '\n']),
            &format!("fields[{index}]"),
            "mỗi chuyên môn ghi riêng, không có dấu chấm phẩy hoặc xuống dòng",
        );
        if !field.is_empty() && !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// In files a post, a tie or an absence is one line, its parts between bars.
fn one_line(text: &str, field: &str, defects: &mut Defects) {
    defects.require(
        !text.contains(['|', '\n']),
        field,
        "không được có dấu gạch đứng | hoặc xuống dòng",
    );
}

fn levels(mut named: Vec<SchoolType>, defects: &mut Defects) -> Vec<SchoolType> {
    defects.require(
        !named.contains(&SchoolType::Unspecified),
        "levels",
        "phải là loại trường có trong danh mục",
    );
    named.sort_unstable();
    named.dedup();
    named
}

/// What `text` names, or what is wrong with it.
fn school(text: &str, field: &str, schools: &Directory, defects: &mut Defects) -> Option<Uuid> {
    match schools.named(text) {
        Ok(id) => id,
        Err(Ambiguous) => {
            defects.add(
                field,
                format!(
                    "nhiều trường cùng tên hoặc mã “{}”: hãy ghi mã của trường",
                    text.trim()
                ),
            );
            None
        }
    }
}

/// The posts, oldest first.
fn career(forms: Vec<PostForm>, schools: &Directory, defects: &mut Defects) -> Vec<Post> {
    let posts = forms.into_iter().enumerate();
    let mut career: Vec<_> = posts
        .filter_map(|(index, form)| post(&form, &format!("career[{index}]"), schools, defects))
        .collect();
    // Both databases give back what was kept, so equal careers must have one order.
    career.sort_by(|one, other| {
        let place = |post: &Post| (post.from, post.until, post.school);
        place(one)
            .cmp(&place(other))
            .then_with(|| one.employer.cmp(&other.employer))
    });
    career
}

fn post(form: &PostForm, at: &str, schools: &Directory, defects: &mut Defects) -> Option<Post> {
    let from = stated_day(&form.from, &format!("{at}.from"), defects);
    let until = defects.day(&form.until, &format!("{at}.until"));
    in_order(from, until, &format!("{at}.until"), defects);
    let employer = clean(&form.employer);
    let position = clean(&form.position);
    one_line(&employer, &format!("{at}.employer"), defects);
    one_line(&position, &format!("{at}.position"), defects);
    let field = format!("{at}.school");
    let school = if form.school.trim().is_empty() {
        defects.require(
            !employer.is_empty(),
            &format!("{at}.employer"),
            "phải có trường hoặc tên cơ quan",
        );
        school(&employer, &format!("{at}.employer"), schools, defects)
    } else {
        let found = school(&form.school, &field, schools, defects);
        unknown(found, &form.school, &field, schools, defects);
        found
    };
    let listed = school
        .and_then(|id| schools.get(id))
        .map(|school| school.name.clone());
    // A resource name in place of a name says nothing to a person.
    let stated = Some(employer).filter(|employer| id_in(employer).is_none());
    Some(Post {
        school,
        employer: listed.or(stated).unwrap_or_default(),
        position,
        from: from?,
        until,
    })
}

/// A defect when `text` is to name a school and names none.
fn unknown(found: Option<Uuid>, text: &str, field: &str, schools: &Directory, defects: &mut Defects) {
    defects.require(
        found.is_some() || schools.named(text).is_err(),
        field,
        "không có trường này: ghi mã của trường, hoặc tên dạng schools/{id}",
    );
}

fn in_order(from: Option<Day>, until: Option<Day>, field: &str, defects: &mut Defects) {
    let ordered = from.zip(until).is_none_or(|(from, until)| from <= until);
    defects.require(ordered, field, "ngày cuối không được trước ngày đầu");
}

fn relations(forms: Vec<RelationForm>, schools: &Directory, defects: &mut Defects) -> Vec<Relation> {
    let mut relations = Vec::new();
    for (index, form) in forms.into_iter().enumerate() {
        let field = format!("relations[{index}].school");
        let school = school(&form.school, &field, schools, defects);
        unknown(school, &form.school, &field, schools, defects);
        let kind = format!("relations[{index}].kind");
        defects.require(
            form.kind.is_some(),
            &kind,
            "phải nêu quan hệ với trường: người thân, hoặc tư vấn tự đánh giá",
        );
        let note = clean(&form.note);
        one_line(&note, &format!("relations[{index}].note"), defects);
        if let (Some(school), Some(kind)) = (school, form.kind) {
            relations.push(Relation { school, kind, note });
        }
    }
    relations
}

fn absences(forms: Vec<AbsenceForm>, defects: &mut Defects) -> Vec<Absence> {
    let mut absences = Vec::new();
    for (index, form) in forms.into_iter().enumerate() {
        let at = |field: &str| format!("absences[{index}].{field}");
        let from = stated_day(&form.from, &at("from"), defects);
        let until = stated_day(&form.until, &at("until"), defects);
        in_order(from, until, &at("until"), defects);
        let reason = clean(&form.reason);
        one_line(&reason, &at("reason"), defects);
        if let (Some(from), Some(until)) = (from, until) {
            absences.push(Absence { from, until, reason });
        }
    }
    absences
}
