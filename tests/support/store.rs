//! The program's store, looked into beside it.

use rusqlite::{Connection, OptionalExtension, params};

use super::window::Window;

impl Window {
    fn store(&self) -> Connection {
        let store = Connection::open(self.data_folder().join("voltdeck.sqlite3")).expect("the store");
        store.busy_timeout(super::PATIENCE).expect("the store");
        store
    }

    /// What became of the newest notice about this thing: the word, and why it was not shown.
    pub(crate) fn told_of(&self, subject: &str) -> Option<(String, Option<String>)> {
        let sql = "SELECT told, told_why FROM activity WHERE subject = ?1 AND told IS NOT NULL
                   ORDER BY at DESC, rowid DESC LIMIT 1";
        let row = self.store().query_row(sql, [subject], |row| Ok((row.get(0)?, row.get(1)?)));
        row.optional().expect("the store")
    }

    /// What is kept under a key; empty where nothing is.
    pub(crate) fn setting(&self, key: &str) -> String {
        let row = self.store().query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0));
        row.optional().expect("the store").unwrap_or_default()
    }

    /// Moves the end of a machine's lease, as if the clock had gone on meanwhile.
    pub(crate) fn end_lease_at(&self, machine: &str, at: chrono::DateTime<chrono::Utc>) {
        let sql = "UPDATE lease SET ends_at = ?2 WHERE instance_id = (SELECT id FROM machine WHERE name = ?1)";
        assert_eq!(self.store().execute(sql, params![machine, at.to_rfc3339()]).expect("the store"), 1);
    }

    /// Makes the auto-stop of a machine act after this many idle minutes: fewer than a person may set.
    pub(crate) fn idle_after(&self, machine: &str, minutes: u32) {
        let sql = "UPDATE lease SET idle_minutes = ?2
                   WHERE ends_when = 'idle' AND instance_id = (SELECT id FROM machine WHERE name = ?1)";
        assert_eq!(self.store().execute(sql, params![machine, minutes]).expect("the store"), 1);
    }

    /// How many lines of the activity say this.
    pub(crate) fn lines_that_say(&self, subject: &str, deed: &str) -> u32 {
        let sql = "SELECT count(*) FROM activity WHERE subject = ?1 AND deed = ?2";
        self.store().query_row(sql, [subject, deed], |row| row.get(0)).expect("the store")
    }

    /// Writes the change of a machine down that a notice is to tell of, as whoever sees it change does.
    pub(crate) fn write_change(&self, machine: &str, id: &str, deed: &str, meaning: &str) {
        let place = serde_json::json!({"kind": "instance", "id": id, "ask": null}).to_string();
        let written = self.store().execute(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, instance_id, outcome, kind, actor, meaning,
                                   place, notice, told)
             VALUES (?1, (SELECT value FROM setting WHERE key = 'profile_in_front'), ?2, ?3, ?4, 'stopped', ?5, 'done',
                     'change', 'provider', ?6, ?7, 'state', 'pending')",
            params![
                uuid::Uuid::new_v4().to_string(),
                chrono::Utc::now().to_rfc3339(),
                machine,
                deed,
                id,
                meaning,
                place
            ],
        );
        assert_eq!(written.expect("the store"), 1);
    }
}
