//! Calls about hidden marks: derived, enrolled, and the limit on guesses.
//!
//! Every `unsafe` here is a call of the C ABI whose pointers come from live values with their true lengths, or are
//! NULL, or are handles that were made and not yet freed.

use std::mem::replace;
use std::ptr::{null, null_mut};

use arbitrary::Arbitrary;
use symbolon::capi::mark::{
    symbolon_guess_admit, symbolon_guess_give_back, symbolon_guess_state, symbolon_mark_from_random,
    symbolon_mark_key, symbolon_mark_key_check, symbolon_mark_key_derive, symbolon_mark_key_derive_batch,
    symbolon_mark_key_free, symbolon_mark_key_new, symbolon_mark_read,
};
use symbolon::capi::register::{
    symbolon_pair_counts, symbolon_register, symbolon_register_activate, symbolon_register_bind,
    symbolon_register_bind_batch, symbolon_register_check, symbolon_register_counts,
    symbolon_register_enroll, symbolon_register_free, symbolon_register_mark_state, symbolon_register_new,
    symbolon_register_state, symbolon_register_void,
};
use symbolon::capi::status::SYMBOLON_OK;

use crate::memory::{Memory, Text, checked, one};

#[derive(Arbitrary, Debug)]
pub enum MarkCall<'a> {
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
    Free(u8),
}

/// The handles, NULL until they are made, and the tries of one code.
pub struct Marks {
    key: *const symbolon_mark_key,
    register: *mut symbolon_register,
    guesses: symbolon_guess_state,
}

impl Default for Marks {
    fn default() -> Self {
        Self { key: null(), register: null_mut(), guesses: symbolon_guess_state::default() }
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        (0..2).for_each(|which| self.free(which));
    }
}

impl Marks {
    pub fn make(&mut self, call: &MarkCall, memory: &mut Memory) {
        match call {
            MarkCall::NewRegister
            | MarkCall::Enroll(_)
            | MarkCall::Bind(..)
            | MarkCall::BindBatch(..)
            | MarkCall::Activate(..)
            | MarkCall::Void(..)
            | MarkCall::CheckPair(..)
            | MarkCall::PairState(_)
            | MarkCall::MarkState(..) => self.pair(call, memory),
            MarkCall::Free(which) => self.free(*which),
            _ => self.mark(call, memory),
        }
    }

    fn mark(&mut self, call: &MarkCall, memory: &mut Memory) {
        let key = self.key;
        match call {
            MarkCall::MarkFromRandom(random) => {
                let mut marks = [0; 22];
                let status = unsafe { symbolon_mark_from_random(random.as_ptr(), 2, marks.as_mut_ptr()) };
                assert_eq!(status, SYMBOLON_OK);
                memory.remember(marks[..11].to_vec());
            }
            MarkCall::MarkRead(text) => {
                let ((text, len), mut mark) = (memory.text(text), [0; 11]);
                let status =
                    memory.report(|info| unsafe { symbolon_mark_read(text, len, mark.as_mut_ptr(), info) });
                if status == SYMBOLON_OK {
                    memory.remember(mark.to_vec());
                }
            }
            MarkCall::NewMarkKey(tenant, epoch) => {
                self.free(0);
                let ((tenant, len), out) = (memory.text(tenant), &raw mut self.key);
                memory.report(|info| unsafe {
                    symbolon_mark_key_new([4; 32].as_ptr(), tenant, len, *epoch, out, info)
                });
            }
            MarkCall::Derive { code, date, line, position } => {
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
            MarkCall::DeriveBatch(codes, backwards, date) => {
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
            MarkCall::CheckDerived { code, date, line, position, mark } => {
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
            MarkCall::Admit(wrong, window, now) => {
                let (mut answer, mut time, state) = (0, 0, &raw mut self.guesses);
                let time = &raw mut time;
                let status = one(&mut answer, |out| unsafe {
                    symbolon_guess_admit(u32::from(wrong % 7), *window, state, *now, out, time)
                });
                assert_eq!(status == SYMBOLON_OK, [1, 2].contains(&answer));
            }
            MarkCall::GiveBack(time) => {
                let status = unsafe { symbolon_guess_give_back(&raw mut self.guesses, *time) };
                assert_eq!(status, SYMBOLON_OK);
            }
            _ => {}
        }
    }

    fn pair(&mut self, call: &MarkCall, memory: &mut Memory) {
        let (register, mut change) = (self.register, 0);
        let out = &raw mut change;
        match call {
            MarkCall::NewRegister => {
                self.free(1);
                let status = unsafe { symbolon_register_new([6; 32].as_ptr(), &raw mut self.register) };
                assert_eq!(status, SYMBOLON_OK);
            }
            MarkCall::Enroll(random) => {
                let mut marks = [0; 22];
                checked(unsafe { symbolon_mark_from_random(random.as_ptr(), 2, marks.as_mut_ptr()) });
                memory.report(|info| unsafe { symbolon_register_enroll(register, marks.as_ptr(), 2, info) });
                memory.remember(marks[..11].to_vec());
            }
            MarkCall::Bind(code, mark) => {
                let ((code, code_len), (mark, mark_len)) = (memory.text(code), memory.text(mark));
                memory.report(|info| unsafe {
                    symbolon_register_bind(register, code, code_len, mark, mark_len, out, info)
                });
            }
            MarkCall::BindBatch(codes, backwards) => {
                let ((bytes, offsets), n) = (memory.batch(codes, *backwards), codes.len());
                let (marks, mut statuses) = (b"012-345-67T".repeat(n), vec![0; n]);
                checked(unsafe {
                    let (bytes, offsets, statuses) =
                        (bytes.as_ptr(), offsets.as_ptr(), statuses.as_mut_ptr());
                    symbolon_register_bind_batch(register, bytes, offsets, n, marks.as_ptr(), statuses)
                });
            }
            MarkCall::Activate(code, mark) => {
                let ((code, code_len), (mark, mark_len)) = (memory.text(code), memory.text(mark));
                memory.report(|info| unsafe {
                    symbolon_register_activate(register, code, code_len, mark, mark_len, out, info)
                });
            }
            MarkCall::Void(mark, reason) => {
                let ((mark, mark_len), (reason, reason_len)) = (memory.text(mark), memory.text(reason));
                memory.report(|info| unsafe {
                    symbolon_register_void(register, mark, mark_len, reason, reason_len, out, info)
                });
            }
            MarkCall::CheckPair(code, mark) => {
                let ((code, code_len), (mark, mark_len)) = (memory.text(code), memory.text(mark));
                let status = memory.report(|info| unsafe {
                    symbolon_register_check(register, code, code_len, mark, mark_len, out, info)
                });
                assert_eq!(status == SYMBOLON_OK, [1, 2].contains(&change));
            }
            MarkCall::PairState(code) => {
                let (code, code_len) = memory.text(code);
                memory.report(|info| unsafe { symbolon_register_state(register, code, code_len, out, info) });
                let mut counts = symbolon_pair_counts { size: 40, ..Default::default() };
                checked(unsafe { symbolon_register_counts(register, &raw mut counts) });
            }
            MarkCall::MarkState(mark, cap) => {
                let (mark, mark_len) = memory.text(mark);
                memory.fill_bytes(*cap % 300, |buf, cap, len, info| unsafe {
                    symbolon_register_mark_state(register, mark, mark_len, out, buf, cap, len, info)
                });
            }
            _ => {}
        }
    }

    fn free(&mut self, which: u8) {
        unsafe {
            match which % 2 {
                0 => symbolon_mark_key_free(replace(&mut self.key, null())),
                _ => symbolon_register_free(replace(&mut self.register, null_mut())),
            }
        }
    }
}
