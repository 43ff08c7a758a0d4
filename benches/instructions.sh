#!/usr/bin/env bash
# How many instructions the tool executes, by valgrind's callgrind: the same on a busy machine as on a quiet one.
#
#   benches/instructions.sh [--profile release|dev] [--binary FILE] [--record] [--where]
#
# Counts `assess` on size S, `report` on the embedded study, and `--help`, each on one thread, and compares them with
# those recorded for the profile in instructions.tsv. Ends with 1 where one is over by more than the tolerance (5 %), with
# 0 otherwise, also where it cannot count and says so. --record replaces the profile's counts; --where shows
# the functions that execute most in `assess`. --binary counts a program built already, as of that profile.
# Valgrind has no SHA instructions: hashing the inputs counts here for more than it costs.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=release binary='' record='' where='' tolerance=${TOLERANCE:-5}
while [ $# -gt 0 ]; do
    case $1 in
    --profile) profile=${2:?a profile} && shift ;;
    --binary) binary=${2:?a file} && shift ;;
    --record) record=yes ;;
    --where) where=yes ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" && exit 2 ;;
    esac
    shift
done
recorded=benches/instructions.tsv

skip() {
    printf '\n!! INSTRUCTIONS NOT COMPARED: %s\n\n' "$*"
    exit 0
}

if ! command -v valgrind >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends valgrind; } \
            >/dev/null 2>&1 || true
    fi
    command -v valgrind >/dev/null || skip "valgrind is absent and could not be installed"
fi

if [ -z "$binary" ]; then
    cargo build --quiet --profile "$profile"
    folder=$profile
    [ "$profile" = dev ] && folder=debug
    binary=${CARGO_TARGET_DIR:-target}/$folder/corridor
fi
[ -x "$binary" ] || { echo "no program $binary" >&2 && exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rustc -O --edition 2024 benches/generate.rs -o "$work/generate"
"$work/generate" S "$work/S" >/dev/null
layers=(--alignments "$work/S/alignments.geojson" --communes "$work/S/communes.geojson" --zones "$work/S/zones.geojson")

# The same surroundings each time: one thread, a fixed language, no colours, no settings of the user.
count() {
    local name=$1
    shift
    if ! env -i PATH="$PATH" HOME="$work" LANG=C.UTF-8 RAYON_NUM_THREADS=1 \
        valgrind --tool=callgrind --callgrind-out-file="$work/$name.callgrind" "$binary" "$@" \
        >"$work/$name.out" 2>"$work/$name.log"; then
        tail -5 "$work/$name.log" >&2
        echo "valgrind or the tool failed at: $*" >&2
        exit 2
    fi
    sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' "$work/$name.log"
}

# An earlier compiler makes other code of the same source: its counts say nothing of the source.
compiler=$(rustc --version | cut -d' ' -f2)-$(uname -m)
over=0 lines=()
printf '%-8s %-8s %15s %15s %9s\n' profile what instructions recorded change
for what in assess report help; do
    case $what in
    assess) counted=$(count assess assess "${layers[@]}" --out "$work/out") ;;
    report) counted=$(count report report --lang en) ;;
    help) counted=$(count help --help) ;;
    esac
    [ -n "$counted" ] || { echo "no count of $what" >&2 && exit 2; }
    lines+=("$profile"$'\t'"$compiler"$'\t'"$what"$'\t'"$counted")
    was=$(awk -F'\t' -v p="$profile" -v c="$compiler" -v w="$what" '$1 == p && $2 == c && $3 == w { print $4 }' "$recorded")
    change=-
    if [ -n "$was" ]; then
        change=$(awk -v a="$counted" -v b="$was" 'BEGIN { printf "%+.1f%%", 100 * (a / b - 1) }')
        if awk -v a="$counted" -v b="$was" -v t="$tolerance" 'BEGIN { exit !(a > b * (1 + t / 100)) }'; then
            change+=' OVER' over=1
        elif awk -v a="$counted" -v b="$was" -v t="$tolerance" 'BEGIN { exit !(a < b * (1 - t / 100)) }'; then
            change+=' less: record it'
        fi
    fi
    printf '%-8s %-8s %15s %15s %9s\n' "$profile" "$what" "$counted" "${was:--}" "$change"
done

if [ -n "$where" ]; then
    printf '\nWhere assess executes them, each function without those it calls:\n'
    callgrind_annotate "$work/assess.callgrind" | grep -E '^ *[0-9,]+ \(' | sed -n '1,20s/ \[[^]]*\]$//p' | cut -c1-150
fi

if [ -n "$record" ]; then
    {
        grep '^#' "$recorded"
        {
            grep -v '^#' "$recorded" | awk -F'\t' -v p="$profile" '$1 != p' || true
            printf '%s\n' "${lines[@]}"
        } | sort
    } >"$work/new" && cp "$work/new" "$recorded"
    echo "recorded in $recorded"
    exit 0
fi
if ! grep -q "^$profile"$'\t'"$compiler"$'\t' "$recorded"; then
    skip "none recorded of profile $profile with $compiler; \`$0 --profile $profile --record\` does"
fi
[ $over = 0 ] || {
    echo "More than $tolerance % over: find out why, or record them with --record where it is worth it." >&2
    exit 1
}
