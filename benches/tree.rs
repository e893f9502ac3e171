//! What does the packing forest cost? Packing, asking upwards and downwards, moving, beside plain arrays.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use symbolon::code::{Identity, Level, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Rules, UnitId};

const PALLETS: u32 = 25;
const CAPACITIES: [u32; 3] = [10, 20, 40];
const ITEMS: u32 = PALLETS * 10 * 20 * 40;

/// A forest of 200 000 items in their boxes, cases and pallets, in line order.
fn forest() -> (Forest, Vec<UnitId>, Vec<UnitId>) {
    let gtins = [b"09506000134352", b"19506000134359", b"29506000134356", b"39506000134353"];
    let mut forest = Forest::with_capacity(Rules::new(CAPACITIES), ITEMS + ITEMS / 8);
    let mut below: Vec<UnitId> = Vec::new();
    let mut items = Vec::new();
    for (level, gtin) in Level::ALL.into_iter().zip(gtins) {
        let gtin = Gtin::parse(gtin).unwrap();
        let per_container =
            level.number().checked_sub(2).map(|place| CAPACITIES[usize::from(place)] as usize);
        let count = per_container.map_or(ITEMS as usize, |size| below.len() / size);
        let units: Vec<UnitId> = (0..count)
            .map(|number| {
                let serial = Serial::parse(format!("{number:08}").as_bytes()).unwrap();
                forest.add(Identity::Sgtin { gtin, serial }, level).unwrap()
            })
            .collect();
        if let Some(size) = per_container {
            for (container, children) in units.iter().zip(below.chunks(size)) {
                forest.pack(*container, children).unwrap();
            }
        } else {
            items.clone_from(&units);
        }
        below = units;
    }
    (forest, items, below)
}

/// The same walk for every way: a stride through all items that no prefetcher guesses.
fn scattered(step: &mut usize, items: &[UnitId]) -> UnitId {
    *step = (*step + 77_777) % items.len();
    items[*step]
}

fn asking(criterion: &mut Criterion) {
    let (forest, items, pallets) = forest();
    let parents: Vec<u32> =
        items.iter().map(|item| forest.parent(*item).unwrap().unwrap().number()).collect();
    let mut group = criterion.benchmark_group("tree: a random item");
    let mut step = 0;
    group.bench_function("floor: parent from a bare array", |bencher| {
        bencher.iter(|| parents[scattered(&mut step, &items).number() as usize]);
    });
    group.bench_function("parent", |bencher| {
        bencher.iter(|| forest.parent(scattered(&mut step, &items)).unwrap());
    });
    group.bench_function("root", |bencher| {
        bencher.iter(|| forest.root(scattered(&mut step, &items)).unwrap());
    });
    let identities: Vec<Identity> = items.iter().map(|item| forest.identity(*item).unwrap()).collect();
    group.bench_function("find by identity", |bencher| {
        bencher.iter(|| {
            step = (step + 77_777) % identities.len();
            forest.find(black_box(&identities[step])).unwrap()
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("tree: a pallet of 8000 items");
    group.throughput(Throughput::Elements(8000));
    let mut room = vec![UnitId::from_number(0); 8000];
    let flat: Vec<UnitId> = forest.leaves(pallets[3]).unwrap().collect();
    group.bench_function("floor: copy of the list", |bencher| {
        bencher.iter(|| room.copy_from_slice(black_box(&flat)));
    });
    group.bench_function("leaves", |bencher| {
        bencher.iter(|| forest.leaves_into(pallets[3], &mut room).unwrap());
    });
    group.bench_function("counts", |bencher| bencher.iter(|| forest.counts(black_box(pallets[3])).unwrap()));
    group.finish();
}

fn changing(criterion: &mut Criterion) {
    let (mut forest, items, _) = forest();
    let mut group = criterion.benchmark_group("tree: changing");
    let mut step = 0;
    group.throughput(Throughput::Elements(10));
    group.bench_function("unpack a box of 10 and pack it again", |bencher| {
        bencher.iter(|| {
            let container = forest.parent(scattered(&mut step, &items)).unwrap().unwrap();
            let children: Vec<UnitId> = forest.children(container).unwrap().collect();
            forest.unpack_all(container).unwrap();
            forest.pack(container, &children).unwrap();
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("exchange two items of different boxes", |bencher| {
        bencher.iter(|| {
            let (one, other) = (scattered(&mut step, &items), scattered(&mut step, &items));
            let (from, to) = (forest.parent(one).unwrap().unwrap(), forest.parent(other).unwrap().unwrap());
            forest.unpack(&[one]).unwrap();
            forest.move_to(&[other], from).unwrap();
            forest.pack(to, &[one]).unwrap();
        });
    });
    group.finish();
}

criterion_group!(benches, asking, changing);
criterion_main!(benches);
