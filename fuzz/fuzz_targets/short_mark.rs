//! Short marks as people type them, and derived marks of any text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::code::SerialCode;
use symbolon::mark::{DeriveKey, MarkAnswer, ShortMark};

fuzz_target!(|input: &[u8]| {
    match ShortMark::parse(input) {
        Ok(mark) => check(&mark),
        Err(error) => assert!(error.place().is_none_or(|at| (at as usize) < input.len()), "{error:?}"),
    }
    if let Some(bits) = input.first_chunk() {
        check(&ShortMark::from_random(bits));
    }
    if let Some(data) = input.first_chunk() {
        let wanted = data.iter().all(|symbol| *symbol < 32);
        let mark = ShortMark::from_data(*data);
        assert_eq!(mark.is_ok(), wanted);
        if let Ok(mark) = mark {
            assert_eq!(mark.symbols()[..8], data[..]);
            check(&mark);
        }
    }

    let (line, date) = input.split_at(input.len() / 2);
    let Ok(key) = DeriveKey::new(&[1; 32], line, 7) else {
        return assert!(line.len() > 64);
    };
    let identity = *SerialCode::parse(b"0109506000134352215").unwrap().identity();
    match key.derive(&identity, date, line, None) {
        Ok(mark) => {
            check(&mark);
            assert_eq!(key.check(&identity, date, line, None, &mark), Ok(MarkAnswer::Match));
            let other = key.derive(&identity, date, line, Some(0)).unwrap();
            assert_ne!(other, mark);
        }
        Err(_) => assert!(date.len() > 64 || line.len() > 64),
    }
});

/// The printed form reads back, however it is typed; with one wrong symbol it never does.
fn check(mark: &ShortMark) {
    let text = mark.text();
    assert_eq!(ShortMark::parse(&text).as_ref(), Ok(mark));
    assert_eq!(ShortMark::parse(&text.to_ascii_lowercase()).as_ref(), Ok(mark));
    let [data @ .., _] = mark.symbols();
    assert_eq!(ShortMark::from_data(data).as_ref(), Ok(mark));
    for place in (0..11).filter(|place| text[*place] != b'-') {
        let mut wrong = text;
        wrong[place] = if wrong[place] == b'7' { b'Z' } else { b'7' };
        assert!(ShortMark::parse(&wrong).is_err());
    }
}
