//! Code 128 and GS1-128, ISO/IEC 15417 and GS1 General Specifications, section 5.4.
//!
//! ```text
//! quiet | start | FNC1 | data characters ... | check | stop | quiet
//!  10X  |  11X  |  11X of GS1-128 only, ...  |  11X  |  13X |  10X       X: width of a module
//! ```
//!
//! Three code sets write the data: A (controls, capitals), B (printable ASCII), C (pairs of digits). Of all ways to
//! start, switch and shift, the one with the fewest characters is taken; at equal length C is preferred to B, B to A,
//! and staying to switching. Bytes above 127 are refused: readers do not agree on what FNC4 does.
//!
//! With `fnc1` the data is a GS1 element string: FNC1 stands in front, and each GS (0x1D) in it is an FNC1 again.

use core::fmt::Write;

use bitvec::{order::Msb0, vec::BitVec, view::BitView};

use super::raster::Raster;
use super::svg::millimetres;
use crate::Error;
use crate::error::place;

/// The longest data in bytes. The standard sets no limit; at 255 characters a symbol is 1.4 m wide at 0.5 mm modules.
pub const MAX_BYTES: usize = 255;

/// The longest element string of GS1-128, separators counted (GS1 General Specifications, section 5.4).
pub const MAX_GS1_BYTES: usize = 48;

/// Modules of white that belong on the left and on the right (ISO/IEC 15417).
pub const QUIET: u32 = 10;

/// GS of the data, FNC1 of the symbol.
const GS: u8 = 0x1D;

const SHIFT: u8 = 98;
pub(super) const FNC1: u8 = 102;

/// A code set; the numbers are places in the tables of costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    A = 0,
    B = 1,
    C = 2,
}

impl Set {
    /// In the order of preference.
    const ALL: [Self; 3] = [Self::C, Self::B, Self::A];

    const fn start(self) -> u8 {
        match self {
            Self::A => 103,
            Self::B => 104,
            Self::C => 105,
        }
    }

    /// The character that switches to this set, the same in both others.
    const fn switch(self) -> u8 {
        match self {
            Self::A => 101,
            Self::B => 100,
            Self::C => 99,
        }
    }

    /// The set that follows a character of this one; `None` if the character is data. In set C 0 to 99 are data.
    pub(super) fn after(self, character: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|next| *next != self && next.switch() == character)
    }

    /// The set that a start character begins with.
    pub(super) fn started(character: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.start() == character)
    }

    /// The character of set A or B for a byte.
    const fn single(self, byte: u8) -> Option<u8> {
        match (self, byte) {
            (Self::A, 0x00..=0x1F) => Some(byte + 64),
            (Self::A, 0x20..=0x5F) | (Self::B, 0x20..=0x7F) => Some(byte - 0x20),
            _ => None,
        }
    }
}

/// What a symbol says: a byte of data, or FNC1.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Byte(u8),
    Fnc1,
}

/// One way to write the next signs without leaving a set.
#[derive(Clone, Copy)]
struct Step {
    /// Shift or nothing, then the character.
    characters: (Option<u8>, u8),
    /// How many signs it writes.
    signs: usize,
}

impl Step {
    fn cost(self) -> u32 {
        1 + u32::from(self.characters.0.is_some())
    }

    fn of(set: Set, rest: &[Sign]) -> Option<Self> {
        let one = |shift, character| Some(Self { characters: (shift, character), signs: 1 });
        match (set, rest) {
            (_, [Sign::Fnc1, ..]) => one(None, FNC1),
            (Set::C, [Sign::Byte(tens @ b'0'..=b'9'), Sign::Byte(ones @ b'0'..=b'9'), ..]) => {
                Some(Self { characters: (None, (tens - b'0') * 10 + ones - b'0'), signs: 2 })
            }
            (Set::A | Set::B, [Sign::Byte(byte), ..]) => {
                let other = if set == Set::A { Set::B } else { Set::A };
                let shifted = || other.single(*byte).and_then(|character| one(Some(SHIFT), character));
                set.single(*byte).and_then(|character| one(None, character)).or_else(shifted)
            }
            _ => None,
        }
    }
}

/// The bars of one symbol.
///
/// ```
/// use symbolon::symbol::code128;
///
/// let bars = code128::draw(b"00006141411234567890", true)?;
/// assert_eq!(bars.width(), 156);
/// assert_eq!(bars.characters()[..3], [105, 102, 0]); // start C, FNC1, the pair 00
/// # Ok::<(), symbolon::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    characters: Vec<u8>,
    modules: BitVec<u8, Msb0>,
}

/// Draws data. The same arguments always give the same bars. O(n).
///
/// # Errors
///
/// [`Error::SymbolCapacity`] above [`MAX_BYTES`], with `fnc1` above [`MAX_GS1_BYTES`]; [`Error::Length`] at 0 if there
/// is no data; [`Error::Charset`] for a byte above 127, with `fnc1` for everything but `!` to `~` and GS.
pub fn draw(data: &[u8], fnc1: bool) -> Result<Bars, Error> {
    let signs = signs(data, fnc1)?;
    let characters = shortest(&signs);
    let drawn = barcoders::sym::code128::Code128::new(spell(&characters));
    // Every character that `shortest` gives has a spelling.
    let modules = drawn.map_err(|_| Error::SymbolCapacity)?.encode();
    Ok(Bars { characters, modules: modules.into_iter().map(|module| module == 1).collect() })
}

/// Reads the data as what the symbol has to say.
fn signs(data: &[u8], fnc1: bool) -> Result<Vec<Sign>, Error> {
    if data.len() > if fnc1 { MAX_GS1_BYTES } else { MAX_BYTES } {
        return Err(Error::SymbolCapacity);
    }
    if data.is_empty() {
        return Err(Error::Length { at: 0 });
    }
    let allowed = |byte: u8| if fnc1 { byte.is_ascii_graphic() || byte == GS } else { byte.is_ascii() };
    if let Some(at) = data.iter().position(|byte| !allowed(*byte)) {
        return Err(Error::Charset { at: place(at) });
    }
    let first = fnc1.then_some(Sign::Fnc1);
    let rest = data.iter().map(|byte| if fnc1 && *byte == GS { Sign::Fnc1 } else { Sign::Byte(*byte) });
    Ok(first.into_iter().chain(rest).collect())
}

/// The fewest characters that say it, from the start character on, without check and stop.
///
/// From the end on, it is known for each place and each set how many characters the rest costs there.
fn shortest(signs: &[Sign]) -> Vec<u8> {
    /// No way; more than any symbol has, and far from overflow.
    const NEVER: u32 = 1 << 20;
    let mut rest = vec![[0_u32; 3]; signs.len() + 1];
    let cost_of = |rest: &[[u32; 3]], at: usize, set: Set| {
        let step = Step::of(set, signs.get(at..).unwrap_or_default());
        step.map_or(NEVER, |step| step.cost() + cost_at(rest, at + step.signs, set))
    };
    for at in (0..signs.len()).rev() {
        let stays = Set::ALL.map(|set| (set, cost_of(&rest, at, set)));
        let switched = stays.iter().map(|stay| stay.1).min().unwrap_or(NEVER) + 1;
        for (set, stay) in stays {
            if let Some(cost) = rest.get_mut(at).and_then(|costs| costs.get_mut(set as usize)) {
                *cost = stay.min(switched);
            }
        }
    }
    let mut set = cheapest(|set| cost_at(&rest, 0, set));
    let (mut characters, mut at) = (vec![set.start()], 0);
    while at < signs.len() {
        if cost_of(&rest, at, set) > cost_at(&rest, at, set) {
            set = cheapest(|set| cost_of(&rest, at, set));
            characters.push(set.switch());
        }
        // Set B, or A by a shift, writes every sign: the cheapest way never ends before the signs do.
        let Some(step) = Step::of(set, signs.get(at..).unwrap_or_default()) else { break };
        characters.extend(step.characters.0);
        characters.push(step.characters.1);
        at += step.signs;
    }
    characters
}

fn cost_at(rest: &[[u32; 3]], at: usize, set: Set) -> u32 {
    rest.get(at).and_then(|costs| costs.get(set as usize)).copied().unwrap_or_default()
}

/// The first of the cheapest sets in the order of preference.
fn cheapest(cost: impl Fn(Set) -> u32) -> Set {
    Set::ALL.into_iter().min_by_key(|set| cost(*set)).unwrap_or(Set::B)
}

/// The characters as `barcoders` wants them spelled: in sets A and B what the character means in the set at hand, in
/// set C two digits, and letters beyond ASCII for what is no data.
fn spell(characters: &[u8]) -> String {
    let (mut text, mut set) = (String::new(), Set::B);
    for &character in characters {
        if let Some(next) = Set::started(character).or_else(|| set.after(character)) {
            text.push(match next {
                Set::A => '\u{C0}',
                Set::B => '\u{181}',
                Set::C => '\u{106}',
            });
            set = next;
            continue;
        }
        match (character, set) {
            (FNC1, _) => text.push('\u{179}'),
            (pair, Set::C) => {
                // Writing into a string cannot fail.
                let _ = write!(text, "{pair:02}");
            }
            (SHIFT, _) => text.push('\u{17D}'),
            (control @ 64..=95, Set::A) => text.push(char::from(control - 64)),
            (95, Set::B) => text.push('\u{F7}'),
            (letter, _) => text.push(char::from(letter + 0x20)),
        }
    }
    text
}

impl Bars {
    /// The numbers of the characters from the start character on, without the check character and the stop.
    #[must_use]
    pub fn characters(&self) -> &[u8] {
        &self.characters
    }

    /// Modules in all, the quiet zones not counted.
    #[must_use]
    pub fn width(&self) -> u32 {
        place(self.modules.len())
    }

    /// The modules from the left, `true` for a bar.
    pub fn modules(&self) -> impl Iterator<Item = bool> {
        self.modules.iter().by_vals()
    }

    /// The bars in printer dots: modules `dots_per_module` wide, `height` dots high, and `quiet` modules of white on the
    /// left and on the right ([`QUIET`] is what the standard asks for). O(dots / 8).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for 0 dots per module or no height, [`Error::ImageSize`] above [`Raster::MAX_DOTS`].
    pub fn raster(&self, dots_per_module: u32, height: u32, quiet: u32) -> Result<Raster, Error> {
        if dots_per_module == 0 || height == 0 {
            return Err(Error::Parameter);
        }
        let modules = u64::from(self.width()) + 2 * u64::from(quiet);
        let width = u32::try_from(modules.saturating_mul(dots_per_module.into()));
        let mut raster = Raster::white(width.map_err(|_| Error::ImageSize)?, height)?;
        let stride = raster.stride();
        let mut rows = raster.bytes.chunks_exact_mut(stride);
        let Some(first) = rows.next() else { return Ok(raster) };
        let line = first.view_bits_mut::<Msb0>();
        for (start, length) in self.runs() {
            let from = (quiet + start) as usize * dots_per_module as usize;
            if let Some(bar) = line.get_mut(from..from + length as usize * dots_per_module as usize) {
                bar.fill(true);
            }
        }
        rows.for_each(|row| row.copy_from_slice(first));
        Ok(raster)
    }

    /// An SVG file with its quiet zones, `module_mm` millimetres for each module and `height_mm` high, both 0.001 to
    /// 1000; sizes to a ten-thousandth of a millimetre. O(bars).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if a size is out of range or no number.
    pub fn svg(&self, module_mm: f64, height_mm: f64) -> Result<String, Error> {
        if [module_mm, height_mm].iter().any(|size| !(0.001..=1000.0).contains(size)) {
            return Err(Error::Parameter);
        }
        let width = self.width() + 2 * QUIET;
        let (wide, high) = (millimetres(width, module_mm), millimetres(1, height_mm));
        let mut path = String::new();
        for (x, length) in self.runs() {
            // Writing into a string cannot fail.
            let _ = write!(path, "M{} 0h{length}v1h-{length}z", x + QUIET);
        }
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}mm\" height=\"{high}mm\" \
             viewBox=\"0 0 {width} 1\" preserveAspectRatio=\"none\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{width}v1h-{width}z\"/><path d=\"{path}\"/></svg>\n"
        ))
    }

    /// The bars as (first module, modules), from the left.
    fn runs(&self) -> impl Iterator<Item = (u32, u32)> {
        let mut x = 0;
        core::iter::from_fn(move || {
            let start = x + self.modules.get(x..)?.first_one()?;
            let length = self.modules.get(start..)?.leading_ones();
            x = start + length;
            Some((place(start), place(length)))
        })
    }
}
