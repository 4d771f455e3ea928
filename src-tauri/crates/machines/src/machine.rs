//! What a person does to a machine of either kind: power, name, tags, nodes, end.

mod send;

use std::collections::HashSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use voltagepark::types::{PowerStatus, UpdateInstance};
use voltdeck_rules::Act as Rule;

use crate::fleet::{self, Fleet, JOB_TAG, Machine};
use crate::{lease, out};
use send::send;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Verb};
use voltdeck_base::{App, rates, typed};
use voltdeck_contract::{
    Answer, CommandError, Done, ErrorCode, Event, MachineKind, Mark, PowerTarget, RebootArgs, RenameArgs, TagsArgs,
    TerminateArgs,
};

const RESTARTING: &str = "Restarting";

/// Starts, stops, or stops and releases a machine. The state is the one of `machine`.
pub async fn set_power(app: &Arc<App>, account: &Arc<Account>, machine: &Machine, target: PowerTarget) -> Answer<Done> {
    let plan = PowerPlan::of(target, machine.kind());
    allowed(plan.rule, machine)?;
    account.may_change()?;
    let _claim = out::claim(app, account, machine.id(), plan.verb)?;
    set_power_claimed(app, account, machine, target).await
}

/// The same under a claim of the caller, which is held until it returns.
pub(crate) async fn set_power_claimed(
    app: &Arc<App>,
    account: &Arc<Account>,
    machine: &Machine,
    target: PowerTarget,
) -> Answer<Done> {
    let id = machine.id();
    let price = machine.price();
    let plan = PowerPlan::of(target, machine.kind());
    allowed(plan.rule, machine)?;
    let after = if target == PowerTarget::Release { price.released } else { price.associated };
    let act = activity::Act {
        subject: machine.name(),
        deed: plan.asked,
        verb: Some(plan.verb),
        mark: plan.mark,
        effect: effect(price.now, after),
        price: price.now,
        instance_id: Some(id),
        place: None,
    };
    let status = plan.status;
    let until = plan.until;
    let is_so = move |machine: Option<&Machine>| machine.is_some_and(|machine| until.contains(&machine.status()));
    send(app, account, act, plan.done, is_so, async {
        match machine {
            Machine::Vm(vm) => account.client().set_virtual_machine_power(&vm.id, status).await,
            Machine::Rental(rental) => account.client().set_bare_metal_power(&rental.id, status).await,
        }
        .map(drop)
    })
    .await?;
    account.part::<Fleet>().begin(id, plan.underway, plan.until);
    rates::wake(account);
    app.host.emit(Event::Fleet);
    Ok(Done {})
}

/// Restarts chosen nodes of a rental.
pub async fn reboot(app: Arc<App>, account: Arc<Account>, args: RebootArgs) -> Answer<Done> {
    let machine = known(&account, &args.id)?;
    let Machine::Rental(rental) = &machine else {
        let message = "A VM has no nodes to restart. Stop it and start it, or restart it from inside.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    };
    allowed(Rule::Reboot, &machine)?;
    // Done twice it would restart them twice, and the list does not show the first yet.
    if account.part::<Fleet>().is_underway(machine.id(), RESTARTING) {
        let message = "A restart of this rental was asked for a moment ago. Wait until it is back.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    let mut nodes = args.public_ips;
    nodes.sort();
    nodes.dedup();
    if nodes.is_empty() {
        return Err(CommandError::new(ErrorCode::Invalid, "Choose at least one node.").at("publicIps"));
    }
    let has = |address: &String| rental.node_networking.iter().any(|node| node.public_ip.as_ref() == Some(address));
    if let Some(unknown) = nodes.iter().find(|address| !has(address)) {
        let message = format!("{unknown} is no node of this rental any more. Nothing was restarted. Choose again.");
        return Err(CommandError::new(ErrorCode::Invalid, message).at("publicIps"));
    }
    let deed = match nodes.as_slice() {
        [one] => format!("restart of {one} asked for"),
        several => format!("restart of {} nodes asked for", several.len()),
    };
    let act = activity::Act {
        subject: machine.name(),
        deed: &deed,
        verb: Some(Verb::Restart),
        mark: Mark::Pending,
        price: machine.price().now,
        instance_id: Some(machine.id()),
        ..activity::Act::default()
    };
    let is_so = |machine: Option<&Machine>| machine.is_some_and(Machine::is_pending_rental);
    send(&app, &account, act, "restarted", is_so, account.client().reboot_bare_metal(&rental.id, &nodes)).await?;
    account.part::<Fleet>().begin(machine.id(), RESTARTING, &["Pending"]);
    app.host.emit(Event::Fleet);
    Ok(Done {})
}

/// Renames a machine.
pub async fn rename(app: Arc<App>, account: Arc<Account>, args: RenameArgs) -> Answer<Done> {
    let machine = known(&account, &args.id)?;
    let new = args.name.trim();
    if new.is_empty() {
        return Err(CommandError::new(ErrorCode::Invalid, "A machine needs a name.").at("name"));
    }
    if machine.given_name() == Some(new) {
        return Ok(Done {});
    }
    allowed(Rule::Modify, &machine)?;
    let deed = format!("renamed to {new}");
    let change = UpdateInstance { name: Some(new.to_owned()), tags: None };
    modify(&app, &account, &machine, Verb::Rename, &deed, change).await
}

/// Sets the tags of a machine. Its job's own tag stays.
pub async fn set_tags(app: Arc<App>, account: Arc<Account>, args: TagsArgs) -> Answer<Done> {
    let machine = known(&account, &args.id)?;
    tag(&app, &account, &machine, &args.tags).await
}

/// The same for a machine that is at hand.
pub async fn tag(app: &Arc<App>, account: &Arc<Account>, machine: &Machine, wanted: &[String]) -> Answer<Done> {
    may_tag(machine)?;
    let mut tags: Vec<String> = Vec::new();
    for tag in wanted.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if tag.starts_with(JOB_TAG) {
            let message = format!("Tags that begin with {JOB_TAG} are how Voltdeck finds its own deploys again.");
            return Err(CommandError::new(ErrorCode::Invalid, message).at("tags"));
        }
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags.extend(machine.tags().iter().filter(|tag| tag.starts_with(JOB_TAG)).cloned());
    if tags == machine.tags() {
        return Ok(Done {});
    }
    let change = UpdateInstance { name: None, tags: Some(tags) };
    modify(app, account, machine, Verb::Tag, "tags changed", change).await
}

/// Terminates a machine whose name was typed.
pub async fn terminate(app: Arc<App>, account: Arc<Account>, args: TerminateArgs) -> Answer<Done> {
    let machine = known(&account, &args.id)?;
    if !typed::names(&args.typed_name, machine.name(), Some(machine.id())) {
        let message =
            format!("Type {} to terminate it. Nothing was ended.", typed::asked(machine.name(), machine.id()));
        return Err(CommandError::new(ErrorCode::Invalid, message).at("typedName"));
    }
    end(&app, &account, &machine).await
}

/// Terminates a machine, and its lease with it.
pub async fn end(app: &Arc<App>, account: &Arc<Account>, machine: &Machine) -> Answer<Done> {
    allowed(Rule::Terminate, machine)?;
    account.may_change()?;
    let _claim = out::claim(app, account, machine.id(), Verb::Terminate)?;
    // Where one list that lacks it is all that tells, its lease stays: it goes by the rule of lists.
    if end_claimed(app, account, machine).await? == Ended::Certainly {
        lease::ended_by_hand(app, account, machine);
    }
    Ok(Done {})
}

/// How it is known that a machine was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The provider said so.
    Certainly,
    /// The answer was lost, and a list lacks it.
    NotListed,
}

/// Terminates a machine under a claim of the caller, which is held until it returns.
pub(crate) async fn end_claimed(app: &Arc<App>, account: &Arc<Account>, machine: &Machine) -> Answer<Ended> {
    allowed(Rule::Terminate, machine)?;
    let id = machine.id();
    let act = activity::Act {
        subject: machine.name(),
        deed: "termination asked for",
        verb: Some(Verb::Terminate),
        mark: Mark::Terminated,
        effect: effect(machine.price().now, Some(Decimal::ZERO)),
        price: machine.price().now,
        instance_id: Some(id),
        place: None,
    };
    let is_so = |machine: Option<&Machine>| machine.is_none_or(|machine| machine.status() == "Terminated");
    let mut answered = false;
    send(app, account, act, "terminated", is_so, async {
        let answer = match machine {
            Machine::Vm(vm) => account.client().terminate_virtual_machine(&vm.id).await,
            Machine::Rental(rental) => account.client().terminate_bare_metal(&rental.id).await,
        };
        answered = answer.is_ok();
        answer
    })
    .await?;
    let said = answered || account.part::<Fleet>().known(id).is_some();
    account.part::<Fleet>().begin(id, "Terminating", &["Terminated"]);
    rates::wake(account);
    // The watcher reads it now; the list says when it is gone, and until then the row says that it was asked for.
    app.host.emit(Event::Fleet);
    Ok(if said { Ended::Certainly } else { Ended::NotListed })
}

async fn modify(
    app: &Arc<App>,
    account: &Arc<Account>,
    machine: &Machine,
    verb: Verb,
    deed: &str,
    change: UpdateInstance,
) -> Answer<Done> {
    let act = activity::Act {
        subject: machine.name(),
        deed,
        verb: Some(verb),
        mark: machine.state().mark,
        price: machine.price().now,
        instance_id: Some(machine.id()),
        ..activity::Act::default()
    };
    let wanted = change.clone();
    let is_so = move |machine: Option<&Machine>| {
        machine.is_some_and(|machine| {
            wanted.name.as_deref().is_none_or(|name| machine.given_name() == Some(name))
                && wanted.tags.as_deref().is_none_or(|tags| machine.tags() == tags)
        })
    };
    send(app, account, act, deed, is_so, async {
        match machine {
            Machine::Vm(vm) => account.client().update_virtual_machine(&vm.id, &change).await,
            Machine::Rental(rental) => account.client().update_bare_metal(&rental.id, &change).await,
        }
        .map(drop)
    })
    .await?;
    // The answer of a PATCH may lag or be partial: what the provider lists is the truth.
    let _ = fleet::read_machine(app, account, machine.id()).await;
    account.part::<Fleet>().heat(machine.id());
    Ok(Done {})
}

struct PowerPlan {
    rule: Rule,
    verb: Verb,
    status: PowerStatus,
    asked: &'static str,
    done: &'static str,
    underway: &'static str,
    until: &'static [&'static str],
    mark: Mark,
}

impl PowerPlan {
    fn of(target: PowerTarget, kind: MachineKind) -> Self {
        match target {
            PowerTarget::Start => Self {
                rule: Rule::Start,
                verb: Verb::Start,
                status: PowerStatus::Started,
                asked: "start asked for",
                done: "started",
                underway: "Starting",
                until: &["Running"],
                mark: Mark::Running,
            },
            PowerTarget::Stop => Self {
                rule: Rule::Stop,
                verb: Verb::Stop,
                status: PowerStatus::Stopped,
                asked: "stop asked for",
                done: match kind {
                    MachineKind::Vm => "stopped, still billed",
                    MachineKind::BareMetal => "stopped, may still cost",
                },
                underway: "Stopping",
                until: &["Stopped", "StoppedDisassociated"],
                mark: Mark::Stopped,
            },
            PowerTarget::Release => Self {
                rule: Rule::Release,
                verb: Verb::Release,
                status: PowerStatus::StoppedDisassociated,
                asked: "release asked for",
                done: "released",
                underway: "Releasing",
                until: &["StoppedDisassociated"],
                mark: Mark::Released,
            },
        }
    }
}

/// Machines whose start is out: the provider was asked, and its answer is awaited.
pub fn starting(app: &App, account: &Account) -> Answer<HashSet<String>> {
    out::starting(app, account.profile_id())
}

/// A machine that is in the list.
pub fn known(account: &Account, id: &str) -> Answer<Machine> {
    account.part::<Fleet>().known(id).map(|known| known.machine).ok_or_else(|| {
        CommandError::new(ErrorCode::Gone, "This machine is no longer in the provider's list. Nothing was changed.")
    })
}

/// Whether an act may be done, by the one table.
pub fn allowed(act: Rule, machine: &Machine) -> Answer<()> {
    match machine.verdict(act).reason() {
        None => Ok(()),
        Some(reason) => Err(CommandError::new(ErrorCode::NotAllowed, reason)),
    }
}

/// Whether tags may be set. The list that is sent replaces the provider's, and a Pending rental may show none of its own:
/// its job's tag, by which a lost order is found again, would be lost with them.
pub fn may_tag(machine: &Machine) -> Answer<()> {
    allowed(Rule::Modify, machine)?;
    if machine.is_pending_rental() && machine.tags().is_empty() {
        let message = "The provider does not tell the tags of this rental while it is Pending, and new ones would take their \
                       place. Wait until it runs.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message).at("tags"));
    }
    Ok(())
}

fn effect(before: Option<Decimal>, after: Option<Decimal>) -> Option<Decimal> {
    Some(after? - before?).filter(|effect| !effect.is_zero())
}
