//! The one line in a person's own SSH config. All else in it is theirs, byte for byte.

use std::collections::HashSet;

/// The file with the machines, as OpenSSH finds it from a config in the home folder.
const INCLUDED: &str = "voltdeck/config";
const BEGIN: &str = "# >>> Voltdeck: your machines; switch it off in the settings of Voltdeck";
const END: &str = "# <<< Voltdeck";

/// The config with the line at its top: before every `Host`, since below one it would count for that host only.
/// `None` where it stands already, in our words or in the person's.
pub fn added(config: &[u8]) -> Option<Vec<u8>> {
    if includes(config) {
        return None;
    }
    let eol = line_end(config);
    let mut text = format!("{BEGIN}{eol}Include {INCLUDED}{eol}{END}{eol}").into_bytes();
    text.extend_from_slice(config);
    Some(text)
}

/// The config without what [`added`] put there; `None` where it is not there as it was put.
pub fn removed(config: &[u8]) -> Option<Vec<u8>> {
    ["\r\n", "\n"].iter().find_map(|eol| {
        let block = format!("{BEGIN}{eol}Include {INCLUDED}{eol}{END}{eol}").into_bytes();
        let at = config.windows(block.len()).position(|window| window == block)?;
        let starts_a_line = at == 0 || config[at - 1] == b'\n';
        starts_a_line.then(|| [&config[..at], &config[at + block.len()..]].concat())
    })
}

/// Names that the person gave to hosts of their own.
pub fn own_hosts(config: &[u8]) -> HashSet<String> {
    let text = String::from_utf8_lossy(config);
    lines(&text)
        .filter(|(keyword, _)| keyword.eq_ignore_ascii_case("host"))
        .flat_map(|(_, rest)| {
            rest.split_whitespace().map(|name| name.trim_matches('"').to_lowercase()).collect::<Vec<_>>()
        })
        .collect()
}

fn includes(config: &[u8]) -> bool {
    let text = String::from_utf8_lossy(config);
    lines(&text).filter(|(keyword, _)| keyword.eq_ignore_ascii_case("include")).any(|(_, rest)| {
        rest.split_whitespace()
            .map(|path| path.trim_matches('"').replace('\\', "/"))
            .any(|path| path == INCLUDED || path.ends_with(&format!(".ssh/{INCLUDED}")))
    })
}

/// Keyword and the rest of every line that says something; OpenSSH takes `=` between them too.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().map(str::trim).filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (keyword, rest) = line.split_once(|c: char| c.is_whitespace() || c == '=')?;
        Some((keyword, rest.trim_start_matches(|c: char| c.is_whitespace() || c == '=')))
    })
}

/// How the config ends its lines.
fn line_end(config: &[u8]) -> &'static str {
    let first = config.iter().position(|&byte| byte == b'\n');
    if first.is_some_and(|at| at > 0 && config[at - 1] == b'\r') { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_byte_for_byte_and_comes_back() {
        let configs: [&[u8]; 7] = [
            b"",
            b"Host nas\n  User me\n",
            b"Host nas\r\n  User me\r\n",
            b"Host nas\n  User me",
            b"\n\n# a remark \xff\xfe that is no text\n",
            b"no line end at all",
            b"Host a\r\nHost b\n",
        ];
        for config in configs {
            let added = added(config).unwrap();
            assert!(added.ends_with(config));
            let line = if config.windows(2).any(|two| two == b"\r\n") {
                &b"Include voltdeck/config\r\n"[..]
            } else {
                b"Include voltdeck/config\n"
            };
            assert!(added.windows(line.len()).any(|window| window == line));
            assert_eq!(super::added(&added), None, "once is enough");
            assert_eq!(removed(&added).as_deref(), Some(config));
        }
    }

    #[test]
    fn a_person_who_moved_the_lines_gets_rid_of_them_all_the_same() {
        let mut config = b"# mine\n".to_vec();
        config.extend(added(b"").unwrap());
        config.extend(b"Host nas\n");
        assert_eq!(removed(&config).as_deref(), Some(&b"# mine\nHost nas\n"[..]));
    }

    #[test]
    fn a_config_that_includes_it_by_hand_is_not_touched() {
        for line in [
            "Include voltdeck/config",
            "include ~/.ssh/voltdeck/config",
            "INCLUDE=\"/home/me/.ssh/voltdeck/config\"",
            "  Include conf.d/* voltdeck/config",
            r"Include C:\Users\me\.ssh\voltdeck\config",
        ] {
            let config = format!("Host a\n  User b\n{line}\n").into_bytes();
            assert_eq!(added(&config), None, "{line}");
            assert_eq!(removed(&config), None, "{line}");
        }
        assert!(added(b"# Include voltdeck/config\n").is_some());
        assert!(added(b"Include voltdeck/config.old\n").is_some());
    }

    #[test]
    fn the_hosts_of_the_person_are_known() {
        let names = own_hosts(b"Host nas \"Web\" *.example.com\n  HostName x\nhost=box\n# Host no\nMatch host other\n");
        let expected = ["nas", "web", "*.example.com", "box"].map(str::to_owned);
        assert_eq!(names, HashSet::from(expected));
    }
}
