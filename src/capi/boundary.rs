//! The way in and out of one exported call: no panic leaves it, every outcome is a status.

use std::panic::{UnwindSafe, catch_unwind};

use super::status::{
    SYMBOLON_E_ALIGN, SYMBOLON_E_BUFFER, SYMBOLON_E_NULL, SYMBOLON_E_OFFSETS, SYMBOLON_E_OPTIONS,
    SYMBOLON_E_PANIC, SYMBOLON_E_POISONED, SYMBOLON_E_UNSUPPORTED, SYMBOLON_OK, symbolon_error,
    symbolon_status,
};
use crate::Error;

/// `at` and `item` of `symbolon_error` where the status names no place.
pub const SYMBOLON_NO_PLACE: u32 = 4_294_967_295;
const _: () = assert!(SYMBOLON_NO_PLACE == u32::MAX);

/// Why an exported call ended without success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// NULL where something must be, or a length that no memory has.
    Null,
    /// A pointer that is not aligned for its type.
    Align,
    /// A buffer that is too short.
    Buffer,
    /// A sized struct with a size or a tail that is not understood.
    Options,
    /// Offsets of a batch that do not ascend.
    Offsets,
    /// A handle on which a changing call panicked.
    Poisoned,
    /// A part that this build leaves out.
    #[cfg_attr(all(feature = "draw", feature = "read", feature = "files"), allow(dead_code))]
    Unsupported,
    /// The library refused.
    Refused(Error),
    /// The library refused one of several inputs.
    RefusedItem {
        /// Position of the input.
        item: u32,
        /// Why; its place is an offset in that input.
        error: Error,
    },
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl Fault {
    /// Turns a refusal into one of the input at this position.
    pub(super) fn of_item(item: u32) -> impl Fn(Error) -> Self {
        move |error| Self::RefusedItem { item, error }
    }

    pub(super) const fn status(self) -> symbolon_status {
        match self {
            Self::Null => SYMBOLON_E_NULL,
            Self::Align => SYMBOLON_E_ALIGN,
            Self::Buffer => SYMBOLON_E_BUFFER,
            Self::Options => SYMBOLON_E_OPTIONS,
            Self::Offsets => SYMBOLON_E_OFFSETS,
            Self::Poisoned => SYMBOLON_E_POISONED,
            Self::Unsupported => SYMBOLON_E_UNSUPPORTED,
            Self::Refused(error) | Self::RefusedItem { error, .. } => error.code(),
        }
    }

    const fn report(self) -> symbolon_error {
        let mut report = symbolon_error::of(self.status());
        if let Self::Refused(error) | Self::RefusedItem { error, .. } = self {
            if let Some(place) = error.place() {
                // Places of the 3xx, of an order and of a label are positions in a list, that of a claim its number, all others offsets;
                // so is that of a snapshot.
                let of_list = error.code() / 100 == 3 && !matches!(error, Error::Snapshot { .. });
                let is_item = of_list
                    || matches!(error, Error::Claim { .. } | Error::Order { .. } | Error::NoRoom { .. });
                if is_item { report.item = place } else { report.at = place }
            }
            match error {
                Error::Signer { status } | Error::Storage { status } => report.detail = status,
                Error::TooLong { limit } => report.detail = limit.cast_signed(),
                Error::Unprintable { item, .. } => report.item = item,
                Error::MarkBits { missing } => report.detail = missing.cast_signed(),
                Error::JournalDamage { segment, .. } => report.detail = segment.cast_signed(),
                _ => {}
            }
        }
        if let Self::RefusedItem { item, .. } = self {
            report.item = item;
        }
        report
    }
}

/// What the caller of an exported function gave: it makes pointers into references, for the time of the call.
///
/// Only [`boundary`] makes one, and its caller vouches for every pointer that the body hands to it.
pub(super) struct Given(());

/// Runs one exported call and reports how it ended.
///
/// # Safety
///
/// `info` and every pointer that `body` hands to [`Given`] keep the contract "Pointers" of the header.
pub(super) unsafe fn boundary(
    info: *mut symbolon_error,
    body: impl FnOnce(&Given) -> Result<(), Fault> + UnwindSafe,
) -> symbolon_status {
    let report = match catch_unwind(|| body(&Given(()))) {
        Ok(Ok(())) => symbolon_error::of(SYMBOLON_OK),
        Ok(Err(fault)) => fault.report(),
        Err(payload) => {
            // Dropping a foreign payload may panic again, and this time nobody would catch it.
            std::mem::forget(payload);
            symbolon_error::of(SYMBOLON_E_PANIC)
        }
    };
    if !info.is_null() && info.is_aligned() {
        // SAFETY: not null, aligned, and the caller vouches for it.
        unsafe { report.write(info) };
    }
    report.code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(body: impl FnOnce(&Given) -> Result<(), Fault> + UnwindSafe) -> symbolon_error {
        let mut info = symbolon_error::of(-1);
        // SAFETY: `info` is alive and sized.
        let status = unsafe { boundary(&raw mut info, body) };
        assert_eq!(status, info.code);
        info
    }

    #[test]
    fn a_panic_becomes_a_status() {
        assert_eq!(run(|_| panic!("seen by nobody")).code, SYMBOLON_E_PANIC);
    }

    #[test]
    fn a_payload_that_panics_when_dropped_stays_inside() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("second panic");
            }
        }
        assert_eq!(run(|_| std::panic::panic_any(Bomb)).code, SYMBOLON_E_PANIC);
    }

    #[test]
    fn places_go_where_they_belong() {
        let of = |fault| {
            let info = run(move |_| Err(fault));
            (info.code, info.at, info.item, info.detail)
        };
        let none = SYMBOLON_NO_PLACE;
        assert_eq!(of(Error::Charset { at: 7 }.into()), (101, 7, none, 0));
        assert_eq!(of(Error::MarkCharset { at: 3 }.into()), (401, 3, none, 0));
        assert_eq!(of(Error::Capacity { item: 9 }.into()), (305, none, 9, 0));
        assert_eq!(of(Error::Claim { item: 6 }.into()), (130, none, 6, 0));
        assert_eq!(of(Error::NoRoom { item: 2 }.into()), (510, none, 2, 0));
        assert_eq!(of(Error::Unprintable { item: 2, at: 5 }.into()), (511, 5, 2, 0));
        assert_eq!(of(Error::Signer { status: -5 }.into()), (205, none, none, -5));
        assert_eq!(of(Error::TooLong { limit: 64 }.into()), (116, none, none, 64));
        assert_eq!(of(Fault::of_item(4)(Error::Length { at: 2 })), (103, 2, 4, 0));
        assert_eq!(of(Fault::Null), (1, none, none, 0));
        let good = run(|_| Ok(()));
        assert_eq!((good.code, good.at, good.item), (SYMBOLON_OK, none, none));
    }

    #[test]
    fn a_shorter_info_is_written_only_as_far_as_it_reaches() {
        let mut info = symbolon_error { size: 8, code: 1, at: 2, item: 3, detail: 4 };
        // SAFETY: `info` is alive, and says that only its first 8 bytes are there.
        let status = unsafe { boundary(&raw mut info, |_| Err(Fault::Null)) };
        assert_eq!((status, info.code, info.at, info.item, info.detail), (1, 1, 2, 3, 4));
        info.code = 77;
        // SAFETY: as above.
        let _ = unsafe { boundary(&raw mut info, |_| Err(Fault::Buffer)) };
        assert_eq!((info.size, info.code, info.at), (8, SYMBOLON_E_BUFFER, 2));
    }
}
