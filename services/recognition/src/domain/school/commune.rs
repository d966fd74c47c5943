//! The names of communes, as people look for them.

use platform::search;

/// What the body of a commune is called before the commune's own name, as [`search::key`] has it.
const BODIES: [&str; 2] = ["uy ban nhan dan ", "ubnd "];
/// What a commune is called before its own name, as [`search::key`] has it; the districts of before 2025 too.
const LEVELS: [&str; 8] = [
    "xa ",
    "phuong ",
    "dac khu ",
    "thi tran ",
    "thi xa ",
    "quan ",
    "huyen ",
    "thanh pho ",
];

/// A commune's name as it is looked for: without marks, and without the body that governs it, so that
/// `Ủy ban nhân dân xã Vũ Lễ` is `xa vu le`.
pub fn commune_key(name: &str) -> String {
    let key = search::key(&[name]);
    let named = BODIES.iter().find_map(|body| key.strip_prefix(body));
    named.unwrap_or(&key).to_owned()
}

/// The keys of the communes that `typed` names, with its level or without it. Of none when nothing was typed.
pub fn commune_keys(typed: &str) -> Vec<String> {
    let key = commune_key(typed);
    if key.is_empty() {
        return Vec::new();
    }
    let of_levels = LEVELS.iter().map(|level| format!("{level}{key}"));
    of_levels.chain([key.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, name: &str) -> bool {
        commune_keys(typed).contains(&commune_key(name))
    }

    #[test]
    fn a_commune_is_found_by_its_own_name_with_its_level_or_without() {
        for typed in [
            "Vũ Lễ",
            "vu le",
            "xã Vũ Lễ",
            "UBND xã Vũ Lễ",
            "Ủy ban nhân dân xã Vũ Lễ",
            "Uỷ ban nhân dân xã  Vũ Lễ",
        ] {
            assert!(finds(typed, "Ủy ban nhân dân xã Vũ Lễ"), "{typed}");
        }
        assert!(finds("Vũ Lễ", "Vũ Lễ"), "entered without its level");
        assert!(
            finds("Quán Toan", "phường Quán Toan"),
            "a name that begins like a level"
        );
    }

    #[test]
    fn no_other_commune_is_found() {
        for typed in ["Vũ", "Lễ", "phường Vũ Lễ", "xã Vũ Lễ Thượng", "", "xã"] {
            assert!(!finds(typed, "Ủy ban nhân dân xã Vũ Lễ"), "{typed:?}");
        }
        assert_eq!(commune_keys("  "), Vec::<String>::new());
    }
}
