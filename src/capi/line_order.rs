//! Orders of a line: levels, identities, lots and stations, put together call by call.

use super::boundary::{Fault, Given, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::{Level, SerialCode, SeriesId};
use crate::gs1::element::Elements;
use crate::gs1::key::Gtin;
use crate::line::{Frame, Identities, Inspection, Labels, Limits, Lot, MarkMode, Mode, Order, Role, Source};
use crate::pack::Rules;

/// Labels are printed on the line, items run on a belt past readers and a rejector.
pub const SYMBOLON_MODE_AUTOMATIC: u32 = 1;
/// The codes are on the goods already; the rest is automatic.
pub const SYMBOLON_MODE_SEMI_FINISHED: u32 = 2;
/// People read items and then the container they lie in.
pub const SYMBOLON_MODE_MANUAL: u32 = 3;

/// The session draws the identity of a full container and asks for its label.
pub const SYMBOLON_LABELS_PRINTED: u32 = 1;
/// The labels are on the containers.
pub const SYMBOLON_LABELS_APPLIED: u32 = 2;

/// No hidden marks.
pub const SYMBOLON_MARKS_NONE: u32 = 1;
/// Marks computed from the codes.
pub const SYMBOLON_MARKS_DERIVED: u32 = 2;
/// Random marks from a roll.
pub const SYMBOLON_MARKS_ENROLLED: u32 = 3;

/// Prints labels of `level`.
pub const SYMBOLON_STATION_PRINTER: u32 = 1;
/// Reads codes of `level`, `layer` of them in a frame.
pub const SYMBOLON_STATION_READER: u32 = 2;
/// Reads hidden marks, `offset` items behind the reader of items.
pub const SYMBOLON_STATION_MARK_READER: u32 = 3;
/// A camera, `offset` items behind the reader of items.
pub const SYMBOLON_STATION_VISION: u32 = 4;
/// A scale, `offset` items behind the reader of items; weights from `least` to `most` pass.
pub const SYMBOLON_STATION_SCALE: u32 = 5;
/// Takes items off the belt, `offset` items behind the reader of items.
pub const SYMBOLON_STATION_REJECTOR: u32 = 6;
/// A person with a terminal.
pub const SYMBOLON_STATION_OPERATOR: u32 = 7;

/// What an order is like. 0 is the default of each field.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_order_options {
    /// Set it to `sizeof(symbolon_order_options)`.
    pub size: u32,
    /// SYMBOLON_MODE_x; automatic.
    pub mode: u32,
    /// SYMBOLON_LABELS_x; printed.
    pub labels: u32,
    /// SYMBOLON_MARKS_x; none.
    pub marks: u32,
    /// Items to be made; 0 where nothing but the identities bounds them.
    pub quantity: u64,
    /// Capacities of containers by level, in units of the level below; the first one, of items, is 0. 0 leaves a level
    /// out.
    pub capacities: [u32; 8],
    /// Items between reader and decision, 1 to 64; 32.
    pub window: u32,
    /// Events that each device can send again, 1 to 1024; 64.
    pub replay: u32,
    /// Events that can wait for one before them, 1 to 64; 16.
    pub parked: u32,
    /// Milliseconds between two reads below which they are a double feed.
    pub gap: u32,
    /// Enrolled marks that can be bound; as many as there are items.
    pub mark_limit: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: four integers of four bytes, one of eight, and fourteen of four.
unsafe impl Sized32 for symbolon_order_options {
    const FIRST: usize = 80;
}

/// One station. Fields that its kind does not name are 0.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_station {
    /// Set it to `sizeof(symbolon_station)`.
    pub size: u32,
    /// SYMBOLON_STATION_x.
    pub kind: u32,
    /// The device that speaks for it.
    pub device: u32,
    /// A level, 1 to 8.
    pub level: u32,
    /// Codes in a frame, 2 to 1024; 0 or 1 for a single one.
    pub layer: u32,
    /// Items behind the reader of items.
    pub offset: u32,
    /// The least weight that passes.
    pub least: u32,
    /// The greatest weight that passes.
    pub most: u32,
}

// SAFETY: eight integers of four bytes.
unsafe impl Sized32 for symbolon_station {
    const FIRST: usize = 32;
}

/// What is made, from what, and by which stations. Exclusive.
pub struct symbolon_order(pub(super) Exclusive<Plan>);

/// An order being put together.
pub(super) struct Plan {
    pub(super) order: Order,
    /// Whether the lot that every order begins with is still the empty one.
    is_fresh: bool,
}

fn small<T: TryFrom<u32>>(value: u32) -> Result<T, Error> {
    T::try_from(value).map_err(|_| Error::Parameter)
}

pub(super) fn level(number: u32) -> Result<Level, Error> {
    Level::from_number(small(number)?)
}

impl symbolon_order_options {
    fn order(&self) -> Result<Order, Error> {
        let mut rules = Rules::new([0, 0, 0]);
        let [items, containers @ ..] = self.capacities;
        if items != 0 || self.reserved != 0 {
            return Err(Error::Parameter);
        }
        for (level, capacity) in Level::ALL.into_iter().skip(1).zip(containers) {
            rules = rules.with_level(level, capacity)?;
        }
        let mut order = Order::new(rules);
        order.quantity = self.quantity;
        order.mode = match self.mode {
            0 | SYMBOLON_MODE_AUTOMATIC => Mode::Automatic,
            SYMBOLON_MODE_SEMI_FINISHED => Mode::SemiFinished,
            SYMBOLON_MODE_MANUAL => Mode::Manual,
            _ => return Err(Error::Parameter),
        };
        order.labels = match self.labels {
            0 | SYMBOLON_LABELS_PRINTED => Labels::Printed,
            SYMBOLON_LABELS_APPLIED => Labels::Applied,
            _ => return Err(Error::Parameter),
        };
        order.marks = match self.marks {
            0 | SYMBOLON_MARKS_NONE => MarkMode::None,
            SYMBOLON_MARKS_DERIVED => MarkMode::Derived,
            SYMBOLON_MARKS_ENROLLED => MarkMode::Enrolled,
            _ => return Err(Error::Parameter),
        };
        let or = |value: u32, default: u16| if value == 0 { Ok(default) } else { small(value) };
        let usual = Limits::default();
        order.limits = Limits {
            window: or(self.window, usual.window)?,
            replay: or(self.replay, usual.replay)?,
            parked: or(self.parked, usual.parked)?,
            gap: self.gap,
            marks: self.mark_limit,
        };
        Ok(order)
    }
}

impl symbolon_station {
    fn role(&self) -> Result<Role, Error> {
        let offset = small(self.offset)?;
        Ok(match self.kind {
            SYMBOLON_STATION_PRINTER => Role::Printer { level: level(self.level)? },
            SYMBOLON_STATION_READER => {
                let frame = if self.layer < 2 { Frame::Single } else { Frame::Layer(small(self.layer)?) };
                Role::Reader { level: level(self.level)?, frame }
            }
            SYMBOLON_STATION_MARK_READER => Role::MarkReader { offset },
            SYMBOLON_STATION_VISION => Role::Inspection { offset, by: Inspection::Vision },
            SYMBOLON_STATION_SCALE => {
                Role::Inspection { offset, by: Inspection::Weight { least: self.least, most: self.most } }
            }
            SYMBOLON_STATION_REJECTOR => Role::Rejector { distance: offset },
            SYMBOLON_STATION_OPERATOR => Role::Operator,
            _ => return Err(Error::Parameter),
        })
    }
}

impl Given {
    fn plan(&self, order: *mut symbolon_order) -> Result<&mut Exclusive<Plan>, Fault> {
        Ok(&mut self.handle_mut(order)?.0)
    }
}

/// Begins an order without identities and stations.
///
/// options: NULL for an order of items alone
/// out:     the order; free it with `symbolon_order_free`
/// errors:  SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_order_new(
    options: *const symbolon_order_options,
    out: *mut *mut symbolon_order,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let order = given.options(options)?.order()?;
            give_exclusive(out, symbolon_order(Exclusive::new(Plan { order, is_fresh: true })));
            Ok(())
        })
    }
}

/// Adds sealed serials of a level: indices of a series, such as a lease grants.
///
/// level:  1 to 8
/// gtin:   14 digits
/// slot:   `slot_len` characters
/// first:  the first index
/// count:  how many
/// errors: SYMBOLON_E_PARAMETER, SYMBOLON_E_CHECK_DIGIT, SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH, SYMBOLON_E_INDEX
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_order_add_series(
    order: *mut symbolon_order,
    level: u32,
    gtin: *const u8,
    slot: *const u8,
    slot_len: usize,
    first: u64,
    count: u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let plan = given.plan(order)?;
            let level = self::level(level)?;
            let series = SeriesId::new(Gtin::parse(given.array::<14>(gtin)?)?, given.bytes(slot, slot_len)?)?;
            let end = first.checked_add(count).ok_or(Error::Index)?;
            plan.change(|plan| {
                let identities = Identities::Series { series, indices: first..end };
                plan.order.sources.push(Source { level, identities });
                Ok(())
            })
        })
    }
}

/// Adds one code of a level that somebody else assigned; codes are used in the order in which they are added.
///
/// level:  1 to 8
/// code:   `code_len` bytes, as a scanner sends it; what it says beside its identity is not kept
/// errors: SYMBOLON_E_PARAMETER; those of reading a code
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_order_add_code(
    order: *mut symbolon_order,
    level: u32,
    code: *const u8,
    code_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let plan = given.plan(order)?;
            let level = self::level(level)?;
            let identity = *SerialCode::parse(given.bytes(code, code_len)?)?.identity();
            plan.change(|plan| {
                match plan.order.sources.last_mut() {
                    Some(Source { level: last, identities: Identities::Listed(list) }) if *last == level => {
                        list.push(identity);
                    }
                    _ => plan
                        .order
                        .sources
                        .push(Source { level, identities: Identities::Listed(vec![identity]) }),
                }
                Ok(())
            })
        })
    }
}

/// Adds a lot; the order begins with the first one. Without a call it has one lot that says nothing.
///
/// elements:  `elements_len` bytes with parentheses, such as `(10)LOT7(17)281130`; items that carry one of these
///            elements carry this value. May be empty
/// is_strict: 1 if items that lack one are of a wrong lot too, else 0
/// date:      `date_len` bytes, 0 to 64: the date as printed, which derived marks depend on
/// errors:    SYMBOLON_E_PARAMETER; those of reading elements
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_order_add_lot(
    order: *mut symbolon_order,
    elements: *const u8,
    elements_len: usize,
    is_strict: u32,
    date: *const u8,
    date_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let plan = given.plan(order)?;
            let text = given.bytes(elements, elements_len)?;
            let attributes = if text.is_empty() { Elements::new() } else { Elements::parse_bracketed(text)? };
            let date_text = given.bytes(date, date_len)?.to_vec();
            if is_strict > 1 {
                return Err(Error::Parameter.into());
            }
            plan.change(|plan| {
                if core::mem::take(&mut plan.is_fresh) {
                    plan.order.lots.clear();
                }
                plan.order.lots.push(Lot { attributes, strict: is_strict == 1, date_text });
                Ok(())
            })
        })
    }
}

/// Names the line, which derived marks depend on.
///
/// name:   `name_len` bytes, 0 to 64
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_order_set_line(
    order: *mut symbolon_order,
    name: *const u8,
    name_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let plan = given.plan(order)?;
            let name = given.bytes(name, name_len)?.to_vec();
            plan.change(|plan| {
                plan.order.line = name;
                Ok(())
            })
        })
    }
}

/// Adds a station. Events name stations by their place in the order of these calls, from 0.
///
/// errors: SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER. Whether stations fit together is told by `symbolon_line_open`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_order_add_station(
    order: *mut symbolon_order,
    station: *const symbolon_station,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let plan = given.plan(order)?;
            let station = given.sized(station)?;
            let role = station.role()?;
            plan.change(|plan| {
                plan.order.stations.push(crate::line::Station { device: station.device, role });
                Ok(())
            })
        })
    }
}

/// Frees an order. NULL is a no-op. Lines that were opened with it live on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_order_free(order: *mut symbolon_order) {
    // SAFETY: the caller hands in what `symbolon_order_new` gave, once.
    unsafe { take_exclusive(order) };
}
