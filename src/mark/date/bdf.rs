//! The font as a BDF file, the bitmap font format that printers and font tools take (Adobe, Glyph Bitmap Distribution
//! Format 2.1, 1993).

use core::fmt::Write as _;

use super::draw::{cell, glyph_dots, packed};
use super::geometry::DateGeometry;
use super::shaped::{private, repertoire};

/// The font of a geometry: for each digit its variants at private code points U+E000 + 16 · digit + variant, and the
/// characters without variants at their own. Every glyph fills its whole cell, the one of [`super::glyph`].
///
/// A digit that carries fewer bits has fewer variants. In a dot-matrix font a dot is a drop, as in
/// [`DateMark::render`](super::DateMark::render).
#[must_use]
pub fn font_bdf(geometry: DateGeometry) -> String {
    let (width, height, _) = cell(geometry);
    // Dots per inch, across and down. Drops: 0.42 mm and 0.14 mm.
    let (name, across, down) = match geometry {
        DateGeometry::Raster3mm => ("raster-3mm", 600, 600),
        DateGeometry::Raster2mm => ("raster-2mm", 600, 600),
        DateGeometry::Jet5x7 => ("jet-5x7", 60, 181),
        DateGeometry::Jet7x9 => ("jet-7x9", 60, 181),
    };
    let below = geometry.cell().map_or(1, |cell| cell.margin as usize);
    let (ascent, count) = (height - below, repertoire(geometry).count());
    let mut text = format!(
        "STARTFONT 2.1\nFONT symbolon-date-{name}\nSIZE {} {across} {down}\nFONTBOUNDINGBOX {width} {height} 0 -{below}\n\
         STARTPROPERTIES 4\nFONT_ASCENT {ascent}\nFONT_DESCENT {below}\nDEFAULT_CHAR 32\nSPACING \"C\"\nENDPROPERTIES\n\
         CHARS {count}\n",
        height * 72 / down
    );
    for (character, variant) in repertoire(geometry) {
        let point = u32::from(private(character, variant));
        let dots = glyph_dots(geometry, character, variant);
        // What is written into a string does not fail.
        let _ = write!(
            text,
            "STARTCHAR U+{point:04X}\nENCODING {point}\nSWIDTH {} 0\nDWIDTH {width} 0\nBBX {width} {height} 0 -{below}\nBITMAP\n",
            width * 1000 * down / (height * across)
        );
        for row in packed(&dots).chunks(width.div_ceil(8)) {
            for byte in row {
                let _ = write!(text, "{byte:02X}");
            }
            text.push('\n');
        }
        text.push_str("ENDCHAR\n");
    }
    text.push_str("ENDFONT\n");
    text
}
