//! Hidden marks.

use symbolon::code::SerialCode;
use symbolon::mark::{Bound, DeriveKey, ImageKind, ShortMark};

use super::{bytes, rows, text};

#[test]
fn derived_marks() {
    for row in rows("mark.json") {
        let epoch = text(&row, "epoch").parse().unwrap();
        let key = DeriveKey::new(&bytes(&row, "secret"), text(&row, "tenant").as_bytes(), epoch).unwrap();
        let code = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let (date_text, line) = (text(&row, "date_text").as_bytes(), text(&row, "line").as_bytes());
        let position = text(&row, "roll_position").parse().ok();
        let mark = key.derive(code.identity(), date_text, line, position).unwrap();
        assert_eq!(mark.to_string(), text(&row, "mark"));
        assert!(ShortMark::parse(text(&row, "mark").as_bytes()).is_ok_and(|typed| typed == mark));
    }
}

#[test]
fn streams_of_marks_in_pictures() {
    for row in rows("mark.json") {
        let epoch = text(&row, "epoch").parse().unwrap();
        let key = DeriveKey::new(&bytes(&row, "secret"), text(&row, "tenant").as_bytes(), epoch).unwrap();
        let code = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let bound = Bound {
            identity: code.identity(),
            date_text: text(&row, "date_text").as_bytes(),
            line: text(&row, "line").as_bytes(),
            roll_position: text(&row, "roll_position").parse().ok(),
        };
        let kinds = [ImageKind::Layer, ImageKind::Dots, ImageKind::Date, ImageKind::Copy];
        for (kind, name) in kinds.into_iter().zip(["layer", "dots", "date", "copy"]) {
            let stream = key.stream(kind, kind as u16 * 256 + 1, &bound).unwrap();
            let wanted: [u8; 64] = bytes(&row, &format!("{name}_bytes"));
            assert_eq!(stream.bytes(64)[..], wanted);
            let bits = wanted.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
            assert_eq!(stream.bits(509)[..], bits.take(509).collect::<Vec<_>>());
            let places: [u8; 20] = bytes(&row, &format!("{name}_permutation"));
            assert_eq!(stream.permutation(20)[..], places.map(u16::from));
            assert_eq!(format!("{stream:?}"), "MarkStream(..)");
        }
    }
}
