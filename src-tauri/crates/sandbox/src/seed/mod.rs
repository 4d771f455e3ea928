//! The world at the start: an organization that has been a customer for 14 months.

mod fleet;
mod history;
pub use fleet::public_key;

use crate::Config;
use crate::billing::Ledger;
use crate::chance::Chance;
use crate::world::World;
use crate::world::catalog::Catalog;

/// Builds it from the seed.
pub fn world(config: &Config) -> World {
    let now = config.now;
    let mut world = World {
        chance: match config.organization {
            0 => Chance::new(config.seed),
            other => Chance::of(&[config.seed, other]),
        },
        catalog: Catalog::new(config.seed, now),
        vms: Vec::new(),
        rentals: Vec::new(),
        volumes: Vec::new(),
        keys: Vec::new(),
        ledger: Ledger::default(),
    };
    let mut entries = fleet::populate(&mut world, config.instances, now);
    entries.extend(history::gone(&mut world, now));
    entries.extend(history::past(&mut world.chance, entries.len(), config.transactions, now));
    entries.extend(history::deposits(&mut world.chance, &entries, now));
    world.ledger = Ledger::new(entries);
    world
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn config() -> Config {
        Config { now: at("2026-10-15T12:00:00Z"), ..Config::default() }
    }

    #[test]
    fn a_seed_is_one_world() {
        let one = serde_json::to_string(&world(&config())).unwrap();
        assert_eq!(one, serde_json::to_string(&world(&config())).unwrap());
        let other = Config { seed: 2, ..config() };
        assert_ne!(one, serde_json::to_string(&world(&other)).unwrap());
    }

    #[test]
    fn there_are_as_many_as_asked_for() {
        for (instances, transactions) in [(0, 60), (1, 61), (6, 180), (250, 1200), (6, 10_000)] {
            let world = world(&Config { instances, transactions, ..config() });
            assert_eq!(world.listed_vms(config().now).len(), instances);
            assert_eq!(world.ledger.entries().len(), transactions, "{instances} instances");
        }
    }

    #[test]
    fn the_organization_never_was_in_debt() {
        let world = world(&config());
        let moments = world.ledger.entries().iter().flat_map(|entry| [Some(entry.created), entry.ended]);
        for moment in moments.flatten().chain([config().now]) {
            assert!(world.ledger.balance(moment) >= 0, "{moment}");
        }
    }
}
