//! Holds the code to the layer table: which module may use which.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with the modules it may name. A module that is missing here fails the test. Whoever uses `code` may
/// name what its types are made of: GS1 keys and elements.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("gs1", &["error"]),
    ("code", &["gs1", "error"]),
    ("trust", &["code", "gs1", "error"]),
    ("symbol", &["error"]),
    ("mark", &["code", "trust", "symbol", "gs1", "error"]),
    ("pack", &["code", "gs1", "error"]),
    ("journal", &["trust", "code", "error"]),
    ("line", &["journal", "pack", "mark", "trust", "code", "gs1", "error"]),
    ("capi", &["error", "gs1", "code", "trust", "symbol", "mark", "pack", "journal", "line"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that a source names as `crate::module`, also inside braces; `crate::Error` is `error`. Documentation
/// may point anywhere.
fn named(source: &str) -> BTreeSet<String> {
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut modules = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let heads: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => top_level_names(list),
            None => vec![rest],
        };
        for head in heads {
            let name: String =
                head.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            modules.insert(if name == "Error" { "error".to_owned() } else { name });
        }
    }
    modules
}

/// The items of a brace list, without what stands in braces inside it.
fn top_level_names(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(&list[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn no_module_names_one_outside_its_layer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut seen = BTreeSet::new();
    for file in files {
        let relative = file.strip_prefix(&root).unwrap();
        let module = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if module == "lib" {
            continue;
        }
        let (_, allowed) = LAYERS
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{module} has no row in the layer table"));
        for used in named(&fs::read_to_string(&file).unwrap()) {
            let fine = used == module || allowed.contains(&used.as_str()) || used.is_empty();
            assert!(fine, "{} names crate::{used}", relative.display());
        }
        seen.insert(module);
    }
    assert!(seen.contains("error") && seen.contains("code"), "the sources were not found");
}

#[test]
fn the_reader_of_imports_sees_them_all() {
    let source = "use crate::{Error, code::{a, b}, trust::x};\nlet y = crate::pack::z(); // crate::line\n//! crate::capi";
    let expected = ["code", "error", "line", "pack", "trust"].map(str::to_owned);
    assert_eq!(named(source), BTreeSet::from(expected));
}
