//! The command line.

pub(crate) const HELP: &str = "\
A conveyor with its readers, operators and power cuts runs through a line session, and a simple account of what really
happened is held against what the session says.

Usage: cargo run --release --example simulate -- [OPTIONS]

The line:
  --items N          items that are to be made, 1 to 10000000 [default: 20000]
  --case N           items of a case, 1 to 1000 [default: 24]
  --pallet N         cases of a pallet, 1 to 1000 [default: 40]
  --speed N          items per minute, 1 to 6000 [default: 600]
  --mark-offset N    items from the code reader to the mark reader, 0 to 30 [default: 6]
  --camera-offset N  items from the code reader to the camera, 0 to 30 [default: 10]
  --rejector N       items from the code reader to the rejector, 30 to 60 [default: 50]
Faults, each in items of a million:
  --no-read N        the code reader misses a good code [default: 3000]
  --mark-no-read N   the mark reader misses a good mark [default: 3000]
  --defects N        the camera finds a defect [default: 2000]
  --damaged N        a label that nobody can read [default: 500]
  --wrong N          each kind of wrong code or mark: copy, foreign, other order, level or lot, forged, garbage, false
                     mark [default: 300]
  --jams N           a jam after which the mark reader is off by 1 to 20 items [default: 200]
  --cuts N           a power cut [default: 100]
  --repeats N        a device sends an event twice [default: 2000]
  --late N           an event of the mark reader comes after its next one [default: 1000]
  --operators N      somebody samples, destroys, voids, reprints, pauses or opens a case [default: 1000]
Others:
  --seed S           number from which everything is drawn [default: 1]
  --journal DIR      keep the journal in files there; the folder must be new or empty [default: in memory]
  --report DIR       write report.txt, report.json and pass-rate.svg there
  --help             this text

Exit code: 0 if every fault was caught, nothing good was lost and the balance is exact; 1 if not, 2 for a bad option.
";

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) items: u64,
    pub(crate) case: u32,
    pub(crate) pallet: u32,
    pub(crate) speed: u64,
    pub(crate) mark_offset: u16,
    pub(crate) camera_offset: u16,
    pub(crate) rejector: u16,
    pub(crate) no_read: u32,
    pub(crate) mark_no_read: u32,
    pub(crate) defects: u32,
    pub(crate) damaged: u32,
    pub(crate) wrong: u32,
    pub(crate) jams: u32,
    pub(crate) cuts: u32,
    pub(crate) repeats: u32,
    pub(crate) late: u32,
    pub(crate) operators: u32,
    pub(crate) seed: u64,
    pub(crate) journal: Option<String>,
    pub(crate) report: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            items: 20_000,
            case: 24,
            pallet: 40,
            speed: 600,
            mark_offset: 6,
            camera_offset: 10,
            rejector: 50,
            no_read: 3000,
            mark_no_read: 3000,
            defects: 2000,
            damaged: 500,
            wrong: 300,
            jams: 200,
            cuts: 100,
            repeats: 2000,
            late: 1000,
            operators: 1000,
            seed: 1,
            journal: None,
            report: None,
        }
    }
}

impl Options {
    /// Reads the arguments behind the program's name; `None` if the help text is asked for.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        while let Some(option) = arguments.next() {
            if matches!(option.as_str(), "--help" | "-h") {
                return Ok(None);
            }
            let value = arguments.next().ok_or(format!("{option} needs a value"))?;
            options.set(&option, &value)?;
        }
        Ok(Some(options))
    }

    fn set(&mut self, option: &str, value: &str) -> Result<(), String> {
        let number = |least: u64, most: u64| {
            let number = value.parse().ok().filter(|number| (least..=most).contains(number));
            number.ok_or(format!("{option} takes a number from {least} to {most}"))
        };
        let count = || number(1, 1000).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        let offset =
            |least, most| number(least, most).map(|number| u16::try_from(number).unwrap_or(u16::MAX));
        let rate = || number(0, 200_000).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        match option {
            "--items" => self.items = number(1, 10_000_000)?,
            "--case" => self.case = count()?,
            "--pallet" => self.pallet = count()?,
            "--speed" => self.speed = number(1, 6000)?,
            "--mark-offset" => self.mark_offset = offset(0, 30)?,
            "--camera-offset" => self.camera_offset = offset(0, 30)?,
            "--rejector" => self.rejector = offset(30, 60)?,
            "--no-read" => self.no_read = rate()?,
            "--mark-no-read" => self.mark_no_read = rate()?,
            "--defects" => self.defects = rate()?,
            "--damaged" => self.damaged = rate()?,
            "--wrong" => self.wrong = rate()?,
            "--jams" => self.jams = rate()?,
            "--cuts" => self.cuts = rate()?,
            "--repeats" => self.repeats = rate()?,
            "--late" => self.late = rate()?,
            "--operators" => self.operators = rate()?,
            "--seed" => self.seed = number(0, u64::MAX)?,
            "--journal" => self.journal = Some(value.to_owned()),
            "--report" => self.report = Some(value.to_owned()),
            _ => return Err(format!("unknown option {option}")),
        }
        Ok(())
    }
}
