//! How probable a count is.

/// The probability of at least `wrong` wrong tries out of `tried`, if each is wrong with probability `p`. Exact but for
/// rounding, O(tried).
pub(crate) fn at_least(wrong: u64, tried: u64, p: f64) -> f64 {
    if wrong == 0 || p >= 1.0 {
        return 1.0;
    }
    if p <= 0.0 || wrong > tried {
        return 0.0;
    }
    let odds = p / (1.0 - p);
    // The logarithm of the probability of exactly so many, one after the other.
    let mut exactly = tried as f64 * (-p).ln_1p();
    let (mut below, mut above) = (0.0, 0.0);
    for count in 0..=tried {
        *(if count < wrong { &mut below } else { &mut above }) += exactly.exp();
        exactly += ((tried - count) as f64 / (count + 1) as f64 * odds).ln();
    }
    // The smaller part is the exact one.
    if above < 0.5 { above } else { 1.0 - below }
}

/// Fails if the sums are not those of a table (Abramowitz and Stegun 26.1, or by hand).
pub(crate) fn check() {
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    near(at_least(1, 2, 0.5), 0.75);
    near(at_least(2, 3, 0.1), 0.028);
    near(at_least(3, 3, 0.001), 1e-9);
    near(at_least(0, 5, 0.3), 1.0);
    near(at_least(1, 5, 0.0), 0.0);
    near(at_least(5, 10, 0.5), 0.623_046_875);
}
