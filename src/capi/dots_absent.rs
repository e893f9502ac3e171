//! The same functions in a build that reads no pictures: nothing is ever seen.

use super::super::boundary::Fault;
use super::{symbolon_dots_report, symbolon_dots_view};
use crate::mark::dots::{Patch, Payload};

pub(super) enum Sight {}

pub(super) fn locate(_: &[u8], _: (u32, u32, usize), _: &symbolon_dots_view) -> Result<Option<Sight>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn add(sight: &mut Sight, _: &Sight) {
    match *sight {}
}

pub(super) fn read(sight: &Sight) -> Option<(Payload, u32)> {
    match *sight {}
}

pub(super) fn verify(sight: &Sight, _: &Patch) -> symbolon_dots_report {
    match *sight {}
}
