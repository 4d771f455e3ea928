use std::collections::BTreeSet;
use std::io::{Seek, SeekFrom, Write};

use super::super::Store;
use super::super::backup::Why;
use super::*;

const PAGE: u64 = 4096;
const ZEROS: [u8; 4096] = [0; 4096];

/// In memory where there is such a place: nothing here asks what outlives a loss of power.
fn home() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// Writes over a part of a file.
fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn open(folder: &Path) -> (Store, Option<String>) {
    let opened = Store::open(folder, at("2026-10-16T09:00:00Z")).unwrap();
    (opened.store, opened.notice)
}

/// A store as it is after some weeks: two accounts, forty leases and deploys, a long record, a ledger.
fn realistic(folder: &Path) {
    let (store, _) = open(folder);
    store
        .transact(|c| {
            c.execute_batch(
                "INSERT INTO profile (id, name, kind, base_url, token_kept, created_at)
                 VALUES ('p', 'Work', 'provider', 'https://example.com/api/v1', 1, '2026-09-01T00:00:00Z');
                 INSERT INTO setting VALUES ('profile_in_front', 'p'), ('settings', '{\"theme\":\"dark\"}');
                 WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
                 INSERT INTO lease (profile_id, instance_id, began_at, ends_at, action, state) SELECT 'p', printf('machine-%04d-aaaa-bbbb-cccc-dddddddddddd', i), '2026-10-15T08:00:00+00:00',
                   '2026-10-20T08:00:00+00:00', 'terminate', 'set' FROM n;
                 WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
                 INSERT INTO jobs (id, profile_id, name, phase, open, instance_id, created_at, document)
                   SELECT printf('job-%04d', i), 'p', printf('train-%d', i), 'up', 0, printf('machine-%04d', i),
                   '2026-10-15T08:00:00+00:00', json_object('phase', 'up', 'tags', hex(zeroblob(400))) FROM n;
                 WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
                 INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome, meaning)
                   SELECT printf('line-%06d', i), 'p', printf('2026-10-%02dT00:00:00+00:00', 1 + i % 15), 'train', 'stopped',
                   'stopped', 'done', hex(zeroblob(40)) FROM n;
                 INSERT INTO machine SELECT profile_id, instance_id, 'eval-' || rowid, '', 8, '1.99', 'Running', NULL, '', '',
                   NULL, NULL, NULL, NULL, NULL, NULL FROM lease;
                 INSERT INTO standing_order VALUES ('order', 'p', 'later', 'waiting', 0, 3, '', 0, '{}');
                 INSERT INTO budget VALUES ('budget', 'p', '', '100', '');
                 INSERT INTO bill_reading VALUES (1, 'p');
                 INSERT INTO bill_month VALUES (1, 'p', '2026-09', '', NULL, NULL, NULL, '', 0, 60, 'd');
                 WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
                 INSERT INTO bill_line (month_id, id, rank, kind, part, amount) SELECT 1, printf('%036d', i), i, 'charge', 'p', i FROM n;",
            )
        })
        .unwrap();
    crate::profiles::write_down(&store);
    drop(store);
    assert!(!folder.join(format!("{FILE}-wal")).exists(), "all of it is in the file");
}

fn ids(store: &Store, table: &str, column: &str) -> BTreeSet<String> {
    let sql = format!("SELECT {column} FROM {table}");
    store.read(|c| c.prepare(&sql)?.query_map([], |row| row.get(0))?.collect()).unwrap()
}

/// What must not be lost in silence, before and after: what is missing is in the words by its id or name, or they say that nobody
/// knows how many.
fn holds(before: &[(&str, BTreeSet<String>)], store: &Store, said: Option<&str>, what: &str) {
    for (table, ids_before) in before {
        let now = ids(store, table, if *table == "lease" { "instance_id" } else { "id" });
        let missing: Vec<_> = ids_before.difference(&now).collect();
        if missing.is_empty() {
            continue;
        }
        let said = said.unwrap_or_else(|| panic!("{what}: {table} lost {missing:?} in silence"));
        let thing = if *table == "lease" { "lease" } else { "deploy" };
        let counted = said.contains(&format!("{} {thing}", missing.len()));
        assert!(counted || said.contains(&format!("{thing}s, nobody knows how many")), "{what}: {missing:?} in {said}");
    }
    let check: String = store.read(|c| c.query_row("PRAGMA integrity_check", [], |row| row.get(0))).unwrap();
    assert_eq!(check, "ok", "{what}");
    let lines: u32 = store
        .read(|c| c.query_row("SELECT count(*) FROM activity WHERE subject = 'The store'", [], |row| row.get(0)))
        .unwrap();
    assert_eq!(lines, u32::from(said.is_some()), "{what}: a line of the record");
}

/// Every page of a store in turn, with what is done to it. Answers how often leases or deploys were not all there.
fn each_page(with_backup: bool, harm: impl Fn(u64) -> Vec<u8>) -> (u32, u32) {
    let scene = home();
    realistic(scene.path());
    if with_backup {
        backup::make(&scene.path().join(FILE), scene.path(), at("2026-10-15T14:00:00Z"), Why::Daily).unwrap();
    }
    let (store, _) = open(scene.path());
    let before = [("lease", ids(&store, "lease", "instance_id")), ("jobs", ids(&store, "jobs", "id"))];
    drop(store);
    let bytes = fs::read(scene.path().join(FILE)).unwrap();
    let pages = bytes.len() as u64 / PAGE;
    assert!(pages > 60, "{pages} pages are no realistic store");
    let (mut damaged, mut missing) = (0, 0);
    for page in 0..pages {
        let home = home();
        fs::write(home.path().join(FILE), &bytes).unwrap();
        fs::copy(scene.path().join("accounts.json"), home.path().join("accounts.json")).unwrap();
        if with_backup {
            owner::folder(&home.path().join("backups")).unwrap();
            for copy in backup::all(scene.path()) {
                fs::copy(&copy.path, home.path().join("backups").join(copy.path.file_name().unwrap())).unwrap();
            }
        }
        overwrite(&home.path().join(FILE), page * PAGE, &harm(page));
        let (store, said) = open(home.path());
        let what = format!("page {} of {pages}", page + 1);
        holds(&before, &store, said.as_deref(), &what);
        assert_eq!(ids(&store, "profile", "name"), ["Sandbox", "Work"].map(str::to_owned).into(), "{what}: {said:?}");
        let all = before
            .iter()
            .all(|(table, before)| ids(&store, table, if *table == "lease" { "instance_id" } else { "id" }) == *before);
        missing += u32::from(!all);
        damaged += u32::from(said.is_some());
        assert!(!all || !with_backup || said.is_none_or(|said| said.contains("kept as")), "{what}");
        drop(store);
        // It is as any other from now on.
        if page % 8 == 0 {
            assert_eq!(open(home.path()).1, None, "{what}");
        }
    }
    assert!(u64::from(damaged) > pages / 2, "{damaged} of {pages} were found");
    (damaged, missing)
}

/// Bytes that are no page, and differ from page to page.
fn noise(page: u64) -> Vec<u8> {
    let mut state = page + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..PAGE).map(|_| next()).collect()
}

#[test]
fn whichever_page_is_damaged_no_lease_or_deploy_is_lost_in_silence() {
    let (_, missing) = each_page(false, noise);
    assert!(missing > 0, "without a backup some are lost, and said");
}

#[test]
fn with_a_backup_no_page_takes_a_lease_or_a_deploy() {
    let (_, missing) = each_page(true, |_| ZEROS.to_vec());
    assert_eq!(missing, 0);
}

/// A realistic store with a backup in which one deploy is only planned and the leases end.
fn with_backup() -> tempfile::TempDir {
    let home = home();
    realistic(home.path());
    let store = open(home.path()).0;
    let planned = r#"{"phase":"planned","created_at":"2026-10-15T08:00:00Z","sent_at":null}"#;
    let sql = "UPDATE jobs SET phase = 'planned', open = 1, instance_id = NULL, document = ?1 WHERE id = 'job-0007'";
    store.transact(|c| c.execute(sql, [planned])).unwrap();
    drop(store);
    backup::make(&home.path().join(FILE), home.path(), at("2026-10-15T14:00:00Z"), Why::Daily).unwrap();
    home
}

fn text(store: &Store, sql: &str) -> String {
    store.read(|c| c.query_row(sql, [], |row| row.get(0))).unwrap()
}

/// Nothing of the file can be read, so that all comes from beside it.
fn comes_back_from_beside(home: &Path) -> String {
    let (store, said) = open(home);
    let said = said.unwrap();
    assert_eq!(ids(&store, "lease", "instance_id").len(), 40, "{said}");
    assert_eq!(ids(&store, "lease", "action"), ["remind".to_owned()].into(), "they may have been extended since");
    assert_eq!(ids(&store, "jobs", "id").len(), 40);
    let job =
        "SELECT concat_ws(' ', phase, document ->> 'phase', document ->> 'sent_at') FROM jobs WHERE id = 'job-0007'";
    assert_eq!(
        text(&store, job),
        "sent sent 2026-10-15T08:00:00Z",
        "it may have been sent since, and is never sent again"
    );
    assert_eq!(ids(&store, "standing_order", "id"), BTreeSet::new(), "it may have bought since");
    assert_eq!(text(&store, "SELECT concat(name, token_kept, read_only) FROM profile WHERE id = 'p'"), "Work10");
    assert!(said.contains("as of 15 Oct 2026 14:00 UTC") && said.contains("only remind"), "{said}");
    assert!(said.contains("standing orders, nobody knows how many"), "{said}");
    assert!(said.contains("40 leases (eval-1, "), "{said}");
    said
}

#[test]
fn a_file_of_zeros_an_empty_one_and_one_that_is_gone_come_back_from_the_backup() {
    let zeros = with_backup();
    let length = fs::read(zeros.path().join(FILE)).unwrap().len();
    fs::write(zeros.path().join(FILE), vec![0; length]).unwrap();
    assert!(comes_back_from_beside(zeros.path()).contains("kept as"));
    let empty = with_backup();
    fs::write(empty.path().join(FILE), "").unwrap();
    assert!(comes_back_from_beside(empty.path()).starts_with("The store of Voltdeck was gone."));
    let gone = with_backup();
    fs::remove_file(gone.path().join(FILE)).unwrap();
    comes_back_from_beside(gone.path());
    let text = with_backup();
    fs::write(text.path().join(FILE), b"this is no database at all, not even nearly, but long enough").unwrap();
    comes_back_from_beside(text.path());
}

#[test]
fn a_file_that_ends_early_loses_nothing_in_silence_wherever_that_is() {
    let scene = home();
    realistic(scene.path());
    let (store, _) = open(scene.path());
    let before = [("lease", ids(&store, "lease", "instance_id")), ("jobs", ids(&store, "jobs", "id"))];
    drop(store);
    let bytes = fs::read(scene.path().join(FILE)).unwrap();
    for end in [100, 4_095, 4_096, 20_000, bytes.len() / 3, bytes.len() / 2, bytes.len() - 4_096, bytes.len() - 1] {
        let home = home();
        fs::write(home.path().join(FILE), &bytes[..end]).unwrap();
        let (store, said) = open(home.path());
        holds(&before, &store, said.as_deref(), &format!("{end} bytes of {}", bytes.len()));
        assert!(said.is_some(), "{end}");
    }
}

#[test]
fn a_log_whose_middle_is_damaged_is_said_and_loses_no_more_than_its_end() {
    let scene = home();
    realistic(scene.path());
    let (store, _) = open(scene.path());
    for minute in 0..30 {
        let sql = "INSERT INTO lease (profile_id, instance_id, began_at, ends_at, action, state) VALUES ('p', ?1, '', '2026-10-20T08:00:00+00:00', 'stop', 'set')";
        store.transact(|c| c.execute(sql, [format!("late-{minute}")])).unwrap();
    }
    let home = home();
    for tail in ["", "-wal"] {
        fs::copy(scene.path().join(format!("{FILE}{tail}")), home.path().join(format!("{FILE}{tail}"))).unwrap();
    }
    drop(store);
    let log = home.path().join(format!("{FILE}-wal"));
    overwrite(&log, fs::metadata(&log).unwrap().len() / 2, &[7; 64]);
    let (store, said) = open(home.path());
    let said = said.unwrap();
    assert!(said.contains("What was written last, just before Voltdeck ended, may be missing."), "{said}");
    let left = ids(&store, "lease", "instance_id");
    assert!(left.len() > 40 && left.len() < 70, "{}", left.len());
    assert_eq!(ids(&store, "lease", "action"), ["stop", "terminate"].map(str::to_owned).into());
    assert_eq!(ids(&store, "standing_order", "id"), BTreeSet::new(), "it may have bought since");
    assert!(said.contains("standing orders, nobody knows how many"), "{said}");
    let aside = fs::read_dir(home.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().contains(".damaged-"));
    assert_eq!(aside.count(), 2, "the file and its log");
}

#[test]
fn a_crash_while_it_is_mended_leaves_the_old_store_or_the_new_one() {
    let home = with_backup();
    let bytes = fs::read(home.path().join(FILE)).unwrap();
    // Half filled: it is begun again.
    fs::write(home.path().join(FILLING), &bytes[..9_000]).unwrap();
    fs::write(home.path().join(FILE), vec![0; bytes.len()]).unwrap();
    comes_back_from_beside(home.path());
    // Whole, and not yet in its place, where the log of the damaged file still lies.
    fs::rename(home.path().join(FILE), home.path().join(WHOLE)).unwrap();
    fs::write(home.path().join(FILE), vec![0; bytes.len()]).unwrap();
    fs::write(home.path().join(format!("{FILE}-wal")), "no log").unwrap();
    let (store, said) = open(home.path());
    assert_eq!((ids(&store, "lease", "instance_id").len(), said), (40, None));
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_as_it_is_damaged_or_not() {
    for harm in [false, true] {
        let home = with_backup();
        let file = home.path().join(FILE);
        Connection::open(&file).unwrap().pragma_update(None, "user_version", migrate::NEWEST + 1).unwrap();
        let mut bytes = fs::read(&file).unwrap();
        if harm {
            bytes[4_096 * 5..4_096 * 30].fill(9);
            fs::write(&file, &bytes).unwrap();
        }
        let refused = Store::open(home.path(), at("2026-10-16T09:00:00Z")).err().unwrap();
        assert!(refused.message.contains("newer Voltdeck"), "{}", refused.message);
        assert_eq!(fs::read(&file).unwrap(), bytes);
    }
}

#[test]
fn an_account_of_which_only_its_leases_are_left_comes_back_read_only() {
    let home = home();
    realistic(home.path());
    fs::remove_file(home.path().join("accounts.json")).unwrap();
    let file = home.path().join(FILE);
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'profile'";
    let page: u32 = Connection::open(&file).unwrap().query_row(root, [], |row| row.get(0)).unwrap();
    overwrite(&file, u64::from(page - 1) * PAGE, &noise(7));
    let (store, said) = open(home.path());
    assert!(said.unwrap().contains("came back with their tokens: Recovered account 1."));
    let account = "SELECT concat_ws(' ', name, token_kept, read_only) FROM profile WHERE id = 'p'";
    assert_eq!(text(&store, account), "Recovered account 1 1 1");
    assert_eq!(ids(&store, "lease", "instance_id").len(), 40);
}
