//! Calls about codes: serials, keys, issuing, verification, carriers, symbols.

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use arbitrary::Arbitrary;
use symbolon::capi::code::{
    symbolon_code_canonical, symbolon_code_convert, symbolon_code_convert_batch, symbolon_code_element,
    symbolon_code_identity, symbolon_code_identity_batch,
};
use symbolon::capi::issue::{
    symbolon_issuer, symbolon_issuer_free, symbolon_issuer_issue, symbolon_issuer_issue_batch,
    symbolon_issuer_new, symbolon_issuer_new_external, symbolon_issuer_sign, symbolon_issuer_sign_batch,
};
use symbolon::capi::key::{
    symbolon_public_key_from_pem, symbolon_public_key_id, symbolon_public_key_to_pem, symbolon_secret_key,
    symbolon_secret_key_free, symbolon_secret_key_from_pem, symbolon_secret_key_from_seed,
    symbolon_secret_key_public, symbolon_secret_key_to_pem,
};
use symbolon::capi::series::{
    symbolon_serial_advise_length, symbolon_series, symbolon_series_free, symbolon_series_new,
    symbolon_series_open, symbolon_series_open_batch, symbolon_series_options, symbolon_series_seal,
    symbolon_series_seal_batch, symbolon_series_serial_length,
};
use symbolon::capi::status::{SYMBOLON_E_SIGNER, SYMBOLON_OK};
use symbolon::capi::symbol::{
    symbolon_datamatrix_png, symbolon_datamatrix_raster, symbolon_datamatrix_size, symbolon_datamatrix_svg,
    symbolon_qr_png, symbolon_qr_raster, symbolon_qr_size, symbolon_qr_svg, symbolon_raster_shape,
    symbolon_symbol_options, symbolon_symbol_size,
};
use symbolon::capi::verify::{
    SYMBOLON_VERDICT_FORGED, SYMBOLON_VERDICT_GENUINE, SYMBOLON_VERDICT_NONE, symbolon_verdict_text,
    symbolon_verification, symbolon_verifier, symbolon_verifier_add_key, symbolon_verifier_add_series,
    symbolon_verifier_free, symbolon_verifier_new, symbolon_verifier_options, symbolon_verifier_revoke,
    symbolon_verifier_verify, symbolon_verifier_verify_batch,
};

use crate::memory::{Memory, Text, checked, one};

#[derive(Arbitrary, Debug)]
pub enum CodeCall<'a> {
    Identity(Text<'a>, u16),
    Canonical(Text<'a>, u16),
    Convert(Text<'a>, u8, Text<'a>, u16),
    Element(Text<'a>, Text<'a>, u16),
    IdentityBatch(Vec<Text<'a>>, bool, u8),
    ConvertBatch(Vec<Text<'a>>, bool, u8, Text<'a>, u8),
    AdviseLength(Text<'a>, u8, u64, u64),
    NewSeries {
        gtin: Text<'a>,
        slot: Text<'a>,
        sized: u8,
        length: u8,
        space: u64,
        alphabet: Text<'a>,
    },
    UsualSeries,
    Seal(u64, u16),
    SealBatch(u64, u8, u8),
    Open(Text<'a>),
    OpenBatch(Vec<Text<'a>>, bool),
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
    Symbol {
        data: Text<'a>,
        which: u8,
        correction: u8,
        fnc1: u8,
        dots: u8,
        quiet: u8,
        micrometres: u32,
        cap: u16,
    },
    Free(u8),
}

/// The handles, NULL until they are made.
pub struct Codes {
    series: *const symbolon_series,
    key: *const symbolon_secret_key,
    issuer: *const symbolon_issuer,
    verifier: *mut symbolon_verifier,
    /// What an external signer answers; outlives its issuer.
    signer: Box<i32>,
    public: [u8; 32],
}

impl Default for Codes {
    fn default() -> Self {
        let (series, key, issuer) = (null(), null(), null());
        Self { series, key, issuer, verifier: null_mut(), signer: Box::new(0), public: [0; 32] }
    }
}

impl Drop for Codes {
    fn drop(&mut self) {
        (0..4).for_each(|which| self.free(which));
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

impl Codes {
    #[allow(clippy::too_many_lines)] // one arm for each function of the header
    pub fn make(&mut self, call: &CodeCall, memory: &mut Memory) {
        // SAFETY, for every call below: pointers come from live values with their true lengths, or are NULL.
        match call {
            CodeCall::Identity(code, cap) => {
                let (code, code_len) = memory.text(code);
                memory.fill_bytes(*cap % 64, |buf, cap, len, info| unsafe {
                    symbolon_code_identity(code, code_len, buf, cap, len, info)
                });
            }
            CodeCall::Canonical(code, cap) => {
                let (code, code_len) = memory.text(code);
                memory.fill_bytes(*cap % 512, |buf, cap, len, info| unsafe {
                    symbolon_code_canonical(code, code_len, buf, cap, len, info)
                });
            }
            CodeCall::Convert(code, carrier, stem, cap) => {
                let ((code, code_len), (stem, stem_len)) = (memory.text(code), memory.text(stem));
                let carrier = u32::from(carrier % 5);
                memory.fill_bytes(*cap % 512, |buf, cap, len, info| unsafe {
                    symbolon_code_convert(code, code_len, carrier, stem, stem_len, buf, cap, len, info)
                });
            }
            CodeCall::Element(code, ai, cap) => {
                let ((code, code_len), (ai, ai_len)) = (memory.text(code), memory.text(ai));
                memory.fill_bytes(*cap % 128, |buf, cap, len, info| unsafe {
                    symbolon_code_element(code, code_len, ai, ai_len, buf, cap, len, info)
                });
            }
            CodeCall::IdentityBatch(codes, backwards, stride) => {
                let (bytes, offsets) = memory.batch(codes, *backwards);
                let (bytes, offsets) = (bytes.as_slice(), offsets.as_slice());
                memory.fill_batch(codes.len(), *stride, |buf, stride, lens, statuses, _| unsafe {
                    let (bytes, offsets) = (bytes.as_ptr(), offsets.as_ptr());
                    symbolon_code_identity_batch(bytes, offsets, codes.len(), buf, stride, lens, statuses)
                });
            }
            CodeCall::ConvertBatch(codes, backwards, carrier, stem, stride) => {
                let (bytes, offsets) = memory.batch(codes, *backwards);
                let (bytes, offsets) = (bytes.as_slice(), offsets.as_slice());
                let ((stem, stem_len), carrier) = (memory.text(stem), u32::from(carrier % 5));
                memory.fill_batch(codes.len(), *stride, |buf, stride, lens, statuses, info| unsafe {
                    let (bytes, offsets, n) = (bytes.as_ptr(), offsets.as_ptr(), codes.len());
                    symbolon_code_convert_batch(
                        bytes, offsets, n, carrier, stem, stem_len, buf, stride, lens, statuses, info,
                    )
                });
            }
            CodeCall::Symbol { .. } => symbol(call, memory),
            CodeCall::Free(which) => self.free(*which),
            CodeCall::Verify(..)
            | CodeCall::VerifyBatch(..)
            | CodeCall::NewVerifier(_)
            | CodeCall::AddKey(..)
            | CodeCall::Revoke(_)
            | CodeCall::AddSeries => self.verify(call, memory),
            CodeCall::KeyFromSeed(_)
            | CodeCall::KeyFromPem(_)
            | CodeCall::KeyToPem(_)
            | CodeCall::PublicFromPem(_)
            | CodeCall::PublicToPem(_)
            | CodeCall::NewIssuer
            | CodeCall::NewExternalIssuer(_)
            | CodeCall::Issue(..)
            | CodeCall::IssueBatch(..)
            | CodeCall::Sign(..)
            | CodeCall::SignBatch(..) => self.issue(call, memory),
            _ => self.serial(call, memory),
        }
    }

    fn serial(&mut self, call: &CodeCall, memory: &mut Memory) {
        match call {
            CodeCall::AdviseLength(alphabet, slot, space, one_in) => {
                let ((alphabet, alphabet_len), mut length) = (memory.text(alphabet), 0);
                let status = memory.report(|info| unsafe {
                    let slot = u32::from(*slot);
                    symbolon_serial_advise_length(
                        alphabet,
                        alphabet_len,
                        slot,
                        *space,
                        *one_in,
                        &raw mut length,
                        info,
                    )
                });
                assert_eq!(status == SYMBOLON_OK, (1..=20).contains(&length));
            }
            CodeCall::NewSeries { gtin, slot, sized, length, space, alphabet } => {
                self.free(0);
                let ((gtin, gtin_len), (slot, slot_len)) = (memory.text(gtin), memory.text(slot));
                let (alphabet, alphabet_len) = memory.text(alphabet);
                let size = if *sized < 250 { 32 } else { u32::from(*sized % 32) };
                let options = symbolon_series_options {
                    size,
                    length: (*length).into(),
                    index_space: *space,
                    alphabet,
                    alphabet_len,
                };
                let _ = memory.report(|info| unsafe {
                    let (key, out) = ([3; 32], &raw mut self.series);
                    symbolon_series_new(
                        key.as_ptr(),
                        gtin,
                        gtin_len,
                        slot,
                        slot_len,
                        &raw const options,
                        out,
                        info,
                    )
                });
            }
            CodeCall::UsualSeries => {
                self.free(0);
                let status = memory.report(|info| unsafe {
                    let (key, gtin, slot) = ([3; 32], b"09506000134352", b"07");
                    let out = &raw mut self.series;
                    symbolon_series_new(key.as_ptr(), gtin.as_ptr(), 14, slot.as_ptr(), 2, null(), out, info)
                });
                assert_eq!(status, SYMBOLON_OK);
            }
            CodeCall::Seal(index, cap) => {
                let series = self.series;
                memory.fill_bytes(*cap % 32, |buf, cap, len, _| unsafe {
                    symbolon_series_seal(series, *index, buf, cap, len)
                });
            }
            CodeCall::SealBatch(first, n, stride) => {
                let (n, stride, mut length) = (usize::from(n % 16), usize::from(stride % 32), 0);
                let mut buf = vec![0; n * stride];
                let status =
                    unsafe { symbolon_series_seal_batch(self.series, *first, n, buf.as_mut_ptr(), stride) };
                if checked(status) == SYMBOLON_OK {
                    assert_eq!(
                        unsafe { symbolon_series_serial_length(self.series, &raw mut length) },
                        SYMBOLON_OK
                    );
                    if let Some(serial) = buf.get(..length as usize) {
                        memory.remember(serial.to_vec());
                    }
                }
            }
            CodeCall::Open(serial) => {
                let ((serial, len), mut sealed, series) = (memory.text(serial), 0, self.series);
                let mut index = 0;
                let index = &raw mut index;
                let status =
                    one(&mut sealed, |out| unsafe { symbolon_series_open(series, serial, len, out, index) });
                assert_eq!(status == SYMBOLON_OK, [1, 2].contains(&sealed));
            }
            CodeCall::OpenBatch(serials, backwards) => {
                let (bytes, offsets) = memory.batch(serials, *backwards);
                let n = serials.len();
                let (mut sealed, mut indices) = (vec![0; n], vec![0; n]);
                checked(unsafe {
                    let (sealed, indices) = (sealed.as_mut_ptr(), indices.as_mut_ptr());
                    symbolon_series_open_batch(
                        self.series,
                        bytes.as_ptr(),
                        offsets.as_ptr(),
                        n,
                        sealed,
                        indices,
                    )
                });
            }
            _ => {}
        }
    }

    fn issue(&mut self, call: &CodeCall, memory: &mut Memory) {
        let (key, issuer, series, public) = (self.key, self.issuer, self.series, self.public);
        match call {
            CodeCall::KeyFromSeed(seed) => {
                self.free(1);
                let status =
                    unsafe { symbolon_secret_key_from_seed([*seed; 32].as_ptr(), &raw mut self.key) };
                assert_eq!(status, SYMBOLON_OK);
                let status = unsafe { symbolon_secret_key_public(self.key, self.public.as_mut_ptr()) };
                assert_eq!(status, SYMBOLON_OK);
            }
            CodeCall::KeyFromPem(pem) => {
                self.free(1);
                let (pem, pem_len) = memory.text(pem);
                checked(unsafe { symbolon_secret_key_from_pem(pem, pem_len, &raw mut self.key) });
            }
            CodeCall::KeyToPem(cap) => memory.fill_bytes(*cap % 300, |buf, cap, len, _| unsafe {
                symbolon_secret_key_to_pem(key, buf, cap, len)
            }),
            CodeCall::PublicFromPem(pem) => {
                let (pem, pem_len) = memory.text(pem);
                checked(unsafe { symbolon_public_key_from_pem(pem, pem_len, self.public.as_mut_ptr()) });
            }
            CodeCall::PublicToPem(cap) => memory.fill_bytes(*cap % 300, |buf, cap, len, _| unsafe {
                symbolon_public_key_to_pem(public.as_ptr(), buf, cap, len)
            }),
            CodeCall::NewIssuer => {
                self.free(2);
                checked(unsafe { symbolon_issuer_new(key, &raw mut self.issuer) });
            }
            CodeCall::NewExternalIssuer(answer) => {
                self.free(2);
                *self.signer = i32::from(answer % 3);
                let user = (&raw mut *self.signer).cast();
                let sign = if *answer < 250 { Some(sign as _) } else { None };
                checked(unsafe {
                    symbolon_issuer_new_external(public.as_ptr(), sign, user, &raw mut self.issuer)
                });
            }
            CodeCall::Issue(index, attributes, cap) => {
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
            CodeCall::IssueBatch(first, n, attributes, stride) => {
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
            CodeCall::Sign(code, cap) => {
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
            CodeCall::SignBatch(codes, backwards, stride) => {
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

    fn verify(&mut self, call: &CodeCall, memory: &mut Memory) {
        let verifier = self.verifier;
        match call {
            CodeCall::NewVerifier(unsigned) => {
                self.free(3);
                let options = symbolon_verifier_options { size: 8, unsigned_codes: *unsigned % 3 };
                checked(unsafe { symbolon_verifier_new(&raw const options, &raw mut self.verifier) });
            }
            CodeCall::AddKey(from, until, scope, backwards) => {
                let ((bytes, offsets), mut id) = (memory.batch(scope, *backwards), [0; 8]);
                let status = memory.report(|info| unsafe {
                    let (public, id) = (self.public.as_ptr(), id.as_mut_ptr());
                    let (bytes, offsets, n) = (bytes.as_ptr(), offsets.as_ptr(), scope.len());
                    symbolon_verifier_add_key(verifier, public, *from, *until, bytes, offsets, n, id, info)
                });
                assert_eq!(status == SYMBOLON_OK, id != [0; 8]);
            }
            CodeCall::Revoke(ours) => {
                let mut id = *b"00000000";
                if *ours {
                    checked(unsafe { symbolon_public_key_id(self.public.as_ptr(), id.as_mut_ptr()) });
                }
                checked(unsafe { symbolon_verifier_revoke(verifier, id.as_ptr()) });
            }
            CodeCall::AddSeries => {
                checked(unsafe { symbolon_verifier_add_series(verifier, self.series) });
            }
            CodeCall::Verify(code, at, size) => {
                let (code, code_len) = memory.text(code);
                let size = if *size < 200 { 40 } else { u32::from(*size % 41) };
                let mut out = symbolon_verification { size, ..Default::default() };
                let status = unsafe { symbolon_verifier_verify(verifier, code, code_len, *at, &raw mut out) };
                decided(checked(status), &out);
            }
            CodeCall::VerifyBatch(codes, backwards, at) => {
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
                out.iter().for_each(|out| decided(checked(status), out));
            }
            _ => {}
        }
    }

    fn free(&mut self, which: u8) {
        use std::mem::replace;
        unsafe {
            match which % 4 {
                0 => symbolon_series_free(replace(&mut self.series, null())),
                1 => symbolon_secret_key_free(replace(&mut self.key, null())),
                2 => symbolon_issuer_free(replace(&mut self.issuer, null())),
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

fn symbol(call: &CodeCall, memory: &mut Memory) {
    let CodeCall::Symbol { data, which, correction, fnc1, dots, quiet, micrometres, cap } = call else {
        return;
    };
    let options = symbolon_symbol_options {
        size: 24,
        correction: u32::from(correction % 6),
        fnc1: u32::from(fnc1 % 3),
        dots_per_module: u32::from(dots % 5),
        quiet: if *quiet < 200 { u32::from(quiet % 6) } else { u32::MAX },
        module_micrometres: *micrometres,
    };
    let (options, (data, data_len)) = (&raw const options, memory.text(data));
    let mut size = symbolon_symbol_size { size: 16, ..Default::default() };
    let mut shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let (size, shape) = (&raw mut size, &raw mut shape);
    match which % 8 {
        0 => {
            checked(unsafe { symbolon_qr_size(data, data_len, options, size) });
        }
        1 => {
            checked(unsafe { symbolon_datamatrix_size(data, data_len, options, size) });
        }
        which => {
            let cap = if *cap < 60_000 { 20_000 } else { *cap % 512 };
            memory.fill_bytes(cap, |buf, cap, len, _| unsafe {
                match which {
                    2 => symbolon_qr_raster(data, data_len, options, buf, cap, len, shape),
                    3 => symbolon_datamatrix_raster(data, data_len, options, buf, cap, len, shape),
                    4 => symbolon_qr_png(data, data_len, options, buf, cap, len),
                    5 => symbolon_datamatrix_png(data, data_len, options, buf, cap, len),
                    6 => symbolon_qr_svg(data, data_len, options, buf, cap, len),
                    _ => symbolon_datamatrix_svg(data, data_len, options, buf, cap, len),
                }
            });
        }
    }
}
