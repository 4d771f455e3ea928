//! What somebody else does at the provider meanwhile.

use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::{Bench, TOKEN};

impl Bench {
    /// A request by somebody else of the organization.
    pub async fn other(&self, method: &str, path: &str, body: Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1:9/api/v1{path}"))
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body))
            .unwrap();
        let answer = self.sandbox.router().oneshot(request).await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}
