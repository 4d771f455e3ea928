//! One test for each way in which an order can be answered.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, KEY, run};

#[test]
fn an_accepted_order_is_followed_until_it_runs_and_answers() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("train-01").await;
        assert_eq!(job["phase"], "accepted");
        assert_eq!(bench.bought("train-01"), 1);
        let id = job["id"].as_str().unwrap();
        // The sandbox lists a machine 20 to 40 seconds after its deploy: until then it answers 404, which is no loss.
        bench.pass(10).await;
        assert_eq!(bench.job(id).await["phase"], "accepted");
        bench.pass(40).await;
        let job = bench.job(id).await;
        assert_eq!(job["phase"], "up");
        assert_eq!(job["settled"], true);
        assert_eq!(job["said"], json!(null));
        assert_eq!(job["sshAnswers"], true);
        let machine = bench.machine("train-01");
        assert_eq!(job["instanceId"], machine.id.to_string());
        assert_eq!(machine.tags, [job["tag"].as_str().unwrap()]);
        assert_eq!(bench.sent_orders(), 1);
    });
}

#[test]
fn every_refusal_says_that_nothing_was_bought_and_frees_the_name() {
    for status in [400, 401, 402, 403, 404, 405, 409, 410, 412, 413, 415, 422, 423, 429, 451] {
        run(async move {
            let bench = Bench::open().await;
            let kind = match status {
                429 => FaultKind::RateLimited { retry_after: Some("7".into()) },
                status => FaultKind::Status { status, detail: Some("the reason given".into()) },
            };
            bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
            let job = bench.deploy("train-01").await;
            assert_eq!(job["phase"], "refused", "{status}");
            assert_eq!(job["settled"], true);
            let said = job["said"]["message"].as_str().unwrap();
            assert!(said.contains("Nothing was bought."), "{status}: {said}");
            if !matches!(status, 401 | 429) {
                assert!(said.contains("the reason given"), "{status}: {said}");
            }
            bench.pass(300).await;
            assert_eq!(bench.bought("train-01"), 0);
            assert_eq!(bench.sent_orders(), 1);
            // The same name may be ordered again at once.
            assert_eq!(bench.deploy("train-01").await["phase"], "accepted");
            assert_eq!(bench.bought("train-01"), 1);
        });
    }
}

#[test]
fn a_redirect_is_a_refusal() {
    run(async {
        let bench = Bench::open().await;
        let location = "http://127.0.0.1:9/elsewhere".to_owned();
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Redirect { location }));
        let job = bench.deploy("train-01").await;
        assert_eq!(job["phase"], "refused");
        assert!(job["said"]["message"].as_str().unwrap().contains("Nothing was bought."));
        assert_eq!(bench.bought("train-01"), 0);
    });
}

#[test]
fn a_name_that_the_provider_refuses_is_said_at_its_field() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("a/b").await;
        assert_eq!(job["phase"], "refused");
        assert_eq!(job["said"]["field"], "name");
        assert_eq!(job["said"]["code"], "invalid");
        assert!(job["said"]["message"].as_str().unwrap().contains("no control characters"));
        assert_eq!(job["again"]["name"], "a/b");
    });
}

#[test]
fn an_answer_that_was_lost_is_settled_by_listing_and_bought_once() {
    for kind in [
        FaultKind::LostAnswer,
        FaultKind::Reset { after_bytes: 0 },
        FaultKind::Reset { after_bytes: 9 },
        FaultKind::CutJson,
        FaultKind::WrongJson,
        FaultKind::Stall { after_bytes: 0 },
        FaultKind::Stall { after_bytes: 9 },
    ] {
        run(async move {
            let bench = Bench::open().await;
            bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind.clone()));
            let started = bench.deploy("train-01").await;
            let id = started["id"].as_str().unwrap().to_owned();
            if started["phase"] == "unknown" {
                let said = started["said"]["message"].as_str().unwrap();
                assert_eq!(started["said"]["code"], "outcomeUnknown");
                assert!(said.contains("Nobody knows yet") && said.contains("not sent again"), "{said}");
                assert!(said.contains("$1.99/h"), "{said}");
                assert_eq!(started["settled"], false);
            }
            bench.pass(300).await;
            let job = bench.job(&id).await;
            assert_eq!(job["phase"], "up", "{kind:?}: {job}");
            assert_eq!(job["steps"][2]["label"], "Found in the list", "{kind:?}");
            assert_eq!(job["instanceId"], bench.machine("train-01").id.to_string());
            bench.pass(900).await;
            assert_eq!(bench.bought("train-01"), 1, "{kind:?}");
            assert_eq!(bench.sent_orders(), 1, "{kind:?}");
        });
    }
}

#[test]
fn a_server_error_is_unknown_since_it_may_have_acted() {
    for status in [500, 502, 503, 504, 599, 408, 301, 303] {
        run(async move {
            let bench = Bench::open().await;
            let kind = FaultKind::Status { status, detail: Some("a bad day".into()) };
            bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
            let job = bench.deploy("train-01").await;
            assert_eq!(job["phase"], "unknown", "{status}");
            bench.pass(120).await;
            assert_eq!(bench.job(job["id"].as_str().unwrap()).await["phase"], "unknown");
            assert_eq!((bench.bought("train-01"), bench.sent_orders()), (0, 1));
        });
    }
}

#[test]
fn an_order_that_is_not_paid_for_or_conflicts_is_refused_in_the_provider_s_words() {
    for status in [402, 409, 410, 418] {
        run(async move {
            let bench = Bench::open().await;
            let kind = FaultKind::Status { status, detail: Some("Insufficient balance".into()) };
            bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
            let job = bench.deploy("train-01").await;
            assert_eq!(job["phase"], "refused", "{status}");
            let said = job["said"]["message"].as_str().unwrap();
            assert!(said.contains("Insufficient balance") && said.contains("Nothing was"), "{said}");
            assert_eq!((bench.bought("train-01"), bench.sent_orders()), (0, 1));
        });
    }
}

#[test]
fn a_page_of_html_with_a_success_status_is_unknown() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Html { status: 200 }));
        assert_eq!(bench.deploy("train-01").await["phase"], "unknown");
        assert_eq!(bench.sent_orders(), 1);
    });
}

#[test]
fn an_accepted_order_without_an_id_is_unknown_and_found_in_the_list() {
    for id in ["", " "] {
        run(async move {
            let bench = Bench::open().await;
            bench.tamper(move |path, answer| {
                if path.ends_with("/virtual-machines/instant") {
                    answer["vm_id"] = json!(id);
                }
            });
            let job = bench.deploy("train-01").await;
            assert_eq!((job["phase"].as_str(), job["instanceId"].clone()), (Some("unknown"), json!(null)));
            bench.pass(120).await;
            let job = bench.job(job["id"].as_str().unwrap()).await;
            assert_eq!((job["phase"].as_str(), bench.sent_orders()), (Some("up"), 1));
            assert_eq!(job["instanceId"], bench.machine("train-01").id.to_string());
        });
    }
}

#[test]
fn a_token_that_is_refused_at_the_order_is_asked_for() {
    for operation in [Operation::DeployVm, Operation::AddSshKey] {
        run(async move {
            let bench = Bench::open().await;
            bench.sandbox.add_fault(Fault::once(operation, FaultKind::Status { status: 401, detail: None }));
            let (mut draft, quote) = bench.reviewed("train-01").await;
            draft["extraKeys"] = json!([{ "text": KEY, "saveAs": "my laptop" }]);
            assert_eq!(bench.call("app_state", json!({})).await.unwrap()["tokenRefused"], false);
            bench.start(draft, quote).await.unwrap();
            assert_eq!(bench.call("app_state", json!({})).await.unwrap()["tokenRefused"], true, "{operation:?}");
        });
    }
}
