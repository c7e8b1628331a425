#!/usr/bin/env bash
# Makes a git repository of each crate in crates.txt, with one commit: its
# registry sources, and a lockfile. Needs the registry once, through cargo.
#   prepare.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
grep -v '^#' "$here/crates.txt" | while read -r name version bench; do
  place="$folder/$name"
  [ -d "$place/.git" ] && continue
  rm -rf "$folder/fetch" "$place"
  # cargo downloads the sources of what a package depends on.
  mkdir -p "$folder/fetch/src"
  : >"$folder/fetch/src/lib.rs"
  printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n%s = "=%s"\n[workspace]\n' \
    "$name" "$version" >"$folder/fetch/Cargo.toml"
  (cd "$folder/fetch" && (cargo fetch --quiet || cargo fetch --quiet --offline))
  source=$(cd "$folder/fetch" && cargo metadata --offline --format-version 1 |
    grep -o '"manifest_path":"[^"]*/'"$name-$version"'/Cargo.toml"' | head -1 | cut -d'"' -f4)
  cp -r "$(dirname "$source")" "$place"
  rm -rf "$folder/fetch" "$place/.git" "$place/.cargo-ok" "$place/.cargo_vcs_info.json"
  if [ "$bench" = divan ]; then
    mkdir -p "$place/benches"
    cp "$here/divan.rs" "$place/benches/divan.rs"
    printf '\n[dev-dependencies.divan]\nversion = "0.1"\n\n[[bench]]\nname = "divan"\nharness = false\n' \
      >>"$place/Cargo.toml"
  fi
  # The crate alone, wherever the folder lies.
  printf '\n[workspace]\n' >>"$place/Cargo.toml"
  printf 'target\n' >"$place/.gitignore"
  (
    cd "$place"
    chmod -R u+w .
    # The versions of its dependencies that are here already, where that can be.
    cargo generate-lockfile --quiet || cargo generate-lockfile --quiet --offline
    git init --quiet .
    git add --all --force . ':!target'
    git -c user.name=evaluation -c user.email=evaluation@localhost commit --quiet -m "$name $version"
  )
  echo "prepared $name $version ($bench)"
done
