//! Issuing by the million: the same codes as one by one, in columns and writers, cancelled and resumed.

use std::fmt::Write as _;
use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::carrier::Form;
use symbolon::code::carrier::compact::CompactStem;
use symbolon::code::{Alphabet, Identity, MasterKey, Serial, SerialCode, Series, Shape};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::trust::binary::Reader;
use symbolon::trust::bulk::BLOCK;
use symbolon::trust::columns::Columns;
use symbolon::trust::output::{Job, Label, Layout, Progress, Text};
use symbolon::trust::{Bulk, Issuer, PublicKey, SecretKey, Signer};

fn series_of(shape: Shape) -> Series {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let slot = vec![shape.alphabet().symbols()[0]; usize::from(shape.slot_length())];
    Series::new(MasterKey::new([7; 32]).series_key(gtin, &slot), gtin, &slot, shape).unwrap()
}

fn series() -> Series {
    series_of(Shape::default())
}

fn key() -> SecretKey {
    SecretKey::from_seed(&[3; 32]).unwrap()
}

fn attributes(elements: &[(Ai, &[u8])]) -> Elements {
    let mut all = Elements::new();
    for (ai, value) in elements {
        all.push(*ai, value).unwrap();
    }
    all
}

fn forms() -> [Form; 3] {
    [
        Form::ElementString,
        Form::DigitalLink(LinkStem::parse("https://example.com/21/x").unwrap()),
        Form::Compact(CompactStem::parse("HTTPS://T.CN").unwrap()),
    ]
}

fn label() -> Label {
    Label { width: 400, height: 200, x: 20, y: 30, module: 6, text: Some(Text { x: 20, y: 160, height: 24 }) }
}

const LAYOUTS: fn() -> [Layout; 3] = || [Layout::Csv, Layout::Binary, Layout::Zpl(label())];

fn written<S: Signer + Sync>(bulk: &Bulk<S>, job: &Job, layout: &Layout) -> Vec<u8> {
    let mut out = Vec::new();
    bulk.write(job, layout, &mut out, |_| ControlFlow::Continue(())).unwrap();
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_code_is_that_of_the_issuer(
        lot in "[!-?A-Z_a-z]{1,20}", expiry: bool, signed: bool, first in 0..10_000_u64, count in 0..4_u64,
        alphabet in prop::sample::select(vec![Alphabet::CROCKFORD, Alphabet::DIGITS, Alphabet::CSET82]),
    ) {
        let mut given = Elements::new();
        prop_assume!(given.push(Ai::LOT, lot.as_bytes()).is_ok());
        if expiry {
            given.push(Ai::EXPIRY, b"281130").unwrap();
        }
        let series = series_of(Shape::new(alphabet, 18, 1, 1 << 20).unwrap());
        let issuer = Issuer::new(key());
        for form in forms() {
            let mut columns = Columns::default();
            let bulk = if signed {
                Bulk::signed(key(), series.clone(), &given, &form).unwrap()
            } else {
                Bulk::sealed(series.clone(), &given, &form).unwrap()
            };
            bulk.issue_into(first..first + count, &mut columns).unwrap();
            prop_assert_eq!((columns.len() as u64, columns.first()), (count, first));
            for (row, index) in columns.rows().zip(first..) {
                let code = if signed {
                    issuer.issue(&series, index, &given).unwrap()
                } else {
                    let serial = series.seal(index).unwrap();
                    SerialCode::new(&Identity::Sgtin { gtin: series.gtin(), serial }, &given).unwrap()
                };
                prop_assert_eq!(row.code.to_vec(), form.print(&code).unwrap());
                prop_assert_eq!(row.index, index);
                prop_assert!(row.code.len() <= bulk.code_bound() && bulk.code_bound() < 2 * row.code.len() + 100);
                prop_assert_eq!(Serial::parse(row.serial), series.seal(index));
                prop_assert_eq!(row.signature.copied(), code.proof().map(|proof| proof.signature));
            }
        }
    }
}

#[test]
fn a_long_range_is_the_same_in_one_piece_and_in_blocks() {
    let bulk = Bulk::signed(key(), series(), &attributes(&[(Ai::LOT, b"L")]), &Form::ElementString).unwrap();
    let (mut whole, range) = (Columns::default(), 5..5 + 3 * BLOCK as u64 + 1);
    bulk.issue_into(range.clone(), &mut whole).unwrap();
    let (mut at, mut codes, mut signatures) = (range.start, Vec::new(), Vec::new());
    bulk.blocks(range, |columns| {
        assert_eq!(columns.first(), at);
        at += columns.len() as u64;
        codes.extend_from_slice(columns.codes());
        signatures.extend_from_slice(columns.signatures());
        Ok(())
    })
    .unwrap();
    assert_eq!((codes.as_slice(), signatures.as_slice()), (whole.codes(), whole.signatures()));
    assert_eq!(whole.serials().len(), whole.serial_length() * whole.len());
    assert_eq!(whole.ends().last(), Some(&whole.codes().len()));
    // The same columns again, smaller.
    bulk.issue_into(7..8, &mut whole).unwrap();
    assert_eq!((whole.len(), whole.signatures().len(), whole.serials().len()), (1, 1, 16));
}

#[test]
fn attributes_are_refused_as_the_issuer_refuses_them() {
    let issuer = Issuer::new(key());
    for (ai, value) in [
        (Ai::INTERNAL_91, &b"A"[..]),
        (Ai::INTERNAL_92, b"A"),
        (Ai::SERIAL, b"1"),
        (Ai::CONTENT, b"09506000134352"),
    ] {
        let given = attributes(&[(ai, value)]);
        let refused = issuer.issue(&series(), 0, &given).unwrap_err();
        let bulk = Bulk::signed(key(), series(), &given, &Form::ElementString);
        assert_eq!(bulk.err(), Some(refused), "{ai}");
    }
    let refused = Bulk::sealed(series(), &attributes(&[(Ai::INTERNAL_91, b"A")]), &Form::ElementString);
    assert_eq!(refused.err(), Some(Error::RepeatedAi { at: 0 }));
}

#[test]
fn ranges_end_with_the_index_space() {
    let series = series_of(Shape::new(Alphabet::DIGITS, 12, 0, 1000).unwrap());
    let bulk = Bulk::sealed(series, &Elements::new(), &Form::ElementString).unwrap();
    let mut columns = Columns::default();
    assert_eq!(bulk.issue_into(990..1000, &mut columns), Ok(()));
    for (start, end) in [(990, 1001), (1000, 1001), (5, 4), (0, u64::MAX), (u64::MAX, u64::MAX)] {
        let range = start..end;
        assert_eq!(bulk.issue_into(range.clone(), &mut columns), Err(Error::Index), "{range:?}");
        assert!(columns.is_empty() && columns.codes().is_empty() && columns.rows().next().is_none());
        assert_eq!(bulk.blocks(range.clone(), |_| panic!("too early")), Err(Error::Index));
        let mut out = Vec::new();
        let refused = bulk.write(&Job::new(range), &Layout::Csv, &mut out, |_| ControlFlow::Continue(()));
        assert_eq!((refused, out.len()), (Err(Error::Index), 0));
    }
    assert_eq!(bulk.issue_into(1000..1000, &mut columns), Ok(()));
    assert_eq!(written(&bulk, &Job::new(7..7), &Layout::Csv), b"index,serial,code\r\n");
}

#[test]
fn cancelled_at_every_block_and_resumed_it_is_the_same_output() {
    let bulk = Bulk::sealed(series(), &attributes(&[(Ai::LOT, b"A,\"B")]), &Form::ElementString).unwrap();
    let blocks = 5;
    let range = 40..40 + blocks * BLOCK as u64 + 3;
    for layout in LAYOUTS() {
        let whole = written(&bulk, &Job::new(range.clone()), &layout);
        for stop in 1..=blocks {
            let (mut out, mut seen, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
            let mut tee = Tee { out: &mut out, lengths: &mut lengths };
            let stopped = bulk.write(&Job::new(range.clone()), &layout, &mut tee, |progress| {
                seen.push(progress);
                if seen.len() as u64 == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert_eq!(stopped, Err(Error::Cancelled));
            let last = *seen.last().unwrap();
            let done = stop * BLOCK as u64;
            assert_eq!(last, Progress { done, next: 40 + done, bytes: out.len() as u64 });
            assert_eq!(out, whole[..out.len()]);
            assert_eq!(lengths.last(), Some(&out.len()), "flushed");
            out.extend(written(&bulk, &Job::new(range.clone()).resumed(last.next).unwrap(), &layout));
            assert_eq!(out, whole, "{layout:?} cancelled after {stop}");
        }
    }
    assert_eq!(Job::new(4..9).resumed(3), Err(Error::Index));
    assert_eq!(Job::new(4..9).resumed(10), Err(Error::Index));
    assert_eq!(Job::new(4..9).resumed(4), Ok(Job::new(4..9)));
    assert_eq!(written(&bulk, &Job::new(4..9).resumed(9).unwrap(), &Layout::Csv), b"");
}

/// Remembers how much was there at each flush.
struct Tee<'a> {
    out: &'a mut Vec<u8>,
    lengths: &'a mut Vec<usize>,
}

impl io::Write for Tee<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // As a pipe does: not everything at once.
        self.out.write(&bytes[..bytes.len().min(1000)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.lengths.push(self.out.len());
        Ok(())
    }
}

/// A disk that is full after so many bytes.
struct Full(usize);

impl io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::from_raw_os_error(28));
        }
        let fits = bytes.len().min(self.0);
        self.0 -= fits;
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_named() {
    let bulk = Bulk::sealed(series(), &Elements::new(), &Form::ElementString).unwrap();
    let job = Job::new(0..2 * BLOCK as u64);
    let size = written(&bulk, &job, &Layout::Csv).len();
    for room in [0, 1, 100, size / 2 + 100, size - 1] {
        let mut blocks = 0;
        let failed = bulk.write(&job, &Layout::Csv, &mut Full(room), |_| {
            blocks += 1;
            ControlFlow::Continue(())
        });
        assert_eq!(failed, Err(Error::Storage { status: 28 }), "{room}");
        assert_eq!(blocks, usize::from(room > size / 2 + 50), "reported only what is written");
    }
}

#[test]
fn csv_is_quoted() {
    let shape = Shape::new(Alphabet::new(b",\"ab").unwrap(), 20, 0, 1000).unwrap();
    let bulk = Bulk::sealed(series_of(shape), &attributes(&[(Ai::LOT, b"x")]), &Form::ElementString).unwrap();
    let mut columns = Columns::default();
    bulk.issue_into(9..11, &mut columns).unwrap();
    let quoted = |text: &[u8]| format!("\"{}\"", str::from_utf8(text).unwrap().replace('"', "\"\""));
    let mut wanted = "index,serial,code\r\n".to_owned();
    for row in columns.rows() {
        write!(wanted, "{},{},{}\r\n", row.index, quoted(row.serial), quoted(row.code)).unwrap();
    }
    assert_eq!(written(&bulk, &Job::new(9..11), &Layout::Csv), wanted.as_bytes());
    let plain = Bulk::sealed(series(), &Elements::new(), &Form::ElementString).unwrap();
    let line = written(&plain, &Job::new(0..1), &Layout::Csv);
    let serial = series().seal(0).unwrap();
    assert_eq!(line, format!("index,serial,code\r\n0,{serial},010950600013435221{serial}\r\n").into_bytes());
}

#[test]
fn printer_jobs_escape_what_printers_obey() {
    let shape = Shape::new(Alphabet::new(b"_%").unwrap(), 20, 0, 1).unwrap();
    let series = series_of(shape);
    let serial = series.seal(0).unwrap();
    let doubled = serial.as_str().replace('_', "__");
    let lot = attributes(&[(Ai::LOT, b"L"), (Ai::EXPIRY, b"281130")]);
    let bulk = Bulk::sealed(series.clone(), &lot, &Form::ElementString).unwrap();
    let job = written(&bulk, &Job::new(0..1), &Layout::Zpl(label()));
    assert_eq!(
        str::from_utf8(&job).unwrap(),
        format!(
            "^XA^PW400^LL200^FO20,30^BXN,6,200,,,,_^FH\\^FD_1010950600013435210L_11728113021{doubled}^FS\
             ^FO20,160^A0N,24^FH\\^FD{serial}^FS^XZ\n"
        )
    );
    let stem = LinkStem::parse("https://example.com/~x").unwrap();
    let bulk = Bulk::sealed(series, &Elements::new(), &Form::DigitalLink(stem)).unwrap();
    let job = written(&bulk, &Job::new(0..1), &Layout::Zpl(Label { text: None, ..label() }));
    let escaped = serial.as_str().replace('%', "%25").replace('_', "__");
    assert_eq!(
        str::from_utf8(&job).unwrap(),
        format!(
            "^XA^PW400^LL200^FO20,30^BXN,6,200,,,,_^FH\\^FDhttps://example.com/\\7Ex/01/09506000134352/21/{escaped}^FS\
             ^XZ\n"
        )
    );
}

#[test]
fn binary_files_read_back_and_bear_everything() {
    let lot = attributes(&[(Ai::LOT, b"L")]);
    let signed = Bulk::signed(key(), series(), &lot, &Form::ElementString).unwrap();
    let sealed = Bulk::sealed(series(), &lot, &Form::ElementString).unwrap();
    for (file, columns) in [
        (written(&signed, &Job::new(3..6), &Layout::Binary), columns(&signed)),
        (written(&sealed, &Job::new(3..6), &Layout::Binary), columns(&sealed)),
    ] {
        let reader = Reader::new(&file).unwrap();
        assert_eq!((reader.indices(), reader.is_signed()), (3..6, !columns.signatures().is_empty()));
        assert!(reader.map(Result::unwrap).eq(columns.rows()));
        for end in 0..file.len() {
            let rows =
                Reader::new(&file[..end]).map(|reader| reader.map(|row| row.map(drop)).collect::<Vec<_>>());
            let cut = Error::Truncated { at: u32::try_from(end).unwrap() };
            match rows {
                Ok(rows) => assert_eq!(rows.last(), Some(&Err(cut)), "{end}"),
                Err(error) => assert_eq!(error, cut),
            }
        }
        let longer = [&file[..], b"x"].concat();
        let at = u32::try_from(file.len()).unwrap();
        assert_eq!(Reader::new(&longer).unwrap().last(), Some(Err(Error::Artefact { at })));
        for at in 0..file.len() {
            for change in [1, 0x80, 0xFF] {
                let mut other = file.clone();
                other[at] ^= change;
                if let Ok(reader) = Reader::new(&other) {
                    assert!(reader.take(10).count() <= 10);
                }
            }
        }
        for (at, value, error) in [
            (0, b'S', Error::Artefact { at: 0 }),
            (7, 2, Error::Version { at: 7 }),
            (8, 2, Error::Artefact { at: 8 }),
            (9, 0, Error::Artefact { at: 9 }),
            (9, 21, Error::Artefact { at: 9 }),
            (15, 1, Error::Artefact { at: 10 }),
        ] {
            let mut other = file.clone();
            other[at] = value;
            assert_eq!(Reader::new(&other).err(), Some(error));
        }
        let mut other = file.clone();
        other[16..32].fill(0xFF);
        assert_eq!(Reader::new(&other).err(), Some(Error::Artefact { at: 24 }));
    }
}

fn columns<S: Signer + Sync>(bulk: &Bulk<S>) -> Columns {
    let mut columns = Columns::default();
    bulk.issue_into(3..6, &mut columns).unwrap();
    columns
}

/// A device that lies or fails from some signature on.
struct Device {
    key: SecretKey,
    signed: AtomicUsize,
    lies_from: usize,
    fails_from: usize,
}

impl Device {
    fn new(lies_from: usize, fails_from: usize) -> Self {
        Self { key: key(), signed: AtomicUsize::new(0), lies_from, fails_from }
    }
}

impl Signer for Device {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        let number = self.signed.fetch_add(1, Ordering::Relaxed);
        if number >= self.fails_from {
            return Err(Error::Signer { status: -7 });
        }
        let mut signature = self.key.sign(message)?;
        signature[7] ^= u8::from(number >= self.lies_from);
        Ok(signature)
    }
}

#[test]
fn external_signers_are_verified_and_bounded() {
    let never = usize::MAX;
    let run = |device| {
        let bulk = Bulk::signed(device, series(), &Elements::new(), &Form::ElementString).unwrap();
        let (mut out, mut next) = (Vec::new(), 0);
        let ended = bulk.write(&Job::new(0..600), &Layout::Csv, &mut out, |progress| {
            next = progress.next;
            ControlFlow::Continue(())
        });
        (ended, next, out)
    };
    let own = Bulk::signed(key(), series(), &Elements::new(), &Form::ElementString).unwrap();
    let whole = written(&own, &Job::new(0..600), &Layout::Csv);
    assert_eq!(run(Device::new(never, never)), (Ok(()), 600, whole.clone()));
    let (ended, next, out) = run(Device::new(300, never));
    assert_eq!((ended, next), (Err(Error::Signature), BLOCK as u64));
    assert_eq!(out, whole[..out.len()], "no false signature leaves");
    assert_eq!(out.split(|byte| *byte == b'\n').count(), 1 + BLOCK + 1);
    let (ended, next, _) = run(Device::new(never, 599));
    assert_eq!((ended, next), (Err(Error::Signer { status: -7 }), 2 * BLOCK as u64));
}

#[test]
fn threads_share_one_bulk() {
    let bulk = Bulk::signed(key(), series(), &Elements::new(), &Form::ElementString).unwrap();
    let whole = written(&bulk, &Job::new(0..400), &Layout::Zpl(label()));
    let halves = std::thread::scope(|scope| {
        let halves = [0..200, 200..400].map(|range| {
            let bulk = &bulk;
            scope.spawn(move || written(bulk, &Job::new(range), &Layout::Zpl(label())))
        });
        halves.map(|half| half.join().unwrap())
    });
    assert_eq!(halves.concat(), whole);
}

#[cfg(feature = "rayon")]
#[test]
fn on_many_cores_the_order_is_the_same() {
    let bulk = Bulk::signed(key(), series(), &Elements::new(), &Form::ElementString).unwrap();
    let range = 0..9 * BLOCK as u64 + 1;
    let written = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| written(&bulk, &Job::new(range.clone()), &Layout::Csv))
    };
    let one = written(1);
    assert!((2..5).all(|threads| written(threads) == one));
}

/// A key in memory that signs only when two threads do so at once.
#[cfg(feature = "rayon")]
struct Pair {
    key: SecretKey,
    inside: std::sync::Barrier,
}

#[cfg(feature = "rayon")]
impl Signer for Pair {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.key.sign(message)
    }

    fn sign_many(&self, messages: &[&[u8]], signatures: &mut [[u8; 64]]) -> Result<(), Error> {
        self.inside.wait();
        self.key.sign_many(messages, signatures)
    }

    fn is_external(&self) -> bool {
        false
    }
}

#[cfg(feature = "rayon")]
#[test]
fn two_cores_sign_at_once() {
    let pair = Pair { key: key(), inside: std::sync::Barrier::new(2) };
    let bulk = Bulk::signed(pair, series(), &Elements::new(), &Form::ElementString).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    // An even number of blocks in each round: nobody waits for a partner that never comes.
    let job = Job::new(0..16 * BLOCK as u64);
    let out = pool.install(|| written(&bulk, &job, &Layout::Csv));
    let own = Bulk::signed(key(), series(), &Elements::new(), &Form::ElementString).unwrap();
    assert_eq!(out, written(&own, &job, &Layout::Csv));
}
