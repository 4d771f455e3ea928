//! What the GPUs of machines do.
//!
//! It owns what is run on a machine to learn that (`remote`), how the answer is read ([`read`]), the machine of an open
//! panel as it is followed (`follow`), the looks in the background ([`background`]), and what was seen
//! ([`UsageMemory`]). Each look also goes to `voltdeck_machines::idle`, where it is known whether a machine is idle.
//!
//! It may use `voltdeck-access`, by whose logins it goes. Begin with [`gpu_use`].
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod background;
mod ends;
mod follow;
mod memory;
pub mod read;
mod remote;
pub mod sample;
mod sessions;
mod stream;
mod view;

use std::sync::Arc;

use voltdeck_access::connect::{self, target::Target};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, GpuUseKnown, GpuUseView, IdArgs};
use voltdeck_machines::fleet::{self, Fleet};

pub use memory::UsageMemory;

const WINDOWS: &str = "GPU use is read over SSH, and Windows instances are reached by Remote Desktop.";
const OFF: &str = "The instance isn't running.";

/// What the GPUs of a machine do. Asking keeps it being read.
pub async fn gpu_use(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<GpuUseView> {
    let machine = match account.part::<Fleet>().known(&args.id) {
        Some(known) => known.machine,
        None => fleet::read_machine(&app, &account, &args.id).await?,
    };
    let target = Target::of(&machine);
    let problem = if target.is_windows() {
        Some(WINDOWS.to_owned())
    } else if !target.runs {
        Some(OFF.to_owned())
    } else if target.nodes.is_empty() {
        Some(connect::no_ssh(&target).to_owned())
    } else {
        None
    };
    let seen = account.part::<UsageMemory>().of(&target.id);
    if let Some(problem) = problem {
        return Ok(view::none(&target, &seen, app.host.now(), &problem));
    }
    follow::ask(&app, &account, &machine);
    Ok(view::whole(&target, &seen, app.host.now()))
}

/// What is known of the use of a machine that runs.
pub fn known(app: &App, account: &Account, machine: &str) -> Option<GpuUseKnown> {
    view::known(&account.part::<UsageMemory>().of(machine), app.host.now())
}
