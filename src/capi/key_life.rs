//! What became of the keys that were added to a verifier one by one. Those of a bundle say it there.

use core::ptr::null_mut;

use super::boundary::boundary;
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::status::symbolon_status;
use super::verify::symbolon_verifier;
use crate::Error;
use crate::code::KeyId;
use crate::trust::{Standing, Window};

/// In use.
pub const SYMBOLON_STANDING_GOOD: u32 = 0;
/// It signs no more since a time; what it signed lives on.
pub const SYMBOLON_STANDING_END_OF_LIFE: u32 = 1;
/// Nothing it signed is believed any more.
pub const SYMBOLON_STANDING_REVOKED: u32 = 2;
/// Somebody else may hold it since a time: nothing it signed is believed, but for serials that a bundle vouches for and
/// the verifier's own series open.
pub const SYMBOLON_STANDING_COMPROMISED: u32 = 3;

/// Says what became of a key that was added to the verifier itself, or admitted.
///
/// key_id:   SYMBOLON_KEY_ID_BYTES characters
/// standing: SYMBOLON_STANDING_x
/// since:    seconds since 1970 UTC, for END_OF_LIFE and COMPROMISED; otherwise unused
/// errors:   SYMBOLON_E_PARAMETER, SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_set_standing(
    verifier: *mut symbolon_verifier,
    key_id: *const u8,
    standing: u32,
    since: i64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let id = *given.array::<SYMBOLON_KEY_ID_BYTES>(key_id)?;
            let verifier = &mut given.handle_mut(verifier)?.0;
            let standing = match standing {
                SYMBOLON_STANDING_GOOD => Standing::Good,
                SYMBOLON_STANDING_END_OF_LIFE => Standing::EndOfLife { since },
                SYMBOLON_STANDING_REVOKED => Standing::Revoked,
                SYMBOLON_STANDING_COMPROMISED => Standing::Compromised { since },
                _ => return Err(Error::Parameter.into()),
            };
            verifier.change(|verifier| Ok(verifier.keyring.set_standing(KeyId::parse(&id)?, standing)?))
        })
    }
}

/// Says when a key that was added to the verifier itself, or admitted, signs: compared with the production date (11) of
/// codes that carry one. Without this call it is always.
///
/// key_id:      SYMBOLON_KEY_ID_BYTES characters
/// from, until: seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
/// errors:      SYMBOLON_E_WINDOW, SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_set_signing(
    verifier: *mut symbolon_verifier,
    key_id: *const u8,
    from: i64,
    until: i64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let id = *given.array::<SYMBOLON_KEY_ID_BYTES>(key_id)?;
            let verifier = &mut given.handle_mut(verifier)?.0;
            let signing = Window::new(from, until)?;
            verifier.change(|verifier| Ok(verifier.keyring.set_signing(KeyId::parse(&id)?, signing)?))
        })
    }
}
