//! What is stopped and still billed, and what releasing it would save.

use rust_decimal::Decimal;

use voltdeck_contract::{InstanceView, MachineKind, Money, StoppedMachine, StoppedView};

/// From the rows, which come dearest first. What is on its way out of that state wants no decision.
pub(super) fn view(rows: &[InstanceView]) -> StoppedView {
    let stopped = rows.iter().filter(|row| row.stopped_but_billed && row.underway.is_none());
    let machines: Vec<StoppedMachine> = stopped.map(machine).collect();
    let vms = machines.iter().filter(|machine| machine.kind == MachineKind::Vm);
    // A sum that leaves one out would be a wrong sum.
    let saves = vms.map(|machine| machine.saves.map(|saves| saves.0)).sum::<Option<Decimal>>();
    let saves = saves.filter(|saves| *saves > Decimal::ZERO);
    StoppedView {
        saves: saves.map(Money),
        saves_per_day: saves.and_then(|saves| saves.checked_mul(Decimal::from(24))).map(Money),
        costs: machines
            .iter()
            .map(|machine| machine.price_now.map(|price| price.0))
            .sum::<Option<Decimal>>()
            .map(Money),
        machines,
    }
}

fn machine(row: &InstanceView) -> StoppedMachine {
    let saves = row.price_now.zip(row.price_released).map(|(now, released)| Money(now.0 - released.0));
    StoppedMachine {
        id: row.id.clone(),
        name: row.name.clone(),
        kind: row.kind,
        price_now: row.price_now,
        price_released: row.price_released,
        saves: saves.filter(|_| row.kind == MachineKind::Vm),
        off: row.acts.release.reason.clone().filter(|_| !row.acts.release.allowed),
    }
}
