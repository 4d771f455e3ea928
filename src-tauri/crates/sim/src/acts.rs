//! What the person does to machines, volumes and keys that are there.

use serde_json::{Value, json};

use crate::book::Op;
use crate::person::{Hand, KEY, Told, text};
use crate::plan::BulkKind;

impl Hand {
    pub(crate) async fn power(&self, pick: usize, target: &'static str) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let Some(row) = self.machine(pick).await? else { return Ok(()) };
        let id = text(&row["id"]);
        if row["acts"][target]["allowed"] != true {
            return Ok(());
        }
        self.wish(org, Op::Power, &id);
        self.note(&format!("{target} {id}"));
        self.call("instance_power", json!({ "id": id, "target": target, "account": profile })).await.map(drop)
    }

    pub(crate) async fn terminate(&self, pick: usize) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let Some(row) = self.machine(pick).await? else { return Ok(()) };
        let id = text(&row["id"]);
        let preview = self.call("instance_terminate_preview", json!({ "id": id })).await?;
        self.wait(3).await;
        self.wish(org, Op::Terminate, &id);
        self.note(&format!("terminates {id}"));
        let args = json!({ "id": id, "typedName": preview["instance"]["name"], "account": profile });
        self.call("instance_terminate", args).await.map(drop)
    }

    pub(crate) async fn rename(&self, pick: usize) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let Some(row) = self.machine(pick).await? else { return Ok(()) };
        // One of an order is found by its name in this book, and keeps it.
        if self.world.state().book.orders.contains_key(&text(&row["name"])) {
            return Ok(());
        }
        let (id, name) = (text(&row["id"]), self.world.state().book.name("named"));
        self.wish(org, Op::Change, &id);
        self.call("instance_rename", json!({ "id": id, "name": name, "account": profile })).await.map(drop)
    }

    pub(crate) async fn bulk(&self, kind: BulkKind, count: usize) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let fleet = self.call("fleet", json!({})).await?;
        let rows = fleet["instances"].as_array().into_iter().flatten();
        let ids: Vec<String> = rows.take(count).map(|row| text(&row["id"])).collect();
        let tags: &[&str] = if kind == BulkKind::AddTags { &["bulk"] } else { &[] };
        let act = json!({ "kind": kind.word(), "tags": tags });
        let preview = self.call("bulk_preview", json!({ "ids": ids, "act": act })).await?;
        let can: Vec<String> = preview["can"].as_array().into_iter().flatten().map(|one| text(&one["id"])).collect();
        if can.is_empty() || self.front().is_none_or(|(now, _)| now != org) {
            return Ok(());
        }
        self.wait(3).await;
        for id in &can {
            self.wish(org, kind.op(), id);
        }
        self.note(&format!("bulk {} of {}", kind.word(), can.len()));
        let args = json!({ "ids": can, "act": act, "typed": text(&preview["confirm"]), "account": profile });
        self.call("bulk_start", args).await.map(drop)
    }

    pub(crate) async fn create_volume(&self, pause: u64, switch: Option<usize>) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let name = self.world.state().book.name("pool");
        let draft = json!({ "id": null, "name": name, "size": "100", "rentalIds": [] });
        self.call("storage_refresh", json!({})).await?;
        self.call("volume_check", draft.clone()).await?;
        if self.front().is_none_or(|(now, _)| now != org) {
            return Ok(());
        }
        if let Some(other) = switch {
            self.switch(other).await?;
        }
        self.wait(pause).await;
        self.wish(org, Op::CreateVolume, &name);
        self.note(&format!("creates volume {name}, as decided in org-{org}"));
        let mut args = draft;
        args["account"] = json!(profile);
        self.call("volume_create", args).await.map(drop)
    }

    pub(crate) async fn attach(&self, pick: usize) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let storage = self.call("storage_refresh", json!({})).await?;
        let volumes = storage["volumes"].as_array().cloned().unwrap_or_default();
        let Some(volume) = volumes.get(pick % volumes.len().max(1)) else { return Ok(()) };
        let attached: Vec<String> =
            volume["attached"].as_array().into_iter().flatten().map(|one| text(&one["id"])).collect();
        let rentals = storage["rentals"].as_array().into_iter().flatten();
        let free: Vec<String> = rentals.filter(|one| one["off"].is_null()).map(|one| text(&one["id"])).collect();
        let id = text(&volume["id"]);
        let (attach, detach): (Vec<&String>, Vec<&String>) = match (attached.first(), free.first()) {
            (Some(one), _) => (vec![], vec![one]),
            (None, Some(one)) => (vec![one], vec![]),
            (None, None) => return Ok(()),
        };
        self.wish(org, Op::ChangeVolume, &id);
        let args = json!({ "id": id, "attach": attach, "detach": detach, "seen": attached, "account": profile });
        self.call("volume_attach", args).await.map(drop)
    }

    pub(crate) async fn delete_volume(&self, pick: usize) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let storage = self.call("storage_refresh", json!({})).await?;
        let rows = storage["volumes"].as_array().into_iter().flatten();
        let free: Vec<&Value> = rows.filter(|one| one["attached"].as_array().is_some_and(Vec::is_empty)).collect();
        let Some(volume) = free.get(pick % free.len().max(1)) else { return Ok(()) };
        let id = text(&volume["id"]);
        self.call("volume_delete_preview", json!({ "id": id })).await?;
        self.wish(org, Op::DeleteVolume, &id);
        let args = json!({ "id": id, "typedName": volume["name"], "account": profile });
        self.call("volume_delete", args).await.map(drop)
    }

    pub(crate) async fn add_key(&self, pause: u64, switch: Option<usize>) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let name = self.world.state().book.name("key");
        let draft = json!({ "name": name, "text": KEY });
        self.call("ssh_keys", json!({})).await?;
        if self.front().is_none_or(|(now, _)| now != org) {
            return Ok(());
        }
        if let Some(other) = switch {
            self.switch(other).await?;
        }
        self.wait(pause).await;
        self.wish(org, Op::AddKey, &name);
        self.note(&format!("adds key {name}, as decided in org-{org}"));
        let mut args = draft;
        args["account"] = json!(profile);
        self.call("ssh_key_add", args).await.map(drop)
    }

    pub(crate) async fn remove_key(&self, pick: usize) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let keys = self.call("ssh_keys", json!({})).await?;
        let keys = keys["keys"].as_array().cloned().unwrap_or_default();
        let Some(key) = keys.get(pick % keys.len().max(1)) else { return Ok(()) };
        let id = text(&key["id"]);
        if self.front().is_none_or(|(now, _)| now != org) {
            return Ok(());
        }
        self.wish(org, Op::RemoveKey, &id);
        self.call("ssh_key_remove", json!({ "id": id, "account": profile })).await.map(drop)
    }
}
