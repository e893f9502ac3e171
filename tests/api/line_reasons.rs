//! Every reason of a line session: its number, what the operator is told, and what EPCIS is told, as a page of the docs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use symbolon::error::Language;
use symbolon::line::Reason;

/// The page, printed from the data.
fn page() -> String {
    let mut page = "# Reasons of a line session\n\nPrinted from `src/line/reason.rs` and `src/line/epcis.rs`; `UPDATE=1 cargo \
                    test --test api reasons` writes it again.\nEPCIS 2.0: type, action, business step, disposition; several \
                    events follow each other. An aggregation event is told only\nif the unit lies, or lay, in a container. \
                    The numbers from 1000 on are refusals of a state: [line-states.md](line-states.md).\n\n\
                    | number | English | 中文 | EPCIS |\n|---|---|---|---|\n"
        .to_owned();
    for reason in Reason::ALL {
        let events = reason.epcis().iter().map(|told| {
            let (event, action) = (told.event.name(), told.action.name());
            format!("{event} {action} {} {}", told.biz_step, told.disposition.unwrap_or("–"))
        });
        let events = events.collect::<Vec<_>>().join("; ");
        let [english, chinese] = [Language::En, Language::Zh].map(|language| reason.sentence(language));
        writeln!(page, "| {} | {english} | {chinese} | {events} |", reason.number()).unwrap();
    }
    page
}

#[test]
fn the_page_of_reasons_is_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/line-reasons.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(written, page(), "UPDATE=1 cargo test --test api reasons writes the page again");
}

#[test]
fn reasons_differ_in_number_and_in_both_sentences() {
    let mut seen = BTreeSet::new();
    for reason in Reason::ALL {
        assert_eq!(Reason::from_number(reason.number()), Some(*reason));
        for language in [Language::En, Language::Zh] {
            let sentence = reason.sentence(language).to_string();
            assert_eq!(sentence.is_ascii(), matches!(language, Language::En), "{sentence}");
            assert!(seen.insert(sentence), "{reason:?} says what another says");
        }
    }
}

#[test]
fn what_epcis_is_told_are_words_of_its_vocabulary() {
    // CBV 2.0: the business steps and dispositions that a line has a use for.
    let steps = [
        "commissioning",
        "decommissioning",
        "destroying",
        "encoding",
        "inspecting",
        "packing",
        "repackaging",
        "repairing",
        "sampling",
        "unpacking",
    ];
    let dispositions = [
        "active",
        "container_closed",
        "container_open",
        "destroyed",
        "encoded",
        "in_progress",
        "inactive",
        "mismatch_class",
        "mismatch_instance",
        "mismatch_quantity",
        "non_conformant",
        "recalled",
        "unknown",
    ];
    for told in Reason::ALL.iter().flat_map(|reason| reason.epcis()) {
        assert!(steps.contains(&told.biz_step), "{told:?}");
        assert!(told.disposition.is_none_or(|disposition| dispositions.contains(&disposition)), "{told:?}");
    }
}
