//! The stable numbers and the sentences, English and Chinese.

use super::Error;

impl Error {
    /// Number, English sentence, Chinese sentence.
    #[allow(clippy::too_many_lines)] // a table
    pub(super) const fn row(self) -> (i32, &'static str, &'static str) {
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
            Self::Closed { .. } => (313, "the container is closed", "容器已封闭"),
            Self::NotClosed { .. } => (314, "the container is not closed", "容器未封闭"),
            Self::Declared { .. } => {
                (315, "the declared count differs from the actual one", "申报数量与实际不符")
            }
            Self::Gone { .. } => (316, "the unit is sampled or destroyed", "该单元已抽检或销毁"),
            Self::Overlap { .. } => (317, "the range is registered already", "该号段已登记"),
            Self::OperationTaken => {
                (318, "the operation id was used for another operation", "操作编号已用于其他操作")
            }
            Self::Snapshot { .. } => (319, "the snapshot is damaged", "快照已损坏"),
            Self::MarkCharset { .. } => (401, "the mark has a wrong character", "隐形码含无效字符"),
            Self::MarkLength => (402, "the mark has the wrong length", "隐形码长度不符"),
            Self::MarkCheck => (403, "the mark was misread", "隐形码校验错误"),
            Self::MarkUnknown => (404, "no such mark is enrolled", "隐形码未登记"),
            Self::MarkTaken => (405, "the mark belongs to another code", "隐形码已被占用"),
            Self::CodeTaken => (406, "the code belongs to another mark", "序列码已绑定其他隐形码"),
            Self::MarkState => (407, "the state of the mark does not allow this", "隐形码状态不允许此操作"),
            Self::Reason => (408, "a reason is required", "必须填写原因"),
            Self::MarkBits { .. } => {
                (420, "the text has too few digits for a mark", "文字中的数字过少，无法承载隐形码")
            }
            Self::RollRows => (421, "the rows are not those of the roll's head", "标签卷记录与卷头不符"),
            Self::SymbolCapacity => (501, "the data does not fit into a symbol", "数据超出条码容量"),
            Self::ImageShape => (502, "the picture's size does not fit its bytes", "图像尺寸与数据不符"),
            Self::ImageSize => (503, "the picture is too large", "图像过大"),
            Self::NoRoom { .. } => {
                (510, "an element finds no room on the label or sheet", "标签或页面空间不足")
            }
            Self::Unprintable { .. } => (511, "a character cannot be printed here", "含无法打印的字符"),
            Self::JournalDamage { .. } => (601, "the journal is damaged", "日志已损坏"),
            Self::JournalFull => (602, "no space is left for the journal", "日志存储空间不足"),
            Self::JournalDenied => (603, "the journal may not be written", "日志不可写入"),
            Self::JournalFailed => (604, "the journal could not be made durable", "日志落盘失败"),
            Self::JournalLocked => (605, "the journal has another writer", "日志正被另一程序写入"),
            Self::JournalStopped => (606, "the journal stopped after a failure", "日志故障，已停止"),
            Self::RecordTooLong => (607, "the record is too long", "记录过长"),
            Self::JournalForeign => {
                (608, "this is another journal, or an older state of it", "日志不匹配或已回退")
            }
            Self::JournalPosition => (609, "the journal has no such position", "日志无此位置"),
            Self::JournalMissing => (610, "a segment of the journal is missing", "日志缺少分段"),
            Self::Order { .. } => (701, "the order does not fit together", "订单配置不一致"),
            Self::SessionStopped => (702, "the session is stopped", "会话已停止"),
            Self::LineEvent { .. } => (703, "the event does not fit the session", "事件与会话不符"),
            Self::SessionEnded => (704, "the session has ended", "会话已结束"),
        }
    }
}
