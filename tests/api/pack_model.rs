//! Random operations on forests and on a model too simple to be wrong: every answer, every refusal alike, whatever
//! the forests look like inside.

use proptest::collection::vec;
use proptest::prelude::*;
use symbolon::code::Level;
use symbolon::pack::{Forest, Rules, UnitId};

#[path = "../model/forest.rs"]
pub(crate) mod model;

use model::{Model, Operation, apply, compare, compare_contents};

/// Units 0 to 7 items, 8 to 12 boxes, 13 to 15 cases, 16 and 17 pallets, so that many operations succeed.
const START: [(Level, u32); 4] = [(Level::ITEM, 8), (Level::BOX, 5), (Level::CASE, 3), (Level::PALLET, 2)];

fn start(rules: Rules) -> Operation {
    let levels = START.into_iter().filter(|&(level, _)| rules.uses(level));
    let units = levels.flat_map(|(level, count)| (0..count).map(move |_| level));
    Operation::AddAll((0..).zip(units).collect())
}

fn rules() -> impl Strategy<Value = Rules> {
    (prop::array::uniform3(0..4_u32), any::<bool>(), 0..3_u32).prop_map(|(capacities, skip, high)| {
        let rules = Rules::new(capacities);
        let rules = rules.with_level(Level::ALL[7], high).unwrap();
        if skip { rules.with_skipped_levels() } else { rules }
    })
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(&Level::ALL[..])
}

/// A container and units that often lie one level below it.
fn container_and_list() -> impl Strategy<Value = (u32, Vec<u32>)> {
    prop_oneof![
        6 => (8..13_u32, vec(0..8_u32, 0..4)),
        3 => (13..16_u32, vec(8..13_u32, 0..4)),
        2 => (16..18_u32, vec(13..16_u32, 0..3)),
        2 => (0..26_u32, vec(0..26_u32, 0..4)),
    ]
}

/// Two units that often are of one level.
fn pair() -> impl Strategy<Value = (u32, u32)> {
    prop_oneof![
        3 => (0..8_u32, 0..8_u32),
        4 => (8..13_u32, 8..13_u32),
        2 => (13..16_u32, 13..16_u32),
        2 => (0..26_u32, 0..26_u32),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    let unit = || 0..26_u32;
    prop_oneof![
        1 => vec((0..24_u32, level()), 0..4).prop_map(Operation::AddAll),
        1 => (0..2_u8, level(), 0..6_u64, 0..5_u32).prop_map(|(s, l, start, n)| Operation::Register(s, l, start, n)),
        8 => container_and_list().prop_map(|(parent, children)| Operation::Pack(parent, children)),
        4 => (8..13_u32, 0..8_u32, 0..4_u32).prop_map(|(to, first, n)| Operation::PackRun(to, first, n)),
        1 => (unit(), unit(), 0..4_u32).prop_map(|(to, first, n)| Operation::PackRun(to, first, n)),
        2 => vec(unit(), 0..3).prop_map(Operation::Unpack),
        1 => unit().prop_map(Operation::UnpackAll),
        3 => pair().prop_map(|(old, new)| Operation::Replace(old, new)),
        3 => pair().prop_map(|(old, new)| Operation::Relabel(old, new)),
        6 => container_and_list().prop_map(|(parent, children)| Operation::Move(children, parent)),
        2 => (pair(), vec(unit(), 0..3)).prop_map(|((from, to), list)| Operation::Split(from, to, list)),
        2 => pair().prop_map(|(from, to)| Operation::Merge(from, to)),
        2 => (unit(), prop_oneof![4 => Just(0_i8), 1 => -1..2_i8]).prop_map(|(c, off)| Operation::Close(c, off)),
        2 => unit().prop_map(Operation::Reopen),
        1 => (unit(), any::<bool>()).prop_map(|(unit, out)| Operation::Void(unit, out)),
        1 => unit().prop_map(Operation::Sample),
        1 => unit().prop_map(Operation::Destroy),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_forest_does_what_the_model_does(
        rules in rules(),
        operations in vec((operation(), 0..8_u8), 1..40),
    ) {
        let mut forest = Forest::new(rules);
        let mut reserved = Forest::reserved(rules, 400, [1; 16]).with_window(8);
        let mut model = Model::new(rules);
        let first = (start(rules), 1);
        for (number, (operation, dice)) in (0..).zip(core::iter::once(first).chain(operations)) {
            let before = forest.clone();
            let answer = apply(&mut forest, &operation, Some(number));
            prop_assert_eq!(answer, model.apply(&operation), "{:?}", operation);
            prop_assert_eq!(apply(&mut reserved, &operation, Some(number)), answer, "{:?}", operation);
            prop_assert_eq!(forest.check(), Ok(()), "{:?}", operation);
            prop_assert_eq!(reserved.check(), Ok(()), "{:?}", operation);
            if answer.is_err() {
                prop_assert_eq!(&forest, &before, "refused {:?} left a trace", operation);
            }
            if dice == 0 {
                forest.compact();
                prop_assert_eq!(forest.check(), Ok(()), "compaction after {:?}", operation);
            }
            prop_assert_eq!(&forest, &reserved);
            compare(&forest, &model);
            compare(&reserved, &model);
        }
    }

    #[test]
    fn pack_then_unpack_restores_the_forest(rules in rules(), operations in vec(operation(), 1..40)) {
        let mut forest = Forest::new(rules);
        for (number, operation) in (0..).zip(core::iter::once(start(rules)).chain(operations)) {
            let before = forest.clone();
            let done = apply(&mut forest, &operation, Some(number)).is_ok();
            if let (true, Operation::Pack(_, children)) = (done, &operation) {
                let mut undone = forest.clone();
                prop_assert!(apply(&mut undone, &Operation::Unpack(children.clone()), None).is_ok());
                prop_assert_eq!(undone, before);
            }
        }
    }
}

/// What happens on a line, as seen from the next unit to be packed.
#[derive(Clone, Debug)]
enum Happens {
    /// So many full containers, one unit after the other, or as runs.
    Full(u8, bool),
    /// A container that stays short.
    Short(u8),
    /// Units that are not packed.
    Rejected(u8),
    /// So many lanes fill their containers in turn.
    Lanes(u8, u8),
    /// Any units of those packed last go to any of the containers packed last.
    Shuffle(Vec<(u16, u16)>),
    Chaos(Operation),
    Compact,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        8 => (1..40_u8, any::<bool>()).prop_map(|(count, runs)| Happens::Full(count, runs)),
        2 => (0..6_u8).prop_map(Happens::Short),
        4 => (1..20_u8).prop_map(Happens::Rejected),
        3 => (2..5_u8, 1..5_u8).prop_map(|(lanes, rounds)| Happens::Lanes(lanes, rounds)),
        3 => vec((any::<u16>(), any::<u16>()), 1..60).prop_map(Happens::Shuffle),
        3 => (0..400_u32, 0..400_u32).prop_map(|(old, new)| Happens::Chaos(Operation::Replace(old, new))),
        2 => (0..400_u32, 0..400_u32).prop_map(|(old, new)| Happens::Chaos(Operation::Relabel(old, new))),
        2 => (0..400_u32).prop_map(|unit| Happens::Chaos(Operation::Sample(unit))),
        2 => (0..400_u32).prop_map(|unit| Happens::Chaos(Operation::Unpack(vec![unit]))),
        1 => (0..400_u32).prop_map(|unit| Happens::Chaos(Operation::UnpackAll(unit))),
        1 => (0..400_u32, 0..400_u32).prop_map(|(from, to)| Happens::Chaos(Operation::Merge(from, to))),
        2 => Just(Happens::Compact),
    ]
}

const SIZE: u32 = 6;

/// A line that packs items of a series into boxes of a series, and these into cases; ids around the end of a page.
struct Line {
    forest: Forest,
    reserved: Forest,
    model: Model,
    number: u64,
    item: u32,
    carton: u32,
    case: u32,
    items: u32,
    cartons: u32,
}

impl Line {
    fn new(items_before: u32, cartons_first: bool) -> Self {
        let rules = Rules::new([SIZE, 5, 3]);
        let mut line = Self {
            forest: Forest::new(rules),
            reserved: Forest::reserved(rules, 70_000, [0; 16]),
            model: Model::new(rules),
            number: 0,
            item: 0,
            carton: 0,
            case: 0,
            items: 0,
            cartons: 0,
        };
        // Loose items, of which the model need not be asked.
        line.register(3, Level::ITEM, items_before);
        if cartons_first {
            line.cartons = line.register(1, Level::BOX, 300);
            line.items = line.register(0, Level::ITEM, 1500);
        } else {
            line.items = line.register(0, Level::ITEM, 1500);
            line.cartons = line.register(1, Level::BOX, 300);
        }
        line.case = line.register(2, Level::CASE, 60);
        (line.item, line.carton) = (line.items, line.cartons);
        line
    }

    fn register(&mut self, series: u8, level: Level, count: u32) -> u32 {
        let first = self.forest.len();
        let units = self.forest.register(&model::series(series), level, 0..count.into()).unwrap();
        self.reserved.register(&model::series(series), level, 0..count.into()).unwrap();
        self.model.push(series, level, count);
        assert_eq!((units.first().number(), units.count_units()), (first, count));
        first
    }

    fn run(&mut self, operation: &Operation) -> Result<u32, symbolon::Error> {
        self.number += 1;
        let answer = apply(&mut self.forest, operation, Some(self.number));
        assert_eq!(apply(&mut self.reserved, operation, Some(self.number)), answer, "{operation:?}");
        if answer.is_ok() {
            assert_eq!(self.model.step(operation), answer, "{operation:?}");
        }
        answer
    }

    /// The next container of boxes takes the next of items; every fifth box goes on into its case.
    fn pack(&mut self, count: u32, as_run: bool) {
        if self.item + count > self.items + 1500 || self.carton >= self.cartons + 300 {
            return;
        }
        let (item, carton) = (self.item, self.carton);
        if as_run {
            let _ = self.run(&Operation::PackRun(carton, item, count));
        } else {
            for item in item..item + count {
                let _ = self.run(&Operation::Pack(carton, vec![item]));
            }
        }
        self.item += count;
        self.next_carton();
    }

    fn next_carton(&mut self) {
        let carton = self.carton;
        let case = self.case + (carton - self.cartons) / 5;
        let _ = self.run(&Operation::Pack(case, vec![carton]));
        let _ = self.run(&Operation::Close(carton, 0));
        if carton.is_multiple_of(7) {
            let _ = self.run(&Operation::Reopen(carton));
        }
        self.carton += 1;
    }

    fn happens(&mut self, happens: &Happens) {
        match happens {
            Happens::Full(count, as_run) => (0..*count).for_each(|_| self.pack(SIZE, *as_run)),
            Happens::Short(count) => self.pack((*count).into(), true),
            Happens::Rejected(count) => self.item += u32::from(*count),
            Happens::Lanes(lanes, rounds) => {
                let lanes = u32::from(*lanes);
                for _ in 0..*rounds {
                    if self.item + lanes * SIZE > self.items + 1500
                        || self.carton + lanes > self.cartons + 300
                    {
                        return;
                    }
                    for place in 0..lanes * SIZE {
                        let _ =
                            self.run(&Operation::Pack(self.carton + place % lanes, vec![self.item + place]));
                    }
                    self.item += lanes * SIZE;
                    (0..lanes).for_each(|_| self.next_carton());
                }
            }
            Happens::Shuffle(moves) => {
                for (unit, to) in moves {
                    let unit = self.items + u32::from(*unit) % (self.item - self.items + 1);
                    let to = self.cartons + u32::from(*to) % (self.carton - self.cartons + 1);
                    let _ = self.run(&Operation::Reopen(to));
                    if self.run(&Operation::Move(vec![unit], to)).is_err() {
                        let _ = self.run(&Operation::Pack(to, vec![unit]));
                    }
                }
            }
            Happens::Chaos(operation) => {
                // Numbers below 400 are the first units of the line.
                let here = |unit: u32| {
                    if unit.is_multiple_of(4) { self.cartons + unit / 4 } else { self.items + unit }
                };
                let operation = match *operation {
                    Operation::Replace(old, new) => Operation::Replace(here(old), here(new)),
                    Operation::Relabel(old, new) => Operation::Relabel(here(old), here(new)),
                    Operation::Sample(unit) => Operation::Sample(here(unit)),
                    Operation::UnpackAll(unit) => Operation::UnpackAll(self.cartons + unit / 4),
                    Operation::Merge(from, to) => {
                        let _ = self.run(&Operation::Reopen(self.cartons + to / 4));
                        Operation::Merge(self.cartons + from / 4, self.cartons + to / 4)
                    }
                    Operation::Unpack(ref units) => Operation::Unpack(vec![here(units[0])]),
                    ref other => other.clone(),
                };
                let _ = self.run(&operation);
            }
            Happens::Compact => self.forest.compact(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_line_packs_as_the_model_says(
        before in prop_oneof![Just(0_u32), 64_000..65_600_u32],
        cartons_first in any::<bool>(),
        story in vec(happens(), 1..40),
    ) {
        let mut line = Line::new(before, cartons_first);
        for happens in &story {
            line.happens(happens);
            prop_assert_eq!(line.forest.check(), Ok(()), "{:?}", happens);
        }
        let end = line.forest.len();
        for last in [false, true] {
            prop_assert!(line.forest == line.reserved);
            for unit in before..end {
                let parent = line.forest.parent(UnitId::from_number(unit)).unwrap();
                prop_assert_eq!(parent.map(UnitId::number), line.model.parent.get(&unit).copied());
                compare_contents(&line.forest, &line.model, unit);
            }
            if !last {
                line.forest.compact();
                prop_assert_eq!(line.forest.check(), Ok(()));
                prop_assert_eq!(line.reserved.check(), Ok(()));
            }
        }
    }
}
