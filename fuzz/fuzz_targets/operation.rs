//! Operations of the hierarchy from hostile bytes: what is read is written the same, and no forest breaks on it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::code::{Level, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Operation, OperationId, Rules};

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = Operation::decode(bytes) else { return };
    let mut again = Vec::new();
    read.operation().encode(&mut again);
    assert_eq!(again, bytes);
    let series = SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"I").unwrap();
    let mut forest = Forest::new(Rules::new([20, 20, 20]));
    for (level, indices) in [(Level::ITEM, 0..60), (Level::BOX, 60..70), (Level::CASE, 70..75)] {
        forest.register(&series, level, indices).unwrap();
    }
    let first = forest.apply(OperationId(1), &read.operation());
    let second = forest.apply(OperationId(1), &read.operation());
    assert_eq!(first.map(|outcome| outcome.units), second.map(|outcome| outcome.units));
    assert_eq!(forest.check(), Ok(()));
});
