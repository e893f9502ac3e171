//! The guess limit on any state, however damaged, against its rule in unbounded numbers.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::mark::{Admitted, GuessLimit, GuessState, Locked};

#[derive(Arbitrary, Debug)]
struct Input {
    wrong: u32,
    window: i64,
    times: [i64; 5],
    used: u64,
    steps: Vec<Step>,
}

#[derive(Arbitrary, Debug)]
enum Step {
    At(i64),
    Later(u16),
    Back(u8),
    GiveBack(u8),
    GiveBackAt(i64),
}

fuzz_target!(|input: Input| {
    let (wrong, window) = (input.wrong, input.window);
    let Ok(limit) = GuessLimit::new(wrong, window) else {
        return assert!(!(1..=5).contains(&wrong) || window < 1);
    };
    let mut state = GuessState { times: input.times, used: input.used };
    let used = usize::try_from(input.used).map_or(5, |used| used.min(5));
    let mut counted: Vec<i64> = input.times[..used].to_vec();
    let mut now = 0_i64;
    for step in input.steps {
        match step {
            Step::At(time) => now = time,
            Step::Later(by) => now = now.saturating_add(by.into()),
            Step::Back(by) => now = now.saturating_sub(by.into()),
            Step::GiveBack(which) if !counted.is_empty() => {
                let at = counted[usize::from(which) % counted.len()];
                give_back(&mut state, &mut counted, at);
                continue;
            }
            Step::GiveBack(_) => continue,
            Step::GiveBackAt(at) => {
                give_back(&mut state, &mut counted, at);
                continue;
            }
        }
        let answer = limit.admit(&mut state, now);
        assert_eq!(answer, admit(&mut counted, wrong as usize, window, now));
        same(&state, &counted);
    }
});

/// The rule: a try counts at the newest time known, if fewer than `wrong` of the counted are younger than the window.
fn admit(counted: &mut Vec<i64>, wrong: usize, window: i64, now: i64) -> Result<Admitted, Locked> {
    let now = counted.iter().copied().fold(now, i64::max);
    counted.retain(|time| i128::from(now) - i128::from(*time) < i128::from(window));
    counted.sort_unstable();
    if counted.len() >= wrong {
        let until = i128::from(counted[counted.len() - wrong]) + i128::from(window);
        return Err(Locked { until: i64::try_from(until).unwrap_or(i64::MAX) });
    }
    counted.push(now);
    Ok(Admitted { at: now })
}

fn give_back(state: &mut GuessState, counted: &mut Vec<i64>, at: i64) {
    GuessLimit::give_back(state, Admitted { at });
    if let Some(place) = counted.iter().position(|time| *time == at) {
        counted.remove(place);
    }
    counted.sort_unstable();
    same(state, counted);
}

fn same(state: &GuessState, counted: &[i64]) {
    assert_eq!(usize::try_from(state.used), Ok(counted.len()));
    assert_eq!(state.times[..counted.len()], *counted);
    assert!(state.times[counted.len()..].iter().all(|time| *time == 0));
}
