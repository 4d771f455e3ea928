//! The sandbox inside another program.

use std::error::Error;
use std::path::PathBuf;

use tokio::sync::OnceCell;

use crate::{Config, Running, Sandbox};

/// A sandbox that starts on a loopback port when it is first asked for, ends with this value, and keeps its state for
/// the next start.
#[derive(Debug)]
pub struct Embedded {
    state_file: PathBuf,
    speed: u32,
    running: OnceCell<(Running, String)>,
}

impl Embedded {
    /// One that keeps its state in this file. `speed` sandbox seconds pass in a real one.
    pub fn new(state_file: PathBuf, speed: u32) -> Self {
        Self { state_file, speed, running: OnceCell::new() }
    }

    /// Its base URL and its token.
    ///
    /// # Errors
    /// When the state file cannot be used or no port can be had; the next call tries again.
    pub async fn endpoint(&self) -> Result<(String, &str), Box<dyn Error + Send + Sync>> {
        let (running, token) = self.running.get_or_try_init(|| self.start()).await?;
        Ok((running.base_url(), token))
    }

    async fn start(&self) -> Result<(Running, String), Box<dyn Error + Send + Sync>> {
        // A new token for each start: other programs on this computer cannot know it.
        let token = uuid::Uuid::new_v4().simple().to_string();
        let config = Config {
            token: token.clone(),
            now: chrono::Utc::now(),
            speed: self.speed,
            state_file: Some(self.state_file.clone()),
            ssh: true,
            ..Config::default()
        };
        let running = Sandbox::new(config)?.serve(0).await?;
        Ok((running, token))
    }
}
