//! The programs of the stand-in. Each is the part of the real one that somebody asked for.

mod files;
mod said;
mod system;
mod text;

use std::time::Duration;

use super::io::{Input, Io};
use super::state::{Ended, Later, Shell, Stop};
use crate::ssh::disk::{home, resolve};
use crate::ssh::smi::{self, Answer};
pub use said::HELP;
use said::{KNOWN, Said};

/// Where programs are: what is called by its path is found there too.
const FOLDERS: [&str; 6] = ["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/opt/conda/bin/"];

/// Runs words as a command: the first is a program, the rest its arguments.
pub fn run<'a>(shell: &'a mut Shell, words: Vec<String>, io: &'a Io) -> Later<'a> {
    Box::pin(async move {
        let Some((first, arguments)) = words.split_first() else { return Ok(0) };
        let name = FOLDERS.iter().find_map(|folder| first.strip_prefix(folder)).unwrap_or(first);
        match name {
            "exit" | "logout" => {
                Err(Stop::Exit(arguments.first().map_or(shell.last, |code| code.parse().unwrap_or(2))))
            }
            "break" => Err(Stop::Break),
            "continue" => Err(Stop::Continue),
            "exec" | "nohup" | "nice" | "time" | "stdbuf" | "setsid" => {
                let rest: Vec<String> = arguments.iter().skip_while(|word| word.starts_with('-')).cloned().collect();
                run(shell, rest, io).await
            }
            "command" | "type" | "which" => find(shell, name, arguments, io).await,
            "env" => {
                let mut inside = shell.clone();
                let (set, rest): (Vec<_>, Vec<_>) = {
                    let cut = arguments.iter().position(|word| !word.contains('=')).unwrap_or(arguments.len());
                    (arguments[..cut].to_vec(), arguments[cut..].to_vec())
                };
                let set = set.iter().filter_map(|word| word.split_once('='));
                inside.variables.extend(set.map(|(name, value)| (name.to_owned(), value.to_owned())));
                if rest.is_empty() {
                    let lines = inside.variables.iter().map(|(name, value)| format!("{name}={value}\n"));
                    io.out.write(lines.collect::<String>().as_bytes()).await?;
                    return Ok(0);
                }
                run(&mut inside, rest, io).await
            }
            "sh" | "bash" | "dash" => script(shell, name, arguments, io).await,
            "eval" => shell.clone().script(&arguments.join(" "), io, "bash: line 1").await,
            "sudo" => sudo(shell, arguments, io).await,
            "timeout" => timeout(shell, arguments, io).await,
            "sleep" => match arguments.first().and_then(|time| seconds(time)) {
                Some(time) => {
                    tokio::time::sleep(time).await;
                    Ok(0)
                }
                None => say(io, Said::err("sleep: missing operand\n", 1)).await,
            },
            "poweroff" | "halt" | "shutdown" | "systemctl" => {
                let said = system::power(shell, name, arguments);
                let is_off = said.code == 0;
                say(io, said).await?;
                if is_off {
                    // The connection is cut with the machine: nothing is answered any more.
                    tokio::time::sleep(Duration::from_secs(10)).await;
                }
                Ok(u8::from(!is_off))
            }
            "nvidia-smi" => nvidia_smi(shell, arguments, io).await,
            _ => {
                let reads = files::reads_input(name, arguments);
                let input = if reads { io.input.all().await } else { Vec::new() };
                let said = files::run(shell, name, arguments, &input)
                    .or_else(|| text::run(name, arguments, &input))
                    .or_else(|| system::run(shell, name, arguments));
                match said {
                    Some(said) => say(io, said).await,
                    None => say(io, Said::err(format!("{}: {first}: command not found\n", shell.name), 127)).await,
                }
            }
        }
    })
}

async fn say(io: &Io, said: Said) -> Ended {
    io.out.write(&said.out).await?;
    io.err.write(said.err.as_bytes()).await?;
    Ok(said.code)
}

/// `5`, `0.5`, `5s`, `1m`.
fn seconds(text: &str) -> Option<Duration> {
    let (digits, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(digits) => (digits, text.chars().last()),
        None => (text, None),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let milliseconds = whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(part.parse::<u64>().ok()?)?;
    let times = match unit {
        Some('m') => 60,
        Some('h') => 3600,
        _ => 1,
    };
    milliseconds.checked_mul(times).map(Duration::from_millis)
}

async fn find(shell: &mut Shell, name: &str, arguments: &[String], io: &Io) -> Ended {
    if name == "command" && !arguments.first().is_some_and(|flag| flag == "-v" || flag == "-V") {
        return run(shell, arguments.to_vec(), io).await;
    }
    let mut code = 0;
    for wanted in arguments.iter().filter(|word| !word.starts_with('-')) {
        let is_there = KNOWN.contains(&wanted.as_str())
            && (wanted != "jupyter" || shell.machine.look().is_some_and(|look| look.jupyter.is_some()));
        if is_there {
            let line = if name == "type" {
                format!("{wanted} is /usr/bin/{wanted}\n")
            } else {
                format!("/usr/bin/{wanted}\n")
            };
            io.out.write(line.as_bytes()).await?;
        } else {
            code = 1;
        }
    }
    Ok(code)
}

/// `sh -c TEXT`, `sh FILE`, and `sh` with the script on its input.
async fn script(shell: &Shell, name: &str, arguments: &[String], io: &Io) -> Ended {
    let mut inside = shell.clone();
    let flags = arguments.iter().take_while(|word| word.starts_with('-') && word.len() > 1);
    let is_text = flags.clone().any(|flag| !flag.starts_with("--") && flag.contains('c'));
    let rest = &arguments[flags.count()..];
    let (text, io) = match rest.first() {
        Some(text) if is_text => (text.clone(), io.clone()),
        Some(file) => {
            let read = shell.machine.disk().whole(&resolve(&shell.folder, file));
            match read {
                Ok(bytes) => (String::from_utf8_lossy(&bytes).into_owned(), io.clone()),
                Err(trouble) => return say(io, Said::err(format!("{name}: {file}: {trouble}\n"), 127)).await,
            }
        }
        None => {
            let text = String::from_utf8_lossy(&io.input.all().await).into_owned();
            (text, Io { input: Input::Nothing, ..io.clone() })
        }
    };
    match inside.script(&text, &io, &format!("{name}: line 1")).await {
        Err(Stop::Exit(code)) => Ok(code),
        ended => ended,
    }
}

async fn sudo(shell: &Shell, arguments: &[String], io: &Io) -> Ended {
    let mut inside = shell.clone();
    "root".clone_into(&mut inside.user);
    inside.variables.insert("HOME".to_owned(), home("root"));
    let rest: Vec<String> = arguments.iter().skip_while(|word| word.starts_with('-')).cloned().collect();
    if rest.is_empty() {
        let usage = "usage: sudo [-n] command [arg ...]: this stand-in's sudo runs one command\n";
        return say(io, Said::err(usage, 1)).await;
    }
    run(&mut inside, rest, io).await
}

async fn timeout(shell: &Shell, arguments: &[String], io: &Io) -> Ended {
    let mut rest = arguments.iter();
    let mut limit = None;
    // Its options may have values; the first word that is a time ends them.
    for word in rest.by_ref() {
        match seconds(word) {
            Some(time) => {
                limit = Some(time);
                break;
            }
            None if word.starts_with('-') => {}
            None => break,
        }
    }
    let Some(limit) = limit else {
        return say(io, Said::err("timeout: missing operand\n", 125)).await;
    };
    let mut inside = shell.clone();
    let ended = tokio::time::timeout(limit, run(&mut inside, rest.cloned().collect(), io)).await;
    ended.unwrap_or(Ok(124))
}

async fn nvidia_smi(shell: &Shell, arguments: &[String], io: &Io) -> Ended {
    loop {
        let Some(look) = shell.machine.look() else { return Err(Stop::Gone) };
        match smi::run(&look, arguments) {
            Answer::Said { out, code } => return say(io, Said { out: out.into(), err: String::new(), code }).await,
            Answer::Every { out, wait } => {
                io.out.write(out.as_bytes()).await?;
                tokio::time::sleep(wait).await;
            }
            Answer::Never => std::future::pending().await,
        }
    }
}
