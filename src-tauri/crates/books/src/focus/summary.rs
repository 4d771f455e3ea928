//! What became of the lines.

use rust_decimal::Decimal;

use crate::exact::{self, Sum};
use crate::{Error, Line, Role, Uncounted};

/// What became of the lines: which are rows, and what is between the rows and the statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    rows: u64,
    billed: Sum,
    deposits: u64,
    deposited: Sum,
    unwritten: Uncounted,
}

/// What is between the rows and a statement's change of the balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The change, as the statement has it.
    pub change: Decimal,
    /// What the rows say was billed.
    pub billed: Decimal,
    /// Money paid in, which is in no row.
    pub deposits: Decimal,
    /// What is left: lines that could not be read or written, or a statement that does not add up. Zero as a rule.
    pub unexplained: Decimal,
}

impl Summary {
    /// Rows that were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What they sum to: the sum of `BilledCost`.
    pub fn billed(&self) -> Result<Decimal, Error> {
        self.billed.decimal()
    }

    /// How many deposits were left out, and how much was paid in by them.
    pub fn deposits(&self) -> Result<(u64, Decimal), Error> {
        Ok((self.deposits, self.deposited.decimal()?))
    }

    /// Lines that no row could hold: `DECIMAL(38, 12)` is too short for their amounts.
    pub fn unwritten(&self) -> &Uncounted {
        &self.unwritten
    }

    /// What is between the rows and the change of the balance.
    pub fn difference(&self, change: Decimal) -> Result<Difference, Error> {
        let (billed, deposits) = (self.billed()?, self.deposited.decimal()?);
        let explained = deposits.checked_sub(billed).ok_or(Error::TooLarge)?;
        let unexplained = change.checked_sub(explained).ok_or(Error::TooLarge)?;
        Ok(Difference { change, billed, deposits, unexplained })
    }

    /// Sorts a line: one that is a cost is handed on with that cost, in trillionths.
    pub(super) fn take(&mut self, line: &Line, write: impl FnOnce(i128) -> Result<(), Error>) -> Result<(), Error> {
        let Some(effect) = exact::units(line.effect) else {
            self.unwritten.add(line);
            return Ok(());
        };
        if line.role == Role::Deposit {
            self.deposits += 1;
            return self.deposited.add(effect);
        }
        self.rows += 1;
        self.billed.add(-effect)?;
        write(-effect)
    }
}
