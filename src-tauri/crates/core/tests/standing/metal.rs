//! Bare metal: the same order, by location, network and number of GPUs.

use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{Bench, KEY, run};
use crate::scene::{books, give, sent, state};

/// A draft for 16 GPUs on the InfiniBand of the first location, which has none.
async fn draft(bench: &Bench, limit: &str) -> Value {
    let options = bench.call("metal_options", json!({})).await.unwrap();
    let line = options["hardware"].as_array().unwrap().iter().find(|line| line["network"] == "infiniband").unwrap();
    let location = line["locationId"].as_str().unwrap();
    assert!(bench.sandbox.restock_metal(location.parse().unwrap(), "infiniband", 0));
    json!({
        "presetId": null, "name": "rack-01", "password": "", "keyMode": "none", "keyIds": [],
        "extraKeys": [{ "text": KEY, "saveAs": null }],
        "cloudInit": { "packages": [], "writeFiles": [], "runcmd": [] }, "tags": ["team"], "lease": null,
        "metal": {
            "locationId": location, "network": "infiniband", "gpuCount": 16, "subOrder": "4711", "storageMode": "none",
            "storageId": null, "volumeName": "", "volumeGb": "",
        },
        "standing": { "limit": limit, "days": "7", "tries": "3" },
    })
}

#[test]
fn a_rental_is_bought_once_so_many_gpus_are_free_within_the_limit_of_all_of_them() {
    run(async {
        let bench = Bench::open().await;
        // 16 × $2.49
        let draft = draft(&bench, "39.84").await;
        let id = give(&bench, &draft).await.unwrap()["id"].as_str().unwrap().to_owned();
        let location = draft["metal"]["locationId"].as_str().unwrap().parse().unwrap();
        bench.sandbox.restock_metal(location, "infiniband", 8);
        bench.pass(200).await;
        assert_eq!((state(&bench, &id).await.0.as_str(), sent(&bench)), ("waiting", 0));
        bench.sandbox.restock_metal(location, "infiniband", 16);
        bench.pass(70).await;
        assert_eq!((state(&bench, &id).await.0.as_str(), sent(&bench), books(&bench, "rack-01")), ("bought", 1, 1));
        let log = bench.sandbox.log();
        let body =
            log.iter().find(|line| line.operation == Some(Operation::DeployBareMetal)).unwrap().body.clone().unwrap();
        assert_eq!(
            (&body["gpu_count"], &body["network_type"], &body["sub_order"]),
            (&json!(16), &json!("infiniband"), &json!(4711))
        );
        bench.pass(3_600).await;
        assert_eq!((sent(&bench), books(&bench, "rack-01")), (1, 1));
    });
}

#[test]
fn a_rental_above_its_limit_is_not_bought() {
    run(async {
        let bench = Bench::open().await;
        let draft = draft(&bench, "39.83").await;
        let id = give(&bench, &draft).await.unwrap()["id"].as_str().unwrap().to_owned();
        let location = draft["metal"]["locationId"].as_str().unwrap().parse().unwrap();
        bench.sandbox.restock_metal(location, "infiniband", 64);
        bench.pass(300).await;
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0));
        assert!(said.contains("$39.84/h now, above the limit of $39.83/h"), "{said}");
    });
}

#[test]
fn a_new_volume_and_broken_nodes_are_refused_at_their_fields() {
    run(async {
        let bench = Bench::open().await;
        let good = draft(&bench, "39.84").await;
        for (change, field, reason) in [
            (
                json!({ "storageMode": "new", "volumeName": "pool", "volumeGb": "500" }),
                "metal.storageMode",
                "creates no volume",
            ),
            (json!({ "gpuCount": 12 }), "metal.gpuCount", "whole nodes"),
        ] {
            let mut bad = good.clone();
            for (name, value) in change.as_object().unwrap() {
                bad["metal"][name] = value.clone();
            }
            let error = give(&bench, &bad).await.unwrap_err();
            assert_eq!(error["field"], field, "{error}");
            assert!(error["message"].as_str().unwrap().contains(reason), "{error}");
        }
        let volumes = bench.sandbox.records().resources.iter().filter(|one| one.kind == ResourceKind::Volume).count();
        give(&bench, &good).await.unwrap();
        bench.pass(120).await;
        let after = bench.sandbox.records().resources.iter().filter(|one| one.kind == ResourceKind::Volume).count();
        assert_eq!((volumes, sent(&bench)), (after, 0));
    });
}
