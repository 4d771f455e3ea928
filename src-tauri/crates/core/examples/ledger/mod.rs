//! What the bench of the ledger is made of.

pub mod bare;
pub mod forecasts;
pub mod report;
