//! An export as it is asked for, checked before anything is begun.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use voltdeck_books::{Month, focus};

use super::super::load;
use voltdeck_base::account::Account;
use voltdeck_base::profiles::{self, Profile};
use voltdeck_base::{App, exports, files};
use voltdeck_contract::{Answer, CommandError, ErrorCode, ExportArgs, ExportKind};

/// What is to be written, and where.
#[derive(Debug, Clone)]
pub(super) struct ExportPlan {
    pub(super) kind: ExportKind,
    /// Each with its first day, the oldest first.
    pub(super) months: Vec<(Month, NaiveDate)>,
    /// Where files go.
    pub(super) folder: PathBuf,
    pub(super) replace: bool,
    /// Whose months they are.
    pub(super) profile: Profile,
    /// Lines of all months.
    pub(super) lines: u64,
    pub(super) now: DateTime<Utc>,
}

impl ExportPlan {
    pub(super) fn first(&self) -> String {
        self.months.first().map(|(month, _)| month.to_string()).unwrap_or_default()
    }

    pub(super) fn last(&self) -> String {
        self.months.last().map(|(month, _)| month.to_string()).unwrap_or_default()
    }
}

/// Whether a file is made for each month, so that one may take the place of an older one.
pub(super) fn is_focus(kind: ExportKind) -> bool {
    matches!(kind, ExportKind::FocusCsv | ExportKind::FocusParquet)
}

fn of_one_month(kind: ExportKind) -> bool {
    matches!(kind, ExportKind::StatementCsv | ExportKind::Workbook | ExportKind::Page)
}

/// Checks what is asked for. What is wrong is told at its field.
pub(super) fn plan(app: &App, account: &Account, args: &ExportArgs) -> Answer<ExportPlan> {
    let profile = profiles::by_id(&app.store, account.profile_id())?.ok_or_else(profiles::no_such_profile)?;
    let (first, last) = (month(&args.first, "first")?, month(&args.last, "last")?);
    if last < first {
        return Err(invalid("The last month is before the first.").at("last"));
    }
    if of_one_month(args.kind) && first != last {
        return Err(invalid("A statement is of one month. Choose the same month twice.").at("last"));
    }
    if is_focus(args.kind) {
        let organization = Some(profile.organization_id.as_str());
        focus::Account::new(organization, &profile.name, &profile.currency).map_err(|error| {
            let field =
                if matches!(error, voltdeck_books::Error::NoOrganization) { "organizationId" } else { "currency" };
            invalid(&error.to_string()).at(field)
        })?;
    }
    let folder = folder(app, &args.folder)?;
    let kept = app.store.read(|connection| load::months(connection, account.profile_id()))?;
    let (mut months, mut lines) = (Vec::new(), 0_u64);
    let mut next = Some(first);
    while let Some(month) = next.filter(|month| *month <= last) {
        let day = month.start().date_naive();
        let Some(known) = kept.iter().find(|kept| kept.month.first == day) else {
            return Err(CommandError::new(ErrorCode::Gone, not_read(month)).at("first"));
        };
        months.push((month, day));
        lines += u64::try_from(known.lines).unwrap_or(0);
        next = Month::of(month.end());
    }
    Ok(ExportPlan { kind: args.kind, months, folder, replace: args.replace, profile, lines, now: app.host.now() })
}

/// What is said of a month that is not in the ledger.
pub(super) fn not_read(month: Month) -> String {
    format!(
        "The report of {} was not read yet, so it cannot be exported. Bring the ledger up to date in Billing, or choose \
         other months.",
        month.words()
    )
}

fn month(text: &str, field: &str) -> Answer<Month> {
    text.parse().map_err(|error: voltdeck_books::NoMonth| invalid(&error.to_string()).at(field))
}

fn folder(app: &App, given: &str) -> Answer<PathBuf> {
    let given = given.trim();
    if given.is_empty() {
        return exports::folder(app);
    }
    if let Some(wrong) = exports::problem(app, given) {
        return Err(invalid(&wrong).at("folder"));
    }
    files::absolute(app.host.computer().home().as_deref(), given).map_err(|wrong| invalid(&wrong).at("folder"))
}

fn invalid(message: &str) -> CommandError {
    CommandError::new(ErrorCode::Invalid, message)
}
