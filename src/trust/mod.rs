//! Who may issue and who is believed: keys, the signed message, issuing, verification.
//!
//! A brand holds a [`SecretKey`] (or a [`Signer`] in an HSM) and the [`crate::code::MasterKey`] of its serials. A
//! verifier needs only the [`Keyring`] of public keys. Refused here: any signature outside the rule of [`ed25519`].

mod artefact;
pub mod bundle;
mod bundle_format;
pub mod bundles;
pub mod consumer;
pub mod delta;
pub mod ed25519;
mod fields;
mod frame;
pub mod index_set;
pub mod issue;
pub mod key;
pub mod keyring;
pub mod leases;
pub mod message;
mod reader;
pub mod revocation;
mod scope_form;
pub mod seals;
pub mod suite;
pub mod verdict;
pub mod verify;

pub use bundle::{Bundle, BundleContent};
pub use bundles::{Bundles, Root};
pub use consumer::{Advice, ConsumerAnswer};
pub use index_set::IndexSets;
pub use issue::Issuer;
pub use key::{PublicKey, SecretKey, Signer};
pub use keyring::{Keyring, Scope, Standing, Window};
pub use leases::{LeaseCheck, LeasedRange, Leases};
pub use revocation::CodeSet;
pub use seals::Seals;
pub use suite::Suite;
pub use verdict::{Reasons, Verdict, Verification};
pub use verify::{Unsigned, Verifier};
