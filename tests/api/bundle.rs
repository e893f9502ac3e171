//! Trust bundles: what a root signs is what a verifier believes, and nothing else.

use ciborium::Value;
use coset::{CoseSign1, TaggedCborSerializable};
use symbolon::Error;
use symbolon::code::{KeyId, MasterKey, Opener, Serial, SerialCode, Series, SeriesId, Shape};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::trust::{
    Bundle, BundleContent, Issuer, Keyring, Root, Scope, SecretKey, Signer, Standing, Verdict, Verifier,
    Window,
};

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const DAY: i64 = 86_400;

pub(crate) fn gtin(which: usize) -> Gtin {
    Gtin::parse([b"09506000134352".as_slice(), b"19506000134359", b"00614141123452"][which]).unwrap()
}

pub(crate) fn series(which: usize, slot: &str) -> Series {
    let key = MasterKey::new([1; 32]).series_key(gtin(which), slot.as_bytes());
    Series::new(key, gtin(which), slot.as_bytes(), Shape::default()).unwrap()
}

pub(crate) fn opener(which: usize, slot: &str) -> Opener {
    let key = MasterKey::new([1; 32]).series_key(gtin(which), slot.as_bytes()).index_key();
    Opener::new(key, gtin(which), slot.as_bytes(), Shape::default()).unwrap()
}

pub(crate) fn id(which: usize, slot: &str) -> SeriesId {
    SeriesId::new(gtin(which), slot.as_bytes()).unwrap()
}

pub(crate) fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32]).unwrap()
}

pub(crate) fn key_id(seed: u8) -> KeyId {
    secret(seed).public_key().id()
}

/// A code of item `which` signed by key `seed`.
pub(crate) fn code(seed: u8, which: usize, index: u64, attributes: &str) -> SerialCode {
    let none = attributes.is_empty();
    let attributes = if none { Elements::new() } else { Elements::parse(attributes.as_bytes()).unwrap() };
    Issuer::new(secret(seed)).issue(&series(which, "07"), index, &attributes).unwrap()
}

/// A code with a serial of somebody else's making.
pub(crate) fn foreign(seed: u8, which: usize, serial: &str) -> SerialCode {
    let text = format!("01{}21{serial}", gtin(which));
    Issuer::new(secret(seed)).sign(SerialCode::parse(text.as_bytes()).unwrap()).unwrap()
}

/// Says that key 1 speaks for the first two items, whose series have openers.
pub(crate) fn content() -> BundleContent {
    let mut keys = Keyring::new();
    let scope =
        Scope::Only { gtins: vec![gtin(0)], prefixes: vec![CompanyPrefix::parse(b"9506000").unwrap()] };
    keys.add(*secret(1).public_key(), Window::new(NOW - 100 * DAY, NOW + 100 * DAY).unwrap(), scope).unwrap();
    BundleContent {
        sequence: 7,
        issued_at: NOW - DAY,
        next_update: NOW + 7 * DAY,
        name: "示例 brand".to_owned(),
        keys,
        openers: vec![opener(0, "07"), opener(1, "07"), opener(0, "08")],
        ..BundleContent::default()
    }
}

/// The bundle as root 9 signs it.
pub(crate) fn bundle(content: &BundleContent) -> Bundle {
    Bundle::open(&content.sign(&secret(9)).unwrap(), secret(9).public_key(), 0).unwrap()
}

pub(crate) fn root(seed: u8) -> Root {
    let prefixes = vec![CompanyPrefix::parse(b"9506000").unwrap()];
    Root { key: *secret(seed).public_key(), scope: Scope::Only { gtins: vec![], prefixes } }
}

pub(crate) fn verifier(content: &BundleContent) -> Verifier {
    let mut verifier = Verifier::default();
    verifier.install(bundle(content), &root(9)).unwrap();
    verifier
}

/// Everything that can be said.
pub(crate) fn full() -> BundleContent {
    let mut content = content();
    let everything = secret(2);
    content.keys.add(*everything.public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    content.keys.set_standing(key_id(2), Standing::Compromised { since: NOW }).unwrap();
    content.keys.set_signing(key_id(1), Window::new(NOW - DAY, NOW).unwrap()).unwrap();
    for (seed, standing) in [(3, Standing::Revoked), (4, Standing::EndOfLife { since: -5 })] {
        let only = Scope::Only { gtins: vec![gtin(1), gtin(0)], prefixes: vec![] };
        content.keys.add(*secret(seed).public_key(), Window::ALWAYS, only).unwrap();
        content.keys.set_standing(key_id(seed), standing).unwrap();
    }
    content.leases.add(gtin(0), b"07", 0..1000, key_id(1)).unwrap();
    content.leases.add(gtin(0), b"07", 2000..2500, key_id(4)).unwrap();
    for codes in [&mut content.revoked, &mut content.recalled] {
        codes.indices.add_range(id(0, "07"), 10..20).unwrap();
        codes.indices.add(id(1, "07"), 1 << 40);
        let serial = |text: &str| Serial::parse(text.as_bytes()).unwrap();
        codes.add_serials(gtin(1), serial("A1"), serial("A9")).unwrap();
        codes.add_serials(gtin(1), serial("100"), serial("2ZZZ")).unwrap();
        codes.add_lot(gtin(0), "LOT-8").unwrap();
        codes.add_item(gtin(1));
    }
    content.vouched.add_range(id(0, "07"), 0..5).unwrap();
    content
}

#[test]
fn an_opened_bundle_says_what_was_signed() {
    let signed = full();
    let bytes = signed.sign(&secret(9)).unwrap();
    let opened = Bundle::open(&bytes, secret(9).public_key(), 7).unwrap();
    assert_eq!((opened.bytes(), opened.root().id()), (&bytes[..], key_id(9)));
    let content = opened.content();
    assert_eq!((content.sequence, content.issued_at, content.next_update), (7, NOW - DAY, NOW + 7 * DAY));
    assert_eq!(content.name, "示例 brand");
    let entries = |content: &BundleContent| {
        let of =
            |entry: &symbolon::trust::keyring::Entry| (entry.window(), entry.signing(), entry.standing());
        content.keys.iter().map(|(id, entry)| (id, of(entry))).collect::<Vec<_>>()
    };
    assert_eq!(entries(content), entries(&signed));
    assert_eq!(content.keys.get(key_id(1)).unwrap().scope(), signed.keys.get(key_id(1)).unwrap().scope());
    assert_eq!(content.keys.get(key_id(2)).unwrap().scope(), &Scope::Everything);
    assert_eq!((&content.leases, &content.vouched), (&signed.leases, &signed.vouched));
    assert_eq!((&content.revoked, &content.recalled), (&signed.revoked, &signed.recalled));
    let openers: Vec<_> =
        content.openers.iter().map(|opener| (opener.gtin(), opener.slot().to_vec())).collect();
    let slots =
        [(0, "07"), (0, "08"), (1, "07")].map(|(which, slot)| (gtin(which), slot.as_bytes().to_vec()));
    assert_eq!(openers, slots);
    assert_eq!(content.openers[0].index(&series(0, "07").seal(77).unwrap()), Some(77));
    assert!(!opened.is_stale(NOW) && opened.is_stale(NOW + 7 * DAY));
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let one = full();
    let mut other = full();
    other.openers.reverse();
    let mut keys = Keyring::new();
    let all: Vec<_> = one.keys.iter().map(|(_, entry)| entry.clone()).collect();
    for entry in all.iter().rev() {
        keys.add(*entry.key(), entry.window(), entry.scope().clone()).unwrap();
        keys.set_standing(entry.key().id(), entry.standing()).unwrap();
        keys.set_signing(entry.key().id(), entry.signing()).unwrap();
    }
    other.keys = keys;
    other.revoked.indices.remove_range(id(0, "07"), 0..100).unwrap();
    for index in (10..20).rev() {
        other.revoked.indices.add(id(0, "07"), index);
    }
    assert_eq!(one.sign(&secret(9)).unwrap(), other.sign(&secret(9)).unwrap());
    let opened = bundle(&one);
    assert_eq!(opened.content().sign(&secret(9)).unwrap(), opened.bytes());
}

#[test]
fn what_the_root_did_not_sign_is_refused() {
    let bytes = full().sign(&secret(9)).unwrap();
    let open = |bytes: &[u8]| Bundle::open(bytes, secret(9).public_key(), 0).map(|_| ());
    assert_eq!(open(&bytes), Ok(()));
    for cut in 0..bytes.len() {
        assert!(matches!(open(&bytes[..cut]), Err(Error::Artefact { .. })), "{cut}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(open(&changed).is_err(), "{at}");
    }
    assert_eq!(
        open(&[&bytes[..], b"x"].concat()),
        Err(Error::Artefact { at: u32::try_from(bytes.len()).unwrap() })
    );
    assert_eq!(Bundle::open(&bytes, secret(8).public_key(), 0).err(), Some(Error::UnknownKey));
    assert_eq!(Bundle::open(&bytes, secret(9).public_key(), 8).err(), Some(Error::RolledBack));
    let too_long = vec![0; Bundle::MAX_BYTES as usize + 1];
    assert_eq!(open(&too_long), Err(Error::TooLong { limit: Bundle::MAX_BYTES }));
}

/// The file of a bundle with another payload, signed again.
pub(crate) fn with_payload(
    content: &BundleContent,
    change: impl FnOnce(&mut Vec<(Value, Value)>),
) -> Vec<u8> {
    let mut envelope = CoseSign1::from_tagged_slice(&content.sign(&secret(9)).unwrap()).unwrap();
    let mut payload: Value = ciborium::from_reader(&envelope.payload.unwrap()[..]).unwrap();
    change(payload.as_map_mut().unwrap());
    let mut bytes = Vec::new();
    ciborium::into_writer(&payload, &mut bytes).unwrap();
    envelope.payload = Some(bytes);
    envelope.signature = secret(9).sign(&envelope.tbs_data(b"")).unwrap().to_vec();
    envelope.to_tagged_vec().unwrap()
}

/// Whether `full` with another payload is opened.
fn resigned(change: impl FnOnce(&mut Vec<(Value, Value)>)) -> Result<(), Error> {
    Bundle::open(&with_payload(&full(), change), secret(9).public_key(), 0).map(drop)
}

#[test]
fn signed_nonsense_is_refused_with_its_field() {
    assert_eq!(resigned(|_| ()), Ok(()));
    for field in 0..10_usize {
        let wrong = Error::Claim { item: u32::try_from(field + 1).unwrap() };
        assert_eq!(resigned(|map| drop(map.remove(field))), Err(wrong), "missing");
        assert_eq!(resigned(|map| map[field].1 = Value::Null), Err(wrong), "of another type");
        assert_eq!(resigned(|map| map.push(map[field].clone())), Err(wrong), "twice");
    }
    assert_eq!(resigned(|map| map.push((11.into(), Value::Null))), Err(Error::Claim { item: 11 }));
    assert_eq!(resigned(|map| map[2].1 = (NOW - DAY).into()), Err(Error::Claim { item: 3 }));
    assert_eq!(resigned(|map| map[3].1 = "x".repeat(201).into()), Err(Error::Claim { item: 4 }));
    for field in [4, 5, 6, 9] {
        let wrong = Error::Claim { item: u32::try_from(field + 1).unwrap() };
        let rows = |map: &mut Vec<(Value, Value)>| map[field].1.as_array().unwrap().clone();
        assert_eq!(
            resigned(|map| map[field].1 = Value::Array([rows(map), rows(map)].concat())),
            Err(wrong),
            "doubled"
        );
        if field != 9 {
            assert_eq!(
                resigned(|map| map[field].1.as_array_mut().unwrap().reverse()),
                Err(wrong),
                "descending"
            );
        }
        let cells = rows(&mut full_map())[0].as_array().unwrap().len();
        for cell in 0..cells {
            let cell_of = |map: &mut Vec<(Value, Value)>, value| {
                map[field].1.as_array_mut().unwrap()[0].as_array_mut().unwrap()[cell] = value;
            };
            assert_eq!(resigned(|map| cell_of(map, Value::Bool(true))), Err(wrong), "{field} {cell}");
            assert_eq!(
                resigned(|map| cell_of(map, Value::Bytes(vec![0xFF; 3]))),
                Err(wrong),
                "{field} {cell}"
            );
        }
    }
    for field in [7, 8] {
        let wrong = Error::Claim { item: u32::try_from(field + 1).unwrap() };
        for part in 0..4 {
            let list = |map: &mut Vec<(Value, Value)>, change: fn(&mut Vec<Value>)| {
                change(map[field].1.as_array_mut().unwrap()[part].as_array_mut().unwrap());
            };
            assert_eq!(resigned(|map| list(map, |rows| rows.push(rows[0].clone()))), Err(wrong), "twice");
            assert_eq!(resigned(|map| list(map, |rows| rows.push(Value::Null))), Err(wrong));
        }
    }
    let unknown_suite = |map: &mut Vec<(Value, Value)>| {
        map[4].1.as_array_mut().unwrap()[0].as_array_mut().unwrap()[0] = 77.into();
    };
    assert_eq!(resigned(unknown_suite), Err(Error::Suite));
}

fn full_map() -> Vec<(Value, Value)> {
    let envelope = CoseSign1::from_tagged_slice(&full().sign(&secret(9)).unwrap()).unwrap();
    let payload: Value = ciborium::from_reader(&envelope.payload.unwrap()[..]).unwrap();
    payload.into_map().unwrap()
}

#[test]
fn content_that_no_bundle_may_have_is_not_signed() {
    let sign = |change: fn(&mut BundleContent)| {
        let mut content = content();
        change(&mut content);
        content.sign(&secret(9)).err()
    };
    assert_eq!(sign(|content| content.next_update = content.issued_at), Some(Error::Window));
    assert_eq!(sign(|content| content.name = "x".repeat(201)), Some(Error::Length { at: 0 }));
    assert_eq!(sign(|content| content.openers.push(opener(1, "07"))), Some(Error::Taken));
    let slotless = |length| {
        let shape = Shape::new(symbolon::code::Alphabet::CROCKFORD, length, 0, 1 << 31).unwrap();
        Opener::new(MasterKey::new([1; 32]).series_key(gtin(0), b"").index_key(), gtin(0), b"", shape)
            .unwrap()
    };
    let mut content = content();
    content.openers.push(slotless(16));
    assert_eq!(content.sign(&secret(9)).err(), Some(Error::Taken), "a serial in 07 would have two indices");
    *content.openers.last_mut().unwrap() = slotless(15);
    assert!(content.sign(&secret(9)).is_ok(), "serials of another length are told apart");
}

#[test]
fn codes_are_believed_through_a_bundle() {
    let verifier = verifier(&content());
    let answer = verifier.verify(&code(1, 0, 77, "10L7"), NOW);
    assert_eq!((answer.verdict, answer.index, answer.key_id), (Verdict::Genuine, None, Some(key_id(1))));
    assert_eq!(verifier.verify(&code(2, 0, 77, ""), NOW).verdict, Verdict::UnknownKey);
    assert_eq!(verifier.verify(&code(1, 0, 77, ""), NOW + 100 * DAY).verdict, Verdict::OutOfWindow);
    assert_eq!(verifier.verify(&foreign(1, 2, "5"), NOW).verdict, Verdict::OutOfScope);
    assert_eq!(Verifier::default().verify(&code(1, 0, 77, ""), NOW).verdict, Verdict::UnknownKey);
}

#[test]
fn a_newer_bundle_takes_the_place_of_an_older_one() {
    let mut verifier = verifier(&content());
    let mut newer = content();
    newer.sequence = 8;
    newer.keys = Keyring::new();
    verifier.install(bundle(&newer), &root(9)).unwrap();
    assert_eq!(verifier.verify(&code(1, 0, 77, ""), NOW).verdict, Verdict::UnknownKey);
    assert_eq!(verifier.bundles.iter().count(), 1);
    assert_eq!(verifier.install(bundle(&content()), &root(9)), Err(Error::RolledBack));
    assert_eq!(verifier.install(bundle(&newer), &root(9)), Ok(()), "the same again");
    let mut rival = newer.clone();
    rival.name = "another".to_owned();
    assert_eq!(verifier.install(bundle(&rival), &root(9)), Err(Error::RolledBack), "two with one number");
    assert_eq!(verifier.bundles.of(key_id(9)).unwrap().content().name, "示例 brand");
    assert_eq!(verifier.install(bundle(&newer), &root(8)), Err(Error::UnknownKey));
    assert_eq!(verifier.bundles.remove(key_id(8)), Err(Error::UnknownKey));
    verifier.bundles.remove(key_id(9)).unwrap();
    assert!(verifier.install(bundle(&content()), &root(9)).is_ok(), "the caller forgot the newer one");
}

#[test]
fn a_root_speaks_only_within_its_scope() {
    let beyond = |change: fn(&mut BundleContent)| {
        let mut content = content();
        change(&mut content);
        Verifier::default().install(bundle(&content), &root(9))
    };
    assert_eq!(beyond(|_| ()), Ok(()));
    let other = gtin(2);
    assert_eq!(Err(Error::Scope), {
        beyond(|content| {
            content.keys.add(*secret(2).public_key(), Window::ALWAYS, Scope::Everything).map(drop).unwrap();
        })
    });
    for scope in [
        Scope::Only { gtins: vec![other], prefixes: vec![] },
        Scope::Only { gtins: vec![], prefixes: vec![CompanyPrefix::parse(b"950600").unwrap()] },
    ] {
        let mut content = content();
        content.keys.add(*secret(2).public_key(), Window::ALWAYS, scope).unwrap();
        assert_eq!(Verifier::default().install(bundle(&content), &root(9)), Err(Error::Scope));
    }
    let narrower = Scope::Only { gtins: vec![], prefixes: vec![CompanyPrefix::parse(b"95060001").unwrap()] };
    let mut fine = content();
    fine.keys.add(*secret(2).public_key(), Window::ALWAYS, narrower).unwrap();
    assert_eq!(Verifier::default().install(bundle(&fine), &root(9)), Ok(()));

    assert_eq!(beyond(|content| content.openers.push(opener(2, "07"))), Err(Error::Scope));
    assert_eq!(beyond(|content| content.revoked.add_item(gtin(2))), Err(Error::Scope));
    assert_eq!(beyond(|content| content.recalled.add_lot(gtin(2), "L").unwrap()), Err(Error::Scope));
    assert_eq!(beyond(|content| content.recalled.indices.add(id(2, "07"), 5)), Err(Error::Scope));
    assert_eq!(beyond(|content| content.vouched.add(id(2, "07"), 5)), Err(Error::Scope));
    assert_eq!(
        beyond(|content| content.leases.add(gtin(2), b"07", 0..5, key_id(1)).unwrap()),
        Err(Error::Scope)
    );
    let serial = Serial::parse(b"5").unwrap();
    let mut content = content();
    content.revoked.add_serials(gtin(2), serial, serial).unwrap();
    assert_eq!(Verifier::default().install(bundle(&content), &root(9)), Err(Error::Scope));
}

#[test]
fn several_brands_live_in_one_verifier() {
    let mut verifier = verifier(&content());
    let mut second = content();
    second.openers = vec![opener(2, "07")];
    second.keys = Keyring::new();
    let scope = Scope::Only { gtins: vec![gtin(2)], prefixes: vec![] };
    second.keys.add(*secret(2).public_key(), Window::ALWAYS, scope.clone()).unwrap();
    second.revoked.indices.add(id(2, "07"), 5);
    let second_root = Root { key: *secret(8).public_key(), scope };
    let open = |content: &BundleContent| {
        Bundle::open(&content.sign(&secret(8)).unwrap(), secret(8).public_key(), 0).unwrap()
    };
    verifier.install(open(&second), &second_root).unwrap();
    assert_eq!(verifier.verify(&code(1, 0, 77, ""), NOW).verdict, Verdict::Genuine);
    assert_eq!(verifier.verify(&code(2, 2, 77, ""), NOW).verdict, Verdict::Genuine);
    assert_eq!(verifier.verify(&code(2, 2, 5, ""), NOW).verdict, Verdict::CodeRevoked);
    assert_eq!(verifier.verify(&code(1, 0, 5, ""), NOW).verdict, Verdict::Genuine);
    assert_eq!(verifier.verify(&code(2, 0, 77, ""), NOW).verdict, Verdict::OutOfScope);
    assert_eq!(verifier.bundles.iter().count(), 2);

    // A key belongs to one of them, and to one of keyring and bundles.
    second.sequence += 1;
    let scope = Scope::Only { gtins: vec![gtin(2)], prefixes: vec![] };
    second.keys.add(*secret(1).public_key(), Window::ALWAYS, scope).unwrap();
    assert_eq!(verifier.install(open(&second), &second_root), Err(Error::Taken));
    let mut own = Verifier::default();
    own.keyring.add(*secret(1).public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    assert_eq!(own.install(bundle(&content()), &root(9)), Err(Error::Taken));
    assert_eq!(own.bundles.iter().count(), 0);
}
