//! What lies in a container, told in 36 bytes.

use super::{Forest, UnitId};
use crate::Error;
use crate::code::{ContentsDigest, Identity};

impl Forest {
    /// The digest of the items in a unit at any depth: the same however they were packed, and that which a contents note
    /// ([`crate::trust::contents`]) signs for the same items.
    ///
    /// The forest keeps no serials of units that were registered by series, so the caller names each item. Here the items
    /// were added with their identities:
    ///
    /// ```
    /// use symbolon::code::{ContentsDigest, Identity, Level, SerialCode};
    /// use symbolon::pack::{Forest, Name, Rules};
    ///
    /// # fn main() -> Result<(), symbolon::Error> {
    /// let name = |text: &[u8]| SerialCode::parse(text).map(|code| *code.identity());
    /// let item = name(b"010950600013435221A1")?;
    /// let mut forest = Forest::new(Rules::new([24, 0, 0]));
    /// let (inside, carton) = (forest.add(item, Level::ITEM)?, forest.add(name(b"00395060000000000016")?, Level::BOX)?);
    /// forest.pack(carton, &[inside])?;
    /// let digest = forest.digest(carton, |unit| match forest.name(unit)? {
    ///     Name::External(identity) => Ok(identity),
    ///     Name::Indexed { .. } => Err(symbolon::Error::NoIdentity),
    /// })?;
    /// assert_eq!(digest, ContentsDigest::of([Ok(item)])?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// 64 bytes for each item while it works; O(n log n).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; the first error of `identity`; [`Error::Repeated`] with the place among the items if it
    /// names two of them alike.
    pub fn digest(
        &self,
        unit: UnitId,
        identity: impl FnMut(UnitId) -> Result<Identity, Error>,
    ) -> Result<ContentsDigest, Error> {
        ContentsDigest::of(self.leaves(unit)?.map(identity))
    }
}
