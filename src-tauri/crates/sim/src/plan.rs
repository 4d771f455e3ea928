//! A schedule: what is done and what goes wrong, and when. A seed makes one; it is plain data, so that one that fails can be
//! made shorter.

use crate::auto_stop::Seen;
use crate::book::Op;
use crate::net::{NetKind, Ops};

/// A schedule.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many organizations there are.
    pub orgs: usize,
    /// The steps, in the order of their time.
    pub steps: Vec<Step>,
}

/// What happens at a time.
#[derive(Debug, Clone)]
pub struct Step {
    /// Seconds from the beginning.
    pub at: u64,
    /// What.
    pub act: Act,
}

/// Something that happens.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields say it")]
pub enum Act {
    /// The person does something at the window of a process.
    Person(usize, Person),
    /// A colleague does something in an organization.
    Colleague(usize, Colleague),
    /// Requests go wrong: of one organization or of all, of a kind, so many times, for so many seconds.
    Net { org: Option<usize>, ops: Ops, kind: NetKind, times: u32, secs: u64 },
    /// A machine is not shown for a while, one of those that have a lease first.
    Hide { org: usize, pick: usize, secs: u64 },
    /// Machines that are made in the next so many seconds are shown so much later.
    Lag { org: usize, secs: u64, by: u64, pending: bool },
    /// A process ends without warning at the moment of that number, and is started again.
    Crash { process: usize, moment: u32, down: Down },
    /// A process is ended, and started again.
    Quit { process: usize, down: Down },
    /// A second process runs for so long on the same store.
    Second { secs: u64 },
    /// The computer's clock is set: ahead, or back.
    Clock { by: i64 },
    /// It is set right.
    ClockRight,
    /// The computer sleeps.
    Sleep { secs: u64 },
    /// The store takes nothing of a kind.
    Store { kind: usize, secs: u64 },
    /// The keychain is locked.
    Keychain { secs: u64 },
    /// A machine is made, and an auto-stop set for it: idle for so many minutes, or powered off.
    AutoStop { org: usize, minutes: Option<u32>, action: &'static str },
    /// Looks into a machine with an auto-stop tell something else for a while.
    Use { pick: usize, seen: Seen, secs: u64 },
    /// A machine with an auto-stop powers itself off.
    Inside { pick: usize },
    /// Many leases end at the same time, and each end takes long.
    Burst { org: usize, count: usize, minutes: u64, slow: u64 },
}

/// How a process is away.
#[derive(Debug, Clone, Copy)]
pub struct Down {
    /// For how long.
    pub secs: u64,
    /// The store takes nothing of a kind when it starts, for so long.
    pub store: Option<(usize, u64)>,
    /// The keychain is locked when it starts, for so long.
    pub keychain: Option<u64>,
    /// The process ends again at the moment of that number of its start.
    pub again: Option<u32>,
}

/// An act of the person.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "they say it")]
pub enum Person {
    SignIn,
    Deploy(Deploy),
    Lease { pick: usize, minutes: i64, action: &'static str, how: LeaseHow },
    AutoStopOf { machine: String, minutes: Option<u32>, action: &'static str },
    LeaseOf { machine: String, minutes: i64, action: &'static str },
    Power { pick: usize, target: &'static str },
    Terminate { pick: usize },
    Rename { pick: usize },
    Bulk { kind: BulkKind, count: usize },
    CreateVolume { pause: u64, switch: Option<usize> },
    Attach { pick: usize },
    DeleteVolume { pick: usize },
    AddKey { pause: u64, switch: Option<usize> },
    RemoveKey { pick: usize },
    Switch { org: usize },
    SignOutAndIn { org: usize },
    ReadOnly { org: usize, secs: u64 },
    MayChange { org: usize },
    Answer,
    Refresh,
}

/// A deploy.
#[derive(Debug, Clone)]
pub struct Deploy {
    /// Bare metal.
    pub rental: bool,
    /// With a volume that is created first.
    pub volume: bool,
    /// With a key that is saved to the organization.
    pub new_key: bool,
    /// Minutes until its lease ends, and what that does.
    pub lease: Option<(i64, &'static str)>,
    /// For when it is in stock, up to so many dollars an hour.
    pub standing: Option<u32>,
    /// Seconds between reading and confirming.
    pub pause: u64,
    /// The account that a notice brings to the front meanwhile.
    pub switch: Option<usize>,
    /// The process ends at the moment of that number after it is confirmed.
    pub crash: Option<u32>,
}

/// What is done with a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say it")]
pub enum LeaseHow {
    Set,
    Extend,
    Remove,
}

/// What is done to many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say it")]
pub enum BulkKind {
    Stop,
    Start,
    Terminate,
    AddTags,
}

impl BulkKind {
    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Start => "start",
            Self::Terminate => "terminate",
            Self::AddTags => "addTags",
        }
    }

    /// What is sent for each.
    pub fn op(self) -> Op {
        match self {
            Self::Stop | Self::Start => Op::Power,
            Self::Terminate => Op::Terminate,
            Self::AddTags => Op::Change,
        }
    }
}

/// An act of a colleague.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "they say it")]
pub enum Colleague {
    Deploy,
    Terminate { pick: usize },
    Rename { pick: usize },
    Attach { pick: usize },
    SellOut,
    Restock,
}

macro_rules! features {
    ($($name:ident $word:literal,)*) => {
        /// What can go wrong, or be done beside deploys and leases. Each schedule has some of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "they say it")]
        pub enum Feature { $($name,)* }

        impl Feature {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

features! {
    Net "net",
    Lag "lag",
    Hide "hide",
    Crash "crash",
    Second "second",
    Clock "clock",
    Sleep "sleep",
    Store "store",
    Keychain "keychain",
    Switch "switch",
    Colleague "colleague",
    Metal "metal",
    Volumes "volumes",
    Keys "keys",
    Standing "standing",
    Bulk "bulk",
    Burst "burst",
    ReadOnly "readonly",
}

/// Left out by this name. It draws from dice of its own, so that the rest of a schedule stays as it is without it.
pub const AUTO_STOP: &str = "autostop";

/// Kinds of things that the store may not take.
pub const STORE_KINDS: [&str; 6] = ["", "jobs", "activity", "lease", "setting", "standing_order"];

impl Plan {
    /// The schedule of a seed, with none of some features.
    pub fn new(seed: u64, without: &[String]) -> Self {
        let mut plan = crate::make::Maker::new(seed, without).make();
        if !without.iter().any(|name| name == AUTO_STOP) {
            crate::make::add_auto_stops(&mut plan, seed);
        }
        plan
    }
}
