//! The organization's SSH keys.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::World;
use crate::reply::Problem;

/// A public key under a name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SshKey {
    pub id: Uuid,
    pub name: String,
    pub content: String,
}

/// Which of the organization's keys a deploy gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyChoice {
    None,
    All,
    Selective(Vec<Uuid>),
}

impl SshKey {
    pub fn to_json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "content": self.content})
    }
}

impl World {
    pub fn add_key(&mut self, name: &str, content: &str) -> Result<&SshKey, Problem> {
        if self.keys.iter().any(|key| key.name == name) {
            return Err(Problem::field(&["body", "name"], "value_error", "Value error, this name is taken already"));
        }
        let id = self.chance.uuid();
        self.keys.push(SshKey { id, name: name.to_owned(), content: content.to_owned() });
        self.keys.last().ok_or_else(|| Problem::not_found("SSH key"))
    }

    /// The keys that a choice comes to; 400 where it names one that does not exist.
    pub fn chosen_keys(&self, choice: &KeyChoice) -> Result<Vec<String>, Problem> {
        let content = |key: &SshKey| key.content.clone();
        match choice {
            KeyChoice::None => Ok(Vec::new()),
            KeyChoice::All => Ok(self.keys.iter().map(content).collect()),
            KeyChoice::Selective(ids) => ids
                .iter()
                .map(|id| {
                    let found = self.keys.iter().find(|key| key.id == *id);
                    found.map(content).ok_or_else(|| Problem::bad_request(format!("SSH key {id} not found")))
                })
                .collect(),
        }
    }
}
