//! The machines of both kinds: reading them, and what was read.

mod history;
mod identity;
mod machine;
mod read;
mod state;
mod tags;

pub use history::{Recalled, keep_place, last_seen, recalled};
pub use identity::{about as about_identity, same as same_identity};
pub use machine::{JOB_TAG, MAY_STILL_COST, Machine};
pub use read::{not_listed, read_machine, read_machine_of, read_rentals, read_vm_for_list, sweep};
pub use state::{Fleet, Sweep};
pub use state::{FleetState, Underway};
pub use tags::tags_by_use;
