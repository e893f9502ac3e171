//! Streams of genuine and edited codes of several keys: every answer is the one that the code gets alone.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::code::{MasterKey, Series, Shape};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::trust::{Issuer, Keyring, Scope, SecretKey, Signer, Stream, Verifier, Window};

/// Some codes in a row, all edited in the same way.
#[derive(Arbitrary, Debug)]
struct Run {
    /// The first genuine text.
    text: u8,
    /// How many follow it.
    more: u8,
    edits: Vec<Edit>,
}

/// One change of a text; places count modulo its length, from its end, where the signature is.
#[derive(Arbitrary, Debug)]
enum Edit {
    Set(u8, u8),
    Swap(u8, u8),
    Remove(u8),
    /// Puts the tail of another genuine text in.
    Tail(u8, u8),
}

struct World {
    texts: Vec<Vec<u8>>,
    verifier: Verifier,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let series = Series::new(MasterKey::new([1; 32]).series_key(gtin, b"07"), gtin, b"07", Shape::default());
    let series = series.unwrap();
    let stem = CompactStem::parse("HTTPS://T.CN").unwrap();
    let (mut texts, mut keyring) = (Vec::new(), Keyring::new());
    for seed in 1..=3 {
        let issuer = Issuer::new(SecretKey::from_seed(&[seed; 32]).unwrap());
        keyring.add(*issuer.signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
        for index in 0..24 {
            let code = issuer.issue(&series, index, &Elements::new()).unwrap();
            texts.push(match index % 3 {
                0 => carrier::element_string(&code),
                1 => carrier::digital_link(&code, &LinkStem::GS1).unwrap().into_bytes(),
                _ => compact::print(&code, &stem).unwrap().into_bytes(),
            });
        }
    }
    World { texts, verifier: Verifier { keyring, ..Verifier::default() } }
});

fuzz_target!(|runs: Vec<Run>| {
    let World { texts, verifier } = &*WORLD;
    let mut scans = Vec::new();
    for run in &runs {
        for place in 0..=usize::from(run.more % 80) {
            let mut text = texts[(usize::from(run.text) + place) % texts.len()].clone();
            run.edits.iter().for_each(|edit| apply(edit, &mut text, texts));
            scans.push(text);
        }
    }
    scans.truncate(400);
    let mut answers = scans.iter().map(|scan| verifier.verify_scan(scan, 0));
    Stream::new(verifier, 0).verify_each(&scans, |answer| assert_eq!(Some(answer), answers.next()));
    assert_eq!(answers.next(), None);
});

fn apply(edit: &Edit, text: &mut Vec<u8>, texts: &[Vec<u8>]) {
    let len = text.len();
    let at = |place: u8| len.saturating_sub(1 + usize::from(place) % len.max(1));
    match *edit {
        _ if text.is_empty() => {}
        Edit::Set(place, byte) => text[at(place)] = byte,
        Edit::Swap(one, other) => text.swap(at(one), at(other)),
        Edit::Remove(place) => drop(text.remove(at(place))),
        Edit::Tail(which, place) => {
            let other = &texts[usize::from(which) % texts.len()];
            let start = other.len().saturating_sub(usize::from(place));
            text.truncate(at(place));
            text.extend_from_slice(&other[start..]);
        }
    }
}
