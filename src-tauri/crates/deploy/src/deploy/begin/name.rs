//! The name of the next machine.

use std::collections::HashSet;

/// The name itself where it is free, else with its number counted up: `train-1` to `train-2`, `train-09` to `train-10`,
/// `train` to `train-2`.
pub(super) fn counted_up(name: &str, taken: &HashSet<String>) -> String {
    let name = name.trim();
    if name.is_empty() || !taken.contains(name) {
        return name.to_owned();
    }
    let stem = name.trim_end_matches(|char: char| char.is_ascii_digit());
    let digits = &name[stem.len()..];
    // A number that is too long to be one, such as a date with a time, is part of the name.
    let (stem, width, first) = match digits.parse::<u32>() {
        Ok(number) => (stem.to_owned(), digits.len(), number.saturating_add(1)),
        Err(_) => (format!("{name}-"), 1, 2),
    };
    let names = (first..=u32::MAX).map(|number| format!("{stem}{number:0width$}"));
    names.into_iter().find(|name| !taken.contains(name)).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_goes_on_and_keeps_its_width() {
        let taken: HashSet<String> =
            ["train-1", "train-3", "a", "n09", "x-4294967295", "run-20261015120000"].map(str::to_owned).into();
        for (name, next) in [
            ("train-1", "train-2"),
            ("train-2", "train-2"),
            ("train-3", "train-4"),
            ("a", "a-2"),
            ("n09", "n10"),
            ("", ""),
            (" fresh ", "fresh"),
            ("run-20261015120000", "run-20261015120000-2"),
        ] {
            assert_eq!(counted_up(name, &taken), next, "{name}");
        }
        assert_eq!(
            counted_up("x-4294967295", &taken),
            "x-4294967295",
            "there is no next number: the form says that it is taken"
        );
    }
}
