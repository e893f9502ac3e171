//! The payload of a signed artefact: a CBOR map whose keys are small numbers, each field taken once.
//!
//! Writers list the fields in the order of their format; readers take each by its number and refuse what is left over.
//! A map that names a field twice is refused.

use ciborium::Value;

use crate::Error;
use crate::error::place;

/// No format has as many fields.
const MAX_FIELDS: usize = 64;

/// The fields of one payload, not taken yet.
#[derive(Debug)]
pub(crate) struct Fields(Vec<(i64, Value)>);

impl Fields {
    /// Reads a payload.
    ///
    /// # Errors
    ///
    /// [`Error::Artefact`] with the offset for what is no CBOR map of up to 64 numbered fields; [`Error::Claim`] for a
    /// field named twice.
    pub(crate) fn read(payload: &[u8]) -> Result<Self, Error> {
        let mut rest = payload;
        let value: Value =
            ciborium::from_reader(&mut rest).map_err(|error| Error::Artefact { at: offset(&error) })?;
        if !rest.is_empty() {
            return Err(Error::Artefact { at: place(payload.len() - rest.len()) });
        }
        Self::of(value)
    }

    /// The fields of a map inside a payload.
    ///
    /// # Errors
    ///
    /// As [`Fields::read`], with offset 0.
    pub(crate) fn of(value: Value) -> Result<Self, Error> {
        let broken = Error::Artefact { at: 0 };
        let map = value.into_map().ok().filter(|map| map.len() <= MAX_FIELDS).ok_or(broken)?;
        let mut fields: Vec<(i64, Value)> = Vec::with_capacity(map.len());
        for (label, value) in map {
            let label = label.as_integer().and_then(|label| i64::try_from(label).ok()).ok_or(broken)?;
            if fields.iter().any(|(known, _)| *known == label) {
                return Err(wrong(label));
            }
            fields.push((label, value));
        }
        Ok(Self(fields))
    }

    /// Takes a field that may be absent.
    pub(crate) fn take(&mut self, label: i64) -> Option<Value> {
        let at = self.0.iter().position(|(known, _)| *known == label)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes a whole number.
    ///
    /// # Errors
    ///
    /// [`Error::Claim`] if it is missing, no integer, or out of the type's range.
    pub(crate) fn number<T: TryFrom<i128>>(&mut self, label: i64) -> Result<T, Error> {
        let value = self.take(label).and_then(|value| value.into_integer().ok());
        value.and_then(|number| T::try_from(number.into()).ok()).ok_or(wrong(label))
    }

    /// Takes a byte string.
    ///
    /// # Errors
    ///
    /// [`Error::Claim`] if it is missing or no byte string.
    pub(crate) fn bytes(&mut self, label: i64) -> Result<Vec<u8>, Error> {
        self.take(label).and_then(|value| value.into_bytes().ok()).ok_or(wrong(label))
    }

    /// Takes a text.
    ///
    /// # Errors
    ///
    /// [`Error::Claim`] if it is missing or no text.
    pub(crate) fn text(&mut self, label: i64) -> Result<String, Error> {
        self.take(label).and_then(|value| value.into_text().ok()).ok_or(wrong(label))
    }

    /// Takes a list.
    ///
    /// # Errors
    ///
    /// [`Error::Claim`] if it is missing or no list.
    pub(crate) fn list(&mut self, label: i64) -> Result<Vec<Value>, Error> {
        self.take(label).and_then(|value| value.into_array().ok()).ok_or(wrong(label))
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// [`Error::Claim`] for a field that nobody took: this version does not know it.
    pub(crate) fn end(self) -> Result<(), Error> {
        self.0.first().map_or(Ok(()), |(label, _)| Err(wrong(*label)))
    }
}

/// The error of a field.
pub(crate) fn wrong(label: i64) -> Error {
    Error::Claim { item: u32::try_from(label.unsigned_abs()).unwrap_or(u32::MAX) }
}

/// Writes a payload: the fields in this order.
///
/// # Errors
///
/// None in practice; [`Error::Artefact`] if the encoder failed.
pub(crate) fn write<const N: usize>(fields: [(i64, Value); N]) -> Result<Vec<u8>, Error> {
    write_some(fields.into_iter().map(|(label, value)| (label, Some(value))))
}

/// Writes a payload, without the fields that are absent.
///
/// # Errors
///
/// None in practice; [`Error::Artefact`] if the encoder failed.
pub(crate) fn write_some(fields: impl IntoIterator<Item = (i64, Option<Value>)>) -> Result<Vec<u8>, Error> {
    let map = fields.into_iter().filter_map(|(label, value)| Some((label.into(), value?))).collect();
    let mut out = Vec::new();
    ciborium::into_writer(&Value::Map(map), &mut out).map_err(|_| Error::Artefact { at: 0 })?;
    Ok(out)
}

fn offset<T>(error: &ciborium::de::Error<T>) -> u32 {
    match error {
        ciborium::de::Error::Syntax(at) | ciborium::de::Error::Semantic(Some(at), _) => place(*at),
        _ => 0,
    }
}
