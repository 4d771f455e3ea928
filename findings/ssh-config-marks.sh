#!/bin/sh
# What Windows editors put into a file breaks an SSH config in two ways that one would not guess. A byte order mark of UTF-8
# before the first line makes ssh refuse the whole config, also where that line is a comment; put any line before it and the
# refusal names a line in the middle. A config in UTF-16 is refused too, unless it holds comments alone: then ssh says nothing
# and reads it as empty, since each line ends for it at the first NUL.
# Seen on 2026-12-01 with OpenSSH 9.2p1 on Debian 12.
# Run by hand, not in CI: sh findings/ssh-config-marks.sh (needs ssh and iconv; nothing is connected to).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ssh -V
says() { if ssh -F "$1" -G dev </dev/null >/dev/null 2>"$folder/said"; then echo taken; else sed -n '1s/^[^ ]* //p' "$folder/said"; fi; }
printf '\357\273\277# a comment\nHost dev\n' >"$folder/mark"
printf '# a comment\n' | iconv -f UTF-8 -t UTF-16LE >"$folder/comments"
printf 'Host dev\n  Port 7\n' | iconv -f UTF-8 -t UTF-16LE >"$folder/host"
mark=$(says "$folder/mark")
comments=$(says "$folder/comments")
host=$(says "$folder/host")
echo "UTF-8 with a mark: $mark"
echo "UTF-16, comments alone: $comments"
echo "UTF-16, a host: $host"
case $mark in taken | '') exit 1 ;; esac
[ "$comments" = taken ]
case $host in taken | '') exit 1 ;; esac
