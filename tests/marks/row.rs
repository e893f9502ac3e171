//! A row of the table: what is tried, what was counted, and whether that is good enough.
#![allow(dead_code)] // families take what they need

use std::collections::BTreeMap;

use super::odds;

/// Makes one picture from a seed, and counts.
pub(crate) type Picture = Box<dyn Fn(u64, &mut Tally) + Sync>;

/// One thing that is counted over many pictures.
pub(crate) struct Row {
    /// Short, with the profile at its end: `layer-verify A`.
    pub(crate) name: String,
    /// What is counted as right, for readers of the table.
    pub(crate) what: String,
    pub(crate) goal: Goal,
    /// Pictures of this row for each picture that was asked for; a tenth if no goal is set; at least one is made.
    pub(crate) factor: f64,
    /// Makes one picture from a seed and counts what comes of it. Seeds of a row are all different; the same seed
    /// means the same picture in every row, so that rows can be compared.
    pub(crate) picture: Picture,
}

impl Row {
    pub(crate) fn new(
        name: impl Into<String>,
        what: impl Into<String>,
        goal: Goal,
        picture: impl Fn(u64, &mut Tally) + Sync + 'static,
    ) -> Self {
        // What is only shown needs no more pictures than make its figures steady.
        let factor = if matches!(goal, Goal::Shown) { 0.1 } else { 1.0 };
        Self { name: name.into(), what: what.into(), goal, factor, picture: Box::new(picture) }
    }

    /// The same row with more or fewer pictures.
    pub(crate) fn times(self, factor: f64) -> Self {
        Self { factor: factor * self.factor, ..self }
    }
}

/// What a row must reach. Chance is allowed for: a row misses its goal only if a result as bad as this one has
/// a probability below 1/1000 for a mark that meets the goal exactly.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// So large a share of the tries is right (exact binomial tail). 1 allows not one wrong try.
    Share(f64),
    /// The share that is right is at most so much below that of the same tries without the mark
    /// ([`Tally::beside`]; normal approximation of the paired difference).
    Behind(f64),
    /// Counted and shown, nothing promised.
    Shown,
}

impl Goal {
    /// Chance of a false alarm.
    const ALARM: f64 = 1e-3;
    /// The same as a distance from the mean of a normal distribution.
    const ALARM_SIGMAS: f64 = 3.09;

    /// Whether the row falls short, beyond what chance does.
    pub(crate) fn is_missed(&self, tally: &Tally) -> bool {
        let (wrong, tried) = (tally.tried - tally.right, tally.tried);
        match *self {
            Self::Share(share) => odds::at_least(wrong, tried, 1.0 - share) < Self::ALARM,
            Self::Behind(points) => {
                let (behind, tried) = (tally.lost as f64 - tally.won as f64, tried.max(1) as f64);
                let sigma = ((tally.lost + tally.won) as f64).sqrt();
                behind > points * tried + Self::ALARM_SIGMAS * sigma
            }
            Self::Shown => false,
        }
    }

    /// Whether the share that was counted is at the goal.
    pub(crate) fn is_reached(&self, tally: &Tally) -> bool {
        let tried = tally.tried.max(1) as f64;
        match *self {
            Self::Share(share) => tally.right as f64 >= share * tried,
            Self::Behind(points) => tally.lost as f64 - tally.won as f64 <= points * tried,
            Self::Shown => true,
        }
    }
}

/// What was counted.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    pub(crate) right: u64,
    pub(crate) tried: u64,
    /// Of the tries that were also made without the mark: right only without it, right only with it.
    pub(crate) lost: u64,
    pub(crate) won: u64,
    /// Figures for the note, by name.
    pub(crate) figures: BTreeMap<&'static str, Figure>,
}

impl Tally {
    /// Counts one try.
    pub(crate) fn count(&mut self, right: bool) {
        self.tried += 1;
        self.right += u64::from(right);
    }

    /// Counts many tries at once.
    pub(crate) fn count_many(&mut self, right: u64, tried: u64) {
        self.tried += tried;
        self.right += right;
    }

    /// Counts one try beside the same try without the mark.
    pub(crate) fn beside(&mut self, right: bool, without: bool) {
        self.count(right);
        self.lost += u64::from(without && !right);
        self.won += u64::from(right && !without);
    }

    /// Notes a number: bit error rate, T. The table shows its mean and range.
    pub(crate) fn note(&mut self, name: &'static str, value: f64) {
        self.figures.entry(name).or_default().add(value);
    }

    /// Adds what another part of the row counted.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.right += other.right;
        self.tried += other.tried;
        self.lost += other.lost;
        self.won += other.won;
        for (name, figure) in &other.figures {
            self.figures.entry(name).or_default().merge(figure);
        }
    }
}

/// Mean and range of a number.
#[derive(Clone)]
pub(crate) struct Figure {
    count: u64,
    sum: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Default for Figure {
    fn default() -> Self {
        Self { count: 0, sum: 0.0, least: f64::INFINITY, most: f64::NEG_INFINITY }
    }
}

impl Figure {
    fn add(&mut self, value: f64) {
        self.merge(&Self { count: 1, sum: value, least: value, most: value });
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
    }

    pub(crate) fn mean(&self) -> f64 {
        self.sum / self.count.max(1) as f64
    }
}

/// Fails if the rule of [`Goal`] is not what its documentation says.
pub(crate) fn check() {
    let missed = |goal: Goal, right, tried, lost, won| {
        goal.is_missed(&Tally { right, tried, lost, won, ..Tally::default() })
    };
    let share = |share, wrong, tried| missed(Goal::Share(share), tried - wrong, tried, 0, 0);
    // At least 1 wrong of 12 has probability 0.012 at 99.9 %, 2 have 6.6e-5.
    assert!(!share(0.999, 0, 12) && !share(0.999, 1, 12) && share(0.999, 2, 12));
    // At least 9 wrong of 3000 have 0.0038, 10 have 0.0011, 11 have 0.0003.
    assert!(!share(0.999, 10, 3000) && share(0.999, 11, 3000));
    assert!(!share(1.0, 0, 1_000_000) && share(1.0, 1, 1_000_000));
    let behind = |lost, won| missed(Goal::Behind(0.02), 3000 - lost, 3000, lost, won);
    assert!(!behind(60, 0) && !behind(84, 0) && behind(90, 0) && !behind(90, 30));
    assert!(!missed(Goal::Shown, 0, 100, 0, 0));
}
