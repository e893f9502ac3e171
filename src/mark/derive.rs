//! Derived marks: computed from the visible code and what is printed beside it, under a key that never leaves
//! the server or the security module. Nothing is stored per item.
//!
//! Each kind of mark has a key of its own, so that reading one mark of an item tells nothing about another. A
//! key depends on tenant and epoch:
//!
//! ```text
//! kind key = BLAKE3.derive_key(context of the kind, material)
//!
//! context   "symbolon v1 hidden mark short"
//! material  secret     32 bytes
//!           tenant     1 byte length n ≤ 64, n bytes
//!           epoch      u32, little-endian
//! ```
//!
//! A mark is the first bits of a keyed stream over one message:
//!
//! ```text
//! stream = BLAKE3.keyed(kind key, message), extendable output
//!
//! offset  size  message
//!      0     1  version, 1
//!      1     1  kind: 1 short
//!      2     2  geometry, u16 little-endian: 0 for the short mark, which has none
//!      4   1+n  visible code: length n, `Identity::bytes`
//!      …   1+n  date text: length n ≤ 64, exactly as printed
//!      …   1+n  line: length n ≤ 64
//!      …     1  roll position: 0 none, 1 given
//!      …     8  the position, u64 little-endian; only if given
//!
//! short mark = bytes 0..5 of the stream, read as `ShortMark::from_random`
//! ```
//!
//! Every field has a fixed size, or stands behind its own length or presence byte. So a reader that goes from
//! left to right finds one way only to take a message apart: two different inputs never share a message. The
//! same holds for the material. The tenant is in the key and so not repeated in the message.
//!
//! Refuses texts above 64 bytes. Invariant: equal arguments give equal marks on every machine.

use core::fmt;

use blake3::Hasher;
use zeroize::Zeroizing;

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
}

impl Kind {
    const fn number(self) -> u8 {
        match self {
            Self::Short => 1,
        }
    }

    const fn context(self) -> &'static str {
        match self {
            Self::Short => "symbolon v1 hidden mark short",
        }
    }
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

    /// The stream of one item.
    fn stream(
        &self,
        geometry: u16,
        identity: &Identity,
        date_text: &[u8],
        line: &[u8],
        roll_position: Option<u64>,
    ) -> Result<blake3::OutputReader, Error> {
        let mut hasher = Hasher::new_keyed(&self.key);
        hasher.update(&[VERSION, self.kind.number()]);
        hasher.update(&geometry.to_le_bytes());
        put(&mut hasher, &identity.bytes())?;
        put(&mut hasher, date_text)?;
        put(&mut hasher, line)?;
        match roll_position {
            None => hasher.update(&[0]),
            Some(position) => hasher.update(&[1]).update(&position.to_le_bytes()),
        };
        Ok(hasher.finalize_xof())
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
        Ok(Self { short: KindKey::new(Kind::Short, secret, tenant, epoch)? })
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
        let mut bits = Zeroizing::new([0; 5]);
        self.short.stream(NO_GEOMETRY, identity, date_text, line, roll_position)?.fill(bits.as_mut());
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
}

impl fmt::Debug for DeriveKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeriveKey(..)")
    }
}
