use base64::Engine as _;
use serde_json::json;

use crate::bench::{Bench, World, run_in};

#[test]
fn a_chart_is_saved_into_the_folder_of_exports_and_is_a_line_of_the_record() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let svg = json!({ "name": "charges-2026-08", "kind": "svg", "data": "<svg></svg>" });
        for expected in ["charges-2026-08.svg", "charges-2026-08-2.svg"] {
            let saved = bench.call("chart_save", svg.clone()).await.unwrap();
            assert_eq!(saved["path"], json!(world.home().join(expected)));
        }
        let data = base64::engine::general_purpose::STANDARD.encode(b"\x89PNG\r\n\x1a\nrest");
        let png = json!({ "name": "charges-2026-08", "kind": "png", "data": data });
        let saved = bench.call("chart_save", png).await.unwrap();
        assert!(std::fs::read(saved["path"].as_str().unwrap()).unwrap().ends_with(b"rest"));
        let wrong = json!({ "name": "charges-2026-08", "kind": "png", "data": "<svg></svg>" });
        assert_eq!(bench.call("chart_save", wrong).await.unwrap_err()["code"], "local");
    });
    let store = world.read();
    let sql = "SELECT count(*) FROM activity WHERE subject = 'Billing' AND deed LIKE 'chart saved as %'";
    let told: u32 = store.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(told, 3, "what was refused is none");
}
