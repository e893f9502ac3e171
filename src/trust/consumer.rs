//! The verifier for the public: what a page or a mini-program may say to whoever scanned a code.
//!
//! A pure function of the scanned text, a [`Verifier`] and the time. Owns the way from a verdict to advice, and the
//! sentences. Refuses to say more than is known: a true signature proves that the brand issued this *number*, never that
//! the thing in hand is no copy that carries it. Nothing of a code that does not verify is repeated, no key id, index or
//! reason is shown. Invariant: whatever the text, there is an answer.

use super::keyring::end_of_day;
use super::verdict::Verdict;
use super::verify::Verifier;
use crate::code::{Identity, Serial, SerialCode};
use crate::error::Language;
use crate::gs1::ai::Ai;
use crate::gs1::date::Date;
use crate::gs1::key::{Gtin, Sscc};

/// What a consumer is told. The numbers are stable; 0 stands for no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Advice {
    /// The brand signed this code.
    Signed = 1,
    /// The brand issued this serial; the other data on the label is not confirmed.
    SerialOnly = 2,
    /// The brand signed this code, and its expiry date is past.
    Expired = 3,
    /// 召回: the brand calls this unit back.
    Recalled = 4,
    /// Nothing can be said: the code names nobody who is known and believed here.
    Unconfirmed = 5,
    /// The code is false, or withdrawn.
    NotBelieved = 6,
    /// This is no code that could be checked.
    NoCode = 7,
}

/// The answer to a consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerAnswer {
    /// What is told.
    pub advice: Advice,
    /// The verdict that led to it.
    pub verdict: Verdict,
    /// Whether what was asked is due for an update: revocations and recalls may be missing.
    pub stale: bool,
    /// The item, if the code verifies.
    pub gtin: Option<Gtin>,
    /// Its serial, if the code verifies.
    pub serial: Option<Serial>,
    /// The logistic unit, if the code verifies and names one.
    pub sscc: Option<Sscc>,
    /// The lot (10), if the brand signed it.
    pub lot: Option<String>,
    /// The last day of use (17), if the brand signed it.
    pub expiry: Option<Date>,
}

/// What may be said about a scanned text at a time in seconds since 1970 UTC. Blanks around the text are left out.
///
/// An expiry date is past when its day is over everywhere on Earth.
#[must_use]
pub fn answer(verifier: &Verifier, scanned: &[u8], at: i64) -> ConsumerAnswer {
    let scanned = scanned.trim_ascii();
    let verification = verifier.verify_scan(scanned, at);
    let mut answer = ConsumerAnswer {
        advice: advice(verification.verdict),
        verdict: verification.verdict,
        stale: verifier.bundles.is_stale(verification.key_id, at),
        gtin: None,
        serial: None,
        sscc: None,
        lot: None,
        expiry: None,
    };
    let believed = matches!(answer.advice, Advice::Signed | Advice::Recalled);
    let Some(code) = SerialCode::parse(scanned).ok().filter(|_| believed) else {
        return answer;
    };
    match code.identity() {
        Identity::Sgtin { gtin, serial } => (answer.gtin, answer.serial) = (Some(*gtin), Some(*serial)),
        Identity::Sscc(sscc) => answer.sscc = Some(*sscc),
    }
    let signed = verification.signature_checked && !verification.vouched;
    if signed {
        answer.lot = code.get(Ai::LOT).map(str::to_owned);
        answer.expiry = code.get(Ai::EXPIRY).and_then(|yymmdd| {
            let today = Date::from_days_since_epoch(at.div_euclid(86_400)).ok()?;
            Date::resolve(yymmdd.as_bytes(), today).ok()
        });
    }
    if answer.advice == Advice::Signed {
        let expired = answer.expiry.is_some_and(|expiry| end_of_day(expiry) <= at);
        answer.advice = match (signed, expired) {
            (false, _) => Advice::SerialOnly,
            (true, true) => Advice::Expired,
            (true, false) => Advice::Signed,
        };
    }
    answer
}

const fn advice(verdict: Verdict) -> Advice {
    match verdict {
        Verdict::Genuine => Advice::Signed,
        Verdict::Recalled => Advice::Recalled,
        // A key is revoked with the honest goods that it signed.
        Verdict::UnknownKey | Verdict::Revoked | Verdict::OutOfWindow | Verdict::OutOfScope => {
            Advice::Unconfirmed
        }
        Verdict::NotSealed | Verdict::Forged | Verdict::CodeRevoked | Verdict::OutOfLease => {
            Advice::NotBelieved
        }
        Verdict::NotACode | Verdict::Unsigned => Advice::NoCode,
    }
}

impl Advice {
    /// All of them, ascending by number.
    pub const ALL: [Self; 7] = [
        Self::Signed,
        Self::SerialOnly,
        Self::Expired,
        Self::Recalled,
        Self::Unconfirmed,
        Self::NotBelieved,
        Self::NoCode,
    ];

    /// The stable number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// What to say to a consumer.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::Signed => (
                "This code was signed by the brand. A copied label carries the same code, so look at the product too.",
                "此码由品牌方签发。复制的标签也会带有相同的码，请同时查看产品本身。",
            ),
            Self::SerialOnly => (
                "The brand issued this serial number. The other data on the label is not confirmed.",
                "此序列号由品牌方签发，标签上的其他信息未经确认。",
            ),
            Self::Expired => (
                "This code was signed by the brand. The product has expired: do not use it.",
                "此码由品牌方签发，但产品已过期，请勿使用。",
            ),
            Self::Recalled => (
                "The brand has recalled this product: do not use it, and return it to the seller or ask the brand.",
                "品牌方已召回此产品：请勿使用，并退回购买处或联系品牌方。",
            ),
            Self::Unconfirmed => (
                "This code could not be confirmed here. Ask the brand or the seller.",
                "此处无法确认该码，请咨询品牌方或销售方。",
            ),
            Self::NotBelieved => (
                "This code is not valid. Do not rely on this product, and tell the brand where you found it.",
                "此码无效。请勿信任该产品，并将发现地点告知品牌方。",
            ),
            Self::NoCode => (
                "This is not a code that can be checked. Look for another code on the package.",
                "这不是可验证的码，请查看包装上的其他码。",
            ),
        };
        match language {
            Language::En => english,
            Language::Zh => chinese,
        }
    }
}

impl ConsumerAnswer {
    /// What to add if the answer rests on old data.
    #[must_use]
    pub const fn note(&self, language: Language) -> Option<&'static str> {
        if self.stale { Some(Self::stale_note(language)) } else { None }
    }

    /// The note of a stale answer.
    #[must_use]
    pub const fn stale_note(language: Language) -> &'static str {
        match language {
            Language::En => {
                "The data behind this answer is due for an update: a recent recall may be missing."
            }
            Language::Zh => "本次查询所用的数据有待更新，可能缺少最近的召回信息。",
        }
    }
}
