//! What is told of an order whose answer was lost, once the list shows something of it.

use rust_decimal::Decimal;

use super::job::Job;
use super::words::dollars;
use voltdeck_base::activity::News;
use voltdeck_contract::{ActivityKind, Actor, Mark, NoticeKind, Place};

/// What is told of a lost order, in the record and by the system.
#[derive(Debug)]
pub(super) struct JobNews {
    subject: String,
    deed: &'static str,
    meaning: String,
    once: String,
    machine: Option<String>,
    price: Decimal,
    mark: Mark,
    place: Place,
}

impl JobNews {
    fn of(job: &Job, mark: Mark, deed: &'static str, meaning: String) -> Self {
        Self {
            subject: job.name.clone(),
            deed,
            meaning,
            once: format!("job:{}:{deed}", job.id),
            machine: job.state.machine_id().map(str::to_owned),
            price: job.per_hour().0,
            mark,
            place: Place::Job { id: job.id.clone() },
        }
    }

    pub(super) fn news(&self) -> News<'_> {
        News {
            kind: ActivityKind::Notice,
            actor: Actor::Voltdeck,
            subject: &self.subject,
            deed: self.deed,
            meaning: &self.meaning,
            mark: self.mark,
            price: Some(self.price),
            instance_id: self.machine.as_deref(),
            place: Some(self.place.clone()),
            notice: Some(NoticeKind::Order),
            once: Some(&self.once),
            ..News::default()
        }
    }
}

/// The list shows the machine of an order whose answer was lost.
pub(super) fn found(job: &Job) -> JobNews {
    let lease = if job.lease.is_some() { " It has the lease that was ordered with it." } else { "" };
    let meaning = format!(
        "The answer to its order was lost, and the list shows it now. It costs {}/h.{lease}",
        dollars(job.per_hour())
    );
    JobNews::of(job, Mark::Running, "found after all", meaning)
}

/// The list shows something that may be the machine of an order that was given up.
pub(super) fn maybe(job: &Job) -> JobNews {
    let meaning = format!(
        "Its order was given up, and the list now shows a machine that may be it. It costs {}/h if it is. Say whether it is \
         the one.",
        dollars(job.per_hour())
    );
    JobNews::of(job, Mark::Unknown, "may be there after all", meaning)
}
