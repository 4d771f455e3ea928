//! What OpenSSH tells of how it read its config (`ssh -vvv -G NAME`): the one reader that knows every include, pattern and
//! comment as they count.

use std::collections::{BTreeMap, BTreeSet};

/// Longest text of a block that is kept.
const SHOWN: usize = 120;

/// How the config was read for one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Blocks of the person's with a pattern that the name matches, by file and line, as they are written there.
    pub blocks: BTreeMap<(String, u32), String>,
    /// Files that were read, and patterns of includes that matched none.
    pub files: BTreeSet<String>,
    /// Voltdeck's own file is among them, and counts for every name.
    pub ours: bool,
}

impl Told {
    /// Reads the log of one run.
    pub fn read(log: &str) -> Self {
        let mut told = Self::default();
        let (mut condition, mut skipped) = (String::new(), false);
        for line in log.lines() {
            let Some((_, line)) = line.split_once(": ").filter(|(level, _)| level.starts_with("debug")) else {
                continue;
            };
            if let Some(file) = line.strip_prefix("Reading configuration data ") {
                told.ours |= !std::mem::take(&mut skipped) && is_ours(file);
                told.files.insert(file.trim().to_owned());
            } else if let Some(rest) = line.strip_prefix("checking match for '") {
                let end = rest.rfind("' host ").unwrap_or(rest.len());
                condition = format!("Match {}", &rest[..end]);
            } else if let Some((place, what)) = place(line) {
                told.step(place, what, &condition, &mut skipped);
            }
        }
        told
    }

    fn step(&mut self, (file, line): (&str, u32), what: &str, condition: &str, skipped: &mut bool) {
        let block = if let Some(pattern) = what.strip_prefix("Applying options for ") {
            format!("Host {}", pattern.trim())
        } else if is_of_name(what) {
            condition.to_owned()
        } else {
            if let Some(included) = what.strip_prefix("Including file ") {
                *skipped = included.trim_end().ends_with("(parse only)");
            } else if let Some(rest) = what.strip_prefix("include ")
                && let Some(pattern) = rest.trim_end().strip_suffix(" matched no files")
            {
                self.files.insert(pattern.to_owned());
            }
            return;
        };
        if !is_ours(file) {
            let shown = block.chars().take(SHOWN).collect();
            self.blocks.insert((file.to_owned(), line), shown);
        }
    }

    /// The first block that this name matches and another, which nobody has, does not: whatever counts for all names is no
    /// host of the person's.
    pub fn beyond(&self, other: &Self) -> Option<String> {
        let mut own = self.blocks.iter().filter(|(place, _)| !other.blocks.contains_key(*place));
        own.next().map(|((file, _), block)| format!("\"{block}\" in {file}"))
    }
}

/// Whether a path is the file of Voltdeck's, however the system writes it.
fn is_ours(path: &str) -> bool {
    path.trim().replace('\\', "/").ends_with("/.ssh/voltdeck/config")
}

/// `FILE line NUMBER: WHAT` taken apart.
fn place(text: &str) -> Option<((&str, u32), &str)> {
    let (at, _) = text.match_indices(" line ").find(|(at, mark)| {
        let digits = text[at + mark.len()..].bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && text[at + mark.len() + digits..].starts_with(": ")
    })?;
    let (number, what) = text[at + " line ".len()..].split_once(": ")?;
    Some(((&text[..at], number.parse().ok()?), what))
}

/// Whether a condition of a `Match` line looked at the name, and fits. The others, such as the user or a command, may turn
/// out otherwise the next time.
fn is_of_name(what: &str) -> bool {
    let Some(condition) = what.strip_prefix("matched '") else { return false };
    let keyword: String = condition.trim_start_matches('!').chars().take_while(char::is_ascii_alphabetic).collect();
    keyword.eq_ignore_ascii_case("host") || keyword.eq_ignore_ascii_case("originalhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026
debug1: Reading configuration data /home/a line 3: b/.ssh/config
debug3: /home/me/.ssh/config line 1: Including file /home/me/.ssh/voltdeck/config depth 0
debug1: Reading configuration data /home/me/.ssh/voltdeck/config
debug1: /home/me/.ssh/voltdeck/config line 4: Applying options for vp-a
debug1: /home/me/.ssh/config line 3: include ~/.ssh/none.d/* matched no files
debug2: checking match for 'originalhost vp-a user root' host vp-a originally vp-a
debug3: /home/me/.ssh/config line 4: matched 'originalhost \"vp-a\"' \n\
debug3: /home/me/.ssh/config line 4: not matched 'user \"user\"' \n\
debug2: match not found
debug2: checking match for 'user me' host vp-a originally vp-a
debug3: /home/me/.ssh/config line 8: matched 'user \"me\"' \n\
debug1: /home/me/.ssh/config line 12: Applying options for *
";

    #[test]
    fn blocks_files_and_includes_are_read() {
        let told = Told::read(LOG);
        assert!(told.ours);
        let blocks: Vec<_> = told.blocks.iter().map(|((_, line), block)| (*line, block.as_str())).collect();
        assert_eq!(blocks, [(4, "Match originalhost vp-a user root"), (12, "Host *")]);
        assert!(told.files.contains("~/.ssh/none.d/*") && told.files.contains("/home/me/.ssh/voltdeck/config"));
        assert_eq!(told.beyond(&told), None);
        let other = Told::read("debug1: /home/me/.ssh/config line 12: Applying options for *\n");
        let said = "\"Match originalhost vp-a user root\" in /home/me/.ssh/config";
        assert_eq!(told.beyond(&other).as_deref(), Some(said));
    }

    #[test]
    fn a_file_of_ours_that_counts_for_another_host_only_counts_for_none() {
        let log = "\
debug3: /home/me/.ssh/config line 3: Including file /home/me/.ssh/voltdeck/config depth 0 (parse only)
debug1: Reading configuration data /home/me/.ssh/voltdeck/config
";
        assert!(!Told::read(log).ours);
        assert!(!Told::read("").ours);
    }

    #[test]
    fn the_way_in_which_windows_writes_a_path_is_known() {
        assert!(is_ours(r"C:\Users\me/.ssh/voltdeck/config"));
        assert!(!is_ours("/home/me/.ssh/voltdeck/config.old"));
    }
}
