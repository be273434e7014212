"""A warning comes before the limit.

The property `warn` says how many working days before its limit a step is warned of, so it is less than the limit. A
boundary timer with a yellow light fires before the limit of the step that it hangs on; one that fires when the limit
has passed warns nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.durations import span_of
from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import Sheet, number_of, on
from app.verify.waits import shortest


def check(sheet: Sheet) -> Iterator[Proof]:
    """`warning-not-before-limit`."""
    for node in sheet.nodes:
        limit, warn = number_of(node.properties, "limit"), number_of(node.properties, "warn")
        if limit and warn is not None and warn >= limit:
            yield on(
                node,
                "warning-not-before-limit",
                f"「{node.label}」的预警提前量 {warn} 个工作日不小于时限 {limit} 个工作日，一开始就会预警。",
                f"“{node.label}” is warned of {warn} working days before a limit of {limit}: at once.",
                "让 warn 小于 limit。 / Let warn be less than limit.",
            )
        yield from _late(node)


def _late(host: Node) -> Iterator[Proof]:
    limit, ended = number_of(host.properties, "limit"), shortest(host)
    ends = min((days for days in (limit, ended) if days is not None), default=None)
    for event in host.boundaries:
        fires = span_of(event).days
        yellow = event.event == "timer" and not event.interrupting and event.properties.get("light") == "yellow"
        if yellow and ends is not None and fires is not None and fires >= ends:
            yield on(
                event,
                "warning-not-before-limit",
                f"预警「{event.label}」在第 {fires} 个工作日触发，不早于「{host.label}」的时限 {ends} 个工作日。",
                f"The warning “{event.label}” fires on day {fires}, not before the limit of “{host.label}” ({ends}).",
                "把预警定时提前到时限之前。 / Let the warning fire before the limit.",
                "warning",
                (host.id,),
            )
