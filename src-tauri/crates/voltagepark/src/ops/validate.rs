use http::Method;
use serde_json::json;

use crate::call::{Call, Operation, Repeat};
use crate::client::Client;
use crate::error::Error;
use crate::types::{CloudInitContent, CloudInitTarget, CloudInitVerdict};

impl Client {
    /// "validate a cloud init script": `POST /validate/cloudinit`. It changes nothing and needs no token.
    pub async fn validate_cloud_init(
        &self,
        target: &CloudInitTarget,
        content: &CloudInitContent,
    ) -> Result<CloudInitVerdict, Error> {
        let operation = Operation { repeat: Repeat::Read, ..Operation::write("validate_cloud_init", Method::POST) };
        let body = json!({ "type": target, "content": content });
        self.json(Call::new(operation, "/validate/cloudinit").body(&body)?).await
    }
}
