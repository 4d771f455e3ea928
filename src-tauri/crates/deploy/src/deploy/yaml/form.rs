//! The form that a tree says.

use std::collections::HashSet;

use super::issues::{Issues, Place};
use super::tree::{Node, Value};
use crate::deploy::cloud_init;
use voltdeck_contract::{CloudInitForm, WriteFile};

const ONLY: &str = "The provider takes only packages, write_files and runcmd.";

/// Reads the form. `None` where something in the tree cannot be taken; what the form's own rules say of it does not
/// keep it from being one.
pub(super) fn read(root: Option<&Node>, issues: &mut Issues<'_>) -> Option<CloudInitForm> {
    let mut form = CloudInitForm::default();
    let mut places = Vec::new();
    match root {
        None => {}
        Some(node) if node.is_nothing() => {}
        Some(Node { value: Value::Map(entries), .. }) => {
            let mut seen = HashSet::new();
            for (key, value) in entries {
                match name(key, &mut seen, issues) {
                    Some("packages") => form.packages = texts(value, &PACKAGES, issues),
                    Some("runcmd") => form.runcmd = texts(value, &COMMANDS, issues),
                    Some("write_files") => (form.write_files, places) = files(value, issues),
                    Some(other) => issues.add(key.from, key.to, &refused(other)),
                    None => {}
                }
            }
        }
        Some(node) => {
            let message = "Keys with lists are expected: packages, write_files, runcmd, each followed by a colon.";
            issues.add(node.from, node.to, message);
        }
    }
    let form = issues.found.is_empty().then_some(form)?;
    for (field, message) in cloud_init::problems(&form) {
        let at = |fits: &dyn Fn(&str) -> bool| places.iter().find(|(name, _)| fits(name)).map(|(_, place)| *place);
        // A field that was left out is said at its file.
        let place =
            at(&|name| field.ends_with(name)).or_else(|| at(&|name| name.ends_with('.') && field.contains(name)));
        if let Some((from, to)) = place {
            issues.add(from, to, &message);
        }
    }
    Some(form)
}

/// What is to be said where a list is not one of texts.
struct Words {
    no_list: &'static str,
    list: &'static str,
    map: &'static str,
}

const PACKAGES: Words = Words {
    no_list: "A list is expected here: each package on a line of its own, after a hyphen and a space.",
    list: "A package with a version is written as one text, with the equals sign of apt: - name=version",
    map: "A package is a name: take out the colon, or put the text into quotes.",
};

const COMMANDS: Words = Words {
    no_list: "A list is expected here: each command on a line of its own, after a hyphen and a space.",
    list: "The provider takes a command as one text. Instead of - [ls, -l] write - ls -l",
    map: "A colon followed by a space makes this a key and a value. Put the whole command into quotes.",
};

const NOTHING: &str = "Nothing stands here. Take out the hyphen, or write quotes around what is meant.";

fn texts(node: &Node, words: &Words, issues: &mut Issues<'_>) -> Vec<String> {
    let Value::List(items) = &node.value else {
        // A key that was just typed has no value yet.
        if !node.is_nothing() {
            issues.add(node.from, node.to, words.no_list);
        }
        return Vec::new();
    };
    let mut texts = Vec::new();
    for item in items {
        match &item.value {
            _ if item.is_nothing() => issues.add(item.from, item.to, NOTHING),
            Value::Scalar { text, .. } => texts.push(text.clone()),
            Value::List(_) => issues.add(item.from, item.to, words.list),
            Value::Map(_) => issues.add(item.from, item.to, words.map),
        }
    }
    texts
}

/// Where fields stand in the text, by the end of their name in the form.
type Places = Vec<(String, (Place, Option<Place>))>;

fn files(node: &Node, issues: &mut Issues<'_>) -> (Vec<WriteFile>, Places) {
    let (mut files, mut places) = (Vec::new(), Vec::new());
    let Value::List(items) = &node.value else {
        if !node.is_nothing() {
            issues.add(node.from, node.to, "A list is expected here: each file begins with a hyphen and its path.");
        }
        return (files, places);
    };
    for (index, item) in items.iter().enumerate() {
        let Value::Map(entries) = &item.value else {
            let said = "A file is a map: path, content, and if need be encoding, owner and permissions.";
            issues.add(item.from, item.to, if item.is_nothing() { NOTHING } else { said });
            continue;
        };
        places.push((format!("writeFiles.{index}."), (item.from, None)));
        let mut file = WriteFile::default();
        let mut seen = HashSet::new();
        for (key, value) in entries {
            let Some(name) = name(key, &mut seen, issues) else { continue };
            let Some(field) = field(&mut file, name) else {
                let said = "The provider takes only encoding, content, owner, path and permissions of a file.";
                issues.add(key.from, key.to, said);
                continue;
            };
            match &value.value {
                _ if value.is_nothing() => {}
                Value::Scalar { text, plain } => {
                    *field = if *plain && name == "permissions" { octal(text) } else { text.clone() };
                }
                Value::List(_) | Value::Map(_) => {
                    issues.add(
                        value.from,
                        value.to,
                        "A text is expected here. Put it into quotes, or begin a block with |.",
                    );
                }
            }
            places.push((format!("writeFiles.{index}.{name}"), (value.from, value.to)));
        }
        files.push(file);
    }
    (files, places)
}

fn field<'file>(file: &'file mut WriteFile, name: &str) -> Option<&'file mut String> {
    Some(match name {
        "path" => &mut file.path,
        "content" => &mut file.content,
        "encoding" => &mut file.encoding,
        "owner" => &mut file.owner,
        "permissions" => &mut file.permissions,
        _ => return None,
    })
}

/// YAML's own way of an octal number, as the provider takes it.
fn octal(text: &str) -> String {
    text.strip_prefix("0o").map_or_else(|| text.to_owned(), |digits| format!("0{}", digits.trim_start_matches('0')))
}

/// The name of a key that stands there once.
fn name<'tree>(key: &'tree Node, seen: &mut HashSet<&'tree str>, issues: &mut Issues<'_>) -> Option<&'tree str> {
    let Value::Scalar { text, .. } = &key.value else {
        issues.add(key.from, key.to, "A key is a plain word.");
        return None;
    };
    if !seen.insert(text) {
        issues.add(key.from, key.to, "This key stands twice. Keep one of them.");
        return None;
    }
    Some(text)
}

/// Why a key is refused, and where that is done instead. Only names that are known are told from one another.
fn refused(key: &str) -> String {
    let instead = match key {
        "users" | "user" | "ssh_authorized_keys" | "disable_root" => " Keys are chosen under Access.",
        "password" | "chpasswd" | "ssh_pwauth" => " The password is set under Access.",
        "package_update" | "package_upgrade" | "apt" => " Use a command: apt-get update",
        "bootcmd" => " Use runcmd; it runs once, at the first start.",
        "mounts" | "fs_setup" | "disk_setup" => " Mount with a command.",
        "hostname" | "fqdn" => " Use a command: hostnamectl set-hostname NAME",
        "<<" => " Write the values themselves.",
        _ => "",
    };
    format!("{ONLY}{instead}")
}
