//! The record as a file: what it has of a line, and nothing that the store does not hold.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;
use voltdeck_books::defused;

use super::filter::Narrowed;
use voltdeck_base::activity::{self, FIELDS, line, word};
use voltdeck_base::exports::{self, Export};
use voltdeck_base::store::Store;
use voltdeck_base::{App, profiles};
use voltdeck_contract::{
    ActivityExportArgs, ActivityLine, Answer, CommandError, ErrorCode, Exported, Mark, Money, Place, RecordFormat,
};

/// Lines that are read at once: the store is not held for as long as a disk takes.
const AT_ONCE: u32 = 1000;

pub(super) async fn export(app: &Arc<App>, args: ActivityExportArgs) -> Answer<Exported> {
    let narrowed = Narrowed::by(app, &args.filter)?.of_kind(&args.filter);
    let names: HashMap<String, String> =
        profiles::all(&app.store)?.into_iter().map(|profile| (profile.id, profile.name)).collect();
    let folder = exports::folder(app)?;
    let stem = format!("voltdeck-activity-{}", app.host.local(app.host.now()).date());
    let (store, format) = (app.store.clone(), args.format);
    let written = tokio::task::spawn_blocking(move || {
        let file = Export::begin(&folder, &stem, ending(format))?;
        let failed = |error: &std::io::Error| exports::not_written(&folder, error);
        let mut file = Writer::new(format, file).map_err(|error| failed(&error))?;
        let mut lines = 0;
        each(&store, &narrowed, |line| {
            lines += 1;
            let account = names.get(&line.profile).map_or("", String::as_str);
            file.line(account, line).map_err(|error| failed(&error))
        })?;
        let path = file.end().map_err(|error| failed(&error))?.finish()?;
        Ok(Exported { path: path.display().to_string(), lines })
    });
    let written = written
        .await
        .unwrap_or_else(|_| Err(CommandError::new(ErrorCode::Local, "The export was broken off. Export again.")))?;
    note(app, format, &written);
    Ok(written)
}

fn note(app: &App, format: RecordFormat, written: &Exported) {
    let Some(account) = app.try_account() else { return };
    let form = match format {
        RecordFormat::Csv => "CSV",
        RecordFormat::Jsonl => "JSON Lines",
    };
    let lines = if written.lines == 1 { "1 line".to_owned() } else { format!("{} lines", written.lines) };
    let act = activity::Act {
        subject: "Activity",
        deed: &format!("exported as {form}: {lines}, to {}", written.path),
        mark: Mark::Running,
        place: Some(Place::Activity),
        ..activity::Act::default()
    };
    activity::remark(app, account.profile_id(), &act);
}

fn ending(format: RecordFormat) -> &'static str {
    match format {
        RecordFormat::Csv => "csv",
        RecordFormat::Jsonl => "jsonl",
    }
}

/// Hands over what fits, oldest first.
fn each(store: &Store, narrowed: &Narrowed, mut take: impl FnMut(&ActivityLine) -> Answer<()>) -> Answer<()> {
    let mut last: Option<(String, i64)> = None;
    loop {
        let mut narrowed = narrowed.clone();
        if let Some((at, row)) = &last {
            narrowed.after(at, *row);
        }
        let sql = format!("SELECT {FIELDS}, rowid FROM activity {} ORDER BY at, rowid LIMIT ?", narrowed.sql());
        let limit = [Value::from(AT_ONCE)];
        let lines: Vec<(ActivityLine, String, i64)> = store.read(|connection| {
            connection
                .prepare_cached(&sql)?
                .query_map(params_from_iter(narrowed.values().chain(&limit)), |row| {
                    Ok((line(row)?, row.get("at")?, row.get("rowid")?))
                })?
                .collect()
        })?;
        for (line, _, _) in &lines {
            take(line)?;
        }
        match lines.into_iter().next_back() {
            Some((_, at, row)) => last = Some((at, row)),
            None => return Ok(()),
        }
    }
}

/// The heads of the columns.
const HEADS: [&str; 18] = [
    "time",
    "account",
    "kind",
    "by",
    "subject",
    "deed",
    "meaning",
    "outcome",
    "effect_per_hour",
    "price_per_hour",
    "instance_id",
    "request",
    "answer",
    "notice",
    "notice_outcome",
    "notice_reason",
    "id",
    "account_id",
];

enum Writer {
    Csv(Box<csv::Writer<Export>>),
    Jsonl(Export),
}

/// A line with the name of its account.
#[derive(Serialize)]
struct Named<'a> {
    account: &'a str,
    #[serde(flatten)]
    line: &'a ActivityLine,
}

impl Writer {
    fn new(format: RecordFormat, file: Export) -> std::io::Result<Self> {
        Ok(match format {
            RecordFormat::Jsonl => Self::Jsonl(file),
            RecordFormat::Csv => {
                let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
                csv.write_record(HEADS)?;
                Self::Csv(Box::new(csv))
            }
        })
    }

    fn line(&mut self, account: &str, line: &ActivityLine) -> std::io::Result<()> {
        match self {
            Self::Csv(csv) => Ok(csv.write_record(cells(account, line))?),
            Self::Jsonl(file) => {
                serde_json::to_writer(&mut *file, &Named { account, line })?;
                file.write_all(b"\n")
            }
        }
    }

    fn end(self) -> std::io::Result<Export> {
        match self {
            Self::Jsonl(file) => Ok(file),
            Self::Csv(csv) => csv.into_inner().map_err(csv::IntoInnerError::into_error),
        }
    }
}

fn cells(account: &str, line: &ActivityLine) -> [String; 18] {
    let text = |text: &str| defused(text).into_owned();
    let maybe = |given: &Option<String>| given.as_deref().map(text).unwrap_or_default();
    let amount = |amount: Option<Money>| amount.map(|amount| amount.0.to_string()).unwrap_or_default();
    [
        line.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        text(account),
        word(&line.kind),
        word(&line.actor),
        text(&line.subject),
        text(&line.deed),
        text(&line.meaning),
        word(&line.outcome),
        amount(line.effect),
        amount(line.price),
        maybe(&line.instance_id),
        maybe(&line.request),
        maybe(&line.answer),
        line.notice.as_ref().map(word).unwrap_or_default(),
        line.told.as_ref().map(word).unwrap_or_default(),
        maybe(&line.told_why),
        text(&line.id),
        text(&line.profile),
    ]
}
