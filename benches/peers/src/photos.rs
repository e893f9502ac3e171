//! How many photographs of QR symbols are read, how fast, and how often wrongly: the library beside its peers.
//!
//! A folder holds pictures, each beside a file of the same name with the ending `.txt` that holds the expected text; a
//! picture of several symbols has a text in each line. Every folder in it is looked into as well.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use image::{DynamicImage, GrayImage, Rgba};
use rxing::common::{CharacterSet, HybridBinarizer};
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8Source, Reader as _};
use symbolon::symbol::{Correction, Effort, GreyImage, ReadOptions, qr, read};

use crate::measure::{Goal, alternate};

/// What one reader made of all pictures.
struct Tally {
    name: &'static str,
    read: usize,
    /// Symbols whose data is none of the expected texts.
    wrong: usize,
    /// Milliseconds for each picture.
    times: Vec<f64>,
}

impl Tally {
    fn new(name: &'static str) -> Self {
        Self { name, read: 0, wrong: 0, times: Vec::new() }
    }

    fn add(&mut self, milliseconds: f64, data: &[Vec<u8>], expected: &str) {
        let right = data.iter().filter(|data| says(data, expected)).count();
        self.read += usize::from(right > 0);
        self.wrong += data.len() - right;
        self.times.push(milliseconds);
    }

    fn print(&mut self) {
        self.times.sort_by(f64::total_cmp);
        let at = |share: usize| self.times.get(self.times.len() * share / 100).copied().unwrap_or_default();
        println!(
            "{:<22} read {:>4} of {:>4}  wrong {:>3}  median {:>8.2} ms  p95 {:>8.2} ms",
            self.name,
            self.read,
            self.times.len(),
            self.wrong,
            at(50),
            at(95)
        );
    }
}

/// Prints a row for each reader.
pub fn photos(folder: &Path) -> std::io::Result<()> {
    let mut pictures = Vec::new();
    collect(folder, &mut pictures)?;
    pictures.sort();
    let efforts = [("quick", Effort::Quick), ("normal", Effort::Normal), ("thorough", Effort::Thorough)];
    let mut ours = efforts.map(|(name, _)| Tally::new(name));
    let (mut by_rxing, mut by_rqrr) = (Tally::new("crate rxing"), Tally::new("crate rqrr"));
    for path in &pictures {
        let grey = grey(path);
        let expected = std::fs::read_to_string(path.with_extension("txt"))?;
        for (tally, (_, effort)) in ours.iter_mut().zip(efforts) {
            let (elapsed, data) = timed(|| symbolon(&grey, effort));
            tally.add(elapsed, &data, &expected);
        }
        let (elapsed, data) = timed(|| rxing(&grey));
        by_rxing.add(elapsed, &data, &expected);
        let (elapsed, data) = timed(|| rqrr(&grey));
        by_rqrr.add(elapsed, &data, &expected);
    }
    println!("symbolon, by effort, and its peers on {}:", folder.display());
    ours.iter_mut().for_each(Tally::print);
    by_rxing.print();
    by_rqrr.print();
    match zxing_cpp(&pictures) {
        Some(mut tally) => tally.print(),
        None => println!(
            "zxing-cpp: NOT MEASURED (python3 with zxing-cpp, numpy and pillow; PYTHON names another)"
        ),
    }
    Ok(())
}

/// Reading the QR symbol of a clean picture of 1280 by 960 pixels beside crate rxing, and beside crate rqrr.
pub fn clean_rxing() -> Goal {
    clean(1.2, rxing, "crate rxing")
}

pub fn clean_rqrr() -> Goal {
    clean(1.0 / 8.0, rqrr, "crate rqrr")
}

fn clean(wanted: f64, theirs: fn(&GrayImage) -> Vec<Vec<u8>>, name: &str) -> Goal {
    let data = b"HTTPS://T.CN/07D2YZWHY5VFE7J7";
    let symbol = qr::draw(data, Correction::M, false).unwrap().raster(12, 4).unwrap();
    let (dots, width) = (symbol.grey(), symbol.width());
    let inside = |at: u32, start: u32| at.checked_sub(start).filter(|at| *at < width);
    let picture = GrayImage::from_fn(1280, 960, |x, y| {
        let dot = inside(x, 500).zip(inside(y, 300)).map(|(x, y)| dots[(y * width + x) as usize]);
        image::Luma([dot.map_or(220, |dot| if dot == 0 { 30 } else { 220 })])
    });
    assert_eq!(symbolon(&picture, Effort::Thorough), [data]);
    assert_eq!(theirs(&picture), [data]);
    let pair = alternate(1, || symbolon(&picture, Effort::Thorough), || theirs(&picture));
    let note = format!(
        "times: {:.2} ms for a clean picture of 1280 by 960, against {:.2} of {name}",
        pair.ours / 1e6,
        pair.theirs / 1e6
    );
    Goal::at_most(wanted, pair.ratio, note)
}

fn collect(folder: &Path, pictures: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, pictures)?;
        } else if path.extension().is_some_and(|end| end != "txt") && path.with_extension("txt").exists() {
            pictures.push(path);
        }
    }
    Ok(())
}

/// Grey on white paper.
fn grey(path: &Path) -> GrayImage {
    let mut picture = image::open(path).expect("a picture").to_rgba8();
    for pixel in picture.pixels_mut() {
        let [red, green, blue, cover] = pixel.0.map(u16::from);
        let over = |value: u16| ((value * cover + 255 * (255 - cover)) / 255).to_le_bytes()[0];
        *pixel = Rgba([over(red), over(green), over(blue), 255]);
    }
    DynamicImage::from(picture).to_luma8()
}

fn timed(read: impl FnOnce() -> Vec<Vec<u8>>) -> (f64, Vec<Vec<u8>>) {
    let begin = Instant::now();
    let data = read();
    (begin.elapsed().as_secs_f64() * 1e3, data)
}

fn symbolon(grey: &GrayImage, effort: Effort) -> Vec<Vec<u8>> {
    let mut options = ReadOptions::default();
    options.effort = effort;
    let image = GreyImage::new(grey.as_raw(), grey.width(), grey.height(), grey.width() as usize);
    read(&image.expect("a shape that fits"), &options).into_iter().map(|found| found.data).collect()
}

fn rxing(grey: &GrayImage) -> Vec<Vec<u8>> {
    let Ok(source) = Luma8Source::new_with_slice(grey.as_raw(), grey.width(), grey.height()) else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints::default().with(rxing::DecodeHintValue::TryHarder(true));
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        QrReader.decode_with_hints(&mut bitmap, &hints).map(|read| read.getText().as_bytes().to_vec())
    }));
    read.ok().and_then(Result::ok).into_iter().collect()
}

fn rqrr(grey: &GrayImage) -> Vec<Vec<u8>> {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let read = std::panic::catch_unwind(|| {
        let mut prepared =
            rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey.as_raw()[y * width + x]);
        let decode = |grid: rqrr::Grid<_>| {
            let mut data = Vec::new();
            grid.decode_to(&mut data).ok().map(|_| data)
        };
        prepared.detect_grids().into_iter().filter_map(decode).collect()
    });
    read.unwrap_or_default()
}

/// What zxing-cpp of `PyPI` makes of the pictures; `None` without it.
fn zxing_cpp(pictures: &[PathBuf]) -> Option<Tally> {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("zxing_cpp.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut input = child.stdin.take()?;
    let names: String = pictures.iter().map(|path| format!("{}\n", path.display())).collect();
    let writer = std::thread::spawn(move || input.write_all(names.as_bytes()));
    let output = child.wait_with_output().ok()?;
    // A Python without the package ends before it has read the names.
    let written = writer.join().ok()?.is_ok();
    let mut tally = Tally::new("zxing-cpp (PyPI)");
    for line in String::from_utf8(output.stdout).ok()?.lines() {
        let mut fields = line.split('\t');
        let path = PathBuf::from(fields.next()?);
        let elapsed = fields.next()?.parse().ok()?;
        let data: Vec<Vec<u8>> = fields.filter_map(bytes).collect();
        tally.add(elapsed, &data, &std::fs::read_to_string(path.with_extension("txt")).ok()?);
    }
    (written && output.status.success() && tally.times.len() == pictures.len()).then_some(tally)
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

/// Whether data is the expected text or one of its lines, in any of the character sets that makers of symbols use.
fn says(data: &[u8], expected: &str) -> bool {
    let plain = |text: &str| text.replace('\r', "").trim().to_owned();
    let sets = [CharacterSet::UTF8, CharacterSet::Shift_JIS, CharacterSet::GB18030, CharacterSet::ISO8859_1];
    sets.iter().filter_map(|set| set.decode(data).ok()).any(|text| {
        let text = plain(&text);
        text == plain(expected) || expected.lines().any(|line| plain(line) == text)
    })
}
