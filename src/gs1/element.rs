//! Element strings: an ordered list of application identifiers and their values, as bar codes carry it.
//!
//! Owns the two written forms. What a scanner sends, with `GS` = FNC1 = 0x1D:
//!
//! ```text
//! [symbology identifier] [GS] (AI value [GS])+        01 09506000134352 10 LOT7 GS 21 A1
//! ```
//!
//! where a GS ends a value whose length is not predefined, and is written only if another element follows.
//! And the form people read, where `(` inside a value is written `\(` (values never hold a backslash):
//!
//! ```text
//! ("(" AI ")" value)+                                 (01)09506000134352(10)LOT7(21)A1
//! ```
//!
//! Refuses unknown identifiers, values against their format, and an identifier that comes twice. Invariant:
//! every value in an [`Elements`] has passed [`Ai::check`], and no identifier is repeated.
//!
//! Source: GS1 General Specifications, section 7.8 (processing of element strings).

use core::fmt;

use super::FNC1;
use super::ai::Ai;
use crate::Error;
use crate::error::place;

/// Symbology identifiers that announce an element string: GS1-128, `DataBar`, GS1 Data Matrix, GS1 QR, GS1
/// `DotCode`.
const SYMBOLOGIES: [[u8; 3]; 5] = [*b"]C1", *b"]e0", *b"]d2", *b"]Q3", *b"]J1"];

/// Elements in the order they came. Equal if they hold the same elements in the same order.
#[derive(Clone, Default)]
pub struct Elements {
    /// The values one after the other, in the order they were pushed.
    text: String,
    entries: Vec<Entry>,
}

/// An identifier and where in the text its value lies.
#[derive(Clone, Copy)]
struct Entry {
    ai: Ai,
    start: usize,
    end: usize,
}

impl Elements {
    /// The longest input of a parser in bytes.
    pub const MAX_INPUT: u32 = 8192;

    /// No elements.
    #[must_use]
    pub const fn new() -> Self {
        Self { text: String::new(), entries: Vec::new() }
    }

    /// No elements, with room for so many of them whose values together have so many bytes.
    #[must_use]
    pub fn with_capacity(elements: usize, bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), entries: Vec::with_capacity(elements) }
    }

    /// Adds an element at the end. Nothing changes on an error. O(elements + value).
    ///
    /// # Errors
    ///
    /// [`Error::RepeatedAi`] at 0, or with offsets in the value the errors of [`Ai::check`].
    pub fn push(&mut self, ai: Ai, value: &[u8]) -> Result<(), Error> {
        if self.contains(ai) {
            return Err(Error::RepeatedAi { at: 0 });
        }
        ai.check(value)?;
        let text =
            core::str::from_utf8(value).map_err(|error| Error::Charset { at: place(error.valid_up_to()) })?;
        let start = self.text.len();
        self.text.push_str(text);
        self.entries.push(Entry { ai, start, end: self.text.len() });
        Ok(())
    }

    /// The value of an identifier. O(elements).
    #[must_use]
    pub fn get(&self, ai: Ai) -> Option<&str> {
        self.entries.iter().find(|entry| entry.ai == ai).map(|entry| self.value(entry))
    }

    /// Whether an identifier is among them. O(elements).
    #[must_use]
    pub fn contains(&self, ai: Ai) -> bool {
        self.entries.iter().any(|entry| entry.ai == ai)
    }

    /// The elements in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Ai, &str)> + DoubleEndedIterator + Clone {
        self.entries.iter().map(|entry| (entry.ai, self.value(entry)))
    }

    /// How many elements there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Puts the elements in the canonical order, ascending by identifier.
    pub fn sort(&mut self) {
        if !self.is_sorted() {
            self.entries.sort_unstable_by_key(|entry| entry.ai);
        }
    }

    /// Whether the elements stand in the canonical order.
    #[must_use]
    pub fn is_sorted(&self) -> bool {
        self.entries.is_sorted_by_key(|entry| entry.ai)
    }

    /// Checks that the elements go together: that each has the companions it needs and none that it excludes.
    ///
    /// Apart from parsing, because the elements of one label may be spread over several symbols: join those
    /// first. O(elements²). Source: GS1 General Specifications, "Data relationships" in section 4.
    ///
    /// # Errors
    ///
    /// [`Error::Combination`] with the offset that the offending element has in [`Self::to_element_string`].
    pub fn check_rules(&self) -> Result<(), Error> {
        for entry in &self.entries {
            let row = entry.ai.row();
            let complete = row.requires.iter().all(|condition| {
                let mut groups = condition.as_bytes().split(|byte| *byte == b',');
                groups.any(|group| {
                    let mut patterns = group.split(|byte| *byte == b'+');
                    patterns.all(|pattern| self.any_other(entry.ai, pattern))
                })
            });
            let mut excludes = row.excludes.iter();
            if !complete || excludes.any(|pattern| self.any_other(entry.ai, pattern.as_bytes())) {
                return Err(Error::Combination { at: self.offset(entry.ai) });
            }
        }
        Ok(())
    }

    /// Reads an element string as a scanner sends it. O(input), two allocations.
    ///
    /// One symbology identifier of a GS1 symbol and one FNC1 may come first. One superfluous FNC1 after any
    /// element is tolerated, as readers must (GS1 General Specifications, section 7.8.6.3). A value that runs
    /// into the next element because its FNC1 is missing cannot be told from a longer value.
    ///
    /// ```
    /// use symbolon::gs1::{ai::Ai, element::Elements};
    /// let elements = Elements::parse(b"]d20109506000134352\x1D10LOT7\x1D21A1")?;
    /// assert_eq!(elements.get(Ai::LOT), Some("LOT7"));
    /// assert_eq!(elements.to_element_string(), b"010950600013435210LOT7\x1D21A1");
    /// # Ok::<(), symbolon::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// With offsets in `input`: [`Error::TooLong`] above [`Self::MAX_INPUT`], [`Error::Truncated`] also where
    /// there is no element, [`Error::UnknownAi`], [`Error::RepeatedAi`], [`Error::Separator`] for a second
    /// FNC1 in a row, and those of [`Ai::check`].
    pub fn parse(input: &[u8]) -> Result<Self, Error> {
        check_len(input)?;
        let mut elements = Self::with_capacity(input.len().div_ceil(3).min(Ai::all().len()), input.len());
        elements.refill(input)?;
        Ok(elements)
    }

    /// Does [`Self::parse`] in memory that is there: the elements from before are dropped, also on an error. Nothing is
    /// allocated if the memory is enough ([`Self::with_capacity`]).
    ///
    /// # Errors
    ///
    /// Those of [`Self::parse`].
    pub fn refill(&mut self, input: &[u8]) -> Result<(), Error> {
        self.text.clear();
        self.entries.clear();
        check_len(input)?;
        let body = match input.split_first_chunk() {
            Some((id, body)) if SYMBOLOGIES.contains(id) => body,
            _ => input,
        };
        let mut rest = body.strip_prefix(&[FNC1]).unwrap_or(body);
        let end = Error::Truncated { at: place(input.len()) };
        if rest.is_empty() {
            return Err(end);
        }
        while let Some(&first) = rest.first() {
            let at = place(input.len() - rest.len());
            if first == FNC1 {
                return Err(Error::Separator { at });
            }
            let ai = Ai::leading(rest).map_err(|error| error.shifted(at))?;
            let tail = rest.get(ai.digits().len()..).unwrap_or_default();
            let value = leading_value(ai, tail);
            if value.len() == tail.len() && value.len() < ai.min_len() {
                return Err(end);
            }
            self.push_parsed(ai, value, at, place(input.len() - tail.len()))?;
            rest = tail.get(value.len()..).unwrap_or_default();
            rest = rest.strip_prefix(&[FNC1]).unwrap_or(rest);
        }
        Ok(())
    }

    /// The element string in the list's order, FNC1 as 0x1D only where one is needed and none in front.
    #[must_use]
    pub fn to_element_string(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.text.len() + 5 * self.len());
        self.write_element_string(&mut out);
        out
    }

    /// Appends [`Self::to_element_string`] to `out`.
    pub fn write_element_string(&self, out: &mut Vec<u8>) {
        let mut open = false;
        for (ai, value) in self.iter() {
            if open {
                out.push(FNC1);
            }
            out.extend_from_slice(ai.digits().as_bytes());
            out.extend_from_slice(value.as_bytes());
            open = !ai.is_predefined();
        }
    }

    /// Reads the form with parentheses. There is no white space in it. O(input).
    ///
    /// ```
    /// # use symbolon::gs1::{ai::Ai, element::Elements};
    /// let elements = Elements::parse_bracketed(br"(01)09506000134352(21)A\(1)")?;
    /// assert_eq!(elements.get(Ai::SERIAL), Some("A(1)"));
    /// assert_eq!(elements.to_bracketed(), r"(01)09506000134352(21)A\(1)");
    /// # Ok::<(), symbolon::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// With offsets in `input`: [`Error::TooLong`] above [`Self::MAX_INPUT`], [`Error::Truncated`] where
    /// there is no element or no closing parenthesis, [`Error::UnknownAi`] also where no parenthesis opens
    /// the input, [`Error::RepeatedAi`], and those of [`Ai::check`].
    pub fn parse_bracketed(input: &[u8]) -> Result<Self, Error> {
        check_len(input)?;
        if input.is_empty() {
            return Err(Error::Truncated { at: 0 });
        }
        let mut elements = Self::new();
        let mut value = Vec::new();
        let mut rest = input;
        while !rest.is_empty() {
            let at = place(input.len() - rest.len());
            let inner = rest.strip_prefix(b"(").ok_or(Error::UnknownAi { at })?;
            let closing = inner
                .iter()
                .position(|byte| *byte == b')')
                .ok_or(Error::Truncated { at: place(input.len()) })?;
            let (digits, tail) = inner.split_at_checked(closing).unwrap_or_default();
            let ai = Ai::parse(digits).map_err(|error| error.shifted(at + 1))?;
            let tail = tail.strip_prefix(b")").unwrap_or(tail);
            let raw = unescape(tail, &mut value);
            let value_at = place(input.len() - tail.len());
            elements.push_parsed(ai, &value, at, value_at).map_err(|error| {
                let inside = error.place().unwrap_or_default().saturating_sub(value_at);
                error.shifted(escapes_before(&value, inside))
            })?;
            rest = tail.get(raw..).unwrap_or_default();
        }
        Ok(elements)
    }

    /// The form with parentheses, in the list's order.
    #[must_use]
    pub fn to_bracketed(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + 6 * self.len());
        for (ai, value) in self.iter() {
            out.push('(');
            out.push_str(ai.digits());
            out.push(')');
            for part in value.split_inclusive('(') {
                match part.strip_suffix('(') {
                    Some(before) => {
                        out.push_str(before);
                        out.push_str("\\(");
                    }
                    None => out.push_str(part),
                }
            }
        }
        out
    }

    /// Pushes what a parser found, with the offset of the identifier and of the value in its input.
    pub(super) fn push_parsed(&mut self, ai: Ai, value: &[u8], at: u32, value_at: u32) -> Result<(), Error> {
        self.push(ai, value).map_err(|error| match error {
            Error::RepeatedAi { .. } => Error::RepeatedAi { at },
            other => other.shifted(value_at),
        })
    }

    /// The offset of an element in the element string.
    pub(crate) fn offset(&self, ai: Ai) -> u32 {
        let before = self.iter().take_while(|(other, _)| *other != ai);
        place(
            before
                .map(|(ai, value)| ai.digits().len() + value.len() + usize::from(!ai.is_predefined()))
                .sum(),
        )
    }

    /// Whether an element other than `ai` fits the pattern, in which `n` stands for any digit.
    fn any_other(&self, ai: Ai, pattern: &[u8]) -> bool {
        self.entries.iter().filter(|entry| entry.ai != ai).any(|entry| {
            let digits = entry.ai.digits();
            digits.len() == pattern.len()
                && digits.bytes().zip(pattern).all(|(digit, wanted)| *wanted == b'n' || *wanted == digit)
        })
    }

    fn value(&self, entry: &Entry) -> &str {
        self.text.get(entry.start..entry.end).unwrap_or_default()
    }
}

pub(super) fn check_len(input: &[u8]) -> Result<(), Error> {
    if place(input.len()) > Elements::MAX_INPUT {
        return Err(Error::TooLong { limit: Elements::MAX_INPUT });
    }
    Ok(())
}

/// The value at the front of `tail`: up to an FNC1, and of a predefined length no longer than that.
fn leading_value(ai: Ai, tail: &[u8]) -> &[u8] {
    let most = if ai.is_predefined() { tail.get(..ai.max_len()).unwrap_or(tail) } else { tail };
    most.get(..separator(most)).unwrap_or(most)
}

/// Where the first FNC1 is, or the end. A block is looked at as a whole, which compilers do in one step.
fn separator(text: &[u8]) -> usize {
    let blocks = text.as_chunks::<16>().0.iter();
    let found = |block: &[u8; 16]| block.iter().fold(0, |found, byte| found | u8::from(*byte == FNC1));
    let clear = 16 * blocks.take_while(|block| found(block) == 0).count();
    clear + text.iter().skip(clear).take_while(|byte| **byte != FNC1).count()
}

/// Copies the value at the front of `tail` to `value`, `\(` as `(`; the bytes it takes in `tail`.
fn unescape(tail: &[u8], value: &mut Vec<u8>) -> usize {
    value.clear();
    let mut rest = tail;
    loop {
        rest = match rest {
            [b'\\', b'(', after @ ..] => {
                value.push(b'(');
                after
            }
            [] | [b'(', ..] => return tail.len() - rest.len(),
            [byte, after @ ..] => {
                value.push(*byte);
                after
            }
        };
    }
}

/// How many escapes the written form has before byte `at` of the value.
fn escapes_before(value: &[u8], at: u32) -> u32 {
    (0..at).zip(value).map(|(_, byte)| u32::from(*byte == b'(')).sum()
}

impl PartialEq for Elements {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Elements {}

/// Shows the form with parentheses.
impl fmt::Debug for Elements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_bracketed())
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_found_wherever_they_stand() {
        for length in 0..50 {
            let clear = vec![b'A'; length];
            assert_eq!(separator(&clear), length);
            for at in 0..length {
                let mut text = clear.clone();
                text[at] = FNC1;
                assert_eq!(separator(&text), at);
                text[length - 1] = FNC1;
                assert_eq!(separator(&text), at);
            }
        }
    }

    #[test]
    fn patterns_match_others_only() {
        let mut elements = Elements::new();
        assert_eq!(elements.push(Ai::LOT, b"A"), Ok(()));
        assert_eq!(elements.push(Ai::INTERNAL_91, b"B"), Ok(()));
        for (pattern, others) in [
            ("10", false),
            ("1n", false),
            ("91", true),
            ("9n", true),
            ("nn", true),
            ("9", false),
            ("9nn", false),
        ] {
            assert_eq!(elements.any_other(Ai::LOT, pattern.as_bytes()), others, "{pattern}");
        }
    }
}
