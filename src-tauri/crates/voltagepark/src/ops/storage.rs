use futures::Stream;
use http::Method;

use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::Error;
use crate::id::Id;
use crate::page::{self, Listing, Page, Whole};
use crate::types::{NewStorage, StorageRate, StorageVolume, UpdateStorage};

const LIST: &str = "/storage/";

impl Client {
    /// "Fetch hourly rate for storage": `GET /storage/hourly-rate`.
    pub async fn get_storage_rate(&self) -> Result<StorageRate, Error> {
        self.json(Call::new(Operation::read("get_storage_rate").with_api_token(), "/storage/hourly-rate")).await
    }

    /// "Create shared storage volume": `POST /storage/`. It costs money and is never sent twice.
    pub async fn create_storage(&self, volume: &NewStorage) -> Result<StorageVolume, Error> {
        self.json(Call::new(Operation::write("create_storage", Method::POST).with_api_token(), LIST).body(volume)?)
            .await
    }

    /// "List of available storage": `GET /storage/`, at most 100 a page.
    pub async fn list_storage(&self, page: Page) -> Result<Listing<StorageVolume>, Error> {
        let call = Call::new(Operation::read("list_storage").with_api_token(), LIST);
        self.listing(call.query("limit", page.limit).query("offset", page.offset)).await
    }

    /// All of [`Client::list_storage`].
    pub async fn list_storage_all(&self, limit: u32) -> Result<Whole<StorageVolume>, Error> {
        page::whole(limit, |page| self.list_storage(page)).await
    }

    /// [`Client::list_storage`] as a stream.
    pub fn stream_storage(&self, limit: u32) -> impl Stream<Item = Result<StorageVolume, Error>> {
        page::stream(limit, |page| self.list_storage(page))
    }

    /// "Get storage by id": `GET /storage/{storage_id}`; it alone tells the used bytes.
    pub async fn get_storage(&self, id: &Id) -> Result<StorageVolume, Error> {
        self.json(Call::with_id(Operation::read("get_storage").with_api_token(), LIST, id, "")?).await
    }

    /// "Terminate a storage volume": `DELETE /storage/{storage_id}`.
    pub async fn terminate_storage(&self, id: &Id) -> Result<(), Error> {
        let operation = Operation::write("terminate_storage", Method::DELETE).with_api_token();
        self.done(Call::with_id(operation, LIST, id, "")?).await
    }

    /// "Update storage volume": `PATCH /storage/{storage_id}`.
    pub async fn update_storage(&self, id: &Id, change: &UpdateStorage) -> Result<StorageVolume, Error> {
        let operation = Operation::write("update_storage", Method::PATCH).with_api_token();
        self.json(Call::with_id(operation, LIST, id, "")?.body(change)?).await
    }
}
