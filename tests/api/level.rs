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
    catalogue.set_gtin(case, Level::CASE).unwrap();
    catalogue.set_gtin(item, Level::ITEM).unwrap();
    assert_eq!(level_of(&catalogue, b"0109506000134352211"), Ok(Level::ITEM));
    assert_eq!(level_of(&catalogue, b"0119506000134359211"), Ok(Level::CASE));
    assert_eq!(level_of(&catalogue, b"0129506000134356211"), Err(Error::NoLevel));
    assert_eq!(catalogue.set_gtin(item, Level::ITEM), Ok(()), "the same again");
    assert_eq!(catalogue.set_gtin(item, Level::BOX), Err(Error::Taken));
}

#[test]
fn the_longest_beginning_of_an_sscc_decides() {
    let mut catalogue = Catalogue::new();
    assert_eq!(level_of(&catalogue, b"00395060000000000016"), Err(Error::NoLevel));
    catalogue.set_sscc(b"", Level::PALLET).unwrap();
    catalogue.set_sscc(b"39506000", Level::CASE).unwrap();
    assert_eq!(level_of(&catalogue, b"00395060000000000016"), Ok(Level::CASE));
    assert_eq!(level_of(&catalogue, b"00006141411234567890"), Ok(Level::PALLET));
    assert_eq!(catalogue.set_sscc(b"39506000", Level::CASE), Ok(()), "the same again");
    assert_eq!(catalogue.set_sscc(b"39506000", Level::BOX), Err(Error::Taken));
    assert_eq!(catalogue.set_sscc(b"39x", Level::BOX), Err(Error::Charset { at: 2 }));
    assert_eq!(catalogue.set_sscc(&[b'1'; 18], Level::BOX), Err(Error::Length { at: 0 }));
}

#[test]
fn levels_have_stable_numbers_and_ascend() {
    let numbers: Vec<u8> = Level::ALL.iter().map(|level| level.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(Level::ALL.is_sorted());
    assert_eq!(Level::from_number(3), Ok(Level::CASE));
    assert_eq!(Level::from_number(0), Err(Error::Parameter));
    assert_eq!(Level::from_number(8).map(Level::number), Ok(8));
    assert_eq!(Level::from_number(9), Err(Error::Parameter));
}
