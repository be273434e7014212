"""What somebody is authorised to do with an item: one of its kinds of steps, or to use the department's seal."""

from __future__ import annotations

from enum import StrEnum

LONGEST_ACTION = 16


class Action(StrEnum):
    """The actions that every centre knows; any other kind of step may be one too."""

    ACCEPT = "accept"
    REVIEW = "review"
    DECIDE = "decide"
    SEAL = "seal"


SEAL = str(Action.SEAL)
_WORDS = {"accept": "受理", "review": "审查", "decide": "决定", "seal": "用印", "approve": "审批", "deliver": "送达"}


def word_of(action: str) -> str:
    """What an action is called in Chinese, its code when it has no name."""
    return _WORDS.get(action, f"“{action}”环节")
