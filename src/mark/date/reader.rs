//! Reading the bits of a printed text from a picture.
//!
//! 1. The text is found near its place ([`super::locate`]); what the picture of the QR symbol gives is a coarse frame.
//! 2. Every character is looked at again through the fitted frame, in pixels of one printer dot.
//! 3. One of four blurs is chosen for the whole text: with it the mean shapes of its characters agree best.
//! 4. For each digit every variant is correlated with the picture, up to one dot around the place of the mean shape. A bit's
//!    soft value is the best correlation of the variants in which it is 1, minus the best of those in which it is 0.
//! 5. Each digit is also compared with all other digits: another date is seen as such.

use super::frame::{DatePlace, Frame};
use super::geometry::{DOT_UM, DateGeometry};
use super::grid::Patch;
use super::line::{DateLine, Glyph};
use super::locate::{self, Sought};
use super::report::{DateQuality, DateReading, DateReport};
use super::rule::DateRule;
use super::shaped::DateMark;
use super::template::{self, BLURS, MARGIN, Template};
use crate::Error;
use crate::symbol::{GreyImage, Homography};

/// Dots around its fitted place in which a character is compared.
const AROUND: usize = 2;

/// Reads the bits of texts of one geometry. It holds the font's templates, about 15 MB: make it once and keep it.
pub struct DateReader {
    geometry: DateGeometry,
    templates: Vec<Template>,
}

/// A character, its templates and its piece of the picture.
struct Look<'a> {
    glyph: Glyph,
    template: &'a Template,
    patch: Patch,
}

impl DateReader {
    /// Makes the templates of a geometry: some tenths of a second.
    #[must_use]
    pub fn new(geometry: DateGeometry) -> Self {
        Self { geometry, templates: template::all(geometry) }
    }

    /// The geometry.
    #[must_use]
    pub const fn geometry(&self) -> DateGeometry {
        self.geometry
    }

    /// Looks whether a picture shows a text with its mark. `plane` is the plane of the visible QR symbol, in modules of
    /// `place.module`; `place` where the text is meant to be beside it. The text may be 0.8 mm off there, turned by 1.2°
    /// and stretched by 1.5 %. O(characters), about 1 ms for each.
    ///
    /// ```
    /// use symbolon::mark::ImageAnswer;
    /// use symbolon::mark::date::{DateGeometry, DateLine, DateMark, DatePlace, DateReader, DateRule};
    /// use symbolon::symbol::{GreyImage, Homography, Point};
    ///
    /// let line = DateLine::new(b"2028-11-30", DateGeometry::Raster3mm)?;
    /// let mark = DateMark::from_bits(line.clone(), &vec![true; line.bits() as usize])?;
    /// let printed = mark.render()?;
    ///
    /// // A picture of one pixel for each dot, in which the text itself stands for the symbol's plane.
    /// let (grey, width, height) = (printed.grey(), printed.width(), printed.height());
    /// let picture = GreyImage::new(&grey, width, height, width as usize)?;
    /// let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| Point { x, y });
    /// let plane = Homography::new(1.0, &corners).expect("a square");
    /// let place = DatePlace { x: 0.0, y: 0.0, degrees: 0.0, module: 25.4 / 600.0 };
    ///
    /// let reader = DateReader::new(DateGeometry::Raster3mm);
    /// let report = reader.verify(&picture, &plane, &place, &mark, &DateRule::default())?;
    /// assert_eq!((report.answer, report.wrong), (ImageAnswer::Match, 0));
    /// # Ok::<(), symbolon::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the mark is of another geometry or the place out of range, [`Error::MarkBits`] if the text
    /// carries too few bits for the rule.
    pub fn verify(
        &self,
        picture: &GreyImage<'_>,
        plane: &Homography,
        place: &DatePlace,
        mark: &DateMark,
        rule: &DateRule,
    ) -> Result<DateReport, Error> {
        rule.checked(mark.line().bits())?;
        self.read(picture, plane, place, mark.line())?.verify(mark, rule)
    }

    /// Reads the bits of a text whose mark is not known: to enrol it, or to add several pictures before they are
    /// verified. Arguments as for [`DateReader::verify`].
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`].
    pub fn read(
        &self,
        picture: &GreyImage<'_>,
        plane: &Homography,
        place: &DatePlace,
        line: &DateLine,
    ) -> Result<DateReading, Error> {
        if line.geometry() != self.geometry {
            return Err(Error::Parameter);
        }
        place.check()?;
        let (columns, rows) = line.size();
        let (across, down) = self.geometry.advance();
        let centre = (f64::from(columns) * across / 2.0, f64::from(rows) * down / 2.0);
        let corner = |glyph: &Glyph| (f64::from(glyph.column) * across, f64::from(glyph.row) * down);
        let glyphs: Vec<(Glyph, &Template)> =
            line.glyphs().filter_map(|glyph| Some((glyph, self.template(glyph.character)?))).collect();
        let sought: Vec<Sought<'_>> =
            glyphs.iter().map(|(glyph, template)| Sought { template, corner: corner(glyph) }).collect();
        let frame = locate::locate(&Frame::new(picture, plane, place, centre), self.geometry, &sought);
        let looks: Vec<Look<'_>> = glyphs
            .iter()
            .map(|(glyph, template)| Look {
                glyph: *glyph,
                template,
                patch: self.look(&frame, corner(glyph)),
            })
            .collect();
        Ok(self.compare(line, &frame, &looks))
    }

    fn template(&self, character: u8) -> Option<&Template> {
        self.templates.iter().find(|template| template.character == character)
    }

    #[allow(clippy::cast_precision_loss)] // a patch
    fn look(&self, frame: &Frame<'_>, (x, y): (f64, f64)) -> Patch {
        let ((width, height), around) = (template::size(self.geometry), MARGIN + AROUND);
        let corner = (x - around as f64, y - around as f64);
        frame.patch(corner, (width + 2 * around, height + 2 * around), 1.0)
    }

    fn compare(&self, line: &DateLine, frame: &Frame<'_>, looks: &[Look<'_>]) -> DateReading {
        let (blur, places) = sharpest(looks);
        let (mut soft, mut others, mut fits) = (Vec::new(), Vec::new(), Vec::new());
        for (look, &(fit, x, y)) in looks.iter().zip(&places) {
            if look.template.character.is_ascii_alphanumeric() {
                fits.push(fit);
            }
            if look.glyph.mask != 0 {
                soft.extend(bits(look, blur, (x, y)));
                others.push(self.other(look, blur, fit));
            }
        }
        let count = |length: usize| f64::from(u32::try_from(length.max(1)).unwrap_or(u32::MAX));
        let mean = fits.iter().map(|&fit| f64::from(fit)).sum::<f64>() / count(fits.len());
        let (x, y) = frame.centre();
        let scale = frame.scale(x, y);
        let [right, down, degrees, stretch] = frame.off();
        let blur = BLURS.get(blur).map_or(0.0, |dots| dots * DOT_UM);
        let quality = DateQuality {
            fit: mean,
            blur_um: blur,
            pixels_per_mm: scale * 1000.0 / DOT_UM,
            right_mm: right,
            down_mm: down,
            degrees,
            stretch,
        };
        DateReading::new(line.clone(), quality, soft, others)
    }

    /// The digit that a place shows clearly in the stead of the one that is expected.
    fn other(&self, look: &Look<'_>, blur: usize, fit: f32) -> Option<u8> {
        let digits = self.templates.iter().filter(|template| {
            template.character.is_ascii_digit() && template.character != look.template.character
        });
        let seen = digits.filter_map(|template| {
            let window = 1..2 * AROUND;
            let (agreement, ..) = look.patch.best(template.means.get(blur)?, window.clone(), window);
            Some((agreement, template.character))
        });
        let best = seen.max_by(|one, other| one.0.total_cmp(&other.0))?;
        (best.0 > LEAST_OTHER && best.0 - fit > CLEARLY).then_some(best.1)
    }
}

/// The least correlation at which a place is believed to show another digit, and by how much that must be above the
/// expected one's.
const LEAST_OTHER: f32 = 0.7;
const CLEARLY: f32 = 0.08;

/// The blur with which the mean shapes agree best, and for each character how well and where.
fn sharpest(looks: &[Look<'_>]) -> (usize, Vec<(f32, usize, usize)>) {
    let mut best = (f32::MIN, 0, Vec::new());
    for blur in 0..BLURS.len() {
        let window = 0..2 * AROUND + 1;
        let places: Vec<_> = looks
            .iter()
            .filter_map(|look| {
                Some(look.patch.best(look.template.means.get(blur)?, window.clone(), window.clone()))
            })
            .collect();
        let sum = places.iter().map(|place| place.0).sum();
        if sum > best.0 {
            best = (sum, blur, places);
        }
    }
    (best.1, best.2)
}

/// The soft bits of a digit, the lowest of its variant number first.
fn bits(look: &Look<'_>, blur: usize, (x, y): (usize, usize)) -> impl Iterator<Item = f32> {
    let near = |place: usize| place.saturating_sub(1)..(place + 2).min(2 * AROUND + 1);
    let agreements: Vec<(u8, f32)> = look
        .template
        .variants
        .iter()
        .filter_map(|(variant, grids)| {
            Some((*variant, look.patch.best(grids.get(blur)?, near(x), near(y)).0))
        })
        .collect();
    let mask = look.glyph.mask;
    (0..8).filter(move |place| mask >> place & 1 == 1).map(move |place| {
        let best = |set: u8| {
            let those = agreements.iter().filter(|(variant, _)| variant >> place & 1 == set);
            those.map(|(_, agreement)| *agreement).fold(-1.0, f32::max)
        };
        best(1) - best(0)
    })
}
