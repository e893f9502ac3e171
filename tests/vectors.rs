//! Golden vectors: every format against the values of a second implementation (`tests/vectors/generate.py`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::code::{Alphabet, Format, KeyId, MasterKey, Serial, SerialCode, Series, SeriesId, Shape};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::mark::{DeriveKey, ShortMark};
use symbolon::trust::{
    Draw, Issuer, Keyring, Lease, LeaseId, Receipt, Scope, SecretKey, Signer, Terms, Verdict, Verifier,
    Window, message,
};

fn rows(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!rows.is_empty());
    rows
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_else(|| panic!("{field} is missing"))
}

fn bytes<const N: usize>(row: &Value, field: &str) -> [u8; N] {
    unhex(text(row, field)).try_into().unwrap()
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

#[test]
fn sealed_serials() {
    for row in rows("serial.json") {
        let (gtin, slot) =
            (Gtin::parse(text(&row, "gtin").as_bytes()).unwrap(), text(&row, "slot").as_bytes());
        let shape = Shape::new(
            Alphabet::new(text(&row, "alphabet").as_bytes()).unwrap(),
            u8::try_from(row["length"].as_u64().unwrap()).unwrap(),
            u8::try_from(slot.len()).unwrap(),
            text(&row, "index_space").parse().unwrap(),
        )
        .unwrap()
        .with_format(Format::V1);
        let key = MasterKey::new(bytes(&row, "master")).series_key(gtin, slot);
        let series = Series::new(key, gtin, slot, shape).unwrap();
        let index = text(&row, "index").parse().unwrap();
        let serial = Serial::parse(text(&row, "serial").as_bytes()).unwrap();
        assert_eq!(series.seal(index), Ok(serial));
        assert_eq!(series.open(&serial), Ok(index));
    }
}

#[test]
fn carriers_of_unsigned_codes() {
    for row in rows("carrier.json") {
        let code = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        assert!(code.proof().is_none());
        assert_eq!(code.elements().to_bracketed(), text(&row, "bracketed"));
        assert_eq!(
            SerialCode::from_elements(Elements::parse_bracketed(text(&row, "bracketed").as_bytes()).unwrap()),
            Ok(code.clone())
        );
        check_carriers(&row, &code, "element_string");
    }
}

#[test]
fn messages_signatures_and_carriers_of_signed_codes() {
    for row in rows("message.json") {
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        assert_eq!(key.public_key().bytes(), unhex(text(&row, "public_key")));
        assert_eq!(key.public_key().id().to_string(), text(&row, "key_id"));
        let unsigned = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let mut signed_bytes = Vec::new();
        message::write(&unsigned, key.public_key().id(), &mut signed_bytes);
        assert_eq!(signed_bytes, unhex(text(&row, "message")));

        let public = *key.public_key();
        let code = Issuer::new(key).sign(unsigned).unwrap();
        assert_eq!(code.proof().unwrap().signature, bytes(&row, "signature"));
        check_carriers(&row, &code, "signed");

        let mut keyring = Keyring::new();
        keyring.add(public, Window::ALWAYS, Scope::Everything).unwrap();
        let verifier = Verifier { keyring, ..Verifier::default() };
        for field in ["signed", "link", "compact"] {
            let answer = verifier.verify_scan(text(&row, field).as_bytes(), 0);
            assert_eq!(answer.verdict, Verdict::Genuine, "{field}");
        }
    }
}

#[test]
fn leases_cursors_and_receipts() {
    for row in rows("lease.json") {
        let number = |field| text(&row, field).parse::<u64>().unwrap();
        let time = |field| text(&row, field).parse::<i64>().unwrap();
        let brand = SecretKey::from_seed(&bytes(&row, "granter_seed")).unwrap();
        let holder = SecretKey::from_seed(&bytes(&row, "holder_seed")).unwrap();
        let gtin = Gtin::parse(text(&row, "gtin").as_bytes()).unwrap();
        let terms = Terms {
            id: LeaseId::new(&unhex(text(&row, "id"))).unwrap(),
            holder: text(&row, "holder").to_owned(),
            key_id: KeyId::parse(text(&row, "key_id").as_bytes()).ok(),
            series: SeriesId::new(gtin, text(&row, "slot").as_bytes()).unwrap(),
            range: number("first")..number("first") + number("count"),
            quota: number("quota"),
            window: Window::new(time("from"), time("until")).unwrap(),
        };
        let granted = unhex(text(&row, "lease"));
        assert_eq!(Lease::grant(&brand, &terms).as_ref(), Ok(&granted));
        let lease = Lease::open(&granted, brand.public_key()).unwrap();
        assert_eq!((lease.terms(), lease.digest()), (&terms, &bytes(&row, "digest")));

        let (used, cursor) = (number("used"), unhex(text(&row, "cursor")));
        let mut draw = Draw::begin(lease.clone());
        if used > 0 {
            draw.draw(used, terms.window.from(), |_| Ok(())).unwrap();
        }
        assert_eq!(draw.cursor()[..], cursor);
        let mut resumed = Draw::resume(lease, &cursor).unwrap();
        let mut closed: Vec<u8> = Vec::new();
        let receipt = resumed.close(&holder, time("closed_at"), |cursor| {
            closed.extend(cursor);
            Ok(())
        });
        assert_eq!(receipt, Ok(unhex(text(&row, "receipt"))));
        assert_eq!(closed, unhex(text(&row, "closed_cursor")));
        let receipt = Receipt::open(&receipt.unwrap(), holder.public_key()).unwrap();
        assert_eq!((receipt.used(), receipt.closed_at()), (used, time("closed_at")));
    }
}

#[test]
fn derived_marks() {
    for row in rows("mark.json") {
        let epoch = text(&row, "epoch").parse().unwrap();
        let key = DeriveKey::new(&bytes(&row, "secret"), text(&row, "tenant").as_bytes(), epoch).unwrap();
        let code = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let (date_text, line) = (text(&row, "date_text").as_bytes(), text(&row, "line").as_bytes());
        let position = text(&row, "roll_position").parse().ok();
        let mark = key.derive(code.identity(), date_text, line, position).unwrap();
        assert_eq!(mark.to_string(), text(&row, "mark"));
        assert!(ShortMark::parse(text(&row, "mark").as_bytes()).is_ok_and(|typed| typed == mark));
    }
}

fn check_carriers(row: &Value, code: &SerialCode, element_string: &str) {
    let link_stem = LinkStem::parse(text(row, "link_stem")).unwrap();
    let compact_stem = CompactStem::parse(text(row, "compact_stem")).unwrap();
    assert_eq!(carrier::element_string(code), text(row, element_string).as_bytes());
    assert_eq!(carrier::digital_link(code, &link_stem).unwrap(), text(row, "link"));
    assert_eq!(compact::print(code, &compact_stem).unwrap(), text(row, "compact"));
    for field in [element_string, "link", "compact"] {
        assert_eq!(SerialCode::parse(text(row, field).as_bytes()).as_ref(), Ok(code), "{field}");
    }
}
