//! Files of the person's, and what is written for other programs.

use std::path::Path;

use voltdeck_access::connect::config::include::{self, Stand};
use voltdeck_access::connect::config::lines;
use voltdeck_access::connect::config::told::Told;
use voltdeck_access::connect::ssh::Ssh;
use voltdeck_access::connect::target;
use voltdeck_computer::downloads;

/// User, address and port of the provider's on a line each: the command has them as they are, or there is none.
pub(crate) fn ssh_command(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.splitn(3, '\n');
    let (user, host) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let port = lines.next().and_then(|port| port.parse().ok()).unwrap_or(22);
    let key = ["-i".to_owned(), "/home/me/a key's".to_owned()];
    let Some(ssh) = Ssh::new("a b", None, key.into(), user, host, port) else { return };
    let argv = ssh.shown();
    let last = argv.last().unwrap();
    assert_eq!(*last, format!("{user}@{host}"));
    assert!(!last.starts_with('-') && last.chars().all(|c| c.is_ascii_graphic()), "{last:?}");
    assert!(
        !last.contains(['$', '`', ';', '&', '|', '<', '>', '(', ')', '\'', '"', '\\', '*', '?', '%', '^']),
        "{last}"
    );
    assert_eq!(words(&target::shell_line(&argv)), argv);
}

/// The words of a line as a POSIX shell takes it apart, where it has no more than single quotes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => quoted = !quoted,
            '\\' if !quoted => word.extend(letters.next()),
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words
}

/// A person's SSH config: all in it stays byte for byte, and what was put in comes out again.
pub(crate) fn ssh_config(data: &[u8]) {
    if let Some(host) = lines::own_host(data, "vp-train") {
        assert!(host.starts_with("\"Host "), "{host}");
        assert_eq!(lines::own_host(data, lines::NOBODY), None);
    }
    let is_text = include::is_text(data);
    assert_eq!(include::stand(data) == Stand::NotText, !is_text);
    if let Some(added) = include::added(data) {
        assert!(is_text && added.len() > data.len());
        assert_eq!(include::stand(&added), Stand::First);
        assert_eq!(include::added(&added), None, "twice");
        assert_eq!(include::removed(&added).as_deref(), Some(data));
    }
    if let Some(moved) = include::moved(data) {
        assert!(is_text);
        assert_eq!(include::stand(&moved), Stand::First);
        assert_eq!(include::moved(&moved), None, "twice");
        assert_eq!(sorted(&moved), sorted(data), "only lines change places");
    }
    if let Some(removed) = include::removed(data) {
        assert!(removed.len() < data.len());
    }
}

/// The lines of a file in an order of their own, without their ends and the mark at the beginning.
fn sorted(data: &[u8]) -> Vec<&[u8]> {
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    let ends = |line: &&[u8]| line.is_empty();
    let lines = data.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut lines: Vec<&[u8]> = lines.filter(|line| !ends(line)).collect();
    lines.sort_unstable();
    lines
}

/// What `ssh -vvv` tells of how it read its config: as much as it wrote, and no more.
pub(crate) fn ssh_told(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let told = Told::read(text);
    assert!(told.blocks.len() + told.files.len() <= text.lines().count());
    assert_eq!(told.beyond(&told), None);
    assert_eq!(told.beyond(&Told::default()).is_some(), !told.blocks.is_empty());
}

/// The desktop's own list of folders: what it names is a whole path, and not the home folder.
pub(crate) fn folders(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let home = Path::new("/home/me");
    if let Some(folder) = downloads::named(home, text) {
        assert!(folder.is_absolute() && folder != home, "{}", folder.display());
    }
}
