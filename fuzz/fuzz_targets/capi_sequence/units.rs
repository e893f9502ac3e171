//! Calls about units: SSCCs, external serials, hidden marks, the hierarchy.

use std::ptr::{null, null_mut};

use arbitrary::Arbitrary;
use symbolon::capi::gs1::{
    symbolon_gs1_check_digit, symbolon_sscc_allocator, symbolon_sscc_allocator_allocate_batch,
    symbolon_sscc_allocator_free, symbolon_sscc_allocator_new, symbolon_sscc_allocator_position,
};
use symbolon::capi::mark::{
    symbolon_guess_admit, symbolon_guess_give_back, symbolon_guess_state, symbolon_mark_from_random,
    symbolon_mark_key, symbolon_mark_key_check, symbolon_mark_key_derive, symbolon_mark_key_derive_batch,
    symbolon_mark_key_free, symbolon_mark_key_new, symbolon_mark_read,
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
use symbolon::capi::register::{
    symbolon_pair_counts, symbolon_register, symbolon_register_activate, symbolon_register_bind,
    symbolon_register_bind_batch, symbolon_register_check, symbolon_register_counts,
    symbolon_register_enroll, symbolon_register_free, symbolon_register_mark_state, symbolon_register_new,
    symbolon_register_state, symbolon_register_void,
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
    MarkFromRandom([u8; 10]),
    MarkRead(Text<'a>),
    NewMarkKey(Text<'a>, u32),
    Derive { code: Text<'a>, date: Text<'a>, line: Text<'a>, position: Option<u64> },
    DeriveBatch(Vec<Text<'a>>, bool, Text<'a>),
    CheckDerived { code: Text<'a>, date: Text<'a>, line: Text<'a>, position: Option<u64>, mark: Text<'a> },
    Admit(u8, i64, i64),
    GiveBack(i64),
    NewRegister,
    Enroll([u8; 10]),
    Bind(Text<'a>, Text<'a>),
    BindBatch(Vec<Text<'a>>, bool),
    Activate(Text<'a>, Text<'a>),
    Void(Text<'a>, Text<'a>),
    CheckPair(Text<'a>, Text<'a>),
    PairState(Text<'a>),
    MarkState(Text<'a>, u16),
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
    key: *const symbolon_mark_key,
    register: *mut symbolon_register,
    forest: *mut symbolon_forest,
    guesses: symbolon_guess_state,
}

impl Default for Units {
    fn default() -> Self {
        let (allocator, pool, key) = (null_mut(), null_mut(), null());
        let guesses = symbolon_guess_state::default();
        Self { allocator, pool, key, register: null_mut(), forest: null_mut(), guesses }
    }
}

impl Drop for Units {
    fn drop(&mut self) {
        (0..5).for_each(|which| self.free(which));
    }
}

impl Units {
    pub fn make(&mut self, call: &UnitCall, memory: &mut Memory) {
        // SAFETY, for every call below: pointers come from live values with their true lengths, or are NULL.
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
            UnitCall::Find(_)
            | UnitCall::FindBatch(..)
            | UnitCall::Ask(_)
            | UnitCall::List(..)
            | UnitCall::UnitIdentity(..) => self.query(call, memory),
            UnitCall::NewRegister
            | UnitCall::Enroll(_)
            | UnitCall::Bind(..)
            | UnitCall::BindBatch(..)
            | UnitCall::Activate(..)
            | UnitCall::Void(..)
            | UnitCall::CheckPair(..)
            | UnitCall::PairState(_)
            | UnitCall::MarkState(..) => self.pair(call, memory),
            _ => self.mark(call, memory),
        }
    }

    fn mark(&mut self, call: &UnitCall, memory: &mut Memory) {
        let key = self.key;
        match call {
            UnitCall::MarkFromRandom(random) => {
                let mut marks = [0; 22];
                let status = unsafe { symbolon_mark_from_random(random.as_ptr(), 2, marks.as_mut_ptr()) };
                assert_eq!(status, SYMBOLON_OK);
                memory.remember(marks[..11].to_vec());
            }
            UnitCall::MarkRead(text) => {
                let ((text, len), mut mark) = (memory.text(text), [0; 11]);
                let status =
                    memory.report(|info| unsafe { symbolon_mark_read(text, len, mark.as_mut_ptr(), info) });
                if status == SYMBOLON_OK {
                    memory.remember(mark.to_vec());
                }
            }
            UnitCall::NewMarkKey(tenant, epoch) => {
                self.free(2);
                let ((tenant, len), out) = (memory.text(tenant), &raw mut self.key);
                memory.report(|info| unsafe {
                    symbolon_mark_key_new([4; 32].as_ptr(), tenant, len, *epoch, out, info)
                });
            }
            UnitCall::Derive { code, date, line, position } => {
                let ((code, code_len), (date, date_len)) = (memory.text(code), memory.text(date));
                let ((line, line_len), mut mark) = (memory.text(line), [0; 11]);
                let position = position.as_ref().map_or(null(), |position| &raw const *position);
                let status = memory.report(|info| unsafe {
                    let mark = mark.as_mut_ptr();
                    symbolon_mark_key_derive(
                        key, code, code_len, date, date_len, line, line_len, position, mark, info,
                    )
                });
                if status == SYMBOLON_OK {
                    memory.remember(mark.to_vec());
                }
            }
            UnitCall::DeriveBatch(codes, backwards, date) => {
                let ((bytes, offsets), n) = (memory.batch(codes, *backwards), codes.len());
                let ((date, date_len), mut marks) = (memory.text(date), vec![0; n * 11]);
                let (mut statuses, positions) = (vec![0; n], vec![7; n]);
                checked(unsafe {
                    let (bytes, offsets, line) = (bytes.as_ptr(), offsets.as_ptr(), null());
                    let (marks, statuses) = (marks.as_mut_ptr(), statuses.as_mut_ptr());
                    let positions = positions.as_ptr();
                    symbolon_mark_key_derive_batch(
                        key, bytes, offsets, n, date, date_len, line, 0, positions, marks, statuses,
                    )
                });
            }
            UnitCall::CheckDerived { code, date, line, position, mark } => {
                let ((code, code_len), (date, date_len)) = (memory.text(code), memory.text(date));
                let ((line, line_len), (mark, mark_len)) = (memory.text(line), memory.text(mark));
                let position = position.as_ref().map_or(null(), |position| &raw const *position);
                let mut answer = 0;
                let status = memory.report(|info| unsafe {
                    let out = &raw mut answer;
                    symbolon_mark_key_check(
                        key, code, code_len, date, date_len, line, line_len, position, mark, mark_len, out,
                        info,
                    )
                });
                assert_eq!(status == SYMBOLON_OK, [1, 2].contains(&answer));
            }
            UnitCall::Admit(wrong, window, now) => {
                let (mut answer, mut time, state) = (0, 0, &raw mut self.guesses);
                let time = &raw mut time;
                let status = one(&mut answer, |out| unsafe {
                    symbolon_guess_admit(u32::from(wrong % 7), *window, state, *now, out, time)
                });
                assert_eq!(status == SYMBOLON_OK, [1, 2].contains(&answer));
            }
            UnitCall::GiveBack(time) => {
                let status = unsafe { symbolon_guess_give_back(&raw mut self.guesses, *time) };
                assert_eq!(status, SYMBOLON_OK);
            }
            _ => {}
        }
    }

    fn pair(&mut self, call: &UnitCall, memory: &mut Memory) {
        let (register, mut change) = (self.register, 0);
        let out = &raw mut change;
        match call {
            UnitCall::NewRegister => {
                self.free(3);
                let status = unsafe { symbolon_register_new([6; 32].as_ptr(), &raw mut self.register) };
                assert_eq!(status, SYMBOLON_OK);
            }
            UnitCall::Enroll(random) => {
                let mut marks = [0; 22];
                checked(unsafe { symbolon_mark_from_random(random.as_ptr(), 2, marks.as_mut_ptr()) });
                memory.report(|info| unsafe { symbolon_register_enroll(register, marks.as_ptr(), 2, info) });
                memory.remember(marks[..11].to_vec());
            }
            UnitCall::Bind(code, mark) => {
                let ((code, code_len), (mark, mark_len)) = (memory.text(code), memory.text(mark));
                memory.report(|info| unsafe {
                    symbolon_register_bind(register, code, code_len, mark, mark_len, out, info)
                });
            }
            UnitCall::BindBatch(codes, backwards) => {
                let ((bytes, offsets), n) = (memory.batch(codes, *backwards), codes.len());
                let (marks, mut statuses) = (b"012-345-67T".repeat(n), vec![0; n]);
                checked(unsafe {
                    let (bytes, offsets, statuses) =
                        (bytes.as_ptr(), offsets.as_ptr(), statuses.as_mut_ptr());
                    symbolon_register_bind_batch(register, bytes, offsets, n, marks.as_ptr(), statuses)
                });
            }
            UnitCall::Activate(code, mark) => {
                let ((code, code_len), (mark, mark_len)) = (memory.text(code), memory.text(mark));
                memory.report(|info| unsafe {
                    symbolon_register_activate(register, code, code_len, mark, mark_len, out, info)
                });
            }
            UnitCall::Void(mark, reason) => {
                let ((mark, mark_len), (reason, reason_len)) = (memory.text(mark), memory.text(reason));
                memory.report(|info| unsafe {
                    symbolon_register_void(register, mark, mark_len, reason, reason_len, out, info)
                });
            }
            UnitCall::CheckPair(code, mark) => {
                let ((code, code_len), (mark, mark_len)) = (memory.text(code), memory.text(mark));
                let status = memory.report(|info| unsafe {
                    symbolon_register_check(register, code, code_len, mark, mark_len, out, info)
                });
                assert_eq!(status == SYMBOLON_OK, [1, 2].contains(&change));
            }
            UnitCall::PairState(code) => {
                let (code, code_len) = memory.text(code);
                memory.report(|info| unsafe { symbolon_register_state(register, code, code_len, out, info) });
                let mut counts = symbolon_pair_counts { size: 40, ..Default::default() };
                checked(unsafe { symbolon_register_counts(register, &raw mut counts) });
            }
            UnitCall::MarkState(mark, cap) => {
                let (mark, mark_len) = memory.text(mark);
                memory.fill_bytes(*cap % 300, |buf, cap, len, info| unsafe {
                    symbolon_register_mark_state(register, mark, mark_len, out, buf, cap, len, info)
                });
            }
            _ => {}
        }
    }

    fn pack(&mut self, call: &UnitCall, memory: &mut Memory) {
        let (forest, mut out) = (self.forest, 0);
        let list = |units: &[u8]| units.iter().map(|unit| u32::from(unit % 24)).collect::<Vec<_>>();
        let unit = |unit: &u8| u32::from(unit % 24);
        match call {
            UnitCall::NewForest(capacities, skip, reserve, size) => {
                self.free(4);
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
        use std::mem::replace;
        unsafe {
            match which % 5 {
                0 => symbolon_sscc_allocator_free(replace(&mut self.allocator, null_mut())),
                1 => symbolon_pool_free(replace(&mut self.pool, null_mut())),
                2 => symbolon_mark_key_free(replace(&mut self.key, null())),
                3 => symbolon_register_free(replace(&mut self.register, null_mut())),
                _ => symbolon_forest_free(replace(&mut self.forest, null_mut())),
            }
        }
    }
}
