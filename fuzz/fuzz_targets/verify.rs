//! Edits of genuine codes: what still counts as genuine says the same as the code that was issued.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::code::{MasterKey, SerialCode, Series, Shape};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::trust::{
    Issuer, Keyring, Scope, Seals, SecretKey, Signer, Unsigned, Verdict, Verifier, Window,
};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    /// Which genuine text is edited.
    text: u8,
    edits: Vec<Edit<'a>>,
}

/// One change of a text; places count modulo its length.
#[derive(Arbitrary, Debug)]
enum Edit<'a> {
    Set(u16, u8),
    Digit(u16, u8),
    Flip(u16),
    Insert(u16, &'a [u8]),
    Remove(u16, u8),
    Swap(u16, u16),
    CutOff(u16),
    /// Puts a part of another genuine text in.
    Splice(u16, u8, u16, u8),
}

struct World {
    codes: Vec<SerialCode>,
    texts: Vec<Vec<u8>>,
    strict: Verifier,
    lenient: Verifier,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let series = Series::new(MasterKey::new([1; 32]).series_key(gtin, b"07"), gtin, b"07", Shape::default());
    let series = series.unwrap();
    let issuer = |seed| Issuer::new(SecretKey::from_seed(&[seed; 32]).unwrap());
    let attributes = Elements::parse(b"10LOT-7-OF-NOVEMBER-26\x1D17281130").unwrap();
    let codes = vec![
        issuer(1).issue(&series, 77, &attributes).unwrap(),
        issuer(1).issue(&series, 78, &attributes).unwrap(),
        issuer(2).issue(&series, 77, &Elements::new()).unwrap(),
    ];
    let stem = CompactStem::parse("HTTPS://T.CN").unwrap();
    let texts = codes.iter().flat_map(|code| {
        [
            carrier::element_string(code),
            carrier::digital_link(code, &LinkStem::GS1).unwrap().into_bytes(),
            compact::print(code, &stem).unwrap().into_bytes(),
        ]
    });
    let verifier = |unsigned| {
        let (mut keyring, mut seals) = (Keyring::new(), Seals::new());
        for seed in [1, 2] {
            keyring.add(*issuer(seed).signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
        }
        seals.add(series.clone()).unwrap();
        Verifier { keyring, seals, unsigned, ..Verifier::default() }
    };
    World {
        texts: texts.collect(),
        strict: verifier(Unsigned::Refuse),
        lenient: verifier(Unsigned::AcceptIfSealed),
        codes,
    }
});

fuzz_target!(|input: Input| {
    let world = &*WORLD;
    let mut text = world.texts[usize::from(input.text) % world.texts.len()].clone();
    for edit in &input.edits {
        apply(edit, &mut text, &world.texts);
        text.truncate(5000);
    }
    let (strict, lenient) = (world.strict.verify_scan(&text, 0), world.lenient.verify_scan(&text, 0));
    let code = SerialCode::parse(&text);
    let unchanged = code.as_ref().is_ok_and(|code| world.codes.contains(code));
    assert_eq!(strict.verdict == Verdict::Genuine, unchanged, "{}", text.escape_ascii());
    assert_eq!(strict.verdict == Verdict::Genuine, strict.reasons.is_empty());
    assert_eq!(strict.form, code.as_ref().err().copied());
    if lenient.verdict == Verdict::Genuine {
        // Without a proof the serial alone speaks, so the unit is one of ours.
        let code = code.as_ref().unwrap();
        assert!(unchanged || code.proof().is_none());
        assert!(world.codes.iter().any(|ours| ours.identity() == code.identity()));
    }
    if let Ok(code) = &code {
        // An investigation finds at least as much.
        let examined = world.strict.examine(code, 0);
        assert_eq!(examined.reasons.bits() & strict.reasons.bits(), strict.reasons.bits());
        assert_eq!(examined.verdict == Verdict::Genuine, unchanged);
    }
});

fn apply(edit: &Edit, text: &mut Vec<u8>, texts: &[Vec<u8>]) {
    let len = text.len().max(1);
    let at = |place: u16| usize::from(place) % len;
    match *edit {
        Edit::Set(place, byte) => text.iter_mut().skip(at(place)).take(1).for_each(|old| *old = byte),
        Edit::Digit(place, digit) => {
            text.iter_mut().skip(at(place)).take(1).for_each(|old| *old = b'0' + digit % 10);
        }
        Edit::Flip(place) => text.iter_mut().skip(at(place)).take(1).for_each(|old| *old ^= 0x20),
        Edit::Insert(place, more) => {
            let start = at(place).min(text.len());
            text.splice(start..start, more.iter().copied());
        }
        Edit::Remove(place, count) => {
            let start = at(place).min(text.len());
            text.drain(start..(start + usize::from(count)).min(text.len()));
        }
        Edit::Swap(one, other) if !text.is_empty() => text.swap(at(one), at(other)),
        Edit::Swap(..) => {}
        Edit::CutOff(place) => text.truncate(at(place)),
        Edit::Splice(place, which, from, count) => {
            let other = &texts[usize::from(which) % texts.len()];
            let start = at(place).min(text.len());
            let part = other.iter().copied().skip(usize::from(from) % other.len()).take(count.into());
            text.splice(start..(start + usize::from(count)).min(text.len()), part);
        }
    }
}
