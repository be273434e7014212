"""A question left at a terminal: a 咨询件 like any other, referred at once, so that it is answered within its limit.

Nobody stands behind a terminal who could answer on the spot, so the procedure that the centre's file names for a
question that is referred begins with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.desk.beginning import begin
from app.desk.checks import required
from app.desk.hall.answering import followers, key_of, refer
from app.desk.hall.receptions import REFERRED, Visit, write_down
from app.desk.hall.terminals import check_terminal
from app.desk.house import Desk
from app.domain.actors import Actor
from app.errors import LianbanError, NotFound
from app.handlers.office import CENTRE
from app.store import beginnings, hall, loading
from app.store.hall import Reception
from app.store.records import CaseRecord
from app.store.tables_hall import reception as table

KIND = "consult"
ANSWER = "自助终端留言,转承办部门书面答复"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with its numbers; case: what answers it, None while that has still to begin."""

    reception: Reception
    case: CaseRecord | None


def leave_question(
    desk: Desk, actor: Actor, question: str, name: str, phone: str, item: str = "", *, at: datetime
) -> Asked:
    """Leave a question with a telephone number, about an item or for the centre's office.

    Raises NotFound: no such item, or the centre's file names nothing that answers a question.
    Raises Invalid: no question, or a character that no voucher could print.
    """
    check_terminal(actor)
    required(question, "question", "a question says what is asked", "请填写咨询内容")
    required(phone, "phone", "a question needs a telephone number for the answer", "请填写联系电话")
    # Said here, where it can be mended, and not by the voucher that bears it.
    desk.presses.current.check({"name": name, "question": question})
    wanted = followers(desk, KIND)
    if not wanted:
        raise NotFound("this centre takes no questions at terminals", "本中心自助终端未开通咨询")
    matter, department = _about(desk, question, item, at)
    visit = Visit(name=name, need=matter, kind=KIND, contact=phone)
    with desk.database.writing() as connection:
        made = write_down(desk, connection, actor, visit, at, window=actor.user, department=department)
        refer(desk, connection, replace(actor, department=department), made, at)
        settled = {"outcome": REFERRED, "answer": ANSWER, "settled_at": at, "settled_by": actor.user}
        hall.change(connection, table, made.id, **settled)
        made = hall.reception_by_id(connection, made.id)
    return Asked(reception=made, case=_begun(desk, key_of(made, wanted[0]), at))


def _about(desk: Desk, question: str, item: str, at: datetime) -> tuple[str, str]:
    """What is asked and of whom: the department that leads the item, else the centre's office."""
    if not item:
        return question, CENTRE
    found = desk.programs.in_force(item, at)
    if found.is_procedure:
        raise NotFound(f"there is no item {item[:64]!r}", f"没有事项“{item[:64]}”", item=item[:64])
    return f"【{found.definition.name}】{question}", found.lead


def _begun(desk: Desk, key: str, at: datetime) -> CaseRecord | None:
    """The case that answers, begun at once so that its voucher can be taken along."""
    with desk.database.reading() as connection:
        asked = beginnings.of_key(connection, key)
    if asked is not None and asked[1] is None:
        try:
            begin(desk, asked[0], at=at)
        except LianbanError:
            # The question is on record; what stands in the way is tried again and told by the timers.
            for hook in desk.on_commit:
                hook(at)
    with desk.database.reading() as connection:
        asked = beginnings.of_key(connection, key)
        return None if asked is None or asked[1] is None else loading.by_id(connection, asked[1]).case
