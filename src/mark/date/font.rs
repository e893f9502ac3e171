//! The strokes of the date font: digits, capitals and separators, drawn with a round pen.
//!
//! Designed for this library. Places are in hundredths of the height of a digit: the ink of a digit reaches from 0 to
//! 100 downwards and over 60 across, and the middle of the pen moves 6 inside of that.

/// One move of the pen, from where it stands.
#[derive(Clone, Copy)]
pub(super) enum Move {
    /// Straight.
    To(f64, f64),
    /// A quarter of an ellipse that begins level and ends upright.
    Level(f64, f64),
    /// A quarter of an ellipse that begins upright and ends level.
    Upright(f64, f64),
    /// A cubic curve: two handles, then the end.
    Curve(f64, f64, f64, f64, f64, f64),
}

use Move::{Curve, Level, To, Upright};

/// Where the pen is set down, and how it moves.
pub(super) type Stroke = (f64, f64, &'static [Move]);

/// The strokes of a character; none for a space and for what the font does not have.
#[allow(clippy::too_many_lines)] // a table
pub(super) const fn strokes(character: u8) -> &'static [Stroke] {
    match character {
        b'0' => &[(
            30.0,
            6.0,
            &[
                Level(54.0, 36.0),
                To(54.0, 64.0),
                Upright(30.0, 94.0),
                Level(6.0, 64.0),
                To(6.0, 36.0),
                Upright(30.0, 6.0),
            ],
        )],
        b'1' => &[(18.0, 23.0, &[To(36.0, 6.0), To(36.0, 94.0)])],
        b'2' => &[(
            7.0,
            29.0,
            &[
                Curve(8.0, 14.0, 18.0, 6.0, 30.0, 6.0),
                Level(53.0, 30.0),
                Curve(53.0, 51.0, 26.0, 62.0, 7.0, 94.0),
                To(54.0, 94.0),
            ],
        )],
        b'3' => &[
            (
                8.0,
                21.0,
                &[
                    Curve(12.0, 11.0, 20.0, 6.0, 30.0, 6.0),
                    Level(51.0, 27.0),
                    Upright(30.0, 48.0),
                    To(22.0, 48.0),
                ],
            ),
            (30.0, 48.0, &[Level(54.0, 71.0), Upright(30.0, 94.0), Curve(18.0, 94.0, 10.0, 88.0, 6.0, 77.0)]),
        ],
        b'4' => {
            &[(43.0, 94.0, &[To(43.0, 6.0), To(39.0, 6.0), To(6.0, 66.0), To(6.0, 69.0), To(54.0, 69.0)])]
        }
        b'5' => &[(
            50.0,
            6.0,
            &[
                To(13.0, 6.0),
                To(9.0, 46.0),
                Curve(14.0, 39.0, 21.0, 36.0, 29.0, 36.0),
                Level(54.0, 65.0),
                Upright(29.0, 94.0),
                Curve(18.0, 94.0, 10.0, 89.0, 6.0, 79.0),
            ],
        )],
        b'6' => &[
            (6.0, 66.0, &[Upright(30.0, 38.0), Level(54.0, 66.0), Upright(30.0, 94.0), Level(6.0, 66.0)]),
            (6.0, 66.0, &[Curve(6.0, 26.0, 16.0, 6.0, 35.0, 6.0), Curve(43.0, 6.0, 48.0, 10.0, 51.0, 17.0)]),
        ],
        b'7' => &[(6.0, 6.0, &[To(54.0, 6.0), Curve(38.0, 34.0, 27.0, 62.0, 23.0, 94.0)])],
        b'8' => &[
            (30.0, 6.0, &[Level(51.0, 27.0), Upright(30.0, 48.0), Level(9.0, 27.0), Upright(30.0, 6.0)]),
            (30.0, 48.0, &[Level(54.0, 71.0), Upright(30.0, 94.0), Level(6.0, 71.0), Upright(30.0, 48.0)]),
        ],
        b'9' => &[
            (54.0, 34.0, &[Upright(30.0, 62.0), Level(6.0, 34.0), Upright(30.0, 6.0), Level(54.0, 34.0)]),
            (
                54.0,
                34.0,
                &[Curve(54.0, 74.0, 44.0, 94.0, 25.0, 94.0), Curve(17.0, 94.0, 12.0, 90.0, 9.0, 83.0)],
            ),
        ],
        b'-' => &[(12.0, 52.0, &[To(48.0, 52.0)])],
        b'.' => &[(27.0, 90.0, &[To(33.0, 90.0), To(33.0, 94.0), To(27.0, 94.0)])],
        b':' => &[
            (27.0, 30.0, &[To(33.0, 30.0), To(33.0, 34.0), To(27.0, 34.0)]),
            (27.0, 74.0, &[To(33.0, 74.0), To(33.0, 78.0), To(27.0, 78.0)]),
        ],
        b'/' => &[(9.0, 97.0, &[To(51.0, 3.0)])],
        _ => capital(character),
    }
}

#[allow(clippy::too_many_lines)] // a table
const fn capital(character: u8) -> &'static [Stroke] {
    match character {
        b'A' => &[(5.0, 94.0, &[To(30.0, 6.0), To(55.0, 94.0)]), (14.0, 65.0, &[To(46.0, 65.0)])],
        b'B' => &[
            (
                8.0,
                48.0,
                &[To(28.0, 48.0), Level(54.0, 71.0), Upright(28.0, 94.0), To(8.0, 94.0), To(8.0, 6.0)],
            ),
            (8.0, 6.0, &[To(28.0, 6.0), Level(50.0, 27.0), Upright(28.0, 48.0)]),
        ],
        b'C' => &[(
            53.0,
            22.0,
            &[
                Curve(48.0, 11.0, 40.0, 6.0, 31.0, 6.0),
                Level(6.0, 38.0),
                To(6.0, 62.0),
                Upright(31.0, 94.0),
                Curve(40.0, 94.0, 48.0, 89.0, 53.0, 78.0),
            ],
        )],
        b'D' => &[(
            8.0,
            6.0,
            &[
                To(22.0, 6.0),
                Level(54.0, 40.0),
                To(54.0, 60.0),
                Upright(22.0, 94.0),
                To(8.0, 94.0),
                To(8.0, 6.0),
            ],
        )],
        b'E' => {
            &[(53.0, 6.0, &[To(9.0, 6.0), To(9.0, 94.0), To(53.0, 94.0)]), (9.0, 48.0, &[To(44.0, 48.0)])]
        }
        b'F' => &[(53.0, 6.0, &[To(9.0, 6.0), To(9.0, 94.0)]), (9.0, 48.0, &[To(44.0, 48.0)])],
        b'G' => &[(
            53.0,
            22.0,
            &[
                Curve(48.0, 11.0, 40.0, 6.0, 31.0, 6.0),
                Level(6.0, 38.0),
                To(6.0, 62.0),
                Upright(31.0, 94.0),
                Level(54.0, 70.0),
                To(54.0, 54.0),
                To(34.0, 54.0),
            ],
        )],
        b'H' => {
            &[(7.0, 6.0, &[To(7.0, 94.0)]), (53.0, 6.0, &[To(53.0, 94.0)]), (7.0, 48.0, &[To(53.0, 48.0)])]
        }
        b'I' => {
            &[(30.0, 6.0, &[To(30.0, 94.0)]), (15.0, 6.0, &[To(45.0, 6.0)]), (15.0, 94.0, &[To(45.0, 94.0)])]
        }
        b'J' => {
            &[(47.0, 6.0, &[To(47.0, 66.0), Upright(26.0, 94.0), Curve(14.0, 94.0, 8.0, 87.0, 6.0, 75.0)])]
        }
        b'K' => {
            &[(8.0, 6.0, &[To(8.0, 94.0)]), (52.0, 6.0, &[To(8.0, 58.0)]), (23.0, 41.0, &[To(54.0, 94.0)])]
        }
        b'L' => &[(9.0, 6.0, &[To(9.0, 94.0), To(53.0, 94.0)])],
        b'M' => &[(6.0, 94.0, &[To(6.0, 6.0), To(30.0, 54.0), To(54.0, 6.0), To(54.0, 94.0)])],
        b'N' => &[(7.0, 94.0, &[To(7.0, 6.0), To(53.0, 94.0), To(53.0, 6.0)])],
        b'O' => {
            &[(30.0, 6.0, &[Level(57.0, 50.0), Upright(30.0, 94.0), Level(3.0, 50.0), Upright(30.0, 6.0)])]
        }
        b'P' => &[(
            8.0,
            94.0,
            &[To(8.0, 6.0), To(28.0, 6.0), Level(54.0, 31.0), Upright(28.0, 56.0), To(8.0, 56.0)],
        )],
        b'Q' => &[
            (30.0, 6.0, &[Level(57.0, 50.0), Upright(30.0, 94.0), Level(3.0, 50.0), Upright(30.0, 6.0)]),
            (36.0, 72.0, &[To(56.0, 97.0)]),
        ],
        b'R' => &[
            (
                8.0,
                94.0,
                &[To(8.0, 6.0), To(28.0, 6.0), Level(53.0, 29.0), Upright(28.0, 52.0), To(8.0, 52.0)],
            ),
            (29.0, 52.0, &[To(54.0, 94.0)]),
        ],
        b'S' => &[(
            52.0,
            20.0,
            &[
                Curve(47.0, 11.0, 40.0, 6.0, 30.0, 6.0),
                Level(8.0, 27.0),
                Curve(8.0, 58.0, 54.0, 40.0, 54.0, 71.0),
                Upright(30.0, 94.0),
                Curve(19.0, 94.0, 11.0, 89.0, 6.0, 79.0),
            ],
        )],
        b'T' => &[(5.0, 6.0, &[To(55.0, 6.0)]), (30.0, 6.0, &[To(30.0, 94.0)])],
        b'U' => &[(7.0, 6.0, &[To(7.0, 66.0), Upright(30.0, 94.0), Level(53.0, 66.0), To(53.0, 6.0)])],
        b'V' => &[(5.0, 6.0, &[To(30.0, 94.0), To(55.0, 6.0)])],
        b'W' => &[(4.0, 6.0, &[To(16.0, 94.0), To(30.0, 36.0), To(44.0, 94.0), To(56.0, 6.0)])],
        b'X' => &[(7.0, 6.0, &[To(53.0, 94.0)]), (53.0, 6.0, &[To(7.0, 94.0)])],
        b'Y' => &[(5.0, 6.0, &[To(30.0, 52.0), To(55.0, 6.0)]), (30.0, 52.0, &[To(30.0, 94.0)])],
        b'Z' => &[(7.0, 6.0, &[To(53.0, 6.0), To(7.0, 94.0), To(54.0, 94.0)])],
        _ => &[],
    }
}

/// How far the handles of a cubic curve stand from the ends of a quarter of a circle, as a part of its radius.
const QUARTER: f64 = 0.552_284_75;

/// The strokes of a character as straight pieces, each with both ends. Only additions, products and quotients, so that
/// every machine finds the same.
pub(super) fn pieces(character: u8) -> Vec<[(f64, f64); 2]> {
    let mut pieces = Vec::new();
    for &(x, y, moves) in strokes(character) {
        let mut pen = (x, y);
        for &step in moves {
            let (near, far, end) = match step {
                To(x, y) => {
                    pieces.push([pen, (x, y)]);
                    pen = (x, y);
                    continue;
                }
                Level(x, y) => {
                    ((pen.0 + QUARTER * (x - pen.0), pen.1), (x, y - QUARTER * (y - pen.1)), (x, y))
                }
                Upright(x, y) => {
                    ((pen.0, pen.1 + QUARTER * (y - pen.1)), (x - QUARTER * (x - pen.0), y), (x, y))
                }
                Curve(ax, ay, bx, by, x, y) => ((ax, ay), (bx, by), (x, y)),
            };
            let mut last = pen;
            for part in 1..=CUTS {
                let t = f64::from(part) / f64::from(CUTS);
                let at = cubic([pen, near, far, end], t);
                pieces.push([last, at]);
                last = at;
            }
            pen = end;
        }
    }
    pieces
}

/// Straight pieces to a curve: at 3 mm none is off by a tenth of a dot.
const CUTS: u32 = 12;

fn cubic([a, b, c, d]: [(f64, f64); 4], t: f64) -> (f64, f64) {
    let s = 1.0 - t;
    let blend = |a: f64, b: f64, c: f64, d: f64| {
        a * s * s * s + 3.0 * b * s * s * t + 3.0 * c * s * t * t + d * t * t * t
    };
    (blend(a.0, b.0, c.0, d.0), blend(a.1, b.1, c.1, d.1))
}
