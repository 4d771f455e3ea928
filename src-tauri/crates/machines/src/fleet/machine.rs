//! A machine of either kind, as far as both kinds answer the same questions.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use voltagepark::types::{BareMetalRental, BareMetalStatus, VirtualMachine, VmType};
use voltdeck_rules::{Act, BareMetalState, Verdict, VmState};

use voltdeck_base::hardware;
use voltdeck_contract::{MachineKind, Mark, StateView};

/// Tags that begin like this are ours: a deploy is found again by them.
pub const JOB_TAG: &str = "vd-job-";
/// What is said wherever a rental can be stopped.
pub const MAY_STILL_COST: &str =
    "What stopping does to the price of a rental is not published: it may still cost as much.";

/// A virtual machine or a bare-metal rental.
#[derive(Debug, Clone, PartialEq)]
pub enum Machine {
    /// A virtual machine.
    Vm(Box<VirtualMachine>),
    /// A bare-metal rental.
    Rental(Box<BareMetalRental>),
}

/// What a machine costs per hour.
#[derive(Debug, Clone, Copy, Default)]
pub struct Price {
    /// In the state that it is in.
    pub now: Option<Decimal>,
    /// With its GPUs, running or stopped.
    pub associated: Option<Decimal>,
    /// Released; a rental cannot be.
    pub released: Option<Decimal>,
}

impl Machine {
    /// The provider's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Vm(vm) => vm.id.as_str(),
            Self::Rental(rental) => rental.id.as_str(),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> MachineKind {
        match self {
            Self::Vm(_) => MachineKind::Vm,
            Self::Rental(_) => MachineKind::BareMetal,
        }
    }

    /// The name as the provider has it.
    pub fn given_name(&self) -> Option<&str> {
        match self {
            Self::Vm(vm) => vm.name.as_deref(),
            Self::Rental(rental) => rental.name.as_deref(),
        }
    }

    /// The name; a machine without one goes by its id.
    pub fn name(&self) -> &str {
        self.given_name().filter(|name| !name.trim().is_empty()).unwrap_or(self.id())
    }

    /// The state in one word of the provider. A rental has two fields for it: where it is up, its power tells more.
    pub fn status(&self) -> &str {
        match self {
            Self::Vm(vm) => vm.status.as_str(),
            Self::Rental(rental) => match (&rental.status, &rental.power_status) {
                (None, _) => "Pending",
                (Some(BareMetalStatus::Running), Some(power)) => power.as_str(),
                (Some(status), _) => status.as_str(),
            },
        }
    }

    /// Whether it is up.
    pub fn runs(&self) -> bool {
        self.status() == "Running"
    }

    /// Whether an act may be done now, by the one table.
    pub fn verdict(&self, act: Act) -> Verdict {
        match self {
            Self::Vm(vm) => voltdeck_rules::vm(act, VmState::parse(vm.status.as_str())),
            Self::Rental(rental) => voltdeck_rules::bare_metal(act, rental_state(rental)),
        }
    }

    /// Its tags, Voltdeck's own among them.
    pub fn tags(&self) -> &[String] {
        match self {
            Self::Vm(vm) => &vm.tags,
            Self::Rental(rental) => &rental.tags,
        }
    }

    /// When the provider made it.
    pub fn created_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Vm(vm) => vm.timestamp_creation,
            Self::Rental(rental) => rental.creation_timestamp,
        }
    }

    /// GPUs in all; 0 where they are not known.
    pub fn gpus(&self) -> u32 {
        match self {
            Self::Vm(vm) => hardware::gpus(vm.resources.as_ref()),
            Self::Rental(rental) => {
                let per_node = rental.specs_per_node.as_ref().and_then(|node| node.gpu_count);
                hardware::gpus_of_nodes(per_node, rental.node_count)
            }
        }
    }

    /// Model of its GPUs, readable.
    pub fn gpu_model(&self) -> Option<String> {
        self.gpu_word().map(hardware::gpu_model)
    }

    /// The same in the provider's word.
    pub fn gpu_word(&self) -> Option<&str> {
        match self {
            Self::Vm(vm) => vm.resources.as_ref()?.gpus.keys().next().map(String::as_str),
            Self::Rental(rental) => rental.specs_per_node.as_ref()?.gpu_model.as_deref(),
        }
    }

    /// The provider's word for how it is sold, where it has one.
    pub fn terms(&self) -> Option<&str> {
        match self {
            Self::Vm(vm) => vm.kind.as_ref().map(VmType::as_str),
            Self::Rental(_) => None,
        }
    }

    /// What is billed of it per hour in two lines of a report: itself, and the disk beside it.
    pub fn billed(&self) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::Vm(vm) => {
                let pricing = vm.pricing.as_ref();
                let all = pricing.and_then(|pricing| pricing.total_associated_per_hr.decimal());
                let disk = pricing.and_then(|pricing| pricing.storage_per_hr.decimal());
                (all.zip(disk).and_then(|(all, disk)| all.checked_sub(disk)), disk)
            }
            Self::Rental(rental) => (rental.rate_hourly.decimal(), None),
        }
    }

    /// The price. A released VM falls to its disassociated price; an outbid one holds no GPUs either. What stopping does
    /// to the price of a rental is not published, so it is taken in full.
    pub fn price(&self) -> Price {
        match self {
            Self::Vm(vm) => {
                let pricing = vm.pricing.as_ref();
                let associated = pricing.and_then(|pricing| pricing.total_associated_per_hr.decimal());
                let released = pricing.and_then(|pricing| pricing.total_disassociated_per_hr.decimal());
                let now = match VmState::parse(vm.status.as_str()) {
                    VmState::StoppedDisassociated | VmState::Outbid => released,
                    VmState::Terminated => Some(Decimal::ZERO),
                    // An unknown state is taken at its full price: too much said is found out, too little is paid.
                    VmState::Running | VmState::Stopped | VmState::Relocating | VmState::Unknown => associated,
                };
                Price { now, associated, released }
            }
            Self::Rental(rental) => {
                let rate = rental.rate_hourly.decimal();
                let ended = rental_state(rental) == BareMetalState::Terminated;
                Price { now: if ended { Some(Decimal::ZERO) } else { rate }, associated: rate, released: None }
            }
        }
    }

    /// The state as a word and a mark.
    pub fn state(&self) -> StateView {
        let raw = self.status();
        let unknown = (if raw.is_empty() { "Unknown" } else { raw }, Mark::Unknown);
        let (word, mark) = match self {
            Self::Vm(_) => match VmState::parse(raw) {
                VmState::Running => ("Running", Mark::Running),
                VmState::Stopped => ("Stopped", Mark::Stopped),
                VmState::StoppedDisassociated => ("Released", Mark::Released),
                VmState::Relocating => ("Relocating", Mark::Pending),
                VmState::Terminated => ("Terminated", Mark::Terminated),
                VmState::Outbid => ("Outbid", Mark::Outbid),
                VmState::Unknown => unknown,
            },
            Self::Rental(rental) => match rental_state(rental) {
                BareMetalState::Pending => ("Pending", Mark::Pending),
                BareMetalState::Running => ("Running", Mark::Running),
                BareMetalState::Stopped => ("Stopped", Mark::Stopped),
                BareMetalState::Failed => ("Failed", Mark::Failed),
                BareMetalState::Terminated => ("Terminated", Mark::Terminated),
                BareMetalState::Unknown => unknown,
            },
        };
        StateView { word: word.into(), mark, raw: raw.into() }
    }

    /// Down, and billed in full as far as anyone knows.
    pub fn is_stopped_but_billed(&self) -> bool {
        match self {
            Self::Vm(vm) => VmState::parse(vm.status.as_str()) == VmState::Stopped,
            Self::Rental(rental) => rental_state(rental) == BareMetalState::Stopped,
        }
    }

    /// A rental that is being set up tells little of itself.
    pub fn is_pending_rental(&self) -> bool {
        matches!(self, Self::Rental(rental) if rental_state(rental) == BareMetalState::Pending)
    }

    /// The same machine without its secrets, for what only has to be named.
    #[must_use]
    pub fn without_secrets(self) -> Self {
        match self {
            Self::Vm(vm) => Self::Vm(vm),
            Self::Rental(rental) => Self::Rental(Box::new(BareMetalRental { kubeconfig: None, ..*rental })),
        }
    }

    /// The same machine, where a Pending rental keeps what was known of it before: fields that are missing then are no
    /// change.
    #[must_use]
    pub fn keeping(self, before: Option<&Self>) -> Self {
        match (self, before) {
            (Self::Rental(now), Some(Self::Rental(before))) if rental_state(&now) == BareMetalState::Pending => {
                Self::Rental(Box::new(remember(*now, before)))
            }
            (machine, _) => machine,
        }
    }
}

fn rental_state(rental: &BareMetalRental) -> BareMetalState {
    BareMetalState::parse(
        rental.status.as_ref().map(BareMetalStatus::as_str),
        rental.power_status.as_ref().map(voltagepark::types::BareMetalPower::as_str),
    )
}

fn remember(now: BareMetalRental, before: &BareMetalRental) -> BareMetalRental {
    let list = |now: Vec<String>, before: &[String]| if now.is_empty() { before.to_vec() } else { now };
    let rate_hourly = if now.rate_hourly.decimal().is_some() { now.rate_hourly } else { before.rate_hourly.clone() };
    BareMetalRental {
        id: now.id,
        // Its power is not known while it is set up: what it was before a reboot says nothing of it.
        status: now.status,
        power_status: now.power_status,
        rate_hourly,
        name: now.name.or_else(|| before.name.clone()),
        creation_timestamp: now.creation_timestamp.or(before.creation_timestamp),
        node_count: now.node_count.or(before.node_count),
        specs_per_node: now.specs_per_node.or_else(|| before.specs_per_node.clone()),
        network_type: now.network_type.or_else(|| before.network_type.clone()),
        username: now.username.or_else(|| before.username.clone()),
        node_networking: if now.node_networking.is_empty() {
            before.node_networking.clone()
        } else {
            now.node_networking
        },
        sub_order: now.sub_order.or_else(|| before.sub_order.clone()),
        suborder: now.suborder.or_else(|| before.suborder.clone()),
        storage_id: now.storage_id.or_else(|| before.storage_id.clone()),
        storage_pv: now.storage_pv.or_else(|| before.storage_pv.clone()),
        storage_pvc: now.storage_pvc.or_else(|| before.storage_pvc.clone()),
        k8s_cluster_id: now.k8s_cluster_id.or_else(|| before.k8s_cluster_id.clone()),
        kubeconfig: now.kubeconfig.or_else(|| before.kubeconfig.clone()),
        tags: list(now.tags, &before.tags),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rental(json: serde_json::Value) -> Machine {
        Machine::Rental(Box::new(serde_json::from_value(json).unwrap()))
    }

    #[test]
    fn a_pending_rental_keeps_what_was_known_and_a_running_one_does_not() {
        let up = rental(serde_json::json!({
            "id": "r", "name": "a", "status": "Running", "power_status": "Running", "rate_hourly": "39.840000",
            "node_count": 2, "specs_per_node": { "gpu_count": 8 }, "tags": ["x"],
            "node_networking": [{ "public_ip": "203.0.113.1" }],
        }));
        let pending = rental(serde_json::json!({ "id": "r", "name": "a", "rate_hourly": "39.840000" }));
        let kept = pending.clone().keeping(Some(&up));
        assert_eq!((kept.gpus(), kept.tags(), kept.status()), (16, ["x".to_owned()].as_slice(), "Pending"));
        assert_eq!(pending.clone().keeping(None).gpus(), 0);
        let bare = rental(serde_json::json!({ "id": "r", "status": "Running", "rate_hourly": "39.84" }));
        assert!(bare.keeping(Some(&up)).tags().is_empty(), "what a running rental does not say is no longer so");
    }

    #[test]
    fn a_stopped_rental_is_taken_at_its_full_price() {
        let stopped = rental(serde_json::json!({
            "id": "r", "status": "Running", "power_status": "Stopped", "rate_hourly": "39.84",
        }));
        assert_eq!(stopped.status(), "Stopped");
        assert_eq!(stopped.price().now, Some("39.84".parse().unwrap()));
        assert!(stopped.is_stopped_but_billed());
        let ended = rental(serde_json::json!({ "id": "r", "status": "Terminated", "rate_hourly": "39.84" }));
        assert_eq!(ended.price().now, Some(Decimal::ZERO));
    }
}
