//! What integrators keep an event log in: embedded stores with one durable commit for each batch, and the bare file.

use std::fs::{self, File};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use fjall::{KeyspaceCreateOptions, PersistMode};
use redb::{Durability, TableDefinition};
use rusqlite::{Connection, params};
use symbolon::journal::{self, Append as _, Kind, Record, Settings, Source as _};

/// Bytes of a payload.
pub const PAYLOAD: usize = 128;

pub type Payload = [u8; PAYLOAD];

/// Payloads without pattern: nothing is to be gained by compressing them.
pub fn payloads(records: usize) -> Vec<Payload> {
    let mut bytes = blake3::Hasher::new().finalize_xof();
    let mut payload = [0; PAYLOAD];
    (0..records)
        .map(|_| {
            bytes.fill(&mut payload);
            payload
        })
        .collect()
}

/// Takes records, their numbers as keys, and returns when they are durable.
pub trait Store {
    fn commit(&mut self, first: u64, payloads: &[Payload]);
}

/// The journal of this project, committed by the caller as the others are.
pub struct Journal(journal::Journal<journal::Files>);

impl Journal {
    pub fn new(directory: &Path) -> Self {
        let files = journal::Files::open(directory.join("journal")).unwrap();
        Self(journal::Journal::create(files, [7; 16], Settings::default()).unwrap())
    }

    pub fn files(&self) -> &journal::Files {
        self.0.storage()
    }

    /// Bytes of the frames that were written so far, and of the headers of their segments.
    pub fn bytes(&self) -> u64 {
        let files = self.files();
        let segments = files.list().unwrap();
        segments.into_iter().map(|segment| used(files, segment)).sum()
    }
}

/// The offset behind the last byte of a segment that is not zero: no frame ends in zero.
fn used(files: &journal::Files, segment: u32) -> u64 {
    let mut bytes = vec![0; usize::try_from(files.len(segment).unwrap()).unwrap()];
    let read = files.read_at(segment, 0, &mut bytes).unwrap();
    bytes[..read].iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1)
}

impl Store for Journal {
    fn commit(&mut self, first: u64, payloads: &[Payload]) {
        for (number, payload) in (first..).zip(payloads) {
            // A device that reads a hundred items a second.
            let time = 1_760_000_000_000 + number * 10;
            let record = Record { time, device: 3, event: number, kind: Kind(1), payload };
            self.0.append(&record).unwrap();
        }
        self.0.commit().unwrap();
    }
}

pub struct Fjall {
    database: fjall::Database,
    records: fjall::Keyspace,
}

impl Fjall {
    pub fn new(directory: &Path) -> Self {
        let database = fjall::Database::builder(directory.join("fjall"))
            .journal_compression(fjall::CompressionType::None)
            .open()
            .unwrap();
        let records = database.keyspace("records", KeyspaceCreateOptions::default).unwrap();
        Self { database, records }
    }
}

impl Store for Fjall {
    fn commit(&mut self, first: u64, payloads: &[Payload]) {
        let mut batch = self.database.batch().durability(Some(PersistMode::SyncData));
        for (number, payload) in (first..).zip(payloads) {
            batch.insert(&self.records, number.to_be_bytes(), payload);
        }
        batch.commit().unwrap();
    }
}

const TABLE: TableDefinition<u64, &[u8]> = TableDefinition::new("records");

pub struct Redb(redb::Database);

impl Redb {
    pub fn new(directory: &Path) -> Self {
        Self(redb::Database::create(directory.join("redb")).unwrap())
    }
}

impl Store for Redb {
    fn commit(&mut self, first: u64, payloads: &[Payload]) {
        let mut transaction = self.0.begin_write().unwrap();
        transaction.set_durability(Durability::Immediate).unwrap();
        {
            let mut table = transaction.open_table(TABLE).unwrap();
            for (number, payload) in (first..).zip(payloads) {
                table.insert(number, &payload[..]).unwrap();
            }
        }
        transaction.commit().unwrap();
    }
}

/// How SQLite keeps its own journal.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    /// As it comes: a rollback journal that is deleted after each commit, full syncs, a lock for each transaction.
    Default,
    /// A write-ahead log, full syncs, for one process alone: one sync a commit, most often.
    Wal,
    /// The fastest of the rollback journals, full syncs, for one process alone.
    Persist,
}

pub struct Sqlite(Connection);

impl Sqlite {
    pub fn new(directory: &Path, mode: Mode) -> Self {
        let connection = Connection::open(directory.join("sqlite")).unwrap();
        let journal = match mode {
            Mode::Default => None,
            Mode::Wal => Some("WAL"),
            Mode::Persist => Some("PERSIST"),
        };
        if let Some(journal) = journal {
            connection.pragma_update(None, "locking_mode", "EXCLUSIVE").unwrap();
            connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(())).unwrap();
            connection.pragma_update(None, "synchronous", "FULL").unwrap();
        }
        // What the default is may differ between builds; 2 is FULL.
        let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!((synchronous, &mode[..]), (2, &*journal.unwrap_or("DELETE").to_lowercase()));
        connection
            .execute("CREATE TABLE records (number INTEGER PRIMARY KEY, payload BLOB NOT NULL)", [])
            .unwrap();
        Self(connection)
    }
}

impl Store for Sqlite {
    fn commit(&mut self, first: u64, payloads: &[Payload]) {
        let transaction = self.0.transaction().unwrap();
        {
            let mut insert = transaction.prepare_cached("INSERT INTO records VALUES (?1, ?2)").unwrap();
            for (number, payload) in (first..).zip(payloads) {
                insert.execute(params![number.cast_signed(), &payload[..]]).unwrap();
            }
        }
        transaction.commit().unwrap();
    }
}

/// The floor: one write and one fdatasync of the same number of bytes, into a file that was made as long before.
pub struct Raw {
    file: File,
    at: u64,
    /// Bytes that each commit writes.
    bytes: Vec<u8>,
}

impl Raw {
    pub fn new(directory: &Path, name: &str, commit: usize, commits: usize) -> Self {
        let file = File::create_new(directory.join(name)).unwrap();
        // SAFETY: the descriptor is open.
        let status = unsafe { libc::posix_fallocate(file.as_raw_fd(), 0, (commit * commits) as libc::off_t) };
        assert_eq!(status, 0, "no room for the file");
        file.sync_all().unwrap();
        File::open(directory).unwrap().sync_all().unwrap();
        let mut bytes = payloads(commit.div_ceil(PAYLOAD)).concat();
        bytes.truncate(commit);
        Self { file, at: 0, bytes }
    }
}

impl Store for Raw {
    fn commit(&mut self, _: u64, _: &[[u8; PAYLOAD]]) {
        self.file.write_all_at(&self.bytes, self.at).unwrap();
        self.file.sync_data().unwrap();
        self.at += self.bytes.len() as u64;
    }
}

/// An empty directory on the disk that holds the build: a directory for temporary files may lie in memory.
pub fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/stores").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}
