//! Levels of packaging, and which identity stands at which level.

use super::Identity;
use crate::Error;
use crate::gs1::charset;
use crate::gs1::key::Gtin;

/// A level of packaging, 1 to 8; a higher one contains lower ones.
///
/// The four of nearly every order have names here. What an order calls its levels, and how many of them it has, is
/// said by its [`Rules`](crate::pack::Rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Level(u8);

impl Level {
    /// 单品: what a consumer buys.
    pub const ITEM: Self = Self(1);
    /// 盒
    pub const BOX: Self = Self(2);
    /// 箱
    pub const CASE: Self = Self(3);
    /// 托盘
    pub const PALLET: Self = Self(4);

    /// How many levels there can be.
    pub const COUNT: usize = 8;

    /// All levels, lowest first.
    pub const ALL: [Self; Self::COUNT] =
        [Self::ITEM, Self::BOX, Self::CASE, Self::PALLET, Self(5), Self(6), Self(7), Self(8)];

    /// Reads the stable number 1 to 8.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for any other number.
    pub fn from_number(number: u8) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|level| level.number() == number).ok_or(Error::Parameter)
    }

    /// The stable number, 1 (item) to 8.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The English word for the level, where the order gives it no other.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            1 => "item",
            2 => "box",
            3 => "case",
            4 => "pallet",
            5 => "level 5",
            6 => "level 6",
            7 => "level 7",
            _ => "level 8",
        }
    }
}

/// Says which level an identity stands at: each GTIN has one, and so has each range of SSCCs.
///
/// A code does not carry its level; the order or the master data does.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    gtins: Vec<(Gtin, Level)>,
    ssccs: Vec<(Box<[u8]>, Level)>,
}

impl Catalogue {
    /// An empty catalogue.
    #[must_use]
    pub const fn new() -> Self {
        Self { gtins: Vec::new(), ssccs: Vec::new() }
    }

    /// Puts a GTIN at a level.
    ///
    /// # Errors
    ///
    /// [`Error::Taken`] if the GTIN stands at another level already.
    pub fn set_gtin(&mut self, gtin: Gtin, level: Level) -> Result<(), Error> {
        match self.gtins.binary_search_by_key(&gtin, |row| row.0) {
            Ok(found) if self.gtins.get(found).is_some_and(|row| row.1 == level) => Ok(()),
            Ok(_) => Err(Error::Taken),
            Err(place) => {
                self.gtins.insert(place, (gtin, level));
                Ok(())
            }
        }
    }

    /// Puts every SSCC that begins with `digits` (extension digit first, may be empty) at a level.
    /// Where several beginnings fit a code, the longest decides.
    ///
    /// # Errors
    ///
    /// [`Error::Charset`], [`Error::Length`] above 17 digits, [`Error::Taken`] if the same beginning stands
    /// at another level already.
    pub fn set_sscc(&mut self, digits: &[u8], level: Level) -> Result<(), Error> {
        if digits.len() > 17 {
            return Err(Error::Length { at: 0 });
        }
        charset::digits(digits)?;
        match self.ssccs.iter().find(|row| *row.0 == *digits) {
            Some(row) if row.1 == level => Ok(()),
            Some(_) => Err(Error::Taken),
            None => {
                self.ssccs.push((digits.into(), level));
                self.ssccs.sort_by_key(|row| core::cmp::Reverse(row.0.len()));
                Ok(())
            }
        }
    }

    /// The level of an identity. O(log n) in the number of GTINs.
    ///
    /// # Errors
    ///
    /// [`Error::NoLevel`] if nothing was said about it.
    pub fn level(&self, identity: &Identity) -> Result<Level, Error> {
        let found = match identity {
            Identity::Sgtin { gtin, .. } => self
                .gtins
                .binary_search_by_key(gtin, |row| row.0)
                .ok()
                .and_then(|place| self.gtins.get(place))
                .map(|row| row.1),
            Identity::Sscc(sscc) => {
                let digits = sscc.digits();
                self.ssccs.iter().find(|row| digits.starts_with(&row.0)).map(|row| row.1)
            }
        };
        found.ok_or(Error::NoLevel)
    }
}
