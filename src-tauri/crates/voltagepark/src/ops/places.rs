use futures::Stream;

use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::Error;
use crate::id::Id;
use crate::page::{self, Listing, Page, Whole};
use crate::types::{HostNode, Location};

impl Client {
    /// "List of available locations and available HostNodes": `GET /locations/`, at most 15 a page.
    pub async fn list_locations(&self, page: Page) -> Result<Listing<Location>, Error> {
        let call = Call::new(Operation::read("list_locations"), "/locations/");
        self.listing(call.query("limit", page.limit).query("offset", page.offset)).await
    }

    /// All of [`Client::list_locations`].
    pub async fn list_locations_all(&self, limit: u32) -> Result<Whole<Location>, Error> {
        page::whole(limit, |page| self.list_locations(page)).await
    }

    /// [`Client::list_locations`] as a stream.
    pub fn stream_locations(&self, limit: u32) -> impl Stream<Item = Result<Location, Error>> {
        page::stream(limit, |page| self.list_locations(page))
    }

    /// "Details for a given location by ID": `GET /locations/{location_id}`.
    pub async fn get_location(&self, id: &Id) -> Result<Location, Error> {
        self.json(Call::with_id(Operation::read("get_location"), "/locations/", id, "")?).await
    }

    /// "Details and available resources for a given `HostNode`": `GET /hostnodes/{hostnode_id}`.
    pub async fn get_hostnode(&self, id: &Id) -> Result<HostNode, Error> {
        self.json(Call::with_id(Operation::read("get_hostnode"), "/hostnodes/", id, "")?).await
    }
}
