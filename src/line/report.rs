//! What a line tells about an order: for people as text, in English or Chinese, for machines as JSON.
//!
//! Owns the words and the order of both. It computes nothing: numbers are those of [`Statistics`] and [`Balance`]. The
//! same input gives the same bytes.
//!
//! ```text
//! JSON, members in this order; rates have four decimals, times are milliseconds of Unix time
//! { "format": 1, "time": t,
//!   "items": { "good": n, "bad": n, "pass_rate": r, "untimed": n },
//!   "speed": { "minutes": m, "items": n },
//!   "stations": [ { "station": k, "role": "reader", "level": 1 or null, "seen": n, "passed": n, "pass_rate": r,
//!                   "reasons": [ { "reason": number, "count": n, "en": "…", "zh": "…" } … ] } … ],
//!   "balance": { "exact": true,
//!     "levels": [ { "level": 1, "name": "item", "issued": n, "used": n, "void": n, "sampled": n, "destroyed": n,
//!                   "returned": n, "unaccounted": n, "difference": n, "states": { "Commissioned": n … } } … ],
//!     "unaccounted": [ { "source": k, "name": "gtin/slot" or "list", "from": i, "to": i, "labelled": true,
//!                        "first": identity, "last": identity } … ],
//!     "unnamed": n,
//!     "discrepancies": [ { "level": 1, "state": "Encoded", "counted": n, "found": n } … ] },
//!   "timeline": { "start": t, "minutes": m, "columns": [ [ good, bad ] … ] } }
//! ```
//!
//! Ranges include `from` and `to`; `first` and `last` stand in ranges of a list only. States without identities and reasons that did not occur are left out.

use core::fmt::{self, Write as _};
use core::ops::Range;

use super::balance::{Balance, Class, Missing, Row};
use super::chart::rate;
use super::json::Json;
use super::state::State;
use super::statistics::{Statistics, Tally};
use super::{Identities, Order, Role, Station};
use crate::code::{Identity, Level};
use crate::error::Language;

/// Everything that a report is written from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The order.
    pub order: &'a Order,
    /// The counts.
    pub statistics: &'a Statistics,
    /// The balance.
    pub balance: &'a Balance,
    /// The time of the report in milliseconds of Unix time.
    pub time: u64,
}

/// How many minutes the reported speed is taken over.
const SPEED: u64 = 10;

impl Role {
    /// The word of reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Printer { .. } => "printer",
            Self::Reader { .. } => "reader",
            Self::MarkReader { .. } => "mark reader",
            Self::Inspection { .. } => "inspection",
            Self::Rejector { .. } => "rejector",
            Self::Operator => "operator",
        }
    }

    const fn zh(self) -> &'static str {
        match self {
            Self::Printer { .. } => "打印机",
            Self::Reader { .. } => "读码器",
            Self::MarkReader { .. } => "隐形码读取器",
            Self::Inspection { .. } => "检测工位",
            Self::Rejector { .. } => "剔除工位",
            Self::Operator => "操作终端",
        }
    }

    const fn level(self) -> Option<Level> {
        match self {
            Self::Printer { level } | Self::Reader { level, .. } => Some(level),
            Self::MarkReader { .. } | Self::Inspection { .. } | Self::Rejector { .. } | Self::Operator => {
                None
            }
        }
    }
}

impl Class {
    const fn zh(self) -> &'static str {
        match self {
            Self::Used => "已使用",
            Self::Void => "作废",
            Self::Sampled => "抽检",
            Self::Destroyed => "销毁",
            Self::Returned => "退回",
            Self::Unaccounted => "未核销",
        }
    }
}

/// A rate in percent with two decimals.
struct Percent(u64, u64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = rate(self.0, self.1);
        write!(f, "{}.{:02} %", rate / 100, rate % 100)
    }
}

/// A rate from 0 to 1 with four decimals.
struct Fraction(u64, u64);

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = rate(self.0, self.1);
        write!(f, "{}.{:04}", rate / 10_000, rate % 10_000)
    }
}

/// The name of a source: its series, or that it is a list.
struct SourceName<'a>(&'a Order, usize);

impl fmt::Display for SourceName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.sources.get(self.1).map(|source| &source.identities) {
            Some(Identities::Series { series, .. }) => series.fmt(f),
            Some(Identities::Listed(_)) | None => f.write_str("list"),
        }
    }
}

impl Report<'_> {
    fn stations(&self) -> impl Iterator<Item = (usize, &Station, &Tally)> {
        let pairs = self.order.stations.iter().zip(self.statistics.stations());
        pairs.enumerate().map(|(number, (station, tally))| (number, station, tally))
    }

    /// The report for people. O(stations + ranges).
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut text = String::new();
        // Writing to a `String` cannot fail.
        let _ = match language {
            Language::En => self.write_en(&mut text),
            Language::Zh => self.write_zh(&mut text),
        };
        text
    }

    fn write_en(&self, text: &mut String) -> fmt::Result {
        let (items, last) = (self.statistics.items(), self.statistics.last(self.time, SPEED));
        let pass = Percent(items.good, items.items());
        writeln!(
            text,
            "items {}: {} good, {} rejected, pass rate {pass}",
            items.items(),
            items.good,
            items.bad
        )?;
        writeln!(
            text,
            "speed {}.{} per minute over {SPEED} minutes",
            last.items() / SPEED,
            last.items() % SPEED
        )?;
        for (number, station, tally) in self.stations() {
            let level = station.role.level().map(|level| self.order.rules.name(level)).unwrap_or_default();
            let pass = Percent(tally.passed(), tally.seen());
            let name = [station.role.name(), level].join(" ");
            let (seen, passed) = (tally.seen(), tally.passed());
            writeln!(text, "station {number}, {}: {seen} seen, {passed} passed, {pass}", name.trim_end())?;
            write_reasons(text, tally, Language::En)?;
        }
        for (level, row) in self.balance.levels() {
            let classes =
                Class::ALL.map(|class| format!("{} {}", row.class(class), class.name())).join(" + ");
            let name = self.order.rules.name(level);
            writeln!(text, "{name}: {} issued = {classes}{}", row.issued, Gap(&row, "; left out: "))?;
        }
        self.write_names(text, ["unaccounted", "on a label", "on no label", "more without names"])?;
        for found in self.balance.discrepancies() {
            let (level, state) = (self.order.rules.name(found.level), found.state.name());
            writeln!(text, "{level} {state}: {} counted, {} found", found.counted, found.found)?;
        }
        let exact =
            if self.balance.is_exact() { "the balance adds up" } else { "THE BALANCE DOES NOT ADD UP" };
        writeln!(text, "{exact}")
    }

    fn write_zh(&self, text: &mut String) -> fmt::Result {
        let (items, last) = (self.statistics.items(), self.statistics.last(self.time, SPEED));
        let pass = Percent(items.good, items.items());
        writeln!(text, "产品 {} 件：合格 {}，剔除 {}，通过率 {pass}", items.items(), items.good, items.bad)?;
        writeln!(text, "近 {SPEED} 分钟速度：每分钟 {}.{} 件", last.items() / SPEED, last.items() % SPEED)?;
        for (number, station, tally) in self.stations() {
            let level =
                station.role.level().map(|level| format!("（{}级）", level.number())).unwrap_or_default();
            let (seen, pass) = (tally.seen(), Percent(tally.passed(), tally.seen()));
            writeln!(
                text,
                "工位 {number} {}{level}：经过 {seen}，通过 {}，{pass}",
                station.role.zh(),
                tally.passed()
            )?;
            write_reasons(text, tally, Language::Zh)?;
        }
        for (level, row) in self.balance.levels() {
            let classes = Class::ALL.map(|class| format!("{} {}", class.zh(), row.class(class))).join(" + ");
            writeln!(
                text,
                "{} 级：发放 {} = {classes}{}",
                level.number(),
                row.issued,
                Gap(&row, "；差额：")
            )?;
        }
        self.write_names(text, ["未核销", "已上标签", "未上标签", "另有未列明"])?;
        for found in self.balance.discrepancies() {
            let (level, state) = (found.level.number(), found.state.name());
            writeln!(text, "{level} 级 {state}：计数 {}，实有 {}", found.counted, found.found)?;
        }
        writeln!(text, "{}", if self.balance.is_exact() { "平衡无误" } else { "不平衡！" })
    }

    fn write_names(&self, text: &mut String, words: [&str; 4]) -> fmt::Result {
        let [unaccounted, label, no_label, more] = words;
        for Missing { source, range, labelled } in self.balance.missing() {
            let place = if *labelled { label } else { no_label };
            let last = range.end.saturating_sub(1);
            write!(
                text,
                "  {unaccounted} {} {}..={last} {place}",
                SourceName(self.order, *source),
                range.start
            )?;
            match self.ends(*source, range) {
                Some([first, last]) => writeln!(text, ": {first} .. {last}")?,
                None => writeln!(text)?,
            }
        }
        match self.balance.unnamed() {
            0 => Ok(()),
            unnamed => writeln!(text, "  {unaccounted} {unnamed} {more}"),
        }
    }

    /// The first and the last identity of a range of a list.
    fn ends(&self, source: usize, range: &Range<u64>) -> Option<[&Identity; 2]> {
        let Identities::Listed(list) = &self.order.sources.get(source)?.identities else { return None };
        let at = |index: u64| list.get(usize::try_from(index).ok()?);
        Some([at(range.start)?, at(range.end.checked_sub(1)?)?])
    }

    /// The report for machines: the form at the top of this module. O(stations + ranges).
    #[must_use]
    pub fn json(&self) -> String {
        let mut json = Json::new();
        json.object(|json| {
            json.name("format").plain(1);
            json.name("time").plain(self.time);
            let items = self.statistics.items();
            json.name("items").object(|json| {
                json.name("good").plain(items.good);
                json.name("bad").plain(items.bad);
                json.name("pass_rate").plain(Fraction(items.good, items.items()));
                json.name("untimed").plain(self.statistics.untimed());
            });
            json.name("speed").object(|json| {
                json.name("minutes").plain(SPEED);
                json.name("items").plain(self.statistics.last(self.time, SPEED).items());
            });
            json.name("stations").list(|json| {
                for (number, station, tally) in self.stations() {
                    json.object(|json| station_json(json, number, station.role, tally));
                }
            });
            json.name("balance").object(|json| self.balance_json(json));
            json.name("timeline").object(|json| self.timeline_json(json));
        });
        json.finish()
    }

    fn balance_json(&self, json: &mut Json) {
        json.name("exact").plain(self.balance.is_exact());
        json.name("levels").list(|json| {
            for (level, row) in self.balance.levels() {
                json.object(|json| {
                    json.name("level").plain(level.number());
                    json.name("name").string(self.order.rules.name(level));
                    json.name("issued").plain(row.issued);
                    for class in Class::ALL {
                        json.name(class.name()).plain(row.class(class));
                    }
                    json.name("difference").plain(row.difference());
                    json.name("states").object(|json| {
                        let held = State::ALL.into_iter().map(|state| (state, row.state(state)));
                        for (state, count) in held.filter(|(_, count)| *count > 0) {
                            json.name(state.name()).plain(count);
                        }
                    });
                });
            }
        });
        json.name("unaccounted").list(|json| {
            for Missing { source, range, labelled } in self.balance.missing() {
                json.object(|json| {
                    json.name("source").plain(source);
                    json.name("name").string(SourceName(self.order, *source));
                    json.name("from").plain(range.start);
                    json.name("to").plain(range.end.saturating_sub(1));
                    json.name("labelled").plain(labelled);
                    if let Some([first, last]) = self.ends(*source, range) {
                        json.name("first").string(first);
                        json.name("last").string(last);
                    }
                });
            }
        });
        json.name("unnamed").plain(self.balance.unnamed());
        json.name("discrepancies").list(|json| {
            for found in self.balance.discrepancies() {
                json.object(|json| {
                    json.name("level").plain(found.level.number());
                    json.name("state").string(found.state.name());
                    json.name("counted").plain(found.counted);
                    json.name("found").plain(found.found);
                });
            }
        });
    }

    fn timeline_json(&self, json: &mut Json) {
        let timeline = self.statistics.timeline();
        json.name("start").plain(timeline.start());
        json.name("minutes").plain(timeline.width());
        json.name("columns").list(|json| {
            for column in timeline.columns() {
                json.list(|json| {
                    json.plain(column.good);
                    json.plain(column.bad);
                });
            }
        });
    }
}

fn station_json(json: &mut Json, number: usize, role: Role, tally: &Tally) {
    json.name("station").plain(number);
    json.name("role").string(role.name());
    match role.level() {
        Some(level) => json.name("level").plain(level.number()),
        None => json.name("level").plain("null"),
    }
    json.name("seen").plain(tally.seen());
    json.name("passed").plain(tally.passed());
    json.name("pass_rate").plain(Fraction(tally.passed(), tally.seen()));
    json.name("reasons").list(|json| {
        for (reason, count) in tally.reasons() {
            json.object(|json| {
                json.name("reason").plain(reason.number());
                json.name("count").plain(count);
                json.name("en").string(reason.sentence(Language::En));
                json.name("zh").string(reason.sentence(Language::Zh));
            });
        }
    });
}

/// What a row does not add up by; nothing where it does.
struct Gap<'a>(&'a Row, &'a str);

impl fmt::Display for Gap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.difference() {
            0 => Ok(()),
            difference => write!(f, "{}{difference}", self.1),
        }
    }
}

fn write_reasons(text: &mut String, tally: &Tally, language: Language) -> fmt::Result {
    for (reason, count) in tally.reasons() {
        writeln!(text, "  {count:>9}  {} {}", reason.number(), reason.sentence(language))?;
    }
    Ok(())
}
