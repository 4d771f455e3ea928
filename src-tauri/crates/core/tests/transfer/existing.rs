//! What is there already stays, unless the person said otherwise.

use std::fs;

use serde_json::json;

use crate::scene::{done, names, over, shown, start, with_machine};

#[test]
fn nothing_on_the_machine_is_written_over_unasked() {
    with_machine(async |bench, scene, id| {
        for name in ["a", "b"] {
            fs::write(scene.here(name), format!("new {name}")).unwrap();
        }
        fs::write(scene.there("a"), "old").unwrap();
        let args = scene.push(bench, id, &[scene.here("a"), scene.here("b")], "refuse").await;
        let check = bench.call("files_check", args.clone()).await.unwrap();
        assert_eq!((&check["existing"], &check["existingNames"]), (&json!(1), &json!(["a"])), "{check:#}");
        let view = over(bench, &start(bench, args.clone()).await).await;
        assert_eq!((&view["stage"], &view["leftOutCount"]), (&json!("failed"), &json!(1)), "{view:#}");
        assert!(view["leftOut"][0].as_str().unwrap().contains("was not replaced"), "{view:#}");
        let read = |name: &str| fs::read_to_string(scene.there(name)).unwrap();
        assert_eq!([read("a"), read("b")], ["old", "new b"], "the other goes on");

        let skipping = scene.push(bench, id, &[scene.here("a")], "skip").await;
        let view = done(bench, skipping).await;
        assert_eq!((read("a").as_str(), &view["leftOutCount"]), ("old", &json!(1)));

        let both = scene.push(bench, id, &[scene.here("a")], "keepBoth").await;
        done(bench, both.clone()).await;
        done(bench, both).await;
        assert_eq!([read("a"), read("a-2"), read("a-3")], ["old", "new a", "new a"]);

        let replacing = scene.push(bench, id, &[scene.here("a")], "replace").await;
        done(bench, replacing).await;
        assert_eq!(read("a"), "new a");
        assert_eq!(names(scene.there.path()), ["a", "a-2", "a-3", "b"]);
    });
}

#[test]
fn nothing_here_is_written_over_unasked_and_nothing_through_a_link() {
    with_machine(async |bench, scene, id| {
        fs::create_dir(scene.there("data")).unwrap();
        fs::write(scene.there("data/a"), "new").unwrap();
        fs::write(scene.there("data/b"), "b").unwrap();
        fs::create_dir(scene.here("data")).unwrap();
        fs::write(scene.here("data/a"), "old").unwrap();
        let read = |name: &str| fs::read_to_string(scene.here(name)).unwrap();
        let args = scene.pull(bench, id, &["data"], "refuse").await;
        let check = bench.call("files_check", args.clone()).await.unwrap();
        assert_eq!((&check["existing"], &check["existingNames"]), (&json!(1), &json!(["data/a"])), "{check:#}");
        let view = over(bench, &start(bench, args).await).await;
        assert_eq!((&view["stage"], &view["leftOutCount"]), (&json!("failed"), &json!(1)), "{view:#}");
        assert_eq!([read("data/a"), read("data/b")], ["old", "b"]);
        for (existing, then) in [("skip", "old"), ("keepBoth", "old"), ("replace", "new")] {
            let args = scene.pull(bench, id, &["data"], existing).await;
            done(bench, args).await;
            assert_eq!(read("data/a"), then, "{existing}");
        }
        assert_eq!(names(&scene.here("data")), ["a", "a-2", "b", "b-2"]);

        let elsewhere = tempfile::tempdir().unwrap();
        fs::remove_dir_all(scene.here("data")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), scene.here("data")).unwrap();
        let args = shown(bench, scene.pull(bench, id, &["data"], "replace").await).await;
        let view = over(bench, &start(bench, args).await).await;
        assert_eq!(view["stage"], "failed", "{view:#}");
        assert!(view["leftOut"][0].as_str().unwrap().contains("a file or a link has the name"), "{view:#}");
        assert!(names(elsewhere.path()).is_empty());
    });
}

#[test]
fn only_what_was_shown_is_replaced() {
    with_machine(async |bench, scene, id| {
        for name in ["a", "b"] {
            fs::write(scene.here(name), format!("new {name}")).unwrap();
        }
        fs::write(scene.there("a"), "old").unwrap();
        let args = scene.push(bench, id, &[scene.here("a"), scene.here("b")], "replace").await;
        let unshown = over(bench, &start(bench, args.clone()).await).await;
        let args = shown(bench, args).await;
        // A colleague's, that came after the person looked.
        fs::write(scene.there("b"), "theirs").unwrap();
        let view = over(bench, &start(bench, args).await).await;
        for view in [unshown, view] {
            assert_eq!(view["stage"], "failed", "{view:#}");
            assert!(view["said"].as_str().unwrap().contains("Nothing was replaced"), "{view:#}");
        }
        let read = |name: &str| fs::read_to_string(scene.there(name)).unwrap();
        assert_eq!([read("a"), read("b")], ["old", "theirs"]);
    });
}

#[test]
fn a_disk_without_room_is_said_before() {
    with_machine(async |bench, scene, id| {
        fs::write(scene.there("a"), "four").unwrap();
        bench.computer.change(|computer| computer.free = Some(3));
        let args = scene.pull(bench, id, &["a"], "refuse").await;
        let check = bench.call("files_check", args).await.unwrap();
        let problem = check["problem"].as_str().unwrap();
        assert!(problem.starts_with("This computer has 3 B free, and 4 B is needed."), "{problem}");
    });
}
