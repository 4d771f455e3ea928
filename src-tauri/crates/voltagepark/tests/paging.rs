//! Lists whose pages shift, never end, or lie.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::TryStreamExt;
use http::Request;
use serde_json::json;
use support::{Answer, answer, client};
use voltagepark::types::TransactionFilter;

fn query(request: &Request<Bytes>) -> HashMap<String, usize> {
    url::form_urlencoded::parse(request.uri().query().unwrap().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.parse().unwrap()))
        .collect()
}

fn page(ids: impl Iterator<Item = usize>, total: Option<usize>, has_next: bool) -> Answer {
    let results: Vec<_> = ids.map(|id| json!({ "id": format!("vm-{id}") })).collect();
    let page = json!({ "results": results, "total_result_count": total, "has_previous": false, "has_next": has_next });
    answer(200, page.to_string())
}

/// A well-behaved list of so many, of which the provider gives at most `cap` at a time.
fn honest(count: usize, cap: usize) -> impl Fn(&Request<Bytes>) -> Answer {
    move |request| {
        let query = query(request);
        let end = (query["offset"] + query["limit"].min(cap)).min(count);
        page(query["offset"]..end, Some(count), end < count)
    }
}

#[tokio::test]
async fn a_whole_list_is_read_in_order() {
    for (count, requests) in [(0, 1), (1, 1), (100, 1), (101, 2), (730, 8)] {
        let (client, sent) = client(honest(count, 100));
        let list = client.list_virtual_machines_all(100).await.unwrap();
        let expected: Vec<String> = (0..count).map(|id| format!("vm-{id}")).collect();
        assert_eq!(list.items.iter().map(|vm| vm.id.to_string()).collect::<Vec<_>>(), expected);
        assert_eq!((list.complete, list.pages, sent.count()), (true, requests, requests), "{count}");
    }
}

#[tokio::test]
async fn a_provider_that_gives_fewer_than_asked_skips_nothing() {
    let (client, _) = client(honest(95, 20));
    let list = client.list_virtual_machines_all(100).await.unwrap();
    assert_eq!((list.items.len(), list.complete), (95, true));
}

#[tokio::test]
async fn a_stream_gives_the_same_and_stops_asking_when_dropped() {
    let (client, sent) = client(honest(730, 100));
    let all: Vec<_> = client.stream_virtual_machines(100).try_collect().await.unwrap();
    assert_eq!(all.len(), 730);
    let before = sent.count();
    let mut stream = std::pin::pin!(client.stream_virtual_machines(100));
    stream.try_next().await.unwrap().unwrap();
    assert_eq!(sent.count(), before + 1);
}

#[tokio::test]
async fn pages_are_shown_in_order_as_they_come() {
    let (client, sent) = client(honest(730, 100));
    let mut seen = Vec::new();
    let list = client
        .list_virtual_machines_all_with(100, |page, total| {
            assert_eq!(total, Some(730));
            seen.push((page.iter().map(|vm| vm.id.clone()).collect::<Vec<_>>(), sent.count()));
        })
        .await
        .unwrap();
    assert_eq!((seen.len(), list.complete), (8, true));
    assert_eq!(seen[0].1, 1, "the first is shown before the second is asked for");
    let shown: Vec<_> = seen.into_iter().flat_map(|(ids, _)| ids).collect();
    assert_eq!(shown, list.items.iter().map(|vm| vm.id.clone()).collect::<Vec<_>>());
}

#[tokio::test]
async fn pages_before_an_error_are_shown_and_what_shifts_is_shown_once() {
    let (broken, _) =
        client(|request| if query(request)["offset"] < 200 { honest(500, 100)(request) } else { answer(500, "") });
    let mut shown = 0;
    assert!(broken.list_bare_metal_all_with(100, |page, _| shown += page.len()).await.is_err());
    assert_eq!(shown, 200);
    let (shifting, _) = client(|request| {
        if query(request)["offset"] == 0 { page(0..100, Some(199), true) } else { page(99..199, Some(200), false) }
    });
    let mut pages = Vec::new();
    let list = shifting.list_bare_metal_all_with(100, |page, total| pages.push((page.len(), total))).await.unwrap();
    assert_eq!((pages, list.complete), (vec![(100, Some(199)), (99, Some(200))], false));
}

#[tokio::test]
async fn pages_are_fetched_side_by_side() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, peak) = (Arc::clone(&running), Arc::clone(&most));
    let respond = Arc::new(honest(730, 100));
    let transport = voltagepark::BoxTransport::new(tower::service_fn(move |request: Request<Bytes>| {
        let (now, peak, respond) = (Arc::clone(&now), Arc::clone(&peak), Arc::clone(&respond));
        async move {
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            now.fetch_sub(1, Ordering::SeqCst);
            respond(&request)
        }
    }));
    let base = voltagepark::BaseUrl::parse(support::BASE).unwrap();
    let client = voltagepark::ClientBuilder::new(base).without_budget().transport(transport).build().unwrap();
    assert_eq!(client.list_virtual_machines_all(100).await.unwrap().items.len(), 730);
    assert_eq!(most.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn an_item_that_shifts_comes_once_and_the_list_is_not_complete() {
    let (client, _) = client(|request| {
        let offset = query(request)["offset"];
        // Something new stands at the head by the second page: its first item is the last of the page before.
        if offset == 0 { page(0..100, Some(199), true) } else { page(99..199, Some(200), false) }
    });
    let list = client.list_virtual_machines_all(100).await.unwrap();
    assert_eq!((list.items.len(), list.complete), (199, false));
}

#[tokio::test]
async fn has_next_that_never_ends_is_given_up() {
    for respond in [(|_: &Request<Bytes>| page(0..100, None, true)) as fn(&Request<Bytes>) -> Answer, |request| {
        if query(request)["offset"] == 0 { page(0..100, None, true) } else { page(0..0, None, true) }
    }] {
        let (client, sent) = client(respond);
        let list = client.list_virtual_machines_all(100).await.unwrap();
        assert_eq!((list.items.len(), list.complete, sent.count()), (100, false, 2));
    }
}

#[tokio::test]
async fn a_list_that_goes_on_for_ever_is_given_up() {
    let (client, sent) = client(|request| {
        let offset = query(request)["offset"];
        page(std::iter::once(offset), None, true)
    });
    let list = client.list_virtual_machines_all(1).await.unwrap();
    assert_eq!((list.items.len(), list.complete, sent.count()), (2_000, false, 2_000));
}

#[tokio::test]
async fn a_total_that_lies_loses_nothing() {
    for total in [0, 1, 50, 10_000] {
        let (client, sent) = client(move |request| {
            let query = query(request);
            let end = (query["offset"] + 100).min(250);
            page(query["offset"]..end.max(query["offset"]), Some(total), end < 250)
        });
        let list = client.list_virtual_machines_all(100).await.unwrap();
        assert_eq!(list.items.len(), 250, "{total}");
        // More are said than are there: something may be missing.
        assert_eq!(list.complete, total <= 250, "{total}");
        assert!(sent.count() <= 7, "{total}: {}", sent.count());
    }
}

#[tokio::test]
async fn one_unreadable_element_is_named_and_the_others_are_read() {
    let (client, _) =
        client(|_| answer(200, r#"{"results": [{"id": "a"}, {"name": "canary"}, {"id": "b"}], "has_next": false}"#));
    let list = client.list_virtual_machines_all(100).await.unwrap();
    assert_eq!((list.items.len(), list.unreadable.len(), list.unreadable[0].index, list.complete), (2, 1, 1, false));
    assert!(!format!("{:?}", list.unreadable).contains("canary"));
}

#[tokio::test]
async fn an_error_in_the_middle_fails_the_whole() {
    let (client, _) =
        client(|request| if query(request)["offset"] < 200 { honest(500, 100)(request) } else { answer(500, "") });
    assert_eq!(client.list_virtual_machines_all(100).await.unwrap_err().status(), Some(500));
    let all: Result<Vec<_>, _> = client.stream_virtual_machines(100).try_collect().await;
    assert!(all.is_err());
}

#[tokio::test]
async fn a_bare_list_is_read_and_something_else_is_not() {
    let (reader, _) = client(|_| answer(200, r#" [{"id": "a"}]"#));
    assert_eq!(reader.list_instant_deploy_presets(None).await.unwrap().items.len(), 1);
    for text in ["<html>", "{}", "null", "\"text\"", "{\"results\": 5}", "{\"results\": [{\"id\": \"a\"}"] {
        let (client, _) = client(move |_| answer(200, text));
        let error = client.list_virtual_machines_all(100).await.unwrap_err();
        assert!(matches!(error.kind, voltagepark::ErrorKind::Payload { .. }), "{text}");
    }
}

#[tokio::test]
async fn the_report_is_read_line_by_line_and_bad_lines_are_named() {
    let (reader, _) = client(|_| {
        let text = r#"{"transactions": [{"id": "a", "period_amount": "-1.5"}, {"period_amount": "9"}, {"id": "b", "period_amount": 2.50}],
            "balance_at_period_start": "10", "balance_delta_in_period": 1.00, "balance_at_period_end": "11.00"}"#;
        answer(200, text)
    });
    let report = reader.get_monthly_report(2026, 10).await.unwrap();
    let amounts: Vec<_> =
        report.transactions.iter().map(|line| line.period_amount.text().unwrap().to_owned()).collect();
    assert_eq!(amounts, ["-1.5", "2.50"]);
    assert_eq!((report.balances.unreadable.len(), report.balances.unreadable[0].index), (1, 1));
    assert_eq!(report.balances.balance_at_period_end.text(), Some("11.00"));
    let (cut, _) = client(|_| answer(200, r#"{"transactions": [{"id": "a"}"#));
    assert!(matches!(cut.get_monthly_report(2026, 10).await.unwrap_err().kind, voltagepark::ErrorKind::Payload { .. }));
    let filter = TransactionFilter::default();
    let (client, _) = client(honest(250, 100));
    assert_eq!(client.list_transactions_all(&filter, 100).await.unwrap().items.len(), 250);
}

#[tokio::test]
async fn a_provider_that_does_not_say_whether_there_is_more_is_asked() {
    for (with_total, requests) in [(true, 3), (false, 3)] {
        let (client, sent) = client(move |request| {
            let offset = query(request)["offset"];
            let results: Vec<_> =
                (offset..(offset + 100).min(250)).map(|id| json!({ "id": format!("vm-{id}") })).collect();
            let page = if with_total {
                json!({ "results": results, "total_result_count": 250 })
            } else {
                json!({ "results": results })
            };
            answer(200, page.to_string())
        });
        let list = client.list_virtual_machines_all(100).await.unwrap();
        assert_eq!((list.items.len(), list.complete, sent.count()), (250, true, requests), "{with_total}");
    }
}
