//! Sizes, speeds and faults in words.

use std::fmt::Write as _;

use chrono::TimeDelta;
use voltdeck_access::connect::refused;
use voltdeck_access::connect::ssh::Ssh;
use voltdeck_base::format;

/// The longest text of another program in an error.
const LONGEST: usize = 300;

/// Why something of a transfer failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The connection ended: it can go on from what is there.
    Lost(String),
    /// Nothing of it can go on as it is, as on a full disk.
    All(String),
    /// Of one file; the others go on.
    One(String),
}

impl Fault {
    /// Its words.
    pub fn words(&self) -> &str {
        match self {
            Self::Lost(words) | Self::All(words) | Self::One(words) => words,
        }
    }
}

/// So many bytes, to two or three digits: `512 B`, `3.4 GB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let bytes = u128::from(bytes);
    let mut unit = 1000;
    for (at, name) in UNITS.iter().enumerate() {
        let tenths = (bytes + unit / 20) / (unit / 10);
        let whole = (bytes + unit / 2) / unit;
        if tenths < 100 {
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
        // What rounds up to a thousand is one of the next.
        if whole < 1000 || at + 1 == UNITS.len() {
            return format!("{whole} {name}");
        }
        unit *= 1000;
    }
    unreachable!("the last unit takes all")
}

/// `1 file`, `12 files`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// How far a transfer is: what is there of all, and, where it moves, how fast and how long still.
pub(super) fn progress(done: u64, all: u64, rate: Option<u64>) -> String {
    let mut words = format!("{} of {}", size(done), size(all));
    if let Some(rate) = rate.filter(|rate| *rate > 0) {
        let seconds = all.saturating_sub(done).div_ceil(rate);
        let left = i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds);
        let _ = write!(words, ", {}/s", size(rate));
        if let Some(left) = left.filter(|left| left.num_days() < 1000) {
            let _ = write!(words, ", {} left", format::lasting(left));
        }
    }
    words
}

/// How much of it is there, in percent; all only where all is.
pub(super) fn percent(done: u64, all: u64) -> u8 {
    if done >= all {
        return 100;
    }
    u8::try_from(u128::from(done) * 100 / u128::from(all.max(1))).map_or(99, |percent| percent.min(99))
}

/// A name of a file in a sentence.
pub(super) fn named(name: &str) -> String {
    format::shown_name(name)
}

/// Why the connection of an `ssh` ended, from what it printed.
pub(super) fn lost(printed: &str, ssh: &Ssh, carried: bool) -> String {
    if let Some(known) = refused::why(printed, ssh).filter(|_| !carried) {
        return known;
    }
    if printed.contains("subsystem request failed") {
        return "The instance's SSH server has no SFTP. Install openssh-sftp-server on it, then try again.".into();
    }
    let said = format::shown_text(printed, LONGEST);
    match (carried, said.is_empty()) {
        (true, true) => "The connection was lost. Resume when the instance answers.".into(),
        (true, false) => format!("The connection was lost ({said}). Resume when the instance answers."),
        (false, true) => "SSH could not reach the instance. Try again when it answers.".into(),
        (false, false) => format!("SSH could not reach the instance ({said}). Try again when it answers."),
    }
}

/// Why something on this computer's disk failed.
pub(super) fn local(name: &str, error: &std::io::Error) -> Fault {
    let name = named(name);
    match error.kind() {
        std::io::ErrorKind::StorageFull => {
            Fault::All("This computer's disk is full. Free up space, then resume: what is already here is kept.".into())
        }
        std::io::ErrorKind::QuotaExceeded => {
            Fault::All("Your quota on this computer's disk is used up. Free up space, then resume.".into())
        }
        std::io::ErrorKind::PermissionDenied => {
            Fault::One(format!("{name}: you have no permission to read or write it here"))
        }
        std::io::ErrorKind::NotFound => Fault::One(format!("{name}: it is no longer there")),
        std::io::ErrorKind::AlreadyExists => Fault::One(there_already(&name)),
        _ => Fault::One(format!("{name}: {}", format::shown_text(&error.to_string(), LONGEST))),
    }
}

/// That a file is there and stays.
pub(super) fn there_already(name: &str) -> String {
    format!("{}: a file with this name already exists and was not replaced", named(name))
}

/// That the machine's disk is full.
pub(super) fn machine_full() -> Fault {
    Fault::All("The instance's disk is full. Free up space on it, then resume: what is already there is kept.".into())
}

/// Why there is not room enough, where that is so.
pub(super) fn no_room(needed: u64, free: Option<u64>, whose: &str) -> Option<String> {
    let free = free.filter(|free| *free < needed)?;
    let (needed, free) = (size(needed), size(free));
    Some(format!("{whose} has {free} free, and {needed} is needed. Free up space or choose another folder."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_two_or_three_digits_and_never_a_thousand_of_a_unit() {
        let said = [0, 999, 1000, 1050, 9_949, 9_950, 99_949, 999_499, 999_999, 1_000_000, 3_400_000_000, u64::MAX];
        let words = said.map(size);
        assert_eq!(
            words,
            [
                "0 B", "999 B", "1.0 kB", "1.1 kB", "9.9 kB", "10 kB", "100 kB", "999 kB", "1.0 MB", "1.0 MB",
                "3.4 GB", "18447 PB"
            ]
        );
    }

    #[test]
    fn progress_says_how_fast_and_how_long_where_it_moves() {
        assert_eq!(progress(1_200_000_000, 3_400_000_000, Some(45_000_000)), "1.2 GB of 3.4 GB, 45 MB/s, 49 s left");
        assert_eq!(progress(0, 10, Some(0)), "0 B of 10 B");
        assert_eq!(progress(0, u64::MAX, Some(1)), format!("0 B of {}, 1 B/s", size(u64::MAX)));
    }

    #[test]
    fn a_hundred_percent_is_all_of_it() {
        assert_eq!([percent(0, 0), percent(0, 3), percent(2, 3), percent(999_999, 1_000_000)], [100, 0, 66, 99]);
        assert_eq!([percent(u64::MAX - 1, u64::MAX), percent(5, 3)], [99, 100]);
    }

    #[test]
    fn a_full_disk_ends_all_and_a_file_that_may_not_be_read_only_itself() {
        let of = |kind: std::io::ErrorKind| local("a\nb", &kind.into());
        assert!(matches!(of(std::io::ErrorKind::StorageFull), Fault::All(words) if words.contains("disk is full")));
        assert!(matches!(of(std::io::ErrorKind::PermissionDenied), Fault::One(words) if words.starts_with("a b: ")));
        assert_eq!(no_room(10, Some(10), "This computer"), None);
        assert_eq!(no_room(10, None, "This computer"), None);
        assert!(no_room(2_000_000, Some(5), "This computer").unwrap().contains("has 5 B free, and 2.0 MB is needed"));
    }
}
