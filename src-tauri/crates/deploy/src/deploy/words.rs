//! What is said where a deploy does not go as asked: what happened, what it means for the money, what to do.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::job::{Job, VolumeState};
use voltdeck_contract::{CommandError, ErrorCode, MachineKind, Money};

/// A standing order that nobody looks at would pass the account's spending limit.
pub(super) fn above_spending_limit(limit: Decimal) -> CommandError {
    let message = format!(
        "Buying it now may exceed this account's spending limit of {}/h. Nothing was bought, and it stays ordered. Raise the \
         limit in Settings, or end this order and give it again.",
        dollars(Money(limit))
    );
    CommandError::new(ErrorCode::NotAllowed, message)
}

/// It is not known whose token the account has.
pub(super) fn whose_token() -> CommandError {
    let message = "It is not known yet whether this account's token is of the same organization, so nothing would look \
                   after the machine or its lease. Nothing was sent or bought. Say whose token it is first.";
    CommandError::new(ErrorCode::NotAllowed, message)
}

/// An amount as the provider writes prices, with at least two places.
pub fn dollars(money: Money) -> String {
    let amount = money.0.normalize();
    let places = amount.scale().max(2);
    format!("${amount:.*}", places as usize)
}

/// The answer was lost.
pub(super) fn unknown(job: &Job, why: &str) -> CommandError {
    CommandError::new(
        ErrorCode::OutcomeUnknown,
        format!(
            "{why} Nobody knows yet whether \"{}\" was deployed; the order is not sent again. If the machine exists, it \
             costs {}/h. Voltdeck looks for it in the list of machines.",
            job.name,
            dollars(job.per_hour())
        ),
    )
}

/// More than one machine fits, or one of which it is not sure.
pub(super) fn choose(job: &Job, count: usize) -> CommandError {
    let fits = match count {
        1 if job.kind == MachineKind::BareMetal => {
            "There is a new rental of this name. It shows no tags yet; once it runs, they tell whether it is the one."
                .to_owned()
        }
        1 => "There is a new machine of this name, but it does not carry the order's tag.".to_owned(),
        count => format!("There are {count} new machines that may be it."),
    };
    CommandError::new(
        ErrorCode::OutcomeUnknown,
        format!(
            "{fits} Say which one is \"{}\", or that none is. Each of them costs money while it exists; the order is not \
             sent again.",
            job.name
        ),
    )
}

/// Three whole sweeps over fifteen minutes did not show it.
pub(super) fn absent(job: &Job) -> CommandError {
    CommandError::new(
        ErrorCode::OutcomeUnknown,
        format!(
            "No new machine named \"{}\" was in the list for 15 minutes, so it was most likely not deployed. Should it turn \
             up, it costs {}/h; Voltdeck goes on looking and says so. Look in the provider's console before you dismiss this \
             order to deploy anew.",
            job.name,
            dollars(job.per_hour())
        ),
    )
}

/// The app ended while it was planned.
pub(super) fn closed_before_sent(job: &Job) -> CommandError {
    if job.order_id.is_some() {
        let message = format!("Voltdeck was closed before it was sent. {}", bought_before(job));
        return CommandError::new(ErrorCode::Local, message);
    }
    CommandError::new(
        ErrorCode::Local,
        format!(
            "Voltdeck was closed before it was sent. {} Deploy again if you still want the machine: password and cloud-init \
             were not kept and must be typed again.",
            bought_before(job)
        ),
    )
}

/// What an order that was not sent, or was refused, has bought all the same: its volume is created before it.
fn bought_before(job: &Job) -> String {
    match job.volume.as_ref().map(|volume| (&volume.state, &volume.name)) {
        None | Some((VolumeState::Planned, _)) => "Nothing was bought.".to_owned(),
        Some((VolumeState::Sent, name)) => {
            format!("No machine was bought; the volume {name} may have been, and costs money if it is in Storage.")
        }
        Some((VolumeState::Created(_), name)) => {
            format!(
                "No machine was bought, but the volume {name} was: it costs money until it is deleted in Storage. Choose it \
                 for the next order, which would else buy another."
            )
        }
    }
}

/// The app ended while the request was out.
pub(super) fn closed_while_sent() -> &'static str {
    "Voltdeck was closed while the order was out."
}

/// The provider refused it, or it was not sent.
pub(super) fn refused(job: &Job, mut said: CommandError) -> CommandError {
    let next = match said.code {
        // Nobody is there to do anything: the standing order goes on by its own rules.
        _ if job.order_id.is_some() => "",
        // The computer's own fault says nothing of the stock, nor does a volume that is not settled.
        ErrorCode::Local | ErrorCode::Unsettled => " See to that, then deploy again.",
        ErrorCode::TokenRefused => " Connect again with a token that is valid, then deploy again.",
        ErrorCode::Forbidden => " Use a token that may deploy.",
        ErrorCode::ReadOnly => " Let the account change and buy again, then deploy.",
        ErrorCode::Slow => " Wait a minute, then deploy again.",
        ErrorCode::Offline => " See that this computer is online, then deploy again.",
        ErrorCode::Invalid => " Change it, then deploy again.",
        _ => " See whether the hardware is still in stock, then deploy again.",
    };
    let end = if said.message.trim_end().ends_with(['.', '!', '?']) { "" } else { "." };
    said.message = format!("{}{end} {}{next}", said.message.trim_end(), bought_before(job));
    said.retryable = false;
    said
}

/// Accepted, then no longer listed.
pub(super) fn gone(job: &Job, since: DateTime<Utc>) -> CommandError {
    let text = if job.state.machine().is_some_and(|machine| machine.listing.was_listed()) {
        format!(
            "\"{}\" is no longer in the list of machines since {} UTC, and the provider does not know its id: it seems to \
             have been terminated, here or elsewhere. Should the list show it again, Voltdeck does too.",
            job.name,
            since.format("%H:%M")
        )
    } else {
        format!(
            "The provider accepted \"{}\" but has not listed it for 15 minutes. It may still cost {}/h: look at the web \
             console, or ask the provider about id {}.",
            job.name,
            dollars(job.per_hour()),
            job.state.machine_id().unwrap_or("unknown")
        )
    };
    CommandError::new(ErrorCode::Gone, text)
}

/// The price moved between review and deploy.
pub(super) fn price_moved(before: Money, now: Money) -> CommandError {
    CommandError::new(
        ErrorCode::PriceMoved,
        format!(
            "The price moved from {}/h to {}/h since you reviewed it. Nothing was sent or bought. Look at the new price and \
             deploy again if it suits you.",
            dollars(before),
            dollars(now)
        ),
    )
    .at("presetId")
}

/// The provider could not set a rental up.
pub(super) fn failed(job: &Job) -> CommandError {
    CommandError::new(
        ErrorCode::Provider,
        format!(
            "The provider could not set \"{}\" up (Failed). Whether it costs {}/h all the same is not published: terminate \
             it, then deploy again.",
            job.name,
            dollars(job.per_hour())
        ),
    )
}

/// What was about to be bought is not what was reviewed.
pub(super) fn other_hardware() -> CommandError {
    CommandError::new(ErrorCode::Invalid, "Other hardware was reviewed than is to be deployed. Review again.")
}

/// The volume for a rental was refused, so the rental was not ordered.
pub(super) fn no_volume(said: CommandError) -> CommandError {
    let message = format!("The volume could not be created, so the rental was not ordered. {}", said.message);
    CommandError { message, ..said }
}

/// Nobody knows whether the volume for a rental was created, so the rental was not ordered.
pub(super) fn volume_unknown(name: &str) -> CommandError {
    let message = format!(
        "Nobody knows whether the volume {name} was created, so the rental was not ordered. Look in Storage, then deploy \
         again with that volume or another."
    );
    CommandError::new(ErrorCode::Local, message).at("metal.volumeName")
}

/// The preset sold out.
pub(super) fn sold_out(hardware: &str) -> CommandError {
    CommandError::new(
        ErrorCode::SoldOut,
        format!("{hardware} sold out a moment ago. Nothing was sent or bought. Choose other hardware, or try later."),
    )
    .at("presetId")
}

/// A standing order's hardware costs more than it may.
pub fn above_limit(now: Money, limit: Decimal) -> CommandError {
    CommandError::new(
        ErrorCode::PriceMoved,
        format!(
            "It costs {}/h now, above the limit of {}/h. Nothing was sent or bought.",
            dollars(now),
            dollars(Money(limit))
        ),
    )
}

/// What has the id of a standing order's hardware is something else by now.
pub(super) fn not_what_was_ordered(ordered: &str, now: &str) -> CommandError {
    CommandError::new(
        ErrorCode::Invalid,
        format!(
            "The provider now offers {now} in place of {ordered}, which was ordered. Nothing was sent or bought. End the \
             order, and give a new one if this suits you."
        ),
    )
}

/// The computer slept, its clock jumped, or reading took too long.
pub(super) fn not_fresh() -> CommandError {
    CommandError {
        retryable: true,
        ..CommandError::new(
            ErrorCode::Slow,
            "Between reading the price and ordering too much time passed, or the clock of this computer jumped. Nothing was \
             sent or bought; stock and price are read again first.",
        )
    }
}

/// A standing order was ended, or its time or tries are over.
pub(super) fn order_over() -> CommandError {
    CommandError::new(ErrorCode::NotAllowed, "The standing order no longer stands. Nothing was sent or bought.")
}

/// A draft for a standing order that was to be deployed at once.
pub(super) fn for_when_available() -> CommandError {
    CommandError::new(
        ErrorCode::Invalid,
        "This draft is for a standing order, so it was not deployed at once. Nothing was sent or bought.",
    )
}

/// The organization's keys could not be read, and a standing order buys no machine that nobody might get into.
pub(super) fn no_keys(said: &CommandError) -> CommandError {
    let message =
        format!("{} Without the organization's keys a standing order buys nothing: nobody might get in.", said.message);
    CommandError { message, retryable: true, ..said.clone() }
}

/// None is chosen.
pub(super) fn no_hardware() -> CommandError {
    CommandError::new(ErrorCode::Invalid, "Choose the hardware. Nothing was sent or bought.").at("presetId")
}

/// The preset is no longer offered.
pub(super) fn no_such_preset() -> CommandError {
    CommandError::new(
        ErrorCode::SoldOut,
        "The provider no longer offers this hardware. Nothing was sent or bought. Choose other hardware.",
    )
    .at("presetId")
}

/// The provider sent no readable price.
pub(super) fn no_price() -> CommandError {
    CommandError::new(
        ErrorCode::Provider,
        "The provider sent no readable price for this hardware, so it cannot be deployed. Nothing was sent or bought.",
    )
    .at("presetId")
}

#[cfg(test)]
mod tests {
    use super::super::job::tests::planned;
    use super::*;

    #[test]
    fn prices_keep_two_places_and_more_where_they_have_more() {
        let shown = |text: &str| dollars(Money(text.parse().unwrap()));
        assert_eq!(shown("1.990000"), "$1.99");
        assert_eq!(shown("2"), "$2.00");
        assert_eq!(shown("0.017408"), "$0.017408");
    }

    #[test]
    fn a_refusal_says_what_the_provider_said_and_that_nothing_was_bought() {
        let job = planned("a");
        let said =
            refused(&job, CommandError::new(ErrorCode::Invalid, "String should have at least 3 characters").at("name"));
        assert!(said.message.starts_with("String should have at least 3 characters. Nothing was bought. "));
        assert_eq!(said.field.as_deref(), Some("name"));
    }
}
