//! Reasons: why an event was decided as it was, with a number, two sentences and what EPCIS is told.

use core::fmt;

use super::epcis::{self, EpcisEvent};
use super::state;
use crate::Error;
use crate::error::Language;
use crate::trust::Verdict;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $en:literal, $zh:literal, $epcis:expr;)*) => {
        /// Why an event was decided as it was. The numbers are stable: never renumbered, append only. 0 stands for none.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* $name,)*
            /// The serial number is not in a state for this; the number is that of the refusal, 1000 and above.
            State(state::Refusal),
        }

        impl Reason {
            /// All reasons but those of states, ascending by number.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable number.
            #[must_use]
            pub const fn number(self) -> u16 {
                match self {
                    $(Self::$name => $number,)*
                    Self::State(refusal) => refusal.number(),
                }
            }

            /// The reason of a number.
            #[must_use]
            pub fn from_number(number: u16) -> Option<Self> {
                match number {
                    $($number => Some(Self::$name),)*
                    _ => state::Refusal::from_number(number).map(Self::State),
                }
            }

            /// What a trading partner is told by EPCIS; empty where nothing is.
            #[must_use]
            pub const fn epcis(self) -> &'static [EpcisEvent] {
                match self {
                    $(Self::$name => $epcis,)*
                    Self::State(_) => epcis::NOTHING,
                }
            }

            /// The sentence of a reason that is not one of states.
            const fn words(self) -> Option<(&'static str, &'static str)> {
                match self {
                    $(Self::$name => Some(($en, $zh)),)*
                    Self::State(_) => None,
                }
            }
        }
    };
}

reasons! {
    /// Nothing is wrong.
    Fine = 1, "Good.", "正常。", epcis::COMMISSION;
    /// The event waits for one before it.
    Parked = 2, "An earlier event is missing; this one waits.", "缺少前一事件，本事件等待。", epcis::NOTHING;
    /// The event comes later than the session waits for.
    Late = 3, "This event comes too late; it is not used.", "事件过迟，不予采用。", epcis::NOTHING;
    /// The line is paused, or stopped until a person decides.
    Halted = 4, "The line is stopped; resume it first.", "产线已停止，请先恢复。", epcis::NOTHING;
    /// No code could be read.
    NoRead = 10, "No code could be read; the item is taken off.", "未读到条码，产品剔除。", epcis::NOTHING;
    /// What was read is no serial code.
    NotACode = 11, "This is no serial code.", "不是序列码。", epcis::NOTHING;
    /// The code carries no proof.
    Unsigned = 12, "The code carries no signature.", "条码没有签名。", epcis::NON_CONFORMANT;
    /// The code names a key that nobody knows here.
    UnknownKey = 13, "The code names an unknown key.", "条码的密钥未知。", epcis::MISMATCH;
    /// The code names a key that is believed no more.
    KeyRevoked = 14, "The key of the code is revoked.", "条码的密钥已吊销。", epcis::NON_CONFORMANT;
    /// The key is not believed at this time.
    OutOfWindow = 15, "The key of the code is out of its time.", "条码的密钥不在有效期内。", epcis::NON_CONFORMANT;
    /// The key may not speak for this product.
    OutOfScope = 16, "The key of the code may not sign this product.", "条码的密钥无权签发该产品。", epcis::NON_CONFORMANT;
    /// The serial is not ours.
    NotSealed = 17, "The serial number is not ours.", "序列号不是本方签发。", epcis::MISMATCH;
    /// The signature is false.
    Forged = 18, "The signature is false: a forged code.", "签名错误：伪造的条码。", epcis::MISMATCH;
    /// The code is revoked.
    CodeRevoked = 19, "The code is revoked.", "条码已吊销。", epcis::NON_CONFORMANT;
    /// The serial was not leased to its signer.
    OutOfLease = 20, "The serial number was not leased to its signer.", "序列号不在签发方的号段内。", epcis::NON_CONFORMANT;
    /// The product is recalled.
    Recalled = 21, "The product is recalled.", "该产品已被召回。", epcis::RECALLED;
    /// A good code of a product that this order does not make.
    Foreign = 22, "A foreign code: not a product of this order.", "外来条码：不属于本订单的产品。", epcis::MISMATCH;
    /// A good code of this product, yet of another order.
    WrongOrder = 23, "The code belongs to another order.", "条码属于其他订单。", epcis::MISMATCH;
    /// Lot or dates are others than those of the running lot.
    WrongLot = 24, "Lot or date differ from the running lot.", "批次或日期与当前批次不符。", epcis::MISMATCH_CLASS;
    /// A code of another level than is read here.
    WrongLevel = 25, "The code is of another packaging level.", "条码的包装级别不符。", epcis::MISMATCH_CLASS;
    /// The code was read before.
    Duplicate = 26, "This code was read before: a duplicate.", "条码重复读取。", epcis::MISMATCH;
    /// Two things where one should be.
    DoubleFeed = 27, "Two items at once: a double feed.", "一次进入两件：重叠进料。", epcis::NOTHING;
    /// A layer or container does not have the count that it should have.
    CountMismatch = 28, "The count differs from what it should be.", "数量不符。", epcis::MISMATCH_QUANTITY;
    /// The unit was rejected and has to be let back first.
    Rejected = 29, "This unit was rejected; rework it first.", "该产品已被剔除，请先返工处理。", epcis::NOTHING;
    /// The quantity of the order is reached.
    QuantityReached = 30, "The quantity of the order is reached.", "已达到订单数量。", epcis::NOTHING;
    /// The hidden mark could not be read.
    MarkUnread = 40, "The hidden mark could not be read; the item is taken off.", "未读到隐形码，产品剔除。", epcis::NON_CONFORMANT;
    /// The hidden mark does not belong to the code.
    MarkMismatch = 41, "The hidden mark does not belong to the code.", "隐形码与条码不匹配。", epcis::NON_CONFORMANT;
    /// The hidden mark belongs to another code.
    MarkTaken = 42, "The hidden mark belongs to another code.", "隐形码已绑定其他条码。", epcis::NON_CONFORMANT;
    /// The reader of marks is off by some items.
    Misaligned = 43, "The mark reader is out of step with the code reader; nothing is bound until it is realigned.", "隐形码读取与条码读取错位，校正前停止绑定。", epcis::NOTHING;
    /// No mark of this kind was enrolled.
    MarkUnknown = 44, "The hidden mark is not enrolled.", "隐形码未登记。", epcis::NON_CONFORMANT;
    /// The item was between two readers when the power was lost.
    Interrupted = 45, "The item was on its way when the line went down; rework it.", "断电时产品尚未完成，需返工。", epcis::NOTHING;
    /// A station did not report while items passed it.
    Silent = 46, "A station does not report; the line stops.", "工位无响应，停线。", epcis::NOTHING;
    /// The marks that the session can keep are used up.
    MarksFull = 47, "The session cannot keep more marks.", "绑定数量已达上限。", epcis::NOTHING;
    /// The inspection found a defect.
    InspectionReject = 50, "The inspection found a defect; the item is taken off.", "检测不合格，产品剔除。", epcis::NON_CONFORMANT;
    /// The weight is out of its range.
    Weight = 51, "The weight is out of range; the item is taken off.", "重量超差，产品剔除。", epcis::NON_CONFORMANT;
    /// The rejector did not take the item off.
    NotEjected = 52, "The item was not taken off; the line stops.", "剔除失败，停线。", epcis::NOTHING;
    /// The item passed the rejector before it was decided.
    TooLate = 53, "The item passed the rejector undecided; the line stops.", "产品已过剔除位，停线。", epcis::NOTHING;
    /// Taken as a sample.
    Sampled = 60, "Taken as a sample.", "已抽检取出。", epcis::SAMPLE;
    /// Let back to the line.
    Reworked = 61, "Back to the line after rework.", "返工后重新上线。", epcis::REWORK;
    /// The label is printed again.
    Reprinted = 62, "The same label is printed again.", "标签重新打印（同码）。", epcis::REPRINT;
    /// It has a new label.
    Relabelled = 63, "It has a new label; the old code is void.", "已换新标签，旧码作废。", epcis::RELABEL;
    /// The code is void.
    Voided = 64, "The code is void.", "条码已作废。", epcis::VOID;
    /// Destroyed.
    Destroyed = 65, "Destroyed.", "已销毁。", epcis::DESTROY;
    /// Taken out of its container.
    TakenOut = 66, "Taken out of its container.", "已从容器中取出。", epcis::UNPACK;
    /// The container is lost with all it holds.
    Lost = 67, "The container is lost with all it holds.", "容器及内装产品丢失。", epcis::LOST;
    /// An odd container was closed.
    Odd = 68, "Closed as an odd container.", "尾箱已封闭。", epcis::PACK;
    /// The line is paused.
    Paused = 69, "The line is paused.", "产线已暂停。", epcis::NOTHING;
    /// The line goes on.
    Resumed = 70, "The line goes on.", "产线已恢复。", epcis::NOTHING;
    /// Another lot runs.
    ChangedOver = 71, "The next lot runs.", "已换批次。", epcis::NOTHING;
    /// The order has ended.
    Ended = 72, "The order has ended.", "订单已结束。", epcis::NOTHING;
    /// The line was started again after a loss of power.
    Restarted = 73, "Started again; items on their way are taken off.", "已重新启动，在途产品剔除。", epcis::NOTHING;
    /// The container is closed.
    Closed = 74, "The container is closed.", "容器已封闭。", epcis::PACK;
    /// The container is open again.
    Reopened = 75, "The container is open again.", "容器已重新打开。", epcis::REOPEN;
    /// The readers are in step again.
    Realigned = 76, "The mark reader is in step again.", "隐形码读取已校正。", epcis::NOTHING;
    /// Put into a container.
    PutIn = 77, "Put into the container.", "已放入容器。", epcis::PACK;
    /// A label was printed.
    Printed = 78, "The label is printed.", "标签已打印。", epcis::ENCODE;
    /// An ejection was confirmed.
    Ejected = 79, "The item is off the belt.", "产品已剔除。", epcis::NOTHING;
    /// A new roll of marks.
    Roll = 80, "A new roll of marks.", "已更换隐形码卷。", epcis::NOTHING;
    /// The unit passed an inspection of its own.
    Passed = 81, "The inspection is passed.", "检测合格。", epcis::NOTHING;
    /// The unit is none of this order.
    UnknownUnit = 90, "No such unit in this order.", "本订单中无此单元。", epcis::NOTHING;
    /// The unit lies in a container.
    AlreadyPacked = 91, "The unit lies in a container; take it out first.", "该单元已装箱，请先取出。", epcis::NOTHING;
    /// The unit lies in no container.
    NotPacked = 92, "The unit lies in no container.", "该单元未装箱。", epcis::NOTHING;
    /// The container has no room.
    Capacity = 93, "The container is full.", "容器已满。", epcis::NOTHING;
    /// The container is closed.
    ContainerClosed = 94, "The container is closed; open it first.", "容器已封闭，请先打开。", epcis::NOTHING;
    /// The container is open.
    ContainerOpen = 95, "The container is open.", "容器未封闭。", epcis::NOTHING;
    /// Void, sampled or destroyed.
    Gone = 96, "The unit is void, sampled or destroyed.", "该单元已作废、抽检或销毁。", epcis::NOTHING;
    /// Something is still open.
    OpenUnits = 97, "Containers are unfinished; close them first.", "存在未完成的容器，请先处理。", epcis::NOTHING;
    /// The identities of a level are used up.
    Exhausted = 98, "No codes are left for this level.", "该级别条码已用完。", epcis::NOTHING;
    /// A full container waits for its code.
    Unlabelled = 99, "The container is full; read its code first.", "容器已满，请先扫描容器码。", epcis::NOTHING;
    /// There is nothing that this could be about.
    Nothing = 100, "There is nothing to do this with.", "没有可操作的对象。", epcis::NOTHING;
    /// The container still holds something.
    NotEmpty = 101, "The container still holds something.", "容器内仍有内装物。", epcis::NOTHING;
    /// There is no such lot.
    NoLot = 102, "The order has no such lot.", "订单中无此批次。", epcis::NOTHING;
    /// The journal has no room for such a text or list.
    TooMany = 103, "More than the session takes at once.", "超出一次处理的数量。", epcis::NOTHING;
}

impl Reason {
    /// One sentence for an operator.
    #[must_use]
    pub const fn sentence(self, language: Language) -> Sentence {
        Sentence { reason: self, language }
    }

    /// What is said of a code that is not believed; [`Reason::Fine`] of a genuine one.
    #[must_use]
    pub const fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Genuine => Self::Fine,
            Verdict::NotACode => Self::NotACode,
            Verdict::Unsigned => Self::Unsigned,
            Verdict::UnknownKey => Self::UnknownKey,
            Verdict::Revoked => Self::KeyRevoked,
            Verdict::OutOfWindow => Self::OutOfWindow,
            Verdict::OutOfScope => Self::OutOfScope,
            Verdict::NotSealed => Self::NotSealed,
            Verdict::Forged => Self::Forged,
            Verdict::CodeRevoked => Self::CodeRevoked,
            Verdict::OutOfLease => Self::OutOfLease,
            Verdict::Recalled => Self::Recalled,
        }
    }

    /// What the forest refused.
    pub(super) const fn of_pack(error: Error) -> Self {
        match error {
            Error::LevelOrder { .. } | Error::LevelAbsent { .. } => Self::WrongLevel,
            Error::AlreadyPacked { .. } => Self::AlreadyPacked,
            Error::NotPacked { .. } => Self::NotPacked,
            Error::Capacity { .. } => Self::Capacity,
            Error::Void { .. } | Error::Gone { .. } => Self::Gone,
            Error::Closed { .. } => Self::ContainerClosed,
            Error::NotClosed { .. } => Self::ContainerOpen,
            Error::NotEmpty { .. } => Self::NotEmpty,
            Error::Declared { .. } => Self::CountMismatch,
            Error::Repeated { .. } => Self::Duplicate,
            _ => Self::UnknownUnit,
        }
    }
}

impl From<state::Refusal> for Reason {
    fn from(refusal: state::Refusal) -> Self {
        Self::State(refusal)
    }
}

/// The sentence of a [`Reason`]; `Display` writes it without allocating.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    reason: Reason,
    language: Language,
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.reason, self.reason.words(), self.language) {
            (_, Some((en, _)), Language::En) => f.write_str(en),
            (_, Some((_, zh)), Language::Zh) => f.write_str(zh),
            (Reason::State(refusal), None, language) => refusal.sentence(language).fmt(f),
            (_, None, _) => Ok(()),
        }
    }
}
