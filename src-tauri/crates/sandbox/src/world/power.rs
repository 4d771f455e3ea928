//! Power of machines: asked of the table in `rules`, then done, with what it means for bills and stock.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use voltdeck_rules::{Act, BareMetalState, Verdict, VmState, bare_metal, vm};

use super::World;
use crate::billing::Of;
use crate::reply::Problem;

/// 400 with the reason where the table says no.
pub fn permit(verdict: Verdict) -> Result<(), Problem> {
    match verdict {
        Verdict::Allowed => Ok(()),
        Verdict::Denied(reason) => Err(Problem::bad_request(reason)),
    }
}

impl World {
    /// `started`, `stopped` or `stopped_disassociated`.
    pub fn set_vm_power(&mut self, id: Uuid, wanted: &str, now: DateTime<Utc>) -> Result<(), Problem> {
        let machine = self.vm_mut(id).ok_or_else(|| Problem::not_found("Virtual machine"))?;
        let (act, after) = match wanted {
            "started" => (Act::Start, "Running"),
            "stopped" => (Act::Stop, "Stopped"),
            _ => (Act::Release, "StoppedDisassociated"),
        };
        permit(vm(act, VmState::parse(&machine.status)))?;
        let (held, gpus, compute) = (machine.holds_gpus(), machine.gpus, machine.prices.compute);
        if act == Act::Start && !held {
            // The GPUs went back on the shelf when it was released, and others may have taken them.
            let taken = self.catalog.preset_of(gpus).is_none_or(|preset| preset.shelf.take(1, now));
            if !taken {
                return Err(Problem::bad_request("No GPUs are available to start this virtual machine"));
            }
            self.bill(Of::Vm, id, compute, now);
        }
        if act == Act::Release && held {
            self.ledger.close(id, Some(Of::Vm), now);
            self.give_back_gpus(gpus, now);
        }
        if let Some(machine) = self.vm_mut(id) {
            after.clone_into(&mut machine.status);
            machine.common.asked(wanted, now);
        }
        Ok(())
    }

    /// Puts any word into a machine's status behind the client's back; bills follow what the word means.
    pub fn force_vm_status(&mut self, id: Uuid, status: &str, now: DateTime<Utc>) -> bool {
        let Some(machine) = self.vm_mut(id) else {
            return false;
        };
        let (held, compute) = (machine.holds_gpus(), machine.prices.compute);
        status.clone_into(&mut machine.status);
        let holds = machine.holds_gpus();
        if held && !holds {
            self.ledger.close(id, Some(Of::Vm), now);
        } else if holds && !held {
            self.bill(Of::Vm, id, compute, now);
        }
        true
    }

    /// A machine that powers itself off. Nobody asked the provider for it: a virtual machine is Stopped and billed on,
    /// and so is a rental.
    pub fn power_off_inside(&mut self, id: Uuid) {
        if let Some(machine) = self.vm_mut(id) {
            "Stopped".clone_into(&mut machine.status);
        } else if let Some(rental) = self.rental_mut(id) {
            rental.power_on = false;
        }
    }

    /// `started` or `stopped`. A stopped rental is billed as before.
    pub fn set_rental_power(&mut self, id: Uuid, wanted: &str, now: DateTime<Utc>) -> Result<(), Problem> {
        let rental = self.rental_mut(id).ok_or_else(|| Problem::not_found("Bare metal rental"))?;
        let act = if wanted == "started" { Act::Start } else { Act::Stop };
        permit(bare_metal(act, rental.state(now)))?;
        rental.power_on = act == Act::Start;
        rental.common.asked(wanted, now);
        Ok(())
    }

    /// Reboots the nodes with these addresses: the rental is Pending for a while.
    pub fn reboot(&mut self, id: Uuid, addresses: &[String], now: DateTime<Utc>) -> Result<(), Problem> {
        let wait = self.chance.seconds(60, 120);
        let rental = self.rental_mut(id).ok_or_else(|| Problem::not_found("Bare metal rental"))?;
        permit(bare_metal(Act::Reboot, rental.state(now)))?;
        if addresses.is_empty() {
            return Err(Problem::bad_request("No public IPs were given"));
        }
        if let Some(stranger) = addresses.iter().find(|address| !rental.public_ips().contains(address)) {
            return Err(Problem::bad_request(format!("No node of this rental has the public IP {stranger}")));
        }
        rental.ready = now + wait;
        rental.common.asked("reboot", now);
        Ok(())
    }
}

impl super::metal::Rental {
    pub fn state(&self, now: DateTime<Utc>) -> BareMetalState {
        let power = if self.power_on { "Running" } else { "Stopped" };
        BareMetalState::parse(Some(self.status(now)), Some(power))
    }
}
