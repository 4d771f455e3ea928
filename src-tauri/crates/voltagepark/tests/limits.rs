//! How much of an answer is taken, and how much of a text is kept.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::StreamExt;
use http_body_util::BodyExt;
use serde_json::json;
use support::{answer, builder, calls, client};
use voltagepark::types::{UpdateInstance, UpdateStorage};
use voltagepark::{AnswerBody, ErrorKind, Page, TransportError, is_cut};

const PART: usize = 64 << 10;

/// An answer that never ends, and how much of it was taken.
fn endless(count: &Arc<AtomicU64>) -> http::Response<AnswerBody> {
    let count = Arc::clone(count);
    let parts = futures::stream::repeat(()).map(move |()| {
        count.fetch_add(PART as u64, Ordering::Relaxed);
        Ok::<_, TransportError>(http_body::Frame::data(Bytes::from(vec![b' '; PART])))
    });
    http::Response::new(http_body_util::StreamBody::new(parts).boxed_unsync())
}

#[tokio::test(start_paused = true)]
async fn an_endless_answer_of_any_operation_is_left_where_its_limit_is() {
    for example in calls::examples() {
        let name = example["operation"].as_str().unwrap();
        let taken = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&taken);
        let (builder, sent) = builder(move |_| Ok(endless(&count)));
        let client = builder.report_limit(32 << 20).build().unwrap();
        let error = calls::call(&client, &example).await.unwrap_err();
        let ErrorKind::TooLarge { limit } = error.kind else { panic!("{name}: {error}") };
        let most = if name == "get_monthly_report" { 32 << 20 } else { 16 << 20 };
        assert!(limit <= most, "{name} takes {limit} bytes");
        assert!(taken.load(Ordering::Relaxed) <= limit + 2 * PART as u64, "{name} took more than its limit");
        assert_eq!(sent.count(), 1, "{name}");
        let reads = http::Method::GET == sent.take_one().method() || name == "validate_cloud_init";
        assert_eq!(error.may_have_acted(), !reads, "{name}");
    }
}

/// A list of machines whose names differ after four million characters.
fn named(count: usize) -> String {
    let long = "x".repeat(4_000_000);
    let machines: Vec<_> = (0..count)
        .map(
            |at| json!({ "id": format!("vm-{at}"), "name": format!("{long}{at}"), "tags": [format!("{long}{at}"), 7] }),
        )
        .collect();
    json!({ "results": machines, "total_result_count": count, "has_next": false }).to_string()
}

#[tokio::test]
async fn a_name_of_four_million_characters_is_not_kept_and_is_never_another_s() {
    let (client, _) = client(|_| answer(200, named(2)));
    let list = client.list_virtual_machines(Page::default()).await.unwrap();
    let names: Vec<&str> = list.items.iter().map(|vm| vm.name.as_deref().unwrap()).collect();
    assert!(names.iter().all(|name| is_cut(name) && name.len() < 1_200), "{}", names[0].len());
    assert_ne!(names[0], names[1], "two that differ stay two");
    assert!(list.items.iter().flat_map(|vm| &vm.tags).all(|tag| tag.len() < 1_200));
}

#[tokio::test]
async fn a_page_that_is_full_of_such_names_is_refused() {
    let body: Bytes = named(3).into();
    let (client, sent) = client(move |_| answer(200, body.clone()));
    let error = client.list_virtual_machines_all(100).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::TooLarge { .. }), "{error}");
    assert_eq!(sent.count(), 1);
}

#[tokio::test]
async fn what_was_not_kept_whole_is_not_written_back() {
    let (client, sent) = client(|request| match request.uri().path() {
        path if path.ends_with("/storage/v") => answer(200, r#"{"id": "v", "order_ids": ["a", {"new": "form"}, 7]}"#),
        _ => answer(200, named(1)),
    });
    let vm = client.list_virtual_machines(Page::default()).await.unwrap().items.remove(0);
    let tags = [vm.tags.clone(), vec!["mine".into()]].concat();
    assert_eq!(tags.len(), 3, "what is no text keeps its place in a list that replaces");
    let change = UpdateInstance { tags: Some(tags), ..UpdateInstance::default() };
    let error = client.update_virtual_machine(&vm.id, &change).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::NotSent(_)) && !error.may_have_acted(), "{error}");
    let volume = client.get_storage(&"v".into()).await.unwrap();
    assert_eq!((volume.order_ids.len(), volume.order_ids[0].as_str()), (3, "a"));
    let change = UpdateStorage { order_ids: Some(volume.order_ids), ..UpdateStorage::default() };
    let error = client.update_storage(&volume.id, &change).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::NotSent(_)), "{error}");
    assert_eq!(sent.count(), 2, "two reads and no write");
}

#[tokio::test]
async fn an_id_that_is_too_long_stays_unlike_every_other_and_names_nothing() {
    let id = |last: char| format!("{}{last}", "a".repeat(5_000));
    let body = json!({ "results": [{ "id": id('a') }, { "id": id('b') }] }).to_string();
    let (client, sent) = client(move |_| answer(200, body.clone()));
    let list = client.list_virtual_machines(Page::default()).await.unwrap();
    assert_ne!(list.items[0].id, list.items[1].id);
    let error = client.terminate_virtual_machine(&list.items[0].id).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::NotSent(_)), "{error}");
    assert_eq!(sent.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_s_words_that_drip_leave_its_status() {
    let (client, _) = client(|_| {
        let parts = futures::stream::unfold((), |()| async {
            tokio::time::sleep(std::time::Duration::from_secs(29)).await;
            Some((Ok(http_body::Frame::data(" ".into())), ()))
        });
        Ok(http::Response::builder().status(402).body(http_body_util::StreamBody::new(parts).boxed_unsync()).unwrap())
    });
    let error = client.reboot_bare_metal(&"a".into(), &[]).await.unwrap_err();
    assert_eq!((error.status(), error.may_have_acted()), (Some(402), false));
}
