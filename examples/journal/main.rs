//! Looks at a journal from outside, while it is written or long after: checks it, shows its records, proves one of them.
//!
//! `--help` tells commands and exit codes.

mod command;
mod options;
mod text;

use std::io::Write as _;
use std::process::ExitCode;

use options::Options;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            let _ = std::io::stdout().write_all(options::HELP.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("journal: {message}; --help tells the commands");
            return ExitCode::from(2);
        }
    };
    // A reader of the text who has gone, such as `head`, ends the work and is no failure.
    match command::run(&options, &mut std::io::stdout().lock()) {
        Ok(holds) => ExitCode::from(u8::from(!holds)),
        Err(command::Failure::Output) => ExitCode::SUCCESS,
        Err(command::Failure::Input(message)) => {
            eprintln!("journal: {message}");
            ExitCode::from(3)
        }
    }
}

#[cfg(test)]
mod tests;
