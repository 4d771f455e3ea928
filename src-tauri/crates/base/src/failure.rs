//! What a failure of the provider means, in words for a person.

use crate::format::{shown_name, shown_text};
use voltagepark::ErrorKind;
use voltdeck_contract::{CommandError, ErrorCode};

/// The longest that is said of one failure, and of it in the provider's own words.
const LONGEST: usize = 1_000;
const LONGEST_DETAIL: usize = 300;

/// What a failed read means.
pub fn reading(failed: &voltagepark::Error) -> CommandError {
    reading_with(failed, str::to_owned)
}

/// The same where the provider's words may quote a secret: `redact` takes it out of them before they are cut short.
pub fn reading_with(failed: &voltagepark::Error, redact: impl Fn(&str) -> String) -> CommandError {
    let said = |failed| said(failed, &redact);
    let (code, message) = match &failed.kind {
        ErrorKind::Api { status: 401, .. } => (
            ErrorCode::TokenRefused,
            "The provider refuses the token (401). Give a new one; your machines run on.".to_owned(),
        ),
        ErrorKind::Api { status: 403, .. } => {
            (ErrorCode::Forbidden, format!("This token may not read that (403){}", said(failed)))
        }
        ErrorKind::Api { status: 404, .. } => {
            (ErrorCode::Gone, format!("The provider does not have it (404){}", said(failed)))
        }
        ErrorKind::Api { status: 429, .. } => {
            (ErrorCode::Slow, "The provider asks to slow down (429). Voltdeck waits and reads again.".to_owned())
        }
        ErrorKind::Api { status: status @ (400 | 422), .. } => {
            (ErrorCode::Invalid, format!("The provider does not accept this ({status}){}", said(failed)))
        }
        ErrorKind::Api { status, .. } => {
            let message = format!(
                "The provider answered with an error of its own ({status}){} What you see may be old.",
                said(failed)
            );
            (ErrorCode::Provider, message)
        }
        ErrorKind::Transport(reason) => {
            (ErrorCode::Offline, format!("The provider cannot be reached: {reason}. What you see may be old."))
        }
        ErrorKind::Timeout(time) => (
            ErrorCode::Slow,
            format!("The provider did not answer within {} s. What you see may be old.", time.as_secs()),
        ),
        ErrorKind::Redirect { .. } => (
            ErrorCode::Provider,
            "The provider sent the request elsewhere, which is not followed. Check the base URL.".to_owned(),
        ),
        ErrorKind::Payload { .. } | ErrorKind::UnexpectedStatus { .. } | ErrorKind::TooLarge { .. } => {
            (ErrorCode::Provider, format!("The provider's answer cannot be read: {}.", failed.kind))
        }
        ErrorKind::NotSent(reason) => (ErrorCode::Local, format!("It was not sent: {reason}.")),
        ErrorKind::ReadOnly => read_only(),
    };
    from_provider(failed, code, &message)
}

/// What a failed write means. `subject` names what it was about.
pub fn writing(failed: &voltagepark::Error, subject: &str) -> CommandError {
    writing_with(failed, subject, str::to_owned)
}

/// The same where the provider's words may quote a secret: `redact` takes it out of them before they are cut short.
pub fn writing_with(failed: &voltagepark::Error, subject: &str, redact: impl Fn(&str) -> String) -> CommandError {
    let said = |failed| said(failed, &redact);
    let subject = shown_name(subject);
    if failed.may_have_acted() {
        let message = format!(
            "{} Nobody knows yet whether it was done to {subject}. Voltdeck reads it again; watch what the list shows.",
            unclear(failed)
        );
        return from_provider(failed, ErrorCode::OutcomeUnknown, &message);
    }
    let (code, message) = match &failed.kind {
        ErrorKind::Api { status: 401, .. } => (
            ErrorCode::TokenRefused,
            format!(
                "The provider refuses the token (401){} Nothing was done. Give a new one and try again.",
                said(failed)
            ),
        ),
        ErrorKind::Api { status: 402, .. } => (
            ErrorCode::Invalid,
            format!(
                "The provider wants to be paid first (402){} Nothing was done. Add money to the account, then try again.",
                said(failed)
            ),
        ),
        ErrorKind::Api { status: 403, .. } => {
            (ErrorCode::Forbidden, format!("This token may not do that (403){} Nothing was done.", said(failed)))
        }
        ErrorKind::Api { status: 404, .. } => (
            ErrorCode::Gone,
            format!(
                "The provider does not have {subject} (404){} If the list still shows it, it may still cost money.",
                said(failed)
            ),
        ),
        ErrorKind::Api { status: 409, .. } => (
            ErrorCode::Invalid,
            format!("The provider does not do this as things stand now (409){} Nothing was done.", said(failed)),
        ),
        ErrorKind::Api { status: 429, .. } => (
            ErrorCode::Slow,
            format!("The provider asks to slow down (429){} Nothing was done. Try again in a minute.", said(failed)),
        ),
        ErrorKind::Api { status, .. } => (
            ErrorCode::Invalid,
            format!("The provider does not accept this ({status}){} Nothing was done.", said(failed)),
        ),
        ErrorKind::Transport(reason) => (
            ErrorCode::Offline,
            format!("The provider cannot be reached: {reason}. Nothing was done. Try again when it can be."),
        ),
        ErrorKind::Timeout(_) => {
            (ErrorCode::Slow, "The provider could not be reached in time. Nothing was done. Try again.".to_owned())
        }
        ErrorKind::Redirect { status } | ErrorKind::UnexpectedStatus { status } => (
            ErrorCode::Provider,
            format!(
                "The provider sent the request elsewhere ({status}), which is not followed. Nothing was done. Check the base URL."
            ),
        ),
        ErrorKind::ReadOnly => read_only(),
        kind => (ErrorCode::Local, format!("Nothing was done: {kind}.")),
    };
    from_provider(failed, code, &message)
}

/// Why nobody knows what came of a write. A further try is told of only where there was one.
fn unclear(failed: &voltagepark::Error) -> String {
    let status = failed.status().unwrap_or_default();
    if failed.is_after_a_lost_answer() {
        return match &failed.kind {
            ErrorKind::Api { .. } => format!("An answer was lost, and a further try was answered with {status}."),
            _ => "An answer was lost, and a further try brought none that tells.".to_owned(),
        };
    }
    match &failed.kind {
        ErrorKind::Api { status: 408, .. } => "The provider stopped waiting for the request (408).".to_owned(),
        ErrorKind::Api { .. } => format!("The provider answered with an error of its own ({status})."),
        ErrorKind::Redirect { .. } | ErrorKind::UnexpectedStatus { .. } => {
            format!("The provider answered with {status}, which does not say whether it was done.")
        }
        ErrorKind::Timeout(time) => format!("No answer came within {} s.", time.as_secs()),
        ErrorKind::Transport(reason) => format!("The connection broke before the answer came ({reason})."),
        _ => "The answer cannot be read.".to_owned(),
    }
}

fn read_only() -> (ErrorCode, String) {
    (ErrorCode::ReadOnly, "This account is read-only in Voltdeck. Nothing was sent or done.".to_owned())
}

fn from_provider(failed: &voltagepark::Error, code: ErrorCode, message: &str) -> CommandError {
    let message = shown_text(message, LONGEST);
    let request_id = failed.request_id.as_deref().map(shown_name);
    CommandError { code, message, field: None, retryable: failed.is_retryable(), request_id }
}

/// The provider's own words, after a colon and before a full stop.
fn said(failed: &voltagepark::Error, redact: impl Fn(&str) -> String) -> String {
    let mut parts: Vec<String> = failed
        .fields()
        .iter()
        .map(|field| {
            let place = field.location.iter().skip(1).map(String::as_str).collect::<Vec<_>>().join(".");
            if place.is_empty() { field.message.clone() } else { format!("{place}: {}", field.message) }
        })
        .collect();
    parts.extend(failed.detail().map(str::to_owned));
    let text = redact(&parts.join("; "));
    let text = shown_text(&text, LONGEST_DETAIL);
    match text.trim_end_matches('.') {
        "" => ".".to_owned(),
        text => format!(": {text}."),
    }
}
