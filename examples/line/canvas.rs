//! A grey sheet to draw on, and its PNG file.

use symbolon::symbol::Matrix;
use symbolon::symbol::font::{self, Scale};

use crate::Failure;

/// A rectangle in dots.
#[derive(Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// One byte for each dot, 0 black. What lies outside is not drawn.
pub(crate) struct Canvas {
    width: u32,
    height: u32,
    dots: Vec<u8>,
}

impl Canvas {
    pub(crate) fn new(width: u32, height: u32, grey: u8) -> Self {
        Self { width, height, dots: vec![grey; width as usize * height as usize] }
    }

    pub(crate) fn fill(&mut self, area: Area, grey: u8) {
        let right = (area.x + area.width).min(self.width) as usize;
        for y in area.y..(area.y + area.height).min(self.height) {
            let row = y as usize * self.width as usize;
            if let Some(dots) = self.dots.get_mut(row + area.x as usize..row + right) {
                dots.fill(grey);
            }
        }
    }

    /// A white card with a thin edge and cut corners.
    pub(crate) fn card(&mut self, area: Area) {
        const CORNER: u32 = 6;
        for inset in 0..CORNER {
            let grown = CORNER - inset;
            self.fill(
                Area {
                    x: area.x + inset,
                    y: area.y + grown,
                    width: area.width - 2 * inset,
                    height: area.height - 2 * grown,
                },
                150,
            );
        }
        let edge = 2;
        for inset in 0..CORNER {
            let grown = CORNER - inset;
            self.fill(
                Area {
                    x: area.x + edge + inset,
                    y: area.y + edge + grown,
                    width: area.width - 2 * (inset + edge),
                    height: area.height - 2 * (grown + edge),
                },
                255,
            );
        }
    }

    /// A line of text, its dots `scale` wide. A character that the font does not have is blank.
    pub(crate) fn text(&mut self, x: u32, y: u32, scale: u32, grey: u8, text: &str) {
        for (place, letter) in (0..).zip(text.chars()) {
            let x = x + place * font::ADVANCE * scale;
            let letter = u8::try_from(letter).unwrap_or(b' ');
            for (column, row, width) in font::runs(letter, Scale::square(scale)) {
                self.fill(Area { x: x + column, y: y + row, width, height: 1 }, grey);
            }
        }
    }

    /// A symbol without its quiet zone.
    pub(crate) fn symbol(&mut self, x: u32, y: u32, scale: u32, symbol: &Matrix) {
        for (row, modules) in (0..).zip(symbol.rows()) {
            for (column, _) in (0..).zip(modules).filter(|(_, dark)| *dark) {
                let place = Area { x: x + column * scale, y: y + row * scale, width: scale, height: scale };
                self.fill(place, 0);
            }
        }
    }

    /// The PNG file, eight bits grey.
    pub(crate) fn png(&self) -> Result<Vec<u8>, Failure> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.dots)?;
        writer.finish()?;
        Ok(file)
    }
}

/// Width of a text in dots.
pub(crate) fn text_width(text: &str, scale: u32) -> u32 {
    font::width(text, Scale::square(scale))
}
