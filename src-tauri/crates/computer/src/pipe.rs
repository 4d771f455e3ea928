//! A program that is written to and read as bytes.

use std::collections::VecDeque;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStderr};
use tokio::sync::watch;
use voltdeck_base::computer::{Ended, Piped, Program};

use crate::program::{KEPT, LOOK, lock};

/// Starts one. It ends with whoever holds its [`Program`].
pub(crate) fn start(mut command: Command) -> Result<Piped, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut command = tokio::process::Command::from(command);
    let mut child = command.kill_on_drop(true).spawn().map_err(|error| error.to_string())?;
    let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err("its input and output could not be taken".into());
    };
    let (end, ended) = watch::channel(None);
    let (kill, killed) = watch::channel(false);
    tokio::spawn(wait(child, errors, killed, end));
    Ok(Piped { input: Box::new(input), output: Box::new(output), program: Box::new(Pipe { kill, ended }) })
}

/// Waits for the end of a program, or ends it where nobody holds it any more.
async fn wait(
    mut child: Child,
    mut errors: ChildStderr,
    mut killed: watch::Receiver<bool>,
    end: watch::Sender<Option<Ended>>,
) {
    let said = Arc::new(Mutex::new(VecDeque::new()));
    let kept = Arc::clone(&said);
    let reads = tokio::spawn(async move {
        let mut chunk = [0_u8; 1024];
        while let Ok(read @ 1..) = errors.read(&mut chunk).await {
            let mut kept = lock(&kept);
            kept.extend(&chunk[..read]);
            let surplus = kept.len().saturating_sub(KEPT);
            kept.drain(..surplus);
        }
    });
    // A sender that is gone counts as well: whoever held the program let go of it.
    let ended = tokio::select! {
        status = child.wait() => Some(status),
        () = async { drop(killed.wait_for(|killed| *killed).await) } => None,
    };
    let status = if let Some(status) = ended {
        status
    } else {
        // One that has ended already cannot be ended.
        let _ = child.start_kill();
        child.wait().await
    };
    // What it wrote last may still be on its way. A grandchild that keeps the pipe open is not waited for.
    let _ = tokio::time::timeout(LOOK * 2, reads).await;
    let bytes: Vec<u8> = lock(&said).iter().copied().collect();
    let said = String::from_utf8_lossy(&bytes).trim().to_owned();
    end.send_replace(Some(Ended { code: status.ok().and_then(|status| status.code()), said }));
}

struct Pipe {
    kill: watch::Sender<bool>,
    ended: watch::Receiver<Option<Ended>>,
}

#[async_trait]
impl Program for Pipe {
    fn kill(&self) {
        self.kill.send_replace(true);
    }

    async fn line(&self) -> Option<String> {
        None
    }

    async fn complaint(&self) -> Option<String> {
        None
    }

    async fn ended(&self) -> Ended {
        let mut ended = self.ended.clone();
        let end = ended.wait_for(Option::is_some).await.map(|end| end.clone());
        end.ok().flatten().unwrap_or_default()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use tokio::io::AsyncWriteExt as _;
    use voltdeck_base::computer::Computer as _;

    use super::*;
    use crate::LocalComputer;

    fn shell(script: &str) -> Result<Piped, String> {
        let argv: Vec<String> = ["sh", "-c", script].map(str::to_owned).into();
        LocalComputer::here().pipe(&argv)
    }

    #[tokio::test]
    async fn bytes_go_in_and_out_and_its_end_is_told() {
        let Piped { mut input, mut output, program } = shell("cat; echo oh >&2; exit 3").unwrap();
        let sent: Vec<u8> = (0..200_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let expected = sent.clone();
        let writes = tokio::spawn(async move {
            input.write_all(&sent).await.unwrap();
            input.shutdown().await.unwrap();
        });
        let mut came = Vec::new();
        output.read_to_end(&mut came).await.unwrap();
        writes.await.unwrap();
        assert!(came == expected);
        assert_eq!(program.ended().await, Ended { code: Some(3), said: "oh".into() });
    }

    #[tokio::test]
    async fn it_ends_when_it_is_told_to_and_with_whoever_holds_it() {
        let told = shell("exec sleep 600").unwrap();
        told.program.kill();
        assert_eq!(told.program.ended().await.code, None);
        let Piped { input: _input, mut output, program } = shell("echo up; exec sleep 600").unwrap();
        drop(program);
        // Its output ends with it.
        output.read_to_end(&mut Vec::new()).await.unwrap();
    }
}
