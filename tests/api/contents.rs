//! Digests of contents: order does not matter, every unit does.

use symbolon::Error;
use symbolon::code::hash_tree::Hash;
use symbolon::code::{ContentsDigest, Identity, SerialCode};

pub(crate) fn identity(text: &str) -> Identity {
    *SerialCode::parse(text.as_bytes()).unwrap().identity()
}

/// Items of one GTIN, and every tenth a logistic unit.
pub(crate) fn unit(number: u32) -> Identity {
    if number % 10 == 9 {
        let prefix = symbolon::gs1::sscc::CompanyPrefix::parse(b"3950600").unwrap();
        return Identity::Sscc(symbolon::gs1::key::Sscc::from_parts(0, &prefix, number.into()).unwrap());
    }
    identity(&format!("010950600013435221A{number}"))
}

fn digest(units: impl IntoIterator<Item = u32>) -> Result<ContentsDigest, Error> {
    ContentsDigest::of(units.into_iter().map(|number| Ok(unit(number))))
}

/// RFC 6962, section 2.1, as it stands there.
pub(crate) fn naive(leaves: &[Hash]) -> Hash {
    if let [leaf] = leaves {
        return *leaf;
    }
    let mut split = 1;
    while 2 * split < leaves.len() {
        split *= 2;
    }
    let both = [naive(&leaves[..split]), naive(&leaves[split..])].concat();
    *blake3::keyed_hash(b"symbolon v1 contents node\0\0\0\0\0\0\0", &both).as_bytes()
}

#[test]
fn the_root_is_that_of_the_recursive_tree_over_sorted_leaves() {
    for count in 1..50 {
        let leaf = |number| {
            let text = unit(number).bytes();
            *blake3::keyed_hash(b"symbolon v1 contents leaf\0\0\0\0\0\0\0", &text).as_bytes()
        };
        let mut leaves: Vec<Hash> = (0..count).map(leaf).collect();
        leaves.sort_unstable();
        assert_eq!(digest(0..count), Ok(ContentsDigest { count, root: naive(&leaves) }));
    }
}

#[test]
fn the_order_does_not_matter_and_every_unit_does() {
    let whole = digest(0..40).unwrap();
    assert_eq!(digest((0..40).rev()), Ok(whole));
    for left_out in 0..40 {
        let others = (0..40).filter(|number| *number != left_out);
        assert_ne!(digest(others.clone()).unwrap().root, whole.root);
        assert_ne!(digest(others.chain([40])).unwrap(), whole, "another in its place");
    }
}

#[test]
fn nothing_has_a_digest_of_zeros() {
    assert_eq!(digest([]), Ok(ContentsDigest { count: 0, root: [0; 32] }));
}

#[test]
fn a_unit_named_twice_is_refused_at_its_second_place() {
    assert_eq!(digest([5, 3, 8, 3, 5]), Err(Error::Repeated { item: 3 }));
    // The same identity in another carrier.
    let link = identity("https://id.gs1.org/01/09506000134352/21/A1");
    assert_eq!(ContentsDigest::of([Ok(unit(1)), Ok(link)]), Err(Error::Repeated { item: 1 }));
}

#[test]
fn an_error_among_the_units_is_the_answer() {
    let units = [Ok(unit(1)), Err(Error::UnknownUnit { item: 7 }), Ok(unit(1))];
    assert_eq!(ContentsDigest::of(units), Err(Error::UnknownUnit { item: 7 }));
}
