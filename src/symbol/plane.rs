//! A plane seen by a camera: the map between places on a label and places in its picture.

use super::image::Point;

/// The plane of a label in a picture: a square seen in perspective. Also beyond the square, as far as the plane goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homography {
    x: [f64; 3],
    y: [f64; 3],
    w: [f64; 2],
}

impl Homography {
    /// The map from the square (0,0), (side,0), (side,side), (0,side) to these corners, clockwise as
    /// [`Found::corners`](super::Found); `None` where three of them lie on a line, or where no camera sees a square so.
    #[must_use]
    pub fn new(side: f64, corners: &[Point; 4]) -> Option<Self> {
        let [first, right, far, down] = corners;
        let (rx, ry) = (right.x - far.x, right.y - far.y);
        let (dx, dy) = (down.x - far.x, down.y - far.y);
        let (sx, sy) = (first.x - right.x - down.x + far.x, first.y - right.y - down.y + far.y);
        let area = rx * dy - dx * ry;
        let (wu, wv) = ((sx * dy - dx * sy) / area, (rx * sy - sx * ry) / area);
        let visible = wu > -1.0 && wv > -1.0 && wu + wv > -1.0;
        let map = Self {
            x: [(right.x - first.x + wu * right.x) / side, (down.x - first.x + wv * down.x) / side, first.x],
            y: [(right.y - first.y + wu * right.y) / side, (down.y - first.y + wv * down.y) / side, first.y],
            w: [wu / side, wv / side],
        };
        (visible && map.corners(side).iter().all(Point::is_finite)).then_some(map)
    }

    /// Where (u, v) of the square lies in the picture.
    #[must_use]
    pub fn map(&self, u: f64, v: f64) -> Point {
        let at = |[along, down, start]: [f64; 3]| along * u + down * v + start;
        let [along, down] = self.w;
        let depth = at([along, down, 1.0]);
        Point { x: at(self.x) / depth, y: at(self.y) / depth }
    }

    /// The places of `count` points of a row of the square, from (u, v) on, `step` apart along u.
    #[cfg(feature = "draw")]
    pub(crate) fn row(&self, u: f64, v: f64, step: f64, count: usize) -> impl Iterator<Item = Point> {
        let at = |[along, down, start]: [f64; 3]| (along * u + down * v + start, along * step);
        let [along, down] = self.w;
        let ((mut x, dx), (mut y, dy), (mut depth, dw)) = (at(self.x), at(self.y), at([along, down, 1.0]));
        (0..count).map(move |_| {
            let near = 1.0 / depth;
            let place = Point { x: x * near, y: y * near };
            (x, y, depth) = (x + dx, y + dy, depth + dw);
            place
        })
    }

    /// Where the corners of the square lie.
    #[must_use]
    pub fn corners(&self, side: f64) -> [Point; 4] {
        [self.map(0.0, 0.0), self.map(side, 0.0), self.map(side, side), self.map(0.0, side)]
    }

    /// Where a place of the picture lies on the plane, in the units of the square's side.
    #[must_use]
    pub fn unmap(&self, at: Point) -> Point {
        let ([a, b, c], [d, e, f], [g, h]) = (self.x, self.y, self.w);
        let (p, q) = (a - at.x * g, b - at.x * h);
        let (r, s) = (d - at.y * g, e - at.y * h);
        let (along, down) = (at.x - c, at.y - f);
        let area = p * s - q * r;
        Point { x: (along * s - q * down) / area, y: (p * down - along * r) / area }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn there_and_back(push in proptest::array::uniform8(-9.0..9.0_f64), u in -20.0..60.0_f64, v in -20.0..60.0_f64) {
            let [a, b, c, d, e, f, g, h] = push;
            let corners = [(a, b), (100.0 + c, d), (100.0 + e, 100.0 + f), (g, 100.0 + h)];
            let plane = Homography::new(40.0, &corners.map(|(x, y)| Point { x, y })).unwrap();
            let back = plane.unmap(plane.map(u, v));
            assert!((back.x - u).abs() < 1e-6 && (back.y - v).abs() < 1e-6, "{back:?}");
        }
    }
}
