//! Events: what a device or a person says has happened, or wants done.

use crate::Error;
use crate::code::Level;
use crate::error::place;
use crate::pack::UnitId;

/// One event of a device.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// The device.
    pub device: u32,
    /// The device's own number of the event. Each is one greater than the one before; the first is any. The same
    /// number again is the same event again.
    pub id: u64,
    /// When, in milliseconds of Unix time.
    pub time: u64,
    /// The station, as a position in the order's list.
    pub station: u16,
    /// What happened.
    pub body: Body<'a>,
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// A code was read.
    Read(&'a [u8]),
    /// Something passed a reader that could read no code.
    NoRead,
    /// Codes were read in one frame, in any order.
    Layer(Codes<'a>),
    /// Something passed the mark reader: the text of its mark, if it could be read, and its place on the roll, if the
    /// roll is numbered.
    Mark {
        /// The mark as read; `None` is a no-read.
        text: Option<&'a [u8]>,
        /// The place on the roll.
        roll: Option<u64>,
    },
    /// A camera has decided.
    Inspected {
        /// Whether the item passes.
        pass: bool,
        /// The device's own number of what is wrong, kept in the record.
        defect: u16,
    },
    /// A scale has weighed.
    Weighed(u32),
    /// The rejector did, or failed to do, the oldest ejection that it was asked for.
    Ejected {
        /// Whether the item is off the belt.
        done: bool,
    },
    /// A printer is ready for the next label of its level.
    Ready,
    /// A label was printed.
    Printed(Target<'a>),
    /// A person wants something done.
    Command(Command<Target<'a>>),
}

/// Which unit is meant.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// The one whose code was read.
    Code(&'a [u8]),
    /// The one with this id.
    Unit(UnitId),
}

/// What a person wants done, with units named by `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command<T> {
    /// 抽检: takes a unit for examination. It leaves its container by itself.
    Sample(T),
    /// 返工: lets a rejected unit come back to the line: it can be read again.
    Rework(T),
    /// Prints the label again: the same code.
    Reprint(T),
    /// Gives a unit a new label. A container keeps its content and its place; the old code is void.
    Relabel {
        /// The unit as it is labelled now.
        old: T,
        /// The new code; `None` draws the next one of the level.
        new: Option<T>,
    },
    /// 作废: the code is not used any more.
    Void {
        /// The unit.
        unit: T,
        /// Whether a packed one is taken out; otherwise it is refused.
        take_out: bool,
    },
    /// Destroys a unit, for ever.
    Destroy(T),
    /// Takes one unit out of its open container.
    TakeOut(T),
    /// Puts a loose unit into a container that was opened again.
    PutIn {
        /// The container.
        container: T,
        /// The unit.
        unit: T,
    },
    /// A container was lost with all it holds.
    Lost(T),
    /// 尾箱: closes the unfinished container of a level with what it has.
    CloseOdd {
        /// The level of the container.
        level: Level,
        /// Its code, where labels are applied beforehand; `None` draws the next one of the level.
        container: Option<T>,
    },
    /// Opens a closed container.
    Reopen(T),
    /// Closes a container again that was opened, with a declared count.
    Close {
        /// The container.
        container: T,
        /// How many units it is said to hold.
        declared: u32,
    },
    /// Stops taking items.
    Pause,
    /// Takes items again after a pause or a stop.
    Resume,
    /// The reader of marks is known to be aligned again. Items since the first wrong one are rejected for rework.
    Realign {
        /// How many items the mark reader's count is moved: what the stop said, or as the operator found.
        by: i16,
    },
    /// A new roll of marks begins with this place.
    Roll(u64),
    /// Goes on with another lot of the order. Unfinished containers must have been closed.
    ChangeOver {
        /// The lot, as a position in the order's list.
        lot: u16,
    },
    /// After a loss of power: whatever was between reader and decision is rejected for rework.
    Restart,
    /// Ends the order.
    End(OpenUnits),
}

/// What becomes of unfinished containers when the order ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum OpenUnits {
    /// The order does not end while there are any.
    Refuse = 1,
    /// They are closed as odd ones with drawn labels.
    CloseOdd = 2,
    /// Their units stay loose, and the balance says so.
    Leave = 3,
}

/// Several codes in flat memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Codes<'a> {
    bytes: &'a [u8],
    /// Where each code ends.
    ends: &'a [u32],
}

impl<'a> Codes<'a> {
    /// Codes that lie one behind the other in `bytes`; `ends` says where each one ends.
    ///
    /// # Errors
    ///
    /// [`Error::LineEvent`] at the first end that is less than the one before it or beyond the bytes, and where bytes
    /// are left over.
    pub fn new(bytes: &'a [u8], ends: &'a [u32]) -> Result<Self, Error> {
        let mut start = 0;
        for end in ends {
            if *end < start || *end as usize > bytes.len() {
                return Err(Error::LineEvent { at: start });
            }
            start = *end;
        }
        if start as usize == bytes.len() {
            Ok(Self { bytes, ends })
        } else {
            Err(Error::LineEvent { at: place(bytes.len()) })
        }
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The codes in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (bytes, ends) = (self.bytes, self.ends);
        let starts = core::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends).map(move |(start, end)| bytes.get(start as usize..*end as usize).unwrap_or_default())
    }
}
