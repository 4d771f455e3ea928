//! The one line in a person's own SSH config. All else in it is theirs, byte for byte.

use super::lines::words;

/// The file with the machines, as OpenSSH finds it from a config in the home folder.
const INCLUDED: &str = "voltdeck/config";
const BEGIN: &str = "# >>> Voltdeck: your machines; switch it off in the settings of Voltdeck";
const END: &str = "# <<< Voltdeck";
/// What some editors put before a text in UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The config with the line at its top: before every `Host`, since below one it would count for that host only, and before
/// every setting, since of two the first counts. `None` where it stands already, in our words or in the person's, and where
/// the config is no text.
pub fn added(config: &[u8]) -> Option<Vec<u8>> {
    if stand(config) != Stand::Missing {
        return None;
    }
    let (eol, (bom, rest)) = (line_end(config), split_bom(config));
    let block = format!("{BEGIN}{eol}Include {INCLUDED}{eol}{END}{eol}");
    Some([bom, block.as_bytes(), rest].concat())
}

/// The line as a person adds it.
pub fn line() -> String {
    format!("Include {INCLUDED}")
}

/// The config without what [`added`] put there; `None` where it is not there as it was put.
pub fn removed(config: &[u8]) -> Option<Vec<u8>> {
    ["\r\n", "\n"].iter().find_map(|eol| {
        let block = format!("{BEGIN}{eol}Include {INCLUDED}{eol}{END}{eol}").into_bytes();
        let at = config.windows(block.len()).position(|window| window == block)?;
        let starts_a_line = at == split_bom(config).0.len() || at > 0 && config[at - 1] == b'\n';
        starts_a_line.then(|| [&config[..at], &config[at + block.len()..]].concat())
    })
}

/// The config with the line that includes the file first, where it stood alone: only that line moves, or the three that
/// [`added`] put there. `None` where there is no such line, or it is first.
pub fn moved(config: &[u8]) -> Option<Vec<u8>> {
    if !is_text(config) {
        return None;
    }
    if let Some(without) = removed(config) {
        return added(&without).filter(|moved| moved != config);
    }
    let (bom, text) = split_bom(config);
    let mut lines = text.split_inclusive(|&byte| byte == b'\n').scan(0, |at, line| {
        let begins = *at;
        *at += line.len();
        Some((begins, line))
    });
    let (at, line) = lines.find(|(_, line)| {
        let line = String::from_utf8_lossy(line);
        words(&line).is_some_and(|(keyword, paths)| keyword == "include" && paths.len() == 1 && names_ours(&paths))
    })?;
    let mut moved = [bom, line].concat();
    if !line.ends_with(b"\n") {
        moved.extend(line_end(config).as_bytes());
    }
    moved.extend([&text[..at], &text[at + line.len()..]].concat());
    (at > 0).then_some(moved)
}

/// How the config stands to the line that includes the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// It is no UTF-8 text, so OpenSSH cannot read it, and nothing may be put before it.
    NotText,
    /// The line is not in it.
    Missing,
    /// It stands where it counts for every host, with nothing of the person's that counts first.
    First,
    /// Settings that count for every host stand above it.
    BelowSettings {
        /// Number of the line.
        line: usize,
    },
    /// It stands below a `Host` or a `Match`, and counts for that alone.
    BelowHost {
        /// Number of the line.
        line: usize,
        /// The line that it stands below.
        host: String,
    },
}

/// Looks for the line in a config.
pub fn stand(config: &[u8]) -> Stand {
    if !is_text(config) {
        return Stand::NotText;
    }
    let text = String::from_utf8_lossy(split_bom(config).1);
    let (mut host, mut settings) = (None, false);
    for (line, (keyword, arguments)) in (1..).zip(text.lines()).filter_map(|(at, line)| Some((at, words(line)?))) {
        match keyword.as_str() {
            "host" | "match" => host = Some(format!("{} {}", capital(&keyword), arguments.join(" "))),
            "include" if names_ours(&arguments) => {
                return match host {
                    Some(host) => Stand::BelowHost { line, host },
                    None if settings => Stand::BelowSettings { line },
                    None => Stand::First,
                };
            }
            "include" => {}
            _ => settings = true,
        }
    }
    Stand::Missing
}

/// Whether OpenSSH could read it: UTF-16, which editors of Windows write, is full of NULs.
pub fn is_text(config: &[u8]) -> bool {
    !config.starts_with(&[0xff, 0xfe]) && !config.starts_with(&[0xfe, 0xff]) && !config.contains(&0)
}

/// Whether it begins with a mark that OpenSSH takes for a part of the first word, on every system but Windows.
pub fn has_bom(config: &[u8]) -> bool {
    !split_bom(config).0.is_empty()
}

/// Whether one of the paths is the file with the machines.
fn names_ours(paths: &[String]) -> bool {
    let mut paths = paths.iter().map(|path| path.replace('\\', "/"));
    paths.any(|path| path == INCLUDED || path.ends_with(&format!(".ssh/{INCLUDED}")))
}

fn capital(keyword: &str) -> &'static str {
    if keyword == "host" { "Host" } else { "Match" }
}

fn split_bom(config: &[u8]) -> (&[u8], &[u8]) {
    config.split_at(if config.starts_with(BOM) { BOM.len() } else { 0 })
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
    fn where_the_line_stands_is_known() {
        let host = |line, host: &str| Stand::BelowHost { line, host: host.into() };
        for (config, expected) in [
            ("", Stand::Missing),
            ("# Include voltdeck/config\n", Stand::Missing),
            ("Include voltdeck/config", Stand::First),
            ("# a\n\nInclude conf.d/* # x\nInclude voltdeck/config # y\nHost a\n", Stand::First),
            ("User me\nInclude voltdeck/config\n", Stand::BelowSettings { line: 2 }),
            ("Host a b # c\n\n  Include voltdeck/config\n", host(3, "Host a b")),
            ("Host a\nmatch all\nInclude voltdeck/config\n", host(3, "Match all")),
            ("\u{feff}Host a\r\nInclude voltdeck/config\r\n", host(2, "Host a")),
        ] {
            assert_eq!(stand(config.as_bytes()), expected, "{config}");
        }
    }

    #[test]
    fn only_the_line_is_moved() {
        for (config, expected) in [
            ("Host a\n  User b\n  Include voltdeck/config\n", "  Include voltdeck/config\nHost a\n  User b\n"),
            ("Host a\r\n\tUser b\r\nInclude voltdeck/config", "Include voltdeck/config\r\nHost a\r\n\tUser b\r\n"),
            ("\u{feff}User b\nInclude voltdeck/config\n", "\u{feff}Include voltdeck/config\nUser b\n"),
        ] {
            assert_eq!(moved(config.as_bytes()).as_deref(), Some(expected.as_bytes()), "{config}");
            assert_eq!(stand(expected.as_bytes()), Stand::First);
        }
        // Our three lines move together.
        let ours = String::from_utf8(added(b"").unwrap()).unwrap();
        let below = format!("Host a\n  User b\n{ours}# end\n");
        assert_eq!(moved(below.as_bytes()).unwrap(), format!("{ours}Host a\n  User b\n# end\n").into_bytes());
        for config in
            ["", "Host a\n", "Host a\nInclude conf.d/* voltdeck/config\n", "Include voltdeck/config\nHost a\n", &ours]
        {
            assert_eq!(moved(config.as_bytes()), None, "{config}");
        }
    }

    #[test]
    fn nothing_is_put_into_a_config_that_is_no_utf8_and_a_mark_at_its_beginning_stays_first() {
        let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            let text = "Host nas\n  User me\n".encode_utf16().flat_map(bytes);
            mark.iter().copied().chain(text).collect::<Vec<u8>>()
        };
        for config in [
            utf16(&[0xff, 0xfe], u16::to_le_bytes),
            utf16(&[], u16::to_le_bytes),
            utf16(&[0xfe, 0xff], u16::to_be_bytes),
            utf16(&[], u16::to_be_bytes),
        ] {
            assert_eq!((added(&config), moved(&config), stand(&config)), (None, None, Stand::NotText));
        }
        let config = b"\xef\xbb\xbfHost nas\n";
        let added = added(config).unwrap();
        assert!(added.starts_with(b"\xef\xbb\xbf# >>> Voltdeck") && added.ends_with(b"<<< Voltdeck\nHost nas\n"));
        assert_eq!(removed(&added).as_deref(), Some(&config[..]));
    }
}
