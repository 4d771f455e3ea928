//! Versions as programs print them.

use std::fmt;

/// A version's three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// The first version in what a program prints: `rustc 1.95.0 (…)`, `v20.20.2`, `11.4`.
    pub fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| {
            let word = word.trim_start_matches('v');
            // A nightly's or a pre-release's suffix says nothing about what the program can do.
            let numbers = word.split(['-', '+']).next()?;
            let mut parts = numbers.split('.').map(str::parse);
            let (major, minor) = (parts.next()?.ok()?, parts.next()?.ok()?);
            let patch = parts.next().unwrap_or(Ok(0)).ok()?;
            parts.next().is_none().then_some(Self(major, minor, patch))
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_in_what_programs_print() {
        for (text, version) in [
            ("rustc 1.95.0 (59807616e 2026-04-14)\n", Version(1, 95, 0)),
            ("rustc 1.97.0-nightly (abc 2026-05-01)", Version(1, 97, 0)),
            ("v20.20.2\n", Version(20, 20, 2)),
            ("v24.0.0-rc.1", Version(24, 0, 0)),
            ("11.4", Version(11, 4, 0)),
        ] {
            assert_eq!(Version::find(text), Some(version), "{text}");
        }
    }

    #[test]
    fn words_hold_no_version() {
        for text in ["", "rustc", "v20", "command not found", "1.2.3.4", "v.1.2"] {
            assert_eq!(Version::find(text), None, "{text}");
        }
    }

    #[test]
    fn versions_compare_by_number_and_not_by_text() {
        assert!(Version(1, 100, 0) > Version(1, 90, 0));
        assert!(Version(20, 9, 0) < Version(20, 19, 0));
        assert!(Version(22, 0, 0) > Version(20, 19, 5));
    }
}
