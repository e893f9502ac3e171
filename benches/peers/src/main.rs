//! Measures every goal of the project beside its floors and peers, alternating in one process.
//!
//! `goals [NAME]` prints one line per goal, `goal NAME measured=X wanted=Y ok|short`, where smaller is better, and under
//! it what the numbers count. With a name, only the goals
//! that begin with it. The exit code is 1 if a goal falls short.
//!
//! `billion` packs a billion items in line order and prints time and memory.
//!
//! `photos FOLDER` reads the pictures of a folder beside rxing, rqrr and, where Python has it, zxing-cpp, and prints how
//! many were read, how many wrongly, and how fast.
//!
//! `flood [CODES]` issues and verifies so many codes, 100 million if not given, and prints time and memory.

mod boundary;
mod bulk;
mod bundle;
mod code;
mod forest;
mod journal;
mod line;
mod marks;
mod measure;
mod mutation;
mod photos;
mod snapshot;
mod stores;
mod stream;
mod symbol;

use std::process::ExitCode;

use measure::Goal;

/// A goal's name, and how it is measured.
type Row = (&'static str, fn() -> Goal);

/// Codes of `flood`.
const FLOOD: usize = 100_000_000;

/// Every goal.
const GOALS: &[Row] = &[
    ("issue-signed", code::issue_signed),
    ("verify", code::verify),
    ("seal", code::seal),
    ("open", code::open),
    ("bulk-issue", bulk::issue),
    ("bulk-cores", bulk::cores),
    ("seal-many", bulk::seal_many),
    ("open-many", bulk::open_many),
    ("seal-many-hmac", bulk::seal_many_hmac),
    ("open-many-hmac", bulk::open_many_hmac),
    ("bundle-lookup", bundle::lookup),
    ("bundle-open", bundle::opening),
    ("bundle-size", bundle::size),
    ("c-call-check-digit", boundary::check_digit),
    ("c-call-open", boundary::open),
    ("c-call-parent", boundary::parent),
    ("sealed-unique", code::sealed_unique),
    ("mutated-refused", mutation::mutated_refused),
    ("stream-vs-dalek-0", stream::dalek_0),
    ("stream-vs-dalek-1e-3", stream::dalek_some),
    ("stream-vs-zebra-0", stream::zebra_0),
    ("stream-vs-zebra-1e-3", stream::zebra_some),
    ("stream-vs-zebra-job-0", stream::zebra_job_0),
    ("stream-vs-zebra-job-1e-3", stream::zebra_job_some),
    ("stream-cores", stream::cores),
    ("journal-vs-fjall-1000", journal::fjall_1000),
    ("journal-vs-fjall-10000", journal::fjall_10_000),
    ("journal-vs-redb-1000", journal::redb_1000),
    ("journal-vs-sqlite-1000", journal::sqlite_1000),
    ("journal-vs-sqlite-persist-1000", journal::sqlite_persist_1000),
    ("journal-vs-sqlite-wal-1000", journal::sqlite_wal_1000),
    ("journal-vs-raw-1", journal::raw_1),
    ("journal-vs-raw-30", journal::raw_30),
    ("journal-vs-raw-1000", journal::raw_1000),
    ("journal-vs-raw-paced", journal::raw_paced),
    ("journal-bytes", journal::bytes),
    ("verify-million", journal::verify_million),
    ("line-step-signed", line::step_signed),
    ("line-step-sealed", line::step_sealed),
    ("line-step-p99.9", line::step_worst),
    ("line-step-rate", line::step_rate),
    ("layer-verify-ms", marks::layer_verify),
    ("stream-equals-single", mutation::stream_equals_single),
    ("pack-bytes-shuffled", forest::bytes_shuffled),
    ("pack-bytes-line", forest::bytes_in_line),
    ("pack-move", forest::moving),
    ("pack-replace", forest::replace),
    ("pack-leaves-roaring", forest::leaves_roaring),
    ("pack-parent", forest::parent),
    ("pack-root", forest::root),
    ("pack-root-hashbrown", forest::root_hashbrown),
    ("pack-leaves-maps", forest::leaves_maps),
    ("pack-leaves-hashbrown", forest::leaves_hashbrown),
    ("read-vs-rxing", photos::clean_rxing),
    ("read-vs-rqrr", photos::clean_rqrr),
    ("qr-run-vs-fast_qr", symbol::run_fast_qr),
    ("qr-run-vs-fast_qr-fixed-mask", symbol::run_fast_qr_fixed_mask),
    ("qr-run-vs-qrcode", symbol::run_qrcode),
    ("snapshot-open", snapshot::in_line),
    ("snapshot-open-shuffled", snapshot::shuffled),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["goals"] => "",
        ["goals", name] => name,
        ["flood"] => {
            stream::flood(FLOOD);
            return ExitCode::SUCCESS;
        }
        ["photos", folder] => {
            let read = photos::photos(std::path::Path::new(folder));
            read.inspect_err(|error| eprintln!("{folder}: {error}")).ok();
            return ExitCode::SUCCESS;
        }
        ["billion"] => {
            forest::billion();
            return ExitCode::SUCCESS;
        }
        ["flood", codes] => {
            let Ok(codes) = codes.parse() else {
                eprintln!("flood takes a number of codes");
                return ExitCode::from(2);
            };
            stream::flood(codes);
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("usage: goals [NAME] | flood [CODES] | billion | photos FOLDER\n\ngoals:");
            GOALS.iter().for_each(|(name, _)| eprintln!("  {name}"));
            return ExitCode::from(2);
        }
    };
    let chosen: Vec<_> = GOALS.iter().filter(|(name, _)| name.starts_with(wanted)).collect();
    if chosen.is_empty() {
        eprintln!("no goal begins with {wanted}");
        return ExitCode::from(2);
    }
    let mut met = true;
    for (name, measure) in chosen {
        let goal = measure();
        println!("goal {name} {goal}");
        println!("    {}", goal.note());
        met &= goal.is_met();
    }
    ExitCode::from(u8::from(!met))
}
