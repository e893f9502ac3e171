//! Hidden marks: the second half of a pair, which only someone with the item in hand can read.
//!
//! Owns the short mark that a person reads and types ([`short`]), the ways of belonging to a visible code
//! (computed from it: [`mod@derive`]; drawn at random and bound to it on the line: [`pair`]; bound to a place on a roll,
//! beside one of both: [`roll`]), the limit on guesses ([`guess`]) and a pattern that copies lose (`copy`). Refuses to
//! print a mark by accident: no `Debug` here shows a mark or a key, and a
//! register keeps marks as keyed hashes only. Invariant: a mark is answered by [`MarkAnswer`] alone, and the
//! answer for a code that does not exist is the answer for a wrong mark.
//!
//! # What is stopped, and what is not
//!
//! The last column is not a mark: it is a server that remembers which codes were activated, and when and where each was
//! checked first. "Seen" means that somebody can find out, not that the buyer at the shelf is warned.
//!
//! | attack | derived | enrolled | chained roll | activation and first check |
//! |---|---|---|---|---|
//! | the visible code is printed again, from its data, without a mark | stopped | stopped | stopped | seen: checked twice |
//! | the print is copied by phone or at 300 dpi, the inner layer with it | stopped by the inner layer where the picture is sharp, as a sharp picture must score high | the same | the same | seen: checked twice |
//! | the print is copied at 600 dpi or more, the inner layer with it | **not stopped**: the copy passes | **not stopped** | **not stopped** | seen: checked twice |
//! | visible codes are invented | stopped, and by the code's signature | stopped: never bound | stopped: at no position | stopped: not activated |
//! | the mark or date of another genuine item is put beside the code | stopped within the bound of the mark | stopped: bound to another code | stopped: another position | not seen |
//! | the printed date or the line is changed | stopped: they are part of the key's message | only where the date itself was enrolled | not stopped | not seen |
//! | code and mark of one item are both copied, a thousand times | **not stopped** | **not stopped** | **not stopped** off the roll; on it the position repeats | seen: how often, where, how fast |
//! | blank pre-printed rolls are stolen | does not arise | stopped until bound and activated | the missing span is known | stopped: not activated |
//! | an insider repeats a print job | **not stopped**: the same marks again | stopped: each code is bound once | seen: positions repeat | seen: activated twice |
//! | the camera gives a mark to the next code | seen at once: no mark matches | **not seen** when binding; every buyer's check fails | seen at the second label, with the first wrong position | not seen |
//! | labels are swapped, taken out or spliced in | not seen: each pair is right | not seen | seen, with positions | taken out: never activated |
//! | the key leaks | that tenant and epoch are lost: change the epoch | no mark leaks unless the register does too | rows can be forged from there on; what an anchored head covers stays proved | new codes: not activated |
//! | a short mark is guessed | 2⁻⁴⁰ a try, and tries are limited | the same | the same | seen: wrong tries |
//! | the register cannot be reached | works offline, with the key in a security module | no answer | the roll's rows answer offline for its labels | no answer |
//!
//! What catches a copy at 600 dpi: a mark that its scanner does not see (micro-dots under UV), the first check of the
//! genuine item or of another copy, the place on the roll at the next line or warehouse, and the copy-detection pattern
//! as far as its score goes, which is evidence for an inspector and no verdict. A bound on false accepts holds for marks
//! made without seeing the genuine one; it says nothing about copies.
//!
//! Three more things that no mark can do:
//!
//! - The check must start from an address the buyer already trusts: a forger's own page says "genuine" to everything.
//! - Visible codes must not be consecutive, or one genuine item names its neighbours to whoever makes lists of codes to
//!   copy.
//! - Scores and single bits are for trusted callers. Whoever is told them can improve a forgery step by step: answer
//!   others with the answer alone, and not without limit.
//!
//! A short mark carries 40 bits. One guess at one code succeeds with probability 2⁻⁴⁰ ≈ 9.1 · 10⁻¹³, the five
//! that [`guess::GuessLimit`] admits in a day with 4.5 · 10⁻¹². One guess at each of 10⁹ codes finds a pair
//! with probability about 9 · 10⁻⁴: who serves that many codes also limits guesses per client.

pub mod answer;
#[cfg(all(feature = "draw", feature = "read"))]
mod bch;
#[cfg(all(feature = "draw", feature = "read"))]
pub mod copy;
#[cfg_attr(not(all(feature = "draw", feature = "read")), allow(dead_code))] // what draws, or what reads
pub mod date;
pub mod derive;
#[cfg_attr(not(all(feature = "draw", feature = "read")), allow(dead_code))] // what draws, or what reads
pub mod dots;
#[cfg_attr(not(all(feature = "draw", feature = "read")), allow(dead_code))] // what reading corrects
mod field;
pub mod guess;
#[cfg(all(feature = "draw", feature = "read"))]
pub mod layer;
pub mod pair;
#[cfg_attr(not(feature = "read"), allow(dead_code))] // reading corrects
mod reed_solomon;
#[cfg(all(feature = "draw", feature = "read"))]
pub mod registration;
pub mod roll;
pub mod roll_check;
pub mod short;

pub use answer::{ImageAnswer, MarkAnswer};
#[cfg(all(feature = "draw", feature = "read"))]
pub use copy::{CopyGeometry, CopyPattern, CopyPlace, CopyScore};
pub use derive::{Bound, DeriveKey, ImageKind, MarkStream};
pub use guess::{Admitted, GuessLimit, GuessState, Locked};
pub use pair::{Change, Hidden, PairCounts, PairState, Register};
#[cfg(all(feature = "draw", feature = "read"))]
pub use registration::{Quality, Registration};
pub use roll::{Roll, RollHead, RollId, RollRow};
pub use roll_check::{RollCheck, RollFinding, RollGap, RollSlip, RollStep, RollWrong};
pub use short::ShortMark;
