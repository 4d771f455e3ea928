//! Answers as files: what differs from run to run in them is made the same, then they are written or compared.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::bench::{Bench, World};

/// The home folder of answers.
const HOME: &str = "/home/ana";
const JOB_TAG: &str = "vd-job-";

/// The answers of one area, by the name of the scene that a test asks for.
pub struct Area {
    scenes: Map<String, Value>,
    names: Names,
}

impl Area {
    pub fn new(world: &World) -> Self {
        let home = world.home().to_string_lossy().into_owned();
        Self { scenes: Map::new(), names: Names { home, ..Names::default() } }
    }

    /// Asks core and keeps its answer.
    pub async fn ask(&mut self, bench: &Bench, scene: &str, command: &str, args: Value) -> Value {
        let answer = bench.call(command, args).await.unwrap_or_else(|error| panic!("{command} of {scene}: {error}"));
        self.keep(bench, scene, answer.clone());
        answer
    }

    /// Asks for what core refuses, and keeps what it says.
    pub async fn refused(&mut self, bench: &Bench, scene: &str, command: &str, args: Value) {
        let error = bench.call(command, args).await.expect_err(scene);
        self.keep(bench, scene, error);
    }

    /// Gives an id the name that it has in the tests, in what is kept from now on.
    pub fn name(&mut self, id: &impl ToString, name: &str) {
        self.names.ids.insert(id.to_string(), name.to_owned());
    }

    /// The same of an id in an answer.
    pub fn name_of(&mut self, answer: &Value, name: &str) {
        self.name(&answer["id"].as_str().unwrap(), name);
    }

    /// Keeps an answer or a part of one, with the moment of it.
    pub fn keep(&mut self, bench: &Bench, scene: &str, mut answer: Value) {
        self.names.settle(&mut answer);
        let kept = json!({ "at": bench.sandbox.now(), "answer": answer });
        assert!(self.scenes.insert(scene.to_owned(), kept).is_none(), "{scene} is there already");
    }
}

/// The file of an area.
pub struct File {
    name: &'static str,
    text: String,
}

impl File {
    pub fn of(name: &'static str, area: Area) -> Self {
        Self { name, text: format!("{:#}\n", Value::Object(area.scenes)) }
    }

    /// Compares it with what is kept, or writes it where `UPDATE_BINDINGS` asks for that.
    pub fn is_stale(&self) -> bool {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/testing/answers");
        let path = folder.join(self.name).with_extension("json");
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &self.text).unwrap();
        }
        std::fs::read_to_string(&path).unwrap_or_default() != self.text
    }
}

/// Ids and tags without a name get one by the order in which they are met, since those that core makes are random.
#[derive(Default)]
struct Names {
    ids: BTreeMap<String, String>,
    met: usize,
    tags: BTreeMap<String, String>,
    home: String,
}

impl Names {
    fn settle(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(&text.replace(&self.home, HOME)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.settle(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.settle(field)),
            _ => {}
        }
    }

    fn text(&mut self, mut rest: &str) -> String {
        let mut settled = String::new();
        while let Some(first) = rest.chars().next() {
            if let Some(id) = rest.get(..36).filter(|text| is_id(text)) {
                let known = self.ids.entry(id.to_owned()).or_insert_with(|| {
                    self.met += 1;
                    format!("00000000-0000-4000-8000-{:012}", self.met)
                });
                settled.push_str(known);
                rest = &rest[id.len()..];
            } else if let Some(after) = rest.strip_prefix(JOB_TAG) {
                let end = after.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(after.len());
                let (tag, after) = after.split_at(end);
                let next = self.tags.len() + 1;
                let known = self.tags.entry(tag.to_owned());
                settled.push_str(known.or_insert_with(|| format!("{JOB_TAG}{next:04}")));
                rest = after;
            } else {
                settled.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        settled
    }
}

fn is_id(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}
