//! What a sandbox is started with.

use std::fmt;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

/// What a sandbox is started with. Every field has a default, so that a test names only what it is about.
#[derive(Clone)]
pub struct Config {
    /// The token that requests must carry.
    pub token: String,
    /// Decides ids, history, delays and stock. The same seed and start give the same world.
    pub seed: u64,
    /// Which of the provider's organizations it is. All of one seed are offered the same hardware; what they have has
    /// ids of its own.
    pub organization: u64,
    /// Where the clock starts. A state file that exists knows better and wins.
    pub now: DateTime<Utc>,
    /// How many sandbox seconds pass in one real second. 0 stands still: only `advance` moves the clock.
    pub speed: u32,
    /// How many virtual machines are listed at the start.
    pub instances: usize,
    /// How many transactions the log holds at the start. The fleet needs some of its own: fewer than those are not
    /// possible, and then it is those.
    pub transactions: usize,
    /// How many requests a minute (of real time) are answered before 429; `None` for no limit.
    pub rate_limit: Option<u32>,
    /// Where the world is kept between starts; `None` forgets it.
    pub state_file: Option<PathBuf>,
    /// Whether the machines of a listening sandbox are SSH servers.
    pub ssh: bool,
    /// Where the nodes of a rental listen. The API tells no port of bare metal, so that clients take 22; another is for
    /// tests, which know it.
    pub node_port: u16,
    /// What all files on all machines may take together, in bytes.
    pub disk_bytes: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            token: "sandbox".to_owned(),
            seed: 1,
            organization: 0,
            now: Utc::now(),
            speed: 1,
            instances: 6,
            transactions: 180,
            rate_limit: Some(90),
            state_file: None,
            ssh: true,
            node_port: 22,
            disk_bytes: 512 * 1024 * 1024,
        }
    }
}

// By hand, since the token must not be printed, not even this one: people paste real ones.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("seed", &self.seed)
            .field("organization", &self.organization)
            .field("now", &self.now)
            .field("speed", &self.speed)
            .field("instances", &self.instances)
            .field("transactions", &self.transactions)
            .field("rate_limit", &self.rate_limit)
            .field("state_file", &self.state_file)
            .field("ssh", &self.ssh)
            .field("node_port", &self.node_port)
            .field("disk_bytes", &self.disk_bytes)
            .finish_non_exhaustive()
    }
}
