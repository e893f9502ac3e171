//! Goals of trust bundles with a million revoked codes.

use std::collections::BTreeSet;
use std::hint::black_box;

use symbolon::code::{MasterKey, Opener, SerialCode, SeriesId, Shape};
use symbolon::gs1::element::Elements;
use symbolon::trust::{
    Bundle, BundleContent, Keyring, Root, Scope, SecretKey, Signer as _, Verdict, Verifier, Window,
};

use crate::code::{issuer, series};
use crate::measure::{Goal, alternate};

const REVOKED: u64 = 1_000_000;
/// The revoked ones are scattered over so many indices.
const INDICES: u64 = 1_000_000_000;
const LEASES: u64 = 100;

fn root() -> SecretKey {
    SecretKey::from_seed(&[9; 32]).unwrap()
}

/// A number without pattern, below `bound`.
fn scattered(number: u64, bound: u64) -> u64 {
    let hash = blake3::hash(&number.to_le_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap()) % bound
}

/// The issuer's key, believed until the second 100.
fn keyring() -> Keyring {
    let mut keys = Keyring::new();
    keys.add(*issuer().signer().public_key(), Window::new(0, 100).unwrap(), Scope::Everything).unwrap();
    keys
}

/// An opener, leases of all indices, and a million of them revoked.
fn content() -> BundleContent {
    let (gtin, slot) = (series().gtin(), b"07");
    let mut content = BundleContent { sequence: 1, next_update: 100, ..BundleContent::default() };
    let key = MasterKey::new([1; 32]).series_key(gtin, slot).index_key();
    content.openers.push(Opener::new(key, gtin, slot, Shape::default()).unwrap());
    let part = INDICES / LEASES;
    for start in (0..INDICES).step_by(part as usize) {
        content.leases.add(gtin, slot, start..start + part, issuer().signer().public_key().id()).unwrap();
    }
    let id = SeriesId::new(gtin, slot).unwrap();
    let mut revoked = BTreeSet::new();
    let mut number = 0;
    while (revoked.len() as u64) < REVOKED {
        revoked.insert(scattered(number, INDICES));
        number += 1;
    }
    revoked.into_iter().for_each(|index| content.revoked.indices.add(id, index));
    content
}

fn file() -> Vec<u8> {
    content().sign(&root()).unwrap()
}

fn open(file: &[u8]) -> Bundle {
    Bundle::open(file, root().public_key(), 0).unwrap()
}

/// Codes whose key is out of its time: everything is looked at but the signature, whose time would hide the rest.
pub fn lookup() -> Goal {
    let bare = Verifier { keyring: keyring(), ..Verifier::default() };
    let mut full = Verifier { keyring: keyring(), ..Verifier::default() };
    let root = Root { key: *root().public_key(), scope: Scope::Everything };
    full.install(open(&file()), &root).unwrap();
    let (series, issuer) = (series(), issuer());
    let codes: Vec<SerialCode> = (0..4096)
        .map(|number| issuer.issue(&series, scattered(number ^ 1 << 40, INDICES), &Elements::new()).unwrap())
        .collect();
    let verify = |verifier: &Verifier| {
        for code in &codes {
            assert_eq!(verifier.verify(black_box(code), 100).verdict, Verdict::OutOfWindow);
        }
    };
    let pair = alternate(10, || verify(&full), || verify(&bare));
    let (with, without) = (pair.ours / codes.len() as f64, pair.theirs / codes.len() as f64);
    let note = format!(
        "ns a code adds: {with:.0} with {REVOKED} revoked and {LEASES} leases, {without:.0} without a bundle"
    );
    Goal::at_most(200.0, with - without, note)
}

pub fn opening() -> Goal {
    let file = file();
    let pair = alternate(1, || open(black_box(&file)), || blake3::hash(black_box(&file)));
    let note = format!("ms for {REVOKED} revoked codes; a hash of the file takes {:.1}", pair.theirs / 1e6);
    Goal::at_most(50.0, pair.ours / 1e6, note)
}

pub fn size() -> Goal {
    let bytes = file().len();
    Goal::at_most(2.5, bytes as f64 / REVOKED as f64, format!("bytes for each revoked code; {bytes} in all"))
}
