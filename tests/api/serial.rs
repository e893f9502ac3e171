//! Sealed serials: never collide, open again, cannot be guessed; shapes and the advisor.

use std::collections::HashSet;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::shape::advise_length;
use symbolon::code::{Alphabet, Format, IndexKey, MasterKey, Opener, Serial, Series, Shape};
use symbolon::gs1::key::Gtin;

fn gtin() -> Gtin {
    Gtin::parse(b"09506000134352").unwrap()
}

fn series(shape: Shape, slot: &[u8]) -> Series {
    let master = MasterKey::new([7; 32]);
    Series::new(master.series_key(gtin(), slot), gtin(), slot, shape).unwrap()
}

#[test]
fn the_default_shape_is_that_of_the_format() {
    let shape = Shape::default();
    assert_eq!(Shape::new(Alphabet::CROCKFORD, 16, 2, 1 << 31), Ok(shape.clone()));
    assert_eq!((shape.index_space(), shape.tag_space()), (1 << 31, 1 << 39));
}

#[test]
fn every_index_of_a_small_series_opens_and_none_collides() {
    let shape = Shape::new(Alphabet::DIGITS, 9, 1, 10_000).unwrap();
    let series = series(shape, b"4");
    let mut seen = HashSet::new();
    for index in 0..10_000 {
        let serial = series.seal(index).unwrap();
        assert_eq!(serial.as_bytes().len(), 9);
        assert!(serial.as_str().starts_with('4'));
        assert_eq!(series.open(&serial), Ok(index));
        assert!(seen.insert(serial));
    }
    assert_eq!(series.seal(10_000), Err(Error::Index));
}

#[test]
fn guesses_succeed_as_rarely_as_promised() {
    // T = 10 000 exactly: all 10⁶ numbers behind one slot are tried, 100 of them were issued.
    let shape = Shape::new(Alphabet::DIGITS, 7, 1, 100).unwrap();
    assert_eq!(shape.tag_space(), 10_000);
    let series = series(shape, b"0");
    let opened = (0..1_000_000)
        .filter_map(|number| series.open(&Serial::parse(format!("0{number:06}").as_bytes()).unwrap()).ok())
        .collect::<Vec<_>>();
    assert_eq!(opened.len(), 100);
    assert_eq!(opened.into_iter().collect::<HashSet<_>>().len(), 100);
}

#[test]
fn another_key_slot_or_item_opens_nothing() {
    let serial = series(Shape::default(), b"07").seal(5).unwrap();
    let other_slot = Serial::parse(&[b"08", &serial.as_bytes()[2..]].concat()).unwrap();
    assert_eq!(series(Shape::default(), b"08").open(&other_slot), Err(Error::NotSealed));
    assert_eq!(series(Shape::default(), b"08").open(&serial), Err(Error::NotSealed));
    let key = MasterKey::new([8; 32]).series_key(gtin(), b"07");
    let other_master = Series::new(key, gtin(), b"07", Shape::default()).unwrap();
    assert_eq!(other_master.open(&serial), Err(Error::NotSealed));
    let box_gtin = Gtin::parse(b"19506000134359").unwrap();
    let key = MasterKey::new([7; 32]).series_key(box_gtin, b"07");
    assert_eq!(
        Series::new(key, box_gtin, b"07", Shape::default()).unwrap().open(&serial),
        Err(Error::NotSealed)
    );
}

#[test]
fn a_serial_has_one_form() {
    let series = series(Shape::default(), b"07");
    // An index whose number begins with a zero, so that the zero could be left out too.
    let serial =
        (0..1000).map(|index| series.seal(index).unwrap()).find(|s| s.as_bytes()[2] == b'0').unwrap();
    let text = serial.as_str();
    for other in
        [format!("07{}", &text[3..]), format!("070{}", &text[2..]), text.to_lowercase(), format!("{text}0")]
    {
        assert_ne!(other, text);
        assert_eq!(series.open(&Serial::parse(other.as_bytes()).unwrap()), Err(Error::NotSealed), "{other}");
    }
}

#[test]
fn a_factory_with_only_its_series_key_seals_the_same() {
    let brand = series(Shape::default(), b"07");
    let exposed = MasterKey::new([7; 32]).series_key(gtin(), b"07").expose();
    let factory =
        Series::new(symbolon::code::SeriesKey::new(*exposed), gtin(), b"07", Shape::default()).unwrap();
    assert_eq!(brand.seal(77), factory.seal(77));
}

#[test]
fn secrets_do_not_show() {
    let master = MasterKey::new([0xAB; 32]);
    let shown =
        format!("{master:?} {:?} {:?}", master.series_key(gtin(), b"07"), series(Shape::default(), b"07"));
    assert!(shown.contains("secret"));
    assert!(!shown.contains("171") && !shown.to_lowercase().contains("ab, ab"));
}

#[test]
fn shapes_that_can_be_guessed_are_refused() {
    assert_eq!(Shape::new(Alphabet::DIGITS, 6, 0, 101), Err(Error::SeriesTooSmall));
    assert!(Shape::new(Alphabet::DIGITS, 6, 0, 100).is_ok());
    assert_eq!(Shape::new(Alphabet::DIGITS, 8, 0, 10_001), Err(Error::SeriesTooSmall), "T is 9999");
    assert_eq!(Shape::new(Alphabet::DIGITS, 21, 2, 100), Err(Error::SeriesShape));
    assert_eq!(Shape::new(Alphabet::DIGITS, 2, 2, 100), Err(Error::SeriesShape));
    assert_eq!(Shape::new(Alphabet::DIGITS, 12, 2, 0), Err(Error::SeriesShape));
    assert!(Shape::new(Alphabet::CSET82, 20, 0, u64::MAX).is_ok(), "the largest numbers fit 128 bits");
}

#[test]
fn slots_fit_their_shape() {
    let key = || MasterKey::new([7; 32]).series_key(gtin(), b"07");
    assert!(matches!(Series::new(key(), gtin(), b"7", Shape::default()), Err(Error::SeriesShape)));
    assert!(matches!(Series::new(key(), gtin(), b"0U", Shape::default()), Err(Error::Charset { at: 1 })));
}

/// Serial lengths for the 1/10 000 rule: the logarithm to the radix of 10⁴ · issued, rounded up.
#[test]
fn the_advisor_gives_the_lengths_of_the_rule() {
    let radixes = [Alphabet::DIGITS, Alphabet::CROCKFORD, Alphabet::BASE36, Alphabet::BASE62];
    for (issued, lengths) in [
        (1_000_000, [10, 7, 7, 6]),
        (100_000_000, [12, 8, 8, 7]),
        (1_000_000_000, [13, 9, 9, 8]),
        (10_000_000_000, [14, 10, 9, 8]),
    ] {
        for (alphabet, length) in radixes.iter().zip(lengths) {
            assert_eq!(advise_length(alphabet, 0, issued, 10_000), Ok(length));
            assert!(Shape::new(alphabet.clone(), length, 0, issued).is_ok());
        }
    }
    assert_eq!(advise_length(&Alphabet::DIGITS, 2, 1 << 40, u128::MAX), Err(Error::SeriesShape));
}

#[test]
fn alphabets_are_checked() {
    assert!(matches!(Alphabet::new(b"ABA"), Err(Error::Alphabet { at: 2 })));
    assert!(matches!(Alphabet::new(b"AB "), Err(Error::Alphabet { at: 2 })));
    assert!(matches!(Alphabet::new(b"A"), Err(Error::Alphabet { at: 0 })));
    assert!(Alphabet::new(b"01").is_ok());
}

#[test]
fn an_opener_reads_every_index_and_seals_nothing() {
    let key = MasterKey::new([7; 32]).series_key(gtin(), b"07");
    let carried = IndexKey::new(*key.index_key().expose());
    let opener = Opener::new(carried, gtin(), b"07", Shape::default()).unwrap();
    let series = series(Shape::default(), b"07");
    for index in [0, 1, 77, (1 << 31) - 1] {
        let serial = series.seal(index).unwrap();
        assert_eq!(opener.index(&serial), Some(index));
        // Another tag: a serial of the right form has an index, genuine or not.
        let text = serial.as_str();
        let other = if &text[3..4] == "0" { "1" } else { "0" };
        let forged = Serial::parse([&text[..3], other, &text[4..]].concat().as_bytes()).unwrap();
        assert!(opener.index(&forged).is_some_and(|read| read < 1 << 31));
        assert_eq!(series.open(&forged), Err(Error::NotSealed));
    }
    for text in ["08NJ0BEPGTGEHFBW", "07NJ0BEPGTGEHFB", "07NJ0BEPGTGEHFBWW", "07NJ0BEPGTGEHFBU"] {
        assert_eq!(opener.index(&Serial::parse(text.as_bytes()).unwrap()), None, "{text}");
    }
    assert_eq!((opener.gtin(), opener.slot(), opener.shape()), (gtin(), &b"07"[..], &Shape::default()));
    assert!(!format!("{opener:?}").contains(&format!("{:?}", &opener.key().expose()[..2])));
}

#[test]
fn format_1_has_no_opener() {
    let key = MasterKey::new([7; 32]).series_key(gtin(), b"07");
    let shape = Shape::default().with_format(Format::V1);
    assert!(matches!(Opener::new(key.index_key(), gtin(), b"07", shape), Err(Error::SeriesShape)));
    let refused = Opener::new(key.index_key(), gtin(), b"0U", Shape::default());
    assert!(matches!(refused, Err(Error::Charset { at: 1 })));
    let refused = Opener::new(key.index_key(), gtin(), b"7", Shape::default());
    assert!(matches!(refused, Err(Error::SeriesShape)));
}

#[test]
fn formats_share_no_serial() {
    let (old, new) =
        (series(Shape::default().with_format(Format::V1), b"07"), series(Shape::default(), b"07"));
    for index in 0..1000 {
        assert_eq!(old.open(&new.seal(index).unwrap()), Err(Error::NotSealed));
        assert_eq!(new.open(&old.seal(index).unwrap()), Err(Error::NotSealed));
    }
}

#[test]
fn the_largest_index_space_has_no_overflow() {
    for format in [Format::V1, Format::V2] {
        let shape = Shape::new(Alphabet::CSET82, 20, 0, u64::MAX).unwrap().with_format(format);
        let series = series(shape, b"");
        let mut column = vec![0; 20 * 130];
        for first in [0, u64::MAX / 2, u64::MAX - 130] {
            series.seal_many(first, &mut column).unwrap();
            for (text, index) in column.chunks_exact(20).zip(first..) {
                let serial = Serial::parse(text).unwrap();
                assert_eq!((series.seal(index), series.open(&serial)), (Ok(serial), Ok(index)));
            }
        }
        assert_eq!(series.seal_many(u64::MAX - 129, &mut column), Err(Error::Index));
        assert_eq!(series.seal_many(u64::MAX, &mut column), Err(Error::Index));
    }
}

#[test]
fn sealing_many_refuses_before_it_writes() {
    let series = series(Shape::default(), b"07");
    let mut column = vec![0xA5; 32];
    assert_eq!(series.seal_many((1 << 31) - 1, &mut column), Err(Error::Index));
    assert_eq!(series.seal_many(0, &mut column[..31]), Err(Error::Parameter));
    assert!(column.iter().all(|byte| *byte == 0xA5));
    assert_eq!(series.seal_many(1 << 31, &mut []), Ok(()), "none of them lies beyond");
    assert_eq!(series.seal_many((1 << 31) - 2, &mut column), Ok(()));
}

fn shapes() -> impl Strategy<Value = Shape> {
    let alphabet = prop::sample::select(vec![
        Alphabet::DIGITS,
        Alphabet::CROCKFORD,
        Alphabet::BASE36,
        Alphabet::BASE62,
        Alphabet::CSET82,
        Alphabet::new(b"01").unwrap(),
        Alphabet::new(b"XYZ").unwrap(),
    ]);
    (alphabet, 1..=20_u8, 0..3_u8, 1..u64::MAX).prop_filter_map(
        "too small",
        |(alphabet, length, slot, space)| {
            (0..64).find_map(|shift| Shape::new(alphabet.clone(), length, slot, (space >> shift).max(1)).ok())
        },
    )
}

proptest! {
    #[test]
    fn what_is_sealed_opens_in_any_shape(shape in shapes(), index: u64) {
        let slot = vec![shape.alphabet().symbols()[1]; usize::from(shape.slot_length())];
        let series = series(shape.clone(), &slot);
        let index = index % shape.index_space();
        let serial = series.seal(index).unwrap();
        prop_assert_eq!(serial.as_bytes().len(), usize::from(shape.length()));
        prop_assert_eq!(series.open(&serial), Ok(index));
    }

    #[test]
    fn many_at_once_are_the_same_as_one_by_one(
        shape in shapes(), first: u64, count in 0..200_usize, old: bool, changes: [u8; 200],
    ) {
        let shape = if old { shape.with_format(Format::V1) } else { shape };
        let (length, slot) = (usize::from(shape.length()), vec![shape.alphabet().symbols()[1]; usize::from(shape.slot_length())]);
        let series = series(shape.clone(), &slot);
        let count = count.min(usize::try_from(shape.index_space()).unwrap_or(usize::MAX));
        let first = first % (shape.index_space() - count as u64 + 1);
        let mut column = vec![0; length * count];
        series.seal_many(first, &mut column).unwrap();
        for (index, text) in (first..).zip(column.chunks_exact(length)) {
            prop_assert_eq!(series.seal(index), Serial::parse(text));
        }
        // Most stay as they are; some change a byte, some their length.
        let mut serials: Vec<Vec<u8>> = column.chunks_exact(length).map(<[u8]>::to_vec).collect();
        for (serial, change) in serials.iter_mut().zip(changes) {
            match change {
                0..20 => serial[usize::from(change) % length] ^= change | 1,
                20..25 => serial.truncate(usize::from(change - 20)),
                25..30 => serial.push(b'0'),
                _ => {}
            }
        }
        let mut indices = vec![None; count];
        series.open_many(serials.iter().map(Vec::as_slice), &mut indices);
        for (serial, index) in serials.iter().zip(indices) {
            let alone = Serial::parse(serial).and_then(|serial| series.open(&serial)).ok();
            prop_assert_eq!(index, alone);
        }
    }

    #[test]
    fn opening_ends_with_the_shorter_side(serials in 0..150_usize, room in 0..150_usize) {
        let series = series(Shape::default(), b"07");
        let mut column = vec![0; 16 * serials];
        series.seal_many(40, &mut column).unwrap();
        let mut indices = vec![Some(7); room];
        series.open_many(column.chunks_exact(16), &mut indices);
        for (at, index) in indices.into_iter().enumerate() {
            prop_assert_eq!(index, Some(if at < serials { 40 + at as u64 } else { 7 }));
        }
    }

    #[test]
    fn a_changed_serial_does_not_open(index in 0..1_u64 << 31, place in 0..16_usize, by in 1..32_u8) {
        let series = series(Shape::default(), b"07");
        let mut text = series.seal(index).unwrap().as_bytes().to_vec();
        let value = Alphabet::CROCKFORD.value(text[place]).unwrap();
        text[place] = Alphabet::CROCKFORD.symbols()[usize::from((value + by) % 32)];
        prop_assert_eq!(series.open(&Serial::parse(&text).unwrap()), Err(Error::NotSealed));
    }
}
