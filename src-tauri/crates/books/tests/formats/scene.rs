//! Lines of every kind, good and odd, the same ones for the same seed.

use std::sync::atomic::AtomicBool;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use voltdeck_books::focus::Account;
use voltdeck_books::{Balances, Group, Line, Month, Place, Resource, ResourceKind, Role, Run, Statement, Verdict};

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn account() -> Account {
    Account::new(Some("org-7"), "Lab, \"north\"", "USD").unwrap()
}

/// Runs an export that nobody stops.
pub fn run<T>(act: impl FnOnce(&mut Run<'_>) -> T) -> T {
    let never = AtomicBool::new(false);
    act(&mut Run::new(&mut |_| {}, &never))
}

pub fn given(lines: &[Line]) -> impl Iterator<Item = Result<&Line, String>> {
    lines.iter().map(Ok)
}

pub fn sum<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Decimal {
    lines.into_iter().map(|line| line.effect).sum()
}

/// Eight GPUs for two hours.
pub fn charge() -> Line {
    Line {
        kind: "charge".into(),
        role: Role::Charge,
        group: "Virtual machines".into(),
        effect: d("-30.24"),
        printed: "-30.240000".into(),
        created: Some(at("2026-10-08T09:00:00Z")),
        completed: Some(at("2026-10-08T11:00:00Z")),
        from: Some(at("2026-10-08T09:00:00Z")),
        until: Some(at("2026-10-08T11:00:00Z")),
        resource: Some(Resource { id: "vm-1".into(), name: Some("train-7".into()), kind: ResourceKind::Vm }),
        tags: vec!["team:research".into(), "vd-job-abcdefgh".into()],
        cost_centre: Some("Research".into()),
        gpu_model: Some("h100-sxm5-80gb".into()),
        gpu_count: Some(8),
        price_per_hour: Some(d("15.12")),
        terms: Some("ondem".into()),
        place: Some(Place { id: "loc-1".into(), name: Some("Dallas".into()) }),
        ..Line::new(month("2026-10"), at("2026-10-15T12:00:00Z"), "t-1")
    }
}

/// Texts that are hard on formats.
const NAMES: &[&str] = &[
    "train-7",
    "=HYPERLINK(\"http://example.org\")",
    "+1",
    "-lab",
    "@home",
    "a, \"b\"; c",
    "two\nlines",
    "módulo 漢字 🚀",
    "<script>alert(1)</script> & co",
    "\ttab",
    " ",
    "",
    "'quoted",
    "NULL",
];

/// Splitmix: enough for scenes.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// Lines of a month, by id.
pub fn lines(seed: u64, month: Month, count: usize) -> Vec<Line> {
    let mut chance = Chance::new(seed);
    let mut lines: Vec<Line> = (0..count).map(|number| line(&mut chance, month, number)).collect();
    lines.sort_by(|one, other| one.id.cmp(&other.id));
    lines
}

fn line(chance: &mut Chance, month: Month, number: usize) -> Line {
    let (kind, role, group, resource) = chance.pick(&[
        ("charge", Role::Charge, "Virtual machines", 0),
        ("charge", Role::Charge, "Virtual machines", 0),
        ("charge", Role::Charge, "Disks of VMs", 1),
        ("baremetal_charge", Role::Charge, "Bare metal", 2),
        ("storage_charge", Role::Charge, "Storage", 3),
        ("payout", Role::Payout, "Refunds", 0),
        ("stripe_deposit", Role::Deposit, "Deposits", 9),
        ("other", Role::Other, "Other", 9),
        ("=new_kind", Role::Other, "Other", 4),
    ]);
    let from = month.start() - TimeDelta::days(40) + TimeDelta::microseconds(micros(chance, 75 * 86_400));
    let until = from + TimeDelta::microseconds(micros(chance, 20 * 86_400));
    let until = (!chance.one_in(6)).then_some(until);
    let price = Decimal::new(i64::try_from(chance.below(40_000_000)).unwrap() + 1, 6);
    let amount = amount(chance, role, month, from, until, price);
    let resource = (resource < 9).then(|| Resource {
        id: format!("res-{}", chance.below(50)),
        name: (!chance.one_in(3)).then(|| chance.pick(NAMES).to_owned()),
        kind: match resource {
            0 => ResourceKind::Vm,
            1 => ResourceKind::VmDisk,
            2 => ResourceKind::BareMetal,
            3 => ResourceKind::Storage,
            _ => ResourceKind::Other("teapot".to_owned()),
        },
    });
    let tags: Vec<String> = match chance.below(4) {
        0 => vec![],
        1 => vec!["vd-job-abcdefgh".to_owned()],
        _ => vec!["vd-job-12345678".to_owned(), chance.pick(NAMES).to_owned(), "team:research".to_owned()],
    };
    Line {
        kind: kind.to_owned(),
        role,
        group: group.to_owned(),
        effect: amount,
        printed: amount.to_string(),
        total: (amount * d("2")).to_string(),
        created: (!chance.one_in(9)).then_some(from),
        completed: until,
        from: resource.is_some().then_some(from),
        until: resource.is_some().then_some(until).flatten(),
        price_per_hour: resource.as_ref().filter(|_| !chance.one_in(4)).map(|_| price),
        resource,
        tags,
        cost_centre: (!chance.one_in(3)).then(|| chance.pick(&["Research", "=Sales", "Ops, EU"]).to_owned()),
        gpu_model: (!chance.one_in(3)).then(|| "h100-sxm5-80gb".to_owned()),
        gpu_count: (!chance.one_in(3)).then(|| chance.pick(&[1, 2, 4, 8])),
        terms: chance.pick(&[None, Some("ondem"), Some("spot"), Some("barter")]).map(str::to_owned),
        place: chance
            .one_in(3)
            .then(|| Place { id: "loc-1".to_owned(), name: chance.one_in(2).then(|| "Dallas".to_owned()) }),
        note: chance.one_in(5).then(|| chance.pick(NAMES).to_owned()),
        ..Line::new(month, month.start() + TimeDelta::days(16), &format!("t-{:04x}-{number:06}", chance.below(1 << 16)))
    }
}

/// What the segment costs at the price, by the truth of the provider for most; else any number of micro-dollars.
fn amount(
    chance: &mut Chance,
    role: Role,
    month: Month,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    price: Decimal,
) -> Decimal {
    let start = from.max(month.start());
    let end = until.unwrap_or(month.start() + TimeDelta::days(16)).min(month.end());
    let time = (end - start).num_microseconds().unwrap_or(0).max(0);
    let cost = (price * Decimal::from(time) / d("3600000000")).trunc_with_scale(6);
    let odd = Decimal::new(i64::try_from(chance.below(2_000_000_000_000)).unwrap(), 6);
    match role {
        Role::Charge if chance.one_in(5) => -odd,
        Role::Charge => -cost,
        Role::Payout | Role::Deposit => odd,
        Role::Other => chance.pick(&[odd, -odd]),
    }
}

fn micros(chance: &mut Chance, seconds: u64) -> i64 {
    i64::try_from(chance.below(seconds * 1_000_000)).unwrap()
}

/// The statement that the lines add up to.
pub fn statement(month: Month, lines: &[Line]) -> Statement {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|group| group.name == line.group) {
            Some(group) => (group.lines, group.amount) = (group.lines + 1, group.amount + line.effect),
            None => groups.push(Group { name: line.group.clone(), lines: 1, amount: line.effect }),
        }
    }
    let (start, change) = (d("1000.000001"), sum(lines));
    Statement {
        account: "Lab, \"north\"".to_owned(),
        organization: Some("org-7".to_owned()),
        currency: "USD".to_owned(),
        month,
        read_at: month.start() + TimeDelta::days(16),
        balances: Balances { start: Some(start), change: Some(change), end: Some(start + change) },
        groups,
        verdict: Verdict::Reconciled { reading: "Amounts are as printed.".to_owned() },
        unreadable: Vec::new(),
        closed: None,
    }
}
