//! Issuing by the million: codes of an index range, into columns or a writer.
//!
//! Every code is byte for byte what [`super::Issuer::issue`] gives for its index. What all codes of a series share,
//! the message and the carrier with gaps for serial and signature, is made once; a block of codes then costs its
//! hashes, side by side, and its signatures. Nothing is allocated for a single code.
//!
//! A range belongs to one caller: nothing here remembers which indices were issued.

use core::ops::Range;

use super::columns::Columns;
use super::key::SecretKey;
use super::signer::{Signer, check_external};
use super::template::Template;
use crate::Error;
use crate::code::carrier::Form;
use crate::code::serial_code::{KEY_ID_AI, SIGNATURE_AI};
use crate::code::{Identity, Proof, SerialCode, Series};
use crate::gs1::element::Elements;

/// Codes that are signed before the next ones are made, and the grain of progress and cancelling.
pub const BLOCK: usize = 256;

/// Issues index ranges of one series with the same attributes. Any number of threads may use it at once.
#[derive(Debug)]
pub struct Bulk<S> {
    signer: Option<S>,
    series: Series,
    message: Option<Template>,
    code: Template,
}

impl Bulk<SecretKey> {
    /// Codes that are only sealed: for labels too small for a signature.
    ///
    /// # Errors
    ///
    /// As [`Bulk::signed`].
    pub fn sealed(series: Series, attributes: &Elements, form: &Form) -> Result<Self, Error> {
        Self::new(None, series, attributes, form)
    }
}

impl<S: Signer> Bulk<S> {
    /// Codes that the signer signs, `attributes` (lot, dates ...) included.
    ///
    /// # Errors
    ///
    /// Those of [`SerialCode::new`] for the attributes, and [`Error::RepeatedAi`] if (91) or (92) is among them; those
    /// of the carrier for elements that it cannot carry.
    pub fn signed(signer: S, series: Series, attributes: &Elements, form: &Form) -> Result<Self, Error> {
        Self::new(Some(signer), series, attributes, form)
    }

    /// Codes that the signer signs, or that are only sealed if there is none.
    pub(crate) fn new(
        signer: Option<S>,
        series: Series,
        attributes: &Elements,
        form: &Form,
    ) -> Result<Self, Error> {
        if attributes.contains(KEY_ID_AI) || attributes.contains(SIGNATURE_AI) {
            return Err(Error::RepeatedAi { at: 0 });
        }
        // The index space is not empty, and all serials of a series are equally long: one stands for all.
        let identity = Identity::Sgtin { gtin: series.gtin(), serial: series.seal(0)? };
        let sample = SerialCode::new(&identity, attributes)?;
        let key_id = signer.as_ref().map(|signer| signer.public_key().id());
        let message = key_id.map(|key_id| Template::message(&sample, key_id));
        let sample = match key_id {
            Some(key_id) => sample.with_proof(Proof { key_id, signature: [0; 64] })?,
            None => sample,
        };
        let code = match form {
            Form::ElementString => Template::element_string(&sample),
            Form::DigitalLink(stem) => Template::digital_link(&sample, stem)?,
            Form::Compact(stem) => Template::compact(&sample, stem)?,
        };
        Ok(Self { signer, series, message, code })
    }

    /// The series.
    #[must_use]
    pub const fn series(&self) -> &Series {
        &self.series
    }

    /// The signer; none if the codes are only sealed.
    #[must_use]
    pub const fn signer(&self) -> Option<&S> {
        self.signer.as_ref()
    }

    /// No code has more bytes than this.
    #[must_use]
    pub fn code_bound(&self) -> usize {
        self.code.bound(self.series.shape().length().into())
    }

    /// Issues a range into columns, in place of what is there. On the caller's thread; memory grows with the range.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] for a range beyond the index space, or one that ends before it begins; [`Error::Signer`] if an
    /// external signer failed; [`Error::Signature`] if one gave a signature that does not verify. The columns are
    /// empty then.
    pub fn issue_into(&self, range: Range<u64>, columns: &mut Columns) -> Result<(), Error> {
        columns.clear();
        let issued = self.fill(range, columns);
        if issued.is_err() {
            columns.clear();
        }
        issued
    }

    fn fill(&self, range: Range<u64>, columns: &mut Columns) -> Result<(), Error> {
        let count = range.end.checked_sub(range.start).and_then(|count| usize::try_from(count).ok());
        let length = usize::from(self.series.shape().length());
        let (Some(count), true) = (count, range.end <= self.series.shape().index_space()) else {
            return Err(Error::Index);
        };
        columns.first = range.start;
        columns.serial_length = length;
        columns.serials.resize(count.checked_mul(length).ok_or(Error::Index)?, 0);
        self.series.seal_many(range.start, &mut columns.serials)?;
        self.sign(columns, count)?;
        let mut room = Vec::new();
        for (at, serial) in columns.serials.chunks_exact(length).enumerate() {
            let signature = columns.signatures.get(at).unwrap_or(&[0; 64]);
            self.code.write(serial, signature, &mut room, &mut columns.codes)?;
            columns.ends.push(columns.codes.len());
        }
        Ok(())
    }

    fn sign(&self, columns: &mut Columns, count: usize) -> Result<(), Error> {
        let (Some(signer), Some(template)) = (&self.signer, &self.message) else { return Ok(()) };
        columns.signatures.resize(count, [0; 64]);
        let (mut text, mut room) = (Vec::new(), Vec::new());
        let serials = columns.serials.chunks(BLOCK * columns.serial_length);
        for (serials, signatures) in serials.zip(columns.signatures.chunks_mut(BLOCK)) {
            text.clear();
            for serial in serials.chunks_exact(columns.serial_length) {
                template.write(serial, &[0; 64], &mut room, &mut text)?;
            }
            let messages: Vec<&[u8]> = text.chunks_exact(text.len() / signatures.len()).collect();
            signer.sign_many(&messages, signatures)?;
            for (message, signature) in messages.iter().zip(signatures.iter()) {
                check_external(signer, message, signature)?;
            }
        }
        Ok(())
    }
}

impl<S: Signer + Sync> Bulk<S> {
    /// Issues a range in blocks of [`BLOCK`], and hands them to `each` in order. Memory is that of a few blocks.
    ///
    /// With the feature `rayon`, keys in memory sign on all cores of the current pool; external signers are asked on
    /// the caller's thread.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] as [`Bulk::issue_into`], before `each` is called; its others when their block is reached;
    /// those of `each`, which end the work.
    pub fn blocks(
        &self,
        range: Range<u64>,
        mut each: impl FnMut(&Columns) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if range.start > range.end || range.end > self.series.shape().index_space() {
            return Err(Error::Index);
        }
        let mut lanes: Vec<Lane> = (0..self.lanes()).map(|_| Lane::default()).collect();
        let mut next = range.start;
        while next < range.end {
            let mut busy = 0;
            for lane in &mut lanes {
                let end = range.end.min(next.saturating_add(BLOCK as u64));
                lane.range = next..end;
                busy += usize::from(next < end);
                next = end;
            }
            let busy = lanes.get_mut(..busy).unwrap_or_default();
            self.issue_lanes(busy);
            for lane in busy {
                lane.issued?;
                each(&lane.columns)?;
            }
        }
        Ok(())
    }

    #[cfg(feature = "rayon")]
    fn lanes(&self) -> usize {
        // A few for each core, so that the last ones of a round do not leave the others idle for long.
        if self.is_external() { 1 } else { 4 * rayon::current_num_threads() }
    }

    #[cfg(not(feature = "rayon"))]
    #[allow(clippy::unused_self)] // as its other form
    const fn lanes(&self) -> usize {
        1
    }

    fn issue_lanes(&self, lanes: &mut [Lane]) {
        let issue = |lane: &mut Lane| lane.issued = self.issue_into(lane.range.clone(), &mut lane.columns);
        #[cfg(feature = "rayon")]
        if !self.is_external() {
            use rayon::iter::{IntoParallelRefMutIterator as _, ParallelIterator as _};
            return lanes.par_iter_mut().for_each(issue);
        }
        lanes.iter_mut().for_each(issue);
    }

    #[cfg(feature = "rayon")]
    fn is_external(&self) -> bool {
        self.signer.as_ref().is_some_and(Signer::is_external)
    }
}

/// One block under way.
struct Lane {
    range: Range<u64>,
    columns: Columns,
    issued: Result<(), Error>,
}

impl Default for Lane {
    fn default() -> Self {
        Self { range: 0..0, columns: Columns::default(), issued: Ok(()) }
    }
}
