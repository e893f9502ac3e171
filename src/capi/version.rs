//! What this library is: the version of its C ABI and its own.

use core::ffi::{CStr, c_char};

/// Major version of the C ABI: what is built against another major does not fit.
pub const SYMBOLON_ABI_MAJOR: u32 = 0;
/// Minor version of the C ABI: what is built against a smaller or the same minor fits.
pub const SYMBOLON_ABI_MINOR: u32 = 1;

/// The version of the C ABI that the library at hand has.
///
/// returns: major << 16 | minor; compare the major with SYMBOLON_ABI_MAJOR before any other call
/// threads: any
#[must_use]
#[unsafe(no_mangle)]
pub const extern "C" fn symbolon_abi() -> u32 {
    SYMBOLON_ABI_MAJOR << 16 | SYMBOLON_ABI_MINOR
}

/// The version of the library, such as `0.1.0`.
///
/// returns: ASCII, NUL-terminated, static, never NULL
/// threads: any
#[must_use]
#[unsafe(no_mangle)]
pub const extern "C" fn symbolon_version() -> *const c_char {
    const TEXT: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(text) => text,
        Err(_) => c"",
    };
    TEXT.as_ptr()
}
