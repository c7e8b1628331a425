#!/usr/bin/env bash
# Makes the figures of the guide's "From a pattern to a program": counts.txt, the same
# everywhere, and times.txt, of the machine that it names.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
cargo build --quiet --release -p book-examples --bin example_share --bin example_share_heap
cargo run --quiet --release -p book-examples --bin example_share_heap >"$here/counts.txt"
{
  cargo run --quiet --release -p book-examples --bin example_share
  cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1)
  echo "(${cpu:-unknown CPU}, $(nproc) cores, $(rustc --version | cut -d' ' -f1-2), $(date -u +%F))"
} >"$here/times.txt"
