//! What is offered, where and for how much.

use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};
use crate::kept::Area;

/// Calls the presets what the tests call them.
pub fn presets(bench: &Bench, area: &mut Area) {
    for gpus in [1, 2, 4, 8] {
        area.name(&bench.sandbox.preset_id(gpus).unwrap(), &format!("preset-{gpus}"));
    }
}

/// And the places of bare metal.
pub fn places(view: &Value, area: &mut Area) {
    for (at, line) in view["bareMetal"].as_array().unwrap().iter().enumerate().step_by(2) {
        area.name(&line["locationId"].as_str().unwrap(), &format!("loc-{}", at / 2 + 1));
    }
}

pub fn scenes(world: &World, area: &mut Area) {
    run_in(world, async |bench: &Bench| {
        // The names of places come with the locations.
        let view = bench.call("availability", json!({ "inStockOnly": false })).await.unwrap();
        presets(bench, area);
        places(&view, area);
        area.keep(bench, "availability", view);
        area.ask(bench, "prices", "price_list", json!({})).await;
        area.ask(bench, "deployOptions", "deploy_options", json!({})).await;
        area.ask(bench, "metalOptions", "metal_options", json!({})).await;
        area.ask(bench, "templates", "cloud_init_templates", json!({})).await;
        let template = |name: &str, command: &str| json!({ "name": name, "cloudInit": { "packages": [], "writeFiles": [], "runcmd": [command] } });
        let token = format!("export TOKEN=hf_{}", "a".repeat(34));
        for (scene, template) in
            [("templateNameless", template("", "ls")), ("templateSecret", template("mine", &token))]
        {
            area.refused(bench, scene, "cloud_init_template_save", template).await;
        }
    });
}
