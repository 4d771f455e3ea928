//! What a killed app leaves behind: its store, its files, and the provider's own books.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use voltdeck_books::focus::read_parquet;
use voltdeck_sandbox::{Operation, ResourceKind, ResourceRecord, Sandbox};

pub(crate) struct Left<'a> {
    folder: PathBuf,
    sandbox: &'a Sandbox,
    ahead: Cell<Duration>,
}

impl<'a> Left<'a> {
    pub(crate) fn new(folder: &Path, sandbox: &'a Sandbox) -> Self {
        let exports = folder.join("exports");
        std::fs::create_dir(&exports).unwrap();
        Self { folder: folder.into(), sandbox, ahead: Cell::default() }
    }

    /// By how much the provider's clock is ahead of this computer's.
    pub(crate) fn ahead(&self) -> Duration {
        self.ahead.get()
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.sandbox.advance(by);
        self.ahead.set(self.ahead.get() + by);
    }

    fn store(&self) -> Connection {
        let store = Connection::open(self.folder.join("voltdeck.sqlite3")).unwrap();
        store.busy_timeout(Duration::from_secs(10)).unwrap();
        store
    }

    fn count(&self, sql: &str) -> u32 {
        self.store().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// An order is out, and its answer is not kept.
    pub(crate) fn order_is_out(&self) -> bool {
        self.count("SELECT count(*) FROM jobs WHERE phase = 'sent'") > 0
    }

    /// The newest reading of a month of which rows are there and that no month shows yet; 0 where there is none.
    pub(crate) fn half_read(&self) -> u32 {
        self.count("SELECT coalesce(max(id), 0) FROM bill_reading WHERE id NOT IN (SELECT id FROM bill_month)")
    }

    pub(crate) fn months(&self) -> u32 {
        self.count("SELECT count(*) FROM bill_month")
    }

    fn exports(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.folder.join("exports")];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            // It may be on its way to another name.
            for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// Files that have their names.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.exports().into_iter().filter(|path| !is_part(path)).collect()
    }

    /// Files that were begun and have no name yet.
    pub(crate) fn parts(&self) -> usize {
        self.exports().iter().filter(|path| is_part(path)).count()
    }

    /// Our machines in the provider's own books.
    pub(crate) fn machines(&self) -> Vec<ResourceRecord> {
        let ours = |one: &ResourceRecord| one.kind == ResourceKind::Vm && one.name.starts_with("box-");
        self.sandbox.records().resources.into_iter().filter(ours).collect()
    }

    /// What must hold whenever it was killed.
    pub(crate) fn is_whole(&self, when: &str) {
        self.store_is_whole(when);
        self.nothing_went_twice(when);
        for file in self.files() {
            assert!(file_is_whole(&file), "{when}: {} is half a file", file.display());
        }
    }

    fn store_is_whole(&self, when: &str) {
        let store = self.store();
        let check: String = store.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok", "{when}");
        let broken = store.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
        assert!(!broken, "{when}: a row belongs to nothing");
        let aside = std::fs::read_dir(&self.folder).unwrap().flatten().find(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().contains("damaged")
        });
        assert!(aside.is_none(), "{when}: {aside:?}");
        // A month that is shown has all of its lines, in both orders.
        let half = "SELECT month FROM bill_month WHERE lines <> (SELECT count(*) FROM bill_line WHERE month_id = bill_month.id)
                    OR lines <> (SELECT count(*) FROM bill_order WHERE month_id = bill_month.id)";
        let half: Option<String> = store.query_row(half, [], |row| row.get(0)).ok();
        assert_eq!(half, None, "{when}: half a month is shown");
    }

    fn nothing_went_twice(&self, when: &str) {
        let mut sent: BTreeMap<String, usize> = BTreeMap::new();
        for line in self.sandbox.log().iter().filter(|line| line.operation == Some(Operation::DeployVm)) {
            let name = line.body.as_ref().and_then(|body| body["name"].as_str()).unwrap_or_default();
            *sent.entry(name.to_owned()).or_default() += 1;
        }
        let twice: Vec<_> = sent.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{when}: sent more than once: {twice:?}");
        // And nothing was sent before it was put down.
        let store = self.store();
        for name in sent.keys() {
            let known = store.prepare("SELECT 1 FROM jobs WHERE name = ?1").unwrap().exists([name]).unwrap();
            assert!(known, "{when}: {name} was sent, and the store knows nothing of it");
        }
    }

    /// Every machine is known by its job, with its lease, and no job stands as it was killed; else what is not.
    pub(crate) fn is_settled(&self) -> Result<(), String> {
        let store = self.store();
        let has = |sql: &str, id: &str| store.prepare(sql).unwrap().exists([id]).unwrap();
        for machine in self.machines() {
            let id = machine.id.to_string();
            if !has("SELECT 1 FROM jobs WHERE instance_id = ?1 AND phase IN ('accepted', 'found', 'up')", &id) {
                return Err(format!("{} is known to no job", machine.name));
            }
            if !has("SELECT 1 FROM lease WHERE instance_id = ?1", &id) {
                return Err(format!("{} has no lease", machine.name));
            }
        }
        // One that never arrived is looked for on, for longer than this test takes.
        let open = self.count("SELECT count(*) FROM jobs WHERE phase IN ('planned', 'sent')");
        if open > 0 { Err(format!("{open} jobs are not settled")) } else { Ok(()) }
    }
}

fn is_part(path: &Path) -> bool {
    path.file_name().unwrap().to_string_lossy().starts_with(".voltdeck-")
}

/// Whether a file ends as its kind ends.
fn file_is_whole(path: &Path) -> bool {
    let bytes = std::fs::read(path).unwrap();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => {
            let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            bytes.ends_with(b"\n") && rows.records().all(|row| row.is_ok())
        }
        // The directory of an archive is written last.
        Some("xlsx") => bytes.len() > 22 && bytes[bytes.len() - 22..].starts_with(b"PK\x05\x06"),
        Some("parquet") => read_parquet(bytes).is_ok(),
        Some("html") => bytes.trim_ascii_end().ends_with(b"</html>"),
        other => panic!("{other:?} is no kind of export: {}", path.display()),
    }
}
