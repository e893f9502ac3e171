//! Derived marks: computed from the visible code and what is printed beside it, under a key that never leaves
//! the server or the security module. Nothing is stored per item.
//!
//! Each kind of mark has a key of its own, so that reading one mark of an item tells nothing about another. A
//! key depends on tenant and epoch:
//!
//! ```text
//! kind key = BLAKE3.derive_key(context of the kind, material)
//!
//! context   "symbolon v1 hidden mark " + "short" | "layer" | "dots" | "date" | "copy"
//! material  secret     32 bytes
//!           tenant     1 byte length n ≤ 64, n bytes
//!           epoch      u32, little-endian
//! ```
//!
//! A mark is the first bits of a keyed stream over one message:
//!
//! ```text
//! stream = BLAKE3.keyed(kind key, message), extendable output
//! order  = BLAKE3.keyed(kind key, message ‖ "order"), extendable output; marks in pictures only
//!
//! offset  size  message
//!      0     1  version, 1
//!      1     1  kind: 1 short, 2 layer, 3 dots, 4 date, 5 copy
//!      2     2  geometry, u16 little-endian: 0 for the short mark, which has none
//!      4   1+n  visible code: length n, `Identity::bytes`
//!      …   1+n  date text: length n ≤ 64, exactly as printed
//!      …   1+n  line: length n ≤ 64
//!      …     1  roll position: 0 none, 1 given
//!      …     8  the position, u64 little-endian; only if given
//!
//! short mark = bytes 0..5 of the stream, read as `ShortMark::from_random`
//! bits       = the stream's bytes, in each the lowest bit first
//! permutation of n = 0..n sorted by n numbers of the order, u64 little-endian; equal numbers by their place
//! ```
//!
//! Every field has a fixed size, or stands behind its own length or presence byte. So a reader that goes from
//! left to right finds one way only to take a message apart: two different inputs never share a message, nor does one with
//! "order" behind it. The same holds for the material. The tenant is in the key and so not repeated in the message.
//!
//! Refuses texts above 64 bytes. Invariant: equal arguments give equal marks on every machine.

use core::fmt;

use blake3::{Hasher, OutputReader};
use zeroize::{Zeroize as _, Zeroizing};

use super::{MarkAnswer, ShortMark};
use crate::Error;
use crate::code::Identity;

const VERSION: u8 = 1;

/// The geometry of marks that are text.
const NO_GEOMETRY: u16 = 0;

/// A kind of mark: its number in the message, its context in the derivation of its key.
#[derive(Clone, Copy)]
enum Kind {
    Short,
    Image(ImageKind),
}

/// A kind of mark in pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ImageKind {
    /// Holes inside the dark modules of a QR symbol.
    Layer = 2,
    /// A patch of displaced micro-dots beside the symbol.
    Dots = 3,
    /// The shapes of the digits of a printed date.
    Date = 4,
    /// A pattern that loses detail with each copy.
    Copy = 5,
}

impl ImageKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Layer, Self::Dots, Self::Date, Self::Copy];

    /// The stable number, 2 to 5.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Reads the stable number.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for any other number.
    pub fn from_number(number: u8) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|kind| kind.number() == number).ok_or(Error::Parameter)
    }
}

impl Kind {
    const fn number(self) -> u8 {
        match self {
            Self::Short => 1,
            Self::Image(kind) => kind.number(),
        }
    }

    const fn context(self) -> &'static str {
        match self {
            Self::Short => "symbolon v1 hidden mark short",
            Self::Image(ImageKind::Layer) => "symbolon v1 hidden mark layer",
            Self::Image(ImageKind::Dots) => "symbolon v1 hidden mark dots",
            Self::Image(ImageKind::Date) => "symbolon v1 hidden mark date",
            Self::Image(ImageKind::Copy) => "symbolon v1 hidden mark copy",
        }
    }
}

/// What a derived mark is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// The visible code.
    pub identity: &'a Identity,
    /// The date, and what else of lot and time is printed beside it, exactly as printed; any bytes, 0 to 64.
    pub date_text: &'a [u8],
    /// The line that prints it; any bytes, 0 to 64.
    pub line: &'a [u8],
    /// Where labels come from a numbered roll.
    pub roll_position: Option<u64>,
}

/// The key of one kind. It knows its kind, so that no message of another kind is ever hashed under it.
struct KindKey {
    kind: Kind,
    key: Zeroizing<[u8; 32]>,
}

impl KindKey {
    fn new(kind: Kind, secret: &[u8; 32], tenant: &[u8], epoch: u32) -> Result<Self, Error> {
        let mut hasher = Hasher::new_derive_key(kind.context());
        hasher.update(secret);
        put(&mut hasher, tenant)?;
        hasher.update(&epoch.to_le_bytes());
        Ok(Self { kind, key: Zeroizing::new(hasher.finalize().into()) })
    }

    /// The message of one item, hashed.
    fn message(&self, geometry: u16, bound: &Bound<'_>) -> Result<Hasher, Error> {
        let mut hasher = Hasher::new_keyed(&self.key);
        hasher.update(&[VERSION, self.kind.number()]);
        hasher.update(&geometry.to_le_bytes());
        put(&mut hasher, &bound.identity.bytes())?;
        put(&mut hasher, bound.date_text)?;
        put(&mut hasher, bound.line)?;
        match bound.roll_position {
            None => hasher.update(&[0]),
            Some(position) => hasher.update(&[1]).update(&position.to_le_bytes()),
        };
        Ok(hasher)
    }
}

/// Hashes a text behind its length.
fn put(hasher: &mut Hasher, text: &[u8]) -> Result<(), Error> {
    match u8::try_from(text.len()) {
        Ok(length) if length <= DeriveKey::MAX_TEXT => {
            hasher.update(&[length]).update(text);
            Ok(())
        }
        _ => Err(Error::TooLong { limit: DeriveKey::MAX_TEXT.into() }),
    }
}

/// The keys of derived marks of one tenant and epoch, one per kind of mark.
///
/// The epoch is the caller's to change, best with each production order: a leaked key then reaches no
/// further. The keys are wiped when dropped; what the hash function left on the stack is not.
pub struct DeriveKey {
    short: KindKey,
    images: [KindKey; ImageKind::ALL.len()],
}

impl DeriveKey {
    /// The longest tenant, date text and line, in bytes.
    pub const MAX_TEXT: u8 = 64;

    /// The keys of a tenant (any bytes, 0 to 64) and an epoch. `secret` must be uniformly random.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`].
    pub fn new(secret: &[u8; 32], tenant: &[u8], epoch: u32) -> Result<Self, Error> {
        let key = |kind| KindKey::new(kind, secret, tenant, epoch);
        let [layer, dots, date, copy] = ImageKind::ALL.map(|kind| key(Kind::Image(kind)));
        Ok(Self { short: key(Kind::Short)?, images: [layer?, dots?, date?, copy?] })
    }

    /// The short mark of an item.
    ///
    /// `date_text` is the date exactly as printed on the item, `line` names the line that prints it; both any
    /// bytes, 0 to 64. `roll_position` is given where labels come from a numbered roll.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`].
    pub fn derive(
        &self,
        identity: &Identity,
        date_text: &[u8],
        line: &[u8],
        roll_position: Option<u64>,
    ) -> Result<ShortMark, Error> {
        let bound = Bound { identity, date_text, line, roll_position };
        let mut bits = Zeroizing::new([0; 5]);
        self.short.message(NO_GEOMETRY, &bound)?.finalize_xof().fill(bits.as_mut());
        Ok(ShortMark::from_random(&bits))
    }

    /// Whether `given` is the short mark of an item; arguments as for [`DeriveKey::derive`]. The time does
    /// not depend on where the marks differ. Count the guess first: [`super::guess`].
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`].
    pub fn check(
        &self,
        identity: &Identity,
        date_text: &[u8],
        line: &[u8],
        roll_position: Option<u64>,
        given: &ShortMark,
    ) -> Result<MarkAnswer, Error> {
        let wanted = self.derive(identity, date_text, line, roll_position)?;
        Ok(MarkAnswer::of(wanted == *given))
    }

    /// The secret bits of an item's mark in pictures. `geometry` is the number of what is printed: another
    /// geometry, other bits.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`].
    pub fn stream(&self, kind: ImageKind, geometry: u16, bound: &Bound<'_>) -> Result<MarkStream, Error> {
        let [layer, dots, date, copy] = &self.images;
        let key = match kind {
            ImageKind::Layer => layer,
            ImageKind::Dots => dots,
            ImageKind::Date => date,
            ImageKind::Copy => copy,
        };
        let mut message = key.message(geometry, bound)?;
        let bits = message.finalize_xof();
        let order = message.update(b"order").finalize_xof();
        Ok(MarkStream { kind, geometry, bits, order })
    }
}

impl fmt::Debug for DeriveKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeriveKey(..)")
    }
}

/// The secret bits of one item's mark in pictures, for one kind and geometry. As secret as the mark; wiped when
/// dropped.
#[derive(Clone)]
pub struct MarkStream {
    kind: ImageKind,
    geometry: u16,
    bits: OutputReader,
    order: OutputReader,
}

impl MarkStream {
    /// The kind of mark that it is for.
    #[must_use]
    pub const fn kind(&self) -> ImageKind {
        self.kind
    }

    /// The geometry that it is for.
    #[must_use]
    pub const fn geometry(&self) -> u16 {
        self.geometry
    }

    /// The first `n` bits. O(n).
    #[must_use]
    pub fn bits(&self, n: usize) -> Zeroizing<Vec<bool>> {
        let bytes = self.bytes(n.div_ceil(8));
        Zeroizing::new(
            bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).take(n).collect(),
        )
    }

    /// The first `n` bytes. O(n).
    #[must_use]
    pub fn bytes(&self, n: usize) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(vec![0; n]);
        Zeroizing::new(self.bits.clone()).fill(&mut bytes);
        bytes
    }

    /// A permutation of `0..n`, the same for the same `n`. O(n log n).
    #[must_use]
    pub fn permutation(&self, n: u16) -> Zeroizing<Vec<u16>> {
        let mut bytes = Zeroizing::new(vec![0; usize::from(n) * 8]);
        Zeroizing::new(self.order.clone()).fill(&mut bytes);
        let mut places: Zeroizing<Vec<u16>> = Zeroizing::new((0..n).collect());
        places.sort_by_key(|&place| {
            let start = usize::from(place) * 8;
            let number = bytes.get(start..).and_then(|bytes| bytes.first_chunk::<8>());
            (number.map(|number| u64::from_le_bytes(*number)), place)
        });
        places
    }
}

impl Drop for MarkStream {
    fn drop(&mut self) {
        self.bits.zeroize();
        self.order.zeroize();
    }
}

impl fmt::Debug for MarkStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MarkStream(..)")
    }
}
