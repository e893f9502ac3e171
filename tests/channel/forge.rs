//! What a forger without the printer's data does: scans a print, makes it black and white, and prints that again.

use super::{Printed, Profile, Scene, Sheet};

impl Profile {
    /// A flatbed scanner of this resolution: flat, even, little noise; only the sheet may lie a little askew.
    pub(crate) const fn flatbed(dpi: f64) -> Self {
        Self {
            s: dpi / 25.4,
            psf: 0.5,
            motion: 0.0,
            noise: 3.0,
            shot: 0.05,
            illum: 0.0,
            rot: 1.0,
            tilt: 0.0,
            jpeg: 0,
            ..Self::CLEAN
        }
    }
}

impl Printed {
    /// A copy for the next printer: seen by a scanner or a camera, set straight, and cut at Otsu's threshold into dots of
    /// 600 dpi. It is laid over the forger's dots without any error: no copy is better.
    pub(crate) fn copied(&self, scanner: &Profile, seed: u64) -> Sheet {
        // Dice of another seed than those of the print.
        let scene = Scene::new(self.width, self.height, scanner, !seed);
        let picture = scene.expose(self, scanner, 0);
        let look = |x: u32, y: u32| picture.brightness(scene.map(f64::from(x) + 0.5, f64::from(y) + 0.5));
        let places = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        let levels: Vec<f64> = places.map(|(x, y)| look(x, y)).collect();
        let threshold = otsu(&levels);
        Sheet::dots(self.width, self.height, |x, y| levels[(y * self.width + x) as usize] < threshold)
    }
}

/// The level that parts two classes best (Otsu 1979).
fn otsu(levels: &[f64]) -> f64 {
    let mut counts = [0.0; 256];
    for level in levels {
        counts[level.clamp(0.0, 255.0) as usize] += 1.0;
    }
    let all: f64 = counts.iter().sum();
    let mean: f64 = counts.iter().zip(0..).map(|(count, level)| count * f64::from(level)).sum::<f64>() / all;
    let (mut share, mut below, mut best) = (0.0, 0.0, (0.0, 0.0));
    for (count, level) in counts.iter().zip(0..) {
        share += count / all;
        below += count / all * f64::from(level);
        let between = (mean * share - below).powi(2) / (share * (1.0 - share)).max(1e-9);
        if between > best.0 {
            best = (between, f64::from(level) + 1.0);
        }
    }
    best.1
}
