//! Snapshots of any bytes, and of any content with checks that hold: refused, or a forest whose walks end.
//!
//! The first byte chooses: a snapshot as it comes, or one whose checks are made to hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::Error;
use symbolon::pack::{Forest, Operation, OperationId};

fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    let bytes = if choice % 2 == 0 { rest.to_vec() } else { with_checks(rest.to_vec()) };
    match Forest::restore(&bytes, [0; 16]) {
        Ok((forest, position)) => {
            let mut again = Vec::new();
            forest.snapshot(position, &mut again);
            let back = Forest::restore(&again, [0; 16]).map(|(forest, _)| forest);
            assert_eq!(back.as_ref(), Ok(&forest), "what is opened can be written");
            if forest.len() < 300 {
                bear(forest);
            }
        }
        Err(Error::Snapshot { at }) => assert!(at as usize <= bytes.len()),
        Err(Error::Version { at: 7 }) => {}
        Err(error) => panic!("{error:?}"),
    }
});

/// The same bytes with the check behind every section that is whole.
fn with_checks(mut bytes: Vec<u8>) -> Vec<u8> {
    let (mut at, mut check) = (8, [0; 32]);
    while let Some(head) = bytes.get(at + 8..at + 16) {
        let length = usize::try_from(u64::from_le_bytes(head.try_into().unwrap())).unwrap_or(usize::MAX);
        let Some(end) = length.checked_next_multiple_of(8).and_then(|length| length.checked_add(at + 16))
        else {
            break;
        };
        let Some(section) = bytes.get(at..end) else { break };
        let mut hasher = blake3::Hasher::new_keyed(b"symbolon v1 snapshot\0\0\0\0\0\0\0\0\0\0\0\0");
        check = *hasher.update(&check).update(section).finalize().as_bytes();
        let Some(place) = bytes.get_mut(end..end + 32) else { break };
        place.copy_from_slice(&check);
        at = end + 32;
    }
    bytes
}

/// Walks over everything and changes something.
fn bear(mut forest: Forest) {
    let _ = forest.check();
    let units: Vec<_> = forest.units().collect();
    for (number, unit) in (0..).zip(&units) {
        assert!(forest.path(*unit).unwrap().count() <= 8, "no unit lies in itself");
        assert!(forest.leaves(*unit).unwrap().count() <= units.len(), "no unit lies in two containers");
        let _ =
            (forest.name(*unit), forest.counts(*unit), forest.next_sibling(*unit), forest.declared(*unit));
        let other = units.get(number * 7 % units.len()).copied().unwrap_or(*unit);
        let operations = [
            Operation::Sample { unit: *unit },
            Operation::Pack { container: other, units: &[*unit] },
            Operation::UnpackAll { container: *unit },
            Operation::Merge { from: *unit, to: other },
        ];
        for operation in operations {
            let _ = forest.apply(OperationId(number as u64), &operation);
        }
    }
    forest.compact();
    for unit in units {
        let _ = forest.children(unit).unwrap().count();
    }
}
