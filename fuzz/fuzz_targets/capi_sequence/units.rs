//! Calls about units: SSCCs, external serials, the hierarchy.
//!
//! Every `unsafe` here is a call of the C ABI whose pointers come from live values with their true lengths, or are
//! NULL, or are handles that were made and not yet freed.

use std::mem::replace;
use std::ptr::null_mut;

use arbitrary::Arbitrary;
use symbolon::capi::gs1::{
    symbolon_gs1_check_digit, symbolon_sscc_allocator, symbolon_sscc_allocator_allocate_batch,
    symbolon_sscc_allocator_free, symbolon_sscc_allocator_new, symbolon_sscc_allocator_position,
};
use symbolon::capi::pack::{
    symbolon_forest, symbolon_forest_add, symbolon_forest_add_batch, symbolon_forest_free,
    symbolon_forest_move, symbolon_forest_new, symbolon_forest_options, symbolon_forest_pack,
    symbolon_forest_replace, symbolon_forest_unpack, symbolon_forest_unpack_all, symbolon_forest_void,
};
use symbolon::capi::pack_query::{
    SYMBOLON_FOREST_SOUND, symbolon_forest_check, symbolon_forest_children, symbolon_forest_counts,
    symbolon_forest_find, symbolon_forest_find_batch, symbolon_forest_identity, symbolon_forest_leaves,
    symbolon_forest_level, symbolon_forest_odd, symbolon_forest_parent, symbolon_forest_path,
    symbolon_forest_root,
};
use symbolon::capi::pool::{
    symbolon_pool, symbolon_pool_draw, symbolon_pool_free, symbolon_pool_has_drawn, symbolon_pool_new,
    symbolon_pool_position, symbolon_pool_resume,
};
use symbolon::capi::status::{SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_OK};

use crate::memory::{Memory, Text, checked, one};

#[derive(Arbitrary, Debug)]
pub enum UnitCall<'a> {
    CheckDigit(Text<'a>),
    NewAllocator(u8, Text<'a>, u64, u64),
    Allocate(u8),
    Position,
    NewPool(Vec<Text<'a>>, bool),
    Draw(u16),
    Resume(u32),
    HasDrawn(Text<'a>),
    NewForest([u8; 3], u8, u8, u8),
    Add(Text<'a>, u8),
    AddBatch(Vec<Text<'a>>, bool, u8),
    Pack(u8, Vec<u8>),
    Unpack(Vec<u8>),
    UnpackAll(u8),
    Move(Vec<u8>, u8),
    Replace(u8, u8),
    VoidUnit(u8),
    Find(Text<'a>),
    FindBatch(Vec<Text<'a>>, bool),
    Ask(u8),
    List(u8, u8, u8),
    UnitIdentity(u8, u16),
    Free(u8),
}

/// The handles, NULL until they are made.
pub struct Units {
    allocator: *mut symbolon_sscc_allocator,
    pool: *mut symbolon_pool,
    forest: *mut symbolon_forest,
}

impl Default for Units {
    fn default() -> Self {
        Self { allocator: null_mut(), pool: null_mut(), forest: null_mut() }
    }
}

impl Drop for Units {
    fn drop(&mut self) {
        (0..3).for_each(|which| self.free(which));
    }
}

impl Units {
    pub fn make(&mut self, call: &UnitCall, memory: &mut Memory) {
        match call {
            UnitCall::CheckDigit(digits) => {
                let ((digits, len), mut digit) = (memory.text(digits), 0);
                let status = memory
                    .report(|info| unsafe { symbolon_gs1_check_digit(digits, len, &raw mut digit, info) });
                assert_eq!(status == SYMBOLON_OK, digit.is_ascii_digit());
            }
            UnitCall::NewAllocator(extension, prefix, first, end) => {
                self.free(0);
                let ((prefix, len), out) = (memory.text(prefix), &raw mut self.allocator);
                memory.report(|info| unsafe {
                    symbolon_sscc_allocator_new((*extension).into(), prefix, len, *first, *end, out, info)
                });
            }
            UnitCall::Allocate(n) => {
                let n = usize::from(n % 8);
                let mut ssccs = vec![0; 18 * n];
                let status =
                    unsafe { symbolon_sscc_allocator_allocate_batch(self.allocator, n, ssccs.as_mut_ptr()) };
                if checked(status) == SYMBOLON_OK && n > 0 {
                    memory.remember([b"00", &ssccs[..18]].concat());
                }
            }
            UnitCall::Position => {
                let (mut position, mut left) = (0, 0);
                let left = &raw mut left;
                one(&mut position, |out| unsafe {
                    symbolon_sscc_allocator_position(self.allocator, out, left)
                });
                let (mut position, mut left) = (0, 0);
                let left = &raw mut left;
                one(&mut position, |out| unsafe { symbolon_pool_position(self.pool, out, left) });
            }
            UnitCall::NewPool(serials, backwards) => {
                self.free(1);
                let (bytes, offsets) = memory.batch(serials, *backwards);
                memory.report(|info| unsafe {
                    symbolon_pool_new(
                        bytes.as_ptr(),
                        offsets.as_ptr(),
                        serials.len(),
                        &raw mut self.pool,
                        info,
                    )
                });
            }
            UnitCall::Draw(cap) => {
                let pool = self.pool;
                memory.fill_bytes(*cap % 32, |buf, cap, len, _| unsafe {
                    symbolon_pool_draw(pool, buf, cap, len)
                });
            }
            UnitCall::Resume(position) => {
                checked(unsafe { symbolon_pool_resume(self.pool, position % 8) });
            }
            UnitCall::HasDrawn(serial) => {
                let ((serial, len), mut drawn) = (memory.text(serial), 0);
                one(&mut drawn, |out| unsafe { symbolon_pool_has_drawn(self.pool, serial, len, out) });
            }
            UnitCall::Free(which) => self.free(*which),
            UnitCall::NewForest(..)
            | UnitCall::Add(..)
            | UnitCall::AddBatch(..)
            | UnitCall::Pack(..)
            | UnitCall::Unpack(_)
            | UnitCall::UnpackAll(_)
            | UnitCall::Move(..)
            | UnitCall::Replace(..)
            | UnitCall::VoidUnit(_) => self.pack(call, memory),
            _ => self.query(call, memory),
        }
    }

    fn pack(&mut self, call: &UnitCall, memory: &mut Memory) {
        let (forest, mut out) = (self.forest, 0);
        let list = |units: &[u8]| units.iter().map(|unit| u32::from(unit % 24)).collect::<Vec<_>>();
        let unit = |unit: &u8| u32::from(unit % 24);
        match call {
            UnitCall::NewForest(capacities, skip, reserve, size) => {
                self.free(2);
                let [box_capacity, case_capacity, pallet_capacity] =
                    capacities.map(|capacity| (capacity % 5).into());
                let options = symbolon_forest_options {
                    size: if *size < 240 { 40 } else { u32::from(size % 40) },
                    box_capacity,
                    case_capacity,
                    pallet_capacity,
                    skip_levels: u32::from(skip % 3),
                    reserve: (*reserve).into(),
                    index_key: [*skip; 16],
                    ..Default::default()
                };
                checked(unsafe { symbolon_forest_new(&raw const options, &raw mut self.forest) });
            }
            UnitCall::Add(code, level) => {
                let (code, code_len) = memory.text(code);
                memory.report(|info| unsafe {
                    symbolon_forest_add(forest, code, code_len, u32::from(level % 6), &raw mut out, info)
                });
            }
            UnitCall::AddBatch(codes, backwards, level) => {
                let (bytes, offsets) = memory.batch(codes, *backwards);
                memory.report(|info| unsafe {
                    let (bytes, offsets, level) = (bytes.as_ptr(), offsets.as_ptr(), u32::from(level % 6));
                    symbolon_forest_add_batch(forest, bytes, offsets, codes.len(), level, &raw mut out, info)
                });
            }
            UnitCall::Pack(parent, children) => {
                let children = list(children);
                memory.report(|info| unsafe {
                    symbolon_forest_pack(forest, unit(parent), children.as_ptr(), children.len(), info)
                });
            }
            UnitCall::Unpack(children) => {
                let children = list(children);
                memory.report(|info| unsafe {
                    symbolon_forest_unpack(forest, children.as_ptr(), children.len(), info)
                });
            }
            UnitCall::UnpackAll(parent) => {
                memory.report(|info| unsafe {
                    symbolon_forest_unpack_all(forest, unit(parent), &raw mut out, info)
                });
            }
            UnitCall::Move(children, parent) => {
                let children = list(children);
                memory.report(|info| unsafe {
                    symbolon_forest_move(forest, children.as_ptr(), children.len(), unit(parent), info)
                });
            }
            UnitCall::Replace(old, new) => {
                memory.report(|info| unsafe { symbolon_forest_replace(forest, unit(old), unit(new), info) });
            }
            UnitCall::VoidUnit(number) => {
                memory.report(|info| unsafe { symbolon_forest_void(forest, unit(number), info) });
            }
            _ => {}
        }
        if !self.forest.is_null() {
            let mut answer = 0;
            let status = unsafe { symbolon_forest_check(self.forest, &raw mut answer, null_mut()) };
            assert_eq!((status, answer), (SYMBOLON_OK, SYMBOLON_FOREST_SOUND));
        }
    }

    fn query(&mut self, call: &UnitCall, memory: &mut Memory) {
        let (forest, mut out) = (self.forest, 0);
        match call {
            UnitCall::Find(code) => {
                let (code, code_len) = memory.text(code);
                memory.report(|info| unsafe {
                    symbolon_forest_find(forest, code, code_len, &raw mut out, info)
                });
            }
            UnitCall::FindBatch(codes, backwards) => {
                let ((bytes, offsets), n) = (memory.batch(codes, *backwards), codes.len());
                let (mut units, mut statuses) = (vec![0; n], vec![0; n]);
                checked(unsafe {
                    let (units, statuses) = (units.as_mut_ptr(), statuses.as_mut_ptr());
                    symbolon_forest_find_batch(forest, bytes.as_ptr(), offsets.as_ptr(), n, units, statuses)
                });
            }
            UnitCall::Ask(number) => {
                let (unit, mut counts, mut voided) = (u32::from(number % 24), [0; 4], 0);
                let voided = &raw mut voided;
                let known = one(&mut out, |out| unsafe { symbolon_forest_level(forest, unit, out, voided) });
                let others = [
                    one(&mut out, |out| unsafe { symbolon_forest_parent(forest, unit, out) }),
                    one(&mut out, |out| unsafe { symbolon_forest_root(forest, unit, out) }),
                    checked(unsafe { symbolon_forest_counts(forest, unit, counts.as_mut_ptr()) }),
                ];
                assert_eq!(others, [known; 3]);
                assert!(forest.is_null() || [SYMBOLON_OK, SYMBOLON_E_UNKNOWN_UNIT].contains(&known));
            }
            UnitCall::List(which, number, cap) => {
                let unit = u32::from(number % 24);
                memory.fill((*cap % 32).into(), u32::MAX - 1, |buf, cap, len, _| unsafe {
                    match which % 4 {
                        0 => symbolon_forest_path(forest, unit, buf, cap, len),
                        1 => symbolon_forest_children(forest, unit, buf, cap, len),
                        2 => symbolon_forest_leaves(forest, unit, buf, cap, len),
                        _ => symbolon_forest_odd(forest, unit % 6, buf, cap, len),
                    }
                });
            }
            UnitCall::UnitIdentity(number, cap) => {
                memory.fill_bytes(*cap % 64, |buf, cap, len, _| unsafe {
                    symbolon_forest_identity(forest, u32::from(number % 24), buf, cap, len)
                });
            }
            _ => {}
        }
    }

    fn free(&mut self, which: u8) {
        unsafe {
            match which % 3 {
                0 => symbolon_sscc_allocator_free(replace(&mut self.allocator, null_mut())),
                1 => symbolon_pool_free(replace(&mut self.pool, null_mut())),
                _ => symbolon_forest_free(replace(&mut self.forest, null_mut())),
            }
        }
    }
}
