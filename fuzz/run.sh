#!/bin/sh
# Builds all fuzz targets and runs each for some time: fuzz/run.sh [seconds] [target...]
#
# Seconds are per target, 60 if not given; with 0 each target runs its checked-in corpus once and ends.
# What a run discovers is kept in fuzz/target/corpus, which git ignores; a crash in fuzz/artifacts.
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-60}
case $seconds in '' | *[!0-9]*) echo "usage: fuzz/run.sh [seconds] [target...]" >&2; exit 2 ;; esac
[ $# -eq 0 ] || shift

command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked
# The sanitizers need a nightly compiler, or a stable one that is told to behave like one.
if cargo +nightly --version >/dev/null 2>&1; then
    RUSTUP_TOOLCHAIN=nightly
    export RUSTUP_TOOLCHAIN
else
    RUSTC_BOOTSTRAP=1
    export RUSTC_BOOTSTRAP
fi
echo "fuzz: $(cargo --version), $(cargo fuzz --version)"

[ $# -gt 0 ] || set -- $(cargo fuzz list)
cargo fuzz build

# The longest input worth trying: a little above the parser's own limit, and short where length adds nothing.
longest() {
    case $1 in
        element_string | digital_link) echo 8300 ;;
        serial_code | pem | sealed_key | read_qr | date_mark | certificate | contents_note) echo 4200 ;;
        bundle | delta | snapshot) echo 3000 ;;
        short_mark) echo 160 ;;
        sealed_serial) echo 80 ;;
        *) echo 1024 ;;
    esac
}

# Text parsers learn from short inputs first. Elsewhere an input is a sequence, and a longer one does more.
growth() {
    case $1 in
        capi_sequence | certificate | contents_note | *_model | stream_equals_single | verify | read_qr | label | guess_state | bundle | delta | snapshot | date_mark | qr_run) echo 0 ;;
        *) echo 100 ;;
    esac
}

failed=
for target; do
    found=fuzz/target/corpus/$target
    mkdir -p "$found" "fuzz/corpus/$target"
    if [ "$seconds" -eq 0 ]; then limit=-runs=0; else limit=-max_total_time=$seconds; fi
    echo "fuzz: $target, $seconds s"
    cargo fuzz run "$target" "$found" "fuzz/corpus/$target" -- "$limit" "-max_len=$(longest "$target")" \
        "-len_control=$(growth "$target")" -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 || failed="$failed $target"
done
if [ -n "$failed" ]; then
    echo "fuzz: FAILED:$failed" >&2
    exit 1
fi
echo "fuzz: clean, $# targets, $seconds s each: $*"
