//! Files, by the real sftp and scp.

use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use voltdeck_sandbox::Config;

use super::{Box, Said, config, display, finish};

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect()
}

async fn sftp(it: &Box, port: u16, batch: &str) -> Said {
    let path = it.path("batch");
    std::fs::File::create(&path).unwrap().write_all(batch.as_bytes()).unwrap();
    let mut sftp = Command::new("sftp");
    sftp.args(it.options("mine")).args(["-P", &port.to_string(), "-b", &display(&path), "user@127.0.0.1"]);
    finish(sftp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_up_and_down_and_on_from_where_they_were() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    let all = bytes(3_000_000);
    std::fs::write(it.path("all"), &all).unwrap();
    std::fs::write(it.path("half"), &all[..1_000_000]).unwrap();
    let (whole, half, down) = (display(&it.path("all")), display(&it.path("half")), display(&it.path("down")));
    let said = sftp(
        &it,
        port,
        &format!(
            "mkdir data\nput {half} data/part\nreput {whole} data/part\nrename data/part data/whole\nls -l data\n\
             get data/whole {down}\nchmod 600 data/whole\n"
        ),
    )
    .await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("3000000"), "{said:?}");
    assert_eq!(std::fs::read(it.path("down")).unwrap(), all);
    std::fs::write(it.path("down"), &all[..123_456]).unwrap();
    let said = sftp(&it, port, &format!("reget data/whole {down}\nrm data/whole\nrmdir data\n")).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(std::fs::read(it.path("down")).unwrap(), all);
    assert_eq!(it.run(port, "ls").await.out, "README.txt\ntrain.py\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn scp_copies_and_what_may_not_be_is_refused() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    std::fs::write(it.path("one"), bytes(70_000)).unwrap();
    let scp = async |from: &str, to: &str| {
        let mut scp = Command::new("scp");
        // Before OpenSSH 9 this says that files go by SFTP; later it is so anyway.
        scp.args(it.options("mine")).args(["-s", "-P", &port.to_string(), from, to]);
        finish(scp).await
    };
    let (one, back) = (display(&it.path("one")), display(&it.path("back")));
    let said = scp(&one, "user@127.0.0.1:one").await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let said = scp("user@127.0.0.1:one", &back).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(std::fs::read(it.path("back")).unwrap(), bytes(70_000));
    let said = scp(&one, "user@127.0.0.1:/etc/one").await;
    assert_ne!(said.code, Some(0));
    assert!(said.err.contains("ermission denied"), "{said:?}");
    assert_ne!(scp("user@127.0.0.1:nothing", &back).await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_has_an_end() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    std::fs::write(it.path("large"), vec![7; 40 << 20]).unwrap();
    let large = display(&it.path("large"));
    let said = sftp(&it, port, &format!("put {large} one\nput {large} two\n")).await;
    assert_ne!(said.code, Some(0));
    let used = it.run(port, "df | tail -n 1; rm -f one two; df | tail -n 1").await.out;
    assert!(used.contains("100%") && used.contains("  0%"), "{used}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_disks_together_have_an_end() {
    let it = Box::with(Config { disk_bytes: 50 << 20, ..config() }, tempfile::tempdir().unwrap()).await;
    let ((first, port), (_, other)) = (it.machine(1).await, it.machine(1).await);
    std::fs::write(it.path("large"), vec![7; 40 << 20]).unwrap();
    let put = format!("put {} one\n", display(&it.path("large")));
    assert_eq!(sftp(&it, port, &put).await.code, Some(0));
    assert_ne!(sftp(&it, other, &put).await.code, Some(0), "the first has taken what there is");
    let used = async || it.run(other, "df | tail -n 1").await.out;
    assert!(used().await.contains("100%"));
    assert_eq!(it.run(other, "rm one; echo more > two").await.code, Some(0));
    assert!(it.sandbox.remove_vm(first));
    let begun = Instant::now();
    while !used().await.contains(" 22%") {
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", used().await);
    }
    assert_eq!(sftp(&it, other, &put).await.code, Some(0), "a machine that is gone leaves its room");
}
