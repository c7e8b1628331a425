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
input="$results/input.csv"
[ -s "$input" ] || bash "$here/input.sh" >"$input"
compare() { # name seed more
  local name=$1 seed=$2 out="$results/$1-$2"
  [ -s "$out.json" ] || [ ! -d "$folder/$name" ] && return
  if "$ab" ab HEAD HEAD --in "$folder/$name" --seed "$seed" --no-counts --format json "${@:3}" \
    >"$out.json.part" 2>"$out.log" </dev/null; then
    mv "$out.json.part" "$out.json"
    # To judge the same samples again, with another rule.
    # Another folder of the same name has another comparison's: the newest are these.
    cp "$(ls -t "${PERF_PATTERNS_HOME:-$HOME/.cache/perf-patterns}/ab/$name"-*/samples.jsonl |
      head -1)" "$out.samples.jsonl"
  else
    echo "$name, seed $seed: $(grep -m1 error: "$out.log")"
  fi
}
for seed in $(seq "$seeds"); do
  while read -r name _ bench flags; do
    # shellcheck disable=SC2086 # The flags are several.
    compare "$name" "$seed" --bench "$bench" $flags
  done < <(grep -v '^#' "$here/crates.txt")
  while read -r name _ arguments; do
    # shellcheck disable=SC2086 # The arguments are several.
    compare "$name" "$seed" --bin "$name" --input "$input" -- $arguments
  done < <(grep -v '^#' "$here/programs.txt")
done
