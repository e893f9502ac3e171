//! The order: what is made, with which identities and marks, and on which line.

use core::ops::Range;

use super::station::{Role, Station};
use crate::Error;
use crate::code::{Identity, Level, SeriesId};
use crate::error::place;
use crate::gs1::element::Elements;
use crate::pack::Rules;

/// How the goods get onto the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Mode {
    /// 全自动: labels are printed on the line, items run on a belt past readers and a rejector.
    #[default]
    Automatic = 1,
    /// 半成品: the codes are on the goods already; the rest is automatic.
    SemiFinished = 2,
    /// 手动: people read items and then the container they lie in.
    Manual = 3,
}

/// How containers get their labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Labels {
    /// The session draws the next identity of the level when a container is full, and asks for its label.
    #[default]
    Printed = 1,
    /// The labels are on the containers: the code that is read when the content is complete names the container.
    Applied = 2,
}

/// What belongs to a visible code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum MarkMode {
    /// No hidden mark.
    #[default]
    None = 1,
    /// A mark computed from the code ([`crate::mark::DeriveKey`]).
    Derived = 2,
    /// A random mark from a roll, bound to the code on the line ([`crate::mark::Register`]).
    Enrolled = 3,
}

/// Where the identities of a level come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identities {
    /// Sealed serials: a range of indices of a series, for instance what a lease grants.
    Series {
        /// The series.
        series: SeriesId,
        /// The indices.
        indices: Range<u64>,
    },
    /// Codes that somebody else assigned, in the order in which they are used.
    Listed(Vec<Identity>),
}

impl Identities {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Series { indices, .. } => indices.end.saturating_sub(indices.start),
            Self::Listed(list) => list.len() as u64,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Identities of one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The level of these units.
    pub level: Level,
    /// Their identities.
    pub identities: Identities,
}

/// A lot 批次 of the order.
#[derive(Clone, Debug, Default)]
pub struct Lot {
    /// Lot (10), expiry (17) and the like: a code of the lowest level that carries one of these elements carries this
    /// value, or it is of a wrong lot.
    pub attributes: Elements,
    /// Whether a code that lacks one of the elements is of a wrong lot too.
    pub strict: bool,
    /// The date exactly as it is printed, which derived marks depend on.
    pub date_text: Vec<u8>,
}

/// Bounds of what a session keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Items between the first reader and their decision, 1 to [`Limits::MAX_WINDOW`].
    pub window: u16,
    /// Events that each device can send again and get the same decision, 1 to 1024.
    pub replay: u16,
    /// Events of all devices that wait for one before them, 0 to 64.
    pub parked: u16,
    /// Two reads of one reader within less than so many milliseconds are a double feed; 0 leaves that out.
    pub gap: u32,
    /// Marks that a derived or enrolled order can bind; 0 for as many as there are items.
    pub marks: u32,
}

impl Limits {
    /// The most items between reader and decision.
    pub const MAX_WINDOW: u16 = 64;
}

impl Default for Limits {
    fn default() -> Self {
        Self { window: 32, replay: 64, parked: 16, gap: 0, marks: 0 }
    }
}

/// What is made, from what, and by which stations.
#[derive(Clone, Debug)]
pub struct Order {
    /// Levels, their names and capacities.
    pub rules: Rules,
    /// Items to be made; 0 where nothing but the identities bounds them.
    pub quantity: u64,
    /// How the goods get onto the line.
    pub mode: Mode,
    /// How containers get their labels.
    pub labels: Labels,
    /// What belongs to a visible code.
    pub marks: MarkMode,
    /// The identities, in the order in which they are used.
    pub sources: Vec<Source>,
    /// The lots, at least one; the order begins with the first.
    pub lots: Vec<Lot>,
    /// The name of the line, which derived marks depend on.
    pub line: Vec<u8>,
    /// The stations; an event names one by its position here.
    pub stations: Vec<Station>,
    /// Bounds of what the session keeps.
    pub limits: Limits,
}

impl Order {
    /// The most stations, and the most devices.
    pub const MAX_STATIONS: usize = 64;

    /// An order of one lot without sources and stations, automatic, printed labels, no marks.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            quantity: 0,
            mode: Mode::default(),
            labels: Labels::default(),
            marks: MarkMode::default(),
            sources: Vec::new(),
            lots: vec![Lot::default()],
            line: Vec::new(),
            stations: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// Adds identities of a level.
    #[must_use]
    pub fn with_source(mut self, level: Level, identities: Identities) -> Self {
        self.sources.push(Source { level, identities });
        self
    }

    /// Adds a station of a device.
    #[must_use]
    pub fn with_station(mut self, device: u32, role: Role) -> Self {
        self.stations.push(Station { device, role });
        self
    }

    /// Whether a station reads codes of this level.
    pub(super) fn reads(&self, level: Level) -> bool {
        self.stations
            .iter()
            .any(|station| matches!(station.role, Role::Reader { level: at, .. } if at == level))
    }

    /// Where items are rejected: positions behind the reader.
    pub(super) fn rejector(&self) -> Option<u16> {
        self.stations.iter().find_map(|station| match station.role {
            Role::Rejector { distance } => Some(distance),
            _ => None,
        })
    }

    /// Whether stations, levels and limits fit together.
    ///
    /// # Errors
    ///
    /// [`Error::LevelAbsent`] with the position of a source of a level that the rules leave out;
    /// [`Error::Order`] with the position of the station that does not fit, or with the number of stations where
    /// something else does not: no lot, limits out of range, more than [`Order::MAX_STATIONS`].
    pub fn check(&self) -> Result<(), Error> {
        for (item, source) in (0..).zip(&self.sources) {
            if !self.rules.uses(source.level) {
                return Err(Error::LevelAbsent { item });
            }
        }
        let Limits { window, replay, parked, .. } = self.limits;
        let bounded =
            (1..=Limits::MAX_WINDOW).contains(&window) && (1..=1024).contains(&replay) && parked <= 64;
        let texts = self.line.len() <= 64 && self.lots.iter().all(|lot| lot.date_text.len() <= 64);
        let lots = !self.lots.is_empty() && u16::try_from(self.lots.len()).is_ok();
        if !bounded || !texts || !lots || self.stations.len() > Self::MAX_STATIONS {
            return Err(Error::Order { item: place(self.stations.len()) });
        }
        for (item, station) in (0..).zip(&self.stations) {
            if !self.fits(item, station) {
                return Err(Error::Order { item });
            }
        }
        Ok(())
    }

    fn fits(&self, item: u32, station: &Station) -> bool {
        let before = self.stations.iter().take(item as usize);
        match station.role {
            Role::Reader { level, frame } => {
                let alone = !before
                    .clone()
                    .any(|other| matches!(other.role, Role::Reader { level: at, .. } if at == level));
                let layers = matches!(frame, super::Frame::Layer(_));
                alone
                    && self.rules.uses(level)
                    && !(layers && level == Level::ITEM && self.marks != MarkMode::None)
                    && frame.fits()
            }
            Role::MarkReader { offset } => {
                self.marks != MarkMode::None
                    && offset < self.limits.window
                    && !before.clone().any(|other| matches!(other.role, Role::MarkReader { .. }))
            }
            Role::Inspection { offset, .. } => offset < self.limits.window,
            Role::Rejector { .. } => !before.clone().any(|other| matches!(other.role, Role::Rejector { .. })),
            Role::Printer { level } => self.rules.uses(level),
            Role::Operator => true,
        }
    }
}
