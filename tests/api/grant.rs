//! Key grants: what a root key signed is believed, and no more.

use ciborium::Value;
use coset::{CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{Identity, Serial, SerialCode};
use symbolon::gs1::key::Gtin;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::trust::{
    Issuer, KeyGrant, Keyring, PublicKey, Scope, SecretKey, Signer, Suite, Verdict, Verifier, Window,
};

fn key(suite: Suite, number: u8) -> SecretKey {
    SecretKey::from_secret(suite, &[number; 32]).unwrap()
}

fn root() -> SecretKey {
    key(Suite::Ed25519, 1)
}

fn suites() -> impl Iterator<Item = Suite> {
    [Suite::Ed25519, Suite::P256, Suite::Sm2].into_iter().filter(|suite| suite.is_available())
}

fn only(gtins: &[&str], prefixes: &[&str]) -> Scope {
    Scope::Only {
        gtins: gtins.iter().map(|gtin| Gtin::parse(gtin.as_bytes()).unwrap()).collect(),
        prefixes: prefixes.iter().map(|prefix| CompanyPrefix::parse(prefix.as_bytes()).unwrap()).collect(),
    }
}

fn grant(suite: Suite) -> KeyGrant {
    let scope = only(&["09506000134352", "04012345123456"], &["9506000", "00012"]);
    let window = Window::new(1_700_000_000, 1_800_000_000).unwrap();
    KeyGrant::new(*key(suite, 2).public_key(), window, scope, Some("线 7")).unwrap()
}

#[test]
fn a_grant_says_what_was_signed_whoever_signs_and_is_granted() {
    for root in suites().map(|suite| key(suite, 1)) {
        for granted in suites().map(grant) {
            let bytes = granted.sign(&root).unwrap();
            assert_eq!(KeyGrant::open(&bytes, root.public_key()), Ok(granted.clone()));
            assert_eq!(granted.sign(&root), Ok(bytes), "the same grant, the same bytes");
        }
    }
    let everything =
        KeyGrant::new(*key(Suite::Ed25519, 2).public_key(), Window::ALWAYS, Scope::Everything, None).unwrap();
    let bytes = everything.sign(&root()).unwrap();
    let opened = KeyGrant::open(&bytes, root().public_key()).unwrap();
    assert_eq!((opened.window(), opened.scope(), opened.name()), (Window::ALWAYS, &Scope::Everything, None));
    assert!(bytes.len() < 200, "{}", bytes.len());
}

#[test]
fn the_order_of_the_rules_does_not_show() {
    let (one, other) = (
        only(&["09506000134352", "04012345123456"], &["9506000", "00012", "9506000"]),
        only(&["04012345123456", "09506000134352", "09506000134352"], &["00012", "9506000"]),
    );
    let sign = |scope| {
        let grant = KeyGrant::new(*root().public_key(), Window::ALWAYS, scope, None).unwrap();
        grant.sign(&root()).unwrap()
    };
    assert_eq!(sign(one), sign(other));
}

#[test]
fn another_root_and_every_change_are_refused() {
    let bytes = grant(Suite::Ed25519).sign(&root()).unwrap();
    for stranger in suites().map(|suite| key(suite, 9)) {
        assert_eq!(KeyGrant::open(&bytes, stranger.public_key()), Err(Error::UnknownKey));
    }
    for end in 0..bytes.len() {
        let refused = KeyGrant::open(&bytes[..end], root().public_key());
        assert!(matches!(refused, Err(Error::Artefact { at }) if at as usize <= end), "{refused:?}");
    }
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(KeyGrant::open(&changed, root().public_key()).is_err(), "bit {bit}");
    }
    let long = vec![0; KeyGrant::MAX_BYTES as usize + 1];
    let too_long = Error::TooLong { limit: KeyGrant::MAX_BYTES };
    assert_eq!(KeyGrant::open(&long, root().public_key()), Err(too_long));
    let gtins = (0..9999)
        .map(|number| Gtin::from_parts(0, &CompanyPrefix::parse(b"95060001").unwrap(), number).unwrap());
    let scope = Scope::Only { gtins: gtins.collect(), prefixes: Vec::new() };
    let grant = KeyGrant::new(*root().public_key(), Window::ALWAYS, scope, None).unwrap();
    assert_eq!(grant.sign(&root()), Err(too_long));
}

/// Signs whatever it is told to: the root, gone mad.
fn forge(algorithm: iana::Algorithm, kind: u8, version: u8, payload: &Value) -> Vec<u8> {
    let root = root();
    let header = HeaderBuilder::new()
        .algorithm(algorithm)
        .key_id(root.public_key().id().bytes().to_vec())
        .value(-65537, Value::Array(vec![kind.into(), version.into()]))
        .build();
    let mut bytes = Vec::new();
    ciborium::into_writer(payload, &mut bytes).unwrap();
    CoseSign1Builder::new()
        .protected(header)
        .payload(bytes)
        .create_signature(b"", |message| root.sign(message).unwrap().to_vec())
        .build()
        .to_tagged_vec()
        .unwrap()
}

fn open(bytes: &[u8]) -> Result<KeyGrant, Error> {
    KeyGrant::open(bytes, root().public_key())
}

/// A payload with one field exchanged, left out or added.
fn payload(field: i64, value: Option<Value>) -> Value {
    let scope = Value::Array(vec![Value::Array(vec!["09506000134352".into()]), Value::Array(vec![])]);
    let mut fields: Vec<(i64, Value)> = vec![
        (1, 1.into()),
        (2, Value::Bytes(key(Suite::Ed25519, 2).public_key().bytes().to_vec())),
        (3, 0.into()),
        (4, 9.into()),
        (5, scope),
        (6, "line 7".into()),
    ];
    fields.retain(|(label, _)| *label != field);
    fields.extend(value.map(|value| (field, value)));
    Value::Map(fields.into_iter().map(|(label, value)| (label.into(), value)).collect())
}

#[test]
fn the_header_is_held_to_kind_version_and_the_suite_of_the_root() {
    use iana::Algorithm::{ES256, ESP256, Ed25519, EdDSA};
    let good = payload(0, None);
    assert!(open(&forge(EdDSA, 5, 1, &good)).is_ok());
    for algorithm in [ES256, ESP256, Ed25519] {
        assert_eq!(open(&forge(algorithm, 5, 1, &good)), Err(Error::Signature));
    }
    for kind in [0, 1, 2, 3, 4, 6] {
        assert_eq!(open(&forge(EdDSA, kind, 1, &good)), Err(Error::Artefact { at: 0 }));
    }
    assert_eq!(open(&forge(EdDSA, 5, 2, &good)), Err(Error::Version { at: 0 }));
}

#[test]
fn fields_are_held_to_their_format() {
    let texts = |texts: &[&str]| Value::Array(texts.iter().map(|text| (*text).into()).collect());
    let scope = |gtins: &[&str], prefixes: &[&str]| Value::Array(vec![texts(gtins), texts(prefixes)]);
    let claim = |item| Err(Error::Claim { item });
    let table = [
        (1, None, claim(1)),
        (1, Some(0.into()), Err(Error::Suite)),
        (1, Some(300.into()), claim(1)),
        (1, Some(Value::from(4)), Err(Error::Suite)),
        (2, None, claim(2)),
        (2, Some("key".into()), claim(2)),
        (2, Some(Value::Bytes(vec![0; 32])), Err(Error::PublicKey)),
        (3, Some("soon".into()), claim(3)),
        (3, Some(9.into()), claim(4)),
        (4, None, claim(4)),
        (5, None, claim(5)),
        (5, Some("nothing".into()), claim(5)),
        (5, Some(texts(&["09506000134352"])), claim(5)),
        (5, Some(scope(&["9506000134352"], &[])), claim(5)),
        (5, Some(scope(&["09506000134353"], &[])), claim(5)),
        (5, Some(scope(&["09506000134352", "04012345123456"], &[])), claim(5)),
        (5, Some(scope(&["09506000134352", "09506000134352"], &[])), claim(5)),
        (5, Some(scope(&[], &["123"])), claim(5)),
        (5, Some(Value::Array(vec![1.into(), 2.into()])), claim(5)),
        (6, Some("".into()), claim(6)),
        (6, Some("x".repeat(65).into()), claim(6)),
        (6, Some(1.into()), claim(6)),
        (7, Some(1.into()), claim(7)),
    ];
    for (field, value, expected) in table {
        let bytes = forge(iana::Algorithm::EdDSA, 5, 1, &payload(field, value.clone()));
        assert_eq!(open(&bytes), expected, "{field}: {value:?}");
    }
    for (field, value) in
        [(5, "everything".into()), (5, scope(&[], &[])), (6, "x".repeat(64).into()), (3, (-5).into())]
    {
        assert!(open(&forge(iana::Algorithm::EdDSA, 5, 1, &payload(field, Some(value)))).is_ok());
    }
    assert!(open(&forge(iana::Algorithm::EdDSA, 5, 1, &payload(6, None))).is_ok());
    for name in ["", &"x".repeat(65)] {
        let grant = KeyGrant::new(*root().public_key(), Window::ALWAYS, Scope::Everything, Some(name));
        assert_eq!(grant, claim(6));
    }
}

#[test]
fn a_granted_key_is_believed_within_its_grant() {
    let granted = grant(Suite::Ed25519);
    let opened = KeyGrant::open(&granted.sign(&root()).unwrap(), root().public_key()).unwrap();
    let mut keyring = Keyring::new();
    let id = keyring.admit(&opened, &only(&["04012345123456"], &["9506", "0001"])).unwrap();
    assert_eq!(id, granted.key().id());
    assert_eq!(keyring.admit(&opened, &Scope::Everything), Err(Error::Taken));
    let verifier = Verifier { keyring, ..Verifier::default() };
    let issuer = Issuer::new(key(Suite::Ed25519, 2));
    let verdict = |code: &[u8], at| {
        let code = issuer.sign(SerialCode::parse(code).unwrap()).unwrap();
        verifier.verify(&code, at).verdict
    };
    assert_eq!(verdict(b"010950600013435221A1", 1_750_000_000), Verdict::Genuine);
    assert_eq!(verdict(b"010950600013435221A1", 1_850_000_000), Verdict::OutOfWindow);
    assert_eq!(verdict(b"010061414100001221A1", 1_750_000_000), Verdict::OutOfScope);
}

#[test]
fn a_root_grants_no_more_than_it_has() {
    let admit = |granted: Scope, root: &Scope| {
        let grant =
            KeyGrant::new(*key(Suite::Ed25519, 2).public_key(), Window::ALWAYS, granted, None).unwrap();
        Keyring::new().admit(&grant, root).map(drop)
    };
    let gtin = "09506000134352";
    let table = [
        (Scope::Everything, Scope::Everything, Ok(())),
        (only(&[gtin], &["9506000"]), Scope::Everything, Ok(())),
        (Scope::Everything, only(&[gtin], &["9506000"]), Err(Error::Scope)),
        (only(&[gtin], &[]), only(&[gtin], &[]), Ok(())),
        (only(&[gtin], &[]), only(&[], &["9506000"]), Ok(())),
        (only(&[gtin], &[]), only(&[], &["9506001"]), Err(Error::Scope)),
        (only(&[], &["9506000"]), only(&[gtin], &[]), Err(Error::Scope)),
        (only(&[], &["9506000"]), only(&[], &["9506000"]), Ok(())),
        (only(&[], &["950600013"]), only(&[], &["9506000"]), Ok(())),
        (only(&[], &["9506"]), only(&[], &["9506000"]), Err(Error::Scope)),
        (only(&[], &["09506000"]), only(&[], &["9506000"]), Err(Error::Scope)),
        (only(&[], &["00012"]), only(&[], &["0001"]), Ok(())),
        (only(&[gtin, "04012345123456"], &[]), only(&[], &["9506000"]), Err(Error::Scope)),
        (only(&[], &[]), only(&[], &[]), Ok(())),
    ];
    for (granted, root, expected) in table {
        assert_eq!(admit(granted.clone(), &root), expected, "{granted:?} from {root:?}");
    }
}

fn scopes() -> impl Strategy<Value = Scope> {
    let digits = prop::collection::vec(0..2_u8, 4..8);
    let prefix = digits.prop_map(|digits| {
        let text: Vec<u8> = digits.into_iter().map(|digit| b'1' + digit).collect();
        CompanyPrefix::parse(&text).unwrap()
    });
    let gtins = prop::collection::vec(identities(), 0..3);
    (gtins, prop::collection::vec(prefix, 0..4)).prop_map(|(identities, prefixes)| Scope::Only {
        gtins: identities.into_iter().map(|(gtin, _)| gtin).collect(),
        prefixes,
    })
}

fn identities() -> impl Strategy<Value = (Gtin, Identity)> {
    let digits = prop::collection::vec(0..2_u8, 12);
    digits.prop_map(|digits| {
        let text: Vec<u8> = digits.into_iter().map(|digit| b'1' + digit).collect();
        let gtin = Gtin::from_parts(0, &CompanyPrefix::parse(&text).unwrap(), 0).unwrap();
        (gtin, Identity::Sgtin { gtin, serial: Serial::parse(b"1").unwrap() })
    })
}

proptest! {
    #[test]
    fn a_scope_that_covers_another_covers_what_that_covers(
        one in scopes(), other in scopes(), identities in prop::collection::vec(identities(), 1..20),
    ) {
        let wider = one.covers_scope(&other);
        for (_, identity) in identities {
            prop_assert!(!wider || !other.covers(&identity) || one.covers(&identity));
        }
        prop_assert!(one.covers_scope(&one));
    }

    #[test]
    fn no_bytes_panic_as_grants(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(open(&bytes).is_err());
    }
}

/// A grant names its key's suite: the same bytes under another number are another key, or none.
#[test]
fn a_granted_key_keeps_its_suite() {
    for suite in suites() {
        let public = *key(suite, 2).public_key();
        let grant = KeyGrant::new(public, Window::ALWAYS, Scope::Everything, None).unwrap();
        let opened = open(&grant.sign(&root()).unwrap()).unwrap();
        assert_eq!((opened.key().suite(), opened.key().id()), (suite, public.id()));
        assert_eq!(PublicKey::from_bytes(suite, opened.key().bytes()), Ok(public));
    }
}
