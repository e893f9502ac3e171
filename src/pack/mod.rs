//! The hierarchy: which item lies in which box, case and pallet.
//!
//! Owns the [`Forest`]: its units, who holds whom and in which order, and the [`Rules`] of what may go into
//! what. It knows nothing of genuineness, time or storage: the caller verifies a code first and hands in its
//! identity.
//!
//! Every operation is all-or-nothing: it is done whole, or refused with the forest as it was. A refusal names
//! the position of the first offending unit in the list that was handed in. Where an operation takes a list
//! and a container, the container stands behind the list: its position is the length of the list. A unit that
//! is alone has position 0.
//!
//! A list is tested front to back. For one unit, the reasons are tested in this order, as far as they apply:
//! [`UnknownUnit`], [`Repeated`], [`Void`], [`LevelOrder`], [`AlreadyPacked`] or [`NotPacked`], [`NotEmpty`],
//! [`Capacity`]. The container is tested before its list.
//!
//! The invariant, which [`Forest::check`] verifies and no operation breaks: every [`Invariant`].
//!
//! Costs are stated where they are not O(1); the depth of the hierarchy, at most four, counts as a constant.
//! A unit takes 24 bytes for its place, 32 for its identity and about 5 to 10 in the index.
//!
//! ```
//! use symbolon::code::{Identity, Level, Serial};
//! use symbolon::gs1::key::Gtin;
//! use symbolon::pack::{Forest, Rules};
//!
//! let unit = |gtin: &[u8], serial: &[u8]| -> Result<Identity, symbolon::Error> {
//!     Ok(Identity::Sgtin { gtin: Gtin::parse(gtin)?, serial: Serial::parse(serial)? })
//! };
//! let mut forest = Forest::new(Rules::new([2, 20, 40]));
//! let carton = forest.add(unit(b"19506000134359", b"B1")?, Level::BOX)?;
//! let first = forest.add(unit(b"09506000134352", b"I1")?, Level::ITEM)?;
//! let second = forest.add(unit(b"09506000134352", b"I2")?, Level::ITEM)?;
//!
//! forest.pack(carton, &[second, first])?;
//! assert_eq!(forest.root(first)?, carton);
//! assert!(forest.leaves(carton)?.eq([second, first]));
//! # Ok::<(), symbolon::Error>(())
//! ```
//!
//! [`UnknownUnit`]: crate::Error::UnknownUnit
//! [`Repeated`]: crate::Error::Repeated
//! [`Void`]: crate::Error::Void
//! [`LevelOrder`]: crate::Error::LevelOrder
//! [`AlreadyPacked`]: crate::Error::AlreadyPacked
//! [`NotPacked`]: crate::Error::NotPacked
//! [`NotEmpty`]: crate::Error::NotEmpty
//! [`Capacity`]: crate::Error::Capacity

mod check;
mod forest;
mod index;
mod operation;
mod query;
mod rules;
mod unit;

pub use check::{Breach, Invariant};
pub use forest::Forest;
pub use query::{Children, Leaves, Path};
pub use rules::Rules;
pub use unit::{Counts, UnitId, Units};
