//! The child that is killed.

use std::io::Write as _;
use std::path::Path;

use symbolon::Error;
use symbolon::journal::{Append as _, Check, Commit, Files, Journal, Settings, Storage};
use symbolon::trust::SecretKey;

use super::cache::Cache;
use super::load::{self, Dice};

/// What a child says to its parent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Message {
    /// It begins to open the journal.
    Opening,
    /// The journal is open and has so many records.
    Opened { records: u64 },
    /// Opening cut so many bytes of a frame, and a segment that was never used.
    Cut { bytes: u32, next: bool },
    /// It appends records with numbers below this one.
    Appending { below: u64 },
    /// The journal says that records with numbers below this one are durable.
    Durable { below: u64 },
}

impl Message {
    pub(crate) const BYTES: usize = 9;

    fn bytes(self) -> [u8; Self::BYTES] {
        let (tag, number) = match self {
            Self::Opening => (0, 0),
            Self::Opened { records } => (1, records),
            Self::Cut { bytes, next } => (2, u64::from(next) << 32 | u64::from(bytes)),
            Self::Appending { below } => (3, below),
            Self::Durable { below } => (4, below),
        };
        let mut bytes = [tag; Self::BYTES];
        bytes[1..].copy_from_slice(&number.to_le_bytes());
        bytes
    }

    pub(crate) fn parse(bytes: &[u8; Self::BYTES]) -> Self {
        let number = u64::from_le_bytes(bytes[1..].try_into().unwrap());
        match bytes[0] {
            0 => Self::Opening,
            1 => Self::Opened { records: number },
            2 => Self::Cut { bytes: number as u32, next: number >> 32 != 0 },
            3 => Self::Appending { below: number },
            4 => Self::Durable { below: number },
            other => panic!("no message {other}"),
        }
    }
}

/// `DIRECTORY RUN SEED`: opens the journal, or creates it, and appends until it is killed.
pub(crate) fn run(arguments: &[String]) {
    let [directory, run, seed] = arguments else { panic!("child DIRECTORY RUN SEED") };
    let (run, mut dice) = (run.parse().unwrap(), Dice::new(seed.parse().unwrap()));
    let directory = Path::new(directory);
    if dice.below(3) == 0 {
        open(directory, &mut dice, |files, _| files, run);
    } else {
        open(directory, &mut dice, |files, dice| Cache::new(files, Dice::new(dice.next())), run);
    }
}

/// Opens the journal in a storage and works on it.
fn open<S: Storage>(directory: &Path, dice: &mut Dice, storage: impl Fn(Files, &mut Dice) -> S, run: u32) {
    let settings = Settings {
        segment_bytes: 512 * (32 + dice.below(480)) as u32,
        commit: match dice.below(4) {
            0 => Commit::Each,
            1 => Commit::Group { records: 1 + dice.below(200) as u32, milliseconds: 300 },
            _ => Commit::Caller,
        },
        checkpoint_every: 1000,
        check: if dice.below(2) == 0 { Check::Everything } else { Check::Tail },
    };
    say(Message::Opening);
    let opened = Journal::open(storage(Files::open(directory).unwrap(), dice), settings, None);
    let journal = match opened {
        Ok((journal, recovery)) => {
            if let Some(cut) = recovery.cut {
                say(Message::Cut { bytes: cut.bytes, next: cut.next });
            }
            journal
        }
        Err(Error::JournalMissing) => {
            let id = load::id(run);
            Journal::create(storage(Files::open(directory).unwrap(), dice), id, settings).unwrap()
        }
        Err(error) => panic!("{error}"),
    };
    say(Message::Opened { records: journal.durable().records });
    append(journal, dice, run);
}

/// Appends for ever.
fn append<S: Storage>(mut journal: Journal<S>, dice: &mut Dice, run: u32) -> ! {
    let key = SecretKey::from_seed(&load::SEED).unwrap();
    let mut told = 0;
    loop {
        let count = 1 + if dice.below(5) == 0 { dice.below(1500) } else { dice.below(60) };
        let below = journal.records() + count;
        say(Message::Appending { below });
        while journal.records() < below {
            let number = journal.records();
            if load::is_checkpoint(run, number) {
                let _ = journal.checkpoint(&key, 1_700_000_000).unwrap();
            } else {
                let payload = load::payload(run, number);
                assert_eq!(journal.append(&load::record(run, number, &payload)), Ok(number));
            }
            // The number stands for a clock.
            let durable = journal.tick(number).unwrap().records;
            if durable > told {
                told = durable;
                say(Message::Durable { below: told });
            }
        }
        if dice.below(4) > 0 {
            told = journal.commit().unwrap().records;
            say(Message::Durable { below: told });
        }
    }
}

/// Says something to the parent, at once.
fn say(message: Message) {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&message.bytes()).and_then(|()| stdout.flush()).unwrap();
}
