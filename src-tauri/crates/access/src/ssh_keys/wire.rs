//! Public keys as they go over the wire: what every kind has in common, also one that this version does not know.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ssh_key::sha2::{Digest as _, Sha256};

/// Keys of the hybrid kind are those of ML-DSA-44 and of Ed25519 after each other, in one field.
const HYBRID: usize = 1312 + 32;

/// A key that is well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wire {
    /// What stands for its kind.
    pub(super) kind: String,
    /// SHA-256 fingerprint, as `ssh-keygen -l` prints it.
    pub(super) fingerprint: String,
    /// Its kind is one that is known, but to this version alone.
    pub(super) known: bool,
}

/// Reads the data of a key whose kind is named before it: fields that each say how long they are, the first of which is the
/// kind once more.
pub(super) fn read(kind: &str, data: &str) -> Option<Wire> {
    let bytes = STANDARD.decode(data).ok()?;
    let fields = fields(&bytes)?;
    let (first, rest) = fields.split_first()?;
    if *first != kind.as_bytes() || rest.iter().all(|field| field.is_empty()) {
        return None;
    }
    let known = is_hybrid(kind);
    if known && !matches!(rest, [key] if key.len() == HYBRID) {
        return None;
    }
    let digest = Sha256::digest(&bytes);
    let fingerprint = ssh_key::Fingerprint::Sha256(digest.into()).to_string();
    Some(Wire { kind: if known { "ML-DSA-44 + ED25519".to_owned() } else { kind.to_owned() }, fingerprint, known })
}

/// The kind of a key in the data alone.
pub(super) fn kind_of(data: &str) -> Option<String> {
    let bytes = STANDARD.decode(data).ok()?;
    let kind = *fields(&bytes)?.first()?;
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-@.".contains(byte);
    kind.iter().all(plain).then(|| String::from_utf8_lossy(kind).into_owned())
}

/// The kind that came with OpenSSH 10.4, and the name that it has since it is no experiment any more.
pub(super) fn is_hybrid(kind: &str) -> bool {
    matches!(kind, "ssh-mldsa44-ed25519@openssh.com" | "ssh-mldsa44-ed25519")
}

fn fields(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (field, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        fields.push(field);
        bytes = rest;
    }
    Some(fields)
}
