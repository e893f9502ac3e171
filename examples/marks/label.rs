//! The label: a QR symbol with its inner layer, a date in shaped digits, a date in drops, a copy-detection pattern, and a
//! patch of micro-dots in an ink that shows under ultraviolet light.

use symbolon::code::{Identity, MasterKey, Series, Shape};
use symbolon::gs1::key::Gtin;
use symbolon::mark::copy::{CopyGeometry, CopyPattern};
use symbolon::mark::date::{DateGeometry, DateLine, DateMark};
use symbolon::mark::dots::{self, Patch, Payload};
use symbolon::mark::layer::{self, Geometry, LayerMark};
use symbolon::mark::{Bound, DeriveKey, ImageKind};
use symbolon::symbol::{Correction, Matrix, Raster, qr};

use super::Failure;
use super::channel::{Drop, PITCH_UM, Picture, Place, Profile, Scene, Sheet};

/// The label in printer dots: 46 by 32 mm.
pub(crate) const WIDTH: u32 = 1090;
pub(crate) const HEIGHT: u32 = 760;
/// Where the square of the symbol begins, in dots.
pub(crate) const SYMBOL: (u32, u32) = (80, 80);
/// Where the others begin.
pub(crate) const DATE: (u32, u32) = (470, 80);
pub(crate) const JET: (u32, u32) = (80, 520);
pub(crate) const COPY: (u32, u32) = (470, 300);
pub(crate) const DOTS: (u32, u32) = (760, 280);
/// The patch of micro-dots is printed by another station, off by so much: right and down in dots, degrees.
pub(crate) const STATION: (f64, f64, f64) = (9.0, -6.0, 0.6);
/// A drop of the ink-jet coder in µm: its diameter, and how far it lands from its place.
pub(crate) const DROP_UM: (f64, f64) = (400.0, 35.0);

pub(crate) const DATE_TEXT: &[u8] = b"2028-11-30";
pub(crate) const JET_TEXT: &[u8] = b"L7 26.11.28\n14:07:33";

/// A secret comes from your random generator, never from a constant as here.
pub(crate) const SECRET: [u8; 32] = [2; 32];

/// What is printed, and what is expected of it.
pub(crate) struct Label {
    pub(crate) data: Vec<u8>,
    pub(crate) symbol: Matrix,
    pub(crate) layer: LayerMark,
    pub(crate) date: DateMark,
    pub(crate) jet: DateMark,
    pub(crate) copy: CopyPattern,
    pub(crate) payload: Payload,
    pub(crate) patch: Patch,
}

/// The same label under white and under ultraviolet light, from one place.
pub(crate) struct Exposures {
    pub(crate) visible: Picture,
    pub(crate) ultraviolet: Picture,
}

impl Label {
    /// The label of an item, its marks under a key.
    pub(crate) fn new(seed: u64, secret: &[u8; 32]) -> Result<Self, Failure> {
        let gtin = Gtin::parse(b"09506000134352")?;
        let master = MasterKey::new([1; 32]);
        let series = Series::new(master.series_key(gtin, b"07"), gtin, b"07", Shape::default())?;
        let serial = series.seal(seed % 1_000_000)?;
        let identity = Identity::Sgtin { gtin, serial };
        let data = [b"HTTPS://T.CN/".as_slice(), serial.as_bytes()].concat();
        let symbol = qr::draw(&data, Correction::M, false)?;
        let key = DeriveKey::new(secret, b"acme", 1)?;
        let stream = |kind, geometry, date_text| {
            let bound = Bound { identity: &identity, date_text, line: b"line 7", roll_position: None };
            key.stream(kind, geometry, &bound)
        };
        let geometry = Geometry::from_number(2)?;
        let layer = LayerMark::derived(&stream(ImageKind::Layer, geometry.number(), DATE_TEXT)?, &symbol)?;
        let dated = |text, geometry: DateGeometry| -> Result<DateMark, Failure> {
            let stream = stream(ImageKind::Date, geometry.number(), text)?;
            Ok(DateMark::derived(&stream, DateLine::new(text, geometry)?)?)
        };
        let copy = CopyPattern::new(&stream(ImageKind::Copy, CopyGeometry::TwoDots.number(), DATE_TEXT)?)?;
        let payload = Payload::derived(&stream(ImageKind::Dots, dots::CODED, DATE_TEXT)?, 4711)?;
        Ok(Self {
            layer,
            date: dated(DATE_TEXT, DateGeometry::Raster3mm)?,
            jet: dated(JET_TEXT, DateGeometry::Jet5x7)?,
            copy,
            patch: Patch::coded(&payload),
            payload,
            data,
            symbol,
        })
    }

    /// What the label's first printer prints.
    pub(crate) fn visible(&self) -> Result<Raster, Failure> {
        let mut label = Raster::white(WIDTH, HEIGHT)?;
        label.put(SYMBOL.0, SYMBOL.1, &layer::render(&self.symbol, &self.layer, 0)?)?;
        label.put(DATE.0, DATE.1, &self.date.render()?)?;
        label.put(COPY.0, COPY.1, &self.copy.raster()?)?;
        Ok(label)
    }

    /// Where the drops of the coder belong, in dots of the label.
    pub(crate) fn drops(&self) -> impl Iterator<Item = (f64, f64)> {
        let place = |micrometres: i32, start: u32| f64::from(micrometres) / PITCH_UM + f64::from(start);
        self.jet.drops().into_iter().map(move |drop| (place(drop.x, JET.0), place(drop.y, JET.1)))
    }

    /// Prints it at three stations, and takes both pictures.
    pub(crate) fn photographed(&self, profile: &Profile, seed: u64) -> Result<Exposures, Failure> {
        let mut sheet = Sheet::of(&self.visible()?);
        let (diameter, scatter) = DROP_UM;
        sheet.drops.extend(self.drops().map(|(x, y)| Drop {
            x,
            y,
            diameter: Some(diameter),
            scatter: Some(scatter),
            nozzle: None,
        }));
        let (right, down, degrees) = STATION;
        let mut patch = Sheet::new(WIDTH, HEIGHT);
        let place = Place { x: f64::from(DOTS.0) + right, y: f64::from(DOTS.1) + down, degrees, scale: 1.0 };
        patch.put(&self.patch.raster()?, &place);
        let scene = Scene::new(WIDTH, HEIGHT, profile, seed);
        let ultraviolet = profile.uv(profile.noise.max(8.0));
        Ok(Exposures {
            visible: scene.expose(&sheet.printed(profile, seed), profile, 0),
            ultraviolet: scene.expose(&patch.printed(&ultraviolet, seed + 1), &ultraviolet, 1),
        })
    }
}
