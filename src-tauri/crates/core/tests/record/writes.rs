use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, KEY, TOKEN, World, run, run_in};
use crate::deeds::{deed, lines, vm, writes};

/// The writes that reached the provider, as the record is to name them, oldest first.
fn sent(bench: &Bench) -> Vec<String> {
    let log = bench.sandbox.log();
    let writes = log.iter().filter(|line| line.operation.is_some_and(|one| writes().contains(&one)));
    writes.map(|line| format!("{} {}", line.method, line.path.strip_prefix("/api/v1").unwrap())).collect()
}

fn texts(lines: &[Value], field: &str) -> Vec<String> {
    lines.iter().filter_map(|line| line[field].as_str()).map(str::to_owned).collect()
}

#[test]
fn every_write_of_the_page_stands_in_the_record_with_what_was_sent_and_answered() {
    assert_eq!(writes().len(), 14);
    for write in writes() {
        run(async {
            let bench = Bench::open().await;
            let (command, args) = deed(&bench, write).await;
            bench.sandbox.clear_log();
            let before = lines(&bench, json!({ "kind": "act" })).await.len();
            bench.call(command, args).await.unwrap();
            let lines = lines(&bench, json!({ "kind": "act" })).await;
            let name = write.name();
            assert_eq!(lines.len(), before + 1, "{name}: {lines:?}");
            let line = &lines[0];
            assert_eq!(texts(&lines[..1], "request"), sent(&bench), "{name}");
            assert_eq!((&line["outcome"], &line["unknown"]), (&json!("done"), &json!(false)), "{name}");
            assert_eq!((&line["kind"], &line["actor"]), (&json!("act"), &json!("you")), "{name}");
            assert_eq!(line["profile"], "sandbox");
            let answer = line["answer"].as_str().unwrap();
            assert!(answer.len() == 3 && answer.starts_with('2'), "{name}: {answer}");
            let keys = matches!(write, Operation::AddSshKey | Operation::RemoveSshKey);
            assert_eq!(line["price"].is_string(), !keys, "{name}: the price at that moment");
            assert!(line["place"]["kind"].is_string(), "{name} leads somewhere");
        });
    }
}

#[test]
fn what_is_refused_says_why_and_costs_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = vm(&bench).await;
        let refused = FaultKind::Status { status: 400, detail: Some("rental is pending".into()) };
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, refused));
        let power = json!({ "id": id, "target": "release" });
        let error = bench.call("instance_power", power).await.unwrap_err();
        let line = lines(&bench, json!({ "kind": "act" })).await.remove(0);
        assert_eq!((&line["outcome"], &line["answer"]), (&json!("refused"), &json!("400")));
        assert_eq!((&line["effect"], &line["mark"]), (&Value::Null, &json!("failed")));
        assert_eq!(line["meaning"], error["message"]);
        assert!(line["meaning"].as_str().unwrap().contains("rental is pending"));
    });
}

#[test]
fn a_lost_answer_stands_as_such_whether_or_not_the_list_settles_it() {
    run(async {
        let bench = Bench::open().await;
        let id = vm(&bench).await;
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, FaultKind::LostAnswer));
        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        let line = lines(&bench, json!({ "kind": "act" })).await.remove(0);
        let answer = line["answer"].as_str().unwrap();
        assert!(answer.starts_with("no answer: "), "{answer}");
        assert_eq!((&line["outcome"], &line["meaning"]), (&json!("done"), &json!("")), "the list shows it");
        bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, FaultKind::Status { status: 500, detail: None }));
        bench.call("ssh_keys", json!({})).await.unwrap();
        bench.call("ssh_key_add", json!({ "name": "laptop", "text": KEY })).await.unwrap_err();
        let line = lines(&bench, json!({ "kind": "act" })).await.remove(0);
        assert_eq!((&line["outcome"], &line["unknown"]), (&json!("unknown"), &json!(true)));
        assert_eq!((&line["answer"], &line["mark"]), (&json!("500"), &json!("unknown")));
        assert!(line["meaning"].as_str().unwrap().contains("Nobody knows"));
    });
}

#[test]
fn a_deploy_stands_with_the_key_that_it_saves_and_leads_to_its_machine() {
    run(async {
        let bench = Bench::open().await;
        let mut draft = bench.draft("train-01").await;
        draft["extraKeys"] = json!([{ "text": KEY, "saveAs": "my-laptop" }]);
        let job = bench.start_draft(draft).await;
        let lines = lines(&bench, json!({ "kind": "act" })).await;
        assert_eq!(texts(&lines, "subject"), ["train-01", "my-laptop"]);
        assert_eq!(texts(&lines, "request"), ["POST /virtual-machines/instant", "POST /organization/ssh-keys"]);
        assert_eq!((&lines[0]["deed"], &lines[1]["deed"]), (&json!("deploy accepted"), &json!("SSH key added")));
        assert_eq!((&lines[0]["price"], &lines[0]["effect"]), (&job["perHour"], &job["perHour"]));
        assert_eq!(lines[0]["place"], json!({ "kind": "job", "id": job["id"] }));
        let machine = json!({ "instanceId": job["instanceId"] });
        assert_eq!(
            crate::deeds::lines(&bench, machine).await.len(),
            1,
            "it is the first line of the machine's history"
        );
        let refused = FaultKind::Status { status: 400, detail: Some("no".into()) };
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, refused));
        bench.deploy("train-02").await;
        let line = crate::deeds::lines(&bench, json!({ "text": "train-02" })).await.remove(0);
        assert_eq!((&line["outcome"], &line["answer"]), (&json!("refused"), &json!("400")));
        assert!(line["meaning"].as_str().unwrap().contains("Nothing was bought."), "{line}");
    });
}

#[test]
fn many_at_once_and_a_lease_stand_one_by_one_in_the_name_of_whoever_wished_it() {
    run(async {
        let bench = Bench::open().await;
        let ids: Vec<String> = ["a", "b"].map(|name| bench.sandbox.add_vm(name, 1).to_string()).into();
        bench.pass(60).await;
        bench.sandbox.clear_log();
        let act = json!({ "kind": "stop", "tags": [] });
        bench.call("bulk_start", json!({ "ids": ids, "act": act, "typed": "" })).await.unwrap();
        bench.pass(10).await;
        let lease = json!({ "id": ids[0], "hours": 1, "action": "terminate", "extend": false });
        bench.call("lease_set", lease).await.unwrap();
        bench.pass(3_700).await;
        let mut requests = texts(&lines(&bench, json!({ "kind": "act" })).await, "request");
        requests.reverse();
        assert_eq!((requests.len(), requests), (3, sent(&bench)));
        let by_lease = lines(&bench, json!({ "actor": "lease" })).await;
        assert_eq!(texts(&by_lease, "request"), [format!("DELETE /virtual-machines/{}", ids[0])]);
        assert_eq!(by_lease[0]["outcome"], "done");
    });
}

#[test]
fn no_secret_is_in_what_was_sent_or_answered() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench
            .call(
                "sign_in",
                json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false }),
            )
            .await
            .unwrap();
        for detail in [TOKEN, "canary-password"] {
            let refused = FaultKind::Status { status: 400, detail: Some(format!("bad {detail}")) };
            bench.sandbox.add_fault(Fault::once(Operation::DeployVm, refused));
            let mut draft = bench.draft("train-01").await;
            draft["password"] = json!("canary-password");
            bench.start_draft(draft).await;
        }
        bench
            .call("activity_export", json!({ "format": "jsonl", "filter": crate::deeds::filter(&json!({})) }))
            .await
            .unwrap();
        bench
            .call("activity_export", json!({ "format": "csv", "filter": crate::deeds::filter(&json!({})) }))
            .await
            .unwrap();
    });
    world.each_file(|path, bytes| {
        for secret in [TOKEN, "canary-password"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    });
}

#[test]
fn each_status_of_a_write_is_told_as_what_it_means_in_the_provider_s_words() {
    const WORDS: &str = "Insufficient balance";
    for write in [Operation::AddSshKey, Operation::SetVmPower, Operation::UpdateVm, Operation::RemoveSshKey] {
        run(async {
            let bench = Bench::open().await;
            let (command, args) = deed(&bench, write).await;
            // Every one of them is held by the client's own table; here is each that has words of its own, and its like.
            for status in (300..=308).chain(400..=431).chain([451, 499]).chain(500..=511).chain([599]) {
                let kind = FaultKind::Status { status, detail: Some(WORDS.into()) };
                bench.sandbox.add_fault(Fault::once(write, kind));
                bench.sandbox.clear_log();
                let error = bench.call(command, args.clone()).await.unwrap_err();
                let (name, said) = (write.name(), error["message"].as_str().unwrap());
                assert_eq!(sent(&bench).len(), 1, "{name} {status}");
                assert!(
                    !said.contains(" try was answered"),
                    "{name} {status} tells of a try that was not made: {said}"
                );
                let refused = matches!(status, 307 | 308) || (400..=499).contains(&status) && status != 408;
                assert_eq!(error["code"] != "outcomeUnknown", refused, "{name} {status}: {error}");
                let nothing = said.contains("Nothing was done") || status == 404;
                assert_eq!(nothing, refused, "{name} {status}: {said}");
                let words = (400..=499).contains(&status) && status != 408;
                assert!(!words || said.contains(WORDS), "{name} {status} keeps the provider's words: {said}");
            }
        });
    }
}
