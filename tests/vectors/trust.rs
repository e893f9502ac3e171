//! Signed codes, keys of every suite, bundles, grants.

use serde_json::Value;
use symbolon::code::{MasterKey, Serial, SerialCode, Series, Shape, carrier};
use symbolon::gs1::key::Gtin;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::trust::{
    Bundle, Issuer, KeyGrant, Keyring, PublicKey, Scope, SecretKey, Signer as _, Suite, Verdict, Verifier,
    Window, message,
};

use super::code::check_carriers;
use super::{bytes, rows, text, unhex};

#[test]
fn messages_signatures_and_carriers_of_signed_codes() {
    for row in rows("message.json") {
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        assert_eq!(key.public_key().bytes(), unhex(text(&row, "public_key")));
        assert_eq!(key.public_key().id().to_string(), text(&row, "key_id"));
        let unsigned = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let mut signed_bytes = Vec::new();
        message::write(&unsigned, key.public_key().id(), &mut signed_bytes);
        assert_eq!(signed_bytes, unhex(text(&row, "message")));

        let public = *key.public_key();
        let code = Issuer::new(key).sign(unsigned).unwrap();
        assert_eq!(code.proof().unwrap().signature, bytes(&row, "signature"));
        check_carriers(&row, &code, "signed");

        let mut keyring = Keyring::new();
        keyring.add(public, Window::ALWAYS, Scope::Everything).unwrap();
        let verifier = Verifier { keyring, ..Verifier::default() };
        for field in ["signed", "link", "compact"] {
            let answer = verifier.verify_scan(text(&row, field).as_bytes(), 0);
            assert_eq!(answer.verdict, Verdict::Genuine, "{field}");
        }
    }
}

/// Every version that was ever written still opens.
#[test]
fn trust_bundles_and_deltas() {
    let mut older: Option<Bundle> = None;
    for row in rows("bundle.json") {
        let root = SecretKey::from_seed(&bytes(&row, "root_seed")).unwrap();
        assert_eq!(root.public_key().bytes(), &bytes::<32>(&row, "root_public_key"));
        let file = unhex(text(&row, "bundle"));
        let sequence = row["sequence"].as_u64().unwrap();
        let bundle = Bundle::open(&file, root.public_key(), sequence).unwrap();
        assert_eq!(bundle.content().sequence, sequence);
        assert_eq!(bundle.content().sign(&root).unwrap(), file, "what was read is what is written");
        let delta = unhex(text(&row, "delta"));
        if let Some(older) = older {
            assert_eq!(older.apply(&delta).unwrap().bytes(), file);
            assert_eq!(bundle.delta_from(&older).unwrap(), delta);
        }
        older = Some(bundle);
    }
    let content = older.as_ref().unwrap().content();
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    assert_eq!((content.keys.iter().count(), content.leases.len(), content.openers.len()), (4, 2, 1));
    assert_eq!((content.revoked.indices.len(), content.vouched.len()), (6, 301));
    assert!(content.revoked.indices.contains(gtin, b"07", (1 << 40) + 5));
    assert!(content.revoked.contains_serial(gtin, &Serial::parse(b"A5").unwrap()));
    let key = MasterKey::new(std::array::from_fn(|at| u8::try_from(at).unwrap())).series_key(gtin, b"07");
    let series = Series::new(key, gtin, b"07", Shape::default()).unwrap();
    assert_eq!(content.openers.first().unwrap().index(&series.seal(77).unwrap()), Some(77));
}

fn suite(row: &Value, field: &str) -> Suite {
    Suite::from_number(text(row, field).parse().unwrap()).unwrap()
}

#[test]
fn keys_and_signatures_of_every_suite() {
    for row in rows("suite.json") {
        let suite = suite(&row, "suite");
        if !suite.is_available() {
            continue;
        }
        let key = SecretKey::from_secret(suite, &bytes(&row, "secret")).unwrap();
        assert_eq!(key.public_key().bytes(), unhex(text(&row, "public_key")));
        assert_eq!(key.public_key().id().to_string(), text(&row, "key_id"));
        let unsigned = SerialCode::parse(text(&row, "element_string").as_bytes()).unwrap();
        let code = Issuer::new(key).sign(unsigned).unwrap();
        assert_eq!(carrier::element_string(&code), text(&row, "signed").as_bytes());
    }
}

#[test]
fn key_grants() {
    for row in rows("grant.json") {
        let (root_suite, suite) = (suite(&row, "root_suite"), suite(&row, "suite"));
        if !root_suite.is_available() || !suite.is_available() {
            continue;
        }
        let root = SecretKey::from_secret(root_suite, &bytes(&row, "root_secret")).unwrap();
        let key = PublicKey::from_bytes(suite, &unhex(text(&row, "public_key"))).unwrap();
        let window =
            Window::new(text(&row, "from").parse().unwrap(), text(&row, "until").parse().unwrap()).unwrap();
        let rules = |field| text(&row, field).split_whitespace().map(str::as_bytes);
        let scope = match text(&row, "gtins") {
            "everything" => Scope::Everything,
            _ => Scope::Only {
                gtins: rules("gtins").map(|rule| Gtin::parse(rule).unwrap()).collect(),
                prefixes: rules("prefixes").map(|rule| CompanyPrefix::parse(rule).unwrap()).collect(),
            },
        };
        let name = Some(text(&row, "name")).filter(|name| !name.is_empty());
        let grant = KeyGrant::new(key, window, scope, name).unwrap();
        let bytes = unhex(text(&row, "grant"));
        assert_eq!(KeyGrant::open(&bytes, root.public_key()).as_ref(), Ok(&grant));
        assert_eq!(grant.sign(&root), Ok(bytes));
    }
}
