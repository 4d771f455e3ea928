//! What lines sum to, and the checksum that names exactly these lines.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::exact::{self, Sum};
use crate::{Error, Group, Line, Month, Run, Unreadable};

/// How many of the lines that cannot be counted are named one by one.
const NAMED: usize = 1_000;

/// What lines sum to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// How many there are.
    pub lines: u64,
    /// What they did to the balance.
    pub sum: Decimal,
    /// The same by group, by name.
    pub groups: Vec<Group>,
    /// The same by cost centre, by name; what has none is last, with an empty name.
    pub cost_centres: Vec<Group>,
    /// Lines whose amount has too many digits to be counted exactly. They are in no sum.
    pub uncounted: Uncounted,
    /// SHA-256 of the lines in their canonical form: docs/exports.md.
    pub checksum: String,
}

/// Lines that could not be counted, or not be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uncounted {
    /// The first thousand, by id.
    pub named: Vec<Unreadable>,
    /// How many there are.
    pub count: u64,
}

impl Uncounted {
    /// One more.
    pub(crate) fn add(&mut self, line: &Line) {
        self.count += 1;
        if self.named.len() < NAMED {
            let reason =
                format!("Its amount {} has more than twelve places or twenty-six digits before them.", line.effect);
            self.named.push(Unreadable { id: line.id.clone(), reason });
        }
    }
}

impl Totals {
    /// Sums lines, which come by month, then by id.
    pub fn of<L: Borrow<Line>>(
        lines: impl IntoIterator<Item = Result<L, String>>,
        run: &mut Run<'_>,
    ) -> Result<Self, Error> {
        let (mut tally, mut checksum) = (Tally::default(), Checksum::default());
        run.each(lines, |line| {
            tally.add(line)?;
            checksum.add(line)
        })?;
        tally.totals(checksum.hex())
    }
}

/// Sums while the lines go by.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    all: Part,
    groups: BTreeMap<String, Part>,
    cost_centres: BTreeMap<String, Part>,
    unallocated: Part,
    uncounted: Uncounted,
}

#[derive(Debug, Default)]
struct Part {
    lines: u64,
    sum: Sum,
}

impl Part {
    fn add(&mut self, units: i128) -> Result<(), Error> {
        self.lines += 1;
        self.sum.add(units)
    }

    fn group(&self, name: &str) -> Result<Group, Error> {
        Ok(Group { name: name.to_owned(), lines: self.lines, amount: self.sum.decimal()? })
    }
}

impl Tally {
    pub(crate) fn add(&mut self, line: &Line) -> Result<(), Error> {
        let Some(units) = exact::units(line.effect) else {
            self.uncounted.add(line);
            return Ok(());
        };
        self.all.add(units)?;
        add(&mut self.groups, &line.group, units)?;
        match &line.cost_centre {
            Some(centre) => add(&mut self.cost_centres, centre, units),
            None => self.unallocated.add(units),
        }
    }

    pub(crate) fn totals(self, checksum: String) -> Result<Totals, Error> {
        let named = |parts: &BTreeMap<String, Part>| -> Result<Vec<Group>, Error> {
            parts.iter().map(|(name, part)| part.group(name)).collect()
        };
        let mut cost_centres = named(&self.cost_centres)?;
        if self.unallocated.lines > 0 {
            cost_centres.push(self.unallocated.group("")?);
        }
        Ok(Totals {
            lines: self.all.lines + self.uncounted.count,
            sum: self.all.sum.decimal()?,
            groups: named(&self.groups)?,
            cost_centres,
            uncounted: self.uncounted,
            checksum,
        })
    }
}

/// Adds to the part of that name. A name is copied once, and not for every line.
fn add(parts: &mut BTreeMap<String, Part>, name: &str, units: i128) -> Result<(), Error> {
    if let Some(part) = parts.get_mut(name) {
        return part.add(units);
    }
    parts.entry(name.to_owned()).or_default().add(units)
}

/// SHA-256 over one JSON array a line, `["2026-10","id","kind","-12.340000"]` and a line feed each.
#[derive(Default)]
pub(crate) struct Checksum {
    hash: Sha256,
    last: Option<(Month, String)>,
}

impl Checksum {
    pub(crate) fn add(&mut self, line: &Line) -> Result<(), Error> {
        if let Some((month, id)) = &self.last
            && (*month, id.as_str()) >= (line.month, line.id.as_str())
        {
            return Err(Error::Order { id: line.id.clone(), month: line.month.to_string() });
        }
        let form = (line.month.to_string(), &line.id, &line.kind, exact::text(line.effect));
        let form = serde_json::json!([form.0, form.1, form.2, form.3]);
        self.hash.update(form.to_string().as_bytes());
        self.hash.update(b"\n");
        match &mut self.last {
            Some((month, id)) => {
                *month = line.month;
                id.clone_from(&line.id);
            }
            none => *none = Some((line.month, line.id.clone())),
        }
        Ok(())
    }

    /// As 64 digits.
    pub(crate) fn hex(self) -> String {
        self.hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
