//! The one error of the crate: its stable numbers and its sentences, English and Chinese.
//!
//! A code that is false is not an error: [`crate::trust::verify`] answers it with a verdict.

use core::fmt;

/// Why an operation was refused. Small, `Copy`, never allocates.
///
/// `at` is a byte offset in the input; `item` is a position in the list that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A byte outside the characters allowed here.
    Charset {
        /// Offset of the byte.
        at: u32,
    },
    /// An application identifier that the table does not know.
    UnknownAi {
        /// Offset of the identifier.
        at: u32,
    },
    /// A value shorter or longer than its format allows.
    Length {
        /// Offset of the value.
        at: u32,
    },
    /// A check digit that does not fit the digits before it.
    CheckDigit {
        /// Offset of the check digit.
        at: u32,
    },
    /// A date that no calendar holds.
    Date {
        /// Offset of the date.
        at: u32,
    },
    /// The same application identifier twice.
    RepeatedAi {
        /// Offset of the second one.
        at: u32,
    },
    /// A separator where none may stand.
    Separator {
        /// Offset of the separator.
        at: u32,
    },
    /// The input ends inside an element.
    Truncated {
        /// Length of the input.
        at: u32,
    },
    /// Not a URI of the accepted form: scheme, host, path or query.
    Uri {
        /// Offset of the first offending byte.
        at: u32,
    },
    /// A percent escape that is broken or forbidden.
    Escape {
        /// Offset of the escape.
        at: u32,
    },
    /// Neither (00) nor (01) with (21): this identifies no single unit.
    NoIdentity,
    /// Elements that exclude each other, or one that lacks its companion.
    Combination {
        /// Offset of the element.
        at: u32,
    },
    /// The payload of a compact URL is not one that this library writes.
    Compact {
        /// Offset of the offending digit group.
        at: u32,
    },
    /// A format version that this build does not know.
    Version {
        /// Offset of the version.
        at: u32,
    },
    /// The proof elements (91) and (92) are malformed, or one is missing.
    Proof {
        /// Offset of the element, 0 where it is missing.
        at: u32,
    },
    /// The input is longer than this function accepts.
    TooLong {
        /// The limit in bytes.
        limit: u32,
    },
    /// Not a PEM text of a key in PKCS#8 or SPKI form, in a suite that the library knows.
    Pem,
    /// An alphabet with fewer than two symbols, a repeated one, or one outside CSET 82.
    Alphabet {
        /// Position of the symbol.
        at: u32,
    },
    /// A guess would succeed more often than once in 10 000 tries.
    SeriesTooSmall,
    /// Serial length, slot length or index space out of range, or a slot of the wrong length.
    SeriesShape,
    /// An index at or beyond the index space of its series.
    Index,
    /// Not a GS1 company prefix: 4 to 12 digits, or a reference that does not fit beside it.
    CompanyPrefix,
    /// The pool or the number range is used up.
    Exhausted,
    /// A validity window that ends before it begins.
    Window,
    /// A number that stands for nothing here (level, error correction, option).
    Parameter,
    /// Bytes that are no signed artefact of ours, or not of the expected kind.
    Artefact {
        /// Offset where reading ended, 0 where the reader does not say.
        at: u32,
    },
    /// A field of a signed artefact is missing, or holds what it may not.
    Claim {
        /// The number of the field.
        item: u32,
    },
    /// The caller stopped the work.
    Cancelled,
    /// The caller's storage or writer failed.
    Storage {
        /// Its own number for the failure.
        status: i32,
    },
    /// The signature does not verify under the key named by the code.
    Signature,
    /// Bytes that are no acceptable public key of their suite.
    PublicKey,
    /// Another key or series already answers to this name.
    Taken,
    /// The keyring holds no key of this id.
    UnknownKey,
    /// The external signer failed.
    Signer {
        /// Its own number for the failure.
        status: i32,
    },
    /// A serial that the given series did not seal.
    NotSealed,
    /// The passphrase does not open the sealed key.
    Passphrase,
    /// An older artefact than one already believed.
    RolledBack,
    /// Outside the time in which this is valid.
    OutOfTime,
    /// Granted to another holder.
    Holder,
    /// A signature suite that this build does not contain.
    Suite,
    /// The delta was made for another bundle.
    DeltaBase,
    /// The proof does not lead from the code to the certified root.
    NotIncluded,
    /// The stored cursor is damaged, or belongs to another lease.
    Cursor,
    /// More is granted than the granting key may grant.
    Scope,
    /// A unit that the forest does not hold.
    UnknownUnit {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// Parent and child stand in the wrong order of levels.
    LevelOrder {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The unit already lies in a container.
    AlreadyPacked {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The unit lies in no container.
    NotPacked {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The container has no room for it.
    Capacity {
        /// Position of the first one without room.
        item: u32,
    },
    /// The unit is void.
    Void {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The same unit twice in one call.
    Repeated {
        /// Position of the second one.
        item: u32,
    },
    /// The container still holds something.
    NotEmpty {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// The identity is in the forest already.
    Known {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// No more units fit into one forest.
    Full,
    /// The catalogue names no level for this identity.
    NoLevel,
    /// The rules of this forest leave that level out.
    LevelAbsent {
        /// Position in the list that was handed in.
        item: u32,
    },
    /// A character outside the alphabet of hidden marks.
    MarkCharset {
        /// Offset of the character.
        at: u32,
    },
    /// A hidden mark of the wrong length.
    MarkLength,
    /// The check symbol of the hidden mark does not fit.
    MarkCheck,
    /// No such mark is enrolled.
    MarkUnknown,
    /// The mark is bound to another code, or enrolled already.
    MarkTaken,
    /// The code is bound to another mark.
    CodeTaken,
    /// The mark is in a state that does not allow this.
    MarkState,
    /// The reason is missing: 1 to 255 bytes of text.
    Reason,
    /// The data does not fit the largest symbol.
    SymbolCapacity,
    /// Width, height and stride of a picture do not fit its bytes.
    ImageShape,
    /// A picture or raster larger than this function accepts.
    ImageSize,
}

/// A language of the sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

impl Error {
    /// The stable number: never renumbered, never reused, append only.
    ///
    /// 1xx: form of the input; 2xx: authenticity; 3xx: hierarchy; 4xx: hidden marks; 5xx: symbols.
    #[must_use]
    pub const fn code(self) -> i32 {
        self.row().0
    }

    /// Where it went wrong: byte offset or item position, if the error has one.
    #[must_use]
    pub const fn place(mut self) -> Option<u32> {
        match self.place_mut() {
            Some(place) => Some(*place),
            None => None,
        }
    }

    /// The same error with its place moved by `by`: for a parser that hands a part of its input on.
    pub(crate) const fn shifted(mut self, by: u32) -> Self {
        if let Some(place) = self.place_mut() {
            *place = place.saturating_add(by);
        }
        self
    }

    const fn place_mut(&mut self) -> Option<&mut u32> {
        match self {
            Self::Charset { at }
            | Self::UnknownAi { at }
            | Self::Length { at }
            | Self::CheckDigit { at }
            | Self::Date { at }
            | Self::RepeatedAi { at }
            | Self::Separator { at }
            | Self::Truncated { at }
            | Self::Uri { at }
            | Self::Escape { at }
            | Self::Combination { at }
            | Self::Compact { at }
            | Self::Version { at }
            | Self::Proof { at }
            | Self::Alphabet { at }
            | Self::Artefact { at }
            | Self::MarkCharset { at } => Some(at),
            Self::Claim { item }
            | Self::UnknownUnit { item }
            | Self::LevelOrder { item }
            | Self::AlreadyPacked { item }
            | Self::NotPacked { item }
            | Self::Capacity { item }
            | Self::Void { item }
            | Self::Repeated { item }
            | Self::NotEmpty { item }
            | Self::Known { item }
            | Self::LevelAbsent { item } => Some(item),
            Self::NoIdentity
            | Self::TooLong { .. }
            | Self::Pem
            | Self::SeriesTooSmall
            | Self::SeriesShape
            | Self::Index
            | Self::CompanyPrefix
            | Self::Exhausted
            | Self::Window
            | Self::Parameter
            | Self::Cancelled
            | Self::Storage { .. }
            | Self::Signature
            | Self::PublicKey
            | Self::Taken
            | Self::UnknownKey
            | Self::Signer { .. }
            | Self::NotSealed
            | Self::Passphrase
            | Self::RolledBack
            | Self::OutOfTime
            | Self::Holder
            | Self::Suite
            | Self::DeltaBase
            | Self::NotIncluded
            | Self::Cursor
            | Self::Scope
            | Self::Full
            | Self::NoLevel
            | Self::MarkLength
            | Self::MarkCheck
            | Self::MarkUnknown
            | Self::MarkTaken
            | Self::CodeTaken
            | Self::MarkState
            | Self::Reason
            | Self::SymbolCapacity
            | Self::ImageShape
            | Self::ImageSize => None,
        }
    }

    /// One sentence for an operator or a log, without the place.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        match language {
            Language::En => self.row().1,
            Language::Zh => self.row().2,
        }
    }

    /// Number, English sentence, Chinese sentence.
    const fn row(self) -> (i32, &'static str, &'static str) {
        match self {
            Self::Charset { .. } => (101, "a character is not allowed here", "此处不允许该字符"),
            Self::UnknownAi { .. } => (102, "unknown application identifier", "未知的应用标识符"),
            Self::Length { .. } => (103, "a value has the wrong length", "数据长度不符"),
            Self::CheckDigit { .. } => (104, "the check digit is wrong", "校验位错误"),
            Self::Date { .. } => (105, "no such date", "日期无效"),
            Self::RepeatedAi { .. } => (106, "an application identifier is repeated", "应用标识符重复"),
            Self::Separator { .. } => (107, "a separator stands in the wrong place", "分隔符位置错误"),
            Self::Truncated { .. } => (108, "the data ends too early", "数据不完整"),
            Self::Uri { .. } => (109, "not a URI of the accepted form", "网址格式不符"),
            Self::Escape { .. } => (110, "a percent escape is broken", "百分号转义错误"),
            Self::NoIdentity => (111, "the data identifies no single unit", "数据不含单件标识"),
            Self::Combination { .. } => {
                (112, "these elements do not go together", "这些数据元素不能同时出现")
            }
            Self::Compact { .. } => (113, "the compact code is malformed", "短码格式错误"),
            Self::Version { .. } => (114, "unknown format version", "未知的格式版本"),
            Self::Proof { .. } => (115, "the proof is malformed", "签名数据格式错误"),
            Self::TooLong { .. } => (116, "the input is too long", "输入过长"),
            Self::Pem => (117, "not a key in PEM form", "不是密钥的 PEM 文本"),
            Self::Alphabet { .. } => (121, "the alphabet is unusable", "字符表不可用"),
            Self::SeriesTooSmall => {
                (122, "serials of this series could be guessed too easily", "序列号过短，易被猜中")
            }
            Self::SeriesShape => (123, "the parameters of the series do not fit", "序列参数不符"),
            Self::Index => (124, "the index lies outside the series", "序号超出范围"),
            Self::CompanyPrefix => {
                (125, "the company prefix or reference does not fit", "厂商识别代码或序列参考不符")
            }
            Self::Exhausted => (126, "no numbers are left", "号段已用完"),
            Self::Window => (127, "the validity window is empty", "有效期无效"),
            Self::Parameter => (128, "a parameter is out of range", "参数超出范围"),
            Self::Artefact { .. } => (129, "the signed artefact is malformed", "签名文件格式错误"),
            Self::Claim { .. } => (130, "a field of the signed artefact is wrong", "签名文件的字段有误"),
            Self::Cancelled => (131, "the work was cancelled", "操作已取消"),
            Self::Storage { .. } => (132, "storing failed", "存储失败"),
            Self::Signature => (201, "the signature is false", "签名不真实"),
            Self::PublicKey => (202, "not an acceptable public key", "公钥不可接受"),
            Self::Taken => (203, "the name is taken by another", "该名称已被占用"),
            Self::UnknownKey => (204, "unknown key", "未知密钥"),
            Self::Signer { .. } => (205, "the external signer failed", "外部签名设备失败"),
            Self::NotSealed => (206, "the serial was not issued by this series", "序列号不属于本系列"),
            Self::Passphrase => (207, "wrong passphrase", "口令错误"),
            Self::RolledBack => (208, "the artefact is older than the known one", "文件版本过旧"),
            Self::OutOfTime => (209, "outside its time of validity", "不在有效期内"),
            Self::Holder => (210, "this belongs to another holder", "持有者不符"),
            Self::Suite => (211, "the signature suite is not available", "不支持该签名算法"),
            Self::DeltaBase => (212, "the delta does not fit this bundle", "增量与信任包不匹配"),
            Self::NotIncluded => (213, "the code is not in the certified batch", "该码不在认证批次内"),
            Self::Cursor => (214, "the stored cursor does not fit", "号段游标不符"),
            Self::Scope => (215, "beyond the scope of the granting key", "超出授权范围"),
            Self::UnknownUnit { .. } => (301, "the unit is unknown", "未知的单元"),
            Self::LevelOrder { .. } => (302, "the levels do not go into each other", "包装层级不符"),
            Self::AlreadyPacked { .. } => (303, "the unit is packed already", "该单元已装入"),
            Self::NotPacked { .. } => (304, "the unit is not packed", "该单元未装入"),
            Self::Capacity { .. } => (305, "the container is full", "容器已满"),
            Self::Void { .. } => (306, "the unit is void", "该单元已作废"),
            Self::Repeated { .. } => (307, "the unit is named twice", "该单元重复出现"),
            Self::NotEmpty { .. } => (308, "the container is not empty", "容器非空"),
            Self::Known { .. } => (309, "the unit is known already", "该单元已登记"),
            Self::Full => (310, "the forest is full", "层级库已满"),
            Self::NoLevel => (311, "no level is set for this identity", "该标识未设定层级"),
            Self::LevelAbsent { .. } => (312, "this order has no such level", "本订单无此包装层级"),
            Self::MarkCharset { .. } => (401, "the mark has a wrong character", "隐形码含无效字符"),
            Self::MarkLength => (402, "the mark has the wrong length", "隐形码长度不符"),
            Self::MarkCheck => (403, "the mark was misread", "隐形码校验错误"),
            Self::MarkUnknown => (404, "no such mark is enrolled", "隐形码未登记"),
            Self::MarkTaken => (405, "the mark belongs to another code", "隐形码已被占用"),
            Self::CodeTaken => (406, "the code belongs to another mark", "序列码已绑定其他隐形码"),
            Self::MarkState => (407, "the state of the mark does not allow this", "隐形码状态不允许此操作"),
            Self::Reason => (408, "a reason is required", "必须填写原因"),
            Self::SymbolCapacity => (501, "the data does not fit into a symbol", "数据超出条码容量"),
            Self::ImageShape => (502, "the picture's size does not fit its bytes", "图像尺寸与数据不符"),
            Self::ImageSize => (503, "the picture is too large", "图像过大"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence(Language::En))?;
        match *self {
            Self::TooLong { limit } => write!(f, " (limit {limit} bytes)"),
            Self::Signer { status } | Self::Storage { status } => write!(f, " (its status {status})"),
            other => match other.place() {
                Some(place) => write!(f, " (at {place})"),
                None => Ok(()),
            },
        }
    }
}

impl core::error::Error for Error {}

/// An offset or a position as errors carry it.
pub(crate) fn place(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
