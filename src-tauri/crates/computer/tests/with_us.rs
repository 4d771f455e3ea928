//! What Voltdeck started and watches ends with Voltdeck, however that ends.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use voltdeck_base::computer::Computer;
use voltdeck_computer::LocalComputer;

/// Where the helper's program writes its process id.
const FILE: &str = "VOLTDECK_TEST_FILE";

/// A program that goes on for long, with a child of its own that goes on as well, and writes both ids down.
fn long(file: &Path) -> Vec<String> {
    let script = format!("sleep 600 & echo $$ $! > {0}.new; mv {0}.new {0}; wait", file.display());
    ["sh", "-c", &script].map(str::to_owned).to_vec()
}

/// The ids once they are written.
fn ids(file: &Path) -> Vec<u32> {
    let begun = Instant::now();
    while !file.exists() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the program did not start");
        std::thread::sleep(Duration::from_millis(10));
    }
    std::fs::read_to_string(file).unwrap().split_whitespace().map(|id| id.parse().unwrap()).collect()
}

fn runs(id: u32) -> bool {
    // A process that ended and that nobody has asked about is no process any more.
    let stat = Command::new("ps").args(["-o", "stat=", "-p", &id.to_string()]).output().unwrap();
    let stat = String::from_utf8_lossy(&stat.stdout).trim().to_owned();
    !stat.is_empty() && !stat.starts_with('Z')
}

fn all_end(ids: &[u32]) {
    let begun = Instant::now();
    while ids.iter().any(|&id| runs(id)) {
        assert!(begun.elapsed() < Duration::from_secs(5), "{ids:?} still run");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Another Voltdeck: this program once more, with the test below alone.
fn helper(file: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["the_helper", "--exact", "--ignored"])
        .env(FILE, file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "the program that the other tests start and kill"]
fn the_helper() {
    let file = PathBuf::from(std::env::var_os(FILE).unwrap());
    let _program = LocalComputer::here().watch(&long(&file)).unwrap();
    std::thread::sleep(Duration::from_secs(600));
}

#[test]
fn a_program_ends_where_voltdeck_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ids");
    let mut helper = helper(&file);
    let ids = ids(&file);
    assert!(ids.len() == 2 && ids.iter().all(|&id| runs(id)), "{ids:?}");
    helper.kill().unwrap();
    helper.wait().unwrap();
    all_end(&ids);
}

#[tokio::test]
async fn a_program_ends_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    for dropped in [false, true] {
        let file = folder.path().join(format!("ids-{dropped}"));
        let program = LocalComputer::here().watch(&long(&file)).unwrap();
        let ids = ids(&file);
        if dropped {
            drop(program);
        } else {
            program.kill();
            assert_eq!(program.ended().await.code, None);
        }
        all_end(&ids);
    }
}

#[tokio::test]
async fn one_that_ends_by_itself_leaves_nobody_and_tells_its_own_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ids");
    let script = format!("sleep 600 & echo $! > {}; echo said >&2; exit 137", file.display());
    let program = LocalComputer::here().watch(&["sh", "-c", &script].map(str::to_owned)).unwrap();
    let ended = program.ended().await;
    assert_eq!((ended.code, ended.said.as_str()), (Some(137), "said"));
    all_end(&ids(&file));
}
