//! Authorities from a file: which are new, which change, which end, and everything that is wrong.

use std::collections::HashMap;

use calendar::Day;
use proto::fact::Fact;
use uuid::Uuid;

use super::{Authority, AuthorityForm, AuthorityKind, AuthorityRefusal, Tree, Unnamed};
use crate::domain::{Refusal, RowDefect};

/// A row of a file of authorities. What is `None` has no column in the file and stays as it is.
#[derive(Clone, Debug)]
pub struct AuthorityRow {
    /// Its number as a person counts it.
    pub number: u32,
    /// Its level.
    pub kind: AuthorityKind,
    /// Its code in the new form.
    pub code: String,
    /// Its code in the old form.
    pub old_code: Option<String>,
    /// Its name.
    pub name: String,
    /// The authority above it: code, name, or name without titles; empty for the department.
    pub parent: String,
    /// Its first day.
    pub valid_from: Option<Option<Day>>,
    /// Its last day, once it has ended.
    pub valid_until: Option<Day>,
    /// Those that took over from it, named in the same way.
    pub successors: Vec<String>,
    /// The document by which it ended.
    pub end_document: String,
    /// Where it receives mail.
    pub email: Option<String>,
    /// The local overlay; only of a department.
    pub overlay: Option<String>,
}

/// What a file of authorities comes to.
#[derive(Debug, Default)]
pub struct ImportedAuthorities {
    /// The tree afterwards.
    pub tree: Tree,
    /// Those that are new or changed, by id.
    pub touched: Vec<Uuid>,
    /// Those that end.
    pub ending: Vec<Uuid>,
    /// What happened, in order.
    pub facts: Vec<Fact>,
    /// How many are new.
    pub created: u32,
    /// How many change.
    pub changed: u32,
    /// How many are as they were.
    pub unchanged: u32,
    /// Everything that is wrong.
    pub defects: Vec<RowDefect>,
}

/// An authority that a row ends, once everyone of the file is there.
struct Ending {
    row: AuthorityRow,
    id: Uuid,
    last: Day,
}

impl ImportedAuthorities {
    /// Takes in `rows` over `tree`, the tree of a province: those above before those below, and endings when
    /// everyone is there. `elsewhere` are the authorities of other provinces that have one of the codes, and
    /// `id` makes the id of the authority that a row enters.
    ///
    /// A row is the authority that has its code and lasts as the row says; otherwise a new one.
    pub fn decide(
        mut rows: Vec<AuthorityRow>,
        tree: Tree,
        elsewhere: &[Authority],
        id: impl Fn(u32) -> Uuid,
        described: impl Fn(&Refusal) -> String + Copy,
        today: Day,
    ) -> Self {
        let mut imported = Self {
            tree,
            ..Self::default()
        };
        let (mut codes, mut endings) = (HashMap::new(), Vec::new());
        // In the order of the file within a level.
        rows.sort_by_key(|row| AuthorityKind::ALL.iter().position(|kind| *kind == row.kind));
        for row in rows {
            let first = *codes
                .entry((row.code.clone(), row.valid_until))
                .or_insert(row.number);
            if first != row.number && !row.code.is_empty() {
                let message = format!("mã {} đã có ở dòng {first}", row.code);
                imported.defects.push(RowDefect::new(row.number, "code", message));
                continue;
            }
            match imported.enter(&row, id(row.number), elsewhere) {
                Ok(ending) => endings.extend(ending.map(|(id, last)| Ending { row, id, last })),
                Err(Wrong::Cell(field, message)) => {
                    imported.defects.push(RowDefect::new(row.number, field, message));
                }
                Err(Wrong::Refused(refusal)) => imported.refused(row.number, refusal, described),
            }
        }
        // Those below before those above, so that they end where they stood.
        for Ending { row, id, last } in endings.into_iter().rev() {
            match imported.end(&row, id, last, today) {
                Ok(()) => {}
                Err(Wrong::Cell(field, message)) => {
                    imported.defects.push(RowDefect::new(row.number, field, message));
                }
                Err(Wrong::Refused(refusal)) => imported.refused(row.number, refusal, described),
            }
        }
        imported
    }

    /// Enters or changes what `row` says; what is to end, and when.
    fn enter(
        &mut self,
        row: &AuthorityRow,
        id: Uuid,
        elsewhere: &[Authority],
    ) -> Result<Option<(Uuid, Day)>, Wrong> {
        let of_this_code = |authority: &&Authority| authority.code == row.code;
        let mut found: Vec<_> = self.tree.all().iter().filter(of_this_code).collect();
        found.retain(|found| found.valid_until.is_none() || found.valid_until == row.valid_until);
        found.sort_by_key(|found| found.valid_until != row.valid_until);
        let found = found.first().copied().cloned();
        let parent = self.parent(row)?;
        let (after, fact, is_new) = match &found {
            Some(found) if found.kind != row.kind => {
                return Err(Wrong::Cell("kind", "khác với cấp đang có của mã này".to_owned()));
            }
            Some(found) if found.parent_id != parent.as_ref().map(|parent| parent.id) => {
                let message = "khác với cơ quan cấp trên đang có của mã này";
                return Err(Wrong::Cell("parent", message.to_owned()));
            }
            Some(found) => {
                let (after, fact) = found.change(row.form(Some(found)))?;
                (after, fact, false)
            }
            None if row.kind == AuthorityKind::Department => {
                let message = "tỉnh đã có Sở với mã khác: đổi mã của Sở bằng lệnh sửa cơ quan";
                return Err(Wrong::Cell("code", message.to_owned()));
            }
            None => {
                let (after, fact) = Authority::enter(id, row.kind, parent.as_ref(), row.form(None))?;
                (after, fact, true)
            }
        };
        after.must_have_its_own_code(elsewhere)?;
        let ends = row.valid_until.filter(|_| after.valid_until.is_none());
        let ending = ends.map(|last| (after.id, last));
        let differs = found.as_ref().is_none_or(|found| !after.is_like(found));
        match (is_new, differs || ending.is_some()) {
            (true, _) => self.created += 1,
            (false, true) => self.changed += 1,
            (false, false) => self.unchanged += 1,
        }
        if differs {
            self.keep(after, fact);
        }
        Ok(ending)
    }

    fn parent(&self, row: &AuthorityRow) -> Result<Option<Authority>, Wrong> {
        match (row.kind, row.parent.as_str()) {
            (AuthorityKind::Department, "") => Ok(None),
            (_, "") => Ok(self.tree.root().cloned()),
            (_, text) => {
                let found = self.tree.named(text, None);
                found
                    .cloned()
                    .map(Some)
                    .map_err(|why| Wrong::Cell("parent", unnamed(why, text)))
            }
        }
    }

    fn end(&mut self, row: &AuthorityRow, id: Uuid, last: Day, today: Day) -> Result<(), Wrong> {
        let named = |text: &String| {
            let found = self.tree.named(text, None);
            found
                .cloned()
                .map_err(|why| Wrong::Cell("successors", unnamed(why, text)))
        };
        let successors = row.successors.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let Some(authority) = self.tree.get(id).cloned() else {
            return Ok(());
        };
        let under: Vec<_> = self
            .tree
            .all()
            .iter()
            .filter(|other| other.parent_id == Some(id))
            .cloned()
            .collect();
        let (after, facts) =
            authority.end_with_those_under(last, &successors, &under, &row.end_document, today)?;
        self.ending.push(id);
        for (authority, fact) in after.into_iter().zip(facts) {
            self.keep(authority, fact);
        }
        Ok(())
    }

    fn keep(&mut self, authority: Authority, fact: Fact) {
        if !self.touched.contains(&authority.id) {
            self.touched.push(authority.id);
        }
        self.tree.put(authority);
        self.facts.push(fact);
    }

    fn refused(&mut self, row: u32, refusal: Refusal, described: impl Fn(&Refusal) -> String) {
        let field = match &refusal {
            Refusal::Authority(AuthorityRefusal::CodeTaken { .. }) => "code",
            Refusal::Authority(AuthorityRefusal::WrongParent { .. }) => "parent",
            Refusal::Authority(AuthorityRefusal::UnfitSuccessor { .. }) => "successors",
            Refusal::Authority(_) => "valid_until",
            _ => "",
        };
        let defects = RowDefect::of(row, refusal, described).into_iter();
        self.defects.extend(defects.map(|defect| {
            let field = if defect.field.is_empty() {
                field
            } else {
                &defect.field
            };
            RowDefect::new(row, field, defect.message.clone())
        }));
    }
}

/// Why a row is not taken in.
enum Wrong {
    Cell(&'static str, String),
    Refused(Refusal),
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Why `text` leads to no authority, in Vietnamese.
pub fn unnamed(why: Unnamed, text: &str) -> String {
    match why {
        Unnamed::Nobody => format!("không có “{text}” trong tỉnh: nhập cơ quan trước, hoặc sửa tên hay mã"),
        Unnamed::Several => format!("có nhiều “{text}” trong tỉnh: hãy dùng mã"),
    }
}

impl AuthorityRow {
    fn form(&self, found: Option<&Authority>) -> AuthorityForm {
        let text = |said: &Option<String>, before: fn(&Authority) -> &String| {
            said.clone()
                .or_else(|| found.map(|found| before(found).clone()))
                .unwrap_or_default()
        };
        let valid_from = self
            .valid_from
            .unwrap_or_else(|| found.and_then(|found| found.valid_from));
        AuthorityForm {
            name: self.name.clone(),
            code: self.code.clone(),
            old_code: text(&self.old_code, |found| &found.old_code),
            valid_from: valid_from.map(|day| day.to_string()).unwrap_or_default(),
            email: text(&self.email, |found| &found.email),
            overlay: text(&self.overlay, |found| &found.overlay),
        }
    }
}
