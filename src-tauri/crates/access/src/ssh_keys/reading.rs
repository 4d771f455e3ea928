//! What a pasted SSH key is. A private key is recognised before anything else, and never leaves this module.

use std::collections::HashMap;

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, EcdsaCurve, HashAlg, PublicKey};

use voltdeck_contract::{ExtraKey, KeyCheck, OrganizationKey};

/// A pasted key as it was understood.
#[derive(Debug, Clone)]
pub struct KeyReading {
    /// What the window shows.
    pub check: KeyCheck,
    /// The line to send; `None` where there is a problem, or nothing was pasted.
    pub line: Option<String>,
}

const PRIVATE: &str = "This is a private key. It was not sent and is not kept. Paste the public half: the file whose \
                       name ends in .pub.";
const CUT: &str = "The key is cut short or damaged. Paste the whole line of the .pub file again.";
const WRAPPED: &str = "The key is broken over several lines. Paste it as the one line that stands in the .pub file.";

/// Reads the extra keys of a draft, each beside the others and the organization's.
pub fn read_all(keys: &[ExtraKey], known: &[OrganizationKey]) -> Vec<KeyReading> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    keys.iter()
        .enumerate()
        .map(|(index, key)| {
            let mut reading = read(&key.text);
            if let Some(fingerprint) = reading.check.fingerprint.clone() {
                reading.check.already_known_as = known
                    .iter()
                    .find(|known| known.fingerprint.as_deref() == Some(fingerprint.as_str()))
                    .map(|known| known.name.clone());
                if let Some(first) = seen.get(&fingerprint) {
                    reading.check.problem =
                        Some(format!("This is the same key as key {} of this list. Remove one of the two.", first + 1));
                    reading.line = None;
                } else {
                    seen.insert(fingerprint, index);
                }
            }
            reading
        })
        .collect()
}

/// Kind and fingerprint of a key that the organization holds. Its text was taken by the provider, so whatever cannot be
/// read is shown by its first word.
pub fn describe(text: &str) -> (String, Option<String>) {
    let reading = read(text);
    match (reading.check.kind, reading.check.fingerprint) {
        (Some(kind), fingerprint) => (kind, fingerprint),
        _ => (text.split_whitespace().next().unwrap_or("unreadable").chars().take(40).collect(), None),
    }
}

pub(super) fn read(text: &str) -> KeyReading {
    let text = text.trim();
    let nothing = KeyCheck { kind: None, fingerprint: None, comment: None, already_known_as: None, problem: None };
    if text.is_empty() {
        return KeyReading { check: nothing, line: None };
    }
    match parse(text) {
        Ok(key) => KeyReading {
            check: KeyCheck {
                kind: Some(kind(&key)),
                fingerprint: Some(key.fingerprint(HashAlg::Sha256).to_string()),
                comment: Some(key.comment().to_owned()).filter(|comment| !comment.is_empty()),
                ..nothing
            },
            line: Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        },
        Err(problem) => KeyReading { check: KeyCheck { problem: Some(problem), ..nothing }, line: None },
    }
}

/// The problem never quotes what was pasted: it may be a secret that was pasted by mistake.
fn parse(text: &str) -> Result<PublicKey, String> {
    if is_private(text) {
        return Err(PRIVATE.to_owned());
    }
    if text.starts_with("---- BEGIN SSH2 PUBLIC KEY") {
        return Err("This is a public key in the SSH2 form, which is not taken. Turn it into one line with \
                    \"ssh-keygen -i -f FILE\" and paste that."
            .to_owned());
    }
    if text.starts_with("-----BEGIN") {
        return Err("This is not an SSH public key but another PEM file. Paste the one line of a .pub file.".to_owned());
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > 1 {
        let keys = lines.iter().filter(|line| line.split_whitespace().next().is_some_and(looks_like_kind)).count();
        return Err(match keys {
            0 | 1 => WRAPPED.to_owned(),
            several => format!("These are {several} keys in one field. Add each as a key of its own."),
        });
    }
    let mut words = text.split_whitespace();
    let (Some(name), data) = (words.next(), words.next()) else { return Err(CUT.to_owned()) };
    if name.contains("-cert-v01@") {
        return Err("This is an SSH certificate, not a key. Paste the public key that it was made from.".to_owned());
    }
    if !known_kind(name) {
        return Err(unknown_kind(text, name));
    }
    if name == "ssh-dss" {
        return Err(
            "This is a DSA key. SSH servers no longer take them: make one with \"ssh-keygen -t ed25519\".".into()
        );
    }
    let Some(data) = data else {
        return Err("Only the kind of the key was pasted. Paste the whole line of the .pub file.".to_owned());
    };
    let comment = words.collect::<Vec<_>>().join(" ");
    // The parser is given the line in its canonical form, so that a double space is no reason to refuse a good key.
    PublicKey::from_openssh(format!("{name} {data} {comment}").trim_end()).map_err(|_| CUT.to_owned())
}

fn unknown_kind(text: &str, name: &str) -> String {
    if text.split_whitespace().skip(1).any(known_kind) {
        return "Something stands before the key. Paste the line from \"ssh-\" on, without options.".to_owned();
    }
    if looks_like_kind(name) {
        return "This kind of key is not known. SSH takes ed25519, ecdsa and rsa keys: make one with \"ssh-keygen -t \
                ed25519\"."
            .to_owned();
    }
    "This is not an SSH public key. It starts with its kind, for example \"ssh-ed25519\". Paste the one line of a .pub \
     file."
        .to_owned()
}

pub(super) fn is_private(text: &str) -> bool {
    // The last is how the body of an OpenSSH private key begins where its first line was not copied along.
    text.contains("PRIVATE KEY") || text.contains("PuTTY-User-Key-File") || text.contains("b3BlbnNzaC1rZXktdjE")
}

fn known_kind(word: &str) -> bool {
    matches!(
        word,
        "ssh-ed25519"
            | "ssh-rsa"
            | "ssh-dss"
            | "ecdsa-sha2-nistp256"
            | "ecdsa-sha2-nistp384"
            | "ecdsa-sha2-nistp521"
            | "sk-ssh-ed25519@openssh.com"
            | "sk-ecdsa-sha2-nistp256@openssh.com"
    )
}

fn looks_like_kind(word: &str) -> bool {
    known_kind(word) || ["ssh-", "sk-", "ecdsa-", "webauthn-"].iter().any(|start| word.starts_with(start))
}

fn kind(key: &PublicKey) -> String {
    match (key.algorithm(), key.key_data()) {
        (_, KeyData::Rsa(rsa)) => {
            let modulus = rsa.n.as_positive_bytes().unwrap_or_default();
            let spare = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
            format!("RSA {}", (modulus.len() * 8).saturating_sub(spare))
        }
        (Algorithm::Ed25519, _) => "ED25519".to_owned(),
        (Algorithm::Ecdsa { curve }, _) => match curve {
            EcdsaCurve::NistP256 => "ECDSA 256".to_owned(),
            EcdsaCurve::NistP384 => "ECDSA 384".to_owned(),
            EcdsaCurve::NistP521 => "ECDSA 521".to_owned(),
        },
        (Algorithm::SkEd25519, _) => "ED25519-SK".to_owned(),
        (Algorithm::SkEcdsaSha2NistP256, _) => "ECDSA-SK".to_owned(),
        (other, _) => other.as_str().to_owned(),
    }
}

#[cfg(test)]
pub mod tests;
