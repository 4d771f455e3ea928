use futures::Stream;
use http::Method;
use serde_json::json;

use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::Error;
use crate::id::Id;
use crate::page::{self, Listing, Page, Whole};
use crate::types::{
    BareMetalLocation, BareMetalRental, DeployBareMetal, DeployedBareMetal, PowerStatus, UpdateInstance,
    UpdatedInstance,
};

const LIST: &str = "/bare-metal/";

impl Client {
    /// "List of available baremetal locations": `GET /bare-metal/locations`. It needs no token and has no pages, so that
    /// its `has_next` says nothing.
    pub async fn list_bare_metal_locations(&self) -> Result<Listing<BareMetalLocation>, Error> {
        self.listing(Call::new(Operation::read("list_bare_metal_locations"), "/bare-metal/locations")).await
    }

    /// "Provision a new bare-metal server rental": `POST /bare-metal/`. It costs money and is never sent twice: see
    /// [`Error::may_have_acted`].
    pub async fn deploy_bare_metal(&self, rental: &DeployBareMetal) -> Result<DeployedBareMetal, Error> {
        self.json(Call::new(Operation::write("deploy_bare_metal", Method::POST), LIST).body(rental)?).await
    }

    /// "List of owned, unterminated baremetal machines": `GET /bare-metal/`, at most 100 a page.
    pub async fn list_bare_metal(&self, page: Page) -> Result<Listing<BareMetalRental>, Error> {
        let call = Call::new(Operation::read("list_bare_metal"), LIST);
        self.listing(call.query("limit", page.limit).query("offset", page.offset)).await
    }

    /// All of [`Client::list_bare_metal`].
    pub async fn list_bare_metal_all(&self, limit: u32) -> Result<Whole<BareMetalRental>, Error> {
        self.list_bare_metal_all_with(limit, |_, _| ()).await
    }

    /// The same, and shows each page in its order as it comes: what is new on it, and the provider's count of the whole
    /// list. Pages that were shown before an error are true, but not the whole.
    pub async fn list_bare_metal_all_with(
        &self,
        limit: u32,
        on_page: impl FnMut(&[BareMetalRental], Option<u64>),
    ) -> Result<Whole<BareMetalRental>, Error> {
        page::whole_with(limit, |page| self.list_bare_metal(page), on_page).await
    }

    /// [`Client::list_bare_metal`] as a stream.
    pub fn stream_bare_metal(&self, limit: u32) -> impl Stream<Item = Result<BareMetalRental, Error>> {
        page::stream(limit, |page| self.list_bare_metal(page))
    }

    /// "Start or stop the nodes in a baremetal rental": `PUT /bare-metal/{baremetal_rental_id}/power-status`.
    pub async fn set_bare_metal_power(&self, id: &Id, status: PowerStatus) -> Result<Option<PowerStatus>, Error> {
        let operation = Operation::write("set_bare_metal_power", Method::PUT);
        self.power(Call::with_id(operation, LIST, id, "/power-status")?, &status).await
    }

    /// "Terminate a bare-metal rental": `DELETE /bare-metal/{baremetal_rental_id}`.
    pub async fn terminate_bare_metal(&self, id: &Id) -> Result<(), Error> {
        self.done(Call::with_id(Operation::write("terminate_bare_metal", Method::DELETE), LIST, id, "")?).await
    }

    /// "Modify baremetal rental details": `PATCH /bare-metal/{baremetal_rental_id}`.
    pub async fn update_bare_metal(&self, id: &Id, change: &UpdateInstance) -> Result<UpdatedInstance, Error> {
        let operation = Operation::write("update_bare_metal", Method::PATCH);
        self.maybe_json(Call::with_id(operation, LIST, id, "")?.body(change)?).await
    }

    /// "Reboot specific nodes in a baremetal rental.": `POST /bare-metal/{baremetal_rental_id}/reboot`, by the public
    /// addresses of the nodes.
    pub async fn reboot_bare_metal(&self, id: &Id, public_ips: &[String]) -> Result<(), Error> {
        let operation = Operation::write("reboot_bare_metal", Method::POST);
        self.done(Call::with_id(operation, LIST, id, "/reboot")?.body(&json!({ "public_ips": public_ips }))?).await
    }
}
