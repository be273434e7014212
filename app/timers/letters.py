"""Turns a message of the outbox into the letter that a person reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.contacts import TOPIC, sentence
from app.store.records import OutboxRecord

HEADLINES = {
    "alert.yellow": "黄灯预警:即将到期",
    "alert.red": "红灯督办:已经超期",
    "alert.breach": "超过法定时限",
    "alert.closing": "即办件当日未办结",
    "alert.missing": "未按期反馈意见",
    "alert.unmanned": "待办没有承办部门",
    "alert.failure": "办件运行出错",
    "alert.unserved": "文书未在法定期限内送达",
    "alert.warn": "预警:即将到期",
    "alert.deemed": "逾期未告知,视为受理",
    "alert.violation": "违规记录",
    "alert.rating": "差评,请整改",
    "clock.resumed": "恢复计时,办结期限已变更",
    "clock.moved": "工作日历变更,办结期限已重算",
    "supplement.complete": "补正材料齐全",
    "supplement.overdue": "逾期未补正,视为撤回申请",
    "urge": "催办",
    "escalate": "已转部门负责人办理",
    "survey": "一同勘验安排",
    "notice": "已出具文书",
    "result": "办理结果待送达",
    "refusal": "否决报备",
}
LABELS = {
    "case": "办件编号",
    "name": "环节或事由",
    "number": "文书编号",
    "department": "责任部门",
    "departments": "参加部门",
    "by": "超期环节责任部门",
    "due_at": "到期时间",
    "was_due_at": "原到期时间",
    "statutory_at": "法定时限",
    "was_statutory_at": "原法定时限",
    "at": "发生时间",
    "text": "催办内容",
    "reason": "事由",
    "reasons": "理由",
    "basis": "依据",
    "method": "送达方式",
}
MOMENTS = frozenset({"due_at", "was_due_at", "statutory_at", "was_statutory_at", "at"})
DEPARTMENTS = frozenset({"department", "departments", "by"})


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What stands in an e-mail."""

    subject: str
    text: str


def letter_of(message: OutboxRecord, zone: ZoneInfo, name_of: Callable[[str], str]) -> Letter:
    """The letter in Chinese; moments in the centre's zone, departments by name.

    name_of: what a department's code stands for.
    """
    body = message.body
    if message.topic.startswith(TOPIC):
        subject = f"【联办】{body.get('item', '')} {body.get('case', '')} {body.get('change', '')}"
        return Letter(subject=_line(subject), text=f"{sentence(body)}\n\n本邮件由系统自动发送,请勿回复。")
    headline = HEADLINES.get(message.topic, message.topic)
    lines = [f"{label}:{_shown(key, body[key], zone, name_of)}" for key, label in LABELS.items() if body.get(key)]
    subject = f"【联办】{headline} {body.get('case', '')}"
    return Letter(subject=_line(subject), text="\n".join([f"{headline}。", "", *lines, "", "本邮件由系统自动发送。"]))


def _shown(key: str, value: object, zone: ZoneInfo, name_of: Callable[[str], str]) -> str:
    if isinstance(value, list):
        return "、".join(_shown(key, one, zone, name_of) for one in value)
    if key in MOMENTS:
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if key in DEPARTMENTS:
        return name_of(str(value))
    return str(value)


def _line(text: str) -> str:
    """On one line: a line break would begin another header."""
    return " ".join(text.split())
