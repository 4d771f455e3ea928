//! What the tests of the watcher share.

use rusqlite::Connection;
use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{BASE, Bench, TOKEN, World};

/// A line of the activity list that tells of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub subject: String,
    pub deed: String,
    pub meaning: String,
    pub actor: String,
    pub effect: Option<String>,
    pub price: Option<String>,
    pub notice: Option<String>,
}

/// The lines of a kind and an account, oldest first.
pub fn lines(store: &Connection, profile: &str, kind: &str) -> Vec<Told> {
    let sql = "SELECT subject, deed, meaning, actor, effect, price, notice FROM activity
               WHERE profile_id = ?1 AND kind = ?2 ORDER BY rowid";
    let line = |row: &rusqlite::Row<'_>| {
        Ok(Told {
            subject: row.get(0)?,
            deed: row.get(1)?,
            meaning: row.get(2)?,
            actor: row.get(3)?,
            effect: row.get(4)?,
            price: row.get(5)?,
            notice: row.get(6)?,
        })
    };
    store.prepare(sql).unwrap().query_map([profile, kind], line).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The changes of the sandbox's account, but for what answers by SSH: that comes when it comes.
fn told(world: &World) -> impl DoubleEndedIterator<Item = Told> {
    lines(&world.read(), "sandbox", "change").into_iter().filter(|told| told.deed != "is ready to connect")
}

/// The same in words.
pub fn changes(world: &World) -> Vec<String> {
    told(world).map(|told| format!("{} {}", told.subject, told.deed)).collect()
}

/// The newest of them.
pub fn last(world: &World) -> Told {
    told(world).next_back().unwrap()
}

/// What Voltdeck said by itself.
pub fn said(world: &World) -> Vec<String> {
    let told = lines(&world.read(), "sandbox", "notice");
    told.into_iter().map(|told| format!("{} {}", told.subject, told.deed)).collect()
}

/// A list of machines now, as a person asks for it.
pub async fn refresh(bench: &Bench) -> Value {
    bench.call("refresh", json!({})).await.unwrap()
}

/// A second account at the same provider.
pub async fn second(bench: &Bench, name: &str) -> String {
    let args = json!({ "profileId": null, "name": name, "baseUrl": BASE, "token": TOKEN, "readOnly": false });
    bench.call("sign_in", args).await.unwrap()["active"].as_str().unwrap().to_owned()
}

/// How many requests of an operation were sent.
pub fn sent(bench: &Bench, operation: Operation) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(operation)).count()
}

/// The most requests in any minute.
pub fn most_in_a_minute(bench: &Bench) -> usize {
    let times: Vec<_> = bench.sandbox.log().iter().map(|line| line.at).collect();
    let within = |first: usize| {
        let end = times[first] + chrono::TimeDelta::minutes(1);
        times[first..].iter().filter(|at| **at < end).count()
    };
    (0..times.len()).map(within).max().unwrap_or_default()
}

/// The one resource of a kind and name that is there.
pub fn id(bench: &Bench, kind: ResourceKind, name: &str) -> uuid::Uuid {
    let all = bench.sandbox.records().resources;
    all.into_iter().find(|one| one.kind == kind && one.name == name && one.terminated.is_none()).unwrap().id
}

pub fn notices(bench: &Bench) -> Vec<String> {
    bench.computer.0.lock().unwrap().notices.iter().map(|notice| notice.title.clone()).collect()
}
