#!/usr/bin/env bash
# Measures beside busy loops, again and again: every run has to end well, whatever it
# could resolve. Prints a line for each run; 1 if one failed, or if a loop had ended.
#
#   benches/busy.sh [FILTER] [RUNS] [LOOPS]
#
# With FILTER `all`, the whole catalogue. `KEEP=FOLDER` keeps the records.
set -euo pipefail
cd "$(dirname "$0")/.."
only=(--only "${1:-string-building/append}")
[[ ${1:-} != all ]] || only=()
runs=${2:-10}
loops=${3:-6}
work=$(mktemp -d)
export WORKSHOP_RESULTS=${KEEP:-$work/results}
pids=()
stop() {
  for pid in ${pids[@]+"${pids[@]}"}; do
    kill "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop EXIT

# How many loops are alive, and the CPU time that all have used, in seconds.
loops_now() {
  local alive=0 ticks=0 pid state used
  for pid in "${pids[@]}"; do
    read -r state used < <(awk '{ print $3, $14 + $15 }' "/proc/$pid/stat" 2>/dev/null || echo 'gone 0')
    [[ $state == gone || $state == Z ]] || alive=$((alive + 1))
    ticks=$((ticks + used))
  done
  echo "$alive $((ticks / $(getconf CLK_TCK)))"
}

measure() {
  cargo xtask bench-all --quick --yes ${only[@]+"${only[@]}"} >"$work/out" 2>"$work/err"
}

# Built, and once without the loops.
measure || { cat "$work/err"; exit 1; }
echo "without loops: $(grep -E '^measured in' "$work/err")"

for ((loop = 0; loop < loops; loop++)); do
  while :; do :; done &
  pids+=($!)
done
failed=0
for ((run = 1; run <= runs; run++)); do
  read -r before used_before < <(loops_now)
  start=$SECONDS
  code=0
  measure || code=$?
  read -r after used_after < <(loops_now)
  read -r load _ </proc/loadavg
  echo "run $run: exit code $code, $((SECONDS - start)) s, load $load, loops $before and $after alive," \
    "$((used_after - used_before)) s of CPU time theirs;" \
    "$(grep -cE '^not measured' "$work/err" || true) lines of what was not measured;" \
    "$(grep -oE '^control: .*' "$work/err" | grep -oE '[0-9]+ of [0-9]+ at 5 %' || echo 'no control')"
  if ((code != 0 || before != loops || after != loops)) || ! [[ -s $work/out ]]; then
    failed=1
    tail -n 20 "$work/err"
  fi
  grep -E '^(warning: This run was too noisy|not measured)' "$work/err" || true
done
exit "$failed"
