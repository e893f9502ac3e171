//! Who may issue and who is believed: keys, the signed message, issuing, verification.
//!
//! A brand holds a [`SecretKey`] (or a [`Signer`] in an HSM) and the [`crate::code::MasterKey`] of its serials. A
//! verifier needs only the [`Keyring`] of public keys. Refused here: any signature outside the rule of [`ed25519`].

mod artefact;
mod curve;
mod curve_field;
pub mod ed25519;
mod ed25519_batch;
mod fields;
pub mod issue;
pub mod key;
pub mod keyring;
pub mod message;
pub mod seals;
pub mod stream;
pub mod suite;
pub mod verdict;
pub mod verify;

pub use issue::Issuer;
pub use key::{PublicKey, SecretKey, Signer};
pub use keyring::{Keyring, Scope, Window};
pub use seals::Seals;
pub use stream::Stream;
pub use suite::Suite;
pub use verdict::{Reasons, Verdict, Verification};
pub use verify::{Unsigned, Verifier};
