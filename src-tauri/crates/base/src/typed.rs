//! Whether what a person typed is the name of the thing that they mean. A name is compared as it is shown: marks that
//! nobody sees or can type, runs of spaces and ways of composing a letter do not count. For a name that cannot be typed at
//! all there is the short form of its id.

use icu_normalizer::ComposingNormalizer;

/// Characters of an id that are typed in the place of a name.
const SHORT: usize = 8;

/// What may be typed in the place of a name: the first characters of the id.
pub fn short_id(id: &str) -> String {
    id.chars().take(SHORT).collect()
}

/// Whether the text names the thing with this name and, where it has one yet, this id.
pub fn names(typed: &str, name: &str, id: Option<&str>) -> bool {
    let typed = as_shown(typed);
    if typed.is_empty() {
        return false;
    }
    typed == as_shown(name) || id.is_some_and(|id| typed.eq_ignore_ascii_case(&short_id(id)))
}

/// What is asked for: the name, or the short form of the id.
pub fn asked(name: &str, id: &str) -> String {
    format!("{} or {}", as_shown(name), short_id(id))
}

/// A name as a screen shows it.
fn as_shown(name: &str) -> String {
    let composed = ComposingNormalizer::new_nfc().normalize(name);
    let seen: String = composed.chars().filter(|char| !is_unseen(*char)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes no room on a screen: controls but for white space, joiners, marks of direction, variation selectors and tags.
fn is_unseen(char: char) -> bool {
    let control = char.is_control() && !char.is_whitespace();
    control
        || matches!(char,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0b7b3f0c-6f0e-4f34-9c64-6f2c8a1f0d11";

    #[test]
    fn a_name_is_compared_as_it_is_shown() {
        for (typed, name) in [
            ("train", "train"),
            ("  train ", "train"),
            ("train llama", "train  llama"),
            ("train llama", "train\u{a0}\tllama"),
            ("train", "tr\u{200b}ain\u{feff}"),
            ("train", "\u{202e}train\u{202c}"),
            ("caf\u{e9}", "cafe\u{301}"),
            ("cafe\u{301}", "caf\u{e9}"),
        ] {
            assert!(names(typed, name, Some(ID)), "{typed:?} {name:?}");
        }
    }

    #[test]
    fn another_name_is_another_name() {
        for (typed, name) in
            [("Train", "train"), ("train", "train-2"), ("", ""), (" ", "\u{200b}"), ("trainllama", "train llama")]
        {
            assert!(!names(typed, name, Some(ID)), "{typed:?} {name:?}");
        }
    }

    #[test]
    fn the_short_id_stands_for_any_name_and_no_other_part_of_an_id_does() {
        assert!(names("0b7b3f0c", "\u{200b}", Some(ID)));
        assert!(names(" 0B7B3F0C ", "train", Some(ID)));
        for typed in ["0b7b3f0", "0b7b3f0c-", ID] {
            assert!(!names(typed, "train", Some(ID)), "{typed}");
        }
        assert!(!names("0b7b3f0c", "train", None));
    }
}
