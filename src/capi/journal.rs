//! The one writer of a journal.

use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::issue::symbolon_issuer;
use super::journal_form::{
    SYMBOLON_JOURNAL_ID_BYTES, symbolon_journal_head, symbolon_journal_options, symbolon_journal_recovery,
};
use super::journal_place::{Place, writing};
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::journal::{Append as _, Head, Journal, Kind, Record};

/// A journal open for writing: one for each directory at a time, on the whole machine. Exclusive.
pub struct symbolon_journal(pub(super) Exclusive<Journal<Place>>);

impl Given {
    /// A journal, to change.
    pub(super) fn journal(
        &self,
        journal: *mut symbolon_journal,
    ) -> Result<&mut Exclusive<Journal<Place>>, Fault> {
        Ok(&mut self.handle_mut(journal)?.0)
    }
}

/// Makes a new journal in a directory, which is made if it is missing.
///
/// directory: `directory_len` bytes, UTF-8
/// id:        SYMBOLON_JOURNAL_ID_BYTES random bytes: its name for good
/// options:   NULL for the default
/// out:       the journal; free it with `symbolon_journal_free`
/// errors:    SYMBOLON_E_PARAMETER for the options, SYMBOLON_E_OPTIONS; SYMBOLON_E_TAKEN if there is a journal;
///            SYMBOLON_E_JOURNAL_LOCKED if another writer has the directory; SYMBOLON_E_JOURNAL_FULL,
///            SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED; SYMBOLON_E_CHARSET for a directory that is no UTF-8;
///            SYMBOLON_E_UNSUPPORTED from a library built without feature `files`
/// source:    drawn in src/journal
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_create(
    directory: *const u8,
    directory_len: usize,
    id: *const u8,
    options: *const symbolon_journal_options,
    out: *mut *mut symbolon_journal,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let id = *given.array::<SYMBOLON_JOURNAL_ID_BYTES>(id)?;
            let settings = given.options(options)?.settings()?;
            let place = writing(given.directory(directory, directory_len)?)?;
            give_exclusive(out, symbolon_journal(Exclusive::new(Journal::create(place, id, settings)?)));
            Ok(())
        })
    }
}

/// Opens the journal of a directory for writing. What a loss of power left half written is cut and reported; anything
/// else that does not hold is refused, and nothing is changed.
///
/// directory: `directory_len` bytes, UTF-8
/// options:   NULL for the default
/// anchor:    a head of this journal that you kept elsewhere: the journal must go through it; NULL for none
/// found:     out, may be NULL; set its `size` first
/// out:       the journal; free it with `symbolon_journal_free`
/// errors:    SYMBOLON_E_JOURNAL_MISSING if there is no journal, or a segment of it is missing;
///            SYMBOLON_E_JOURNAL_DAMAGE with `at` and the segment as `detail`; SYMBOLON_E_JOURNAL_FOREIGN for another
///            journal than that of the anchor, or an older state of it; as `symbolon_journal_create`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_open(
    directory: *const u8,
    directory_len: usize,
    options: *const symbolon_journal_options,
    anchor: *const symbolon_journal_head,
    found: *mut symbolon_journal_recovery,
    out: *mut *mut symbolon_journal,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let found = if found.is_null() { None } else { Some(given.sized_out(found)?) };
            let settings = given.options(options)?.settings()?;
            let anchor = match given.items(anchor, usize::from(!anchor.is_null()))? {
                [anchor, ..] => Some(Head { records: anchor.records, hash: anchor.hash }),
                [] => None,
            };
            let place = writing(given.directory(directory, directory_len)?)?;
            let (journal, recovery) = Journal::open(place, settings, anchor.as_ref())?;
            give_exclusive(out, symbolon_journal(Exclusive::new(journal)));
            if let Some(found) = found {
                found.write(&symbolon_journal_recovery::new(&recovery));
            }
            Ok(())
        })
    }
}

/// Takes a record. When it is durable is the policy of the options.
///
/// time:    milliseconds since 1970 UTC, as the device or its host says
/// device:  which device of the site says so
/// event:   the device's own number of the event
/// kind:    what the payload is: a number of yours, at most 65534
/// payload: `payload_len` bytes, at most SYMBOLON_JOURNAL_PAYLOAD_MAX
/// number:  out, may be NULL: the number of the record, from 0. Checkpoints count too
/// errors:  SYMBOLON_E_RECORD_TOO_LONG, SYMBOLON_E_PARAMETER for the kind: the record is not taken;
///          SYMBOLON_E_JOURNAL_FULL, SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED: it is not taken, and the
///          journal is stopped; SYMBOLON_E_JOURNAL_STOPPED until `symbolon_journal_resume`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_append(
    journal: *mut symbolon_journal,
    time: u64,
    device: u32,
    event: u64,
    kind: u32,
    payload: *const u8,
    payload_len: usize,
    number: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let number = given.out_if_wanted(number)?;
            let payload = given.bytes(payload, payload_len)?;
            let journal = given.journal(journal)?;
            let kind = Kind(u16::try_from(kind).map_err(|_| Error::Parameter)?);
            let record = Record { time, device, event, kind, payload };
            let taken = journal.change(|journal| Ok(journal.append(&record)?))?;
            if let Some(number) = number {
                number.write(taken);
            }
            Ok(())
        })
    }
}

/// Makes durable what was appended: one write, one sync.
///
/// durable: out, may be NULL: how many records are durable
/// errors:  SYMBOLON_E_JOURNAL_FULL, SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED: the journal is stopped and
///          keeps what was appended for `symbolon_journal_resume`; SYMBOLON_E_JOURNAL_STOPPED if it was before
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_commit(
    journal: *mut symbolon_journal,
    durable: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { advance(journal, durable, info, |journal| Ok(journal.commit()?)) }
}

/// Commits if the policy is SYMBOLON_COMMIT_GROUP and a record waited for its time. To be called now and then.
///
/// now:     milliseconds from any beginning, such as a clock that never jumps
/// durable: out, may be NULL: how many records are durable
/// errors:  as `symbolon_journal_commit`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_tick(
    journal: *mut symbolon_journal,
    now: u64,
    durable: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { advance(journal, durable, info, move |journal| Ok(journal.tick(now)?)) }
}

/// Goes on after a failure, when its cause is gone: checks what was durable, and writes again what was appended since.
/// Nothing that `symbolon_journal_append` took is lost while the handle lives.
///
/// durable: out, may be NULL: how many records are durable
/// errors:  as `symbolon_journal_commit`, and it can be tried again; SYMBOLON_E_JOURNAL_DAMAGE if what was durable is not
///          what it was any more
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_resume(
    journal: *mut symbolon_journal,
    durable: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { advance(journal, durable, info, |journal| Ok(journal.resume()?.head)) }
}

/// A call that makes records durable.
///
/// # Safety
///
/// As [`boundary`].
unsafe fn advance(
    journal: *mut symbolon_journal,
    durable: *mut u64,
    info: *mut symbolon_error,
    call: impl FnOnce(&mut Journal<Place>) -> Result<Head, Fault> + std::panic::UnwindSafe,
) -> symbolon_status {
    // SAFETY: the caller vouches for the pointers.
    unsafe {
        boundary(info, |given| {
            let durable = given.out_if_wanted(durable)?;
            let head = given.journal(journal)?.change(call)?;
            if let Some(durable) = durable {
                durable.write(head.records);
            }
            Ok(())
        })
    }
}

/// Signs everything up to here and makes it durable. The checkpoint is a record of its own.
///
/// signer: signs it, by `symbolon_sign` too
/// at:     the time, seconds since 1970 UTC
/// errors: SYMBOLON_E_PARAMETER for a journal without records; SYMBOLON_E_SIGNER with `detail`, SYMBOLON_E_SIGNATURE: the
///         journal is as before; as `symbolon_journal_commit`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_checkpoint(
    journal: *mut symbolon_journal,
    signer: *const symbolon_issuer,
    at: i64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let signer = given.handle(signer)?.0.signer();
            given.journal(journal)?.change(|journal| Ok(journal.checkpoint(signer, at).map(drop)?))
        })
    }
}

/// Where a journal stands.
///
/// head:       out, may be NULL: how far it goes if the records that are not durable yet are committed now; hashes them
/// durable:    out, may be NULL: how far it is durable, which is what to keep as an anchor
/// due:        out, may be NULL: 1 if it is time for a checkpoint, otherwise 0
/// is_stopped: out, may be NULL: 1 if a failure stopped it, otherwise 0
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_state(
    journal: *const symbolon_journal,
    head: *mut symbolon_journal_head,
    durable: *mut symbolon_journal_head,
    due: *mut u32,
    is_stopped: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let heads = (given.out_if_wanted(head)?, given.out_if_wanted(durable)?);
            let flags = (given.out_if_wanted(due)?, given.out_if_wanted(is_stopped)?);
            let journal = given.handle(journal)?.0.ask()?;
            if let Some(head) = heads.0 {
                head.write(journal.head().into());
            }
            if let Some(durable) = heads.1 {
                durable.write(journal.durable().into());
            }
            if let Some(due) = flags.0 {
                due.write(journal.checkpoint_due().into());
            }
            if let Some(is_stopped) = flags.1 {
                is_stopped.write(journal.is_stopped().into());
            }
            Ok(())
        })
    }
}

/// Frees a journal and lets its directory go. Records that are not durable are lost. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_free(journal: *mut symbolon_journal) {
    // SAFETY: the caller hands in what `symbolon_journal_create` or `symbolon_journal_open` gave, once.
    unsafe { take_exclusive(journal) };
}
