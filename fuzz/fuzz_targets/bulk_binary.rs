//! Bulk files: any bytes are read to an end, and what is read is what the bytes hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::trust::binary::Reader;

fuzz_target!(|input: &[u8]| {
    let reader = match Reader::new(input) {
        Ok(reader) => reader,
        Err(error) => {
            assert!(error.place().is_none_or(|at| at as usize <= input.len()), "{error:?}");
            return;
        }
    };
    let (mut indices, signed) = (reader.indices(), reader.is_signed());
    // Written again, the rows are the file.
    let mut again = input[..32].to_vec();
    let mut whole = true;
    for row in reader {
        match row {
            Ok(row) => {
                assert_eq!((Some(row.index), row.signature.is_some()), (indices.next(), signed));
                again.extend_from_slice(row.serial);
                again.extend(row.signature.into_iter().flatten());
                again.extend(u16::try_from(row.code.len()).unwrap().to_le_bytes());
                again.extend_from_slice(row.code);
            }
            Err(error) => {
                assert!(whole, "an error ends the reading");
                assert!(error.place().is_some_and(|at| at as usize <= input.len()), "{error:?}");
                whole = false;
            }
        }
    }
    assert_eq!(again.len() == input.len(), whole);
    assert!(input.starts_with(&again));
});
