//! Pools of external serials: each leaves once, in the order they came.

use symbolon::Error;
use symbolon::code::{Serial, SerialPool};

fn serial(text: &str) -> Serial {
    Serial::parse(text.as_bytes()).unwrap()
}

fn pool() -> SerialPool {
    SerialPool::new(["C", "A", "(b)"].map(serial).to_vec()).unwrap()
}

#[test]
fn serials_leave_in_the_order_they_came_and_once() {
    let mut pool = pool();
    assert_eq!([pool.draw(), pool.draw(), pool.draw()], ["C", "A", "(b)"].map(|text| Ok(serial(text))));
    assert_eq!(pool.draw(), Err(Error::Exhausted));
    assert_eq!((pool.position(), pool.remaining()), (3, 0));
}

#[test]
fn only_what_was_drawn_is_known_as_drawn() {
    let mut pool = pool();
    pool.draw().unwrap();
    assert!(pool.has_drawn(&serial("C")));
    assert!(!pool.has_drawn(&serial("A")), "the next one, still inside");
    assert!(!pool.has_drawn(&serial("X")));
}

#[test]
fn a_pool_resumes_forwards_only() {
    let mut pool = pool();
    pool.resume(2).unwrap();
    assert_eq!(pool.resume(1), Err(Error::Parameter));
    assert_eq!(pool.resume(4), Err(Error::Parameter));
    assert_eq!(pool.resume(2), Ok(()));
    assert_eq!(pool.draw(), Ok(serial("(b)")));
}

#[test]
fn a_repeated_serial_is_named() {
    let repeated = ["B", "A", "B", "A"].map(serial).to_vec();
    assert!(matches!(SerialPool::new(repeated), Err(Error::Repeated { item: 2 | 3 })));
    assert_eq!(SerialPool::new(Vec::new()).unwrap().draw(), Err(Error::Exhausted));
}
