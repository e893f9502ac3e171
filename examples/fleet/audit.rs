//! The brand's side: everything that was seen goes to the reconciler, and its report is held against the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use symbolon::Error;
use symbolon::code::KeyId;
use symbolon::code::carrier::element_string;
use symbolon::gs1::element::Elements;
use symbolon::trust::{
    Blame, Finding, FindingKind, Keyring, LeaseId, Reconciler, Scope, Seals, Sighting, Signer as _, Verdict,
    Verifier, Window,
};

use crate::brand::Brand;
use crate::cheat::MOST;
use crate::line::Line;
use crate::record::{Record, Run};
use crate::secret::Dice;

/// About how many codes are sealed, signed, printed as text, scanned and verified, but no more than each tenth.
const SAMPLED: u64 = 20_000;

/// What came out.
pub(crate) struct Audit {
    pub(crate) findings: Vec<Finding>,
    pub(crate) seen: u64,
    /// Codes that were made and verified, and those of them that were not believed.
    pub(crate) verified: u64,
    pub(crate) disbelieved: u64,
    pub(crate) taking_in: Duration,
    pub(crate) reporting: Duration,
}

impl Audit {
    /// Takes everything in, in no order, and reports.
    pub(crate) fn new(
        brand: &Brand,
        lines: &[Line],
        record: &mut Record,
        dice: &mut Dice,
    ) -> Result<Self, Error> {
        let gate = gate(brand, lines)?;
        let begun = Instant::now();
        let mut reconciler = Reconciler::new();
        for lease in &brand.leases {
            reconciler.add_lease(lease.clone())?;
        }
        dice.shuffle(&mut record.runs);
        let count = |run: &Run| run.indices.end - run.indices.start;
        let seen: u64 = record.runs.iter().map(count).sum();
        let every = (seen / SAMPLED).max(10);
        let (mut place, mut verified, mut disbelieved) = (0, 0, 0);
        for run in &record.runs {
            let Some(line) = lines.get(run.line) else { continue };
            let suspicious = line.cheat.is_some() && count(run) <= MOST;
            let key_id = line.issuer.signer().public_key().id();
            for index in run.indices.clone() {
                place += 1;
                if suspicious || place % every == 0 {
                    let believed = is_believed(line, brand, &gate, index, run.at)?;
                    verified += 1;
                    disbelieved += u64::from(!believed);
                }
                reconciler.see(&Sighting {
                    series: brand.series_id,
                    index,
                    signer: Some(key_id),
                    at: Some(run.at),
                    units: 1,
                })?;
            }
        }
        for index in record.void.iter().cloned().flatten() {
            reconciler.declare_void(brand.series_id, index)?;
        }
        for receipt in brand.receipts.iter().rev() {
            reconciler.add_receipt(receipt.clone());
        }
        let taking_in = begun.elapsed();
        let begun = Instant::now();
        let findings = reconciler.report();
        Ok(Self { findings, seen, verified, disbelieved, taking_in, reporting: begun.elapsed() })
    }

    /// What the report should have said and did not, or said and should not have; empty if all is well.
    pub(crate) fn faults(&self, record: &Record) -> Vec<String> {
        let mut faults = Vec::new();
        let mut wrong = |text: &str, count: usize| {
            if count > 0 {
                faults.push(format!("{text}: {count}"));
            }
        };
        let of = |kinds: &'static [FindingKind]| self.findings.iter().filter(|it| kinds.contains(&it.kind));
        let mut accused: BTreeSet<(FindingKind, KeyId, u64)> = BTreeSet::new();
        for finding in &self.findings {
            if let Blame::Signer(signer) = finding.blame() {
                accused.extend(finding.range.clone().map(|index| (finding.kind, signer, index)));
            }
        }
        wrong(
            "indices printed twice by honest draws",
            usize::try_from(record.duplicates).unwrap_or(usize::MAX),
        );
        wrong("true codes that were not believed", usize::try_from(self.disbelieved).unwrap_or(usize::MAX));
        wrong("cheats that were not named", record.cheats.difference(&accused).count());
        wrong("accusations that are not true", accused.difference(&record.cheats).count());
        wrong("overlaps where there are none", of(&[FindingKind::Overlap]).count());
        let shared: BTreeSet<u64> =
            of(&[FindingKind::Shared]).flat_map(|finding| finding.range.clone()).collect();
        wrong("shared serials not as they are", shared.symmetric_difference(&record.shared()).count());
        let mut missing: BTreeMap<LeaseId, u64> = BTreeMap::new();
        for finding in of(&[FindingKind::Unaccounted, FindingKind::NoReceipt]) {
            let Some(lease) = finding.lease else { continue };
            *missing.entry(lease).or_default() += finding.range.end - finding.range.start;
        }
        let truly = record.missing();
        let leases: BTreeSet<_> = missing.keys().chain(truly.keys()).collect();
        wrong("leases with another count of unaccounted serials", {
            leases.into_iter().filter(|id| missing.get(id) != truly.get(id)).count()
        });
        faults
    }

    /// How many findings of each kind, over how many indices, about how many signers.
    pub(crate) fn table(&self, record: &Record) -> String {
        let mut text =
            format!("{:<16} {:>9} {:>10} {:>8}  {}\n", "finding", "runs", "serials", "signers", "truth");
        let kinds: BTreeSet<_> = self.findings.iter().map(|finding| finding.kind).collect();
        for kind in kinds {
            let of_kind = || self.findings.iter().filter(move |finding| finding.kind == kind);
            let serials: u64 = of_kind().map(|finding| finding.range.end - finding.range.start).sum();
            let signers: BTreeSet<_> = of_kind().filter_map(|finding| finding.signer).collect();
            let truth = record.cheats.iter().filter(|cheat| cheat.0 == kind).count();
            let truth = if signers.is_empty() { String::new() } else { truth.to_string() };
            let (runs, kind) = (of_kind().count(), format!("{kind:?}"));
            let _ = writeln!(text, "{kind:<16} {runs:>9} {serials:>10} {:>8}  {truth}", signers.len());
        }
        text
    }
}

/// Makes the code of an index as the line did, and verifies it as a gate does.
fn is_believed(line: &Line, brand: &Brand, gate: &Verifier, index: u64, at: i64) -> Result<bool, Error> {
    let code = line.issuer.issue(&brand.series, index, &Elements::new())?;
    let answer = gate.verify_scan(&element_string(&code), at);
    let key_id = line.issuer.signer().public_key().id();
    Ok((answer.verdict, answer.index, answer.key_id) == (Verdict::Genuine, Some(index), Some(key_id)))
}

fn gate(brand: &Brand, lines: &[Line]) -> Result<Verifier, Error> {
    let (mut keyring, mut seals) = (Keyring::new(), Seals::new());
    for line in lines {
        keyring.add(*line.issuer.signer().public_key(), Window::ALWAYS, Scope::Everything)?;
    }
    seals.add(brand.series.clone())?;
    Ok(Verifier { keyring, seals, ..Verifier::default() })
}
