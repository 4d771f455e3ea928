//! Exports that end early: stopped, with the app, or on a full disk. Nothing half is left of any.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::bench::{Bench, World, run_in};
use crate::exports::{ORGANIZATION, asked, below, ended, export, organization};

/// So many lines that an export of them lasts.
fn many(world: &World, lines: u32) {
    world.store(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {})
         INSERT INTO bill_line (month_id, id, rank, kind, part, created, completed, begun, ended, amount)
         SELECT (SELECT id FROM bill_month WHERE month = '2026-09'), 'zz' || printf('%07d', i), i, 'charge',
                'virtualMachines', 1788000000000000, 1788000001000000, 1788000000000000, 1788000001000000, -1 FROM n;
         UPDATE bill_month SET lines = lines + {lines} WHERE month = '2026-09';",
        lines - 1
    ));
}

/// Waits until lines are written.
async fn under_way(bench: &Bench) {
    for _ in 0..10_000 {
        let view = bench.call("exports", json!({})).await.unwrap();
        assert!(!view["running"].is_null(), "it ended too early: {view}");
        if view["running"]["done"].as_u64().unwrap() > 0 {
            return;
        }
        tokio::task::yield_now().await;
        std::thread::sleep(Duration::from_millis(1));
    }
    unreachable!("it never gets under way")
}

#[test]
fn one_that_is_stopped_leaves_nothing_and_another_may_begin() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        organization(bench, ORGANIZATION).await;
        bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        many(&world, 200_000);
        let folder = world.home().join("new").join("folder");
        for kind in ["linesCsv", "workbook", "focusCsv", "focusParquet", "page"] {
            let args = asked(kind, ("2026-09", "2026-09"), &folder);
            let view = bench.call("export_start", args.clone()).await.unwrap();
            assert!(view["running"]["total"].as_u64().unwrap() > 200_000);
            under_way(bench).await;
            let second = bench.call("export_start", args).await.unwrap_err();
            assert_eq!(second["code"], "notAllowed", "one at a time");
            let view = bench.call("export_stop", json!({})).await.unwrap();
            assert_eq!(view["running"]["stopping"], true);
            let end = ended(bench).await;
            assert_eq!((&end["fault"]["code"], &end["files"]), (&json!("cancelled"), &json!([])), "{kind}: {end}");
            assert!(!world.home().join("new").exists(), "{kind}: also the folders that were made are gone");
        }
    });
}

#[test]
fn an_end_of_the_app_leaves_nothing_half() {
    let world = World::new();
    let folder = world.home().join("new");
    run_in(&world, async |bench: &Bench| {
        bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        many(&world, 200_000);
        bench.call("export_start", asked("linesCsv", ("2026-09", "2026-09"), &folder)).await.unwrap();
        under_way(bench).await;
        assert!(below(&folder).iter().any(|path| path.to_string_lossy().ends_with(".part")));
        bench.shut_down();
        assert!(!folder.exists(), "{:?}", below(&folder));
    });
}

#[test]
fn an_export_goes_on_where_its_account_may_only_look_from_now_on() {
    let world = World::new();
    let folder = world.home().join("new");
    run_in(&world, async |bench: &Bench| {
        bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        many(&world, 200_000);
        bench.call("export_start", asked("linesCsv", ("2026-09", "2026-09"), &folder)).await.unwrap();
        under_way(bench).await;
        bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": true })).await.unwrap();
        let end = ended(bench).await;
        assert_eq!((&end["fault"], end["files"].as_array().map(Vec::len)), (&json!(null), Some(1)), "{end}");
    });
}

/// The disk fills up in the middle. A small one is had in a name space of its own, which is gone with the test.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_nothing_and_says_what_to_do() {
    const SMALL: &str = "VOLTDECK_SMALL_DISK";
    if let Some(disk) = std::env::var_os(SMALL) {
        return on_a_small_disk(Path::new(&disk));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut inside = std::process::Command::new("unshare");
    inside.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    inside.arg("mount -t tmpfs -o size=12m none \"$VOLTDECK_SMALL_DISK\" || exit 99; exec \"$0\" \"$@\"");
    inside.arg(std::env::current_exe().unwrap());
    inside.args(["--exact", "export_ends::a_disk_that_fills_up_leaves_nothing_and_says_what_to_do", "--nocapture"]);
    match inside.env(SMALL, folder.path()).output() {
        Err(_) => eprintln!("left out: there is no unshare here"),
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stdout);
            if !said.contains("running 1 test") && matches!(done.status.code(), Some(1 | 99)) {
                eprintln!("left out: no small disk can be had here");
            } else {
                assert!(done.status.success() && said.contains("1 passed"), "{said}");
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn on_a_small_disk(disk: &Path) {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        organization(bench, ORGANIZATION).await;
        bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        many(&world, 120_000);
        for kind in ["linesCsv", "workbook", "focusCsv"] {
            let end = export(bench, asked(kind, ("2026-09", "2026-09"), &disk.join("below"))).await;
            let said = end["fault"]["message"].as_str().unwrap_or_default();
            assert!(said.contains("disk is full") && said.contains("choose another folder"), "{kind}: {end}");
            assert_eq!(std::fs::read_dir(disk).unwrap().count(), 0, "{kind}: {:?}", below(disk));
        }
    });
}
