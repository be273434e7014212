"""What an answer may tell the diagram and put on record: not what is worked out, was stated, or is somebody else's.

A variable that the diagram works out (by a script, a topic, a call or a joint review) and one that another step gives
are closed to the answers of all steps but those whose property `gives` names them; so is a fact that the application
has stated. In a procedure the fields that are on record stay as they are, for its papers and `notBy` read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.desk.opencase import OpenCase
from app.engine import ElementInfo
from app.errors import Invalid
from app.handlers.known import listed
from app.store import papers
from app.store.records import TaskRecord


def check_answer(
    opened: OpenCase, task: TaskRecord, info: ElementInfo, variables: Mapping[str, Any], form: Mapping[str, Any]
) -> None:
    """Raises Invalid: the answer to a step would replace what it does not give."""
    own = set(listed(info.properties.get("gives", "")))
    if variables:
        _check_variables(opened, variables, own, f"step {task.element!r}", f"环节「{task.name}」")
    if form and opened.item.is_procedure:
        taken = _on_record(opened, task) & (form.keys() - own)
        _refuse(taken, "form", f"step {task.element!r}", f"环节「{task.name}」")


def check_message(opened: OpenCase, name: str, variables: Mapping[str, Any]) -> None:
    """Raises Invalid: a message would replace what the events that wait for it do not give."""
    program = opened.item.program
    waiting = [program.elements[element] for element, message in program.messages.items() if message == name]
    own = {each for info in waiting for each in listed(info.properties.get("gives", ""))}
    _check_variables(opened, variables, own, f"the message {name!r}", f"消息“{name}”")


def _check_variables(opened: OpenCase, variables: Mapping[str, Any], own: Iterable[str], who: str, who_zh: str) -> None:
    names = variables.keys() - set(own)
    taken = names & opened.item.closed
    facts = names & opened.item.facts.keys() & opened.item.program.names
    if facts:
        stated = papers.form(opened.work.reader, opened.case.id).form
        taken |= {name for name in facts if stated.get(name) not in (None, "", variables[name])}
    _refuse(taken, "variables", who, who_zh)


def _on_record(opened: OpenCase, task: TaskRecord) -> set[str]:
    """The fields that were handed in, found by the house, or filled in at another step."""
    reader, case = opened.work.reader, opened.case.id
    others = [one for one in papers.opinions(reader, case) if one.element != task.element]
    return set(papers.form(reader, case).form).union(*(one.form or {} for one in others))


def _refuse(taken: Iterable[str], place: str, who: str, who_zh: str) -> None:
    names = sorted(taken)
    if names:
        raise Invalid(
            f"{who} does not give {', '.join(names)}: the diagram works it out, or it is on record already",
            f"{who_zh}不得给出{'、'.join(names)}：由流程得出或已登记在案",
            field=f"{place}.{names[0]}",
            names=names,
        )
