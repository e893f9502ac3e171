//! Cuts bytes into QR segments so that their bits are fewest.
//!
//! Only numeric, alphanumeric and byte segments: readers turn kanji segments into text of their own choice, and
//! the bytes would be lost. In FNC1 mode `%` and GS never stand in an alphanumeric segment, where `%` means
//! GS and a real `%` is doubled (ISO/IEC 18004, 7.4.8.2): in a byte segment both are themselves to every
//! reader, also to one that does not know the rule.

/// How the characters of a segment are written (ISO/IEC 18004, 7.4.3 to 7.4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Ten bits for three digits, 4 or 7 for the rest.
    Numeric,
    /// Eleven bits for two of 45 characters, 6 for the last odd one.
    Alphanumeric,
    /// Eight bits for each byte.
    Byte,
}

/// Versions that share the lengths of the character counts (ISO/IEC 18004, table 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Small,
    Medium,
    Large,
}

impl Class {
    pub(super) const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// The versions of the class.
    pub(super) const fn versions(self) -> core::ops::RangeInclusive<u8> {
        match self {
            Self::Small => 1..=9,
            Self::Medium => 10..=26,
            Self::Large => 27..=40,
        }
    }

    /// The class of a version.
    pub(super) const fn of(version: u8) -> Self {
        match version {
            ..=9 => Self::Small,
            10..=26 => Self::Medium,
            _ => Self::Large,
        }
    }

    /// Bits of the mode indicator and the character count.
    const fn header(self, mode: Mode) -> u32 {
        4 + self.count(mode)
    }

    /// Bits of the character count.
    pub(super) const fn count(self, mode: Mode) -> u32 {
        match (mode, self) {
            (Mode::Byte, Self::Small) => 8,
            (Mode::Byte, _) => 16,
            (Mode::Numeric, Self::Small) => 10,
            (Mode::Numeric, Self::Medium) => 12,
            (Mode::Numeric, Self::Large) => 14,
            (Mode::Alphanumeric, Self::Small) => 9,
            (Mode::Alphanumeric, Self::Medium) => 11,
            (Mode::Alphanumeric, Self::Large) => 13,
        }
    }
}

impl Mode {
    /// All modes, the narrowest first.
    pub(super) const ALL: [Self; 3] = [Self::Numeric, Self::Alphanumeric, Self::Byte];

    pub(super) const fn holds(self, byte: u8, fnc1: bool) -> bool {
        match self {
            Self::Numeric => byte.is_ascii_digit(),
            Self::Alphanumeric => match byte {
                b'%' => !fnc1,
                b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'$' | b'*' | b'+' | b'-' | b'.' | b'/' | b':' => true,
                _ => false,
            },
            Self::Byte => true,
        }
    }

    /// A character in sixths of a bit, so that a third of ten bits and half of eleven are whole. A segment of
    /// them rounded up to whole bits is exact: 4 bits for one digit (20/6 up), 7 for two (40/6 up), 6 for an
    /// odd character (33/6 up).
    const fn sixths(self) -> u32 {
        match self {
            Self::Numeric => 20,
            Self::Alphanumeric => 33,
            Self::Byte => 48,
        }
    }
}

/// The segments as (mode, length in bytes), and their bits with all headers. O(n) time, 3n bytes.
pub(super) fn plan(data: &[u8], fnc1: bool, class: Class) -> (Vec<(Mode, usize)>, u32) {
    let mut planner = Planner::default();
    let bits = planner.plan(data, fnc1, class);
    (planner.segments, bits)
}

/// Plans again and again in the same memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Planner {
    /// For each byte of the data and each mode where the cheapest way to end in it comes from.
    origins: Vec<[u8; 3]>,
    segments: Vec<(Mode, usize)>,
}

impl Planner {
    /// Never allocates for data up to `longest` bytes.
    pub(super) fn reserving(longest: usize) -> Self {
        // No plan is longer than one segment of bytes, and the shortest segment has 18 bits with its header.
        Self { origins: Vec::with_capacity(longest), segments: Vec::with_capacity(longest / 2 + 2) }
    }

    /// The segments of the data that was planned last.
    pub(super) fn segments(&self) -> &[(Mode, usize)] {
        &self.segments
    }

    /// Cuts data into segments and gives their bits with all headers.
    ///
    /// For each prefix of the data it keeps the cheapest way to end in each mode; `data` is at most a few thousand
    /// bytes long, so `u32` cannot overflow.
    pub(super) fn plan(&mut self, data: &[u8], fnc1: bool, class: Class) -> u32 {
        const NEVER: u32 = u32::MAX / 2;
        let mut cost = [NEVER; 3];
        // What it costs to be at this place with no segment open, and the mode of the segment just closed.
        let mut closed = (0, 0_u8);
        let headers = Mode::ALL.map(|mode| class.header(mode) * 6);
        self.origins.clear();
        for &byte in data {
            let mut origin = [0; 3];
            let states = Mode::ALL.into_iter().zip(headers).zip(&mut cost).zip(&mut origin).zip(0..);
            for ((((mode, header), cost), origin), own) in states {
                let opened = closed.0 + header;
                (*cost, *origin) = if *cost <= opened { (*cost, own) } else { (opened, OPEN + closed.1) };
                *cost = if mode.holds(byte, fnc1) { *cost + mode.sixths() } else { NEVER };
            }
            self.origins.push(origin);
            closed = cost
                .into_iter()
                .zip(0..)
                .map(|(cost, mode)| (cost.div_ceil(6) * 6, mode))
                .min_by_key(|end| end.0)
                .unwrap_or_default();
        }
        self.trace(closed.1);
        closed.0 / 6
    }

    /// Walks the cheapest way back from its last mode.
    fn trace(&mut self, last: u8) {
        self.segments.clear();
        let mut current = last;
        let mut length = 0;
        for origin in self.origins.iter().rev() {
            length += 1;
            let index = usize::from(current);
            if let (Some(&mode), Some(&from)) = (Mode::ALL.get(index), origin.get(index))
                && from >= OPEN
            {
                self.segments.push((mode, length));
                length = 0;
                current = from - OPEN;
            }
        }
        self.segments.reverse();
    }
}

/// Marks an origin as a segment that was opened here; the rest is the mode of the segment before it.
const OPEN: u8 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits of given segments, straight from the standard's formulas.
    fn bits(segments: &[(Mode, usize)], class: Class) -> u32 {
        segments
            .iter()
            .map(|&(mode, length)| {
                let n = u32::try_from(length).unwrap();
                let content = match mode {
                    Mode::Numeric => n / 3 * 10 + [0, 4, 7][length % 3],
                    Mode::Alphanumeric => n / 2 * 11 + n % 2 * 6,
                    Mode::Byte => n * 8,
                };
                class.header(mode) + content
            })
            .sum()
    }

    /// The fewest bits over every way to give each byte a mode and every way to cut.
    fn fewest(data: &[u8], fnc1: bool, class: Class) -> u32 {
        let mut best = vec![0];
        for end in 1..=data.len() {
            let mut least = u32::MAX;
            for start in 0..end {
                for mode in Mode::ALL {
                    if data[start..end].iter().all(|&byte| mode.holds(byte, fnc1)) {
                        least = least.min(best[start] + bits(&[(mode, end - start)], class));
                    }
                }
            }
            best.push(least);
        }
        best[data.len()]
    }

    proptest::proptest! {
        #[test]
        fn no_other_cut_is_shorter(text in "[0-9]{0,9}[A-Z%]{0,9}[0-9]{0,5}[a-z\u{1d}%]{0,3}[0-9A-Z:]{0,18}", fnc1: bool, class in 0..3_usize) {
            let class = Class::ALL[class];
            let (segments, total) = plan(text.as_bytes(), fnc1, class);
            assert_eq!(segments.iter().map(|segment| segment.1).sum::<usize>(), text.len());
            assert_eq!(total, bits(&segments, class));
            assert_eq!(total, fewest(text.as_bytes(), fnc1, class));
            let mut rest = text.as_bytes();
            for (mode, length) in segments {
                let (part, tail) = rest.split_at(length);
                assert!(part.iter().all(|&byte| mode.holds(byte, fnc1)));
                rest = tail;
            }
        }
    }

    #[test]
    fn a_tail_of_digits_is_numeric() {
        let data = [b"HTTPS://T.CN/".as_slice(), &[b'7'; 217]].concat();
        let (segments, bits) = plan(&data, false, Class::Small);
        assert_eq!(segments, [(Mode::Alphanumeric, 13), (Mode::Numeric, 217)]);
        assert_eq!(bits, 4 + 9 + 72 + 4 + 10 + 724);
    }

    #[test]
    fn percent_and_separator_stay_out_of_alphanumeric_under_fnc1() {
        let (segments, _) = plan(b"ABCDEFGHIJKLM%ABCDEFGHIJKLM\x1dABCDEFGHIJKLM", true, Class::Small);
        let alphanumeric = Mode::Alphanumeric;
        assert_eq!(
            segments,
            [(alphanumeric, 13), (Mode::Byte, 1), (alphanumeric, 13), (Mode::Byte, 1), (alphanumeric, 13)]
        );
    }
}
