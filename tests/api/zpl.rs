//! Printer jobs in ZPL II, read back by a small model of the printer.

use std::iter::repeat_n;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::symbol::zpl::{Job, NativeQr};
use symbolon::symbol::{Correction, Raster, code128, qr};

/// A command with what follows it until the next one.
pub(super) type Command = (String, Vec<u8>);

/// Cuts a job into its commands. A `~` would be a command too; none may be there.
pub(super) fn commands(job: &[u8]) -> Vec<Command> {
    assert!(!job.contains(&b'~'), "a control command");
    let parts = job.split(|byte| *byte == b'^').skip(1);
    parts
        .map(|part| {
            let part = part.strip_suffix(b"\n").unwrap_or(part);
            let (name, rest) = part.split_at(if part[0] == b'A' { 1 } else { 2 });
            (String::from_utf8(name.to_vec()).unwrap(), rest.to_vec())
        })
        .collect()
}

/// Field data as `^FH\` reads it.
fn unescaped(data: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), data);
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == b'\\' {
            let digits = std::str::from_utf8(&tail[..2]).unwrap();
            out.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &tail[2..];
        } else {
            assert!((b' '..0x7F).contains(&byte), "{byte} stands in a field as itself");
            out.push(byte);
            rest = tail;
        }
    }
    out
}

/// The rows of a graphic field, from the manual's account of the compression.
fn graphic(parameters: &[u8]) -> Raster {
    let text = std::str::from_utf8(parameters).unwrap();
    let mut parts = text.splitn(5, ',');
    assert_eq!(parts.next(), Some("A"));
    let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
    let (bytes, field, stride) = (number(), number(), number());
    assert!(bytes == field && bytes <= 99_999 && bytes.is_multiple_of(stride));
    let mut nibbles: Vec<u8> = Vec::new();
    let mut count = 0;
    for letter in parts.next().unwrap().bytes() {
        let filled = nibbles.len() % (2 * stride);
        match letter {
            b'G'..=b'Y' => count += usize::from(letter - b'F'),
            b'g'..=b'z' => count += usize::from(letter - b'f') * 20,
            b',' | b'!' => {
                assert!(filled.is_multiple_of(2) && count == 0);
                nibbles.extend(repeat_n(if letter == b',' { 0 } else { 15 }, 2 * stride - filled));
            }
            b':' => {
                assert!(filled == 0 && count == 0);
                nibbles.extend_from_within(nibbles.len() - 2 * stride..);
            }
            digit => {
                let nibble = u8::try_from((digit as char).to_digit(16).unwrap()).unwrap();
                nibbles.extend(repeat_n(nibble, count.max(1)));
                count = 0;
            }
        }
    }
    assert_eq!(nibbles.len(), 2 * bytes);
    let rows: Vec<u8> = nibbles.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let side = |length: usize| u32::try_from(length).unwrap();
    Raster::from_bytes(side(8 * stride), side(bytes / stride), &rows).unwrap()
}

/// The characters that `^BC` is told in mode N.
fn characters(field: &[u8]) -> Vec<u8> {
    let (mut out, mut rest, mut set) = (Vec::new(), field, b'?');
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'>' {
            let code = rest[0];
            rest = &rest[1..];
            let (value, next) = match code {
                b':' => (104, b'B'),
                b';' => (105, b'C'),
                b'5' => (99, b'C'),
                b'6' => (100, b'B'),
                b'8' => (102, set),
                b'0' => (30, set),
                b'<' => (62, set),
                b'=' => (94, set),
                other => panic!("> and {other}"),
            };
            out.push(value);
            set = next;
        } else if set == b'C' {
            out.push((byte - b'0') * 10 + rest[0] - b'0');
            rest = &rest[1..];
        } else {
            assert_eq!(set, b'B');
            out.push(byte - b' ');
        }
    }
    out
}

/// What a Data Matrix field with the escape `_` says: FNC1 as `None`.
fn matrix_signs(field: &[u8]) -> Vec<Option<u8>> {
    let (mut out, mut rest) = (Vec::new(), field);
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'_' {
            out.push(Some(byte));
            continue;
        }
        let (code, tail) = rest.split_first().unwrap();
        rest = tail;
        out.push(match code {
            b'_' => Some(b'_'),
            b'1' => None,
            b'd' => {
                let digits = std::str::from_utf8(&rest[..3]).unwrap();
                rest = &rest[3..];
                Some(digits.parse().unwrap())
            }
            other => panic!("_ and {other}"),
        });
    }
    out
}

/// The data of the only field.
fn field(job: &Job) -> Vec<u8> {
    let all = commands(&job.finish(1).unwrap());
    let fields: Vec<_> = all.iter().filter(|command| command.0 == "FD").collect();
    assert_eq!(fields.len(), 1);
    unescaped(&fields[0].1)
}

/// The dots that the printer of this model prints; only graphics and GS1-128.
pub(super) fn printed(job: &[u8]) -> Raster {
    let all = commands(job);
    let number = |wanted: &str| {
        let value = &all.iter().find(|command| command.0 == wanted).unwrap().1;
        std::str::from_utf8(value).unwrap().parse::<u32>().unwrap()
    };
    let mut label = Raster::white(number("PW").next_multiple_of(8), number("LL")).unwrap();
    let (mut x, mut y, mut module, mut height) = (0, 0, 0, 0);
    for (name, rest) in &all {
        let text = || std::str::from_utf8(rest).unwrap();
        match name.as_str() {
            "FO" => {
                let (across, down) = text().split_once(',').unwrap();
                (x, y) = (across.parse().unwrap(), down.parse().unwrap());
            }
            "GF" => {
                let raster = graphic(rest);
                for row in 0..raster.height() {
                    for column in (0..raster.width()).filter(|column| raster.is_black(*column, row)) {
                        label.fill(x + column, y + row, 1, 1).unwrap();
                    }
                }
            }
            "BY" => module = text().parse().unwrap(),
            "BC" => height = text().split(',').nth(1).unwrap().parse().unwrap(),
            "FD" => {
                let wanted = characters(&unescaped(rest));
                let data: Vec<u8> = data_of(&wanted);
                let bars = code128::draw(&data, true).unwrap();
                assert_eq!(bars.characters(), wanted);
                label.put(x, y, &bars.raster(module, height, 0).unwrap()).unwrap();
            }
            _ => {}
        }
    }
    label
}

/// The element string behind characters of sets B and C that begin with FNC1.
fn data_of(characters: &[u8]) -> Vec<u8> {
    let mut set = characters[0];
    assert_eq!(characters[1], 102);
    let mut out = Vec::new();
    for &character in &characters[2..] {
        match (character, set) {
            (102, _) => out.push(0x1D),
            (99, 104) => set = 105,
            (100, 105) => set = 104,
            (pair, 105) => out.extend(format!("{pair:02}").bytes()),
            (letter, _) => out.push(letter + b' '),
        }
    }
    out
}

fn dots(width: u32, height: u32, black: impl Fn(u32, u32) -> bool) -> Raster {
    let mut raster = Raster::white(width, height).unwrap();
    for y in 0..height {
        for x in (0..width).filter(|x| black(*x, y)) {
            raster.fill(x, y, 1, 1).unwrap();
        }
    }
    raster
}

#[test]
fn rows_take_the_shortest_form() {
    let rows = |raster: &Raster| {
        let mut job = Job::new(4000, 100).unwrap();
        job.graphic(0, 0, raster).unwrap();
        let text = String::from_utf8(job.finish(1).unwrap()).unwrap();
        let from = text.find("^GFA,").unwrap();
        let data = text[from..].splitn(5, ',').nth(4).unwrap();
        data[..data.find("^FS").unwrap()].to_owned()
    };
    assert_eq!(rows(&Raster::white(64, 3).unwrap()), ",::");
    assert_eq!(rows(&dots(64, 2, |_, _| true)), "!:");
    assert_eq!(rows(&dots(64, 1, |x, _| x < 8)), "FF,", "two digits are as short as a count");
    assert_eq!(rows(&dots(64, 1, |x, _| x < 12)), "IF0,", "white begins at a whole byte");
    assert_eq!(rows(&dots(64, 1, |x, _| x >= 60)), "U0F", "fifteen");
    assert_eq!(rows(&dots(3200, 1, |x, _| x < 1680)), "zYFF,", "419 and one");
    assert_eq!(rows(&dots(8, 2, |x, y| x == y)), "8040");
}

#[test]
fn a_large_raster_goes_in_bands() {
    let raster = dots(1218, 1800, |x, y| (x * y) % 97 == 3);
    let mut job = Job::new(1300, 1900).unwrap();
    job.graphic(7, 11, &raster).unwrap();
    let job = job.finish(1).unwrap();
    let bands = commands(&job).iter().filter(|command| command.0 == "GF").count();
    assert_eq!(bands, 3, "153 bytes a row, 653 rows a band");
    let mut wanted = Raster::white(1304, 1900).unwrap();
    wanted.put(7, 11, &raster).unwrap();
    assert!(printed(&job) == wanted);
}

#[test]
fn a_label_of_native_fields() {
    let mut job = Job::new(812, 600).unwrap();
    job.text(30, 20, 40, "CASE ^XZ ~JA \\5E").unwrap();
    let how = NativeQr { module: 5, correction: Correction::Q, mask: Some(3) };
    job.qr(30, 100, how, b"HTTPS://T.CN/42", false).unwrap();
    job.datamatrix(400, 100, 6, b"010950600013435210A_B\x1D21A1", true).unwrap();
    job.gs1_128(30, 400, 3, 150, b"10a^>~\\b\x1D3796").unwrap();
    let text = String::from_utf8(job.finish(2).unwrap()).unwrap();
    let wanted = "^XA^CI28^LH0,0^FWN^PW812^LL600\n\
        ^FO30,20^A0N,40^FH\\^FDCASE \\5EXZ \\7EJA \\5C5E^FS\n\
        ^FO30,100^BQN,2,5,Q,3^FH\\^FDQA,HTTPS://T.CN/42^FS\n\
        ^FO400,100^BXN,6,200,,,,_^FH\\^FD_1010950600013435210A__B_121A1^FS\n\
        ^FO30,400^BY3^BCN,150,N,N,N,N^FH\\^FD>;>810>6a><>0>=\\5Cb>8>53796^FS\n\
        ^PQ2^XZ\n";
    assert_eq!(text, wanted);
}

#[test]
fn controls_go_in_counted_bytes_and_escapes() {
    let mut job = Job::new(812, 600).unwrap();
    let how = NativeQr { module: 4, correction: Correction::M, mask: None };
    job.qr(0, 0, how, b"a\0\r\nb", false).unwrap();
    let text = String::from_utf8(job.finish(1).unwrap()).unwrap();
    assert!(text.contains("^BQN,2,4,M^FH\\^FDMM,B0005a\\00\\0D\\0Ab^FS"), "{text}");
    let mut job = Job::new(812, 600).unwrap();
    job.datamatrix(0, 0, 4, b"a\0\x1D\x7Fb", false).unwrap();
    assert_eq!(field(&job), b"a_d000_d029_d127b");
}

#[test]
fn what_the_language_cannot_say_is_refused() {
    let mut job = Job::new(400, 300).unwrap();
    let how = NativeQr { module: 4, correction: Correction::M, mask: None };
    assert_eq!(job.qr(0, 0, how, b"0109506000134352", true), Err(Error::Parameter), "GS1 QR");
    assert_eq!(job.qr(0, 0, how, "\u{e9}".as_bytes(), false), Err(Error::Charset { at: 0 }));
    assert_eq!(job.datamatrix(0, 0, 4, b"ab\x80", false), Err(Error::Charset { at: 2 }));
    assert_eq!(job.text(0, 0, 20, "a\u{4e00}"), Err(Error::Charset { at: 1 }));
    assert_eq!(job.text(0, 0, 20, "a\n"), Err(Error::Charset { at: 1 }));
    assert_eq!(job.gs1_128(0, 0, 2, 10, b"10 A"), Err(Error::Charset { at: 2 }));
    for module in [0, 11] {
        assert_eq!(job.qr(0, 0, NativeQr { module, ..how }, b"1", false), Err(Error::Parameter));
        assert_eq!(job.gs1_128(0, 0, module, 10, b"10A"), Err(Error::Parameter));
    }
    assert_eq!(job.qr(0, 0, NativeQr { mask: Some(8), ..how }, b"1", false), Err(Error::Parameter));
    assert_eq!(job.datamatrix(0, 0, 0, b"1", false), Err(Error::Parameter));
    assert_eq!(job.text(0, 0, 0, "a"), Err(Error::Parameter));
    assert_eq!(job.qr(0, 0, how, &[b'1'; 3073], false), Err(Error::TooLong { limit: 3072 }));
    assert_eq!(job.qr(0, 0, how, &[b'a'; 3000], false), Err(Error::SymbolCapacity));
    assert_eq!(job.qr(0, 0, how, b"", false), Err(Error::Length { at: 0 }));
    assert_eq!(job.finish(0), Err(Error::Parameter));
    for (width, length) in [(0, 1), (1, 0), (32_001, 1), (1, u32::MAX)] {
        assert_eq!(Job::new(width, length).err(), Some(Error::Parameter));
    }
    let untouched = Job::new(400, 300).unwrap().finish(1).unwrap();
    assert_eq!(job.finish(1).unwrap(), untouched, "a refused field leaves nothing behind");
}

#[test]
fn what_reaches_beyond_the_label_is_refused_with_its_number() {
    let mut job = Job::new(400, 300).unwrap();
    job.text(399, 280, 20, "wide").unwrap();
    let side = qr::size(b"1", Correction::L, false).unwrap().width * 5;
    let how = NativeQr { module: 5, correction: Correction::L, mask: None };
    let beyond = Err(Error::NoRoom { item: 1 });
    assert_eq!(job.qr(400 - side + 1, 0, how, b"1", false), beyond);
    assert_eq!(job.text(0, 281, 20, "low"), beyond);
    assert_eq!(job.datamatrix(0, 300 - 59, 6, b"1", false), beyond);
    assert_eq!(job.gs1_128(0, 0, 3, 100, b"00006141411234567890"), beyond);
    assert_eq!(job.graphic(u32::MAX, 0, &Raster::white(1, 1).unwrap()), beyond);
    assert_eq!(job.qr(400 - side, 0, how, b"1", false), Ok(()));
    assert_eq!(job.datamatrix(0, 300 - 60, 6, b"1", false), Ok(()));
    assert_eq!(job.graphic(0, 0, &Raster::white(401, 1).unwrap()), Err(Error::NoRoom { item: 3 }));
}

proptest! {
    #[test]
    fn any_raster_comes_back(width in 0_u32..90, height in 0_u32..20, seed: u64, kind in 0..4) {
        let noise = |x: u32, y: u32| (u64::from(x * 37 + y * 101 + 7)).wrapping_mul(seed | 1) >> 60;
        let raster = dots(width, height, |x, y| match kind {
            0 => noise(x, y) < 8,
            1 => noise(x / 13, y / 3) < 8,
            2 => noise(x / 30, 0) < 8,
            _ => noise(x, y) < 1,
        });
        let mut job = Job::new(120, 40).unwrap();
        job.graphic(3, 5, &raster).unwrap();
        let mut wanted = Raster::white(120, 40).unwrap();
        wanted.put(3, 5, &raster).unwrap();
        prop_assert!(printed(&job.finish(1).unwrap()) == wanted);
    }

    #[test]
    fn no_byte_leaves_its_field(data: Vec<u8>, fnc1: bool, hostile in "[\\^~\\\\_>,A-Z0-9 \\x00-\\x1F]{1,40}") {
        let how = NativeQr { module: 1, correction: Correction::L, mask: None };
        for data in [&data[..], hostile.as_bytes()] {
            let mut job = Job::new(32_000, 32_000).unwrap();
            if job.qr(0, 0, how, data, false).is_ok() {
                let field = field(&job);
                let head = if data.iter().any(u8::is_ascii_control) { format!("LM,B{:04}", data.len()) } else { "LA,".into() };
                prop_assert_eq!(field, [head.as_bytes(), data].concat());
            }
            let mut job = Job::new(32_000, 32_000).unwrap();
            if job.datamatrix(0, 0, 1, data, fnc1).is_ok() {
                let first = fnc1.then_some(None);
                let rest = data.iter().map(|byte| (!fnc1 || *byte != 0x1D).then_some(*byte));
                prop_assert_eq!(matrix_signs(&field(&job)), first.into_iter().chain(rest).collect::<Vec<_>>());
            }
            let mut job = Job::new(32_000, 32_000).unwrap();
            if job.gs1_128(0, 0, 1, 9, data).is_ok() {
                prop_assert_eq!(data_of(&characters(&field(&job))), data);
            }
            let mut job = Job::new(32_000, 32_000).unwrap();
            if let Ok(line) = std::str::from_utf8(data)
                && job.text(0, 0, 9, line).is_ok()
            {
                prop_assert_eq!(field(&job), data);
            }
        }
    }
}
