//! Keys in PEM form, as text and as DER inside well-formed PEM.
#![no_main]

use base64ct::{Base64, Encoding};
use libfuzzer_sys::fuzz_target;
use symbolon::trust::{PublicKey, SecretKey, Signer, Suite};

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = str::from_utf8(input) {
        secret(text);
        public(text);
    }
    secret(&wrapped("PRIVATE KEY", input));
    public(&wrapped("PUBLIC KEY", input));
    if let Some((number, rest)) = input.split_first()
        && let Ok(suite) = Suite::from_number(*number)
    {
        if let Ok(key) = PublicKey::from_bytes(suite, rest) {
            assert_eq!((key.suite(), key.bytes()), (suite, rest));
            public(&key.to_pem().unwrap());
        }
        if let Some(number) = rest.first_chunk()
            && let Ok(key) = SecretKey::from_secret(suite, number)
        {
            secret(&key.to_pem().unwrap());
        }
    }
});

fn secret(pem: &str) {
    if let Ok(key) = SecretKey::from_pem(pem) {
        let again = SecretKey::from_pem(&key.to_pem().unwrap()).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        let signature = again.sign(b"goods").unwrap();
        assert!(key.public_key().accepts(b"goods", &signature));
        public(&key.public_key().to_pem().unwrap());
    }
}

fn public(pem: &str) {
    if let Ok(key) = PublicKey::from_pem(pem) {
        assert_eq!(PublicKey::from_pem(&key.to_pem().unwrap()), Ok(key));
        assert_eq!(PublicKey::from_bytes(key.suite(), key.bytes()), Ok(key));
        assert!(!key.accepts(b"goods", &[0; 64]));
    }
}

fn wrapped(label: &str, der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
