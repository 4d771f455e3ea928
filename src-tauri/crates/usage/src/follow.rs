//! Follows the use of a machine for as long as a panel asks for it: one `ssh` for each of its ends, which tells every few
//! seconds.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::Instant;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::Event;
use voltdeck_machines::fleet::{Fleet, Machine};
use voltdeck_machines::idle::IdleMemory;

use crate::ends::{self, Ends};
use crate::memory::UsageMemory;
use crate::remote;
use crate::sample::Sample;
use crate::stream::Failure;

/// Nodes of a rental that are followed at once.
pub(crate) const NODES: usize = 8;
/// How often it is looked whether somebody still asks, so that it ends soon after.
const LOOK: Duration = Duration::from_secs(1);
/// The pause before another try doubles from the first to the longest: servers take many failed logins for an attack.
const PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Sees to it that a machine is followed while it is asked for.
pub(crate) fn ask(app: &Arc<App>, account: &Arc<Account>, machine: &Machine) {
    if account.part::<UsageMemory>().ask(machine.id()) {
        let followed = Followed { account: Arc::clone(account), id: machine.id().to_owned() };
        account.spawn_in_front(follow(Arc::clone(app), followed, Ends::of(machine)));
    }
}

/// A machine that is followed, however that ends.
struct Followed {
    account: Arc<Account>,
    id: String,
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.account.part::<UsageMemory>().followed_no_more(&self.id);
    }
}

async fn follow(app: Arc<App>, followed: Followed, ends: Ends) {
    let (account, id) = (&followed.account, followed.id.as_str());
    let all = ends.nodes.iter().take(NODES).map(|node| follow_end(&app, account, id, (*node, &ends)));
    tokio::select! {
        () = asked_no_more(account, id, &ends) => {}
        _ = join_all(all) => {}
    }
}

/// Waits until nobody asks, or the machine is another than it was.
async fn asked_no_more(account: &Account, id: &str, ends: &Ends) {
    loop {
        tokio::time::sleep(LOOK).await;
        let known = account.part::<Fleet>().known(id).map(|known| known.machine);
        let same = known.is_none_or(|machine| machine.runs() && Ends::of(&machine) == *ends);
        if !same || !account.part::<UsageMemory>().is_asked(id) {
            return;
        }
    }
}

async fn follow_end(app: &Arc<App>, account: &Arc<Account>, id: &str, end: (u32, &Ends)) {
    let mut pause = PAUSE;
    loop {
        let begun = Instant::now();
        let failure = read_on(app, account, id, end).await;
        note(app, account, id, end, Err(failure));
        if begun.elapsed() > LONGEST_PAUSE {
            pause = PAUSE;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Reads until it fails.
async fn read_on(app: &Arc<App>, account: &Arc<Account>, id: &str, end: (u32, &Ends)) -> Failure {
    let mut stream = match ends::start(app, account, id, end.0, &remote::again_and_again()).await {
        Ok(stream) => stream,
        Err(failure) => return failure,
    };
    loop {
        match stream.next().await {
            Ok(sample) => note(app, account, id, end, Ok(sample)),
            Err(failure) => return failure,
        }
    }
}

/// Notes what was told, for who decides whether the machine is idle, too.
fn note(app: &App, account: &Account, id: &str, end: (u32, &Ends), told: Result<Sample, Failure>) {
    let look = account.part::<UsageMemory>().note(id, end, told, app.host.now());
    // Of a rental with more nodes than are followed the whole is not seen here.
    if let Some(look) = look {
        account.part::<IdleMemory>().note(id, look);
    }
    account.show(app, Event::Usage);
}
