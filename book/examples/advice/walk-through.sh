#!/usr/bin/env bash
# Makes the figures of the guide's "Advice for your program": profile.txt, counts.txt,
# differences.txt.
# Needs valgrind, and `perf-patterns` in PATH.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
for program in valgrind perf-patterns; do
  command -v "$program" >/dev/null || { echo "$program is not in PATH" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

LC_ALL=C awk -f "$here/text.awk" >text.txt
build() { # NAME [DIFF]
  mkdir "$1-source"
  cp "$here/words.rs" "$1-source"
  if [[ $# -gt 1 ]]; then (cd "$1-source" && git apply "$here/$2"); fi
  rustc --edition 2024 -O -C debuginfo=line-tables-only -o "$1" "$1-source/words.rs"
}
measure() { # NAME
  perf-patterns profile --heap --instructions --out "profile-of-$1" --source "$1-source" \
    -- "./$1" text.txt für 2>/dev/null
}
build words
build get-mut get-mut.diff
build ascii-case ascii-case.diff

measure words >"$here/profile.txt"
{
  for name in words get-mut; do
    printf '%-8s %s\n' "$name" "$(measure "$name" | head -1)"
  done
} >"$here/counts.txt"
{
  echo '$ diff <(./words text.txt für) <(./get-mut text.txt für)'
  diff <(./words text.txt für) <(./get-mut text.txt für)
  echo '$ diff <(./words text.txt für) <(./ascii-case text.txt für)'
  diff <(./words text.txt für) <(./ascii-case text.txt für) || true
} >"$here/differences.txt"
