//! What several areas speak in: amounts, issues of a form, ids.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;

/// An amount in US dollars, exact; a decimal string over IPC. What it is per is said by the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Money(#[specta(type = String)] pub Decimal);

/// An amount as it is and as it would be after the act that is being considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MoneyChange {
    /// As it is.
    pub before: Money,
    /// As it would be.
    pub after: Money,
}

/// How long the balance lasts, as it is and as it would be; `None` where it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RunwayChange {
    /// Seconds at the present burn rate.
    pub before_seconds: Option<u32>,
    /// Seconds at the burn rate after the act.
    pub after_seconds: Option<u32>,
}

/// Whether an issue stops the form or is only said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// It cannot be sent like this.
    Error,
    /// It can be sent; the person should know.
    Warning,
}

/// Something to say at one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldIssue {
    /// Path of the field as the form names it, e.g. `name`, `extraKeys.0`, `cloudInit.writeFiles.1.path`.
    pub field: String,
    /// Whether it stops the form.
    pub severity: Severity,
    /// What is wrong and what to do, one sentence or two.
    pub message: String,
}

/// No arguments.
#[derive(Debug, Clone, Default, Deserialize, Type)]
pub struct NoArgs {}

/// No answer beyond "done".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct Done {}

/// One id.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IdArgs {
    /// The id of the thing that is meant.
    pub id: String,
}

/// What must be typed before something is done that passes the account's spending limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NameAsked {
    /// What to type.
    pub name: String,
    /// Why, with the amounts.
    pub why: String,
}
