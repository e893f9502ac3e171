//! QR symbols for a run of labels, beside the general way, crate `qrcode` and the standard's rules module by module.

use proptest::prelude::*;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::types::{Color, EcLevel, Version};
use symbolon::Error;
use symbolon::symbol::{Correction, Mask, Matrix, QrRun, Raster, RunSettings, qr};

const PATTERNS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

const fn level(correction: Correction) -> EcLevel {
    match correction {
        Correction::L => EcLevel::L,
        Correction::M => EcLevel::M,
        Correction::Q => EcLevel::Q,
        Correction::H => EcLevel::H,
    }
}

fn settings(correction: Correction, fnc1: bool, mask: Option<Mask>) -> RunSettings {
    RunSettings { correction, fnc1, mask, ..RunSettings::default() }
}

/// Deterministic bytes that no run of labels would repeat.
fn noise(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[5]
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn modules(matrix: &Matrix) -> Vec<Vec<bool>> {
    matrix.rows().map(Iterator::collect).collect()
}

/// The mask of a symbol, from its format information (ISO/IEC 18004, 7.9.1).
fn mask_of(symbol: &Matrix) -> Mask {
    // Bits 12, 11 and 10 of the word that is XORed with 101010000010010.
    let bits = [2, 3, 4].map(|x| u8::from(symbol.get(x, 8)));
    Mask::from_number((bits[0] << 2 | bits[1] << 1 | bits[2]) ^ 0b101).unwrap()
}

/// Data codewords of a version and level.
fn capacity(version: u8, correction: Correction) -> usize {
    let bits = qrcode::bits::Bits::new(Version::Normal(version.into()));
    bits.max_len(level(correction)).unwrap() / 8
}

#[test]
fn every_version_level_and_mask_is_that_of_crate_qrcode() {
    for version in 1..=40 {
        for correction in Correction::ALL {
            for fnc1 in [false, true] {
                // Bytes that stand in no other segment, so that it is clear what the codewords are.
                let head = if version < 10 { 12 } else { 20 } + if fnc1 { 4 } else { 0 };
                let most = capacity(version, correction) - usize::div_ceil(head, 8);
                let shorter =
                    noise(u64::from(version), most).into_iter().map(|byte| byte | 0x80).collect::<Vec<_>>();
                let mut bits = qrcode::bits::Bits::new(Version::Normal(version.into()));
                if fnc1 {
                    bits.push_fnc1_first_position().unwrap();
                }
                bits.push_byte_data(&shorter).unwrap();
                bits.push_terminator(level(correction)).unwrap();
                let (data, checks) = qrcode::ec::construct_codewords(
                    &bits.into_bytes(),
                    Version::Normal(version.into()),
                    level(correction),
                )
                .unwrap();
                let mut canvas = Canvas::new(Version::Normal(version.into()), level(correction));
                canvas.draw_all_functional_patterns();
                canvas.draw_data(&data, &checks);
                // All masks of some, and one of the others.
                let one = usize::from(version) % 8;
                for (mask, pattern) in Mask::ALL.into_iter().zip(PATTERNS) {
                    if fnc1 && usize::from(mask.number()) != one {
                        continue;
                    }
                    let mut theirs = canvas.clone();
                    theirs.apply_mask(pattern);
                    let theirs: Vec<bool> =
                        theirs.into_colors().into_iter().map(|color| color == Color::Dark).collect();
                    let mut run =
                        QrRun::with_version(version, settings(correction, fnc1, Some(mask))).unwrap();
                    let ours = modules(&run.matrix(&shorter).unwrap()).concat();
                    assert!(ours == theirs, "version {version}, {correction:?}, {mask:?}, FNC1 {fnc1}");
                }
            }
        }
    }
}

#[test]
fn blocks_are_those_of_every_version() {
    for version in 1..=40 {
        for correction in Correction::ALL {
            let bits = capacity(version, correction) * 8 - if version < 10 { 12 } else { 20 };
            let mut run =
                QrRun::with_version(version, settings(correction, false, Mask::from_number(0).ok())).unwrap();
            let full = noise(7, bits / 8).into_iter().map(|byte| byte | 0x80).collect::<Vec<_>>();
            assert_eq!(run.size().version, Some(version));
            run.matrix(&full).unwrap();
            let more = [&full[..], &[0x80]].concat();
            assert_eq!(run.matrix(&more).unwrap_err(), Error::SymbolCapacity);
        }
    }
}

/// A label's symbol by the general way, and by a run that has drawn others before.
fn assert_equal(data: &[u8], correction: Correction, fnc1: bool) {
    let general = qr::draw(data, correction, fnc1).unwrap();
    let mask = mask_of(&general);
    let mut run = QrRun::new(data, settings(correction, fnc1, Some(mask))).unwrap();
    for other in [&b"0109506000134352"[..], data, b"", data] {
        let Ok(drawn) = run.matrix(other) else { continue };
        if other == data {
            assert_eq!(drawn, general);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_run_cuts_segments_as_the_general_way(
        head in "[A-Z:/.%]{0,40}", digits in "[0-9]{0,200}", tail: Vec<u8>, level in 0..4_usize, fnc1: bool,
    ) {
        assert_equal(&[head.as_bytes(), digits.as_bytes(), &tail].concat(), Correction::ALL[level], fnc1);
    }

    #[test]
    fn labels_before_leave_no_trace(labels: Vec<Vec<u8>>, digits in "[0-9A-Z]{0,90}", fnc1: bool, fixed: bool) {
        let mask = fixed.then(|| Mask::from_number(3).unwrap());
        let mut run = QrRun::with_version(6, settings(Correction::Q, fnc1, mask)).unwrap();
        let fresh = run.clone();
        for label in labels.iter().map(Vec::as_slice).chain([digits.as_bytes(), b""]) {
            prop_assert_eq!(run.raster(label), fresh.clone().raster(label));
        }
    }

    #[test]
    fn dots_are_those_of_the_modules(dots in 1..40_u32, quiet in 0..9_u32, version in 1..41_u8, seed: u64) {
        let settings = RunSettings { dots_per_module: dots, quiet, ..RunSettings::default() };
        let mut run = QrRun::with_version(version, settings).unwrap();
        let data = noise(seed, 9);
        let wanted = run.matrix(&data).unwrap().raster(dots, quiet).unwrap();
        let drawn = run.raster(&data).unwrap();
        prop_assert!(drawn == wanted, "{dots} dots, {quiet} quiet");
        prop_assert_eq!((run.width(), run.height(), run.stride(), run.len()),
            (wanted.width(), wanted.height(), wanted.stride(), wanted.bytes().len()));
        let mut used = vec![0xA5; run.len()];
        run.draw(&data, &mut used).unwrap();
        prop_assert!(used == wanted.bytes(), "every byte is written");
    }
}

/// The points of ISO/IEC 18004, table 11, module by module: those of its first three rows, and the number of dark modules.
fn points(modules: &[Vec<bool>]) -> (u32, u32) {
    let side = modules.len();
    let columns: Vec<Vec<bool>> = (0..side).map(|x| modules.iter().map(|row| row[x]).collect()).collect();
    let mut points = 0;
    for line in modules.iter().chain(&columns) {
        for run in line.chunk_by(|a, b| a == b) {
            points += if run.len() >= 5 { 3 + u32::try_from(run.len() - 5).unwrap() } else { 0 };
        }
        // The quiet zone is light.
        let line: Vec<bool> = [&[false; 4], &line[..], &[false; 4]].concat();
        for window in line.windows(15) {
            let pattern = [true, false, true, true, true, false, true];
            let is_light = |part: &[bool]| part.iter().all(|dark| !dark);
            if window[4..11] == pattern && (is_light(&window[..4]) || is_light(&window[11..])) {
                points += 40;
            }
        }
    }
    for (upper, lower) in modules.iter().zip(&modules[1..]) {
        for (upper, lower) in upper.windows(2).zip(lower.windows(2)) {
            let same = [upper[1], lower[0], lower[1]].iter().all(|module| *module == upper[0]);
            points += if same { 3 } else { 0 };
        }
    }
    let dark = modules.iter().flatten().filter(|dark| **dark).count();
    (points, u32::try_from(dark).unwrap())
}

/// Ten points for each whole 5 % that the share of dark modules is away from 50 %.
fn balance(dark: u32, side: u32) -> u32 {
    let percent = f64::from(dark) * 100.0 / f64::from(side * side);
    let mut steps = 0;
    while (percent - 50.0).abs() >= 5.0 * f64::from(steps + 1) {
        steps += 1;
    }
    10 * steps
}

/// What crate `qrcode` counts instead: each half percent one point, so that the fourth rule weighs the same on average but
/// may choose another mask.
fn balance_of_crate_qrcode(dark: u32, side: u32) -> u32 {
    (dark * 200 / (side * side)).abs_diff(100)
}

/// The mask with the fewest points, of several the first.
fn fewest(data: &[u8], version: u8, settings: RunSettings, balance: fn(u32, u32) -> u32) -> Mask {
    let points = |mask: &Mask| {
        let mut run = QrRun::with_version(version, RunSettings { mask: Some(*mask), ..settings }).unwrap();
        let (points, dark) = points(&modules(&run.matrix(data).unwrap()));
        points + balance(dark, run.size().width)
    };
    Mask::ALL.into_iter().min_by_key(points).unwrap()
}

#[test]
fn the_best_mask_is_that_of_the_standard_and_crate_qrcode_differs_in_the_share_of_dark_modules_only() {
    let mut others = 0;
    for (seed, version) in (0..).zip((1..=40).chain(1..=15).chain(1..=15)) {
        let correction = Correction::ALL[usize::from(version) % 4];
        let settings = settings(correction, version % 3 == 0, None);
        let room = capacity(version, correction) - 4;
        let mut run = QrRun::with_version(version, settings).unwrap();
        for (length, or) in [(room, 0x80), (room * 3 / 4, 0x80), (0, 0x80), (room / 2, 0xF0)] {
            let data: Vec<u8> = noise(seed, length).into_iter().map(|byte| byte | or).collect();
            let best = fewest(&data, version, settings, balance);
            assert_eq!(mask_of(&run.matrix(&data).unwrap()), best, "version {version}, {length} bytes");
            let general = qr::draw(&data, correction, settings.fnc1).unwrap();
            let side = u32::from(version) * 4 + 17;
            if general.width() == side {
                let theirs = mask_of(&general);
                assert_eq!(theirs, fewest(&data, version, settings, balance_of_crate_qrcode));
                others += u32::from(theirs != best);
            }
        }
    }
    assert!(others > 0, "the difference was never seen");
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let mut run = QrRun::new(b"HTTPS://T.CN/0000000000", RunSettings::default()).unwrap();
    assert_eq!(run.size(), qr::size(b"HTTPS://T.CN/0000000000", Correction::M, false).unwrap());
    let label = run.raster(b"HTTPS://T.CN/0000000001").unwrap();
    let mut out = vec![0xA5; run.len()];
    for length in [39, 7089, 7090, 1 << 20] {
        assert_eq!(run.draw(&vec![b'x'; length], &mut out), Err(Error::SymbolCapacity), "{length}");
    }
    for length in [0, out.len() - 1] {
        assert_eq!(run.draw(b"1", &mut out[..length]), Err(Error::ImageShape));
    }
    let mut longer = vec![0xA5; run.len() + 1];
    assert_eq!(run.draw(b"1", &mut longer), Err(Error::ImageShape));
    assert!(out.iter().chain(&longer).all(|byte| *byte == 0xA5));
    assert_eq!(run.raster(b"HTTPS://T.CN/0000000001").unwrap(), label);
}

#[test]
fn settings_that_no_run_has_are_refused() {
    let sizes = |dots_per_module, quiet| RunSettings { dots_per_module, quiet, ..RunSettings::default() };
    for version in [0, 41, u8::MAX] {
        assert_eq!(QrRun::with_version(version, RunSettings::default()).unwrap_err(), Error::Parameter);
    }
    assert_eq!(QrRun::with_version(1, sizes(0, 4)).unwrap_err(), Error::Parameter);
    for (dots, quiet) in [(u32::MAX, 4), (1, u32::MAX), (u32::MAX, u32::MAX), (565, 4)] {
        assert_eq!(QrRun::new(b"1", sizes(dots, quiet)).unwrap_err(), Error::ImageSize);
    }
    assert_eq!(QrRun::new(&[b'x'; 8000], RunSettings::default()).unwrap_err(), Error::SymbolCapacity);
    assert_eq!(Mask::ALL.map(Mask::number), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert!((0..8).all(|number| Mask::from_number(number).unwrap().number() == number));
    assert!((8..=u8::MAX).all(|number| Mask::from_number(number) == Err(Error::Parameter)));
}

#[test]
fn a_golden_label() {
    // The standard's example (annex I): 1-M, the digits 01234567.
    let mut run = QrRun::new(b"01234567", RunSettings::default()).unwrap();
    let raster: Raster = run.raster(b"01234567").unwrap();
    assert_eq!((raster.width(), raster.height(), raster.stride()), (29, 29, 4));
    let symbol = run.matrix(b"01234567").unwrap();
    let text: Vec<String> =
        symbol.rows().map(|row| row.map(|dark| if dark { '#' } else { '.' }).collect()).collect();
    assert_eq!(text, GOLDEN);
}

const GOLDEN: [&str; 21] = [
    "#######..#.##.#######",
    "#.....#..####.#.....#",
    "#.###.#.#.....#.###.#",
    "#.###.#.##....#.###.#",
    "#.###.#.#.###.#.###.#",
    "#.....#.#...#.#.....#",
    "#######.#.#.#.#######",
    "........#..##........",
    "#.#####..#..#.#####..",
    "...#.#.##.#.#..#.##..",
    "..#...##.#.#.#..#####",
    "....#....#.....####..",
    "...######..#.#..#....",
    "........#.#####..##..",
    "#######..##.#.##.....",
    "#.....#.#.#####...#.#",
    "#.###.#.#...#..#.##..",
    "#.###.#.##..#..#.....",
    "#.###.#.#.##.#..#.#..",
    "#.....#........##.##.",
    "#######.####.#..#.#..",
];
