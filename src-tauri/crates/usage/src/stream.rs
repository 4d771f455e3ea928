//! One `ssh` that tells what the GPUs of a machine do, sample by sample.

use std::time::Duration;

use tokio::time::Instant;
use voltdeck_access::connect::{self, ssh::Ssh};
use voltdeck_base::computer::{Computer, Program};

use crate::read::Reader;
use crate::remote::PAUSE;
use crate::sample::Sample;

/// How long connecting and logging in may take: `ssh` itself gives the connection 20 s, and says more of it than we could.
const LOGIN: Duration = Duration::from_secs(30);
/// How long a machine may be silent that lets one in.
pub(crate) const SILENT: Duration = Duration::from_secs(20);
/// Within this time after a sample there is the next, or it is given up.
pub(crate) const NEXT: Duration = PAUSE.saturating_add(SILENT);

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
    /// It told a whole sample.
    told: bool,
    /// It must have told the next by then.
    until: Instant,
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
        Ok(Self { ssh, program: Ended(program), reader: Reader::default(), told: false, until: Instant::now() + LOGIN })
    }

    /// The next sample. After a failure there is none.
    pub(crate) async fn next(&mut self) -> Result<Sample, Failure> {
        loop {
            let Ok(line) = tokio::time::timeout_at(self.until, self.program.0.line()).await else {
                return Err(self.late());
            };
            let Some(line) = line else { return Err(self.end().await) };
            let before = self.reader.has_begun();
            let sample = self.reader.take(&line);
            if let Some(sample) = sample {
                self.told = true;
                self.until = Instant::now() + NEXT;
                return Ok(sample);
            }
            // By the whole sample: one that says a word now and then must not hold it up for ever.
            if !before && self.reader.has_begun() {
                self.until = Instant::now() + SILENT;
            }
        }
    }

    fn late(&self) -> Failure {
        if self.told || self.reader.has_begun() {
            return Failure::Hangs;
        }
        Failure::NoLogin(format!(
            "ssh could not log in within {} s. Check whether the instance answers by SSH.",
            LOGIN.as_secs()
        ))
    }

    async fn end(&self) -> Failure {
        let said = self.program.0.ended().await.said;
        let greeting = self.reader.greeting();
        let said = if said.trim().is_empty() { greeting } else { said.as_str() };
        Failure::NoLogin(connect::why_ended(said, &self.ssh))
    }
}
