//! What a person types or pastes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use voltdeck_access::ssh_keys;
use voltdeck_base::{exports, files, notices, settings};
use voltdeck_contract::{CloudInitForm, ExtraKey, NoticeSettings, QuietHours};
use voltdeck_deploy::deploy::{self, yaml};

/// cloud-init as YAML: no complaint quotes it, and what was read reads the same when it is written again.
pub(crate) fn cloud_init(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let read = yaml::parse(text);
    let breaks = |mark: &str| text.matches(mark).count();
    let lines = breaks("\n") + breaks("\r") - breaks("\r\n") + 1;
    for issue in &read.issues {
        assert!((1..=lines).contains(&(issue.line as usize)), "line {} of {lines}", issue.line);
        assert!(issue.message.len() < 400, "{}", issue.message);
    }
    let Some(form) = read.form else { return };
    assert!(files_of(&form) <= 16 + 4 * text.len(), "{} bytes of YAML became {}", text.len(), files_of(&form));
    comes_back(&form);
}

/// A form of cloud-init as the window sends it: its YAML reads as the form.
pub(crate) fn cloud_init_form(data: &[u8]) {
    let Ok(form) = serde_json::from_slice::<CloudInitForm>(data) else { return };
    // What is empty is not written, and a text of its own is none of the form's.
    let texts = form.packages.iter().chain(&form.runcmd);
    let empty = texts.clone().any(|text| text.trim().is_empty())
        || form.write_files.iter().any(|file| file.path.trim().is_empty());
    if !empty && !form.text_unread {
        comes_back(&form);
    } else {
        let _ = yaml::parse(&yaml::text(&form));
    }
}

/// The file of a deploy template: what is taken reads the same when it is written again, and is no larger than any that is.
pub(crate) fn deploy_template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(written) = deploy::reread_template(text) else { return };
    assert_eq!(deploy::reread_template(&written).as_ref(), Some(&written), "{written}");
    // A price, a password or a token has no field in it.
    let fields: serde_json::Value = serde_json::from_str(&written).unwrap();
    for none in ["password", "token", "price", "perHour"] {
        assert!(fields.get(none).is_none(), "{written}");
    }
}

fn comes_back(form: &CloudInitForm) {
    let written = yaml::text(form);
    if written.len() > 200 * 1024 {
        return;
    }
    let again = yaml::parse(&written);
    assert!(again.form.as_ref() == Some(form), "{written}");
}

fn files_of(form: &CloudInitForm) -> usize {
    let texts: usize = form.packages.iter().chain(&form.runcmd).map(String::len).sum();
    texts + form.write_files.iter().map(|file| file.path.len() + file.content.len()).sum::<usize>()
}

/// A pasted key: a private one is known as one, and no complaint quotes what was pasted.
pub(crate) fn public_key(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        let _ = ssh_keys::chosen(&STANDARD.encode(data));
        return;
    };
    let key = |text: &str| ExtraKey { text: text.to_owned(), save_as: None };
    let readings = ssh_keys::read_all(&[key(text), key("ssh-ed25519"), key(text)], &[]);
    let reading = &readings[0];
    if text.contains("PRIVATE KEY") {
        assert!(reading.line.is_none() && reading.check.problem.is_some());
    }
    for problem in readings.iter().filter_map(|reading| reading.check.problem.as_deref()) {
        let quoted = text.split_whitespace().find(|word| word.len() > 24 && problem.contains(*word));
        assert_eq!(quoted, None, "{problem}");
    }
    match &reading.line {
        Some(line) => {
            assert!(!line.contains(['\n', '\r']), "{line:?}");
            let again = &ssh_keys::read_all(&[key(line)], &[])[0];
            assert_eq!((&again.line, &again.check), (&reading.line, &reading.check));
            assert!(readings[2].line.is_none(), "the same key twice");
        }
        None => assert!(reading.check.problem.is_some() || text.trim_start_matches('\u{feff}').trim().is_empty()),
    }
    let file = ssh_keys::chosen(&STANDARD.encode(data));
    assert!(file.problem.is_some() || !file.lines.is_empty(), "a file is a key, several, or explained");
    assert!(file.problem.is_none() || file.text.is_empty(), "what is no key does not come back");
    let (kind, _) = ssh_keys::describe(text);
    assert!(kind.chars().count() <= 40, "{kind}");
}

/// Words in small fields: a month, a size, a user, a time of day, a path, the name of a file.
pub(crate) fn typed(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(month) = text.parse::<voltdeck_books::Month>() {
        assert_eq!(month.to_string(), text);
        assert!(month.start() < month.end());
    }
    if let Ok(size) = voltdeck_volumes::storage::parse_size(text) {
        assert!(size > 0);
        assert_eq!(voltdeck_volumes::storage::parse_size(&size.to_string()), Ok(size));
    }
    if settings::user_problem(text).is_none() {
        assert!(!text.starts_with('-') && !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic()), "{text}");
    }
    let quiet = |from: &str, to: &str| NoticeSettings {
        quiet: Some(QuietHours { from: from.into(), to: to.into() }),
        ..NoticeSettings::default()
    };
    let _ = (notices::quiet_problem(&quiet(text, "07:00")), notices::quiet_problem(&quiet("22:00", text)));
    let home = std::path::Path::new("/home/me");
    if let Ok(path) = files::whole_path(Some(home), text) {
        assert!(path.is_absolute() && path.file_name().is_some());
        assert!(!path.to_string_lossy().contains(char::is_control));
    }
    let name = exports::plain(text);
    assert!(!name.contains(['/', '\\', ':']) && name.is_ascii());
    let cell = voltdeck_books::defused(text);
    assert_eq!(voltdeck_books::defused(&cell), cell);
    // An amount may be longer than any that we can hold: a spreadsheet reads it as a number all the same.
    let digits = |text: &str| text.chars().all(|char| char.is_ascii_digit() || char == '.');
    assert!(!cell.starts_with(['=', '+', '@', '\t', '\r']), "{cell}");
    assert!(cell.strip_prefix('-').is_none_or(digits), "{cell}");
}
