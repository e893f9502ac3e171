//! Hidden marks: the second half of a pair, which only someone with the item in hand can read.
//!
//! Owns the short mark that a person reads and types ([`short`]), its two ways of belonging to a visible code
//! (computed from it: [`mod@derive`]; drawn at random and bound to it on the line: [`pair`]) and the limit on
//! guesses ([`guess`]). Refuses to print a mark by accident: no `Debug` here shows a mark or a key, and a
//! register keeps marks as keyed hashes only. Invariant: a mark is answered by [`MarkAnswer`] alone, and the
//! answer for a code that does not exist is the answer for a wrong mark.
//!
//! | attack | derived | enrolled |
//! |---|---|---|
//! | the visible code is printed again, without a mark | stopped | stopped |
//! | visible codes are invented | stopped | stopped: never bound |
//! | the mark of another genuine item is put beside the code | stopped | stopped |
//! | the printed date or the line is changed | stopped: they are part of the key's message | not seen by the mark |
//! | blank pre-printed rolls are stolen | does not arise | stopped until bound and activated |
//! | an insider repeats a print job | **not stopped**: the same marks again | stopped: each code is bound once |
//! | code and mark of one item are both copied, a thousand times | **not stopped** | **not stopped** |
//! | the key leaks | that tenant and epoch are lost: change the epoch | no mark leaks unless the register does too |
//! | the register cannot be reached | works offline | no answer |
//!
//! A copied pair is found by what happens later (where, when and how often it is checked), not by the mark.
//! With either pairing the check must start from an address the buyer already trusts: a forger's own page
//! says "genuine" to everything.
//!
//! A short mark carries 40 bits. One guess at one code succeeds with probability 2⁻⁴⁰ ≈ 9.1 · 10⁻¹³, the five
//! that [`guess::GuessLimit`] admits in a day with 4.5 · 10⁻¹². One guess at each of 10⁹ codes finds a pair
//! with probability about 9 · 10⁻⁴: who serves that many codes also limits guesses per client.

pub mod answer;
mod bch;
pub mod date;
pub mod derive;
mod field;
pub mod guess;
pub mod pair;
mod reed_solomon;
pub mod short;

pub use answer::{ImageAnswer, MarkAnswer};
pub use derive::{Bound, DeriveKey, ImageKind, MarkStream};
pub use guess::{Admitted, GuessLimit, GuessState, Locked};
pub use pair::{Change, PairCounts, PairState, Register};
pub use short::ShortMark;
