"""Legal deadlines are counted in working days.

The law counts in working days (Administrative Licensing Law, art. 82), so a timer on a deadline says `workdays(8)`. A
bare ISO duration of days, weeks, months or years means natural days: the deadline then runs over weekends and
holidays and comes too early. Hours and minutes are left alone, and so is a step whose `clock` is `natural`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, on

NATURAL = re.compile(r"(?:R\d*/)?P(?!T)[0-9.,YMWD]+(?:T.*)?")


def check(sheet: Sheet) -> Iterator[Proof]:
    """`natural-days`."""
    for node in sheet.nodes:
        text = node.timer[1]
        if node.event == "timer" and NATURAL.fullmatch(text) and node.properties.get("clock") != "natural":
            yield on(
                node,
                "natural-days",
                f"「{node.label}」的时长“{text}”按自然日计算；法定时限按工作日计算。",
                f"“{node.label}” counts natural days ({text}); legal limits are counted in working days.",
                "写成 workdays(天数)。 / Write workdays(number of days).",
                "warning",
            )
