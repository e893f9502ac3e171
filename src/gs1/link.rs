//! GS1 Digital Link URIs, uncompressed: elements as a web address.
//!
//! ```text
//! https://example.com/stem /01/09506000134352 /10/LOT7 /21/A1 ?17=270131&91=K1 #fragment
//! scheme  host[:port] path  key               qualifiers       attributes       ignored
//! ```
//!
//! The right-most key in the path is the key; its qualifiers follow in their one order; everything else
//! stands in the query, written ascending by identifier. Values are percent-encoded except letters, digits
//! and `-._~`, with upper-case hex. `+` is a plus. The scheme is in lower case or in
//! capitals throughout. Read, but never written: GTIN-8, -12 and -13, needless escapes, lower-case hex,
//! parameters of others (counted), a fragment (dropped).
//!
//! Refuses: user information before the host and hosts that are no plain name or IPv4 address (both hide
//! where a link leads), a trailing slash, qualifiers out of order or in the query, unknown numeric parameters
//! (all of them belong to GS1), and an unescaped `;` in a value of the query, because early editions let it
//! part parameters as `&` does: either reading could be wrong.
//!
//! A path value `.` or `..` is legal and read here, but programs that normalise addresses remove it.
//!
//! Source: GS1 Digital Link URI Syntax 1.6, with RFC 3986 for the characters.

use core::fmt;
use std::borrow::Cow;

use super::ai::Ai;
use super::element::{Elements, check_len};
use crate::Error;
use crate::error::place;

/// What stands before the key in a link: scheme, host, and possibly port and path.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LinkStem(Cow<'static, str>);

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The elements: key, qualifiers, then the attributes as they came. A GTIN has 14 digits.
    pub elements: Elements,
    /// How many parameters of the query belong to others and were passed over.
    pub ignored: u32,
}

impl LinkStem {
    /// The stem of canonical links, `https://id.gs1.org`.
    pub const GS1: Self = Self(Cow::Borrowed("https://id.gs1.org"));

    /// Reads a stem such as `https://example.com/some/path`. One slash at the end is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`]; [`Error::Uri`] at the first offending byte, also for a query, a fragment, a path
    /// segment that is empty, `.`, `..` or reads as a key; [`Error::Escape`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        check_len(text.as_bytes())?;
        let text = text.strip_suffix('/').unwrap_or(text);
        let path_at = check_authority(text.as_bytes())?;
        let path = text.as_bytes().get(path_at..).unwrap_or_default();
        if let Some(at) = path.iter().position(|byte| matches!(byte, b'?' | b'#')) {
            return Err(Error::Uri { at: place(path_at + at) });
        }
        check_characters(path).map_err(|error| error.shifted(place(path_at)))?;
        let mut at = path_at;
        // The first segment is the nothing before the first slash.
        for segment in path.split(|byte| *byte == b'/').skip(1) {
            at += 1;
            if matches!(segment, b"" | b"." | b"..") || key(segment).is_some() {
                return Err(Error::Uri { at: place(at) });
            }
            at += segment.len();
        }
        Ok(Self(Cow::Owned(text.to_owned())))
    }

    /// The stem as written, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes elements as a link.
///
/// ```
/// use symbolon::gs1::{element::Elements, link};
/// let elements = Elements::parse_bracketed(b"(01)09506000134352(17)270131(10)A/1(21)7")?;
/// let uri = link::print(&elements, &link::LinkStem::GS1)?;
/// assert_eq!(uri, "https://id.gs1.org/01/09506000134352/10/A%2F1/21/7?17=270131");
/// # Ok::<(), symbolon::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::NoIdentity`] without a key; [`Error::Combination`] with the offset in
/// [`Elements::to_element_string`] of a second key, of a qualifier that goes with another sequence, or of an
/// element that may not stand in a query.
pub fn print(elements: &Elements, stem: &LinkStem) -> Result<String, Error> {
    let mut keys = elements.iter().filter_map(|(ai, value)| ai.row().key.map(|rule| (ai, value, rule)));
    let (key, key_value, rule) = keys.next().ok_or(Error::NoIdentity)?;
    if let Some((second, ..)) = keys.next() {
        return Err(Error::Combination { at: elements.offset(second) });
    }
    let sequence = fitting_sequence(elements, rule);
    let mut attributes = Vec::with_capacity(elements.len());
    for (ai, value) in elements.iter().filter(|(ai, _)| *ai != key) {
        if is_attribute(ai, rule) {
            attributes.push((ai, value));
        } else if !sequence.split(',').any(|digits| digits == ai.digits()) {
            return Err(Error::Combination { at: elements.offset(ai) });
        }
    }
    attributes.sort_unstable_by_key(|(ai, _)| *ai);

    let mut out = String::with_capacity(stem.as_str().len() + 256);
    out.push_str(stem.as_str());
    push_pair(&mut out, '/', key, '/', key_value);
    for digits in sequence.split(',') {
        if let Some((ai, value)) = elements.iter().find(|(ai, _)| ai.digits() == digits) {
            push_pair(&mut out, '/', ai, '/', value);
        }
    }
    let marks = core::iter::once('?').chain(core::iter::repeat('&'));
    for (mark, (ai, value)) in marks.zip(attributes) {
        push_pair(&mut out, mark, ai, '=', value);
    }
    Ok(out)
}

/// Reads a link. O(input).
///
/// ```
/// # use symbolon::gs1::{ai::Ai, link};
/// let link = link::parse(b"https://example.com/shop/01/9506000134352/21/A%2B1?17=270131&utm=x")?;
/// assert_eq!(link.elements.get(Ai::GTIN), Some("09506000134352"));
/// assert_eq!(link.elements.get(Ai::SERIAL), Some("A+1"));
/// assert_eq!(link.ignored, 1);
/// # Ok::<(), symbolon::Error>(())
/// ```
///
/// # Errors
///
/// With offsets in `uri`: [`Error::TooLong`] above [`Elements::MAX_INPUT`], [`Error::Uri`],
/// [`Error::Escape`], [`Error::NoIdentity`] for an address without a key, [`Error::UnknownAi`],
/// [`Error::RepeatedAi`], [`Error::Combination`] for a qualifier out of order or an element that may not
/// stand in the query, and those of [`Ai::check`], where the offset of a character is that of its escape.
pub fn parse(uri: &[u8]) -> Result<Link, Error> {
    check_len(uri)?;
    let path_at = check_authority(uri)?;
    let whole = uri.split(|byte| *byte == b'#').next().unwrap_or_default();
    let (path, query) = split_at_byte(whole, b'?');
    let query_at = path.len() + 1;
    let path = path.get(path_at..).unwrap_or_default();
    check_characters(path).map_err(|error| error.shifted(place(path_at)))?;
    if path.ends_with(b"/") {
        return Err(Error::Uri { at: place(path_at + path.len() - 1) });
    }
    let key_at = key_offset(path).ok_or(Error::NoIdentity)?;
    let mut reader = Reader { elements: Elements::with_capacity(8, uri.len() - path_at), value: Vec::new() };
    let rule = reader.read_path(path.get(key_at..).unwrap_or_default(), path_at + key_at)?;
    let ignored = reader.read_query(query.unwrap_or_default(), query_at, rule)?;
    Ok(Link { elements: reader.elements, ignored })
}

/// Collects the elements of one link.
struct Reader {
    elements: Elements,
    /// The value at hand, decoded.
    value: Vec<u8>,
}

impl Reader {
    /// Reads key and qualifiers; the key's rule for qualifiers.
    fn read_path(&mut self, path: &[u8], mut at: usize) -> Result<&'static str, Error> {
        let mut rule = None;
        let mut qualifiers: Vec<Ai> = Vec::new();
        let mut segments = path.split(|byte| *byte == b'/');
        while let (Some(digits), Some(raw)) = (segments.next(), segments.next()) {
            let ai = Ai::parse(digits).map_err(|error| error.shifted(place(at)))?;
            match rule {
                None => rule = ai.row().key,
                Some(rule) => {
                    if qualifiers.contains(&ai) {
                        return Err(Error::RepeatedAi { at: place(at) });
                    }
                    qualifiers.push(ai);
                    if !in_order(&qualifiers, rule) {
                        return Err(Error::Combination { at: place(at) });
                    }
                }
            }
            let value_at = at + digits.len() + 1;
            self.push(ai, raw, at, value_at)?;
            at = value_at + raw.len() + 1;
        }
        rule.ok_or(Error::NoIdentity)
    }

    /// Reads attributes; how many parameters it passed over.
    fn read_query(&mut self, query: &[u8], mut at: usize, rule: &str) -> Result<u32, Error> {
        let mut ignored = 0;
        for parameter in query.split(|byte| *byte == b'&') {
            let (name, raw) = split_at_byte(parameter, b'=');
            if !name.is_empty() && name.iter().all(u8::is_ascii_digit) {
                let ai = Ai::parse(name).map_err(|error| error.shifted(place(at)))?;
                if !is_attribute(ai, rule) {
                    return Err(Error::Combination { at: place(at) });
                }
                let value_at = at + name.len() + 1;
                let raw = raw.ok_or(Error::Uri { at: place(at + name.len()) })?;
                check_characters(raw).map_err(|error| error.shifted(place(value_at)))?;
                if let Some(semicolon) = raw.iter().position(|byte| *byte == b';') {
                    return Err(Error::Uri { at: place(value_at + semicolon) });
                }
                self.push(ai, raw, at, value_at)?;
            } else if !parameter.is_empty() {
                ignored += 1;
            }
            at += parameter.len() + 1;
        }
        Ok(ignored)
    }

    /// Adds an element with its value as written, a short GTIN in its 14-digit form.
    fn push(&mut self, ai: Ai, raw: &[u8], at: usize, value_at: usize) -> Result<(), Error> {
        self.value.clear();
        self.value.extend(Decoded(raw));
        let zeros = match self.value.len() {
            len @ (8 | 12 | 13) if ai == Ai::GTIN => 14 - len,
            _ => 0,
        };
        self.value.splice(0..0, core::iter::repeat_n(b'0', zeros));
        // As if the zeros stood in front of the value, so that offsets behind them come out right.
        let padded_at = value_at.saturating_sub(zeros);
        self.elements.push_parsed(ai, &self.value, place(at), place(padded_at)).map_err(|error| {
            let inside = error.place().unwrap_or_default().saturating_sub(place(value_at));
            error.shifted(escape_bytes_before(raw, inside))
        })
    }
}

/// How many bytes more `raw` has before decoded byte `inside`.
fn escape_bytes_before(raw: &[u8], inside: u32) -> u32 {
    let mut decoded = Decoded(raw);
    (0..inside).zip(&mut decoded).for_each(drop);
    place(raw.len() - decoded.0.len()).saturating_sub(inside)
}

/// The bytes behind percent escapes that [`check_characters`] has accepted.
struct Decoded<'a>(&'a [u8]);

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match *self.0 {
            [b'%', high, low, ref rest @ ..] => (hex(high)? << 4 | hex(low)?, rest),
            [byte, ref rest @ ..] => (byte, rest),
            [] => return None,
        };
        self.0 = rest;
        Some(byte)
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Accepts the characters that RFC 3986 allows in paths and queries, with whole escapes.
fn check_characters(text: &[u8]) -> Result<(), Error> {
    let mut rest = text;
    loop {
        let at = place(text.len() - rest.len());
        rest = match rest {
            [] => return Ok(()),
            [b'%', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            [b'%', ..] => return Err(Error::Escape { at }),
            [byte, after @ ..] if is_unreserved(*byte) || b"!$&'()*+,;=:@/?".contains(byte) => after,
            _ => return Err(Error::Uri { at }),
        };
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Checks scheme, host and port; the offset where the path begins.
fn check_authority(uri: &[u8]) -> Result<usize, Error> {
    let schemes: [&[u8]; 4] = [b"https://", b"http://", b"HTTPS://", b"HTTP://"];
    let rest = schemes.iter().find_map(|scheme| uri.strip_prefix(*scheme)).ok_or(Error::Uri { at: 0 })?;
    let host_at = uri.len() - rest.len();
    let authority = rest.split(|byte| matches!(byte, b'/' | b'?' | b'#')).next().unwrap_or_default();
    let (host, port) = split_at_byte(authority, b':');
    let bad_host = if host.is_empty() { Some(0) } else { host.iter().position(|byte| !is_unreserved(*byte)) };
    if let Some(at) = bad_host {
        return Err(Error::Uri { at: place(host_at + at) });
    }
    if let Some(port) = port {
        let number = core::str::from_utf8(port).ok().and_then(|text| text.parse::<u16>().ok());
        if number.is_none() || !port.iter().all(u8::is_ascii_digit) {
            return Err(Error::Uri { at: place(host_at + host.len() + 1) });
        }
    }
    Ok(host_at + authority.len())
}

/// Where in the path the segment of the right-most key begins: segments from the end are value, identifier,
/// value, identifier, so that a serial `00` is not taken for a key.
fn key_offset(path: &[u8]) -> Option<usize> {
    let mut segments = path.rsplit(|byte| *byte == b'/');
    let mut end = path.len();
    while let (Some(value), Some(digits)) = (segments.next(), segments.next()) {
        let at = end.checked_sub(value.len() + 1 + digits.len())?;
        if key(digits).is_some() {
            return Some(at);
        }
        end = at.checked_sub(1)?;
    }
    None
}

/// The identifier that a path segment names, if it is a key.
fn key(segment: &[u8]) -> Option<Ai> {
    Ai::parse(segment).ok().filter(|ai| ai.row().key.is_some())
}

/// The sequence of the rule that holds every qualifier among the elements; the first one where none does.
fn fitting_sequence<'a>(elements: &Elements, rule: &'a str) -> &'a str {
    let holds_all = |sequence: &&str| {
        let mut qualifiers = elements.iter().filter(|(ai, _)| is_qualifier(*ai, rule));
        qualifiers.all(|(ai, _)| is_qualifier(ai, sequence))
    };
    rule.split('|').find(holds_all).or(rule.split('|').next()).unwrap_or_default()
}

/// Whether a sequence of the rule holds these qualifiers in this order.
fn in_order(qualifiers: &[Ai], rule: &str) -> bool {
    rule.split('|').any(|sequence| {
        let mut wanted = sequence.split(',');
        qualifiers.iter().all(|ai| wanted.any(|digits| digits == ai.digits()))
    })
}

fn is_qualifier(ai: Ai, rule: &str) -> bool {
    rule.split(['|', ',']).any(|digits| digits == ai.digits())
}

/// Whether the query may hold it, under a key with this rule: a qualifier of the key belongs into the path.
fn is_attribute(ai: Ai, rule: &str) -> bool {
    ai.row().attribute && !is_qualifier(ai, rule)
}

/// What stands before the first such byte, and what behind it.
fn split_at_byte(text: &[u8], byte: u8) -> (&[u8], Option<&[u8]>) {
    let mut parts = text.splitn(2, |other| *other == byte);
    (parts.next().unwrap_or_default(), parts.next())
}

fn push_pair(out: &mut String, before: char, ai: Ai, between: char, value: &str) {
    out.push(before);
    out.push_str(ai.digits());
    out.push(between);
    escape(value.as_bytes(), |byte| out.push(char::from(byte)));
}

/// Puts a value as it stands in a link.
pub(crate) fn escape(value: &[u8], mut put: impl FnMut(u8)) {
    for &byte in value {
        if is_unreserved(byte) {
            put(byte);
        } else {
            put(b'%');
            for digit in [byte >> 4, byte & 15] {
                put(if digit < 10 { b'0' + digit } else { b'A' + digit - 10 });
            }
        }
    }
}

impl fmt::Display for LinkStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for LinkStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkStem({self})")
    }
}
