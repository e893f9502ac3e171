//! Element strings: as scanners send them, and in the form with parentheses.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

use proptest::prelude::*;
use symbolon::Error;
use symbolon::gs1::ai::Ai;
use symbolon::gs1::check;
use symbolon::gs1::date::Date;
use symbolon::gs1::element::Elements;
use symbolon::gs1::table::{Class, Component, Lint};

/// A code with a signature, as it is printed.
const SIGNED: &str = "(01)09506000134352(21)A1B2C3D4E5F6G7H8(17)270131(10)LOT(7)(91)K1(92)\
    0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123456789abcdefghijkl";

fn signed() -> Elements {
    Elements::parse_bracketed(SIGNED.replace("LOT(7)", r"LOT\(7)").as_bytes()).unwrap()
}

type Element = (Ai, &'static str);

fn of(elements: &[Element]) -> Elements {
    let mut list = Elements::new();
    for (ai, value) in elements {
        list.push(*ai, value.as_bytes()).unwrap();
    }
    list
}

/// Any value that satisfies the format of a component.
fn any_part(part: Component) -> BoxedStrategy<String> {
    let len = usize::from(part.min)..=usize::from(part.max);
    let class = match part.class {
        Class::N => "[0-9]",
        Class::X => "[!\"%&'()*+,./0-9:;<=>?A-Z_a-z-]",
        Class::Y => "[#/0-9A-Z-]",
        _ => "[A-Za-z0-9_-]",
    };
    let text = proptest::string::string_regex(&format!("{class}{{{},{}}}", len.start(), len.end())).unwrap();
    match part.lint {
        Lint::CheckDigit => text
            .prop_map(|mut text| {
                text.pop();
                text.push(char::from(check::digit(text.as_bytes()).unwrap()));
                text
            })
            .boxed(),
        Lint::DateOrMonth => (0..30_000_i64, any::<bool>())
            .prop_map(|(days, month)| {
                let date = Date::from_days_since_epoch(days).unwrap().to_yymmdd();
                let text = String::from_utf8(date.to_vec()).unwrap();
                if month { format!("{}00", &text[..4]) } else { text }
            })
            .boxed(),
        _ => text.boxed(),
    }
}

/// Any elements of the given identifiers, in any order.
pub(crate) fn any_elements(from: Vec<Ai>) -> impl Strategy<Value = Elements> {
    let count = 1..=from.len();
    prop::sample::subsequence(from, count)
        .prop_shuffle()
        .prop_flat_map(|ais| {
            let value = |ai: &Ai| ai.row().components.iter().map(|part| any_part(*part)).collect::<Vec<_>>();
            let values: Vec<_> = ais.iter().map(value).collect();
            (Just(ais), values)
        })
        .prop_map(|(ais, values)| {
            let mut elements = Elements::new();
            for (ai, parts) in ais.into_iter().zip(values) {
                elements.push(ai, parts.concat().as_bytes()).unwrap();
            }
            elements
        })
}

#[test]
fn a_list_keeps_order_and_refuses_repetition() {
    let mut list = Elements::with_capacity(3, 40);
    assert!(list.is_empty() && list.is_sorted());
    list.push(Ai::SERIAL, b"A1").unwrap();
    list.push(Ai::GTIN, b"09506000134352").unwrap();
    let before = list.clone();
    assert_eq!(list.push(Ai::SERIAL, b"A2"), Err(Error::RepeatedAi { at: 0 }));
    assert_eq!(list.push(Ai::LOT, b"A B"), Err(Error::Charset { at: 1 }));
    assert_eq!(list.push(Ai::EXPIRY, b"270230"), Err(Error::Date { at: 0 }));
    assert_eq!(list, before);
    assert_eq!((list.len(), list.is_sorted()), (2, false));
    assert_eq!(list.iter().collect::<Vec<_>>(), [(Ai::SERIAL, "A1"), (Ai::GTIN, "09506000134352")]);
    assert_eq!((list.get(Ai::SERIAL), list.get(Ai::LOT)), (Some("A1"), None));
    assert!(list.contains(Ai::GTIN) && !list.contains(Ai::LOT));
    assert_eq!(format!("{list:?}"), "(21)A1(01)09506000134352");

    list.sort();
    assert!(list.is_sorted());
    assert_ne!(list, before);
    assert_eq!(list, of(&[(Ai::GTIN, "09506000134352"), (Ai::SERIAL, "A1")]));
    assert_eq!(list.to_element_string(), b"010950600013435221A1");
}

#[test]
fn separators_are_written_only_where_needed() {
    let cases: [(&[Element], &[u8]); 6] = [
        (&[], b""),
        (&[(Ai::LOT, "A")], b"10A"),
        (&[(Ai::LOT, "A"), (Ai::SERIAL, "B")], b"10A\x1D21B"),
        (&[(Ai::EXPIRY, "270131"), (Ai::LOT, "A")], b"1727013110A"),
        (&[(Ai::LOT, "A"), (Ai::EXPIRY, "270131")], b"10A\x1D17270131"),
        (&[(Ai::COUNT, "40"), (Ai::CONTENT, "09506000134352")], b"3740\x1D0209506000134352"),
    ];
    for (elements, expected) in cases {
        let mut out = b"]".to_vec();
        of(elements).write_element_string(&mut out);
        assert_eq!(&out[1..], expected);
        assert_eq!(of(elements).to_element_string(), expected);
    }
}

#[test]
fn scans_are_read() {
    let gtin_and_lot = of(&[(Ai::GTIN, "09506000134352"), (Ai::LOT, "A")]);
    for scan in [
        "010950600013435210A",
        "\x1D010950600013435210A",
        "]C1010950600013435210A",
        "]e0010950600013435210A",
        "]d2\x1D010950600013435210A",
        "]Q3010950600013435210A",
        "]J1010950600013435210A",
        "0109506000134352\x1D10A",
        "010950600013435210A\x1D",
        "]d2\x1D0109506000134352\x1D10A\x1D",
    ] {
        assert_eq!(Elements::parse(scan.as_bytes()), Ok(gtin_and_lot.clone()), "{scan:?}");
    }
    // What looks like an identifier inside a value is not one.
    assert_eq!(Elements::parse(b"10A21B\x1D21C"), Ok(of(&[(Ai::LOT, "A21B"), (Ai::SERIAL, "C")])));
    assert_eq!(Elements::parse(b"00006141411234567890"), Ok(of(&[(Ai::SSCC, "006141411234567890")])));
}

#[test]
fn broken_scans_are_refused_at_the_right_place() {
    for (scan, expected) in [
        ("", Error::Truncated { at: 0 }),
        ("\x1D", Error::Truncated { at: 1 }),
        ("]d2", Error::Truncated { at: 3 }),
        ("0", Error::Truncated { at: 1 }),
        ("01", Error::Truncated { at: 2 }),
        ("010950600013435", Error::Truncated { at: 15 }),
        ("10", Error::Truncated { at: 2 }),
        ("]d2\x1D10A\x1D2", Error::Truncated { at: 9 }),
        ("\x1D\x1D10A", Error::Separator { at: 1 }),
        ("10A\x1D\x1D", Error::Separator { at: 4 }),
        ("10A\x1D\x1D21B", Error::Separator { at: 4 }),
        ("0109506000134352\x1D\x1D10A", Error::Separator { at: 17 }),
        ("]d110A", Error::UnknownAi { at: 0 }),
        ("99A", Error::UnknownAi { at: 0 }),
        ("A", Error::UnknownAi { at: 0 }),
        ("010950600013435299A", Error::UnknownAi { at: 16 }),
        ("0109506000134352x", Error::UnknownAi { at: 16 }),
        ("10A\x1D10B", Error::RepeatedAi { at: 4 }),
        ("10A\x1D10B\x07", Error::RepeatedAi { at: 4 }),
        ("10\x1D21B", Error::Length { at: 2 }),
        ("10012345678901234567890\x1D21B", Error::Length { at: 2 }),
        ("21A\x1D10012345678901234567890", Error::Length { at: 6 }),
        ("010950600\x1D10A", Error::Length { at: 2 }),
        ("0109506000134353", Error::CheckDigit { at: 15 }),
        ("]C10109506000134353", Error::CheckDigit { at: 18 }),
        ("10A\x1D21B C", Error::Charset { at: 7 }),
        ("10A\x1D17270230", Error::Date { at: 6 }),
    ] {
        assert_eq!(Elements::parse(scan.as_bytes()), Err(expected), "{scan:?}");
    }
    let limit = Error::TooLong { limit: Elements::MAX_INPUT };
    assert_eq!(Elements::parse(&[b'1'; 8193]), Err(limit));
    assert_ne!(Elements::parse(&[b'1'; 8192]), Err(limit));
    assert_eq!(Elements::parse_bracketed(&[b'('; 8193]), Err(limit));
}

#[test]
fn the_form_with_parentheses_is_refused_at_the_right_place() {
    for (text, expected) in [
        ("", Error::Truncated { at: 0 }),
        ("(", Error::Truncated { at: 1 }),
        ("(10", Error::Truncated { at: 3 }),
        ("10A", Error::UnknownAi { at: 0 }),
        (" (10)A", Error::UnknownAi { at: 0 }),
        ("()A", Error::UnknownAi { at: 1 }),
        ("(99)A", Error::UnknownAi { at: 1 }),
        ("(10)A(1)B", Error::UnknownAi { at: 6 }),
        ("(10)", Error::Length { at: 4 }),
        ("(10)(21)B", Error::Length { at: 4 }),
        ("(10)A(21)B C", Error::Charset { at: 10 }),
        (r"(10)\(\(A B", Error::Charset { at: 9 }),
        (r"(10)A\B", Error::Charset { at: 5 }),
        (r"(10)A\", Error::Charset { at: 5 }),
        ("(10)A\x1D", Error::Charset { at: 5 }),
        ("(10)A(10)B", Error::RepeatedAi { at: 5 }),
        (r"(10)\(\(A(10)B", Error::RepeatedAi { at: 9 }),
        ("(01)09506000134353", Error::CheckDigit { at: 17 }),
        ("(17)270230", Error::Date { at: 4 }),
    ] {
        assert_eq!(Elements::parse_bracketed(text.as_bytes()), Err(expected), "{text:?}");
    }
    let elements = of(&[(Ai::LOT, "((A)"), (Ai::SERIAL, ")(")]);
    assert_eq!(elements.to_bracketed(), r"(10)\(\(A)(21))\(");
    assert_eq!(Elements::parse_bracketed(elements.to_bracketed().as_bytes()), Ok(elements));
}

#[test]
fn companions_are_required_and_excluded() {
    let gtin = (Ai::GTIN, "09506000134352");
    let content = (Ai::CONTENT, "09506000134352");
    let sscc = (Ai::SSCC, "006141411234567890");
    let (lot, serial, count) = ((Ai::LOT, "A"), (Ai::SERIAL, "B"), (Ai::COUNT, "40"));
    let cases: [(&[Element], Result<(), u32>); 13] = [
        (&[], Ok(())),
        (&[gtin], Ok(())),
        (&[sscc], Ok(())),
        (&[serial, gtin], Ok(())),
        (&[gtin, lot, serial, (Ai::EXPIRY, "270131"), (Ai::INTERNAL_91, "x")], Ok(())),
        (&[sscc, content, count], Ok(())),
        (&[sscc, content, count, lot], Ok(())),
        (&[serial], Err(0)),
        (&[sscc, lot], Err(20)),
        (&[sscc, content], Err(20)),
        (&[content, count], Err(16)),
        (&[(Ai::INTERNAL_91, "xyz"), gtin, count, sscc, content], Err(6)),
        (&[sscc, content, count, serial], Err(41)),
    ];
    for (elements, expected) in cases {
        let list = of(elements);
        assert_eq!(list.check_rules(), expected.map_err(|at| Error::Combination { at }), "{list:?}");
    }
    // The offset is that in the element string.
    let list = of(&[sscc, content, count, serial]);
    assert_eq!(&list.to_element_string()[41..], b"21B");
}

/// Whatever is accepted reads the same when written again; whatever is refused says where.
fn hostile(input: &[u8]) {
    for (parse, print) in [
        (Elements::parse as fn(&[u8]) -> _, Elements::to_element_string as fn(&Elements) -> _),
        (Elements::parse_bracketed, |elements: &Elements| elements.to_bracketed().into_bytes()),
    ] {
        match parse(input) {
            Ok(elements) => assert_eq!(parse(&print(&elements)), Ok(elements)),
            Err(error) => assert!(error.place().unwrap() as usize <= input.len(), "{error}"),
        }
    }
}

#[test]
fn no_truncation_and_no_changed_byte_panics() {
    for good in [signed().to_element_string(), signed().to_bracketed().into_bytes()] {
        for len in 0..good.len() {
            hostile(&good[..len]);
            let mut changed = good.clone();
            for byte in 0..=255 {
                changed[len] = byte;
                hostile(&changed);
            }
        }
    }
    let gtin = b"0109506000134352";
    for len in 0..gtin.len() {
        assert_eq!(Elements::parse(&gtin[..len]), Err(Error::Truncated { at: u32::try_from(len).unwrap() }));
    }
}

proptest! {
    #[test]
    fn written_elements_are_read_again(elements in any_elements(Ai::all().collect())) {
        prop_assert_eq!(Elements::parse(&elements.to_element_string()), Ok(elements.clone()));
        prop_assert_eq!(Elements::parse_bracketed(elements.to_bracketed().as_bytes()), Ok(elements.clone()));
        let mut sorted = elements.clone();
        sorted.sort();
        prop_assert!(sorted.is_sorted());
        prop_assert_eq!(elements.is_sorted(), sorted == elements);
        prop_assert!(elements.iter().all(|(ai, value)| sorted.get(ai) == Some(value)));
        prop_assert_eq!(sorted.len(), elements.len());
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        hostile(&bytes);
    }

    /// Text made of the pieces that the grammar knows gets further than random bytes.
    #[test]
    fn random_pieces_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "01", "09506000134352", "(", ")", "\\", "\\(", "10", "21", "A", "\x1D", "17", "270131", "]d2", "00", "91", "é",
    ]), 0..16)) {
        hostile(pieces.concat().as_bytes());
    }
}
