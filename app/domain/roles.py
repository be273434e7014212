"""The roles of the centre, and one above it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the centre; what each may do is decided by the use cases."""

    WINDOW = "window"  # 窗口: receives applications and tells results
    OFFICER = "officer"  # 经办人: handles the tasks of a department
    HEAD = "head"  # 部门负责人: an officer who also assigns and transfers
    SUPERVISOR = "supervisor"  # 督查: sees everything, changes nothing but alerts
    DESIGNER = "designer"  # 流程设计: deploys diagrams
    ADMINISTRATOR = "administrator"  # 管理员
    GOVERNMENT = "government"  # 本级人民政府负责人: sees everything, grants the extension of a joint case
    KIOSK = "kiosk"  # 自助终端: a device in the hall, which does what its visitor may and knows nothing by itself


OF_PEOPLE = tuple(role for role in Role if role is not Role.KIOSK)
"""The roles that somebody may hold a post in."""

WORDS = {
    Role.WINDOW: "窗口人员",
    Role.OFFICER: "经办人",
    Role.HEAD: "部门负责人",
    Role.SUPERVISOR: "督查人员",
    Role.DESIGNER: "流程设计员",
    Role.ADMINISTRATOR: "管理员",
    Role.GOVERNMENT: "本级人民政府负责人",
    Role.KIOSK: "自助终端",
}
