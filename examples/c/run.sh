#!/usr/bin/env bash
# Builds the libraries and the C and C++ examples with warnings as errors, runs them, and runs them under valgrind.
#
#     examples/c/run.sh [options for cargo]       # the features draw and read are needed
#
# Without valgrind that part is left out, loudly; SYMBOLON_REQUIRE_TOOLS=1 makes its absence an error.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
out=$target/examples-c
mkdir -p "$out"

cargo rustc --release --lib --crate-type cdylib,staticlib "$@"
# What Rust's standard library needs of the system, for the static library.
libs=(-lpthread -ldl -lm)
[[ $(uname -s) == Linux ]] && libs=(-lgcc_s -lutil -lrt "${libs[@]}" -lc)
warn=(-O1 -g -Wall -Wextra -Wpedantic -Werror -Iinclude)
static=$target/release/libsymbolon.a
shared=(-L"$target/release" -lsymbolon -Wl,-rpath,"$PWD/$target/release")
[[ $target == /* ]] && shared=(-L"$target/release" -lsymbolon -Wl,-rpath,"$target/release")

"${CC:-cc}" -std=c11 "${warn[@]}" examples/c/line.c -o "$out/line" "${shared[@]}"
"${CC:-cc}" -std=c11 "${warn[@]}" -DSYMBOLON_STATIC examples/c/line.c -o "$out/line-static" "$static" "${libs[@]}"
"${CC:-cc}" -std=c11 "${warn[@]}" examples/c/line_client.c -o "$out/line_client" "${shared[@]}"
"${CC:-cc}" -std=c11 "${warn[@]}" examples/c/vectors.c -o "$out/vectors" "${shared[@]}"
for example in first_scan contract_line hidden_marks; do
    "${CXX:-c++}" -std=c++17 "${warn[@]}" "examples/cpp/$example.cpp" -o "$out/$example" "${shared[@]}"
done

# The line client: a shift at once, and the same shift with the client killed in the middle. The devices then send again
# what was not acknowledged; both shifts must end with the same report.
#
#     shift_of NAME COMMAND...
shift_of() {
    local name=$1 at=$out/line-$1 telegrams=$out/telegrams-$1 client
    shift
    rm -rf "$at" "$telegrams"
    mkdir -p "$at/whole" "$at/killed"
    "$out/line_client" sample >"$telegrams"
    # Through pipes: a drill of the client lets every write to a file fail for a while.
    "$@" "$at/whole" <"$telegrams" | cat >"$at/whole.log"

    mkfifo "$at/wire"
    "$@" "$at/killed" <"$at/wire" >"$at/first.log" &
    client=$!
    exec 3>"$at/wire"
    head -n 150 "$telegrams" >&3
    # 150 telegrams with a device that is heard twice never come to less than 140 acknowledgements.
    for _ in {1..600}; do
        (($(grep -c '^  ack ' "$at/first.log" || true) < 140)) || break
        sleep 0.1
    done
    kill -KILL "$client"
    wait "$client" 2>/dev/null || true
    exec 3>&-
    awk '
        NR == FNR { if ($1 == "ack" && $3 > acked[$2]) acked[$2] = $3; next }
        BEGIN { split("1 2 3 4 4 5", device) }
        NF < 4 || $3 > acked[device[$2 + 1]] + 0
    ' "$at/first.log" "$telegrams" | "$@" "$at/killed" | cat >"$at/second.log"
    cmp "$at/whole/report.json" "$at/killed/report.json"
    cmp "$at/whole/report.svg" "$at/killed/report.svg"
    grep -q '^the balance adds up' "$at/second.log"
    for told in 'STAND STILL' 'not taken' 'GO ON' 'waits for'; do
        grep -q "$told" "$at/whole.log"
    done
    echo "line client ($name): killed after $(grep -c '^  ack ' "$at/first.log") acknowledgements, the same balance"
}

"$out/line" "$out/label.pbm"
"$out/line-static" | cmp - <("$out/line")
"$out/vectors" tests/vectors
"$out/first_scan"
"$out/contract_line"
"$out/hidden_marks"
shift_of plain "$out/line_client"

if command -v valgrind >/dev/null; then
    # Every kind but "still reachable": the QR reader under us keeps its tables of the standard for good.
    kinds=definite,indirect,possible
    check=(valgrind -q --leak-check=full --show-leak-kinds="$kinds" --errors-for-leak-kinds="$kinds" --error-exitcode=9
        --suppressions=examples/c/valgrind.supp)
    for program in line vectors first_scan contract_line hidden_marks; do
        "${check[@]}" "$out/$program" >/dev/null
        echo "valgrind: $program has 0 errors and 0 leaks"
    done
    shift_of valgrind "${check[@]}" "$out/line_client"
elif [[ -n ${SYMBOLON_REQUIRE_TOOLS:-} ]]; then
    echo "valgrind is missing" >&2
    exit 1
else
    echo "valgrind is missing: LEAKS WERE NOT LOOKED FOR" >&2
fi
