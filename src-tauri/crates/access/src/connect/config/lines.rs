//! Lines of an SSH config, and the hosts in them, as far as one file alone says it. Where OpenSSH can be asked, its own
//! reading counts.

/// The `Host` of the person's that a name belongs to, as far as the one file says it: what it includes is not read. A
/// pattern that fits every name is no host.
pub fn own_host(config: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(config);
    text.lines().filter_map(words).filter(|(keyword, _)| keyword == "host").find_map(|(_, patterns)| {
        let taken = fits(&patterns, name) && !fits(&patterns, NOBODY);
        taken.then(|| format!("\"Host {}\"", patterns.join(" ")))
    })
}

/// A name that nobody gave to a host.
pub const NOBODY: &str = "voltdeck0asks0for0nobody";

/// Whether a name fits a list of patterns as OpenSSH reads them: one that is negated and fits rules it out.
fn fits(patterns: &[String], name: &str) -> bool {
    let fitting = |pattern: &&str| glob(pattern.as_bytes(), name.as_bytes());
    let (negated, wanted): (Vec<_>, Vec<_>) = patterns.iter().partition(|pattern| pattern.starts_with('!'));
    wanted.iter().map(|pattern| pattern.as_str()).any(|pattern| fitting(&pattern))
        && !negated.iter().map(|pattern| pattern.trim_start_matches('!')).any(|pattern| fitting(&pattern))
}

/// `*` stands for any letters, `?` for one.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&letter) if letter == b'?' || letter == text[t] => (p, t) = (p + 1, t + 1),
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (p, t) = (at + 1, from + 1);
            }
        }
    }
    pattern[p..].iter().all(|&letter| letter == b'*')
}

/// The keyword of a line in small letters, and its arguments up to a comment; `None` where it says nothing. OpenSSH takes
/// `=` between them too.
pub(super) fn words(line: &str) -> Option<(String, Vec<String>)> {
    let line = line.trim();
    let (keyword, rest) = line.split_once(|c: char| c.is_whitespace() || c == '=')?;
    if line.starts_with('#') {
        return None;
    }
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '=');
    let (mut arguments, mut argument, mut quoted) = (Vec::new(), None::<String>, false);
    for c in rest.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                argument.get_or_insert_default();
            }
            '#' if argument.is_none() && !quoted => break,
            _ if c.is_whitespace() && !quoted => arguments.extend(argument.take()),
            _ => argument.get_or_insert_default().push(c),
        }
    }
    arguments.extend(argument);
    Some((keyword.to_ascii_lowercase(), arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_the_person_are_known() {
        let config =
            b"Host nas \"Web one\" *.example.com # vp-no\n  HostName x\nhost=box\n# Host no\nMatch host other\n\
                       Host web-* !web-public\nHost * !secret\n";
        for (name, host) in [
            ("nas", "nas Web one *.example.com"),
            ("Web one", "nas Web one *.example.com"),
            ("a.example.com", "nas Web one *.example.com"),
            ("box", "box"),
            ("web-1", "web-* !web-public"),
        ] {
            assert_eq!(own_host(config, name), Some(format!("\"Host {host}\"")), "{name}");
        }
        for name in ["vp-no", "no", "other", "web-public", "anything", "NAS", ""] {
            assert_eq!(own_host(config, name), None, "{name}");
        }
    }
}
