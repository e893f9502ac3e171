//! Calls about many codes at once: bulk issuing, batches with their certificates, and the bundles that verifiers take.
//!
//! Every `unsafe` here is a call of the C ABI whose pointers come from live values with their true lengths, or are
//! NULL, or are handles that were made and not yet freed.

use std::ffi::c_void;
use std::mem::replace;
use std::ptr::{null, null_mut};

use arbitrary::Arbitrary;
use symbolon::capi::batch::{
    symbolon_batch, symbolon_batch_absence, symbolon_batch_builder, symbolon_batch_builder_add_batch,
    symbolon_batch_builder_finish, symbolon_batch_builder_free, symbolon_batch_builder_new,
    symbolon_batch_free, symbolon_batch_proof, symbolon_batch_root,
};
use symbolon::capi::bulk::{
    symbolon_bulk, symbolon_bulk_code_bound, symbolon_bulk_free, symbolon_bulk_issue, symbolon_bulk_job,
    symbolon_bulk_new, symbolon_bulk_write,
};
use symbolon::capi::bundle::{
    symbolon_bundle, symbolon_bundle_apply, symbolon_bundle_bytes, symbolon_bundle_delta,
    symbolon_bundle_free, symbolon_bundle_open, symbolon_verifier_install, symbolon_verifier_uninstall,
};
use symbolon::capi::certificate::{
    symbolon_batch_check, symbolon_certificate, symbolon_certificate_check, symbolon_certificate_excludes,
    symbolon_certificate_facts, symbolon_certificate_free, symbolon_certificate_includes,
    symbolon_certificate_open, symbolon_certificate_read, symbolon_certificate_sign,
};
use symbolon::capi::issue::symbolon_issuer;
use symbolon::capi::series::symbolon_series;
use symbolon::capi::status::SYMBOLON_OK;
use symbolon::capi::verify::symbolon_verifier;
use symbolon::code::SerialCode;
use symbolon::trust::{BatchBuilder, BundleContent, Certificate, SecretKey, Signer};

use crate::memory::{Memory, Text, checked};

#[derive(Arbitrary, Debug)]
pub enum BatchCall<'a> {
    NewBulk { attributes: Text<'a>, carrier: u8, stem: Text<'a>, signed: bool },
    IssueBulk { first: u64, n: u8, cap: u16, columns: u8 },
    WriteBulk { first: u64, n: u8, resume: u64, layout: u8, dots: u16, stop: u8 },
    NewBuilder,
    AddCodes(Vec<Text<'a>>, bool),
    Finish,
    Root,
    Proof(Text<'a>, u16),
    Absence(Text<'a>, u16),
    Certify(Text<'a>, u16),
    OpenCertificate(Text<'a>, Text<'a>),
    UsualCertificate(Text<'a>),
    ReadCertificate(u8),
    Includes(Text<'a>, Text<'a>),
    Excludes(Text<'a>, Text<'a>),
    Compare(u8),
    OpenBundle(u8, u64),
    OpenBundleFrom(Text<'a>, Text<'a>),
    BundleBytes(u16),
    Delta(bool, u16),
    Apply(Text<'a>),
    Install(Vec<Text<'a>>, bool),
    Uninstall(bool),
    Free(u8),
}

/// The handles, NULL until they are made.
pub struct Batches {
    bulk: *const symbolon_bulk,
    builder: *mut symbolon_batch_builder,
    batch: *const symbolon_batch,
    certificate: *const symbolon_certificate,
    /// The newest last: a delta leads from the other to it.
    bundles: [*const symbolon_bundle; 2],
}

impl Default for Batches {
    fn default() -> Self {
        let (bulk, builder, batch, certificate) = (null(), null_mut(), null(), null());
        Self { bulk, builder, batch, certificate, bundles: [null(); 2] }
    }
}

impl Drop for Batches {
    fn drop(&mut self) {
        (0..6).for_each(|which| self.free(which));
    }
}

/// The handles of others that these calls take.
pub struct Others {
    pub issuer: *const symbolon_issuer,
    pub series: *const symbolon_series,
    pub verifier: *mut symbolon_verifier,
}

/// Calls that are left until the writer or the listener ends the job.
struct Patience {
    left: u8,
    written: u64,
}

unsafe extern "C" fn write(user: *mut c_void, bytes: *const u8, len: usize) -> i32 {
    // SAFETY: the contract of `symbolon_write`, and `user` is the patience of the call.
    unsafe {
        let patience = &mut *user.cast::<Patience>();
        patience.written += std::slice::from_raw_parts(bytes, len).len() as u64;
        if patience.left == 1 { 28 } else { 0 }
    }
}

unsafe extern "C" fn progress(user: *mut c_void, _: u64, _: u64, bytes: u64) -> i32 {
    // SAFETY: as of `write`.
    let patience = unsafe { &mut *user.cast::<Patience>() };
    assert!(bytes <= patience.written);
    patience.left = patience.left.saturating_sub(1);
    i32::from(patience.left == 0)
}

impl Batches {
    pub fn make(&mut self, call: &BatchCall, memory: &mut Memory, others: &Others) {
        match call {
            BatchCall::NewBulk { .. } | BatchCall::IssueBulk { .. } | BatchCall::WriteBulk { .. } => {
                self.bulk(call, memory, others);
            }
            BatchCall::NewBuilder
            | BatchCall::AddCodes(..)
            | BatchCall::Finish
            | BatchCall::Root
            | BatchCall::Proof(..)
            | BatchCall::Absence(..)
            | BatchCall::Certify(..) => self.batch(call, memory, others),
            BatchCall::OpenBundle(..)
            | BatchCall::OpenBundleFrom(..)
            | BatchCall::BundleBytes(_)
            | BatchCall::Delta(..)
            | BatchCall::Apply(_)
            | BatchCall::Install(..)
            | BatchCall::Uninstall(_) => self.bundle(call, memory, others),
            BatchCall::Free(which) => self.free(*which),
            _ => self.certificate(call, memory),
        }
    }

    fn bulk(&mut self, call: &BatchCall, memory: &mut Memory, others: &Others) {
        match call {
            BatchCall::NewBulk { attributes, carrier, stem, signed } => {
                self.free(0);
                let issuer = if *signed { others.issuer } else { null() };
                let ((attributes, attributes_len), (stem, stem_len)) =
                    (memory.text(attributes), memory.text(stem));
                let (out, carrier) = (&raw mut self.bulk, (carrier % 5).into());
                memory.report(|info| unsafe {
                    symbolon_bulk_new(
                        issuer,
                        others.series,
                        attributes,
                        attributes_len,
                        carrier,
                        stem,
                        stem_len,
                        out,
                        info,
                    )
                });
            }
            BatchCall::IssueBulk { first, n, cap, columns } => {
                let (bulk, n, mut bound) = (self.bulk, usize::from(n % 8), 0);
                checked(unsafe { symbolon_bulk_code_bound(bulk, &raw mut bound) });
                // Serials have 20 characters at most, signatures 64 bytes.
                let (mut serials, mut signatures) = (vec![0; n * 20], vec![0; n * 64]);
                let mut offsets = vec![0; n + 1];
                let serials = if columns & 1 == 1 { serials.as_mut_ptr() } else { null_mut() };
                let signatures = if columns & 2 == 2 { signatures.as_mut_ptr() } else { null_mut() };
                memory.fill_bytes(*cap % 2048, |buf, cap, len, info| unsafe {
                    let offsets = offsets.as_mut_ptr();
                    let status = symbolon_bulk_issue(
                        bulk, *first, n, serials, signatures, buf, cap, len, offsets, info,
                    );
                    assert!(status != SYMBOLON_OK || *len <= n * bound);
                    status
                });
            }
            BatchCall::WriteBulk { first, n, resume, layout, dots, stop } => {
                let dots = u32::from(*dots);
                let job = symbolon_bulk_job {
                    size: if *stop < 250 { 64 } else { (stop % 65).into() },
                    layout: (layout % 5).into(),
                    first: *first,
                    n: (n % 16).into(),
                    resume: *resume,
                    width: dots,
                    height: dots,
                    x: dots / 7,
                    y: dots % 7,
                    module_dots: dots % 5,
                    text_height: dots % 3,
                    ..Default::default()
                };
                let mut patience = Patience { left: stop % 8, written: 0 };
                memory.report(|info| unsafe {
                    let user = (&raw mut patience).cast();
                    let (write, progress) = (Some(write as _), Some(progress as _));
                    symbolon_bulk_write(self.bulk, &raw const job, write, progress, user, info)
                });
            }
            _ => {}
        }
    }

    fn batch(&mut self, call: &BatchCall, memory: &mut Memory, others: &Others) {
        let (builder, batch) = (self.builder, self.batch);
        match call {
            BatchCall::NewBuilder => {
                self.free(1);
                checked(unsafe { symbolon_batch_builder_new(&raw mut self.builder) });
            }
            BatchCall::AddCodes(codes, backwards) => {
                let ((bytes, offsets), mut statuses) =
                    (memory.batch(codes, *backwards), vec![0; codes.len()]);
                let status = unsafe {
                    let (bytes, offsets) = (bytes.as_ptr(), offsets.as_ptr());
                    let statuses = statuses.as_mut_ptr();
                    symbolon_batch_builder_add_batch(builder, bytes, offsets, codes.len(), statuses)
                };
                if checked(status) == SYMBOLON_OK {
                    for status in statuses {
                        checked(status);
                    }
                }
            }
            BatchCall::Finish => {
                self.free(2);
                let out = &raw mut self.batch;
                memory.report(|info| unsafe { symbolon_batch_builder_finish(builder, out, info) });
            }
            BatchCall::Root => {
                let (mut root, mut count) = ([0; 32], 0);
                checked(unsafe { symbolon_batch_root(batch, root.as_mut_ptr(), &raw mut count) });
            }
            BatchCall::Proof(code, cap) => {
                let (code, code_len) = memory.text(code);
                memory.fill_bytes(*cap % 2048, |buf, cap, len, info| unsafe {
                    symbolon_batch_proof(batch, code, code_len, buf, cap, len, info)
                });
            }
            BatchCall::Absence(code, cap) => {
                let (code, code_len) = memory.text(code);
                memory.fill_bytes(*cap % 4096, |buf, cap, len, info| unsafe {
                    symbolon_batch_absence(batch, code, code_len, buf, cap, len, info)
                });
            }
            BatchCall::Certify(name, cap) => {
                let (name, name_len) = memory.text(name);
                memory.fill_bytes(*cap % 2048, |buf, cap, len, info| unsafe {
                    symbolon_certificate_sign(batch, others.issuer, name, name_len, 5, buf, cap, len, info)
                });
            }
            _ => {}
        }
    }

    fn certificate(&mut self, call: &BatchCall, memory: &mut Memory) {
        let certificate = self.certificate;
        match call {
            BatchCall::OpenCertificate(bytes, key) => {
                self.free(3);
                let ((bytes, len), (key, key_len)) = (memory.text(bytes), memory.text(key));
                let out = &raw mut self.certificate;
                memory
                    .report(|info| unsafe { symbolon_certificate_open(bytes, len, key, key_len, out, info) });
            }
            BatchCall::UsualCertificate(code) => {
                self.free(3);
                let (code, len) = memory.text(code);
                // SAFETY: NULL has at most the length 3, and is left out.
                let code = (!code.is_null()).then(|| unsafe { std::slice::from_raw_parts(code, len) });
                let (bytes, key) = certified(code.unwrap_or_default());
                let out = &raw mut self.certificate;
                let status = memory.report(|info| unsafe {
                    let (bytes, len, key, key_len) = (bytes.as_ptr(), bytes.len(), key.as_ptr(), key.len());
                    symbolon_certificate_open(bytes, len, key, key_len, out, info)
                });
                assert_eq!(status, SYMBOLON_OK);
            }
            BatchCall::ReadCertificate(cap) => {
                let mut facts = symbolon_certificate_facts { size: 56, ..Default::default() };
                memory.fill_bytes((*cap).into(), |buf, cap, len, _| unsafe {
                    symbolon_certificate_read(certificate, &raw mut facts, buf, cap, len)
                });
            }
            BatchCall::Includes(code, proof) => {
                let ((code, code_len), (proof, proof_len)) = (memory.text(code), memory.text(proof));
                memory.report(|info| unsafe {
                    symbolon_certificate_includes(certificate, code, code_len, proof, proof_len, info)
                });
            }
            BatchCall::Excludes(code, proof) => {
                let ((code, code_len), (proof, proof_len)) = (memory.text(code), memory.text(proof));
                let mut answer = 0;
                let status = memory.report(|info| unsafe {
                    let answer = &raw mut answer;
                    symbolon_certificate_excludes(certificate, code, code_len, proof, proof_len, answer, info)
                });
                assert_eq!(status == SYMBOLON_OK, [1, 2].contains(&answer));
            }
            BatchCall::Compare(cap) => {
                let (builder, mut check) =
                    (self.builder, symbolon_batch_check { size: 24, ..Default::default() });
                memory.fill((*cap).into(), u32::MAX, |buf, cap, len, _| unsafe {
                    symbolon_certificate_check(certificate, builder, &raw mut check, buf, cap, len)
                });
            }
            _ => {}
        }
    }

    fn bundle(&mut self, call: &BatchCall, memory: &mut Memory, others: &Others) {
        let [older, newer] = self.bundles;
        match call {
            BatchCall::OpenBundle(sequence, newest_known) => {
                let (file, root) = signed(*sequence);
                self.open(&file, &root, *newest_known);
                memory.remember(file);
            }
            BatchCall::OpenBundleFrom(file, root) => {
                let ((file, len), (root, root_len)) = (memory.text(file), memory.text(root));
                let mut out = null();
                memory.report(|info| unsafe {
                    symbolon_bundle_open(file, len, root, root_len, 0, &raw mut out, info)
                });
                self.push(out);
            }
            BatchCall::BundleBytes(cap) => memory.fill_bytes(*cap % 1024, |buf, cap, len, _| unsafe {
                symbolon_bundle_bytes(newer, buf, cap, len)
            }),
            BatchCall::Delta(forth, cap) => {
                let (to, from) = if *forth { (newer, older) } else { (older, newer) };
                memory.fill_bytes(*cap % 1024, |buf, cap, len, _| unsafe {
                    symbolon_bundle_delta(to, from, buf, cap, len)
                });
            }
            BatchCall::Apply(delta) => {
                let ((delta, len), mut out) = (memory.text(delta), null());
                memory.report(|info| unsafe { symbolon_bundle_apply(older, delta, len, &raw mut out, info) });
                self.push(out);
            }
            BatchCall::Install(scope, backwards) => {
                let (bytes, offsets) = memory.batch(scope, *backwards);
                memory.report(|info| unsafe {
                    let (bytes, offsets, n) = (bytes.as_ptr(), offsets.as_ptr(), scope.len());
                    symbolon_verifier_install(others.verifier, newer, bytes, offsets, n, info)
                });
            }
            BatchCall::Uninstall(ours) => {
                let id = if *ours { root().public_key().id().text() } else { *b"00000000" };
                checked(unsafe { symbolon_verifier_uninstall(others.verifier, id.as_ptr()) });
            }
            _ => {}
        }
    }

    fn open(&mut self, file: &[u8], root: &[u8], newest_known: u64) {
        let mut out = null();
        checked(unsafe {
            let (file, len) = (file.as_ptr(), file.len());
            let (root, root_len) = (root.as_ptr(), root.len());
            symbolon_bundle_open(file, len, root, root_len, newest_known, &raw mut out, null_mut())
        });
        self.push(out);
    }

    /// Keeps a bundle, if there is one, in place of the oldest.
    fn push(&mut self, made: *const symbolon_bundle) {
        if !made.is_null() {
            self.free(4);
            self.bundles = [self.bundles[1], made];
        }
    }

    fn free(&mut self, which: u8) {
        unsafe {
            match which % 6 {
                0 => symbolon_bulk_free(replace(&mut self.bulk, null())),
                1 => symbolon_batch_builder_free(replace(&mut self.builder, null_mut())),
                2 => symbolon_batch_free(replace(&mut self.batch, null())),
                3 => symbolon_certificate_free(replace(&mut self.certificate, null())),
                4 => symbolon_bundle_free(replace(&mut self.bundles[0], null())),
                _ => symbolon_bundle_free(replace(&mut self.bundles[1], null())),
            }
        }
    }
}

fn root() -> SecretKey {
    SecretKey::from_seed(&[9; 32]).unwrap()
}

/// A bundle without keys, and the suite key of its root.
fn signed(sequence: u8) -> (Vec<u8>, Vec<u8>) {
    let content = BundleContent { sequence: sequence.into(), next_update: 1, ..BundleContent::default() };
    let root = root();
    (content.sign(&root).unwrap(), [&[1], root.public_key().bytes()].concat())
}

/// The certificate of a batch of one code or two, and the suite key of its signer.
fn certified(code: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut builder, signer) = (BatchBuilder::new(), root());
    builder.add(&SerialCode::parse(b"0109506000134352211").unwrap()).unwrap();
    if let Ok(code) = SerialCode::parse(code) {
        builder.add(&code).unwrap();
    }
    let Ok(batch) = builder.finish() else { return certified(b"") };
    let bytes = Certificate::new("batch", 5, &batch).unwrap().sign(&signer).unwrap();
    (bytes, [&[1], signer.public_key().bytes()].concat())
}
