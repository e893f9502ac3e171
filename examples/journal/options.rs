//! The command line.

use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Looks at a journal from outside and changes nothing, also while somebody writes it.

Usage: cargo run --release --example journal -- COMMAND

Commands:
  verify DIR [--key PEM]...         checks every byte: chain, checkpoints, counts; prints a report. Only checkpoints of the
                                    keys are believed: files of public keys, as `openssl pkey -pubout` writes them
  show DIR [--from N] [--count N]   prints records, one a line: number, time, device, event, kind, payload in hexadecimal
  proof DIR RECORD [--key PEM]...   prints the proof that a record is in the journal, in hexadecimal, and checks it if a key
                                    is given
  --help                            this text

Exit code: 0 if everything holds, 1 if something does not, 2 for a bad command line, 3 if something could not be read.
A torn end is what a loss of power leaves: it is reported, opening the journal repairs it, and it counts as holding.
";

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) command: Command,
    pub(crate) directory: PathBuf,
    /// Files of public keys.
    pub(crate) keys: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Command {
    Verify,
    Show { from: u64, count: u64 },
    Proof { record: u64 },
}

impl Options {
    /// Reads the arguments behind the program's name; `None` if the help text is asked for.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Option<Self>, String> {
        let (mut names, mut keys, mut from, mut count) = (Vec::new(), Vec::new(), None, None);
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--help" | "-h" => return Ok(None),
                "--key" => keys.push(PathBuf::from(value()?)),
                "--from" => from = Some(number(&value()?)?),
                "--count" => count = Some(number(&value()?)?),
                option if option.starts_with("--") => return Err(format!("unknown option {option}")),
                _ => names.push(argument),
            }
        }
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let (command, directory) = match names[..] {
            ["verify", directory] => (Command::Verify, directory),
            ["show", directory] => {
                let all =
                    Command::Show { from: from.take().unwrap_or(0), count: count.take().unwrap_or(u64::MAX) };
                (all, directory)
            }
            ["proof", directory, record] => (Command::Proof { record: number(record)? }, directory),
            _ => return Err("verify DIR, show DIR, or proof DIR RECORD".into()),
        };
        if from.or(count).is_some() || (matches!(command, Command::Show { .. }) && !keys.is_empty()) {
            return Err("an option that this command does not have".into());
        }
        Ok(Some(Self { command, directory: directory.into(), keys }))
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}
