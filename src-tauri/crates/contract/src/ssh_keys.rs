use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FieldIssue, KeyCheck};

/// A public key of the organization with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshKeyView {
    /// The provider's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `ED25519`, `RSA 3072`, or what stands first in the text.
    pub kind: String,
    /// SHA-256 fingerprint, if the text can be read.
    pub fingerprint: Option<String>,
    /// Comment at the end of the line.
    pub comment: Option<String>,
    /// The public key's line as it came.
    pub text: String,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// The organization's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshKeysView {
    /// When they were read.
    pub read_at: DateTime<Utc>,
    /// The keys, by name.
    pub keys: Vec<SshKeyView>,
    /// Said where the list is not whole.
    pub note: Option<String>,
    /// Why nothing may be changed, where the account may only look.
    pub off: Option<String>,
}

/// A key to be added.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshKeyDraft {
    /// Name under which it is kept.
    pub name: String,
    /// The public key as pasted.
    pub text: String,
}

/// What can be said of such a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshKeyCheck {
    /// What the text is.
    pub key: KeyCheck,
    /// The keys in the text, where they are several: one of them is to be chosen.
    pub choices: Vec<KeyChoice>,
    /// A free name after its comment.
    pub suggested_name: Option<String>,
    /// What to say, by field: `text`, `name`.
    pub issues: Vec<FieldIssue>,
    /// It can be added.
    pub ready: bool,
    /// The text is, or may be, a private key: the window forgets it at once.
    pub forget: bool,
}

/// One of several keys in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyChoice {
    /// The line of the key, where it can be added.
    pub text: Option<String>,
    /// What it is.
    pub key: KeyCheck,
}

/// A file that was chosen. It may hold a secret by mistake, so it has no `Debug`.
#[derive(Clone, Deserialize, Type)]
pub struct KeyFileArgs {
    /// Its bytes in base64.
    pub base64: String,
}

/// What a file that was chosen holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyFile {
    /// Its text; empty where it may be a secret, or is none.
    pub text: String,
    /// The lines of the keys in it that can be added.
    pub lines: Vec<String>,
    /// Why there is nothing to add.
    pub problem: Option<String>,
}

/// The public keys that lie on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LocalKeysView {
    /// The folder that was looked into.
    pub folder: String,
    /// Its keys, by path; a file with several has as many.
    pub keys: Vec<LocalKeyView>,
    /// Why there is nothing to choose.
    pub problem: Option<String>,
}

/// One public key in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LocalKeyView {
    /// Its path.
    pub path: String,
    /// Name of the file, and which of its keys it is where there are several.
    pub file: String,
    /// The line of the key, where it can be added.
    pub text: Option<String>,
    /// What it is.
    pub key: KeyCheck,
}

/// Where a new pair is to be written.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyPairPlace {
    /// Path of the private part as typed; empty takes the one that is suggested.
    pub path: String,
    /// Name under which the public part is added to the organization; `None` adds it not.
    pub save_as: Option<String>,
}

/// What can be said of such a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyPairCheck {
    /// A free place to start with; empty where no home folder is known.
    pub suggested_path: String,
    /// A free name for the organization's list.
    pub suggested_name: String,
    /// What to say, by field: `path`, `saveAs`.
    pub issues: Vec<FieldIssue>,
    /// It can be made there.
    pub ready: bool,
}

/// A pair to be made. It carries a secret, so it has no `Debug`.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyPairDraft {
    /// Path of the private part; empty takes the one that is suggested.
    pub path: String,
    /// Comment at the end of the public line.
    pub comment: String,
    /// Encrypts the private part; empty leaves it plain.
    pub passphrase: String,
    /// The same once more.
    pub passphrase_again: String,
    /// Name under which the public part is added to the organization; `None` adds it not.
    pub save_as: Option<String>,
}

/// A pair that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyPairMade {
    /// Where the private part lies.
    pub private_path: String,
    /// Where the public part lies.
    pub public_path: String,
    /// SHA-256 fingerprint.
    pub fingerprint: String,
    /// The public line.
    pub text: String,
    /// The private part asks for its passphrase.
    pub encrypted: bool,
    /// The organization's key, where it was added.
    pub added: Option<SshKeyView>,
    /// Why it could not be added: the files lie there all the same.
    pub add_fault: Option<crate::CommandError>,
}
