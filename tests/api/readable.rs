//! What people read beside a symbol.

use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Sscc;
use symbolon::gs1::readable;
use symbolon::gs1::sscc::CompanyPrefix;

#[test]
fn the_parts_of_an_sscc_stand_apart() {
    let sscc = Sscc::parse(b"006141411234567890").unwrap();
    for (prefix, text) in [
        ("0614141", Some("0 0614141 123456789 0")),
        ("0614", Some("0 0614 141123456789 0")),
        ("061414112345", Some("0 061414112345 6789 0")),
        ("0614142", None),
    ] {
        let prefix = CompanyPrefix::parse(prefix.as_bytes()).unwrap();
        assert_eq!(readable::sscc(sscc, prefix).as_deref(), text, "{prefix}");
    }
}

#[test]
fn elements_are_named_in_parentheses_and_never_escaped() {
    let elements = Elements::parse(b"02095060001343523796\x1D10L(7)\x1D00006141411234567890").unwrap();
    let own = CompanyPrefix::parse(b"0614141").unwrap();
    let other = CompanyPrefix::parse(b"0614142").unwrap();
    let text = |prefix| readable::text(&elements, prefix);
    assert_eq!(text(Some(own)), "(02) 09506000134352 (37) 96 (10) L(7) (00) 0 0614141 123456789 0");
    assert_eq!(text(Some(other)), text(None));
    assert_eq!(text(None), "(02) 09506000134352 (37) 96 (10) L(7) (00) 006141411234567890");
    assert_eq!(readable::text(&Elements::new(), Some(own)), "");
}
