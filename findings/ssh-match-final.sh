#!/bin/sh
# A `Match final` anywhere in the SSH config, with nothing below it that matters, changes which `Host` blocks count: the config
# is read a second time, and in that reading `Host` is matched against the HostName of the first and not against the name that
# was typed. So `Host 203.0.113.*` counts for `ssh dev` where dev's HostName is 203.0.113.7. Fedora and RHEL have a
# `Match final all` in /etc/ssh/ssh_config.d, so there the same config of a person's gives other ports, users and keys than on
# Debian. ssh_config(5) tells of the second reading, and for Match (not for Host) of the name that it is held against.
# Seen on 2026-12-01 with OpenSSH 9.2p1: port 22 without the line, port 2222 with it.
# Run by hand, not in CI: sh findings/ssh-match-final.sh (needs ssh; nothing is connected to).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'Host dev\n  HostName 203.0.113.7\nHost 203.0.113.*\n  Port 2222\n' >"$folder/without"
{ cat "$folder/without"; printf 'Match final all\n  LogLevel INFO\n'; } >"$folder/with"
ssh -V
port() { ssh -F "$folder/$1" -G dev </dev/null 2>/dev/null | sed -n 's/^port //p'; }
without=$(port without)
with=$(port with)
echo "without Match final: port $without; with it: port $with"
[ "$without" = 22 ] && [ "$with" = 2222 ]
