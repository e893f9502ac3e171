//! Whatever a scanner delivers: each carrier of an accepted code reads back as that code.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::code::{KeyId, Proof, SerialCode};
use symbolon::gs1::link::LinkStem;
use symbolon::trust::message;

fuzz_target!(|input: &[u8]| {
    match SerialCode::parse(input) {
        Ok(code) => check(code),
        Err(error) => assert!(error.place().is_none_or(|at| at as usize <= input.len()), "{error:?}"),
    }
});

fn check(code: SerialCode) {
    let stem = CompactStem::parse("HTTPS://T.CN").unwrap();
    let forms = [
        carrier::element_string(&code),
        carrier::digital_link(&code, &LinkStem::GS1).unwrap().into_bytes(),
        compact::print(&code, &stem).unwrap().into_bytes(),
    ];
    for form in forms {
        assert_eq!(SerialCode::parse(&form).as_ref(), Ok(&code), "{}", String::from_utf8_lossy(&form));
    }
    let bare = SerialCode::parse(&code.identity().bytes()).unwrap();
    assert_eq!(bare.identity(), code.identity());

    let mut signed = Vec::new();
    message::write(&code, KeyId::new([7; 5]), &mut signed);
    if code.proof().is_none()
        && let Ok(with_proof) = code.with_proof(Proof { key_id: KeyId::new([7; 5]), signature: [9; 64] })
    {
        // A proof changes neither what is signed nor that the code reads back.
        let mut again = Vec::new();
        message::write(&with_proof, KeyId::new([7; 5]), &mut again);
        assert_eq!(again, signed);
        assert_eq!(SerialCode::parse(&carrier::element_string(&with_proof)), Ok(with_proof));
    }
}
