//! Labels and printer jobs: no byte leaves its field, and a label is the same as dots and as a job.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::symbol::label::{Barcode, Cell, Content, Design, Paper, TextSize};
use symbolon::symbol::sheet::Page;
use symbolon::symbol::zpl::{Job, NativeQr};
use symbolon::symbol::{Correction, Raster, code128};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    paper: (u16, u16),
    dots_per_inch: u16,
    cells: Vec<(u8, &'a str, &'a str)>,
    columns: u8,
    barcodes: Vec<(&'a [u8], &'a str)>,
    picture: (u8, u8),
    field: &'a [u8],
    numbers: [u16; 4],
    fnc1: bool,
}

fuzz_target!(|input: Input<'_>| {
    fields(&input);
    label(&input);
});

fn fields(input: &Input<'_>) {
    let [x, y, module, height] = input.numbers.map(u32::from);
    let how = NativeQr {
        module: module % 12,
        correction: Correction::M,
        mask: Some(input.numbers[3].to_be_bytes()[1] % 9),
    };
    let mut job = Job::new(32_000, 32_000).unwrap();
    let data = input.field;
    let mut fields = 0;
    let mut count = |added: Result<(), symbolon::Error>| fields += usize::from(added.is_ok());
    count(job.qr(x, y, how, data, input.fnc1));
    count(job.datamatrix(x, y, module, data, input.fnc1));
    count(job.gs1_128(x, y, module % 12, height, data));
    count(job.text(x, y, height, &String::from_utf8_lossy(data)));
    let job = job.finish(1).unwrap();
    // Whatever the data was: as many fields as were accepted, and only the commands of this library.
    assert!(
        job.iter()
            .all(|byte| byte.is_ascii() && (*byte == b'\n' || !byte.is_ascii_control()) && *byte != b'~')
    );
    let text = String::from_utf8(job).unwrap();
    assert_eq!(text.matches("^FD").count(), fields);
    assert_eq!(text.matches("^FS\n").count(), fields);
    let known = [
        "XA", "CI", "LH", "FW", "PW", "LL", "FO", "GF", "A0", "BQ", "BX", "BY", "BC", "FH", "FD", "FS", "PQ",
        "XZ",
    ];
    assert!(text.split('^').skip(1).all(|command| known.contains(&&command[..2])));
    if let Ok(bars) = code128::draw(data, input.fnc1) {
        assert_eq!(bars.modules().count(), (bars.characters().len() + 2) * 11 + 2);
    }
}

fn label(input: &Input<'_>) {
    let (width, height) = (u32::from(input.picture.0), u32::from(input.picture.1));
    let picture = Raster::white(width, height).unwrap();
    let cells = input.cells.iter().map(|(share, caption, text)| {
        let size = [TextSize::Normal, TextSize::Large, TextSize::Huge][usize::from(*share % 3)];
        let content = match share {
            250.. => Content::Picture(&picture),
            _ => Content::Text { caption, text, size },
        };
        Cell { share: u32::from(*share), content }
    });
    let cells: Vec<_> = cells.collect();
    let rows: Vec<&[Cell<'_>]> = cells.chunks(usize::from(input.columns % 5) + 1).collect();
    let barcodes: Vec<_> = input.barcodes.iter().map(|(data, text)| Barcode { data, text }).collect();
    let paper = Paper { width: u32::from(input.paper.0 % 2100), height: u32::from(input.paper.1 % 3000) };
    let dots_per_inch = u32::from(input.dots_per_inch % 320);
    let design = Design { paper, dots_per_inch, rows: &rows, barcodes: &barcodes };
    if let Ok(label) = design.raster() {
        assert!(label.width() == 0 || label.height() == 0 || design.zpl(1).is_ok());
        let [columns, rows, margin, gap] = input.numbers.map(|number| u32::from(number % 300));
        let page = Page { width: 3000, height: 3000, margin, gap, columns: columns % 4, rows: rows % 4 };
        let _ = page.draw(&[&label, &picture]);
    }
}
