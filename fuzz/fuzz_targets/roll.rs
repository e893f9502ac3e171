//! A roll's check on any labels in any order, and heads from any bytes.
#![no_main]

use std::collections::BTreeSet;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::mark::{Roll, RollCheck, RollFinding, RollHead};

#[derive(Arbitrary, Debug)]
struct Input {
    head: Vec<u8>,
    length: u8,
    reach: u32,
    labels: Vec<(Option<u8>, Option<u8>)>,
}

fuzz_target!(|input: Input| {
    if let Ok(head) = RollHead::from_bytes(&input.head) {
        assert_eq!(head.to_bytes()[..], input.head);
    }
    let mut roll = Roll::new(&[7; 32], &[1; 16]);
    let rows: Vec<_> = (0..input.length).map(|at| roll.append(&[at], &[at, 0]).unwrap()).collect();
    let mut check = RollCheck::new(&[7; 32], rows, roll.head(), input.reach).unwrap();
    let (mut came, mut last) = (BTreeSet::new(), 0);
    for (code, mark) in input.labels {
        let (visible, hidden) = (code.map(|at| [at]), mark.map(|at| [at, 0]));
        let step = check
            .step(visible.as_ref().map(|text| &text[..]), hidden.as_ref().map(|text| &text[..]))
            .unwrap();
        assert!(step.expected >= last && check.next() >= step.expected);
        last = step.expected;
        // What is named was read.
        assert!(step.visible.is_none_or(|at| code.map(u64::from) == Some(at)));
        assert!(step.hidden.is_none_or(|at| mark.map(u64::from) == Some(at)));
        assert_eq!(step.finding == RollFinding::Unread, code.is_none() && mark.is_none());
        let position = if code.is_some() { step.visible } else { step.hidden };
        if let Some(at) = position {
            let repeated = !came.insert(at);
            assert!(
                step.finding == RollFinding::Mispaired || (step.finding == RollFinding::Repeated) == repeated
            );
        }
        if let Some(gap) = step.gap {
            assert!(gap.missing >= 1 && gap.missing <= gap.end - gap.first);
        }
    }
    let absent = u64::from(input.length) - came.len() as u64;
    assert!(check.finish().map_or(0, |gap| gap.missing) <= absent);
});
