//! A stand-in of the Voltage Park On Demand API: a stateful server with all 31 operations, for development, tests,
//! and exploring with no account.
//!
//! Its JSON is written by hand from the provider's API page and shares nothing with any client of it, so that a
//! misreading on either side shows. What may be done in which state is the one thing shared, by `voltdeck-rules`.
//!
//! # As a library
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use voltdeck_sandbox::{Config, Fault, FaultKind, Operation, Sandbox};
//!
//! let sandbox = Sandbox::new(Config { seed: 7, ..Config::default() })?;
//! sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
//! let running = sandbox.serve(0).await?;
//! println!("{}", running.base_url());
//! # Ok(()) }
//! ```
//! [`Sandbox::router`] answers in the same process with no socket, and on paused tokio time the clock stands still
//! but for [`Sandbox::advance`].
//!
//! # As a program
//! `voltdeck-sandbox --port 0 --token T --seed N --speed 60 --now 2026-10-15T12:00:00Z --instances N
//! --transactions N --rate-limit 90 --state FILE` prints `listening on http://127.0.0.1:PORT/api/v1`.
//!
//! # The control API
//! For tests in another process, under `/_sandbox`, with the same token; bodies and answers are JSON.
//!
//! | request | does |
//! | --- | --- |
//! | `GET /_sandbox/log` | the requests so far: a list of [`RequestLine`] |
//! | `DELETE /_sandbox/log` | forgets them |
//! | `GET /_sandbox/state` | [`Records`]: what exists, what was asked, what was charged |
//! | `GET /_sandbox/ledger` | a list of [`LedgerLine`] |
//! | `POST /_sandbox/faults` | adds a [`Fault`], `{"operation": "deploy_vm", "times": 1, "kind": "lost_answer"}` |
//! | `DELETE /_sandbox/faults` | removes all faults |
//! | `POST /_sandbox/clock` | `{"advance_seconds": 60}`, `{"speed": 60}` or both; answers `{"now": …}` |
//! | `POST /_sandbox/stock` | `{"gpus": 8, "available": 3}` |
//! | `POST /_sandbox/price` | `{"gpus": 8, "compute": "20.000000", "storage": "0.800000"}`, of new deploys |
//! | `POST /_sandbox/system` | `{"gpus": 1, "operating_system": "Windows 10"}`, of new deploys |
//! | `POST /_sandbox/vms` | `{"name": "stray", "gpus": 1, "operating_system": "Windows 10"}` adds a machine that no client asked for, Ubuntu where none is said: `{"id": …}` |
//! | `POST /_sandbox/vms/many` | `{"count": 10000}` adds machines of every kind: `{"ids": […]}` |
//! | `PATCH /_sandbox/vms/ID` | any of `{"name": …, "status": …, "price": {"compute": "2.000000", "storage": "0.100000"}, "ssh": {"address": "127.0.0.1", "port": 2222}, "gpu_use": …, "jupyter": true}`, behind the client's back |
//! | `DELETE /_sandbox/vms/ID` | terminates it behind the client's back |
//! | `PATCH /_sandbox/rentals/ID` | any of `{"node": 1, "ssh": {"address": "127.0.0.5", "port": 22}}`, since the API tells no port of bare metal, `"gpu_use"` and `"jupyter"` |
//! | `DELETE /_sandbox/rentals/ID` | terminates it behind the client's back |
//! | `POST /_sandbox/volumes` | `{"name": "stray", "size_in_gb": 100}` adds a volume that no client asked for: `{"id": …}` |
//! | `PATCH /_sandbox/volumes/ID` | any of `{"name": …, "status": …, "size_in_gb": …, "order_ids": […]}`, be it ids and states that nobody knows |
//! | `DELETE /_sandbox/volumes/ID` | deletes it behind the client's back, attached or not |
//!
//! Where an `ssh` was given the sandbox does not listen itself: a real server can stand behind the machine. A `gpu_use` is
//! `busy`, `idle`, `partly`, `no_driver` or `hangs`: see [`GpuUse`].
//!
//! # The machines
//! While a sandbox listens ([`Sandbox::serve`], [`Config::ssh`]), each machine that runs is an SSH server on loopback, at
//! the port that the API tells, with a host key of its own that the state file keeps; nodes of a rental have one each. The
//! port is held from the deploy on and answers once the machine is listed (bare metal: is Running), closes when it stops,
//! and is gone at once, with its sessions, when it is terminated. A node's is held while it is off, too.
//!
//! - **Who gets in**: `user`, `ubuntu` and `root`, with a key of the deploy. Six wrong ones are too many, as with OpenSSH.
//! - **Shell**: with or without a terminal, `sh -c TEXT`, a script on the input. It reads `;`, `&&`, `||`, `!`, pipes, `>`,
//!   `>>`, `<`, `2>&1`, `( )`, `{ }`, `while`, `until`, `for`, `if`, functions, quotes, `$NAME`, `$1`, `$@`,
//!   `${NAME:-word}` and `$(…)`; all else (`&`, `case`, `$((…))`, here-documents, globs) is refused by name and ends with 2,
//!   but for globs, which stand for themselves. `help` tells its programs, among them `nvidia-smi`, `ps`, `who`,
//!   `ss -ltnH`, `jupyter server list`, `sudo` and `poweroff`. `sleep` goes by the real clock; what is told by the
//!   sandbox's.
//! - **GPUs**: use, memory, power and heat follow from the machine and the sandbox's clock, and belong together.
//! - **Power-off from inside**, as root: the API then says `Stopped`, nothing was asked of it, and the bill goes on.
//! - **Files** by SFTP: 64 MB a machine and [`Config::disk_bytes`] in all, in memory; they stay while it is stopped, and are
//!   gone with the sandbox.
//! - **Forwards** reach what `ss` lists: SSH, Jupyter's page at 8888 (403 without its token), and 6006 where GPUs work. Any
//!   other port is refused, and nothing goes out to the real network.
//!
//! # Guesses
//! Where the page is silent, the sandbox is one believable provider, and no more:
//! - names of machines and volumes have 1 to 64 characters, no control characters and no `/`;
//! - a VM is not listed, and is a 404 by id, for 20 to 40 seconds after its deploy. It can already be changed,
//!   stopped and terminated by its id. Bare metal is Pending for 90 to 180 seconds;
//! - the `earliest` and `latest` days filter transactions by their creation, and end their `period_amount`;
//! - a bare-metal rental that is stopped is billed as before; a balance below zero stops nothing;
//! - a volume's name is its own, it never shrinks, and it is terminated only where it is attached to nothing;
//! - `order_ids` are rentals that live, each with one volume at most; an id that stands on a volume's list already may
//!   stay there;
//! - an SSH public key is a whole one that OpenSSH would read, so that the cut-off keys of the page are refused;
//! - a machine that no deploy of this sandbox made takes the organization's keys as they are now: nobody holds the keys that
//!   it was seeded with. A deployed one keeps what it was deployed with, whatever becomes of the organization's;
//! - a node listens at port 22, since the API tells none, of a loopback address of its own. It is told there only while the
//!   sandbox holds that port; else (no right to it, another program has it, not all of 127/8 is loopback, nothing listens)
//!   at an address of the documents, 203.0.113.x, 198.51.100.x or 192.0.2.x for the first three nodes, and at none for
//!   those after them. So it reads as not reachable, and never is the person's own computer;
//! - no password opens a machine, not even that of its deploy, and its cloud-init is not run;
//! - powering off needs root, as on Ubuntu; any node of a rental takes the rental with it. What powers off is `Stopped` at
//!   once;
//! - machines whose image brings it (`TensorML`) run Jupyter, others do not;
//! - an `offset` below zero is a 422, and so is a null where the page does not say "or null".
//!
//! Bare-metal prices are JSON numbers, as the page prints them.

mod behind;
mod billing;
mod chance;
mod clock;
mod config;
mod control;
mod embedded;
mod faults;
mod lock;
mod log;
mod operation;
mod ops;
mod records;
mod reply;
mod sandbox;
mod seed;
mod serve;
mod server;
mod ssh;
mod validate;
mod wire;
mod world;

pub use config::Config;
pub use embedded::Embedded;
pub use faults::{Fault, FaultKind};
pub use log::{AuthSeen, RequestLine};
pub use operation::Operation;
pub use records::{Access, Asked, LedgerLine, Records, ResourceKind, ResourceRecord, StockRecord};
pub use sandbox::{Sandbox, StartError};
pub use serve::Running;
pub use world::inside::GpuUse;
