//! The brand: grants leases, takes receipts back, and leases returned tails anew.

use std::ops::Range;

use symbolon::Error;
use symbolon::code::{KeyId, MasterKey, Series, SeriesId, Shape};
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Lease, LeaseId, PublicKey, Receipt, SecretKey, Signer as _, Terms, Window};

use crate::secret::secret;

const SLOT: &[u8] = b"07";

/// Who grants.
pub(crate) struct Brand {
    key: SecretKey,
    pub(crate) series: Series,
    pub(crate) series_id: SeriesId,
    /// Everything granted, in order.
    pub(crate) leases: Vec<Lease>,
    pub(crate) receipts: Vec<Receipt>,
    /// The first index that was never leased.
    next: u64,
    /// Tails that came back.
    returned: Vec<Range<u64>>,
}

impl Brand {
    pub(crate) fn new(seed: u64) -> Result<Self, Error> {
        let gtin = Gtin::parse(b"09506000134352")?;
        let series_key = MasterKey::new(secret(seed, "master")).series_key(gtin, SLOT);
        Ok(Self {
            key: SecretKey::from_seed(&secret(seed, "granter"))?,
            series: Series::new(series_key, gtin, SLOT, Shape::default())?,
            series_id: SeriesId::new(gtin, SLOT)?,
            leases: Vec::new(),
            receipts: Vec::new(),
            next: 0,
            returned: Vec::new(),
        })
    }

    /// Grants a range of which four fifths may be drawn: a returned tail if `thrifty` and there is one long enough.
    pub(crate) fn grant(
        &mut self,
        holder: &str,
        key_id: KeyId,
        size: u64,
        window: Window,
        thrifty: bool,
    ) -> Result<Lease, Error> {
        let tail = self.returned.pop_if(|tail| thrifty && tail.end - tail.start >= size / 8);
        let range = tail.unwrap_or(self.next..self.next + size);
        self.next = self.next.max(range.end);
        let id = u64::try_from(self.leases.len()).unwrap_or(u64::MAX);
        let terms = Terms {
            id: LeaseId::new(&id.to_be_bytes())?,
            holder: holder.to_owned(),
            key_id: Some(key_id),
            series: self.series_id,
            quota: ((range.end - range.start) * 4 / 5).max(1),
            range,
            window,
        };
        let lease = Lease::open(&Lease::grant(&self.key, &terms)?, self.key.public_key())?;
        self.leases.push(lease.clone());
        Ok(lease)
    }

    /// Takes a receipt; what it returns may go to others.
    pub(crate) fn receive(
        &mut self,
        bytes: &[u8],
        lease: &Lease,
        holder: &PublicKey,
        relet: bool,
    ) -> Result<(), Error> {
        let receipt = Receipt::open(bytes, holder)?;
        let tail = receipt.returned(lease)?;
        if relet {
            self.returned.push(tail);
        }
        self.receipts.push(receipt);
        Ok(())
    }
}
