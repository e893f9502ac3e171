//! The table of serial states: complete, each refusal its own, printed in the docs.

use std::collections::BTreeSet;

use symbolon::error::Language;
use symbolon::line::state::{Event, Refusal, State, TABLE, document, next};

fn pairs() -> impl Iterator<Item = (State, Event)> {
    State::ALL.into_iter().flat_map(|state| Event::ALL.map(|event| (state, event)))
}

#[test]
fn the_numbers_of_states_are_those_of_the_standard() {
    let names = [
        "Unassigned",
        "Unallocated",
        "Allocated",
        "SNInvalid",
        "Encoded",
        "LabelSampled",
        "LabelScrapped",
        "Commissioned",
        "Sampled",
        "Inactive",
        "Destroyed",
        "Released",
    ];
    for (number, name) in (0..).zip(names) {
        let state = State::from_number(number).unwrap();
        assert_eq!((state.number(), state.name()), (number, name));
    }
    assert_eq!(State::from_number(12), None);
    for (number, event) in (0..).zip(Event::ALL) {
        assert_eq!((event.number(), Event::from_number(number)), (number, Some(event)));
    }
    assert_eq!(Event::from_number(18), None);
}

#[test]
fn the_table_answers_every_pair_as_next_does() {
    for (state, event) in pairs() {
        let cell = TABLE[usize::from(state.number())][usize::from(event.number())];
        assert_eq!(next(state, event).ok(), cell);
    }
    assert_eq!(TABLE.iter().flatten().flatten().count(), 31);
}

#[test]
fn every_illegal_pair_has_a_number_and_sentences_of_its_own() {
    let refusals: Vec<Refusal> = pairs().filter_map(|(state, event)| next(state, event).err()).collect();
    assert_eq!(refusals.len(), 12 * 18 - 31);
    let numbers: BTreeSet<u16> = refusals.iter().map(|refusal| refusal.number()).collect();
    assert_eq!(numbers.len(), refusals.len());
    for language in [Language::En, Language::Zh] {
        let sentences: BTreeSet<String> =
            refusals.iter().map(|refusal| refusal.sentence(language).to_string()).collect();
        assert_eq!(sentences.len(), refusals.len());
    }
    for refusal in refusals {
        assert_eq!(Refusal::from_number(refusal.number()), Some(refusal));
    }
    for number in 0..=u16::MAX {
        assert_eq!(Refusal::from_number(number).is_some(), numbers.contains(&number));
    }
}

#[test]
fn nothing_leaves_a_final_state_and_something_leaves_every_other() {
    for state in State::ALL {
        let left = Event::ALL.iter().any(|&event| next(state, event).is_ok_and(|to| to != state));
        assert_eq!(left, !state.is_final(), "{}", state.name());
    }
}

#[test]
fn every_state_can_be_reached_from_the_first() {
    let mut reached = BTreeSet::from([State::Unassigned]);
    for _ in 0..State::COUNT {
        let further: Vec<State> = pairs()
            .filter(|(state, _)| reached.contains(state))
            .filter_map(|(state, event)| next(state, event).ok())
            .collect();
        reached.extend(further);
    }
    assert_eq!(reached.len(), State::COUNT);
}

#[test]
fn nothing_is_shipped_that_was_not_commissioned() {
    for state in State::ALL {
        let shipped = next(state, Event::SidShipping);
        assert_eq!(shipped.is_ok(), state == State::Commissioned, "{}", state.name());
    }
}

#[test]
fn the_page_of_states_is_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/line-states.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, document()).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(page, document(), "UPDATE=1 cargo test --test api states writes the page again");
}
