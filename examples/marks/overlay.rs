//! What was printed and what was seen, with what was found drawn over it.

use image::{Rgb, RgbImage};
use symbolon::mark::ImageAnswer;
use symbolon::mark::date::DateMark;
use symbolon::mark::layer;
use symbolon::symbol::{Homography, Point, Raster};

use super::Failure;
use super::channel::{PITCH_UM, Picture};
use super::label::{COPY, DATE, DOTS, DROP_UM, Exposures, JET, Label, STATION, SYMBOL};
use super::look::{Looks, MODULE_DOTS};

const RIGHT: Rgb<u8> = Rgb([0, 170, 60]);
const WRONG: Rgb<u8> = Rgb([230, 0, 30]);
const UNSURE: Rgb<u8> = Rgb([240, 160, 0]);
const FRAME: Rgb<u8> = Rgb([0, 120, 230]);
const VIOLET: Rgb<u8> = Rgb([120, 60, 220]);
/// Pixels for each one of a photograph.
const ZOOM: u32 = 2;
/// Sides of the copy pattern and of the patch, in dots.
const COPY_SIDE: f64 = 96.0;
const PATCH_SIDE: f64 = 192.0;

/// A picture to draw on, and where places of the label lie in it, in dots of the label.
struct Canvas<'a> {
    image: RgbImage,
    place: &'a dyn Fn(f64, f64) -> Point,
}

/// The pictures with their file names.
pub(crate) fn pictures(
    label: &Label,
    exposures: &Exposures,
    looks: &Looks,
) -> Result<[(&'static str, RgbImage); 3], Failure> {
    let printed = Canvas { image: printed(label)?, place: &|x, y| Point { x, y } };
    // Through what was found, not through what the simulation knows.
    let plane: Homography = *looks.registration.plane();
    let seen = |x: f64, y: f64| {
        let at = plane.map((x - f64::from(SYMBOL.0)) / MODULE_DOTS, (y - f64::from(SYMBOL.1)) / MODULE_DOTS);
        Point { x: at.x * f64::from(ZOOM), y: at.y * f64::from(ZOOM) }
    };
    let photo = Canvas { image: zoomed(&exposures.visible), place: &seen };
    let ultraviolet = Canvas { image: zoomed(&exposures.ultraviolet), place: &seen };
    Ok([
        ("printed.png", printed.marked(label, looks)?),
        ("photographed.png", photo.marked(label, looks)?),
        ("ultraviolet.png", ultraviolet.with_patch(looks).image),
    ])
}

/// The label in black, the micro-dots in violet.
fn printed(label: &Label) -> Result<RgbImage, Failure> {
    let visible = label.visible()?;
    let mut image = RgbImage::from_pixel(visible.width(), visible.height(), Rgb([255; 3]));
    ink(&mut image, &visible, (0, 0), Rgb([0; 3]));
    let radius = DROP_UM.0 / 2.0 / PITCH_UM;
    for (x, y) in label.drops() {
        let reach = |at: f64| (at - radius).floor() as u32..=(at + radius).ceil() as u32;
        for (across, down) in reach(y).flat_map(|down| reach(x).map(move |across| (across, down))) {
            if (f64::from(across) + 0.5 - x).hypot(f64::from(down) + 0.5 - y) <= radius {
                image.put_pixel(across, down, Rgb([0; 3]));
            }
        }
    }
    let (right, down, _) = STATION;
    let moved = |start: u32, by: f64| (f64::from(start) + by) as u32;
    ink(&mut image, &label.patch.raster()?, (moved(DOTS.0, right), moved(DOTS.1, down)), VIOLET);
    Ok(image)
}

fn ink(image: &mut RgbImage, raster: &Raster, (left, top): (u32, u32), colour: Rgb<u8>) {
    for y in 0..raster.height() {
        for x in (0..raster.width()).filter(|&x| raster.is_black(x, y)) {
            image.put_pixel(left + x, top + y, colour);
        }
    }
}

fn zoomed(picture: &Picture) -> RgbImage {
    let (width, height) = (picture.width as u32, picture.height as u32);
    RgbImage::from_fn(width * ZOOM, height * ZOOM, |x, y| {
        let at = (y / ZOOM) as usize * picture.width + (x / ZOOM) as usize;
        Rgb([picture.pixels.get(at).copied().unwrap_or(0); 3])
    })
}

const fn colour(answer: ImageAnswer) -> Rgb<u8> {
    match answer {
        ImageAnswer::Match => RIGHT,
        ImageAnswer::Rescan => UNSURE,
        ImageAnswer::Mismatch => WRONG,
    }
}

impl Canvas<'_> {
    /// Corners, carriers, digits and the frames of the others.
    fn marked(mut self, label: &Label, looks: &Looks) -> Result<RgbImage, Failure> {
        let side = f64::from(label.symbol.width()) * MODULE_DOTS;
        self.frame(SYMBOL, (side, side), FRAME);
        self.carriers(label, looks)?;
        self.digits(&label.date, DATE, &looks.date.wrong_bits, colour(looks.date.answer));
        self.digits(&label.jet, JET, &looks.jet.wrong_bits, colour(looks.jet.answer));
        self.frame(COPY, (COPY_SIDE, COPY_SIDE), FRAME);
        Ok(self.with_patch(looks).image)
    }

    /// A spot in each hole: right or wrong.
    fn carriers(&mut self, label: &Label, looks: &Looks) -> Result<(), Failure> {
        let details = looks.layer.for_trusted_callers();
        let bits = details.values.iter().zip(&details.expected);
        for ((column, row), (value, expected)) in layer::carriers(&label.symbol)?.into_iter().zip(bits) {
            let hole = f64::from(label.layer.geometry().place(*expected)) + 1.5;
            let place = |module: u32, start: u32| f64::from(start) + f64::from(module) * MODULE_DOTS + hole;
            let right = (*value > 0.0) == *expected && *value != 0.0;
            let colour = if right { RIGHT } else { WRONG };
            self.spot(place(column, SYMBOL.0), place(row, SYMBOL.1), 1, colour);
        }
        Ok(())
    }

    /// Under each digit a spot for each of its bits.
    fn digits(&mut self, mark: &DateMark, start: (u32, u32), wrong: &[bool], answer: Rgb<u8>) {
        let line = mark.line();
        let (width, height) = line.size_um();
        let (width, height) = (width / PITCH_UM, height / PITCH_UM);
        self.frame(start, (width, height), answer);
        let rows: Vec<&[u8]> = line.text().split(|&byte| byte == b'\n').collect();
        let longest = rows.iter().map(|row| row.len()).max().unwrap_or(1);
        let mut wrong = wrong.iter();
        for (number, row) in rows.iter().enumerate() {
            let bottom = f64::from(start.1) + height * (number + 1) as f64 / rows.len() as f64;
            for (place, &character) in row.iter().enumerate() {
                let left = f64::from(start.0) + width * place as f64 / longest as f64;
                let count = line.geometry().mask(character).count_ones() as usize;
                for (bit, &wrong) in wrong.by_ref().take(count).enumerate() {
                    let colour = if wrong { WRONG } else { RIGHT };
                    self.spot(left + 8.0 + 11.0 * bit as f64, bottom + 8.0, 2, colour);
                }
            }
        }
    }

    fn with_patch(mut self, looks: &Looks) -> Self {
        if let Some((report, lies, _)) = &looks.patch {
            let dots = 1000.0 / PITCH_UM;
            let (sin, cos) = lies.degrees.to_radians().sin_cos();
            let half = PATCH_SIDE / 2.0;
            let middle = |start: u32, off: f64| f64::from(start) + half + off * dots;
            let (x, y) = (middle(DOTS.0, lies.right), middle(DOTS.1, lies.down));
            let reach = half * lies.scale;
            let corners = [(-reach, -reach), (reach, -reach), (reach, reach), (-reach, reach)];
            let corners = corners.map(|(a, b)| (x + a * cos - b * sin, y + a * sin + b * cos));
            self.outline(&corners, colour(report.answer));
        }
        self
    }

    fn frame(&mut self, (x, y): (u32, u32), (width, height): (f64, f64), colour: Rgb<u8>) {
        let (left, top) = (f64::from(x), f64::from(y));
        let (right, bottom) = (left + width, top + height);
        self.outline(&[(left, top), (right, top), (right, bottom), (left, bottom)], colour);
    }

    fn outline(&mut self, corners: &[(f64, f64); 4], colour: Rgb<u8>) {
        for ((x, y), (to_x, to_y)) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            for step in 0..=1000 {
                let share = f64::from(step) / 1000.0;
                self.spot(x + (to_x - x) * share, y + (to_y - y) * share, 0, colour);
            }
        }
    }

    /// A square of pixels, as far as it lies in the picture.
    fn spot(&mut self, x: f64, y: f64, reach: i64, colour: Rgb<u8>) {
        let at = (self.place)(x, y);
        for down in -reach..=reach {
            for right in -reach..=reach {
                let (x, y) = (at.x.floor() as i64 + right, at.y.floor() as i64 + down);
                let inside = u32::try_from(x).ok().zip(u32::try_from(y).ok());
                if let Some(pixel) = inside.and_then(|(x, y)| self.image.get_pixel_mut_checked(x, y)) {
                    *pixel = colour;
                }
            }
        }
    }
}
