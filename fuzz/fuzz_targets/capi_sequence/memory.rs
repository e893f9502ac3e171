//! The caller's memory: inputs, buffers of exactly the promised size, and what a call may have done to them.

use std::cell::Cell;
use std::ptr::{null, null_mut};

use arbitrary::Arbitrary;
use symbolon::capi::status::{
    SYMBOLON_E_BUFFER, SYMBOLON_E_PANIC, SYMBOLON_E_POISONED, SYMBOLON_OK, symbolon_error, symbolon_status,
    symbolon_status_text,
};

/// Fills buffers, so that a write shows.
const UNTOUCHED: u8 = 0xA5;

const UNWRITTEN: u32 = 0x7777_7777;

/// An input: something usual, what an earlier call gave, any bytes, or NULL.
#[derive(Arbitrary, Clone, Debug)]
pub enum Text<'a> {
    Usual(u8),
    Earlier(u8),
    Bytes(&'a [u8]),
    Null(u8),
}

const USUAL: [&[u8]; 18] = [
    b"01095060001343522107A0B1C2D3E4F5G6",
    b"00395060000000000016",
    b"0119506000134359211",
    b"https://id.gs1.org/01/09506000134352/21/7?17=281130",
    b"HTTPS://T.CN",
    b"09506000134352",
    b"10LOT-7\x1D17281130",
    b"9506000",
    b"07",
    b"",
    b"21",
    b"0123456789",
    b"012-345-67T",
    b"a reason",
    b"0109506000134352211",
    b"0109506000134352212",
    b"0109506000134352213",
    b"0109506000134352214",
];

/// What calls gave, newest first.
#[derive(Default)]
pub struct Memory {
    earlier: Vec<Vec<u8>>,
    /// Which kind of error report the next calls hand in.
    pub report: Cell<u8>,
}

impl Memory {
    /// Pointer and length of an input.
    pub fn text<'m>(&'m self, text: &Text<'m>) -> (*const u8, usize) {
        let bytes = match *text {
            Text::Usual(which) => USUAL[usize::from(which) % USUAL.len()],
            Text::Earlier(which) => self.bytes(which),
            Text::Bytes(bytes) => bytes,
            // Refused by the library unless the length is 0.
            Text::Null(len) => return (null(), usize::from(len % 4)),
        };
        (bytes.as_ptr(), bytes.len())
    }

    fn bytes(&self, which: u8) -> &[u8] {
        self.earlier.get(usize::from(which)).or(self.earlier.first()).map_or(b"", Vec::as_slice)
    }

    /// The inputs of a batch, one behind the other, with their offsets; those not ascending if `backwards`.
    pub fn batch(&self, texts: &[Text], backwards: bool) -> (Vec<u8>, Vec<usize>) {
        let (mut bytes, mut offsets) = (Vec::new(), vec![0]);
        for text in texts {
            if !matches!(text, Text::Null(_)) {
                let (start, len) = self.text(text);
                // SAFETY: not NULL, so one of our slices.
                bytes.extend_from_slice(unsafe { std::slice::from_raw_parts(start, len) });
            }
            offsets.push(bytes.len());
        }
        if backwards {
            offsets.reverse();
        }
        (bytes, offsets)
    }

    pub fn remember(&mut self, bytes: Vec<u8>) {
        self.earlier.insert(0, bytes);
        self.earlier.truncate(8);
    }

    /// Makes a call that reports; the report says what the status says.
    pub fn report(&self, call: impl FnOnce(*mut symbolon_error) -> symbolon_status) -> symbolon_status {
        let words = usize::from(self.report.get() % 8);
        if words == 0 {
            return checked(call(null_mut()));
        }
        // As large as the first word says, between nothing but itself and more than this version knows.
        let mut info = vec![UNWRITTEN; words];
        info[0] = u32::try_from(words * 4).unwrap();
        let status = checked(call(info.as_mut_ptr().cast()));
        assert_eq!(info[0] as usize, words * 4);
        // Some functions have nothing to report beyond their status, and are not given it.
        if info[1..].iter().any(|word| *word != UNWRITTEN) {
            assert_eq!(info[1].cast_signed(), status);
            assert!(info.iter().skip(5).all(|word| [0, UNWRITTEN].contains(word)));
        }
        status
    }

    /// Makes a call that fills a buffer of `cap` values, and remembers what it gave.
    pub fn fill<T: Copy + PartialEq + Into<u64>>(
        &mut self,
        cap: u16,
        untouched: T,
        call: impl FnOnce(*mut T, usize, *mut usize, *mut symbolon_error) -> symbolon_status,
    ) -> Option<Vec<T>> {
        let mut buffer = vec![untouched; cap.into()];
        let (start, mut len) = (buffer.as_mut_ptr(), usize::MAX);
        let status = self.report(|info| call(start, cap.into(), &raw mut len, info));
        match status {
            SYMBOLON_OK => {
                assert!(len <= buffer.len());
                assert!(buffer[len..].iter().all(|value| *value == untouched));
                buffer.truncate(len);
                return Some(buffer);
            }
            SYMBOLON_E_BUFFER => assert!(len > buffer.len() && len != usize::MAX),
            _ => {}
        }
        assert!(buffer.iter().all(|value| *value == untouched), "touched though refused with {status}");
        None
    }

    /// [`Memory::fill`] for bytes: what it gave is an input of later calls.
    pub fn fill_bytes(
        &mut self,
        cap: u16,
        call: impl FnOnce(*mut u8, usize, *mut usize, *mut symbolon_error) -> symbolon_status,
    ) {
        if let Some(bytes) = self.fill(cap, UNTOUCHED, call) {
            self.remember(bytes);
        }
    }

    /// Makes a batch call with `n` outputs of `stride` bytes; good ones are remembered.
    pub fn fill_batch(
        &mut self,
        n: usize,
        stride: u8,
        call: impl FnOnce(
            *mut u8,
            usize,
            *mut usize,
            *mut symbolon_status,
            *mut symbolon_error,
        ) -> symbolon_status,
    ) {
        let stride = usize::from(stride) * 2;
        let (mut buffer, mut lens) = (vec![UNTOUCHED; n * stride], vec![usize::MAX; n]);
        let mut statuses = vec![-1; n];
        let (start, len, status) = (buffer.as_mut_ptr(), lens.as_mut_ptr(), statuses.as_mut_ptr());
        if self.report(|info| call(start, stride, len, status, info)) != SYMBOLON_OK {
            return;
        }
        for (item, (len, status)) in lens.into_iter().zip(statuses).enumerate() {
            match checked(status) {
                SYMBOLON_OK => self.remember(buffer[item * stride..][..len].to_vec()),
                SYMBOLON_E_BUFFER => assert!(len > stride),
                _ => assert_eq!(len, 0),
            }
        }
    }
}

/// A call that gives one value; NULL for its place too, which is refused.
pub fn one<T: Copy>(value: &mut T, call: impl Fn(*mut T) -> symbolon_status) -> symbolon_status {
    let refused = checked(call(null_mut()));
    assert_ne!(refused, SYMBOLON_OK);
    checked(call(value))
}

/// Whatever happens, the library neither fails inside nor answers with a number that has no sentence.
pub fn checked(status: symbolon_status) -> symbolon_status {
    assert!(![SYMBOLON_E_PANIC, SYMBOLON_E_POISONED].contains(&status));
    for language in [1, 2] {
        assert_ne!(symbolon_status_text(status, language), symbolon_status_text(i32::MIN, language));
    }
    status
}
