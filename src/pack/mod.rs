//! The hierarchy: which item lies in which box, case and pallet, and up to four levels more.
//!
//! Owns the [`Forest`]: its units, who holds whom and what has become of each, and the [`Rules`] of what may go into
//! what. It knows nothing of genuineness, time or storage: the caller verifies a code first and hands in its
//! identity, or registers the series that it opens to.
//!
//! Units enter in two ways: a range of a series at once ([`Forest::register`]), whose codes open to an index and are then
//! found without any memory per unit; or one by one with an identity from elsewhere ([`Forest::add`]).
//!
//! What a container holds comes in the order of the ids, in every answer: the order of packing is the business of
//! whoever keeps the records. How the forest lies in memory shows in no answer either: what was packed in the order of
//! a line takes next to nothing, the rest a few bytes a unit.
//!
//! Every operation is all-or-nothing: it is done whole, or refused with the forest as it was. A refusal names
//! the position of the first offending unit in the list that was handed in. Where an operation takes a list
//! and a container, the container stands behind the list: its position is the length of the list. A unit that
//! is alone has position 0.
//!
//! A list is tested front to back. For one unit, the reasons are tested in this order, as far as they apply:
//! [`UnknownUnit`], [`Repeated`], [`Void`] or [`Gone`], [`LevelOrder`], [`AlreadyPacked`] or [`NotPacked`], [`NotEmpty`],
//! [`Closed`], [`Capacity`]. The container is tested before its list.
//!
//! The invariant, which [`Forest::check`] verifies and no operation breaks: every [`Invariant`].
//!
//! Costs are stated where they are not O(1); the depth of the hierarchy, at most eight, counts as a constant, and so
//! does the number of registered ranges under a logarithm. A unit out of line order takes about 9 bytes for its place,
//! and a list of children in no order about as many steps as it has eighths to be changed. An identity that was added
//! takes 33 bytes and 5 to 10 in the index.
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
//! assert!(forest.leaves(carton)?.eq([first, second]));
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
//! [`Gone`]: crate::Error::Gone
//! [`Closed`]: crate::Error::Closed

mod brood;
mod check;
mod compact;
mod digest;
mod down;
mod encode;
mod forest;
mod frames;
mod guard;
mod index;
mod layout;
mod leaves;
mod lists;
mod operation;
mod plan;
mod query;
mod rebuild;
mod registry;
mod rules;
mod runs;
mod segment;
mod snapshot;
mod snapshot_form;
mod snapshot_names;
mod snapshot_pages;
mod snapshot_states;
mod states;
mod unit;
mod verb;
mod window;

pub use check::{Breach, Invariant};
pub use encode::OperationBuf;
pub use forest::Forest;
pub use leaves::Leaves;
pub use operation::{Operation, OperationId, Outcome};
pub use query::{Children, Path, State};
pub use registry::Name;
pub use rules::Rules;
pub use unit::{Counts, UnitId, Units};
