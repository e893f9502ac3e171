//! Goals of issuing, verifying and sealing, beside bare Ed25519 and bare keyed BLAKE3.

use std::hint::black_box;

use ed25519_dalek::{Signer as _, Verifier as _};
use symbolon::code::carrier;
use symbolon::code::{MasterKey, SerialCode, Series, Shape};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Issuer, Keyring, Scope, SecretKey, Signer as _, Verdict, Verifier, Window, message};

use crate::measure::{Goal, Pair, alternate};

pub const SEED: [u8; 32] = [3; 32];

pub fn series() -> Series {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    Series::new(MasterKey::new([1; 32]).series_key(gtin, b"07"), gtin, b"07", Shape::default()).unwrap()
}

pub fn attributes() -> Elements {
    let mut attributes = Elements::new();
    attributes.push(Ai::LOT, b"LOT-7").unwrap();
    attributes.push(Ai::EXPIRY, b"281130").unwrap();
    attributes
}

pub fn issuer() -> Issuer<SecretKey> {
    Issuer::new(SecretKey::from_seed(&SEED).unwrap())
}

/// Believes the issuer's key; holds no series, like a handheld.
pub fn verifier() -> Verifier {
    let mut keyring = Keyring::new();
    keyring.add(*issuer().signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    Verifier { keyring, ..Verifier::default() }
}

/// The bytes that a signature of `code` covers: the floor signs and verifies the same.
fn signed_bytes(code: &SerialCode) -> Vec<u8> {
    let mut bytes = Vec::new();
    message::write(code, code.proof().unwrap().key_id, &mut bytes);
    bytes
}

pub fn ratio(wanted: f64, pair: &Pair, peer: &str) -> Goal {
    let note = format!("times: {:.0} ns against {:.0} ns of {peer}", pair.ours, pair.theirs);
    Goal::at_most(wanted, pair.ratio, note)
}

pub fn issue_signed() -> Goal {
    let (series, attributes, issuer) = (series(), attributes(), issuer());
    let bare = ed25519_dalek::SigningKey::from_bytes(&SEED);
    let message = signed_bytes(&issuer.issue(&series, 0, &attributes).unwrap());
    let mut index = 0;
    let pair = alternate(
        1000,
        || {
            index += 1;
            issuer.issue(&series, index, &attributes).unwrap()
        },
        || bare.sign(black_box(&message)),
    );
    ratio(1.15, &pair, "bare dalek sign")
}

pub fn verify() -> Goal {
    let verifier = verifier();
    let code = issuer().issue(&series(), 7, &attributes()).unwrap();
    let text = carrier::element_string(&code);
    let message = signed_bytes(&code);
    let key = ed25519_dalek::SigningKey::from_bytes(&SEED).verifying_key();
    let signature = ed25519_dalek::Signature::from_bytes(&code.proof().unwrap().signature);
    let pair = alternate(
        500,
        || assert_eq!(verifier.verify_scan(black_box(&text), 0).verdict, Verdict::Genuine),
        || key.verify(black_box(&message), &signature).unwrap(),
    );
    ratio(1.15, &pair, "bare dalek verify; ours reads the element string too")
}

fn keyed_blake3() -> blake3::Hash {
    blake3::keyed_hash(black_box(&[7; 32]), black_box(&[9; 21]))
}

pub fn seal() -> Goal {
    let series = series();
    let mut index = 0;
    let seal = || {
        index += 1;
        series.seal(index).unwrap()
    };
    ratio(4.0, &alternate(20_000, seal, keyed_blake3), "one bare keyed BLAKE3")
}

pub fn open() -> Goal {
    let series = series();
    let serial = series.seal(77).unwrap();
    let open = || series.open(black_box(&serial)).unwrap();
    ratio(4.0, &alternate(20_000, open, keyed_blake3), "one bare keyed BLAKE3")
}

/// Seals 10⁷ indices: every serial opens to its index, and no two are equal.
pub fn sealed_unique() -> Goal {
    const COUNT: u64 = 10_000_000;
    let series = series();
    let mut wrong = 0_u64;
    let mut numbers = Vec::with_capacity(COUNT as usize);
    for index in 0..COUNT {
        let serial = series.seal(index).unwrap();
        wrong += u64::from(series.open(&serial) != Ok(index));
        numbers.push(<[u8; 16]>::try_from(serial.as_bytes()).unwrap());
    }
    numbers.sort_unstable();
    wrong += numbers.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
    Goal::at_most(0.0, wrong as f64, format!("collisions or serials that do not open, of {COUNT}"))
}
