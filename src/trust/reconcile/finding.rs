//! What the reconciler reports.

use core::ops::Range;

use crate::code::{KeyId, SeriesId};
use crate::trust::lease::LeaseId;

/// What is not as it should be. The numbers are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum FindingKind {
    /// Drawn, as the receipt says, and neither seen nor declared destroyed.
    Unaccounted = 1,
    /// Neither seen nor declared destroyed, and no receipt says whether it was drawn.
    NoReceipt = 2,
    /// Commissioned more than once under one signer.
    Repeated = 3,
    /// Commissioned more than once, by several signers or under several leases of one signer.
    Shared = 4,
    /// Used, and in no lease of the series.
    NoLease = 5,
    /// Used, and leased to the holders of other keys only.
    WrongKey = 6,
    /// Used, though a receipt had returned it.
    Returned = 7,
    /// Used beyond the quota.
    BeyondQuota = 8,
    /// Used outside the lease's time.
    OutOfTime = 9,
    /// Leased twice.
    Overlap = 10,
    /// A receipt of a lease that is not known here.
    ReceiptUnknown = 11,
    /// A receipt that names a lease and the digest of another.
    ReceiptDigest = 12,
    /// A receipt signed by another than the lease's holder.
    ReceiptHolder = 13,
    /// A receipt that claims more than the quota.
    ReceiptQuota = 14,
    /// A receipt that differs from another one of the same lease.
    ReceiptConflict = 15,
}

/// Who is to answer for a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// Nobody, by what is known: codes get lost, and receipts too.
    Nobody,
    /// The holder of this key: its signature proves it.
    Signer(KeyId),
    /// Who granted the leases.
    Granter,
}

/// One finding: a run of indices with the same trouble, as long as it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The series; `None` for a receipt of an unknown lease.
    pub series: Option<SeriesId>,
    /// What is wrong.
    pub kind: FindingKind,
    /// The lease it concerns, where it is one: whose indices are missing, under which the signer drew, whose range
    /// another signer used.
    pub lease: Option<LeaseId>,
    /// [`FindingKind::Overlap`]: the other lease.
    pub other: Option<LeaseId>,
    /// Who signed, where that is known and one.
    pub signer: Option<KeyId>,
    /// The indices. Of a receipt: those it says were drawn, empty if its lease is not known.
    pub range: Range<u64>,
}

impl FindingKind {
    /// The stable number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl Finding {
    /// Who is to answer. Only a signature accuses: what nobody signed could be anybody's.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match (self.kind, self.signer) {
            (FindingKind::Overlap, _) => Blame::Granter,
            (
                FindingKind::Unaccounted
                | FindingKind::NoReceipt
                | FindingKind::Shared
                | FindingKind::ReceiptUnknown,
                _,
            )
            | (_, None) => Blame::Nobody,
            (
                FindingKind::Repeated
                | FindingKind::NoLease
                | FindingKind::WrongKey
                | FindingKind::Returned
                | FindingKind::BeyondQuota
                | FindingKind::OutOfTime
                | FindingKind::ReceiptDigest
                | FindingKind::ReceiptHolder
                | FindingKind::ReceiptQuota
                | FindingKind::ReceiptConflict,
                Some(signer),
            ) => Blame::Signer(signer),
        }
    }

    /// In which order findings are reported.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let run = (self.range.start, self.range.end);
        (self.series, self.kind, self.lease, self.other, self.signer, run)
    }
}
