"""The words of the pages, code by code, in Chinese and English; which one is said is decided in `wording`."""

from __future__ import annotations

from app.domain.lights import Light
from app.domain.service import Method
from app.domain.tasks import TaskStatus

LAMPS = {
    Light.GREEN: ("正常", "on time"),
    Light.WARN: ("临期", "due soon, no card yet"),
    Light.YELLOW: ("预警", "due soon"),
    Light.RED: ("超期", "overdue"),
}
CARD_LAMPS = {
    **LAMPS,
    Light.WARN: ("预警", "due soon"),
    Light.YELLOW: ("黄牌,已超期", "yellow card: overdue"),
    Light.RED: ("红牌,已超法定时限", "red card: past the statutory limit"),
}
CASE_EN = {
    "received": "received", "accepted": "in progress", "declined": "declined", "completed": "completed",
    "refused": "refused", "withdrawn": "withdrawn", "terminated": "terminated",
}  # fmt: skip
TASK_WORDS = {
    TaskStatus.OPEN: ("待签收", "to be claimed"),
    TaskStatus.CLAIMED: ("在办", "in hand"),
    TaskStatus.DELEGATED: ("已委派", "delegated"),
    TaskStatus.DONE: ("已办", "done"),
    TaskStatus.CANCELLED: ("已终止", "closed"),
    TaskStatus.WITHDRAWN: ("已撤回", "withdrawn"),
}
ROLES_EN = {
    "window": "Window clerk", "officer": "Officer", "head": "Department head", "supervisor": "Supervisor",
    "designer": "Process designer", "administrator": "Administrator", "government": "Head of the government",
    "kiosk": "Self-service terminal",
}  # fmt: skip
LIMITS = {
    "receiving": ("收件答复时限", "answer to the application"),
    "supplement": ("补正时限", "time to supplement"),
    "promised": ("承诺时限", "promise"),
    "statutory": ("法定时限", "law"),
}
OUTSIDE_EN = {"pause": "special procedure", "external": "with the upper level"}
SERVICES_EN = {
    Method.IN_PERSON: "in person",
    Method.LEFT: "left behind",
    Method.ENTRUSTED: "entrusted",
    Method.POST: "by post",
    Method.ELECTRONIC: "electronically",
    Method.HANDED_ON: "handed on",
    Method.ANNOUNCED: "announced",
}
TICKETS_EN = {
    "waiting": "waiting", "called": "called", "serving": "at the window", "served": "served", "skipped": "did not come",
    "moved": "sent to another queue", "unserved": "not served",
}  # fmt: skip
VISITS_EN = {
    "consult": "consultation", "legal": "legal advice", "application": "application", "complaint": "complaint",
    "petition": "petition", "other": "other",
}  # fmt: skip
SETTLED_EN = {
    "answered": "answered", "received": "received as a case", "returned": "sent back", "referred": "sent elsewhere",
}  # fmt: skip
VERDICTS_EN = {"good": "in order", "correct": "to be corrected here", "supply": "to be handed in", "false": "false"}
LEVELS = {
    "warn": ("提醒", "first warning"),
    "yellow": ("黄灯", "yellow"),
    "red": ("红灯", "red"),
    "breach": ("法定超期", "over the law"),
    "closing": ("当日未办结", "not finished on its day"),
    "missing": ("未按期反馈", "opinion missing"),
    "deemed": ("视为受理", "deemed accepted"),
    "violation": ("违规记录", "violation"),
    "unserved": ("逾期未送达", "not served in time"),
    "unmanned": ("无人可办", "nobody to handle it"),
    "failure": ("流程异常", "failed"),
}
MESSAGES = {"upper.reply": ("上级批复", "reply of the upper level")}
STRENGTHS = {
    "bounded": ("有界:无论人如何办理都不超过", "bounded: whatever people do"),
    "kept": ("可守:各环节守时即不超过", "kept: if every step keeps its limit"),
    "exceeded": ("超过承诺", "exceeds the promise"),
    "not_proven": ("未能证明", "not proven"),
}
DIFFERENCES = {
    "added": ("新增", "added", "good"),
    "removed": ("删除", "removed", "bad"),
    "id-changed": ("改标识", "other id", "warn"),
    "renamed": ("更名", "renamed", "warn"),
    "type-changed": ("改类型", "other kind", "warn"),
    "moved": ("移动", "moved", "warn"),
    "limit": ("时限", "limit", "warn"),
    "timer": ("定时器", "timer", "warn"),
    "groups": ("部门", "department", "warn"),
    "multi-instance": ("会签", "joint review", "warn"),
    "called": ("调用", "call", "warn"),
    "property": ("属性", "property", "warn"),
    "changed": ("改动", "changed", "warn"),
    "flow-added": ("新增流向", "flow added", "good"),
    "flow-removed": ("删除流向", "flow removed", "bad"),
    "condition": ("条件", "condition", "warn"),
    "default-flow": ("默认流向", "default flow", "warn"),
    "order-of-conditions": ("条件次序", "order", "warn"),
    "guide": ("指南", "guide", ""),
}
