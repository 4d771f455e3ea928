//! Names of keys, by the rules of the provider's page.

const LEAST: usize = 3;
const MOST: usize = 64;

/// What is wrong with a name under which a key is to be saved.
pub fn name_problem(name: &str) -> Option<&'static str> {
    let length = name.chars().count();
    if length < LEAST {
        return Some("The name of a saved key needs at least 3 characters.");
    }
    if length > MOST {
        return Some("The name of a saved key has at most 64 characters.");
    }
    if !name.chars().all(fits) {
        return Some("The name of a saved key has letters, digits, hyphens and spaces only.");
    }
    None
}

fn fits(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '-' || char == ' '
}

/// A name that follows the rules and is free, after a key's comment or kind.
pub fn suggested<'a>(after: &str, taken: &(impl Iterator<Item = &'a str> + Clone)) -> String {
    let plain: String = after.chars().map(|char| if fits(char) { char } else { '-' }).collect();
    let words: Vec<&str> = plain.split(['-', ' ']).filter(|word| !word.is_empty()).collect();
    // Room is left for a number.
    let mut base: String = words.join("-").chars().take(MOST - 6).collect();
    if base.len() < LEAST {
        format!("key-{base}").trim_end_matches('-').clone_into(&mut base);
    }
    let free = |name: &str| !taken.clone().any(|other| other == name);
    if free(&base) {
        return base;
    }
    (2..10_000).map(|number| format!("{base}-{number}")).find(|name| free(name)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_saved_keys_follow_the_page() {
        assert_eq!(name_problem("My-SSH Key 1"), None);
        assert_eq!(name_problem(&"a".repeat(64)), None);
        for name in ["ab", &"a".repeat(65), "under_score", "dot.", "schlüssel"] {
            assert!(name_problem(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_suggested_name_follows_the_rules_and_is_free() {
        let taken = ["me-laptop", "me-laptop-2"];
        assert_eq!(suggested("me@laptop", &taken.into_iter()), "me-laptop-3");
        assert_eq!(suggested("ana_b's key", &taken.into_iter()), "ana-b-s-key");
        for odd in ["", "@", "ü", "a", &"x".repeat(300), "  - -"] {
            let name = suggested(odd, &taken.into_iter());
            assert_eq!(name_problem(&name), None, "{odd:?} → {name:?}");
        }
    }
}
