//! The person at the window: acts by the public commands, reads before confirming, and answers what asks.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use voltdeck_core::{App, dispatch};

use crate::book::{Lease, Op, Order, Wish};
use crate::plan::{Deploy, LeaseHow, Person};
use crate::process::Proc;
use crate::world::{BASE, World};

/// Made for this; its private half was thrown away.
pub(crate) const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";

/// The hand of the person on one window.
#[derive(Clone)]
pub struct Hand {
    /// All that is around.
    pub world: Arc<World>,
    /// The process of the window.
    pub proc: Arc<Proc>,
    /// Its app.
    pub app: Arc<App>,
}

pub(crate) type Told<T> = Result<T, Value>;

impl Hand {
    /// Does one act of the plan.
    pub async fn act(self, act: Person) {
        let done = match act.clone() {
            Person::SignIn => self.sign_in().await,
            Person::Deploy(deploy) => self.deploy(deploy).await,
            Person::Lease { pick, minutes, action, how } => self.lease(pick, minutes, action, how).await,
            Person::LeaseOf { machine, minutes, action } => {
                self.lease_of(&machine, minutes, action, LeaseHow::Set).await
            }
            Person::AutoStopOf { machine, minutes, action } => self.auto_stop_of(&machine, minutes, action).await,
            Person::Power { pick, target } => self.power(pick, target).await,
            Person::Terminate { pick } => self.terminate(pick).await,
            Person::Rename { pick } => self.rename(pick).await,
            Person::Bulk { kind, count } => self.bulk(kind, count).await,
            Person::CreateVolume { pause, switch } => self.create_volume(pause, switch).await,
            Person::Attach { pick } => self.attach(pick).await,
            Person::DeleteVolume { pick } => self.delete_volume(pick).await,
            Person::AddKey { pause, switch } => self.add_key(pause, switch).await,
            Person::RemoveKey { pick } => self.remove_key(pick).await,
            Person::Switch { org } => self.switch(org).await,
            Person::SignOutAndIn { org } => self.sign_out_and_in(org).await,
            Person::ReadOnly { org, secs } => self.read_only(org, secs).await,
            Person::MayChange { org } => self.may_change(org).await,
            Person::Answer => self.answer().await,
            Person::Refresh => self.call("refresh", json!({})).await.map(drop),
        };
        if let Err(said) = done {
            self.note(&format!("{act:?}: {}", text(&said["message"])));
        }
    }

    pub(crate) fn note(&self, what: &str) {
        let now = self.proc.now();
        self.world.state().trace.line(now, &format!("{} person: {what}", self.proc.name()));
    }

    /// A command, of the account for which it was decided where that is said, and else of the one that is shown.
    pub(crate) async fn call(&self, name: &str, args: Value) -> Told<Value> {
        let account = args["account"].as_str().map(str::to_owned).or_else(|| self.front().map(|(_, profile)| profile));
        let answer = Box::pin(dispatch(&self.app, name, account.as_deref(), args)).await;
        if self.proc.crash.is_over() {
            // What crossed as the process ended was not seen by anybody.
            std::future::pending::<()>().await;
        }
        let mut state = self.world.state();
        state.count("commands");
        state.trace.add(name);
        answer.map_err(|error| serde_json::to_value(error).unwrap_or_default())
    }

    pub(crate) async fn wait(&self, seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    /// The account in front: its organization and the id of its profile.
    pub(crate) fn front(&self) -> Option<(usize, String)> {
        let profile = self.app.try_account()?.profile_id().to_owned();
        Some((*self.world.state().book.profiles.get(&profile)?, profile))
    }

    pub(crate) fn wish(&self, org: usize, op: Op, of: &str) {
        let at = self.proc.now();
        self.world.state().book.wishes.push(Wish { org, op, of: of.to_owned(), at });
    }

    async fn sign_in(&self) -> Told<()> {
        for org in &self.world.orgs {
            let args = json!({
                "profileId": null, "name": org.name, "baseUrl": BASE, "token": org.token, "readOnly": false,
            });
            let state = self.call("sign_in", args).await?;
            let id = text(&state["active"]);
            self.world.state().book.profiles.insert(id, org.no);
        }
        // What the system is told of changes that are seen is not what this is about.
        let mut settings = self.call("app_state", json!({})).await?["settings"].clone();
        settings["notices"]["off"] = json!(["state", "ready", "vanished", "changed", "volume", "connection"]);
        self.call("settings_set", settings).await.map(drop)
    }

    async fn deploy(&self, deploy: Deploy) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let name = self.world.state().book.name(if deploy.rental { "rack" } else { "vm" });
        let mut draft = json!({
            "presetId": null, "metal": null, "name": name, "password": "", "keyMode": "all", "keyIds": [],
            "extraKeys": [], "cloudInit": { "packages": [], "writeFiles": [], "runcmd": [] }, "tags": [], "lease": null,
        });
        if deploy.rental {
            let options = self.call("metal_options", json!({})).await?;
            let free = |line: &&Value| line["freeGpus"].as_u64().unwrap_or(0) >= 8;
            let Some(line) = options["hardware"].as_array().and_then(|lines| lines.iter().find(free)) else {
                return Ok(());
            };
            let (mode, volume, size) =
                if deploy.volume { ("new", format!("{name}-pool"), "100") } else { ("none", String::new(), "") };
            draft["metal"] = json!({
                "locationId": line["locationId"], "network": line["network"], "gpuCount": 8, "subOrder": "",
                "storageMode": mode, "storageId": null, "volumeName": volume, "volumeGb": size,
            });
            if deploy.volume {
                self.wish(org, Op::CreateVolume, &volume);
            }
        } else {
            let options = self.call("deploy_options", json!({})).await?;
            let Some(preset) = options["presets"].as_array().and_then(|all| all.iter().find(|one| one["gpus"] == 1))
            else {
                return Ok(());
            };
            draft["presetId"] = preset["id"].clone();
            let secret = format!("canary-{name}-password");
            self.world.state().secrets.insert(secret.clone());
            draft["password"] = json!(secret);
        }
        if deploy.new_key {
            // A key of that name may be there already: then it is not added.
            let key = format!("{name}-key");
            self.wish(org, Op::AddKey, &key);
            draft["extraKeys"] = json!([{ "text": KEY, "saveAs": key }]);
        }
        let wall = self.proc.now() + self.world.state().skew;
        let lease = deploy.lease.map(|(minutes, action)| (wall + TimeDelta::minutes(minutes), action));
        if let Some((ends, action)) = lease {
            draft["lease"] = json!({ "hours": 1, "endsAt": ends, "action": action });
        }
        if let Some(limit) = deploy.standing {
            draft["standing"] = json!({ "limit": limit.to_string(), "days": "1", "tries": "3" });
        }
        let mut args = json!({ "draft": draft });
        args["account"] = json!(profile);
        let review = self.call("deploy_review", args).await?;
        let wrong = review["issues"].as_array().into_iter().flatten().find(|issue| issue["severity"] == "error");
        if let Some(wrong) = wrong {
            self.note(&format!("the review of {name} says: {}", text(&wrong["message"])));
            return Ok(());
        }
        if self.front().is_none_or(|(now, _)| now != org) {
            // Another account came to the front while it was read: a window shows that one then.
            return Ok(());
        }
        self.note(&format!("reviewed {name} in org-{org}"));
        if let Some(other) = deploy.switch {
            self.wait(deploy.pause / 2).await;
            self.switch(other).await?;
        }
        self.wait(deploy.pause).await;
        let order = Order {
            name: name.clone(),
            org,
            rental: deploy.rental,
            at: self.proc.now(),
            lease,
            standing: deploy.standing.is_some(),
            given_up: false,
            findable: TimeDelta::zero(),
            stuck: TimeDelta::zero(),
        };
        self.world.state().book.orders.insert(name.clone(), order);
        self.note(&format!(
            "confirms {name}{}",
            if deploy.standing.is_some() { " for when it is in stock" } else { "" }
        ));
        if let Some(moment) = deploy.crash {
            self.proc.crash.at(moment);
        }
        let args = json!({
            "draft": draft, "quote": review["quote"], "reviewId": review["id"], "typedName": name, "account": profile,
        });
        let command = if deploy.standing.is_some() { "standing_order_create" } else { "deploy_start" };
        match self.call(command, args).await {
            Ok(job) => self.note(&format!("{name} is {}{}", text(&job["phase"]), text(&job["state"]))),
            Err(said) => self.note(&format!("{name} is not ordered: {}", text(&said["message"]))),
        }
        Ok(())
    }

    /// A machine that the window lists, by a number.
    pub(crate) async fn machine(&self, pick: usize) -> Told<Option<Value>> {
        let fleet = self.call("fleet", json!({})).await?;
        let rows: Vec<&Value> = fleet["instances"].as_array().into_iter().flatten().collect();
        // Those that were made last are of most interest.
        Ok(rows.iter().rev().nth(pick % rows.len().max(1)).map(|row| (*row).clone()))
    }

    async fn lease(&self, pick: usize, minutes: i64, action: &'static str, how: LeaseHow) -> Told<()> {
        let row = match how {
            LeaseHow::Set => self.machine(pick).await?,
            // One that has a lease.
            LeaseHow::Extend | LeaseHow::Remove => {
                let fleet = self.call("fleet", json!({})).await?;
                let rows = fleet["instances"].as_array().into_iter().flatten();
                let with: Vec<&Value> = rows.filter(|row| !row["lease"].is_null()).collect();
                with.get(pick % with.len().max(1)).map(|row| (*row).clone())
            }
        };
        let Some(row) = row else { return Ok(()) };
        self.lease_of(&text(&row["id"]), minutes, action, how).await
    }

    async fn lease_of(&self, id: &str, minutes: i64, action: &'static str, how: LeaseHow) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let (now, wall) = (self.proc.now(), self.proc.now() + self.world.state().skew);
        let before = self.world.state().book.lease(org, id).cloned();
        let (args, action, ends) = match how {
            LeaseHow::Set => {
                let ends = wall + TimeDelta::minutes(minutes);
                (json!({ "id": id, "hours": null, "endsAt": ends, "action": action, "extend": false }), action, ends)
            }
            LeaseHow::Extend => {
                let Some(before) = &before else { return Ok(()) };
                let ends = before.ends.max(wall) + TimeDelta::hours(1);
                (json!({ "id": id, "hours": 1, "endsAt": null, "action": null, "extend": true }), before.action, ends)
            }
            LeaseHow::Remove => {
                let Some(before) = &before else { return Ok(()) };
                (
                    json!({ "id": id, "hours": null, "endsAt": null, "action": null, "extend": false }),
                    before.action,
                    before.ends,
                )
            }
        };
        let lease = Lease {
            org,
            machine: id.to_owned(),
            action,
            ends,
            set: now,
            certain: false,
            removed: how == LeaseHow::Remove,
            looked_at: false,
            of_order: false,
        };
        let at = {
            let mut state = self.world.state();
            state.book.leases.push(lease);
            state.book.leases.len() - 1
        };
        let mut args = args;
        args["account"] = json!(profile);
        let answer = self.call("lease_set", args).await;
        let mut state = self.world.state();
        let (line, name) = match &answer {
            Ok(_) => {
                state.book.leases[at].certain = true;
                (format!("{how:?} {action} {ends}"), self.proc.name())
            }
            Err(said) => {
                let refused = said["code"] != "local";
                if refused {
                    // Nothing of it was kept: what was set before holds.
                    if let Some(before) = before {
                        state.book.leases[at] = before;
                    } else {
                        state.book.leases.remove(at);
                    }
                }
                (format!("{how:?} {action} refused: {}", text(&said["message"])), self.proc.name())
            }
        };
        state.trace.line(now, &format!("{name} person: lease of {id}: {line}"));
        if answer.is_ok() && how != LeaseHow::Set {
            state.book.checks += 1;
            let out = |sent: &&crate::book::Sent| {
                sent.org == org
                    && sent.of == id
                    && sent.op == Op::Terminate
                    && sent.at < now
                    && sent.ended.is_none_or(|ended| ended > now)
                    && sent.wished == crate::book::Wished::Lease
                    // A process that ended leaves one that nobody knows.
                    && sent.by == (self.proc.no, self.proc.run)
            };
            if let Some(sent) = state.book.sent.iter().find(out).cloned() {
                let what = format!("{how:?} of {id} was taken while the termination of {} is out", sent.at);
                state.fail("no extension while its end is out", what);
            }
        }
        Ok(())
    }

    pub(crate) async fn switch(&self, org: usize) -> Told<()> {
        let profile = self.world.state().book.profiles.iter().find(|(_, of)| **of == org).map(|(id, _)| id.clone());
        let Some(profile) = profile else { return Ok(()) };
        self.note(&format!("puts org-{org} in front"));
        self.call("switch_profile", json!({ "id": profile })).await.map(drop)
    }

    async fn sign_out_and_in(&self, org: usize) -> Told<()> {
        let profile = self.world.state().book.profiles.iter().find(|(_, of)| **of == org).map(|(id, _)| id.clone());
        let Some(profile) = profile else { return Ok(()) };
        self.note(&format!("signs org-{org} out"));
        self.world.state().ill(org);
        self.world.state().book.signed_out.insert(org);
        self.call("sign_out", json!({ "id": profile })).await?;
        self.wait(20).await;
        self.world.state().ill(org);
        let found = &self.world.orgs[org];
        let args = json!({
            "profileId": profile, "name": found.name, "baseUrl": BASE, "token": found.token, "readOnly": false,
        });
        self.call("sign_in", args).await?;
        self.world.state().book.signed_out.remove(&org);
        self.note(&format!("signs org-{org} in again"));
        Ok(())
    }

    /// Makes an account one that may only look, for a while.
    async fn read_only(&self, org: usize, secs: u64) -> Told<()> {
        let profile = self.world.state().book.profiles.iter().find(|(_, of)| **of == org).map(|(id, _)| id.clone());
        let Some(profile) = profile else { return Ok(()) };
        self.world.state().ill(org);
        // Where it fails, it may be so all the same.
        let now = self.proc.now();
        self.world.state().book.read_only.insert(org, (now, usize::MAX));
        self.call("profile_set_read_only", json!({ "id": profile, "readOnly": true })).await?;
        self.note(&format!("org-{org} may only look"));
        let now = self.proc.now();
        self.world.state().book.read_only.insert(org, (now, self.proc.no));
        self.wait(secs).await;
        self.may_change(org).await
    }

    async fn may_change(&self, org: usize) -> Told<()> {
        let profile = self.world.state().book.profiles.iter().find(|(_, of)| **of == org).map(|(id, _)| id.clone());
        let Some(profile) = profile else { return Ok(()) };
        let before = self.world.state().book.read_only.remove(&org);
        if let Err(error) = self.call("profile_set_read_only", json!({ "id": profile, "readOnly": false })).await {
            // Nothing was changed.
            if let Some((_, process)) = before {
                let now = self.proc.now();
                self.world.state().book.read_only.insert(org, (now, process));
            }
            return Err(error);
        }
        self.note(&format!("org-{org} may change and buy again"));
        self.world.state().ill(org);
        Ok(())
    }

    /// Answers what asks: which machine it is where that can be told, and that an absent one is to be forgotten.
    async fn answer(&self) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let jobs = self.call("deploy_jobs", json!({})).await?;
        for job in jobs.as_array().into_iter().flatten() {
            let (id, name) = (text(&job["id"]), text(&job["name"]));
            let candidates = job["candidates"].as_array().cloned().unwrap_or_default();
            if job["phase"] == "absent" && candidates.is_empty() {
                self.note(&format!("forgets {name}, which is said to be absent"));
                self.call("deploy_job_dismiss", json!({ "id": id, "account": profile })).await?;
                continue;
            }
            if candidates.is_empty() {
                continue;
            }
            let made = {
                let state = self.world.state();
                let of = |sent: &&crate::book::Sent| sent.op.is_deploy() && sent.org == org && sent.of == name;
                state.book.sent.iter().filter(of).find_map(|sent| sent.made.clone())
            };
            let it = candidates.iter().map(|one| text(&one["id"])).find(|one| Some(one) == made.as_ref());
            self.note(&format!("says of {name}: {}", it.as_deref().unwrap_or("none of them")));
            self.call("deploy_job_choose", json!({ "id": id, "instanceId": it, "account": profile })).await?;
        }
        Ok(())
    }
}

/// The text of a value, or none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
