//! The payload of a trust bundle.
//!
//! # Format, version 1
//!
//! The payload of an [envelope](super::artefact) of kind 4: a CBOR map (RFC 8949) of these fields in this order, definite
//! lengths, every number in its shortest form. A GTIN is a text of 14 digits, a slot a text. Every list ascends by what
//! stands first in its rows, and no two rows agree in that.
//!
//! ```text
//!  1: uint                     sequence number
//!  2: int                      issued at, seconds since 1970 UTC
//!  3: int                      next update, likewise
//!  4: tstr                     name of the root, at most 200 bytes
//!  5: [ key ... ]              by key id
//!     key:    [uint suite, bstr public key, window, window, scope, standing]    believed, signing
//!     window: [int from, int until]                 -2⁶³ and 2⁶³ - 1 for always
//!     scope:  "everything" | [[GTIN ...], [tstr company prefix ...]]            each list ascends
//!     standing: [0] good | [1, int since] end of life | [2] revoked | [3, int since] compromised
//!  6: [ opener ... ]           by GTIN and slot
//!     opener: [GTIN, slot, tstr alphabet, uint length, uint indices, bstr index key]    format 2 of serials
//!  7: [ lease ... ]            by GTIN, slot and first index
//!     lease:  [GTIN, slot, uint first, uint end, bstr key id]
//!  8: code set                 revoked
//!  9: code set                 recalled
//! 10: [ index set ... ]        vouched for, by GTIN and slot
//!
//! code set:  [[index set ...], [serial range ...], [lot ...], [GTIN ...]]
//! index set: [GTIN, slot, bstr Roaring]             64-bit portable format, see trust::index_set
//! serial range: [GTIN, tstr first, tstr last]       by GTIN, then length and characters; none overlap
//! lot:       [GTIN, tstr]
//! ```
//!
//! What this version does not know is refused: a verifier that leaves out half of what the root says believes too much.
//! A key of a suite that the build leaves out is known all the same, and believed for nothing.

use ciborium::Value;
use roaring::RoaringTreemap;

use super::bundle::BundleContent;
use super::fields::{self, Fields, wrong};
use super::foreign::{ForeignKey, ForeignKeys};
use super::index_set::IndexSets;
use super::key::PublicKey;
use super::keyring::{Entry, Keyring, Scope, Standing, Window};
use super::leases::Leases;
use super::revocation::{CodeSet, SerialRange, rank};
use super::scope_form::{read_gtin, read_scope, write_scope};
use super::suite::Suite;
use crate::Error;
use crate::code::{Alphabet, IndexKey, KeyId, Opener, Serial, SeriesId, Shape};
use crate::gs1::key::Gtin;

/// The version that is written.
pub(super) const VERSION: u8 = 1;

const KEYS: i64 = 5;
const OPENERS: i64 = 6;
const LEASES: i64 = 7;
pub(super) const REVOKED: i64 = 8;
pub(super) const RECALLED: i64 = 9;
pub(super) const VOUCHED: i64 = 10;

/// Gives the set of a series from the bytes that stand in a payload; the label says in which field.
pub(super) type ReadSet<'a> = dyn FnMut(i64, &SeriesId, Vec<u8>) -> Result<RoaringTreemap, Error> + 'a;

/// Writes a payload; `set` gives the bytes of an index set.
pub(super) fn write(
    content: &BundleContent,
    set: impl Fn(&RoaringTreemap) -> Vec<u8> + Copy,
) -> Result<Vec<u8>, Error> {
    let mut openers: Vec<_> = content.openers.iter().collect();
    openers.sort_by_key(|opener| (opener.gtin(), opener.slot()));
    if ambiguous(&openers) {
        return Err(Error::Taken);
    }
    fields::write([
        (1, content.sequence.into()),
        (2, content.issued_at.into()),
        (3, content.next_update.into()),
        (4, content.name.as_str().into()),
        (KEYS, keys_value(&content.keys, &content.foreign_keys)?),
        (OPENERS, list(openers.into_iter().map(opener_value))),
        (LEASES, leases_value(&content.leases)),
        (REVOKED, codes_value(&content.revoked, set)),
        (RECALLED, codes_value(&content.recalled, set)),
        (VOUCHED, sets_value(&content.vouched, set)),
    ])
}

/// Reads a payload.
///
/// # Errors
///
/// [`Error::Artefact`], [`Error::Claim`], [`Error::Suite`]; those of `set`.
pub(super) fn read(payload: &[u8], set: &mut ReadSet<'_>) -> Result<BundleContent, Error> {
    let mut fields = Fields::read(payload)?;
    let (sequence, issued_at, next_update) = (fields.number(1)?, fields.number(2)?, fields.number(3)?);
    let name = fields.text(4)?;
    let (keys, foreign_keys) = read_keys(fields.list(KEYS)?)?;
    let content = BundleContent {
        sequence,
        issued_at,
        next_update,
        name,
        keys,
        foreign_keys,
        openers: read_openers(fields.list(OPENERS)?)?,
        leases: read_leases(fields.list(LEASES)?)?,
        revoked: read_codes(REVOKED, fields.list(REVOKED)?, set)?,
        recalled: read_codes(RECALLED, fields.list(RECALLED)?, set)?,
        vouched: read_sets(VOUCHED, fields.list(VOUCHED)?, set)?,
    };
    fields.end()?;
    if content.issued_at >= content.next_update {
        return Err(wrong(3));
    }
    if content.name.len() > BundleContent::MAX_NAME {
        return Err(wrong(4));
    }
    Ok(content)
}

/// Whether two openers could read one serial. They are sorted: what a slot begins stands right behind it.
fn ambiguous(openers: &[&Opener]) -> bool {
    openers.iter().enumerate().any(|(at, one)| {
        let begun = openers
            .iter()
            .skip(at + 1)
            .take_while(|other| other.gtin() == one.gtin() && other.slot().starts_with(one.slot()));
        begun.into_iter().any(|other| other.shape().length() == one.shape().length())
    })
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect())
}

fn bytes_value(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}

fn gtin_value(gtin: Gtin) -> Value {
    gtin.to_string().into()
}

/// Slots, serials and alphabets are ASCII.
fn text_value(text: &[u8]) -> Value {
    Value::Text(String::from_utf8_lossy(text).into_owned())
}

/// The keys that this build can use and those that it cannot, in one list.
fn keys_value(keys: &Keyring, foreign: &ForeignKeys) -> Result<Value, Error> {
    let usable = keys.iter().map(|(id, entry)| {
        let key = (entry.key().suite(), entry.key().bytes());
        (id, key_value(key, [entry.window(), entry.signing()], entry.scope(), entry.standing()))
    });
    let foreign = foreign.iter().map(|key| {
        let value = key_value((key.suite, &key.bytes), [key.window, key.signing], &key.scope, key.standing);
        (key.id(), value)
    });
    let mut rows: Vec<_> = usable.chain(foreign).collect();
    rows.sort_by_key(|(id, _)| *id);
    if rows.is_sorted_by(|(one, _), (next, _)| one < next) {
        Ok(list(rows.into_iter().map(|(_, value)| value)))
    } else {
        Err(Error::Taken)
    }
}

fn key_value((suite, key): (Suite, &[u8]), windows: [Window; 2], scope: &Scope, standing: Standing) -> Value {
    let [believed, signing] =
        windows.map(|window| Value::Array(vec![window.from().into(), window.until().into()]));
    let standing = match standing {
        Standing::Good => vec![0.into()],
        Standing::EndOfLife { since } => vec![1.into(), since.into()],
        Standing::Revoked => vec![2.into()],
        Standing::Compromised { since } => vec![3.into(), since.into()],
    };
    let scope = write_scope(scope);
    let (suite, standing) = (suite.number().into(), Value::Array(standing));
    Value::Array(vec![suite, bytes_value(key), believed, signing, scope, standing])
}

fn opener_value(opener: &Opener) -> Value {
    let shape = opener.shape();
    Value::Array(vec![
        gtin_value(opener.gtin()),
        text_value(opener.slot()),
        text_value(shape.alphabet().symbols()),
        shape.length().into(),
        shape.index_space().into(),
        bytes_value(opener.key().expose()),
    ])
}

fn leases_value(leases: &Leases) -> Value {
    list(leases.iter().map(|leased| {
        Value::Array(vec![
            gtin_value(leased.series.gtin()),
            text_value(leased.series.slot()),
            leased.range.start.into(),
            leased.range.end.into(),
            bytes_value(&leased.holder.bytes()),
        ])
    }))
}

fn codes_value(codes: &CodeSet, set: impl Fn(&RoaringTreemap) -> Vec<u8>) -> Value {
    let serials = codes.serials.iter().map(|range| {
        let (first, last) = (range.first.as_bytes(), range.last.as_bytes());
        Value::Array(vec![gtin_value(range.gtin), text_value(first), text_value(last)])
    });
    let lots = codes.lots.iter().map(|(gtin, lot)| Value::Array(vec![gtin_value(*gtin), (&**lot).into()]));
    Value::Array(vec![
        sets_value(&codes.indices, set),
        list(serials),
        list(lots),
        list(codes.items.iter().copied().map(gtin_value)),
    ])
}

fn sets_value(sets: &IndexSets, set: impl Fn(&RoaringTreemap) -> Vec<u8>) -> Value {
    list(sets.iter().map(|(series, indices)| {
        let (gtin, slot) = (gtin_value(series.gtin()), text_value(series.slot()));
        Value::Array(vec![gtin, slot, Value::Bytes(set(indices))])
    }))
}

/// What one field may hold: every refusal names its label.
#[derive(Clone, Copy)]
struct Field(i64);

impl Field {
    fn row<const N: usize>(self, value: Value) -> Result<[Value; N], Error> {
        value.into_array().ok().and_then(|values| values.try_into().ok()).ok_or(wrong(self.0))
    }

    fn list(self, value: Value) -> Result<Vec<Value>, Error> {
        value.into_array().map_err(|_| wrong(self.0))
    }

    fn bytes(self, value: Value) -> Result<Vec<u8>, Error> {
        value.into_bytes().map_err(|_| wrong(self.0))
    }

    fn array<const N: usize>(self, value: Value) -> Result<[u8; N], Error> {
        self.bytes(value)?.try_into().map_err(|_| wrong(self.0))
    }

    fn text(self, value: Value) -> Result<String, Error> {
        value.into_text().map_err(|_| wrong(self.0))
    }

    fn number<T: TryFrom<i128>>(self, value: &Value) -> Result<T, Error> {
        let number = value.as_integer().and_then(|number| T::try_from(number.into()).ok());
        number.ok_or(wrong(self.0))
    }

    fn gtin(self, value: &Value) -> Result<Gtin, Error> {
        read_gtin(value).ok_or(wrong(self.0))
    }

    fn series(self, gtin: &Value, slot: Value) -> Result<SeriesId, Error> {
        self.own(SeriesId::new(self.gtin(gtin)?, self.text(slot)?.as_bytes()))
    }

    fn window(self, value: Value) -> Result<Window, Error> {
        let [from, until] = self.row(value)?;
        self.own(Window::new(self.number(&from)?, self.number(&until)?))
    }

    /// Any refusal as one of this field.
    fn own<T>(self, outcome: Result<T, Error>) -> Result<T, Error> {
        outcome.map_err(|_| wrong(self.0))
    }

    fn ascending<T>(self, rows: &[T], before: impl Fn(&T, &T) -> bool) -> Result<(), Error> {
        if rows.is_sorted_by(before) { Ok(()) } else { Err(wrong(self.0)) }
    }
}

fn read_keys(values: Vec<Value>) -> Result<(Keyring, ForeignKeys), Error> {
    let field = Field(KEYS);
    let (mut keyring, mut foreign) = (Keyring::new(), ForeignKeys::default());
    let mut last = None;
    for value in values {
        let [suite, key, window, signing, scope, standing] = field.row(value)?;
        let suite = Suite::from_number(field.number(&suite)?)?;
        let bytes = field.bytes(key)?;
        let (window, signing) = (field.window(window)?, field.window(signing)?);
        let scope = read_scope(&scope).ok_or(wrong(KEYS))?;
        let standing = read_standing(field, standing)?;
        let id = match PublicKey::from_bytes(suite, &bytes) {
            Err(Error::Suite) => {
                let bytes = ForeignKey::read(&bytes).ok_or(wrong(KEYS))?;
                let key = ForeignKey { suite, bytes, window, signing, scope, standing };
                let id = key.id();
                foreign.push(key);
                id
            }
            key => {
                let entry = Entry::new(field.own(key)?, window, scope).with_life(signing, standing);
                field.own(keyring.add_entry(entry))?
            }
        };
        if last.replace(id).is_some_and(|last| last >= id) {
            return Err(wrong(KEYS));
        }
    }
    Ok((keyring, foreign))
}

fn read_standing(field: Field, value: Value) -> Result<Standing, Error> {
    let numbers: Vec<i64> =
        field.list(value)?.iter().map(|number| field.number(number)).collect::<Result<_, _>>()?;
    match numbers[..] {
        [0] => Ok(Standing::Good),
        [1, since] => Ok(Standing::EndOfLife { since }),
        [2] => Ok(Standing::Revoked),
        [3, since] => Ok(Standing::Compromised { since }),
        _ => Err(wrong(field.0)),
    }
}

fn read_openers(values: Vec<Value>) -> Result<Vec<Opener>, Error> {
    let field = Field(OPENERS);
    let mut openers = Vec::with_capacity(values.len());
    for value in values {
        let [gtin, slot, alphabet, length, space, key] = field.row(value)?;
        let series = field.series(&gtin, slot)?;
        let alphabet = field.own(Alphabet::new(field.text(alphabet)?.as_bytes()))?;
        let slot_length = field.own(u8::try_from(series.slot().len()).map_err(|_| Error::SeriesShape))?;
        let shape = Shape::new(alphabet, field.number(&length)?, slot_length, field.number(&space)?);
        let key = IndexKey::new(field.array(key)?);
        openers.push(field.own(Opener::new(key, series.gtin(), series.slot(), field.own(shape)?))?);
    }
    field.ascending(&openers, |one, next| (one.gtin(), one.slot()) < (next.gtin(), next.slot()))?;
    if ambiguous(&openers.iter().collect::<Vec<_>>()) { Err(wrong(OPENERS)) } else { Ok(openers) }
}

fn read_leases(values: Vec<Value>) -> Result<Leases, Error> {
    let field = Field(LEASES);
    let mut leases = Leases::new();
    let mut last = None;
    for value in values {
        let [gtin, slot, start, end, holder] = field.row(value)?;
        let series = field.series(&gtin, slot)?;
        let (start, end) = (field.number(&start)?, field.number(&end)?);
        let holder = KeyId::new(field.array(holder)?);
        field.own(leases.add(series.gtin(), series.slot(), start..end, holder))?;
        if last.replace((series, start)).is_some_and(|last| last > (series, start)) {
            return Err(wrong(LEASES));
        }
    }
    Ok(leases)
}

fn read_codes(label: i64, values: Vec<Value>, set: &mut ReadSet<'_>) -> Result<CodeSet, Error> {
    let field = Field(label);
    let [indices, serials, lots, items] = field.row(Value::Array(values))?;
    let serial = |value| field.own(Serial::parse(field.text(value)?.as_bytes()));
    let range = |value| {
        let [gtin, first, last] = field.row(value)?;
        Ok(SerialRange { gtin: field.gtin(&gtin)?, first: serial(first)?, last: serial(last)? })
    };
    let lot = |value| {
        let [gtin, lot] = field.row(value)?;
        Ok((field.gtin(&gtin)?, field.text(lot)?))
    };
    let ranges = field.list(serials)?.into_iter().map(range).collect::<Result<Vec<_>, Error>>()?;
    let lots = field.list(lots)?.into_iter().map(lot).collect::<Result<Vec<_>, Error>>()?;
    let items: Vec<Gtin> =
        field.list(items)?.iter().map(|gtin| field.gtin(gtin)).collect::<Result<_, _>>()?;
    field.ascending(&ranges, |one, next| (one.gtin, rank(&one.last)) < (next.gtin, rank(&next.first)))?;
    field.ascending(&lots, |one, next| one < next)?;
    field.ascending(&items, |one, next| one < next)?;
    let mut codes = CodeSet { indices: read_sets(label, field.list(indices)?, set)?, ..CodeSet::new() };
    for range in ranges {
        field.own(codes.add_serials(range.gtin, range.first, range.last))?;
    }
    for (gtin, lot) in lots {
        field.own(codes.add_lot(gtin, &lot))?;
    }
    codes.items = items;
    Ok(codes)
}

fn read_sets(label: i64, values: Vec<Value>, set: &mut ReadSet<'_>) -> Result<IndexSets, Error> {
    let field = Field(label);
    let mut sets = IndexSets::new();
    for value in values {
        let [gtin, slot, bytes] = field.row(value)?;
        let series = field.series(&gtin, slot)?;
        let indices = set(label, &series, field.bytes(bytes)?)?;
        if !sets.push(series, indices) {
            return Err(wrong(label));
        }
    }
    Ok(sets)
}
