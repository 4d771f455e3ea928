use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

async fn read(bench: &Bench, in_stock_only: bool) -> Value {
    bench.call("availability", json!({ "inStockOnly": in_stock_only })).await.unwrap()
}

fn list<'a>(view: &'a Value, part: &str) -> &'a [Value] {
    view[part].as_array().unwrap()
}

#[test]
fn everything_is_joined_by_the_names_of_places() {
    run(async {
        let bench = Bench::open().await;
        let here = read(&bench, false).await["locations"][0]["id"].clone();
        bench.tamper(move |path, json| {
            if path.ends_with("/bare-metal/locations") {
                json["results"][0]["id"] = here.clone();
            }
        });
        let view = read(&bench, false).await;
        for part in ["presetsFault", "bareMetalFault", "locationsFault"] {
            assert_eq!(view[part], Value::Null);
        }
        let locations = list(&view, "locations");
        let places: Vec<&Value> = locations.iter().map(|place| &place["place"]).collect();
        let preset = list(&view, "presets").iter().find(|preset| preset["inStock"] == true).unwrap();
        assert!(list(preset, "places").iter().all(|place| places.contains(&place)), "{preset}");
        assert_eq!(list(&view, "bareMetal").len() % 2, 0, "two networks a place");
        assert_eq!(view["bareMetal"][0]["place"], locations[0]["place"]);
        assert_eq!(view["bareMetal"][2]["place"], Value::Null, "the provider does not say");
        let node = locations.iter().flat_map(|place| list(place, "nodes")).find(|node| node["freeGpus"] != 0).unwrap();
        assert_eq!(node["gpus"][0]["model"], "H100 SXM5 80 GB");
        assert_eq!(node["gpus"][0]["perHour"], "1.644300");
        assert_eq!(node["freeGpus"], node["gpus"][0]["free"]);
        assert!(!list(node, "ports").is_empty() && node["perGbRamHour"].is_string());
    });
}

#[test]
fn in_stock_only_is_asked_of_the_provider() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.clear_log();
        let all = read(&bench, false).await;
        let some = read(&bench, true).await;
        assert!(list(&some, "presets").iter().all(|preset| preset["inStock"] == true));
        assert!(list(&some, "presets").len() <= list(&all, "presets").len());
        let asked: Vec<Option<String>> = bench
            .sandbox
            .log()
            .iter()
            .filter(|line| line.operation == Some(Operation::ListPresets))
            .map(|line| line.query.clone())
            .collect();
        assert_eq!(asked, [None, Some("available=true".into())]);
    });
}

#[test]
fn each_part_fails_by_itself() {
    for (operation, part, fault) in [
        (Operation::ListPresets, "presets", "presetsFault"),
        (Operation::ListBareMetalLocations, "bareMetal", "bareMetalFault"),
        (Operation::ListLocations, "locations", "locationsFault"),
    ] {
        run(async {
            let bench = Bench::open().await;
            bench.sandbox.add_fault(Fault::always(operation, FaultKind::CutJson));
            let view = read(&bench, false).await;
            assert_eq!((list(&view, part).len(), &view[fault]["code"]), (0, &json!("provider")), "{part}");
            for other in ["presets", "bareMetal", "locations"].into_iter().filter(|other| *other != part) {
                assert!(!list(&view, other).is_empty(), "{other} beside {part}");
            }
        });
    }
}

#[test]
fn what_cannot_be_read_of_a_list_is_said() {
    run(async {
        let bench = Bench::open().await;
        let whole = list(&read(&bench, false).await, "locations").len();
        bench.tamper(|path, json| {
            if path.ends_with("/locations/") {
                json["results"][0] = json!("nonsense");
            }
        });
        let view = read(&bench, false).await;
        assert!(list(&view, "locations").len() < whole);
        assert!(view["locationsFault"]["message"].as_str().unwrap().contains("cannot be read"), "{view}");
    });
}

#[test]
fn a_place_a_node_and_a_preset_are_read_by_id() {
    run(async {
        let bench = Bench::open().await;
        let view = read(&bench, false).await;
        let place = &view["locations"][0];
        let location = bench.call("location", json!({ "id": place["id"] })).await.unwrap();
        assert_eq!(&location["location"], place);
        let node = bench.call("hostnode", json!({ "id": place["nodes"][0]["id"] })).await.unwrap();
        assert_eq!(node["node"], place["nodes"][0]);
        let preset = bench.call("preset", json!({ "id": view["presets"][0]["id"] })).await.unwrap();
        assert_eq!(preset["preset"], view["presets"][0]);
        for command in ["location", "hostnode", "preset"] {
            let error = bench.call(command, json!({ "id": "11111111-1111-4111-8111-111111111111" })).await.unwrap_err();
            assert_eq!(error["code"], "gone", "{command}");
        }
    });
}
