//! The inner layer of a QR symbol: a small hole in each dark module, in one of two places. One printer prints both; the
//! colours of modules stay as they are, so that any reader reads the symbol.
//!
//! Owns the drawing ([`render`]), the question whether a picture shows the layer that belongs to its symbol ([`verify`]), and
//! reading a payload that is not known ([`read`]). A [`LayerMark`] is derived from the visible code under a key, or
//! carries a payload of 63 bits that is enrolled or has a check of its own.
//!
//! ```text
//! geometry 2, 10 dots to a module:    geometry 1, 8 dots:    geometry 3, 12 dots:
//!
//!   bit 0          bit 1              bit 0     bit 1        bit 0         bit 1
//!   ##########     ##########         ########  ########     ############  ############
//!   #...######     ##########         #..#####  ########     ############  ############
//!   #...######     ##########         #..#####  ########     ##...#######  ############
//!   #...######     ##########         ########  ########     ##...#######  ############
//!   ##########     ##########         ########  ########     ##...#######  ############
//!   ##########     ##########         ########  #####..#     ############  ############
//!   ##########     ######...#         ########  #####..#     ############  ############
//!   ##########     ######...#         ########  ########     ############  #######...##
//!   ##########     ######...#                                ############  #######...##
//!   ##########     ##########                                ############  #######...##
//!                                                            ############  ############
//!                                                            ############  ############
//!
//! number  dots per inch  module  hole  first row and column for 0, 1
//!   1          600          8     2       1, 5
//!   2          600         10     3       1, 6
//!   3          600         12     3       2, 7
//!   4          300          8     2       1, 5
//!   5          300         10     3       1, 6
//!   6          300         12     3       2, 7
//!   7          300          5     1       1, 3
//!   8          300          6     2       1, 3
//! ```
//!
//! Carriers are the dark modules of the data region, row by row from the top left: all but finders with their separators,
//! format and version information, timing and alignment patterns. Error correction codewords carry too. QR versions 2
//! to 10 carry about 160 to 1400 of them.
//!
//! - derived: carrier i holds bit i of the stream.
//! - coded: carrier i holds bit `p(i) mod length` of the codeword, xor bit `n + i` of the stream, where n is the number of
//!   carriers and p the stream's permutation of n. Without a stream p(i) = i, and it is bit i of BLAKE3("symbolon v1 open
//!   layer"), extendable output, in each byte the lowest bit first. BCH(255,63) from 255
//!   carriers on, BCH(127,64) below, its last payload bit 0 (`mark::bch`).
//!
//! # From a picture
//!
//! [`Registration`](super::Registration) says where each module lies, and what the picture shows beyond the modules. Of
//! each carrier the difference of its two places is taken, weighted as a hole looks under the blur that was found. What
//! the colours of neighbours blur into it is the same for all carriers with such neighbours: it is fitted and taken away. No
//! value counts more than three times the usual one, so that a speck of dirt decides nothing. Values of several frames
//! are added, each weighted by how clearly it can show a hole.
//!
//! # How often a false layer is accepted
//!
//! With soft values dᵢ and expected signs sᵢ = ±1, the score is T = Σ sᵢ dᵢ / √Σ dᵢ². If the signs are independent and
//! even, and the picture was made without knowing them, then T is a sum of Rademacher variables with squares that add up to
//! 1, and Hoeffding's inequality gives
//!
//! ```text
//! P(T ≥ τ) ≤ exp(−τ²/2)      τ = 5.3: 8 · 10⁻⁷      τ = 7: 2.3 · 10⁻¹¹      τ = 12: 6 · 10⁻³²
//! ```
//!
//! for every picture whatever: nothing is assumed of cameras, noise or the forger's skill, as no step from picture to dᵢ knows
//! the key. The signs are such for a derived layer, and for a coded one with a stream, if BLAKE3 is a pseudo-random
//! function. Each picture that is tried is a new chance: count them ([`GuessLimit`](super::GuessLimit)).
//!
//! The bound does not cover
//! - pictures of a genuine layer, or of a **copy** of one: see below;
//! - who saw scores or single carriers of the same label ([`LayerReport::for_trusted_callers`]);
//! - a layer that is coded without a stream: its signs follow from 63 bits. A forger who knows the payload can draw it;
//!   who does not guesses one with 2⁻⁶³, and gains by guessing near it what the code's distance leaves. Use it for marks that
//!   are enrolled, and compare what was read.
//!
//! # Copies
//!
//! A genuine layer scores near √n in a sharp picture, n carriers. A copy through an office scanner (300 dots per inch) or
//! a phone loses much of it. So a sharp picture ([`Thresholds::sharp_blur`]) must score 12 where others need 7, which
//! refuses such copies. A copy by a scanner of **600 dots per inch or more and a printer of 600 passes**: it carries the layer
//! along. Only what happens to the code tells then: the first scan, scans in two places, the position on a chained roll,
//! or a mark that a scanner does not see (ultraviolet). So does any copy if the verifier takes pictures that are not sharp, in
//! many frames: who fears copies asks for sharp ones.

mod frame;
mod geometry;
mod judge;
mod mark;
mod read;
mod soft;

pub use frame::Frame;
pub use geometry::{Geometry, carriers};
pub use judge::{LayerDetails, LayerReport, Thresholds, verify};
pub use mark::{LayerMark, LayerPayload, render};
pub use read::{LayerRead, read};
