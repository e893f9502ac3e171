//! What has become of each unit, as a snapshot keeps it.

use super::runs::PAGE;
use super::snapshot_form::Fields;
use super::snapshot_pages::units_of;
use super::states::{CLOSED, DESTROYED, Page, SAMPLED, States, VOID};
use crate::Error;
use crate::error::place;

/// Instead of a number of runs: a byte for each unit follows.
const FULL: u32 = u32::MAX;
const ALL: u8 = CLOSED | VOID | SAMPLED | DESTROYED;

pub(super) fn write(states: &States, units: u32, out: &mut Vec<u8>) {
    for (page, content) in (0..).zip(&states.pages) {
        match content {
            Page::Runs(runs) => {
                out.extend(place(runs.len()).to_le_bytes());
                for (position, flags) in runs {
                    let [a, b] = position.to_le_bytes();
                    out.extend([a, b, *flags, 0]);
                }
            }
            Page::Full(flags) => {
                out.extend(FULL.to_le_bytes());
                out.extend(flags.iter().take(units_of(page, units) as usize));
            }
        }
    }
}

/// # Errors
///
/// [`Error::Snapshot`] for what no forest has.
pub(super) fn read(fields: &mut Fields<'_>, units: u32) -> Result<States, Error> {
    let mut states = States::new();
    states.grow(units);
    for (page, content) in (0..).zip(&mut states.pages) {
        let broken = fields.broken();
        let here = units_of(page, units);
        match fields.u32()? {
            FULL => {
                let given = fields.take(here as usize)?;
                if given.iter().any(|flags| *flags > ALL) {
                    return Err(broken);
                }
                let mut flags = vec![0; PAGE as usize];
                flags.iter_mut().zip(given).for_each(|(place, flags)| *place = *flags);
                *content = Page::Full(flags.into());
            }
            count => {
                let mut runs = Vec::new();
                let (mut behind, mut before) = (0, 0);
                for &[a, b, flags, zero] in fields.rows(count)? {
                    let position = u16::from_le_bytes([a, b]);
                    let in_order = behind <= u32::from(position) && u32::from(position) <= here;
                    if !in_order || flags == before || flags > ALL || zero != 0 {
                        return Err(broken);
                    }
                    (behind, before) = (u32::from(position) + 1, flags);
                    runs.push((position, flags));
                }
                // Units that enter later have no state yet.
                if here < PAGE && before != 0 {
                    return Err(broken);
                }
                *content = Page::Runs(runs);
            }
        }
    }
    fields.end()?;
    Ok(states)
}
