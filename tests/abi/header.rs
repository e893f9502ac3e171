//! The header is what cbindgen makes of `src/capi`, and compiles as C and C++.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{root, scratch};

/// In the order of the header.
const SOURCES: [&str; 53] = [
    "version",
    "status",
    "boundary",
    "gs1",
    "code",
    "series",
    "opener",
    "pool",
    "key",
    "issue",
    "bulk",
    "batch",
    "certificate",
    "contents",
    "verify",
    "suite_key",
    "grant",
    "lease",
    "lease_draw",
    "receipt",
    "reconcile",
    "key_life",
    "bundle",
    "consumer",
    "mark",
    "register",
    "register_named",
    "layer",
    "roll",
    "symbol",
    "code128",
    "label",
    "sheet",
    "zpl",
    "qr_run",
    "read",
    "dots",
    "date",
    "date_read",
    "copy",
    "pack",
    "pack_query",
    "journal_form",
    "journal",
    "journal_read",
    "journal_proof",
    "pack_verb",
    "pack_state",
    "line_order",
    "line_event",
    "line",
    "line_reason",
    "handle",
];

pub(crate) fn generated() -> String {
    let config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    let builder = SOURCES.iter().fold(cbindgen::Builder::new().with_config(config), |builder, name| {
        builder.with_src(root().join(format!("src/capi/{name}.rs")))
    });
    let mut text = Vec::new();
    builder.generate().unwrap().write(&mut text);
    String::from_utf8(text).unwrap()
}

#[test]
fn header_is_up_to_date() {
    let path = root().join("include/symbolon.h");
    let wanted = generated();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "include/symbolon.h is out of date: run `UPDATE=1 cargo test --test abi header`"
    );
}

#[test]
fn every_source_of_exports_is_in_the_header() {
    let header = generated();
    for file in fs::read_dir(root().join("src/capi")).unwrap() {
        let source = fs::read_to_string(file.unwrap().path()).unwrap();
        for line in source.lines().filter(|line| line.contains("extern \"C\" fn symbolon_")) {
            let name = line.split("fn ").nth(1).unwrap().split('(').next().unwrap();
            assert!(header.contains(&format!("{name}(")), "{name} is not in the header");
        }
    }
}

/// The C compiler, which these tests need.
pub(crate) fn c_compiler() -> String {
    std::env::var("CC").unwrap_or_else(|_| "cc".to_owned())
}

/// The C++ compiler, if there is one: nobody needs it to use the library. Where `SYMBOLON_REQUIRE_TOOLS` is set, as in
/// CI, there must be one.
pub(crate) fn cpp_compiler() -> Option<String> {
    let command = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    let found = Command::new(&command).arg("--version").output().is_ok();
    assert!(found || std::env::var_os("SYMBOLON_REQUIRE_TOOLS").is_none(), "{command} is missing");
    if !found {
        eprintln!("NOT TESTED: no C++ compiler on this machine");
    }
    found.then_some(command)
}

/// Compiles two translation units that include the header, for one language.
fn compile(command: &str, language: &str, standard: &str) {
    let directory = scratch(&format!("header-{language}-{standard}"));
    for unit in ["one", "two"] {
        let source = directory.join(format!("{unit}.{language}"));
        fs::write(
            &source,
            format!(
                "#include \"symbolon.h\"\n#include \"symbolon.h\"\nunsigned abi_{unit}(void);\n\
             unsigned abi_{unit}(void) {{ return symbolon_abi(); }}\n"
            ),
        )
        .unwrap();
        run(Command::new(command)
            .args([&format!("-std={standard}"), "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-c", "-o"])
            .arg(directory.join(format!("{unit}.o")))
            .arg("-I")
            .arg(root().join("include"))
            .arg(&source));
    }
    // Linked into one object: a definition in the header would be there twice.
    run(Command::new(command).current_dir(&directory).args([
        "-nostdlib",
        "-r",
        "-o",
        "both.o",
        "one.o",
        "two.o",
    ]));
}

pub(crate) fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}. These tests need a C compiler, see README.md"));
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn header_compiles_as_c() {
    compile(&c_compiler(), "c", "c99");
    compile(&c_compiler(), "c", "c11");
}

#[test]
fn header_compiles_as_cpp() {
    if let Some(compiler) = cpp_compiler() {
        compile(&compiler, "cpp", "c++11");
        compile(&compiler, "cpp", "c++20");
    }
}

#[test]
fn wrapper_compiles_as_cpp() {
    let Some(compiler) = cpp_compiler() else { return };
    let directory = scratch("wrapper");
    for (unit, standard) in [("one", "c++17"), ("two", "c++20")] {
        let source = directory.join(format!("{unit}.cpp"));
        fs::write(&source, "#include \"symbolon.hpp\"\n#include \"symbolon.hpp\"\n").unwrap();
        run(Command::new(&compiler)
            .args([&format!("-std={standard}"), "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-c", "-o"])
            .arg(directory.join(format!("{unit}.o")))
            .arg("-I")
            .arg(root().join("include"))
            .arg(&source));
    }
}

#[test]
fn no_header_leaves_the_prefix() {
    let header = generated();
    for line in header.lines() {
        if let Some(name) = line.strip_prefix("#define ") {
            assert!(name.starts_with("SYMBOLON_"), "{line}");
        }
    }
    assert!(Path::new(&root().join("include/symbolon.h")).exists());
}
