//! Hidden marks.

use symbolon::code::SerialCode;
use symbolon::mark::{DeriveKey, ShortMark};

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
