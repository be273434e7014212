"""上报: what a report to the higher level must leave behind, which is its date, its document number and who took it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.desk.checks import bounded
from app.desk.opencase import OpenCase
from app.domain.acts import Act
from app.errors import Invalid
from app.store.records import TaskRecord

NEEDED = {"reference": ("document number", "上报文号"), "receiver": ("receiver", "接收人")}


def note(opened: OpenCase, task: TaskRecord, form: Mapping[str, Any]) -> None:
    """Put the report on record.  Raises Invalid: it does not say under which number it went, or to whom."""
    said = {name: str(form.get(name) or "").strip() for name in NEEDED}
    for name, (en, zh) in NEEDED.items():
        if not said[name]:
            raise Invalid(
                f"a report upward names its {en} (form.{name})", f"上报须登记{zh}(form.{name})", field=f"form.{name}"
            )
        bounded(said[name], name)
    on = _day(opened, form.get("reported_on"))
    opened.work.record(Act.HANDLE, topic="report.upward", element=task.element, reported_on=on.isoformat(), **said)


def _day(opened: OpenCase, given: Any) -> date:
    today = opened.office.calendar.day_of(opened.at)
    try:
        found = date.fromisoformat(str(given)) if given else today
    except ValueError:
        found = date.max
    if found > today:
        raise Invalid(
            "reported_on is the day of the report, like 2026-03-02, and not later than today",
            "上报日期应为不晚于今天的日期,例如2026-03-02",
            field="form.reported_on",
        )
    return found
