//! One `ssh` that tells what the GPUs of a machine do, sample by sample.

use std::time::Duration;

use voltdeck_access::connect::{self, ssh::Ssh};
use voltdeck_base::computer::{Computer, Program};

use crate::read::Reader;
use crate::remote::PAUSE;
use crate::sample::Sample;

/// How long connecting and logging in may take: `ssh` itself gives the connection 20 s, and says more of it than we could.
const LOGIN: Duration = Duration::from_secs(30);
/// How long a machine may be silent that lets one in.
pub(crate) const SILENT: Duration = Duration::from_secs(20);

/// Why nothing is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// One does not get in, and why.
    NoLogin(String),
    /// It let us in and is silent.
    Hangs,
}

/// An `ssh` that runs.
pub(crate) struct Stream {
    ssh: Ssh,
    program: Ended,
    reader: Reader,
    samples: u32,
}

/// A program that ends with whoever holds it, wherever that stops.
struct Ended(Box<dyn Program>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.kill();
    }
}

impl Stream {
    /// Starts it.
    pub(crate) fn start(computer: &dyn Computer, ssh: Ssh, command: &str) -> Result<Self, Failure> {
        let program = computer.read(&ssh.run(command)).map_err(|why| {
            Failure::NoLogin(format!("ssh could not be started ({why}). Install OpenSSH, then try again."))
        })?;
        Ok(Self { ssh, program: Ended(program), reader: Reader::default(), samples: 0 })
    }

    /// The next sample. After a failure there is none.
    pub(crate) async fn next(&mut self) -> Result<Sample, Failure> {
        // By the whole sample, so that a machine that says a word now and then does not hold it up for ever.
        let begun = self.samples > 0 || self.reader.has_begun();
        let limit = if begun { SILENT + Duration::from_secs(PAUSE) } else { LOGIN };
        match tokio::time::timeout(limit, self.sample()).await {
            Ok(Some(sample)) => {
                self.samples += 1;
                Ok(sample)
            }
            Ok(None) => Err(self.end().await),
            Err(_) if self.reader.has_begun() || self.samples > 0 => Err(Failure::Hangs),
            Err(_) => Err(Failure::NoLogin(format!(
                "ssh was given {} s and did not log in. See whether the machine answers by SSH.",
                LOGIN.as_secs()
            ))),
        }
    }

    async fn sample(&mut self) -> Option<Sample> {
        loop {
            let line = self.program.0.line().await?;
            if let Some(sample) = self.reader.take(&line) {
                return Some(sample);
            }
        }
    }

    async fn end(&self) -> Failure {
        let said = self.program.0.ended().await.said;
        let greeting = self.reader.greeting();
        let said = if said.trim().is_empty() { greeting } else { said.as_str() };
        Failure::NoLogin(connect::why_ended(said, &self.ssh))
    }
}
