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

for kind in staticlib cdylib; do
    cargo rustc --release --lib --crate-type "$kind" "$@"
done
# What Rust's standard library needs of the system, for the static library.
libs=(-lpthread -ldl -lm)
[[ $(uname -s) == Linux ]] && libs=(-lgcc_s -lutil -lrt "${libs[@]}" -lc)
warn=(-O1 -g -Wall -Wextra -Wpedantic -Werror -Iinclude)
static=$target/release/libsymbolon.a
shared=(-L"$target/release" -lsymbolon -Wl,-rpath,"$PWD/$target/release")
[[ $target == /* ]] && shared=(-L"$target/release" -lsymbolon -Wl,-rpath,"$target/release")

"${CC:-cc}" -std=c11 "${warn[@]}" examples/c/line.c -o "$out/line" "${shared[@]}"
"${CC:-cc}" -std=c11 "${warn[@]}" -DSYMBOLON_STATIC examples/c/line.c -o "$out/line-static" "$static" "${libs[@]}"
"${CC:-cc}" -std=c11 "${warn[@]}" examples/c/vectors.c -o "$out/vectors" "${shared[@]}"
for example in first_scan contract_line; do
    "${CXX:-c++}" -std=c++17 "${warn[@]}" "examples/cpp/$example.cpp" -o "$out/$example" "${shared[@]}"
done

"$out/line" "$out/label.pbm"
"$out/line-static" | cmp - <("$out/line")
"$out/vectors" tests/vectors
"$out/first_scan"
"$out/contract_line"

if command -v valgrind >/dev/null; then
    # Every kind but "still reachable": the QR reader under us keeps its tables of the standard for good.
    kinds=definite,indirect,possible
    check=(valgrind -q --leak-check=full --show-leak-kinds="$kinds" --errors-for-leak-kinds="$kinds" --error-exitcode=9
        --suppressions=examples/c/valgrind.supp)
    for program in line vectors first_scan contract_line; do
        "${check[@]}" "$out/$program" >/dev/null
        echo "valgrind: $program has 0 errors and 0 leaks"
    done
elif [[ -n ${SYMBOLON_REQUIRE_TOOLS:-} ]]; then
    echo "valgrind is missing" >&2
    exit 1
else
    echo "valgrind is missing: LEAKS WERE NOT LOOKED FOR" >&2
fi
