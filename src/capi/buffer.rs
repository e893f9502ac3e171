//! Inputs, outputs and batches: pointers and lengths as slices.

use core::mem::MaybeUninit;
use core::slice;

use super::boundary::{Fault, Given};
use super::status::{SYMBOLON_OK, symbolon_status};
use crate::Error;

#[allow(clippy::unused_self)] // `&self` lends its lifetime, and is the proof that a caller vouches
impl Given {
    /// `len` values. `(NULL, 0)` is the empty slice.
    pub(super) fn items<T>(&self, ptr: *const T, len: usize) -> Result<&[T], Fault> {
        if len == 0 {
            return Ok(&[]);
        }
        inspect(ptr, len)?;
        // SAFETY: not null, aligned, `len` values fit `isize`, and the caller of the export vouches for them.
        Ok(unsafe { slice::from_raw_parts(ptr, len) })
    }

    /// `len` bytes. `(NULL, 0)` is the empty slice.
    pub(super) fn bytes(&self, ptr: *const u8, len: usize) -> Result<&[u8], Fault> {
        self.items(ptr, len)
    }

    /// Exactly `N` bytes.
    pub(super) fn array<const N: usize>(&self, ptr: *const u8) -> Result<&[u8; N], Fault> {
        self.items(ptr, N)?.first_chunk().ok_or(Fault::Null)
    }

    /// Room for `len` values that nobody has read or written yet.
    #[allow(clippy::mut_from_ref)] // made from the pointer; `&self` only bounds the lifetime
    pub(super) fn room<T>(&self, ptr: *mut T, len: usize) -> Result<&mut [MaybeUninit<T>], Fault> {
        if len == 0 {
            return Ok(&mut []);
        }
        inspect(ptr, len)?;
        // SAFETY: not null, aligned, `len` values fit `isize`, and the caller of the export vouches for them.
        Ok(unsafe { slice::from_raw_parts_mut(ptr.cast(), len) })
    }

    /// Room for one value.
    #[allow(clippy::mut_from_ref)] // as in `room`
    pub(super) fn out<T>(&self, ptr: *mut T) -> Result<&mut MaybeUninit<T>, Fault> {
        self.room(ptr, 1)?.first_mut().ok_or(Fault::Null)
    }

    /// Room for one value that the caller need not want.
    #[allow(clippy::mut_from_ref)] // as in `room`
    pub(super) fn out_if_wanted<T>(&self, ptr: *mut T) -> Result<Option<&mut MaybeUninit<T>>, Fault> {
        if ptr.is_null() { Ok(None) } else { self.out(ptr).map(Some) }
    }

    /// Room for exactly `N` bytes.
    #[allow(clippy::mut_from_ref)] // as in `room`
    pub(super) fn out_array<const N: usize>(&self, ptr: *mut u8) -> Result<&mut MaybeUninit<[u8; N]>, Fault> {
        self.out(ptr.cast())
    }

    /// A caller's buffer with the place for the length that is needed.
    pub(super) fn buffer<T>(&self, ptr: *mut T, cap: usize, len: *mut usize) -> Result<Buffer<'_, T>, Fault> {
        Ok(Buffer { room: self.room(ptr, cap)?, len: self.out(len)? })
    }

    /// The inputs of a batch: input `i` is `bytes[offsets[i]..offsets[i + 1]]`.
    pub(super) fn batch(
        &self,
        bytes: *const u8,
        offsets: *const usize,
        n: usize,
    ) -> Result<impl ExactSizeIterator<Item = &[u8]>, Fault> {
        let count = if n == 0 { 0 } else { n.checked_add(1).ok_or(Fault::Null)? };
        let offsets = self.items(offsets, count)?;
        if !offsets.is_sorted() {
            return Err(Fault::Offsets);
        }
        let bytes = self.bytes(bytes, offsets.last().copied().unwrap_or(0))?;
        Ok(offsets.windows(2).map(|pair| match pair {
            [from, to] => bytes.get(*from..*to).unwrap_or_default(),
            _ => &[],
        }))
    }

    /// The places for the outputs of a batch: output `i` at `buf + i * stride`, with its length and status.
    pub(super) fn slots(
        &self,
        (buf, stride): (*mut u8, usize),
        lens: *mut usize,
        statuses: *mut symbolon_status,
        n: usize,
    ) -> Result<impl Iterator<Item = Slot<'_>>, Fault> {
        let mut room = self.room(buf, n.checked_mul(stride).ok_or(Fault::Null)?)?;
        let lens = self.room(lens, n)?;
        let statuses = self.room(statuses, n)?;
        Ok(lens.iter_mut().zip(statuses).map(move |(len, status)| Slot {
            room: room.split_off_mut(..stride).unwrap_or_default(),
            len,
            status,
        }))
    }
}

/// Refuses what no slice may be made of.
fn inspect<T>(ptr: *const T, len: usize) -> Result<(), Fault> {
    let fits = len.checked_mul(size_of::<T>()).is_some_and(|size| isize::try_from(size).is_ok());
    if ptr.is_null() || !fits {
        return Err(Fault::Null);
    }
    if ptr.is_aligned() { Ok(()) } else { Err(Fault::Align) }
}

/// A caller's buffer, filled whole or not at all.
pub(super) struct Buffer<'a, T> {
    room: &'a mut [MaybeUninit<T>],
    len: &'a mut MaybeUninit<usize>,
}

impl<'a, T: Copy> Buffer<'a, T> {
    /// How many values have room.
    pub(super) fn capacity(&self) -> usize {
        self.room.len()
    }

    /// Says how much is needed, without writing it.
    pub(super) fn too_short(self, needed: usize) -> Fault {
        self.len.write(needed);
        Fault::Buffer
    }

    /// Writes the values if they have room, and always how many there are.
    pub(super) fn fill(self, values: &[T]) -> Result<(), Fault> {
        self.fill_from(values.len(), values.iter().copied())
    }

    /// Writes how many values there are, and gives their room, all zero, if there is as much.
    pub(super) fn zeroed(self, count: usize) -> Result<&'a mut [T], Fault>
    where
        T: Default,
    {
        self.len.write(count);
        let room = self.room.get_mut(..count).ok_or(Fault::Buffer)?;
        for place in room.iter_mut() {
            place.write(T::default());
        }
        // SAFETY: every place was just written.
        Ok(unsafe { slice::from_raw_parts_mut(room.as_mut_ptr().cast(), count) })
    }

    /// Like [`Buffer::fill`], from the first `count` values of an iterator.
    pub(super) fn fill_from(self, count: usize, values: impl Iterator<Item = T>) -> Result<(), Fault> {
        self.len.write(count);
        let room = self.room.get_mut(..count).ok_or(Fault::Buffer)?;
        for (place, value) in room.iter_mut().zip(values) {
            place.write(value);
        }
        Ok(())
    }
}

/// Writes bytes to the front of their place, which the caller knows to be long enough.
pub(super) fn put(bytes: &[u8], place: &mut [MaybeUninit<u8>]) {
    for (place, byte) in place.iter_mut().zip(bytes) {
        place.write(*byte);
    }
}

/// Bytes with zeros behind them, and how many there were.
pub(super) fn padded<const N: usize>(bytes: &[u8]) -> ([u8; N], u32) {
    let mut room = [0; N];
    room.iter_mut().zip(bytes).for_each(|(room, byte)| *room = *byte);
    (room, u32::try_from(bytes.len()).unwrap_or(u32::MAX))
}

/// The place for one output of a batch.
pub(super) struct Slot<'a> {
    room: &'a mut [MaybeUninit<u8>],
    len: &'a mut MaybeUninit<usize>,
    status: &'a mut MaybeUninit<symbolon_status>,
}

impl Slot<'_> {
    /// Writes an output or a refusal; the length is 0 where there is no output.
    pub(super) fn finish(self, outcome: Result<impl AsRef<[u8]>, Error>) {
        let status = match outcome {
            Ok(output) => {
                let filled = Buffer { room: self.room, len: self.len }.fill(output.as_ref());
                filled.map_or_else(Fault::status, |()| SYMBOLON_OK)
            }
            Err(error) => {
                self.len.write(0);
                error.code()
            }
        };
        self.status.write(status);
    }

    /// Like [`Slot::finish`], where an output of known length is written by a call into room that is all zero.
    #[cfg_attr(not(feature = "draw"), allow(dead_code))]
    pub(super) fn finish_with(self, outcome: Result<(usize, impl FnOnce(&mut [u8])), Error>) {
        let status = match outcome {
            Ok((count, write)) => match (Buffer { room: self.room, len: self.len }).zeroed(count) {
                Ok(room) => {
                    write(room);
                    SYMBOLON_OK
                }
                Err(fault) => fault.status(),
            },
            Err(error) => {
                self.len.write(0);
                error.code()
            }
        };
        self.status.write(status);
    }
}
