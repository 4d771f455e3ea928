//! Keys in all the forms in which people have them, made by `ssh-keygen` where it can.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::bench::{Bench, World, run_in};

/// A folder with keys in it.
struct Samples {
    world: World,
    folder: PathBuf,
}

impl Samples {
    fn new() -> Self {
        let world = World::new();
        let folder = world.home().join(".ssh");
        fs::create_dir_all(&folder).unwrap();
        Self { world, folder }
    }

    fn keygen(&self, arguments: &[&str]) -> String {
        let output = Command::new("ssh-keygen").args(arguments).current_dir(&self.folder).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes a pair, and answers the public line.
    fn pair(&self, name: &str, kind: &[&str]) -> String {
        let arguments = [&["-q", "-N", "", "-C", "ana@laptop work", "-f", name], kind].concat();
        self.keygen(&arguments);
        fs::read_to_string(self.folder.join(format!("{name}.pub"))).unwrap().trim().to_owned()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), bytes).unwrap();
    }

    /// `SHA256:…`, as `ssh-keygen` prints it.
    fn fingerprint(&self, name: &str) -> String {
        self.keygen(&["-l", "-f", name]).split_whitespace().nth(1).unwrap().to_owned()
    }
}

async fn check(bench: &Bench, text: &str) -> Value {
    bench.call("ssh_key_check", json!({ "text": text, "name": "a name" })).await.unwrap()
}

async fn problem(bench: &Bench, text: &str) -> String {
    let check = check(bench, text).await;
    assert_eq!(check["ready"], false, "{check}");
    check["key"]["problem"].as_str().unwrap_or_else(|| panic!("{text}: {check}")).to_owned()
}

async fn chosen(bench: &Bench, file: &Path) -> Value {
    bench.call("ssh_key_file", json!({ "base64": STANDARD.encode(fs::read(file).unwrap()) })).await.unwrap()
}

/// The keys of a file of the folder, as they are listed.
async fn listed(bench: &Bench, name: &str) -> Vec<Value> {
    let view = bench.call("local_keys", json!({})).await.unwrap();
    let of_file = |key: &&Value| Path::new(key["path"].as_str().unwrap()).file_name().unwrap() == name;
    view["keys"].as_array().unwrap().iter().filter(of_file).cloned().collect()
}

fn utf16(text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect()
}

/// A key as it goes over the wire, as a line.
fn line(kind: &str, fields: &[&[u8]]) -> String {
    let mut bytes = Vec::new();
    for field in [&[kind.as_bytes()], fields].concat() {
        bytes.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        bytes.extend(field);
    }
    format!("{kind} {} ana@laptop", STANDARD.encode(bytes))
}

#[test]
fn every_kind_is_named_with_the_fingerprint_that_ssh_keygen_prints() {
    let samples = Samples::new();
    run_in(&samples.world, async |bench| {
        for (name, kind, shown) in [
            ("a", &["-t", "ed25519"][..], "ED25519"),
            ("b", &["-t", "rsa", "-b", "2048"], "RSA 2048"),
            ("c", &["-t", "ecdsa", "-b", "256"], "ECDSA 256"),
            ("d", &["-t", "ecdsa", "-b", "384"], "ECDSA 384"),
            ("e", &["-t", "ecdsa", "-b", "521"], "ECDSA 521"),
        ] {
            let line = samples.pair(name, kind);
            let key = check(bench, &line).await;
            assert_eq!((&key["key"]["kind"], &key["ready"]), (&json!(shown), &json!(true)), "{key}");
            assert_eq!(key["key"]["fingerprint"], samples.fingerprint(name));
            assert_eq!(key["key"]["comment"], "ana@laptop work");
        }
        // Those of hardware, which is not here.
        for (kind, fields, shown) in [
            ("sk-ssh-ed25519@openssh.com", &[&[7; 32][..], b"ssh:"][..], "ED25519-SK"),
            ("ssh-ed25519", &[&[7; 32]], "ED25519"),
        ] {
            let line = line(kind, fields);
            samples.write("sk.pub", &line);
            let key = check(bench, &line).await;
            assert_eq!((&key["key"]["kind"], &key["key"]["caution"]), (&json!(shown), &Value::Null), "{key}");
            assert_eq!(key["key"]["fingerprint"], samples.fingerprint("sk.pub"));
        }
    });
}

#[test]
fn comments_marks_and_utf16_are_read() {
    let samples = Samples::new();
    let line = samples.pair("id_ed25519", &["-t", "ed25519"]);
    let text = format!("# my laptop, since May\r\n\r\n{line}\r\n");
    samples.write("comment.pub", &text);
    samples.write("mark.pub", format!("\u{feff}{text}"));
    samples.write("little.pub", utf16(&text, &[0xff, 0xfe], u16::to_le_bytes));
    samples.write("big.pub", utf16(&text, &[0xfe, 0xff], u16::to_be_bytes));
    samples.write("bare.pub", utf16(&line, &[], u16::to_le_bytes));
    run_in(&samples.world, async |bench| {
        for name in ["comment.pub", "mark.pub", "little.pub", "big.pub", "bare.pub"] {
            let keys = listed(bench, name).await;
            assert_eq!((keys.len(), &keys[0]["text"], &keys[0]["file"]), (1, &json!(line), &json!(name)), "{keys:?}");
            let file = chosen(bench, &samples.folder.join(name)).await;
            assert_eq!((&file["lines"], &file["problem"]), (&json!([line]), &Value::Null), "{file}");
            assert_eq!(check(bench, file["text"].as_str().unwrap()).await["ready"], true, "{name}");
        }
        assert!(problem(bench, "# only this\n").await.contains("only comments"));
    });
}

#[test]
fn one_of_several_keys_is_chosen() {
    let samples = Samples::new();
    let lines = [samples.pair("a", &["-t", "ed25519"]), samples.pair("b", &["-t", "ecdsa"])];
    let options = format!("restrict {}", lines[0]);
    let text = format!("# both\n{}\n\n{}\n{options}\n", lines[0], lines[1]);
    samples.write("both.pub", &text);
    run_in(&samples.world, async |bench| {
        bench.call("ssh_key_add", json!({ "name": "known", "text": lines[1] })).await.unwrap();
        let check = check(bench, &text).await;
        let said = check["key"]["problem"].as_str().unwrap();
        assert!(said.contains("3 keys") && said.contains("Choose the one"), "{check}");
        let choices = check["choices"].as_array().unwrap();
        let texts: Vec<&Value> = choices.iter().map(|choice| &choice["text"]).collect();
        assert_eq!(texts, [&json!(lines[0]), &json!(lines[1]), &Value::Null]);
        assert_eq!(choices[1]["key"]["alreadyKnownAs"], "known");
        assert!(choices[2]["key"]["problem"].as_str().unwrap().contains("Options stand before"));
        let files: Vec<Value> = listed(bench, "both.pub").await.iter().map(|key| key["file"].clone()).collect();
        assert_eq!(files, ["both.pub, key 1", "both.pub, key 2", "both.pub, key 3"]);
        let file = chosen(bench, &samples.folder.join("both.pub")).await;
        assert_eq!(file["lines"], json!(lines));
        // None is sent unchosen.
        let error = bench.call("ssh_key_add", json!({ "name": "both", "text": text })).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("text")));
    });
}

#[test]
fn other_forms_of_public_keys_are_taken_or_turned_by_the_command_that_is_told() {
    let samples = Samples::new();
    let line = samples.pair("rsa", &["-t", "rsa", "-b", "2048"]);
    let ssh2 = samples.keygen(&["-e", "-m", "RFC4716", "-f", "rsa.pub"]);
    run_in(&samples.world, async |bench| {
        let key = check(bench, &ssh2).await;
        assert_eq!((&key["ready"], &key["key"]["fingerprint"]), (&json!(true), &json!(samples.fingerprint("rsa"))));
        let added = bench.call("ssh_key_add", json!({ "name": "ssh2", "text": ssh2 })).await.unwrap();
        let sent: Vec<&str> = added["text"].as_str().unwrap().split(' ').collect();
        assert_eq!(sent[..2], line.split(' ').collect::<Vec<_>>()[..2], "it is sent as the one line");
        assert!(problem(bench, &ssh2[..ssh2.len() / 2]).await.contains("cut short"));
        for form in ["PKCS8", "PEM"] {
            samples.write("other", samples.keygen(&["-e", "-m", form, "-f", "rsa.pub"]));
            let said = problem(bench, &fs::read_to_string(samples.folder.join("other")).unwrap()).await;
            let command = format!("ssh-keygen -i -m {form} -f FILE");
            assert!(said.contains(&command), "{said}");
            let turned = samples.keygen(&["-i", "-m", form, "-f", "other"]);
            assert_eq!(check(bench, &turned).await["key"]["fingerprint"], samples.fingerprint("rsa"));
        }
        samples.pair("authority", &["-t", "ed25519"]);
        samples.keygen(&["-q", "-s", "authority", "-I", "ana", "-n", "ana", "rsa.pub"]);
        assert!(
            problem(bench, &fs::read_to_string(samples.folder.join("rsa-cert.pub")).unwrap())
                .await
                .contains("certificate")
        );
    });
}

#[test]
fn a_private_key_in_any_form_is_refused_and_nothing_of_it_comes_back() {
    let samples = Samples::new();
    let private = |name: &str| fs::read_to_string(samples.folder.join(name)).unwrap();
    samples.pair("new", &["-t", "ed25519"]);
    samples.pair("rsa", &["-t", "rsa", "-b", "2048"]);
    let mut texts = vec![private("new")];
    for form in ["PEM", "PKCS8"] {
        samples.keygen(&["-q", "-p", "-N", "", "-m", form, "-f", "rsa"]);
        texts.push(private("rsa"));
    }
    samples.keygen(&["-q", "-p", "-N", "a passphrase", "-m", "PKCS8", "-f", "rsa"]);
    texts.push(private("rsa"));
    for (name, kind) in [("ec", ["-t", "ecdsa"]), ("ed", ["-t", "ed25519"])] {
        samples.pair(name, &kind);
        samples.keygen(&["-q", "-p", "-N", "", "-m", "PEM", "-f", name]);
        texts.push(private(name));
    }
    // Only the body, as it is copied by who leaves the first and the last line out.
    let bare: Vec<String> = texts
        .iter()
        .filter(|text| !text.contains("ENCRYPTED"))
        .map(|text| text.lines().filter(|line| !line.starts_with("-----")).collect::<Vec<_>>().join("\n"))
        .collect();
    texts.extend(bare);
    texts.push(
        "PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nPrivate-Lines: 1\r\nAAAAsecretsecretsecret\r\n"
            .into(),
    );
    run_in(&samples.world, async |bench| {
        for text in texts {
            let secret = text
                .lines()
                .find(|line| line.len() > 20 && !line.starts_with("---") && !line.starts_with("PuTTY"))
                .unwrap();
            let check = check(bench, &text).await;
            assert_eq!((&check["forget"], &check["choices"]), (&json!(true), &json!([])), "{text}");
            assert!(
                check["key"]["problem"].as_str().unwrap().starts_with("This is a private key. It was not sent"),
                "{check}"
            );
            for bytes in [text.clone().into_bytes(), utf16(&text, &[0xff, 0xfe], u16::to_le_bytes)] {
                samples.write("mistake.pub", &bytes);
                let answers = [
                    chosen(bench, &samples.folder.join("mistake.pub")).await,
                    json!(listed(bench, "mistake.pub").await),
                ];
                for answer in answers {
                    let answer = answer.to_string();
                    assert!(answer.contains("private key") && !answer.contains(secret), "{answer}");
                }
            }
        }
    });
}

#[test]
fn a_kind_that_is_newer_is_taken_with_a_word_of_caution() {
    let samples = Samples::new();
    run_in(&samples.world, async |bench| {
        for kind in ["ssh-mldsa44-ed25519@openssh.com", "ssh-mldsa44-ed25519"] {
            let line = line(kind, &[&[7; 1344]]);
            let key = check(bench, &line).await;
            assert_eq!((&key["ready"], &key["key"]["kind"]), (&json!(true), &json!("ML-DSA-44 + ED25519")), "{key}");
            let blob = STANDARD.decode(line.split(' ').nth(1).unwrap()).unwrap();
            let digest = format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(blob)));
            assert_eq!(key["key"]["fingerprint"], digest);
            let issues = key["issues"].as_array().unwrap();
            let warned = issues.iter().any(|issue| {
                issue["severity"] == "warning" && issue["message"].as_str().unwrap().contains("OpenSSH 10.4")
            });
            assert!(warned, "{key}");
            // A key of another length is damaged.
            assert!(problem(bench, &self::line(kind, &[&[7; 1343]])).await.contains("cut short"));
            // Its usual file is among those of this computer.
            samples.write("id_mldsa44_ed25519.pub", &line);
            assert_eq!(listed(bench, "id_mldsa44_ed25519.pub").await[0]["text"], line);
        }
        let unheard = check(bench, &line("ssh-slhdsa-x@example.com", &[&[7; 32]])).await;
        assert_eq!(unheard["ready"], true);
        assert!(unheard["key"]["caution"].as_str().unwrap().contains("may refuse it"), "{unheard}");
        assert!(problem(bench, "ssh-slhdsa-x@example.com AAAA").await.contains("not known"));
    });
}
