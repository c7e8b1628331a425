#!/bin/sh
# Holds `cargo xtask escape` against programs that people use: how long it takes, and
# whether the 20 lines that allocate most often were predicted.
#
#   profiling/allocation-report/real-programs.sh [FOLDER]
#
# Builds ripgrep, hyperfine and mini-redis (an async server) from the registry with
# line tables, runs each under valgrind's DHAT, and joins the two. Needs valgrind, and
# a few minutes for the builds. Ends with 1 if a line allocated that was said not to.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-"$here/target/real-programs"}
mkdir -p "$folder"
export CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none

for package in ripgrep@15.2.0 hyperfine@1.20.0 mini-redis@0.4.1; do
    CARGO_TARGET_DIR="$folder/target" cargo install --quiet --locked --root "$folder" "$package"
done
(cd "$here" && cargo build --quiet --package xtask)
xtask="${CARGO_TARGET_DIR:-$here/target}/debug/xtask"

profiler="valgrind --quiet --tool=dhat --fullpath-after= --num-callers=100"

# Runs of a few seconds each that touch what the program is for.
echo "running rg"
$profiler --dhat-out-file="$folder/rg.json" "$folder/bin/rg" --line-number --ignore-case 'fn (new|from)' "$here/patterns" "$here/xtask" > "$folder/rg.txt"
echo "running hyperfine"
$profiler --dhat-out-file="$folder/hyperfine.json" "$folder/bin/hyperfine" --runs 3 --warmup 1 --shell=none --export-json "$folder/times.json" true > "$folder/hyperfine.txt" 2>&1
echo "running mini-redis-server"
$profiler --dhat-out-file="$folder/mini-redis-server.json" \
    "$folder/bin/mini-redis-server" --port 7397 > "$folder/server.txt" 2>&1 &
server=$!
cli="$folder/bin/mini-redis-cli --port 7397"
tries=0
until $cli get nothing > "$folder/get.txt" 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || { echo "the server does not answer" >&2; kill $server; exit 2; }
    sleep 0.5
done
for key in a b c d e f g h i j; do
    $cli set $key "value of $key" > "$folder/set.txt"
    $cli get $key > "$folder/get.txt"
done
kill -INT $server
wait $server || true

failed=0
for name in rg hyperfine mini-redis-server; do
    bytes=$(wc -c < "$folder/bin/$name")
    start=$(date +%s.%N)
    "$xtask" escape --path "$folder/bin/$name" main > "$folder/$name.functions"
    end=$(date +%s.%N)
    # Every file: the sources of installed programs lie in the registry's folder.
    "$xtask" escape --path "$folder/bin/$name" --with-heap "$folder/$name.json" '*.rs' \
        > "$folder/$name.lines" 2> "$folder/$name.unpredicted" || true
    {
        sed -n 's/^\([^ ]*:[0-9]*\):[0-9]*: \(.*\); ran \([0-9]*\) times.*/\3 \1 \2/p' "$folder/$name.lines" |
            grep -v ' does not allocate' |
            awk '!seen[$2]++ { print $1, ($3 == "unknown:" || $3 == "unknown" ? "unknown" : "predicted"), $2 }'
        sed -n 's/^warning: \([^ ]*\) allocated \([0-9]*\) times.*/\2 missed \1/p' "$folder/$name.unpredicted"
    } | sort -rn > "$folder/$name.busiest"
    head -20 "$folder/$name.busiest" | awk -v name="$name" -v bytes="$bytes" -v start="$start" -v end="$end" '
        { count[$2]++ }
        END {
            printf "%s: %.1f MB read in %.2f s; of the %d busiest lines %d allocate as predicted, %d unknown, %d missed\n",
                name, bytes / 1e6, end - start, NR, count["predicted"], count["unknown"], count["missed"]
        }'
    awk -v name="$name" '{ count[$2]++ } END {
        printf "%s: of all %d lines that allocated %d as predicted, %d unknown, %d missed\n",
            name, NR, count["predicted"], count["unknown"], count["missed"] }' "$folder/$name.busiest"
    ! grep -q ' missed ' "$folder/$name.busiest" || failed=1
done
exit $failed
