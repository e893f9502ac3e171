//! The hierarchy beside what integrators keep it in: hash maps both ways, and bitmaps of the items of a pallet.
//!
//! A hundred million items of a line that fills boxes of 20, cases of 20 boxes and pallets of 20 cases. One item in a
//! thousand is an exception: half of them are rejected before they are packed, half have changed places with another.

use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::sync::{Mutex, OnceLock};
use std::time::Instant;

use hashbrown::{DefaultHashBuilder, HashMap};
use roaring::RoaringBitmap;
use symbolon::code::{Level, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Rules, UnitId, Units};

use crate::measure::{Goal, Pair, alternate, cpu_nanoseconds};

const ITEMS: u64 = 100_000_000;
const SIZE: u32 = 20;
const PALLET: usize = 8000;
/// Calls of a round: so many that what the peer throws out of the processor's caches is a small part of it. No peer
/// here fits into a cache.
const PARENTS: usize = 1_000_000;
const ROOTS: usize = 500_000;
const LEAVES: usize = 2000;

/// A forest, and the first ids of its levels.
pub struct Line {
    pub forest: Forest,
    items: Units,
    cases: Units,
    pallets: Units,
    spares: Units,
}

/// Numbers that no prefetcher guesses, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 32) * u64::from(end)) >> 32) as u32
    }
}

fn id(number: u32) -> UnitId {
    UnitId::from_number(number)
}

fn series(slot: &[u8]) -> SeriesId {
    SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), slot).unwrap()
}

fn rules() -> Rules {
    Rules::new([SIZE, SIZE, SIZE])
}

/// Packs so many items as a line does. Where `exceptions` is 0, nothing is ever rejected or exchanged.
pub fn in_line_order(items: u64, exceptions: u32) -> Line {
    let mut forest = Forest::new(rules());
    let mut dice = Dice(1);
    let size = u64::from(SIZE);
    let boxes = items / size + 1;
    let items = forest.register(&series(b"I"), Level::ITEM, 0..items).unwrap();
    let boxes = forest.register(&series(b"B"), Level::BOX, 0..boxes).unwrap();
    let cases =
        forest.register(&series(b"C"), Level::CASE, 0..u64::from(boxes.count_units()) / size + 1).unwrap();
    let pallets = u64::from(cases.count_units()) / size + 1;
    let pallets = forest.register(&series(b"P"), Level::PALLET, 0..pallets).unwrap();
    let spares = forest.register(&series(b"S"), Level::ITEM, 0..1_000_000).unwrap();
    // Items between two that are rejected.
    let distance = 1_000_000_u32.checked_div(exceptions / 2).unwrap_or(u32::MAX);
    let (mut item, end) = (items.first().number(), items.count_units());
    let mut rejected = item.saturating_add(dice.below(distance).max(1));
    'line: for place in 0..boxes.count_units() {
        let carton = boxes.get(place).unwrap();
        let mut left = SIZE;
        while left > 0 {
            let count = left.min(rejected - item).min(end - item);
            if item >= end {
                break 'line;
            }
            forest.pack_run(carton, &Units::from_first(id(item), count)).unwrap();
            item += count;
            left -= count;
            if item == rejected {
                item += 1;
                rejected = item.saturating_add(1 + dice.below(distance.saturating_mul(2)));
            }
        }
        if place % SIZE == SIZE - 1 {
            let case = cases.get(place / SIZE).unwrap();
            forest.pack_run(case, &Units::from_first(boxes.get(place + 1 - SIZE).unwrap(), SIZE)).unwrap();
            let number = place / SIZE;
            if number % SIZE == SIZE - 1 {
                let pallet = pallets.get(number / SIZE).unwrap();
                forest
                    .pack_run(pallet, &Units::from_first(cases.get(number + 1 - SIZE).unwrap(), SIZE))
                    .unwrap();
            }
        }
    }
    // Each exchange makes two exceptions.
    let exchanges = u64::from(end) * u64::from(exceptions) / 4_000_000;
    for _ in 0..exchanges {
        let (one, other) = (id(dice.below(end)), id(dice.below(end)));
        let (Ok(Some(from)), Ok(Some(to))) = (forest.parent(one), forest.parent(other)) else { continue };
        if from != to {
            forest.unpack(&[one]).unwrap();
            forest.move_to(&[other], from).unwrap();
            forest.pack(to, &[one]).unwrap();
        }
    }
    Line { forest, items, cases, pallets, spares }
}

/// The line with one exception in a thousand items; made once.
fn line() -> &'static Mutex<Line> {
    static LINE: OnceLock<Mutex<Line>> = OnceLock::new();
    LINE.get_or_init(|| Mutex::new(in_line_order(ITEMS, 1000)))
}

/// The same in two hash maps: the container of each unit, and what each container holds.
struct Maps<S> {
    parent: HashMap<u32, u32, S>,
    children: HashMap<u32, Vec<u32>, S>,
}

/// In the maps as their crate has them, with the faster hasher.
fn maps() -> &'static Maps<DefaultHashBuilder> {
    static MAPS: OnceLock<Maps<DefaultHashBuilder>> = OnceLock::new();
    MAPS.get_or_init(Maps::new)
}

/// In the maps of the standard library: the same tables with its hasher.
fn standard_maps() -> &'static Maps<RandomState> {
    static MAPS: OnceLock<Maps<RandomState>> = OnceLock::new();
    MAPS.get_or_init(Maps::new)
}

impl<S: BuildHasher + Default> Maps<S> {
    fn new() -> Self {
        let line = line().lock().unwrap();
        let forest = &line.forest;
        let units = forest.len() as usize - line.spares.count_units() as usize;
        let mut parent = HashMap::with_capacity_and_hasher(units, S::default());
        let containers = forest.totals().total() - forest.totals().at(Level::ITEM);
        let mut children: HashMap<u32, Vec<u32>, S> =
            HashMap::with_capacity_and_hasher(containers as usize, S::default());
        let mut packed: Vec<Option<UnitId>> = vec![None; 65_536];
        let mut start = 0;
        while start < forest.len() {
            let units: Vec<UnitId> = (start..forest.len().min(start + 65_536)).map(id).collect();
            forest.parents(&units, &mut packed);
            for (unit, container) in units.iter().zip(&packed) {
                if let Some(container) = container {
                    parent.insert(unit.number(), container.number());
                    children
                        .entry(container.number())
                        .or_insert_with(|| Vec::with_capacity(20))
                        .push(unit.number());
                }
            }
            start += units.len() as u32;
        }
        Maps { parent, children }
    }

    fn root(&self, unit: u32) -> u32 {
        let mut root = unit;
        while let Some(&above) = self.parent.get(&root) {
            root = above;
        }
        root
    }

    /// The maps know no levels: what has no children of its own is an item.
    fn leaves(&self, unit: u32, stack: &mut Vec<u32>, out: &mut Vec<u32>) {
        out.clear();
        stack.clear();
        stack.push(unit);
        while let Some(here) = stack.pop() {
            match self.children.get(&here) {
                Some(below) => stack.extend(below.iter().rev()),
                None => out.push(here),
            }
        }
    }

    /// The same for a peer that knows beside the maps that ids below this number are items.
    fn leaves_below(&self, unit: u32, items: u32, stack: &mut Vec<u32>, out: &mut Vec<u32>) {
        out.clear();
        stack.clear();
        stack.push(unit);
        while let Some(here) = stack.pop() {
            let Some(below) = self.children.get(&here) else { continue };
            if below.first().is_some_and(|&first| first < items) {
                out.extend_from_slice(below);
            } else {
                stack.extend(below.iter().rev());
            }
        }
    }
}

fn beside(pair: &Pair, what: &str) -> String {
    format!("of the time of {what}: {:.1} ns against {:.1} ns, {ITEMS} items", pair.ours, pair.theirs)
}

/// The box of a random item.
pub fn parent() -> Goal {
    let maps = maps();
    let line = line().lock().unwrap();
    let end = line.items.count_units();
    let (mut ours, mut theirs) = (Dice(2), Dice(2));
    let pair = alternate(
        PARENTS,
        || line.forest.parent(id(ours.below(end))).unwrap(),
        || maps.parent.get(&theirs.below(end)).copied(),
    );
    Goal::at_most(0.2, pair.ratio, beside(&pair, "hashbrown for the parent of a random item"))
}

/// The pallet of a random item.
pub fn root() -> Goal {
    root_beside(standard_maps(), "two hash maps of the standard library")
}

pub fn root_hashbrown() -> Goal {
    root_beside(maps(), "two hash maps with hashbrown's faster hasher")
}

fn root_beside<S: BuildHasher + Default>(maps: &Maps<S>, peer: &str) -> Goal {
    let line = line().lock().unwrap();
    let end = line.items.count_units();
    let (mut ours, mut theirs) = (Dice(3), Dice(3));
    let pair =
        alternate(ROOTS, || line.forest.root(id(ours.below(end))).unwrap(), || maps.root(theirs.below(end)));
    Goal::at_most(0.05, pair.ratio, beside(&pair, &format!("{peer} for the root of a random item")))
}

/// A full pallet of the line, at random.
fn pallet(line: &Line, dice: &mut Dice) -> UnitId {
    line.pallets.get(dice.below(line.pallets.count_units() - 2)).unwrap()
}

/// The 8000 items of a pallet, into a buffer, beside the hash maps.
pub fn leaves_maps() -> Goal {
    leaves_beside(standard_maps(), "two hash maps of the standard library")
}

pub fn leaves_hashbrown() -> Goal {
    leaves_beside(maps(), "two hash maps with hashbrown's faster hasher")
}

fn leaves_beside<S: BuildHasher + Default>(maps: &Maps<S>, peer: &str) -> Goal {
    let line = line().lock().unwrap();
    let end = line.items.count_units();
    let (mut ours, mut theirs) = (Dice(4), Dice(4));
    let mut buffer = vec![id(0); PALLET];
    let (mut stack, mut out) = (Vec::new(), Vec::with_capacity(PALLET));
    for _ in 0..100 {
        let unit = pallet(&line, &mut ours);
        let count = line.forest.leaves_into(unit, &mut buffer).unwrap();
        maps.leaves(unit.number(), &mut stack, &mut out);
        assert!(buffer[..count].iter().map(|unit| unit.number()).eq(out.iter().copied()));
    }
    let pair = alternate(
        LEAVES,
        || line.forest.leaves_into(pallet(&line, &mut ours), black_box(&mut buffer)).unwrap(),
        || maps.leaves(pallet(&line, &mut theirs).number(), &mut stack, black_box(&mut out)),
    );
    let knowing = alternate(
        LEAVES,
        || line.forest.leaves_into(pallet(&line, &mut ours), black_box(&mut buffer)).unwrap(),
        || maps.leaves_below(pallet(&line, &mut theirs).number(), end, &mut stack, black_box(&mut out)),
    );
    let knowing = format!(
        "; of a peer that knows the items beside its maps: {:.3} of {:.1} ns",
        knowing.ratio, knowing.theirs
    );
    let what = format!("{peer} for the items of a random pallet");
    Goal::at_most(0.01, pair.ratio, beside(&pair, &what) + &knowing)
}

/// The same beside a roaring bitmap of items for each pallet.
pub fn leaves_roaring() -> Goal {
    let line = line().lock().unwrap();
    let mut buffer = vec![id(0); PALLET];
    let bitmaps: Vec<RoaringBitmap> = (0..line.pallets.count_units() - 1)
        .map(|place| {
            line.forest.leaves(line.pallets.get(place).unwrap()).unwrap().map(UnitId::number).collect()
        })
        .collect();
    let (mut ours, mut theirs) = (Dice(5), Dice(5));
    let mut out: Vec<u32> = Vec::with_capacity(PALLET);
    let pair = alternate(
        LEAVES,
        || line.forest.leaves_into(pallet(&line, &mut ours), black_box(&mut buffer)).unwrap(),
        || {
            out.clear();
            out.extend(&bitmaps[theirs.below(line.pallets.count_units() - 2) as usize]);
            black_box(&mut out).len()
        },
    );
    Goal::at_most(0.25, pair.ratio, beside(&pair, "a roaring bitmap for the items of a random pallet"))
}

/// A random case to another pallet.
pub fn moving() -> Goal {
    let mut guard = line().lock().unwrap();
    let line = &mut *guard;
    let mut forest = line.forest.clone();
    let mut dice = Dice(6);
    let cases = line.cases.count_units() - SIZE * 2;
    // One pallet in a hundred has room for one case; it is then where a moved one came from.
    let mut room: Vec<UnitId> = Vec::new();
    for place in 0..line.pallets.count_units() / 100 {
        let case = line.cases.get(place * 100 * SIZE + 7).unwrap();
        room.push(forest.parent(case).unwrap().unwrap());
        forest.unpack(&[case]).unwrap();
    }
    // What has settled after many moves is measured, not the first one of each page.
    let mut step = |forest: &mut Forest, times: u32| {
        let start = cpu_nanoseconds();
        let mut moved = 0_u32;
        for _ in 0..times {
            let case = line.cases.get(dice.below(cases)).unwrap();
            let Ok(Some(from)) = forest.parent(case) else { continue };
            let place = dice.below(room.len() as u32) as usize;
            if from != room[place] {
                forest.move_to(&[case], room[place]).unwrap();
                room[place] = from;
                moved += 1;
            }
        }
        (cpu_nanoseconds() - start) / f64::from(moved)
    };
    // At first the pages are in line order; then each becomes dense once, which is counted among the rest; then all are.
    let first = step(&mut forest, 2000);
    let turning = step(&mut forest, 48_000);
    let settled = crate::measure::median((0..21).map(|_| step(&mut forest, 20_000)).collect());
    Goal::at_most(
        200.0,
        first.max(turning).max(settled),
        format!(
            "nanoseconds to move a random case to a random pallet, its look-up counted: {first:.0} in line order, {turning:.0} while the order goes, {settled:.0} once it is gone"
        ),
    )
}

/// A random item by a fresh one.
pub fn replace() -> Goal {
    let mut guard = line().lock().unwrap();
    let line = &mut *guard;
    let mut forest = line.forest.clone();
    let (mut dice, end) = (Dice(7), line.items.count_units());
    let mut spares = line.spares.clone();
    let mut step = |forest: &mut Forest, times: u32| {
        let start = cpu_nanoseconds();
        let mut done = 0_u32;
        for _ in 0..times {
            let old = id(dice.below(end));
            let Some(new) = spares.next() else { break };
            if forest.replace(old, new).is_ok() {
                done += 1;
            }
        }
        (cpu_nanoseconds() - start) / f64::from(done)
    };
    let rounds: Vec<f64> = (0..41).map(|_| step(&mut forest, 20_000)).collect();
    let (first, last) = (rounds[0], rounds[40]);
    let median = crate::measure::median(rounds);
    Goal::at_most(
        250.0,
        median,
        format!("nanoseconds to replace a random item; {first:.0} at first, {last:.0} after 820 000 of them"),
    )
}

/// Every item in a random box.
fn shuffled() -> Line {
    shuffled_of(ITEMS)
}

/// So many items, a multiple of 8000, every one in a random box.
pub fn shuffled_of(count: u64) -> Line {
    let mut forest = Forest::new(rules());
    let size = u64::from(SIZE);
    let items = forest.register(&series(b"I"), Level::ITEM, 0..count).unwrap();
    let boxes = forest.register(&series(b"B"), Level::BOX, 0..count / size).unwrap();
    let cases = forest.register(&series(b"C"), Level::CASE, 0..count / size / size).unwrap();
    let pallets = forest.register(&series(b"P"), Level::PALLET, 0..count / size / size / size).unwrap();
    // A multiplication without a common divisor meets every item once, in no order.
    let at = |rank: u64, step: u64, end: u64| id(u32::try_from(rank * step % end).unwrap());
    let mut children = Vec::new();
    let mut fill = |forest: &mut Forest, below: &Units, above: &Units, step: u64| {
        for (place, container) in (0..).zip(above.clone()) {
            children.clear();
            for rank in place * size..(place + 1) * size {
                let child = at(rank, step, below.count_units().into()).number();
                children.push(id(below.first().number() + child));
            }
            forest.pack(container, &children).unwrap();
        }
    };
    fill(&mut forest, &items, &boxes, 61_803_399);
    fill(&mut forest, &boxes, &cases, 3_090_169);
    fill(&mut forest, &cases, &pallets, 154_507);
    let spares = Units::from_first(id(0), 0);
    Line { forest, items, cases, pallets, spares }
}

/// Bytes per item, every unit in a random container.
pub fn bytes_shuffled() -> Goal {
    let before = resident();
    let line = shuffled();
    let taken = resident().saturating_sub(before);
    let per_item = line.forest.memory() as f64 / ITEMS as f64;
    let (mut dice, end) = (Dice(8), line.items.count_units());
    let start = Instant::now();
    for _ in 0..1_000_000 {
        black_box(line.forest.parent(id(dice.below(end))).unwrap());
    }
    let parent = start.elapsed().as_secs_f64() * 1e9 / 1e6;
    let mut buffer = vec![id(0); PALLET];
    let start = Instant::now();
    for _ in 0..1000 {
        let pallet = line.pallets.get(dice.below(line.pallets.count_units())).unwrap();
        black_box(line.forest.leaves_into(pallet, &mut buffer).unwrap());
    }
    let leaves = start.elapsed().as_secs_f64() * 1e6 / 1e3;
    Goal::at_most(
        10.0,
        per_item.max(taken as f64 / ITEMS as f64),
        format!(
            "bytes per item, {ITEMS} of them in random boxes, cases and pallets: {per_item:.2} counted, {:.2} resident; a parent takes {parent:.0} ns, the items of a pallet {leaves:.0} µs",
            taken as f64 / ITEMS as f64
        ),
    )
}

/// Bytes per item in line order with one exception in a thousand.
pub fn bytes_in_line() -> Goal {
    let line = line().lock().unwrap();
    let mut compacted = line.forest.clone();
    compacted.compact();
    let [grown, compacted] = [&line.forest, &compacted].map(|forest| forest.memory() as f64 / ITEMS as f64);
    Goal::at_most(
        0.05,
        grown,
        format!(
            "bytes per item, {ITEMS} in line order with one exception in 1000; {compacted:.4} after compaction"
        ),
    )
}

/// A billion items in line order, one exception in a thousand: time and memory.
pub fn billion() {
    let before = resident();
    let start = Instant::now();
    let line = in_line_order(1_000_000_000, 1000);
    let packed = start.elapsed().as_secs_f64();
    let memory = line.forest.memory();
    let taken = resident().saturating_sub(before);
    let start = Instant::now();
    let mut dice = Dice(9);
    for _ in 0..1_000_000 {
        black_box(line.forest.root(id(dice.below(line.items.count_units()))).unwrap());
    }
    let root = start.elapsed().as_secs_f64() * 1e9 / 1e6;
    let mut buffer = vec![id(0); PALLET];
    let start = Instant::now();
    for _ in 0..10_000 {
        black_box(line.forest.leaves_into(pallet(&line, &mut dice), &mut buffer).unwrap());
    }
    let leaves = start.elapsed().as_secs_f64() * 1e6 / 1e4;
    println!(
        "billion items={} seconds={packed:.1} bytes={memory} resident={taken}",
        line.items.count_units()
    );
    println!("    root of a random item {root:.0} ns, items of a pallet {leaves:.1} µs");
    let start = Instant::now();
    line.forest.check().unwrap();
    println!("    every invariant verified in {:.0} s", start.elapsed().as_secs_f64());
}

/// Bytes of this process in memory.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: usize = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0);
    pages * 4096
}
