//! Compact URLs: any payload behind a stem, any digits, any address, any stem. One code has one URL.
#![no_main]

use std::fmt::Write as _;

use libfuzzer_sys::fuzz_target;
use symbolon::code::SerialCode;
use symbolon::code::carrier::compact::{self, CompactStem};

const STEM: &str = "HTTPS://T.CN";

fuzz_target!(|input: &[u8]| {
    check(&as_payload(input));
    let digits: String = input.iter().map(|byte| char::from(b'0' + byte % 10)).collect();
    check(&format!("{STEM}/{digits}"));

    let Ok(text) = str::from_utf8(input) else { return };
    if let Ok(code) = compact::parse(input) {
        assert_eq!(SerialCode::parse(input).as_ref(), Ok(&code));
        check(&compact::print(&code, &CompactStem::parse(STEM).unwrap()).unwrap());
    }
    if let Ok(stem) = CompactStem::parse(text) {
        assert_eq!(CompactStem::parse(stem.as_str()).as_ref(), Ok(&stem));
        let code = SerialCode::parse(b"00395060000000000016").unwrap();
        let url = compact::print(&code, &stem).unwrap();
        assert_eq!(SerialCode::parse(url.as_bytes()), Ok(code));
    }
});

/// A URL under the stem that reads as a code is the URL which that code has.
fn check(url: &str) {
    match compact::parse(url.as_bytes()) {
        Ok(code) => {
            assert_eq!(compact::print(&code, &CompactStem::parse(STEM).unwrap()).as_deref(), Ok(url));
            assert_eq!(SerialCode::parse(url.as_bytes()), Ok(code));
        }
        Err(error) => assert!(error.place().is_none_or(|at| at as usize <= url.len()), "{error:?}"),
    }
}

/// The payload in the digits of the format: 7 bytes as 17 digits.
fn as_payload(payload: &[u8]) -> String {
    let mut url = format!("{STEM}/");
    for group in payload.chunks(7) {
        let number = group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let width = [0, 3, 5, 8, 10, 13, 15, 17][group.len()];
        let _ = write!(url, "{number:0width$}");
    }
    url
}
