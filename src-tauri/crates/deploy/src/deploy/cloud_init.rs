//! The cloud-init form: what is sent of it, and what is wrong with it. Its contents are secret.

use voltdeck_contract::{CloudInitForm, WriteFile};

/// The form as it is sent: trimmed where that changes no meaning, empty entries dropped. `None` where nothing is left.
pub(super) fn cleaned(form: &CloudInitForm) -> Option<CloudInitForm> {
    let filled = |texts: &[String]| -> Vec<String> {
        texts.iter().filter(|text| !text.trim().is_empty()).map(|text| text.trim().to_owned()).collect()
    };
    let cleaned = CloudInitForm {
        packages: filled(&form.packages),
        write_files: form.write_files.iter().filter(|file| !is_blank(file)).map(trimmed).collect(),
        runcmd: filled(&form.runcmd),
        text_unread: false,
    };
    let empty = cleaned.packages.is_empty() && cleaned.write_files.is_empty() && cleaned.runcmd.is_empty();
    (!empty).then_some(cleaned)
}

/// What is wrong with the form: field and message. The message never quotes the contents.
pub(super) fn problems(form: &CloudInitForm) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if form.text_unread {
        let said = "The YAML has errors, so it cannot be sent. Mend them under YAML, or change the form.";
        found.push(("cloudInit".to_owned(), said.to_owned()));
    }
    for (index, file) in form.write_files.iter().enumerate().filter(|(_, file)| !is_blank(file)) {
        let at = |field: &str| format!("cloudInit.writeFiles.{index}.{field}");
        let path = file.path.trim();
        if path.is_empty() {
            found.push((at("path"), "Say where the file goes, for example /etc/motd.".to_owned()));
        } else if !path.starts_with('/') {
            found.push((at("path"), "The path must be absolute: it starts with \"/\".".to_owned()));
        } else if path.ends_with('/') {
            found.push((at("path"), "This is a folder. Add the file's name.".to_owned()));
        }
        let permissions = file.permissions.trim();
        if !permissions.is_empty() && !is_octal(permissions) {
            found.push((at("permissions"), "Permissions are three or four octal digits, for example 0644.".to_owned()));
        }
    }
    found
}

/// How a template marks what a person has to put in.
const PLACEHOLDER: &str = "REPLACE_WITH_";

/// Fields in which a mark of a template still stands.
pub(super) fn placeholders(form: &CloudInitForm) -> Vec<String> {
    let commands = form.runcmd.iter().enumerate().map(|(index, text)| (format!("runcmd.{index}"), text));
    let files = form.write_files.iter().enumerate().flat_map(|(index, file)| {
        [("path", &file.path), ("content", &file.content)]
            .map(|(field, text)| (format!("writeFiles.{index}.{field}"), text))
    });
    files
        .chain(commands)
        .filter(|(_, text)| text.contains(PLACEHOLDER))
        .map(|(field, _)| format!("cloudInit.{field}"))
        .collect()
}

fn is_octal(text: &str) -> bool {
    (3..=4).contains(&text.len()) && text.chars().all(|char| ('0'..='7').contains(&char))
}

/// A row of the form that a person opened and left: nothing in it would be missed.
pub(super) fn is_blank(file: &WriteFile) -> bool {
    file.path.trim().is_empty() && file.content.is_empty()
}

pub(super) fn trimmed(file: &WriteFile) -> WriteFile {
    WriteFile {
        path: file.path.trim().to_owned(),
        content: file.content.clone(),
        encoding: file.encoding.trim().to_owned(),
        owner: file.owner.trim().to_owned(),
        permissions: file.permissions.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, permissions: &str) -> WriteFile {
        WriteFile { path: path.into(), content: "x".into(), permissions: permissions.into(), ..WriteFile::default() }
    }

    fn fields(form: &CloudInitForm) -> Vec<String> {
        problems(form).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn an_untouched_form_is_not_sent() {
        let form = CloudInitForm {
            packages: vec![" ".into(), String::new()],
            write_files: vec![WriteFile::default()],
            runcmd: vec![String::new()],
            ..CloudInitForm::default()
        };
        assert!(cleaned(&form).is_none());
        assert!(problems(&form).is_empty());
    }

    #[test]
    fn empty_entries_are_dropped_and_contents_kept_as_typed() {
        let mut form = CloudInitForm { packages: vec!["htop ".into(), String::new()], ..CloudInitForm::default() };
        form.write_files.push(WriteFile { content: "  keep me \n".into(), ..file(" /etc/motd ", "0644") });
        let cleaned = cleaned(&form).unwrap();
        assert_eq!(cleaned.packages, ["htop"]);
        assert_eq!(cleaned.write_files[0].path, "/etc/motd");
        assert_eq!(cleaned.write_files[0].content, "  keep me \n");
    }

    #[test]
    fn a_mark_of_a_template_is_found_wherever_it_stands() {
        let form = CloudInitForm {
            runcmd: vec!["mount /mnt".into(), "echo REPLACE_WITH_VIP >> /etc/fstab".into()],
            write_files: vec![WriteFile { content: "host: REPLACE_WITH_HOST".into(), ..file("/etc/a", "") }],
            ..CloudInitForm::default()
        };
        assert_eq!(placeholders(&form), ["cloudInit.writeFiles.0.content", "cloudInit.runcmd.1"]);
    }

    #[test]
    fn paths_are_absolute_and_permissions_octal() {
        let form = CloudInitForm {
            write_files: vec![
                file("/etc/motd", ""),
                file("etc/motd", "0644"),
                file("", "0644"),
                file("/etc/", "755"),
                file("/a", "rw-r--r--"),
                file("/a", "0888"),
                file("/a", "00644"),
            ],
            ..CloudInitForm::default()
        };
        assert_eq!(
            fields(&form),
            [
                "cloudInit.writeFiles.1.path",
                "cloudInit.writeFiles.2.path",
                "cloudInit.writeFiles.3.path",
                "cloudInit.writeFiles.4.permissions",
                "cloudInit.writeFiles.5.permissions",
                "cloudInit.writeFiles.6.permissions",
            ]
        );
    }
}
