//! Streams: many codes in one call get the answers that each would get alone.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use proptest::prelude::*;
use sha2::{Digest, Sha512};
use symbolon::code::carrier::{self, compact};
use symbolon::code::{KeyId, MasterKey, Proof, SerialCode, Series, Shape};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::trust::{
    Issuer, Keyring, PublicKey, Scope, Seals, SecretKey, Signer, Stream, Suite, Unsigned, Verdict,
    Verification, Verifier, Window, message,
};

const NOW: i64 = 1_800_000_000;

fn gtin() -> Gtin {
    Gtin::parse(b"09506000134352").unwrap()
}

fn series() -> Series {
    let key = MasterKey::new([1; 32]).series_key(gtin(), b"07");
    Series::new(key, gtin(), b"07", Shape::default()).unwrap()
}

fn issuer(seed: u8) -> Issuer<SecretKey> {
    Issuer::new(SecretKey::from_seed(&[seed; 32]).unwrap())
}

fn issue(seed: u8, index: u64) -> SerialCode {
    let mut attributes = Elements::new();
    attributes.push(Ai::LOT, b"L7").unwrap();
    issuer(seed).issue(&series(), index, &attributes).unwrap()
}

/// Believes keys 1 to 4; 5 for another item, 6 at another time, 7 no more; 8 it does not know.
fn verifier() -> Verifier {
    let mut keyring = Keyring::new();
    let prefix = Scope::Only { gtins: vec![Gtin::parse(b"19506000134359").unwrap()], prefixes: vec![] };
    for seed in 1..=7 {
        let key = *issuer(seed).signer().public_key();
        let window = if seed == 6 { Window::new(0, 1).unwrap() } else { Window::ALWAYS };
        let scope = if seed == 5 { prefix.clone() } else { Scope::Everything };
        keyring.add(key, window, scope).unwrap();
    }
    keyring.revoke(issuer(7).signer().public_key().id()).unwrap();
    let mut seals = Seals::new();
    seals.add(series()).unwrap();
    Verifier { keyring, seals, unsigned: Unsigned::Refuse, ..Verifier::default() }
}

/// The code in one of its carriers.
fn print(code: &SerialCode, carrier: usize) -> Vec<u8> {
    let stem = compact::CompactStem::parse("HTTPS://T.CN/P").unwrap();
    match carrier % 3 {
        0 => carrier::element_string(code),
        1 => carrier::digital_link(code, &LinkStem::GS1).unwrap().into_bytes(),
        _ => compact::print(code, &stem).unwrap().into_bytes(),
    }
}

/// The same code with other bits in its signature.
fn with_signature(code: &SerialCode, signature: [u8; 64]) -> SerialCode {
    let mut elements = Elements::new();
    for (ai, value) in code.elements().iter().filter(|(ai, _)| *ai != Ai::INTERNAL_92) {
        elements.push(ai, value.as_bytes()).unwrap();
    }
    let key_id = code.proof().unwrap().key_id;
    elements.push(Ai::INTERNAL_92, &Proof { key_id, signature }.signature_text()).unwrap();
    SerialCode::from_elements(elements).unwrap()
}

/// Adds a small number to S: the false part of the equation is that multiple of the base point.
fn shifted(code: &SerialCode, by: i8) -> SerialCode {
    let mut signature = code.proof().unwrap().signature;
    let s =
        Option::<Scalar>::from(Scalar::from_canonical_bytes(signature[32..].try_into().unwrap())).unwrap();
    let by = if by < 0 { -Scalar::from(by.unsigned_abs()) } else { Scalar::from(by.unsigned_abs()) };
    signature[32..].copy_from_slice((s + by).as_bytes());
    with_signature(code, signature)
}

/// The answers of a stream, by both ways in, and that they are those of single verification.
fn checked(verifier: &Verifier, scans: &[Vec<u8>]) -> Vec<Verification> {
    let alone: Vec<_> = scans.iter().map(|scan| verifier.verify_scan(scan, NOW)).collect();
    assert!(verifier.verify_many(scans, NOW) == alone, "verify_many differs");
    if scans.len() < 100 {
        let mut answers = Vec::new();
        Stream::new(verifier, NOW).verify_each(scans, |answer| answers.push(answer));
        assert!(answers == alone, "verify_each differs");
    }
    alone
}

/// What one code of a mixed stream is made of.
#[derive(Clone, Debug)]
enum Kind {
    Genuine { seed: u8, index: u64, carrier: usize },
    Changed { seed: u8, index: u64, carrier: usize, place: usize, byte: u8 },
    Shifted { seed: u8, index: u64, by: i8 },
    Invented,
    Unsigned,
    Garbage(Vec<u8>),
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        12 => (1..=4_u8, 0..40_u64, 0..3_usize)
            .prop_map(|(seed, index, carrier)| Kind::Genuine { seed, index, carrier }),
        2 => (1..=8_u8, 0..40_u64, 0..3_usize)
            .prop_map(|(seed, index, carrier)| Kind::Genuine { seed, index, carrier }),
        1 => (1..=4_u8, 0..40_u64, 0..3_usize, any::<usize>(), any::<u8>()).prop_map(
            |(seed, index, carrier, place, byte)| Kind::Changed { seed, index, carrier, place, byte }
        ),
        1 => (1..=2_u8, 0..40_u64, -2..=2_i8).prop_map(|(seed, index, by)| Kind::Shifted { seed, index, by }),
        1 => Just(Kind::Invented),
        1 => Just(Kind::Unsigned),
        1 => proptest::collection::vec(any::<u8>(), 0..40).prop_map(Kind::Garbage),
    ]
}

fn text(kind: &Kind) -> Vec<u8> {
    match *kind {
        Kind::Genuine { seed, index, carrier } => print(&issue(seed, index), carrier),
        Kind::Changed { seed, index, carrier, place, byte } => {
            let mut text = print(&issue(seed, index), carrier);
            let place = place % text.len();
            text[place] = byte;
            text
        }
        Kind::Shifted { seed, index, by } => print(&shifted(&issue(seed, index), by), 0),
        Kind::Invented => {
            let code = SerialCode::parse(b"01095060001343522107AAAAAAAAAAAAAA").unwrap();
            print(&issuer(1).sign(code).unwrap(), 0)
        }
        Kind::Unsigned => print(&SerialCode::new(issue(1, 1).identity(), &Elements::new()).unwrap(), 0),
        Kind::Garbage(ref bytes) => bytes.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Several keys, all carriers, every reason, in every composition.
    #[test]
    fn a_mixed_stream_answers_as_each_code_alone(kinds in proptest::collection::vec(kinds(), 0..160)) {
        let scans: Vec<_> = kinds.iter().map(text).collect();
        checked(&verifier(), &scans);
    }
}

#[test]
fn every_reason_comes_out_of_a_stream() {
    let mut scans: Vec<_> = (1..=8).map(|seed| print(&issue(seed, 5), usize::from(seed))).collect();
    scans.extend([Kind::Invented, Kind::Unsigned, Kind::Garbage(vec![0; 9])].iter().map(text));
    scans.push(print(&shifted(&issue(1, 5), 1), 2));
    let verdicts: Vec<_> = checked(&verifier(), &scans).iter().map(|answer| answer.verdict).collect();
    let mut expected = vec![Verdict::Genuine; 4];
    expected.extend([
        Verdict::OutOfScope,
        Verdict::OutOfWindow,
        Verdict::Revoked,
        Verdict::UnknownKey,
        Verdict::NotSealed,
        Verdict::Unsigned,
        Verdict::NotACode,
        Verdict::Forged,
    ]);
    assert_eq!(verdicts, expected);
}

#[test]
fn an_empty_stream_has_no_answers() {
    assert_eq!(checked(&verifier(), &[]), []);
}

/// One, a few, many and only false ones, at every place of a batch, near the sizes where the way of checking changes.
#[test]
fn false_ones_are_found_whatever_their_number_and_place() {
    let verifier = verifier();
    let genuine: Vec<_> = (0..300).map(|index| issue(1, index)).collect();
    for count in [1, 2, 15, 16, 17, 64, 187, 188, 189, 300] {
        let mut falses: Vec<Vec<usize>> =
            vec![vec![], vec![0], vec![count - 1], vec![count / 2], (0..count).collect()];
        falses.push((0..count).step_by(7).collect());
        falses.push((0..count).step_by(60).collect());
        for places in falses {
            let scans: Vec<_> = (0..count)
                .map(|place| {
                    let code = &genuine[place];
                    if places.contains(&place) { print(&shifted(code, 1), 0) } else { print(code, 0) }
                })
                .collect();
            let answers = checked(&verifier, &scans);
            for (place, answer) in answers.iter().enumerate() {
                let expected = if places.contains(&place) { Verdict::Forged } else { Verdict::Genuine };
                assert_eq!(answer.verdict, expected, "{place} of {count}");
            }
        }
    }
}

/// False parts that cancel in an unweighted sum: S moved up in one code and down in another.
#[test]
fn false_ones_that_cancel_each_other_are_found() {
    let verifier = verifier();
    let genuine: Vec<_> = (0..200).map(|index| issue(1, index)).collect();
    for pairs in [1, 2, 5, 20, 50] {
        for distance in [1, 2, 100] {
            let mut codes = genuine.clone();
            let mut starts = (0..200).filter(|place| place / distance % 2 == 0);
            for place in starts.by_ref().take(pairs) {
                codes[place] = shifted(&codes[place], 1);
                codes[place + distance] = shifted(&codes[place + distance], -1);
            }
            let scans: Vec<_> = codes.iter().map(|code| print(code, 0)).collect();
            let forged =
                checked(&verifier, &scans).iter().filter(|answer| answer.verdict == Verdict::Forged).count();
            assert_eq!(forged, 2 * pairs);
        }
    }
}

#[test]
fn more_than_a_block_keeps_its_order() {
    let verifier = verifier();
    let texts: Vec<_> = (0..9).map(|index| print(&issue(1 + index % 3, index.into()), 0)).collect();
    let count = 2 * Stream::BLOCK + 5;
    let scans: Vec<_> = (0..count).map(|place| &texts[place % 9]).collect();
    let answers = verifier.verify_many(&scans, NOW);
    assert_eq!(answers.len(), count);
    for (place, answer) in answers.iter().enumerate() {
        assert_eq!((answer.verdict, answer.index), (Verdict::Genuine, Some(place as u64 % 9)));
    }
}

#[test]
fn a_stream_serves_again_after_the_callers_own_panic() {
    let verifier = verifier();
    let (genuine, false_one) = (print(&issue(1, 1), 0), print(&shifted(&issue(1, 2), 1), 0));
    let mut stream = Stream::new(&verifier, NOW);
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let scans =
            (0..3).map(|place| if place < 2 { &genuine } else { std::panic::resume_unwind(Box::new(())) });
        stream.verify_each(scans, |_| ());
    }));
    assert!(broken.is_err());
    let mut verdicts = Vec::new();
    stream.verify_each([&false_one, &genuine], |answer| verdicts.push(answer.verdict));
    assert_eq!(verdicts, [Verdict::Forged, Verdict::Genuine]);
}

/// The quick form of the goal `stream-equals-single`.
#[test]
fn twenty_thousand_changed_codes_agree() {
    let verifier = verifier();
    let originals: Vec<_> = (0..60).map(|index| print(&issue(1, index), (index % 3) as usize)).collect();
    let mut random = blake3::Hasher::new().finalize_xof();
    let mut draw = |below: usize| {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % below as u64).unwrap()
    };
    let mut forged = 0;
    for _ in 0..10 {
        let scans: Vec<_> = (0..2000)
            .map(|_| {
                let mut text = originals[draw(60)].clone();
                let (place, other) = (draw(text.len()), draw(text.len()));
                text[place] = text[other];
                text
            })
            .collect();
        forged += checked(&verifier, &scans).iter().filter(|one| one.verdict == Verdict::Forged).count();
    }
    assert!(forged > 1000, "only {forged} came as far as the signature");
}

const SEED: [u8; 32] = [1; 32];

fn secret() -> Scalar {
    let hash: [u8; 64] = Sha512::digest(SEED).into();
    Scalar::from_bytes_mod_order(clamp_integer(hash[..32].try_into().unwrap()))
}

/// What the owner of key 1 signs for a code with any R, given as encoded, whose part of prime order is [r]B.
fn owner_signs(code: &SerialCode, r: Scalar, encoded: [u8; 32]) -> SerialCode {
    let key = *issuer(1).signer().public_key();
    let mut bytes = Vec::new();
    message::write(code, key.id(), &mut bytes);
    let hash = Sha512::new().chain_update(encoded).chain_update(key.bytes()).chain_update(bytes).finalize();
    let s = r + Scalar::from_bytes_mod_order_wide(&hash.into()) * secret();
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&encoded);
    signature[32..].copy_from_slice(s.as_bytes());
    with_signature(code, signature)
}

/// The edge cases of the acceptance rule, as codes of key 1, and whether they are accepted.
fn edge_cases() -> Vec<(String, SerialCode, bool)> {
    let code = issue(1, 3);
    let r = Scalar::from(987_654_321_u64);
    let point = EdwardsPoint::mul_base(&r);
    let mut cases = vec![("honest".to_owned(), code.clone(), true)];
    let mut add = |name: String, code: SerialCode, accepted| cases.push((name, code, accepted));
    for (order, torsion) in EIGHT_TORSION.iter().enumerate() {
        let mixed = (point + torsion).compress().to_bytes();
        add(format!("R of mixed order {order}, by the owner"), owner_signs(&code, r, mixed), true);
        let small = torsion.compress().to_bytes();
        add(format!("R of small order {order}, by the owner"), owner_signs(&code, Scalar::ZERO, small), true);
        let mut signature = code.proof().unwrap().signature;
        signature[..32].copy_from_slice(&small);
        add(format!("R exchanged for small order {order}"), with_signature(&code, signature), false);
        let mut other_sign = small;
        other_sign[31] ^= 0x80;
        // Where x is 0 the sign makes the encoding not canonical; elsewhere it is another point of small order.
        let canonical = order % 4 != 0;
        let signed = owner_signs(&code, Scalar::ZERO, other_sign);
        add(format!("R of small order {order}, other sign"), signed, canonical);
    }
    for (name, first) in [("p", 0xED), ("p + 1", 0xEE), ("2^255 - 1", 0xFF)] {
        let mut encoded = [0xFF; 32];
        (encoded[0], encoded[31]) = (first, 0x7F);
        add(format!("R with y = {name}"), owner_signs(&code, Scalar::ZERO, encoded), false);
    }
    for by in [1, -1, 127] {
        add(format!("S moved by {by}"), shifted(&code, by), false);
    }
    // ℓ = 2²⁵² + 27742317777372353535851937790883648493, little-endian.
    let mut order = (-Scalar::ONE).to_bytes();
    order[0] += 1;
    let mut signature = code.proof().unwrap().signature;
    let mut carry = 0;
    for (byte, more) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    add("S plus the group order".to_owned(), with_signature(&code, signature), false);
    let off_curve = (2..=255)
        .map(|y| [y; 32])
        .find(|bytes| curve25519_dalek::edwards::CompressedEdwardsY(*bytes).decompress().is_none());
    signature = code.proof().unwrap().signature;
    signature[..32].copy_from_slice(&off_curve.unwrap());
    add("R off the curve".to_owned(), with_signature(&code, signature), false);
    add("all zero".to_owned(), with_signature(&code, [0; 64]), false);
    let base = ED25519_BASEPOINT_POINT.compress().to_bytes();
    add("R = B, by the owner".to_owned(), owner_signs(&code, Scalar::ONE, base), true);
    cases
}

/// The normative table, alone and in batches: among honest codes, among false ones, and all together.
#[test]
fn edge_cases_get_one_answer_alone_and_in_batches_of_every_composition() {
    let verifier = verifier();
    let cases = edge_cases();
    for (name, code, accepted) in &cases {
        let verdict = if *accepted { Verdict::Genuine } else { Verdict::Forged };
        assert_eq!(verifier.verify(code, NOW).verdict, verdict, "{name}");
    }
    let honest: Vec<_> = (0..40).map(|index| print(&issue(1, index), 0)).collect();
    let mut all: Vec<_> = cases.iter().map(|(_, code, _)| print(code, 0)).collect();
    let good: Vec<_> = cases.iter().filter(|case| case.2).map(|case| print(&case.1, 0)).collect();
    checked(&verifier, &all);
    assert!(checked(&verifier, &good).iter().all(|answer| answer.verdict == Verdict::Genuine));
    all.reverse();
    checked(&verifier, &[honest.clone(), all.clone()].concat());
    for scan in &all {
        checked(&verifier, &[honest.clone(), vec![scan.clone()]].concat());
        checked(&verifier, &[vec![scan.clone(); 20], good.clone()].concat());
    }
}

/// Keys of small or mixed order never come into a keyring, so no stream meets them.
#[test]
fn keys_outside_the_prime_order_subgroup_are_refused() {
    let honest = EdwardsPoint::mul_base(&secret());
    for torsion in &EIGHT_TORSION {
        assert!(PublicKey::from_bytes(Suite::Ed25519, &torsion.compress().to_bytes()).is_err());
        let mixed = PublicKey::from_bytes(Suite::Ed25519, &(honest + torsion).compress().to_bytes());
        assert_eq!(mixed.is_ok(), torsion == &EIGHT_TORSION[0]);
    }
}

#[test]
fn a_key_id_names_one_key_of_a_stream() {
    let ids: Vec<KeyId> = (1..=7).map(|seed| issuer(seed).signer().public_key().id()).collect();
    let scans: Vec<_> = (0..70).map(|place| print(&issue(1 + place % 7, u64::from(place)), 0)).collect();
    for (place, answer) in checked(&verifier(), &scans).iter().enumerate() {
        assert_eq!(answer.key_id, Some(ids[place % 7]));
    }
}
