//! Names of files: which of them may be written, and how what is not whole yet is called.

use std::path::Path;

use sha2::{Digest, Sha256};
use voltdeck_base::computer::System;

/// What the name of a part ends with.
const PART: &str = ".voltdeck-part";
/// File systems take names of 255 bytes; what stands around a name in that of its part is shorter than this.
const LONGEST_IN_PART: usize = 200;
/// Stands for bytes that are no text.
const UNREADABLE: char = '\u{fffd}';

/// Why a file of a machine cannot have this name here. What comes from a machine is not trusted: a name is one name, and
/// leads nowhere.
pub(super) fn problem(name: &str, system: System) -> Option<&'static str> {
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
        return Some("its name points outside the folder");
    }
    if name.contains(UNREADABLE) {
        return Some("its name is not valid UTF-8");
    }
    if is_part(name) {
        return Some("it is a partial file of another transfer");
    }
    (system == System::Windows && !windows_takes(name)).then_some("Windows does not allow this name")
}

fn windows_takes(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|number| number.chars().count() == 1 && number.chars().all(|c| "123456789¹²³".contains(c)))
    };
    !name.contains(|c: char| c.is_control() || "<>:\"/\\|?*".contains(c))
        && !name.ends_with([' ', '.'])
        && !DEVICES.contains(&stem.as_str())
        && !numbered("COM")
        && !numbered("LPT")
}

/// How two names are compared where a system takes those that differ in case alone for one.
pub(super) fn folded(name: &str, system: System) -> String {
    if system == System::Linux { name.to_owned() } else { name.to_lowercase() }
}

/// Whether a name is that of a part.
pub(super) fn is_part(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(PART)
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    /// Its size in bytes.
    pub size: u64,
    /// When it was changed, in seconds of Unix time.
    pub changed: i64,
}

/// A text in eight characters.
pub(super) fn digest(text: &str) -> String {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(text).into();
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

/// The name of a file while it is not whole: it says of which file it is, and of which state of that file. So a part that
/// is found there can be gone on with, also by a later run, and one of a file that changed since is another, as is one of the
/// same name from another folder or machine: `from` says where it comes from.
pub(super) fn part(name: &str, from: &str, version: Version) -> String {
    let tag = digest(&format!("{from}\n{name}\n{}\n{}", version.size, version.changed));
    let end = (0..=LONGEST_IN_PART.min(name.len())).rev().find(|end| name.is_char_boundary(*end));
    format!(".{}.{tag}{PART}", &name[..end.unwrap_or_default()])
}

/// The name with a number, from 2: `model-2.bin`.
pub(super) fn numbered(name: &str, number: u32) -> String {
    let path = Path::new(name);
    let (stem, ending) = match (path.file_stem(), path.extension()) {
        (Some(stem), Some(ending)) => (stem.to_string_lossy(), format!(".{}", ending.to_string_lossy())),
        _ => (name.into(), String::new()),
    };
    format!("{stem}-{number}{ending}")
}

/// A path on a machine, out of a folder and a name.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() || folder.ends_with('/') { format!("{folder}{name}") } else { format!("{folder}/{name}") }
}

/// The folder and the name of a path on a machine.
pub(super) fn split(path: &str) -> (&str, &str) {
    match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some((folder, name)) => (folder, name),
        None => ("", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_a_machine_leads_nowhere() {
        for bad in ["", ".", "..", "../x", "/etc/passwd", "a/b", "a\0b", ".x.01234567.voltdeck-part"] {
            assert!(problem(bad, System::Linux).is_some(), "{bad:?}");
        }
        assert!(problem("caf\u{fffd}", System::Linux).is_some());
        for good in ["-rf", " a b ", "it's \"quoted\"", "two\nlines", "...", "..x", "a\\b", "CON", "ü"] {
            assert_eq!(problem(good, System::Linux), None, "{good:?}");
        }
    }

    #[test]
    fn windows_is_spared_the_names_that_it_does_not_take() {
        for bad in
            ["a\\b", "..\\x", "C:x", "a?", "two\nlines", "end.", "end ", "CON", "con.txt", "nul .x", "COM1", "lpt9.log"]
        {
            assert!(problem(bad, System::Windows).is_some(), "{bad:?}");
        }
        for good in ["console", "COM10", "com", "a.b.c", "-x", "ü"] {
            assert_eq!(problem(good, System::Windows), None, "{good:?}");
        }
    }

    #[test]
    fn a_part_is_of_one_state_of_one_file() {
        let version = Version { size: 7, changed: 1_790_000_000 };
        let name = part("model.bin", "/a", version);
        assert!(is_part(&name) && name.starts_with(".model.bin."), "{name}");
        assert_eq!(name, part("model.bin", "/a", version));
        assert_ne!(name, part("model.bin", "/b", version), "of the same name in another place");
        for other in [Version { size: 8, ..version }, Version { changed: 1, ..version }] {
            assert_ne!(name, part("model.bin", "/a", other));
        }
        let long = "ü".repeat(127);
        assert!(part(&long, "/a", version).len() <= 255);
        assert_ne!(part(&long, "/a", version), part(&format!("{long}a"), "/a", version));
    }

    #[test]
    fn a_number_stands_before_the_ending() {
        assert_eq!(numbered("model.bin", 2), "model-2.bin");
        assert_eq!(numbered("Makefile", 3), "Makefile-3");
        assert_eq!(numbered(".bashrc", 2), ".bashrc-2");
        assert_eq!(numbered("a.tar.gz", 2), "a.tar-2.gz");
    }

    #[test]
    fn paths_of_a_machine_have_slashes() {
        assert_eq!([join("/data", "x"), join("/", "x"), join("", "x")], ["/data/x", "/x", "x"]);
        assert_eq!([split("/data/x"), split("/x"), split("x")], [("/data", "x"), ("/", "x"), ("", "x")]);
    }
}
