//! The logistic label.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::gs1::{element::Elements, readable, sscc::CompanyPrefix};
use symbolon::symbol::label::{Barcode, Cell, Content, Design, Paper, TextSize};
use symbolon::symbol::{Raster, code128};

use super::code128::{SSCC, read};
use super::zpl::printed;

const CONTENT: &[u8] = b"02095060001343523796";

fn text<'a>(caption: &'a str, text: &'a str) -> Cell<'a> {
    Cell { share: 1, content: Content::Text { caption, text, size: TextSize::Normal } }
}

const BARCODES: [Barcode<'static>; 2] = [
    Barcode { data: CONTENT, text: "(02) 09506000134352 (37) 96" },
    Barcode { data: SSCC, text: "(00) 0 0614141 123456789 0" },
];

fn design<'a>(paper: Paper, dots_per_inch: u32, rows: &'a [&'a [Cell<'a>]]) -> Design<'a> {
    Design { paper, dots_per_inch, rows, barcodes: &BARCODES }
}

fn drawn<'a>(rows: &'a [&'a [Cell<'a>]]) -> Result<Raster, Error> {
    design(Paper::A6, 203, rows).raster()
}

/// The rows in which the dots of a column band are neither all white nor changing: those of bars.
fn bars(label: &Raster) -> Vec<(u32, u32)> {
    let row = |y: u32| (0..label.width()).map(|x| label.is_black(x, y)).collect::<Vec<_>>();
    let mut bands = Vec::new();
    let mut from = 0;
    for y in 1..=label.height() {
        if y == label.height() || row(y) != row(from) {
            if row(from).iter().any(|black| *black)
                && row(from).windows(2).filter(|pair| pair[0] != pair[1]).count() > 40
            {
                bands.push((from, y - from));
            }
            from = y;
        }
    }
    bands.retain(|band| band.1 > 100);
    bands
}

/// A part of the label's height.
fn cut(label: &Raster, from: u32, height: u32) -> Raster {
    let stride = label.stride();
    let rows = &label.bytes()[from as usize * stride..(from + height) as usize * stride];
    Raster::from_bytes(label.width(), height, rows).unwrap()
}

#[test]
fn bars_are_as_the_specifications_want_and_read_back() {
    for dpi in [203, 300, 600] {
        for paper in [Paper::A6, Paper::FOUR_BY_SIX, Paper::A5] {
            let rows: &[&[Cell<'_>]] = &[&[text("FROM", "Demo Mill"), text("TO", "Central Store\nHall 4")]];
            let design = design(paper, dpi, rows);
            let label = design.raster().unwrap();
            let millimetres = |dots: u32| f64::from(dots) * 25.4 / f64::from(dpi);
            let module = design.module().unwrap();
            assert!((0.495..=1.016).contains(&millimetres(module)), "{dpi} {module}");
            let whole = (code128::draw(SSCC, true).unwrap().width() + 20) * (module + 1);
            assert!(whole > label.width() || millimetres(module + 1) > 1.016, "the widest that fits");
            let bands = bars(&label);
            assert_eq!(bands.len(), 2);
            for ((from, height), data) in bands.into_iter().zip([CONTENT, SSCC]) {
                assert!((31.75..33.0).contains(&millimetres(height)), "{dpi} {height}");
                let bars = cut(&label, from, height);
                assert_eq!(read(&bars, true).unwrap().as_bytes(), [b"]C1", data].concat());
                let black: Vec<u32> = (0..bars.width()).filter(|x| bars.is_black(*x, 0)).collect();
                let right = bars.width() - 1 - black[black.len() - 1];
                assert!(black[0] >= 10 * module && right >= 10 * module, "quiet zones");
            }
        }
    }
}

#[test]
fn the_printer_prints_the_raster() {
    let logo = Raster::from_bytes(16, 2, &[0xF0, 0x0F, 0xAA, 0x55]).unwrap();
    let rows: &[&[Cell<'_>]] = &[
        &[text("FROM", "Demo Mill"), Cell { share: 2, content: Content::Picture(&logo) }],
        &[text("", "no caption")],
    ];
    for (dpi, native) in [(203, true), (300, true), (600, false)] {
        let design = design(Paper::A6, dpi, rows);
        let job = design.zpl(3).unwrap();
        let label = design.raster().unwrap();
        let mut wanted = Raster::white(label.width().next_multiple_of(8), label.height()).unwrap();
        wanted.put(0, 0, &label).unwrap();
        assert!(printed(&job) == wanted, "{dpi}");
        let job = String::from_utf8(job).unwrap();
        assert_eq!(job.contains("^BCN,"), native, "the widest module that printers draw has 10 dots");
        assert!(job.ends_with("^PQ3^XZ\n"));
    }
}

#[test]
fn the_text_below_the_bars_comes_from_the_elements() {
    let elements = Elements::parse(SSCC).unwrap();
    let prefix = CompanyPrefix::parse(b"0614141").unwrap();
    let text = readable::text(&elements, Some(prefix));
    let string = elements.to_element_string();
    let barcodes = [Barcode { data: &string, text: &text }];
    let one = Design { paper: Paper::A6, dots_per_inch: 203, rows: &[], barcodes: &barcodes };
    let again = Design { barcodes: &BARCODES[1..], ..one };
    assert!(one.raster().unwrap() == again.raster().unwrap());
}

#[test]
fn pictures_stand_dot_for_dot_in_their_cell() {
    let mut picture = Raster::white(60, 40).unwrap();
    picture.fill(0, 0, 60, 40).unwrap();
    let rows: &[&[Cell<'_>]] = &[&[Cell { share: 1, content: Content::Picture(&picture) }]];
    let design = Design { paper: Paper::A6, dots_per_inch: 203, rows, barcodes: &[] };
    let label = design.raster().unwrap();
    // The picture, and the rule below it, 3 dots high from margin to margin.
    let count: u32 = label.bytes().iter().map(|byte| byte.count_ones()).sum();
    assert_eq!(count, 60 * 40 + 3 * (label.width() - 2 * 24));
    let x = (label.width() - 60) / 2;
    assert!(label.is_black(x, 34) && label.is_black(x + 59, 73));
    assert!(!label.is_black(x + 60, 73) && !label.is_black(x, 74) && !label.is_black(x, 33));
    assert_eq!(design.module(), Ok(0));
}

#[test]
fn long_texts_below_bars_break_before_an_identifier() {
    let data = b"10LOT7";
    let long = "(10) LOT7 (17) 271130 (37) 12345678 (21) ABCDEFGHIJ";
    let heights = ["(10) LOT7", long].map(|text| {
        let barcodes = [Barcode { data, text }];
        let label =
            Design { paper: Paper::A6, dots_per_inch: 203, rows: &[], barcodes: &barcodes }.raster().unwrap();
        bars(&label)[0].0
    });
    assert_eq!(heights[0] - heights[1], 36, "one line more");
    let endless = "(10) ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let barcodes = [Barcode { data, text: endless }];
    let refused = Design { paper: Paper::A6, dots_per_inch: 203, rows: &[], barcodes: &barcodes }.raster();
    assert_eq!(refused, Err(Error::NoRoom { item: 0 }));
}

#[test]
fn what_finds_no_room_is_named() {
    let fits = text("A", "b");
    let wide = text("A", "this line is by far too wide for one half of an A6 label");
    let tall = text("A", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18");
    assert_eq!(drawn(&[&[fits], &[fits, wide]]), Err(Error::NoRoom { item: 2 }));
    assert_eq!(drawn(&[&[fits, fits], &[fits, tall]]), Err(Error::NoRoom { item: 2 }), "the row's first");
    let broad = Raster::white(800, 2).unwrap();
    let picture = Cell { share: 1, content: Content::Picture(&broad) };
    assert_eq!(drawn(&[&[picture]]), Err(Error::NoRoom { item: 0 }));
    // 156 modules and both quiet zones at 0.495 mm are 87 mm.
    let small = |width, height| {
        let paper = Paper { width, height };
        design(paper, 203, &[&[fits]]).raster()
    };
    assert_eq!(small(870, 1480), Err(Error::NoRoom { item: 2 }), "bars too long");
    assert!(small(900, 1480).is_ok());
    assert_eq!(small(1050, 700), Err(Error::NoRoom { item: 1 }), "room for one barcode only");
    assert_eq!(small(0, 0), Err(Error::NoRoom { item: 2 }));
}

#[test]
fn what_cannot_be_printed_is_named() {
    let (first, second) = (text("FROM", "Mill"), text("TO", "one\ntwo\u{e9}"));
    assert_eq!(drawn(&[&[first, second]]), Err(Error::Unprintable { item: 1, at: 9 }));
    let caption = text("\u{4e2d}", "x");
    assert_eq!(drawn(&[&[first], &[caption]]), Err(Error::Unprintable { item: 1, at: 0 }));
    let with = |barcode| {
        let barcodes = [BARCODES[0], barcode];
        Design { barcodes: &barcodes, ..design(Paper::A6, 203, &[&[first]]) }.raster()
    };
    let text = "(10) A";
    assert_eq!(with(Barcode { data: b"10A B", text }), Err(Error::Unprintable { item: 2, at: 3 }));
    assert_eq!(
        with(Barcode { data: b"10A", text: "(10) \u{2212}" }),
        Err(Error::Unprintable { item: 2, at: 5 })
    );
    assert_eq!(with(Barcode { data: b"", text }), Err(Error::Length { at: 0 }));
    assert_eq!(with(Barcode { data: &[b'1'; 49], text }), Err(Error::SymbolCapacity));
}

#[test]
fn numbers_out_of_range_are_refused() {
    let fits: &[Cell<'_>] = &[text("A", "b")];
    let good = design(Paper::A6, 203, std::slice::from_ref(&fits));
    let refused = |design: Design<'_>| assert_eq!(design.raster(), Err(Error::Parameter), "{design:?}");
    refused(Design { dots_per_inch: 99, ..good });
    refused(Design { dots_per_inch: 1201, ..good });
    refused(Design { rows: &[&[]], ..good });
    let many = [text("", ""); 257];
    refused(Design { rows: &[&many], ..good });
    for share in [0, 101, u32::MAX] {
        let cells = [Cell { share, ..fits[0] }];
        refused(Design { rows: &[&cells], ..good });
    }
    assert_eq!(good.zpl(0), Err(Error::Parameter));
    let endless = Paper { width: u32::MAX, height: u32::MAX };
    assert_eq!(Design { paper: endless, ..good }.raster(), Err(Error::ImageSize));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_design_is_all_or_a_clean_refusal(
        paper in (0_u32..3000, 0_u32..3000), dpi in 90_u32..400, texts in prop::collection::vec("[ -~\n]{0,30}", 0..8),
        share in 0_u32..200, columns in 1_usize..4, data in "[!-~\u{1d}]{0,50}", read in "\\PC{0,40}", side in 0_u32..2000,
    ) {
        let picture = Raster::white(side, side).unwrap();
        let mut cells: Vec<Cell<'_>> = texts.iter().map(|line| text("A", line)).collect();
        cells.push(Cell { share, content: Content::Picture(&picture) });
        let rows: Vec<&[Cell<'_>]> = cells.chunks(columns).collect();
        let barcodes = [Barcode { data: data.as_bytes(), text: &read }, BARCODES[1]];
        let paper = Paper { width: paper.0, height: paper.1 };
        let design = Design { paper, dots_per_inch: dpi, rows: &rows, barcodes: &barcodes };
        prop_assert_eq!(design.raster().err(), design.zpl(1).err());
    }
}
