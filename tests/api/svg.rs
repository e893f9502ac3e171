//! SVG files of symbols.

use symbolon::Error;
use symbolon::symbol::{Correction, datamatrix, qr};

#[test]
fn a_small_symbol_as_svg() {
    let svg = datamatrix::draw(b"123456", false).unwrap().svg(0.3).unwrap();
    let (head, rest) = svg.split_once("<path d=\"").unwrap();
    assert_eq!(
        head,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3.6mm\" height=\"3.6mm\" viewBox=\"0 0 12 12\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h12v12h-12z\"/>"
    );
    // The rows of the picture in raster.rs, run by run.
    assert!(rest.starts_with("M1 1h1v1h-1zM3 1h1v1h-1zM5 1h1v1h-1zM7 1h1v1h-1zM9 1h1v1h-1zM1 2h2v1h-2z"));
    assert!(rest.ends_with("M1 10h10v1h-10z\"/></svg>\n"));
}

#[test]
fn the_path_covers_the_dark_modules_and_no_others() {
    let symbol = qr::draw(b"0109506000134352", Correction::Q, true).unwrap();
    let svg = symbol.svg(0.25).unwrap();
    let path = svg.split("<path d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut dark = Vec::new();
    for run in path.split('M').skip(1) {
        let (at, rest) = run.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (u32, u32) = (x.parse().unwrap(), y.parse().unwrap());
        let length: u32 = rest.split_once('v').unwrap().0.parse().unwrap();
        assert_eq!(rest, format!("{length}v1h-{length}z"));
        dark.extend((x..x + length).map(|x| (y - 4, x - 4)));
    }
    let side = symbol.width();
    let wanted: Vec<_> =
        (0..side).flat_map(|y| (0..side).map(move |x| (y, x))).filter(|&(y, x)| symbol.get(x, y)).collect();
    assert_eq!(dark, wanted);
}

#[test]
fn module_sizes_out_of_range_are_refused() {
    let symbol = qr::draw(b"1", Correction::L, false).unwrap();
    for size in [0.0, -1.0, 0.000_9, 1000.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(symbol.svg(size), Err(Error::Parameter));
    }
    assert!(symbol.svg(0.001).unwrap().contains("width=\"0.029mm\""));
    assert!(symbol.svg(1000.0).unwrap().contains("width=\"29000mm\""));
}
