//! What a readable patch says.

use core::fmt;

use blake3::Hasher;
use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, Zeroizing};

use super::super::{DeriveKey, ImageKind, MarkStream};
use super::layout::BYTES;
use super::{CODED, reed_solomon};
use crate::Error;

const VERSION: u8 = 1;
const CONTEXT: &str = "symbolon v1 hidden mark dots payload";

/// What a readable patch says: an id, a place on a roll, a tag that proves both. As secret as the mark; wiped when
/// dropped.
#[derive(Clone)]
pub struct Payload {
    id: [u8; 8],
    sequence: u32,
    tag: [u8; 4],
}

impl Payload {
    /// Bytes of a payload.
    pub const BYTES: usize = reed_solomon::PAYLOAD;

    /// The payload that is computed from the visible code: id and tag are the first 12 bytes of the stream.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a stream of another kind or geometry than [`CODED`].
    pub fn derived(stream: &MarkStream, sequence: u32) -> Result<Self, Error> {
        if (stream.kind(), stream.geometry()) != (ImageKind::Dots, CODED) {
            return Err(Error::Parameter);
        }
        let bytes = stream.bytes(12);
        let (Some(id), Some(tag)) = (bytes.first_chunk().copied(), bytes.last_chunk().copied()) else {
            return Err(Error::Parameter);
        };
        Ok(Self { id, sequence, tag })
    }

    /// The random id.
    #[must_use]
    pub const fn id(&self) -> &[u8; 8] {
        &self.id
    }

    /// The place on the roll.
    #[must_use]
    pub const fn sequence(&self) -> u32 {
        self.sequence
    }

    /// The 17 bytes, as the documentation of the module draws them.
    #[must_use]
    pub fn bytes(&self) -> Zeroizing<[u8; Self::BYTES]> {
        let mut bytes = Zeroizing::new([0; Self::BYTES]);
        let parts = [VERSION].into_iter().chain(self.id).chain(self.sequence.to_le_bytes()).chain(self.tag);
        bytes.iter_mut().zip(parts).for_each(|(at, byte)| *at = byte);
        bytes
    }

    /// Takes the 17 bytes apart. Whether the tag is right only the key can say.
    ///
    /// # Errors
    ///
    /// [`Error::Version`] at 0.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Result<Self, Error> {
        let [version, i0, i1, i2, i3, i4, i5, i6, i7, s0, s1, s2, s3, t0, t1, t2, t3] = *bytes;
        if version != VERSION {
            return Err(Error::Version { at: 0 });
        }
        let sequence = u32::from_le_bytes([s0, s1, s2, s3]);
        Ok(Self { id: [i0, i1, i2, i3, i4, i5, i6, i7], sequence, tag: [t0, t1, t2, t3] })
    }

    pub(super) fn codeword(&self) -> Zeroizing<[u8; BYTES]> {
        Zeroizing::new(reed_solomon::encode(&self.bytes()))
    }
}

impl ConstantTimeEq for Payload {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.bytes().ct_eq(other.bytes().as_slice())
    }
}

impl PartialEq for Payload {
    /// In a time that does not depend on where they differ.
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for Payload {}

impl Drop for Payload {
    fn drop(&mut self) {
        self.id.zeroize();
        self.tag.zeroize();
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payload(..)")
    }
}

/// The key under which the patches of pre-printed rolls are tagged. Wiped when dropped.
pub struct RollKey(Zeroizing<[u8; 32]>);

impl RollKey {
    /// The key of a tenant (any bytes, 0 to 64) and an epoch. `secret` must be uniformly random.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`].
    pub fn new(secret: &[u8; 32], tenant: &[u8], epoch: u32) -> Result<Self, Error> {
        let length = u8::try_from(tenant.len()).ok().filter(|&length| length <= DeriveKey::MAX_TEXT);
        let length = length.ok_or(Error::TooLong { limit: DeriveKey::MAX_TEXT.into() })?;
        let mut hasher = Hasher::new_derive_key(CONTEXT);
        hasher.update(secret).update(&[length]).update(tenant).update(&epoch.to_le_bytes());
        Ok(Self(Zeroizing::new(hasher.finalize().into())))
    }

    /// The payload of a label. `id` is random: eight bytes of the caller's, for each label its own.
    #[must_use]
    pub fn payload(&self, id: &[u8; 8], sequence: u32) -> Payload {
        let mut hasher = Hasher::new_keyed(&self.0);
        hasher.update(&[VERSION]).update(id).update(&sequence.to_le_bytes());
        let mut tag = [0; 4];
        hasher.finalize_xof().fill(&mut tag);
        Payload { id: *id, sequence, tag }
    }

    /// Whether a payload is one of this key's. A payload made up without the key passes with probability 2⁻³².
    #[must_use]
    pub fn is_genuine(&self, payload: &Payload) -> bool {
        self.payload(&payload.id, payload.sequence) == *payload
    }
}

impl fmt::Debug for RollKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RollKey(..)")
    }
}
