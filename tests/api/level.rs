//! The catalogue: which identity stands at which level.

use symbolon::Error;
use symbolon::code::{Catalogue, Level, SerialCode};
use symbolon::gs1::key::Gtin;

fn level_of(catalogue: &Catalogue, code: &[u8]) -> Result<Level, Error> {
    catalogue.level(SerialCode::parse(code).unwrap().identity())
}

#[test]
fn each_gtin_has_one_level() {
    let mut catalogue = Catalogue::new();
    let (item, case) = (Gtin::parse(b"09506000134352").unwrap(), Gtin::parse(b"19506000134359").unwrap());
    catalogue.set_gtin(case, Level::Case).unwrap();
    catalogue.set_gtin(item, Level::Item).unwrap();
    assert_eq!(level_of(&catalogue, b"0109506000134352211"), Ok(Level::Item));
    assert_eq!(level_of(&catalogue, b"0119506000134359211"), Ok(Level::Case));
    assert_eq!(level_of(&catalogue, b"0129506000134356211"), Err(Error::NoLevel));
    assert_eq!(catalogue.set_gtin(item, Level::Item), Ok(()), "the same again");
    assert_eq!(catalogue.set_gtin(item, Level::Box), Err(Error::Taken));
}

#[test]
fn the_longest_beginning_of_an_sscc_decides() {
    let mut catalogue = Catalogue::new();
    assert_eq!(level_of(&catalogue, b"00395060000000000016"), Err(Error::NoLevel));
    catalogue.set_sscc(b"", Level::Pallet).unwrap();
    catalogue.set_sscc(b"39506000", Level::Case).unwrap();
    assert_eq!(level_of(&catalogue, b"00395060000000000016"), Ok(Level::Case));
    assert_eq!(level_of(&catalogue, b"00006141411234567890"), Ok(Level::Pallet));
    assert_eq!(catalogue.set_sscc(b"39506000", Level::Case), Ok(()), "the same again");
    assert_eq!(catalogue.set_sscc(b"39506000", Level::Box), Err(Error::Taken));
    assert_eq!(catalogue.set_sscc(b"39x", Level::Box), Err(Error::Charset { at: 2 }));
    assert_eq!(catalogue.set_sscc(&[b'1'; 18], Level::Box), Err(Error::Length { at: 0 }));
}

#[test]
fn levels_have_stable_numbers_and_ascend() {
    let numbers: Vec<u8> = Level::ALL.iter().map(|level| level.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert!(Level::ALL.is_sorted());
    assert_eq!(Level::from_number(3), Ok(Level::Case));
    assert_eq!(Level::from_number(0), Err(Error::Parameter));
    assert_eq!(Level::from_number(5), Err(Error::Parameter));
}
