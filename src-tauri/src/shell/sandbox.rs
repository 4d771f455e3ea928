//! The one place that starts the sandbox for the app.

use std::path::PathBuf;

use tokio::sync::OnceCell;
use voltdeck_core::host::SandboxEndpoint;
use voltdeck_sandbox::{Config, Running, Sandbox};
use zeroize::Zeroizing;

/// The sandbox inside this process: a real server on a loopback port, started when it is first asked for.
pub(crate) struct EmbeddedSandbox {
    state_file: PathBuf,
    running: OnceCell<(Running, Zeroizing<String>)>,
}

impl EmbeddedSandbox {
    pub(crate) fn new(state_file: PathBuf) -> Self {
        Self { state_file, running: OnceCell::new() }
    }

    /// Where it listens. It ends with the app and keeps its state for the next start.
    pub(crate) async fn endpoint(&self) -> Result<SandboxEndpoint, String> {
        let (running, token) = self.running.get_or_try_init(|| self.start()).await?;
        Ok(SandboxEndpoint { base_url: running.base_url(), token: token.clone() })
    }

    async fn start(&self) -> Result<(Running, Zeroizing<String>), String> {
        // A new token for each start: other programs on this computer cannot know it.
        let token = Zeroizing::new(uuid::Uuid::new_v4().simple().to_string());
        let speed = std::env::var("VOLTDECK_SANDBOX_SPEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
        let config = Config {
            token: token.to_string(),
            now: chrono::Utc::now(),
            speed,
            state_file: Some(self.state_file.clone()),
            ssh: true,
            ..Config::default()
        };
        let sandbox = Sandbox::new(config).map_err(|error| error.to_string())?;
        let running = sandbox.serve(0).await.map_err(|error| error.to_string())?;
        Ok((running, token))
    }
}
