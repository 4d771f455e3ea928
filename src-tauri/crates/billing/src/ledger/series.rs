//! The charges of a month by day and group, against the month before, and twelve months.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use super::load::{self, Cell, KeptMonth};
use super::rules;
use super::subjects::Subjects;
use crate::billing::micros;
use crate::billing::signs::{Both, Signs};
use crate::billing::words::{self, CHARGES};
use voltdeck_contract::{
    BillingGroup, BillingYearView, ChangeSplit, ChartSeries, ChartView, CostRule, DayAmount, GroupChange, GroupView,
    Grouping, Money, YearMonth, YearPart,
};

/// Layers that are told apart; the rest is `Others`.
const LAYERS: usize = 9;

/// What is needed to put a cell into a group.
pub(super) struct Keys<'a> {
    pub(super) by: Grouping,
    pub(super) subjects: &'a Subjects,
    pub(super) rules: &'a [CostRule],
}

impl Keys<'_> {
    /// The key of the group that a resource's charges belong to, and its label.
    pub(super) fn of(&self, part: BillingGroup, resource: &str) -> (String, String) {
        let same = |text: String| (text.clone(), text);
        match self.by {
            Grouping::Kind => (voltdeck_base::activity::word(&part), words::group_label(part).to_owned()),
            Grouping::Machine => (resource.to_owned(), self.subjects.name(resource)),
            Grouping::Tag => match self.subjects.tags(resource) {
                Some(tags) => same(tags),
                None => (String::new(), "No tag".to_owned()),
            },
            Grouping::GpuType => match part {
                BillingGroup::Storage => ("storage".to_owned(), "Storage".to_owned()),
                _ => match self.subjects.get(resource).and_then(|subject| subject.gpu_model.clone()) {
                    Some(model) => same(model),
                    None => (String::new(), "Not known".to_owned()),
                },
            },
            Grouping::CostCentre => match rules::taken_by(self.rules, self.subjects, part, resource) {
                Some((_, rule)) => same(rule.cost_centre.clone()),
                None => (String::new(), rules::UNALLOCATED.to_owned()),
            },
        }
    }
}

/// One group while it is summed, charges as positive amounts.
#[derive(Debug, Clone, Default)]
struct Group {
    label: String,
    per_day: Vec<i64>,
    total: i64,
    /// Hours times GPUs in seconds; `None` where of one of its machines either is not known.
    gpu_seconds: Option<i64>,
}

/// A month with the rollup and what its signs mean.
pub(super) struct Charged {
    pub(super) kept: KeptMonth,
    pub(super) cells: Vec<Cell>,
    pub(super) uses: Vec<(BillingGroup, String, i64)>,
    pub(super) signs: Signs,
}

impl Charged {
    fn cost(&self, both: Both) -> i64 {
        let effect = both.effect(self.signs.reading());
        if self.signs.settled() { -effect } else { effect }
    }

    fn groups(&self, keys: &Keys<'_>) -> BTreeMap<String, Group> {
        let days = self.kept.month.days();
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for cell in self.cells.iter().filter(|cell| CHARGES.contains(&cell.part)) {
            let (key, label) = keys.of(cell.part, &cell.resource);
            let group = groups.entry(key).or_insert_with(|| Group {
                label,
                per_day: vec![0; days],
                total: 0,
                gpu_seconds: Some(0),
            });
            let cost = self.cost(cell.both);
            group.total += cost;
            if let Some(day) = group.per_day.get_mut(cell.day) {
                *day += cost;
            }
        }
        for (part, resource, seconds) in &self.uses {
            // A disk is billed beside its machine, and a volume has no GPUs.
            if !matches!(part, BillingGroup::VirtualMachines | BillingGroup::BareMetal) {
                continue;
            }
            let (key, _) = keys.of(*part, resource);
            let gpus = keys.subjects.get(resource).and_then(|subject| subject.gpus);
            if let Some(group) = groups.get_mut(&key) {
                group.gpu_seconds = group.gpu_seconds.zip(gpus).map(|(sum, gpus)| sum + seconds * i64::from(gpus));
            }
        }
        groups
    }
}

/// The chart of a month, with the month before where it was read.
pub(super) fn chart(of: &Charged, before: Option<&Charged>, keys: &Keys<'_>) -> ChartView {
    let groups = of.groups(keys);
    let earlier = before.map(|month| month.groups(keys));
    let days = of.kept.month.days();
    let per_day: Vec<i64> = (0..days).map(|day| groups.values().map(|group| group.per_day[day]).sum()).collect();
    let total = per_day.iter().sum();
    let total_before = earlier.as_ref().map(|groups| groups.values().map(|group| group.total).sum::<i64>());
    let rows = rows(&groups, earlier.as_ref());
    ChartView {
        month: of.kept.month.name(),
        by: keys.by,
        days: of.kept.month.first.iter_days().take(days).collect(),
        series: layers(&groups, &rows, days),
        per_day: per_day.into_iter().map(micros::money).collect(),
        total: micros::money(total),
        before: total_before.map(micros::money),
        change: total_before.map(|_| split(&rows)),
        groups: rows,
        balance: balance(of),
        deposits: deposits(of),
        reconciled: of.signs.settled(),
        read_at: of.kept.month.now,
    }
}

/// Every group of either month, the largest first.
fn rows(groups: &BTreeMap<String, Group>, earlier: Option<&BTreeMap<String, Group>>) -> Vec<GroupView> {
    let nothing = Group::default();
    let keys =
        groups.keys().chain(earlier.into_iter().flat_map(BTreeMap::keys).filter(|key| !groups.contains_key(*key)));
    let mut rows: Vec<(i64, i64, GroupView)> = keys
        .map(|key| {
            let now = groups.get(key);
            let then = earlier.map(|groups| groups.get(key));
            let group = now.or(then.flatten()).unwrap_or(&nothing);
            let total = now.map_or(0, |group| group.total);
            let before = then.map(|then| then.map_or(0, |group| group.total));
            let change = then.map(|then| match (now, then) {
                (Some(_), None) => GroupChange::New,
                (None, _) => GroupChange::Ended,
                (Some(now), Some(then)) => match now.total.cmp(&then.total) {
                    std::cmp::Ordering::Greater => GroupChange::More,
                    std::cmp::Ordering::Less => GroupChange::Less,
                    std::cmp::Ordering::Equal => GroupChange::Same,
                },
            });
            let gpu_seconds = now.and_then(|group| group.gpu_seconds).filter(|seconds| *seconds > 0);
            let hours = gpu_seconds.map(|seconds| Decimal::from(seconds) / Decimal::from(3600));
            let view = GroupView {
                key: key.clone(),
                label: group.label.clone(),
                total: micros::money(total),
                before: before.map(micros::money),
                change,
                delta: before.map(|before| micros::money(total - before)),
                gpu_hours: hours.map(|hours| Money(rounded(hours, 2))),
                per_gpu_hour: hours
                    .and_then(|hours| micros::decimal(total).checked_div(hours))
                    .map(|price| Money(rounded(price, 4))),
            };
            (total, before.unwrap_or(0), view)
        })
        .collect();
    rows.sort_by(|one, other| (other.0, other.1).cmp(&(one.0, one.1)).then_with(|| one.2.label.cmp(&other.2.label)));
    rows.into_iter().map(|(_, _, view)| view).collect()
}

fn layers(groups: &BTreeMap<String, Group>, rows: &[GroupView], days: usize) -> Vec<ChartSeries> {
    let charged: Vec<&GroupView> = rows.iter().filter(|row| groups.contains_key(&row.key)).collect();
    let mut series: Vec<ChartSeries> = charged
        .iter()
        .take(LAYERS)
        .map(|row| ChartSeries {
            key: Some(row.key.clone()),
            label: row.label.clone(),
            total: row.total,
            per_day: groups[&row.key].per_day.iter().map(|amount| micros::money(*amount)).collect(),
        })
        .collect();
    let rest: Vec<&Group> = charged.iter().skip(LAYERS).map(|row| &groups[&row.key]).collect();
    if !rest.is_empty() {
        let per_day = (0..days).map(|day| micros::money(rest.iter().map(|group| group.per_day[day]).sum()));
        series.push(ChartSeries {
            key: None,
            label: "Others".into(),
            total: micros::money(rest.iter().map(|group| group.total).sum()),
            per_day: per_day.collect(),
        });
    }
    series
}

/// Four parts that sum to the change exactly.
fn split(rows: &[GroupView]) -> ChangeSplit {
    let of = |wanted: GroupChange| -> Decimal {
        let fitting = rows.iter().filter(|row| row.change == Some(wanted));
        fitting.filter_map(|row| row.delta).map(|delta| delta.0).sum()
    };
    let (new, ended) = (of(GroupChange::New), of(GroupChange::Ended));
    let (more, less) = (of(GroupChange::More), of(GroupChange::Less));
    ChangeSplit {
        all: Money(new + ended + more + less),
        new: Money(new),
        ended: Money(ended),
        more: Money(more),
        less: Money(less),
    }
}

/// The balance at the end of each day that has come. The last one is the provider's own.
fn balance(of: &Charged) -> Vec<Money> {
    let (true, Some(start)) = (of.signs.settled(), load::exact(of.kept.start)) else { return Vec::new() };
    let reading = of.signs.reading();
    let mut per_day = vec![0_i64; of.kept.month.days()];
    for cell in &of.cells {
        if let Some(day) = per_day.get_mut(cell.day) {
            *day += cell.both.effect(reading);
        }
    }
    let come = if of.kept.month.end() <= of.kept.month.now {
        of.kept.month.days()
    } else {
        of.kept.month.position(Some(of.kept.month.now)) + 1
    };
    // What is booked on days to come, if anything is, belongs to the balance of now.
    let later: i64 = per_day.iter().skip(come).sum();
    let mut sum = start;
    let mut balance: Vec<i64> = per_day
        .iter()
        .take(come)
        .map(|effect| {
            sum += effect;
            sum
        })
        .collect();
    if let Some(last) = balance.last_mut() {
        *last += later;
    }
    balance.into_iter().map(micros::money).collect()
}

fn deposits(of: &Charged) -> Vec<DayAmount> {
    let reading = of.signs.reading();
    let mut days: BTreeMap<usize, i64> = BTreeMap::new();
    for cell in of.cells.iter().filter(|cell| cell.part == BillingGroup::Deposits) {
        *days.entry(cell.day).or_default() += cell.both.effect(reading);
    }
    let day = |at: usize| of.kept.month.first.iter_days().nth(at);
    days.into_iter()
        .filter_map(|(at, amount)| Some(DayAmount { day: day(at)?, amount: micros::money(amount) }))
        .collect()
}

/// Twelve months up to and with this one.
pub(super) fn year(all: &[(KeptMonth, Vec<Cell>)], last: NaiveDate) -> BillingYearView {
    let kept: Vec<KeptMonth> = all.iter().map(|(kept, _)| kept.clone()).collect();
    let mut months = Vec::new();
    let mut parts: BTreeMap<BillingGroup, Vec<Option<Money>>> = BTreeMap::new();
    for (at, back) in (0..12_u32).rev().enumerate() {
        let Some(first) = last.checked_sub_months(Months::new(back)) else { continue };
        let found = all.iter().find(|(kept, _)| kept.month.first == first);
        let name = first.format("%Y-%m").to_string();
        let Some((of, cells)) = found else {
            months.push(YearMonth {
                month: name,
                charges: None,
                refunds: None,
                deposits: None,
                balance_end: None,
                reconciled: false,
                read_at: None,
            });
            continue;
        };
        let sums = load::by_part(cells);
        let signs = load::signs(&kept, of, &sums);
        let effect = |part: BillingGroup| sums.get(&part).map_or(0, |(both, _)| both.effect(signs.reading()));
        let cost = |amount: i64| if signs.settled() { -amount } else { amount };
        for part in CHARGES.into_iter().filter(|part| sums.contains_key(part)) {
            let row = parts.entry(part).or_insert_with(|| vec![None; 12]);
            row[at] = Some(micros::money(cost(effect(part))));
        }
        months.push(YearMonth {
            month: name,
            charges: Some(micros::money(cost(CHARGES.into_iter().map(effect).sum()))),
            refunds: Some(micros::money(effect(BillingGroup::Refunds) + effect(BillingGroup::Other))),
            deposits: Some(micros::money(effect(BillingGroup::Deposits))),
            balance_end: of.end.map(Money),
            reconciled: signs.settled(),
            read_at: Some(of.month.now),
        });
    }
    let parts = parts
        .into_iter()
        .map(|(part, per_month)| YearPart { part, label: words::group_label(part).into(), per_month })
        .collect();
    BillingYearView { months, parts }
}

fn rounded(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}
