//! Deploys as a window asks for them, and what the provider's own books have of them.

use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, ResourceKind, ResourceRecord};

use super::Bench;

impl Bench {
    /// A draft of the smallest preset.
    pub async fn draft(&self, name: &str) -> Value {
        let options = self.call("deploy_options", json!({})).await.unwrap();
        let preset = options["presets"].as_array().unwrap().iter().find(|preset| preset["gpus"] == 1).unwrap();
        json!({
            "presetId": preset["id"], "name": name, "password": "", "keyMode": "all", "keyIds": [], "extraKeys": [],
            "cloudInit": { "packages": [], "writeFiles": [], "runcmd": [] }, "tags": [], "lease": null,
        })
    }

    /// A draft without errors, and the price that was agreed to.
    pub async fn reviewed(&self, name: &str) -> (Value, Value) {
        let draft = self.draft(name).await;
        let review = self.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        let errors: Vec<&Value> =
            review["issues"].as_array().unwrap().iter().filter(|issue| issue["severity"] == "error").collect();
        assert!(errors.is_empty(), "{errors:?}");
        (draft, review["quote"].clone())
    }

    /// The same whatever the review says.
    pub async fn reviewed_unchecked(&self, name: &str) -> (Value, Value) {
        let draft = self.draft(name).await;
        let review = self.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        (draft, review["quote"].clone())
    }

    /// Deploys a draft that was reviewed at this price; one that was changed since is reviewed again.
    pub async fn start(&self, draft: Value, quote: Value) -> Result<Value, Value> {
        let known = {
            let mut reviews = self.reviews.lock().unwrap();
            let found = reviews.iter().rposition(|(of, review)| *of == draft && review["quote"] == quote);
            found.map(|at| reviews.remove(at).1)
        };
        let review = match known {
            Some(review) => review,
            None => self.call("deploy_review", json!({ "draft": draft })).await?,
        };
        // A review is for one order.
        self.reviews.lock().unwrap().retain(|(_, kept)| kept["id"] != review["id"]);
        self.call("deploy_start", json!({ "reviewId": review["id"] })).await
    }

    /// Reviews and deploys a draft.
    pub async fn start_draft(&self, draft: Value) -> Value {
        let review = self.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        self.start(draft, review["quote"].clone()).await.unwrap()
    }

    /// Reviews and deploys.
    pub async fn deploy(&self, name: &str) -> Value {
        let (draft, quote) = self.reviewed(name).await;
        self.start(draft, quote).await.unwrap()
    }

    pub async fn job(&self, id: &str) -> Value {
        self.call("deploy_job", json!({ "id": id })).await.unwrap()
    }

    /// How many machines of a name the provider's own books have, those that are gone included.
    pub fn bought(&self, name: &str) -> usize {
        self.machines(name).len()
    }

    /// The one machine of a name.
    pub fn machine(&self, name: &str) -> ResourceRecord {
        let mut machines = self.machines(name);
        assert_eq!(machines.len(), 1, "machines named {name}");
        machines.remove(0)
    }

    fn machines(&self, name: &str) -> Vec<ResourceRecord> {
        let all = self.sandbox.records().resources;
        all.into_iter().filter(|one| one.kind == ResourceKind::Vm && one.name == name).collect()
    }

    /// How many orders were sent.
    pub fn sent_orders(&self) -> usize {
        self.sandbox.log().iter().filter(|line| line.operation == Some(Operation::DeployVm)).count()
    }
}
