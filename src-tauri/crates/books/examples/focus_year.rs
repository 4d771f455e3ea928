//! Writes a year of the sandbox's history as FOCUS, for the official validator: all months as one CSV and one Parquet
//! file, and a file a month below `months`. `cargo xtask focus` runs it.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod year;

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use voltdeck_books::focus::{self, Account, Expected, Format, Summary, read_csv, read_parquet};
use voltdeck_books::{Line, Run};

use year::Outcome;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("Name the folder to write to.")?);
    fs::create_dir_all(&folder)?;
    let months = year::months(&year::sandbox(1, 2_000)?, "Research lab", "org-sandbox").await?;
    let account = Account::of(&months.last().ok_or("no month")?.statement)?;
    let lines = || months.iter().flat_map(|month| &month.lines).map(Ok::<&Line, String>);
    let never = AtomicBool::new(false);

    let csv = folder.join("year.csv");
    let out = BufWriter::new(File::create(&csv)?);
    let summary = focus::csv(out, &account, lines(), &mut Run::new(&mut |_| {}, &never))?;
    checked(&read_csv(File::open(&csv)?)?, &summary)?;

    let parquet = folder.join("year.parquet");
    let out = BufWriter::new(File::create(&parquet)?);
    let again = focus::parquet(out, &account, lines(), &mut Run::new(&mut |_| {}, &never))?;
    checked(&read_parquet(fs::read(&parquet)?)?, &again)?;

    for format in [Format::Csv, Format::Parquet] {
        let below = folder.join("months");
        focus::months(&below, format, true, &account, lines(), &mut Run::new(&mut |_| {}, &never))?;
    }
    let (deposits, paid_in) = summary.deposits()?;
    println!(
        "{} rows, {} USD billed; {deposits} deposits of {paid_in} USD are no cost",
        summary.rows(),
        summary.billed()?
    );
    Ok(())
}

/// Our own check, which is the stricter one.
fn checked(table: &focus::Table, summary: &Summary) -> Outcome<()> {
    let expected = Expected { rows: summary.rows(), billed: summary.billed()? };
    match focus::check(table, &expected).as_slice() {
        [] => Ok(()),
        faults => Err(format!("{} faults, the first: {:?}", faults.len(), faults[0]).into()),
    }
}
