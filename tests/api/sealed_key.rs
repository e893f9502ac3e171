//! Private keys sealed by a passphrase, opened and made by the openssl command too.

use symbolon::Error;
use symbolon::trust::{SecretKey, Signer, Suite};

use super::key::{has_openssl, openssl};

const PASSPHRASE: &[u8] = "correct horse 正确".as_bytes();

/// A key of each suite that this build has.
fn keys() -> impl Iterator<Item = SecretKey> {
    let suites = [Suite::Ed25519, Suite::P256, Suite::Sm2].into_iter();
    suites.filter(|suite| suite.is_available()).map(|suite| SecretKey::from_secret(suite, &[7; 32]).unwrap())
}

fn seal(key: &SecretKey) -> String {
    let random: [u8; 32] = std::array::from_fn(|i| u8::try_from(i).unwrap());
    key.to_sealed_pem(PASSPHRASE, &random, SecretKey::USUAL_LOG_N).unwrap()
}

fn open(pem: &str) -> Result<SecretKey, Error> {
    SecretKey::from_sealed_pem(pem, PASSPHRASE)
}

#[test]
fn a_sealed_key_opens_with_its_passphrase_alone() {
    for key in keys() {
        let pem = seal(&key);
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        assert!(pem.len() <= 512, "{}", pem.len());
        let opened = open(&pem).unwrap();
        assert_eq!((opened.public_key(), opened.sign(b"goods")), (key.public_key(), key.sign(b"goods")));
        for wrong in [&b"correct horse"[..], b"", &[0xFF; 2000]] {
            assert_eq!(SecretKey::from_sealed_pem(&pem, wrong).err(), Some(Error::Passphrase));
        }
        assert_eq!(SecretKey::from_pem(&pem).err(), Some(Error::Pem), "sealed is not open");
        assert_eq!(open(&key.to_pem().unwrap()).err(), Some(Error::Pem), "open is not sealed");
    }
}

/// A wrong passphrase leaves a padding that looks right once in 256 times, and still no key.
#[test]
fn hundreds_of_wrong_passphrases_open_nothing() {
    let pem = seal(&keys().next().unwrap());
    // A cheap one with the same bytes of ciphertext: only what comes after the derivation counts here.
    let cheap = with_scrypt(&pem, &[2, 1, 2]);
    for number in 0..2000_u32 {
        let opened = SecretKey::from_sealed_pem(&cheap, &number.to_be_bytes());
        assert_eq!(opened.err(), Some(Error::Passphrase), "{number}");
    }
}

#[test]
fn what_makes_no_sense_is_not_sealed() {
    let key = keys().next().unwrap();
    for (passphrase, log_n) in [(&b""[..], 14), (PASSPHRASE, 13), (PASSPHRASE, 18), (PASSPHRASE, 255)] {
        assert_eq!(key.to_sealed_pem(passphrase, &[0; 32], log_n), Err(Error::Parameter));
    }
}

/// The DER of `pem`, with the INTEGER N (3 bytes for 2¹⁴) of scrypt written anew.
fn with_scrypt(pem: &str, n: &[u8]) -> String {
    edited(pem, &[&[2, 2, 0x40, 0][..]], n)
}

/// The PEM with the one place of the DER that holds `old` exchanged for `new`, the lengths around it corrected.
fn edited(pem: &str, old: &[&[u8]], new: &[u8]) -> String {
    let old = old.concat();
    let der = der(pem);
    let at = der.windows(old.len()).position(|window| window == old).unwrap();
    wrapped(&rewritten(&der, at, at + old.len(), new))
}

/// Copies DER, exchanging `from..until` for `new` inside the sequences around it.
fn rewritten(der: &[u8], from: usize, until: usize, new: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < der.len() {
        if at == from {
            out.extend(new);
            at = until;
            continue;
        }
        let (head, len) = match der[at + 1] {
            0x81 => (3, usize::from(der[at + 2])),
            0x82 => (4, usize::from(der[at + 2]) << 8 | usize::from(der[at + 3])),
            short => (2, usize::from(short)),
        };
        let (body, end) = (at + head, at + head + len);
        if der[at] == 0x30 && body <= from && until <= end {
            let inner = rewritten(&der[body..end], from - body, until - body, new);
            out.push(0x30);
            match inner.len() {
                len @ 0..0x80 => out.push(len.try_into().unwrap()),
                len => out.extend([0x82, (len >> 8).try_into().unwrap(), (len & 255).try_into().unwrap()]),
            }
            // Lengths must be the shortest.
            if let [.., 0x82, 0, low] = out[..] {
                out.truncate(out.len() - 3);
                out.extend([0x81, low]);
            }
            out.extend(inner);
        } else {
            out.extend(&der[at..end]);
        }
        at = end;
    }
    out
}

fn der(pem: &str) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    Base64::decode_vec(&text).unwrap()
}

fn wrapped(der: &[u8]) -> String {
    use base64ct::{Base64, Encoding};
    let text = Base64::encode_string(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!(
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n{}\n-----END ENCRYPTED PRIVATE KEY-----\n",
        lines.join("\n")
    )
}

/// Refused before they are run: this test would take hours and terabytes otherwise.
#[test]
fn costs_above_the_limits_are_refused() {
    let pem = seal(&keys().next().unwrap());
    assert_eq!(with_scrypt(&pem, &[2, 2, 0x40, 0]), pem, "the editing itself changes nothing");
    let huge = [2, 8, 0x40, 0, 0, 0, 0, 0, 0, 0];
    for n in [&huge[..], &[2, 4, 0x40, 0, 0, 0], &[2, 3, 4, 0, 0], &[2, 2, 0x40, 1], &[2, 1, 0], &[2, 1, 1]] {
        assert_eq!(open(&with_scrypt(&pem, n)).err(), Some(Error::Parameter), "{n:?}");
    }
    let (r, p) = (&[2, 1, 8][..], &[2, 1, 1][..]);
    for new in
        [[&[2, 2, 0x7F, 0xFF], p].concat(), [r, &[2, 2, 0x7F, 0xFF]].concat(), [&[2, 1, 0], p].concat()]
    {
        assert_eq!(open(&edited(&pem, &[r, p], &new)).err(), Some(Error::Parameter), "{new:?}");
    }
    // 2¹⁷ with r = 8 is the limit itself; the passphrase is then another.
    assert_eq!(open(&with_scrypt(&pem, &[2, 3, 2, 0, 0])).err(), Some(Error::Passphrase));
}

#[test]
fn every_truncation_and_many_changes_are_refused_and_none_panics() {
    let pem = with_scrypt(&seal(&keys().next().unwrap()), &[2, 1, 2]);
    for end in 0..pem.len() - 1 {
        assert!(open(&pem[..end]).is_err(), "{end}");
    }
    let der = der(&pem);
    for end in 0..der.len() {
        assert_eq!(open(&wrapped(&der[..end])).err(), Some(Error::Pem), "{end}");
    }
    for at in 0..der.len() {
        for bit in 0..8 {
            let mut changed = der.clone();
            changed[at] ^= 1 << bit;
            // A changed initialisation vector or first block may still leave a key: see the module's documentation.
            let _ = open(&wrapped(&changed));
        }
    }
    assert_eq!(open(&"x".repeat(5000)).err(), Some(Error::TooLong { limit: 4096 }));
}

#[test]
fn openssl_opens_what_we_seal() {
    if !has_openssl() {
        return;
    }
    let word = format!("pass:{}", str::from_utf8(PASSPHRASE).unwrap());
    for key in keys() {
        assert_eq!(openssl(&["pkcs8", "-passin", &word], &seal(&key)), *key.to_pem().unwrap());
    }
}

#[test]
fn we_open_what_openssl_seals() {
    if !has_openssl() {
        return;
    }
    let word = format!("pass:{}", str::from_utf8(PASSPHRASE).unwrap());
    for key in keys() {
        let pem = key.to_pem().unwrap();
        for options in
            [&["-v2", "aes-256-cbc", "-scrypt"][..], &["-v2", "aes-256-cbc"], &["-v2", "aes-128-cbc"], &[]]
        {
            let sealed = openssl(&[&["pkcs8", "-topk8", "-passout", &word], options].concat(), &pem);
            let opened = open(&sealed).unwrap();
            assert_eq!(opened.public_key(), key.public_key());
            let wrong = SecretKey::from_sealed_pem(&sealed, b"another");
            assert_eq!(wrong.err(), Some(Error::Passphrase));
        }
        let weak = openssl(&["pkcs8", "-topk8", "-passout", &word, "-v2prf", "hmacWithSHA1"], &pem);
        assert_eq!(open(&weak).err(), Some(Error::Pem));
    }
}
