//! What is said of standing orders: what happened, what it means for the money, what to do.

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::order::StandingOrder;
use crate::deploy::dollars;
use voltdeck_base::activity::News;
use voltdeck_base::format::lasted;
use voltdeck_contract::{
    ActivityKind, Actor, CommandError, ErrorCode, FieldIssue, JobView, Mark, Money, NoticeKind, Place, Severity,
};

/// Something to tell of an order.
#[derive(Debug, Clone)]
pub(super) struct OrderNews {
    subject: String,
    deed: String,
    /// What it means for the money, and what to do.
    pub(super) meaning: String,
    mark: Mark,
    place: Place,
    price: Option<Decimal>,
    kind: ActivityKind,
    actor: Actor,
    notice: Option<NoticeKind>,
}

impl OrderNews {
    fn of(order: &StandingOrder, mark: Mark, deed: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self {
            subject: order.name().to_owned(),
            deed: deed.into(),
            meaning: meaning.into(),
            mark,
            place: Place::Standing,
            price: None,
            kind: ActivityKind::Notice,
            actor: Actor::Order,
            notice: Some(NoticeKind::Order),
        }
    }

    /// Something that the person just did: the system need not tell it.
    fn by_person(self) -> Self {
        Self { kind: ActivityKind::Act, actor: Actor::You, notice: None, ..self }
    }

    pub(super) fn news(&self) -> News<'_> {
        News {
            kind: self.kind,
            actor: self.actor,
            subject: &self.subject,
            deed: &self.deed,
            meaning: &self.meaning,
            mark: self.mark,
            price: self.price,
            place: Some(self.place.clone()),
            notice: self.notice,
            ..News::default()
        }
    }
}

fn per_hour(limit: Decimal) -> String {
    format!("{}/h", dollars(Money(limit)))
}

fn tries(order: &StandingOrder) -> String {
    format!("try {} of {}", order.tries, order.max_tries)
}

/// The person gave it.
pub(super) fn given(order: &StandingOrder) -> OrderNews {
    let times = if order.max_tries == 1 { "once".to_owned() } else { format!("{} times", order.max_tries) };
    let meaning = format!(
        "{}, for up to {} when it is in stock, until {} UTC, tried {times} at most.",
        order.goods.line,
        per_hour(order.limit),
        order.ends_at.format("%-d %b %H:%M")
    );
    OrderNews::of(order, Mark::Pending, "ordered for when it is available", meaning).by_person()
}

/// The person ended it while it waited.
pub(super) fn ended_by_person(order: &StandingOrder) -> OrderNews {
    OrderNews::of(order, Mark::Terminated, "standing order ended", "It bought nothing and buys nothing more.")
        .by_person()
}

/// The person ended it while a try was under way.
pub(super) fn ending(order: &StandingOrder) -> OrderNews {
    let meaning = "A try is under way and cannot be called back: it may still buy. There is no other after it.";
    OrderNews::of(order, Mark::Pending, "standing order ends with this try", meaning).by_person()
}

/// While a try is under way.
pub(super) fn trying(order: &StandingOrder) -> String {
    format!("It is in stock: the order is being sent ({}).", tries(order))
}

/// It bought.
pub(super) fn bought(order: &StandingOrder, job: &JobView) -> OrderNews {
    let meaning = format!("{} for {}/h. The order is over.", job.hardware, dollars(job.per_hour));
    let told = OrderNews::of(order, Mark::Running, "was bought by its standing order", meaning);
    OrderNews { place: Place::Job { id: job.id.clone() }, price: Some(job.per_hour.0), ..told }
}

/// Nobody knows whether it bought.
pub(super) fn unknown(order: &StandingOrder, job: &JobView) -> OrderNews {
    let meaning = format!(
        "Nobody knows whether the last try bought it, so the order is over and nothing is sent again. Voltdeck looks for the \
         machine: if it exists, it costs {}/h.",
        dollars(job.per_hour)
    );
    let told = OrderNews::of(order, Mark::Unknown, "standing order ended: outcome unknown", meaning);
    OrderNews { place: Place::Job { id: job.id.clone() }, ..told }
}

/// The record of its last try was taken away.
pub(super) fn job_is_gone(order: &StandingOrder) -> OrderNews {
    let meaning = "What came of its last try is no longer written down, so nobody knows whether it bought, and nothing is \
                   sent again. Look in Instances: if the machine is there, it costs money.";
    OrderNews::of(order, Mark::Unknown, "standing order ended: outcome unknown", meaning)
}

fn said(job: &JobView) -> String {
    job.said.as_ref().map_or_else(|| "Nothing was bought.".to_owned(), |said| said.message.clone())
}

/// A try was refused, and there is another.
pub(super) fn refused(order: &StandingOrder, job: &JobView) -> OrderNews {
    let meaning = format!("{} The order stands; it is tried again when it is in stock.", said(job));
    OrderNews::of(order, Mark::Failed, format!("was refused ({})", tries(order)), meaning)
}

/// A try was refused, and there is no other.
pub(super) fn refused_for_good(order: &StandingOrder, job: &JobView) -> OrderNews {
    let why = if order.ending { "It was to end with this try." } else { "Its tries are used up." };
    let meaning = format!("{} {why} Give a new order if you still want the machine.", said(job));
    OrderNews::of(order, Mark::Failed, format!("was refused ({}): standing order ended", tries(order)), meaning)
}

/// Its time is over.
pub(super) fn time_over(order: &StandingOrder) -> OrderNews {
    let meaning = format!(
        "{} was not to be had for up to {} in time. Nothing was bought. Give a new order if you still want the machine.",
        order.goods.line,
        per_hour(order.limit)
    );
    OrderNews::of(order, Mark::Terminated, "standing order ended: its time is over", meaning)
}

/// Its hardware is no longer offered.
pub(super) fn gone(order: &StandingOrder) -> OrderNews {
    let meaning = format!("The provider no longer offers {}. Nothing was bought.", order.goods.line);
    OrderNews::of(order, Mark::Terminated, "standing order ended: no longer offered", meaning)
}

/// The account was set to only look.
pub(super) fn read_only(order: &StandingOrder) -> OrderNews {
    let meaning = "This account is read-only now, and such an account buys nothing. Nothing was bought.";
    OrderNews::of(order, Mark::Terminated, "standing order ended: the account is read-only", meaning)
}

/// Something keeps it from buying.
pub(super) fn held(order: &StandingOrder, fault: &CommandError) -> OrderNews {
    let deed = match fault.code {
        ErrorCode::PriceMoved => "is in stock, above the limit of its standing order",
        _ => "could not be ordered",
    };
    OrderNews::of(order, Mark::Pending, deed, fault.message.clone())
}

/// The clock stands before the moment at which an order was given.
pub(super) fn wrong_clock() -> CommandError {
    CommandError::new(
        ErrorCode::NotAllowed,
        "The clock of this computer stands before the moment at which this order was given, so its end cannot be told. \
         Nothing is bought until the clock is right. Set it, or end the order.",
    )
}

/// The clock was put back.
pub(super) fn clock_back(by: TimeDelta) -> OrderNews {
    OrderNews {
        subject: "The clock of this computer".into(),
        deed: format!("was put back by {}", lasted(by + TimeDelta::seconds(30))),
        meaning:
            "Standing orders end by it, so they may stand for as much longer. Nothing is bought before stock and price \
                  are read again."
                .into(),
        mark: Mark::Pending,
        place: Place::Standing,
        price: None,
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        notice: Some(NoticeKind::Order),
    }
}

/// What is said at the fields of the bounds.
pub(super) fn issues(
    problems: Vec<(&'static str, String)>,
    limit: Option<Decimal>,
    now: Option<Money>,
) -> Vec<FieldIssue> {
    let error =
        |(field, message): (&str, String)| FieldIssue { field: field.to_owned(), severity: Severity::Error, message };
    let mut issues: Vec<FieldIssue> = problems.into_iter().map(error).collect();
    if let (Some(limit), Some(now)) = (limit, now)
        && limit < now.0
    {
        issues.push(FieldIssue {
            field: "standing.limit".into(),
            severity: Severity::Warning,
            message: format!(
                "It costs {}/h now: the order buys only where the price falls to the limit.",
                dollars(now)
            ),
        });
    }
    issues
}
