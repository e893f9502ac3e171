//! The message that a signature covers.
//!
//! # Format, version 1
//!
//! ```text
//! 0    1    16, the length of the tag
//! 1    16   "symbolon v1 code"
//! then, for every element except the signature (92), ascending by AI, the key id (91) included:
//!      1    length of the AI in characters, 2 to 4
//!           the AI, ASCII digits
//!      1    length of the value in characters, 1 to 90
//!           the value
//! ```
//!
//! Every part carries its length, so two different codes never share a message, and the tag's length keeps messages of
//! other artefacts apart. The key id is signed: a code cannot be moved under another key or suite.

use crate::code::serial_code::{KEY_ID_AI, SIGNATURE_AI};
use crate::code::{KeyId, SerialCode};
use crate::gs1::ai::Ai;

/// Room that holds most messages.
pub(super) const USUAL_BYTES: usize = 192;

const TAG: &[u8] = b"symbolon v1 code";

/// Appends the message of `code` under `key_id` to `out`. For a signed code, `key_id` is that of its proof.
pub fn write(code: &SerialCode, key_id: KeyId, out: &mut Vec<u8>) {
    push(TAG, out);
    // An unsigned code has no (91) yet: it goes where the AI's order puts it.
    let others = code.elements().iter().filter(|(ai, _)| !matches!(*ai, KEY_ID_AI | SIGNATURE_AI));
    for (ai, value) in others.clone().filter(|(ai, _)| *ai < KEY_ID_AI) {
        push_element(ai, value.as_bytes(), out);
    }
    push_element(KEY_ID_AI, &key_id.text(), out);
    for (ai, value) in others.filter(|(ai, _)| *ai > KEY_ID_AI) {
        push_element(ai, value.as_bytes(), out);
    }
}

/// Where the value of an element before the key id begins in the message of its code.
pub(super) fn value_offset(code: &SerialCode, ai: Ai) -> usize {
    let before = code.elements().iter().take_while(|(other, _)| *other < ai);
    let before: usize = before.map(|(ai, value)| 1 + ai.digits().len() + 1 + value.len()).sum();
    1 + TAG.len() + before + 1 + ai.digits().len() + 1
}

/// An element as it stands in a message.
pub(super) fn push_element(ai: Ai, value: &[u8], out: &mut Vec<u8>) {
    push(ai.digits().as_bytes(), out);
    push(value, out);
}

fn push(part: &[u8], out: &mut Vec<u8>) {
    // No AI has more than 4 characters and no value more than 90.
    out.push(u8::try_from(part.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(part);
}
