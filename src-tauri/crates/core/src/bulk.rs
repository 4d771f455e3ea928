//! One act for many machines, one after the other, with a result for each.

mod left;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rust_decimal::Decimal;
use tracing::Instrument as _;
use voltdeck_rules::Act as Rule;

use voltdeck_base::account::Account;
use voltdeck_base::activity;
use voltdeck_base::claim::{Claim, Taken};
use voltdeck_base::parts::Part;
use voltdeck_base::{App, format, rates};
use voltdeck_contract::{
    Answer, BulkAct, BulkArgs, BulkItem, BulkKind, BulkPreview, BulkRefusal, BulkStartArgs, BulkState, BulkTarget,
    BulkView, CommandError, Done, ErrorCode, Event, MachineKind, Money, MoneyChange, NoArgs, PowerTarget,
};
use voltdeck_deploy::deploy::spending::{self, Passed};
use voltdeck_machines::fleet::{self, JOB_TAG, Machine};
use voltdeck_machines::machine::{self, allowed, known, may_tag};

use left::Rest;
pub use left::watch;

/// The claim of a bulk act: there is one at a time of an account, over all copies of the app.
const BULK: &str = "bulk";
/// The bulk act of an account: there is one at a time.
#[derive(Debug, Default)]
pub struct BulkMemory {
    run: Mutex<Option<Run>>,
    /// The machines of the newest preview of a termination, as they were shown.
    shown: Mutex<HashMap<String, Confirmed>>,
}

#[derive(Debug, Clone)]
struct Run {
    act: BulkAct,
    items: Vec<BulkItem>,
    /// How the machines were when it was confirmed, in the order of the items.
    confirmed: Vec<Confirmed>,
    running: bool,
    stopping: bool,
}

/// What a person saw of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Confirmed {
    name: String,
    state: String,
}

impl Confirmed {
    fn of(machine: &Machine) -> Self {
        Self { name: machine.name().to_owned(), state: machine.state().word }
    }
}

impl Part for BulkMemory {}

impl BulkMemory {
    fn lock(&self) -> MutexGuard<'_, Option<Run>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shown(&self) -> MutexGuard<'_, HashMap<String, Confirmed>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an act would do to machines, before it is asked for.
pub async fn preview(app: Arc<App>, account: Arc<Account>, args: BulkArgs) -> Answer<BulkPreview> {
    let plan = BulkPlan::new(&app, &account, &args.ids, &args.act)?;
    if plan.kind == BulkKind::Terminate {
        let each = plan.can.iter().map(|machine| (machine.id().to_owned(), Confirmed::of(machine)));
        *account.part::<BulkMemory>().shown() = each.collect();
    }
    let burn = plan.effect().zip(rates::burn(&account)).map(|(effect, (burn, _))| MoneyChange {
        before: Money(burn),
        after: Money((burn + effect).max(Decimal::ZERO)),
    });
    let note = plan.note();
    Ok(BulkPreview {
        confirm: plan.confirm(),
        note,
        burn,
        can: plan
            .can
            .iter()
            .map(|machine| BulkTarget { id: machine.id().into(), name: machine.name().into() })
            .collect(),
        cannot: plan.cannot,
    })
}

/// Does it, one machine after the other, for as long as the account is in front.
pub async fn start(app: Arc<App>, account: Arc<Account>, args: BulkStartArgs) -> Answer<BulkView> {
    let plan = BulkPlan::new(&app, &account, &args.ids, &args.act)?;
    if plan.can.is_empty() {
        let message = "None of these machines can take that now. Nothing was done.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    if let Some(confirm) = plan.confirm()
        && args.typed.trim() != confirm
    {
        let undone = if plan.kind == BulkKind::Start { "started" } else { "ended" };
        let message = format!("Type \"{confirm}\" exactly. Nothing was {undone}.");
        return Err(CommandError::new(ErrorCode::Invalid, message).at("typed"));
    }
    let items = plan.can.iter().map(|machine| BulkItem {
        id: machine.id().into(),
        name: machine.name().into(),
        state: BulkState::Waiting,
        message: None,
    });
    let confirmed = {
        // They stay for a second press: a first one may be refused.
        let shown = account.part::<BulkMemory>().shown();
        let of = |machine: &Machine| shown.get(machine.id()).cloned().unwrap_or_else(|| Confirmed::of(machine));
        plan.can.iter().map(of).collect()
    };
    let run = Run { act: args.act, items: items.collect(), confirmed, running: true, stopping: false };
    // It stands in the store before the first machine is done, so that what a kill leaves undone is known.
    let Taken::Held(claim) = Claim::take(&app, account.profile_id(), BULK, label(run.act.kind), |_| Ok(true))? else {
        let message = "Another bulk act is under way. Wait for its end, or stop it.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    };
    claim.keep_rest(&Rest::of(&run).text())?;
    account.part::<BulkMemory>().shown().retain(|id, _| run.items.iter().all(|item| item.id != *id));
    *account.part::<BulkMemory>().lock() = Some(run.clone());
    // Made here: a task that never runs, since another account came to the front meanwhile, leaves all undone.
    let told = LeftUndone { app: Arc::clone(&app), account: Arc::clone(&account) };
    account.spawn_in_front(carry_out(claim, told));
    app.host.emit(Event::Bulk);
    Ok(shown(&run))
}

/// The bulk act that is under way or was last done.
pub async fn current(_app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Option<BulkView>> {
    let run = account.part::<BulkMemory>().lock().clone();
    Ok(run.as_ref().map(shown))
}

/// Ends it after the machine that is being done.
pub async fn stop(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Option<BulkView>> {
    if let Some(run) = account.part::<BulkMemory>().lock().as_mut() {
        run.stopping = run.running;
    }
    app.host.emit(Event::Bulk);
    current(app, account, NoArgs {}).await
}

/// Takes a bulk act that is over off the screen.
pub async fn dismiss(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Done> {
    account.part::<BulkMemory>().lock().take_if(|run| !run.running);
    app.host.emit(Event::Bulk);
    Ok(Done {})
}

/// What was left undone is told before the claim goes, and another bulk act begins after that.
async fn carry_out(claim: Claim, told: LeftUndone) {
    let LeftUndone { app, account } = &told;
    while let Some((act, id, confirmed)) = next(account) {
        let left = account.part::<BulkMemory>().lock().as_ref().map(|run| Rest::of(run).text()).unwrap_or_default();
        if let Err(error) = claim.keep_rest(&left) {
            // What was kept before names this one as left, and it is not done without a word of it.
            settle(account, &id, Err(error));
            continue;
        }
        app.host.emit(Event::Bulk);
        // On its own: a switch of accounts must not cut a request off in the middle.
        let (task_app, task_account, task_id) = (Arc::clone(app), Arc::clone(account), id.clone());
        let doing = tokio::spawn(
            async move { act_on(&task_app, &task_account, &act, &task_id, &confirmed).await }.in_current_span(),
        );
        // What a panic says is told nowhere, and nobody knows what was sent before it.
        let result = doing.await.unwrap_or_else(|_| Err(CommandError::new(ErrorCode::OutcomeUnknown, BROKEN)));
        settle(account, &id, result);
    }
    app.host.emit(Event::Bulk);
}

/// Said of a machine whose act a fault of ours ended.
const BROKEN: &str = "A fault in Voltdeck ended this in the middle. Whether it was done shows in the list.";

/// Says what was left undone where the account leaves the front in the middle: its bulk act ends there, and nothing else
/// tells.
struct LeftUndone {
    app: Arc<App>,
    account: Arc<Account>,
}

impl Drop for LeftUndone {
    fn drop(&mut self) {
        let Some(run) = self.account.part::<BulkMemory>().lock().take_if(|run| run.running) else { return };
        let rest = Rest::of(&run);
        let told = self.app.store.transact(|connection| rest.tell(connection, &self.app, &self.account, None));
        match told {
            Ok(true) => activity::told_now(&self.app),
            Ok(false) => {}
            Err(error) => tracing::warn!(code = ?error.code, "a bulk act that ended early could not be noted"),
        }
    }
}

/// The next machine whose turn it is; ends the run where there is none.
fn next(account: &Account) -> Option<(BulkAct, String, Confirmed)> {
    let mut current = account.part::<BulkMemory>().lock();
    let run = current.as_mut()?;
    if run.stopping {
        for item in run.items.iter_mut().filter(|item| item.state == BulkState::Waiting) {
            item.state = BulkState::Skipped;
        }
    }
    let waiting = run.items.iter_mut().zip(&run.confirmed).find(|(item, _)| item.state == BulkState::Waiting);
    let Some((item, confirmed)) = waiting else {
        run.running = false;
        run.stopping = false;
        return None;
    };
    item.state = BulkState::Doing;
    Some((run.act.clone(), item.id.clone(), confirmed.clone()))
}

fn settle(account: &Account, id: &str, result: Answer<Done>) {
    let mut current = account.part::<BulkMemory>().lock();
    let Some(run) = current.as_mut() else { return };
    // Every other machine would be answered the same.
    let refused = |said: &CommandError| matches!(said.code, ErrorCode::TokenRefused | ErrorCode::ReadOnly);
    run.stopping |= result.as_ref().is_err_and(refused);
    let Some(item) = run.items.iter_mut().find(|item| item.id == id) else { return };
    (item.state, item.message) = match result {
        Ok(Done {}) => (BulkState::Done, None),
        Err(said) if said.code == ErrorCode::OutcomeUnknown => (BulkState::Unknown, Some(said.message)),
        Err(said) => (BulkState::Failed, Some(said.message)),
    };
}

/// One machine. Its state is looked up again: it may have changed while others were done.
async fn act_on(
    app: &Arc<App>,
    account: &Arc<Account>,
    act: &BulkAct,
    id: &str,
    confirmed: &Confirmed,
) -> Answer<Done> {
    let machine = known(account, id)?;
    let now = Confirmed::of(&machine);
    // What cannot be undone is done only to what was confirmed.
    if act.kind == BulkKind::Terminate && now != *confirmed {
        let message = format!(
            "It was {} and {} when this was confirmed, and is {} and {} now. It was not ended: look at it again.",
            format::shown_name(&confirmed.name),
            format::shown_name(&confirmed.state),
            format::shown_name(&now.name),
            format::shown_name(&now.state)
        );
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    match act.kind {
        BulkKind::Start => machine::set_power(app, account, &machine, PowerTarget::Start).await,
        BulkKind::Stop => machine::set_power(app, account, &machine, PowerTarget::Stop).await,
        BulkKind::Release => machine::set_power(app, account, &machine, PowerTarget::Release).await,
        BulkKind::Terminate => machine::end(app, account, &machine).await,
        BulkKind::AddTags => {
            let tags: Vec<String> = own_tags(&machine).chain(act.tags.iter().cloned()).collect();
            machine::tag(app, account, &machine, &tags).await
        }
        BulkKind::RemoveTags => {
            let tags: Vec<String> = own_tags(&machine).filter(|tag| !act.tags.contains(tag)).collect();
            machine::tag(app, account, &machine, &tags).await
        }
    }
}

fn own_tags(machine: &Machine) -> impl Iterator<Item = String> {
    machine.tags().iter().filter(|tag| !tag.starts_with(JOB_TAG)).cloned()
}

/// Machines by whether the act can be done with them.
struct BulkPlan {
    kind: BulkKind,
    can: Vec<Machine>,
    cannot: Vec<BulkRefusal>,
    /// A start of all of them passes the account's spending limit.
    passed: Option<Passed>,
}

impl BulkPlan {
    fn new(app: &App, account: &Account, ids: &[String], act: &BulkAct) -> Answer<Self> {
        let tags = matches!(act.kind, BulkKind::AddTags | BulkKind::RemoveTags);
        if tags && act.tags.iter().all(|tag| tag.trim().is_empty()) {
            return Err(CommandError::new(ErrorCode::Invalid, "Give at least one tag.").at("tags"));
        }
        if tags && act.tags.iter().any(|tag| tag.trim().starts_with(JOB_TAG)) {
            let message = format!("Tags that begin with {JOB_TAG} are how Voltdeck finds its own deploys again.");
            return Err(CommandError::new(ErrorCode::Invalid, message).at("tags"));
        }
        let mut plan = Self { kind: act.kind, can: Vec::new(), cannot: Vec::new(), passed: None };
        let mut seen = HashSet::new();
        for id in ids.iter().filter(|id| seen.insert(*id)) {
            let may = |machine: &Machine| if tags { may_tag(machine) } else { allowed(rule(act.kind), machine) };
            match known(account, id) {
                Ok(machine) => match may(&machine) {
                    Ok(()) => plan.can.push(machine),
                    Err(said) => plan.refuse(id, machine.name(), said),
                },
                Err(said) => plan.refuse(id, id, said),
            }
        }
        let adds = plan.effect();
        if act.kind == BulkKind::Start && !plan.can.is_empty() && adds.is_none_or(|adds| adds > Decimal::ZERO) {
            plan.passed = spending::passed(app, account, adds)?;
        }
        Ok(plan)
    }

    fn refuse(&mut self, id: &str, name: &str, said: CommandError) {
        self.cannot.push(BulkRefusal { id: id.into(), name: name.into(), reason: said.message });
    }

    /// What it does to the burn rate; `None` where a price is not known, or nothing changes by nature.
    fn effect(&self) -> Option<Decimal> {
        let change = |machine: &Machine| {
            let price = machine.price();
            let after = match self.kind {
                BulkKind::Start | BulkKind::Stop => price.associated,
                BulkKind::Release => price.released,
                BulkKind::Terminate => Some(Decimal::ZERO),
                BulkKind::AddTags | BulkKind::RemoveTags => None,
            };
            Some(after? - price.now?)
        };
        self.can.iter().map(change).sum()
    }

    fn note(&self) -> Option<String> {
        let rentals = self.can.iter().any(|machine| machine.kind() == MachineKind::BareMetal);
        match self.kind {
            BulkKind::Stop if rentals => {
                Some(format!("A stopped VM costs as much as a running one. {}", fleet::MAY_STILL_COST))
            }
            BulkKind::Stop => {
                Some("A stopped VM costs as much as a running one. Release it to pay for its disk alone.".into())
            }
            BulkKind::Start => self.passed.as_ref().map(|passed| passed.why.clone()),
            BulkKind::Release => Some("The GPUs may be gone when a released VM is started again.".into()),
            _ => None,
        }
    }

    fn confirm(&self) -> Option<String> {
        match (self.kind, &self.passed) {
            (BulkKind::Terminate, _) => Some(format!("terminate {}", self.can.len())),
            (BulkKind::Start, Some(_)) => Some(format!("start {}", self.can.len())),
            _ => None,
        }
    }
}

fn rule(kind: BulkKind) -> Rule {
    match kind {
        BulkKind::Start => Rule::Start,
        BulkKind::Stop => Rule::Stop,
        BulkKind::Release => Rule::Release,
        BulkKind::AddTags | BulkKind::RemoveTags => Rule::Modify,
        BulkKind::Terminate => Rule::Terminate,
    }
}

fn shown(run: &Run) -> BulkView {
    let count = |states: &[BulkState]| {
        u32::try_from(run.items.iter().filter(|item| states.contains(&item.state)).count()).unwrap_or(u32::MAX)
    };
    BulkView {
        act: run.act.clone(),
        label: label(run.act.kind).into(),
        total: u32::try_from(run.items.len()).unwrap_or(u32::MAX),
        finished: count(&[BulkState::Done, BulkState::Failed, BulkState::Unknown, BulkState::Skipped]),
        failed: count(&[BulkState::Failed, BulkState::Unknown]),
        items: run.items.clone(),
        running: run.running,
        stopping: run.stopping,
    }
}

fn label(kind: BulkKind) -> &'static str {
    match kind {
        BulkKind::Start => "Start",
        BulkKind::Stop => "Stop",
        BulkKind::Release => "Stop and release",
        BulkKind::AddTags => "Add tags",
        BulkKind::RemoveTags => "Remove tags",
        BulkKind::Terminate => "Terminate",
    }
}
