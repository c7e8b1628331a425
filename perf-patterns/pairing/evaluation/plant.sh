#!/usr/bin/env bash
# Plants benchmarks that repeat a crate's work: 100 times in the commit `base`,
# 102 and 105 times in `two` and `five`. Their truth is known, and all other
# benchmarks of the crate are untouched by the change.
#   plant.sh CRATES FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
crates=$(cd "$1" && pwd)
folder=$(mkdir -p "$2" && cd "$2" && pwd)
commit() {
  git add --all
  git -c user.name=evaluation -c user.email=evaluation@localhost commit --quiet --message "$1"
  git tag --force "$1" >/dev/null
}
grep -v '^#' "$here/crates.txt" | while read -r name _ bench _; do
  units="$here/planted/$name.rs"
  [ -f "$units" ] || continue
  place="$folder/$name"
  git -C "$place" rev-parse --quiet --verify five >/dev/null 2>&1 && continue
  rm -rf "$place"
  git clone --quiet "$crates/$name" "$place"
  file="$place/benches/$bench.rs"
  names=$(grep -o '^unit!([a-z_]*' "$units" | sed 's/unit!(/planted::/' | paste -sd,)
  sed -e "/\/\/UNITS/{r $units
d}" -e "s/ \/\/NAMES/ $names/" "$here/planted/planted.rs" >>"$file"
  # The crate's own groups, and ours.
  sed -i 's/^\(criterion::\)\?criterion_main!(\(.*\));/criterion::criterion_main!(\2, planted_group);/' "$file"
  grep -q 'planted_group);' "$file" || { echo "$name: no criterion_main! in one line"; exit 1; }
  # It has to stand at the end, behind its groups.
  main=$(grep 'criterion_main!(.*planted_group' "$file")
  grep -v 'criterion_main!(.*planted_group' "$file" >"$file.part"
  echo "$main" >>"$file.part"
  mv "$file.part" "$file"
  cd "$place"
  commit base
  sed -i 's/TIMES: u64 = 100/TIMES: u64 = 102/' "$file"
  commit two
  sed -i 's/TIMES: u64 = 102/TIMES: u64 = 105/' "$file"
  commit five
  echo "planted $name"
done
