//! Sealed serials and carriers.

use serde_json::Value;
use symbolon::code::carrier::compact::{self, CompactStem};
use symbolon::code::{Alphabet, Format, MasterKey, Opener, Serial, SerialCode, Series, Shape, carrier};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;

use super::{bytes, rows, text};

#[test]
fn sealed_serials() {
    for row in rows("serial.json") {
        let format = if row["format"] == 1 { Format::V1 } else { Format::V2 };
        let (gtin, slot) =
            (Gtin::parse(text(&row, "gtin").as_bytes()).unwrap(), text(&row, "slot").as_bytes());
        let shape = Shape::new(
            Alphabet::new(text(&row, "alphabet").as_bytes()).unwrap(),
            u8::try_from(row["length"].as_u64().unwrap()).unwrap(),
            u8::try_from(slot.len()).unwrap(),
            text(&row, "index_space").parse().unwrap(),
        )
        .unwrap()
        .with_format(format);
        let key = MasterKey::new(bytes(&row, "master")).series_key(gtin, slot);
        let index_key = key.index_key();
        let series = Series::new(key, gtin, slot, shape.clone()).unwrap();
        let index = text(&row, "index").parse().unwrap();
        let serial = Serial::parse(text(&row, "serial").as_bytes()).unwrap();
        assert_eq!(series.seal(index), Ok(serial));
        assert_eq!(series.open(&serial), Ok(index));
        let (mut column, mut indices) = (vec![0; serial.as_bytes().len()], [None]);
        assert_eq!(series.seal_many(index, &mut column), Ok(()));
        series.open_many([column.as_slice()], &mut indices);
        assert_eq!((column.as_slice(), indices), (serial.as_bytes(), [Some(index)]));
        if format == Format::V2 {
            assert_eq!(index_key.expose(), &bytes(&row, "index_key"));
            let opener = Opener::new(index_key, gtin, slot, shape).unwrap();
            assert_eq!(opener.index(&serial), Some(index));
        }
    }
}

#[test]
fn carriers_of_unsigned_codes() {
    for row in rows("carrier.json") {
        let code = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        assert!(code.proof().is_none());
        assert_eq!(code.elements().to_bracketed(), text(&row, "bracketed"));
        assert_eq!(
            SerialCode::from_elements(Elements::parse_bracketed(text(&row, "bracketed").as_bytes()).unwrap()),
            Ok(code.clone())
        );
        check_carriers(&row, &code, "element_string");
    }
}

pub(super) fn check_carriers(row: &Value, code: &SerialCode, element_string: &str) {
    let link_stem = LinkStem::parse(text(row, "link_stem")).unwrap();
    let compact_stem = CompactStem::parse(text(row, "compact_stem")).unwrap();
    assert_eq!(carrier::element_string(code), text(row, element_string).as_bytes());
    assert_eq!(carrier::digital_link(code, &link_stem).unwrap(), text(row, "link"));
    assert_eq!(compact::print(code, &compact_stem).unwrap(), text(row, "compact"));
    for field in [element_string, "link", "compact"] {
        assert_eq!(SerialCode::parse(text(row, field).as_bytes()).as_ref(), Ok(code), "{field}");
    }
}
