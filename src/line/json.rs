//! Writes JSON (RFC 8259) into a string: just what reports need.
//!
//! Owns commas and escapes. Whoever writes gives names and values in order; nothing is checked for repeats.

use core::fmt::{self, Write as _};

/// A writer of one JSON value without white space.
pub(super) struct Json {
    text: String,
    /// Whether a value stands before the next one in the same object or list.
    behind: bool,
}

impl Json {
    pub(super) const fn new() -> Self {
        Self { text: String::new(), behind: false }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// The name of the next member.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.text.push(':');
        self.behind = false;
        self
    }

    pub(super) fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.inside('{', '}', fill);
    }

    pub(super) fn list(&mut self, fill: impl FnOnce(&mut Self)) {
        self.inside('[', ']', fill);
    }

    /// A number or one of `true`, `false`, `null`, written as it displays.
    pub(super) fn plain(&mut self, value: impl fmt::Display) {
        self.comma();
        // Writing to a `String` cannot fail.
        let _ = write!(self.text, "{value}");
    }

    pub(super) fn string(&mut self, value: impl fmt::Display) {
        self.comma();
        self.text.push('"');
        let _ = write!(Escaped(&mut self.text), "{value}");
        self.text.push('"');
    }

    fn inside(&mut self, open: char, close: char, fill: impl FnOnce(&mut Self)) {
        self.comma();
        self.text.push(open);
        self.behind = false;
        fill(self);
        self.text.push(close);
        self.behind = true;
    }

    fn comma(&mut self) {
        if self.behind {
            self.text.push(',');
        }
        self.behind = true;
    }
}

struct Escaped<'a>(&'a mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '"' | '\\' => {
                    self.0.push('\\');
                    self.0.push(character);
                }
                control if u32::from(control) < 0x20 => write!(self.0, "\\u{:04x}", u32::from(control))?,
                other => self.0.push(other),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn what_is_written_is_read_back() {
        let mut json = Json::new();
        let all: String = (0..0x250).filter_map(char::from_u32).chain("\u{2028}箱😀".chars()).collect();
        json.object(|json| {
            json.name("text").string(&all);
            json.name("empty").list(|_| {});
            json.name("list").list(|json| {
                json.plain(-1);
                json.object(|_| {});
                json.list(|json| json.plain(true));
                json.plain("null");
            });
            json.name("a\"b").plain(u64::MAX);
        });
        let value: serde_json::Value = serde_json::from_str(&json.finish()).unwrap();
        let wanted =
            serde_json::json!({ "text": all, "empty": [], "list": [-1, {}, [true], null], "a\"b": u64::MAX });
        assert_eq!(value, wanted);
    }
}
