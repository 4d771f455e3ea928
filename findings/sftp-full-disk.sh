#!/bin/sh
# A full disk on the far side of sftp is told as "Failure", with no word of space: version 3 of the protocol, which OpenSSH
# speaks, has no status for it. Whoever wants to say why has to ask for the free space (statvfs@openssh.com, or df).
# And the progress meter of sftp is not written without a terminal, though "progress" answers that it is enabled.
# Both were seen with OpenSSH 9.2. Needs: sftp and sftp-server (openssh-client, openssh-sftp-server), Linux's /dev/full.
set -eu
server=/usr/lib/openssh/sftp-server
[ -x "$server" ] || server=/usr/libexec/openssh/sftp-server
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
ssh -V 2>&1
head -c 3000000 /dev/zero > file

said=$(printf 'put file /dev/full\n' | sftp -b - -D "$server" 2>&1) && { echo "it did not fail"; exit 1; }
echo "$said"
echo "$said" | grep -q '"/dev/full": Failure' || { echo "it says more than Failure now"; exit 1; }
echo "$said" | grep -qi 'space' && { echo "it speaks of space now"; exit 1; }

said=$(printf 'progress\nput file copy\n' | sftp -b - -D "$server" 2>&1)
echo "$said"
echo "$said" | grep -q 'Progress meter enabled' || { echo "it does not say that the meter is enabled"; exit 1; }
echo "$said" | grep -q '%' && { echo "the meter is written without a terminal now"; exit 1; }
echo "as expected"
