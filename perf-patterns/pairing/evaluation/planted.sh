#!/usr/bin/env bash
# Compares `base` with `five` (all benchmarks) and with `two` (the planted ones,
# with instructions). What exists already is not measured again.
#   planted.sh FOLDER RESULTS [PERF_PATTERNS]
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd)
results=$(mkdir -p "$2" && cd "$2" && pwd)
ab=${3:-perf-patterns}
home=${PERF_PATTERNS_HOME:-$HOME/.cache/perf-patterns}
compare() { # name bench head more
  local out="$results/$1-$3"
  [ -s "$out.json" ] && return
  if "$ab" ab base "$3" --in "$folder/$1" --bench "$2" --format json "${@:4}" \
    >"$out.part" 2>"$out.log" </dev/null; then
    mv "$out.part" "$out.json"
    cp "$home/ab/$1"-*/samples.jsonl "$out.samples.jsonl"
  else
    echo "$1, $3: $(grep -m1 error: "$out.log")"
  fi
}
grep -v '^#' "$here/crates.txt" | while read -r name _ bench; do
  [ -d "$folder/$name" ] || continue
  compare "$name" "$bench" five --no-counts
  compare "$name" "$bench" two --filter planted
done
