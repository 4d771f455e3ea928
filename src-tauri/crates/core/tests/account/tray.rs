//! The tray: what it shows of the account in front, and what a press does. Money moves only in the window.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;
use voltdeck_contract::{Ask, Event, Place};
use voltdeck_core::tray::{TrayEntry, TrayIcon, TrayView};

use crate::bench::{Bench, World, run, run_in, start_in};

/// The lines of the menu that are no machines.
fn texts(view: &TrayView) -> Vec<String> {
    view.menu
        .iter()
        .filter_map(|entry| match entry {
            TrayEntry::Text(text) => Some(text.clone()),
            TrayEntry::Item(item) => Some(item.text.clone()),
            _ => None,
        })
        .collect()
}

fn machine(view: &TrayView, name: &str) -> (String, Vec<String>) {
    let found = view.menu.iter().find_map(|entry| match entry {
        TrayEntry::Machine { text, items, .. } if text.contains(name) => {
            Some((text.clone(), items.iter().map(|item| item.text.clone()).collect()))
        }
        _ => None,
    });
    assert!(found.is_some(), "no {name} in {view:#?}");
    found.unwrap()
}

/// How often a power state was asked of the provider.
fn power_asked(bench: &Bench) -> usize {
    bench.sandbox.log().iter().filter(|line| line.method == "PUT").count()
}

async fn id_of(bench: &Bench, name: &str) -> String {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_tray_says_what_the_window_says() {
    run(async {
        let bench = Bench::open().await;
        bench.pass(3).await;
        let (view, overview) = (bench.tray().await, bench.call("overview", json!({})).await.unwrap());
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let burn: Decimal = overview["burnPerHour"].as_str().unwrap().parse().unwrap();
        let burn = burn.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(view.title, format!("SANDBOX ${burn:.2}/h"));
        assert_eq!(view.tooltip, format!("SANDBOX: ${burn:.2}/h, {} running", fleet["running"]));
        assert_eq!(view.icon, TrayIcon::Attention, "a machine is stopped and billed in full");
        let texts = texts(&view);
        assert!(texts[1].starts_with("SANDBOX: $") && texts[1].contains(" lasts "), "{texts:?}");
        let wants = overview["attention"].as_array().unwrap().len();
        assert!(texts.iter().any(|text| text.starts_with(&format!("▲ {wants} "))), "{texts:?}");
        let (line, acts) = machine(&view, "serve-chat");
        assert!(line.starts_with("● serve-chat") && line.ends_with("/h"), "{line}");
        assert_eq!(acts[..2], ["Open", "Copy SSH"]);
        assert!(acts[2].starts_with("Stop, still $") && acts[3].starts_with("Release, $"), "{acts:?}");
    });
}

#[test]
fn a_press_that_changes_money_only_opens_the_question() {
    run(async {
        let bench = Bench::open().await;
        let id = id_of(&bench, "serve-chat").await;
        let (_, acts) = machine(&bench.tray().await, "serve-chat");
        for (text, ask) in [(&acts[2], Ask::Stop), (&acts[3], Ask::Release)] {
            bench.press(Some("serve-chat"), text).await.unwrap();
            assert_eq!(bench.went(), Some(Place::Instance { id: id.clone(), ask: Some(ask) }));
        }
        bench.press(Some("serve-chat"), "Open").await.unwrap();
        assert_eq!(bench.went(), Some(Place::Instance { id, ask: None }));
        bench.press(None, "Deploy…").await.unwrap();
        assert_eq!(bench.went(), Some(Place::Deploy));
        bench.press(None, "More…").await.unwrap();
        assert_eq!(bench.went(), Some(Place::Instances));
        bench.pass(3).await;
        assert_eq!(power_asked(&bench), 0);

        bench.press(Some("serve-chat"), "Copy SSH").await.unwrap();
        let copied = bench.computer.0.lock().unwrap().copied.clone();
        assert!(copied[0].starts_with("ssh ") && copied.len() == 1, "{copied:?}");
    });
}

#[test]
fn a_start_at_the_same_price_is_done_and_one_that_fails_leads_to_the_machine() {
    run(async {
        let bench = Bench::open().await;
        let id = id_of(&bench, "serve-chat").await;
        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        bench.pass(60).await;
        assert!(machine(&bench.tray().await, "serve-chat").0.starts_with('■'));
        bench.press(Some("serve-chat"), "Start").await.unwrap();
        assert!(machine(&bench.tray().await, "serve-chat").0.starts_with('◐'));
        bench.pass(60).await;
        assert!(machine(&bench.tray().await, "serve-chat").0.starts_with('●'));

        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        bench.pass(60).await;
        let view = bench.tray().await;
        let fault = voltdeck_sandbox::FaultKind::Status { status: 400, detail: None };
        bench.sandbox.add_fault(voltdeck_sandbox::Fault { operation: None, times: None, kind: fault });
        let failed = bench.press(Some("serve-chat"), "Start").await.unwrap_err();
        assert!(failed.message.contains("400"), "{failed}");
        assert_eq!(bench.went(), Some(Place::Instance { id, ask: None }));
        drop(view);
    });
}

#[test]
fn notices_are_paused_for_an_hour_and_come_back_by_themselves() {
    run(async {
        let bench = Bench::open().await;
        bench.press(None, "Pause notices for 1 hour").await.unwrap();
        let view = bench.tray().await;
        assert!(texts(&view).contains(&"Resume notices".to_owned()));
        assert_eq!(view.until.unwrap(), bench.sandbox.now() + chrono::TimeDelta::hours(1));
        bench.press(None, "Resume notices").await.unwrap();
        assert!(texts(&bench.tray().await).contains(&"Pause notices for 1 hour".to_owned()));

        bench.call("notices_pause", json!({ "minutes": 2 })).await.unwrap();
        let told = bench.told(&Event::Session);
        bench.pass(110).await;
        assert_eq!(bench.told(&Event::Session), told);
        bench.pass(15).await;
        assert_eq!(bench.told(&Event::Session), told + 1, "windows and the tray are told that the pause is over");
        assert_eq!(bench.tray().await.until, None);
    });
}

#[test]
fn nobody_signed_in_and_a_provider_that_cannot_be_reached_are_said() {
    let world = World::new();
    start_in(&world, async |bench| {
        let view = bench.tray().await;
        assert_eq!((view.icon, texts(&view)[0].as_str()), (TrayIcon::Idle, "No account is signed in"));
    });
    run_in(&world, async |bench| {
        let fault = voltdeck_sandbox::FaultKind::Status { status: 500, detail: None };
        bench.sandbox.add_fault(voltdeck_sandbox::Fault { operation: None, times: None, kind: fault });
        bench.pass(60).await;
        let view = bench.tray().await;
        assert!(texts(&view).contains(&"Not read since 12:00".to_owned()), "{view:#?}");
        assert!(machine(&view, "serve-chat").0.starts_with('●'), "what was read stays");
    });
}

#[test]
fn closing_goes_to_the_tray_where_there_is_one_and_is_told_once_for_ever() {
    let world = World::new();
    run_in(&world, async |bench| {
        assert_eq!(bench.close(), (false, false), "without a tray closing ends it");
        bench.computer.change(|computer| computer.tray = true);
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!((&state["tray"], &state["settings"]["closeToTray"]), (&json!(true), &json!(true)));
        assert_eq!(bench.close(), (true, true));
        assert_eq!(bench.close(), (true, false));
        bench.pass(15).await;
        let notices = bench.computer.0.lock().unwrap().notices.clone();
        assert_eq!(notices.len(), 1);
        assert_eq!(notices[0].title, "SANDBOX: Voltdeck goes on in the tray");
        assert_eq!(notices[0].place, Place::Settings);
        let line = bench.call("overview", json!({})).await.unwrap()["activity"][0].clone();
        assert_eq!((&line["subject"], &line["deed"]), (&json!("Voltdeck"), &json!("goes on in the tray")));

        let mut settings = state["settings"].clone();
        settings["closeToTray"] = json!(false);
        bench.call("settings_set", settings).await.unwrap();
        assert_eq!(bench.close(), (false, false), "switched off");
    });
    run_in(&world, async |bench| {
        let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
        settings["closeToTray"] = json!(true);
        bench.call("settings_set", settings).await.unwrap();
        assert_eq!(bench.close(), (true, false), "and not again after a restart");
    });
}

#[test]
fn start_at_login_is_set_where_it_can_be_and_a_failure_says_what_holds() {
    run(async {
        let bench = Bench::open().await;
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["startAtLogin"], json!(null));
        let refused = bench.call("start_at_login_set", json!({ "on": true })).await.unwrap_err();
        assert_eq!(refused["message"], "Voltdeck will not start at login: The folder cannot be written.");
        bench.computer.change(|computer| computer.starts_at_login = Some(false));
        let state = bench.call("start_at_login_set", json!({ "on": true })).await.unwrap();
        assert_eq!(state["startAtLogin"], json!(true));
    });
}
