//! Programs about the machine.

use std::fmt::Write as _;

use super::said::{HELP, KNOWN, Said};
use crate::ssh::disk::{resolve, user_id};
use crate::ssh::machine::{Look, Machine};
use crate::ssh::processes::{JUPYTER_PID, Process};
use crate::ssh::shell::state::Shell;

pub fn run(shell: &Shell, name: &str, arguments: &[String]) -> Option<Said> {
    let look = shell.machine.look()?;
    let has = |flag: char| arguments.iter().any(|word| word.starts_with('-') && word.contains(flag));
    Some(match name {
        "help" => Said::out(format!(
            "{HELP}\nIt knows ; && || ! pipes, redirections, $NAME, $(…), while, until, for and if, and:\n  {}\n",
            KNOWN.join(" ")
        )),
        "whoami" => Said::out(format!("{}\n", shell.user)),
        "id" => {
            let (user, number) = (&shell.user, user_id(&shell.user));
            Said::out(format!("uid={number}({user}) gid={number}({user}) groups={number}({user})\n"))
        }
        "hostname" => Said::out(format!("{}\n", look.name)),
        "uname" if has('a') => Said::out(format!("Linux {} 5.15.0-voltdeck-sandbox x86_64 GNU/Linux\n", look.name)),
        "uname" if has('r') => Said::out("5.15.0-voltdeck-sandbox\n"),
        "uname" if has('m') => Said::out("x86_64\n"),
        "uname" => Said::out("Linux\n"),
        "nproc" => Said::out(format!("{}\n", look.cpus)),
        "free" => Said::out(free(&look)),
        "df" => Said::out(df(&shell.machine)),
        "date" => date(&look, arguments),
        "uptime" => Said::out(uptime(&shell.machine, &look)),
        "who" | "w" => Said::out(who(&shell.machine, &look)),
        "ss" => ss(&look, arguments),
        "ps" => ps(shell, &look, arguments),
        "jupyter" | "jupyter-server" | "jupyter-lab" | "jupyter-notebook" => jupyter(&look, arguments)?,
        "reboot" => Said::err("reboot: this stand-in does not restart: stop and start it in Voltdeck\n", 1),
        "test" | "[" => test(shell, arguments),
        "export" | "set" | "unset" | "trap" | "umask" | "stty" | "sync" | "clear" => Said::default(),
        _ => return None,
    })
}

fn date(look: &Look, arguments: &[String]) -> Said {
    let format = arguments.iter().find_map(|word| word.strip_prefix('+')).unwrap_or("%a %b %e %H:%M:%S UTC %Y");
    // A wrong format is an error while it is written, and no panic.
    let mut out = String::new();
    match write!(out, "{}", look.now.format(format)) {
        Ok(()) => Said::out(out + "\n"),
        Err(_) => Said::err("date: invalid format\n", 1),
    }
}

fn free(look: &Look) -> String {
    let (total, used) = (u64::from(look.ram_gb) * 1_048_576, u64::from(look.gpus) * 7_340_032);
    format!(
        "               total        used        free      shared  buff/cache   available\nMem:    {total:>12} \
         {used:>11} {:>11} {:>11} {:>11} {:>11}\nSwap:   {:>12} {:>11} {:>11}\n",
        total - used,
        0,
        0,
        total - used,
        0,
        0,
        0
    )
}

fn df(machine: &Machine) -> String {
    let (used, all) = machine.disk().room();
    let (used, all) = (used / 1024, all / 1024);
    format!(
        "Filesystem     1K-blocks    Used Available Use% Mounted on\n/dev/vda1      {all:>9} {used:>7} {:>9} {:>3}% /\n",
        all - used,
        (used * 100).div_ceil(all)
    )
}

fn uptime(machine: &Machine, look: &Look) -> String {
    let up = (look.now - look.booted).num_minutes().max(0);
    let (days, hours, minutes) = (up / 1440, up / 60 % 24, up % 60);
    let users = machine.terminals(look).len();
    let days = if days > 0 { format!("{days} days, ") } else { String::new() };
    format!(
        " {} up {days}{hours:>2}:{minutes:02}, {users} user{},  load average: 0.00, 0.00, 0.00\n",
        look.now.format("%H:%M:%S"),
        if users == 1 { "" } else { "s" }
    )
}

fn who(machine: &Machine, look: &Look) -> String {
    machine.terminals(look).iter().fold(String::new(), |mut out, terminal| {
        let (since, from) = (terminal.since.format("%Y-%m-%d %H:%M"), &terminal.from);
        let _ = writeln!(out, "{:<8} {:<12} {since} ({from})", terminal.user, format!("pts/{}", terminal.number));
        out
    })
}

fn ss(look: &Look, arguments: &[String]) -> Said {
    let flags: String = arguments.iter().filter_map(|word| word.strip_prefix('-')).collect();
    let mut out = String::new();
    if !flags.contains('H') {
        out += "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n";
    }
    if flags.contains('l') && (flags.contains('t') || !flags.contains('u')) {
        for (address, port) in look.listeners() {
            let peer = if address.starts_with('[') { "[::]:*" } else { "0.0.0.0:*" };
            let _ = writeln!(out, "LISTEN 0      128    {:>16} {peer:>16}", format!("{address}:{port}"));
        }
    }
    Said::out(out)
}

fn jupyter(look: &Look, arguments: &[String]) -> Option<Said> {
    let token = look.jupyter.as_ref()?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let is_list = words.contains(&"list");
    Some(if !is_list {
        Said::err("jupyter: this stand-in's knows `jupyter server list`\n", 1)
    } else if words.iter().any(|word| word.starts_with("--json")) {
        Said::out(format!(
            "{{\"base_url\": \"/\", \"hostname\": \"localhost\", \"password\": false, \"pid\": {JUPYTER_PID}, \"port\": 8888, \
             \"root_dir\": \"/home/user\", \"secure\": false, \"token\": \"{token}\", \"url\": \
             \"http://localhost:8888/\", \"version\": \"2.14.2\"}}\n"
        ))
    } else {
        Said::out(format!("Currently running servers:\nhttp://localhost:8888/?token={token} :: /home/user\n"))
    })
}

/// Powers off at once.
pub fn power(shell: &Shell, name: &str, arguments: &[String]) -> Said {
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let is_off = match name {
        "systemctl" => matches!(words.as_slice(), ["poweroff" | "halt"]),
        "shutdown" => matches!(words.first(), Some(&("now" | "+0"))) && !arguments.iter().any(|word| word == "-r"),
        _ => true,
    };
    if !is_off {
        return Said::err(format!("{name}: this stand-in's powers off at once, and no more: {name} -h now\n"), 1);
    }
    if shell.user != "root" {
        let refused = "Failed to set wall message, ignoring: Interactive authentication required.\nFailed to power off \
                       system via logind: Interactive authentication required.\n";
        return Said::err(refused, 1);
    }
    shell.machine.power_off();
    Said::default()
}

fn ps(shell: &Shell, look: &Look, arguments: &[String]) -> Said {
    let (mut columns, mut wanted, mut all) = (Vec::new(), None, false);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-o" | "--format" => columns.extend(words.next().map(String::as_str).unwrap_or_default().split(',')),
            "-p" | "--pid" => {
                let list = words.next().map(String::as_str).unwrap_or_default();
                wanted = Some(list.split([',', ' ']).filter_map(|pid| pid.parse::<u32>().ok()).collect::<Vec<_>>());
            }
            "-e" | "-A" | "aux" | "-ef" => all = true,
            "-eo" => {
                all = true;
                columns.extend(words.next().map(String::as_str).unwrap_or_default().split(','));
            }
            "--no-headers" | "h" => {}
            _ => return Said::err("error: this stand-in's ps knows -e, -o FIELDS and -p PIDS\n", 1),
        }
    }
    if columns.is_empty() {
        columns = vec!["pid", "user", "comm"];
    }
    let mut rows = shell.machine.processes(look);
    rows.retain(|process| match &wanted {
        Some(wanted) => wanted.contains(&process.pid),
        None => all || process.pid == shell.pid,
    });
    let mut out = String::new();
    // A head is left out where a column names an empty one of its own; all must, as in `ps`.
    let no_head = arguments.iter().any(|word| word == "--no-headers") || columns.iter().all(|name| name.ends_with('='));
    // `user:32` is a column of that width.
    let names: Vec<(&str, usize)> = columns
        .iter()
        .map(|column| {
            let column = column.trim_end_matches('=');
            let (name, width) = column.split_once(':').unwrap_or((column, ""));
            let usual = if matches!(name, "user" | "euser" | "ruser") { 8 } else { 0 };
            (name, width.parse().unwrap_or(usual).min(100))
        })
        .collect();
    let mut line = |cells: Vec<String>| {
        let last = cells.len().saturating_sub(1);
        let cells = cells.iter().zip(&names).enumerate();
        let cells =
            cells.map(|(at, (cell, (_, width)))| if at == last { cell.clone() } else { format!("{cell:<width$}") });
        out += &cells.collect::<Vec<_>>().join(" ");
        out.push('\n');
    };
    if !no_head {
        line(names.iter().map(|(name, _)| name.to_uppercase()).collect());
    }
    let is_empty = rows.is_empty();
    for Process { pid, parent, user, command } in rows {
        let cell = |(name, _): &(&str, usize)| match *name {
            "pid" => format!("{pid:>7}"),
            "ppid" => format!("{parent:>7}"),
            "user" | "euser" | "ruser" => user.clone(),
            "uid" => user_id(&user).to_string(),
            "args" | "cmd" | "command" if command == "python3" => "python3 train.py".to_owned(),
            "etimes" => (look.now - look.booted).num_seconds().to_string(),
            _ => command.clone(),
        };
        line(names.iter().map(cell).collect());
    }
    Said { out: out.into_bytes(), err: String::new(), code: u8::from(is_empty) }
}

fn test(shell: &Shell, arguments: &[String]) -> Said {
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| *word != "]").collect();
    let stat = |path: &str| shell.machine.disk().stat(&resolve(&shell.folder, path)).ok();
    let (negated, words) = match words.split_first() {
        Some((&"!", rest)) => (true, rest),
        _ => (false, &words[..]),
    };
    let holds = match words {
        ["-e", path] => stat(path).is_some(),
        ["-f", path] => stat(path).is_some_and(|stat| !stat.is_folder),
        ["-d", path] => stat(path).is_some_and(|stat| stat.is_folder),
        ["-s", path] => stat(path).is_some_and(|stat| stat.size > 0),
        ["-n", text] | [text] => !text.is_empty(),
        ["-z", text] => text.is_empty(),
        [one, "=" | "==", other] => one == other,
        [one, "!=", other] => one != other,
        [one, "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge", other] => {
            let (Ok(left), Ok(right)) = (one.parse::<i64>(), other.parse::<i64>()) else {
                return Said::err("test: integer expression expected\n", 2);
            };
            match words[1] {
                "-eq" => left == right,
                "-ne" => left != right,
                "-lt" => left < right,
                "-le" => left <= right,
                "-gt" => left > right,
                _ => left >= right,
            }
        }
        [] => false,
        _ => return Said::err("test: this stand-in's knows -e -f -d -s -n -z = != and numbers\n", 2),
    };
    Said::code(u8::from(holds == negated))
}
