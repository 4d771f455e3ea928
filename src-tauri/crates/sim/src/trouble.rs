//! What happens around the processes: a store that fails, a keychain that is locked, machines that are not shown, colleagues, and
//! many leases at once.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::net::{NetFault, NetKind, Ops};
use crate::plan::{Colleague, Person, STORE_KINDS};
use crate::run::Runner;
use crate::world::Hidden;

impl Runner {
    pub(crate) fn lock_keychain(&mut self, secs: u64) {
        self.count("keychain locked");
        self.note(&format!("the keychain is locked for {secs} s"));
        let mut state = self.world.state();
        let until = state.now + TimeDelta::seconds(i64::try_from(secs).unwrap_or_default());
        state.keychain_locked_until = Some(until);
        state.readable_since = state.readable_since.max(until);
    }

    pub(crate) fn break_store(&mut self, kind: usize, secs: u64) {
        if self.store_until.is_some() {
            return;
        }
        let Some(store) = &self.look else { return };
        let tables: Vec<String> = if STORE_KINDS[kind].is_empty() {
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            let read = store.prepare(sql).and_then(|mut all| all.query_map([], |row| row.get(0))?.collect());
            read.unwrap_or_default()
        } else {
            vec![STORE_KINDS[kind].to_owned()]
        };
        let acts = ["INSERT", "UPDATE", "DELETE"];
        let triggers = tables.iter().flat_map(|table| {
            acts.iter().map(move |act| {
                format!(
                    "CREATE TRIGGER IF NOT EXISTS sim_{table}_{act} BEFORE {act} ON \"{table}\"
                     BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END;"
                )
            })
        });
        let sql: String = triggers.collect();
        if store.execute_batch(&sql).is_err() {
            return;
        }
        let what = if STORE_KINDS[kind].is_empty() { "nothing" } else { STORE_KINDS[kind] };
        self.note(&format!("the store fails for {secs} s: {what}"));
        self.count("store fails");
        self.disturbed();
        self.world.state().store_ill = true;
        self.store_until = Some(self.now() + TimeDelta::seconds(i64::try_from(secs).unwrap_or_default()));
    }

    pub(crate) fn mend_store(&mut self) {
        self.store_until = None;
        let Some(store) = &self.look else { return };
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'sim_%'";
        let read = store.prepare(sql).and_then(|mut all| all.query_map([], |row| row.get::<_, String>(0))?.collect());
        let triggers: Vec<String> = read.unwrap_or_default();
        let drop: String = triggers.iter().fold(String::new(), |sql, name| sql + "DROP TRIGGER \"" + name + "\";");
        let mended = store.execute_batch(&drop);
        assert!(mended.is_ok(), "the store is mended: {mended:?}");
        self.note("the store is well again");
        self.disturbed();
        self.world.state().store_ill = false;
    }

    /// Hides the machine whose lease ends next, or another.
    pub(crate) fn hide(&mut self, org: usize, pick: usize, until: DateTime<Utc>) {
        let now = self.now();
        let machines = self.world.orgs[org].machines();
        let leased = {
            let state = self.world.state();
            let near = state
                .book
                .leases
                .iter()
                .filter(|lease| lease.org == org && machines.iter().any(|one| one.id == lease.machine));
            near.min_by_key(|lease| (lease.ends - now).num_seconds().abs()).map(|lease| lease.machine.clone())
        };
        let id = leased.or_else(|| machines.get(pick % machines.len().max(1)).map(|one| one.id.clone()));
        let Some(id) = id else { return };
        self.count("a machine is not shown");
        self.note(&format!("{id} of org-{org} is not shown until {until}"));
        self.world.state().hidden.push(Hidden { org, id, from: now, until, pending: false });
    }

    pub(crate) fn colleague(&mut self, org: usize, act: Colleague) {
        let found = &self.world.orgs[org];
        self.world.state().count(format!("colleague: {act:?}").split(' ').take(2).collect::<Vec<_>>().join(" "));
        let theirs = |pick: usize| {
            // Never one that was bought here: its end would be the colleague's to answer for.
            let all = found.machines();
            let state = self.world.state();
            let free: Vec<_> =
                all.into_iter().filter(|one| !one.rental && !state.book.orders.contains_key(&one.name)).collect();
            free.get(pick % free.len().max(1)).map(|one| one.id.clone())
        };
        match act {
            Colleague::Deploy => {
                let name = self.world.state().book.name("theirs");
                let id = found.sandbox.add_vm(&name, 1);
                self.note(&format!("a colleague in org-{org} makes {name}, {id}"));
            }
            Colleague::Terminate { pick } => {
                let Some(id) = theirs(pick) else { return };
                found.other("DELETE", &format!("/virtual-machines/{id}"), &Value::Null);
                self.note(&format!("a colleague in org-{org} ends {id}"));
                self.world.state().book.ended.insert(id);
            }
            Colleague::Rename { pick } => {
                let Some(id) = theirs(pick) else { return };
                let name = self.world.state().book.name("renamed");
                found.other("PATCH", &format!("/virtual-machines/{id}"), &json!({ "name": name }));
            }
            Colleague::Attach { pick } => {
                let volumes = found.volumes();
                let rentals: Vec<_> = found.machines().into_iter().filter(|one| one.rental).collect();
                let (Some((id, _, orders)), Some(rental)) = (volumes.get(pick % volumes.len().max(1)), rentals.first())
                else {
                    return;
                };
                let ids: Vec<&String> = if orders.is_empty() { vec![&rental.id] } else { vec![] };
                found.other("PATCH", &format!("/storage/{id}"), &json!({ "order_ids": ids }));
                self.note(&format!("a colleague in org-{org} attaches volume {id} to {ids:?}"));
            }
            Colleague::SellOut => drop(found.sandbox.sell_out(1)),
            Colleague::Restock => drop(found.sandbox.restock(1, 40)),
        }
    }

    /// Many leases that end at the same time, while each end takes long.
    pub(crate) fn burst(&mut self, org: usize, count: usize, minutes: u64, slow: u64) {
        self.count("many leases end together");
        let ids: Vec<String> = (0..count)
            .map(|_| {
                let name = self.world.state().book.name("many");
                self.world.orgs[org].sandbox.add_vm(&name, 1).to_string()
            })
            .collect();
        self.note(&format!("{count} machines are made in org-{org}"));
        self.person(0, Person::Switch { org });
        self.until(self.now() + TimeDelta::seconds(5));
        self.person(0, Person::Refresh);
        self.until(self.now() + TimeDelta::seconds(5));
        for machine in ids {
            let minutes = i64::try_from(minutes).unwrap_or(3);
            self.person(0, Person::LeaseOf { machine, minutes, action: "terminate" });
        }
        let until = self.now() + TimeDelta::minutes(30);
        let kind = if slow.is_multiple_of(2) { NetKind::SlowAfter(slow) } else { NetKind::SlowBefore(slow) };
        self.world.state().net.push(NetFault { org: Some(org), ops: Ops::Ends, kind, until, times: 1_000 });
        self.until(self.now() + TimeDelta::minutes(i64::try_from(minutes).unwrap_or(3) + 13));
    }
}
