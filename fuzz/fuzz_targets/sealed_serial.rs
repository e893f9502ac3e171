//! Series of any shape: what was sealed opens, and nothing else does.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::code::shape::advise_length;
use symbolon::code::{Alphabet, MasterKey, Serial, Series, Shape};
use symbolon::gs1::key::Gtin;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    alphabet: u8,
    characters: [u8; 8],
    length: u8,
    slot_length: u8,
    index_space: u64,
    index: u64,
    one_in: u64,
    key: u8,
    serial: &'a [u8],
}

fuzz_target!(|input: Input| run(&input));

fn run(input: &Input) {
    let alphabet = alphabet(input);
    advice(input, &alphabet);
    let Ok(shape) =
        Shape::new(alphabet.clone(), input.length % 24, input.slot_length % 24, input.index_space)
    else {
        return;
    };
    assert!(shape.tag_space() >= 10_000);

    let slot: Vec<u8> = alphabet.symbols().iter().copied().cycle().take(shape.slot_length().into()).collect();
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let key = MasterKey::new([input.key; 32]).series_key(gtin, &slot);
    let series = Series::new(key, gtin, &slot, shape.clone()).unwrap();

    for index in [input.index, input.index % input.index_space, 0, input.index_space - 1] {
        match series.seal(index) {
            Ok(serial) => {
                assert!(index < input.index_space);
                assert_eq!(serial.as_bytes().len(), usize::from(shape.length()));
                assert!(serial.as_bytes().starts_with(&slot));
                assert_eq!(series.open(&serial), Ok(index));
                only_sealed(&series, &edited(&serial, input.serial));
            }
            Err(_) => assert!(index >= input.index_space),
        }
    }
    only_sealed(&series, input.serial);
    let digits =
        input.serial.iter().map(|byte| alphabet.symbols()[usize::from(*byte) % alphabet.symbols().len()]);
    let text: Vec<u8> = slot.iter().copied().chain(digits).take(shape.length().into()).collect();
    only_sealed(&series, &text);
}

/// Text that opens is what its index seals to.
fn only_sealed(series: &Series, text: &[u8]) {
    if let Ok(serial) = Serial::parse(text)
        && let Ok(index) = series.open(&serial)
    {
        assert_eq!(series.seal(index), Ok(serial));
    }
}

/// The serial with other characters where `by` is not zero.
fn edited(serial: &Serial, by: &[u8]) -> Vec<u8> {
    let by = by.iter().copied().chain(std::iter::repeat(0));
    serial.as_bytes().iter().zip(by).map(|(byte, by)| byte ^ by).collect()
}

/// One of the usual alphabets, or one of the input's own.
fn alphabet(input: &Input) -> Alphabet {
    match input.alphabet % 7 {
        0 => Alphabet::DIGITS,
        1 => Alphabet::CROCKFORD,
        2 => Alphabet::BASE36,
        3 => Alphabet::BASE62,
        4 => Alphabet::CSET82,
        5 => Alphabet::new(&input.characters).unwrap_or(Alphabet::DIGITS),
        _ => {
            let all = Alphabet::CSET82;
            let radix = usize::from(input.characters[0]) % 81 + 2;
            Alphabet::new(&all.symbols()[..radix.min(82)]).unwrap()
        }
    }
}

/// The advised length does, and the one below it does not.
fn advice(input: &Input, alphabet: &Alphabet) {
    let (slot_length, space, one_in) = (input.slot_length % 24, input.index_space, u128::from(input.one_in));
    let reaches = |length| {
        Shape::new(alphabet.clone(), length, slot_length, space)
            .is_ok_and(|shape| shape.tag_space() >= one_in)
    };
    match advise_length(alphabet, slot_length, space, one_in) {
        Ok(length) => assert!(reaches(length) && !reaches(length - 1)),
        Err(_) => assert!(!(0..=21).any(reaches)),
    }
}
