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
