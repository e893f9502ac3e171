#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use symbolon::journal::{Append as _, Files, Journal, Kind, Record, RecordProof, Settings};
use symbolon::trust::{SecretKey, Signer as _};

use super::command::{self, Failure};
use super::options::{Command, Options};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32]).unwrap()
}

fn record(number: u64) -> Record<'static> {
    Record { time: 1000 + number, device: 3, event: number, kind: Kind(7), payload: b"\x01\xAB" }
}

/// A journal of three records under a checkpoint and one behind it, and the public key of the checkpoint.
fn journal(name: &str) -> (PathBuf, PathBuf) {
    let directory = std::env::temp_dir().join(format!("symbolon-journal-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&directory);
    let settings = Settings { segment_bytes: 4096, ..Settings::default() };
    let mut journal = Journal::create(Files::open(&directory).unwrap(), [0xA1; 16], settings).unwrap();
    for number in 0..4 {
        journal.append(&record(number)).unwrap();
        if number == 2 {
            journal.checkpoint(&key(1), 5).unwrap();
        }
    }
    journal.commit().unwrap();
    let pem = directory.join("key.pem");
    fs::write(&pem, key(1).public_key().to_pem().unwrap()).unwrap();
    (directory, pem)
}

/// What a command prints, and whether everything holds; none if something could not be read.
fn run(arguments: &[&str]) -> (Option<bool>, String) {
    let options = Options::parse(arguments.iter().map(ToString::to_string)).unwrap().unwrap();
    let mut out = Vec::new();
    let holds = match command::run(&options, &mut out) {
        Ok(holds) => Some(holds),
        Err(Failure::Input(message)) => return (None, message),
        Err(Failure::Output) => unreachable!(),
    };
    (holds, String::from_utf8(out).unwrap())
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_whole_journal_is_reported_whole() {
    let (directory, pem) = journal("whole");
    let (holds, text) = run(&["verify", path(&directory), "--key", path(&pem)]);
    assert_eq!(holds, Some(true));
    assert!(text.contains("records      5\n"), "{text}");
    assert!(
        text.contains("checkpoints  1, 1 of them by the given keys, the last of these over 3 records"),
        "{text}"
    );
    assert!(text.ends_with("everything holds\n"), "{text}");
    let (holds, text) = run(&["verify", path(&directory)]);
    assert_eq!(holds, Some(true));
    assert!(text.contains("1, 0 of them"), "a key that was not given is not believed: {text}");
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn damage_and_torn_ends_are_told_apart() {
    let (directory, _) = journal("damaged");
    let file = directory.join("00000000.seg");
    let settings = Settings::default();
    let (mut again, _) = Journal::open(Files::open(&directory).unwrap(), settings, None).unwrap();
    again.append(&Record { payload: &[7; 600], ..record(4) }).unwrap();
    again.commit().unwrap();
    drop(again);
    let whole = fs::read(&file).unwrap();
    let end = whole.iter().rposition(|byte| *byte != 0).unwrap();

    // The last sector of the last commit did not reach the disk.
    let mut torn = whole.clone();
    torn[end - end % 512..].fill(0);
    fs::write(&file, &torn).unwrap();
    let (holds, text) = run(&["verify", path(&directory)]);
    assert_eq!(holds, Some(true));
    assert!(text.contains("torn end") && text.contains("records      5\n"), "{text}");

    let mut changed = whole;
    changed[200] ^= 1;
    fs::write(&file, &changed).unwrap();
    for arguments in [&["verify", path(&directory)][..], &["show", path(&directory)]] {
        let (holds, text) = run(arguments);
        assert_eq!(holds, Some(false), "{text}");
        assert!(text.contains("DAMAGED") && text.contains("00000000.seg at offset"), "{text}");
    }
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn records_are_shown() {
    let (directory, _) = journal("shown");
    let (holds, text) = run(&["show", path(&directory), "--from", "2", "--count", "2"]);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!((holds, lines.len(), lines[0]), (Some(true), 2, "2\t1002\t3\t2\t7\t01ab"));
    assert!(lines[1].starts_with("3\t5000\t") && lines[1].contains("\tcheckpoint\t"), "{text}");
    assert_eq!(run(&["show", path(&directory), "--from", "6"]).0, Some(false), "there is no such record");
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn a_record_is_proved_to_whoever_has_the_key() {
    let (directory, pem) = journal("proved");
    let (holds, text) = run(&["proof", path(&directory), "1", "--key", path(&pem)]);
    assert_eq!(holds, Some(true));
    let (hex, said) = text.split_once('\n').unwrap();
    assert!(said.contains("record 1 is in journal a1a1"), "{said}");
    let bytes: Vec<u8> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    let proof = RecordProof::from_bytes(&bytes).unwrap();
    assert!(proof.verify(&record(1), key(1).public_key()).is_ok());

    fs::write(&pem, key(2).public_key().to_pem().unwrap()).unwrap();
    assert_eq!(run(&["proof", path(&directory), "1", "--key", path(&pem)]).0, Some(false));
    assert_eq!(run(&["proof", path(&directory), "4"]).0, Some(false), "no checkpoint covers it");
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn what_cannot_be_read_is_no_answer() {
    let (holds, message) = run(&["verify", "/nowhere"]);
    assert_eq!(holds, None);
    assert!(message.contains("/nowhere"), "{message}");
}

#[test]
fn command_lines() {
    let parse = |text: &str| Options::parse(text.split_whitespace().map(str::to_owned));
    let show = parse("show d --from 7").unwrap().unwrap();
    assert_eq!(show.command, Command::Show { from: 7, count: u64::MAX });
    assert_eq!(parse("proof d 9 --key k").unwrap().unwrap().keys, [PathBuf::from("k")]);
    assert_eq!(parse("verify --help"), Ok(None));
    for wrong in [
        "",
        "verify",
        "show d x",
        "proof d x",
        "verify d --from 1",
        "show d --key k",
        "show d --from",
        "x d",
        "show d --x",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}
