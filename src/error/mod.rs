//! The one error of the crate: its stable numbers and its sentences, English and Chinese.
//!
//! A code that is false is not an error: [`crate::trust::verify`] answers it with a verdict.

mod sentence;

use core::fmt;

/// Why an operation was refused. Small, `Copy`, never allocates.
///
/// `at` is a byte offset in the input; `item` is a position in the list that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A byte outside the characters allowed here.
    Charset {
        /// Offset of the byte.
        at: u32,
    },
    /// An application identifier that the table does not know.
    UnknownAi {
        /// Offset of the identifier.
        at: u32,
    },
    /// A value shorter or longer than its format allows.
    Length {
        /// Offset of the value.
        at: u32,
    },
    /// A check digit that does not fit the digits before it.
    CheckDigit {
        /// Offset of the check digit.
        at: u32,
    },
    /// A date that no calendar holds.
    Date {
        /// Offset of the date.
        at: u32,
    },
    /// The same application identifier twice.
    RepeatedAi {
        /// Offset of the second one.
        at: u32,
    },
    /// A separator where none may stand.
    Separator {
        /// Offset of the separator.
        at: u32,
    },
    /// The input ends inside an element.
    Truncated {
        /// Length of the input.
        at: u32,
    },
    /// Not a URI of the accepted form: scheme, host, path or query.
    Uri {
        /// Offset of the first offending byte.
        at: u32,
    },
    /// A percent escape that is broken or forbidden.
    Escape {
        /// Offset of the escape.
        at: u32,
    },
    /// Neither (00) nor (01) with (21): this identifies no single unit.
    NoIdentity,
    /// Elements that exclude each other, or one that lacks its companion.
    Combination {
        /// Offset of the element.
        at: u32,
    },
    /// The payload of a compact URL is not one that this library writes.
    Compact {
        /// Offset of the offending digit group.
        at: u32,
    },
    /// A format version that this build does not know.
    Version {
        /// Offset of the version.
        at: u32,
    },
    /// The proof elements (91) and (92) are malformed, or one is missing.
    Proof {
        /// Offset of the element, 0 where it is missing.
        at: u32,
    },
    /// The input is longer than this function accepts.
    TooLong {
        /// The limit in bytes.
        limit: u32,
    },
    /// Not a PEM text of a key in PKCS#8 or SPKI form, in a suite that the library knows.
    Pem,
    /// An alphabet with fewer than two symbols, a repeated one, or one outside CSET 82.
    Alphabet {
        /// Position of the symbol.
        at: u32,
    },
    /// A guess would succeed more often than once in 10 000 tries.
    SeriesTooSmall,
    /// Serial length, slot length or index space out of range, or a slot of the wrong length.
    SeriesShape,
    /// An index at or beyond the index space of its series.
    Index,
    /// Not a GS1 company prefix: 4 to 12 digits, or a reference that does not fit beside it.
    CompanyPrefix,
    /// The pool or the number range is used up.
    Exhausted,
    /// A validity window that ends before it begins.
    Window,
    /// A number that stands for nothing here (level, error correction, option).
    Parameter,
    /// Bytes that are no signed artefact of ours, or not of the expected kind.
    Artefact {
        /// Offset where reading ended, 0 where the reader does not say.
        at: u32,
    },
    /// A field of a signed artefact is missing, or holds what it may not.
    Claim {
        /// The number of the field.
        item: u32,
    },
    /// The caller stopped the work.
    Cancelled,
    /// The caller's storage or writer failed.
    Storage {
        /// Its own number for the failure.
        status: i32,
    },
    /// The signature does not verify under the key named by the code.
    Signature,
    /// Bytes that are no acceptable public key of their suite.
    PublicKey,
    /// Another key or series already answers to this name.
    Taken,
    /// The keyring holds no key of this id.
    UnknownKey,
    /// The external signer failed.
    Signer {
        /// Its own number for the failure.
        status: i32,
    },
    /// A serial that the given series did not seal.
    NotSealed,
    /// The passphrase does not open the sealed key.
    Passphrase,
    /// An older artefact than one already believed.
    RolledBack,
    /// Outside the time in which this is valid.
    OutOfTime,
    /// Granted to another holder.
    Holder,
    /// A signature suite that this build does not contain.
    Suite,
    /// The delta was made for another bundle.
    DeltaBase,
    /// The proof does not lead from the code to the certified root.
    NotIncluded,
    /// The stored cursor is damaged, or belongs to another lease.
    Cursor,
    /// More is granted than the granting key may grant.
    Scope,
    /// A unit that the forest does not hold.
    UnknownUnit {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// Parent and child stand in the wrong order of levels.
    LevelOrder {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The unit already lies in a container.
    AlreadyPacked {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The unit lies in no container.
    NotPacked {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The container has no room for it.
    Capacity {
        /// Position of the first one without room.
        item: u32,
    },
    /// The unit is void.
    Void {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The same unit twice in one call.
    Repeated {
        /// Position of the second one.
        item: u32,
    },
    /// The container still holds something.
    NotEmpty {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The identity is in the forest already.
    Known {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// No more units fit into one forest.
    Full,
    /// The catalogue names no level for this identity.
    NoLevel,
    /// The rules of this forest leave that level out.
    LevelAbsent {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The container is closed; it takes nothing and gives nothing.
    Closed {
        /// Position of the offending entry.
        item: u32,
    },
    /// The container is open already.
    NotClosed {
        /// Position of the offending entry.
        item: u32,
    },
    /// The declared count is not the actual one.
    Declared {
        /// Position of the offending entry.
        item: u32,
    },
    /// The unit was sampled out or destroyed; nothing is done with it any more.
    Gone {
        /// Position of the offending entry.
        item: u32,
    },
    /// The range of a series was registered already, in whole or in part.
    Overlap {
        /// Position of the offending entry.
        item: u32,
    },
    /// The operation id was used for another operation.
    OperationTaken,
    /// The bytes are no snapshot of a forest, or no longer what was written.
    Snapshot {
        /// Offset of the section or the entry that does not hold.
        at: u32,
    },
    /// A character outside the alphabet of hidden marks.
    MarkCharset {
        /// Offset of the character.
        at: u32,
    },
    /// A hidden mark of the wrong length.
    MarkLength,
    /// The check symbol of the hidden mark does not fit.
    MarkCheck,
    /// No such mark is enrolled.
    MarkUnknown,
    /// The mark is bound to another code, or enrolled already.
    MarkTaken,
    /// The code is bound to another mark.
    CodeTaken,
    /// The mark is in a state that does not allow this.
    MarkState,
    /// The reason is missing: 1 to 255 bytes of text.
    Reason,
    /// The rows of a roll are not those of its head.
    RollRows,
    /// The data does not fit the largest symbol.
    SymbolCapacity,
    /// Width, height and stride of a picture do not fit its bytes.
    ImageShape,
    /// A picture or raster larger than this function accepts.
    ImageSize,
    /// The journal is damaged: bytes that were written whole are no longer what they were.
    JournalDamage {
        /// Number of the segment, from 0.
        segment: u32,
        /// Offset in the segment of the first frame that does not hold.
        at: u32,
    },
    /// No space is left for the journal.
    JournalFull,
    /// The journal may not be written: permission, or a file system that became read-only.
    JournalDenied,
    /// The system could not make the journal durable; what was appended since the last commit is in doubt.
    JournalFailed,
    /// Another writer has the journal.
    JournalLocked,
    /// The journal refuses work after a failure until it is resumed.
    JournalStopped,
    /// The record is longer than a journal takes.
    RecordTooLong,
    /// This is another journal than the one that is expected, or an older state of it.
    JournalForeign,
    /// The journal has no such position.
    JournalPosition,
    /// A segment of the journal is missing.
    JournalMissing,
    /// The order or its stations do not fit together.
    Order {
        /// Position of the offending entry.
        item: u32,
    },
    /// The session refuses work: its journal failed, or an operator has to decide first.
    SessionStopped,
    /// An event whose form, device or station the session does not know.
    LineEvent {
        /// Offset of the first offending byte.
        at: u32,
    },
    /// The session has ended.
    SessionEnded,
    /// An element finds no room on its label or sheet.
    NoRoom {
        /// Position of the element.
        item: u32,
    },
    /// A character that the font, or the field of the printer's language, does not have.
    Unprintable {
        /// Position of the element.
        item: u32,
        /// Offset of the character in it.
        at: u32,
    },
    /// The printed text carries too few bits for the bound that is asked for.
    MarkBits {
        /// How many more it needs.
        missing: u32,
    },
}

/// A language of the sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

impl Error {
    /// The stable number: never renumbered, never reused, append only.
    ///
    /// 1xx: form of the input; 2xx: authenticity; 3xx: hierarchy; 4xx: hidden marks; 5xx: symbols;
    /// 6xx: the journal; 7xx: a line session.
    #[must_use]
    pub const fn code(self) -> i32 {
        self.row().0
    }

    /// Where it went wrong: byte offset or item position, if the error has one.
    #[must_use]
    pub const fn place(mut self) -> Option<u32> {
        match self.place_mut() {
            Some(place) => Some(*place),
            None => None,
        }
    }

    /// The same error with its place moved by `by`: for a parser that hands a part of its input on.
    pub(crate) const fn shifted(mut self, by: u32) -> Self {
        if let Some(place) = self.place_mut() {
            *place = place.saturating_add(by);
        }
        self
    }

    const fn place_mut(&mut self) -> Option<&mut u32> {
        match self {
            Self::Charset { at }
            | Self::UnknownAi { at }
            | Self::Length { at }
            | Self::CheckDigit { at }
            | Self::Date { at }
            | Self::RepeatedAi { at }
            | Self::Separator { at }
            | Self::Truncated { at }
            | Self::Uri { at }
            | Self::Escape { at }
            | Self::Combination { at }
            | Self::Compact { at }
            | Self::Version { at }
            | Self::Proof { at }
            | Self::Alphabet { at }
            | Self::Artefact { at }
            | Self::Snapshot { at }
            | Self::MarkCharset { at }
            | Self::JournalDamage { at, .. }
            | Self::LineEvent { at }
            | Self::Unprintable { at, .. } => Some(at),
            Self::Claim { item }
            | Self::UnknownUnit { item }
            | Self::LevelOrder { item }
            | Self::AlreadyPacked { item }
            | Self::NotPacked { item }
            | Self::Capacity { item }
            | Self::Void { item }
            | Self::Repeated { item }
            | Self::NotEmpty { item }
            | Self::Known { item }
            | Self::LevelAbsent { item }
            | Self::Closed { item }
            | Self::NotClosed { item }
            | Self::Declared { item }
            | Self::Gone { item }
            | Self::Overlap { item }
            | Self::Order { item }
            | Self::NoRoom { item } => Some(item),
            Self::NoIdentity
            | Self::TooLong { .. }
            | Self::Pem
            | Self::SeriesTooSmall
            | Self::SeriesShape
            | Self::Index
            | Self::CompanyPrefix
            | Self::Exhausted
            | Self::Window
            | Self::Parameter
            | Self::Cancelled
            | Self::Storage { .. }
            | Self::Signature
            | Self::PublicKey
            | Self::Taken
            | Self::UnknownKey
            | Self::Signer { .. }
            | Self::NotSealed
            | Self::Passphrase
            | Self::RolledBack
            | Self::OutOfTime
            | Self::Holder
            | Self::Suite
            | Self::DeltaBase
            | Self::NotIncluded
            | Self::Cursor
            | Self::Scope
            | Self::Full
            | Self::NoLevel
            | Self::MarkLength
            | Self::MarkCheck
            | Self::MarkUnknown
            | Self::MarkTaken
            | Self::CodeTaken
            | Self::MarkState
            | Self::Reason
            | Self::RollRows
            | Self::SymbolCapacity
            | Self::ImageShape
            | Self::ImageSize
            | Self::OperationTaken
            | Self::JournalFull
            | Self::JournalDenied
            | Self::JournalFailed
            | Self::JournalLocked
            | Self::JournalStopped
            | Self::RecordTooLong
            | Self::JournalForeign
            | Self::JournalPosition
            | Self::JournalMissing
            | Self::SessionStopped
            | Self::SessionEnded
            | Self::MarkBits { .. } => None,
        }
    }

    /// One sentence for an operator or a log, without the place.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        match language {
            Language::En => self.row().1,
            Language::Zh => self.row().2,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence(Language::En))?;
        match *self {
            Self::TooLong { limit } => write!(f, " (limit {limit} bytes)"),
            Self::MarkBits { missing } => write!(f, " ({missing} bits are missing)"),
            Self::JournalDamage { segment, at } => write!(f, " (segment {segment}, at {at})"),
            Self::Unprintable { item, at } => write!(f, " (element {item}, at {at})"),
            Self::Signer { status } | Self::Storage { status } => write!(f, " (its status {status})"),
            other => match other.place() {
                Some(place) => write!(f, " (at {place})"),
                None => Ok(()),
            },
        }
    }
}

impl core::error::Error for Error {}

/// An offset or a position as errors carry it.
pub(crate) fn place(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
