//! The table of application identifiers: every format and pairing rule, as data.
//!
//! A new identifier is a new row, not new code. Rows stand in bytewise order of their digits and no identifier
//! begins another, both proven when the crate is compiled. Pairing rules and qualifier sequences keep the
//! notation of their source, so that a row can be laid beside it.
//!
//! Source: GS1 General Specifications, section 3 (formats) and "Data relationships" in section 4 (pairing);
//! GS1 Digital Link URI Syntax 1.6 (roles in links); in machine-readable form the GS1 Barcode Syntax
//! Dictionary. Not checked: that the company prefix inside a key has been handed out (`gcppos`), because that
//! needs a list that changes weekly.

/// The format, pairing rules and link role of one application identifier.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Row {
    /// Two to four ASCII digits.
    pub digits: &'static str,
    /// The data title of the General Specifications.
    pub title: &'static str,
    /// Whether its length is predefined, so that no FNC1 follows it.
    pub predefined: bool,
    /// The parts of the value in order. Only the last one varies in length; optional ones come last.
    pub components: &'static [Component],
    /// Each text is one condition, and all must hold: `,` parts alternatives, `+` joins what one needs.
    pub requires: &'static [&'static str],
    /// Identifiers that may not stand beside this one. `n` stands for any digit.
    pub excludes: &'static [&'static str],
    /// For a Digital Link key, its sequences of qualifiers: `|` parts alternatives, `,` the qualifiers of one
    /// in order.
    pub key: Option<&'static str>,
    /// Whether the query of a Digital Link may hold it.
    pub attribute: bool,
}

/// One part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Component {
    /// The characters allowed.
    pub class: Class,
    /// The fewest characters.
    pub min: u8,
    /// The most characters.
    pub max: u8,
    /// Whether the value may end before it.
    pub optional: bool,
    /// What its content must satisfy beyond that.
    pub lint: Lint,
}

/// Characters of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// Digits.
    N,
    /// CSET 82.
    X,
    /// CSET 39.
    Y,
    /// CSET 64.
    Z,
}

/// What the content of a component must satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lint {
    /// Nothing more.
    None,
    /// The last digit is the check digit of the others.
    CheckDigit,
    /// A date YYMMDD; the day 00 stands for the end of the month.
    DateOrMonth,
}

const fn n(len: u8, lint: Lint) -> Component {
    Component { class: Class::N, min: len, max: len, optional: false, lint }
}

const fn up_to(max: u8, class: Class) -> Component {
    Component { class, min: 1, max, optional: false, lint: Lint::None }
}

/// A row without pairing rules that is no key and may be an attribute: the commonest kind.
const fn row(digits: &'static str, title: &'static str, components: &'static [Component]) -> Row {
    Row {
        digits,
        title,
        predefined: false,
        components,
        requires: &[],
        excludes: &[],
        key: None,
        attribute: true,
    }
}

const SSCC: &[Component] = &[n(18, Lint::CheckDigit)];
const GTIN: &[Component] = &[n(14, Lint::CheckDigit)];
const DATE: &[Component] = &[n(6, Lint::DateOrMonth)];
const TEXT_20: &[Component] = &[up_to(20, Class::X)];
const TEXT_90: &[Component] = &[up_to(90, Class::X)];
const DIGITS_8: &[Component] = &[up_to(8, Class::N)];

/// What an attribute of a trade item needs beside it.
const TRADE_ITEM: &[&str] = &["01,02,03,8006,8026"];

const fn date(digits: &'static str, title: &'static str) -> Row {
    Row { predefined: true, requires: TRADE_ITEM, ..row(digits, title, DATE) }
}

/// The rows, ascending by digits.
pub static ROWS: [Row; 12] = [
    Row { predefined: true, key: Some(""), ..row("00", "SSCC", SSCC) },
    Row { predefined: true, excludes: &["255", "37"], key: Some("22,10,21|235"), ..row("01", "GTIN", GTIN) },
    Row { predefined: true, requires: &["37"], excludes: &["01", "03"], ..row("02", "CONTENT", GTIN) },
    Row { requires: TRADE_ITEM, ..row("10", "BATCH/LOT", TEXT_20) },
    date("11", "PROD DATE"),
    date("13", "PACK DATE"),
    date("15", "BEST BEFORE or BEST BY"),
    Row { requires: &["01,02,03,255,8006,8026"], ..date("17", "USE BY or EXPIRY") },
    Row { requires: &["01,03,8006"], excludes: &["235"], attribute: false, ..row("21", "SERIAL", TEXT_20) },
    Row { requires: &["00+02,00+8026"], ..row("37", "COUNT", DIGITS_8) },
    row("91", "INTERNAL", TEXT_90),
    row("92", "INTERNAL", TEXT_90),
];

/// For the first two digits of an identifier, the first row that begins with them; [`NO_ROW`] if none does.
pub(super) static FIRST: [u8; 100] = first_rows();

/// Stands in [`FIRST`] where no identifier begins with the two digits.
pub(super) const NO_ROW: u8 = u8::MAX;

const _: () = assert!(ROWS.len() < NO_ROW as usize);

#[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // evaluated at compile time only
const fn first_rows() -> [u8; 100] {
    let mut first = [NO_ROW; 100];
    let mut i = ROWS.len();
    while i > 0 {
        i -= 1;
        let digits = ROWS[i].digits.as_bytes();
        first[((digits[0] - b'0') * 10 + digits[1] - b'0') as usize] = i as u8;
        assert!(i == 0 || precedes(ROWS[i - 1].digits.as_bytes(), digits));
    }
    first
}

/// Whether `a` stands before `b` bytewise without beginning it.
#[allow(clippy::indexing_slicing)] // evaluated at compile time only
const fn precedes(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i < a.len() && i < b.len() && a[i] < b[i]
}

/// The row of an identifier, for constants.
///
/// # Panics
///
/// If there is none: at compile time.
#[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // evaluated at compile time only
pub(super) const fn row_number(digits: [u8; 2]) -> u8 {
    let row = FIRST[((digits[0] - b'0') * 10 + digits[1] - b'0') as usize];
    assert!(row != NO_ROW && ROWS[row as usize].digits.len() == 2);
    row
}
