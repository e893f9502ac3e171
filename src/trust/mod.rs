//! Who may issue and who is believed.
//!
//! A brand holds a root key, and a [`SecretKey`] (or a [`Signer`] in an HSM) for each factory or line, with the
//! [`crate::code::MasterKey`] of its serials. A verifier needs only public keys: a [`Keyring`], or a [`Bundle`] signed by
//! the root. Refused here: any signature outside the rule of its key's [`suite`].
//!
//! | what | where |
//! |---|---|
//! | keys and suites | [`key`], [`suite`], [`signer`], [`sealed_key`]; the rules `ed25519`, `p256`, `sm2` |
//! | whom to believe | [`keyring`], [`grant`] (a root admits a key), [`seals`] |
//! | codes, one by one | [`message`], [`issue`], [`verify`], [`verdict`], [`consumer`] |
//! | codes, many at once | [`stream`] over `ed25519_batch`; [`bulk`] into [`columns`], [`output`], [`binary`] |
//! | who may issue which range | [`lease`], [`draw`], [`receipt`], [`reconcile`]; [`leases`] for verifiers |
//! | what a batch holds | [`certificate`] over [`merkle`] |
//! | what a container holds | [`contents`] with `filter` |
//! | what a handheld takes along | [`bundle`], [`delta`], [`bundles`]; [`revocation`] over [`index_set`] |
//! | the form of everything signed | `artefact` with `fields` and `frame` |

pub(crate) mod artefact;
pub mod binary;
pub mod bulk;
pub mod bundle;
mod bundle_format;
pub mod bundles;
pub mod certificate;
pub mod columns;
pub mod consumer;
pub mod contents;
mod curve;
mod curve_field;
pub mod delta;
pub mod draw;
pub mod ed25519;
mod ed25519_batch;
mod ed25519_sign;
pub(crate) mod fields;
mod filter;
pub mod foreign;
mod frame;
pub mod grant;
pub mod index_set;
pub mod issue;
pub mod key;
pub mod keyring;
pub mod lease;
pub mod leases;
pub mod merkle;
pub mod message;
pub mod output;
#[cfg(feature = "p256")]
mod p256;
mod reader;
pub mod receipt;
pub mod reconcile;
pub mod revocation;
mod scope_form;
pub mod sealed_key;
pub mod seals;
pub mod signer;
#[cfg(feature = "sm2")]
mod sm2;
pub mod stream;
pub mod suite;
mod template;
pub mod verdict;
pub mod verify;

pub use bulk::Bulk;
pub use bundle::{Bundle, BundleContent};
pub use bundles::{Bundles, Root};
pub use certificate::{BatchBuilder, Certificate};
pub use consumer::{Advice, ConsumerAnswer};
pub use contents::{Contents, ContentsNote};
pub use draw::{CURSOR_BYTES, CursorBytes, Draw};
pub use foreign::ForeignKeys;
pub use grant::KeyGrant;
pub use index_set::IndexSets;
pub use issue::Issuer;
pub use key::{PublicKey, SecretKey};
pub use keyring::{Keyring, Scope, Standing, Window};
pub use lease::{Lease, LeaseId, Terms};
pub use leases::{LeaseCheck, LeasedRange, Leases};
pub use receipt::Receipt;
pub use reconcile::{Blame, Finding, FindingKind, Reconciler, Sighting};
pub use revocation::CodeSet;
pub use seals::Seals;
pub use signer::{NOT_SIGNED, Signer};
pub use stream::Stream;
pub use suite::Suite;
pub use verdict::{Reasons, Verdict, Verification};
pub use verify::{Unsigned, Verifier};
