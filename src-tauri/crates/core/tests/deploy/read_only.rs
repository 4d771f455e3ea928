//! An account that is made read-only while an order is being prepared.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, KEY, run};

fn sent(bench: &Bench, operation: Operation) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(operation)).count()
}

async fn set_read_only(bench: &Bench) {
    bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": true })).await.unwrap();
}

/// A rental with a volume of its own, whose answer takes a while.
async fn slow_volume(bench: &Bench) -> (Value, Value) {
    let options = bench.call("metal_options", json!({})).await.unwrap();
    let new = json!({ "storageMode": "new", "volumeName": "pool-a", "volumeGb": "500" });
    let draft = crate::metal::draft(&options, "rack-01", &new);
    let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
    bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, FaultKind::Delay { ms: 5_000 }));
    (draft, review["quote"].clone())
}

#[test]
fn no_rental_is_ordered_once_the_account_is_read_only() {
    run(async {
        let bench = Bench::open().await;
        let (draft, quote) = slow_volume(&bench).await;
        let (started, ()) = futures::join!(bench.start(draft, quote), async {
            bench.pass(2).await;
            set_read_only(&bench).await;
        });
        assert_eq!(started.unwrap_err()["code"], "readOnly");
        assert_eq!((sent(&bench, Operation::CreateVolume), sent(&bench, Operation::DeployBareMetal)), (1, 0));
    });
}

#[test]
fn nor_where_the_account_was_signed_in_again_meanwhile() {
    run(async {
        let bench = Bench::open().await;
        let (draft, quote) = slow_volume(&bench).await;
        let (started, ()) = futures::join!(bench.start(draft, quote), async {
            bench.pass(2).await;
            bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
            bench.call("open_sandbox", json!({})).await.unwrap();
            set_read_only(&bench).await;
        });
        assert!(started.is_err(), "{started:?}");
        bench.pass(60).await;
        assert_eq!(sent(&bench, Operation::DeployBareMetal), 0);
    });
}

#[test]
fn a_machine_is_not_ordered_once_its_keys_were_saved() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, FaultKind::Delay { ms: 5_000 }));
        let (mut draft, quote) = bench.reviewed("train-01").await;
        draft["extraKeys"] = json!([{ "text": KEY, "saveAs": "my laptop" }]);
        let (started, ()) = futures::join!(bench.start(draft, quote), async {
            bench.pass(2).await;
            set_read_only(&bench).await;
        });
        assert_eq!(started.unwrap_err()["code"], "readOnly");
        assert_eq!((sent(&bench, Operation::AddSshKey), bench.sent_orders()), (1, 0));
    });
}
