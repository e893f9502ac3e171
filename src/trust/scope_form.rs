//! The one form of a [`Scope`] in a signed artefact: the text "everything", or an array of two arrays, each ascending and
//! without repetition: GTINs as texts of 14 digits, company prefixes as texts of 4 to 12 digits.

use ciborium::Value;

use super::keyring::Scope;
use crate::gs1::key::Gtin;
use crate::gs1::sscc::CompanyPrefix;

const EVERYTHING: &str = "everything";

/// The same scope, as it is written.
pub(super) fn in_order(scope: Scope) -> Scope {
    match scope {
        Scope::Everything => Scope::Everything,
        Scope::Only { mut gtins, mut prefixes } => {
            gtins.sort_unstable();
            gtins.dedup();
            // As texts, which are not in the order of the numbers.
            prefixes.sort_by_cached_key(CompanyPrefix::to_string);
            prefixes.dedup();
            Scope::Only { gtins, prefixes }
        }
    }
}

pub(super) fn write_scope(scope: &Scope) -> Value {
    match in_order(scope.clone()) {
        Scope::Everything => EVERYTHING.into(),
        Scope::Only { gtins, prefixes } => {
            let texts = |rules: Vec<String>| Value::Array(rules.into_iter().map(Value::Text).collect());
            let gtins = texts(gtins.iter().map(Gtin::to_string).collect());
            let prefixes = texts(prefixes.iter().map(CompanyPrefix::to_string).collect());
            Value::Array(vec![gtins, prefixes])
        }
    }
}

pub(super) fn read_scope(value: &Value) -> Option<Scope> {
    if value.as_text() == Some(EVERYTHING) {
        return Some(Scope::Everything);
    }
    let [Value::Array(gtins), Value::Array(prefixes)] = &value.as_array()?[..] else { return None };
    let prefix = |rule: &Value| CompanyPrefix::parse(rule.as_text()?.as_bytes()).ok();
    let scope = Scope::Only {
        gtins: gtins.iter().map(read_gtin).collect::<Option<_>>()?,
        prefixes: prefixes.iter().map(prefix).collect::<Option<_>>()?,
    };
    // One scope, one form: what is not in order is not ours.
    (in_order(scope.clone()) == scope).then_some(scope)
}

/// A GTIN as a text of 14 digits.
pub(super) fn read_gtin(value: &Value) -> Option<Gtin> {
    let digits = value.as_text().filter(|text| text.len() == 14)?;
    Gtin::parse(digits.as_bytes()).ok()
}
