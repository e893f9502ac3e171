//! GS1 Digital Link URIs, written and read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

use proptest::prelude::*;
use symbolon::Error;
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::link::{self, Link, LinkStem};

use super::element::any_elements;

fn bracketed(text: &str) -> Elements {
    Elements::parse_bracketed(text.as_bytes()).unwrap()
}

#[test]
fn stems_are_read() {
    for (text, stem) in [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("http://example.com:8080/some/path/", "http://example.com:8080/some/path"),
        ("HTTPS://EXAMPLE.COM/A", "HTTPS://EXAMPLE.COM/A"),
        ("https://192.0.2.1/~x/a%20b", "https://192.0.2.1/~x/a%20b"),
        ("https://example.com/10/21", "https://example.com/10/21"),
    ] {
        assert_eq!(LinkStem::parse(text).unwrap().as_str(), stem);
    }
    assert_eq!(LinkStem::parse("https://id.gs1.org/").unwrap(), LinkStem::GS1);
    assert_eq!(
        format!("{} {:?}", LinkStem::GS1, LinkStem::GS1),
        "https://id.gs1.org LinkStem(https://id.gs1.org)"
    );
    for (text, expected) in [
        ("", Error::Uri { at: 0 }),
        ("example.com", Error::Uri { at: 0 }),
        ("Https://example.com", Error::Uri { at: 0 }),
        ("ftp://example.com", Error::Uri { at: 0 }),
        ("https://", Error::Uri { at: 0 }), // the slash at the end is dropped first
        ("https:///a", Error::Uri { at: 8 }),
        ("https://user@example.com", Error::Uri { at: 12 }),
        ("https://exam ple.com", Error::Uri { at: 12 }),
        ("https://[::1]/a", Error::Uri { at: 8 }),
        ("https://example.com:", Error::Uri { at: 20 }),
        ("https://example.com:65536", Error::Uri { at: 20 }),
        ("https://example.com:+80", Error::Uri { at: 20 }),
        ("https://example.com/a?b", Error::Uri { at: 21 }),
        ("https://example.com?b", Error::Uri { at: 19 }),
        ("https://example.com/a#b", Error::Uri { at: 21 }),
        ("https://example.com/a//", Error::Uri { at: 22 }),
        ("https://example.com/a//b", Error::Uri { at: 22 }),
        ("https://example.com/a/../b", Error::Uri { at: 22 }),
        ("https://example.com/a/01/b", Error::Uri { at: 22 }),
        ("https://example.com/00", Error::Uri { at: 20 }),
        ("https://example.com/a b", Error::Uri { at: 21 }),
        ("https://example.com/é", Error::Uri { at: 20 }),
        ("https://example.com/a%2", Error::Escape { at: 21 }),
    ] {
        assert_eq!(LinkStem::parse(text), Err(expected), "{text}");
    }
    assert_eq!(
        LinkStem::parse(&format!("https://example.com/{}", "a".repeat(8192))),
        Err(Error::TooLong { limit: 8192 })
    );
}

#[test]
fn links_are_written_in_canonical_form() {
    for (elements, uri) in [
        ("(01)09506000134352", "/01/09506000134352"),
        ("(00)006141411234567890", "/00/006141411234567890"),
        ("(21)7(10)A(01)09506000134352", "/01/09506000134352/10/A/21/7"),
        ("(21)7(01)09506000134352", "/01/09506000134352/21/7"),
        (
            "(92)y(17)270131(91)x(01)09506000134352(11)260131",
            "/01/09506000134352?11=260131&17=270131&91=x&92=y",
        ),
        // Under an SSCC the lot is no qualifier.
        (
            "(37)40(10)A(02)09506000134352(00)006141411234567890",
            "/00/006141411234567890?02=09506000134352&10=A&37=40",
        ),
        (
            r#"(01)09506000134352(21)!"%&'\()*+,-./:;<=>?"#,
            "/01/09506000134352/21/%21%22%25%26%27%28%29%2A%2B%2C-.%2F%3A%3B%3C%3D%3E%3F",
        ),
    ] {
        let uri = format!("https://id.gs1.org{uri}");
        assert_eq!(link::print(&bracketed(elements), &LinkStem::GS1).unwrap(), uri);
        let read = link::parse(uri.as_bytes()).unwrap();
        assert_eq!((link::print(&read.elements, &LinkStem::GS1), read.ignored), (Ok(uri), 0));
    }
    let stem = LinkStem::parse("HTTP://EXAMPLE.COM:80/A/").unwrap();
    let uri = link::print(&bracketed("(01)09506000134352"), &stem).unwrap();
    assert_eq!(uri, "HTTP://EXAMPLE.COM:80/A/01/09506000134352");
}

#[test]
fn elements_that_make_no_link_are_refused() {
    for (elements, expected) in [
        ("(10)A(21)7", Error::NoIdentity),
        ("(01)09506000134352(00)006141411234567890", Error::Combination { at: 16 }),
        ("(00)006141411234567890(21)7", Error::Combination { at: 20 }),
    ] {
        assert_eq!(link::print(&bracketed(elements), &LinkStem::GS1), Err(expected), "{elements}");
    }
    assert_eq!(link::print(&Elements::new(), &LinkStem::GS1), Err(Error::NoIdentity));
}

/// Rules and several examples of GS1 Digital Link URI Syntax 1.6.
#[test]
fn links_are_read() {
    for (uri, elements, ignored) in [
        (
            "https://id.gs1.org/01/09506000134352/10/ABC/21/123?17=270131",
            "(01)09506000134352(10)ABC(21)123(17)270131",
            0,
        ),
        ("https://example.com/some/stem/01/09506000134352", "(01)09506000134352", 0),
        ("http://example.com:8080/00/006141411234567890", "(00)006141411234567890", 0),
        ("HTTPS://EXAMPLE.COM/01/09506000134352", "(01)09506000134352", 0),
        // Short trade item numbers.
        ("https://a.b/01/9506000134352", "(01)09506000134352", 0),
        ("https://a.b/01/614141000036", "(01)00614141000036", 0),
        ("https://a.b/01/96385074", "(01)00000096385074", 0),
        // The right-most key counts, and a value is none.
        ("https://a.b/00/faux/00/006141411234567890", "(00)006141411234567890", 0),
        ("https://a.b/00/006141411234567890/01/09506000134352", "(01)09506000134352", 0),
        ("https://a.b/01/09506000134352/21/00", "(01)09506000134352(21)00", 0),
        ("https://a.b/01/01/09506000134352/10/01", "(01)09506000134352(10)01", 0),
        // Queries and fragments.
        ("https://a.b/01/09506000134352?", "(01)09506000134352", 0),
        ("https://a.b/01/09506000134352#x?17=999999", "(01)09506000134352", 0),
        ("https://a.b/01/09506000134352?#", "(01)09506000134352", 0),
        ("https://a.b/01/09506000134352?17=270131#/", "(01)09506000134352(17)270131", 0),
        (
            "https://a.b/01/09506000134352?s&linkType=all&17=270131&=1&x;y= z",
            "(01)09506000134352(17)270131",
            4,
        ),
        ("https://a.b/01/09506000134352?&&17=270131&", "(01)09506000134352(17)270131", 0),
    ] {
        let expected = Link { elements: bracketed(elements), ignored };
        assert_eq!(link::parse(uri.as_bytes()), Ok(expected), "{uri}");
    }
    // Escapes, and what is written without one.
    for (value, serial) in
        [("A%2B1", "A+1"), ("A+1", "A+1"), ("%41%2f%2F", "A//"), ("%25", "%"), ("(a)*;,'!&=:", "(a)*;,'!&=:")]
    {
        let uri = format!("https://a.b/01/09506000134352/21/{value}");
        assert_eq!(link::parse(uri.as_bytes()).unwrap().elements.get(Ai::SERIAL), Some(serial), "{value}");
    }
    let read = link::parse(b"https://a.b/01/09506000134352?92=a=b/?%3B:&91=%3c").unwrap().elements;
    assert_eq!((read.get(Ai::INTERNAL_92), read.get(Ai::INTERNAL_91)), (Some("a=b/?;:"), Some("<")));
}

#[test]
fn broken_links_are_refused_at_the_right_place() {
    // `https://a.b` has 11 bytes, `/01/09506000134352` 18: what follows begins at 29.
    for (uri, expected) in [
        ("", Error::Uri { at: 0 }),
        ("id.gs1.org/01/09506000134352", Error::Uri { at: 0 }),
        ("hTTps://a.b/01/09506000134352", Error::Uri { at: 0 }),
        ("https://u:p@a.b/01/09506000134352", Error::Uri { at: 10 }),
        ("https://a@b/01/09506000134352", Error::Uri { at: 9 }),
        ("https:///01/09506000134352", Error::Uri { at: 8 }),
        ("https://a.b", Error::NoIdentity),
        ("https://a.b?01=09506000134352", Error::NoIdentity),
        ("https://a.b/shop/shoes", Error::NoIdentity),
        ("https://a.b/01", Error::NoIdentity),
        ("https://a.b/gtin/09506000134352", Error::NoIdentity),
        ("https://a.b/%30%31/09506000134352", Error::NoIdentity),
        ("https://a.b/", Error::Uri { at: 11 }),
        ("https://a.b/01/09506000134352/", Error::Uri { at: 29 }),
        ("https://a.b/01/09506000134352/?17=270131", Error::Uri { at: 29 }),
        ("https://a.b/01/09506000134353", Error::CheckDigit { at: 28 }),
        ("https://a.b/01/96385075", Error::CheckDigit { at: 22 }),
        ("https://a.b/01/9638507X", Error::Charset { at: 22 }),
        ("https://a.b/01/0950600013435", Error::CheckDigit { at: 27 }),
        ("https://a.b/01/095060001343", Error::CheckDigit { at: 26 }),
        ("https://a.b/01/09506000134", Error::Length { at: 15 }),
        ("https://a.b/01/%30%31ab", Error::Length { at: 15 }),
        ("https://a.b/01/%309506000134353", Error::CheckDigit { at: 30 }),
        ("https://a.b/01/09506000134352/21/7/10/A", Error::Combination { at: 35 }),
        ("https://a.b/01/09506000134352/17/270131", Error::Combination { at: 30 }),
        ("https://a.b/00/006141411234567890/10/A", Error::Combination { at: 34 }),
        ("https://a.b/01/09506000134352/10/A/10/A", Error::RepeatedAi { at: 35 }),
        ("https://a.b/01/09506000134352/shop/A", Error::UnknownAi { at: 30 }),
        ("https://a.b/01/09506000134352/22/A", Error::UnknownAi { at: 30 }),
        ("https://a.b/01/09506000134352/21//17/1", Error::Length { at: 33 }),
        ("https://a.b/01/09506000134352/21/a b", Error::Uri { at: 34 }),
        ("https://a.b/01/09506000134352/21/a\"", Error::Uri { at: 34 }),
        ("https://a.b/01/09506000134352/21/a%", Error::Escape { at: 34 }),
        ("https://a.b/01/09506000134352/21/a%4", Error::Escape { at: 34 }),
        ("https://a.b/01/09506000134352/21/a%4g", Error::Escape { at: 34 }),
        ("https://a.b/01/09506000134352/21/a%00", Error::Charset { at: 34 }),
        ("https://a.b/01/09506000134352/21/%2B%1D%2B", Error::Charset { at: 36 }),
        ("https://a.b/01/09506000134352/21/%C3%A9", Error::Charset { at: 33 }),
        ("https://a.b/01/09506000134352/21/a%20b", Error::Charset { at: 34 }),
        ("https://a.b/01/09506000134352/21/a~", Error::Charset { at: 34 }),
        ("https://a.b/01/09506000134352/21/012345678901234567890", Error::Length { at: 33 }),
        ("https://a.b/01/09506000134352?17=270230", Error::Date { at: 33 }),
        ("https://a.b/01/09506000134352?x=1&17=270230", Error::Date { at: 37 }),
        ("https://a.b/01/09506000134352?17", Error::Uri { at: 32 }),
        ("https://a.b/01/09506000134352?17=", Error::Length { at: 33 }),
        ("https://a.b/01/09506000134352?17=270131&17=270131", Error::RepeatedAi { at: 40 }),
        ("https://a.b/01/09506000134352?21=7", Error::Combination { at: 30 }),
        ("https://a.b/01/09506000134352?10=7", Error::Combination { at: 30 }),
        ("https://a.b/01/09506000134352?01=09506000134352", Error::RepeatedAi { at: 30 }),
        ("https://a.b/00/006141411234567890?21=7", Error::Combination { at: 34 }),
        ("https://a.b/01/09506000134352?3103=000195", Error::UnknownAi { at: 30 }),
        ("https://a.b/01/09506000134352?1=1", Error::UnknownAi { at: 30 }),
        ("https://a.b/01/09506000134352?91=a;17=270131", Error::Uri { at: 34 }),
        ("https://a.b/01/09506000134352?91=a%", Error::Escape { at: 34 }),
        ("https://a.b/01/09506000134352?91=a^", Error::Uri { at: 34 }),
        ("https://a.b/01/09506000134352?91=%2B%00", Error::Charset { at: 36 }),
    ] {
        assert_eq!(link::parse(uri.as_bytes()), Err(expected), "{uri}");
    }
    let long = format!("https://a.b/01/09506000134352?x={}", "x".repeat(8192));
    assert_eq!(link::parse(long.as_bytes()), Err(Error::TooLong { limit: 8192 }));
    assert!(link::parse(&long.as_bytes()[..8192]).is_ok());
}

/// Whatever is accepted and has one key reads the same when written again; whatever is refused says where.
fn hostile(uri: &[u8]) {
    match link::parse(uri) {
        Ok(read) => match link::print(&read.elements, &LinkStem::GS1) {
            Ok(canonical) => {
                let again = link::parse(canonical.as_bytes()).unwrap();
                assert_eq!(link::print(&again.elements, &LinkStem::GS1), Ok(canonical));
                assert_eq!(sorted(&again.elements), sorted(&read.elements));
            }
            Err(error) => assert!(matches!(error, Error::Combination { .. })),
        },
        Err(error) => assert!(error.place().is_none_or(|at| at as usize <= uri.len()), "{error}"),
    }
}

fn sorted(elements: &Elements) -> Elements {
    let mut elements = elements.clone();
    elements.sort();
    elements
}

#[test]
fn no_truncation_and_no_changed_byte_panics() {
    let good = b"https://a.b/stem/01/9506000134352/10/A%2F1/21/x%2Bz?17=270131&utm=1&91=K1%3B#f";
    assert!(link::parse(good).is_ok());
    for len in 0..good.len() {
        hostile(&good[..len]);
        let mut changed = good.to_vec();
        for byte in 0..=255 {
            changed[len] = byte;
            hostile(&changed);
        }
    }
}

fn any_stem() -> impl Strategy<Value = LinkStem> {
    "(https|http|HTTP|HTTPS)://[a-zA-Z0-9.-]{1,20}(:[0-9]{1,4})?(/[a-z~%]{1}[a-z0-9]{2}){0,3}/?"
        .prop_filter_map("escapes", |text| LinkStem::parse(&text.replace('%', "%2")).ok())
}

fn without(key: Ai, others: &[Ai]) -> Vec<Ai> {
    Ai::all().filter(|ai| *ai != key && !others.contains(ai)).collect()
}

proptest! {
    #[test]
    fn written_links_are_read_again(
        item in any_elements(without(Ai::SSCC, &[])),
        pallet in any_elements(without(Ai::GTIN, &[Ai::SERIAL])),
        stem in any_stem(),
    ) {
        for elements in [item, pallet] {
            let has_key = elements.contains(Ai::GTIN) || elements.contains(Ai::SSCC);
            let printed = link::print(&elements, &stem);
            if !has_key {
                prop_assert_eq!(printed, Err(Error::NoIdentity));
                continue;
            }
            let uri = printed.unwrap();
            let read = link::parse(uri.as_bytes()).unwrap();
            prop_assert_eq!(read.ignored, 0);
            prop_assert_eq!(sorted(&read.elements), sorted(&elements));
            prop_assert_eq!(link::print(&read.elements, &stem), Ok(uri));
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        hostile(&bytes);
        hostile(&[b"https://a.b/01/09506000134352/21/".as_slice(), &bytes].concat());
        hostile(&[b"https://a.b/01/09506000134352?".as_slice(), &bytes].concat());
    }

    #[test]
    fn random_pieces_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "/", "/01/", "09506000134352", "/21/", "/10/", "/00/", "006141411234567890", "?", "&", "=", "17=270131", "01=", "%",
        "%2F", ";", "#", "A", "9506000134352", "91=", ":", "@", "..",
    ]), 0..16)) {
        hostile(format!("https://a.b{}", pieces.concat()).as_bytes());
    }
}
