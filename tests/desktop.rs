//! What a desktop program owes its desktop: one window however often it is started, and its size kept.
#![cfg(target_os = "linux")]

mod support;

use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use support::{Keychain, Session, Window};

#[tokio::test]
async fn a_second_start_leaves_the_first_window_alone_and_ends() {
    let window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    let mut second = window
        .session()
        .command(env!("CARGO_BIN_EXE_voltdeck"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a second start");
    let mut ended = None;
    for _ in 0..100 {
        ended = second.try_wait().expect("a process");
        if ended.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    if ended.is_none() {
        let _ = second.kill();
        let _ = second.wait();
    }
    assert!(ended.is_some_and(|status| status.success()), "the second start is still there, or failed: {ended:?}");
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    window.finish().await;
}

#[tokio::test]
async fn the_size_of_the_window_comes_back_with_the_next_start() {
    let mut window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    window.resize(1010, 640).await;
    // It is written down once the size rests.
    tokio::time::sleep(Duration::from_secs(1)).await;
    window.restart().await;
    window
        .until("the window is as large as it was", async |window| {
            window.script("return [innerWidth, innerHeight]").await == json!([1010, 640])
        })
        .await;
    window.finish().await;
}

/// The files that a process has open.
fn open_files(process: u32) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return Vec::new() };
    files
        .flatten()
        .filter_map(|file| std::fs::read_link(file.path()).ok())
        .map(|path| path.display().to_string())
        .collect()
}

#[tokio::test]
async fn without_a_bus_a_second_copy_says_why_it_does_not_start_and_leaves_the_store_alone() {
    let mut session = Session::start(Keychain::Absent);
    session.without_bus();
    let window = Window::open(session).await;
    window.explore().await;
    assert!(open_files(window.process()).iter().any(|path| path.ends_with("voltdeck.sqlite3")));

    // As at login: it ends by itself.
    let second =
        window.session().command(env!("CARGO_BIN_EXE_voltdeck")).arg("--hidden").output().expect("a second start");
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("Voltdeck runs already on this computer"), "{said}");

    // By hand: it says so in a window of its own, and has not opened the store.
    let log = window.session().folder().join("second.log");
    let mut second = window
        .session()
        .command(env!("CARGO_BIN_EXE_voltdeck"))
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&log).expect("a file"))
        .spawn()
        .expect("a second start");
    let said = || std::fs::read_to_string(&log).unwrap_or_default();
    for _ in 0..200 {
        if said().contains("runs already") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(said().contains("Voltdeck runs already on this computer"), "{}", said());
    tokio::time::sleep(Duration::from_secs(2)).await;
    let files = open_files(second.id());
    let runs = second.try_wait().expect("a process").is_none();
    let _ = second.kill();
    let _ = second.wait();
    assert!(runs, "its window is there");
    assert!(!files.iter().any(|path| path.contains(".sqlite3")), "{files:?}");

    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    window.finish().await;
}
