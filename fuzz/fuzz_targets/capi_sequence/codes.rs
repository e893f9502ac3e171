//! Calls about codes: serials, carriers, symbols.
//!
//! Every `unsafe` here is a call of the C ABI whose pointers come from live values with their true lengths, or are
//! NULL, or are handles that were made and not yet freed.

use std::mem::replace;
use std::ptr::null;

use crate::memory::{Memory, Text, checked, one};
use arbitrary::Arbitrary;
use symbolon::capi::code::{
    symbolon_code_canonical, symbolon_code_convert, symbolon_code_convert_batch, symbolon_code_element,
    symbolon_code_identity, symbolon_code_identity_batch,
};
use symbolon::capi::series::{
    symbolon_serial_advise_length, symbolon_series, symbolon_series_free, symbolon_series_new,
    symbolon_series_open, symbolon_series_open_batch, symbolon_series_options, symbolon_series_seal,
    symbolon_series_seal_batch, symbolon_series_serial_length,
};
use symbolon::capi::status::SYMBOLON_OK;
use symbolon::capi::symbol::{
    symbolon_datamatrix_png, symbolon_datamatrix_raster, symbolon_datamatrix_size, symbolon_datamatrix_svg,
    symbolon_qr_png, symbolon_qr_raster, symbolon_qr_size, symbolon_qr_svg, symbolon_raster_shape,
    symbolon_symbol_options, symbolon_symbol_size,
};

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
    Free,
}

/// The handle, NULL until it is made.
pub struct Codes {
    pub series: *const symbolon_series,
}

impl Default for Codes {
    fn default() -> Self {
        Self { series: null() }
    }
}

impl Drop for Codes {
    fn drop(&mut self) {
        self.free();
    }
}

impl Codes {
    pub fn make(&mut self, call: &CodeCall, memory: &mut Memory) {
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
            CodeCall::Free => self.free(),
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
                self.free();
                let ((gtin, gtin_len), (slot, slot_len)) = (memory.text(gtin), memory.text(slot));
                let (alphabet, alphabet_len) = memory.text(alphabet);
                let size = if *sized < 250 { 32 } else { u32::from(*sized % 32) };
                let options = symbolon_series_options {
                    size,
                    length: (*length).into(),
                    index_space: *space,
                    alphabet,
                    alphabet_len,
                    ..Default::default()
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
                self.free();
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

    fn free(&mut self) {
        unsafe { symbolon_series_free(replace(&mut self.series, null())) };
    }
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
