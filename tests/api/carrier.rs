//! Carriers: one logical code, three printed forms, and nothing else that reads as a code.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::code::{Identity, KeyId, Proof, Serial, SerialCode};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::{Gtin, Sscc};
use symbolon::gs1::link::LinkStem;

fn stem() -> CompactStem {
    CompactStem::parse("HTTPS://T.CN").unwrap()
}

fn signed() -> SerialCode {
    let code = SerialCode::parse(b"01095060001343522107A0B1C2D3E4F5G6\x1D10L7\x1D17281130").unwrap();
    code.with_proof(Proof { key_id: KeyId::new([1, 2, 3, 4, 5]), signature: [0x5A; 64] }).unwrap()
}

fn all_forms(code: &SerialCode) -> [Vec<u8>; 3] {
    [
        carrier::element_string(code),
        carrier::digital_link(code, &LinkStem::GS1).unwrap().into_bytes(),
        compact::print(code, &stem()).unwrap().into_bytes(),
    ]
}

prop_compose! {
    fn codes()(
        gtin in 0..10_u64.pow(13), sscc in 0..10_u64.pow(17), logistic: bool,
        serial in "[!-\"%-?A-Z_a-z]{1,20}",
        lot in prop::option::of("[!-\"%-?A-Z_a-z]{1,20}"),
        expiry in prop::option::of(prop::sample::select(vec!["260101", "281130", "240229", "270200"])),
        internal in prop::option::of("[!-\"%-?A-Z_a-z]{1,90}"),
        proof: Option<([u8; 5], [u8; 32], [u8; 32])>,
    ) -> SerialCode {
        let checked = |number: u64, digits: usize| {
            let body = format!("{number:0digits$}");
            let check = symbolon::gs1::check::digit(body.as_bytes()).unwrap();
            format!("{body}{}", char::from(check))
        };
        let identity = if logistic {
            Identity::Sscc(Sscc::parse(checked(sscc, 17).as_bytes()).unwrap())
        } else {
            let gtin = Gtin::parse(checked(gtin, 13).as_bytes()).unwrap();
            Identity::Sgtin { gtin, serial: Serial::parse(serial.as_bytes()).unwrap() }
        };
        let mut attributes = Elements::new();
        if let Some(lot) = lot.filter(|_| !logistic) {
            attributes.push(Ai::LOT, lot.as_bytes()).unwrap();
        }
        if let Some(expiry) = expiry.filter(|_| !logistic) {
            attributes.push(Ai::EXPIRY, expiry.as_bytes()).unwrap();
        }
        match (proof, internal) {
            (Some((key_id, r, s)), _) => {
                let signature = [r, s].concat().try_into().unwrap();
                let code = SerialCode::new(&identity, &attributes).unwrap();
                code.with_proof(Proof { key_id: KeyId::new(key_id), signature }).unwrap()
            }
            (None, Some(internal)) => {
                attributes.push(Ai::INTERNAL_91, internal.as_bytes()).unwrap();
                SerialCode::new(&identity, &attributes).unwrap()
            }
            (None, None) => SerialCode::new(&identity, &attributes).unwrap(),
        }
    }
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(code in codes()) {
        for form in all_forms(&code) {
            prop_assert_eq!(SerialCode::parse(&form), Ok(code.clone()));
        }
        prop_assert_eq!(compact::parse(compact::print(&code, &stem()).unwrap().as_bytes()), Ok(code));
    }

    #[test]
    fn no_input_panics(input: Vec<u8>) {
        let _ = SerialCode::parse(&input);
        let _ = SerialCode::parse(&[b"HTTPS://T.CN/".as_slice(), &input].concat());
        let _ = SerialCode::parse(&[b"https://a.b/01/".as_slice(), &input].concat());
    }

    #[test]
    fn no_digits_panic_and_each_code_has_one_payload(digits in "[0-9]{0,240}") {
        // A payload that begins like a real one gets further in.
        for url in [format!("HTTPS://T.CN/{digits}"), format!("HTTPS://T.CN/0028{digits}")] {
            if let Ok(code) = compact::parse(url.as_bytes()) {
                prop_assert_eq!(compact::print(&code, &stem()).unwrap(), url);
            }
        }
    }
}

#[test]
fn cut_or_changed_forms_never_read_as_the_same_code() {
    let code = signed();
    for form in all_forms(&code) {
        for end in 0..form.len() {
            assert_ne!(SerialCode::parse(&form[..end]).as_ref(), Ok(&code), "cut at {end}");
        }
        // The host of a URL is not part of the code.
        let host_end = form.windows(3).position(|three| three == b"://").map_or(0, |scheme| {
            scheme + 3 + form[scheme + 3..].iter().position(|byte| *byte == b'/').unwrap()
        });
        for place in host_end..form.len() {
            for byte in 0..=255 {
                let mut changed = form.clone();
                changed[place] = byte;
                let same = byte != form[place] && SerialCode::parse(&changed).as_ref() == Ok(&code);
                assert!(!same, "byte {place} as {byte} of {}", String::from_utf8_lossy(&form));
            }
        }
    }
}

#[test]
fn the_compact_url_is_as_small_as_the_format_says() {
    // 2 + 6 + 11 + 69 bytes for identity, 16 Crockford characters and proof: 12 groups of 17 digits and one of 10.
    let code = SerialCode::parse(b"01095060001343522107A0B1C2D3E4F5G6").unwrap();
    let code = code.with_proof(Proof { key_id: KeyId::new([0; 5]), signature: [0xFF; 64] }).unwrap();
    let url = compact::print(&code, &stem()).unwrap();
    assert_eq!(url.len(), "HTTPS://T.CN/".len() + 12 * 17 + 10);
}

#[test]
fn compact_urls_survive_what_apps_do_to_them() {
    let url = compact::print(&signed(), &stem()).unwrap();
    let lower = url.replace("HTTPS://T.CN", "https://t.cn");
    for url in [url.clone(), lower, format!("{url}?utm_source=x"), format!("{url}#top")] {
        assert_eq!(SerialCode::parse(url.as_bytes()), Ok(signed()), "{url}");
    }
}

#[test]
fn symbology_identifiers_of_scanners_are_understood() {
    let [elements, link, compact] = all_forms(&signed());
    for (identifier, form) in
        [("]d2", &elements), ("]Q3", &elements), ("]Q1", &link), ("]d1", &link), ("]Q1", &compact)]
    {
        let scan = [identifier.as_bytes(), form].concat();
        assert_eq!(SerialCode::parse(&scan), Ok(signed()), "{identifier}");
    }
    assert_eq!(SerialCode::parse(b"]Q1HTTPS://T.CN/00512"), Err(Error::Version { at: 16 }));
    assert_eq!(SerialCode::parse(b"]Q10109506000134352211"), Err(Error::UnknownAi { at: 0 }));
}

#[test]
fn compact_errors_have_their_place() {
    let url = compact::print(&signed(), &stem()).unwrap();
    let start = "HTTPS://T.CN/".len();
    let at = |place: usize| u32::try_from(place).unwrap();
    let with = |range: std::ops::Range<usize>, text: &str| {
        let mut changed = url.clone();
        changed.replace_range(range, text);
        compact::parse(changed.as_bytes())
    };
    assert_eq!(with(start + 17..start + 34, &"9".repeat(17)), Err(Error::Compact { at: at(start + 17) }));
    assert_eq!(with(start + 34..url.len(), "1"), Err(Error::Compact { at: at(start + 34) }));
    assert_eq!(compact::parse(b"HTTPS://T.CN/00512"), Err(Error::Version { at: 13 }));
    assert_eq!(compact::parse(b"HTTPS://T.CN/"), Err(Error::Uri { at: 0 }));
    assert_eq!(compact::parse(b"T.CN/00512"), Err(Error::Uri { at: 0 }));
    assert_eq!(compact::parse(b"HTTPS://T.CN/001"), Err(Error::Compact { at: 16 }));
}

#[test]
fn stems_must_stay_out_of_the_payloads_way() {
    for good in ["HTTPS://T.CN", "HTTP://T.CN:80/A-1/B.", "HTTPS://T.CN/P/"] {
        assert!(CompactStem::parse(good).is_ok(), "{good}");
    }
    for (bad, at) in [
        ("https://t.cn", 0),
        ("HTTPS://t.CN", 8),
        ("HTTPS://", 0),
        ("HTTPS:///A", 8),
        ("HTTPS://T.CN/01", 13),
        ("HTTPS://T.CN/A//", 15),
        ("HTTPS://T.CN/A?B", 14),
    ] {
        assert_eq!(CompactStem::parse(bad), Err(Error::Uri { at }), "{bad}");
    }
}

#[test]
fn codes_need_exactly_one_identity() {
    assert_eq!(SerialCode::parse(b"0109506000134352"), Err(Error::NoIdentity));
    assert_eq!(SerialCode::parse(b"10L7"), Err(Error::Combination { at: 0 }));
    let both = b"0039506000000000001601095060001343522199";
    assert_eq!(SerialCode::parse(both), Err(Error::Combination { at: 0 }));
}

#[test]
fn internal_data_of_others_is_no_proof_and_a_broken_proof_is_refused() {
    let others = SerialCode::parse(b"010950600013435221A\x1D91EE06\x1D92abcd").unwrap();
    assert_eq!(others.proof(), None);
    let ours = String::from_utf8(carrier::element_string(&signed())).unwrap();
    let spare_bits = ours[..ours.len() - 1].to_owned() + "h";
    assert_eq!(SerialCode::parse(spare_bits.as_bytes()), Err(Error::Proof { at: 0 }));
    let key_id = ours.replace("\x1D91", "\x1D91U");
    assert!(SerialCode::parse(key_id.as_bytes()).unwrap().proof().is_none(), "nine characters are no key id");
}

#[test]
fn proofs_have_one_text() {
    let proof = signed().proof().copied().unwrap();
    let (key_id, text) = (proof.key_id.text(), proof.signature_text());
    assert_eq!(Proof::parse(&key_id, &text), Ok(proof));
    for cut in 0..text.len() {
        assert_eq!(Proof::parse(&key_id, &text[..cut]), Err(Error::Proof { at: 0 }), "{cut} characters");
    }
    assert_eq!(Proof::parse(&key_id, &[text.as_slice(), b"=="].concat()), Err(Error::Proof { at: 0 }));
    assert_eq!(Proof::parse(&key_id[1..], &text), Err(Error::Proof { at: 0 }));
}

/// A compact URL with this payload, written without the library.
fn url_of(payload: &[u8]) -> String {
    let digits = payload.chunks(7).map(|group| {
        let number = group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let width = [0, 3, 5, 8, 10, 13, 15, 17][group.len()];
        format!("{number:0width$}")
    });
    format!("HTTPS://T.CN/{}", digits.collect::<String>())
}

#[test]
fn a_code_has_one_compact_payload() {
    let gtin = 950_600_013_435_u64.to_be_bytes();
    let with = |flags: u8, tail: &[u8]| url_of(&[&[1, flags], &gtin[2..], tail].concat());
    let parsed = compact::parse(with(0, &[1 << 5 | 2, 0x01, 0x41]).as_bytes()).unwrap();
    assert_eq!(parsed.elements().to_bracketed(), "(01)09506000134352(21)A1");
    assert_eq!(compact::print(&parsed, &stem()).unwrap(), with(0, &[1 << 5 | 2, 0x01, 0x41]));

    let lot = [0x10, 7 << 5 | 1]; // class 7 does not exist
    let foreign_proof = [
        [0x91, 1 << 5 | 8, 0, 0, 0, 0, 0].as_slice(), // eight zeros as Crockford's, not as digits
        &[0x92, 4 << 5, 86],
    ]
    .concat();
    for (name, url) in [
        ("a wider class than the text needs", with(0, &[2 << 5 | 2, 0x01, 0x69])),
        ("the long form of a short length", with(0, &[1 << 5, 2, 0x01, 0x41])),
        ("an unknown class", with(0, &[&[1 << 5 | 2, 0x01, 0x41], lot.as_slice()].concat())),
        ("elements out of order", with(0, &[1 << 5 | 2, 1, 0x41, 0x17, 6, 4, 0x49, 0xEA, 0x10, 1, 7])),
        ("the serial again as an element", with(0, &[1 << 5 | 2, 1, 0x41, 0x21, 1, 7])),
        ("unknown flags", with(4, &[1 << 5 | 2, 0x01, 0x41])),
        ("a proof that is not there", with(2, &[1 << 5 | 2, 0x01, 0x41])),
        ("half a proof as elements", with(0, &[&[1 << 5 | 2, 1, 0x41], foreign_proof.as_slice()].concat())),
        ("bytes behind the end", with(0, &[1 << 5 | 2, 0x01, 0x41, 0])),
        (
            "a GTIN beyond its digits",
            url_of(&[&[1, 0], [0xFF; 6].as_slice(), &[1 << 5 | 2, 0x01, 0x41]].concat()),
        ),
        ("an empty serial", with(0, &[0, 0])),
    ] {
        assert!(matches!(compact::parse(url.as_bytes()), Err(Error::Compact { .. })), "{name}");
    }
}

#[test]
fn a_digit_group_holds_no_more_than_its_bytes() {
    // 11 bytes: a group of 7 and one of 4, so that the last has 10 digits for 2³² values.
    let url = url_of(
        &[[1, 0].as_slice(), &950_600_013_435_u64.to_be_bytes()[2..], &[1 << 5 | 2, 1, 0x41]].concat(),
    );
    let (head, last) = url.split_at(url.len() - 10);
    let alias = format!("{head}{:010}", last.parse::<u64>().unwrap() + (1 << 32));
    assert!(compact::parse(url.as_bytes()).is_ok());
    let at = u32::try_from(head.len()).unwrap();
    assert_eq!(compact::parse(alias.as_bytes()), Err(Error::Compact { at }));
}

#[test]
fn a_proof_is_carried_as_a_proof_only() {
    // The elements (91) and (92) of a signed code, packed as ordinary elements, would be a second form of it.
    let code = SerialCode::parse(b"010950600013435221A1").unwrap();
    let code = code.with_proof(Proof { key_id: KeyId::new([0; 5]), signature: [0; 64] }).unwrap();
    let mut payload =
        [[1, 0].as_slice(), &950_600_013_435_u64.to_be_bytes()[2..], &[1 << 5 | 2, 1, 0x41]].concat();
    payload.extend([0x91, 8, 0, 0, 0, 0]); // "00000000" as digits: 27 bits
    payload.extend([0x92, 3 << 5, 86]); // 86 times "A": value 10 in class 3, chunks of 21 and a rest of 2
    for length in [21_u32, 21, 21, 21, 2] {
        let number = (0..length).fold(0_u128, |number, _| number * 62 + 10);
        let bytes = (128 - (62_u128.pow(length) - 1).leading_zeros()).div_ceil(8) as usize;
        payload.extend(&number.to_be_bytes()[16 - bytes..]);
    }
    assert!(matches!(compact::parse(url_of(&payload).as_bytes()), Err(Error::Compact { .. })));
    assert!(compact::parse(compact::print(&code, &stem()).unwrap().as_bytes()).is_ok());
}
