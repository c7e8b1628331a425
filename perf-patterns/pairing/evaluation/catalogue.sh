#!/usr/bin/env bash
# Compares packages with themselves after a pattern of the catalogue was planted in its
# slow form, or taken in its fast one (planted/catalogue.txt says which, and what is
# expected). What exists already is not measured again.
#   catalogue.sh CRATES FOLDER RESULTS [PERF_PATTERNS] [-- FLAGS...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
crates=$(cd "$1" && pwd)
folder=$(mkdir -p "$2" && cd "$2" && pwd)
results=$(mkdir -p "$3" && cd "$3" && pwd)
shift 3
ab=perf-patterns
if [ $# -gt 0 ] && [ "$1" != -- ]; then
  ab=$1
  shift
fi
[ $# -gt 0 ] && shift
home=${PERF_PATTERNS_HOME:-$HOME/.cache/perf-patterns}
commit() {
  git add --all
  git -c user.name=evaluation -c user.email=evaluation@localhost commit --quiet --message "$1"
  git tag "$1"
}
grep -v '^#' "$here/planted/catalogue.txt" | while read -r name _ target pattern _; do
  both="$name-$pattern"
  place="$folder/$both"
  if ! git -C "$place" rev-parse --quiet --verify head >/dev/null 2>&1; then
    rm -rf "$place"
    git clone --quiet "$crates/$name" "$place"
    cd "$place"
    if [ "$target" = example ]; then
      mkdir -p examples
      cp "$here/planted/catalogue/$both.rs" examples/planted.rs
      printf '\n[[example]]\nname = "planted"\n' >>Cargo.toml
      commit base
    else
      git tag base
    fi
    git apply --unidiff-zero "$here/planted/catalogue/$both.patch"
    commit head
  fi
  out="$results/$both"
  [ -s "$out.json" ] && continue
  subject=(--bench "$target")
  [ "$target" = example ] && subject=(--example planted)
  if "$ab" ab base head --in "$place" "${subject[@]}" --format json "$@" \
    >"$out.part" 2>"$out.log" </dev/null; then
    mv "$out.part" "$out.json"
    cp "$home/ab/$both"-*/samples.jsonl "$out.samples.jsonl"
  else
    echo "$both: $(grep -m1 error: "$out.log")"
  fi
done
