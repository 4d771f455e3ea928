use futures::Stream;
use http::Method;

use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::Error;
use crate::id::Id;
use crate::page::{self, Listing, Page, Whole};
use crate::types::{NewSshKey, SshKey};

const LIST: &str = "/organization/ssh-keys";

impl Client {
    /// "List of SSH public keys under your organization": `GET /organization/ssh-keys`, at most 150 a page.
    pub async fn list_ssh_keys(&self, page: Page) -> Result<Listing<SshKey>, Error> {
        let call = Call::new(Operation::read("list_ssh_keys").with_api_token(), LIST);
        self.listing(call.query("limit", page.limit).query("offset", page.offset)).await
    }

    /// All of [`Client::list_ssh_keys`].
    pub async fn list_ssh_keys_all(&self, limit: u32) -> Result<Whole<SshKey>, Error> {
        page::whole(limit, |page| self.list_ssh_keys(page)).await
    }

    /// [`Client::list_ssh_keys`] as a stream.
    pub fn stream_ssh_keys(&self, limit: u32) -> impl Stream<Item = Result<SshKey, Error>> {
        page::stream(limit, |page| self.list_ssh_keys(page))
    }

    /// "Add new SSH public key to your organization": `POST /organization/ssh-keys`.
    pub async fn add_ssh_key(&self, key: &NewSshKey) -> Result<SshKey, Error> {
        self.json(Call::new(Operation::write("add_ssh_key", Method::POST).with_api_token(), LIST).body(key)?).await
    }

    /// "Remove an SSH key from your organization": `DELETE /organization/ssh-keys/{ssh_key_id}`.
    pub async fn delete_ssh_key(&self, id: &Id) -> Result<(), Error> {
        let operation = Operation::write("delete_ssh_key", Method::DELETE).with_api_token();
        self.done(Call::with_id(operation, "/organization/ssh-keys/", id, "")?).await
    }
}
