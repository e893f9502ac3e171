//! Goals of stream verification, beside bare dalek and the batch of ed25519-zebra.

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

use ed25519_dalek::Verifier as _;
use ed25519_zebra::batch;
use rayon::prelude::*;
use symbolon::code::SerialCode;
use symbolon::trust::columns::Columns;
use symbolon::trust::{Stream, Verdict, Verification, Verifier, message};

use crate::bulk::bulk;
use crate::code::{issuer, verifier};
use crate::measure::{Goal, Pair, alternate, two_cores};

/// Codes that each side verifies in one round: whole blocks of the stream.
const ROUND: usize = 2 * Stream::BLOCK;
/// Distinct codes: a round each for warming up and measuring, above 10⁶ together.
const CODES: usize = 42 * ROUND;
/// One code in so many is bad where some are.
const ONE_BAD_IN: usize = 1000;

/// A code as a scanner sends it, and the bare triple that a peer verifies: the key is the same for all.
struct Scan {
    text: Vec<u8>,
    message: Vec<u8>,
    signature: [u8; 64],
}

impl AsRef<[u8]> for Scan {
    fn as_ref(&self) -> &[u8] {
        &self.text
    }
}

impl Scan {
    fn new(text: Vec<u8>) -> Self {
        let code = SerialCode::parse(&text).unwrap();
        let proof = code.proof().unwrap();
        let mut bytes = Vec::new();
        message::write(&code, proof.key_id, &mut bytes);
        Self { text, message: bytes, signature: proof.signature }
    }
}

static GOOD: LazyLock<Vec<Scan>> = LazyLock::new(|| texts(0, CODES).into_par_iter().map(Scan::new).collect());

/// The same with one lot in a thousand changed under its signature, at places without order.
static SOME_BAD: LazyLock<Vec<Scan>> = LazyLock::new(|| {
    let scans = GOOD.par_iter().enumerate().map(|(place, scan)| {
        let mut text = scan.text.clone();
        if is_bad(place) {
            spoil(&mut text);
        }
        Scan::new(text)
    });
    scans.collect()
});

fn texts(first: usize, count: usize) -> Vec<Vec<u8>> {
    let mut texts = Vec::with_capacity(count);
    let range = first as u64..(first + count) as u64;
    let take = |columns: &Columns| {
        texts.extend(columns.rows().map(|row| row.code.to_vec()));
        Ok(())
    };
    bulk().blocks(range, take).unwrap();
    texts
}

/// Whether the code at this place is one of the bad ones: a hash of the place says so.
fn is_bad(place: usize) -> bool {
    let hash = blake3::hash(&(place as u64).to_le_bytes());
    let number = u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap());
    number.is_multiple_of(ONE_BAD_IN as u64)
}

/// Makes `LOT-7` another lot: the form stays right, the signature is false.
fn spoil(text: &mut [u8]) {
    let place = text.windows(5).position(|part| part == b"LOT-7").unwrap() + 4;
    text[place] = b'8';
}

/// Where a peer gets its random numbers: at no cost, so that it is not slowed.
struct Free(u64);

impl rand_core::TryRng for Free {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|number| number as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        Ok((self.0 ^ self.0 >> 31).wrapping_mul(0xBF58_476D_1CE4_E5B9))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for part in out.chunks_mut(8) {
            let bytes = self.try_next_u64()?.to_le_bytes();
            part.copy_from_slice(&bytes[..part.len()]);
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Free {}

fn key_bytes() -> [u8; 32] {
    use symbolon::trust::Signer as _;
    issuer().signer().public_key().bytes().try_into().unwrap()
}

/// zebra's batch over triples, `size` at a time, and what its documentation says to do when one fails: each alone.
fn zebra(triples: impl Iterator<Item = batch::Item>, size: usize) -> usize {
    let mut triples = triples.peekable();
    let mut accepted = 0;
    while triples.peek().is_some() {
        let items: Vec<batch::Item> = triples.by_ref().take(size).collect();
        let mut together = batch::Verifier::new();
        items.iter().cloned().for_each(|item| together.queue(item));
        accepted += match together.verify(Free(accepted as u64)) {
            Ok(()) => items.len(),
            Err(_) => items.into_iter().filter_map(|item| item.verify_single().ok()).count(),
        };
    }
    accepted
}

fn bare(scans: &[Scan]) -> impl Iterator<Item = batch::Item> {
    let key = key_bytes();
    scans.iter().map(move |scan| {
        batch::Item::from((key.into(), ed25519_zebra::Signature::from(scan.signature), &scan.message))
    })
}

/// The same job as ours: from the text, with our parser and our message.
fn whole_job(scans: &[Scan]) -> impl Iterator<Item = batch::Item> {
    let key = key_bytes();
    scans.iter().map(move |scan| {
        let code = SerialCode::parse(&scan.text).unwrap();
        let proof = code.proof().unwrap();
        let mut bytes = Vec::with_capacity(192);
        message::write(&code, proof.key_id, &mut bytes);
        batch::Item::from((key.into(), ed25519_zebra::Signature::from(proof.signature), &bytes))
    })
}

/// The batch size that suits zebra best for these codes.
fn best_size(scans: &[Scan]) -> usize {
    let time = |size| {
        let start = Instant::now();
        zebra(bare(&scans[..ROUND]), size);
        start.elapsed()
    };
    [32, 64, 128, 256, 1024, Stream::BLOCK, ROUND].into_iter().min_by_key(|size| time(*size)).unwrap()
}

fn ours(verifier: &Verifier, scans: &[Scan]) -> usize {
    let mut genuine = 0;
    let count = |answer: Verification| genuine += usize::from(answer.verdict == Verdict::Genuine);
    Stream::new(verifier, 0).verify_each(black_box(scans), count);
    genuine
}

/// Ours and a peer's way over the same scans, a slice of them each round.
fn beside(scans: &[Scan], peer: impl Fn(&[Scan]) -> usize) -> Pair {
    let verifier = verifier();
    let (mut our_slices, mut their_slices) = (scans.chunks(ROUND).cycle(), scans.chunks(ROUND).cycle());
    let good = (0..scans.len()).filter(|place| scans[*place].message == GOOD[*place].message).count();
    let (mut our_total, mut their_total) = (0, 0);
    let pair = alternate(
        1,
        || our_total += ours(&verifier, our_slices.next().unwrap()),
        || their_total += peer(their_slices.next().unwrap()),
    );
    assert_eq!((our_total, their_total), (good, good), "both accept the good ones and no other");
    pair
}

fn goal(wanted: f64, pair: &Pair, peer: &str) -> Goal {
    let (ours, theirs) = (pair.ours / ROUND as f64, pair.theirs / ROUND as f64);
    let note = format!("times: {ours:.0} ns a code from text to verdict against {theirs:.0} ns of {peer}");
    Goal::at_most(wanted, pair.ratio, note)
}

fn dalek(scans: &[Scan]) -> usize {
    let key = ed25519_dalek::VerifyingKey::from_bytes(&key_bytes()).unwrap();
    let verify = |scan: &&Scan| {
        key.verify(&scan.message, &ed25519_dalek::Signature::from_bytes(&scan.signature)).is_ok()
    };
    scans.iter().filter(verify).count()
}

fn against_dalek(scans: &[Scan]) -> Goal {
    goal(0.25, &beside(scans, dalek), "bare dalek verify, message in memory")
}

fn against_zebra(scans: &[Scan]) -> Goal {
    let size = best_size(scans);
    let peer = format!("zebra's batch of {size}, triples in memory");
    goal(1.0 / 1.1, &beside(scans, |slice| zebra(bare(slice), size)), &peer)
}

fn against_zebra_job(scans: &[Scan]) -> Goal {
    let size = best_size(scans);
    let peer = format!("zebra's batch of {size} behind our parser");
    goal(1.0 / 1.1, &beside(scans, |slice| zebra(whole_job(slice), size)), &peer)
}

pub fn dalek_0() -> Goal {
    against_dalek(&GOOD)
}

pub fn dalek_some() -> Goal {
    against_dalek(&SOME_BAD)
}

pub fn zebra_0() -> Goal {
    against_zebra(&GOOD)
}

pub fn zebra_some() -> Goal {
    against_zebra(&SOME_BAD)
}

pub fn zebra_job_0() -> Goal {
    against_zebra_job(&GOOD)
}

pub fn zebra_job_some() -> Goal {
    against_zebra_job(&SOME_BAD)
}

pub fn cores() -> Goal {
    let verifier = verifier();
    let scans = &GOOD[..];
    two_cores(CODES, || {
        let answers = verifier.verify_many(scans, 0);
        assert!(answers.iter().all(|answer| answer.verdict == Verdict::Genuine));
    })
}

/// Verifies `codes` codes, made on the fly, all genuine: how long it takes and how much memory.
pub fn flood(codes: usize) {
    const PART: usize = 1 << 18;
    let verifier = verifier();
    let (mut signing, mut verifying, mut bad, mut done) = (0.0, 0.0, 0, 0);
    while done < codes {
        let start = Instant::now();
        let mut texts = texts(done, PART.min(codes - done));
        signing += start.elapsed().as_secs_f64();
        let places = (done..).zip(&mut texts).filter(|(place, _)| is_bad(*place));
        let spoilt = places.map(|(_, text)| spoil(text)).count();
        let start = Instant::now();
        let answers = verifier.verify_many(&texts, 0);
        verifying += start.elapsed().as_secs_f64();
        let forged = answers.iter().filter(|answer| answer.verdict == Verdict::Forged).count();
        let genuine = answers.iter().filter(|answer| answer.verdict == Verdict::Genuine).count();
        assert_eq!((forged, genuine), (spoilt, texts.len() - spoilt), "every bad one is named, no other");
        (bad, done) = (bad + forged, done + texts.len());
    }
    println!(
        "flood: {done} codes verified in {verifying:.1} s on {} threads, {bad} of them bad and all named",
        rayon::current_num_threads()
    );
    println!(
        "    {:.0} codes/s; issuing them took {signing:.1} s, {:.0} codes/s",
        done as f64 / verifying,
        done as f64 / signing
    );
    println!("    peak memory {}, {PART} codes and their answers at a time", peak_memory());
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "not told by this system".to_owned(), |peak| peak.trim().to_owned())
}
