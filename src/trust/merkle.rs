//! The leaves of a batch in its hash tree.
//!
//! # Format, version 1
//!
//! ```text
//! leaf = BLAKE3.keyed("symbolon v1 batch leaf" and zeros to 32 bytes, text)
//!        text: for every element but those of the proof, ascending by AI, as in the message of a code:
//!        length of the AI, AI, length of the value, value
//! domain of the nodes: "symbolon v1 batch node" and zeros to 32 bytes
//! ```
//!
//! The tree and the proofs are drawn in [`crate::code::hash_tree`].
//!
//! # Argument
//!
//! The number of leaves is signed beside the root. A code has one leaf whatever its signature: the proof elements are
//! left out, all others are in it with their lengths. Whoever checks a whole batch finds leaves that do not ascend,
//! since its root is then another.

use super::message::push_element;
use crate::code::SerialCode;
use crate::code::hash_tree::Domain;
use crate::code::serial_code::{KEY_ID_AI, SIGNATURE_AI};

pub use crate::code::hash_tree::{AbsenceProof, Hash, InclusionProof};

const LEAF: &Hash = b"symbolon v1 batch leaf\0\0\0\0\0\0\0\0\0\0";
pub(super) const NODE: Domain = Domain(b"symbolon v1 batch node\0\0\0\0\0\0\0\0\0\0");

/// The leaf of a code. `room` is kept from one call to the next.
pub(super) fn leaf(code: &SerialCode, room: &mut Vec<u8>) -> Hash {
    room.clear();
    for (ai, value) in code.elements().iter() {
        let in_proof = code.proof().is_some() && matches!(ai, KEY_ID_AI | SIGNATURE_AI);
        if !in_proof {
            push_element(ai, value.as_bytes(), room);
        }
    }
    *blake3::keyed_hash(LEAF, room).as_bytes()
}
