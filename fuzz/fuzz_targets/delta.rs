//! Deltas of strangers: nothing but the root's next bundle comes out.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use symbolon::code::SeriesId;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Bundle, BundleContent, SecretKey, Signer};

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| {
    let root = SecretKey::from_seed(&[9; 32]).unwrap();
    let open =
        |content: &BundleContent| Bundle::open(&content.sign(&root).unwrap(), root.public_key(), 0).unwrap();
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let series = SeriesId::new(gtin, b"07").unwrap();
    let mut content = BundleContent { sequence: 1, next_update: 100, ..BundleContent::default() };
    for index in 0..500 {
        content.revoked.indices.add(series, index * 1999);
    }
    content.recalled.indices.add_range(series, 5..200_000).unwrap();
    let older = open(&content);
    content.sequence = 2;
    content.revoked.indices.add(series, 7);
    content.recalled.add_lot(gtin, "LOT-7").unwrap();
    [older, open(&content)]
});

/// Magic, version, and hash of the older file: put in front, so that the engine gets behind it.
const HEAD: usize = 37;

fuzz_target!(|data: &[u8]| {
    let [older, newer] = &*BUNDLES;
    let delta = newer.delta_from(older).unwrap();
    assert_eq!(older.apply(&delta).unwrap().bytes(), newer.bytes());
    for candidate in [data.to_vec(), [&delta[..HEAD], data].concat(), mixed(&delta, data)] {
        if let Ok(made) = older.apply(&candidate) {
            assert_eq!(made.bytes(), newer.bytes());
        }
    }
});

/// The true delta with some bytes changed: place (two bytes), then the new byte.
fn mixed(delta: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut mixed = delta.to_vec();
    for change in changes.chunks_exact(3) {
        let place = HEAD + usize::from(u16::from_le_bytes([change[0], change[1]])) % (mixed.len() - HEAD);
        mixed[place] = change[2];
    }
    mixed
}
