//! The table of application identifiers, against GS1's own, and the check of one value.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

use symbolon::Error;
use symbolon::gs1::ai::Ai;
use symbolon::gs1::table::{Class, Component, Lint};

#[test]
fn the_table_is_complete_and_in_order() {
    let digits: Vec<&str> = Ai::all().map(Ai::digits).collect();
    assert_eq!(digits, ["00", "01", "02", "10", "11", "13", "15", "17", "21", "37", "91", "92"]);
    assert!(Ai::all().is_sorted());
}

#[test]
fn constants_name_their_rows() {
    let named = [
        (Ai::SSCC, "00"),
        (Ai::GTIN, "01"),
        (Ai::CONTENT, "02"),
        (Ai::LOT, "10"),
        (Ai::PRODUCTION, "11"),
        (Ai::PACKAGING, "13"),
        (Ai::BEST_BEFORE, "15"),
        (Ai::EXPIRY, "17"),
        (Ai::SERIAL, "21"),
        (Ai::COUNT, "37"),
        (Ai::INTERNAL_91, "91"),
        (Ai::INTERNAL_92, "92"),
    ];
    assert_eq!(named.len(), Ai::all().len());
    for (ai, digits) in named {
        assert_eq!(ai.to_string(), digits);
        assert_eq!(format!("{ai:?}"), format!("Ai({digits})"));
        assert_eq!(Ai::parse(digits.as_bytes()), Ok(ai));
    }
}

#[test]
fn only_whole_identifiers_of_the_table_are_read() {
    for digits in ["", "0", "1", "12", "010", "0 ", "(01)", "99", "8006", "\u{0}1"] {
        assert_eq!(Ai::parse(digits.as_bytes()), Err(Error::UnknownAi { at: 0 }), "{digits:?}");
    }
    for a in 0..=255 {
        for b in 0..=255 {
            let known = Ai::all().any(|ai| ai.digits().as_bytes() == [a, b]);
            assert_eq!(Ai::parse(&[a, b]).is_ok(), known);
        }
    }
}

#[test]
fn values_are_checked() {
    let long = "x".repeat(91);
    let cases: [(Ai, &str, Result<(), Error>); 32] = [
        (Ai::GTIN, "09506000134352", Ok(())), // GS1's sample, id.gs1.org/01/09506000134352
        (Ai::GTIN, "06901234567892", Ok(())),
        (Ai::GTIN, "09506000134353", Err(Error::CheckDigit { at: 13 })),
        (Ai::GTIN, "0950600013435", Err(Error::Length { at: 0 })),
        (Ai::GTIN, "095060001343522", Err(Error::Length { at: 0 })),
        (Ai::GTIN, "0950600013435X", Err(Error::Charset { at: 13 })),
        (Ai::GTIN, "", Err(Error::Length { at: 0 })),
        (Ai::SSCC, "006141411234567890", Ok(())),
        (Ai::SSCC, "006141411234567891", Err(Error::CheckDigit { at: 17 })),
        (Ai::CONTENT, "09506000134352", Ok(())),
        (Ai::LOT, "A", Ok(())),
        (Ai::LOT, "!\"%&'()*+,-./:;<=>?_", Ok(())),
        (Ai::LOT, "", Err(Error::Length { at: 0 })),
        (Ai::LOT, "012345678901234567890", Err(Error::Length { at: 0 })),
        (Ai::LOT, "A B", Err(Error::Charset { at: 1 })),
        (Ai::LOT, "AB\u{0}", Err(Error::Charset { at: 2 })),
        (Ai::LOT, "a\\", Err(Error::Charset { at: 1 })),
        (Ai::LOT, "é", Err(Error::Charset { at: 0 })),
        (Ai::SERIAL, "01234567890123456789", Ok(())),
        (Ai::EXPIRY, "280229", Ok(())),
        (Ai::EXPIRY, "270229", Err(Error::Date { at: 0 })),
        (Ai::EXPIRY, "000229", Ok(())),
        (Ai::EXPIRY, "270200", Ok(())),
        (Ai::PRODUCTION, "271301", Err(Error::Date { at: 0 })),
        (Ai::PRODUCTION, "270001", Err(Error::Date { at: 0 })),
        (Ai::PACKAGING, "270431", Err(Error::Date { at: 0 })),
        (Ai::BEST_BEFORE, "27013A", Err(Error::Charset { at: 5 })),
        (Ai::BEST_BEFORE, "2701311", Err(Error::Length { at: 0 })),
        (Ai::COUNT, "12345678", Ok(())),
        (Ai::COUNT, "123456789", Err(Error::Length { at: 0 })),
        (Ai::INTERNAL_92, &long[1..], Ok(())),
        (Ai::INTERNAL_91, &long, Err(Error::Length { at: 0 })),
    ];
    for (ai, value, expected) in cases {
        assert_eq!(ai.check(value.as_bytes()), expected, "({ai}){value}");
    }
}

#[test]
fn check_digits_catch_every_changed_digit() {
    for (ai, value) in [(Ai::SSCC, "006141411234567890"), (Ai::GTIN, "09506000134352")] {
        for at in 0..value.len() {
            for digit in b'0'..=b'9' {
                let mut changed = value.as_bytes().to_vec();
                changed[at] = digit;
                assert_eq!(ai.check(&changed).is_ok(), changed == value.as_bytes());
            }
        }
    }
}

/// A component in the notation of the dictionary.
fn notation(part: Component) -> String {
    let class = match part.class {
        Class::N => "N",
        Class::X => "X",
        Class::Y => "Y",
        Class::Z => "Z",
        other => panic!("{other:?}"),
    };
    let len = if part.min == part.max { part.max.to_string() } else { format!("..{}", part.max) };
    assert!(part.min == part.max || part.min == 1);
    let lint = match part.lint {
        Lint::None => "",
        Lint::CheckDigit => ",csum",
        Lint::DateOrMonth => ",yymmd0",
        other => panic!("{other:?}"),
    };
    let text = format!("{class}{len}{lint}");
    if part.optional { format!("[{text}]") } else { text }
}

/// Whether a dictionary entry such as `10` or `91-99` is about these digits.
fn is_about(entry: &str, digits: &str) -> bool {
    let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
    first.len() == digits.len() && (first..=last).contains(&digits)
}

/// Source: GS1 Barcode Syntax Dictionary, which lies beside the checkout where the project is developed.
#[test]
fn every_row_is_that_of_the_gs1_dictionary() {
    let Ok(root) = std::env::var("CARGO_MANIFEST_DIR") else { return };
    let path = format!("{root}/../shared/vectors/gs1/gs1-syntax-dictionary.txt");
    let Ok(dictionary) = std::fs::read_to_string(&path) else {
        eprintln!("NOT TESTED: the GS1 Barcode Syntax Dictionary is not beside this checkout");
        return;
    };
    for ai in Ai::all() {
        let row = ai.row();
        let line = dictionary
            .lines()
            .find(|line| line.split_whitespace().next().is_some_and(|entry| is_about(entry, row.digits)))
            .unwrap();
        let (entry, title) = line.split_once('#').unwrap();
        let mut words: Vec<&str> = entry.split_whitespace().skip(1).collect();
        let flags = if words[0].starts_with(['*', '?']) { words.remove(0) } else { "" };
        let rules = words
            .split_off(words.iter().position(|w| w.contains('=') || *w == "dlpkey").unwrap_or(words.len()));
        let formats: Vec<String> = words
            .iter()
            .map(|word| {
                word.split(',').filter(|lint| !lint.starts_with("gcppos")).collect::<Vec<_>>().join(",")
            })
            .collect();
        let of = |name: &str| rules.iter().filter_map(|rule| rule.strip_prefix(name)).collect::<Vec<_>>();

        assert_eq!(row.title, title.trim(), "{ai}");
        assert_eq!(row.predefined, flags.contains('*'), "{ai}");
        assert_eq!(row.attribute, flags.contains('?'), "{ai}");
        assert_eq!(row.components.iter().copied().map(notation).collect::<Vec<_>>(), formats, "{ai}");
        assert_eq!(row.requires, of("req="), "{ai}");
        assert_eq!(row.excludes.join(","), of("ex=").join(","), "{ai}");
        let key = of("dlpkey").first().map(|rule| rule.trim_start_matches('='));
        assert_eq!(row.key, key, "{ai}");
    }
}
