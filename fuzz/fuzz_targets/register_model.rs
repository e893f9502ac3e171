//! Sequences of calls on the register of pairs and on two plain maps: every answer, every refusal alike.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::mark::Register;

#[path = "../../tests/model/register.rs"]
mod model;

use model::{CODES, Call, MARKS, Model, apply, compare};

#[derive(Arbitrary, Debug)]
enum Step {
    Enroll(Vec<u8>),
    Bind(u8, u8),
    Activate(u8, u8),
    Void(u8),
    VoidOf(u8),
}

fuzz_target!(|steps: Vec<Step>| {
    let (mut register, mut model) = (Register::new(&[5; 32]), Model::default());
    // Half of the marks are there, so that most calls have something to do.
    apply(&mut register, &mut model, &Call::Enroll((0..MARKS / 2).collect()));
    for step in steps.into_iter().take(64) {
        let call = match step {
            Step::Enroll(marks) => {
                Call::Enroll(marks.into_iter().take(MARKS.into()).map(|m| m % MARKS).collect())
            }
            Step::Bind(code, mark) => Call::Bind(code % CODES, mark % MARKS),
            Step::Activate(code, mark) => Call::Activate(code % CODES, mark % MARKS),
            Step::Void(mark) => Call::Void(mark % MARKS),
            Step::VoidOf(code) => Call::VoidOf(code % CODES),
        };
        apply(&mut register, &mut model, &call);
    }
    compare(&register, &model);
});
