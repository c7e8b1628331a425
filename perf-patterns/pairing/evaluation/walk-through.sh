#!/usr/bin/env bash
# What the guide's chapter *Did my change help?* shows: a change to httpdate, in the
# working tree, against its commit.
#   walk-through.sh CRATES FOLDER [PERF_PATTERNS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
crates=$(cd "$1" && pwd)
place="$2/httpdate"
ab=${3:-perf-patterns}
rm -rf "$place"
git clone --quiet "$crates/httpdate" "$place"
cd "$place"
git apply "$here/walk-through.patch"
cargo test --quiet --lib >/dev/null
"$ab" ab HEAD --bench benchmarks >"$here/../../../book/examples/did-my-change-help.txt"
