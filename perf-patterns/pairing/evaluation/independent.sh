#!/usr/bin/env bash
# Counts the planted benchmarks of `base` and `two` by a callgrind run of its own,
# built by cargo alone, and prints both answers in per cent: one line for each. No
# counter is switched here: the whole process is recorded, and valgrind's own
# `callgrind_annotate` says what the benchmark's iteration came to.
#   independent.sh PLANTED RESULTS   (those of planted.sh, of which it reads `two`)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd)
results=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
instructions() { # executable, benchmark
  valgrind --tool=callgrind --callgrind-out-file="$work/out" "$1" --bench --test --exact "$2" \
    >/dev/null 2>&1
  callgrind_annotate --inclusive=yes --threshold=100 "$work/out" |
    awk '/Bencher.*iter/ && !seen { gsub(",", "", $1); print $1; seen = 1 }'
}
grep -v '^#' "$here/crates.txt" | while read -r name _ bench flags; do
  answer="$results/$name-two.json"
  [ -s "$answer" ] || continue
  # Names of one length, since a program's own lies on its stack.
  for side in base two_; do
    git clone --quiet "$folder/$name" "$work/$side"
    git -C "$work/$side" checkout --quiet "${side%_}"
    # shellcheck disable=SC2086 # The flags are several.
    (cd "$work/$side" && CARGO_PROFILE_BENCH_DEBUG=line-tables-only CARGO_TARGET_DIR="$work/$side/target" \
      cargo bench --quiet --no-run --bench "$bench" $flags 2>/dev/null)
  done
  program() {
    find "$work/$1/target/release/deps" -maxdepth 1 -type f -perm -u+x -name "$bench-*" ! -name '*.*'
  }
  jq -r '.benchmarks[] | select(.metric == "instructions") | "\(.id) \(.base) \(.head)"' "$answer" |
    while read -r id of_base of_head; do
      base=$(cd "$work/base" && instructions "$(program base)" "$id")
      two=$(cd "$work/two_" && instructions "$(program two_)" "$id")
      awk -v id="$name $id" -v a="$of_base" -v b="$of_head" -v c="$base" -v d="$two" 'BEGIN {
        ab = 100 * (b / a - 1); own = 100 * (d / c - 1); apart = ab - own
        if (apart < 0) apart = -apart
        printf "%-36s ab %+.3f %%  callgrind %+.3f %%  apart %.3f\n", id, ab, own, apart }'
    done
  rm -rf "$work/base" "$work/two_"
done
