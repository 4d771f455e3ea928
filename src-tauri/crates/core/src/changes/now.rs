//! What there is now, from what was read last of machines and volumes.

use std::collections::{BTreeMap, HashSet};

use super::difference::Facts;
use super::memory::{Key, Kind};
use voltdeck_access::connect::target::{SSH, Target};
use voltdeck_base::account::Account;
use voltdeck_contract::{MachineKind, Mark};
use voltdeck_machines::fleet::{Fleet, JOB_TAG, Machine};
use voltdeck_volumes::storage::{self, StorageMemory};

/// A thing as it is now.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    pub facts: Facts,
    pub mark: Mark,
    /// It runs, and one gets in by SSH.
    pub by_ssh: bool,
    /// The tags by which a deploy of ours is found again.
    pub job_tags: Vec<String>,
    /// It was in a list of its kind, and not only read by its id.
    pub listed: bool,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Now {
    pub things: BTreeMap<Key, Thing>,
    /// Kinds of which a whole list was read: what is not there is gone.
    pub whole: HashSet<Kind>,
}

impl From<MachineKind> for Kind {
    fn from(kind: MachineKind) -> Self {
        match kind {
            MachineKind::Vm => Self::Vm,
            MachineKind::BareMetal => Self::BareMetal,
        }
    }
}

impl Now {
    pub(super) fn of(account: &Account) -> Self {
        let mut now = Self::default();
        {
            let fleet = account.part::<Fleet>().state();
            now.whole.extend(fleet.listed.keys().map(|kind| Kind::from(*kind)));
            for known in fleet.machines.values() {
                let machine = &known.machine;
                let key = (machine.kind().into(), machine.id().to_owned());
                now.things.insert(key, Thing { listed: known.listed, ..thing(machine) });
            }
        }
        let (volumes, whole) = account.part::<StorageMemory>().all();
        now.whole.extend(whole.then_some(Kind::Volume));
        for volume in volumes {
            let state = storage::state_of(&volume);
            let facts = Facts {
                name: filled(volume.name.as_deref()),
                state: state.raw,
                word: state.word,
                price: volume.rate_hourly.decimal(),
                address: None,
                size_gb: volume.size_in_gb,
            };
            let thing = Thing { facts, mark: state.mark, by_ssh: false, job_tags: Vec::new(), listed: true };
            now.things.insert((Kind::Volume, volume.id.to_string()), thing);
        }
        now
    }
}

fn thing(machine: &Machine) -> Thing {
    let (target, state) = (Target::of(machine), machine.state());
    let facts = Facts {
        name: filled(machine.given_name()),
        state: state.raw,
        word: state.word,
        price: machine.price().now,
        address: address(&target),
        size_gb: None,
    };
    let ours = machine.tags().iter().filter(|tag| tag.starts_with(JOB_TAG));
    Thing {
        facts,
        mark: state.mark,
        by_ssh: machine.runs() && !target.is_windows(),
        job_tags: ours.cloned().collect(),
        listed: false,
    }
}

/// Where its nodes are reached by SSH, the usual port left out.
fn address(target: &Target) -> Option<String> {
    let one = |host: &str, port| if port == SSH { host.to_owned() } else { format!("{host}:{port}") };
    let all: Vec<String> = target.nodes.iter().map(|node| one(&node.host, node.port)).collect();
    filled(Some(&all.join(", ")))
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
