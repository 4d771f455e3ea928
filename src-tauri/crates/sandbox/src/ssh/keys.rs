//! Keys: the one that a machine shows, and those that it takes.

use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, PrivateKey, PublicKey};

/// A new host key, in OpenSSH's form; empty where none could be made.
pub fn host_key() -> String {
    let made = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519);
    made.and_then(|key| key.to_openssh(LineEnding::LF)).map(|text| text.to_string()).unwrap_or_default()
}

/// A host key as it was kept.
pub fn read_host_key(text: &str) -> Option<PrivateKey> {
    PrivateKey::from_openssh(text).ok()
}

/// Whether a key is one of these lines: by the key itself, whatever its comment.
pub fn is_one_of(key: &PublicKey, lines: &[String]) -> bool {
    let parsed = lines.iter().filter_map(|line| PublicKey::from_openssh(line.trim()).ok());
    parsed.into_iter().any(|known| known.key_data() == key.key_data())
}
