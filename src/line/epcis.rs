//! What EPCIS 2.0 is told of a reason: the fields of its events that do not depend on the unit, as data.
//!
//! Source: GS1 EPCIS 2.0 and Core Business Vocabulary 2.0. Where a reason has several events they follow each other in
//! this order; an aggregation event is told only if the unit lies, or lay, in a container. A label that identifies
//! nothing, such as one that cannot be read, has no event: EPCIS has no word for a thing without an identity.

/// The type of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum EventType {
    /// About objects themselves.
    Object = 1,
    /// About objects in a container.
    Aggregation = 2,
}

/// The action of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum EpcisAction {
    /// They came into being, or went in.
    Add = 1,
    /// They were seen.
    Observe = 2,
    /// They ended, or came out.
    Delete = 3,
}

impl EpcisAction {
    /// The word of the standard.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Observe => "OBSERVE",
            Self::Delete => "DELETE",
        }
    }
}

impl EventType {
    /// The word of the standard.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Object => "ObjectEvent",
            Self::Aggregation => "AggregationEvent",
        }
    }
}

/// The fixed part of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpcisEvent {
    /// Its type.
    pub event: EventType,
    /// Its action.
    pub action: EpcisAction,
    /// The business step, a bare word of the CBV.
    pub biz_step: &'static str,
    /// The disposition, a bare word of the CBV; `None` where the standard asks for none.
    pub disposition: Option<&'static str>,
}

const fn object(action: EpcisAction, biz_step: &'static str, disposition: &'static str) -> EpcisEvent {
    EpcisEvent { event: EventType::Object, action, biz_step, disposition: Some(disposition) }
}

const fn aggregation(action: EpcisAction, biz_step: &'static str, disposition: &'static str) -> EpcisEvent {
    EpcisEvent { event: EventType::Aggregation, action, biz_step, disposition: Some(disposition) }
}

use EpcisAction::{Add, Delete, Observe};

const TAKEN_OUT: EpcisEvent = aggregation(Delete, "unpacking", "in_progress");

pub(super) const NOTHING: &[EpcisEvent] = &[];
pub(super) const COMMISSION: &[EpcisEvent] = &[object(Add, "commissioning", "active")];
pub(super) const ENCODE: &[EpcisEvent] = &[object(Add, "encoding", "encoded")];
pub(super) const NON_CONFORMANT: &[EpcisEvent] = &[object(Observe, "inspecting", "non_conformant")];
pub(super) const RECALLED: &[EpcisEvent] = &[object(Observe, "inspecting", "recalled")];
pub(super) const MISMATCH: &[EpcisEvent] = &[object(Observe, "inspecting", "mismatch_instance")];
pub(super) const MISMATCH_CLASS: &[EpcisEvent] = &[object(Observe, "inspecting", "mismatch_class")];
pub(super) const MISMATCH_QUANTITY: &[EpcisEvent] = &[object(Observe, "inspecting", "mismatch_quantity")];
pub(super) const SAMPLE: &[EpcisEvent] = &[TAKEN_OUT, object(Observe, "sampling", "in_progress")];
pub(super) const REWORK: &[EpcisEvent] = &[object(Observe, "repairing", "in_progress")];
pub(super) const REPRINT: &[EpcisEvent] = &[object(Observe, "encoding", "encoded")];
pub(super) const RELABEL: &[EpcisEvent] = &[
    aggregation(Delete, "repackaging", "in_progress"),
    object(Delete, "decommissioning", "inactive"),
    object(Add, "commissioning", "active"),
    aggregation(Add, "repackaging", "in_progress"),
];
pub(super) const VOID: &[EpcisEvent] = &[TAKEN_OUT, object(Delete, "decommissioning", "inactive")];
pub(super) const DESTROY: &[EpcisEvent] = &[object(Delete, "destroying", "destroyed")];
pub(super) const UNPACK: &[EpcisEvent] = &[aggregation(Delete, "unpacking", "container_open")];
pub(super) const LOST: &[EpcisEvent] = &[TAKEN_OUT, object(Delete, "decommissioning", "unknown")];
pub(super) const PACK: &[EpcisEvent] = &[aggregation(Add, "packing", "container_closed")];
pub(super) const REOPEN: &[EpcisEvent] = &[object(Observe, "unpacking", "container_open")];
