//! The patch of micro-dots: payloads, rasters, and what a second exposure shows.

#[cfg(feature = "read")]
#[path = "dots_read.rs"]
mod scan;
#[cfg(not(feature = "read"))]
#[path = "dots_absent.rs"]
mod scan;

use zeroize::Zeroizing;

use super::boundary::{Fault, Given, boundary};
use super::handle::{Exclusive, give_exclusive, give_shared, take_exclusive, take_shared};
use super::mark::{Asked, symbolon_mark_key};
use super::options::Sized32;
use super::series::SYMBOLON_SECRET_BYTES;
use super::status::symbolon_status;
use super::symbol::symbolon_raster_shape;
use crate::mark::ImageKind;
use crate::mark::dots::{CODED, DERIVED, Patch, Payload, RollKey};

/// Bytes of a payload of a patch.
pub const SYMBOLON_DOTS_PAYLOAD_BYTES: usize = 17;
/// Random bytes of its id.
pub const SYMBOLON_DOTS_ID_BYTES: usize = 8;
/// Printer dots along a side of a patch: 600 dpi, 8.128 mm.
pub const SYMBOLON_DOTS_SIDE: u32 = 192;
/// Geometry that can be read: a payload.
pub const SYMBOLON_DOTS_CODED: u32 = 1;
/// Geometry that can only be verified: bits derived from the visible code.
pub const SYMBOLON_DOTS_DERIVED: u32 = 2;
/// Dark dots on bright paper.
pub const SYMBOLON_INK_DARK: u32 = 1;
/// Bright dots on dark paper, as ink glows under UV light.
pub const SYMBOLON_INK_BRIGHT: u32 = 2;

const _: () = assert!(SYMBOLON_DOTS_PAYLOAD_BYTES == Payload::BYTES && SYMBOLON_DOTS_SIDE == Patch::SIDE);
const _: () = assert!(SYMBOLON_DOTS_CODED == CODED as u32 && SYMBOLON_DOTS_DERIVED == DERIVED as u32);

/// The second exposure of a label, and what the first one said about its visible symbol.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_dots_view {
    /// Set it to `sizeof(symbolon_dots_view)`.
    pub size: u32,
    /// SYMBOLON_INK_x.
    pub ink: u32,
    /// The corners of the visible symbol as in `symbolon_found`.
    pub corners: [f64; 8],
    /// Modules along a side of the symbol.
    pub modules: u32,
    /// Micrometres of a module, 10 to 100 000.
    pub module_micrometres: u32,
    /// Where the patch should be: its top left corner right of the symbol's, in micrometres.
    pub right_micrometres: i32,
    /// And below it.
    pub down_micrometres: i32,
    /// How far in each direction it is searched, up to 5000 micrometres; 0 is 1400.
    pub radius_micrometres: u32,
    /// And turned to each side, up to 1000 hundredths of a degree; 0 is 200.
    pub turn_centidegrees: u32,
}

// SAFETY: two integers of four bytes, eight doubles, six integers of four bytes; no padding.
unsafe impl Sized32 for symbolon_dots_view {
    const FIRST: usize = 96;
}

/// What a second exposure says. The first four fields are for everyone, the rest is for trusted callers only: whoever
/// may ask for the score as often as he likes can build a patch that matches.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_dots_report {
    /// Set it to `sizeof(symbolon_dots_report)`.
    pub size: u32,
    /// SYMBOLON_IMAGE_MATCH, SYMBOLON_IMAGE_RESCAN or SYMBOLON_IMAGE_MISMATCH.
    pub answer: u32,
    /// The score that the right patch would have, 0 to 20; below 12 a picture decides nothing.
    pub expected: f64,
    /// Pixels of the picture for a millimetre of the label.
    pub pixels_per_mm: f64,
    /// The score of the patch that was asked for.
    pub score: f64,
    /// Bits of 392 that are other than expected.
    pub wrong_bits: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: two integers of four bytes, three doubles, two integers of four bytes; no padding.
unsafe impl Sized32 for symbolon_dots_report {
    const FIRST: usize = 40;
}

impl Given {
    /// A payload in the caller's memory.
    fn payload(&self, payload: *const u8) -> Result<Payload, Fault> {
        Ok(Payload::from_bytes(self.array::<SYMBOLON_DOTS_PAYLOAD_BYTES>(payload)?)?)
    }

    /// The patch that is derived from a code, a date and a line.
    fn derived_patch(&self, key: *const symbolon_mark_key, asked: &Asked) -> Result<Patch, Fault> {
        Ok(Patch::derived(&self.stream(key, asked, ImageKind::Dots, DERIVED)?)?)
    }
}

/// The shape and the rows of a patch.
#[cfg(feature = "draw")]
fn drawn(patch: &Patch) -> Result<(symbolon_raster_shape, Vec<u8>), Fault> {
    super::print::shaped(&patch.raster()?)
}

/// A build that cannot draw.
#[cfg(not(feature = "draw"))]
fn drawn(_: &Patch) -> Result<(symbolon_raster_shape, Vec<u8>), Fault> {
    Err(Fault::Unsupported)
}

/// What one or more pictures show of a patch. Exclusive.
pub struct symbolon_dots_sight(Exclusive<scan::Sight>);

/// Tags the patches of pre-printed rolls. Wiped when freed. Shared: any number of threads.
pub struct symbolon_roll_key(RollKey);

/// Makes the key that tags the patches of pre-printed rolls.
///
/// secret: SYMBOLON_SECRET_BYTES random bytes; wipe your copy
/// tenant: `tenant_len` bytes, 0 to 64
/// epoch:  yours to change
/// out:    the key; free it with `symbolon_roll_key_free`
/// errors: SYMBOLON_E_TOO_LONG
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_key_new(
    secret: *const u8,
    tenant: *const u8,
    tenant_len: usize,
    epoch: u32,
    out: *mut *const symbolon_roll_key,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.out(out)?;
            let secret = Zeroizing::new(*given.array::<SYMBOLON_SECRET_BYTES>(secret)?);
            let key = RollKey::new(&secret, given.bytes(tenant, tenant_len)?, epoch)?;
            give_shared(out, symbolon_roll_key(key));
            Ok(())
        })
    }
}

/// The payload of one label.
///
/// id:       SYMBOLON_DOTS_ID_BYTES random bytes, for each label its own
/// sequence: its place on the roll
/// payload:  out, SYMBOLON_DOTS_PAYLOAD_BYTES: a secret
/// source:   drawn in src/mark/dots/mod.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_key_payload(
    key: *const symbolon_roll_key,
    id: *const u8,
    sequence: u32,
    payload: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.out_array(payload)?;
            let id = given.array::<SYMBOLON_DOTS_ID_BYTES>(id)?;
            out.write(*given.handle(key)?.0.payload(id, sequence).bytes());
            Ok(())
        })
    }
}

/// Whether a payload that was read is one of this key's.
///
/// payload: SYMBOLON_DOTS_PAYLOAD_BYTES
/// genuine: out, 1 if its tag is right, 0 if not
/// errors:  SYMBOLON_E_VERSION
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_key_check(
    key: *const symbolon_roll_key,
    payload: *const u8,
    genuine: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.out(genuine)?;
            let payload = given.payload(payload)?;
            out.write(given.handle(key)?.0.is_genuine(&payload).into());
            Ok(())
        })
    }
}

/// Frees a key of rolls. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_key_free(key: *const symbolon_roll_key) {
    // SAFETY: the caller hands in what `symbolon_roll_key_new` gave, once.
    unsafe { take_shared(key) };
}

/// Draws the patch of a payload, SYMBOLON_DOTS_SIDE printer dots square, rows as in `symbolon_qr_raster`.
///
/// payload: SYMBOLON_DOTS_PAYLOAD_BYTES
/// buf:     out, 4608 bytes
/// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
/// errors:  SYMBOLON_E_VERSION; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_coded_raster(
    payload: *const u8,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let (out, shape) = (given.buffer(buf, cap, len)?, given.sized_out(shape)?);
            let (drawn, bytes) = drawn(&Patch::coded(&given.payload(payload)?))?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// Draws the patch that is derived from a visible code, as `symbolon_dots_coded_raster` does.
///
/// key, code, date, line, position: as in `symbolon_mark_key_derive`
/// errors: of the code 101 to 116; SYMBOLON_E_TOO_LONG; SYMBOLON_E_UNSUPPORTED from a library built without
///         feature `draw`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_derived_raster(
    key: *const symbolon_mark_key,
    code: *const u8,
    code_len: usize,
    date: *const u8,
    date_len: usize,
    line: *const u8,
    line_len: usize,
    position: *const u64,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let (out, shape) = (given.buffer(buf, cap, len)?, given.sized_out(shape)?);
            let asked =
                Asked { code: (code, code_len), date: (date, date_len), line: (line, line_len), position };
            let (drawn, bytes) = drawn(&given.derived_patch(key, &asked)?)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// Searches a patch in a second exposure, 8-bit grey, from the place where the camera saw the visible symbol.
///
/// pixels:        rows from the top, `stride` bytes apart; `pixels_len` bytes in all
/// width, height: in pixels
/// view:          what is known about the label
/// out:           what is seen of the patch, free it with `symbolon_dots_sight_free`; NULL if there is none, or the
///                picture does not show it: take another one
/// errors:        SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS;
///                SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_locate(
    pixels: *const u8,
    pixels_len: usize,
    width: u32,
    height: u32,
    stride: usize,
    view: *const symbolon_dots_view,
    out: *mut *mut symbolon_dots_sight,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.out(out)?;
            let view = given.sized(view)?;
            match scan::locate(given.bytes(pixels, pixels_len)?, (width, height, stride), &view)? {
                Some(sight) => give_exclusive(out, symbolon_dots_sight(Exclusive::new(sight))),
                None => {
                    out.write(core::ptr::null_mut());
                }
            }
            Ok(())
        })
    }
}

/// Adds what another picture of the same label shows.
///
/// sight: what is added to
/// other: what is added; another handle
/// errors: SYMBOLON_E_PARAMETER if both are the same
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_sight_add(
    sight: *mut symbolon_dots_sight,
    other: *const symbolon_dots_sight,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            if core::ptr::eq(sight, other) && !sight.is_null() {
                return Err(crate::Error::Parameter.into());
            }
            let more = given.handle(other)?;
            let more = more.0.ask()?;
            given.handle_mut(sight)?.0.change(|sight| {
                scan::add(sight, more);
                Ok(())
            })
        })
    }
}

/// Reads the payload of a patch.
///
/// payload:   out, SYMBOLON_DOTS_PAYLOAD_BYTES; untouched if nothing is read. Nobody has checked its tag yet:
///            `symbolon_roll_key_check`
/// corrected: out, bytes of 49 that were corrected or left out; SYMBOLON_NO_PLACE if nothing is read
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_sight_read(
    sight: *const symbolon_dots_sight,
    payload: *mut u8,
    corrected: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let (out, corrected) = (given.out_array(payload)?, given.out(corrected)?);
            match scan::read(given.handle(sight)?.0.ask()?) {
                Some((payload, bytes)) => {
                    out.write(*payload.bytes());
                    corrected.write(bytes);
                }
                None => {
                    corrected.write(super::SYMBOLON_NO_PLACE);
                }
            }
            Ok(())
        })
    }
}

/// Compares a patch with the one of a payload.
///
/// payload: SYMBOLON_DOTS_PAYLOAD_BYTES
/// report:  out, set its `size` first
/// errors:  SYMBOLON_E_VERSION
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_sight_verify_coded(
    sight: *const symbolon_dots_sight,
    payload: *const u8,
    report: *mut symbolon_dots_report,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.sized_out(report)?;
            let expected = Patch::coded(&given.payload(payload)?);
            out.write(&scan::verify(given.handle(sight)?.0.ask()?, &expected));
            Ok(())
        })
    }
}

/// Compares a patch with the one that is derived from a visible code.
///
/// key, code, date, line, position: as in `symbolon_mark_key_derive`
/// report: out, set its `size` first
/// errors: of the code 101 to 116; SYMBOLON_E_TOO_LONG
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_sight_verify_derived(
    sight: *const symbolon_dots_sight,
    key: *const symbolon_mark_key,
    code: *const u8,
    code_len: usize,
    date: *const u8,
    date_len: usize,
    line: *const u8,
    line_len: usize,
    position: *const u64,
    report: *mut symbolon_dots_report,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.sized_out(report)?;
            let asked =
                Asked { code: (code, code_len), date: (date, date_len), line: (line, line_len), position };
            let expected = given.derived_patch(key, &asked)?;
            out.write(&scan::verify(given.handle(sight)?.0.ask()?, &expected));
            Ok(())
        })
    }
}

/// Frees what was seen of a patch. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_dots_sight_free(sight: *mut symbolon_dots_sight) {
    // SAFETY: the caller hands in what `symbolon_dots_locate` gave, once.
    unsafe { take_exclusive(sight) };
}
