//! What a pasted SSH key is. A private key is recognised before anything else, and never leaves this module.

use std::collections::HashMap;

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, EcdsaCurve, HashAlg, PublicKey};

use super::{forms, wire};
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
const PUTTY: &str = "This is a private key. It was not sent and is not kept. PuTTY wrote it (.ppk): open it in PuTTYgen, and paste \
                     what stands there as \"Public key for pasting into OpenSSH authorized_keys file\".";
const UNKNOWN: &str = "This kind of key is not known. SSH takes ed25519, ecdsa and rsa keys: make one with \"ssh-keygen -t \
                       ed25519\".";
const NEW_KIND: &str = "Voltdeck does not know this kind of key. It is well formed, but the provider may refuse it, and the \
                        SSH server of the image may not know it.";
const HYBRID: &str = "Keys of this kind need OpenSSH 10.4 or later on both ends, switched on where it is an experiment. The \
                      provider may refuse it, and images with an older SSH server let nobody in by it.";
const CUT: &str = "The key is cut short or damaged. Paste the whole line of the .pub file again.";
const WRAPPED: &str = "The key is broken over several lines. Paste it as the one line that stands in the .pub file.";

/// Options of `authorized_keys` that stand before a key.
const OPTIONS: [&str; 20] = [
    "agent-forwarding",
    "cert-authority",
    "command",
    "environment",
    "expiry-time",
    "from",
    "no-agent-forwarding",
    "no-port-forwarding",
    "no-pty",
    "no-touch-required",
    "no-user-rc",
    "no-x11-forwarding",
    "permitlisten",
    "permitopen",
    "port-forwarding",
    "principals",
    "pty",
    "restrict",
    "tunnel",
    "verify-required",
];

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

/// Reads a text that is to be one key.
pub(super) fn read(text: &str) -> KeyReading {
    let mut readings = read_each(text);
    match readings.len() {
        0 => KeyReading { check: nothing(), line: None },
        1 => readings.swap_remove(0),
        several => refused(&format!("These are {several} keys in one field. Add each as a key of its own.")),
    }
}

/// Reads every key of a text, of which comments and empty lines are no part. A text that is no list of keys is one that
/// cannot be read.
pub(super) fn read_each(text: &str) -> Vec<KeyReading> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Vec::new();
    }
    if let Some(said) = private(text) {
        return vec![refused(said)];
    }
    match forms::public(text) {
        Some(Ok(line)) => return vec![one(&line)],
        Some(Err(said)) => return vec![refused(&said)],
        None => {}
    }
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    match lines.as_slice() {
        [] => vec![refused("There are only comments in it. Paste the whole line of the .pub file.")],
        [line] => vec![one(line)],
        lines => {
            let keys: Vec<&&str> = lines.iter().filter(|line| line.split_whitespace().any(looks_like_kind)).collect();
            // One key and something that is none: its line was broken.
            if keys.len() < 2 { vec![refused(WRAPPED)] } else { keys.into_iter().map(|line| one(line)).collect() }
        }
    }
}

pub(super) fn nothing() -> KeyCheck {
    KeyCheck { kind: None, fingerprint: None, comment: None, already_known_as: None, problem: None, caution: None }
}

fn refused(said: &str) -> KeyReading {
    KeyReading { check: KeyCheck { problem: Some(said.to_owned()), ..nothing() }, line: None }
}

fn one(line: &str) -> KeyReading {
    match parse(line) {
        Ok(check) => KeyReading { check, line: Some(line.split_whitespace().collect::<Vec<_>>().join(" ")) },
        Err(problem) => refused(&problem),
    }
}

/// The problem never quotes what was pasted: it may be a secret that was pasted by mistake.
fn parse(line: &str) -> Result<KeyCheck, String> {
    let mut words = line.split_whitespace();
    let (Some(name), data) = (words.next(), words.next()) else { return Err(CUT.to_owned()) };
    if name.ends_with("-cert-v01@openssh.com") {
        return Err(
            "This is an SSH certificate, which ends by itself, and not a key. Paste the public key that it was made \
                    from: the .pub file without \"-cert\" in its name."
                .to_owned(),
        );
    }
    if !looks_like_kind(name) {
        return Err(before_a_key(line, name).to_owned());
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
    let said = Some(comment.clone()).filter(|comment| !comment.is_empty());
    if !known_kind(name) {
        let Some(wire) = wire::read(name, data) else {
            return Err(if wire::is_hybrid(name) { CUT } else { UNKNOWN }.to_owned());
        };
        let caution = if wire.known { HYBRID } else { NEW_KIND };
        return Ok(KeyCheck {
            kind: Some(wire.kind.chars().take(40).collect()),
            fingerprint: Some(wire.fingerprint),
            comment: said,
            caution: Some(caution.to_owned()),
            ..nothing()
        });
    }
    // The parser is given the line in its canonical form, so that a double space is no reason to refuse a good key.
    let key = PublicKey::from_openssh(format!("{name} {data} {comment}").trim_end()).map_err(|_| CUT.to_owned())?;
    Ok(KeyCheck {
        kind: Some(kind(&key)),
        fingerprint: Some(key.fingerprint(HashAlg::Sha256).to_string()),
        comment: said,
        ..nothing()
    })
}

/// What stands before the key in a line, or that there is none.
fn before_a_key(line: &str, name: &str) -> &'static str {
    if !line.split_whitespace().skip(1).any(looks_like_kind) {
        return "This is not an SSH public key. It starts with its kind, for example \"ssh-ed25519\". Paste the one line of a \
                .pub file.";
    }
    let option: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if OPTIONS.contains(&option.to_ascii_lowercase().as_str()) {
        return "Options stand before the key, as in authorized_keys: they narrow what the key may do on one server. The \
                organization keeps keys without them, and without them this key opens a whole login. Where that is meant, \
                paste the line from the kind on (\"ssh-\", \"ecdsa-\" or \"sk-\").";
    }
    "Something stands before the key. Paste the line from \"ssh-\" on, without options."
}

/// Why a text is, or may be, a private key.
fn private(text: &str) -> Option<&'static str> {
    if text.contains("PuTTY-User-Key-File") {
        return Some(PUTTY);
    }
    is_private(text).then_some(PRIVATE)
}

pub(super) fn is_private(text: &str) -> bool {
    // What is left of UTF-16 in a text is no disguise.
    let plain;
    let text = if text.contains('\0') {
        plain = text.replace('\0', "");
        &plain
    } else {
        text
    };
    // The last are how the bodies of private keys begin where their first lines were not copied along: of OpenSSH, of PKCS #1,
    // of PKCS #8 and of SEC 1.
    let body = text.trim_start().get(..28).unwrap_or(text.trim_start());
    text.contains("PRIVATE KEY")
        || text.contains("PuTTY-User-Key-File")
        || text.contains("b3BlbnNzaC1rZXktdjE")
        || body.starts_with("MI") && (body.contains("IBAAKC") || body.contains("IBADANBgkq"))
        || ["MC4CAQAwBQYDK2VwBCIEI", "MHcCAQEEI", "MIGkAgEBBD", "MIHcAgEBBE"]
            .iter()
            .any(|start| body.starts_with(start))
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
    let plain = |c: char| c.is_ascii_alphanumeric() || "-@.".contains(c);
    let starts = ["ssh-", "sk-", "ecdsa-", "webauthn-"];
    known_kind(word)
        || word.len() <= 64 && word.chars().all(plain) && starts.iter().any(|start| word.starts_with(start))
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
