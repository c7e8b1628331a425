#!/bin/sh
# Holds `perf-patterns escape` against programs that people use: how long it takes,
# whether the 20 lines that allocate most often were predicted, and whether every
# function on a stack that allocated was said to allocate or to be unknown.
#
#   profiling/allocation-report/real-programs.sh [FOLDER] [PROGRAM…]
#
# Builds programs from the registry with line tables, runs each under valgrind's DHAT,
# and joins the two. What is in FOLDER already is kept, so that an interrupted run goes
# on where it was; `rm FOLDER/NAME.json` profiles one anew. Needs valgrind, and a few
# minutes for the builds. Ends with 1 if a line or a function allocated that was said
# not to.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-"$here/target/real-programs"}
[ $# -eq 0 ] || shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none
export CARGO_PROFILE_RELEASE_SPLIT_DEBUGINFO=off

(cd "$here" && cargo build --quiet --package perf-patterns --bin perf-patterns)
escape="${CARGO_TARGET_DIR:-$here/target}/debug/perf-patterns"

# name of the program, package and version
all="rg:ripgrep@15.2.0 hyperfine:hyperfine@1.20.0 mini-redis-server:mini-redis@0.4.1
    hexyl:hexyl@0.17.0 sd:sd@1.0.0 choose:choose@1.3.7 huniq:huniq@2.7.0 b3sum:b3sum@1.8.7"

# Runs a program under the profiler. What is written by an interrupted run is not taken
# for a profile.
profiled() {
    name=$1
    shift
    valgrind --quiet --tool=dhat --fullpath-after= --num-callers=100 \
        --dhat-out-file="$folder/$name.part" "$folder/bin/$name" "$@"
    mv "$folder/$name.part" "$folder/$name.json"
}

# Runs of a few seconds each that touch what the program is for.
exercise() {
    case $1 in
    rg) profiled rg --line-number --ignore-case 'fn (new|from)' "$here/patterns" "$here/xtask" ;;
    hyperfine)
        profiled hyperfine --runs 3 --warmup 1 --shell=none \
            --export-json "$folder/times.json" true ;;
    hexyl) profiled hexyl --length 20000 --border ascii "$here/Cargo.lock" ;;
    sd)
        cp "$here/Cargo.lock" "$folder/sd.text"
        profiled sd 'name = "(\w+)"' 'called $1' "$folder/sd.text" ;;
    choose) profiled choose --field-separator '[=:]' --input "$here/Cargo.lock" 0 1 ;;
    huniq) profiled huniq --count < "$here/Cargo.lock" ;;
    b3sum) profiled b3sum "$here/Cargo.lock" "$here/Cargo.toml" ;;
    mini-redis-server)
        profiled mini-redis-server --port 7397 &
        running=$!
        cli="$folder/bin/mini-redis-cli --port 7397"
        tries=0
        until $cli get nothing > "$folder/get.text" 2>&1; do
            tries=$((tries + 1))
            [ $tries -lt 120 ] || { echo "the server does not answer" >&2; kill $running; exit 2; }
            sleep 0.5
        done
        for key in a b c d e f g h i j; do
            $cli set $key "value of $key" > "$folder/set.text"
            $cli get $key > "$folder/get.text"
        done
        # The server is the child of the shell that waits for it.
        for child in $(cat "/proc/$running/task/$running/children"); do kill -INT "$child"; done
        wait $running ;;
    esac
}

failed=0
for program in $all; do
    name=${program%%:*}
    [ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
    [ -x "$folder/bin/$name" ] ||
        CARGO_TARGET_DIR="$folder/target" cargo install --quiet --locked --root "$folder" "${program#*:}"
    if [ ! -s "$folder/$name.json" ]; then
        echo "running $name"
        exercise "$name" > "$folder/$name.text" 2>&1 ||
            { echo "$name failed: see $folder/$name.text" >&2; failed=1; continue; }
    fi
    bytes=$(wc -c < "$folder/bin/$name")
    start=$(date +%s.%N)
    "$escape" escape --path "$folder/bin/$name" main > "$folder/$name.functions" 2> "$folder/$name.errors" ||
        { cat "$folder/$name.errors" >&2; failed=1; continue; }
    end=$(date +%s.%N)
    # Every file: the sources of installed programs lie in the registry's folder.
    "$escape" escape --path "$folder/bin/$name" --with-heap "$folder/$name.json" '*.rs' \
        > "$folder/$name.lines" 2> "$folder/$name.unpredicted" || failed=1
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
    # Whole stacks.
    grep -o 'of [0-9]* functions on [0-9]* stacks .*' "$folder/$name.unpredicted" | sed "s/^/$name: /" ||
        { echo "$name: its stacks were not read" >&2; failed=1; }
    sed -n "s/^warning: \(.* is on stacks .*\)/$name: \1/p" "$folder/$name.unpredicted"
done
exit $failed
