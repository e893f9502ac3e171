//! The digest of what lies in a container: the same however its units are listed.
//!
//! # Format, version 1
//!
//! ```text
//! leaf = BLAKE3.keyed("symbolon v1 contents leaf" and zeros to 32 bytes, text)
//!        text: the canonical bytes of the unit's identity, drawn at Identity::bytes
//! domain of the nodes: "symbolon v1 contents node" and zeros to 32 bytes
//! digest: the number of leaves, and the root over the leaves, ascending; without a leaf the root is zeros
//! ```
//!
//! The tree is drawn in [`super::hash_tree`].
//!
//! # Argument
//!
//! No two identities share their bytes, so two different sets of units with one digest would be a collision of BLAKE3.
//! A set has one order of leaves, so it has one digest. Zeros as a root prove nothing: no leaf leads there.

use super::Identity;
use super::hash_tree::{Domain, Hash, Tree};
use crate::Error;
use crate::error::place;

const LEAF: &Hash = b"symbolon v1 contents leaf\0\0\0\0\0\0\0";
pub(crate) const NODE: Domain = Domain(b"symbolon v1 contents node\0\0\0\0\0\0\0");

/// The leaf of a unit.
pub(crate) fn leaf(identity: &Identity) -> Hash {
    *blake3::keyed_hash(LEAF, &identity.bytes()).as_bytes()
}

/// What a set of units comes to, however it is listed: a shipping note carries it, and whoever unpacks compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentsDigest {
    /// How many units there are.
    pub count: u32,
    /// The root over them; zeros if there are none.
    pub root: Hash,
}

impl ContentsDigest {
    /// The digest of units in any order. 64 bytes for each while it works; O(n log n).
    ///
    /// # Errors
    ///
    /// [`Error::Repeated`] with the place of the first unit that was there before; [`Error::Full`] behind 2³² − 1 units;
    /// the first error among the units.
    pub fn of(units: impl IntoIterator<Item = Result<Identity, Error>>) -> Result<Self, Error> {
        tree(units).map(|tree| Self::of_tree(&tree))
    }

    /// The digest of a tree over ascending leaves.
    pub(crate) fn of_tree(tree: &Tree) -> Self {
        Self { count: place(tree.leaves().len()), root: tree.root() }
    }
}

/// The tree over units in any order; errors as in [`ContentsDigest::of`].
pub(crate) fn tree(units: impl IntoIterator<Item = Result<Identity, Error>>) -> Result<Tree, Error> {
    let mut leaves = Vec::new();
    for unit in units {
        let item = u32::try_from(leaves.len()).ok().filter(|item| *item < u32::MAX).ok_or(Error::Full)?;
        leaves.push((leaf(&unit?), item));
    }
    leaves.sort_unstable();
    let twice = leaves.windows(2).filter_map(|pair| match pair {
        [(one, _), (other, item)] if one == other => Some(*item),
        _ => None,
    });
    if let Some(item) = twice.min() {
        return Err(Error::Repeated { item });
    }
    Ok(Tree::new(NODE, leaves.into_iter().map(|(leaf, _)| leaf).collect()))
}
