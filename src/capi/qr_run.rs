//! QR symbols for a run of labels of one version: made once for an order, then a raster for each label.

#[cfg(feature = "draw")]
#[path = "qr_run_draw.rs"]
mod draw;
#[cfg(not(feature = "draw"))]
#[path = "qr_run_absent.rs"]
mod draw;

use core::ptr::null_mut;

use super::boundary::boundary;
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::options::Sized32;
use super::status::symbolon_status;
use super::symbol::symbolon_raster_shape;

/// The mask of a QR symbol: the best for each by the rule of ISO/IEC 18004:2015, 7.8.3.1.
pub const SYMBOLON_MASK_BEST: u32 = 0;
/// The mask of a QR symbol: pattern 000. Those after it follow, up to 8 for pattern 111.
pub const SYMBOLON_MASK_000: u32 = 1;

/// What the labels of a run have in common. All zero is the default; NULL too.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_qr_run_options {
    /// Set it to `sizeof(symbolon_qr_run_options)`.
    pub size: u32,
    /// SYMBOLON_CORRECTION_x; 0 is M.
    pub correction: u32,
    /// 1 if the data are element strings: GS1 QR. 0 if not.
    pub fnc1: u32,
    /// Printer dots for each module; 0 is 1.
    pub dots_per_module: u32,
    /// Quiet zone in modules; 0 is what the standard asks for, SYMBOLON_QUIET_NONE none.
    pub quiet: u32,
    /// SYMBOLON_MASK_BEST, or SYMBOLON_MASK_000 and up to seven more: the same for every label, in half the time.
    pub mask: u32,
    /// 1 to 40; 0 is the smallest that holds the sample.
    pub version: u32,
}

// SAFETY: seven integers of four bytes.
unsafe impl Sized32 for symbolon_qr_run_options {
    const FIRST: usize = 28;
}

/// Draws the QR symbols of a run of labels. Exclusive.
pub struct symbolon_qr_run(Exclusive<draw::Run>);

/// Makes a run. Takes 0.03 to 2 ms and 15 to 350 KiB, by version and level.
///
/// sample:  `sample_len` bytes, a label of the order, the longest if they differ; not looked at if `options` name a version
/// options: NULL for the default
/// out:     the run; free it with `symbolon_qr_run_free`
/// errors:  SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS; SYMBOLON_E_IMAGE_SIZE above 2^28 dots;
///          SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
/// source:  ISO/IEC 18004
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_run_new(
    sample: *const u8,
    sample_len: usize,
    options: *const symbolon_qr_run_options,
    out: *mut *mut symbolon_qr_run,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let run = draw::Run::new(given.bytes(sample, sample_len)?, &given.options(options)?)?;
            give_exclusive(out, symbolon_qr_run(Exclusive::new(run)));
            Ok(())
        })
    }
}

/// The shape of every raster of a run: `height` times `stride` bytes.
///
/// shape: out, set its `size` first
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_run_shape(
    run: *const symbolon_qr_run,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let shape = given.sized_out(shape)?;
            shape.write(&given.handle(run)?.0.ask()?.shape()?);
            Ok(())
        })
    }
}

/// Draws one label in printer dots, in the form of `symbolon_qr_raster` and with the same modules for the same version and
/// mask. Nothing is allocated.
///
/// data:   `data_len` bytes
/// buf:    out, `height` times `stride` bytes
/// mask:   out, SYMBOLON_MASK_000 or one of the seven after it; may be NULL
/// errors: SYMBOLON_E_SYMBOL_CAPACITY if the data does not fit the run's version
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_run_draw(
    run: *mut symbolon_qr_run,
    data: *const u8,
    data_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    mask: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let mask = given.out_if_wanted(mask)?;
            let data = given.bytes(data, data_len)?;
            let drawn = given.handle_mut(run)?.0.change(|run| {
                let drawn = run.compose(data)?;
                drawn.put(out.zeroed(drawn.len())?);
                Ok(drawn.mask())
            })?;
            if let Some(mask) = mask {
                mask.write(drawn);
            }
            Ok(())
        })
    }
}

/// Draws many labels.
///
/// bytes, offsets: the data of the labels; see "Batches"
/// buf, stride:    out, the raster of label `i` at `buf + i * stride`; `stride` is at least the bytes of a raster
/// lens:           out, the bytes of a raster for each label, 0 for one that was refused
/// statuses:       out, one for each label: SYMBOLON_E_SYMBOL_CAPACITY if it does not fit the run's version
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_run_draw_batch(
    run: *mut symbolon_qr_run,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    buf: *mut u8,
    stride: usize,
    lens: *mut usize,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let run = given.handle_mut(run)?;
            let slots = given.slots((buf, stride), lens, statuses, n)?;
            let labels = given.batch(bytes, offsets, n)?;
            run.0.change(|run| {
                for (label, slot) in labels.zip(slots) {
                    let drawn = run.compose(label);
                    slot.finish_with(
                        drawn.map(|drawn| (drawn.len(), move |room: &mut [u8]| drawn.put(room))),
                    );
                }
                Ok(())
            })
        })
    }
}

/// Frees a run. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_run_free(run: *mut symbolon_qr_run) {
    // SAFETY: the caller hands in what `symbolon_qr_run_new` gave, once.
    unsafe { take_exclusive(run) };
}
