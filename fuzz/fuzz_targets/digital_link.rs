//! Digital Link URIs and their stems: what is read is written in canonical form, and that form reads as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::Error;
use symbolon::gs1::element::Elements;
use symbolon::gs1::link::{self, LinkStem};

fuzz_target!(|input: &[u8]| {
    match link::parse(input) {
        Ok(read) => check(read.elements, &LinkStem::GS1),
        Err(error) => assert!(error.place().is_none_or(|at| at as usize <= input.len()), "{error:?}"),
    }
    let Ok(text) = str::from_utf8(input) else { return };
    match LinkStem::parse(text) {
        Ok(stem) => {
            assert_eq!(LinkStem::parse(stem.as_str()), Ok(stem.clone()));
            let sample = b"(01)09506000134352(10)A/1(21)00(17)270131(91)a+b";
            check(Elements::parse_bracketed(sample).unwrap(), &stem);
        }
        Err(error) => assert!(error.place().is_none_or(|at| at as usize <= text.len()), "{error:?}"),
    }
});

fn check(mut elements: Elements, stem: &LinkStem) {
    let keys = elements.iter().filter(|(ai, _)| ai.row().key.is_some()).count();
    let printed = match link::print(&elements, stem) {
        Ok(printed) => printed,
        // A second key is read from the query, and never written there.
        Err(error) => return assert!(keys > 1 && matches!(error, Error::Combination { .. })),
    };
    assert_eq!(keys, 1);
    if printed.len() > Elements::MAX_INPUT as usize {
        return;
    }
    let read = link::parse(printed.as_bytes()).unwrap();
    assert_eq!(read.ignored, 0);
    assert_eq!(link::print(&read.elements, stem).as_ref(), Ok(&printed));
    let mut again = read.elements;
    again.sort();
    elements.sort();
    assert_eq!(again, elements);
}
