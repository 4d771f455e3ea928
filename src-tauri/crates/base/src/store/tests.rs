use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use voltdeck_contract::ErrorCode;

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
fn a_damaged_file_is_kept_and_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), b"this is no database at all, not even nearly, but long enough").unwrap();
    let opened = Store::open(folder.path(), "2026-10-15T12:00:00Z".parse().unwrap()).unwrap();
    assert!(opened.notice.unwrap().contains("damaged-20261015T120000Z"));
    assert!(folder.path().join(format!("{FILE}.damaged-20261015T120000Z")).exists());
    opened.store.transact(put("a")).unwrap();
}

fn copies(folder: &Path, word: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder.join("backups"))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(word))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_copy_is_made_each_day_while_others_write_and_seven_are_kept() {
    let (folder, store) = open();
    store.transact(|c| c.execute_batch("CREATE TABLE bulk (x); INSERT INTO bulk SELECT randomblob(4000000);")).unwrap();
    let day = |day: i64| "2026-10-15T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + chrono::TimeDelta::days(day);
    for number in 0..9 {
        let copying = store.back_up(day(number));
        let mut writes = 0;
        tokio::pin!(copying);
        loop {
            store.write(put(&format!("{number}-{writes}"))).await.unwrap();
            writes += 1;
            if let std::task::Poll::Ready(done) = futures_poll(copying.as_mut()).await {
                done.unwrap();
                break;
            }
        }
        assert!(writes > 1, "others write while it is copied");
    }
    store.back_up(day(8)).await.unwrap();
    let names = copies(folder.path(), "daily");
    assert_eq!((names.len(), names[0].as_str()), (7, "000003-daily-20261017T120000Z.sqlite3"));
    let copy = backup::open(&folder.path().join("backups").join(&names[6])).unwrap();
    assert!(keys(&copy).unwrap().contains(&"7-0".to_owned()));
    assert_eq!(copies(folder.path(), "draft"), [""; 0]);
    // The clock was put back by a year: it is another day, and the newest copy is the newest.
    store.back_up(day(-365)).await.unwrap();
    assert_eq!(backup::all(folder.path())[0].made_at, day(-365));
}

/// Looks once whether something is ready.
async fn futures_poll<F: Future>(mut future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
    std::future::poll_fn(move |context| std::task::Poll::Ready(future.as_mut().poll(context))).await
}

#[tokio::test]
async fn a_store_that_is_damaged_while_it_runs_makes_no_copy_and_is_said() {
    let (folder, store) = open();
    store.back_up("2026-10-15T12:00:00Z".parse().unwrap()).await.unwrap();
    store.transact(|c| c.execute_batch("CREATE TABLE bulk (x); INSERT INTO bulk SELECT randomblob(40000);")).unwrap();
    store.writer.alone(|c| c.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")).unwrap();
    let file = folder.path().join(FILE);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[4_096 * 6..4_096 * 20].fill(9);
    std::fs::write(&file, bytes).unwrap();
    let said = store.back_up("2026-10-16T12:00:00Z".parse().unwrap()).await.unwrap_err();
    assert!(said.message.contains("is damaged. Restart Voltdeck"), "{}", said.message);
    assert_eq!(copies(folder.path(), ""), ["000001-daily-20261015T120000Z.sqlite3"]);
}

#[test]
fn a_copy_is_made_before_a_migration() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = Connection::open(folder.path().join(FILE)).unwrap();
    migrate::to(&mut old, migrate::NEWEST - 1).unwrap();
    old.execute("INSERT INTO setting VALUES ('of before', 'x')", []).unwrap();
    drop(old);
    let opened = Store::open(folder.path(), "2026-10-15T12:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(opened.notice, None);
    let names = copies(folder.path(), "migration");
    let copy = backup::open(&folder.path().join("backups").join(&names[0])).unwrap();
    let version: u32 = copy.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!((names.len(), version, keys(&copy).unwrap()), (1, migrate::NEWEST - 1, vec!["of before".to_owned()]));
    drop(opened);
    Store::open(folder.path(), Utc::now()).unwrap();
    assert_eq!(copies(folder.path(), "migration").len(), 1);
}

#[test]
fn what_is_scrubbed_is_in_no_file_any_more() {
    let (folder, store) = open();
    store.transact(|c| c.execute("INSERT INTO setting VALUES ('a', 'canary-9f3')", [])).unwrap();
    backup::make(&folder.path().join(FILE), folder.path(), Utc::now(), backup::Why::Daily).unwrap();
    store.scrub(|c| c.execute("UPDATE setting SET value = 'x' WHERE key = 'a'", []).map(drop)).unwrap();
    let places = [folder.path().to_owned(), folder.path().join("backups")];
    for entry in places.iter().flat_map(|place| std::fs::read_dir(place).unwrap()) {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { continue };
        assert!(!bytes.windows(10).any(|bytes| bytes == b"canary-9f3"), "{}", path.display());
    }
    assert_eq!(store.read(keys).unwrap(), ["a"]);
}

#[cfg(unix)]
#[test]
fn every_file_is_for_the_person_alone_and_those_of_before_are_made_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("data");
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    std::fs::create_dir_all(ours.join("logs")).unwrap();
    let mut old = Connection::open(ours.join(FILE)).unwrap();
    migrate::to(&mut old, 3).unwrap();
    drop(old);
    std::fs::write(ours.join("logs").join("voltdeck.log"), "x").unwrap();
    for path in [FILE, "logs", "logs/voltdeck.log", "."] {
        set(&ours.join(path), 0o755);
    }
    let store = Store::open(&ours, Utc::now()).unwrap().store;
    store.transact(put("a")).unwrap();
    crate::profiles::write_down(&store);
    let mut seen = Vec::new();
    let mut folders = vec![ours];
    while let Some(next) = folders.pop() {
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&next), 0o700, "{}", next.display());
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                seen.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    for name in ["voltdeck.sqlite3", "voltdeck.sqlite3-wal", "voltdeck.sqlite3-shm", "accounts.json", "voltdeck.log"] {
        assert!(seen.iter().any(|seen| seen == name), "{name} of {seen:?}");
    }
    assert!(seen.iter().any(|name| name.contains("migration")), "{seen:?}");
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
