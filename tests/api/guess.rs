//! The guess limit: exact on a good clock, safe on a bad one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use symbolon::Error;
use symbolon::mark::{Admitted, GuessLimit, GuessState, Locked};

const DAY: i64 = 86_400;

#[test]
fn five_a_day_by_default() {
    assert_eq!(GuessLimit::default(), GuessLimit::new(5, DAY).unwrap());
    let (limit, mut state) = (GuessLimit::default(), GuessState::default());
    for time in [0, 10, 20, 30, DAY - 1] {
        assert_eq!(limit.admit(&mut state, time), Ok(Admitted { at: time }));
    }
    assert_eq!(limit.admit(&mut state, DAY - 1), Err(Locked { until: DAY }));
    assert_eq!(limit.admit(&mut state, DAY), Ok(Admitted { at: DAY }));
    assert_eq!(limit.admit(&mut state, DAY), Err(Locked { until: DAY + 10 }), "no fresh five at the edge");
}

#[test]
fn parameters() {
    for (wrong, window) in [(0, DAY), (6, DAY), (u32::MAX, DAY), (5, 0), (5, -1), (5, i64::MIN)] {
        assert_eq!(GuessLimit::new(wrong, window), Err(Error::Parameter));
    }
    for (wrong, window) in [(1, 1), (5, i64::MAX)] {
        assert!(GuessLimit::new(wrong, window).is_ok());
    }
}

#[test]
fn a_right_answer_does_not_count() {
    let (limit, mut state) = (GuessLimit::default(), GuessState::default());
    for time in 0..1000 {
        let admitted = limit.admit(&mut state, time).unwrap();
        GuessLimit::give_back(&mut state, admitted);
    }
    assert_eq!(state, GuessState::default());
    for time in 0..5 {
        let _counted = limit.admit(&mut state, time).unwrap();
    }
    let full = state;
    GuessLimit::give_back(&mut state, Admitted { at: 99 });
    assert_eq!(state, full, "a time that is not there");
    GuessLimit::give_back(&mut state, Admitted { at: 2 });
    assert_eq!(limit.admit(&mut state, 5), Ok(Admitted { at: 5 }));
    assert_eq!(limit.admit(&mut state, 5), Err(Locked { until: DAY }));
}

#[test]
fn tries_in_the_same_second_are_given_back_one_by_one() {
    let (limit, mut state) = (GuessLimit::default(), GuessState::default());
    for _ in 0..5 {
        let _counted = limit.admit(&mut state, 7).unwrap();
    }
    GuessLimit::give_back(&mut state, Admitted { at: 7 });
    assert!(limit.admit(&mut state, 7).is_ok());
    assert!(limit.admit(&mut state, 7).is_err());
}

#[test]
fn a_clock_that_goes_back_frees_nothing() {
    let (limit, mut state) = (GuessLimit::default(), GuessState::default());
    for time in [1000, 900, -5, i64::MIN, 0] {
        assert_eq!(limit.admit(&mut state, time), Ok(Admitted { at: 1000 }));
    }
    for time in [i64::MIN, 0, 999, 1000, 1000 + DAY - 1] {
        assert_eq!(limit.admit(&mut state, time), Err(Locked { until: 1000 + DAY }));
    }
    assert!(limit.admit(&mut state, 1000 + DAY).is_ok());
}

#[test]
fn ends_of_the_number_line() {
    let limit = GuessLimit::new(1, DAY).unwrap();
    let mut state = GuessState::default();
    assert!(limit.admit(&mut state, i64::MIN).is_ok());
    assert_eq!(limit.admit(&mut state, i64::MIN), Err(Locked { until: i64::MIN + DAY }));
    assert!(limit.admit(&mut state, i64::MAX).is_ok(), "an age beyond i64 is an age");
    assert_eq!(limit.admit(&mut state, i64::MAX), Err(Locked { until: i64::MAX }));
    let forever = GuessLimit::new(1, i64::MAX).unwrap();
    let mut state = GuessState::default();
    assert!(forever.admit(&mut state, 1).is_ok());
    assert_eq!(forever.admit(&mut state, i64::MAX), Err(Locked { until: i64::MAX }));
}

#[test]
fn the_state_is_plain() {
    assert_eq!(size_of::<GuessState>(), 48);
    assert_eq!(GuessState::default(), GuessState { times: [0; 5], used: 0 });
}

#[test]
fn a_stricter_limit_takes_over_a_state() {
    let (lax, strict) = (GuessLimit::default(), GuessLimit::new(2, 100).unwrap());
    let mut state = GuessState::default();
    for time in [0, 10, 20, 30] {
        let _counted = lax.admit(&mut state, time).unwrap();
    }
    assert_eq!(strict.admit(&mut state, 40), Err(Locked { until: 120 }));
    assert_eq!(strict.admit(&mut state, 120), Ok(Admitted { at: 120 }));
}

#[test]
fn a_damaged_state_is_read_as_full_rather_than_empty() {
    let limit = GuessLimit::default();
    for used in [5, 6, u64::MAX] {
        let mut state = GuessState { times: [50, 10, 40, 20, 30], used };
        assert_eq!(limit.admit(&mut state, 55), Err(Locked { until: 10 + DAY }));
        assert_eq!(state, GuessState { times: [10, 20, 30, 40, 50], used: 5 });
    }
    let mut state = GuessState { times: [50, 10, 40, 20, 30], used: 9 };
    assert_eq!(GuessLimit::new(2, 25).unwrap().admit(&mut state, 55), Err(Locked { until: 40 + 25 }));
}

fn hostile_time() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -50..50_i64, Just(i64::MIN), Just(i64::MAX)]
}

proptest! {
    /// On a clock that does not go back, a try is admitted exactly if fewer than `wrong` of the admitted ones
    /// that were not given back are younger than the window.
    #[test]
    fn exact_on_a_good_clock(
        wrong in 1..=5_u32,
        window in 1..40_i64,
        tries in prop::collection::vec((0..12_i64, prop::bool::weighted(0.2)), 0..80),
    ) {
        let limit = GuessLimit::new(wrong, window).unwrap();
        let (mut state, mut now, mut counted) = (GuessState::default(), 0, Vec::new());
        for (step, right) in tries {
            now += step;
            let young: Vec<i64> = counted.iter().copied().filter(|time| now - time < window).collect();
            match limit.admit(&mut state, now) {
                Ok(admitted) => {
                    prop_assert!(young.len() < wrong as usize);
                    prop_assert_eq!(admitted.at, now);
                    if right { GuessLimit::give_back(&mut state, admitted) } else { counted.push(now) }
                }
                Err(Locked { until }) => {
                    prop_assert_eq!(young.len(), wrong as usize);
                    prop_assert_eq!(until, young[0] + window);
                }
            }
        }
    }

    /// On any clock and with tries that end out of order: of the wrong ones never more than `wrong` lie in a
    /// span shorter than the window, measured by how far the clock went forward.
    #[test]
    fn never_more_wrong_ones_in_any_window(
        wrong in 1..=5_u32,
        window in 1..40_i64,
        steps in prop::collection::vec((-30..30_i64, any::<bool>(), 0..4_usize), 0..120),
    ) {
        let limit = GuessLimit::new(wrong, window).unwrap();
        let (mut state, mut now, mut forward) = (GuessState::default(), 0_i64, 0_i64);
        let mut under_way: Vec<(Admitted, i64)> = Vec::new();
        let mut were_wrong: Vec<i64> = Vec::new();
        for (step, starts, which) in steps {
            now += step;
            forward += step.max(0);
            if starts {
                if let Ok(admitted) = limit.admit(&mut state, now) {
                    under_way.push((admitted, forward));
                }
            } else if which < under_way.len() {
                let (admitted, began) = under_way.remove(which);
                if which % 2 == 0 { were_wrong.push(began) } else { GuessLimit::give_back(&mut state, admitted) }
            }
        }
        were_wrong.extend(under_way.iter().map(|row| row.1));
        were_wrong.sort_unstable();
        for begin in &were_wrong {
            let within = were_wrong.iter().filter(|time| (0..window).contains(&(*time - begin))).count();
            prop_assert!(within <= wrong as usize);
        }
    }

    #[test]
    fn no_state_or_time_is_too_strange(
        times in prop::array::uniform5(hostile_time()),
        used: u64,
        wrong in 1..=5_u32,
        window in 1..=i64::MAX,
        now in hostile_time(),
        back in hostile_time(),
    ) {
        let limit = GuessLimit::new(wrong, window).unwrap();
        for used in [used, used % 8] {
            let mut state = GuessState { times, used };
            let _either = limit.admit(&mut state, now);
            prop_assert!(state.used <= 5);
            let before = state.used;
            GuessLimit::give_back(&mut state, Admitted { at: back });
            prop_assert!(before - state.used <= 1);
        }
    }
}
