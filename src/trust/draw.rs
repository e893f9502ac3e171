//! Drawing the indices of a lease, so that no crash hands one out twice.
//!
//! Owns the cursor: how many of the lease's indices are gone. Refuses what lies beyond the quota or outside the lease's
//! time, and a cursor that is torn or belongs to another lease. Invariant: the cursor in the caller's storage covers
//! every index that was ever handed out.
//!
//! # Format of the cursor, version 1
//!
//! ```text
//! 0   1    version, 1
//! 1   1    0 while the lease is drawn from, 1 once it is closed
//! 2   16   the lease's id, zeros behind an id of 8 bytes
//! 18  8    how many indices are gone, little-endian; at most the quota
//! 26  8    when it was closed, seconds since 1970 UTC, little-endian; 0 until then
//! 34  8    first bytes of BLAKE3.derive_key("symbolon v1 lease cursor", digest of the lease ‖ the 34 bytes before)
//! 42
//! ```
//!
//! # Argument
//!
//! A draw stores the new cursor, and only when the storage says that it holds it are the indices handed out. A crash
//! before that leaves the old cursor and no index outside; a crash after it leaves the new cursor, which covers the
//! indices whether or not they were printed. So a crash can lose indices, and never repeats one. Lost ones are declared
//! void, or the [reconciler](super::Reconciler) reports them as unaccounted.
//!
//! This asks of the storage that it replaces a cursor as a whole (write a new file, flush, rename) and that it holds
//! what it said it holds. A torn cursor is found by its check; it says no longer how far the draw had come, so nothing
//! more is drawn from that lease. An old copy of a whole cursor cannot be recognised: never restore one from a backup.

use core::ops::Range;

use super::lease::Lease;
use super::receipt::Receipt;
use super::signer::Signer;
use crate::Error;

const VERSION: u8 = 1;
const CHECK_CONTEXT: &str = "symbolon v1 lease cursor";
/// Bytes before the check.
const BODY_BYTES: usize = 34;
const CHECK_BYTES: usize = 8;

/// Bytes of a cursor.
pub const CURSOR_BYTES: usize = BODY_BYTES + CHECK_BYTES;

/// A cursor as it is stored.
pub type CursorBytes = [u8; CURSOR_BYTES];

/// How far a lease has been drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    used: u64,
    closed: Option<i64>,
}

impl Cursor {
    fn write(self, lease: &Lease) -> CursorBytes {
        let mut id = [0; 16];
        id.iter_mut().zip(lease.terms().id.as_bytes()).for_each(|(room, byte)| *room = *byte);
        let parts = [VERSION, u8::from(self.closed.is_some())].into_iter().chain(id);
        let parts = parts.chain(self.used.to_le_bytes()).chain(self.closed.unwrap_or(0).to_le_bytes());
        let mut body = [0; BODY_BYTES];
        body.iter_mut().zip(parts).for_each(|(room, byte)| *room = byte);
        let mut bytes = [0; CURSOR_BYTES];
        bytes
            .iter_mut()
            .zip(body.into_iter().chain(check(lease, &body)))
            .for_each(|(room, byte)| *room = byte);
        bytes
    }

    /// Reads a cursor of this lease: the one whose bytes are these.
    fn read(bytes: &[u8], lease: &Lease) -> Result<Self, Error> {
        let numbers = bytes.get(18..BODY_BYTES).and_then(|numbers| numbers.split_first_chunk());
        let (Some((used, closed)), Some(state)) = (numbers, bytes.get(1)) else {
            return Err(Error::Cursor);
        };
        let closed = closed.first_chunk().copied().map(i64::from_le_bytes).filter(|_| *state != 0);
        let cursor = Self { used: u64::from_le_bytes(*used), closed };
        // The check is in there, and with it the lease, the version and the state.
        let fits = cursor.used <= lease.terms().quota && cursor.write(lease) == bytes;
        if fits { Ok(cursor) } else { Err(Error::Cursor) }
    }
}

fn check(lease: &Lease, body: &[u8; BODY_BYTES]) -> [u8; CHECK_BYTES] {
    let mut hasher = blake3::Hasher::new_derive_key(CHECK_CONTEXT);
    hasher.update(lease.digest()).update(body);
    let mut check = [0; CHECK_BYTES];
    hasher.finalize_xof().fill(&mut check);
    check
}

/// A lease that is being drawn from. One at a time for each lease.
///
/// Not `Clone`: two draws of one lease would hand out the same indices.
///
/// ```
/// use symbolon::code::SeriesId;
/// use symbolon::gs1::key::Gtin;
/// use symbolon::trust::{Draw, Lease, LeaseId, Receipt, SecretKey, Signer, Terms, Window};
///
/// # fn main() -> Result<(), symbolon::Error> {
/// let (brand, line) = (SecretKey::from_seed(&[1; 32])?, SecretKey::from_seed(&[2; 32])?);
/// let granted = Lease::grant(&brand, &Terms {
///     id: LeaseId::new(&1_u64.to_be_bytes())?,
///     holder: "line 3".to_owned(),
///     key_id: Some(line.public_key().id()),
///     series: SeriesId::new(Gtin::parse(b"09506000134352")?, b"07")?,
///     range: 0..100_000,
///     quota: 80_000,
///     window: Window::new(1_790_000_000, 1_792_592_000)?,
/// })?;
///
/// // On the line, without a network.
/// let lease = Lease::open(&granted, brand.public_key())?;
/// let mut disk = None;
/// let mut store = |cursor: &[u8; 42]| {
///     disk = Some(*cursor); // write a new file, flush, rename
///     Ok(())
/// };
/// let mut draw = Draw::begin(lease.clone());
/// assert_eq!(draw.draw(500, 1_790_000_100, &mut store)?, 0..500);
/// let receipt = draw.close(&line, 1_792_000_000, &mut store)?;
///
/// // At the brand: the tail is free again.
/// let receipt = Receipt::open(&receipt, line.public_key())?;
/// assert_eq!(receipt.returned(&lease)?, 500..100_000);
///
/// // After a power cut the line goes on from its disk, and a closed lease stays closed.
/// assert_eq!(Draw::resume(lease, &disk.unwrap_or([0; 42]))?.remaining(), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Draw {
    lease: Lease,
    cursor: Cursor,
}

impl Draw {
    /// Begins a lease that was never drawn from. Where a cursor of it is stored, [`Draw::resume`].
    #[must_use]
    pub const fn begin(lease: Lease) -> Self {
        Self { lease, cursor: Cursor { used: 0, closed: None } }
    }

    /// Goes on where the stored cursor stands, as after a restart.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] for bytes that are no whole cursor of this very lease.
    pub fn resume(lease: Lease, stored: &[u8]) -> Result<Self, Error> {
        let cursor = Cursor::read(stored, &lease)?;
        Ok(Self { lease, cursor })
    }

    /// Draws the next `count` indices at a time in seconds since 1970 UTC.
    ///
    /// `store` puts the new cursor where a loss of power leaves it, and returns only when it lies there. If it fails,
    /// nothing is drawn.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for 0 indices; [`Error::OutOfTime`]; [`Error::Exhausted`] beyond the quota or after the
    /// lease was closed: nothing is drawn then, and [`Draw::remaining`] says what could be; what `store` returns.
    pub fn draw(
        &mut self,
        count: u64,
        at: i64,
        store: impl FnOnce(&CursorBytes) -> Result<(), Error>,
    ) -> Result<Range<u64>, Error> {
        if count == 0 {
            return Err(Error::Parameter);
        }
        if !self.lease.terms().window.contains(at) {
            return Err(Error::OutOfTime);
        }
        if count > self.remaining() {
            return Err(Error::Exhausted);
        }
        let used = self.cursor.used + count;
        self.advance(Cursor { used, closed: None }, store)?;
        // Within the range, which ends inside 64 bits: the quota is.
        let first = self.lease.terms().range.start;
        Ok(first + (used - count)..first + used)
    }

    /// Closes the lease: what was not drawn goes back. Gives the signed receipt.
    ///
    /// The closed cursor is stored first: once a receipt exists, nothing is drawn any more. A lease that is closed
    /// already says the same again, with its first time: for a receipt that was lost on its way.
    ///
    /// # Errors
    ///
    /// [`Error::Holder`] if the lease names another key than the signer's; what `store` returns: the lease is open then;
    /// those of [`Signer::sign`]: it is closed then, and a new call makes the receipt.
    pub fn close(
        &mut self,
        signer: &(impl Signer + ?Sized),
        at: i64,
        store: impl FnOnce(&CursorBytes) -> Result<(), Error>,
    ) -> Result<Vec<u8>, Error> {
        if !self.lease.is_held_by(signer.public_key().id()) {
            return Err(Error::Holder);
        }
        let at = self.cursor.closed.unwrap_or(at);
        if self.cursor.closed.is_none() {
            self.advance(Cursor { closed: Some(at), ..self.cursor }, store)?;
        }
        Receipt::sign(signer, &self.lease, self.cursor.used, at)
    }

    /// How many indices can still be drawn: 0 once the lease is closed.
    #[must_use]
    pub const fn remaining(&self) -> u64 {
        match self.cursor.closed {
            Some(_) => 0,
            None => self.lease.terms().quota - self.cursor.used,
        }
    }

    /// How many indices are gone.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.cursor.used
    }

    /// When the lease was closed, if it was.
    #[must_use]
    pub const fn closed(&self) -> Option<i64> {
        self.cursor.closed
    }

    /// The lease.
    #[must_use]
    pub const fn lease(&self) -> &Lease {
        &self.lease
    }

    /// The cursor as it was stored last.
    #[must_use]
    pub fn cursor(&self) -> CursorBytes {
        self.cursor.write(&self.lease)
    }

    /// Moves on, once the storage holds the new cursor.
    fn advance(
        &mut self,
        cursor: Cursor,
        store: impl FnOnce(&CursorBytes) -> Result<(), Error>,
    ) -> Result<(), Error> {
        store(&cursor.write(&self.lease))?;
        self.cursor = cursor;
        Ok(())
    }
}
