//! Calls about trust: keys, issuing, verification.
//!
//! Every `unsafe` here is a call of the C ABI whose pointers come from live values with their true lengths, or are
//! NULL, or are handles that were made and not yet freed.

use std::ffi::c_void;
use std::mem::replace;
use std::ptr::{null, null_mut};

use arbitrary::Arbitrary;
use symbolon::capi::issue::{
    symbolon_issuer, symbolon_issuer_free, symbolon_issuer_issue, symbolon_issuer_issue_batch,
    symbolon_issuer_new, symbolon_issuer_new_external, symbolon_issuer_sign, symbolon_issuer_sign_batch,
};
use symbolon::capi::key::{
    symbolon_public_key_from_pem, symbolon_public_key_id, symbolon_public_key_to_pem, symbolon_secret_key,
    symbolon_secret_key_free, symbolon_secret_key_from_pem, symbolon_secret_key_from_seed,
    symbolon_secret_key_public, symbolon_secret_key_to_pem,
};
use symbolon::capi::series::symbolon_series;
use symbolon::capi::status::{SYMBOLON_E_SIGNER, SYMBOLON_OK};
use symbolon::capi::verify::{
    SYMBOLON_VERDICT_FORGED, SYMBOLON_VERDICT_GENUINE, SYMBOLON_VERDICT_NONE, symbolon_verdict_text,
    symbolon_verification, symbolon_verifier, symbolon_verifier_add_key, symbolon_verifier_add_series,
    symbolon_verifier_free, symbolon_verifier_new, symbolon_verifier_options, symbolon_verifier_revoke,
    symbolon_verifier_verify, symbolon_verifier_verify_batch,
};

use crate::memory::{Memory, Text, checked};

#[derive(Arbitrary, Debug)]
pub enum TrustCall<'a> {
    KeyFromSeed(u8),
    KeyFromPem(Text<'a>),
    KeyToPem(u16),
    PublicFromPem(Text<'a>),
    PublicToPem(u16),
    NewIssuer,
    NewExternalIssuer(u8),
    Issue(u64, Text<'a>, u16),
    IssueBatch(u64, u8, Text<'a>, u8),
    Sign(Text<'a>, u16),
    SignBatch(Vec<Text<'a>>, bool, u8),
    NewVerifier(u32),
    AddKey(i64, i64, Vec<Text<'a>>, bool),
    Revoke(bool),
    AddSeries,
    Verify(Text<'a>, i64, u8),
    VerifyBatch(Vec<Text<'a>>, bool, i64),
    Free(u8),
}

/// The handles, NULL until they are made.
pub struct Trust {
    key: *const symbolon_secret_key,
    pub issuer: *const symbolon_issuer,
    pub verifier: *mut symbolon_verifier,
    /// What an external signer answers; outlives its issuer.
    signer: Box<i32>,
    public: [u8; 32],
}

impl Default for Trust {
    fn default() -> Self {
        Self { key: null(), issuer: null(), verifier: null_mut(), signer: Box::new(0), public: [0; 32] }
    }
}

impl Drop for Trust {
    fn drop(&mut self) {
        (0..3).for_each(|which| self.free(which));
    }
}

/// A signer that fails with a number, or claims to have signed.
unsafe extern "C" fn sign(user: *mut c_void, message: *const u8, len: usize, signature: *mut u8) -> i32 {
    // SAFETY: the contract of `symbolon_sign`, and `user` is `Codes::signer`.
    unsafe {
        let sum =
            std::slice::from_raw_parts(message, len).iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        signature.write_bytes(sum, 64);
        *user.cast::<i32>()
    }
}

impl Trust {
    pub fn make(&mut self, call: &TrustCall, memory: &mut Memory, series: *const symbolon_series) {
        match call {
            TrustCall::KeyFromSeed(_)
            | TrustCall::KeyFromPem(_)
            | TrustCall::KeyToPem(_)
            | TrustCall::PublicFromPem(_)
            | TrustCall::PublicToPem(_) => self.keys(call, memory),
            TrustCall::NewIssuer
            | TrustCall::NewExternalIssuer(_)
            | TrustCall::Issue(..)
            | TrustCall::IssueBatch(..)
            | TrustCall::Sign(..)
            | TrustCall::SignBatch(..) => self.issue(call, memory, series),
            TrustCall::Free(which) => self.free(*which),
            _ => self.verify(call, memory, series),
        }
    }

    fn keys(&mut self, call: &TrustCall, memory: &mut Memory) {
        let (key, public) = (self.key, self.public);
        match call {
            TrustCall::KeyFromSeed(seed) => {
                self.free(0);
                let status =
                    unsafe { symbolon_secret_key_from_seed([*seed; 32].as_ptr(), &raw mut self.key) };
                assert_eq!(status, SYMBOLON_OK);
                let status = unsafe { symbolon_secret_key_public(self.key, self.public.as_mut_ptr()) };
                assert_eq!(status, SYMBOLON_OK);
                // The suite key: leases and certificates are opened with it.
                memory.remember([&[1], &self.public[..]].concat());
            }
            TrustCall::KeyFromPem(pem) => {
                self.free(0);
                let (pem, pem_len) = memory.text(pem);
                checked(unsafe { symbolon_secret_key_from_pem(pem, pem_len, &raw mut self.key) });
            }
            TrustCall::KeyToPem(cap) => memory.fill_bytes(*cap % 300, |buf, cap, len, _| unsafe {
                symbolon_secret_key_to_pem(key, buf, cap, len)
            }),
            TrustCall::PublicFromPem(pem) => {
                let (pem, pem_len) = memory.text(pem);
                checked(unsafe { symbolon_public_key_from_pem(pem, pem_len, self.public.as_mut_ptr()) });
            }
            TrustCall::PublicToPem(cap) => memory.fill_bytes(*cap % 300, |buf, cap, len, _| unsafe {
                symbolon_public_key_to_pem(public.as_ptr(), buf, cap, len)
            }),
            _ => {}
        }
    }

    fn issue(&mut self, call: &TrustCall, memory: &mut Memory, series: *const symbolon_series) {
        let (key, issuer, public) = (self.key, self.issuer, self.public);
        match call {
            TrustCall::NewIssuer => {
                self.free(1);
                checked(unsafe { symbolon_issuer_new(key, &raw mut self.issuer) });
            }
            TrustCall::NewExternalIssuer(answer) => {
                self.free(1);
                *self.signer = i32::from(answer % 3);
                let user = (&raw mut *self.signer).cast();
                let sign = if *answer < 250 { Some(sign as _) } else { None };
                checked(unsafe {
                    symbolon_issuer_new_external(public.as_ptr(), sign, user, &raw mut self.issuer)
                });
            }
            TrustCall::Issue(index, attributes, cap) => {
                let (attributes, attributes_len) = memory.text(attributes);
                memory.fill_bytes(*cap % 512, |buf, cap, len, info| unsafe {
                    symbolon_issuer_issue(
                        issuer,
                        series,
                        *index,
                        attributes,
                        attributes_len,
                        buf,
                        cap,
                        len,
                        info,
                    )
                });
            }
            TrustCall::IssueBatch(first, n, attributes, stride) => {
                let ((attributes, attributes_len), n) = (memory.text(attributes), usize::from(n % 4));
                memory.fill_batch(n, *stride, |buf, stride, lens, statuses, info| unsafe {
                    symbolon_issuer_issue_batch(
                        issuer,
                        series,
                        *first,
                        n,
                        attributes,
                        attributes_len,
                        buf,
                        stride,
                        lens,
                        statuses,
                        info,
                    )
                });
            }
            TrustCall::Sign(code, cap) => {
                let (code, code_len) = memory.text(code);
                memory.fill_bytes(*cap % 512, |buf, cap, len, info| unsafe {
                    let status = symbolon_issuer_sign(issuer, code, code_len, buf, cap, len, info);
                    assert!(
                        status != SYMBOLON_E_SIGNER
                            || info.is_null()
                            || (*info).size < 20
                            || (*info).detail > 0
                    );
                    status
                });
            }
            TrustCall::SignBatch(codes, backwards, stride) => {
                let (bytes, offsets) = memory.batch(codes, *backwards);
                let (bytes, offsets) = (bytes.as_slice(), offsets.as_slice());
                memory.fill_batch(codes.len(), *stride, |buf, stride, lens, statuses, _| unsafe {
                    let (bytes, offsets) = (bytes.as_ptr(), offsets.as_ptr());
                    symbolon_issuer_sign_batch(
                        issuer,
                        bytes,
                        offsets,
                        codes.len(),
                        buf,
                        stride,
                        lens,
                        statuses,
                    )
                });
            }
            _ => {}
        }
    }

    fn verify(&mut self, call: &TrustCall, memory: &mut Memory, series: *const symbolon_series) {
        let verifier = self.verifier;
        match call {
            TrustCall::NewVerifier(unsigned) => {
                self.free(2);
                let options = symbolon_verifier_options { size: 8, unsigned_codes: *unsigned % 3 };
                checked(unsafe { symbolon_verifier_new(&raw const options, &raw mut self.verifier) });
            }
            TrustCall::AddKey(from, until, scope, backwards) => {
                let ((bytes, offsets), mut id) = (memory.batch(scope, *backwards), [0; 8]);
                let status = memory.report(|info| unsafe {
                    let (public, id) = (self.public.as_ptr(), id.as_mut_ptr());
                    let (bytes, offsets, n) = (bytes.as_ptr(), offsets.as_ptr(), scope.len());
                    symbolon_verifier_add_key(verifier, public, *from, *until, bytes, offsets, n, id, info)
                });
                assert_eq!(status == SYMBOLON_OK, id != [0; 8]);
            }
            TrustCall::Revoke(ours) => {
                let mut id = *b"00000000";
                if *ours {
                    checked(unsafe { symbolon_public_key_id(self.public.as_ptr(), id.as_mut_ptr()) });
                }
                checked(unsafe { symbolon_verifier_revoke(verifier, id.as_ptr()) });
            }
            TrustCall::AddSeries => {
                checked(unsafe { symbolon_verifier_add_series(verifier, series) });
            }
            TrustCall::Verify(code, at, size) => {
                let (code, code_len) = memory.text(code);
                let size = if *size < 200 { 40 } else { u32::from(*size % 41) };
                let mut out = symbolon_verification { size, ..Default::default() };
                let status = unsafe { symbolon_verifier_verify(verifier, code, code_len, *at, &raw mut out) };
                decided(checked(status), &out);
            }
            TrustCall::VerifyBatch(codes, backwards, at) => {
                let (bytes, offsets) = memory.batch(codes, *backwards);
                let mut out = vec![symbolon_verification::default(); codes.len()];
                let status = unsafe {
                    let (bytes, offsets) = (bytes.as_ptr(), offsets.as_ptr());
                    symbolon_verifier_verify_batch(
                        verifier,
                        bytes,
                        offsets,
                        codes.len(),
                        *at,
                        out.as_mut_ptr(),
                        40,
                    )
                };
                for out in &out {
                    decided(checked(status), out);
                }
            }
            _ => {}
        }
    }

    fn free(&mut self, which: u8) {
        unsafe {
            match which % 3 {
                0 => symbolon_secret_key_free(replace(&mut self.key, null())),
                1 => symbolon_issuer_free(replace(&mut self.issuer, null())),
                _ => symbolon_verifier_free(replace(&mut self.verifier, null_mut())),
            }
        }
    }
}

/// An answer is given exactly if the call succeeded, and it is genuine exactly if there is no reason against it.
fn decided(status: i32, out: &symbolon_verification) {
    if status == SYMBOLON_OK {
        assert!((SYMBOLON_VERDICT_GENUINE..=SYMBOLON_VERDICT_FORGED).contains(&out.verdict));
        assert_eq!(out.verdict == SYMBOLON_VERDICT_GENUINE, out.reasons == 0);
    } else {
        assert_eq!(out.verdict, SYMBOLON_VERDICT_NONE);
    }
    assert!(!symbolon_verdict_text(out.verdict).is_null());
}
