//! Bulk issuing: index ranges of a series into columns, or through a function of the caller's into a file or printer.

use core::ffi::c_void;
use core::ptr::null_mut;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::boundary::{Fault, Given, boundary};
use super::buffer::put;
use super::code::form;
use super::handle::{give_shared, take_shared};
use super::issue::symbolon_issuer;
use super::key::SYMBOLON_SIGNATURE_BYTES;
use super::options::Sized32;
use super::series::symbolon_series;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::trust::columns::Columns;
use crate::trust::output::{Job, Label, Layout, Progress, Text};
use crate::trust::{Bulk, PublicKey, Signer};

/// CSV (RFC 4180): index, serial, code.
pub const SYMBOLON_LAYOUT_CSV: u32 = 1;
/// The binary format drawn in src/trust/binary.rs.
pub const SYMBOLON_LAYOUT_BINARY: u32 = 2;
/// A ZPL II printer job, one label with a Data Matrix for each code.
pub const SYMBOLON_LAYOUT_ZPL: u32 = 3;

/// What is to be written. Label fields are dots of the printer, 65535 at most, and used by SYMBOLON_LAYOUT_ZPL only.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_bulk_job {
    /// Set it to `sizeof(symbolon_bulk_job)`.
    pub size: u32,
    /// SYMBOLON_LAYOUT_x.
    pub layout: u32,
    /// The first index.
    pub first: u64,
    /// How many codes.
    pub n: u64,
    /// To go on with a job that was cancelled: the `next` that was reported last, and the other fields as they were.
    /// 0 begins the job.
    pub resume: u64,
    /// Width of the label.
    pub width: u32,
    /// Height of the label.
    pub height: u32,
    /// Left edge of the symbol.
    pub x: u32,
    /// Upper edge of the symbol.
    pub y: u32,
    /// Edge of a module of the symbol.
    pub module_dots: u32,
    /// Left edge of the serial for people.
    pub text_x: u32,
    /// Upper edge of the serial for people.
    pub text_y: u32,
    /// Height of the serial for people; 0 leaves it out.
    pub text_height: u32,
}

// SAFETY: ten integers of four bytes, three of eight, all aligned without padding.
unsafe impl Sized32 for symbolon_bulk_job {
    const FIRST: usize = 64;
}

impl symbolon_bulk_job {
    fn layout(&self) -> Result<Layout, Error> {
        let dots = |number: u32| u16::try_from(number).map_err(|_| Error::Parameter);
        let text = match self.text_height {
            0 => None,
            height => Some(Text { x: dots(self.text_x)?, y: dots(self.text_y)?, height: dots(height)? }),
        };
        match self.layout {
            SYMBOLON_LAYOUT_CSV => Ok(Layout::Csv),
            SYMBOLON_LAYOUT_BINARY => Ok(Layout::Binary),
            SYMBOLON_LAYOUT_ZPL => Ok(Layout::Zpl(Label {
                width: dots(self.width)?,
                height: dots(self.height)?,
                x: dots(self.x)?,
                y: dots(self.y)?,
                module: dots(self.module_dots)?,
                text,
            })),
            _ => Err(Error::Parameter),
        }
    }

    fn job(&self) -> Result<Job, Error> {
        let job = Job::new(self.first..self.first.checked_add(self.n).ok_or(Error::Index)?);
        if self.resume == 0 { Ok(job) } else { job.resumed(self.resume) }
    }
}

/// A writer of yours: takes bytes in order, for a file, a socket or a printer.
///
/// Called only during `symbolon_bulk_write`, on that call's thread. It must not call the bulk handle's functions, and
/// must neither throw nor jump out.
///
/// user:    what `symbolon_bulk_write` was given
/// bytes:   `len` bytes, readable during the call; all of them are to be taken
/// returns: 0, or a number of yours that comes back as `detail` beside SYMBOLON_E_STORAGE
pub type symbolon_write =
    Option<unsafe extern "C" fn(user: *mut c_void, bytes: *const u8, len: usize) -> i32>;

/// A listener of yours, asked after every block whether to go on. Called as `symbolon_write`.
///
/// user:    what `symbolon_bulk_write` was given
/// done:    codes written by this call
/// next:    the first index that is not written: everything before it is, and nothing behind it
/// bytes:   bytes written by this call
/// returns: 0 to go on; anything else ends the call with SYMBOLON_E_CANCELLED
pub type symbolon_progress =
    Option<unsafe extern "C" fn(user: *mut c_void, done: u64, next: u64, bytes: u64) -> i32>;

/// The issuer of a bulk handle, which it keeps alive.
struct Shared(Arc<symbolon_issuer>);

impl Signer for Shared {
    fn public_key(&self) -> &PublicKey {
        self.0.0.signer().public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SYMBOLON_SIGNATURE_BYTES], Error> {
        self.0.0.signer().sign(message)
    }

    fn sign_many(
        &self,
        messages: &[&[u8]],
        signatures: &mut [[u8; SYMBOLON_SIGNATURE_BYTES]],
    ) -> Result<(), Error> {
        self.0.0.signer().sign_many(messages, signatures)
    }

    fn is_external(&self) -> bool {
        self.0.0.signer().is_external()
    }
}

/// Issues index ranges of one series with the same attributes. Shared: any number of threads, each with its range.
pub struct symbolon_bulk(Bulk<Shared>);

/// Makes a bulk handle.
///
/// issuer:     who signs; NULL for codes that are only sealed. It may be freed before the handle
/// series:     whose indices are issued; it may be freed before the handle
/// attributes: as of `symbolon_issuer_issue`
/// carrier:    SYMBOLON_CARRIER_x
/// stem:       where the URLs point, as of `symbolon_code_convert`; NULL with 0 for element strings
/// out:        the handle; free it with `symbolon_bulk_free`
/// errors:     of the attributes 101 to 112, SYMBOLON_E_REPEATED_AI for (91) and (92); SYMBOLON_E_PARAMETER; of the
///             stem SYMBOLON_E_URI, SYMBOLON_E_ESCAPE, SYMBOLON_E_TOO_LONG with `item` 1
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bulk_new(
    issuer: *const symbolon_issuer,
    series: *const symbolon_series,
    attributes: *const u8,
    attributes_len: usize,
    carrier: u32,
    stem: *const u8,
    stem_len: usize,
    out: *mut *const symbolon_bulk,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let series = given.handle(series)?.0.clone();
            let attributes = given.elements(attributes, attributes_len)?;
            let form = form(carrier, given.bytes(stem, stem_len)?)?;
            let signer = if issuer.is_null() { None } else { Some(Shared(given.share(issuer)?)) };
            let bulk = Bulk::new(signer, series, &attributes, &form)?;
            give_shared(out, symbolon_bulk(bulk));
            Ok(())
        })
    }
}

/// How long codes of a bulk handle are at most, in bytes.
///
/// bytes: out; `n` codes never need more than `n` times as many
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bulk_code_bound(
    bulk: *const symbolon_bulk,
    bytes: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.out(bytes)?.write(given.handle(bulk)?.0.code_bound());
            Ok(())
        })
    }
}

/// Issues `n` codes from `first` on into columns, on the caller's thread.
///
/// serials:    out, `n` times `symbolon_series_serial_length` characters; may be NULL
/// signatures: out, `n` times SYMBOLON_SIGNATURE_BYTES; may be NULL, and must be for codes that are only sealed
/// buf:        out, the codes one behind the other; `n` times `symbolon_bulk_code_bound` is enough
/// offsets:    out, `n` + 1 offsets in `buf`, as batches take them
/// errors:     SYMBOLON_E_INDEX; SYMBOLON_E_BUFFER; SYMBOLON_E_PARAMETER for signatures that there are none of;
///             SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bulk_issue(
    bulk: *const symbolon_bulk,
    first: u64,
    n: usize,
    serials: *mut u8,
    signatures: *mut u8,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    offsets: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let bulk = &given.handle(bulk)?.0;
            let offsets = given.room(offsets, n.checked_add(1).ok_or(Fault::Null)?)?;
            let length = usize::from(bulk.series().shape().length());
            let serials = given.column(serials, n, length)?;
            let signatures = given.column(signatures, n, SYMBOLON_SIGNATURE_BYTES)?;
            if !signatures.is_empty() && bulk.signer().is_none() {
                return Err(Error::Parameter.into());
            }
            let end = u64::try_from(n).ok().and_then(|n| first.checked_add(n)).ok_or(Error::Index)?;
            let mut columns = Columns::default();
            bulk.issue_into(first..end, &mut columns)?;
            out.fill(columns.codes())?;
            put(columns.serials(), serials);
            put(columns.signatures().as_flattened(), signatures);
            for (place, end) in offsets.iter_mut().zip(core::iter::once(&0).chain(columns.ends())) {
                place.write(*end);
            }
            Ok(())
        })
    }
}

impl Given {
    /// A column of `n` values of `length` bytes that the caller need not want.
    #[allow(clippy::mut_from_ref)] // as in `room`
    fn column(
        &self,
        ptr: *mut u8,
        n: usize,
        length: usize,
    ) -> Result<&mut [core::mem::MaybeUninit<u8>], Fault> {
        if ptr.is_null() {
            return Ok(&mut []);
        }
        self.room(ptr, n.checked_mul(length).ok_or(Fault::Null)?)
    }
}

/// Issues codes through a writer, block by block; a build with threads signs on all cores if the key is in memory.
///
/// job:      what to write
/// write:    see `symbolon_write`
/// progress: see `symbolon_progress`; NULL to run to the end
/// user:     handed on to both
/// errors:   SYMBOLON_E_INDEX, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS; SYMBOLON_E_CANCELLED; SYMBOLON_E_STORAGE with
///           `detail`; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false
///           signature. After these four everything up to the last report is written, and after SYMBOLON_E_STORAGE
///           perhaps a part of what follows: cut it off before you go on
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bulk_write(
    bulk: *const symbolon_bulk,
    job: *const symbolon_bulk_job,
    write: symbolon_write,
    progress: symbolon_progress,
    user: *mut c_void,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let bulk = &given.handle(bulk)?.0;
            let options = given.sized(job)?;
            let theirs = Theirs { write: write.ok_or(Fault::Null)?, progress, user };
            Ok(bulk.write(&options.job()?, &options.layout()?, &mut { theirs }, |at| theirs.report(at))?)
        })
    }
}

/// The caller's functions.
#[derive(Clone, Copy)]
struct Theirs {
    write: unsafe extern "C" fn(*mut c_void, *const u8, usize) -> i32,
    progress: symbolon_progress,
    user: *mut c_void,
}

impl Theirs {
    fn report(self, at: Progress) -> ControlFlow<()> {
        let Some(progress) = self.progress else { return ControlFlow::Continue(()) };
        // SAFETY: a function of the caller's, called by the contract of `symbolon_progress`.
        match unsafe { progress(self.user, at.done, at.next, at.bytes) } {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }
}

impl io::Write for Theirs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // SAFETY: a function of the caller's, called by the contract of `symbolon_write`.
        match unsafe { (self.write)(self.user, bytes.as_ptr(), bytes.len()) } {
            0 => Ok(bytes.len()),
            status => Err(io::Error::from_raw_os_error(status)),
        }
    }

    /// One call, whatever it returns: the default would ask again after the number that is EINTR, and write twice.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Frees a bulk handle. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bulk_free(bulk: *const symbolon_bulk) {
    // SAFETY: the caller hands in what `symbolon_bulk_new` gave, once.
    unsafe { take_shared(bulk) };
}
