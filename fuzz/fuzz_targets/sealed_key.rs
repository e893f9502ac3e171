//! Private keys sealed by a passphrase, as text and as DER inside well-formed PEM.
#![no_main]

use base64ct::{Base64, Encoding};
use libfuzzer_sys::fuzz_target;
use symbolon::trust::{SecretKey, Signer};

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = str::from_utf8(input) {
        open(text);
    }
    let text = Base64::encode_string(input);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    let (label, lines) = ("ENCRYPTED PRIVATE KEY", lines.join("\n"));
    open(&format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"));
});

fn open(pem: &str) {
    if let Ok(key) = SecretKey::from_sealed_pem(pem, b"correct horse") {
        let again = SecretKey::from_pem(&key.to_pem().unwrap()).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        let signature = again.sign(b"goods").unwrap();
        assert!(key.public_key().accepts(b"goods", &signature));
    }
}
