//! What the person is told about the line that includes the file with the machines.

use std::path::Path;

use super::files;
use super::include::{self, Stand};
use super::settle::Known;
use voltdeck_contract::SshInclude;

/// What is to be done while the machines are kept; `None` where OpenSSH reads them, or will in a moment.
pub(super) fn while_on(path: &Path, known: &Known) -> Option<SshInclude> {
    if known.seen.as_ref().is_some_and(|seen| seen.works) {
        return None;
    }
    let config = files::read(path).ok()?;
    let (place, locked) = (path.display(), files::is_locked(path));
    let can_move = !locked && include::moved(&config).is_some();
    let line = (!can_move).then(include::line);
    let how = match (can_move, locked) {
        (true, _) => "Voltdeck can move it to the top: nothing else in the file changes.".to_owned(),
        (false, true) => {
            "The file may not be written from here: move the line to the top where the file is made.".to_owned()
        }
        (false, false) => "Other files stand in the same line, so put this line of its own at the top.".to_owned(),
    };
    let note =
        |title: &str, said: String, line, can_move| Some(SshInclude { title: title.to_owned(), said, line, can_move });
    match include::stand(&config) {
        Stand::NotText => note(
            "Your SSH config is not UTF-8",
            format!(
                "{place} is UTF-16, or holds NUL bytes. ssh cannot read it, so neither Voltdeck's hosts nor your own work. \
                 Nothing was written to it. Save it as UTF-8 without a byte order mark: Voltdeck adds its line then."
            ),
            None,
            false,
        ),
        _ if include::has_bom(&config) && known.seen.is_some() => note(
            "Your SSH config begins with a byte order mark",
            format!(
                "ssh takes the mark for a part of the first word and refuses the whole of {place}. Save it as UTF-8 without \
                 a byte order mark."
            ),
            None,
            false,
        ),
        Stand::Missing if known.locked => note(
            "Add one line to your SSH config",
            format!(
                "{place} may not be written, so Voltdeck cannot add the line that includes your machines. Add it as the \
                 first line, above every Host and Match, where that file is made (Nix, chezmoi). Voltdeck sees by itself \
                 when it is there."
            ),
            Some(include::line()),
            false,
        ),
        Stand::BelowHost { line: number, host } => note(
            "The Include line stands below a Host or Match",
            format!("Line {number} of {place} stands below \"{host}\", so it counts for that alone. {how}"),
            line,
            can_move,
        ),
        Stand::BelowSettings { line: number } if known.seen.is_some() => note(
            "Settings stand above the Include line",
            format!(
                "Of two settings ssh takes the first, and some stand above line {number} of {place}: they count for your \
                 machines too. {how}"
            ),
            line,
            can_move,
        ),
        Stand::Missing | Stand::First | Stand::BelowSettings { .. } => None,
    }
}

/// What is left while the machines are not kept.
pub(super) fn while_off(path: &Path) -> Option<SshInclude> {
    let config = files::read(path).ok()?;
    include::removed(&config)?;
    Some(SshInclude {
        title: "A line is left in your SSH config".to_owned(),
        said: format!(
            "{} may not be written, so the line that included your machines is still in it. It does nothing now. Take it out \
             where that file is made.",
            path.display()
        ),
        line: None,
        can_move: false,
    })
}
