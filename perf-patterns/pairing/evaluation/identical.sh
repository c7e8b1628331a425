#!/usr/bin/env bash
# Compares code with itself, in fresh layouts each time: whatever is called
# different is wrong. What exists already is not measured again.
#   identical.sh FOLDER RESULTS SEEDS [PERF_PATTERNS]
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd)
results=$(mkdir -p "$2" && cd "$2" && pwd)
seeds=$3
ab=${4:-perf-patterns}
for seed in $(seq "$seeds"); do
  grep -v '^#' "$here/crates.txt" | while read -r name version bench; do
    out="$results/$name-$seed.json"
    [ -s "$out" ] && continue
    if "$ab" ab HEAD HEAD --in "$folder/$name" --bench "$bench" --seed "$seed" --no-counts \
      --format json >"$out.part" 2>"$results/$name-$seed.log" </dev/null; then
      mv "$out.part" "$out"
      # To judge the same samples again, with another rule.
      cp "${PERF_PATTERNS_HOME:-$HOME/.cache/perf-patterns}/ab/$name"-*/samples.jsonl \
        "$results/$name-$seed.samples.jsonl"
    else
      echo "$name, seed $seed: $(grep -m1 error: "$results/$name-$seed.log")"
    fi
  done
done
