//! The operations, one method each, by the page's groups.

mod bare_metal;
mod billing;
mod places;
mod presets;
mod ssh_keys;
mod storage;
mod validate;
mod virtual_machines;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::call::Call;
use crate::client::{Client, ONE, PAGE, decode};
use crate::error::{Error, ErrorKind};
use crate::page::{self, Listing};
use crate::types::PowerStatus;

impl Client {
    /// Reads one page of a list.
    async fn listing<T: DeserializeOwned>(&self, call: Call) -> Result<Listing<T>, Error> {
        let (call, body, status) = self.bytes(call, PAGE).await?;
        page::read(&body).map_err(|(path, reason)| call.error(ErrorKind::Payload { status, path, reason }, call.sent()))
    }

    /// Sends a write whose answer is an object, `null` or nothing: the page and live clients differ.
    pub(crate) async fn maybe_json<T: DeserializeOwned + Default>(&self, call: Call) -> Result<T, Error> {
        let (call, body, status) = self.bytes(call, ONE).await?;
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(T::default());
        }
        let value = decode::<Option<T>>(&body);
        let value =
            value.map_err(|(path, reason)| call.error(ErrorKind::Payload { status, path, reason }, call.sent()))?;
        Ok(value.unwrap_or_default())
    }

    /// Asks for a power state; the one that the provider names in its answer, if it does.
    async fn power(&self, call: Call, status: &PowerStatus) -> Result<Option<PowerStatus>, Error> {
        let answer: Value = self.maybe_json(call.body(&serde_json::json!({ "status": status }))?).await?;
        Ok(answer.get("status").and_then(Value::as_str).map(PowerStatus::from))
    }
}
