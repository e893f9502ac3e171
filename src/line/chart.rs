//! A small picture of the pass rate over time, as SVG.
//!
//! Owns the drawing; the numbers are those of a [`Timeline`]. The same numbers give the same bytes.
//!
//! One column for each stretch of time: its height is the pass rate, on a scale that ends at 100 % and begins at the
//! round number below the worst column that had enough items to say something. All have one width, by which they fill the
//! picture; a stretch without items is left empty.

use core::fmt::{self, Write as _};

use super::statistics::{Stretch, Timeline};

const LEFT: usize = 52;
const TOP: usize = 12;
const HEIGHT: u64 = 120;
/// Of all columns together: 3 for each when none is left.
const PLOT: usize = 3 * Timeline::COLUMNS;
/// A column is never wider, however few there are.
const WIDEST: usize = 24;
const WIDTH: usize = LEFT + PLOT + 8;

/// A column with fewer items does not stretch the scale.
const ENOUGH: u64 = 20;

/// Hundredths of a percent, rounded down, so that only a stretch without rejects is at 100 %.
pub(super) fn rate(part: u64, whole: u64) -> u64 {
    u64::try_from(u128::from(part) * 10_000 / u128::from(whole.max(1))).unwrap_or(10_000)
}

/// The picture of a timeline.
///
/// ```
/// use symbolon::line::{Order, Statistics, chart};
/// use symbolon::pack::Rules;
///
/// let mut statistics = Statistics::new(&Order::new(Rules::new([0, 12, 0])));
/// for item in 0..1000 {
///     statistics.item(1_767_225_600_000 + item * 1200, item % 50 != 0);
/// }
/// let picture = chart::pass_rate(statistics.timeline());
/// assert!(picture.starts_with("<svg "));
/// ```
#[must_use]
pub fn pass_rate(timeline: &Timeline) -> String {
    let mut picture = String::new();
    // Writing to a `String` cannot fail.
    let _ = draw(&mut picture, timeline);
    picture
}

/// The lowest rate of the scale: 0, 50, 80, 90, 95 or 99 %.
fn floor(columns: &[Stretch]) -> u64 {
    let told = columns.iter().filter(|column| column.items() >= ENOUGH);
    let worst = told.map(|column| rate(column.good, column.items())).min().unwrap_or_default();
    [9_900, 9_500, 9_000, 8_000, 5_000].into_iter().find(|&step| worst >= step).unwrap_or_default()
}

fn draw(picture: &mut String, timeline: &Timeline) -> fmt::Result {
    let columns = timeline.columns();
    let floor = floor(columns);
    let all = columns.iter().fold(Stretch::default(), |sum, column| sum.and(*column));
    let total = rate(all.good, all.items());
    let used = columns.iter().rposition(|column| column.items() > 0).map_or(1, |last| last + 1);
    let width = (PLOT / used).min(WIDEST);
    let height = TOP as u64 + HEIGHT + 24;
    let bottom = TOP as u64 + HEIGHT;
    writeln!(
        picture,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">"#
    )?;
    writeln!(
        picture,
        "<title>Pass rate {}.{:02} % of {} items</title>",
        total / 100,
        total % 100,
        all.items()
    )?;
    writeln!(picture, r##"<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>"##)?;
    for (step, y) in
        [(10_000, TOP as u64), (u64::midpoint(10_000, floor), TOP as u64 + HEIGHT / 2), (floor, bottom)]
    {
        writeln!(
            picture,
            r##"<path d="M{LEFT} {y}h{}" stroke="#cccccc"/><text x="{}" y="{}" text-anchor="end">{}.{}%</text>"##,
            PLOT,
            LEFT - 4,
            y + 4,
            step / 100,
            step % 100 / 10,
        )?;
    }
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| column.items() > 0) {
        let rate = rate(column.good, column.items());
        // A column below the scale keeps a foot, so that it does not look like a pause.
        let tall = (rate.saturating_sub(floor) * HEIGHT / (10_000 - floor)).max(1);
        let colour = if rate < floor { "#c0392b" } else { "#2e7d5b" };
        let (x, y) = (LEFT + at * width, bottom - tall);
        writeln!(picture, r#"<rect x="{x}" y="{y}" width="{width}" height="{tall}" fill="{colour}"/>"#)?;
    }
    writeln!(
        picture,
        r#"<text x="{LEFT}" y="{}">{} min per column, {} items</text>"#,
        bottom + 16,
        timeline.width(),
        all.items()
    )?;
    writeln!(picture, "</svg>")
}
