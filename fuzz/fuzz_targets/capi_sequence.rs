//! Sequences of C calls in any order, on handles that are there or NULL, with any inputs and buffers of any size.
//!
//! Only what the header leaves to the caller is kept: lengths are true, and no handle is used after it was freed.
//! The address sanitizer guards the memory beyond each buffer, and finds what is never freed.
#![no_main]

#[path = "capi_sequence/batches.rs"]
mod batches;
#[path = "capi_sequence/codes.rs"]
mod codes;
#[path = "capi_sequence/leases.rs"]
mod leases;
#[path = "capi_sequence/marks.rs"]
mod marks;
#[path = "capi_sequence/memory.rs"]
mod memory;
#[path = "capi_sequence/trust.rs"]
mod trust;
#[path = "capi_sequence/units.rs"]
mod units;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;

use batches::{BatchCall, Batches, Others};
use codes::{CodeCall, Codes};
use leases::{LeaseCall, Leases};
use marks::{MarkCall, Marks};
use memory::Memory;
use trust::{Trust, TrustCall};
use units::{UnitCall, Units};

#[derive(Arbitrary, Debug)]
struct Step<'a> {
    report: u8,
    call: Call<'a>,
}

#[derive(Arbitrary, Debug)]
enum Call<'a> {
    Code(CodeCall<'a>),
    Trust(TrustCall<'a>),
    Mark(MarkCall<'a>),
    Unit(UnitCall<'a>),
    Lease(LeaseCall<'a>),
    Batch(BatchCall<'a>),
}

fuzz_target!(|steps: Vec<Step>| {
    let (mut memory, mut codes, mut trust) = (Memory::default(), Codes::default(), Trust::default());
    let (mut marks, mut units) = (Marks::default(), Units::default());
    let (mut leases, mut batches) = (Leases::default(), Batches::default());
    for step in steps.iter().take(48) {
        memory.report.set(step.report);
        match &step.call {
            Call::Code(call) => codes.make(call, &mut memory),
            Call::Trust(call) => trust.make(call, &mut memory, codes.series),
            Call::Mark(call) => marks.make(call, &mut memory),
            Call::Unit(call) => units.make(call, &mut memory),
            Call::Lease(call) => leases.make(call, &mut memory, trust.issuer),
            Call::Batch(call) => {
                let (issuer, series, verifier) = (trust.issuer, codes.series, trust.verifier);
                batches.make(call, &mut memory, &Others { issuer, series, verifier });
            }
        }
    }
});
