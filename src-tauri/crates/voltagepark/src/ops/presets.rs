use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::Error;
use crate::id::Id;
use crate::page::Listing;
use crate::types::InstantDeployPreset;

impl Client {
    /// "Get Instant Deploy Presets": `GET /instant-deploy-presets/`. It needs no token and has no pages. `available`
    /// narrows it to what can be had now, or cannot.
    pub async fn list_instant_deploy_presets(
        &self,
        available: Option<bool>,
    ) -> Result<Listing<InstantDeployPreset>, Error> {
        let call = Call::new(Operation::read("list_instant_deploy_presets"), "/instant-deploy-presets/");
        self.listing(call.query("available", available)).await
    }

    /// "Get Instant Deploy Preset": `GET /instant-deploy-presets/{instant_deploy_preset_id}`. It needs no token.
    pub async fn get_instant_deploy_preset(&self, id: &Id) -> Result<InstantDeployPreset, Error> {
        self.json(Call::with_id(Operation::read("get_instant_deploy_preset"), "/instant-deploy-presets/", id, "")?)
            .await
    }
}
