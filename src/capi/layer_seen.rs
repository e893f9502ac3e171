//! From the options of the header to the library's layers.

use super::super::boundary::{Fault, Given};
use super::super::mark::{Asked, symbolon_mark_key};
use super::super::print::{Shaped, shaped};
use super::super::symbol::{SYMBOLON_CORRECTION_M, SYMBOLON_QUIET_NONE};
use super::{symbolon_layer_frame, symbolon_layer_options, symbolon_layer_report, symbolon_layer_thresholds};
use crate::Error;
use crate::mark::layer::{self, Frame, Geometry, LayerMark, LayerPayload, Thresholds};
use crate::mark::{ImageKind, MarkStream, Quality};
use crate::symbol::{Correction, GreyImage, Matrix, Point, qr};

/// A symbol and its layer.
pub(super) struct Layer {
    symbol: Matrix,
    mark: LayerMark,
    carries: Carries,
}

/// What the bits of a layer are.
enum Carries {
    /// Derived from what is printed.
    Nothing,
    /// A payload, and the stream that hides it, if any.
    Payload(Option<Box<MarkStream>>),
}

/// What of the options decides where bits are: the symbol, the geometry, and whether a payload is carried.
fn drawn(data: &[u8], options: &symbolon_layer_options) -> Result<(Matrix, Geometry, bool), Error> {
    let narrow = |number: u32| u8::try_from(number).map_err(|_| Error::Parameter);
    let flag = |number: u32| if number < 2 { Ok(number == 1) } else { Err(Error::Parameter) };
    let correction = if options.correction == 0 { SYMBOLON_CORRECTION_M } else { options.correction };
    let geometry = match options.geometry {
        0 => Geometry::STANDARD,
        number => Geometry::from_number(narrow(number)?.into())?,
    };
    if options.reserved != 0 {
        return Err(Error::Parameter);
    }
    let symbol = qr::draw(data, Correction::from_number(narrow(correction)?)?, flag(options.fnc1)?)?;
    Ok((symbol, geometry, flag(options.coded)?))
}

pub(super) fn made(
    given: &Given,
    key: *const symbolon_mark_key,
    asked: &Asked,
    data: &[u8],
    options: &symbolon_layer_options,
) -> Result<Layer, Fault> {
    let (symbol, geometry, coded) = drawn(data, options)?;
    let stream = || given.stream(key, asked, ImageKind::Layer, geometry.number());
    let stream = if key.is_null() { None } else { Some(stream()?) };
    if coded {
        let payload = LayerPayload::new(options.payload)?;
        let mark = LayerMark::coded(payload, geometry, &symbol, stream.as_ref())?;
        return Ok(Layer { symbol, mark, carries: Carries::Payload(stream.map(Box::new)) });
    }
    if options.payload != 0 {
        return Err(Error::Parameter.into());
    }
    let mark = LayerMark::derived(&stream.ok_or(Fault::Null)?, &symbol)?;
    Ok(Layer { symbol, mark, carries: Carries::Nothing })
}

pub(super) fn raster(layer: &Layer, quiet: u32) -> Result<Shaped, Fault> {
    let quiet = match quiet {
        0 => layer.symbol.quiet(),
        SYMBOLON_QUIET_NONE => 0,
        modules => modules,
    };
    shaped(&layer::render(&layer.symbol, &layer.mark, quiet)?)
}

fn seen<'a>(given: &'a Given, frames: &[symbolon_layer_frame]) -> Result<Vec<Frame<'a>>, Fault> {
    let frame = |(frame, item): (&symbolon_layer_frame, u32)| {
        let pixels = given.bytes(frame.pixels, frame.pixels_len)?;
        let image =
            GreyImage::new(pixels, frame.width, frame.height, frame.stride).map_err(Fault::of_item(item))?;
        let [ax, ay, bx, by, cx, cy, dx, dy] = frame.corners;
        let corners = [(ax, ay), (bx, by), (cx, cy), (dx, dy)].map(|(x, y)| Point { x, y });
        Ok(Frame { image, corners })
    };
    frames.iter().zip(0..).map(frame).collect()
}

/// The quality of the frame that the symbol explains best.
fn report(answer: u32, qualities: &[Option<Quality>]) -> symbolon_layer_report {
    let best = qualities.iter().flatten().max_by(|a, b| a.fit.total_cmp(&b.fit));
    let Some(quality) = best else { return symbolon_layer_report { answer, ..Default::default() } };
    symbolon_layer_report {
        size: 0,
        answer,
        pixels_per_module: quality.pixels_per_module,
        blur: quality.blur,
        contrast: quality.contrast,
        noise: quality.noise,
        hidden: quality.hidden,
        fit: quality.fit,
    }
}

/// The caller's thresholds; those that he leaves 0 are the library's.
fn thresholds(given: &symbolon_layer_thresholds) -> Result<Thresholds, Error> {
    let usual = Thresholds::default();
    let or = |value: f64, default: f64| if value == 0.0 { default } else { value };
    if given.reserved != 0 {
        return Err(Error::Parameter);
    }
    Ok(Thresholds {
        accept: or(given.accept, usual.accept),
        sharp_accept: or(given.sharp_accept, usual.sharp_accept),
        sharp_blur: or(given.sharp_blur, usual.sharp_blur),
        sharp_pixels_per_mm: or(given.sharp_pixels_per_mm, usual.sharp_pixels_per_mm),
        rescan: or(given.rescan, usual.rescan),
        carriers: or(given.carriers, usual.carriers),
        floor: or(given.floor, usual.floor),
    })
}

pub(super) fn verified(
    given: &Given,
    layer: &Layer,
    frames: &[symbolon_layer_frame],
    thresholds: &symbolon_layer_thresholds,
) -> Result<(symbolon_layer_report, f64), Fault> {
    let thresholds = self::thresholds(thresholds)?;
    let verified = layer::verify(&seen(given, frames)?, &layer.symbol, &layer.mark, &thresholds)?;
    let report = report(verified.answer().number().into(), verified.qualities());
    Ok((report, verified.for_trusted_callers().score))
}

pub(super) fn read(
    given: &Given,
    layer: &Layer,
    frames: &[symbolon_layer_frame],
) -> Result<(Option<u64>, symbolon_layer_report), Fault> {
    let Carries::Payload(stream) = &layer.carries else { return Err(Error::Parameter.into()) };
    let frames = seen(given, frames)?;
    let read = layer::read(&frames, &layer.symbol, layer.mark.geometry(), stream.as_deref())?;
    Ok((read.payload.map(LayerPayload::bits), report(0, &read.qualities)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_the_documented_ones_unless_the_caller_says_otherwise() {
        let zero = symbolon_layer_thresholds::default();
        assert_eq!(thresholds(&zero), Ok(Thresholds::default()));
        let documented = symbolon_layer_thresholds {
            accept: 7.0,
            sharp_accept: 12.0,
            sharp_blur: 0.18,
            sharp_pixels_per_mm: 14.0,
            rescan: 5.3,
            carriers: 280.0,
            floor: 5.3,
            ..zero
        };
        assert_eq!(thresholds(&documented), Ok(Thresholds::default()));
    }
}
