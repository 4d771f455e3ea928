#!/bin/sh
# `ssh -G HOST` prints the settings that ssh would take for a host, and many programs read them. Where the config has
# "ForkAfterAuthentication yes" for it, as the manual allows, ssh refuses to print anything: it wants a command first. With a
# command at the end it prints them.
# Seen on 2026-12-01: OpenSSH_9.2p1 Debian-2+deb12u10.
# Run by hand, not in CI: sh findings/ssh-g-forks.sh (needs the OpenSSH client, 8.7 or later).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ssh -V
printf 'Host *\n  ForkAfterAuthentication yes\n' > "$folder/config"
if said=$(ssh -F "$folder/config" -G example.invalid 2>&1); then
    echo "it printed its settings"
    exit 1
fi
echo "ssh -G HOST: $said"
ssh -F "$folder/config" -G example.invalid true | grep '^forkafterauthentication yes$'
