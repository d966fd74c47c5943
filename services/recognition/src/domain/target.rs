//! What a school asks for and is recognised as, between facts and the law.

use calendar::Language;
use proto::fact::Target;
use statute::RecognitionTarget;

/// What facts call it, and what the law does.
const NAMES: [(Target, RecognitionTarget); 6] = [
    (Target::Accreditation1, RecognitionTarget::Accreditation(1)),
    (Target::Accreditation2, RecognitionTarget::Accreditation(2)),
    (Target::Accreditation3, RecognitionTarget::Accreditation(3)),
    (Target::Accreditation4, RecognitionTarget::Accreditation(4)),
    (Target::NationalStandard1, RecognitionTarget::NationalStandard(1)),
    (Target::NationalStandard2, RecognitionTarget::NationalStandard(2)),
];

/// `target` as the law distinguishes it; nothing when nothing is asked for.
pub fn in_law(target: Target) -> Option<RecognitionTarget> {
    let found = NAMES.into_iter().find(|(name, _)| *name == target);
    found.map(|(_, in_law)| in_law)
}

/// What the law calls `target`, in Vietnamese.
pub fn title(target: Target) -> String {
    in_law(target)
        .map(|target| target.title().text(Language::Vietnamese).to_owned())
        .unwrap_or_default()
}

/// The degrees of what `asked` wishes, from the lowest to `asked` itself: what the school may be recognised as.
pub fn up_to(asked: Target) -> Vec<Target> {
    let Some(highest) = in_law(asked) else {
        return Vec::new();
    };
    let names = NAMES
        .into_iter()
        .filter(|(_, target)| target.wish() == highest.wish() && target.degree() <= highest.degree());
    names.map(|(name, _)| name).collect()
}
