"""办件分类: what a piece of work has become on its way, each kind with a number series of its own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """A kind, derived from the way a case or a reception has taken."""

    CONSULT = "consult"  # 咨询件: asked and answered
    SUPPLEMENT = "supplement"  # 补充件: something was missing
    RETURNED = "returned"  # 退回件: declined
    DIRECT = "direct"  # 即办件
    PROMISED = "promised"  # 承诺件
    PETITION = "petition"  # 信访件
    ESCALATED = "escalated"  # 上报件: the upper level decides
    JOINT = "joint"  # 联办件


SERIES: Mapping[Kind, str] = {
    Kind.CONSULT: "ZX",
    Kind.SUPPLEMENT: "BC",
    Kind.RETURNED: "TH",
    Kind.DIRECT: "JB",
    Kind.PROMISED: "CN",
    Kind.PETITION: "XF",
    Kind.ESCALATED: "SB",
    Kind.JOINT: "LB",
}

WORDS: Mapping[Kind, str] = {
    Kind.CONSULT: "咨询件",
    Kind.SUPPLEMENT: "补充件",
    Kind.RETURNED: "退回件",
    Kind.DIRECT: "即办件",
    Kind.PROMISED: "承诺件",
    Kind.PETITION: "信访件",
    Kind.ESCALATED: "上报件",
    Kind.JOINT: "联办件",
}

_OF_MODE = {"direct": Kind.DIRECT, "joint": Kind.JOINT, "escalated": Kind.ESCALATED, "petition": Kind.PETITION}


def of_mode(mode: str) -> Kind:
    """What an accepted case of an item handled in this way is."""
    return _OF_MODE.get(mode, Kind.PROMISED)
