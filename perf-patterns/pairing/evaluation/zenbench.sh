#!/usr/bin/env bash
# The same question to zenbench, which compares variants within one process: semver's
# planted units (zenbench.rs) against themselves, and against 1.05 times the work.
# Prints how often each was called different. The registry is needed once.
#   zenbench.sh CRATES RESULTS RUNS
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
crates=$(cd "$1" && pwd)
results=$(mkdir -p "$2" && cd "$2" && pwd)
place="$results/zenbench"
if [ ! -d "$place/benches" ]; then
  rm -rf "$place"
  git clone --quiet "$crates/semver" "$place"
  awk '/^\[/ { drop = /^\[dev-dependencies/ || /^\[\[bench\]\]/ } !drop' \
    "$crates/semver/Cargo.toml" >"$place/Cargo.toml"
  printf '\n[dev-dependencies.zenbench]\nversion = "=0.1.11"\n\n[[bench]]\nname = "zenbench"\nharness = false\n' \
    >>"$place/Cargo.toml"
  rm -rf "$place/benches" "$place/Cargo.lock"
  mkdir "$place/benches"
  cp "$here/zenbench.rs" "$place/benches/"
fi
for run in $(seq "$3"); do
  out="$results/zenbench-$run.txt"
  [ -s "$out" ] && continue
  (cd "$place" && cargo bench --quiet --bench zenbench -- --format=llm --no-busy-gate) \
    >"$out.part" 2>"$results/zenbench-$run.log" </dev/null
  mv "$out.part" "$out"
done
for arm in same five; do
  cat "$results"/zenbench-*.txt | grep -E "benchmark=\"?$arm\"?( |$)" >"$results/zenbench-$arm.lines" || true
  awk -v arm="$arm" '{
    all++
    if (/significant=true/) { if (/vs_base_pct=-/) less++; else more++ }
  } END {
    printf "zenbench, %s: %d comparisons, called slower %d, faster %d\n", arm, all, more, less
  }' "$results/zenbench-$arm.lines"
done
