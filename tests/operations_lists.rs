//! Lists that are longer than one page: what stands behind the first page is there too.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Provider, ProviderSetup, Session, Window};
use voltdeck_sandbox::Operation;

/// One more than a page of machines holds.
const MANY: usize = 101;

#[tokio::test]
async fn what_stands_on_the_second_page_is_shown() {
    let setup = ProviderSetup { instances: MANY, rate_limit: None, ..ProviderSetup::default() };
    let provider = Provider::start(setup).await;
    provider.sandbox().add_a_page_to_each_list();
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;

    window.go_to("Instances").await;
    let (first, last) = ("rack-00001", "rack-00100");
    for name in [first, last] {
        window.fill("Search instances", name).await;
        window.has("button", name).await;
        // What was typed is kept in the address a moment later.
        window
            .until("the address has it", async |window| {
                window.script("return location.hash").await.as_str().is_some_and(|hash| hash.contains(name))
            })
            .await;
    }
    let read = provider.count(Operation::ListVms);
    window.click("button", "Read the list again").await;
    window.until("it is read again", async |_| provider.count(Operation::ListVms) >= read + 2).await;
    asked_for_more(&provider, Operation::ListVms);
    asked_for_more(&provider, Operation::ListBareMetal);

    // The wizard of bare metal reads places, keys and volumes.
    window.go_to("Deploy").await;
    window.click("link", "Bare metal").await;
    window.click("button", "Access").await;
    window.click("radio", "Chosen keys").await;
    window.has("checkbox", "key-00150").await;
    window.click("button", "Storage").await;
    window.click("radio", "A volume that exists").await;
    window.has("radio", "volume-00100, 10 GB").await;
    asked_for_more(&provider, Operation::ListLocations);
    asked_for_more(&provider, Operation::ListSshKeys);
    asked_for_more(&provider, Operation::ListVolumes);
    window.finish().await;
}

/// A page after the first was read.
fn asked_for_more(provider: &Provider, operation: Operation) {
    let log = provider.log();
    let mut offsets = log
        .iter()
        .filter(|line| line.operation == Some(operation) && line.status == Some(200))
        .filter_map(|line| line.parameters.get("offset"));
    assert!(offsets.any(|offset| *offset != ["0"]), "{} was read past its first page", operation.name());
}
