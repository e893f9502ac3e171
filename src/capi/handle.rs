//! Handles: how a value of ours lives in the caller's hands.
//!
//! Shared handles are an `Arc` of a `Sync` type and appear as `const T *`. Exclusive ones are a `Box` and appear as
//! `T *` in calls that change them, as `const T *` in calls that only ask.

use core::mem::MaybeUninit;
use std::sync::Arc;

use super::boundary::{Fault, Given};

/// A value that one call at a time may change. After a panic in such a call nothing is known about it any more.
#[derive(Debug)]
pub(super) struct Exclusive<T> {
    poisoned: bool,
    value: T,
}

impl<T> Exclusive<T> {
    pub(super) const fn new(value: T) -> Self {
        Self { poisoned: false, value }
    }

    /// Lets `body` change the value. Poisoned beforehand: whoever does not come back leaves it so.
    pub(super) fn change<R>(&mut self, body: impl FnOnce(&mut T) -> Result<R, Fault>) -> Result<R, Fault> {
        self.ask()?;
        self.poisoned = true;
        let answer = body(&mut self.value);
        self.poisoned = false;
        answer
    }

    /// The value, to look at.
    pub(super) const fn ask(&self) -> Result<&T, Fault> {
        if self.poisoned { Err(Fault::Poisoned) } else { Ok(&self.value) }
    }
}

impl Given {
    /// A handle, to look at.
    pub(super) fn handle<H>(&self, handle: *const H) -> Result<&H, Fault> {
        self.items(handle, 1)?.first().ok_or(Fault::Null)
    }

    /// An exclusive handle, or a plain struct of the caller's, to change.
    #[allow(clippy::mut_from_ref)] // made from the pointer; `&self` only bounds the lifetime
    pub(super) fn handle_mut<H>(&self, handle: *mut H) -> Result<&mut H, Fault> {
        let room = self.out(handle)?;
        // SAFETY: initialised by `give_exclusive`, or by the caller whose struct it is.
        Ok(unsafe { room.assume_init_mut() })
    }

    /// Another owner of a shared handle.
    pub(super) fn share<H>(&self, handle: *const H) -> Result<Arc<H>, Fault> {
        self.handle(handle)?;
        // SAFETY: a shared handle comes from `give_shared`, so it is an `Arc` that its owner keeps alive.
        unsafe { Arc::increment_strong_count(handle) };
        // SAFETY: the count that was just added belongs to this one.
        Ok(unsafe { Arc::from_raw(handle) })
    }
}

/// Hands a shared handle to the caller.
pub(super) fn give_shared<H: Send + Sync>(out: &mut MaybeUninit<*const H>, value: H) {
    out.write(Arc::into_raw(Arc::new(value)));
}

/// Hands an exclusive handle to the caller.
pub(super) fn give_exclusive<H: Send + Sync>(out: &mut MaybeUninit<*mut H>, value: H) {
    out.write(Box::into_raw(Box::new(value)));
}

/// Takes a shared handle back. NULL is a no-op.
///
/// # Safety
///
/// The handle comes from [`give_shared`] and has not been taken back yet.
pub(super) unsafe fn take_shared<H>(handle: *const H) {
    if !handle.is_null() {
        // SAFETY: the caller vouches for it.
        drop(unsafe { Arc::from_raw(handle) });
    }
}

/// Takes an exclusive handle back. NULL is a no-op.
///
/// # Safety
///
/// The handle comes from [`give_exclusive`] and has not been taken back yet.
pub(super) unsafe fn take_exclusive<H>(handle: *mut H) {
    if !handle.is_null() {
        // SAFETY: the caller vouches for it.
        drop(unsafe { Box::from_raw(handle) });
    }
}

#[cfg(test)]
mod tests {
    use core::ptr::null_mut;

    use super::super::boundary::boundary;
    use super::super::status::{SYMBOLON_E_NULL, SYMBOLON_E_PANIC, SYMBOLON_E_POISONED, SYMBOLON_OK};
    use super::*;

    type Handle = Exclusive<Vec<u8>>;

    fn change(handle: *mut Handle, body: fn(&mut Vec<u8>) -> Result<(), Fault>) -> i32 {
        // SAFETY: the tests hand in live handles or NULL.
        unsafe { boundary(null_mut(), move |given| given.handle_mut(handle)?.change(body)) }
    }

    fn ask(handle: *const Handle) -> i32 {
        // SAFETY: as above.
        unsafe { boundary(null_mut(), move |given| given.handle(handle)?.ask().map(drop)) }
    }

    #[test]
    fn a_panic_poisons_what_it_was_changing() {
        let mut out = MaybeUninit::uninit();
        give_exclusive(&mut out, Exclusive::new(vec![1]));
        // SAFETY: written by `give_exclusive`.
        let handle: *mut Handle = unsafe { out.assume_init() };
        assert_eq!(
            change(handle, |value| {
                value.push(2);
                Ok(())
            }),
            SYMBOLON_OK
        );
        assert_eq!(change(handle, |_| Err(Fault::Null)), SYMBOLON_E_NULL);
        assert_eq!(ask(handle), SYMBOLON_OK, "a refusal poisons nothing");
        assert_eq!(change(handle, |_| panic!("half done")), SYMBOLON_E_PANIC);
        assert_eq!(change(handle, |_| Ok(())), SYMBOLON_E_POISONED);
        assert_eq!(ask(handle), SYMBOLON_E_POISONED);
        // SAFETY: ours, and taken back once.
        unsafe { take_exclusive(handle) };
    }

    #[test]
    fn null_is_no_handle() {
        assert_eq!(change(null_mut(), |_| Ok(())), SYMBOLON_E_NULL);
        assert_eq!(ask(null_mut()), SYMBOLON_E_NULL);
        // SAFETY: NULL is allowed.
        unsafe { take_exclusive::<Handle>(null_mut()) };
        // SAFETY: NULL is allowed.
        unsafe { take_shared::<Handle>(null_mut()) };
    }

    #[test]
    fn a_shared_handle_lives_as_long_as_its_last_owner() {
        let mut out = MaybeUninit::uninit();
        give_shared(&mut out, vec![7_u8]);
        // SAFETY: written by `give_shared`.
        let handle: *const Vec<u8> = unsafe { out.assume_init() };
        let mut kept = None;
        let keep = std::panic::AssertUnwindSafe(&mut kept);
        // SAFETY: the handle is alive.
        let status = unsafe {
            boundary(null_mut(), move |given| {
                let keep = keep;
                *keep.0 = Some(given.share(handle)?);
                Ok(())
            })
        };
        assert_eq!(status, SYMBOLON_OK);
        // SAFETY: ours, and taken back once.
        unsafe { take_shared(handle) };
        assert_eq!(kept.as_deref(), Some(&vec![7]));
    }
}
