"""The words of the ledger: what may be done to a case, each with its Chinese name."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """One kind of entry in the ledger of a case."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    DECLINE = "decline"
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    DELEGATE = "delegate"
    RESOLVE = "resolve"
    COMPLETE = "complete"
    RETURN = "return"
    WITHDRAW_OPINION = "withdraw_opinion"
    ADD_DEPARTMENT = "add_department"
    REMOVE_DEPARTMENT = "remove_department"
    KEEP_DEPARTMENTS = "keep_departments"
    URGE = "urge"
    ALERT = "alert"
    ACKNOWLEDGE = "acknowledge"
    EXPLAIN = "explain"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    HANDLE = "handle"
    NOTICE = "notice"
    PRINT = "print"
    DELIVER = "deliver"
    FINISH = "finish"
    SUPPLEMENT = "supplement"
    SUPPLEMENTED = "supplemented"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    SENT_UP = "sent_up"
    REPLIED = "replied"
    OWN_BEGAN = "own_began"
    OWN_ENDED = "own_ended"
    RECOMPUTE = "recompute"
    VIOLATION = "violation"
    WITHDRAW_CASE = "withdraw_case"
    TERMINATE = "terminate"
    MIGRATE = "migrate"
    ARCHIVE = "archive"
    ORIGINALS = "originals"
    CHECK = "check"
    REVIEW = "review"
    FEE = "fee"
    RATE = "rate"
    ANNOUNCE = "announce"

    @property
    def word(self) -> str:
        """The Chinese name."""
        return WORDS[self]


WORDS = {
    Act.RECEIVE: "收件",
    Act.ACCEPT: "受理",
    Act.DECLINE: "不予受理",
    Act.CLAIM: "签收",
    Act.UNCLAIM: "取消签收",
    Act.ASSIGN: "指派",
    Act.TRANSFER: "转办",
    Act.DELEGATE: "委派",
    Act.RESOLVE: "委派答复",
    Act.COMPLETE: "办理",
    Act.RETURN: "退回",
    Act.WITHDRAW_OPINION: "撤回意见",
    Act.ADD_DEPARTMENT: "加签",
    Act.REMOVE_DEPARTMENT: "减签",
    Act.KEEP_DEPARTMENTS: "沿用加减签",
    Act.URGE: "催办",
    Act.ALERT: "预警",
    Act.ACKNOWLEDGE: "确认预警",
    Act.EXPLAIN: "说明原因",
    Act.TIMER: "到时",
    Act.MESSAGE: "消息",
    Act.SIGNAL: "信号",
    Act.HANDLE: "自动办理",
    Act.NOTICE: "通知书",
    Act.PRINT: "打印文书",
    Act.DELIVER: "送达文书",
    Act.FINISH: "办结",
    Act.SUPPLEMENT: "补正告知",
    Act.SUPPLEMENTED: "补正材料",
    Act.PAUSE: "停表",
    Act.RESUME: "恢复计时",
    Act.EXTEND: "延期",
    Act.SENT_UP: "上报上级",
    Act.REPLIED: "上级答复",
    Act.OWN_BEGAN: "另行计时开始",
    Act.OWN_ENDED: "另行计时结束",
    Act.RECOMPUTE: "期限重算",
    Act.VIOLATION: "违规记录",
    Act.WITHDRAW_CASE: "撤回申请",
    Act.TERMINATE: "终止",
    Act.MIGRATE: "更换流程版本",
    Act.ARCHIVE: "归档",
    Act.ORIGINALS: "原件",
    Act.CHECK: "核验材料",
    Act.REVIEW: "密封审查",
    Act.FEE: "收费",
    Act.RATE: "评价",
    Act.ANNOUNCE: "公告",
}
