#!/bin/sh
# `npm sbom --omit dev` leaves out a package that the project itself depends on, where a package for development names it as a
# peer: with react and react-dom as dependencies and @testing-library/react for development, the SBOM of what is shipped has no
# React at all. `npm ls --omit dev` of the same folder lists it, and so does the lock, which does not mark it as `dev`.
# Seen on 2026-12-01 with npm 11.6.2. So an SBOM that is made with `--omit dev` must be held against another list.
# Run by hand, not in CI: sh findings/npm-sbom-omits.sh (needs node and npm).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir tool app
(cd tool && npm init -y >/dev/null && npm install --silent --no-audit --no-fund npm@11.6.2)
npm="$folder/tool/node_modules/.bin/npm"
cd app
"$npm" init -y >/dev/null
"$npm" install --silent --no-audit --no-fund react@19.2.0 react-dom@19.2.0
shipped() { "$npm" sbom --sbom-format cyclonedx --omit dev | grep -o 'pkg:npm/[a-z-]*@[0-9.]*' | grep -v pkg:npm/app | sort | tr '\n' ' '; }
before=$(shipped)
"$npm" install --silent --no-audit --no-fund --save-dev @testing-library/react@16.3.0 @testing-library/dom@10.4.0
after=$(shipped)
listed=$("$npm" ls --omit dev | grep -o 'react[a-z-]*@[0-9.]*' | sort | tr '\n' ' ')
echo "npm $("$npm" --version)"
echo "sbom before: $before"
echo "sbom with a package for tests beside: ${after:-nothing}"
echo "ls with the same: $listed"
[ "$before" = "pkg:npm/react-dom@19.2.0 pkg:npm/react@19.2.0 pkg:npm/scheduler@0.27.0 " ]
[ -z "$after" ]
[ "$listed" = "react-dom@19.2.0 react@19.2.0 " ]
