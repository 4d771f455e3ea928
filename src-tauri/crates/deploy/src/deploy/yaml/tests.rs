use proptest::prelude::*;

use super::*;
use voltdeck_contract::WriteFile;

fn issues(text: &str) -> Vec<(u32, u32, Option<u32>, String)> {
    let said = parse(text).issues.into_iter();
    said.map(|issue| (issue.line, issue.column, issue.end_column, issue.message)).collect()
}

/// Line and beginning of the message of the only issue.
fn only(text: &str) -> (u32, String) {
    let parsed = parse(text);
    assert_eq!(parsed.issues.len(), 1, "{text}: {:?}", parsed.issues);
    (parsed.issues[0].line, parsed.issues[0].message.clone())
}

fn form(text: &str) -> CloudInitForm {
    let parsed = parse(text);
    assert_eq!(parsed.issues, []);
    parsed.form.unwrap()
}

#[test]
fn the_three_keys_are_taken() {
    let form = form(
        "#cloud-config\n# what I need\npackages: [git-lfs, htop]\nwrite_files:\n- path: /etc/motd\n  content: |\n    one\n      two\n  \
         owner: root:root\n  permissions: 0644\n  encoding: text/plain\nruncmd:\n  - echo 'a#b' # said\n  - \"echo: c\"\n",
    );
    assert_eq!(form.packages, ["git-lfs", "htop"]);
    assert_eq!(form.runcmd, ["echo 'a#b'", "echo: c"]);
    let file = &form.write_files[0];
    assert_eq!((file.path.as_str(), file.content.as_str()), ("/etc/motd", "one\n  two\n"));
    assert_eq!((file.owner.as_str(), file.permissions.as_str()), ("root:root", "0644"));
    assert_eq!(file.encoding, "text/plain");
}

#[test]
fn nothing_is_an_empty_form() {
    for text in
        ["", "\n", "#cloud-config", "#cloud-config\n---\n", "# only words\n", "packages:\nruncmd:\nwrite_files:\n"]
    {
        assert!(form(text) == CloudInitForm::default(), "{text:?}");
    }
}

#[test]
fn texts_stay_as_they_were_written() {
    let form = form("packages:\n- yes\n- 1e3\n- 0755\n- 2024-01-01\n- 'null'\n- !!str true\n- 0x1F\n");
    assert_eq!(form.packages, ["yes", "1e3", "0755", "2024-01-01", "null", "true", "0x1F"]);
}

#[test]
fn permissions_are_octal_however_they_are_written() {
    for (written, expected) in
        [("0644", "0644"), ("0o644", "0644"), ("\"0644\"", "0644"), ("'755'", "755"), ("0o0600", "0600")]
    {
        let form = form(&format!("write_files:\n- path: /a\n  permissions: {written}\n"));
        assert_eq!(form.write_files[0].permissions, expected, "{written}");
    }
    assert_eq!(only("write_files:\n- path: /a\n  permissions: rw-r--r--\n").0, 3);
}

#[test]
fn other_keys_are_flagged_at_their_place() {
    let found = issues("#cloud-config\npackages: [git]\nmounts: []\nusers:\n  - me\n");
    let expected = [(3, 1, Some(7), "Mount with a command."), (4, 1, Some(6), "Keys are chosen under Access.")];
    for ((line, column, end, message), (of_line, of_column, of_end, ends)) in found.iter().zip(expected) {
        assert_eq!((*line, *column, *end), (of_line, of_column, of_end));
        assert!(message.starts_with("The provider takes only packages") && message.ends_with(ends), "{message}");
    }
    assert_eq!(found.len(), 2);
    assert_eq!(only("write_files:\n- path: /a\n  append: true\n").0, 3);
    assert_eq!(only("packages: [a]\npackages: [b]\n"), (2, "This key stands twice. Keep one of them.".into()));
    assert_eq!(only("write_files:\n- path: /a\n  path: /b\n").0, 3);
}

#[test]
fn wrong_types_are_flagged_at_their_place() {
    let cases = [
        ("packages: git\n", 1, "A list is expected"),
        ("packages:\n- [nginx, 1.24]\n", 2, "A package with a version"),
        ("packages:\n- a\n-\n", 3, "Nothing stands here"),
        ("runcmd:\n- [ls, -l]\n", 2, "The provider takes a command as one text"),
        ("runcmd:\n- ok\n- echo a: b\n", 3, "A colon followed by a space"),
        ("write_files:\n  path: /a\n", 2, "A list is expected"),
        ("write_files:\n- /etc/motd\n", 2, "A file is a map"),
        ("write_files:\n- path: [a]\n", 2, "A text is expected"),
        ("write_files:\n- path: etc/motd\n  content: x\n", 2, "The path must be absolute"),
        ("write_files:\n- content: x\n", 2, "Say where the file goes"),
        ("- a\n", 1, "Keys with lists are expected"),
        ("a\n", 1, "Keys with lists are expected"),
        ("packages: [a]\n---\npackages: [b]\n", 2, "One document"),
        ("packages: &x [a]\n", 1, "Anchors"),
        ("packages: !!set [a]\n", 1, "Tags"),
        ("packages: [*x]\n", 1, "Anchors and aliases"),
        ("#!/bin/sh\necho\n", 1, "This is a script"),
        ("#include\nhttps://example.com\n", 1, "The provider takes a cloud-config only"),
        ("packages:\n\t- a\n", 2, "A tab"),
        ("packages: [a\nruncmd:\n", 2, ""),
        ("packages:\n- \"a\nruncmd:\n", 4, ""),
        ("runcmd: [[[[[[[[[[[[[[a]]]]]]]]]]]]]]\n", 1, "This is nested"),
    ];
    for (text, line, begins) in cases {
        let (found, message) = only(text);
        assert!(message.starts_with(begins), "{text}: {message}");
        assert!((1..=line).contains(&found), "{text}: line {found}");
    }
}

#[test]
fn what_the_form_says_of_a_text_does_not_keep_it_from_being_one() {
    let parsed = parse("write_files:\n- path: etc/motd\n");
    assert_eq!(parsed.form.unwrap().write_files[0].path, "etc/motd");
    assert!(parse("mounts: []\n").form.is_none());
}

#[test]
fn columns_are_those_of_an_editor() {
    // The emoji is two units for an editor and one character for the parser.
    let found = issues("packages: [\"😀\", [a]]\n");
    assert_eq!((found[0].0, found[0].1), (1, 18));
}

#[test]
fn an_issue_stands_in_a_line_that_there_is() {
    for text in ["packages: []\n\u{202e}", "packages:\r\n- a\r\u{202e}\n", "runcmd: [\n\n"] {
        let lines = u32::try_from(text.replace("\r\n", "\n").split(['\n', '\r']).count()).unwrap();
        let found = issues(text);
        assert!(!found.is_empty() && found.iter().all(|(line, ..)| (1..=lines).contains(line)), "{text:?}: {found:?}");
    }
}

#[test]
fn no_issue_quotes_the_text() {
    let secret = "hunter2-canary";
    for text in [
        format!("{secret}: 1\n"),
        format!("packages: {{{secret}: 1}}\n"),
        format!("packages: \"{secret}\n"),
        format!("write_files:\n- {secret}\n"),
        format!("runcmd:\n- [{secret}]\n"),
        format!("write_files:\n- path: {secret}\n  permissions: {secret}\n  {secret}: x\n"),
        format!("packages: *{secret}\n"),
        format!("packages: !{secret} x\n"),
        format!("%{secret}\n"),
        format!("@{secret}\n"),
        format!("packages: [a]\n  {secret}\n"),
    ] {
        let parsed = parse(&text);
        assert!(!parsed.issues.is_empty(), "{text}");
        assert!(!format!("{:?}", parsed.issues).contains(secret), "{text}: {:?}", parsed.issues);
    }
}

#[test]
fn what_is_written_is_what_a_person_would_write() {
    let form = CloudInitForm {
        packages: vec!["git-lfs".into(), "yes".into(), "1e3".into()],
        write_files: vec![WriteFile {
            path: "/etc/motd".into(),
            content: "one\n  two\n".into(),
            permissions: "0644".into(),
            ..WriteFile::default()
        }],
        runcmd: vec!["apt-get update".into(), "echo \"a: b\" # c".into()],
        ..CloudInitForm::default()
    };
    assert_eq!(
        text(&form),
        "#cloud-config\npackages:\n  - git-lfs\n  - \"yes\"\n  - \"1e3\"\nwrite_files:\n  - path: /etc/motd\n    \
         permissions: \"0644\"\n    content: |\n      one\n        two\nruncmd:\n  - apt-get update\n  - \"echo \\\"a: b\\\" # c\"\n"
    );
}

#[test]
fn hard_texts_come_back() {
    let hard = [
        "",
        " ",
        "\n",
        "\n\n",
        "a\n",
        "a\n\n\n",
        " a\nb",
        "\ta\nb\n",
        "a\n \n",
        "a\n\n  b\n \n",
        "a\r\nb\r\n",
        "\u{feff}a\nb",
        "a\u{85}b\nc",
        "a\u{2028}b\nc",
        "\0\u{1b}[0m",
        "---\na",
        "...\na\n",
        "# a\nb\n",
        "- a\n- b\n",
        "a: b\nc: d",
        "|",
        ">-",
        "~",
        "null",
        "NULL",
        "Yes",
        "1e3",
        "0o644",
        "0755",
        ".inf",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'a'",
        "\"a\"",
        "a ",
        "a: ",
        "a #b",
        "{a}",
        "[a]",
        "a,b",
        "?",
        "-",
        "- ",
        "\\n",
        "日本語\nü\n",
        "😀",
        "a\n---\nb\n",
        "x\n\t\n",
        "  \n  \n",
        "a\n\u{a0}b\n",
    ];
    let texts: Vec<String> = hard.iter().map(|&text| text.to_owned()).collect();
    let files =
        texts.iter().map(|content| WriteFile { path: "/a".into(), content: content.clone(), ..WriteFile::default() });
    let form = CloudInitForm {
        packages: texts.clone(),
        write_files: files.collect(),
        runcmd: texts,
        ..CloudInitForm::default()
    };
    let written = text(&form);
    let back = parse(&written);
    let back = back.form.unwrap_or_else(|| panic!("{written}\n{:?}", back.issues));
    for (one, other) in form.packages.iter().zip(&back.packages) {
        assert_eq!(one, other);
    }
    for (one, other) in form.write_files.iter().zip(&back.write_files) {
        assert_eq!(one.content, other.content);
    }
    assert!(back == form, "{written}");
}

fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[a-z]{1,6}",
        2 => "[ \t]{1,3}",
        3 => "\n{1,3}",
        2 => "[-#:,?&*!|>'\"%@`{}\\[\\]~\\\\$=<.]{1,3}",
        1 => "(yes|no|null|true|1e3|0x1F|0644|- |: | #|---|\\.\\.\\.)",
        1 => "\\PC{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

/// The five fields of a file; a file itself has no `Debug`, since its content is secret.
fn any_file() -> impl Strategy<Value = [String; 5]> {
    [any_text(), any_text(), any_text(), any_text(), any_text()]
}

proptest! {
    #[test]
    fn a_form_comes_back_from_its_text_as_it_was(
        packages in proptest::collection::vec(any_text(), 0..4),
        write_files in proptest::collection::vec(any_file(), 0..4),
        runcmd in proptest::collection::vec(any_text(), 0..4),
    ) {
        let file = |[path, content, encoding, owner, permissions]: [String; 5]| WriteFile { path, content, encoding, owner, permissions };
        let write_files = write_files.into_iter().map(file).collect();
        let form = CloudInitForm { packages, write_files, runcmd, ..CloudInitForm::default() };
        let written = text(&form);
        let back = parse(&written);
        prop_assert!(back.form.as_ref() == Some(&form), "{written}\n{:?}", back.issues);
    }

    #[test]
    fn no_text_ends_the_program(text in any_text()) {
        let parsed = parse(&text);
        prop_assert!(parsed.form.is_some() || !parsed.issues.is_empty());
    }
}
