#!/usr/bin/env bash
# Compares `base` with `five` (all benchmarks) and with `two` (the planted ones,
# with instructions); SEED (1) decides layouts and order. What exists already is not
# measured again.
#   planted.sh FOLDER RESULTS [PERF_PATTERNS [SEED]]
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd)
results=$(mkdir -p "$2" && cd "$2" && pwd)
ab=${3:-perf-patterns}
seed=${4:-1}
home=${PERF_PATTERNS_HOME:-$HOME/.cache/perf-patterns}
compare() { # name bench head more
  local out="$results/$1-$3"
  [ -s "$out.json" ] && return
  if "$ab" ab base "$3" --in "$folder/$1" --bench "$2" --seed "$seed" --format json "${@:4}" \
    >"$out.part" 2>"$out.log" </dev/null; then
    mv "$out.part" "$out.json"
    # Another folder of the same name has another comparison's: the newest are these.
    cp "$(ls -t "$home/ab/$1"-*/samples.jsonl | head -1)" "$out.samples.jsonl"
  else
    echo "$1, $3: $(grep -m1 error: "$out.log")"
  fi
}
grep -v '^#' "$here/crates.txt" | while read -r name _ bench flags; do
  [ -d "$folder/$name" ] || continue
  # shellcheck disable=SC2086 # The flags are several.
  compare "$name" "$bench" five --no-counts $flags
  # shellcheck disable=SC2086
  compare "$name" "$bench" two --filter planted $flags
done
