#!/usr/bin/env bash
# Fetches the programs, asks for advice on them, and measures the patches. What is done already
# is not done again.
#   run.sh FOLDER advise [NAME]     profiles and advice of each workload, in FOLDER/advice
#   run.sh FOLDER measure [PATCH]   what each patch saves, in FOLDER/measured
# PERF_PATTERNS names the program; it needs valgrind and strace.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
what=$2
wanted=${3:-}
perf_patterns=${PERF_PATTERNS:-$here/../../../../target/debug/perf-patterns}
perf_patterns=$(realpath "$perf_patterns")
inputs=$folder/inputs
[ -f "$inputs/change.diff" ] || bash "$here/inputs.sh" "$inputs"

# The sources of crate $1, version $2: a repository with one commit, tagged `base`.
fetch() {
  local to=$folder/$1-$2 fetching=$folder/fetching
  [ -d "$to/.git" ] && return
  mkdir -p "$fetching/src" "$to"
  printf '[package]\nname = "fetching"\nedition = "2021"\n[dependencies]\n"%s" = "=%s"\n[workspace]\n' "$1" "$2" >"$fetching/Cargo.toml"
  : >"$fetching/src/lib.rs"
  rm -f "$fetching/Cargo.lock"
  cargo fetch --quiet --manifest-path "$fetching/Cargo.toml"
  cp -r "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$1-$2"/. "$to"
  # Of the publisher's own machine: another toolchain, another target folder.
  (cd "$to" && rm -rf .git .gitattributes .cargo rust-toolchain.toml Cargo.toml.orig
    printf '/target\n' >.gitignore
    [ -f Cargo.lock ] || cargo generate-lockfile --quiet
    git init --quiet -b main && git add --all --force -- . ':!target'
    git -c user.name=base -c user.email=base@localhost commit --quiet -m base && git tag base)
}

# Builds as `perf-patterns profile` does, in the folder of the sources.
build() {
  CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_SPLIT_DEBUGINFO=off \
    CARGO_PROFILE_RELEASE_STRIP=none \
    cargo build --quiet --release --bin "$bin" </dev/null
}

system_calls() { # of the program $1 with the rest as arguments
  local summary
  summary=$(mktemp)
  if [ "$input" = - ]; then strace -f -c -o "$summary" "$@" >"$summary.out"; else strace -f -c -o "$summary" "$@" <"$inputs/$input" >"$summary.out"; fi
  awk '$NF == "total" { print $4 }' "$summary"
  rm -f "$summary" "$summary.out"
}

grep -v '^#' "$here/programs.txt" | while read -r name crate version bin input arguments; do
  case $what in
    advise) [ -z "$wanted" ] || [ "$wanted" = "$name" ] || continue ;;
    measure) [ -z "$wanted" ] || [ "${wanted%-*}" = "$name" ] || continue ;;
    *) echo "advise or measure?" >&2; exit 2 ;;
  esac
  fetch "$crate" "$version"
  source=$folder/$crate-$version
  read -ra arguments <<<"${arguments//\{\}/$inputs}"
  given=()
  [ "$input" = - ] || given=(--input "$inputs/$input")
  cd "$source"
  if [ "$what" = advise ]; then
    out=$folder/advice/$name
    [ -s "$out/advice.json" ] && continue
    mkdir -p "$out"
    git checkout --quiet base
    rm -f data.toml
    "$perf_patterns" profile --out "$out" --bin "$bin" "${given[@]}" -- "${arguments[@]}" >"$out/report.txt" </dev/null
    profiles=()
    for file in heap.dhat.json instructions.callgrind cpu.perf-script.txt; do
      [ -f "$out/$file" ] && profiles+=("$out/$file")
    done
    "$perf_patterns" advise --format json --bin "target/release/$bin" "${profiles[@]}" >"$out/advice.json"
    continue
  fi
  for patch in "$here"/patches/"$name"-[0-9].patch; do
    [ -f "$patch" ] || continue
    of=$(basename "$patch" .patch)
    [ -n "$wanted" ] && [ "$wanted" != "$of" ] && continue
    out=$folder/measured/$of.json
    [ -s "$out" ] && continue
    mkdir -p "$folder/measured"
    git checkout --quiet --force base
    build
    cp "target/release/$bin" "$folder/measured/$of.base"
    git apply -C1 "$patch"
    build
    cp "target/release/$bin" "$folder/measured/$of.head"
    git checkout --quiet --force base
    before=$(system_calls "$folder/measured/$of.base" "${arguments[@]}")
    after=$(system_calls "$folder/measured/$of.head" "${arguments[@]}")
    # Lines of equal counts come in the order of a hash map with a random seed.
    if [ "$name" = huniq-count ]; then given+=(--outputs-may-differ); fi
    "$perf_patterns" ab "${given[@]}" --budget "${BUDGET:-60s}" --format json -- \
      "$folder/measured/$of.base" "${arguments[@]}" --vs "$folder/measured/$of.head" "${arguments[@]}" >"$out.part" </dev/null
    printf '{"patch": "%s", "system_calls": [%s, %s], "ab": %s}\n' "$of" "$before" "$after" "$(cat "$out.part")" >"$out"
    rm "$out.part"
  done
done
