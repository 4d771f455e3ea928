//! What somebody else does at the provider, behind the client's back.

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::sandbox::micros;
use crate::{GpuUse, Sandbox};

impl Sandbox {
    /// Terminates a virtual machine behind the client's back.
    pub fn remove_vm(&self, id: Uuid) -> bool {
        self.change(|stage, now| stage.world.terminate_vm(id, now))
    }

    /// Renames a virtual machine behind the client's back.
    pub fn rename_vm(&self, id: Uuid, name: &str) -> bool {
        self.change(|stage, _| stage.world.vm_mut(id).map(|vm| name.clone_into(&mut vm.common.name)).is_some())
    }

    /// Puts a virtual machine into a state, be it one that nobody knows, behind the client's back.
    pub fn set_vm_status(&self, id: Uuid, status: &str) -> bool {
        self.change(|stage, now| stage.world.force_vm_status(id, status, now))
    }

    /// Moves the prices per hour of a virtual machine that is there. False where there is none, or a price has no exact
    /// value in millionths of a dollar.
    pub fn set_vm_price(&self, id: Uuid, compute: Decimal, storage: Decimal) -> bool {
        let (Some(compute), Some(storage)) = (micros(compute), micros(storage)) else {
            return false;
        };
        self.change(|stage, now| stage.world.force_vm_price(id, compute, storage, now))
    }

    /// Moves the price per hour of a rental that is there; the same holds.
    pub fn set_rental_price(&self, id: Uuid, rate: Decimal) -> bool {
        micros(rate).is_some_and(|rate| self.change(|stage, now| stage.world.force_rental_price(id, rate, now)))
    }

    /// Says what the GPUs of a machine or rental do, as `nvidia-smi` on it tells. False where there is no such one.
    pub fn set_gpu_use(&self, id: Uuid, gpu_use: GpuUse) -> bool {
        self.change(|stage, _| stage.world.inside_mut(id).map(|inside| inside.gpu_use = gpu_use).is_some())
    }

    /// Says whether Jupyter runs on a machine or rental. False where there is no such one.
    pub fn set_jupyter(&self, id: Uuid, runs: bool) -> bool {
        self.change(|stage, _| stage.world.inside_mut(id).map(|inside| inside.jupyter = Some(runs)).is_some())
    }

    /// Terminates a rental.
    pub fn remove_rental(&self, id: Uuid) -> bool {
        self.change(|stage, now| stage.world.terminate_rental(id, now))
    }

    /// Creates a volume that is attached to nothing; `None` where the name is taken.
    pub fn add_volume(&self, name: &str, size_in_gb: u32) -> Option<Uuid> {
        self.change(|stage, now| stage.world.create_volume(name, size_in_gb, Vec::new(), now).ok())
    }

    /// Puts a volume into a state, be it one that nobody knows.
    pub fn set_volume_status(&self, id: Uuid, status: &str) -> bool {
        self.change(|stage, _| stage.world.volume_mut(id).map(|volume| status.clone_into(&mut volume.status)).is_some())
    }

    /// Gives a volume another name or size, by the provider's own rules.
    pub fn change_volume(&self, id: Uuid, name: Option<&str>, size_in_gb: Option<u32>) -> bool {
        let name = name.map(str::to_owned);
        self.change(|stage, now| stage.world.update_volume(id, name, size_in_gb, None, now).is_ok())
    }

    /// Replaces what a volume is attached to, be it by ids that nobody knows, behind the client's back.
    pub fn set_volume_orders(&self, id: Uuid, order_ids: Vec<Uuid>) -> bool {
        self.change(|stage, _| stage.world.force_orders(id, order_ids))
    }

    /// Deletes a volume, attached or not.
    pub fn remove_volume(&self, id: Uuid) -> bool {
        self.change(|stage, now| {
            stage.world.force_orders(id, Vec::new()) && stage.world.terminate_volume(id, now).is_ok()
        })
    }
}
