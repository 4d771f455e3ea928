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

    /// How many keys a choice comes to; 400 where it names one that does not exist.
    pub fn count_keys(&self, choice: &KeyChoice) -> Result<usize, Problem> {
        match choice {
            KeyChoice::None => Ok(0),
            KeyChoice::All => Ok(self.keys.len()),
            KeyChoice::Selective(ids) => match ids.iter().find(|id| !self.keys.iter().any(|key| key.id == **id)) {
                None => Ok(ids.len()),
                Some(id) => Err(Problem::bad_request(format!("SSH key {id} not found"))),
            },
        }
    }
}
