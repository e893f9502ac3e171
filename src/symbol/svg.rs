//! SVG files of symbols.

use core::fmt::Write;

use super::matrix::Matrix;
use crate::Error;

impl Matrix {
    /// An SVG file with its quiet zone, `module_mm` millimetres for each module, 0.001 to 1000.
    ///
    /// One path in module coordinates, runs of dark modules merged along the row; sizes to a ten-thousandth of
    /// a millimetre. The same arguments always give the same text. O(modules).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `module_mm` is out of range or no number.
    pub fn svg(&self, module_mm: f64) -> Result<String, Error> {
        if !(0.001..=1000.0).contains(&module_mm) {
            return Err(Error::Parameter);
        }
        let quiet = self.quiet();
        let (width, height) = (self.width() + 2 * quiet, self.height() + 2 * quiet);
        let (wide, high) = (millimetres(width, module_mm), millimetres(height, module_mm));
        let mut path = String::new();
        for (y, runs) in (quiet..).zip(self.runs()) {
            for (x, length) in runs {
                // Writing into a string cannot fail.
                let _ = write!(path, "M{} {y}h{length}v1h-{length}z", x + quiet);
            }
        }
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}mm\" height=\"{high}mm\" \
             viewBox=\"0 0 {width} {height}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{width}v{height}h-{width}z\"/><path d=\"{path}\"/></svg>\n"
        ))
    }
}

pub(super) fn millimetres(modules: u32, module_mm: f64) -> String {
    let text = format!("{:.4}", f64::from(modules) * module_mm);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
