use futures::Stream;
use http::Method;

use crate::call::{Call, Operation};
use crate::client::Client;
use crate::error::Error;
use crate::id::Id;
use crate::page::{self, Listing, Page, Whole};
use crate::types::{DeployInstantVm, DeployedVm, PowerStatus, UpdateInstance, UpdatedInstance, VirtualMachine};

const LIST: &str = "/virtual-machines/";

impl Client {
    /// "Convert a preconfigured virtual machine to a new virtual machine": `POST /virtual-machines/instant`. It costs
    /// money and is never sent twice: see [`Error::may_have_acted`].
    pub async fn deploy_instant_vm(&self, vm: &DeployInstantVm) -> Result<DeployedVm, Error> {
        let operation = Operation::write("deploy_instant_vm", Method::POST);
        self.json(Call::new(operation, "/virtual-machines/instant").body(vm)?).await
    }

    /// "List of owned, unterminated virtual machines": `GET /virtual-machines/`, at most 100 a page.
    pub async fn list_virtual_machines(&self, page: Page) -> Result<Listing<VirtualMachine>, Error> {
        let call = Call::new(Operation::read("list_virtual_machines"), LIST);
        self.listing(call.query("limit", page.limit).query("offset", page.offset)).await
    }

    /// All of [`Client::list_virtual_machines`].
    pub async fn list_virtual_machines_all(&self, limit: u32) -> Result<Whole<VirtualMachine>, Error> {
        self.list_virtual_machines_all_with(limit, |_, _| ()).await
    }

    /// The same, and shows each page in its order as it comes: what is new on it, and the provider's count of the whole
    /// list. Pages that were shown before an error are true, but not the whole.
    pub async fn list_virtual_machines_all_with(
        &self,
        limit: u32,
        on_page: impl FnMut(&[VirtualMachine], Option<u64>),
    ) -> Result<Whole<VirtualMachine>, Error> {
        page::whole_with(limit, |page| self.list_virtual_machines(page), on_page).await
    }

    /// [`Client::list_virtual_machines`] as a stream.
    pub fn stream_virtual_machines(&self, limit: u32) -> impl Stream<Item = Result<VirtualMachine, Error>> {
        page::stream(limit, |page| self.list_virtual_machines(page))
    }

    /// "Details for a specific unterminated virtual machine": `GET /virtual-machines/{virtual_machine_id}`.
    pub async fn get_virtual_machine(&self, id: &Id) -> Result<VirtualMachine, Error> {
        self.json(Call::with_id(Operation::read("get_virtual_machine"), LIST, id, "")?).await
    }

    /// "Modify a virtual machine's details": `PATCH /virtual-machines/{virtual_machine_id}`.
    pub async fn update_virtual_machine(&self, id: &Id, change: &UpdateInstance) -> Result<UpdatedInstance, Error> {
        let operation = Operation::write("update_virtual_machine", Method::PATCH);
        self.maybe_json(Call::with_id(operation, LIST, id, "")?.body(change)?).await
    }

    /// "Terminate an existing virtual machine": `DELETE /virtual-machines/{virtual_machine_id}`.
    pub async fn terminate_virtual_machine(&self, id: &Id) -> Result<(), Error> {
        let operation = Operation::write("terminate_virtual_machine", Method::DELETE);
        self.done(Call::with_id(operation, LIST, id, "")?).await
    }

    /// "Start or stop a virtual machine": `PUT /virtual-machines/{virtual_machine_id}/power-status`.
    pub async fn set_virtual_machine_power(&self, id: &Id, status: PowerStatus) -> Result<Option<PowerStatus>, Error> {
        let operation = Operation::write("set_virtual_machine_power", Method::PUT);
        self.power(Call::with_id(operation, LIST, id, "/power-status")?, &status).await
    }
}
