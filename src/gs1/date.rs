//! Dates of element values: six digits YYMMDD without a century, and the calendar day they name.
//!
//! Owns the century rule and the day 00. Refuses days that no calendar holds. Invariant: a [`Date`] is a day
//! of the Gregorian calendar in the years 1 to 9999.

use core::fmt;

use super::charset;
use crate::Error;

/// A day of the Gregorian calendar, years 1 to 9999. Ordered by time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day by year 1 to 9999, month 1 to 12 and day 1 to the last of the month.
    ///
    /// # Errors
    ///
    /// [`Error::Date`] at 0.
    pub const fn new(year: u16, month: u8, day: u8) -> Result<Self, Error> {
        let fits = 1 <= year
            && year <= 9999
            && 1 <= month
            && month <= 12
            && 1 <= day
            && day <= last_day(month, is_leap(year));
        if fits { Ok(Self { year, month, day }) } else { Err(Error::Date { at: 0 }) }
    }

    /// The day that YYMMDD names when read on `today`.
    ///
    /// Of the years with these two digits it is the one from 49 years before today's to 50 years after. The
    /// day 00 is the last of the month. Source: GS1 General Specifications, section 7.12 (century) and the
    /// dates of section 3 (day 00).
    ///
    /// ```
    /// use symbolon::gs1::date::Date;
    /// let today = Date::new(2026, 7, 1)?;
    /// assert_eq!(Date::resolve(b"280200", today)?, Date::new(2028, 2, 29)?);
    /// assert_eq!(Date::resolve(b"780131", today)?, Date::new(1978, 1, 31)?);
    /// # Ok::<(), symbolon::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`], [`Error::Charset`], [`Error::Date`].
    pub fn resolve(yymmdd: &[u8], today: Self) -> Result<Self, Error> {
        let (yy, month, day) = read(yymmdd)?;
        let century = today.year - today.year % 100;
        let same = century + u16::from(yy);
        let year = match i32::from(yy) - i32::from(today.year % 100) {
            51.. => same.checked_sub(100).ok_or(Error::Date { at: 0 })?,
            ..=-50 => same + 100,
            _ => same,
        };
        let day = if day == 0 { last_day(month, is_leap(year)) } else { day };
        Self::new(year, month, day)
    }

    /// The day that is `days` after 1970-01-01, before it if negative.
    ///
    /// # Errors
    ///
    /// [`Error::Date`] at 0 outside the years 1 to 9999.
    pub fn from_days_since_epoch(days: i64) -> Result<Self, Error> {
        let outside = Error::Date { at: 0 };
        let days = days.checked_add(TO_EPOCH).ok_or(outside)?;
        let era = days.div_euclid(DAYS_PER_ERA);
        let day_of_era = days.rem_euclid(DAYS_PER_ERA);
        // Without its leap days (one in 4 years, none in 100, one in 400) every year has 365.
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        match (u16::try_from(year), u8::try_from(month), u8::try_from(day)) {
            (Ok(year), Ok(month), Ok(day)) => Self::new(year, month, day),
            _ => Err(outside),
        }
    }

    /// Days from 1970-01-01 to this day, negative before it. Times 86 400 it is the first second of the day
    /// in UTC.
    #[must_use]
    pub fn days_since_epoch(self) -> i64 {
        // Years that begin in March put the leap day at their end, where it moves no other day.
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_PER_ERA + day_of_era - TO_EPOCH
    }

    /// The six digits YYMMDD; the century is lost.
    #[must_use]
    pub fn to_yymmdd(self) -> [u8; 6] {
        let number = u64::from(self.year % 100) * 10_000 + u64::from(self.month) * 100 + u64::from(self.day);
        super::key::ascii(number)
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }
}

/// The calendar repeats after 400 years.
const DAYS_PER_ERA: i64 = 146_097;
/// From 1 March of the year 0 to 1970-01-01.
const TO_EPOCH: i64 = 719_468;

/// Checks YYMMDD without knowing the century: a year divisible by 4 counts as a leap year, as it is from 1901
/// to 2099.
///
/// # Errors
///
/// [`Error::Length`], [`Error::Charset`], [`Error::Date`] at 0.
pub fn check(yymmdd: &[u8], day_zero_allowed: bool) -> Result<(), Error> {
    let (yy, month, day) = read(yymmdd)?;
    let day_fits = day <= last_day(month, yy % 4 == 0) && (day > 0 || day_zero_allowed);
    if day_fits { Ok(()) } else { Err(Error::Date { at: 0 }) }
}

/// Year in its century, month 1 to 12, day as written.
fn read(yymmdd: &[u8]) -> Result<(u8, u8, u8), Error> {
    let &[y1, y2, m1, m2, d1, d2] = yymmdd else { return Err(Error::Length { at: 0 }) };
    charset::digits(yymmdd)?;
    let pair = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let month = pair(m1, m2);
    if (1..=12).contains(&month) {
        Ok((pair(y1, y2), month, pair(d1, d2)))
    } else {
        Err(Error::Date { at: 0 })
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn last_day(month: u8, leap: bool) -> u8 {
    match month {
        2 => 28 + leap as u8,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({self})")
    }
}
