//! Bars, compressed graphics, and one whole label as a printer job.

use symbolon::symbol::label::{Barcode, Cell, Content, Design, Paper, TextSize};
use symbolon::symbol::zpl::Job;
use symbolon::symbol::{Raster, code128};

use super::{rows, text, unhex};

#[test]
fn bars() {
    for row in rows("code128.json") {
        let data = unhex(text(&row, "data"));
        let bars = code128::draw(&data, row["fnc1"] == 1).unwrap();
        assert_eq!(bars.characters(), unhex(text(&row, "characters")), "{row}");
        let modules: String = bars.modules().map(|bar| if bar { '1' } else { '0' }).collect();
        assert_eq!(modules, text(&row, "modules"), "{row}");
    }
}

#[test]
fn graphic_fields() {
    for row in rows("zpl_graphic.json") {
        let side = |name: &str| u32::try_from(row[name].as_u64().unwrap()).unwrap();
        let raster = Raster::from_bytes(side("width"), side("height"), &unhex(text(&row, "dots"))).unwrap();
        let mut job = Job::new(4000, 100).unwrap();
        job.graphic(5, 6, &raster).unwrap();
        let job = String::from_utf8(job.finish(1).unwrap()).unwrap();
        let wanted = format!("^FO5,6{}\n", text(&row, "field"));
        assert!(job.contains(&wanted), "{job}\n{wanted}");
    }
}

/// Nobody else writes this label: the job is kept as it was first written, looked at, and read back.
#[test]
fn a_label() {
    let cell = |share, caption, text, size| Cell { share, content: Content::Text { caption, text, size } };
    let logo = Raster::from_bytes(12, 4, &[0xFF, 0xF0, 0x80, 0x10, 0x80, 0x10, 0xFF, 0xF0]).unwrap();
    let design = Design {
        paper: Paper { width: 1016, height: 700 },
        dots_per_inch: 203,
        rows: &[&[
            cell(4, "FROM", "Demo Mill\n~Hall^4 \\ @", TextSize::Normal),
            cell(3, "COUNT", "96", TextSize::Large),
            Cell { share: 1, content: Content::Picture(&logo) },
        ]],
        barcodes: &[Barcode { data: b"00006141411234567890", text: "(00) 0 0614141 123456789 0" }],
    };
    let job = String::from_utf8(design.zpl(1).unwrap()).unwrap();
    let dots = design.raster().unwrap();
    assert_eq!((dots.width(), dots.height()), (812, 559));
    let hash = blake3::hash(dots.bytes()).to_hex().to_string();
    if std::env::var_os("UPDATE").is_some() {
        let row = serde_json::json!([{ "source": "symbolon 0.1, first of its kind", "job": job, "blake3_of_dots": hash }]);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/label.json");
        std::fs::write(path, format!("{row:#}\n")).unwrap();
    }
    let row = &rows("label.json")[0];
    assert_eq!(job, text(row, "job"));
    assert_eq!(hash, text(row, "blake3_of_dots"));
}
