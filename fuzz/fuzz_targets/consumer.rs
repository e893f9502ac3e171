//! Whatever a consumer scans has an answer, and nothing is repeated of a code that does not verify.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::code::{MasterKey, Opener, SerialCode, Series, SeriesId, Shape};
use symbolon::error::Language;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::trust::consumer::{Advice, answer};
use symbolon::trust::{
    Bundle, BundleContent, Issuer, Root, Scope, SecretKey, Signer, Verdict, Verifier, Window,
};

struct World {
    verifier: Verifier,
    codes: Vec<SerialCode>,
    texts: Vec<Vec<u8>>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let key = MasterKey::new([1; 32]).series_key(gtin, b"07");
    let opener = Opener::new(key.index_key(), gtin, b"07", Shape::default()).unwrap();
    let series = Series::new(key, gtin, b"07", Shape::default()).unwrap();
    let issuer = Issuer::new(SecretKey::from_seed(&[1; 32]).unwrap());
    let root = SecretKey::from_seed(&[9; 32]).unwrap();
    let mut content = BundleContent { sequence: 1, next_update: 100, ..BundleContent::default() };
    content.keys.add(*issuer.signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    content.openers.push(opener);
    content.recalled.indices.add(SeriesId::new(gtin, b"07").unwrap(), 1);
    content.revoked.indices.add(SeriesId::new(gtin, b"07").unwrap(), 2);
    let bundle = Bundle::open(&content.sign(&root).unwrap(), root.public_key(), 0).unwrap();
    let mut verifier = Verifier::default();
    verifier.install(bundle, &Root { key: *root.public_key(), scope: Scope::Everything }).unwrap();
    let attributes = Elements::parse(b"10LOT-7\x1D17281130").unwrap();
    let codes: Vec<_> = (0..3).map(|index| issuer.issue(&series, index, &attributes).unwrap()).collect();
    let stem = CompactStem::parse("HTTPS://T.CN").unwrap();
    let texts = codes
        .iter()
        .flat_map(|code| [carrier::element_string(code), compact::print(code, &stem).unwrap().into_bytes()]);
    World { texts: texts.collect(), verifier, codes }
});

fuzz_target!(|input: (i64, u8, Vec<(u16, u8)>, &[u8])| {
    let (at, which, edits, tail) = input;
    let world = &*WORLD;
    let mut text = match usize::from(which) {
        which if which < world.texts.len() => world.texts[which].clone(),
        _ => Vec::new(),
    };
    for (place, byte) in edits {
        let len = text.len().max(1);
        text.iter_mut().skip(usize::from(place) % len).take(1).for_each(|old| *old = byte);
    }
    text.extend_from_slice(tail);
    let told = answer(&world.verifier, &text, at);
    let shown = told.gtin.is_some() || told.serial.is_some() || told.sscc.is_some();
    let good =
        matches!(told.advice, Advice::Signed | Advice::SerialOnly | Advice::Expired | Advice::Recalled);
    assert_eq!(shown, good);
    assert!(good || told.lot.is_none() && told.expiry.is_none());
    assert!(!good || SerialCode::parse(text.trim_ascii()).is_ok_and(|code| world.codes.contains(&code)));
    assert_eq!(told.verdict == Verdict::Recalled, told.advice == Advice::Recalled);
    assert_eq!(told.note(Language::En).is_some(), told.stale);
});
