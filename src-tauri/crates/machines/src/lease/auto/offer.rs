//! Which auto-stops an instance can have, and what each can do to it. Forms offer what is held to here.

use chrono::TimeDelta;

use crate::lease::when::{MINUTES, PERCENT, When};
use voltdeck_contract::{AutoStopChoice, AutoStopOffer, AutoStopWhen, LeaseAction, MachineKind};

/// In the order in which they are offered. A stop saves nothing, so it is none of them.
const ACTIONS: [LeaseAction; 3] = [LeaseAction::Remind, LeaseAction::Release, LeaseAction::Terminate];

/// The kinds of auto-stop, each with what stands in its form where the person says nothing else.
pub fn offers(kind: MachineKind) -> Vec<AutoStopOffer> {
    let idle = When::Idle { minutes: MINUTES, percent: PERCENT };
    let offer = |when: AutoStopWhen, stands: When| {
        let (minutes, percent, _) = stands.fields();
        AutoStopOffer {
            when,
            off: when_off(when, kind).map(str::to_owned),
            minutes,
            percent: percent.map(u32::from),
            warns_minutes: whole_minutes(stands.countdown()),
            actions: ACTIONS
                .map(|action| AutoStopChoice { action, off: action_off(action, kind).map(str::to_owned) })
                .into(),
        }
    };
    vec![offer(AutoStopWhen::Idle, idle), offer(AutoStopWhen::PoweredOff, When::PoweredOff { ran_at: None })]
}

/// Why an instance cannot have one that acts then.
pub(super) fn when_off(when: AutoStopWhen, kind: MachineKind) -> Option<&'static str> {
    (when == AutoStopWhen::PoweredOff && kind == MachineKind::BareMetal)
        .then_some("A bare-metal instance does not tell whether it powered itself off. Choose a time or idle.")
}

/// Why an auto-stop cannot do this to it.
pub(super) fn action_off(action: LeaseAction, kind: MachineKind) -> Option<&'static str> {
    match action {
        LeaseAction::Stop => Some("Stopping saves nothing: the GPUs stay reserved and the price stays as it is."),
        LeaseAction::Release if kind == MachineKind::BareMetal => {
            Some("Bare metal cannot be released, so this could not end its bill. Choose terminate, or a notification.")
        }
        _ => None,
    }
}

fn whole_minutes(time: TimeDelta) -> u32 {
    u32::try_from(time.num_minutes()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bare_metal_cannot_have_is_offered_with_the_reason() {
        let off = |kind| offers(kind).into_iter().map(|offer| offer.off.is_some()).collect::<Vec<_>>();
        assert_eq!((off(MachineKind::Vm), off(MachineKind::BareMetal)), (vec![false, false], vec![false, true]));
        for offer in offers(MachineKind::BareMetal) {
            let off: Vec<_> =
                offer.actions.iter().filter(|choice| choice.off.is_some()).map(|one| one.action).collect();
            assert_eq!(off, [LeaseAction::Release]);
        }
    }

    #[test]
    fn the_form_begins_with_what_is_taken_where_nothing_is_said() {
        let [idle, off] = offers(MachineKind::Vm).try_into().unwrap();
        assert_eq!((idle.minutes, idle.percent, idle.warns_minutes), (Some(60), Some(5), 15));
        assert_eq!((off.minutes, off.percent, off.warns_minutes), (None, None, 5));
    }
}
