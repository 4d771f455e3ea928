//! What is run on a machine to learn what its GPUs do.

use std::time::Duration;

/// How each line of ours begins in the output; what stands before the first is a greeting of the machine.
pub(crate) const MARK: &str = "#voltdeck-usage ";

/// One sweep, as functions of a POSIX shell.
///
/// The login shell of the machine reads it first, and may be of another family: so it is one line, in single quotes, and
/// has neither a single quote nor an exclamation mark in it. Of processes it asks for the name of the program alone, never
/// for the command line, which may hold secrets. `nvidia-smi` is given some seconds where that can be done, since with a
/// broken driver it may never end.
///
/// Who is logged in is asked in two ways. `who` knows terminals. An editor that works on the machine has none, so all
/// processes are listed too, after our own number: those are counted that run on a connection of SSH (`sessions`). Threads of
/// the kernel are left out, since a machine with many cores has thousands; but in a container their number is another's.
const SWEEP: &str = r##"LC_ALL=C; export LC_ALL; PATH="$PATH:/usr/local/nvidia/bin:/usr/lib/wsl/lib"; export PATH; smi() { if command -v timeout >/dev/null 2>&1; then timeout 15 nvidia-smi "$@" 2>&1; else nvidia-smi "$@" 2>&1; fi; }; say() { echo "#voltdeck-usage $*" || exit; }; look() { say gpus; smi --query-gpu=index,uuid,name,utilization.gpu,memory.used,memory.total,power.draw,temperature.gpu --format=csv,noheader,nounits; ended=$?; say ended $ended; say apps; apps=; if [ $ended -lt 124 ]; then apps=$(smi --query-compute-apps=gpu_uuid,pid,used_memory --format=csv,noheader,nounits); ended=$?; echo "$apps"; fi; say ended $ended; say users; pids=$(echo "$apps" | cut -s -d, -f2 | tr -d " " | grep -x "[0-9][0-9]*" | head -n 256 | paste -s -d, -); if [ -n "$pids" ]; then ps -o pid= -o user:32= -o comm= -p "$pids" 2>/dev/null || ps -o pid= -o user= -o comm= -p "$pids" 2>/dev/null; fi; say who; who 2>/dev/null; say ended $?; say processes; echo $$; not="^#"; [ "$(ps -o comm= -p 2 2>/dev/null)" = kthreadd ] && not="^ *[0-9][0-9]*  *2 "; ps -e -o pid= -o ppid= -o comm= 2>/dev/null | grep -v "$not"; say end; };"##;

/// Looks once.
pub(crate) fn once() -> String {
    format!("exec sh -c '{SWEEP} look'")
}

/// Looks every few seconds, until the connection ends: then what it writes reaches nobody, which ends it.
pub(crate) fn again_and_again() -> String {
    format!("exec sh -c '{SWEEP} while :; do look; sleep {}; done'", PAUSE.as_secs())
}

/// How long it waits between two looks.
pub(crate) const PAUSE: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn only_threads_of_the_kernel_are_left_out() {
        use std::io::Write as _;
        use std::process::{Command, Stdio};
        let (_, rest) = SWEEP.split_once(r#"not="^ "#).unwrap();
        let pattern = format!("^ {}", rest.split('"').next().unwrap());
        let mut grep = Command::new("grep").args(["-v", &pattern]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let lines = "      2       0 kthreadd\n      3       2 rcu_gp\n12 1 x\n     742     602 sh\n 22 2 y\n5 22 2 z\n";
        grep.as_mut().unwrap().stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let kept = String::from_utf8(grep.unwrap().wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(kept, "      2       0 kthreadd\n12 1 x\n     742     602 sh\n5 22 2 z\n");
    }

    #[test]
    fn every_login_shell_hands_it_on_as_it_is() {
        for script in [once(), again_and_again()] {
            let inner = script.strip_prefix("exec sh -c '").and_then(|rest| rest.strip_suffix('\'')).unwrap();
            assert!(!inner.contains(['\'', '!', '\n']), "{inner}");
            assert!(inner.contains(MARK) && !inner.contains("args"));
        }
    }
}
