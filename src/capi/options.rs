//! Structs that carry their own size, so that either side may know more fields than the other.

use core::mem::MaybeUninit;

use super::boundary::{Fault, Given};

/// No sized struct of any version is larger; a larger size is rubbish, and its tail is not looked at.
const MAX_SIZE: usize = 4096;

/// A `repr(C)` struct of integers and pointers without padding, `uint32_t size` first.
///
/// # Safety
///
/// Every pattern of initialised bytes is a value; no byte is padding; the first four are the size.
pub(super) unsafe trait Sized32: Copy {
    /// Bytes of the struct in the first version that had it.
    const FIRST: usize;
}

impl Given {
    /// An options struct. NULL is the default, all zero; a shorter one is extended with zeros; a longer one is
    /// accepted if what lies behind our fields is zero.
    pub(super) fn options<T: Sized32>(&self, ptr: *const T) -> Result<T, Fault> {
        let mut value = MaybeUninit::<T>::zeroed();
        if !ptr.is_null() {
            let given = self.bytes(ptr.cast(), self.size_of_struct(ptr)?)?;
            let (known, tail) = given.split_at_checked(size_of::<T>()).unwrap_or((given, &[]));
            if tail.iter().any(|byte| *byte != 0) {
                return Err(Fault::Options);
            }
            // SAFETY: `known` is not longer than the value.
            unsafe { value.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(known.as_ptr(), known.len()) };
        }
        // SAFETY: zero or copied in every byte, and every pattern is a value.
        Ok(unsafe { value.assume_init() })
    }

    /// A struct without a default: as options, but NULL is refused.
    pub(super) fn sized<T: Sized32>(&self, ptr: *const T) -> Result<T, Fault> {
        if ptr.is_null() { Err(Fault::Null) } else { self.options(ptr) }
    }

    /// The place of a struct that a call fills in: the caller has set `size`.
    pub(super) fn sized_out<T: Sized32>(&self, ptr: *mut T) -> Result<SizedOut<'_>, Fault> {
        let size = self.size_of_struct(ptr)?;
        if size < T::FIRST {
            return Err(Fault::Options);
        }
        Ok(SizedOut { room: self.room(ptr.cast(), size)? })
    }

    /// The places of `n` structs, `stride` bytes apart, whose sizes the caller need not have set.
    pub(super) fn sized_outs<T: Sized32>(
        &self,
        ptr: *mut T,
        stride: usize,
        n: usize,
    ) -> Result<impl Iterator<Item = SizedOut<'_>>, Fault> {
        let in_range = (T::FIRST..=MAX_SIZE).contains(&stride) && stride.is_multiple_of(align_of::<T>());
        if !in_range {
            return Err(Fault::Options);
        }
        if !ptr.is_aligned() {
            return Err(Fault::Align);
        }
        let mut room = self.room(ptr.cast(), n.checked_mul(stride).ok_or(Fault::Null)?)?;
        Ok((0..n).map(move |_| SizedOut { room: room.split_off_mut(..stride).unwrap_or_default() }))
    }

    /// What the caller says about the size of a struct: within the bounds of any version.
    fn size_of_struct<T>(&self, ptr: *const T) -> Result<usize, Fault> {
        if !ptr.is_null() && !ptr.is_aligned() {
            return Err(Fault::Align);
        }
        let size = *self.handle(ptr.cast::<u32>())? as usize;
        if (4..=MAX_SIZE).contains(&size) { Ok(size) } else { Err(Fault::Options) }
    }
}

/// The place of one struct that a call fills in.
pub(super) struct SizedOut<'a> {
    room: &'a mut [MaybeUninit<u8>],
}

impl SizedOut<'_> {
    /// Writes what fits; fields that only the caller knows become zero, and `size` says what the caller said.
    pub(super) fn write<T: Sized32>(self, value: &T) {
        let size = u32::try_from(self.room.len()).unwrap_or(u32::MAX);
        #[allow(clippy::host_endian_bytes)] // an integer in the caller's memory
        let size = size.to_ne_bytes();
        // SAFETY: no byte of the value is padding.
        let bytes = unsafe { core::slice::from_raw_parts((&raw const *value).cast::<u8>(), size_of::<T>()) };
        let all = size.into_iter().chain(bytes.iter().copied().skip(4));
        for (place, byte) in self.room.iter_mut().zip(all.chain(core::iter::repeat(0))) {
            place.write(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use core::ptr::null_mut;

    use super::super::boundary::boundary;
    use super::*;

    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    #[repr(C)]
    struct Sample {
        size: u32,
        one: u32,
        two: u32,
    }

    // SAFETY: three integers.
    unsafe impl Sized32 for Sample {
        const FIRST: usize = 8;
    }

    fn read(words: &[u32]) -> Result<Sample, i32> {
        let mut got = Sample::default();
        let (ptr, out) = (words.as_ptr().cast::<Sample>(), &raw mut got);
        // SAFETY: `words` is as long as its first word says.
        let status = unsafe {
            boundary(null_mut(), move |given| {
                given.out(out)?.write(given.options(ptr)?);
                Ok(())
            })
        };
        if status == 0 { Ok(got) } else { Err(status) }
    }

    #[test]
    fn options_of_other_versions() {
        assert_eq!(read(&[4]), Ok(Sample { size: 4, one: 0, two: 0 }));
        assert_eq!(read(&[8, 5]), Ok(Sample { size: 8, one: 5, two: 0 }));
        assert_eq!(read(&[12, 5, 6]), Ok(Sample { size: 12, one: 5, two: 6 }));
        assert_eq!(read(&[16, 5, 6, 0]), Ok(Sample { size: 16, one: 5, two: 6 }));
        assert_eq!(read(&[16, 5, 6, 1]), Err(Fault::Options.status()));
        for rubbish in [0, 3, 4097, u32::MAX] {
            assert_eq!(read(&[rubbish]), Err(Fault::Options.status()));
        }
    }

    fn written(words: &mut [u32]) -> i32 {
        let ptr = words.as_mut_ptr().cast::<Sample>();
        // SAFETY: `words` is as long as its first word says.
        unsafe {
            boundary(null_mut(), move |given| {
                given.sized_out(ptr)?.write(&Sample { size: 12, one: 1, two: 2 });
                Ok(())
            })
        }
    }

    #[test]
    fn outputs_of_other_versions() {
        let mut words = [8, 9, 9, 9];
        assert_eq!((written(&mut words), words), (0, [8, 1, 9, 9]));
        let mut words = [16, 9, 9, 9];
        assert_eq!((written(&mut words), words), (0, [16, 1, 2, 0]));
        let mut words = [4, 9, 9, 9];
        assert_eq!((written(&mut words), words), (Fault::Options.status(), [4, 9, 9, 9]));
    }
}
