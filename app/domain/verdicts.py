"""What is found of a material: in order, to be corrected on the spot, to be handed in, or false."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """The state of one material."""

    GOOD = "good"  # 符合
    CORRECT = "correct"  # 更正: can be corrected on the spot
    SUPPLY = "supply"  # 补交: has to be handed in
    FALSE = "false"  # 虚假


WORDS = {Verdict.GOOD: "符合", Verdict.CORRECT: "更正", Verdict.SUPPLY: "补交", Verdict.FALSE: "虚假"}
DEFECTS = frozenset({Verdict.CORRECT, Verdict.SUPPLY})


def only_to_correct(verdicts: list[str]) -> bool:
    """Whether nothing is wrong but what could be corrected on the spot."""
    defects = [one for one in verdicts if one != Verdict.GOOD]
    return bool(defects) and all(one == Verdict.CORRECT for one in defects)
