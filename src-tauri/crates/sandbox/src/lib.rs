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
//! | `PATCH /_sandbox/vms/ID` | any of `{"name": …, "status": …, "price": {"compute": "2.000000", "storage": "0.100000"}, "ssh": {"address": "127.0.0.1", "port": 2222}}`, behind the client's back |
//! | `DELETE /_sandbox/vms/ID` | terminates it behind the client's back |
//! | `PATCH /_sandbox/rentals/ID` | `{"node": 1, "ssh": {"address": "127.0.0.5", "port": 22}}`: the API tells no port of bare metal |
//! | `DELETE /_sandbox/rentals/ID` | terminates it behind the client's back |
//! | `POST /_sandbox/volumes` | `{"name": "stray", "size_in_gb": 100}` adds a volume that no client asked for: `{"id": …}` |
//! | `PATCH /_sandbox/volumes/ID` | any of `{"name": …, "status": …, "size_in_gb": …, "order_ids": […]}`, be it ids and states that nobody knows |
//! | `DELETE /_sandbox/volumes/ID` | deletes it behind the client's back, attached or not |
//!
//! Where an `ssh` was given the sandbox does not listen itself: a real server can stand behind the machine.
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
