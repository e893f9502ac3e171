//! Labels on a page.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::symbol::Raster;
use symbolon::symbol::sheet::Page;

fn black(width: u32, height: u32) -> Raster {
    let mut raster = Raster::white(width, height).unwrap();
    raster.fill(0, 0, width, height).unwrap();
    raster
}

#[test]
fn pages_of_paper() {
    let page = Page::a4(300, 3, 8);
    assert_eq!((page.width, page.height, page.margin, page.gap), (2480, 3507, 118, 59));
    assert_eq!(page.cell(), Ok(((2480 - 236 - 118) / 3, (3507 - 236 - 413) / 8)));
    let letter = Page::letter(300, 2, 2);
    assert_eq!((letter.width, letter.height), (2550, 3300));
    assert_eq!([0, 1, 24, 25, 48].map(|labels| page.pages(labels)), [0, 1, 1, 2, 2]);
    assert_eq!(Page { rows: 0, ..page }.pages(5), 0);
}

#[test]
fn each_label_stands_in_the_middle_of_its_cell() {
    let page = Page { width: 100, height: 80, margin: 5, gap: 10, columns: 2, rows: 3 };
    assert_eq!(page.cell(), Ok((40, 16)));
    let labels = [black(40, 16), black(10, 4), black(1, 1), black(39, 3)];
    let sheet = page.draw(&labels.iter().collect::<Vec<_>>()).unwrap();
    let mut wanted = Raster::white(100, 80).unwrap();
    for (x, y, width, height) in
        [(5, 5, 40, 16), (55 + 15, 5 + 6, 10, 4), (5 + 19, 31 + 7, 1, 1), (55, 31 + 6, 39, 3)]
    {
        wanted.fill(x, y, width, height).unwrap();
    }
    assert!(sheet == wanted);
    assert!(page.draw(&[]).unwrap() == Raster::white(100, 80).unwrap());
}

#[test]
fn what_finds_no_room_is_named() {
    let page = Page { width: 100, height: 80, margin: 5, gap: 10, columns: 2, rows: 1 };
    let (small, wide, high) = (black(4, 4), black(41, 4), black(4, 71));
    assert_eq!(page.draw(&[&small, &wide]), Err(Error::NoRoom { item: 1 }));
    assert_eq!(page.draw(&[&high]), Err(Error::NoRoom { item: 0 }));
    assert_eq!(page.draw(&[&small, &small, &small]), Err(Error::NoRoom { item: 2 }));
    for none in [
        Page { columns: 0, ..page },
        Page { rows: 0, ..page },
        Page { margin: 50, ..page },
        Page { margin: u32::MAX, ..page },
        Page { gap: 90, ..page },
        Page { columns: u32::MAX, gap: u32::MAX, ..page },
    ] {
        assert_eq!(none.draw(&[]), Err(Error::Parameter), "{none:?}");
    }
    let huge = Page { width: u32::MAX, height: u32::MAX, ..page };
    assert_eq!(huge.draw(&[]), Err(Error::ImageSize));
}

proptest! {
    #[test]
    fn any_page_is_all_or_a_clean_refusal(
        (width, height) in (0_u32..300, 0_u32..300), margin in 0_u32..200, gap in 0_u32..200,
        (columns, rows) in (0_u32..9, 0_u32..9), labels in 0_usize..20, side in 0_u32..40,
    ) {
        let page = Page { width, height, margin, gap, columns, rows };
        let label = black(side, side);
        if let Ok(sheet) = page.draw(&vec![&label; labels]) {
            let count: u32 = sheet.bytes().iter().map(|byte| byte.count_ones()).sum();
            prop_assert_eq!(count as usize, labels * (side * side) as usize, "no label lies on another");
        }
    }
}
