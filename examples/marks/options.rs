//! The options of the command line.

use std::path::PathBuf;

use super::Failure;
use super::channel::Profile;

pub(crate) const HELP: &str = "\
Draws a label with every hidden mark, distorts it as a printer and a camera would, reads it back.

  --profile A|B|W   a good handheld, a fair phone, the worst that is expected [A]
  --seed N          another item, another print, another picture [1]
  --out DIR         where the pictures go [out/marks]
  --help";

pub(crate) struct Options {
    pub(crate) profile: Profile,
    pub(crate) seed: u64,
    pub(crate) out: PathBuf,
}

impl Options {
    /// `None` asks for help.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, Failure> {
        let mut options = Self { profile: Profile::A, seed: 1, out: "out/marks".into() };
        while let Some(option) = words.next() {
            if option == "--help" {
                return Ok(None);
            }
            let value = words.next().ok_or_else(|| format!("{option} wants a value; --help tells"))?;
            match option.as_str() {
                "--profile" => {
                    let named = Profile::ALL.into_iter().find(|(name, _)| *name == value);
                    options.profile = named.ok_or_else(|| format!("no profile is called {value}"))?.1;
                }
                "--seed" => options.seed = value.parse().map_err(|_| format!("{value} is no seed"))?,
                "--out" => options.out = value.into(),
                _ => return Err(format!("no option is called {option}; --help tells").into()),
            }
        }
        Ok(Some(options))
    }
}
