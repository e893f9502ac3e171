//! Small corrections of a symbol's place.

use super::solve::Normal;
use crate::symbol::Homography;

/// The unknowns of a homography.
pub(super) const UNKNOWNS: usize = 8;

/// How each unknown moves the place (u, v) of a symbol of `side` modules along u and along v: a homography near the
/// identity, to first order.
pub(super) fn terms(side: f64, u: f64, v: f64) -> ([f64; UNKNOWNS], [f64; UNKNOWNS]) {
    let (s, t) = (2.0 * u / side - 1.0, 2.0 * v / side - 1.0);
    ([1.0, s, t, 0.0, 0.0, 0.0, s * s, s * t], [0.0, 0.0, 0.0, 1.0, s, t, s * t, t * t])
}

fn shift(side: f64, u: f64, v: f64, correction: &[f64; UNKNOWNS]) -> (f64, f64) {
    let dot = |terms: [f64; UNKNOWNS]| terms.iter().zip(correction).map(|(term, value)| term * value).sum();
    let (across, down) = terms(side, u, v);
    (dot(across), dot(down))
}

/// The plane on which what was expected at (u, v) lies where the old one has (u, v) and the correction together, and
/// how far the farthest corner moved, in modules.
pub(super) fn moved(
    plane: &Homography,
    side: f64,
    correction: &[f64; UNKNOWNS],
) -> Option<(Homography, f64)> {
    let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    let shifts = corners.map(|(u, v)| shift(side, u, v, correction));
    let far = shifts.iter().fold(0.0_f64, |far, (along, down)| far.max(along.abs()).max(down.abs()));
    let corners: [_; 4] = core::array::from_fn(|at| (corners.get(at).copied(), shifts.get(at).copied())).map(
        |pair| match pair {
            (Some((u, v)), Some((along, down))) => plane.map(u + along, v + down),
            _ => plane.map(0.0, 0.0),
        },
    );
    Homography::new(side, &corners).map(|plane| (plane, far))
}

/// Where a piece of the symbol was seen: at (u, v), off by so much, so surely.
pub(super) struct Sight {
    pub(super) at: (f64, f64),
    pub(super) off: (f64, f64),
    pub(super) weight: f64,
}

/// The correction that most sights agree on: least squares again and again, with ever less weight for those that
/// disagree (graduated Cauchy weights).
pub(super) fn agreed(side: f64, sights: &[Sight]) -> Option<[f64; UNKNOWNS]> {
    let mut correction: Option<[f64; UNKNOWNS]> = None;
    for doubt in [4.0, 1.0, 0.5, 0.25, 0.15, 0.15, 0.15] {
        let mut normal = Normal::new();
        for sight in sights {
            let (u, v) = sight.at;
            let left = correction.map_or((0.0, 0.0), |correction| {
                let (along, down) = shift(side, u, v, &correction);
                (sight.off.0 - along, sight.off.1 - down)
            });
            let miss = (left.0 * left.0 + left.1 * left.1) / (doubt * doubt);
            let weight = sight.weight / (1.0 + miss);
            let (across, down) = terms(side, u, v);
            normal.add(&across, sight.off.0, weight);
            normal.add(&down, sight.off.1, weight);
        }
        correction = Some(normal.solve()?);
    }
    correction
}
