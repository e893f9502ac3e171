//! Bars, labels, sheets and printer jobs, as C asks for them. A build that cannot draw says so.
#![allow(unused_imports)] // the features decide which are needed

use std::ptr::{null, null_mut};

use symbolon::capi::code128::*;
use symbolon::capi::gs1::*;
use symbolon::capi::label::*;
use symbolon::capi::qr_run::SYMBOLON_MASK_BEST;
use symbolon::capi::sheet::*;
use symbolon::capi::status::*;
use symbolon::capi::symbol::*;
use symbolon::capi::zpl::*;

use super::arguments::*;

static SSCC: &[u8] = b"00006141411234567890";
#[cfg(feature = "draw")]
static BLACK: [u8; 33] = [0xFF; 33];
static READ: &[u8] = b"(00) 0 0614141 123456789 0";

static GS1: symbolon_bars_options = symbolon_bars_options {
    size: 28,
    fnc1: 1,
    dots_per_module: 2,
    height: 40,
    quiet: 0,
    module_micrometres: 0,
    height_micrometres: 0,
};

fn cell(row: u32, caption: &'static str, text: &'static str) -> symbolon_label_cell {
    symbolon_label_cell {
        row,
        share: 0,
        text_size: SYMBOLON_TEXT_NORMAL,
        reserved: 0,
        caption: caption.as_ptr(),
        caption_len: caption.len(),
        text: text.as_ptr(),
        text_len: text.len(),
        picture: null(),
        picture_width: 0,
        picture_height: 0,
    }
}

fn barcode() -> symbolon_label_barcode {
    symbolon_label_barcode {
        data: SSCC.as_ptr(),
        data_len: SSCC.len(),
        text: READ.as_ptr(),
        text_len: READ.len(),
    }
}

#[test]
fn the_text_for_people_comes_from_the_elements() {
    let prefix = b"0614141";
    let text = fills(&|b, c, l| {
        status!(symbolon_gs1_readable(
            SSCC.as_ptr(),
            SSCC.len(),
            prefix.as_ptr(),
            prefix.len(),
            b,
            c,
            l,
            null_mut()
        ))
    });
    assert_eq!(text, READ);
    let text = fills(&|b, c, l| {
        status!(symbolon_gs1_readable(SSCC.as_ptr(), SSCC.len(), null(), 0, b, c, l, null_mut()))
    });
    assert_eq!(text, b"(00) 006141411234567890");
    let mut len = 0;
    let (data, n, short) = (SSCC.as_ptr(), SSCC.len(), b"061");
    let status =
        status!(symbolon_gs1_readable(data, n, short.as_ptr(), 3, null_mut(), 0, &raw mut len, null_mut()));
    assert_eq!(status, SYMBOLON_E_COMPANY_PREFIX);
}

#[test]
#[cfg(feature = "draw")]
fn bars_have_the_sizes_that_are_announced() {
    let (data, n, options) = (SSCC.as_ptr(), SSCC.len(), &raw const GS1);
    let mut modules = 0;
    ok!(symbolon_code128_width(data, n, options, &raw mut modules, null_mut()));
    assert_eq!(modules, 156);
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let dots =
        fills(&|b, c, l| status!(symbolon_code128_raster(data, n, options, b, c, l, shape_at, null_mut())));
    // SAFETY: written by the calls above.
    let shape = unsafe { shape_at.read() };
    assert_eq!((shape.width, shape.height, shape.stride), (352, 40, 44));
    assert_eq!(dots.len(), 44 * 40);
    let png = fills(&|b, c, l| status!(symbolon_code128_png(data, n, options, b, c, l)));
    assert!(png.starts_with(b"\x89PNG\r\n"));
    let svg = fills(&|b, c, l| status!(symbolon_code128_svg(data, n, options, b, c, l)));
    assert!(svg.windows(27).any(|text| text == b"width=\"88mm\" height=\"32mm\" "));
    let mut info = info();
    let wrong = symbolon_bars_options { fnc1: 2, ..GS1 };
    let refused = |data: &[u8], options: &symbolon_bars_options, info: *mut symbolon_error| {
        let mut modules = 0;
        status!(symbolon_code128_width(data.as_ptr(), data.len(), options, &raw mut modules, info))
    };
    assert_eq!(refused(SSCC, &wrong, &raw mut info), SYMBOLON_E_PARAMETER);
    assert_eq!(refused(b"10A B", &GS1, &raw mut info), SYMBOLON_E_CHARSET);
    assert_eq!(info.at, 3);
    assert_eq!(refused(&[b'1'; 49], &GS1, &raw mut info), SYMBOLON_E_SYMBOL_CAPACITY);
}

#[test]
#[cfg(feature = "draw")]
fn a_label_is_drawn_and_written() {
    let cells = [cell(0, "FROM", "Mill"), cell(0, "TO", "Store\nHall 4"), cell(1, "", "below")];
    let barcodes = [barcode()];
    let (at, n, bars) = (cells.as_ptr(), cells.len(), barcodes.as_ptr());
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let options: *const symbolon_label_options = null();
    let dots = fills(&|b, c, l| {
        status!(symbolon_label_raster(options, at, n, bars, 1, b, c, l, shape_at, null_mut()))
    });
    // SAFETY: written by the calls above.
    let shape = unsafe { shape_at.read() };
    assert_eq!((shape.width, shape.height, dots.len()), (839, 1182, 105 * 1182));
    let png = fills(&|b, c, l| status!(symbolon_label_png(options, at, n, bars, 1, b, c, l, null_mut())));
    assert!(png.starts_with(b"\x89PNG\r\n"));
    let two = symbolon_label_options { size: 20, copies: 2, ..Default::default() };
    let zpl =
        fills(&|b, c, l| status!(symbolon_label_zpl(&raw const two, at, n, bars, 1, b, c, l, null_mut())));
    assert!(zpl.starts_with(b"^XA") && zpl.ends_with(b"^PQ2^XZ\n"));

    // The same label in one row is another one.
    let flat = cells.map(|cell| symbolon_label_cell { row: 7, ..cell });
    let other = fills(&|b, c, l| {
        status!(symbolon_label_raster(options, flat.as_ptr(), n, bars, 1, b, c, l, shape_at, null_mut()))
    });
    assert!(other != dots);
}

#[test]
#[cfg(feature = "draw")]
fn what_a_label_cannot_hold_is_named() {
    let mut info = info();
    let mut len = 0;
    let mut refused = |cells: &[symbolon_label_cell], barcodes: &[symbolon_label_barcode]| {
        let status = status!(symbolon_label_zpl(
            null(),
            cells.as_ptr(),
            cells.len(),
            barcodes.as_ptr(),
            barcodes.len(),
            null_mut(),
            0,
            &raw mut len,
            &raw mut info
        ));
        (status, info.item, info.at)
    };
    let (good, bars) = (cell(0, "A", "b"), barcode());
    let none = u32::MAX;
    let wide = symbolon_label_cell { picture: SSCC.as_ptr(), picture_width: 160, picture_height: 1, ..good };
    assert_eq!(refused(&[good, wide], &[bars]).0, SYMBOLON_E_BUFFER, "a picture of 20 bytes");
    let thin = symbolon_label_cell { share: 100, ..good };
    assert_eq!(refused(&[thin, wide], &[bars]), (SYMBOLON_E_NO_ROOM, 1, none));
    assert_eq!(refused(&[good, cell(0, "TO", "a\x07")], &[bars]), (SYMBOLON_E_UNPRINTABLE, 1, 3));
    assert_eq!(refused(&[good, cell(0, "TO", "a\u{e9}")], &[bars]), (SYMBOLON_E_UNPRINTABLE, 1, 3));
    let broken = symbolon_label_barcode { text: b"\xFF".as_ptr(), text_len: 1, ..bars };
    assert_eq!(refused(&[good], &[broken]), (SYMBOLON_E_UNPRINTABLE, 1, 0));
    let large = symbolon_label_cell { text_size: 3, ..good };
    assert_eq!(refused(&[large], &[]).0, SYMBOLON_E_PARAMETER);
    let later = symbolon_label_cell { reserved: 1, ..good };
    assert_eq!(refused(&[later], &[]).0, SYMBOLON_E_PARAMETER);
    let missing = symbolon_label_cell { text: null(), ..good };
    assert_eq!(refused(&[missing], &[]).0, SYMBOLON_E_NULL);
}

#[test]
#[cfg(feature = "draw")]
fn labels_stand_on_a_sheet() {
    let page = symbolon_page { size: 28, width: 64, height: 32, margin: 0, gap: 0, columns: 2, rows: 1 };
    let label = symbolon_dots { dots: BLACK.as_ptr(), width: 8, height: 32 };
    let labels = [label, label];
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let page_at = &raw const page;
    let draw = |n, b, c, l, info| {
        status!(symbolon_sheet_raster(page_at, labels.as_ptr(), n, b, c, l, shape_at, info))
    };
    let dots = fills(&|b, c, l| draw(2, b, c, l, null_mut()));
    assert_eq!(dots, [0, 0x0F, 0xF0, 0, 0, 0x0F, 0xF0, 0].repeat(32));
    let png = fills(&|b, c, l| status!(symbolon_sheet_png(page_at, labels.as_ptr(), 2, b, c, l, null_mut())));
    assert!(png.starts_with(b"\x89PNG\r\n"));
    let high = [symbolon_dots { height: 33, dots: BLACK.as_ptr(), ..label }];
    let (mut info, mut len) = (info(), 0);
    let status = status!(symbolon_sheet_raster(
        page_at,
        high.as_ptr(),
        1,
        null_mut(),
        0,
        &raw mut len,
        shape_at,
        &raw mut info
    ));
    assert_eq!((status, info.item), (SYMBOLON_E_NO_ROOM, 0));
}

#[test]
#[cfg(feature = "draw")]
fn a_printer_job_grows_field_by_field() {
    let (mut zpl, mut info) = (null_mut(), info());
    ok!(symbolon_zpl_new(800, 600, &raw mut zpl, null_mut()));
    let data = b"HTTPS://T.CN/1";
    ok!(symbolon_zpl_graphic(zpl, 1, 2, BLACK.as_ptr(), 8, 1, null_mut()));
    ok!(symbolon_zpl_text(zpl, 3, 4, 20, data.as_ptr(), data.len(), null_mut()));
    ok!(symbolon_zpl_qr(zpl, 5, 6, 4, 0, SYMBOLON_MASK_BEST, data.as_ptr(), data.len(), null_mut()));
    ok!(symbolon_zpl_datamatrix(zpl, 300, 6, 4, SSCC.as_ptr(), SSCC.len(), 1, null_mut()));
    ok!(symbolon_zpl_gs1_128(zpl, 5, 300, 3, 90, SSCC.as_ptr(), SSCC.len(), null_mut()));
    let status = status!(symbolon_zpl_graphic(zpl, 799, 0, BLACK.as_ptr(), 8, 1, &raw mut info));
    assert_eq!((status, info.item), (SYMBOLON_E_NO_ROOM, 5));
    let status = status!(symbolon_zpl_qr(zpl, 0, 0, 4, 9, 0, data.as_ptr(), data.len(), null_mut()));
    assert_eq!(status, SYMBOLON_E_PARAMETER);
    let status = status!(symbolon_zpl_datamatrix(zpl, 0, 0, 4, data.as_ptr(), data.len(), 2, null_mut()));
    assert_eq!(status, SYMBOLON_E_PARAMETER);
    let job = fills(&|b, c, l| status!(symbolon_zpl_finish(zpl, 1, b, c, l, null_mut())));
    assert_eq!(
        String::from_utf8(job).unwrap(),
        "^XA^CI28^LH0,0^FWN^PW800^LL600\n\
         ^FO1,2^GFA,1,1,1,!^FS\n\
         ^FO3,4^A0N,20^FH\\^FDHTTPS://T.CN/1^FS\n\
         ^FO5,6^BQN,2,4,M^FH\\^FDMA,HTTPS://T.CN/1^FS\n\
         ^FO300,6^BXN,4,200,,,,_^FH\\^FD_100006141411234567890^FS\n\
         ^FO5,300^BY3^BCN,90,N,N,N,N^FH\\^FD>;>800006141411234567890^FS\n\
         ^PQ1^XZ\n"
    );
    // SAFETY: ours, and freed once.
    unsafe { symbolon_zpl_free(zpl) };
    assert_eq!(status!(symbolon_zpl_new(0, 600, &raw mut zpl, null_mut())), SYMBOLON_E_PARAMETER);
}

#[test]
#[cfg(not(feature = "draw"))]
fn printing_is_said_to_be_left_out() {
    let (mut modules, mut len, mut zpl) = (0, 0, null_mut());
    let (data, n) = (SSCC.as_ptr(), SSCC.len());
    let status = status!(symbolon_code128_width(data, n, &raw const GS1, &raw mut modules, null_mut()));
    assert_eq!(status, SYMBOLON_E_UNSUPPORTED);
    let cells = [cell(0, "A", "b")];
    let bars = [barcode()];
    let (cells, bars) = (cells.as_ptr(), bars.as_ptr());
    let status =
        status!(symbolon_label_zpl(null(), cells, 1, bars, 1, null_mut(), 0, &raw mut len, null_mut()));
    assert_eq!(status, SYMBOLON_E_UNSUPPORTED);
    assert_eq!(status!(symbolon_zpl_new(8, 8, &raw mut zpl, null_mut())), SYMBOLON_E_UNSUPPORTED);
}
