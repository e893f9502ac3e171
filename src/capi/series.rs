//! Sealed serials: series keys, sealing indices, opening serials.

use core::ptr::{null, null_mut};

use zeroize::Zeroizing;

use super::boundary::{Fault, Given, boundary};
use super::buffer::put;
use super::handle::{give_shared, take_shared};
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::shape::advise_length;
use crate::code::{Alphabet, Format, MasterKey, Serial, Series, SeriesKey, Shape};
use crate::gs1::key::Gtin;

/// Bytes of every secret, seed and symmetric key.
pub const SYMBOLON_SECRET_BYTES: usize = 32;
/// The longest serial, in characters.
pub const SYMBOLON_SERIAL_MAX: usize = 20;
const _: () = assert!(SYMBOLON_SERIAL_MAX == Serial::MAX);

/// The series sealed this serial.
pub const SYMBOLON_SEALED_YES: u32 = 1;
/// The series never gave this serial, or it is no serial at all.
pub const SYMBOLON_SEALED_NO: u32 = 2;

/// One key for everything. Only the series key reads indices.
pub const SYMBOLON_SERIES_FORMAT_1: u32 = 1;
/// An index key of its own for those who read indices and do not seal, and many serials at once.
pub const SYMBOLON_SERIES_FORMAT_2: u32 = 2;

/// The form of the serials of a series. All zero is the default. A series keeps its form for life.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_series_options {
    /// Set it to `sizeof(symbolon_series_options)`.
    pub size: u32,
    /// Characters of a serial, slot included, 1 to 20; 0 is 16.
    pub length: u32,
    /// How many serials there are; 0 is 2^31.
    pub index_space: u64,
    /// 2 to 82 different characters, in the order of their values; NULL is Crockford's 32. Read during the call.
    pub alphabet: *const u8,
    /// Characters of `alphabet`.
    pub alphabet_len: usize,
    /// How serials are masked: SYMBOLON_SERIES_FORMAT_x; 0 is the newest, so name it if the series is to live on.
    pub format: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: integers and a pointer; four of four bytes, one of eight, two of the pointer's size.
unsafe impl Sized32 for symbolon_series_options {
    const FIRST: usize = 16 + 2 * size_of::<usize>();
}

impl Given {
    fn alphabet(&self, symbols: *const u8, len: usize) -> Result<Alphabet, Fault> {
        match self.bytes(symbols, len)? {
            [] => Ok(Alphabet::CROCKFORD),
            symbols => Ok(Alphabet::new(symbols)?),
        }
    }

    pub(super) fn shape(
        &self,
        options: *const symbolon_series_options,
        slot_length: usize,
    ) -> Result<Shape, Fault> {
        let options = self.options(options)?;
        let format = match (options.format, options.reserved) {
            (0, 0) => Format::default(),
            (SYMBOLON_SERIES_FORMAT_1, 0) => Format::V1,
            (SYMBOLON_SERIES_FORMAT_2, 0) => Format::V2,
            _ => return Err(Error::Parameter.into()),
        };
        let usual = Shape::default();
        let length = if options.length == 0 { usual.length().into() } else { options.length };
        let index_space = if options.index_space == 0 { usual.index_space() } else { options.index_space };
        let alphabet = self.alphabet(options.alphabet, options.alphabet_len)?;
        let length = u8::try_from(length).map_err(|_| Error::SeriesShape)?;
        let slot_length = u8::try_from(slot_length).map_err(|_| Error::SeriesShape)?;
        Ok(Shape::new(alphabet, length, slot_length, index_space)?.with_format(format))
    }
}

/// The shortest serial with which a guess succeeds at most once in `one_in` tries.
///
/// alphabet:    `alphabet_len` characters; NULL with 0 is Crockford's 32
/// slot_length: characters of the slot
/// index_space: how many serials there are to be
/// one_in:      below 10 000 counts as 10 000
/// length:      out, characters of a serial, slot included
/// errors:      SYMBOLON_E_SERIES_SHAPE if 20 characters are too few; SYMBOLON_E_ALPHABET
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_serial_advise_length(
    alphabet: *const u8,
    alphabet_len: usize,
    slot_length: u32,
    index_space: u64,
    one_in: u64,
    length: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(length)?;
            let alphabet = given.alphabet(alphabet, alphabet_len)?;
            let slot_length = u8::try_from(slot_length).map_err(|_| Error::SeriesShape)?;
            out.write(advise_length(&alphabet, slot_length, index_space, one_in.into())?.into());
            Ok(())
        })
    }
}

/// Derives the key of one series from the brand's master key. Only this key goes to the factory that issues it.
///
/// master: SYMBOLON_SECRET_BYTES random bytes, a secret
/// gtin:   8, 12, 13 or 14 ASCII digits
/// slot:   the characters that every serial of the series begins with; may be empty
/// key:    out, SYMBOLON_SECRET_BYTES, a secret; wipe your copy after use
/// errors: of the GTIN: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
/// source: drawn in src/code/serial.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_key(
    master: *const u8,
    gtin: *const u8,
    gtin_len: usize,
    slot: *const u8,
    slot_len: usize,
    key: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_array::<SYMBOLON_SECRET_BYTES>(key)?;
            let gtin = Gtin::parse(given.bytes(gtin, gtin_len)?)?;
            let slot = given.bytes(slot, slot_len)?;
            let master = Zeroizing::new(*given.array(master)?);
            out.write(*MasterKey::new(*master).series_key(gtin, slot).expose());
            Ok(())
        })
    }
}

/// Seals indices into serials and opens serials into indices. Shared: any number of threads.
pub struct symbolon_series(pub(super) Series);

/// Makes a series.
///
/// key:     SYMBOLON_SECRET_BYTES, what `symbolon_series_key` gave for the same GTIN and slot
/// gtin:    8, 12, 13 or 14 ASCII digits
/// slot:    the characters that every serial begins with, out of the alphabet; may be empty
/// options: the form; NULL for the default
/// out:     the series; free it with `symbolon_series_free`
/// errors:  of the GTIN as in `symbolon_series_key`; SYMBOLON_E_SERIES_TOO_SMALL, SYMBOLON_E_SERIES_SHAPE,
///          SYMBOLON_E_ALPHABET, SYMBOLON_E_CHARSET with `item` 1 for the slot, SYMBOLON_E_OPTIONS,
///          SYMBOLON_E_PARAMETER for an unknown format
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_new(
    key: *const u8,
    gtin: *const u8,
    gtin_len: usize,
    slot: *const u8,
    slot_len: usize,
    options: *const symbolon_series_options,
    out: *mut *const symbolon_series,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let gtin = Gtin::parse(given.bytes(gtin, gtin_len)?)?;
            let slot = given.bytes(slot, slot_len)?;
            let shape = given.shape(options, slot.len())?;
            let key = SeriesKey::new(*given.array(key)?);
            let series = Series::new(key, gtin, slot, shape).map_err(Fault::of_item(1))?;
            give_shared(out, symbolon_series(series));
            Ok(())
        })
    }
}

/// How long every serial of the series is.
///
/// length: out, characters
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_serial_length(
    series: *const symbolon_series,
    length: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.out(length)?.write(given.handle(series)?.0.shape().length().into());
            Ok(())
        })
    }
}

/// The serial of an index.
///
/// buf:    out, at most SYMBOLON_SERIAL_MAX characters
/// errors: SYMBOLON_E_INDEX
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_seal(
    series: *const symbolon_series,
    index: u64,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.handle(series)?.0.seal(index)?.as_bytes())
        })
    }
}

/// The serials of `n` indices from `first` on.
///
/// buf, stride: out, serial `i` at `buf + i * stride`; all have `symbolon_series_serial_length` characters
/// errors:      SYMBOLON_E_INDEX if one of the indices lies outside, SYMBOLON_E_BUFFER if `stride` is shorter than
///              a serial; nothing is written then
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_seal_batch(
    series: *const symbolon_series,
    first: u64,
    n: usize,
    buf: *mut u8,
    stride: usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let series = &given.handle(series)?.0;
            let room = given.room(buf, n.checked_mul(stride).ok_or(Fault::Null)?)?;
            if stride < usize::from(series.shape().length()) {
                return Err(Fault::Buffer);
            }
            let end = u64::try_from(n).ok().and_then(|n| first.checked_add(n)).ok_or(Error::Index)?;
            if end > series.shape().index_space() {
                return Err(Error::Index.into());
            }
            let length = usize::from(series.shape().length());
            let (mut column, mut index) = ([0; BLOCK * SYMBOLON_SERIAL_MAX], first);
            for places in room.chunks_mut(stride.saturating_mul(BLOCK)) {
                let serials = column.get_mut(..places.len() / stride * length).ok_or(Fault::Buffer)?;
                series.seal_many(index, serials)?;
                for (serial, place) in serials.chunks_exact(length).zip(places.chunks_mut(stride)) {
                    put(serial, place);
                    index += 1;
                }
            }
            Ok(())
        })
    }
}

/// Whether the series sealed a serial, and under which index. A foreign serial is an answer, not an error.
///
/// serial: `serial_len` bytes; text that is no serial is answered SYMBOLON_SEALED_NO as well
/// sealed: out, SYMBOLON_SEALED_YES or SYMBOLON_SEALED_NO
/// index:  out, the index; UINT64_MAX if the series did not seal the serial
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_open(
    series: *const symbolon_series,
    serial: *const u8,
    serial_len: usize,
    sealed: *mut u32,
    index: *mut u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (sealed, index) = (given.out(sealed)?, given.out(index)?);
            let (series, serial) = (&given.handle(series)?.0, given.bytes(serial, serial_len)?);
            let answer = answered(Serial::parse(serial).and_then(|serial| series.open(&serial)).ok());
            sealed.write(answer.0);
            index.write(answer.1);
            Ok(())
        })
    }
}

/// `symbolon_series_open` for a batch.
///
/// bytes, offsets:  the serials; see "Batches"
/// sealed, indices: out, one for each serial
/// errors:          SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_open_batch(
    series: *const symbolon_series,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    sealed: *mut u32,
    indices: *mut u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let series = &given.handle(series)?.0;
            let (mut places, mut opened) =
                (given.room(sealed, n)?.iter_mut().zip(given.room(indices, n)?), [None; BLOCK]);
            let mut serials = given.batch(bytes, offsets, n)?;
            while serials.len() > 0 {
                let count = serials.len().min(BLOCK);
                series.open_many(serials.by_ref().take(count), &mut opened);
                for (answer, (sealed, index)) in opened.iter().take(count).zip(&mut places) {
                    let answer = answered(*answer);
                    sealed.write(answer.0);
                    index.write(answer.1);
                }
            }
            Ok(())
        })
    }
}

/// Serials that are sealed or opened between two looks at the caller's memory.
const BLOCK: usize = 256;

fn answered(index: Option<u64>) -> (u32, u64) {
    index.map_or((SYMBOLON_SEALED_NO, u64::MAX), |index| (SYMBOLON_SEALED_YES, index))
}

/// Frees a series. NULL is a no-op. Verifiers that were given it keep what they need.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_free(series: *const symbolon_series) {
    // SAFETY: the caller hands in what `symbolon_series_new` gave, once.
    unsafe { take_shared(series) };
}

impl Default for symbolon_series_options {
    fn default() -> Self {
        #[allow(clippy::cast_possible_truncation)] // 40 at most
        let size = size_of::<Self>() as u32;
        Self { size, length: 0, index_space: 0, alphabet: null(), alphabet_len: 0, format: 0, reserved: 0 }
    }
}
