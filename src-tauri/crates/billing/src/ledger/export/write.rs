//! Writing the files of an export: all of them, whole, or none.

use std::cell::Cell;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use rust_decimal::Decimal;
use voltdeck_books::focus::{self, Format};
use voltdeck_books::{
    Balances, Closed, Error, Existing, Folders, Group, Line, Run, Statement, Totals, Unreadable, Verdict, whole,
};

use super::notes;
use super::plan::{ExportPlan, is_focus};
use super::source::{OfMonth, Source};
use voltdeck_base::exports;
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, CommandError, ErrorCode, ExportKind};

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) files: Vec<PathBuf>,
    /// Lines that are in them.
    pub(super) lines: u64,
    /// What a reviewer has to know of them.
    pub(super) notes: Vec<String>,
}

/// Writes what is planned. It takes its time and belongs on a thread of its own.
pub(super) fn write(
    store: &Store,
    plan: &ExportPlan,
    progress: &mut dyn FnMut(u64),
    stop: &AtomicBool,
) -> Answer<Written> {
    let source = Source::open(store, plan)?;
    let mut run = Run::new(progress, stop);
    let mut written = files(plan, &source, &mut run).map_err(|error| told(plan, &error))?;
    written.notes.extend(notes::of_months(plan, &source));
    Ok(written)
}

fn files(plan: &ExportPlan, source: &Source, run: &mut Run<'_>) -> Result<Written, Error> {
    // Before any draft, so that it goes after it: a folder that still has one in it would stay.
    let mut made = Folders::default();
    made.make(&plan.folder)?;
    let written = match plan.kind {
        ExportKind::LinesCsv => lines_csv(plan, source, run),
        ExportKind::FocusCsv => months(plan, source, Format::Csv, run),
        ExportKind::FocusParquet => months(plan, source, Format::Parquet, run),
        ExportKind::StatementCsv => of_one(source).and_then(|of| statement_csv(plan, of, run)),
        ExportKind::Workbook => of_one(source).and_then(|of| workbook(plan, source, of, run)),
        ExportKind::Page => of_one(source).and_then(|of| page(plan, source, of, run)),
    }?;
    made.keep();
    Ok(written)
}

/// The month of what is made of one.
fn of_one(source: &Source) -> Result<&OfMonth, Error> {
    source.months().first().ok_or_else(|| Error::Lines("No month was chosen.".to_owned()))
}

fn lines_csv(plan: &ExportPlan, source: &Source, run: &mut Run<'_>) -> Result<Written, Error> {
    let sum = Cell::new(Decimal::ZERO);
    let lines = source.lines().inspect(|line| {
        if let Ok(Line { effect, .. }) = line {
            sum.set(sum.get() + effect);
        }
    });
    let path = path(plan, "lines", "csv");
    let (path, count) = whole(&path, Existing::Number, |file| voltdeck_books::lines_csv(file, lines, run))?;
    Ok(Written { files: vec![path], lines: count, notes: vec![notes::of_sum(plan, count, sum.get())] })
}

fn months(plan: &ExportPlan, source: &Source, format: Format, run: &mut Run<'_>) -> Result<Written, Error> {
    let profile = &plan.profile;
    let account = focus::Account::new(Some(&profile.organization_id), &profile.name, &profile.currency)?;
    let exported = focus::months(&plan.folder, format, plan.replace, &account, source.lines(), run)?;
    let notes = notes::of_focus(plan, source, &exported)?;
    let lines = exported.iter().map(|one| one.summary.rows()).sum();
    Ok(Written { files: exported.into_iter().map(|one| one.path).collect(), lines, notes })
}

fn statement_csv(plan: &ExportPlan, of: &OfMonth, run: &mut Run<'_>) -> Result<Written, Error> {
    let statement = statement(plan, of);
    let path = path(plan, "statement", "csv");
    let (path, ()) = whole(&path, Existing::Number, |file| {
        run.goes_on()?;
        voltdeck_books::statement_csv(file, &statement)
    })?;
    Ok(Written { files: vec![path], lines: of.view.lines.into(), notes: notes::of_statement(plan, of) })
}

fn workbook(plan: &ExportPlan, source: &Source, of: &OfMonth, run: &mut Run<'_>) -> Result<Written, Error> {
    let statement = statement(plan, of);
    let path = path(plan, "statement", "xlsx");
    let (path, totals) = whole(&path, Existing::Number, |file| {
        let scratch = file.folder().to_owned();
        voltdeck_books::xlsx(file, &scratch, &statement, source.lines(), run)
    })?;
    Ok(with_totals(plan, of, path, &totals))
}

fn page(plan: &ExportPlan, source: &Source, of: &OfMonth, run: &mut Run<'_>) -> Result<Written, Error> {
    let statement = statement(plan, of);
    let path = path(plan, "statement", "html");
    let (path, totals) = whole(&path, Existing::Number, |file| {
        let totals = Totals::of(source.lines(), run)?;
        file.write_all(voltdeck_books::page(&statement, &totals, None).as_bytes())?;
        Ok(totals)
    })?;
    Ok(with_totals(plan, of, path, &totals))
}

fn with_totals(plan: &ExportPlan, of: &OfMonth, path: PathBuf, totals: &Totals) -> Written {
    let mut said = notes::of_statement(plan, of);
    said.extend(notes::of_totals(plan, totals));
    Written { files: vec![path], lines: totals.lines, notes: said }
}

/// `voltdeck-lines-Work-2025-09-to-2026-10.csv`.
fn path(plan: &ExportPlan, what: &str, ending: &str) -> PathBuf {
    let (first, last) = (plan.first(), plan.last());
    let months = if first == last { first } else { format!("{first}-to-{last}") };
    let stem = exports::plain(&format!("voltdeck-{what}-{}-{months}", plan.profile.name));
    plan.folder.join(format!("{stem}.{ending}"))
}

/// The statement of a month as books have it.
fn statement(plan: &ExportPlan, of: &OfMonth) -> Statement {
    let (view, profile) = (&of.view, &plan.profile);
    let verdict = match &view.unreconciled {
        None => Verdict::Reconciled { reading: view.signs.clone() },
        Some(off) => {
            Verdict::Off { difference: off.difference.map(|by| by.0), reason: format!("{} {}", off.reason, view.signs) }
        }
    };
    let closing = &view.closing;
    Statement {
        account: profile.name.clone(),
        organization: Some(profile.organization_id.clone()).filter(|id| !id.trim().is_empty()),
        currency: profile.currency.clone(),
        month: of.month,
        read_at: of.read_at,
        balances: Balances {
            start: view.balance_start.map(|amount| amount.0),
            change: view.balance_delta.map(|amount| amount.0),
            end: view.balance_end.map(|amount| amount.0),
        },
        groups: view
            .parts
            .iter()
            .map(|part| Group { name: part.label.clone(), lines: part.lines.into(), amount: part.amount.0 })
            .collect(),
        verdict,
        unreadable: view
            .unreadable
            .iter()
            .filter(|one| !one.counted)
            .map(|one| Unreadable { id: one.label.clone(), reason: one.reason.clone() })
            .collect(),
        closed: closing.closed_at.map(|at| Closed {
            at,
            note: closing.note.clone(),
            invoice: closing.invoice.map(|total| total.0),
        }),
    }
}

/// Why there are no files, as a window says it.
fn told(plan: &ExportPlan, error: &Error) -> CommandError {
    match error {
        Error::Cancelled => CommandError::new(ErrorCode::Cancelled, error.to_string()),
        Error::Exists(path) if is_focus(plan.kind) => {
            let message = format!(
                "{} was exported before, and nothing was written. Two files of one month would be added up: have them \
                 replaced, or choose another folder.",
                path.display()
            );
            CommandError::new(ErrorCode::Exists, message)
        }
        Error::Exists(_) => CommandError::new(ErrorCode::Exists, error.to_string()),
        Error::NoOrganization => CommandError::new(ErrorCode::Invalid, error.to_string()).at("organizationId"),
        Error::Currency(_) => CommandError::new(ErrorCode::Invalid, error.to_string()).at("currency"),
        _ => CommandError::new(ErrorCode::Local, error.to_string()),
    }
}
