//! The authorities of one province, found by what people call them.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::{Authority, AuthorityKind};

/// What the bodies of an authority are called before its name.
const BODIES: [&str; 4] = [
    "phòng giáo dục và đào tạo",
    "sở giáo dục và đào tạo",
    "ủy ban nhân dân",
    "ubnd",
];
/// What the levels are called before a place's own name.
const LEVELS: [&str; 9] = [
    "thành phố",
    "thị trấn",
    "đặc khu",
    "phường",
    "thị xã",
    "huyện",
    "quận",
    "tỉnh",
    "xã",
];

/// The authorities of one province.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    all: Vec<Authority>,
    by_id: HashMap<Uuid, usize>,
    by_code: HashMap<String, Vec<usize>>,
    /// By [`names`], from the full to the shortest.
    by_name: [HashMap<String, Vec<usize>>; 3],
}

/// Why a name does not lead to an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unnamed {
    /// There is none of that name.
    Nobody,
    /// Several are called so.
    Several,
}

impl Tree {
    /// The tree of `authorities`, which are of one province.
    pub fn new(authorities: impl IntoIterator<Item = Authority>) -> Self {
        let mut tree = Self::default();
        for authority in authorities {
            tree.put(authority);
        }
        tree
    }

    /// Puts `authority` in, in the place of what it was before.
    pub fn put(&mut self, authority: Authority) {
        let place = match self.by_id.get(&authority.id) {
            Some(place) => *place,
            None => self.all.len(),
        };
        // Of one that is replaced the names it had stay: whoever is found is looked at again.
        for code in [&authority.code, &authority.old_code] {
            if !code.is_empty() {
                enter(&mut self.by_code, code.clone(), place);
            }
        }
        for (index, name) in self.by_name.iter_mut().zip(names(&authority.name)) {
            enter(index, name, place);
        }
        self.by_id.insert(authority.id, place);
        match self.all.get_mut(place) {
            Some(there) => *there = authority,
            None => self.all.push(authority),
        }
    }

    /// The authority `id`.
    pub fn get(&self, id: Uuid) -> Option<&Authority> {
        self.by_id.get(&id).and_then(|place| self.all.get(*place))
    }

    /// All of them.
    pub fn all(&self) -> &[Authority] {
        &self.all
    }

    /// The department at its root.
    pub fn root(&self) -> Option<&Authority> {
        let is_root = |authority: &&Authority| authority.kind == AuthorityKind::Department;
        self.all.iter().find(is_root)
    }

    /// The authority, of level `kind` if one is given, that `text` names: by resource name, by code of the new
    /// or the old form, by its name, or by its name without what every authority of its level is called.
    /// Of several with one name those that last come first.
    pub fn named(&self, text: &str, kind: Option<AuthorityKind>) -> Result<&Authority, Unnamed> {
        let text = text.trim();
        let id = text.strip_prefix("authorities/").unwrap_or(text);
        if let Some(found) = Uuid::parse_str(id).ok().and_then(|id| self.get(id)) {
            return Some(found)
                .filter(|found| kind.is_none_or(|kind| kind == found.kind))
                .ok_or(Unnamed::Nobody);
        }
        let by_code = |authority: &Authority| authority.code == text || authority.old_code == text;
        let mut found = self.among(self.by_code.get(text), kind, by_code);
        for (degree, (index, name)) in self.by_name.iter().zip(names(text)).enumerate() {
            if found != Err(Unnamed::Nobody) || name.is_empty() {
                break;
            }
            let by_name = |authority: &Authority| names(&authority.name)[degree] == name;
            found = self.among(index.get(&name), kind, by_name);
        }
        found
    }

    /// What leads back to `authority` alone: its name if that does, else its code, else its resource name.
    pub fn name_of(&self, authority: &Authority, kind: Option<AuthorityKind>) -> String {
        let leads = |text: &str| self.named(text, kind).is_ok_and(|found| found.id == authority.id);
        [&authority.name, &authority.code]
            .into_iter()
            .find(|text| leads(text))
            .cloned()
            .unwrap_or_else(|| format!("authorities/{}", authority.id))
    }

    fn among(
        &self,
        places: Option<&Vec<usize>>,
        kind: Option<AuthorityKind>,
        fits: impl Fn(&Authority) -> bool,
    ) -> Result<&Authority, Unnamed> {
        let found: Vec<_> = places
            .into_iter()
            .flatten()
            .filter_map(|place| self.all.get(*place))
            .filter(|authority| kind.is_none_or(|kind| kind == authority.kind) && fits(authority))
            .collect();
        let lasting: Vec<_> = found.iter().filter(|found| found.valid_until.is_none()).collect();
        match (lasting.as_slice(), found.as_slice()) {
            ([only], _) => Ok(only),
            ([], [only]) => Ok(only),
            ([], []) => Err(Unnamed::Nobody),
            _ => Err(Unnamed::Several),
        }
    }
}

fn enter(index: &mut HashMap<String, Vec<usize>>, key: String, place: usize) {
    let places = index.entry(key).or_default();
    if !places.contains(&place) {
        places.push(place);
    }
}

/// A name as it is compared: composed, in lower case, with single blanks, and with the tone where the older
/// spelling puts it, so that "Uỷ ban" is "Ủy ban" and "Hoà" is "Hòa".
pub fn called(name: &str) -> String {
    const TONES: [(&str, &str); 15] = [
        ("oà", "òa"),
        ("oá", "óa"),
        ("oả", "ỏa"),
        ("oã", "õa"),
        ("oạ", "ọa"),
        ("oè", "òe"),
        ("oé", "óe"),
        ("oẻ", "ỏe"),
        ("oẽ", "õe"),
        ("oẹ", "ọe"),
        ("uỳ", "ùy"),
        ("uý", "úy"),
        ("uỷ", "ủy"),
        ("uỹ", "ũy"),
        ("uỵ", "ụy"),
    ];
    let composed: String = name.nfc().collect();
    let words: Vec<_> = composed.split_whitespace().collect();
    let name = words.join(" ").to_lowercase();
    TONES
        .iter()
        .fold(name, |name, (newer, older)| name.replace(newer, older))
}

/// What a place may be called: in full, without its body, and by its own name alone.
fn names(text: &str) -> [String; 3] {
    let full = called(text);
    let place = without(&full, &BODIES).to_owned();
    let own = without(&place, &LEVELS).to_owned();
    [full, place, own]
}

/// `name` without those of `titles` that stand before it, each a word of its own.
fn without<'n>(mut name: &'n str, titles: &[&str]) -> &'n str {
    while let Some(shorter) = titles
        .iter()
        .find_map(|title| name.strip_prefix(title)?.strip_prefix(' '))
    {
        name = shorter;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AuthorityForm;

    fn tree() -> Tree {
        let enter = |kind, parent: Option<&Authority>, name: &str, code: &str| {
            let form = AuthorityForm {
                name: name.to_owned(),
                code: code.to_owned(),
                ..AuthorityForm::default()
            };
            Authority::enter(Uuid::now_v7(), kind, parent, form).unwrap().0
        };
        let root = enter(
            AuthorityKind::Department,
            None,
            "Sở Giáo dục và Đào tạo tỉnh Hưng Yên",
            "H37.14",
        );
        let commune = |name, code| enter(AuthorityKind::Commune, Some(&root), name, code);
        let mut gone = commune("Ủy ban nhân dân xã Hòa Bình", "H37.9");
        gone.valid_until = "2025-06-30".parse().ok();
        Tree::new([
            commune("Ủy ban nhân dân xã Bắc Sơn", "H37.1"),
            commune("Ủy ban nhân dân phường Bắc Sơn", "H37.2"),
            commune("Ủy ban nhân dân xã Xã Đàn", "H37.3"),
            commune("Ủy ban nhân dân xã Hòa Bình", "H37.4"),
            gone,
            root,
        ])
    }

    #[test]
    fn a_commune_is_found_by_whatever_it_is_called() {
        let tree = tree();
        let code = |text: &str| {
            let found = tree.named(text, Some(AuthorityKind::Commune));
            found.map(|found| found.code.as_str())
        };
        for (text, expected) in [
            ("H37.1", Ok("H37.1")),
            ("Uỷ ban nhân dân xã Bắc Sơn", Ok("H37.1")),
            ("  ubnd XÃ bắc  sơn ", Ok("H37.1")),
            ("phường Bắc Sơn", Ok("H37.2")),
            ("Bắc Sơn", Err(Unnamed::Several)),
            ("Xã Đàn", Ok("H37.3")),
            ("Hoà Bình", Ok("H37.4")),
            ("Hưng Yên", Err(Unnamed::Nobody)),
            ("Bac Son", Err(Unnamed::Nobody)),
            ("", Err(Unnamed::Nobody)),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn what_names_an_authority_leads_back_to_it() {
        let tree = tree();
        for authority in tree.all() {
            let name = tree.name_of(authority, None);
            assert_eq!(
                tree.named(&name, None).map(|found| found.id),
                Ok(authority.id),
                "{name}"
            );
        }
    }
}
