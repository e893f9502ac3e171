//! Data codewords: segments, terminator and padding (ISO/IEC 18004:2015, 7.4).

use crate::Error;
use crate::symbol::segment::{Class, Mode, Planner};

/// Writes the data codewords of one label after the other in the same memory.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    fnc1: bool,
    class: Class,
    /// No longer data fits: a byte takes ten thirds of a bit at least, as a digit.
    longest: usize,
    planner: Planner,
    /// The narrowest mode of each byte, for labels like the last one.
    modes: [u8; 256],
    /// The same for each byte of the data that was planned last: what the plan depends on.
    planned: Vec<u8>,
    /// Bits of that plan, with the mode indicator of FNC1.
    bits: usize,
    codewords: Vec<u8>,
}

impl Writer {
    /// For symbols with so many data codewords.
    pub(super) fn new(class: Class, fnc1: bool, codewords: usize) -> Self {
        let mut modes = [0; 256];
        for (byte, mode) in (0..=u8::MAX).zip(&mut modes) {
            let narrowest = Mode::ALL.iter().zip(0..).find(|(mode, _)| mode.holds(byte, fnc1));
            *mode = narrowest.map_or(0, |(_, number)| number);
        }
        let longest = codewords * 8 * 3 / 10;
        let mut writer = Self {
            fnc1,
            class,
            longest,
            planner: Planner::reserving(longest),
            modes,
            planned: Vec::with_capacity(longest),
            bits: 0,
            codewords: vec![0; codewords],
        };
        writer.plan(&[]);
        writer
    }

    /// Writes the codewords of one label. O(n); without planning if each byte has the narrowest mode that the byte at its
    /// place had in the label before.
    pub(super) fn write(&mut self, data: &[u8]) -> Result<&[u8], Error> {
        if data.len() > self.longest {
            return Err(Error::SymbolCapacity);
        }
        let is_alike = data.len() == self.planned.len()
            && data.iter().zip(&self.planned).all(|(byte, mode)| self.mode(*byte) == *mode);
        if !is_alike {
            self.plan(data);
        }
        if self.bits > self.codewords.len() * 8 {
            return Err(Error::SymbolCapacity);
        }
        let mut out = Out { rest: &mut self.codewords, held: 0, count: 0 };
        if self.fnc1 {
            out.push(0b0101, 4);
        }
        let mut rest = data;
        for &(mode, length) in self.planner.segments() {
            let (part, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            out.segment(mode, self.class.count(mode), part);
            rest = tail;
        }
        out.finish();
        Ok(&self.codewords)
    }

    fn mode(&self, byte: u8) -> u8 {
        self.modes.get(usize::from(byte)).copied().unwrap_or(0)
    }

    fn plan(&mut self, data: &[u8]) {
        self.planned.clear();
        let modes = &self.modes;
        self.planned.extend(data.iter().map(|byte| modes.get(usize::from(*byte)).copied().unwrap_or(0)));
        let bits = self.planner.plan(data, self.fnc1, self.class);
        self.bits = bits as usize + if self.fnc1 { 4 } else { 0 };
    }
}

/// The place for bits, the highest of a byte first.
struct Out<'a> {
    rest: &'a mut [u8],
    /// Bits that fill no byte yet, in the lowest places.
    held: u32,
    /// How many those are: below 8 between two calls.
    count: u32,
}

impl Out<'_> {
    /// Appends the lowest `count` bits of a value that has no others; at most 16. What has no room is dropped.
    fn push(&mut self, value: u32, count: u32) {
        self.held = self.held << count | value;
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            if let Some(place) = self.rest.split_off_first_mut() {
                *place = low_byte(self.held >> self.count);
            }
        }
    }

    /// A mode indicator (table 2), the character count and the characters.
    fn segment(&mut self, mode: Mode, count_bits: u32, part: &[u8]) {
        let indicator = match mode {
            Mode::Numeric => 0b0001,
            Mode::Alphanumeric => 0b0010,
            Mode::Byte => 0b0100,
        };
        self.push(indicator, 4);
        self.push(u32::try_from(part.len()).unwrap_or(0), count_bits);
        match mode {
            Mode::Numeric => {
                for digits in part.chunks(3) {
                    let value = digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit & 15));
                    self.push(value, [0, 4, 7, 10].get(digits.len()).copied().unwrap_or(0));
                }
            }
            Mode::Alphanumeric => {
                for characters in part.chunks(2) {
                    let value =
                        characters.iter().fold(0, |value, character| value * 45 + alphanumeric(*character));
                    self.push(value, if characters.len() == 2 { 11 } else { 6 });
                }
            }
            Mode::Byte => part.iter().for_each(|byte| self.push(u32::from(*byte), 8)),
        }
    }

    /// The terminator, as far as there is room for it, zeros to the end of the codeword, and pad codewords (7.4.9,
    /// 7.4.10).
    fn finish(mut self) {
        self.push(0, 4);
        self.push(0, (8 - self.count) % 8);
        self.rest.iter_mut().zip([0xEC, 0x11].into_iter().cycle()).for_each(|(place, pad)| *place = pad);
    }
}

#[allow(clippy::cast_possible_truncation)] // the lowest byte is what is asked for
const fn low_byte(word: u32) -> u8 {
    word as u8
}

/// The value of a character in alphanumeric mode (table 5).
const fn alphanumeric(character: u8) -> u32 {
    const VALUES: [u8; 128] = {
        let (mut values, mut value) = ([0; 128], 0);
        let characters = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        while value < characters.len() {
            #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // checked by the compiler
            {
                values[characters[value] as usize] = value as u8;
            }
            value += 1;
        }
        values
    };
    #[allow(clippy::indexing_slicing)] // seven bits of a table of 128
    {
        VALUES[(character & 127) as usize] as u32
    }
}
