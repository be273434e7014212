"""What people of the story do: one deed about one step, told by data, and what they do when nothing else is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.demo.diary import DAY
from app.domain.roles import Role


class Do(StrEnum):
    """The kinds of deeds."""

    COMPLETE = "complete"
    CLAIM = "claim"
    CONTEND = "contend"  # try to claim what somebody else holds; it must be refused
    DELEGATE = "delegate"
    RESOLVE = "resolve"
    RETURN = "return"
    WITHDRAW = "withdraw"  # one's own opinion
    ADD = "add"  # 加签
    REMOVE = "remove"  # 减签
    URGE = "urge"
    ABSENCE = "absence"  # the head enters that the officer is away
    NOTHING = "nothing"


NEEDS_OPEN_TASK = frozenset(set(Do) - {Do.WITHDRAW, Do.URGE, Do.ABSENCE, Do.NOTHING})


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One deed; `after` counts looks into the inbox since the step was first seen there."""

    do: Do = Do.COMPLETE
    role: Role = Role.OFFICER
    deputy: bool = False
    of: str = ""  # whose people do it, when it is not the step's own department
    after: int = 1
    hours: tuple[int, ...] = ()  # at which looks of a day only; any when empty
    outcome: str = ""
    opinion: str = ""
    reasons: str = ""
    basis: str = ""
    about: str = ""  # the step, department or colleague that the deed aims at
    form: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What happens to a step of a department (of any, when empty) the `turn`-th time it is opened."""

    step: str
    department: str = ""
    turn: int = 1
    deeds: tuple[Deed, ...]


MORNING = (0, 1)
BEFORE_TEA = (0, 1, 2, 3)  # nobody decides at ten to five

ROUTINE: dict[str, Deed] = {
    "accept": Deed(
        role=Role.WINDOW,
        after=0,
        outcome="accept",
        opinion="申请材料齐全，符合法定形式，予以受理，同时转送协办部门。",
        form={"checked": True, "corrected_on_the_spot": []},
    ),
    "site_visit": Deed(
        after=DAY - 1,
        outcome="done",
        opinion="已组织涉及的部门一同勘验，勘验记录由申请人签字确认。",
        form={"reviewers": ["lin.wei", "xu.jing"], "signed_by_applicant": True},
    ),
    "review": Deed(outcome="agree"),
    "head_review": Deed(role=Role.HEAD, after=2, outcome="agree", opinion="经研究，同意。"),
    "decide": Deed(
        role=Role.HEAD,
        after=2,
        hours=BEFORE_TEA,
        outcome="grant",
        opinion="各部门意见已汇总，符合法定条件，准予许可，证照一并送达。",
    ),
    "deliver": Deed(
        role=Role.WINDOW,
        after=0,
        outcome="done",
        opinion="证照一次送达，原件退还，申请人签收。",
        form={"method": "窗口领取"},
    ),
    "refusal_draft": Deed(
        after=0,
        outcome="ordinary",
        opinion="事实清楚，依据明确，拟作一般否决。",
        reasons="理由同窗口答复。",
        basis="《行政许可法》第三十二条、第三十八条",
    ),
    "refusal_approve": Deed(role=Role.HEAD, after=0, outcome="approve", opinion="同意否决，登记报备。"),
    "refusal_serve": Deed(
        role=Role.WINDOW,
        after=0,
        outcome="done",
        opinion="已书面送达，当面告知申请行政复议、提起行政诉讼的权利，原件退还。",
        form={"method": "当面送达"},
    ),
}

CONSENTS: dict[str, tuple[str, ...]] = {
    "fire": ("经一同勘验，安全出口和疏散宽度符合要求，同意。", "消防设施完好，应急预案齐备，同意。"),
    "urban": ("招牌位置、尺寸符合容貌标准，同意设置。", "招牌结构说明齐全，未遮挡消防通道，同意。"),
    "tobacco": ("场所与住所相独立，符合合理布局要求，同意。", "与最近零售点间距符合规定，同意。"),
    "housing": ("隔油设施已建，接驳位置符合图纸，同意接入。", "预处理设施和检查井符合要求，同意。"),
    "ecology": ("油烟净化器与专用烟道已安装，同意登记。", "不在禁止场所，净化设施符合要求，同意登记。"),
}
"""What a department writes when it agrees."""
