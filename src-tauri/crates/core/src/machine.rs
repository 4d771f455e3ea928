//! What a person does to a VM: power, name, tags, end.

use std::sync::Arc;

use rust_decimal::Decimal;
use voltagepark::types::{PowerStatus, UpdateInstance, VirtualMachine, VmStatus};
use voltdeck_rules::{Act as Rule, VmState};

use crate::account::Account;
use crate::activity;
use crate::fleet::{self, JOB_TAG, name};
use crate::views::{
    Done, Event, IdArgs, LossLine, Mark, Money, MoneyChange, PowerArgs, PowerTarget, RenameArgs, TagsArgs,
    TerminateArgs, TerminatePreview,
};
use crate::writes::send;
use crate::{Answer, App, CommandError, ErrorCode, hardware, lease};

/// Starts, stops, or stops and releases a VM.
pub async fn power(app: Arc<App>, args: PowerArgs) -> Answer<Done> {
    let account = app.account()?;
    let vm = known(&account, &args.id)?;
    set_power(&app, &account, &vm, args.target).await
}

/// The same for a lease. The state is the one of `vm`.
pub(crate) async fn set_power(
    app: &Arc<App>,
    account: &Arc<Account>,
    vm: &VirtualMachine,
    target: PowerTarget,
) -> Answer<Done> {
    let id = vm.id.as_str();
    let price = fleet::price(vm);
    let plan = Plan::of(target);
    allowed(plan.rule, vm)?;
    let after = if target == PowerTarget::Release { price.released } else { price.associated };
    let act = activity::Act {
        subject: name(vm),
        deed: plan.asked,
        mark: plan.mark,
        effect: effect(price.now, after),
        instance_id: Some(id),
    };
    let status = plan.status;
    let until = plan.until;
    let is_so = move |vm: Option<&VirtualMachine>| vm.is_some_and(|vm| until.contains(&vm.status.as_str()));
    send(app, account, &act, plan.done, is_so, async {
        account.client.set_virtual_machine_power(&vm.id, status).await.map(drop)
    })
    .await?;
    account.fleet.begin(id, plan.underway, plan.until);
    account.money_wake.notify_one();
    app.host.emit(Event::Fleet);
    Ok(Done {})
}

/// Renames a VM.
pub async fn rename(app: Arc<App>, args: RenameArgs) -> Answer<Done> {
    let account = app.account()?;
    let vm = known(&account, &args.id)?;
    let new = args.name.trim();
    if new.is_empty() {
        return Err(CommandError::new(ErrorCode::Invalid, "A machine needs a name.").at("name"));
    }
    if vm.name.as_deref() == Some(new) {
        return Ok(Done {});
    }
    allowed(Rule::Modify, &vm)?;
    let deed = format!("renamed to {new}");
    let change = UpdateInstance { name: Some(new.to_owned()), tags: None };
    modify(&app, &account, &vm, &deed, change).await
}

/// Sets the tags of a VM. Its job's own tag stays.
pub async fn set_tags(app: Arc<App>, args: TagsArgs) -> Answer<Done> {
    let account = app.account()?;
    let vm = known(&account, &args.id)?;
    allowed(Rule::Modify, &vm)?;
    let mut tags: Vec<String> = Vec::new();
    for tag in args.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if tag.starts_with(JOB_TAG) {
            let message = format!("Tags that begin with {JOB_TAG} are how Voltdeck finds its own deploys again.");
            return Err(CommandError::new(ErrorCode::Invalid, message).at("tags"));
        }
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags.extend(vm.tags.iter().filter(|tag| tag.starts_with(JOB_TAG)).cloned());
    let change = UpdateInstance { name: None, tags: Some(tags) };
    modify(&app, &account, &vm, "tags changed", change).await
}

/// What is lost and what stays when a VM is terminated.
pub async fn terminate_preview(app: Arc<App>, args: IdArgs) -> Answer<TerminatePreview> {
    let account = app.account()?;
    let vm = known(&account, &args.id)?;
    let instance = fleet::row(&app, &account, &vm);
    let mut lost = vec![LossLine {
        kind: "disk".into(),
        title: instance
            .storage_gb
            .map_or("Its local disk".into(), |size| format!("Local disk, {}", hardware::gb(size))),
        meaning: "Erased. It cannot be brought back.".into(),
    }];
    if let Some(address) = &instance.address {
        lost.push(LossLine {
            kind: "address".into(),
            title: address.clone(),
            meaning: "Given up, with its forwarded ports. The next machine gets others.".into(),
        });
    }
    let stays = vec![LossLine {
        kind: "price".into(),
        title: "What it has cost so far".into(),
        meaning: "Stays on the bill of this month.".into(),
    }];
    let saves = fleet::price(&vm).now;
    let burn = account
        .money()
        .burn
        .zip(saves)
        .map(|((burn, _), saves)| MoneyChange { before: Money(burn), after: Money((burn - saves).max(Decimal::ZERO)) });
    Ok(TerminatePreview { instance, lost, stays, burn, saves: saves.map(Money) })
}

/// Terminates a VM whose name was typed.
pub async fn terminate(app: Arc<App>, args: TerminateArgs) -> Answer<Done> {
    let account = app.account()?;
    let vm = known(&account, &args.id)?;
    if args.typed_name.trim() != name(&vm).trim() {
        let message = format!("Type {} exactly to terminate it. Nothing was ended.", name(&vm));
        return Err(CommandError::new(ErrorCode::Invalid, message).at("typedName"));
    }
    end(&app, &account, &vm).await
}

/// Terminates a VM.
pub(crate) async fn end(app: &Arc<App>, account: &Arc<Account>, vm: &VirtualMachine) -> Answer<Done> {
    allowed(Rule::Terminate, vm)?;
    let act = activity::Act {
        subject: name(vm),
        deed: "termination asked for",
        mark: Mark::Terminated,
        effect: effect(fleet::price(vm).now, Some(Decimal::ZERO)),
        instance_id: Some(vm.id.as_str()),
    };
    let is_so = |vm: Option<&VirtualMachine>| vm.is_none_or(|vm| vm.status == VmStatus::Terminated);
    send(app, account, &act, "terminated", is_so, account.client.terminate_virtual_machine(&vm.id)).await?;
    lease::forget(&app.store, &account.profile.id, vm.id.as_str())?;
    account.fleet.begin(vm.id.as_str(), "Terminating", &["Terminated"]);
    account.money_wake.notify_one();
    // The list says when it is gone; until then the row says that it was asked for.
    let (app, account) = (Arc::clone(app), Arc::clone(account));
    let owner = Arc::clone(&account);
    owner.spawn(async move {
        let _ = fleet::sweep(&app, &account).await;
    });
    Ok(Done {})
}

async fn modify(
    app: &Arc<App>,
    account: &Arc<Account>,
    vm: &VirtualMachine,
    deed: &str,
    change: UpdateInstance,
) -> Answer<Done> {
    let act = activity::Act {
        subject: name(vm),
        deed,
        mark: fleet::state_view(vm.status.as_str()).mark,
        effect: None,
        instance_id: Some(vm.id.as_str()),
    };
    let wanted = change.clone();
    let is_so = move |vm: Option<&VirtualMachine>| {
        vm.is_some_and(|vm| {
            wanted.name.as_ref().is_none_or(|name| vm.name.as_ref() == Some(name))
                && wanted.tags.as_ref().is_none_or(|tags| &vm.tags == tags)
        })
    };
    send(app, account, &act, deed, is_so, async {
        account.client.update_virtual_machine(&vm.id, &change).await.map(drop)
    })
    .await?;
    // The answer of a PATCH may lag or be partial: what the provider lists is the truth.
    let _ = fleet::read_vm(app, account, vm.id.as_str()).await;
    account.fleet.heat(vm.id.as_str());
    Ok(Done {})
}

struct Plan {
    rule: Rule,
    status: PowerStatus,
    asked: &'static str,
    done: &'static str,
    underway: &'static str,
    until: &'static [&'static str],
    mark: Mark,
}

impl Plan {
    fn of(target: PowerTarget) -> Self {
        match target {
            PowerTarget::Start => Self {
                rule: Rule::Start,
                status: PowerStatus::Started,
                asked: "start asked for",
                done: "started",
                underway: "Starting",
                until: &["Running"],
                mark: Mark::Running,
            },
            PowerTarget::Stop => Self {
                rule: Rule::Stop,
                status: PowerStatus::Stopped,
                asked: "stop asked for",
                done: "stopped, still billed",
                underway: "Stopping",
                until: &["Stopped", "StoppedDisassociated"],
                mark: Mark::Stopped,
            },
            PowerTarget::Release => Self {
                rule: Rule::Release,
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

fn known(account: &Account, id: &str) -> Answer<VirtualMachine> {
    account.fleet.known(id).map(|known| known.vm).ok_or_else(|| {
        CommandError::new(ErrorCode::Gone, "This machine is no longer in the provider's list. Nothing was changed.")
    })
}

fn allowed(act: Rule, vm: &VirtualMachine) -> Answer<()> {
    match voltdeck_rules::vm(act, VmState::parse(vm.status.as_str())).reason() {
        None => Ok(()),
        Some(reason) => Err(CommandError::new(ErrorCode::NotAllowed, reason)),
    }
}

fn effect(before: Option<Decimal>, after: Option<Decimal>) -> Option<Decimal> {
    Some(after? - before?).filter(|effect| !effect.is_zero())
}
