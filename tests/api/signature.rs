//! The acceptance rule for Ed25519 signatures, as a normative table.

use curve25519_dalek::constants::{ED25519_BASEPOINT_TABLE, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use serde_json::Value;
use sha2::{Digest, Sha512};
use symbolon::Error;
use symbolon::trust::{PublicKey, SecretKey, Signer, Suite};

/// What a class of cases has in common, their numbers from first to last, and whether they are accepted.
type Class = (&'static str, &'static [(u64, u64)], bool);

/// Every case of Wycheproof's `ed25519_test.json` (C2SP/wycheproof, schema `eddsa_verify_schema_v1`), by number.
const WYCHEPROOF: &[Class] = &[
    ("valid", &[(1, 9), (71, 79)], true),
    ("signature altered", &[(10, 29)], false),
    ("signature cut short", &[(30, 32)], false),
    ("bytes behind the signature", &[(33, 37)], false),
    ("R and S overlapping or compressed", &[(38, 41)], false),
    ("encoding of R or S not canonical", &[(42, 62), (151, 151)], false),
    ("S not below the group order", &[(63, 70)], false),
    ("known key, valid", &[(80, 84), (86, 118)], true),
    ("known key, invalid", &[(85, 85)], false),
    ("intermediate values near an overflow", &[(119, 150)], true),
];

#[test]
fn every_wycheproof_case_gets_the_answer_of_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/wycheproof/ed25519_test.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("NOT TESTED: no Wycheproof vectors at {path}");
        return;
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    let mut cases = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let key = read(&unhex(&group["publicKey"]["pk"])).unwrap();
        for case in group["tests"].as_array().unwrap() {
            let id = case["tcId"].as_u64().unwrap();
            let rows: Vec<_> = WYCHEPROOF
                .iter()
                .filter(|row| row.1.iter().any(|(first, last)| (*first..=*last).contains(&id)))
                .collect();
            let [(class, _, accepted)] = rows[..] else { panic!("case {id} stands in {} rows", rows.len()) };
            let answer = <[u8; 64]>::try_from(unhex(&case["sig"]))
                .is_ok_and(|signature| key.accepts(&unhex(&case["msg"]), &signature));
            assert_eq!(answer, *accepted, "case {id}: {class}");
            assert_eq!(answer, case["result"] == "valid", "case {id}: their own answer");
            cases += 1;
        }
    }
    assert_eq!(cases, 151);
}

fn read(bytes: &[u8]) -> Result<PublicKey, Error> {
    PublicKey::from_bytes(Suite::Ed25519, bytes)
}

fn unhex(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

const SEED: [u8; 32] = [42; 32];
const MESSAGE: &[u8] = b"one item, one code";

/// What the owner of the key can sign with any `R` of the form r·B + torsion, given as encoded.
fn owner_signs(r: Scalar, encoded_r: [u8; 32]) -> [u8; 64] {
    let public = public_of(SEED);
    let hash = Sha512::new().chain_update(encoded_r).chain_update(public).chain_update(MESSAGE).finalize();
    let k = Scalar::from_bytes_mod_order_wide(&hash.into());
    let s = r + k * secret_scalar(SEED);
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&encoded_r);
    signature[32..].copy_from_slice(s.as_bytes());
    signature
}

fn secret_scalar(seed: [u8; 32]) -> Scalar {
    let hash: [u8; 64] = Sha512::digest(seed).into();
    Scalar::from_bytes_mod_order(clamp_integer(hash[..32].try_into().unwrap()))
}

fn public_of(seed: [u8; 32]) -> [u8; 32] {
    SecretKey::from_seed(&seed).unwrap().public_key().bytes().try_into().unwrap()
}

fn base(r: Scalar) -> EdwardsPoint {
    ED25519_BASEPOINT_TABLE * &r
}

/// The neutral element's y = 1 written as p + 1: decodes leniently, is not canonical.
fn neutral_not_canonical() -> [u8; 32] {
    let mut bytes = [0xFF; 32];
    bytes[0] = 0xEE;
    bytes[31] = 0x7F;
    bytes
}

#[test]
fn edge_cases_of_r_and_s_get_the_answer_of_the_table() {
    let r = Scalar::from(123_456_789_u64);
    let honest = owner_signs(r, base(r).compress().to_bytes());
    let mut above_order = honest;
    // ℓ = 2²⁵² + 27742317777372353535851937790883648493, little-endian.
    let order: [u8; 32] = {
        let minus_one = (-Scalar::ONE).to_bytes();
        let mut order = minus_one;
        order[0] += 1;
        order
    };
    let mut carry = 0;
    for (byte, add) in above_order[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    let neutral = EdwardsPoint::default().compress().to_bytes();
    let mut neutral_signed = neutral;
    neutral_signed[31] |= 0x80;
    let table = [
        ("honest", honest, true),
        (
            "R with a small-order part, by the owner",
            owner_signs(r, (base(r) + EIGHT_TORSION[1]).compress().to_bytes()),
            true,
        ),
        (
            "R of small order, by the owner",
            owner_signs(Scalar::ZERO, EIGHT_TORSION[3].compress().to_bytes()),
            true,
        ),
        ("R neutral, by the owner", owner_signs(Scalar::ZERO, neutral), true),
        ("R neutral, not canonical", owner_signs(Scalar::ZERO, neutral_not_canonical()), false),
        ("R neutral with the sign bit", owner_signs(Scalar::ZERO, neutral_signed), false),
        ("S plus the group order", above_order, false),
        (
            "R exchanged",
            {
                let mut s = honest;
                s[..32].copy_from_slice(&base(Scalar::ONE).compress().to_bytes());
                s
            },
            false,
        ),
        (
            "R with a small-order part added afterwards",
            {
                let mut s = honest;
                s[..32].copy_from_slice(&(base(r) + EIGHT_TORSION[1]).compress().to_bytes());
                s
            },
            false,
        ),
        ("all zero", [0; 64], false),
    ];
    let key = read(&public_of(SEED)).unwrap();
    for (name, signature, accepted) in table {
        assert_eq!(key.accepts(MESSAGE, &signature), accepted, "{name}");
    }
}

#[test]
fn keys_outside_the_prime_order_subgroup_are_refused() {
    let honest = EdwardsPoint::mul_base(&secret_scalar(SEED));
    assert_eq!(honest.compress().to_bytes(), public_of(SEED));
    for torsion in &EIGHT_TORSION {
        assert_eq!(read(&torsion.compress().to_bytes()), Err(Error::PublicKey), "small order");
    }
    for torsion in &EIGHT_TORSION[1..] {
        let mixed = (honest + torsion).compress().to_bytes();
        assert_eq!(read(&mixed), Err(Error::PublicKey), "mixed order");
    }
    assert_eq!(read(&neutral_not_canonical()), Err(Error::PublicKey));
    let off_curve = (0..=255_u8).map(|y| {
        let mut bytes = [0; 32];
        bytes[0] = y;
        bytes
    });
    assert!(off_curve.filter(|bytes| read(bytes).is_err()).count() > 100);
}

#[test]
fn ordinary_signatures_agree_with_dalek_and_every_changed_bit_is_refused() {
    let key = SecretKey::from_seed(&SEED).unwrap();
    let signature = key.sign(MESSAGE).unwrap();
    let theirs = ed25519_dalek::VerifyingKey::try_from(key.public_key().bytes()).unwrap();
    assert!(theirs.verify_strict(MESSAGE, &ed25519_dalek::Signature::from_bytes(&signature)).is_ok());
    assert!(key.public_key().accepts(MESSAGE, &signature));
    for bit in 0..512 {
        let mut changed = signature;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!key.public_key().accepts(MESSAGE, &changed), "bit {bit}");
    }
}
