#!/usr/bin/env bash
# How long the main jobs take, from a fresh clone: run it on a quiet machine.
# Prints seconds; decides nothing. `KEEP=FOLDER` keeps the records.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
keep() {
  if [ -n "${KEEP:-}" ] && [ -d "$work/clone/results" ]; then
    cp -r "$work/clone/results/." "$KEEP/"
  fi
  rm -rf "$work"
}
trap keep EXIT
git clone --quiet "$here" "$work/clone"
cd "$work/clone"
unset CARGO_TARGET_DIR WORKSHOP_RESULTS
# The registry's files are assumed to be at hand.
cargo fetch --quiet --locked

seconds() {
  local start end
  start=$(date +%s.%N)
  "${@:2}" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
  end=$(date +%s.%N)
  awk -v what="$1" -v from="$start" -v to="$end" 'BEGIN { printf "%-58s %7.2f s\n", what, to - from }'
}

stages='^(heap|depth|system-calls|instructions|costs|wall-time|pairs|cpu-profile): .* measured in|^measured in'
seconds "bench-all --quick, from an empty target to the book" cargo xtask bench-all --quick --yes
grep -E "$stages" "$work/out" | sed 's/^/  /'
seconds "bench-all, all cases, everything built" cargo xtask bench-all --yes
grep -E "$stages" "$work/out" | sed 's/^/  /'
seconds "book from the reference record" cargo xtask book --from reference
seconds "list, the built program alone" target/debug/xtask list
