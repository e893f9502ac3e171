//! Trust bundles: files of strangers, and any payload that a root might sign.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use symbolon::Error;
use symbolon::trust::{Bundle, Root, Scope, SecretKey, Signer, Verifier};

static ROOT: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::from_seed(&[9; 32]).unwrap());

fuzz_target!(|data: &[u8]| {
    let key = ROOT.public_key();
    // Nobody but the root makes a file that opens.
    assert!(Bundle::open(data, key, 0).is_err());
    match Bundle::open(&signed(data), key, 0) {
        Ok(bundle) => {
            let file = bundle.content().sign(&*ROOT).unwrap();
            let again = Bundle::open(&file, key, bundle.content().sequence).unwrap();
            assert_eq!(again.content().sign(&*ROOT).unwrap(), file, "one content has one form");
            assert_eq!(again.content().revoked, bundle.content().revoked);
            let root = Root { key: *key, scope: Scope::Everything };
            let mut verifier = Verifier::default();
            verifier.install(bundle, &root).unwrap();
            let _ = verifier.verify_scan(b"01095060001343522107A0B1C2D3E4F5G6\x1D10LOT-7", 0);
        }
        Err(error) => assert_ne!(error, Error::Signature),
    }
});

/// The envelope around a payload, drawn in the library's `trust::artefact` and `trust::frame`.
fn signed(payload: &[u8]) -> Vec<u8> {
    let id = ROOT.public_key().id().bytes();
    let header = [&[0xA3, 1, 0x27, 4, 0x45][..], &id, &[0x3A, 0, 1, 0, 0, 0x82, 4, 1]].concat();
    let message = [&[0x84, 0x6A][..], b"Signature1", &string(&header), &[0x40], &string(payload)].concat();
    let signature = ROOT.sign(&message).unwrap();
    [&[0xD2, 0x84][..], &string(&header), &[0xA0], &string(payload), &string(&signature)].concat()
}

/// A CBOR byte string of fewer than 2¹⁶ bytes.
fn string(bytes: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(bytes.len()).unwrap().to_be_bytes();
    let head = match (high, low) {
        (0, short @ 0..24) => vec![0x40 + short],
        (0, low) => vec![0x58, low],
        (high, low) => vec![0x59, high, low],
    };
    [&head[..], bytes].concat()
}
