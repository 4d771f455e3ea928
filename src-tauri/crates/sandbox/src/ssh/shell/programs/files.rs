//! Programs about files.

use std::fmt::Write as _;

use super::said::Said;
use crate::ssh::disk::{Trouble, long_line, name as last_name, resolve};
use crate::ssh::shell::state::Shell;

/// Whether a program reads its input when it is called like this.
pub fn reads_input(name: &str, arguments: &[String]) -> bool {
    let files = arguments.iter().filter(|word| !word.starts_with('-') || *word == "-").count();
    match name {
        "cat" | "wc" => files == 0,
        "tr" | "cut" | "paste" => true,
        // Numbers of lines and patterns are words too.
        "head" | "tail" => !arguments.iter().any(|word| !word.starts_with('-') && word.parse::<u64>().is_err()),
        "grep" => files <= 1,
        _ => false,
    }
}

pub fn run(shell: &mut Shell, name: &str, arguments: &[String], input: &[u8]) -> Option<Said> {
    let (flags, words): (Vec<&String>, Vec<&String>) = arguments.iter().partition(|word| word.starts_with('-'));
    let has = |flag: char| flags.iter().any(|word| !word.starts_with("--") && word.contains(flag));
    Some(match name {
        "pwd" => Said::out(format!("{}\n", shell.folder)),
        "cd" => {
            let path = words.first().map_or("~", |path| path.as_str());
            let path =
                if path == "~" { shell.variables.get("HOME").cloned().unwrap_or_default() } else { path.to_owned() };
            let path = resolve(&shell.folder, &path);
            let found = shell.machine.disk().stat(&path);
            match found {
                Ok(stat) if stat.is_folder => {
                    shell.folder = path;
                    Said::default()
                }
                Ok(_) => Said::err(format!("{}: cd: {path}: {}\n", shell.name, Trouble::NotFolder), 1),
                Err(trouble) => Said::err(format!("{}: cd: {path}: {trouble}\n", shell.name), 1),
            }
        }
        "ls" => ls(shell, &words, has('l'), has('a'), has('d')),
        "cat" if words.is_empty() => Said::out(input),
        "cat" => each(shell, "cat", &words, |disk, _, path| disk.whole(path)),
        "head" | "tail" | "wc" if !reads_input(name, arguments) => {
            let file = words.iter().find(|word| word.parse::<u64>().is_err())?;
            let bytes = shell.machine.disk().whole(&resolve(&shell.folder, file));
            match bytes {
                Ok(bytes) => super::text::run(name, arguments, &bytes)?,
                Err(trouble) => Said::err(format!("{name}: cannot open '{file}': {trouble}\n"), 1),
            }
        }
        "grep" if !reads_input(name, arguments) => {
            let file = words.get(1)?;
            let bytes = shell.machine.disk().whole(&resolve(&shell.folder, file));
            match bytes {
                Ok(bytes) => super::text::run(name, arguments, &bytes)?,
                Err(trouble) => Said::err(format!("grep: {file}: {trouble}\n"), 2),
            }
        }
        "mkdir" => each(shell, "mkdir: cannot create directory", &words, |disk, user, path| {
            let mut made = Ok(());
            if has('p') {
                for (at, _) in path.match_indices('/').skip(1) {
                    made = disk.make_folder(user, &path[..at]).or_else(unless_there);
                }
                return made.and_then(|()| disk.make_folder(user, path).or_else(unless_there)).map(|()| Vec::new());
            }
            disk.make_folder(user, path).map(|()| Vec::new())
        }),
        "rmdir" => each(shell, "rmdir: failed to remove", &words, |disk, user, path| {
            disk.remove(user, path, true).map(|()| Vec::new())
        }),
        "rm" => each(shell, "rm: cannot remove", &words, |disk, user, path| {
            let removed = if has('r') { disk.remove_all(user, path) } else { disk.remove(user, path, false) };
            match removed {
                Err(Trouble::Missing) if has('f') => Ok(Vec::new()),
                removed => removed.map(|()| Vec::new()),
            }
        }),
        "touch" => each(shell, "touch: cannot touch", &words, |disk, user, path| {
            disk.create(user, path, false, false)?;
            let now = disk.now();
            disk.mark(user, path, None, Some(now)).map(|()| Vec::new())
        }),
        "mv" | "cp" => carry(shell, name, &words),
        "stat" => each(shell, "stat: cannot statx", &words, |disk, _, path| {
            let stat = disk.stat(path)?;
            Ok(format!("  File: {path}\n  Size: {}\nAccess: ({:04o})\n", stat.size, stat.mode).into_bytes())
        }),
        _ => return None,
    })
}

fn unless_there(trouble: Trouble) -> Result<(), Trouble> {
    if trouble == Trouble::Exists { Ok(()) } else { Err(trouble) }
}

/// Does something to each file, and says of those where it cannot be done why not.
fn each(
    shell: &Shell,
    complaint: &str,
    files: &[&String],
    act: impl Fn(&mut crate::ssh::disk::Disk, &str, &str) -> Result<Vec<u8>, Trouble>,
) -> Said {
    let mut said = Said::default();
    if files.is_empty() {
        return Said::err(format!("{complaint}: missing operand\n"), 1);
    }
    for file in files {
        let done = act(&mut shell.machine.disk(), &shell.user, &resolve(&shell.folder, file));
        match done {
            Ok(bytes) => said.out.extend(bytes),
            Err(trouble) => {
                let _ = writeln!(said.err, "{complaint}: {file}: {trouble}");
                said.code = 1;
            }
        }
    }
    said
}

fn carry(shell: &Shell, name: &str, words: &[&String]) -> Said {
    let [from, to] = words else {
        return Said::err(format!("{name}: this stand-in's takes one source and one destination\n"), 1);
    };
    let (source, mut target) = (resolve(&shell.folder, from), resolve(&shell.folder, to));
    let mut disk = shell.machine.disk();
    if disk.stat(&target).is_ok_and(|stat| stat.is_folder) {
        target = resolve(&target, last_name(&source));
    }
    let done = if name == "mv" {
        disk.rename(&shell.user, &source, &target, true)
    } else {
        disk.whole(&source).and_then(|bytes| {
            disk.create(&shell.user, &target, true, false)?;
            disk.write(&shell.user, &target, 0, &bytes)
        })
    };
    done.map_or_else(|trouble| Said::err(format!("{name}: '{from}' to '{to}': {trouble}\n"), 1), |()| Said::default())
}

fn ls(shell: &Shell, words: &[&String], long: bool, all: bool, itself: bool) -> Said {
    let mut said = Said::default();
    let here = ".".to_owned();
    let words = if words.is_empty() { vec![&here] } else { words.to_vec() };
    let disk = shell.machine.disk();
    for word in words {
        let path = resolve(&shell.folder, word);
        let listed = disk
            .stat(&path)
            .and_then(|stat| if stat.is_folder && !itself { disk.list(&path) } else { Ok(vec![(word.clone(), stat)]) });
        match listed {
            Ok(listed) => {
                for (name, stat) in listed.iter().filter(|(name, _)| all || itself || !name.starts_with('.')) {
                    said.out.extend(if long { long_line(name, stat) + "\n" } else { format!("{name}\n") }.into_bytes());
                }
            }
            Err(trouble) => {
                let _ = writeln!(said.err, "ls: cannot access '{word}': {trouble}");
                said.code = 2;
            }
        }
    }
    said
}
