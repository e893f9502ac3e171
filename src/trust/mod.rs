//! Who may issue and who is believed: keys, the signed message, issuing, verification.
//!
//! A brand holds a [`SecretKey`] (or a [`Signer`] in an HSM) and the [`crate::code::MasterKey`] of its serials. A
//! verifier needs only the [`Keyring`] of public keys. Refused here: any signature outside the rule of
//! its key's [`suite`].

mod artefact;
pub mod draw;
pub mod ed25519;
mod ed25519_batch;
mod ed25519_sign;
mod ed25519_weights;
mod fields;
pub mod grant;
pub mod issue;
pub mod key;
pub mod keyring;
pub mod lease;
pub mod leases;
pub mod message;
#[cfg(feature = "p256")]
mod p256;
pub mod receipt;
pub mod reconcile;
pub mod sealed_key;
pub mod seals;
pub mod signer;
#[cfg(feature = "sm2")]
mod sm2;
pub mod stream;
pub mod suite;
pub mod verdict;
pub mod verify;

pub use draw::{CURSOR_BYTES, CursorBytes, Draw};
pub use grant::KeyGrant;
pub use issue::Issuer;
pub use key::{PublicKey, SecretKey};
pub use keyring::{Keyring, Scope, Window};
pub use lease::{Lease, LeaseId, Terms};
pub use leases::{LeaseCheck, LeasedRange, Leases};
pub use receipt::Receipt;
pub use reconcile::{Blame, Finding, FindingKind, Reconciler, Sighting};
pub use seals::Seals;
pub use signer::{NOT_SIGNED, Signer};
pub use stream::Stream;
pub use suite::Suite;
pub use verdict::{Reasons, Verdict, Verification};
pub use verify::{Unsigned, Verifier};
