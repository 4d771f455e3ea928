//! What a shell is between two commands.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::parse::Command;
use crate::ssh::disk;
use crate::ssh::machine::Machine;

/// Why a shell does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Exit(u8),
    Break,
    Continue,
    /// Nobody reads any more.
    Gone,
}

pub type Ended = Result<u8, Stop>;
/// Shells call programs, which call shells.
pub type Later<'a> = Pin<Box<dyn Future<Output = Ended> + Send + 'a>>;

#[derive(Clone)]
pub struct Shell {
    pub machine: Machine,
    pub user: String,
    /// Its number among the processes; what it starts has the same.
    pub pid: u32,
    pub folder: String,
    pub variables: BTreeMap<String, String>,
    pub last: u8,
    pub functions: BTreeMap<String, Arc<Command>>,
    /// `$1` and so on.
    pub arguments: Vec<String>,
    /// Functions that called functions to come here.
    pub depth: usize,
    /// What its own complaints begin with.
    pub name: String,
}

impl Shell {
    pub fn new(machine: Machine, user: String, pid: u32) -> Self {
        let folder = disk::home(&user);
        let variables = [("HOME", folder.as_str()), ("USER", &user), ("SHELL", "/bin/bash"), ("PATH", "/usr/bin:/bin")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let (functions, arguments) = (BTreeMap::new(), Vec::new());
        Self { machine, user, pid, folder, variables, last: 0, functions, arguments, depth: 0, name: "bash".to_owned() }
    }
}
