//! Keys from a company prefix, and the allocation of SSCCs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

use std::collections::BTreeSet;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::gs1::key::{Gtin, Sscc};
use symbolon::gs1::sscc::{CompanyPrefix, SsccAllocator};

fn prefix(digits: &str) -> CompanyPrefix {
    CompanyPrefix::parse(digits.as_bytes()).unwrap()
}

#[test]
fn prefixes_have_4_to_12_digits() {
    for good in ["0614", "9506000", "061414112345"] {
        assert_eq!(prefix(good).to_string(), good);
    }
    for bad in ["", "061", "0614141123456"] {
        assert_eq!(CompanyPrefix::parse(bad.as_bytes()), Err(Error::CompanyPrefix), "{bad}");
    }
    assert_eq!(CompanyPrefix::parse(b"06A4"), Err(Error::Charset { at: 2 }));
    assert_ne!(prefix("0614"), prefix("00614"));
}

/// Sources: 006141411234567890 runs through GS1's examples; 040123450000003338 and 04012345123456 are the examples of
/// the EPC Tag Data Standard; 09506000134352 is the sample item of GS1.
#[test]
fn known_keys_are_made_from_their_parts() {
    let sscc = |extension, digits, reference| {
        Sscc::from_parts(extension, &prefix(digits), reference).unwrap().to_string()
    };
    assert_eq!(sscc(0, "0614141", 123_456_789), "006141411234567890");
    assert_eq!(sscc(0, "4012345", 333), "040123450000003338");
    let gtin =
        |indicator, digits, item| Gtin::from_parts(indicator, &prefix(digits), item).unwrap().to_string();
    assert_eq!(gtin(0, "4012345", 12_345), "04012345123456");
    assert_eq!(gtin(0, "9506000", 13_435), "09506000134352");
    assert_eq!(&gtin(9, "9506000", 13_435)[..13], "9950600013435");
    assert_eq!(&gtin(1, "061414112345", 0)[..13], "1061414112345");
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let p = prefix("9506000");
    assert_eq!(Sscc::from_parts(10, &p, 0), Err(Error::Parameter));
    assert_eq!(Gtin::from_parts(10, &p, 0), Err(Error::Parameter));
    assert_eq!(p.sscc_references(), 1_000_000_000);
    assert_eq!(p.gtin_references(), 100_000);
    assert!(Sscc::from_parts(9, &p, 999_999_999).is_ok());
    assert_eq!(Sscc::from_parts(9, &p, 1_000_000_000), Err(Error::CompanyPrefix));
    assert!(Gtin::from_parts(9, &p, 99_999).is_ok());
    assert_eq!(Gtin::from_parts(9, &p, 100_000), Err(Error::CompanyPrefix));
    assert_eq!(Gtin::from_parts(0, &prefix("061414112345"), 1), Err(Error::CompanyPrefix));
    assert_eq!(Sscc::from_parts(0, &p, u64::MAX), Err(Error::CompanyPrefix));
}

#[test]
fn a_prefix_knows_its_own() {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let sscc = Sscc::from_parts(3, &prefix("9506000"), 1).unwrap();
    for (digits, owns) in
        [("9506", true), ("9506000", true), ("950600013435", true), ("9506001", false), ("0950", false)]
    {
        assert_eq!(prefix(digits).owns_gtin(gtin), owns, "{digits}");
    }
    for (digits, owns) in [("9506", true), ("9506000", true), ("9506001", false), ("3950", false)] {
        assert_eq!(prefix(digits).owns_sscc(sscc), owns, "{digits}");
    }
    // A GTIN-8 holds no company prefix, even if one of zeros existed.
    let short = Gtin::parse(b"96385074").unwrap();
    assert!(!prefix("0000").owns_gtin(short));
    assert!(!prefix("000009638507").owns_gtin(short));
}

#[test]
fn each_reference_comes_once_and_allocation_resumes() {
    let p = prefix("061414112345");
    let mut allocator = SsccAllocator::new(7, p, 0, p.sscc_references()).unwrap();
    let mut seen = BTreeSet::new();
    for reference in 0..10_000_u64 {
        if reference == 5000 {
            allocator = SsccAllocator::new(7, p, allocator.position(), p.sscc_references()).unwrap();
        }
        assert_eq!((allocator.position(), allocator.remaining()), (reference, 10_000 - reference));
        let sscc = allocator.allocate().unwrap();
        assert_eq!(sscc, Sscc::from_parts(7, &p, reference).unwrap());
        assert!(seen.insert(sscc) && p.owns_sscc(sscc));
    }
    assert_eq!(allocator.allocate(), Err(Error::Exhausted));
    assert_eq!(allocator.allocate(), Err(Error::Exhausted));
    assert_eq!((allocator.position(), allocator.remaining()), (10_000, 0));
}

#[test]
fn ranges_that_do_not_fit_are_refused() {
    let p = prefix("9506000");
    assert_eq!(SsccAllocator::new(10, p, 0, 1), Err(Error::Parameter));
    assert_eq!(SsccAllocator::new(0, p, 2, 1), Err(Error::Parameter));
    assert_eq!(SsccAllocator::new(0, p, 0, 1_000_000_001), Err(Error::CompanyPrefix));
    assert_eq!(SsccAllocator::new(0, p, 5, 5).unwrap().allocate(), Err(Error::Exhausted));
}

proptest! {
    /// Against the layout written as text.
    #[test]
    fn keys_hold_their_parts(lead in 0..=9_u8, digits in "[0-9]{4,12}", reference in any::<u64>()) {
        let p = prefix(&digits);
        let (sscc_reference, item) = (reference % p.sscc_references(), reference % p.gtin_references());
        let sscc = Sscc::from_parts(lead, &p, sscc_reference).unwrap();
        let width = 16 - digits.len();
        prop_assert_eq!(&sscc.to_string()[..17], format!("{lead}{digits}{sscc_reference:0width$}"));
        prop_assert!(p.owns_sscc(sscc));
        let gtin = Gtin::from_parts(lead, &p, item).unwrap();
        let width = 12 - digits.len();
        let item = if width == 0 { String::new() } else { format!("{item:0width$}") };
        prop_assert_eq!(&gtin.to_string()[..13], format!("{lead}{digits}{item}"));
        prop_assert_eq!(p.owns_gtin(gtin), !gtin.to_string()[1..].starts_with("00000"));
    }
}
