//! The six secrets through everything that is done and everything that fails, with the log at its loudest; then each door
//! through which a word can leave is searched for each of them, however it is written. A new secret is a line of `secrets`, a
//! new door one of `doors`; what the real desktop writes, and its processes, are searched by `tests/canary.rs`.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[path = "../bench/mod.rs"]
mod bench;
mod doors;
mod forms;
mod scene;

use std::collections::BTreeSet;

use bench::{Bench, KeychainState, World, run_in};
use doors::{Doors, Log};
use scene::secrets;

#[test]
fn no_door_lets_any_of_the_six_secrets_out() {
    let (log, panics) = (Log::begin(), doors::note_panics());
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    let (mut doors, seen) = run_in(&world, async |bench: &Bench| {
        scene::prepare(bench, &world);
        let seen = scene::everything(bench).await;
        scene::export_everything(bench).await;
        (Doors::of(bench).await, seen)
    });
    scene::panic_with_an_order_out(&world);
    doors.files(&world);
    doors.add("log", log.text());
    doors.add("panics", panics.lock().unwrap().join("\n"));
    seen.proves_something(&world);

    let mut leaks = BTreeSet::new();
    for (door, text) in doors.all() {
        // A door through which nothing was seen to go would prove nothing.
        assert!(!text.is_empty(), "nothing went through {door}");
        let text = String::from_utf8_lossy(text);
        for (secret, values) in secrets() {
            for (form, needle) in values.iter().flat_map(|value| forms::of(value)) {
                if forms::holds(&text, &needle) {
                    leaks.insert(format!("{secret} ({form}) in {door}"));
                }
            }
        }
    }
    if let Ok(folder) = std::env::var("VOLTDECK_DOORS") {
        doors.all().for_each(|(door, text)| std::fs::write(format!("{folder}/{door}"), text).unwrap());
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
    let names: BTreeSet<&str> = doors.all().map(|(door, _)| door).collect();
    assert_eq!(names, doors::NAMES.into_iter().collect(), "every door is searched");
}
