//! Rasters as `^GFA`, the graphic field of ZPL II, in the short form that every printer of the language takes.
//!
//! ```text
//! ^GFA,bytes,bytes,stride,rows        bytes = stride * rows, 1 to 99 999: a larger raster goes in bands
//!
//! row     a row, from the top, is written in hexadecimal digits, leftmost dot first, and
//!         G..Y    before a digit: 1 to 19 of it        g..z    20, 40 .. 400 of it, before G..Y or alone
//!         ,       the rest of the row is 0             !       the rest of the row is F
//!         :       as the row above
//! ```
//!
//! Each row is written in the shortest way, with one restraint: `,` and `!` begin at a whole byte, since the manual
//! speaks of bytes where it explains them.
//!
//! Source: Zebra, ZPL II Programming Guide, commands ^GF and ~DG, "Alternative Data Compression Scheme".

use super::raster::Raster;

/// The most bytes that one graphic field may announce.
pub(super) const FIELD_BYTES: usize = 99_999;

/// The rows of a raster in bands of which each fits one field: (first row, rows, bytes of the band).
pub(super) fn bands(raster: &Raster) -> impl Iterator<Item = (u32, &[u8])> {
    let stride = raster.stride().max(1);
    // A row of the longest raster that fits a label has 4000 bytes.
    let rows = (FIELD_BYTES / stride).max(1);
    let firsts = (0..).step_by(rows);
    firsts.zip(raster.bytes().chunks(rows * stride))
}

/// Appends rows of `stride` bytes in the short form.
pub(super) fn write_rows(bytes: &[u8], stride: usize, out: &mut Vec<u8>) {
    let mut above: Option<&[u8]> = None;
    for row in bytes.chunks_exact(stride.max(1)) {
        if above == Some(row) {
            out.push(b':');
        } else {
            write_row(row, out);
        }
        above = Some(row);
    }
}

fn write_row(row: &[u8], out: &mut Vec<u8>) {
    let (body, end) = match row.last().copied() {
        Some(0) => (without(row, 0), Some(b',')),
        Some(u8::MAX) => (without(row, u8::MAX), Some(b'!')),
        _ => (row, None),
    };
    let mut nibbles = body.iter().flat_map(|byte| [byte >> 4, byte & 15]).peekable();
    while let Some(nibble) = nibbles.next() {
        let mut count = 1;
        while nibbles.next_if_eq(&nibble).is_some() {
            count += 1;
        }
        write_run(nibble, count, out);
    }
    out.extend(end);
}

/// The row without the equal bytes at its end.
fn without(row: &[u8], end: u8) -> &[u8] {
    let length = row.iter().rposition(|byte| *byte != end).map_or(0, |last| last + 1);
    row.get(..length).unwrap_or_default()
}

/// So many of one digit. Two are written out; a count pays from three on.
fn write_run(nibble: u8, mut count: usize, out: &mut Vec<u8>) {
    let digit = hexadecimal(nibble);
    while count > 0 {
        let part = count.min(419);
        count -= part;
        if part < 3 {
            out.extend(core::iter::repeat_n(digit, part));
            continue;
        }
        // Below 420 both letters stay in their alphabets.
        let letter = |first: u8, number: usize| first + u8::try_from(number).unwrap_or_default() - 1;
        if part >= 20 {
            out.push(letter(b'g', part / 20));
        }
        if !part.is_multiple_of(20) {
            out.push(letter(b'G', part % 20));
        }
        out.push(digit);
    }
}

/// A digit from 0 to 15.
pub(super) const fn hexadecimal(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 }
}
