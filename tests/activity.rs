//! What is done in the window stands in Activity, and another program can read the files that it writes.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, reason = "a failure here fails the test")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{Keychain, Provider, ProviderSetup, Session, TOKEN, Window, files_below};

const MACHINE: &str = "serve-chat";

/// Reads a table and a list of objects with Python's own modules; what both say of each line, as JSON.
const READ: &str = r#"
import csv, json, sys
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
with open(sys.argv[2], encoding="utf-8") as file:
    objects = [json.loads(line) for line in file]
pick = lambda row: [row["subject"], row["deed"], row["request"] or ""]
print(json.dumps({"csv": sorted(map(pick, rows)), "jsonl": sorted(map(pick, objects))}))
"#;

#[tokio::test]
async fn an_act_stands_in_activity_and_in_files_that_another_program_reads() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    let id = provider.resource(MACHINE).expect("the machine").id.to_string();

    window.go_to("Instances").await;
    window.click("button", MACHINE).await;
    window.has("heading", MACHINE).await;
    window.click("button", "Release").await;
    window.click("button", &format!("Stop and release {MACHINE}")).await;
    window
        .until("the provider released it", async |_| {
            provider.acts(MACHINE).ends_with(&["stopped_disassociated".into()])
        })
        .await;
    window.has("link", "released").await;

    window.press("Escape").await;
    window.press("Control+7").await;
    window.has("heading", "Activity").await;
    window.click("button", &format!("{MACHINE} released")).await;
    let request = format!("PUT /virtual-machines/{id}/power-status");
    window.sees(&request).await;
    window.sees("at that moment").await;
    window.press("Escape").await;

    window.fill("Search activity", &id).await;
    window.sees("2 lines").await;
    let csv = export(&window, "CSV").await;
    let jsonl = export(&window, "JSON Lines").await;
    let read = read(&csv, &jsonl);
    // What was seen of it has no request.
    let expected = serde_json::json!([[MACHINE, "Running → Released", ""], [MACHINE, "released", request]]);
    assert_eq!((&read["csv"], &read["jsonl"]), (&expected, &expected));
    assert_eq!(window.session().leaks(&[TOKEN]), [], "no file has the token");
    window.finish().await;
}

/// Exports what is shown; the file that came of it.
async fn export(window: &Window, form: &str) -> PathBuf {
    let home = window.session().folder().join("home");
    let before = files_below(&home);
    window.click("button", "Export").await;
    window.click("menuitem", form).await;
    window.sees("Exported 2 lines").await;
    let new = |file: &PathBuf| !before.contains(file);
    window.until("there is a file", async |_| files_below(&home).iter().any(new)).await;
    // The next one is told in the same words.
    window.sees_no_more("Exported 2 lines").await;
    let files: Vec<PathBuf> = files_below(&home).into_iter().filter(new).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.into_iter().next().expect("a file")
}

fn read(csv: &Path, jsonl: &Path) -> Value {
    let python = Command::new("python3").args(["-c", READ]).args([csv, jsonl]).output().expect("python3");
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    serde_json::from_slice(&python.stdout).expect("JSON")
}
