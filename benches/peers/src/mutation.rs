//! Ten million changed codes, none of which may be believed.

use symbolon::code::SerialCode;
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::gs1::link::LinkStem;
use symbolon::trust::{Stream, Verdict};

use crate::code::{attributes, issuer, series, verifier};
use crate::measure::Goal;

const COUNT: u64 = 10_000_000;
/// Changed codes that are verified twice.
const TWICE: u64 = 1_000_000;
const THREADS: u64 = 2;
const ORIGINALS: u64 = 300;

/// Changes codes in every carrier and verifies them as a handheld would, by signature alone. A changed text that
/// still says the same code (another host, a superfluous separator) is not a false one and does not count.
pub fn mutated_refused() -> Goal {
    let originals = originals();
    let workers: Vec<_> = (0..THREADS)
        .map(|worker| {
            let originals = originals.clone();
            std::thread::spawn(move || verify_changed(&originals, worker, COUNT / THREADS))
        })
        .collect();
    let (mut accepted, mut checked) = (0, 0);
    for worker in workers {
        let seen = worker.join().unwrap();
        accepted += seen.accepted;
        checked += seen.checked;
    }
    let note = format!("accepted, of {COUNT} changed codes; {checked} were refused by their signature alone");
    Goal::at_most(0.0, accepted as f64, note)
}

/// Verifies a million changed codes in a stream and each alone, among genuine ones: the answers are the same.
pub fn stream_equals_single() -> Goal {
    let (originals, verifier) = (originals(), verifier());
    let mut draw = numbers(THREADS);
    let (mut changed, mut different, mut forged) = (0, 0, 0);
    while changed < TWICE {
        // Rare to frequent: the stream locates a few, and gives up where there are many.
        let genuine_of_64 = draw() % 65;
        let texts: Vec<Vec<u8>> = (0..Stream::BLOCK)
            .map(|_| {
                let (_, text) = &originals[(draw() % ORIGINALS) as usize];
                if draw() % 64 < genuine_of_64 {
                    return text.clone();
                }
                changed += 1;
                change(text, &mut draw)
            })
            .collect();
        for (text, answer) in texts.iter().zip(verifier.verify_many(&texts, 0)) {
            different += u64::from(answer != verifier.verify_scan(text, 0));
            forged += u64::from(answer.verdict == Verdict::Forged);
        }
    }
    let note = format!(
        "answers that differ, of {changed} changed codes; {forged} were false by their signature alone"
    );
    Goal::at_most(0.0, different as f64, note)
}

fn originals() -> Vec<(SerialCode, Vec<u8>)> {
    let (issuer, series, attributes) = (issuer(), series(), attributes());
    let stem = CompactStem::parse("HTTPS://T.CN").unwrap();
    (0..ORIGINALS)
        .map(|index| {
            let code = issuer.issue(&series, index, &attributes).unwrap();
            let text = match index % 3 {
                0 => carrier::element_string(&code),
                1 => carrier::digital_link(&code, &LinkStem::GS1).unwrap().into_bytes(),
                _ => compact::print(&code, &stem).unwrap().into_bytes(),
            };
            (code, text)
        })
        .collect()
}

/// How many changed codes were believed, and how many came as far as the signature.
struct Seen {
    accepted: u64,
    checked: u64,
}

/// Random numbers, the same in each run.
fn numbers(worker: u64) -> impl FnMut() -> u64 {
    let mut random = blake3::Hasher::new_derive_key("symbolon peers mutation")
        .update(&worker.to_le_bytes())
        .finalize_xof();
    move || {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

fn verify_changed(originals: &[(SerialCode, Vec<u8>)], worker: u64, count: u64) -> Seen {
    let verifier = verifier();
    let mut draw = numbers(worker);
    let mut seen = Seen { accepted: 0, checked: 0 };
    let mut done = 0;
    while done < count {
        let (code, text) = &originals[(draw() % ORIGINALS) as usize];
        let changed = change(text, &mut draw);
        if SerialCode::parse(&changed).as_ref() == Ok(code) {
            continue;
        }
        done += 1;
        let answer = verifier.verify_scan(&changed, 0);
        seen.accepted += u64::from(answer.verdict == Verdict::Genuine);
        seen.checked += u64::from(answer.signature_checked);
    }
    seen
}

/// One to three small changes: a byte replaced by one of the text, any byte, one removed, doubled, or two swapped.
fn change(text: &[u8], draw: &mut impl FnMut() -> u64) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=draw() % 3 {
        let (place, other) = ((draw() % text.len() as u64) as usize, (draw() % text.len() as u64) as usize);
        match draw() % 8 {
            0..4 => text[place] = text[other],
            4 => text[place] = draw().to_le_bytes()[0],
            5 => drop(text.remove(place)),
            6 => text.insert(place, text[other]),
            _ => text.swap(place, other),
        }
    }
    text
}
