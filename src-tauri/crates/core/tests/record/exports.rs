use std::path::Path;

use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};
use crate::deeds::{filter, lines, vm};

async fn export(bench: &Bench, format: &str, change: Value) -> Result<Value, Value> {
    bench.call("activity_export", json!({ "format": format, "filter": filter(&change) })).await
}

fn text(exported: &Value) -> String {
    std::fs::read_to_string(exported["path"].as_str().unwrap()).unwrap()
}

fn records(exported: &Value) -> Vec<csv::StringRecord> {
    let text = text(exported);
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

async fn export_folder(bench: &Bench, folder: &str) -> Result<Value, Value> {
    let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
    settings["exportFolder"] = json!(folder);
    bench.call("settings_set", settings).await
}

#[test]
fn both_forms_have_the_lines_that_fit_oldest_first_and_say_where_they_are() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = vm(bench).await;
        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        bench.call("instance_rename", json!({ "id": id, "name": "=cmd|'calc'!A1" })).await.unwrap();
        let shown = lines(bench, json!({ "kind": "act" })).await;
        assert_eq!(shown.len(), 2);

        let csv = export(bench, "csv", json!({ "kind": "act" })).await.unwrap();
        let expected = world.home().join("voltdeck-activity-2026-10-15.csv");
        assert_eq!((&csv["path"], &csv["lines"]), (&json!(expected), &json!(2)));
        let records = records(&csv);
        let heads = text(&csv).lines().next().unwrap().trim().to_owned();
        let column = |head: &str| heads.split(',').position(|one| one == head).unwrap_or_else(|| panic!("{head}"));
        let cell = |row: usize, head: &str| records[row].get(column(head)).unwrap().to_owned();
        assert_eq!(cell(0, "deed"), "stopped, still billed");
        assert_eq!((cell(0, "account").as_str(), cell(0, "by").as_str()), ("Sandbox", "you"));
        assert_eq!(cell(0, "request"), format!("PUT /virtual-machines/{id}/power-status"));
        assert_eq!(cell(0, "price_per_hour"), shown[1]["price"].as_str().unwrap());
        assert_eq!(cell(1, "deed"), "renamed to =cmd|'calc'!A1", "only a cell's beginning is a formula");
        assert!(text(&csv).ends_with("\r\n"));

        let jsonl = export(bench, "jsonl", json!({ "kind": "act" })).await.unwrap();
        assert!(jsonl["path"].as_str().unwrap().ends_with("voltdeck-activity-2026-10-15.jsonl"));
        let objects: Vec<Value> = text(&jsonl).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        // The first export is an act of its own.
        assert_eq!((objects.len(), jsonl["lines"].as_u64()), (3, Some(3)));
        for (object, line) in objects.iter().zip(shown.iter().rev()) {
            let mut whole = line.clone();
            whole["account"] = json!("Sandbox");
            assert_eq!(*object, whole);
        }
        let deed = objects[2]["deed"].as_str().unwrap();
        assert_eq!(deed, format!("exported as CSV: 2 lines, to {}", expected.display()));
    });
}

#[test]
fn nothing_is_written_over_and_what_is_found_there_is_no_formula() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        std::fs::create_dir_all(world.home().join("Downloads")).unwrap();
        for (number, subject) in ["=1+1", "+1", "-1", "@x", "\t=1", "ok, \"quoted\"\nand long"].iter().enumerate() {
            let effect = if number == 0 { "'-7.56'" } else { "NULL" };
            let subject = subject.replace('\'', "''");
            world.store(&format!(
                "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, outcome)
                 VALUES ('{number}', 'sandbox', '2026-10-15T11:00:0{number}+00:00', '{subject}', 'x', 'stopped', {effect},
                         'done')"
            ));
        }
        let first = export(bench, "csv", json!({})).await.unwrap();
        let folder = world.home().join("Downloads");
        assert_eq!(first["path"], json!(folder.join("voltdeck-activity-2026-10-15.csv")), "where it downloads to");
        let subjects: Vec<String> = records(&first).iter().map(|record| record[4].to_owned()).collect();
        assert_eq!(subjects, ["'=1+1", "'+1", "-1", "'@x", "'\t'=1", "ok, \"quoted\"\nand long"]);
        assert_eq!(&records(&first)[0][8], "-7.56", "an amount stays a number");
        let before = text(&first);
        let second = export(bench, "csv", json!({})).await.unwrap();
        assert_eq!(second["path"], json!(folder.join("voltdeck-activity-2026-10-15-2.csv")));
        assert_eq!(text(&first), before);
        let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    });
}

#[test]
fn a_record_of_many_pages_is_whole_and_in_order() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        world.store(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2499)
             INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome)
             SELECT 'l' || i, 'sandbox', '2026-10-15T10:00:' || printf('%02d', i / 1500) || '+00:00', 'n' || i, 'x',
                    'stopped', 'done' FROM n",
        );
        let exported = export(bench, "jsonl", json!({})).await.unwrap();
        assert_eq!(exported["lines"], 2500);
        let text = text(&exported);
        let subjects = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["subject"].clone());
        assert!(subjects.eq((0..2500).map(|number| json!(format!("n{number}")))), "each once, also of one moment");
    });
}

#[test]
fn the_folder_is_as_it_was_set_made_where_it_is_missing_and_checked() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        export_folder(bench, " ~/for the books/2026 ").await.unwrap();
        let folder = world.home().join("for the books").join("2026");
        assert!(!folder.exists(), "made when it is needed");
        let exported = export(bench, "csv", json!({})).await.unwrap();
        assert_eq!(Path::new(exported["path"].as_str().unwrap()).parent(), Some(folder.as_path()));
        assert_eq!(exported["lines"], 0);

        let file = world.home().join("file");
        std::fs::write(&file, "x").unwrap();
        for wrong in ["books", "~/a\nb", file.to_str().unwrap()] {
            let error = export_folder(bench, wrong).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("exportFolder")), "{wrong}");
        }
        // It became a file since.
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::write(&folder, "x").unwrap();
        let error = export(bench, "csv", json!({})).await.unwrap_err();
        let said = error["message"].as_str().unwrap();
        assert!(said.contains("Nothing was exported. Choose another folder in Settings"), "{said}");
        export_folder(bench, "").await.unwrap();
        export(bench, "csv", json!({})).await.unwrap();
    });
}

#[test]
fn a_computer_without_a_home_folder_is_said() {
    let world = World::new();
    world.computer.change(|computer| computer.home = None);
    run_in(&world, async |bench: &Bench| {
        let error = export(bench, "csv", json!({})).await.unwrap_err();
        assert_eq!(error["code"], "local");
        assert!(error["message"].as_str().unwrap().starts_with("This computer tells no home folder."), "{error}");
    });
}
