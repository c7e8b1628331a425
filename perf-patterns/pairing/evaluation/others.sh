#!/usr/bin/env bash
# The same questions to other tools, on the machine and the executables of the
# comparisons before: criterion's own baselines on one executable run twice
# (`identical`) and on base against five (`planted`), and hyperfine on two copies of
# one program. Prints one line for each.
#   others.sh PLANTED_RESULTS_HOME RESULTS [CRATE...]
set -uo pipefail
home=$(cd "$1" && pwd)
results=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
bench_of() { find "$home"/ab/"$1"-*/target-"$2"/release/deps -maxdepth 1 -type f -perm -u+x -name "$3-*" ! -name '*.*' -printf '%T@ %p\n' | sort -rn | head -1 | cut -d' ' -f2; }
run() { CRITERION_HOME="$results/criterion" "$1" --bench --noplot --warm-up-time 1 --measurement-time 2 "${@:2}" 2>/dev/null; }
tally() { # what, output
  local all different
  all=$(grep -c 'change:' "$2")
  different=$(grep -cE 'Performance has (regressed|improved)' "$2")
  echo "$1: $different of $all called different"
}
for name in "$@"; do
  case $name in semver) bench=parse ;; httpdate) bench=benchmarks ;; half) bench=convert ;; spin) bench=mutex ;; *) bench=bench ;; esac
  base=$(bench_of "$name" base "$bench")
  head=$(bench_of "$name" head "$bench")
  [ -n "$base" ] && [ -n "$head" ] || { echo "$name: not built"; continue; }
  out="$results/$name-identical.txt"
  if [ ! -s "$out" ]; then
    rm -rf "$results/criterion"
    run "$base" --save-baseline before >/dev/null
    run "$base" --baseline before >"$out"
  fi
  tally "criterion, $name with itself" "$out"
done
program=$(command -v hyperfine) || exit 0
file="$results/hyperfine.txt"
if [ ! -s "$file" ]; then
  cp /bin/sort "$results/sort-a"
  cp /bin/sort "$results/sort-b"
  seq 40000 | sort -R >"$results/lines"
  for _ in $(seq 30); do
    "$program" -N --warmup 3 --export-csv "$results/hyperfine.csv" --output null \
      "$results/sort-a $results/lines" "$results/sort-b $results/lines" >/dev/null 2>&1
    # The ratio of the means, and its deviation as hyperfine prints it.
    awk -F, 'NR>1 {m[NR]=$2; s[NR]=$3} END {r=m[2]/m[3]; print r, r*sqrt((s[2]/m[2])^2+(s[3]/m[3])^2)}' \
      "$results/hyperfine.csv" >>"$file"
  done
fi
awk '{d=$1-1; if (d<0) d=-d; if (d>$2) n++; if (min==""||$1<min) min=$1; if ($1>max) max=$1}
  END {printf "hyperfine, a program with its copy: %d of %d ratios farther from 1 than their deviation; %.2f to %.2f\n", n, NR, min, max}' "$file"
