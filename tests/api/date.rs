//! Dates: the century rule, the day 00, and days as numbers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

use proptest::prelude::*;
use symbolon::Error;
use symbolon::gs1::date::{self, Date};

fn day(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

#[test]
fn only_days_of_the_calendar_exist() {
    for (y, m, d) in [(2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 1, 32), (2026, 0, 1), (2026, 13, 1)]
    {
        assert_eq!(Date::new(y, m, d), Err(Error::Date { at: 0 }), "{y}-{m}-{d}");
    }
    for (y, m, d) in [(0, 1, 1), (10_000, 1, 1), (2026, 1, 0)] {
        assert_eq!(Date::new(y, m, d), Err(Error::Date { at: 0 }), "{y}-{m}-{d}");
    }
    for (y, m, d) in [(2000, 2, 29), (2028, 2, 29), (1, 1, 1), (9999, 12, 31)] {
        let date = day(y, m, d);
        assert_eq!((date.year(), date.month(), date.day()), (y, m, d));
    }
    assert_eq!(day(987, 6, 5).to_string(), "0987-06-05");
    assert_eq!(format!("{:?}", day(2027, 1, 31)), "Date(2027-01-31)");
}

/// GS1 General Specifications 7.12: the difference of the two-digit years decides.
#[test]
fn the_century_is_that_of_the_general_specifications() {
    for this_year in 1951..=2149_u16 {
        for yy in 0..100_u16 {
            let century = this_year / 100;
            let year = match i32::from(yy) - i32::from(this_year % 100) {
                51..=99 => (century - 1) * 100 + yy,
                -99..=-50 => (century + 1) * 100 + yy,
                _ => century * 100 + yy,
            };
            let text = format!("{yy:02}0615");
            assert_eq!(Date::resolve(text.as_bytes(), day(this_year, 12, 31)), Ok(day(year, 6, 15)));
        }
    }
}

#[test]
fn day_zero_is_the_last_of_the_month() {
    let today = day(2026, 7, 1);
    for (text, expected) in [
        ("270100", day(2027, 1, 31)),
        ("270200", day(2027, 2, 28)),
        ("280200", day(2028, 2, 29)),
        ("270400", day(2027, 4, 30)),
        ("271200", day(2027, 12, 31)),
    ] {
        assert_eq!(Date::resolve(text.as_bytes(), today), Ok(expected), "{text}");
    }
    // 2100 is no leap year, 2000 is one.
    assert_eq!(Date::resolve(b"000200", day(2060, 1, 1)), Ok(day(2100, 2, 28)));
    assert_eq!(Date::resolve(b"000200", day(2040, 1, 1)), Ok(day(2000, 2, 29)));
    assert_eq!(Date::resolve(b"000229", day(2060, 1, 1)), Err(Error::Date { at: 0 }));
}

#[test]
fn broken_dates_are_refused() {
    let today = day(2026, 7, 1);
    for (text, expected) in [
        ("", Error::Length { at: 0 }),
        ("27013", Error::Length { at: 0 }),
        ("2701311", Error::Length { at: 0 }),
        ("27O131", Error::Charset { at: 2 }),
        ("271331", Error::Date { at: 0 }),
        ("270031", Error::Date { at: 0 }),
        ("270132", Error::Date { at: 0 }),
        ("270230", Error::Date { at: 0 }),
    ] {
        assert_eq!(Date::resolve(text.as_bytes(), today), Err(expected), "{text}");
        assert_eq!(date::check(text.as_bytes(), true), Err(expected), "{text}");
    }
    assert_eq!(date::check(b"270100", true), Ok(()));
    assert_eq!(date::check(b"270100", false), Err(Error::Date { at: 0 }));
    assert_eq!(date::check(b"280229", false), Ok(()));
    // At the ends of the range there is no other century.
    assert_eq!(Date::resolve(b"990101", day(1, 1, 1)), Err(Error::Date { at: 0 }));
    assert_eq!(Date::resolve(b"000101", day(9999, 1, 1)), Err(Error::Date { at: 0 }));
}

/// Against a calendar that counts month by month.
#[test]
fn days_are_counted_from_1970() {
    let mut days = -719_162; // from 0001-01-01, so that 1970-01-01 comes out as 0
    for year in 1..=9999_u16 {
        let leap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0;
        let february = if leap { 29 } else { 28 };
        for (month, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            for (date, number) in
                [(day(year, month, 1), days), (day(year, month, length), days + i64::from(length) - 1)]
            {
                assert_eq!(date.days_since_epoch(), number, "{date}");
                assert_eq!(Date::from_days_since_epoch(number), Ok(date), "{date}");
            }
            days += i64::from(length);
        }
        if year == 1969 {
            assert_eq!(days, 0);
        }
    }
    for outside in [days, -719_163, i64::MAX, i64::MIN] {
        assert_eq!(Date::from_days_since_epoch(outside), Err(Error::Date { at: 0 }));
    }
}

proptest! {
    #[test]
    fn printed_dates_are_read_again(days in -7000_i64..40_000) {
        let date = Date::from_days_since_epoch(days).unwrap();
        prop_assert_eq!(Date::resolve(&date.to_yymmdd(), date), Ok(date));
        prop_assert_eq!(date.days_since_epoch(), days);
        prop_assert!(date::check(&date.to_yymmdd(), false).is_ok());
    }

    #[test]
    fn no_input_panics(text in prop::collection::vec(any::<u8>(), 0..9)) {
        let _ = Date::resolve(&text, day(2026, 7, 1));
        let _ = date::check(&text, true);
    }
}
