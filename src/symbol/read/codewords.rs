//! The data of Data Matrix symbols from their codewords (ISO/IEC 16022, 5.2), byte for byte: no character set is
//! guessed, as readers that give text must.

/// The bytes, and whether FNC1 stands first. Inside the data FNC1 is GS (0x1D), as the standard transmits it.
#[derive(Debug, PartialEq)]
pub(super) struct Content {
    pub(super) data: Vec<u8>,
    pub(super) fnc1: bool,
}

const FNC1: u8 = 232;
const STRUCTURED_APPEND: u8 = 233;
const GS: u8 = 0x1D;

/// Reads corrected data codewords; `None` where they break the rules.
pub(super) fn content(codewords: &[u8]) -> Option<Content> {
    let mut reader = Reader { codewords, next: 0, data: Vec::new(), upper: false };
    if reader.peek() == Some(STRUCTURED_APPEND) {
        reader.next += 4;
    }
    let fnc1 = reader.peek() == Some(FNC1);
    if fnc1 {
        reader.next += 1;
    }
    let mut trailer: &[u8] = &[];
    while let Some(codeword) = reader.take() {
        match codeword {
            1..=128 => reader.put(codeword - 1),
            129 => break,
            130..=229 => {
                let pair = codeword - 130;
                reader.put(b'0' + pair / 10);
                reader.put(b'0' + pair % 10);
            }
            230 => reader.triplets(Set::C40)?,
            231 => reader.base_256()?,
            FNC1 => reader.put(GS),
            // Reader programming carries no data of its own.
            234 => {}
            235 => reader.upper = true,
            236 | 237 if reader.data.is_empty() => {
                let format = if codeword == 236 { b'5' } else { b'6' };
                reader.data.extend([b"[)>\x1E0".as_slice(), &[format, GS]].concat());
                trailer = b"\x1E\x04";
            }
            238 => reader.triplets(Set::X12)?,
            239 => reader.triplets(Set::Text)?,
            240 => reader.edifact(),
            241 => reader.skip_designator()?,
            _ => return None,
        }
    }
    let mut data = reader.data;
    data.extend_from_slice(trailer);
    Some(Content { data, fnc1 })
}

#[derive(Clone, Copy, PartialEq)]
enum Set {
    C40,
    Text,
    X12,
}

struct Reader<'a> {
    codewords: &'a [u8],
    next: usize,
    data: Vec<u8>,
    /// The next character is one of the upper half.
    upper: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.codewords.get(self.next).copied()
    }

    fn take(&mut self) -> Option<u8> {
        let codeword = self.peek()?;
        self.next += 1;
        Some(codeword)
    }

    fn left(&self) -> usize {
        self.codewords.len().saturating_sub(self.next)
    }

    fn put(&mut self, character: u8) {
        let raised = if self.upper { character.wrapping_add(128) } else { character };
        self.upper = false;
        self.data.push(raised);
    }

    /// C40, Text and X12: three values of 40 in two codewords, until 254 or until one codeword is left.
    fn triplets(&mut self, set: Set) -> Option<()> {
        let mut shift = 0;
        while self.left() >= 2 {
            let high = self.take()?;
            if high == 254 {
                return Some(());
            }
            let packed = (u16::from(high) << 8 | u16::from(self.take()?)).checked_sub(1)?;
            for value in [packed / 1600, packed / 40 % 40, packed % 40] {
                let value = u8::try_from(value).ok().filter(|value| *value < 41)?;
                if set == Set::X12 {
                    self.put(x12(value)?);
                } else {
                    shift = self.shifted(set, shift, value)?;
                }
            }
        }
        if self.peek() == Some(254) {
            self.next += 1;
        }
        Some(())
    }

    /// Takes one value in the shift set that is on, and gives the set of the next one.
    fn shifted(&mut self, set: Set, shift: u8, value: u8) -> Option<u8> {
        match (shift, value) {
            (0, 0..=2) => return Some(value + 1),
            (0, 3) => self.put(b' '),
            (0, 4..=13) => self.put(b'0' + value - 4),
            (0, 14..=39) => self.put(if set == Set::C40 { b'A' } else { b'a' } + value - 14),
            (1, 0..=31) => self.put(value),
            (2, 0..=14) => self.put(b'!' + value),
            (2, 15..=21) => self.put(b':' + value - 15),
            (2, 22..=26) => self.put(b'[' + value - 22),
            (2, 27) => self.put(GS),
            (2, 30) => self.upper = true,
            (3, 0..=31) if set == Set::C40 => self.put(b'`' + value),
            (3, 0) => self.put(b'`'),
            (3, 1..=26) => self.put(b'A' + value - 1),
            (3, 27..=31) => self.put(b'{' + value - 27),
            _ => return None,
        }
        Some(0)
    }

    /// Four characters of six bits in three codewords, until the value 31 or until fewer than three are left.
    fn edifact(&mut self) {
        while self.left() >= 3 {
            let start = self.next;
            let bits = self.codewords.get(start..start + 3).unwrap_or_default();
            let packed = bits.iter().fold(0_u32, |packed, &byte| packed << 8 | u32::from(byte));
            for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
                let value = (packed >> shift & 63).to_le_bytes()[0];
                if value == 31 {
                    // The rest of the codeword is filled up: data goes on at the next one.
                    self.next = start + (index + 1).min(3);
                    return;
                }
                self.put(if value & 32 == 0 { value | 64 } else { value });
            }
            self.next = start + 3;
        }
    }

    /// Bytes as they are, each disguised by its position (annex B.2).
    fn base_256(&mut self) -> Option<()> {
        let first = usize::from(self.plain()?);
        let length = match first {
            0 => self.left(),
            1..=249 => first,
            _ => 250 * (first - 249) + usize::from(self.plain()?),
        };
        for _ in 0..length {
            let byte = self.plain()?;
            self.data.push(byte);
        }
        Some(())
    }

    fn plain(&mut self) -> Option<u8> {
        let codeword = self.take()?;
        // Positions count from 1, and `next` is already one further.
        let mask = (149 * self.next % 255 + 1).to_le_bytes()[0];
        // 255 wraps to 256 values: the sum of a byte and 1 to 255 was reduced modulo 256.
        Some(codeword.wrapping_sub(mask))
    }

    /// ECI designators are dropped (5.4.1): one to three codewords.
    fn skip_designator(&mut self) -> Option<()> {
        let more = match self.take()? {
            1..=127 => 0,
            128..=191 => 1,
            192..=207 => 2,
            _ => return None,
        };
        self.next += more;
        Some(())
    }
}

const fn x12(value: u8) -> Option<u8> {
    match value {
        0 => Some(b'\r'),
        1 => Some(b'*'),
        2 => Some(b'>'),
        3 => Some(b' '),
        4..=13 => Some(b'0' + value - 4),
        14..=39 => Some(b'A' + value - 14),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn data(codewords: &[u8]) -> Vec<u8> {
        content(codewords).unwrap().data
    }

    #[test]
    fn each_encodation_gives_its_bytes() {
        // The standard's own example: "123456" in ASCII.
        assert_eq!(data(&[142, 164, 186, 129]), b"123456");
        assert_eq!(data(&[235, 1 + 0x69]), [0xE9]);
        // C40 "AIMAIM", Text "aimaim", X12 "AIM", each unlatched, then ASCII "7".
        assert_eq!(data(&[230, 91, 11, 91, 11, 254, 56]), b"AIMAIM7");
        assert_eq!(data(&[239, 91, 11, 91, 11, 254, 56]), b"aimaim7");
        assert_eq!(data(&[238, 91, 11, 254, 56]), b"AIM7");
        // Shift 2 with FNC1 in C40: values 1, 27, 14 are 1*1600 + 27*40 + 14 + 1 = 2695.
        assert_eq!(data(&[230, 10, 135, 254]), b"\x1DA");
        // EDIFACT "ABC" and the unlatch value 31: 000001 000010 000011 011111.
        assert_eq!(data(&[240, 0b0000_0100, 0b0010_0000, 0b1101_1111, 56]), b"ABC7");
        let disguised =
            |byte: u8, position: usize| byte.wrapping_add((149 * position % 255 + 1).to_le_bytes()[0]);
        assert_eq!(data(&[231, disguised(2, 2), disguised(0, 3), disguised(255, 4), 56]), [0, 255, b'7']);
        assert_eq!(data(&[236, 56]), b"[)>\x1E05\x1D7\x1E\x04");
        assert_eq!(data(&[241, 27, 56]), b"7");
    }

    #[test]
    fn fnc1_is_a_flag_first_and_a_separator_later() {
        let read = content(&[232, 131, 232, 66]).unwrap();
        assert_eq!(read, Content { data: b"01\x1DA".to_vec(), fnc1: true });
        assert!(!content(&[131, 232, 66]).unwrap().fnc1);
    }

    #[test]
    fn broken_codewords_are_refused() {
        for broken in [&[0_u8][..], &[242], &[231, 200], &[230, 255, 255], &[241, 255]] {
            assert_eq!(content(broken), None, "{broken:?}");
        }
        assert_eq!(data(&[]), b"");
        assert_eq!(data(&[233, 1]), b"");
    }
}
