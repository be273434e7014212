"""What is known in a case by a name: a variable of the diagram, a field that was handed in, or one filled in since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.store import papers
from app.store.work import Work


def known(work: Work, variables: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The values of the names that anybody has given; what was said last wins, and a variable before all.

    `new=old` takes the value of `old` under the name `new`.
    """
    pairs = [(new.strip(), (old or new).strip()) for new, _, old in (name.partition("=") for name in names)]
    pairs = [(new, old) for new, old in pairs if new]
    found = {new: variables[old] for new, old in pairs if _is_said(variables.get(old))}
    if len(found) < len(pairs):
        filled = filled_in(work)
        found |= {new: filled[old] for new, old in pairs if new not in found and _is_said(filled.get(old))}
    return found


def filled_in(work: Work) -> dict[str, Any]:
    """The fields that were handed in, over which those of the steps are laid, the last one uppermost."""
    if work.fresh:
        return dict(work.form.get("form", {}))
    form = dict(work.form_changed or papers.form(work.reader, work.case.id).form)
    for said in papers.opinions(work.reader, work.case.id):
        form |= said.form or {}
    return form | {name: value for name, value in work.words.items() if _is_said(value)}


def fill(work: Work, **fields: Any) -> None:
    """Lay fields into the form of the case."""
    if work.fresh:
        work.form["form"] = {**work.form["form"], **fields}
    else:
        work.form_changed = {**(work.form_changed or papers.form(work.reader, work.case.id).form), **fields}


def listed(text: str) -> list[str]:
    """The parts of a text, parted by commas."""
    return [part for each in text.split(",") if (part := each.strip())]


def _is_said(value: Any) -> bool:
    return value not in (None, "", [], {})
