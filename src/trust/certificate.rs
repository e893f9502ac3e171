//! Batch certificates: a signed root over all codes of a batch, with counts.
//!
//! Once a batch is certified nobody can add a code to it unseen, not even who holds the keys that sign codes: the code
//! would have a true signature and no place under the root. What a certificate does not say is that the batch was made:
//! it fixes which codes belong, not what is on the pallet.
//!
//! # Format, version 1
//!
//! The payload of a signed artefact (`artefact.rs`), kind 3: a CBOR map.
//!
//! ```text
//! {
//!   1: tstr                 name of the batch, 1 to 64 bytes
//!   2: int                  when it was closed, seconds since 1970 UTC
//!   3: uint                 how many codes there are, 1 to 2^32 − 1
//!   4: [[uint, uint] ...]   GTIN as a number and how many codes it has, ascending by GTIN; at most 4096
//!   5: bstr                 the root, 32 bytes
//! }
//! ```
//!
//! Codes that are missing in 4 are those of logistic units. Leaves, tree and proofs are drawn in [`super::merkle`].
//!
//! # Argument
//!
//! The root binds the set of leaves, as long as BLAKE3 has no collisions; leaves ascend, so a set has one root in
//! whatever order it is told. The certificate's key should not be one that signs codes: a thief of a line's key can
//! then sign codes, and certify none.

use core::borrow::Borrow;
use std::collections::BTreeMap;

use ciborium::Value;

use super::artefact::{self, Envelope, Kind};
use super::fields::{self, Fields, wrong};
use super::key::PublicKey;
use super::merkle::{self, AbsenceProof, Hash, InclusionProof, NODE};
use super::signer::Signer;
use crate::Error;
use crate::code::hash_tree::{Growing, Tree};
use crate::code::{Identity, KeyId, SerialCode};
use crate::error::place;
use crate::gs1::key::{Gtin, ascii};

const VERSION: u8 = 1;
const NAME: i64 = 1;
const TIME: i64 = 2;
const COUNT: i64 = 3;
const GTINS: i64 = 4;
const ROOT: i64 = 5;

/// Collects the codes of a batch, in any order. 36 bytes for each.
#[derive(Debug, Default)]
pub struct BatchBuilder {
    /// With the place in the order of adding.
    leaves: Vec<(Hash, u32)>,
    gtins: BTreeMap<Gtin, u64>,
    room: Vec<u8>,
}

impl BatchBuilder {
    /// No codes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a code, signed or not: the signature is not certified.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] behind 2³² − 1 codes.
    pub fn add(&mut self, code: &SerialCode) -> Result<(), Error> {
        let item =
            u32::try_from(self.leaves.len()).ok().filter(|item| *item < u32::MAX).ok_or(Error::Full)?;
        self.leaves.push((merkle::leaf(code, &mut self.room), item));
        if let Identity::Sgtin { gtin, .. } = code.identity() {
            *self.gtins.entry(*gtin).or_default() += 1;
        }
        Ok(())
    }

    /// How many codes were added.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.leaves.len()
    }

    /// Whether none was.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// Closes the batch. O(n log n).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] without a code; [`Error::Repeated`] with the place, in the order of adding, of the first code
    /// that was there before.
    pub fn finish(mut self) -> Result<Batch, Error> {
        let mut leaves = Vec::with_capacity(self.leaves.len());
        if let Some(item) = self.ascending(|leaf| leaves.push(leaf)).first() {
            return Err(Error::Repeated { item: *item });
        }
        if leaves.is_empty() {
            return Err(Error::Parameter);
        }
        Ok(Batch { tree: Tree::new(NODE, leaves), gtins: self.gtins.into_iter().collect() })
    }

    /// Hands out the leaves ascending, each once; the places of the others, ascending.
    fn ascending(&mut self, mut each: impl FnMut(Hash)) -> Vec<u32> {
        self.leaves.sort_unstable();
        let (mut last, mut repeated) = (None, Vec::new());
        for (leaf, item) in &self.leaves {
            if last == Some(leaf) {
                repeated.push(*item);
            } else {
                each(*leaf);
                last = Some(leaf);
            }
        }
        repeated.sort_unstable();
        repeated
    }
}

/// A closed batch: makes proofs. 64 bytes for each code.
#[derive(Clone, Debug)]
pub struct Batch {
    tree: Tree,
    gtins: Vec<(Gtin, u64)>,
}

impl Batch {
    /// How many codes there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.tree.leaves().len() as u64
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// Whether a code belongs to the batch. O(log n).
    #[must_use]
    pub fn contains(&self, code: &SerialCode) -> bool {
        self.position(code).is_ok()
    }

    /// The proof that a code belongs to the batch. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::NotIncluded`] if it does not.
    pub fn proof(&self, code: &SerialCode) -> Result<InclusionProof, Error> {
        self.position(code).map(|position| self.tree.inclusion(position)).map_err(|_| Error::NotIncluded)
    }

    /// The proof that a code does not belong to the batch; none if it does. O(log n).
    #[must_use]
    pub fn absence(&self, code: &SerialCode) -> Option<AbsenceProof> {
        self.position(code).err().map(|position| self.tree.absence(position))
    }

    /// Where the leaf of a code stands, or would stand.
    fn position(&self, code: &SerialCode) -> Result<usize, usize> {
        self.tree.leaves().binary_search(&merkle::leaf(code, &mut Vec::new()))
    }
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    name: String,
    time: i64,
    count: u64,
    gtins: Vec<(Gtin, u64)>,
    root: Hash,
}

impl Certificate {
    /// The longest name in bytes.
    pub const MAX_NAME: u32 = 64;
    /// The most trade items of one batch.
    pub const MAX_GTINS: usize = 4096;
    /// The longest signed certificate in bytes.
    pub const MAX_BYTES: u32 = 1 << 17;

    /// The certificate of a batch, closed at a time in seconds since 1970 UTC.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an empty name; [`Error::TooLong`] above [`Certificate::MAX_NAME`] bytes;
    /// [`Error::Full`] above [`Certificate::MAX_GTINS`] trade items.
    pub fn new(name: &str, time: i64, batch: &Batch) -> Result<Self, Error> {
        if name.is_empty() {
            return Err(Error::Parameter);
        }
        if place(name.len()) > Self::MAX_NAME {
            return Err(Error::TooLong { limit: Self::MAX_NAME });
        }
        if batch.gtins.len() > Self::MAX_GTINS {
            return Err(Error::Full);
        }
        let (name, gtins) = (name.to_owned(), batch.gtins.clone());
        Ok(Self { name, time, count: batch.count(), gtins, root: batch.root() })
    }

    /// Signs it.
    ///
    /// # Errors
    ///
    /// [`Error::Signer`] if an external signer failed; [`Error::Signature`] if it gave a signature that does not verify.
    pub fn sign(&self, signer: &(impl Signer + ?Sized)) -> Result<Vec<u8>, Error> {
        let pair = |(gtin, count): &(Gtin, u64)| Value::Array(vec![gtin.number().into(), (*count).into()]);
        let payload = fields::write([
            (NAME, Value::Text(self.name.clone())),
            (TIME, self.time.into()),
            (COUNT, self.count.into()),
            (GTINS, Value::Array(self.gtins.iter().map(pair).collect())),
            (ROOT, Value::Bytes(self.root.to_vec())),
        ])?;
        artefact::sign(signer, Kind::Certificate, VERSION, payload)
    }

    /// The id of the key that claims to have signed a certificate.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`Certificate::MAX_BYTES`]; [`Error::Artefact`] for bytes that are no certificate.
    pub fn key_id(bytes: &[u8]) -> Result<KeyId, Error> {
        Envelope::read(bytes, Kind::Certificate, Self::MAX_BYTES).map(|envelope| envelope.key_id())
    }

    /// Reads what a key signed. Whether that key may certify batches is the caller's decision.
    ///
    /// # Errors
    ///
    /// Those of [`Certificate::key_id`]; [`Error::UnknownKey`] if it names another key; [`Error::Signature`];
    /// [`Error::Version`]; [`Error::Claim`] with the number of a field that is wrong.
    pub fn open(bytes: &[u8], key: &PublicKey) -> Result<Self, Error> {
        let payload = Envelope::read(bytes, Kind::Certificate, Self::MAX_BYTES)?.verify(key, VERSION)?;
        let mut fields = Fields::read(&payload)?;
        let name = fields.text(NAME)?;
        if name.is_empty() || place(name.len()) > Self::MAX_NAME {
            return Err(wrong(NAME));
        }
        let time = fields.number(TIME)?;
        let count = fields.number::<u32>(COUNT).ok().filter(|count| *count > 0).ok_or(wrong(COUNT))?;
        let gtins = fields.list(GTINS)?.into_iter().map(|pair| counted(pair).ok_or(wrong(GTINS)));
        let gtins = gtins.collect::<Result<Vec<_>, _>>()?;
        let ascending = gtins.is_sorted_by(|one, next| one.0 < next.0) && gtins.len() <= Self::MAX_GTINS;
        let sum = gtins.iter().try_fold(0_u64, |sum, (_, count)| sum.checked_add(*count));
        if !ascending || sum.is_none_or(|sum| sum > count.into()) {
            return Err(wrong(GTINS));
        }
        let root = fields.bytes(ROOT)?.try_into().map_err(|_| wrong(ROOT))?;
        fields.end()?;
        Ok(Self { name, time, count: count.into(), gtins, root })
    }

    /// The name of the batch.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When the batch was closed, in seconds since 1970 UTC.
    #[must_use]
    pub const fn time(&self) -> i64 {
        self.time
    }

    /// How many codes there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many codes each trade item has, ascending by GTIN; the rest are logistic units.
    #[must_use]
    pub fn gtins(&self) -> &[(Gtin, u64)] {
        &self.gtins
    }

    /// How many codes a trade item has. O(log trade items).
    #[must_use]
    pub fn gtin_count(&self, gtin: Gtin) -> u64 {
        let place = self.gtins.binary_search_by_key(&gtin, |(known, _)| *known);
        place.ok().and_then(|place| self.gtins.get(place)).map_or(0, |(_, count)| *count)
    }

    /// The root.
    #[must_use]
    pub const fn root(&self) -> &Hash {
        &self.root
    }

    /// Whether a code belongs to the batch, its signature aside. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::NotIncluded`] if the proof does not show it.
    pub fn includes(&self, code: &SerialCode, proof: &InclusionProof) -> Result<(), Error> {
        let shown = proof.shows(NODE, merkle::leaf(code, &mut Vec::new()), &self.root, self.count);
        if shown { Ok(()) } else { Err(Error::NotIncluded) }
    }

    /// Whether a proof shows that a code does not belong to the batch, if whoever certified it was honest about the
    /// order of its leaves ([`super::merkle`]). False says nothing: another proof may show it. O(log n).
    #[must_use]
    pub fn excludes(&self, code: &SerialCode, proof: &AbsenceProof) -> bool {
        proof.shows(NODE, &merkle::leaf(code, &mut Vec::new()), &self.root, self.count)
    }

    /// Checks a whole batch in one pass: are these the certified codes? 36 bytes for each code, and O(n log n).
    ///
    /// # Errors
    ///
    /// [`Error::Full`] behind 2³² − 1 codes.
    pub fn check(&self, codes: impl IntoIterator<Item = impl Borrow<SerialCode>>) -> Result<Check, Error> {
        let mut seen = BatchBuilder::new();
        for code in codes {
            seen.add(code.borrow())?;
        }
        Ok(self.check_seen(&mut seen))
    }

    /// [`Certificate::check`] of codes that were collected; more may be added later.
    #[must_use]
    pub fn check_seen(&self, seen: &mut BatchBuilder) -> Check {
        let mut tree = Growing::new(NODE);
        let repeated = seen.ascending(|leaf| tree.push(leaf));
        let distinct = tree.count();
        let is_the_batch = distinct == self.count && tree.root() == Some(self.root);
        let mut gtins: BTreeMap<Gtin, (u64, u64)> =
            self.gtins.iter().map(|(gtin, certified)| (*gtin, (*certified, 0))).collect();
        for (gtin, count) in &seen.gtins {
            gtins.entry(*gtin).or_default().1 = *count;
        }
        let deviations = gtins
            .into_iter()
            .filter(|(_, (certified, seen))| certified != seen)
            .map(|(gtin, (certified, seen))| Deviation { gtin, certified, seen })
            .collect();
        Check { is_the_batch, distinct, repeated, deviations }
    }
}

/// GTIN and count of a pair.
fn counted(pair: Value) -> Option<(Gtin, u64)> {
    let pair: [Value; 2] = pair.into_array().ok()?.try_into().ok()?;
    let [gtin, count] =
        pair.map(|number| number.into_integer().ok().and_then(|number| u64::try_from(number).ok()));
    let gtin = gtin.filter(|gtin| *gtin < 100_000_000_000_000)?;
    Some((Gtin::parse(&ascii::<14>(gtin)).ok()?, count.filter(|count| *count > 0)?))
}

/// How the codes of a batch compare with its certificate.
///
/// A root tells that two sets differ and not where: which codes are extra or missing is known to who keeps the batch
/// ([`Batch::contains`]), or to who has a proof for each code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Whether the codes, each taken once, are all those of the batch and no other.
    pub is_the_batch: bool,
    /// How many different codes were seen.
    pub distinct: u64,
    /// The places of codes that had been seen before, ascending.
    pub repeated: Vec<u32>,
    /// The trade items whose number of codes is not the certified one, repeated ones included; ascending by GTIN.
    pub deviations: Vec<Deviation>,
}

impl Check {
    /// Whether every code of the batch was seen exactly once, and no other.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        self.is_the_batch && self.repeated.is_empty()
    }
}

/// A trade item with more or fewer codes than certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The trade item.
    pub gtin: Gtin,
    /// How many codes are certified.
    pub certified: u64,
    /// How many were seen.
    pub seen: u64,
}
