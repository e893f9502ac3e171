//! Checking a whole journal: chain, checkpoints, counts.

use super::chain::{Head, JournalId, NODE, record_hash};
use super::checkpoint::Checkpoint;
use super::record::Kind;
use super::recovery::Cut;
use super::segment::Last;
use super::segments;
use super::storage::Source;
use super::walk::{Position, Walk};
use crate::Error;
use crate::code::hash_tree::{Growing, Hash};
use crate::trust::PublicKey;

/// What a whole journal was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The name of the journal; zeros if its beginning does not hold.
    pub id: JournalId,
    /// How many segments there are.
    pub segments: u32,
    /// How far it holds.
    pub head: Head,
    /// How many of its records are checkpoints.
    pub checkpoints: u64,
    /// How many of these one of the keys signed.
    pub signed: u64,
    /// How many records the last of those covers. What comes after is vouched for by nobody but the disk.
    pub covered: u64,
    /// What opening would cut off its end.
    pub cut: Option<Cut>,
    /// The first thing that does not hold.
    pub damage: Option<Damage>,
}

impl Report {
    /// Whether nothing is wrong: neither damage nor a torn end.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.damage.is_none() && self.cut.is_none()
    }
}

/// What does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damage {
    /// The segment.
    pub segment: u32,
    /// The offset in it of the frame that does not hold.
    pub at: u32,
    /// The number of the first record that it hits.
    pub record: u64,
    /// [`Error::JournalDamage`] for the bytes; [`Error::JournalMissing`] for a segment; what [`Checkpoint::open`] says;
    /// [`Error::Claim`] for a checkpoint of other records than those before it.
    pub error: Error,
}

/// Checks a journal from its first byte to its last, and changes nothing. Checkpoints of keys that are not among `keys`
/// are counted and not believed.
///
/// O(bytes), in constant memory.
///
/// # Errors
///
/// Those of the source, for what could not be read: what does not hold is in the report.
pub fn verify(source: &impl Source, keys: &[PublicKey]) -> Result<Report, Error> {
    let numbers = source.list()?;
    let mut report = Report {
        id: JournalId::default(),
        segments: u32::try_from(numbers.len()).unwrap_or(u32::MAX),
        head: Head { records: 0, hash: Hash::default() },
        checkpoints: 0,
        signed: 0,
        covered: 0,
        cut: None,
        damage: None,
    };
    let gap = (0..).zip(&numbers).find(|(expected, number)| expected != *number);
    let whole = gap.map_or(report.segments, |(expected, _)| expected);
    // A segment that was never begun is none.
    if whole == 0 || report.segments == 1 && segments::is_blank(source, 0)? {
        report.damage = Some(Damage { segment: 0, at: 0, record: 0, error: Error::JournalMissing });
        return Ok(report);
    }
    let mut walk = match Walk::start(source, 0) {
        Ok(walk) => walk,
        Err(error) => return with(&report, Place::default(), error),
    };
    report.id = walk.position().id;
    let mut audit = Audit { keys, tree: Growing::new(NODE), before: *walk.position(), room: Vec::new() };
    // A segment behind a gap makes the last one before it look left.
    let segments = if gap.is_some() { whole.saturating_add(1) } else { whole };
    let ending = walk.survey(segments, |walk| {
        audit.frame(walk, &mut report)?;
        audit.before = *walk.position();
        Ok(())
    });
    let position = *walk.position();
    match ending {
        Ok(ending) => {
            report.head = position.head;
            report.cut = Cut::of(&position, &ending);
            Ok(report)
        }
        Err(error) => {
            let refused = audit.before.head != position.head;
            let place = Place::of(if refused { &audit.before } else { &position });
            report.head = position.head;
            with(&report, place, error)
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    segment: u32,
    at: u32,
    record: u64,
}

impl Place {
    const fn of(position: &Position) -> Self {
        Self { segment: position.segment, at: position.at, record: position.head.records }
    }
}

/// The report with its damage, unless the error says that something could not be read.
fn with(report: &Report, place: Place, error: Error) -> Result<Report, Error> {
    let (segment, at) = match error {
        Error::JournalDenied | Error::JournalFailed | Error::JournalFull => return Err(error),
        Error::JournalDamage { segment, at } => (segment, at),
        Error::JournalMissing => (place.segment.saturating_add(1), 0),
        _ => (place.segment, place.at),
    };
    let damage = Damage { segment, at, record: place.record, error };
    Ok(Report { damage: Some(damage), ..report.clone() })
}

/// Holds checkpoints against what lies before them.
struct Audit<'a> {
    keys: &'a [PublicKey],
    /// Over the records since the last checkpoint.
    tree: Growing,
    /// Before the frame that is looked at.
    before: Position,
    room: Vec<u8>,
}

impl Audit<'_> {
    fn frame<S: Source>(&mut self, walk: &Walk<S>, report: &mut Report) -> Result<(), Error> {
        let Position { id, head, last, .. } = self.before;
        for (number, record) in walk.each() {
            if record.kind == Kind::CHECKPOINT {
                report.checkpoints += 1;
                if self.holds(record.payload, id, head, last)? {
                    report.signed += 1;
                    report.covered = head.records;
                }
                self.tree.clear();
            }
            if !self.keys.is_empty() {
                self.tree.push(record_hash(number, &record, &mut self.room));
            }
        }
        Ok(())
    }

    /// Whether one of the keys signed a checkpoint.
    ///
    /// # Errors
    ///
    /// Those of [`Checkpoint::open`]; [`Error::Claim`] with the number of a field that does not fit.
    fn holds(&self, payload: &[u8], id: JournalId, head: Head, last: Last) -> Result<bool, Error> {
        let signer = Checkpoint::signer_of(payload)?;
        let Some(key) = self.keys.iter().find(|key| key.id() == signer) else { return Ok(false) };
        let said = Checkpoint::open(payload, key)?;
        let fits = [
            (1, said.id == id),
            (2, said.from == last.number),
            (3, said.records == head.records),
            (4, said.head == head.hash),
            (5, Some(said.root) == self.tree.root()),
            (7, said.previous == last.digest()),
        ];
        match fits.iter().find(|(_, fits)| !fits) {
            Some((item, _)) => Err(Error::Claim { item: *item }),
            None => Ok(true),
        }
    }
}
