use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::*;

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Utc::now()).unwrap().store;
    (folder, store)
}

fn put(key: &str) -> impl FnOnce(&Connection) -> rusqlite::Result<usize> + Send + use<> {
    let key = key.to_owned();
    move |connection| connection.execute("INSERT INTO setting VALUES (?1, 'x')", [key])
}

fn keys(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection.prepare("SELECT key FROM setting ORDER BY rowid")?.query_map([], |row| row.get(0))?.collect()
}

/// Has the writer stand still, when it comes to it, until what this answers is dropped.
fn gate(store: &Store) -> Sender<()> {
    let (go, gone) = channel();
    drop(store.write(move |_| {
        let _ = gone.recv();
        Ok(())
    }));
    go
}

#[tokio::test]
async fn who_reads_waits_for_no_one_who_writes() {
    let (_folder, store) = open();
    let closed = gate(&store);
    let written = store.write(put("a"));
    assert_eq!(store.read(keys), Ok(vec![]));
    assert_eq!(store.scan(keys).await, Ok(vec![]));
    drop(closed);
    assert_eq!(written.await, Ok(1));
    assert_eq!(store.read(keys).unwrap(), ["a"], "what was written before is seen");
    store.transact(put("b")).unwrap();
    assert_eq!(store.scan(keys).await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn writes_come_in_the_order_of_the_calls_whoever_waits() {
    let (folder, store) = open();
    let closed = gate(&store);
    drop(store.write(put("nobody waits")));
    let last = store.write(put("awaited"));
    drop(closed);
    store.transact(put("blocking")).unwrap();
    assert_eq!(store.read(keys).unwrap(), ["nobody waits", "awaited", "blocking"]);
    assert_eq!(last.await, Ok(1));
    drop(store.write(put("as it closes")));
    drop(store);
    let store = Store::open(folder.path(), Utc::now()).unwrap().store;
    assert_eq!(store.read(keys).unwrap().len(), 4, "the last handle waits for the queue");
}

#[test]
fn one_reading_sees_one_state() {
    let (_folder, store) = open();
    let seen = store.read(|connection| {
        let before = keys(connection)?;
        let other = store.clone();
        thread::spawn(move || other.transact(put("meanwhile"))).join().unwrap().unwrap();
        Ok((before, keys(connection)?))
    });
    assert_eq!(seen, Ok((vec![], vec![])));
    assert_eq!(store.read(keys).unwrap(), ["meanwhile"]);
}

#[test]
fn what_reads_cannot_write() {
    let (_folder, store) = open();
    let refused = store.read(put("a")).unwrap_err();
    assert!(refused.message.contains("readonly"), "{}", refused.message);
    assert_eq!(store.read(keys), Ok(vec![]), "and the next reading is well");
}

#[tokio::test]
async fn a_job_that_panics_writes_nothing_and_takes_nobody_with_it() {
    let (_folder, store) = open();
    let panics = |connection: &Connection| -> rusqlite::Result<()> {
        put("half")(connection)?;
        std::panic::panic_any("as asked for");
    };
    let said = store.write(panics).await.unwrap_err();
    assert!(said.message.contains("nothing of it was kept"), "{}", said.message);
    let other = store.clone();
    assert!(thread::spawn(move || other.transact(panics)).join().is_err(), "it is the caller's own panic");
    store.transact(put("next")).unwrap();
    assert_eq!(store.read(keys).unwrap(), ["next"]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_paused_stands_while_the_disk_works() {
    let (_folder, store) = open();
    let begun = tokio::time::Instant::now();
    let alarm = tokio::spawn(tokio::time::sleep(Duration::from_secs(60)));
    for number in 0..20 {
        store.write(put(&number.to_string())).await.unwrap();
        store.scan(keys).await.unwrap();
    }
    assert_eq!(begun.elapsed(), Duration::ZERO);
    alarm.abort();
}

#[test]
fn a_damaged_file_is_set_aside_and_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), b"this is no database at all, not even nearly, but long enough").unwrap();
    let opened = Store::open(folder.path(), "2026-10-15T12:00:00Z".parse().unwrap()).unwrap();
    assert!(opened.notice.unwrap().contains("damaged-20261015T120000Z"));
    assert!(folder.path().join(format!("{FILE}.damaged-20261015T120000Z")).exists());
    opened.store.transact(put("a")).unwrap();
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = Store::open(&file.join("below"), Utc::now()).err().unwrap();
    assert_eq!(error.code, ErrorCode::Local);
    assert!(error.message.contains("cannot be used"));
}

#[test]
fn a_snapshot_stays_as_it_was_and_holds_nobody_up() {
    let (_folder, store) = open();
    store.transact(put("a")).unwrap();
    let before = store.snapshot().unwrap();
    store.transact(put("b")).unwrap();
    assert_eq!(before.with(keys).unwrap(), ["a"]);
    assert_eq!(store.snapshot().unwrap().with(keys).unwrap(), ["a", "b"]);
    assert!(before.with(|connection| connection.execute("DELETE FROM setting", [])).is_err());
}

#[test]
fn a_transaction_is_all_or_nothing() {
    let (_folder, store) = open();
    let result = store.transact(|connection| {
        put("a")(connection)?;
        connection.execute("INSERT INTO nowhere VALUES (1)", [])
    });
    assert!(result.is_err());
    assert_eq!(store.read(keys), Ok(vec![]));
}
