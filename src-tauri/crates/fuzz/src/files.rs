//! Files of the person's, and what is written for other programs.

use std::path::Path;

use voltdeck_access::connect::config::include;
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
    let hosts = include::own_hosts(data);
    assert!(hosts.len() <= data.len());
    if let Some(added) = include::added(data) {
        assert!(added.ends_with(data));
        assert_eq!(include::added(&added), None, "twice");
        assert_eq!(include::removed(&added).as_deref(), Some(data));
    }
    if let Some(removed) = include::removed(data) {
        assert!(removed.len() < data.len());
    }
}

/// The desktop's own list of folders: what it names is a whole path, and not the home folder.
pub(crate) fn folders(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let home = Path::new("/home/me");
    if let Some(folder) = downloads::named(home, text) {
        assert!(folder.is_absolute() && folder != home, "{}", folder.display());
    }
}
