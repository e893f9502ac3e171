//! A digest of state by way of [`Hash`](core::hash::Hash): numbers are written little-endian.

use core::hash::Hasher;

pub(super) struct Digester(blake3::Hasher);

impl Digester {
    pub(super) fn new() -> Self {
        Self(blake3::Hasher::new_derive_key("symbolon v1 line session state"))
    }

    pub(super) fn finish32(&self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl Hasher for Digester {
    fn finish(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.finalize_xof().fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}
