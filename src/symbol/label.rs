//! The logistic label of a case or pallet: texts on top, GS1-128 bars with their text below, the SSCC lowest.
//!
//! ```text
//! +----------------------------------+
//! | CAPTION          | CAPTION       |  rows of cells: a small caption over lines of text, or a picture of the
//! | text             | text          |  caller's own; a rule below each row, one between cells side by side
//! +----------------------------------+
//! | CAPTION                          |
//! | text                             |
//! +----------------------------------+
//! |                                  |  what is left stays white
//! |    || ||| | || ||| || || |||     |  bars, 32 mm high, in the middle, with 10 modules of white on both sides
//! |    (02)09506000134352(37)96      |  their text, at least 3 mm high, on more lines if it must; broken before `(`
//! |    || ||| | || ||| || || |||     |
//! |    (00) 0 0614141 123456789 0    |
//! +----------------------------------+
//! ```
//!
//! All bars of a label have modules of one width: the widest of 0.495 to 1.016 mm with which the longest of them fits,
//! in whole dots of the printer. What finds no room is named and refused, never made smaller or cut.
//!
//! Source: GS1 General Specifications, section 5 (symbols of logistic units: X-dimension, height of 31.75 mm), and GS1
//! Logistic Label Guideline (parts of the label, text not below 3 mm).

use super::code128::{self, Bars, QUIET};
use super::font::{self, Scale};
use super::raster::Raster;
use super::zpl::{Job, MAX_MODULE};
use crate::Error;
use crate::error::place;

/// Width and height of a label in tenths of a millimetre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Paper {
    /// 105 by 148 mm.
    pub const A6: Self = Self { width: 1050, height: 1480 };
    /// 4 by 6 inches.
    pub const FOUR_BY_SIX: Self = Self { width: 1016, height: 1524 };
    /// 148 by 210 mm.
    pub const A5: Self = Self { width: 1480, height: 2100 };
}

/// How high the capitals of a text are, at least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 3 mm, the least that the guideline allows.
    #[default]
    Normal,
    /// 5 mm.
    Large,
    /// 8 mm.
    Huge,
}

impl TextSize {
    /// In tenths of a millimetre.
    const fn height(self) -> u32 {
        match self {
            Self::Normal => 30,
            Self::Large => 50,
            Self::Huge => 80,
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Lines of printable ASCII, separated by LF.
    Text {
        /// What the text is, in small letters above it; may be empty.
        caption: &'a str,
        /// The lines.
        text: &'a str,
        /// Their size.
        size: TextSize,
    },
    /// Any raster, dot for dot, in the middle of the cell: a logo, a symbol, text in a script of the caller's own.
    Picture(&'a Raster),
}

/// One cell of a row.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// Its share of the row's width, 1 to 100, against the shares of the others.
    pub share: u32,
    /// What stands in it.
    pub content: Content<'a>,
}

/// One GS1-128 symbol.
#[derive(Clone, Copy, Debug)]
pub struct Barcode<'a> {
    /// The element string, its separators as GS (0x1D).
    pub data: &'a [u8],
    /// What people read below it, such as `(00) 0 0614141 123456789 0`.
    pub text: &'a str,
}

/// A label to be drawn. Errors count its elements: the cells in reading order from 0, then the barcodes.
///
/// ```
/// use symbolon::symbol::label::{Barcode, Cell, Content, Design, Paper, TextSize};
///
/// let text = |caption, text| Cell {
///     share: 1,
///     content: Content::Text { caption, text, size: TextSize::Normal },
/// };
/// let design = Design {
///     paper: Paper::A6,
///     dots_per_inch: 203,
///     rows: &[&[text("FROM", "Demo Mill"), text("TO", "Central Store\nHall 4")]],
///     barcodes: &[Barcode { data: b"00006141411234567890", text: "(00) 0 0614141 123456789 0" }],
/// };
/// let label = design.raster()?;
/// assert_eq!((label.width(), label.height()), (839, 1182));
/// # Ok::<(), symbolon::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Design<'a> {
    /// The paper.
    pub paper: Paper,
    /// What the printer prints: 203, 300, 600 or any other number from 100 to 1200.
    pub dots_per_inch: u32,
    /// Rows of cells from the top.
    pub rows: &'a [&'a [Cell<'a>]],
    /// Symbols from the top; that of the SSCC belongs last.
    pub barcodes: &'a [Barcode<'a>],
}

/// The most cells and barcodes of one label.
const MAX_ELEMENTS: usize = 256;

// All in tenths of a millimetre.

/// White at the edges of the label.
const MARGIN: u32 = 30;
/// The bars; 31.75 mm is the least.
const BAR_HEIGHT: u32 = 320;
/// Capitals of a caption, about.
const CAPTION: u32 = 18;
/// Rules between rows and cells.
const RULE: u32 = 3;
/// Between a rule and what it frames.
const PADDING: u32 = 12;
/// Between two lines, descenders among it.
const LEADING: u32 = 10;
/// Between bars and their text.
const BELOW_BARS: u32 = 10;
/// Between the text of one barcode and the next.
const BETWEEN_BARCODES: u32 = 22;
/// The longest symbol, quiet zones counted (GS1 General Specifications, section 5.4).
const LONGEST: u32 = 1651;

impl<'a> Design<'a> {
    /// The label in printer dots. O(dots / 8).
    ///
    /// # Errors
    ///
    /// With positions of elements: [`Error::NoRoom`], also for bars that are too long at the narrowest module;
    /// [`Error::Unprintable`] for a character that is not printable ASCII (in a cell its offset counts from the caption
    /// on), or that the bars cannot hold. [`Error::Parameter`] for a resolution or share out of range, a row without
    /// cells, or more than 256 elements; [`Error::ImageSize`] above [`Raster::MAX_DOTS`]; those of [`code128::draw`].
    pub fn raster(&self) -> Result<Raster, Error> {
        let drawn = self.draw()?;
        let mut label = drawn.ground;
        for placed in &drawn.bars {
            let bars = placed.bars.raster(drawn.module, drawn.height, 0)?;
            label.put(placed.x, placed.y, &bars)?;
        }
        Ok(label)
    }

    /// The label as a printer job: texts and pictures as a graphic, the bars drawn by the printer where it can draw
    /// modules of that width, and as graphics elsewhere. The same dots as [`Design::raster`].
    ///
    /// # Errors
    ///
    /// Those of [`Design::raster`], [`Job::new`] and [`Job::finish`].
    pub fn zpl(&self, copies: u32) -> Result<Vec<u8>, Error> {
        let drawn = self.draw()?;
        let mut job = Job::new(drawn.ground.width(), drawn.ground.height())?;
        job.graphic(0, 0, &drawn.ground)?;
        for placed in &drawn.bars {
            if drawn.module <= MAX_MODULE {
                job.gs1_128(placed.x, placed.y, drawn.module, drawn.height, placed.data)?;
            } else {
                job.graphic(placed.x, placed.y, &placed.bars.raster(drawn.module, drawn.height, 0)?)?;
            }
        }
        job.finish(copies)
    }

    /// The width of a module in dots; 0 for a label without bars.
    ///
    /// # Errors
    ///
    /// As [`Design::raster`].
    pub fn module(&self) -> Result<u32, Error> {
        self.check()?;
        self.module_of(&self.bars()?)
    }

    fn check(&self) -> Result<(), Error> {
        let elements = self.rows.iter().map(|row| row.len()).sum::<usize>() + self.barcodes.len();
        let filled = self.rows.iter().all(|row| !row.is_empty());
        let shares = self.rows.iter().all(|row| row.iter().all(|cell| (1..=100).contains(&cell.share)));
        if !(100..=1200).contains(&self.dots_per_inch) || elements > MAX_ELEMENTS || !filled || !shares {
            return Err(Error::Parameter);
        }
        Ok(())
    }

    /// Tenths of a millimetre in dots, rounded up: nothing is smaller than it should be.
    fn dots(&self, tenths: u32) -> u32 {
        narrow((u64::from(tenths) * u64::from(self.dots_per_inch)).div_ceil(254))
    }

    /// The size of the paper, rounded down: nothing is printed beyond it.
    fn side(&self, tenths: u32) -> u32 {
        narrow(u64::from(tenths) * u64::from(self.dots_per_inch) / 254)
    }

    fn scale(&self, size: TextSize) -> Scale {
        Scale::narrow(self.dots(size.height()).div_ceil(font::CAPITAL))
    }

    /// A caption may be somewhat smaller: it says nothing that the goods need.
    fn caption_scale(&self) -> Scale {
        Scale::narrow((self.dots(CAPTION) / font::CAPITAL).max(1))
    }

    /// The number of the first barcode.
    fn first_barcode(&self) -> u32 {
        place(self.rows.iter().map(|row| row.len()).sum())
    }

    fn bars(&self) -> Result<Vec<Bars>, Error> {
        let bars = (self.first_barcode()..).zip(self.barcodes).map(|(item, barcode)| {
            code128::draw(barcode.data, true).map_err(|error| of_element(error, item, 0))
        });
        bars.collect()
    }

    /// The widest module with which all bars fit.
    fn module_of(&self, bars: &[Bars]) -> Result<u32, Error> {
        let Some((item, longest)) = (self.first_barcode()..).zip(bars).max_by_key(|(_, bars)| bars.width())
        else {
            return Ok(0);
        };
        let dpi = u64::from(self.dots_per_inch);
        let room = self.side(self.paper.width.min(LONGEST));
        // 0.495 and 1.016 mm, in micrometres; a dot has 25 400 / dpi of them.
        let narrowest = narrow((495 * dpi).div_ceil(25_400));
        let widest = narrow(1016 * dpi / 25_400).min(room / (longest.width() + 2 * QUIET));
        if widest < narrowest { Err(Error::NoRoom { item }) } else { Ok(widest) }
    }

    fn draw(&self) -> Result<Drawn<'a>, Error> {
        self.check()?;
        let bars = self.bars()?;
        let module = self.module_of(&bars)?;
        let ground = Raster::white(self.side(self.paper.width), self.side(self.paper.height))?;
        let margin = self.dots(MARGIN);
        if ground.width().min(ground.height()) <= 2 * margin {
            return Err(Error::NoRoom { item: 0 });
        }
        let mut drawn = Drawn { ground, bars: Vec::new(), module, height: self.dots(BAR_HEIGHT) };
        let rows = self.rows.iter().map(|row| self.row_height(row)).collect::<Vec<_>>();
        let mut first = 0;
        let mut y = margin;
        let bottom = drawn.ground.height().saturating_sub(margin);
        let barcodes_from = self.place_barcodes(bars, bottom, &mut drawn)?;
        for (row, height) in self.rows.iter().zip(rows) {
            if y.saturating_add(height) > barcodes_from {
                return Err(Error::NoRoom { item: first });
            }
            self.draw_row(row, first, (y, height), &mut drawn.ground)?;
            first += place(row.len());
            y += height;
        }
        Ok(drawn)
    }

    /// Places the barcodes from the bottom up, so that the last one is lowest; returns where the first one begins.
    fn place_barcodes(&self, bars: Vec<Bars>, bottom: u32, drawn: &mut Drawn<'a>) -> Result<u32, Error> {
        let scale = self.scale(TextSize::Normal);
        let (line, room) = (self.line_height(scale), drawn.ground.width());
        let mut y = bottom;
        let items = (self.first_barcode()..).zip(self.barcodes).zip(bars).collect::<Vec<_>>();
        for ((item, barcode), bars) in items.into_iter().rev() {
            font::check(barcode.text).map_err(|error| of_element(error, item, 0))?;
            let lines = broken(barcode.text, room.saturating_sub(2 * self.dots(MARGIN)), scale);
            let lines = lines.ok_or(Error::NoRoom { item })?;
            let text = line.saturating_mul(place(lines.len())).saturating_add(self.dots(BELOW_BARS));
            let from = y.checked_sub(text.saturating_add(drawn.height)).ok_or(Error::NoRoom { item })?;
            let mut below = from + drawn.height + self.dots(BELOW_BARS);
            for text in lines {
                drawn.ground.text((room - font::width(text, scale)) / 2, below, scale, text)?;
                below += line;
            }
            let x = (room - bars.width() * drawn.module) / 2;
            drawn.bars.push(Placed { bars, data: barcode.data, x, y: from });
            y = from.saturating_sub(self.dots(BETWEEN_BARCODES));
        }
        drawn.bars.reverse();
        Ok(y)
    }

    /// From one line of text to the next.
    fn line_height(&self, scale: Scale) -> u32 {
        font::CAPITAL * scale.down + self.dots(LEADING).max(2 * scale.down)
    }

    /// The height of a row with its padding and the rule below it.
    fn row_height(&self, row: &[Cell<'_>]) -> u32 {
        let content = row.iter().map(|cell| match cell.content {
            Content::Text { caption, text, size } => {
                let lines = place(text.split('\n').count());
                self.line_height(self.scale(size))
                    .saturating_mul(lines)
                    .saturating_add(self.caption_height(caption))
            }
            Content::Picture(raster) => raster.height(),
        });
        content.max().unwrap_or(0).saturating_add(2 * self.dots(PADDING) + self.dots(RULE))
    }

    fn caption_height(&self, caption: &str) -> u32 {
        if caption.is_empty() { 0 } else { self.line_height(self.caption_scale()) }
    }

    fn draw_row(
        &self,
        row: &[Cell<'_>],
        first: u32,
        (y, height): (u32, u32),
        ground: &mut Raster,
    ) -> Result<(), Error> {
        let (margin, padding, rule) = (self.dots(MARGIN), self.dots(PADDING), self.dots(RULE));
        let width = ground.width().saturating_sub(2 * margin);
        let shares: u32 = row.iter().map(|cell| cell.share).sum();
        let edge =
            |share: u32| margin + narrow(u64::from(width) * u64::from(share) / u64::from(shares.max(1)));
        let mut before = 0;
        for (item, cell) in (first..).zip(row) {
            let (left, right) = (edge(before), edge(before + cell.share));
            // The first text stands flush with the rules, the others behind the line between the cells.
            let x = if before == 0 { left } else { left + padding };
            if before > 0 {
                ground.fill(left, y, rule, height - rule)?;
            }
            before += cell.share;
            let room = right.saturating_sub(x);
            match cell.content {
                Content::Text { .. } => self.draw_text(cell.content, item, (x, y + padding, room), ground)?,
                Content::Picture(raster) => {
                    let spare = room.checked_sub(raster.width()).ok_or(Error::NoRoom { item })?;
                    let above = (height - rule).saturating_sub(raster.height()) / 2;
                    ground.put(x + spare / 2, y + above, raster)?;
                }
            }
        }
        ground.fill(margin, y + height - rule, width, rule)
    }

    fn draw_text(
        &self,
        content: Content<'_>,
        item: u32,
        (x, mut y, room): (u32, u32, u32),
        ground: &mut Raster,
    ) -> Result<(), Error> {
        let Content::Text { caption, text, size } = content else { return Ok(()) };
        let captions = (!caption.is_empty()).then_some((caption, self.caption_scale(), 0));
        let mut next = caption.len();
        let lines = text.split('\n').map(|line| {
            let at = next;
            next += line.len() + 1;
            (line, self.scale(size), at)
        });
        for (line, scale, at) in captions.into_iter().chain(lines) {
            font::check(line).map_err(|error| of_element(error, item, place(at)))?;
            if font::width(line, scale) > room {
                return Err(Error::NoRoom { item });
            }
            ground.text(x, y, scale, line)?;
            y += self.line_height(scale);
        }
        Ok(())
    }
}

/// A design in dots: everything but the bars, and where the bars stand.
struct Drawn<'a> {
    ground: Raster,
    bars: Vec<Placed<'a>>,
    module: u32,
    height: u32,
}

struct Placed<'a> {
    bars: Bars,
    data: &'a [u8],
    x: u32,
    y: u32,
}

/// The lines of a text that are not wider than the room, broken before `(`; `None` if a part is wider.
fn broken(text: &str, room: u32, scale: Scale) -> Option<Vec<&str>> {
    let mut lines = Vec::new();
    let mut rest = text;
    while font::width(rest, scale) > room {
        let breaks = rest.match_indices('(').map(|(at, _)| rest.split_at(at));
        let mut fitting =
            breaks.filter(|(line, _)| !line.is_empty() && font::width(line.trim_end(), scale) <= room);
        let (line, tail) = fitting.next_back()?;
        lines.push(line.trim_end());
        rest = tail;
    }
    lines.push(rest);
    Some(lines)
}

/// A refusal of one element's characters, with its number.
fn of_element(error: Error, item: u32, before: u32) -> Error {
    match error {
        Error::Charset { at } => Error::Unprintable { item, at: before + at },
        other => other,
    }
}

/// Lengths that are far from overflow, or more than any label has.
fn narrow(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
