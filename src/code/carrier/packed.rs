//! Text packed into as few bytes as its characters allow: the variable part of a compact URL.
//!
//! ```text
//! byte 0      class (3 bits, high) | length (5 bits); length 0: the length stands in byte 1 (32 to 90)
//! then        the text in chunks of the class's size; each chunk a big-endian number in the class's radix,
//!             in the fewest bytes that hold every chunk of that many characters
//! ```
//!
//! | class | alphabet | characters per chunk |
//! |---|---|---|
//! | 0 | digits | 38 |
//! | 1 | Crockford's 32 | 24 |
//! | 2 | digits, capitals | 24 |
//! | 3 | digits, capitals, small letters | 21 |
//! | 4 | CSET 82 | 20 |
//!
//! The writer takes the first class that holds the text.

use crate::Error;
use crate::code::alphabet::Alphabet;

static CLASSES: [(Alphabet, usize); 5] = [
    (Alphabet::DIGITS, 38),
    (Alphabet::CROCKFORD, 24),
    (Alphabet::BASE36, 24),
    (Alphabet::BASE62, 21),
    (Alphabet::CSET82, 20),
];

/// The most characters one text may have: the longest value of any AI.
const MAX_TEXT: usize = 90;

/// Appends `text`: 1 to 90 characters of CSET 82.
pub(super) fn write(text: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let (class, alphabet, per_chunk) = class_of(text).ok_or(Error::Charset { at: 0 })?;
    match u8::try_from(text.len()) {
        Ok(len @ 1..=31) => out.push(class << 5 | len),
        Ok(len @ 32..=90) => out.extend([class << 5, len]),
        _ => return Err(Error::Length { at: 0 }),
    }
    for chunk in text.chunks(per_chunk) {
        let number = alphabet.read(chunk)?.to_be_bytes();
        out.extend(number.iter().skip(number.len() - bytes_for(alphabet, chunk.len())));
    }
    Ok(())
}

/// Takes one text off the front of `input`. Accepts forms that no writer makes: the caller compares with what it
/// would write itself.
pub(super) fn read(input: &mut &[u8]) -> Option<Vec<u8>> {
    let head = *input.split_off_first()?;
    let len = match head & 31 {
        0 => usize::from(*input.split_off_first()?),
        short => usize::from(short),
    };
    if len > MAX_TEXT {
        return None;
    }
    let (alphabet, per_chunk) = CLASSES.get(usize::from(head >> 5))?;
    let mut text = vec![0; len];
    for chunk in text.chunks_mut(*per_chunk) {
        let bytes = input.split_off(..bytes_for(alphabet, chunk.len()))?;
        let number = bytes.iter().fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
        alphabet.write(number, chunk);
    }
    Some(text)
}

fn class_of(text: &[u8]) -> Option<(u8, &'static Alphabet, usize)> {
    (0..)
        .zip(&CLASSES)
        .find(|(_, (alphabet, _))| text.iter().all(|byte| alphabet.value(*byte).is_some()))
        .map(|(class, (alphabet, per_chunk))| (class, alphabet, *per_chunk))
}

/// The largest number that `len` characters spell: radix^len − 1. Every chunk size keeps that below 2¹²⁸.
fn largest(alphabet: &Alphabet, len: usize) -> u128 {
    let len = u32::try_from(len).unwrap_or(u32::MAX);
    u128::from(alphabet.radix()).checked_pow(len).map_or(u128::MAX, |count| count - 1)
}

fn bytes_for(alphabet: &Alphabet, len: usize) -> usize {
    (128 - largest(alphabet, len).leading_zeros()).div_ceil(8) as usize
}
