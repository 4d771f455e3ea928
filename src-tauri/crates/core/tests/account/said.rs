//! Names as the provider gives them, where they are said outside their own screens.

use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};

/// A name with a line break and a mark that turns the writing around, and then as much as a page of all machines may hold.
fn hostile() -> String {
    format!("eval\n\u{202e}fdp.exe\u{2028}{}", "x".repeat(400_000))
}

/// Gives every machine that name.
fn rename(answer: &mut Value, name: &str) {
    match answer {
        Value::Object(fields) => {
            if fields.contains_key("status") && fields.contains_key("name") {
                fields["name"] = json!(name);
            }
            fields.values_mut().for_each(|value| rename(value, name));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, name)),
        _ => {}
    }
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c))
}

#[test]
fn a_name_without_end_and_with_a_line_break_is_one_short_line_wherever_it_is_said() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(20).await;
        let kept = |world: &World| -> u32 {
            let sql = "SELECT coalesce(sum(length(subject) + length(deed) + length(meaning)), 0) FROM activity";
            world.read().query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let size = |world: &World| {
            world.read().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
            std::fs::metadata(world.data().join("voltdeck.sqlite3")).unwrap().len()
        };
        let (before, file) = (kept(&world), size(&world));
        bench.tamper(|path, answer| {
            if path.contains("virtual-machines") {
                rename(answer, &hostile());
            }
        });
        bench.pass(90).await;
        let grown = kept(&world) - before;
        assert!(grown > 0 && grown < 20_000, "the record grew by {grown}");
        let file_grew = size(&world) - file;
        assert!(file_grew < 1_000_000, "the store grew by {file_grew} bytes");
        let notices = bench.notices();
        assert!(!notices.is_empty());
        for (title, body) in &notices {
            assert!(title.len() + body.len() <= 1_024, "{} and {} bytes", title.len(), body.len());
            assert!(is_plain(title) && is_plain(body), "{title:?} {body:?}");
        }
        assert!(
            notices.iter().any(|(title, body)| format!("{title} {body}").contains("eval fdp.exe xxx")),
            "{notices:?}"
        );
        let sql = "SELECT subject, deed, meaning FROM activity";
        let connection = world.read();
        let mut statement = connection.prepare(sql).unwrap();
        let all = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get::<_, String>(2)?])).unwrap();
        for line in all {
            assert!(line.unwrap().iter().all(|text| is_plain(text) && text.chars().count() <= 4_000));
        }
        let tray = format!("{:?}", bench.tray().await);
        assert!(tray.len() < 20_000 && is_plain(&tray), "{} bytes", tray.len());
    });
}
