//! Enrolled marks by the names that a register gives them: for marks in pictures, and for records of a line.

use super::boundary::{Fault, Given, boundary};
use super::register::{symbolon_register, tell};
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::Identity;
use crate::mark::{Change, Hidden, ImageKind, Register};

/// Bytes of a name.
pub const SYMBOLON_REGISTER_NAME_BYTES: usize = 16;

/// A mark of holes inside a QR symbol.
pub const SYMBOLON_IMAGE_LAYER: u32 = 2;
/// A patch of micro-dots.
pub const SYMBOLON_IMAGE_DOTS: u32 = 3;
/// The shapes of the digits of a date.
pub const SYMBOLON_IMAGE_DATE: u32 = 4;
/// A copy-detection pattern.
pub const SYMBOLON_IMAGE_COPY: u32 = 5;
const _: () = assert!(SYMBOLON_IMAGE_LAYER == ImageKind::Layer.number() as u32);
const _: () = assert!(SYMBOLON_IMAGE_DOTS == ImageKind::Dots.number() as u32);
const _: () = assert!(SYMBOLON_IMAGE_DATE == ImageKind::Date.number() as u32);
const _: () = assert!(SYMBOLON_IMAGE_COPY == ImageKind::Copy.number() as u32);

/// An operation on a code and a named mark.
type NamedOperation = fn(&mut Register, &Identity, Hidden<'_>) -> Result<Change, Error>;

impl Given {
    /// A mark by its name.
    fn named(&self, name: *const u8) -> Result<Hidden<'_>, Fault> {
        Ok(Hidden::Named(self.array::<SYMBOLON_REGISTER_NAME_BYTES>(name)?))
    }

    fn change_named(
        &self,
        register: *mut symbolon_register,
        (code, code_len): (*const u8, usize),
        name: *const u8,
        change: *mut u32,
        operation: NamedOperation,
    ) -> Result<(), Fault> {
        let out = self.out_if_wanted(change)?;
        let register = self.handle_mut(register)?;
        let (name, identity) = (self.named(name)?, self.identity(code, code_len)?);
        let change = register.0.change(|register| Ok(operation(register, &identity, name)?))?;
        tell(change, out);
        Ok(())
    }
}

/// The name under which a register keeps a mark in pictures.
///
/// kind:    SYMBOLON_IMAGE_x
/// payload: `payload_len` bytes that were read from the mark: what it carries that is random and its own
/// name:    out, SYMBOLON_REGISTER_NAME_BYTES
/// errors:  SYMBOLON_E_PARAMETER for the kind
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_name_image(
    register: *const symbolon_register,
    kind: u32,
    payload: *const u8,
    payload_len: usize,
    name: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_array(name)?;
            let kind = ImageKind::from_number(u8::try_from(kind).map_err(|_| Error::Parameter)?)?;
            let hidden = Hidden::Image(kind, given.bytes(payload, payload_len)?);
            out.write(given.handle(register)?.0.ask()?.name(hidden));
            Ok(())
        })
    }
}

/// `symbolon_register_enroll` with names.
///
/// names:  `n` times SYMBOLON_REGISTER_NAME_BYTES
/// errors: SYMBOLON_E_MARK_TAKEN if one stands there twice or was enrolled before
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_enroll_named(
    register: *mut symbolon_register,
    names: *const u8,
    n: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let names = given.items::<[u8; SYMBOLON_REGISTER_NAME_BYTES]>(names.cast(), n)?;
            let roll = names.iter().map(Hidden::Named);
            given.handle_mut(register)?.0.change(|register| Ok(register.enroll(roll)?))
        })
    }
}

/// `symbolon_register_bind` with a name, also the one that a line gives a mark (SYMBOLON_ACTION_BIND). Repeating it does no
/// harm.
///
/// code:   `code_len` bytes in any carrier
/// name:   SYMBOLON_REGISTER_NAME_BYTES
/// change: out, SYMBOLON_CHANGE_x; may be NULL
/// errors: those of `symbolon_register_bind`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_bind_named(
    register: *mut symbolon_register,
    code: *const u8,
    code_len: usize,
    name: *const u8,
    change: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            given.change_named(register, (code, code_len), name, change, |register, code, name| {
                register.bind(code, name)
            })
        })
    }
}

/// `symbolon_register_activate` with a name.
///
/// code:   `code_len` bytes in any carrier
/// name:   SYMBOLON_REGISTER_NAME_BYTES
/// change: out, SYMBOLON_CHANGE_x; may be NULL
/// errors: those of `symbolon_register_activate`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_activate_named(
    register: *mut symbolon_register,
    code: *const u8,
    code_len: usize,
    name: *const u8,
    change: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            given.change_named(register, (code, code_len), name, change, |register, code, name| {
                register.activate(code, name)
            })
        })
    }
}

/// `symbolon_register_void` with a name.
///
/// name:   SYMBOLON_REGISTER_NAME_BYTES
/// reason: `reason_len` bytes, 1 to 255, kept as given
/// change: out, SYMBOLON_CHANGE_x; may be NULL
/// errors: SYMBOLON_E_REASON, SYMBOLON_E_MARK_UNKNOWN
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_void_named(
    register: *mut symbolon_register,
    name: *const u8,
    reason: *const u8,
    reason_len: usize,
    change: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_if_wanted(change)?;
            let register = given.handle_mut(register)?;
            let name = given.named(name)?;
            let reason = given.bytes(reason, reason_len)?;
            let change = register.0.change(|register| Ok(register.void(name, reason)?))?;
            tell(change, out);
            Ok(())
        })
    }
}

/// `symbolon_register_check` with a name.
///
/// code:   `code_len` bytes in any carrier
/// name:   SYMBOLON_REGISTER_NAME_BYTES
/// answer: out, SYMBOLON_MARK_MATCH or SYMBOLON_MARK_NO_MATCH
/// errors: of the code 101 to 116
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_check_named(
    register: *const symbolon_register,
    code: *const u8,
    code_len: usize,
    name: *const u8,
    answer: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(answer)?;
            let name = given.named(name)?;
            let identity = given.identity(code, code_len)?;
            out.write(given.handle(register)?.0.ask()?.check(&identity, name).number().into());
            Ok(())
        })
    }
}
