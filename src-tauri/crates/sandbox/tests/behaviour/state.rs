//! What is kept between starts.

use serde_json::json;
use voltdeck_sandbox::Config;

use super::{Api, config, start};

#[tokio::test(start_paused = true)]
async fn the_world_and_its_time_go_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    let config = || Config { state_file: Some(file.clone()), ..config() };
    let api = Api::with(config());
    let id = api.deploy(1, "kept").await;
    let key = json!({"name": "kept key", "content": super::KEY});
    api.post("/organization/ssh-keys", key).await;
    api.advance(3600);
    let before = api.sandbox.records();
    drop(api);
    assert!(!std::fs::read_to_string(&file).unwrap().contains("T0ken"));

    let again = Api::with(Config { seed: 99, ..config() });
    let after = again.sandbox.records();
    assert!(after.now >= before.now && (after.now - before.now).num_seconds() < 60, "{} {}", before.now, after.now);
    assert_eq!(again.get(&format!("/virtual-machines/{id}")).await.body["name"], "kept");
    assert_eq!(again.get("/organization/ssh-keys").await.body["total_result_count"], 3);
    let ids = |records: &voltdeck_sandbox::Records| records.resources.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(&before), ids(&after));
    assert!(after.balance <= before.balance);
}

#[tokio::test(start_paused = true)]
async fn a_damaged_file_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    for damaged in ["{\"form\": 1, \"now\"", "[]", "{\"form\": 0}"] {
        std::fs::write(&file, damaged).unwrap();
        let api = Api::with(Config { state_file: Some(file.clone()), ..config() });
        assert_eq!(api.sandbox.now(), start());
        let kept = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
        assert!(
            kept.filter(|path| path.to_string_lossy().contains("damaged-"))
                .any(|path| std::fs::read_to_string(path).unwrap() == damaged)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { state_file: Some(folder.path().to_owned()), ..config() };
    let error = voltdeck_sandbox::Sandbox::new(config).err().unwrap();
    assert!(error.to_string().contains("state file"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_clock_runs_at_its_speed_and_stands_still_at_none() {
    let api = Api::with(Config { speed: 60, ..config() });
    tokio::time::advance(std::time::Duration::from_secs(10)).await;
    assert_eq!((api.sandbox.now() - start()).num_seconds(), 600);
    api.sandbox.set_speed(0);
    tokio::time::advance(std::time::Duration::from_secs(10)).await;
    assert_eq!((api.sandbox.now() - start()).num_seconds(), 600);
    api.advance(5);
    assert_eq!((api.sandbox.now() - start()).num_seconds(), 605);
}
