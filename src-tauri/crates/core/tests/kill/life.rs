//! One start of the app, and the moment at which it is killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use voltdeck_sandbox::{Operation, Sandbox};

use crate::app::Told;
use crate::dice::Dice;
use crate::left::Left;

/// Within this it stands, however busy the computer is: no lock that was left keeps it.
const STARTS: Duration = Duration::from_secs(60);
/// A moment that does not come is no reason to wait longer.
const PATIENCE: Duration = Duration::from_secs(4);
const LOOK: Duration = Duration::from_micros(200);

/// What a kill waits for before a last short chance.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// So many milliseconds after it stood.
    After(u64),
    /// So many requests.
    Requests(u64),
    /// An order that arrived.
    Order,
    /// A file that is being written.
    File,
    /// A month of which a part is in the store.
    Month,
}

impl Moment {
    pub(crate) fn drawn(dice: &mut Dice) -> Self {
        match dice.below(7) {
            0 => Self::After(dice.below(2_500)),
            1 => Self::Requests(dice.below(24)),
            2 | 3 => Self::Order,
            4 | 5 => Self::File,
            _ => Self::Month,
        }
    }

    /// What the start that it is for does first, so that the moment comes.
    pub(crate) fn first(self, number: u64) -> u64 {
        match self {
            Self::After(_) | Self::Requests(_) => number,
            Self::Order => number * 3,
            Self::Month => number * 3 + 1,
            Self::File => number * 3 + 2,
        }
    }

    pub(crate) fn wait_in(self, life: &mut Life, sandbox: &Sandbox, left: &Left, dice: &mut Dice) {
        let requests = sandbox.log().len();
        let of = |operation| sandbox.log()[requests..].iter().filter(|line| line.operation == Some(operation)).count();
        let (begun, parts, half_read) = (Instant::now(), left.parts(), left.half_read());
        let come = |life: &mut Life| match self {
            Self::After(ms) => begun.elapsed() >= Duration::from_millis(ms),
            Self::Requests(count) => sandbox.log().len() - requests >= usize::try_from(count).unwrap(),
            Self::Order => of(Operation::DeployVm) > 0,
            Self::File => left.parts() > parts,
            Self::Month => left.half_read() > half_read,
        } || life.is_over();
        while !come(life) && begun.elapsed() < PATIENCE {
            std::thread::sleep(LOOK);
        }
        // The answer is under way, being kept, or kept.
        std::thread::sleep(Duration::from_micros(dice.below(6) * dice.below(1500)));
    }
}

/// A process of the app.
pub(crate) struct Life {
    child: Child,
    lines: Receiver<String>,
}

impl Life {
    /// Starts it, and waits until the store is open. `work` says what it does, and that it does anything.
    pub(crate) fn begin(folder: &Path, base_url: &str, ahead: Duration, work: Option<u64>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["the_app_that_is_killed", "--exact", "--nocapture"]);
        Told { folder: folder.into(), base_url: base_url.into(), ahead, work }.to_environment(&mut command);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut life = Self { child, lines };
        let begun = Instant::now();
        while !life.said("open") {
            let over = life.is_over();
            assert!(!over && begun.elapsed() < STARTS, "a start does not stand: ended {over}");
        }
        life
    }

    fn said(&mut self, word: &str) -> bool {
        self.lines.recv_timeout(Duration::from_millis(50)).is_ok_and(|line| line == word)
    }

    fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// SIGKILL. One that ended by itself failed.
    pub(crate) fn kill(mut self) {
        assert!(!self.is_over(), "it ended before it was killed");
        // On Unix this is SIGKILL.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
