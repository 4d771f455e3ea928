//! Programs that end with Voltdeck, however it ends: quit, crashed or killed.

#[cfg(unix)]
pub(crate) use unix::{Bond, bound};
#[cfg(windows)]
pub(crate) use windows::{Bond, bound};

#[cfg(unix)]
mod unix {
    use std::os::unix::process::CommandExt;
    use std::process::{Child, ChildStdin, Command, Stdio};

    use rustix::process::{Pid, Signal, kill_process_group};

    /// Begins the program in the place of the shell, so that its process and its end are its own. Beside it, a watcher in the
    /// same group reads from a pipe that Voltdeck alone holds and never writes to: the pipe ends with Voltdeck, and then the
    /// watcher ends its whole group, itself among it. It holds none of the program's outputs open.
    const SCRIPT: &str = "exec 3<&0 </dev/null
{ read -r _ <&3; kill -9 0; } >/dev/null 2>&1 &
exec 3<&-
exec \"$@\"";

    /// What binds a program to Voltdeck. The program ends with it.
    pub(crate) struct Bond {
        group: Option<Pid>,
        pipe: Option<ChildStdin>,
    }

    /// Starts a program in a group of its own that ends with Voltdeck. Its input is empty.
    pub(crate) fn bound(command: &mut Command, output: Stdio) -> std::io::Result<(Child, Bond)> {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", SCRIPT, "sh"]).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell.process_group(0).stdin(Stdio::piped()).stderr(Stdio::piped()).stdout(output);
        let mut child = shell.spawn()?;
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pipe = child.stdin.take();
        Ok((child, Bond { group, pipe }))
    }

    impl Bond {
        /// Ends the program and all that it started; nothing where that was done before. Until then the watcher is in the
        /// group, also after the program's own end, so that its number cannot have become another's.
        pub(crate) fn end(&mut self) {
            if let (Some(group), Some(pipe)) = (self.group.take(), self.pipe.take()) {
                // A group whose processes have all ended is no longer there.
                let _ = kill_process_group(group, Signal::KILL);
                drop(pipe);
            }
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::os::windows::io::AsRawHandle;
    use std::process::{Child, Command, Stdio};

    use win32job::{ExtendedLimitInfo, Job};

    /// What binds a program to Voltdeck: a job that ends all of its processes as soon as nobody holds it.
    pub(crate) struct Bond(Option<Job>);

    /// Starts a program in a job that ends with Voltdeck. Its input is empty.
    pub(crate) fn bound(command: &mut Command, output: Stdio) -> std::io::Result<(Child, Bond)> {
        let mut limits = ExtendedLimitInfo::new();
        limits.limit_kill_on_job_close();
        let job = Job::create_with_limit_info(&limits).map_err(std::io::Error::other)?;
        command.stdin(Stdio::null()).stderr(Stdio::piped()).stdout(output);
        let mut child = command.spawn()?;
        if let Err(error) = job.assign_process(child.as_raw_handle() as isize) {
            // One that would outlive Voltdeck is not kept.
            let _ = child.kill();
            return Err(std::io::Error::other(error));
        }
        Ok((child, Bond(Some(job))))
    }

    impl Bond {
        /// Ends the program and all that it started; nothing where that was done before.
        pub(crate) fn end(&mut self) {
            self.0.take();
        }
    }
}
