//! Golden vectors: every format against the values of a second implementation (`tests/vectors/generate.py`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::ops::ControlFlow;

use serde_json::Value;
use symbolon::code::carrier::{self, Form, compact, compact::CompactStem};
use symbolon::code::{
    Alphabet, Format, Identity, KeyId, Level, MasterKey, Opener, Serial, SerialCode, Series, SeriesId, Shape,
};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::journal::{
    Append, Checkpoint, Journal, Kind, Memory, Reader as Follower, Record, RecordProof, Settings, verify,
};
use symbolon::line::{
    Balance, Body, Checks, Codes, Command, Event, Frame, Identities, Inspection, MarkChecks, MarkMode,
    OpenUnits, Order, Reason, Report, Role, Ruling, Session, State, Statistics, Target, chart, state,
};
use symbolon::mark::{DeriveKey, Register, ShortMark};
use symbolon::pack::{self, Forest, Rules, UnitId};
use symbolon::trust::binary::Reader;
use symbolon::trust::merkle::InclusionProof;
use symbolon::trust::output::{Job, Layout};
use symbolon::trust::{
    BatchBuilder, Bulk, Bundle, Certificate, Contents, ContentsNote, Draw, Issuer, KeyGrant, Keyring, Lease,
    LeaseId, PublicKey, Receipt, Scope, Seals, SecretKey, Signer, Suite, Terms, Unsigned, Verdict, Verifier,
    Window, message,
};

fn rows(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!rows.is_empty());
    rows
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_else(|| panic!("{field} is missing"))
}

fn bytes<const N: usize>(row: &Value, field: &str) -> [u8; N] {
    unhex(text(row, field)).try_into().unwrap()
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

#[test]
fn sealed_serials() {
    for row in rows("serial.json") {
        let format = if row["format"] == 1 { Format::V1 } else { Format::V2 };
        let (gtin, slot) =
            (Gtin::parse(text(&row, "gtin").as_bytes()).unwrap(), text(&row, "slot").as_bytes());
        let shape = Shape::new(
            Alphabet::new(text(&row, "alphabet").as_bytes()).unwrap(),
            u8::try_from(row["length"].as_u64().unwrap()).unwrap(),
            u8::try_from(slot.len()).unwrap(),
            text(&row, "index_space").parse().unwrap(),
        )
        .unwrap()
        .with_format(format);
        let key = MasterKey::new(bytes(&row, "master")).series_key(gtin, slot);
        let index_key = key.index_key();
        let series = Series::new(key, gtin, slot, shape.clone()).unwrap();
        let index = text(&row, "index").parse().unwrap();
        let serial = Serial::parse(text(&row, "serial").as_bytes()).unwrap();
        assert_eq!(series.seal(index), Ok(serial));
        assert_eq!(series.open(&serial), Ok(index));
        let (mut column, mut indices) = (vec![0; serial.as_bytes().len()], [None]);
        assert_eq!(series.seal_many(index, &mut column), Ok(()));
        series.open_many([column.as_slice()], &mut indices);
        assert_eq!((column.as_slice(), indices), (serial.as_bytes(), [Some(index)]));
        if format == Format::V2 {
            assert_eq!(index_key.expose(), &bytes(&row, "index_key"));
            let opener = Opener::new(index_key, gtin, slot, shape).unwrap();
            assert_eq!(opener.index(&serial), Some(index));
        }
    }
}

#[test]
fn carriers_of_unsigned_codes() {
    for row in rows("carrier.json") {
        let code = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        assert!(code.proof().is_none());
        assert_eq!(code.elements().to_bracketed(), text(&row, "bracketed"));
        assert_eq!(
            SerialCode::from_elements(Elements::parse_bracketed(text(&row, "bracketed").as_bytes()).unwrap()),
            Ok(code.clone())
        );
        check_carriers(&row, &code, "element_string");
    }
}

#[test]
fn messages_signatures_and_carriers_of_signed_codes() {
    for row in rows("message.json") {
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        assert_eq!(key.public_key().bytes(), unhex(text(&row, "public_key")));
        assert_eq!(key.public_key().id().to_string(), text(&row, "key_id"));
        let unsigned = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let mut signed_bytes = Vec::new();
        message::write(&unsigned, key.public_key().id(), &mut signed_bytes);
        assert_eq!(signed_bytes, unhex(text(&row, "message")));

        let public = *key.public_key();
        let code = Issuer::new(key).sign(unsigned).unwrap();
        assert_eq!(code.proof().unwrap().signature, bytes(&row, "signature"));
        check_carriers(&row, &code, "signed");

        let mut keyring = Keyring::new();
        keyring.add(public, Window::ALWAYS, Scope::Everything).unwrap();
        let verifier = Verifier { keyring, ..Verifier::default() };
        for field in ["signed", "link", "compact"] {
            let answer = verifier.verify_scan(text(&row, field).as_bytes(), 0);
            assert_eq!(answer.verdict, Verdict::Genuine, "{field}");
        }
    }
}

/// Every version that was ever written still opens.
#[test]
fn trust_bundles_and_deltas() {
    let mut older: Option<Bundle> = None;
    for row in rows("bundle.json") {
        let root = SecretKey::from_seed(&bytes(&row, "root_seed")).unwrap();
        assert_eq!(root.public_key().bytes(), &bytes::<32>(&row, "root_public_key"));
        let file = unhex(text(&row, "bundle"));
        let sequence = row["sequence"].as_u64().unwrap();
        let bundle = Bundle::open(&file, root.public_key(), sequence).unwrap();
        assert_eq!(bundle.content().sequence, sequence);
        assert_eq!(bundle.content().sign(&root).unwrap(), file, "what was read is what is written");
        let delta = unhex(text(&row, "delta"));
        if let Some(older) = older {
            assert_eq!(older.apply(&delta).unwrap().bytes(), file);
            assert_eq!(bundle.delta_from(&older).unwrap(), delta);
        }
        older = Some(bundle);
    }
    let content = older.as_ref().unwrap().content();
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    assert_eq!((content.keys.iter().count(), content.leases.len(), content.openers.len()), (4, 2, 1));
    assert_eq!((content.revoked.indices.len(), content.vouched.len()), (6, 301));
    assert!(content.revoked.indices.contains(gtin, b"07", (1 << 40) + 5));
    assert!(content.revoked.contains_serial(gtin, &Serial::parse(b"A5").unwrap()));
    let key = MasterKey::new(std::array::from_fn(|at| u8::try_from(at).unwrap())).series_key(gtin, b"07");
    let series = Series::new(key, gtin, b"07", Shape::default()).unwrap();
    assert_eq!(content.openers.first().unwrap().index(&series.seal(77).unwrap()), Some(77));
}

fn suite(row: &Value, field: &str) -> Suite {
    Suite::from_number(text(row, field).parse().unwrap()).unwrap()
}

#[test]
fn keys_and_signatures_of_every_suite() {
    for row in rows("suite.json") {
        let suite = suite(&row, "suite");
        if !suite.is_available() {
            continue;
        }
        let key = SecretKey::from_secret(suite, &bytes(&row, "secret")).unwrap();
        assert_eq!(key.public_key().bytes(), unhex(text(&row, "public_key")));
        assert_eq!(key.public_key().id().to_string(), text(&row, "key_id"));
        let unsigned = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let code = Issuer::new(key).sign(unsigned).unwrap();
        assert_eq!(carrier::element_string(&code), text(&row, "signed").as_bytes());
    }
}

#[test]
fn key_grants() {
    for row in rows("grant.json") {
        let (root_suite, suite) = (suite(&row, "root_suite"), suite(&row, "suite"));
        if !root_suite.is_available() || !suite.is_available() {
            continue;
        }
        let root = SecretKey::from_secret(root_suite, &bytes(&row, "root_secret")).unwrap();
        let key = PublicKey::from_bytes(suite, &unhex(text(&row, "public_key"))).unwrap();
        let window =
            Window::new(text(&row, "from").parse().unwrap(), text(&row, "until").parse().unwrap()).unwrap();
        let rules = |field| text(&row, field).split_whitespace().map(str::as_bytes);
        let scope = match text(&row, "gtins") {
            "everything" => Scope::Everything,
            _ => Scope::Only {
                gtins: rules("gtins").map(|rule| Gtin::parse(rule).unwrap()).collect(),
                prefixes: rules("prefixes").map(|rule| CompanyPrefix::parse(rule).unwrap()).collect(),
            },
        };
        let name = Some(text(&row, "name")).filter(|name| !name.is_empty());
        let grant = KeyGrant::new(key, window, scope, name).unwrap();
        let bytes = unhex(text(&row, "grant"));
        assert_eq!(KeyGrant::open(&bytes, root.public_key()).as_ref(), Ok(&grant));
        assert_eq!(grant.sign(&root), Ok(bytes));
    }
}

#[test]
fn batch_certificates_and_proofs() {
    for row in rows("certificate.json") {
        let mut builder = BatchBuilder::new();
        for code in text(&row, "codes").split('|') {
            builder.add(&SerialCode::parse(code.as_bytes()).unwrap()).unwrap();
        }
        let batch = builder.finish().unwrap();
        assert_eq!(batch.root(), bytes(&row, "root"));
        let time = text(&row, "time").parse().unwrap();
        let made = Certificate::new(text(&row, "name"), time, &batch).unwrap();
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let signed = unhex(text(&row, "certificate"));
        assert_eq!(made.sign(&key), Ok(signed.clone()));
        let public = PublicKey::from_bytes(Suite::Ed25519, &bytes::<32>(&row, "public_key")).unwrap();
        assert_eq!(Certificate::open(&signed, &public).as_ref(), Ok(&made));
        let code = SerialCode::parse(text(&row, "code").as_bytes()).unwrap();
        let proof = unhex(text(&row, "proof"));
        assert_eq!(batch.proof(&code).unwrap().to_bytes(), proof);
        assert_eq!(made.includes(&code, &InclusionProof::from_bytes(&proof).unwrap()), Ok(()));
        let stranger = SerialCode::parse(text(&row, "stranger").as_bytes()).unwrap();
        let absence = batch.absence(&stranger).unwrap();
        assert_eq!(absence.to_bytes(), unhex(text(&row, "absence")));
        assert!(made.excludes(&stranger, &absence));
    }
}

#[test]
fn contents_notes_and_proofs() {
    let identity = |text: &str| *SerialCode::parse(text.as_bytes()).unwrap().identity();
    for row in rows("contents.json") {
        let units = text(&row, "units").split('|').rev().map(identity);
        let contents = Contents::new(identity(text(&row, "container")), units.clone()).unwrap();
        assert_eq!(contents.digest().root, bytes(&row, "root"));
        let time = text(&row, "time").parse().unwrap();
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let public = PublicKey::from_bytes(Suite::Ed25519, &bytes::<32>(&row, "public_key")).unwrap();
        let unit = identity(text(&row, "unit"));
        let proof = unhex(text(&row, "proof"));
        assert_eq!(contents.proof(&unit).unwrap().to_bytes(), proof);
        let proof = InclusionProof::from_bytes(&proof).unwrap();
        let made =
            [("note", contents.note(time)), ("note_with_filter", contents.note_with_filter(time).unwrap())];
        for (field, note) in made {
            let signed = unhex(text(&row, field));
            assert_eq!(note.sign(&key).as_ref(), Ok(&signed));
            assert_eq!(ContentsNote::open(&signed, &public).as_ref(), Ok(&note));
            assert_eq!(note.includes(&unit, &proof), Ok(()));
            assert!(units.clone().all(|unit| note.may_contain(&unit) != Some(false)));
        }
    }
}

#[test]
fn snapshots_of_forests() {
    for row in rows("snapshot.json") {
        let written = unhex(text(&row, "snapshot"));
        let (forest, position) = Forest::restore(&written, [0; 16]).unwrap();
        assert_eq!(position, text(&row, "position").parse::<u64>().unwrap());
        assert_eq!(u64::from(forest.window()), row["window"].as_u64().unwrap());
        assert_eq!(forest.check(), Ok(()));
        let mut again = Vec::new();
        forest.snapshot(position, &mut again);
        assert_eq!(again, written);
        let parent =
            |unit| forest.parent(unit).unwrap().map_or(String::new(), |above| above.number().to_string());
        assert_eq!(forest.units().map(parent).collect::<Vec<_>>().join("|"), text(&row, "parents"));
        let state = |unit| match forest.state(unit).unwrap() {
            pack::State::Closed => "1",
            pack::State::Void => "2",
            pack::State::Sampled => "4",
            pack::State::Destroyed => "8",
            _ => "0",
        };
        assert_eq!(forest.units().map(state).collect::<Vec<_>>().join("|"), text(&row, "states"));
        let series = SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap();
        assert_eq!(forest.at(&series, 139), Some(UnitId::from_number(39)));
        let named = *SerialCode::parse(b"00395060000000000023").unwrap().identity();
        assert_eq!(forest.find(&named), Some(UnitId::from_number(53)));
    }
}

#[test]
fn bulk_files() {
    for row in rows("bulk.json") {
        let (gtin, slot) =
            (Gtin::parse(text(&row, "gtin").as_bytes()).unwrap(), text(&row, "slot").as_bytes());
        let key = MasterKey::new(bytes(&row, "master")).series_key(gtin, slot);
        let series = Series::new(key, gtin, slot, Shape::default()).unwrap();
        let attributes = match text(&row, "attributes") {
            "" => Elements::new(),
            attributes => Elements::parse(attributes.as_bytes()).unwrap(),
        };
        let signer = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let bulk = if row["signed"] == 1 {
            Bulk::signed(signer, series, &attributes, &Form::ElementString).unwrap()
        } else {
            Bulk::sealed(series, &attributes, &Form::ElementString).unwrap()
        };
        let (first, count): (u64, u64) =
            (text(&row, "first").parse().unwrap(), text(&row, "count").parse().unwrap());
        let (mut out, job) = (Vec::new(), Job::new(first..first + count));
        bulk.write(&job, &Layout::Binary, &mut out, |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(out, unhex(text(&row, "file")));
        assert_eq!(Reader::new(&out).unwrap().map(Result::unwrap).count() as u64, count);
    }
}

#[test]
fn leases_cursors_and_receipts() {
    for row in rows("lease.json") {
        let number = |field| text(&row, field).parse::<u64>().unwrap();
        let time = |field| text(&row, field).parse::<i64>().unwrap();
        let brand = SecretKey::from_seed(&bytes(&row, "granter_seed")).unwrap();
        let holder = SecretKey::from_seed(&bytes(&row, "holder_seed")).unwrap();
        let gtin = Gtin::parse(text(&row, "gtin").as_bytes()).unwrap();
        let terms = Terms {
            id: LeaseId::new(&unhex(text(&row, "id"))).unwrap(),
            holder: text(&row, "holder").to_owned(),
            key_id: KeyId::parse(text(&row, "key_id").as_bytes()).ok(),
            series: SeriesId::new(gtin, text(&row, "slot").as_bytes()).unwrap(),
            range: number("first")..number("first") + number("count"),
            quota: number("quota"),
            window: Window::new(time("from"), time("until")).unwrap(),
        };
        let granted = unhex(text(&row, "lease"));
        assert_eq!(Lease::grant(&brand, &terms).as_ref(), Ok(&granted));
        let lease = Lease::open(&granted, brand.public_key()).unwrap();
        assert_eq!((lease.terms(), lease.digest()), (&terms, &bytes(&row, "digest")));

        let (used, cursor) = (number("used"), unhex(text(&row, "cursor")));
        let mut draw = Draw::begin(lease.clone());
        if used > 0 {
            draw.draw(used, terms.window.from(), |_| Ok(())).unwrap();
        }
        assert_eq!(draw.cursor()[..], cursor);
        let mut resumed = Draw::resume(lease, &cursor).unwrap();
        let mut closed: Vec<u8> = Vec::new();
        let receipt = resumed.close(&holder, time("closed_at"), |cursor| {
            closed.extend(cursor);
            Ok(())
        });
        assert_eq!(receipt, Ok(unhex(text(&row, "receipt"))));
        assert_eq!(closed, unhex(text(&row, "closed_cursor")));
        let receipt = Receipt::open(&receipt.unwrap(), holder.public_key()).unwrap();
        assert_eq!((receipt.used(), receipt.closed_at()), (used, time("closed_at")));
    }
}

#[test]
fn derived_marks() {
    for row in rows("mark.json") {
        let epoch = text(&row, "epoch").parse().unwrap();
        let key = DeriveKey::new(&bytes(&row, "secret"), text(&row, "tenant").as_bytes(), epoch).unwrap();
        let code = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let (date_text, line) = (text(&row, "date_text").as_bytes(), text(&row, "line").as_bytes());
        let position = text(&row, "roll_position").parse().ok();
        let mark = key.derive(code.identity(), date_text, line, position).unwrap();
        assert_eq!(mark.to_string(), text(&row, "mark"));
        assert!(ShortMark::parse(text(&row, "mark").as_bytes()).is_ok_and(|typed| typed == mark));
    }
}

#[test]
fn operations_of_the_hierarchy() {
    use symbolon::pack::{Operation, UnitId};
    for row in rows("operation.json") {
        let number = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
        let [first, second] = ["first", "second"].map(|field| UnitId::from_number(number(&row[field])));
        let units = row["units"].as_array().unwrap().iter();
        let units: Vec<UnitId> = units.map(|unit| UnitId::from_number(number(unit))).collect();
        let units = &units[..];
        let operation = match text(&row, "operation") {
            "pack" => Operation::Pack { container: first, units },
            "pack-run" => Operation::PackRun { container: first, first: second, count: units[0].number() },
            "unpack" => Operation::Unpack { units },
            "unpack-all" => Operation::UnpackAll { container: first },
            "move" => Operation::Move { units, to: first },
            "replace" => Operation::Replace { old: first, new: second },
            "relabel" => Operation::Relabel { old: first, new: second },
            "split" => Operation::Split { from: first, to: second, units },
            "merge" => Operation::Merge { from: first, to: second },
            "close" => Operation::Close { container: first, declared: second.number() },
            "reopen" => Operation::Reopen { container: first },
            "void" => Operation::Void { unit: first, take_out: second.number() == 1 },
            "sample" => Operation::Sample { unit: first },
            _ => Operation::Destroy { unit: first },
        };
        let mut bytes = Vec::new();
        operation.encode(&mut bytes);
        assert_eq!(bytes, unhex(text(&row, "bytes")));
        assert_eq!(Operation::decode(&bytes).unwrap().operation(), operation);
    }
}

fn check_carriers(row: &Value, code: &SerialCode, element_string: &str) {
    let link_stem = LinkStem::parse(text(row, "link_stem")).unwrap();
    let compact_stem = CompactStem::parse(text(row, "compact_stem")).unwrap();
    assert_eq!(carrier::element_string(code), text(row, element_string).as_bytes());
    assert_eq!(carrier::digital_link(code, &link_stem).unwrap(), text(row, "link"));
    assert_eq!(compact::print(code, &compact_stem).unwrap(), text(row, "compact"));
    for field in [element_string, "link", "compact"] {
        assert_eq!(SerialCode::parse(text(row, field).as_bytes()).as_ref(), Ok(code), "{field}");
    }
}

#[test]
fn states_of_a_line() {
    for (row, event) in rows("line_state.json").iter().zip(state::Event::ALL) {
        assert_eq!(text(row, "event"), event.name());
        let next = State::ALL
            .map(|from| state::next(from, event).map_or(".".to_owned(), |to| format!("{:x}", to.number())));
        assert_eq!(text(row, "next"), next.concat(), "{}", event.name());
    }
}

#[test]
fn reports_of_a_line() {
    let series = SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap();
    let listed = ["A\"1", "B", "C"].map(|serial| Identity::Sgtin {
        gtin: Gtin::parse(b"19506000134359").unwrap(),
        serial: Serial::parse(serial.as_bytes()).unwrap(),
    });
    let order = Order::new(Rules::new([0, 5, 0]).with_name(Level::CASE, "car\"ton").unwrap())
        .with_source(Level::ITEM, Identities::Series { series, indices: 100..110 })
        .with_source(Level::CASE, Identities::Listed(listed.to_vec()))
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::Rejector { distance: 4 })
        .with_station(3, Role::Printer { level: Level::CASE });
    for row in rows("line_report.json") {
        let (mut statistics, mut balance) = (Statistics::new(&order), Balance::new(&order));
        for call in text(&row, "script").split(';').filter(|call| !call.is_empty()) {
            let words: Vec<&str> = call.split([' ', ',']).collect();
            let numbers: Vec<u64> = words.iter().skip(1).map(|word| word.parse().unwrap()).collect();
            let state = |number: u64| State::from_number(u8::try_from(number).unwrap()).unwrap();
            let level = |number: u64| Level::from_number(u8::try_from(number).unwrap()).unwrap();
            match (words[0], numbers.as_slice()) {
                ("count", &[station, ruling, reason]) => {
                    let rulings = [
                        Ruling::Accept,
                        Ruling::Hold,
                        Ruling::Eject,
                        Ruling::Stop,
                        Ruling::Refuse,
                        Ruling::Park,
                    ];
                    let ruling = rulings[usize::try_from(ruling).unwrap() - 1];
                    let reason = Reason::from_number(u16::try_from(reason).unwrap()).unwrap();
                    statistics.count(u16::try_from(station).unwrap(), ruling, reason);
                }
                ("item", &[time, good]) => statistics.item(time, good == 1),
                ("moved", &[at, from, to, count]) => {
                    statistics.moved(level(at), state(from), state(to), count);
                }
                ("add", [at, first, states @ ..]) => {
                    let source = usize::from(level(*at) == Level::CASE);
                    balance.add(level(*at), source, *first, states.iter().map(|&number| state(number)));
                }
                other => panic!("{other:?}"),
            }
        }
        balance.compare(&statistics);
        let time = text(&row, "time").parse().unwrap();
        let report = Report { order: &order, statistics: &statistics, balance: &balance, time };
        assert_eq!(report.json(), text(&row, "json"));
        assert_eq!(chart::pass_rate(statistics.timeline()), text(&row, "svg"));
    }
}

/// The event of each row of `line_record.json`, on the line of [`records_of_a_line`].
fn line_event<'a>(name: &str, codes: &'a LineCodes) -> (u16, Body<'a>) {
    let unit = |number| Target::Unit(UnitId::from_number(number));
    let command = |command| (1, Body::Command(command));
    let mark = |text, roll| (3, Body::Mark { text, roll });
    match name {
        "read" | "read-behind-its-mark" => (0, Body::Read(&codes.item)),
        "read-junk" => (0, Body::Read(b"hello")),
        "read-long-junk" => (0, Body::Read(&[b'x'; 100])),
        "no-read" => (0, Body::NoRead),
        "layer" => (5, Body::Layer(Codes::new(&codes.layer, &codes.ends).unwrap())),
        "mark-no-read" => mark(None, None),
        "mark-malformed" => mark(Some(b"!"), Some(77)),
        "mark-derived" | "mark-derived-pair" | "mark-of-bad-code" => mark(Some(&codes.marks[0]), None),
        "mark-derived-shifted" => mark(Some(&codes.marks[1]), None),
        "mark-derived-stranger" => mark(Some(&codes.marks[2]), None),
        "mark-enrolled" => mark(Some(b"012-345-67T"), Some(1 << 40)),
        "inspected" => (6, Body::Inspected { pass: false, defect: 513 }),
        "weighed" => (7, Body::Weighed(70_000)),
        "ejected" => (2, Body::Ejected { done: true }),
        "ready" => (4, Body::Ready),
        "printed" => (4, Body::Printed(unit(9))),
        "sample" => command(Command::Sample(unit(1))),
        "rework" => command(Command::Rework(unit(2))),
        "reprint" => command(Command::Reprint(unit(3))),
        "relabel" => command(Command::Relabel { old: unit(4), new: None }),
        "relabel-given" => command(Command::Relabel { old: unit(4), new: Some(unit(5)) }),
        "void" => command(Command::Void { unit: unit(6), take_out: true }),
        "destroy" => command(Command::Destroy(unit(7))),
        "take-out" => command(Command::TakeOut(unit(8))),
        "put-in" => command(Command::PutIn { container: unit(1000), unit: unit(9) }),
        "lost" => command(Command::Lost(unit(1100))),
        "close-odd" => command(Command::CloseOdd { level: Level::BOX, container: None }),
        "close-odd-given" => command(Command::CloseOdd { level: Level::CASE, container: Some(unit(1101)) }),
        "reopen" => command(Command::Reopen(unit(1002))),
        "close" => command(Command::Close { container: unit(1002), declared: 300 }),
        "pause" => command(Command::Pause),
        "resume" => command(Command::Resume),
        "realign" => command(Command::Realign { by: -2 }),
        "roll" => command(Command::Roll(1 << 33)),
        "change-over" => command(Command::ChangeOver { lot: 258 }),
        "restart" => command(Command::Restart),
        "end" => command(Command::End(OpenUnits::Leave)),
        "unknown-unit" => command(Command::Sample(unit(5000))),
        other => panic!("{other} is not known here"),
    }
}

/// Codes of items 5 and 6, a layer of box 3 and a strange box, and the marks of items 5, 6 and 500.
struct LineCodes {
    item: Vec<u8>,
    next: Vec<u8>,
    layer: Vec<u8>,
    ends: Vec<u32>,
    marks: [Vec<u8>; 3],
}

#[derive(Default)]
struct Last(u16, Vec<u8>);

impl Append for Last {
    fn append(&mut self, record: &Record<'_>) -> Result<u64, symbolon::Error> {
        (self.0, self.1) = (record.kind.0, record.payload.to_vec());
        Ok(0)
    }
}

#[test]
fn records_of_a_line() {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let series = |slot: &[u8]| {
        Series::new(MasterKey::new([1; 32]).series_key(gtin, slot), gtin, slot, Shape::default()).unwrap()
    };
    let source = |slot: &[u8], count| Identities::Series {
        series: SeriesId::new(gtin, slot).unwrap(),
        indices: 0..count,
    };
    let identity = |slot: &[u8], index| Identity::Sgtin { gtin, serial: series(slot).seal(index).unwrap() };
    let code = |slot: &[u8], index| {
        carrier::element_string(&SerialCode::new(&identity(slot, index), &Elements::new()).unwrap())
    };
    let key = DeriveKey::new(&[7; 32], b"", 0).unwrap();
    let mark = |index| key.derive(&identity(b"01", index), b"", b"", None).unwrap().text().to_vec();
    let (first, second) = (code(b"02", 3), code(b"02", 5000));
    let codes = LineCodes {
        item: code(b"01", 5),
        next: code(b"01", 6),
        ends: [first.len(), first.len() + second.len()].map(|end| u32::try_from(end).unwrap()).to_vec(),
        layer: [first, second].concat(),
        marks: [5, 6, 500].map(mark),
    };
    let mut seals = Seals::new();
    for slot in [b"01", b"02", b"03"] {
        seals.add(series(slot)).unwrap();
    }
    let verifier = Verifier { seals, unsigned: Unsigned::AcceptIfSealed, ..Verifier::default() };
    let register = Register::new(&[3; 32]);
    let mut order = Order::new(Rules::new([2, 2, 0]))
        .with_source(Level::ITEM, source(b"01", 1000))
        .with_source(Level::BOX, source(b"02", 100))
        .with_source(Level::CASE, source(b"03", 20))
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::Operator)
        .with_station(3, Role::Rejector { distance: 5 })
        .with_station(4, Role::MarkReader { offset: 1 })
        .with_station(5, Role::Printer { level: Level::ITEM })
        .with_station(6, Role::Reader { level: Level::BOX, frame: Frame::Layer(2) })
        .with_station(7, Role::Inspection { offset: 1, by: Inspection::Vision })
        .with_station(8, Role::Inspection { offset: 1, by: Inspection::Weight { least: 1, most: 2 } });
    for row in rows("line_record.json") {
        let name = text(&row, "event");
        let marks =
            if name == "mark-enrolled" { MarkChecks::Enrolled(&register) } else { MarkChecks::Derived(&key) };
        order.marks = if name == "mark-enrolled" { MarkMode::Enrolled } else { MarkMode::Derived };
        let mut session = Session::open(order.clone(), [0; 16]).unwrap();
        let (mut id, mut journal) = (0, Last::default());
        let mut step = |(station, body): (u16, Body<'_>), journal: &mut Last| {
            id += 1;
            let event = Event { device: u32::from(station) + 1, id: 1, time: id, station, body };
            session.step(&event, journal, &Checks { verifier: &verifier, marks }).unwrap();
        };
        match name {
            "read-behind-its-mark" => {
                step((3, Body::Mark { text: Some(&codes.marks[0]), roll: None }), &mut journal);
            }
            "mark-derived-pair" | "mark-derived-stranger" => step((0, Body::Read(&codes.item)), &mut journal),
            "mark-of-bad-code" => step((0, Body::Read(b"junk")), &mut journal),
            _ => {}
        }
        if name == "mark-derived-shifted" {
            for (id, read) in [(1, &codes.item), (2, &codes.next)] {
                let event = Event { device: 1, id, time: 0, station: 0, body: Body::Read(read) };
                session.step(&event, &mut journal, &Checks { verifier: &verifier, marks }).unwrap();
            }
            let (station, body) = line_event(name, &codes);
            let event = Event { device: 4, id: 1, time: 0, station, body };
            session.step(&event, &mut journal, &Checks { verifier: &verifier, marks }).unwrap();
        } else {
            step(line_event(name, &codes), &mut journal);
        }
        assert_eq!(u64::from(journal.0), row["kind"], "{name}");
        assert_eq!(journal.1, unhex(text(&row, "payload")), "{name}");
    }
}

fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Every version that was ever written still opens, and is written again as it was.
#[test]
fn journals() {
    for row in rows("journal.json") {
        let segment_bytes: u32 = number(text(&row, "segment_bytes"));
        let segments = text(&row, "segments").split('|').map(|segment| {
            let mut bytes = unhex(segment);
            bytes.resize(segment_bytes as usize, 0);
            bytes
        });
        let golden = Memory::from_segments(segments);
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let report = verify(&golden, &[*key.public_key()]).unwrap();
        assert!(
            report.is_whole() && report.signed == report.checkpoints && report.checkpoints > 0,
            "{report:?}"
        );
        assert_eq!((report.id, report.head.hash), (bytes(&row, "id"), bytes(&row, "head")));

        let records: Vec<Vec<String>> = text(&row, "records")
            .split('|')
            .map(|record| record.split(',').map(str::to_owned).collect())
            .collect();
        let payloads: Vec<_> = records.iter().map(|record| unhex(&record[4])).collect();
        let records: Vec<_> = records
            .iter()
            .zip(&payloads)
            .map(|(fields, payload)| Record {
                time: number(&fields[0]),
                device: number(&fields[1]),
                event: number(&fields[2]),
                kind: Kind(number(&fields[3])),
                payload,
            })
            .collect();
        let mut reader = Follower::open(golden.clone()).unwrap();
        for record in &records {
            assert_eq!(reader.next().unwrap().unwrap().record, *record);
        }
        assert_eq!(reader.next(), Ok(None));
        assert_eq!(reader.cursor().to_bytes(), bytes(&row, "cursor"));

        let proof = unhex(text(&row, "proof"));
        let proved: u64 = number(text(&row, "proved"));
        assert_eq!(RecordProof::make(&golden, proved).unwrap().to_bytes(), proof);
        let proof = RecordProof::from_bytes(&proof).unwrap();
        let shown = proof.verify(&records[usize::try_from(proved).unwrap()], key.public_key());
        assert_eq!(shown, Checkpoint::open(proof.checkpoint(), key.public_key()));

        let memory = Memory::new();
        let settings = Settings { segment_bytes, ..Settings::default() };
        let mut journal = Journal::create(memory.clone(), bytes(&row, "id"), settings).unwrap();
        let mut acts = text(&row, "acts");
        while let Some(act) = acts.chars().next() {
            let rest = &acts[1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            match act {
                'a' => {
                    let next = usize::try_from(journal.records()).unwrap();
                    journal.append(&records[next]).unwrap();
                }
                'c' => assert!(journal.commit().is_ok()),
                _ => assert!(journal.checkpoint(&key, number(&rest[..digits])).is_ok()),
            }
            acts = &rest[digits..];
        }
        for segment in 0..report.segments {
            assert_eq!(memory.segment(segment), golden.segment(segment), "{segment}");
        }
    }
}
