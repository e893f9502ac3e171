//! Element strings, raw and bracketed: what is read is written back and read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::Error;
use symbolon::gs1::ai::Ai;
use symbolon::gs1::date::{self, Date};
use symbolon::gs1::element::Elements;

fuzz_target!(|input: &[u8]| {
    for read in [Elements::parse, Elements::parse_bracketed] {
        match read(input) {
            Ok(elements) => check(elements),
            Err(error) => assert!(error.place().is_none_or(|at| at as usize <= input.len()), "{error:?}"),
        }
    }
    check_date(input);
});

fn check(mut elements: Elements) {
    for (ai, value) in elements.iter() {
        assert_eq!(ai.check(value.as_bytes()), Ok(()));
        assert_eq!(elements.get(ai), Some(value));
    }
    let raw = elements.to_element_string();
    assert_eq!(Elements::parse(&raw).as_ref(), Ok(&elements));
    assert_eq!(Elements::parse_bracketed(elements.to_bracketed().as_bytes()).as_ref(), Ok(&elements));
    if let Err(error) = elements.check_rules() {
        // The offset is that of an element which stands there.
        let at = error.place().unwrap() as usize;
        assert!(matches!(error, Error::Combination { .. }));
        assert!(elements.iter().any(|(ai, _)| raw[at..].starts_with(ai.digits().as_bytes())));
    }
    for ai in [Ai::PRODUCTION, Ai::PACKAGING, Ai::BEST_BEFORE, Ai::EXPIRY] {
        elements.get(ai).map(str::as_bytes).map(check_date);
    }
    let rules_hold = elements.check_rules().is_ok();
    elements.sort();
    assert!(elements.is_sorted());
    assert_eq!(elements.check_rules().is_ok(), rules_hold);
}

/// A date that the grammar accepts is a day in every century that is near, but for 29 February.
fn check_date(yymmdd: &[u8]) {
    let fits = date::check(yymmdd, true).is_ok();
    for year in [1, 49, 1950, 1999, 2000, 2026, 2100, 9999] {
        let today = Date::new(year, 7, 1).unwrap();
        if let Ok(day) = Date::resolve(yymmdd, today) {
            assert!(fits);
            assert!((-49..=50).contains(&(i32::from(day.year()) - i32::from(year))));
            assert_eq!(Date::from_days_since_epoch(day.days_since_epoch()), Ok(day));
            assert_eq!(day.to_yymmdd()[..4], yymmdd[..4]);
        }
    }
}
