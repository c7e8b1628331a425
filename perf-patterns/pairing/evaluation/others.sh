#!/usr/bin/env bash
# The same questions to other tools: criterion's own baselines on one executable run
# twice (`itself`), and on plant.sh's `base` against `five`, built by cargo alone; and
# hyperfine on two copies of one program. Prints one line for each. What exists
# already is not measured again.
#   others.sh PLANTED RESULTS [CRATE...]
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
planted=$(cd "$1" && pwd)
results=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
bench_of() { awk -v name="$1" '$1 == name { print $3 }' "$here/crates.txt"; }
flags_of() { awk -v name="$1" '$1 == name { print $4, $5 }' "$here/crates.txt"; }
# The executable of a revision; built where it is missing.
built() { # crate, revision, bench
  local place="$results/built/$1-$2"
  # Without the mark a build was interrupted.
  if [ ! -f "$place.done" ]; then
    rm -rf "$place"
    git clone --quiet "$planted/$1" "$place" && git -C "$place" checkout --quiet "$2"
    # shellcheck disable=SC2046 # The flags are several.
    (cd "$place" && CARGO_TARGET_DIR="$place/target" cargo bench --quiet --no-run --bench "$3" \
      $(flags_of "$1")) 2>/dev/null && touch "$place.done"
  fi
  find "$place/target/release/deps" -maxdepth 1 -type f -perm -u+x -name "$3-*" ! -name '*.*'
}
run() { CRITERION_HOME="$results/criterion" "$1" --bench --noplot --warm-up-time 1 --measurement-time 2 "${@:2}" 2>/dev/null; }
# What was called different, of the planted benchmarks and of the others.
tally() { # what, output
  awk -v what="$1" '
    /^[^ \t]/ && !/^(Benchmarking|Found|Warning|test )/ { planted = /^planted/ }
    /change:/ { all[planted]++ }
    /Performance has regressed/ { slower[planted]++ }
    /Performance has improved/ { faster[planted]++ }
    END { for (p = 0; p < 2; p++) printf "%s, %s: %d comparisons, called slower %d, faster %d\n",
      what, p ? "planted" : "its own benchmarks", all[p], slower[p], faster[p] }' "$2"
}
for name in "$@"; do
  bench=$(bench_of "$name")
  base=$(built "$name" base "$bench")
  five=$(built "$name" five "$bench")
  [ -n "$base" ] && [ -n "$five" ] || { echo "$name: not built"; continue; }
  if [ ! -s "$results/$name-five.txt" ]; then
    rm -rf "$results/criterion"
    run "$base" --save-baseline before >/dev/null
    run "$base" --baseline before >"$results/$name-itself.txt"
    run "$five" --baseline before >"$results/$name-five.part"
    mv "$results/$name-five.part" "$results/$name-five.txt"
  fi
  tally "criterion, $name with itself" "$results/$name-itself.txt"
  tally "criterion, $name, five" "$results/$name-five.txt"
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
