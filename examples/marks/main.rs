//! A label with every hidden mark in pictures: drawn, printed and photographed by a simulated printer and camera, read
//! back, and judged. It writes what was printed and what the camera saw, with what was found drawn over both.
//!
//! ```sh
//! cargo run --release --example marks -- --profile B --seed 7 --out out/marks
//! ```

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places in pictures
#![allow(clippy::similar_names)] // pairs of one kind, across and down

#[path = "../../tests/channel/mod.rs"]
mod channel;
mod label;
mod look;
mod options;
mod overlay;

use std::fs;
use std::process::ExitCode;

use label::Label;
use look::Looks;
use options::Options;

/// What went wrong, for a person.
pub(crate) type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("marks: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every mark was found to belong to its code.
fn run() -> Result<bool, Failure> {
    let Some(options) = Options::read(std::env::args().skip(1))? else {
        println!("{}", options::HELP);
        return Ok(true);
    };
    let label = Label::new(options.seed, &label::SECRET)?;
    let exposures = label.photographed(&options.profile, options.seed)?;
    let looks = Looks::take(&label, &exposures)?;
    print!("{}", looks.table());
    fs::create_dir_all(&options.out)?;
    for (name, picture) in overlay::pictures(&label, &exposures, &looks)? {
        let path = options.out.join(name);
        picture.save(&path)?;
        println!("wrote {}", path.display());
    }
    Ok(looks.all_match())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use channel::Profile;

    fn looks(label: &Label, profile: &Profile, seed: u64) -> Looks {
        Looks::take(label, &label.photographed(profile, seed).unwrap()).unwrap()
    }

    #[test]
    fn every_mark_of_a_label_matches() {
        let label = Label::new(1, &label::SECRET).unwrap();
        let looks = looks(&label, &Profile::A, 1);
        assert!(looks.all_match(), "{}", looks.table());
    }

    #[test]
    fn marks_made_without_the_key_do_not() {
        let (forged, genuine) = (Label::new(1, &[3; 32]).unwrap(), Label::new(1, &label::SECRET).unwrap());
        let looks = Looks::take(&genuine, &forged.photographed(&Profile::A, 1).unwrap()).unwrap();
        assert_eq!(looks.matches(), 0, "{}", looks.table());
    }
}
