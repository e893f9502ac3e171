//! Keys in PEM form, read and made by the openssl command too; what must not show.

use std::io::Write as _;
use std::process::{Command, Stdio};

use symbolon::Error;
use symbolon::code::{KeyId, SerialCode};
use symbolon::trust::{Issuer, PublicKey, SecretKey, Signer};

/// Whether there is an openssl command to hold our PEM files to. Where `SYMBOLON_REQUIRE_TOOLS` is set, as in CI,
/// there must be one.
pub(super) fn has_openssl() -> bool {
    let found = Command::new("openssl").arg("version").output().is_ok();
    assert!(found || std::env::var_os("SYMBOLON_REQUIRE_TOOLS").is_none(), "the openssl command is missing");
    if !found {
        eprintln!("NOT TESTED: no openssl command on this machine");
    }
    found
}

/// Runs openssl with `input` on its standard input and gives its standard output.
pub(super) fn openssl(arguments: &[&str], input: &str) -> String {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn openssl_reads_our_keys() {
    if !has_openssl() {
        return;
    }
    let key = SecretKey::from_seed(&[9; 32]).unwrap();
    let public = key.public_key().to_pem().unwrap();
    assert_eq!(openssl(&["pkey", "-pubout"], &key.to_pem().unwrap()), public);
    assert_eq!(openssl(&["pkey", "-pubin", "-pubout"], &public), public);
    // The private key too comes back byte for byte.
    assert_eq!(openssl(&["pkey"], &key.to_pem().unwrap()), *key.to_pem().unwrap());
}

#[test]
fn we_read_keys_that_openssl_makes() {
    if !has_openssl() {
        return;
    }
    let pem = openssl(&["genpkey", "-algorithm", "ed25519"], "");
    let key = SecretKey::from_pem(&pem).unwrap();
    let public = PublicKey::from_pem(&openssl(&["pkey", "-pubout"], &pem)).unwrap();
    assert_eq!(key.public_key(), &public);
    let signature = key.sign(b"message").unwrap();
    assert!(public.accepts(b"message", &signature));
}

#[test]
fn openssl_accepts_our_signatures() {
    if !has_openssl() {
        return;
    }
    let key = SecretKey::from_seed(&[9; 32]).unwrap();
    let folder = std::env::temp_dir().join(format!("symbolon-key-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let message = file("message", b"goods");
    let signature = file("signature", &key.sign(b"goods").unwrap());
    let public = file("public.pem", key.public_key().to_pem().unwrap().as_bytes());
    let arguments = [
        "pkeyutl", "-verify", "-pubin", "-inkey", &public, "-rawin", "-in", &message, "-sigfile", &signature,
    ];
    let answer = openssl(&arguments, "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(answer.contains("Verified Successfully"), "{answer}");
}

#[test]
fn other_texts_are_refused() {
    let x25519 = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJ\n-----END PRIVATE KEY-----\n";
    let pem = SecretKey::from_seed(&[9; 32]).unwrap().to_pem().unwrap();
    for text in ["", "nonsense", x25519, &pem[..pem.len() / 2], &pem.replace('A', "B")] {
        assert_eq!(SecretKey::from_pem(text).err(), Some(Error::Pem), "{text}");
        assert_eq!(PublicKey::from_pem(text).err(), Some(Error::Pem), "{text}");
    }
    assert_eq!(PublicKey::from_pem(&pem).err(), Some(Error::Pem), "a private key is no public key");
    assert_eq!(SecretKey::from_pem(&"x".repeat(5000)).err(), Some(Error::TooLong { limit: 4096 }));
}

#[test]
fn secret_keys_do_not_show() {
    let key = SecretKey::from_seed(&[0xA7; 32]).unwrap();
    assert_eq!(format!("{key:?}"), format!("SecretKey({})", key.public_key().id()));
}

#[test]
fn key_ids_are_read_and_written() {
    let id = KeyId::new([0xFF, 0, 1, 2, 3]);
    assert_eq!(KeyId::parse(id.to_string().as_bytes()), Ok(id));
    for text in ["", "1234567", "123456789", "1234567U", "abcdefgh"] {
        assert_eq!(KeyId::parse(text.as_bytes()), Err(Error::Proof { at: 0 }), "{text}");
    }
}

/// A device that signs, fails or lies as told.
struct Device {
    key: SecretKey,
    answer: fn([u8; 64]) -> Result<[u8; 64], Error>,
}

impl Signer for Device {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.key.sign(message).and_then(self.answer)
    }
}

#[test]
fn an_external_signer_is_checked_before_a_code_leaves() {
    let code = || SerialCode::parse(b"010950600013435221A1").unwrap();
    let issuer = |answer| Issuer::new(Device { key: SecretKey::from_seed(&[9; 32]).unwrap(), answer });
    let ours = Issuer::new(SecretKey::from_seed(&[9; 32]).unwrap()).sign(code()).unwrap();
    assert_eq!(issuer(Ok).sign(code()), Ok(ours));
    let failing = issuer(|_| Err(Error::Signer { status: 0x30 }));
    assert_eq!(failing.sign(code()), Err(Error::Signer { status: 0x30 }));
    let lying = issuer(|mut signature| {
        signature[5] ^= 1;
        Ok(signature)
    });
    assert_eq!(lying.sign(code()), Err(Error::Signature));
    let unreachable = issuer(|_| panic!("a signed code needs no second signature"));
    assert_eq!(unreachable.sign(issuer(Ok).sign(code()).unwrap()), Err(Error::RepeatedAi { at: 0 }));
}
