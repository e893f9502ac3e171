//! How things are measured: CPU time of this thread, project and peer in turn, the median of many rounds.

use std::fmt;
use std::hint::black_box;
use std::time::Instant;

/// What was measured and what is wanted; smaller is better.
pub struct Goal {
    measured: f64,
    wanted: f64,
    /// What the numbers count, and what stands behind them.
    note: String,
}

impl Goal {
    pub fn at_most(wanted: f64, measured: f64, note: String) -> Self {
        Self { measured, wanted, note }
    }

    pub fn is_met(&self) -> bool {
        self.measured <= self.wanted
    }

    pub fn note(&self) -> &str {
        &self.note
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_met() { "ok" } else { "short" };
        write!(f, "measured={:.3} wanted={} {verdict}", self.measured, self.wanted)
    }
}

/// Rounds that are measured; one before them warms up.
pub const ROUNDS: usize = 41;

/// Nanoseconds per call of the project's way and of the peer's, medians over alternating rounds of `calls` calls.
pub struct Pair {
    pub ours: f64,
    pub theirs: f64,
    /// The median of the rounds' ratios: less moved by what else the machine does than the ratio of the medians.
    pub ratio: f64,
}

/// Runs both ways in turn.
pub fn alternate<A, B>(calls: usize, mut ours: impl FnMut() -> A, mut theirs: impl FnMut() -> B) -> Pair {
    let (mut our_times, mut their_times, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let our_time = time(calls, &mut ours);
        let their_time = time(calls, &mut theirs);
        // The first round warms caches and clocks.
        if round > 0 {
            our_times.push(our_time);
            their_times.push(their_time);
            ratios.push(our_time / their_time);
        }
    }
    Pair { ours: median(our_times), theirs: median(their_times), ratio: median(ratios) }
}

fn time<T>(calls: usize, call: &mut impl FnMut() -> T) -> f64 {
    let start = cpu_nanoseconds();
    for _ in 0..calls {
        black_box(call());
    }
    (cpu_nanoseconds() - start) / calls as f64
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The time of some work on two threads over that on one, in turn. Time on the wall: two threads are two clocks.
pub fn two_cores(codes: usize, mut work: impl FnMut() + Send) -> Goal {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (one, two) = (pool(1), pool(2));
    let mut time = |pool: &rayon::ThreadPool| {
        let start = Instant::now();
        pool.install(&mut work);
        start.elapsed().as_secs_f64()
    };
    time(&two);
    let rounds: Vec<(f64, f64)> = (0..5).map(|_| (time(&one), time(&two))).collect();
    let ratio = median(rounds.iter().map(|(one, two)| two / one).collect());
    let (one, two) = rounds[0];
    let note = format!("times: {two:.2} s on two threads against {one:.2} s on one, for {codes} codes");
    Goal::at_most(1.0 / 1.8, ratio, note)
}

/// CPU time of this thread.
pub fn cpu_nanoseconds() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid place for the answer.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    assert_eq!(status, 0, "this system has no CPU time per thread");
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
