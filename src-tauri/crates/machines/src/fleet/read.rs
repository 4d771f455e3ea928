//! Reading machines: both lists, one machine, and the place of one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use voltagepark::{Client, Whole};

use super::state::Reading;
use super::{Machine, Sweep, history, identity};
use crate::fleet::Fleet;
use voltdeck_base::account::Account;
use voltdeck_base::clock::Moment;
use voltdeck_base::hooks::List;
use voltdeck_base::{App, failure};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, MachineKind};

/// Machines per page: the most that the page allows.
const PAGE: u32 = 100;
/// While the first sweep of a big fleet comes in, the windows are told no more often than this.
const TELL: Duration = Duration::from_secs(2);

/// Reads both lists now. Two that come at once share one reading. An error says that neither could be read; where one
/// could, the other's fault is kept for the screen and what was known of its machines stays.
pub async fn sweep(app: &Arc<App>, account: &Arc<Account>) -> Answer<Arc<Sweep>> {
    let before = account.part::<Fleet>().last_sweep().map(|sweep| sweep.rested);
    let _one_at_a_time = account.part::<Fleet>().sweeping.lock().await;
    if let Some(newer) = account.part::<Fleet>().last_sweep()
        && Some(newer.rested) > before
    {
        return Ok(newer);
    }
    account.part::<Fleet>().state().reading = true;
    let began = Moment::now(app);
    let client = account.background();
    let arrivals = Arrivals::new(app, account, before.is_none(), began);
    let (vms, rentals) = futures::join!(
        client.list_virtual_machines_all_with(PAGE, |page, total| {
            arrivals.show(MachineKind::Vm, page.iter().cloned().map(vm), total);
        }),
        client.list_bare_metal_all_with(PAGE, |page, total| {
            arrivals.show(MachineKind::BareMetal, page.iter().cloned().map(rental), total);
        }),
    );
    let ended = Moment::now(app);
    let mut gathered = Gathered::default();
    gathered.add(MachineKind::Vm, vms.map(|list| of(list, vm)));
    gathered.add(MachineKind::BareMetal, rentals.map(|list| of(list, rental)));
    let mut news = {
        let mut state = account.part::<Fleet>().state();
        state.reading = false;
        state.expected = None;
        let codes = |faults: &HashMap<MachineKind, CommandError>| {
            [MachineKind::Vm, MachineKind::BareMetal].map(|kind| faults.get(&kind).map(|fault| fault.code))
        };
        let before = std::mem::replace(&mut state.faults, gathered.faults.clone());
        codes(&before) != codes(&state.faults)
    };
    let fault = |kind: MachineKind| gathered.faults.get(&kind);
    let lists = [(List::Vms, fault(MachineKind::Vm)), (List::BareMetal, fault(MachineKind::BareMetal))];
    (app.hooks().lists_read)(app, account, &lists);
    if let (2, Some(said)) = (gathered.failed, gathered.faults.remove(&MachineKind::Vm)) {
        account.show(app, Event::Fleet);
        return Err(said);
    }
    let Gathered { machines, whole, pages, .. } = gathered;
    identity::judge(app, account, &machines, whole.len() == 2).await;
    let sweep = {
        let mut state = account.part::<Fleet>().state();
        let known = |machine: Machine| {
            let before = state.machines.get(machine.id()).map(|known| &known.machine);
            machine.keeping(before)
        };
        let machines = machines.into_iter().map(known).collect();
        let (at, rested) = (ended.wall, ended.counted);
        let sweep =
            Arc::new(Sweep { began: began.wall, asked: began.counted, ended: at, rested, pages, machines, whole });
        news |= state.take_sweep(Arc::clone(&sweep), began, ended);
        state.next_try_at = None;
        sweep
    };
    (app.hooks().changed)(app, account);
    account.part::<Fleet>().swept.send_replace(());
    history::follow(app, account, &sweep).await;
    // A window that nobody looks at is told of news alone: the age of what it shows is told when it is looked at again.
    if news || app.is_looked_at(account) {
        account.show(app, Event::Fleet);
    }
    Ok(sweep)
}

fn vm(vm: voltagepark::types::VirtualMachine) -> Machine {
    Machine::Vm(Box::new(vm))
}

fn rental(rental: voltagepark::types::BareMetalRental) -> Machine {
    Machine::Rental(Box::new(rental))
}

fn of<T>(list: Whole<T>, machine: impl Fn(T) -> Machine) -> Whole<Machine> {
    let Whole { items, unreadable, pages, complete } = list;
    Whole { items: items.into_iter().map(machine).collect(), unreadable, pages, complete }
}

/// What the two lists came to.
#[derive(Default)]
struct Gathered {
    machines: Vec<Machine>,
    whole: Vec<MachineKind>,
    pages: usize,
    faults: HashMap<MachineKind, CommandError>,
    failed: usize,
}

impl Gathered {
    fn add(&mut self, kind: MachineKind, list: Result<Whole<Machine>, voltagepark::Error>) {
        match list {
            Ok(list) => {
                self.pages += list.pages;
                self.machines.extend(list.items);
                if list.complete {
                    self.whole.push(kind);
                } else {
                    self.faults.insert(kind, partial(kind));
                }
            }
            Err(failed) => {
                self.failed += 1;
                self.faults.insert(kind, unread(kind, failure::reading(&failed)));
            }
        }
    }
}

/// Shows the pages of the very first sweep as they come: nobody waits for the hundredth to see the first.
struct Arrivals<'a> {
    app: &'a App,
    account: &'a Account,
    first: bool,
    began: Moment,
    state: std::sync::Mutex<Arrived>,
}

#[derive(Default)]
struct Arrived {
    totals: [Option<u64>; 2],
    seen: [bool; 2],
    at: Option<Instant>,
}

impl<'a> Arrivals<'a> {
    fn new(app: &'a App, account: &'a Account, first: bool, began: Moment) -> Self {
        Self { app, account, first, began, state: std::sync::Mutex::default() }
    }

    fn show(&self, kind: MachineKind, page: impl Iterator<Item = Machine>, total: Option<u64>) {
        if !self.first {
            return;
        }
        let reading = Reading { asked: self.began, read: Moment::now(self.app), by_list: true };
        let mut told = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let index = usize::from(kind == MachineKind::BareMetal);
        told.totals[index] = total;
        let first_of_its_kind = !std::mem::replace(&mut told.seen[index], true);
        {
            let mut state = self.account.part::<Fleet>().state();
            for machine in page {
                state.take(machine, reading);
            }
            let total: u64 = told.totals.iter().flatten().fold(0, |sum, total| sum.saturating_add(*total));
            state.expected = u32::try_from(total).ok().filter(|&total| total as usize > state.machines.len());
        }
        if first_of_its_kind || told.at.is_none_or(|at| at.elapsed() >= TELL) {
            told.at = Some(Instant::now());
            self.account.show(self.app, Event::Fleet);
        }
    }
}

/// Reads one machine now; [`ErrorCode::Gone`] where the provider does not list it. A rental is read by its list: there is
/// no other way.
pub async fn read_machine(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Machine> {
    let kind = account.part::<Fleet>().kind(id).unwrap_or_default();
    read_machine_of(app, account, kind, id).await
}

/// The same where its kind is known and it may not be listed yet.
pub async fn read_machine_of(app: &Arc<App>, account: &Arc<Account>, kind: MachineKind, id: &str) -> Answer<Machine> {
    match kind {
        MachineKind::Vm => read_vm(app, account, &account.client(), id).await,
        MachineKind::BareMetal => {
            let whole = read_rentals_with(app, account, &account.client()).await?;
            let known = account.part::<Fleet>().known(id).map(|known| known.machine);
            known.ok_or_else(|| if whole { not_listed() } else { partial(kind) })
        }
    }
}

/// Reads one VM now, in the background.
pub async fn read_vm_for_list(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Machine> {
    read_vm(app, account, &account.background(), id).await
}

async fn read_vm(app: &App, account: &Account, client: &Client, id: &str) -> Answer<Machine> {
    let asked = Moment::now(app);
    let vm = client.get_virtual_machine(&id.into()).await.map_err(|failed| failure::reading(&failed))?;
    let machine = self::vm(vm);
    let reading = Reading { asked, read: Moment::now(app), by_list: false };
    let news = account.part::<Fleet>().state().take(machine.clone(), reading);
    // Only news is told: an open panel reads its machine again with each event.
    if news {
        (app.hooks().changed)(app, account);
        account.show(app, Event::Fleet);
    }
    Ok(machine)
}

/// Reads the list of rentals alone, in the background.
pub async fn read_rentals(app: &Arc<App>, account: &Arc<Account>) -> Answer<()> {
    read_rentals_with(app, account, &account.background()).await.map(drop)
}

/// Says whether the list was whole.
async fn read_rentals_with(app: &App, account: &Account, client: &Client) -> Answer<bool> {
    let asked = Moment::now(app);
    let list = client.list_bare_metal_all(PAGE).await.map_err(|failed| failure::reading(&failed))?;
    let read = Moment::now(app);
    let news = {
        let mut state = account.part::<Fleet>().state();
        let mut news = false;
        let listed: HashSet<&str> = list.items.iter().map(|rental| rental.id.as_str()).collect();
        if list.complete {
            news = state.drop_unlisted(MachineKind::BareMetal, &listed, asked, read);
        }
        for item in &list.items {
            news |= state.take(rental(item.clone()), Reading { asked, read, by_list: true });
        }
        news
    };
    if news {
        (app.hooks().changed)(app, account);
        account.show(app, Event::Fleet);
    }
    Ok(list.complete)
}

/// Said of a machine that no list has.
pub fn not_listed() -> CommandError {
    CommandError::new(
        ErrorCode::Gone,
        "The provider does not list this machine. It was terminated, or it belongs to another account.",
    )
}

fn list_of(kind: MachineKind) -> &'static str {
    match kind {
        MachineKind::Vm => "VMs",
        MachineKind::BareMetal => "bare metal",
    }
}

/// The fault of one list: the other may be as it should.
fn unread(kind: MachineKind, said: CommandError) -> CommandError {
    match said.code {
        // These are of the account or the connection, whichever list met them first.
        ErrorCode::TokenRefused | ErrorCode::Offline | ErrorCode::Slow => said,
        _ => CommandError { message: format!("The list of {} was not read. {}", list_of(kind), said.message), ..said },
    }
}

fn partial(kind: MachineKind) -> CommandError {
    CommandError {
        retryable: true,
        ..CommandError::new(
            ErrorCode::Provider,
            format!(
                "The provider's list of {} was incomplete, so what is missing in it is not taken for gone. It is read again soon.",
                list_of(kind)
            ),
        )
    }
}
