//! What is seen in the pictures of a label, and what it says.

use symbolon::mark::ImageAnswer;
use symbolon::mark::copy::{CopyPlace, CopyScore};
use symbolon::mark::date::{DateGeometry, DatePlace, DateReader, DateReport, DateRule};
use symbolon::mark::dots::{self, Ink, Reading, Search, View};
use symbolon::mark::layer::{self, Frame, LayerReport, Thresholds};
use symbolon::mark::registration::Registration;
use symbolon::symbol::{Found, read_qr};

use super::Failure;
use super::channel::PITCH_UM;
use super::label::{COPY, DATE, DOTS, Exposures, JET, Label, SYMBOL};

/// A module of the symbol, in dots and in millimetres.
pub(crate) const MODULE_DOTS: f64 = 10.0;
pub(crate) const MODULE_MM: f64 = MODULE_DOTS * DOT_MM;
const DOT_MM: f64 = PITCH_UM / 1000.0;

/// What was found.
pub(crate) struct Looks {
    pub(crate) symbol: Found,
    pub(crate) registration: Registration,
    pub(crate) layer: LayerReport,
    pub(crate) date: DateReport,
    pub(crate) jet: DateReport,
    pub(crate) copy: Option<CopyScore>,
    pub(crate) patch: Option<(dots::Report, dots::Lies, Option<Reading>)>,
    is_same_payload: bool,
}

/// Millimetres from the symbol's corner to a place on the label.
fn beside((x, y): (u32, u32)) -> (f64, f64) {
    let from = |at: u32, corner: u32| (f64::from(at) - f64::from(corner)) * DOT_MM;
    (from(x, SYMBOL.0), from(y, SYMBOL.1))
}

impl Looks {
    pub(crate) fn take(label: &Label, exposures: &Exposures) -> Result<Self, Failure> {
        let image = exposures.visible.image();
        let symbol = read_qr(&image).into_iter().find(|found| found.data == label.data);
        let symbol = symbol.ok_or("the symbol cannot be read in this picture: try another seed")?;
        let registration = Registration::new(&image, &label.symbol, &symbol.corners);
        let registration = registration.ok_or("the symbol cannot be laid over this picture")?;
        let plane = *registration.plane();
        let frame = Frame { image, corners: symbol.corners };
        let layer = layer::verify(&[frame], &label.symbol, &label.layer, &Thresholds::default())?;
        let dated = |mark, geometry, start| {
            let (x, y) = beside(start);
            let place = DatePlace { x, y, degrees: 0.0, module: MODULE_MM };
            DateReader::new(geometry).verify(&image, &plane, &place, mark, &DateRule::default())
        };
        let (u, v) = beside(COPY);
        let place = CopyPlace { u: u / MODULE_MM, v: v / MODULE_MM, dot: 1.0 / MODULE_DOTS };
        let (right, down) = beside(DOTS);
        let picture = exposures.ultraviolet.image();
        let side = f64::from(label.symbol.width());
        let view = View { picture, plane, side, module: MODULE_MM, ink: Ink::Bright };
        let sight = dots::locate(&view, &dots::Place { right, down }, &Search::default())?;
        let patch = sight.map(|sight| (sight.verify(&label.patch), sight.lies(), sight.read()));
        let read = patch.as_ref().and_then(|(.., reading)| reading.as_ref());
        Ok(Self {
            is_same_payload: read.is_some_and(|reading| reading.payload == label.payload),
            date: dated(&label.date, DateGeometry::Raster3mm, DATE)?,
            jet: dated(&label.jet, DateGeometry::Jet5x7, JET)?,
            copy: label.copy.score(&image, &plane, &place),
            symbol,
            registration,
            layer,
            patch,
        })
    }

    fn answers(&self) -> [ImageAnswer; 4] {
        let patch = self.patch.as_ref().map_or(ImageAnswer::Rescan, |(report, ..)| report.answer);
        [self.layer.answer(), self.date.answer, self.jet.answer, patch]
    }

    /// How many of the four marks match.
    pub(crate) fn matches(&self) -> usize {
        self.answers().iter().filter(|answer| **answer == ImageAnswer::Match).count()
    }

    pub(crate) fn all_match(&self) -> bool {
        self.matches() == self.answers().len() && self.is_same_payload
    }

    pub(crate) fn table(&self) -> String {
        let [layer, date, jet, patch] = self.answers().map(|answer| format!("{answer:?}"));
        let details = self.layer.for_trusted_callers();
        let quality = self.registration.quality();
        let dots = self.patch.as_ref().map_or_else(
            || "not found".to_owned(),
            |(report, lies, reading)| {
                let read = reading.as_ref().map_or("not read".to_owned(), |reading| {
                    format!("read, {} bytes corrected, {} erased", reading.corrected, reading.erased)
                });
                format!(
                    "T {:.1}, {} of 392 bits wrong; {read}; lies {:+.2} mm, {:+.2} mm, {:+.1}° off",
                    report.score, report.wrong_bits, lies.right, lies.down, lies.degrees
                )
            },
        );
        let copy = self.copy.map_or("not in the picture".to_owned(), |copy| {
            format!("{:.2} at {:.1} pixels a cell: a number to compare, no verdict", copy.score, copy.pixels)
        });
        format!(
            "symbol        {}\n\
             picture       {:.1} pixels a module, blur {:.2} module, contrast {:.0}, noise {:.0}\n\
             inner layer   {layer:9} T {:.1} of {:.1} needed, {} of {} carriers wrong\n\
             date 3 mm     {date:9} {} of {} bits wrong, {} allowed\n\
             date in drops {jet:9} {} of {} bits wrong, {} allowed\n\
             micro-dots    {patch:9} {dots}\n\
             copy pattern  {copy}\n",
            String::from_utf8_lossy(&self.symbol.data),
            quality.pixels_per_module,
            quality.blur,
            quality.contrast,
            quality.noise,
            details.score,
            details.needed,
            details.wrong(),
            details.seen(),
            self.date.wrong,
            self.date.bits,
            self.date.allowed,
            self.jet.wrong,
            self.jet.bits,
            self.jet.allowed,
        )
    }
}
