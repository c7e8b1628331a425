#!/usr/bin/env bash
# Makes a git repository of each package in crates.txt, programs.txt and
# planted/catalogue.txt, with one commit: its registry sources, and a lockfile. Needs
# the registry once, through cargo.
#   prepare.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
grep -hv '^#' "$here/crates.txt" "$here/programs.txt" "$here/planted/catalogue.txt" | while read -r name version bench _; do
  place="$folder/$name"
  [ -d "$place/.git" ] && continue
  rm -rf "$folder/fetch" "$place"
  # cargo downloads the sources of what a package depends on.
  mkdir -p "$folder/fetch/src"
  : >"$folder/fetch/src/lib.rs"
  printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n%s = "=%s"\n[workspace]\n' \
    "$name" "$version" >"$folder/fetch/Cargo.toml"
  (cd "$folder/fetch" && (cargo fetch --quiet || cargo fetch --quiet --offline))
  # Not by its metadata: that leaves out a package without a library.
  source=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -maxdepth 2 -name "$name-$version" |
    head -1)
  [ -n "$source" ] || { echo "$name $version: cargo downloaded no sources" >&2; exit 1; }
  cp -r "$source" "$place"
  rm -rf "$folder/fetch" "$place/.git" "$place/.cargo-ok" "$place/.cargo_vcs_info.json"
  if [ "$bench" = divan ]; then
    mkdir -p "$place/benches"
    cp "$here/divan.rs" "$place/benches/divan.rs"
    printf '\n[dev-dependencies.divan]\nversion = "0.1"\n\n[[bench]]\nname = "divan"\nharness = false\n' \
      >>"$place/Cargo.toml"
  fi
  if [ "$bench" = example ]; then
    # An example is built with all dependencies for development.
    awk '/^\[/ { drop = /^\[(target\..*\.)?dev-dependencies/ || /^\[\[(bench|test|example)\]\]/ } !drop' \
      "$place/Cargo.toml" >"$place/Cargo.toml.part"
    mv "$place/Cargo.toml.part" "$place/Cargo.toml"
    rm -rf "$place/benches" "$place/examples" "$place/tests"
  fi
  # The crate alone, wherever the folder lies.
  printf '\n[workspace]\n' >>"$place/Cargo.toml"
  printf 'target\n' >"$place/.gitignore"
  (
    cd "$place"
    chmod -R u+w .
    # The versions of its dependencies that are here already, where that can be.
    # A program has its own lockfile: with it, it is what people install.
    [ -f Cargo.lock ] || cargo generate-lockfile --quiet || cargo generate-lockfile --quiet --offline
    git init --quiet .
    git add --all --force . ':!target'
    git -c user.name=evaluation -c user.email=evaluation@localhost commit --quiet -m "$name $version"
  )
  echo "prepared $name $version ($bench)"
done
