//! Makes a schedule that breaks an invariant shorter: steps are left out for as long as it still breaks it.

use serde_json::{Value, json};

/// The outcome of the shortest schedule that was found.
pub fn shorten(first: &Value, name: &str, play: &dyn Fn(u64, &[usize]) -> Value) -> Value {
    let seed = first["seed"].as_u64().unwrap_or_default();
    let number = usize::try_from(first["planned"].as_u64().unwrap_or_default()).unwrap_or_default();
    let mut kept: Vec<usize> = (0..number).collect();
    let mut best = first.clone();
    let mut again = true;
    while again {
        again = false;
        for at in kept.clone().into_iter().rev() {
            let fewer: Vec<usize> = kept.iter().copied().filter(|one| *one != at).collect();
            let outcome = play(seed, &fewer);
            if outcome["broken"]["invariant"] == name {
                (kept, best, again) = (fewer, outcome, true);
            }
        }
    }
    best["planned_of"] = json!(kept.len());
    best["kept"] = json!(kept);
    best
}
