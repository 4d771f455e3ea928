//! Texts of the provider, no longer than anybody's: a name of four million characters is not held for each machine of a list.

use sha2::{Digest as _, Sha256};

/// Characters of a name, a tag or any other text that are kept.
pub(crate) const LONGEST: usize = 1_024;
/// What stands between the part that was kept and what is told of the whole.
const MARK: &str = "… [not kept whole: ";

/// The text; of one that is longer than anybody's, its beginning, a mark, and the digest of the whole: two that differ stay
/// two, wherever they differ.
pub(crate) fn short(text: String) -> String {
    // No text has more characters than bytes, and nearly every one ends here.
    if text.len() <= LONGEST {
        return text;
    }
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => marked(text.get(..end).unwrap_or_default(), &text),
    }
}

/// An element of a list that is no text. It keeps its place, so that a list which replaces is not sent without it.
pub(crate) fn of_another_kind(json: &str) -> String {
    let end = json.char_indices().nth(LONGEST).map_or(json.len(), |(end, _)| end);
    marked(json.get(..end).unwrap_or_default(), json)
}

fn marked(kept: &str, whole: &str) -> String {
    let digest = Sha256::digest(whole.as_bytes());
    let half = digest.iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    format!("{kept}{MARK}{} characters, {half:032x}]", whole.chars().count())
}

/// Whether a text was not kept as the provider has it. Written back it would replace what it stands for.
pub fn is_cut(text: &str) -> bool {
    text.ends_with(']') && text.contains(MARK)
}

/// Whether a body has such a text in it.
pub(crate) fn has_cut(json: &[u8]) -> bool {
    let mark = MARK.as_bytes();
    json.windows(mark.len()).any(|part| part == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_real_users_have_is_kept_to_the_letter() {
        for text in ["", "train-1", &"ä".repeat(LONGEST), &"x".repeat(LONGEST)] {
            assert_eq!(short(text.to_owned()), text);
            assert!(!is_cut(text));
        }
    }

    #[test]
    fn what_is_longer_is_cut_and_never_the_same_by_its_cut() {
        let long = |last: char| format!("{}{last}", "é".repeat(4_000_000));
        let (one, other) = (short(long('a')), short(long('b')));
        assert!(one.chars().count() < LONGEST + 100 && is_cut(&one), "{}", one.len());
        assert_ne!(one, other);
        assert_eq!(one, short(long('a')));
        assert!(has_cut(&serde_json::to_vec(&[one]).unwrap()));
    }
}
