//! The life of a serial number on a line: the twelve states of OPEN-SCS (OPC 30260) and what moves between them.
//!
//! Owns the states, the events and the table of both: [`TABLE`] holds every pair. It refuses every pair that has no next
//! state, each with a number of its own ([`Refusal::number`]). `docs/line-states.md` is printed from here by
//! [`document`], where the choices that the standard's names leave open are told too.
//!
//! The invariant: a number in a state for which [`State::is_final`] holds is in that state for ever.

use core::fmt;

use crate::error::Language;

use State as S;

/// A state of a serial number. The numbers are those of OPEN-SCS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum State {
    /// Known to nobody but its issuer.
    #[default]
    Unassigned = 0,
    /// Assigned to a product, to no order yet.
    Unallocated = 1,
    /// Allocated to an order or a line, on no label yet.
    Allocated = 2,
    /// Taken out of use before it was ever on a label. Final.
    SnInvalid = 3,
    /// On a label, printed or to be printed; the unit is not in the world yet.
    Encoded = 4,
    /// The label was taken out as a sample.
    LabelSampled = 5,
    /// The label was destroyed. Final.
    LabelScrapped = 6,
    /// The unit exists, carries the number and may be packed.
    Commissioned = 7,
    /// The unit was taken out as a sample.
    Sampled = 8,
    /// Decommissioned: the unit exists and may be commissioned again.
    Inactive = 9,
    /// The unit was destroyed. Final.
    Destroyed = 10,
    /// The unit was shipped. Final for the line.
    Released = 11,
}

impl State {
    /// How many states there are.
    pub const COUNT: usize = 12;

    /// All states, by number.
    pub const ALL: [Self; Self::COUNT] = [
        S::Unassigned,
        S::Unallocated,
        S::Allocated,
        S::SnInvalid,
        S::Encoded,
        S::LabelSampled,
        S::LabelScrapped,
        S::Commissioned,
        S::Sampled,
        S::Inactive,
        S::Destroyed,
        S::Released,
    ];

    /// The state of a number 0 to 11.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The number, 0 to 11.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The word of OPEN-SCS.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unassigned => "Unassigned",
            Self::Unallocated => "Unallocated",
            Self::Allocated => "Allocated",
            Self::SnInvalid => "SNInvalid",
            Self::Encoded => "Encoded",
            Self::LabelSampled => "LabelSampled",
            Self::LabelScrapped => "LabelScrapped",
            Self::Commissioned => "Commissioned",
            Self::Sampled => "Sampled",
            Self::Inactive => "Inactive",
            Self::Destroyed => "Destroyed",
            Self::Released => "Released",
        }
    }

    /// What an operator is told of a number in this state: the end of "this number …".
    #[must_use]
    pub const fn phrase(self, language: Language) -> &'static str {
        let (en, zh) = match self {
            Self::Unassigned => ("is not assigned to a product", "尚未分配给产品"),
            Self::Unallocated => ("is not allocated to an order", "尚未分配给订单"),
            Self::Allocated => ("is allocated and on no label yet", "已分配，尚未上标签"),
            Self::SnInvalid => ("was made invalid", "已失效"),
            Self::Encoded => ("is on a label and not commissioned", "已上标签，尚未激活"),
            Self::LabelSampled => ("is on a label taken as a sample", "所在标签已被抽样"),
            Self::LabelScrapped => ("was on a label that is scrapped", "所在标签已报废"),
            Self::Commissioned => ("is commissioned", "已激活"),
            Self::Sampled => ("is on a unit taken as a sample", "所在产品已被抽检"),
            Self::Inactive => ("is decommissioned", "已停用"),
            Self::Destroyed => ("is on a unit that was destroyed", "所在产品已销毁"),
            Self::Released => ("was shipped", "已放行出库"),
        };
        match language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    /// Whether no event leads out of this state.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::SnInvalid | Self::LabelScrapped | Self::Destroyed | Self::Released)
    }
}

/// What happens to a serial number: the pool methods (SN…), label events and unit events of OPEN-SCS.
/// The numbers are this library's own: never renumbered, append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Event {
    /// Numbers are handed to a holder who will assign them.
    SnRequestUnassigned = 0,
    /// Numbers of a product are handed to a holder.
    SnRequestUnallocated = 1,
    /// Numbers of an order are handed to a line.
    SnRequestAllocated = 2,
    /// The holder gives numbers of a product back.
    SnReturnUnallocated = 3,
    /// The line gives numbers of its order back.
    SnReturnAllocated = 4,
    /// The holder assigns numbers to a product, or takes them out of an order.
    SnToUnallocated = 5,
    /// The holder allocates numbers to an order.
    SnToAllocated = 6,
    /// The holder hands numbers to a printer.
    SnToEncoded = 7,
    /// Numbers are taken out of use before they are on a label.
    SnInvalidating = 8,
    /// A label is printed.
    LabelsEncoding = 9,
    /// A label is destroyed.
    LabelsScrapping = 10,
    /// A label is inspected and stays what it is.
    LabelsInspecting = 11,
    /// A label is taken out as a sample.
    LabelsSampling = 12,
    /// The unit comes into the world, or back to the line.
    SidCommissioning = 13,
    /// The unit is taken out of circulation and may come back.
    SidDecommissioning = 14,
    /// The unit is destroyed.
    SidDestroying = 15,
    /// The unit is taken out to be inspected.
    SidInspecting = 16,
    /// The unit is shipped.
    SidShipping = 17,
}

impl Event {
    /// How many events there are.
    pub const COUNT: usize = 18;

    /// All events, by number.
    pub const ALL: [Self; Self::COUNT] = [
        Self::SnRequestUnassigned,
        Self::SnRequestUnallocated,
        Self::SnRequestAllocated,
        Self::SnReturnUnallocated,
        Self::SnReturnAllocated,
        Self::SnToUnallocated,
        Self::SnToAllocated,
        Self::SnToEncoded,
        Self::SnInvalidating,
        Self::LabelsEncoding,
        Self::LabelsScrapping,
        Self::LabelsInspecting,
        Self::LabelsSampling,
        Self::SidCommissioning,
        Self::SidDecommissioning,
        Self::SidDestroying,
        Self::SidInspecting,
        Self::SidShipping,
    ];

    /// The event of a number 0 to 17.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The number, 0 to 17.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The word of OPEN-SCS.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SnRequestUnassigned => "SNRequestUnassigned",
            Self::SnRequestUnallocated => "SNRequestUnallocated",
            Self::SnRequestAllocated => "SNRequestAllocated",
            Self::SnReturnUnallocated => "SNReturnUnallocated",
            Self::SnReturnAllocated => "SNReturnAllocated",
            Self::SnToUnallocated => "SNtoUnallocated",
            Self::SnToAllocated => "SNtoAllocated",
            Self::SnToEncoded => "SNtoEncoded",
            Self::SnInvalidating => "SNInvalidating",
            Self::LabelsEncoding => "LabelsEncoding",
            Self::LabelsScrapping => "LabelsScrapping",
            Self::LabelsInspecting => "LabelsInspecting",
            Self::LabelsSampling => "LabelsSampling",
            Self::SidCommissioning => "SIDCommissioning",
            Self::SidDecommissioning => "SIDDecommissioning",
            Self::SidDestroying => "SIDDestroying",
            Self::SidInspecting => "SIDInspecting",
            Self::SidShipping => "SIDShipping",
        }
    }

    /// What an operator is told when it is refused: the end of "it cannot be …".
    #[must_use]
    pub const fn phrase(self, language: Language) -> &'static str {
        let (en, zh) = match self {
            Self::SnRequestUnassigned => ("handed out as unassigned", "作为未分配号码领取"),
            Self::SnRequestUnallocated => ("handed out for a product", "作为产品号码领取"),
            Self::SnRequestAllocated => ("handed out for an order", "作为订单号码领取"),
            Self::SnReturnUnallocated => ("given back by the holder of the product", "由产品持有方退回"),
            Self::SnReturnAllocated => ("given back by the line", "由产线退回"),
            Self::SnToUnallocated => ("assigned to a product only", "转为仅分配给产品"),
            Self::SnToAllocated => ("allocated to an order", "分配给订单"),
            Self::SnToEncoded => ("handed to a printer", "交给打印机"),
            Self::SnInvalidating => ("made invalid", "作失效处理"),
            Self::LabelsEncoding => ("printed on a label", "打印到标签"),
            Self::LabelsScrapping => ("scrapped as a label", "作为标签报废"),
            Self::LabelsInspecting => ("inspected as a label", "作为标签检验"),
            Self::LabelsSampling => ("sampled as a label", "作为标签抽样"),
            Self::SidCommissioning => ("commissioned", "激活"),
            Self::SidDecommissioning => ("decommissioned", "停用"),
            Self::SidDestroying => ("destroyed", "销毁"),
            Self::SidInspecting => ("taken out for inspection", "取出检验"),
            Self::SidShipping => ("shipped", "出库"),
        };
        match language {
            Language::En => en,
            Language::Zh => zh,
        }
    }
}

/// Every legal transition, by event. What is not here is refused.
const LEGAL: &[(State, Event, State)] = &[
    (S::Unassigned, Event::SnRequestUnassigned, S::Unassigned),
    (S::Unassigned, Event::SnRequestUnallocated, S::Unallocated),
    (S::Unallocated, Event::SnRequestUnallocated, S::Unallocated),
    (S::Unassigned, Event::SnRequestAllocated, S::Allocated),
    (S::Unallocated, Event::SnRequestAllocated, S::Allocated),
    (S::Allocated, Event::SnRequestAllocated, S::Allocated),
    (S::Unallocated, Event::SnReturnUnallocated, S::Unassigned),
    (S::Allocated, Event::SnReturnAllocated, S::Unallocated),
    (S::Unassigned, Event::SnToUnallocated, S::Unallocated),
    (S::Allocated, Event::SnToUnallocated, S::Unallocated),
    (S::Unallocated, Event::SnToAllocated, S::Allocated),
    (S::Allocated, Event::SnToEncoded, S::Encoded),
    (S::Unassigned, Event::SnInvalidating, S::SnInvalid),
    (S::Unallocated, Event::SnInvalidating, S::SnInvalid),
    (S::Allocated, Event::SnInvalidating, S::SnInvalid),
    (S::Allocated, Event::LabelsEncoding, S::Encoded),
    (S::Encoded, Event::LabelsScrapping, S::LabelScrapped),
    (S::LabelSampled, Event::LabelsScrapping, S::LabelScrapped),
    (S::Encoded, Event::LabelsInspecting, S::Encoded),
    (S::LabelSampled, Event::LabelsInspecting, S::LabelSampled),
    (S::Encoded, Event::LabelsSampling, S::LabelSampled),
    (S::Encoded, Event::SidCommissioning, S::Commissioned),
    (S::Inactive, Event::SidCommissioning, S::Commissioned),
    (S::Commissioned, Event::SidDecommissioning, S::Inactive),
    (S::Sampled, Event::SidDecommissioning, S::Inactive),
    (S::Commissioned, Event::SidDestroying, S::Destroyed),
    (S::Sampled, Event::SidDestroying, S::Destroyed),
    (S::Inactive, Event::SidDestroying, S::Destroyed),
    (S::Commissioned, Event::SidInspecting, S::Sampled),
    (S::Sampled, Event::SidInspecting, S::Sampled),
    (S::Commissioned, Event::SidShipping, S::Released),
];

/// The next state by state number and event number; `None` where the pair is refused.
pub const TABLE: [[Option<State>; Event::COUNT]; State::COUNT] = table();

#[allow(clippy::indexing_slicing)] // runs at compile time: an index out of bounds would not build
const fn table() -> [[Option<State>; Event::COUNT]; State::COUNT] {
    let mut table = [[None; Event::COUNT]; State::COUNT];
    let mut at = 0;
    while at < LEGAL.len() {
        let (from, event, to) = LEGAL[at];
        assert!(table[from as usize][event as usize].is_none(), "a pair stands twice");
        table[from as usize][event as usize] = Some(to);
        at += 1;
    }
    table
}

/// The state after an event.
///
/// ```
/// use symbolon::line::state::{Event, State, next};
///
/// assert_eq!(next(State::Encoded, Event::SidCommissioning), Ok(State::Commissioned));
/// let refusal = next(State::Encoded, Event::SidShipping).unwrap_err();
/// assert_eq!(refusal.number(), 1417);
/// assert_eq!(
///     refusal.to_string(),
///     "This number is on a label and not commissioned; it cannot be shipped."
/// );
/// ```
///
/// # Errors
///
/// A [`Refusal`] that names the pair.
pub fn next(state: State, event: Event) -> Result<State, Refusal> {
    let row = TABLE.get(usize::from(state.number()));
    let cell = row.and_then(|row| row.get(usize::from(event.number())).copied().flatten());
    cell.ok_or(Refusal { state, event })
}

/// Why an event was refused: the number was not in a state for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// The state in which the number was, and is.
    pub state: State,
    /// What was asked.
    pub event: Event,
}

impl Refusal {
    /// The stable number of the pair: 1000 + 100 · state + event, four digits.
    #[must_use]
    pub const fn number(self) -> u16 {
        1000 + 100 * self.state as u16 + self.event as u16
    }

    /// The pair that a number names; `None` if it names no refused pair.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        let pair = number.checked_sub(1000)?;
        let state = State::from_number(u8::try_from(pair / 100).ok()?)?;
        let event = Event::from_number(u8::try_from(pair % 100).ok()?)?;
        next(state, event).err()
    }

    /// One sentence for an operator, written without allocating.
    #[must_use]
    pub const fn sentence(self, language: Language) -> Sentence {
        Sentence { refusal: self, language }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence(Language::En).fmt(f)
    }
}

impl core::error::Error for Refusal {}

/// The sentence of a [`Refusal`]; `Display` writes it.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    refusal: Refusal,
    language: Language,
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (state, event) = (self.refusal.state, self.refusal.event);
        let (state, event) = (state.phrase(self.language), event.phrase(self.language));
        match self.language {
            Language::En => write!(f, "This number {state}; it cannot be {event}."),
            Language::Zh => write!(f, "该号码{state}，不能{event}。"),
        }
    }
}

/// The page `docs/line-states.md`: the table, what it decides, and the sentence of every refused pair.
#[must_use]
pub fn document() -> String {
    let mut page = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_document(&mut page);
    page
}

fn write_document(page: &mut impl fmt::Write) -> fmt::Result {
    writeln!(page, "# States of a serial number on a line\n")?;
    writeln!(
        page,
        "Printed from `src/line/state.rs`; `UPDATE=1 cargo test --test api states` writes it again.\n"
    )?;
    writeln!(page, "Names: OPEN-SCS (OPC 30260). A cell is the next state, or the number of the refusal.\n")?;
    let columns = State::ALL.map(|state| format!("{} {}", state.number(), state.name())).join(" | ");
    writeln!(page, "| event | {columns} |\n|---|{}", "---|".repeat(State::COUNT))?;
    for event in Event::ALL {
        write!(page, "| {} {} |", event.number(), event.name())?;
        for state in State::ALL {
            match next(state, event) {
                Ok(to) => write!(page, " **{}** |", to.name())?,
                Err(refusal) => write!(page, " {} |", refusal.number())?,
            }
        }
        writeln!(page)?;
    }
    writeln!(page, "\n## What the names leave open, and what holds here\n")?;
    for choice in CHOICES {
        writeln!(page, "- {choice}")?;
    }
    writeln!(page, "\n## Refusals\n\n| number | English | 中文 |\n|---|---|---|")?;
    for state in State::ALL {
        for refusal in Event::ALL.into_iter().filter_map(|event| next(state, event).err()) {
            let (en, zh) = (refusal.sentence(Language::En), refusal.sentence(Language::Zh));
            writeln!(page, "| {} | {en} | {zh} |", refusal.number())?;
        }
    }
    Ok(())
}

/// The names fix where an event leads to, not from where, and for some not even that.
const CHOICES: &[&str] = &[
    "Requests: `SNRequestX` hands over numbers that are in X afterwards. It may do the steps before X at once: a line \
     that asks for Allocated gets numbers straight from Unassigned. It never goes back, and asking again for what is \
     already in X changes nothing.",
    "Returns: `SNReturnX` takes a number that is in X one step back, to whoever had it before: Unallocated → \
     Unassigned, Allocated → Unallocated. A number that was on a label is never returned.",
    "`SNtoUnallocated` also takes a number out of its order (Allocated → Unallocated), for a change-over.",
    "`SNtoEncoded` and `LabelsEncoding` lead to the same state: the first when a holder hands numbers to a printer, the \
     second when the printer reports the label. Either is enough; the second one of both is refused.",
    "`SNInvalidating` is for numbers without a label. A number on a label is scrapped with its label.",
    "`LabelsInspecting` changes no state: the verdict does, as `LabelsScrapping` or `SIDCommissioning`.",
    "`SIDInspecting` takes a unit out: Commissioned → Sampled, the only way into Sampled. A unit that passes a camera \
     without leaving the line has no event.",
    "A sampled unit comes back in two steps, `SIDDecommissioning` and `SIDCommissioning`, so that a record says who \
     let it back. A sampled label does not come back.",
    "`SIDCommissioning` accepts Inactive: CBV's disposition `inactive` says that the object may be reintroduced. \
     Rework is this way.",
    "A number that was shipped (Released) has left the line; what comes back is not the line's to change.",
    "Commissioned before packing or shipping: only Commissioned can be shipped, and packing changes no state, so that a \
     session asks for Commissioned before it packs.",
];
