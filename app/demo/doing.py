"""Carries out the deeds of a story over HTTP, by the people whose deeds they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.demo.cast import Cast, Person
from app.demo.client import Caller
from app.demo.deeds import CONSENTS, Deed, Do
from app.demo.parts import Part
from app.domain.roles import Role

Json = dict[str, Any]
REFUSALS = frozenset({"BYSL", "BYXK", "BBLD"})


@dataclass(frozen=True, kw_only=True)
class Errand:
    """A deed with the task it is about and the case it belongs to."""

    deed: Deed
    task: Json
    part: Part
    number: str

    @property
    def path(self) -> str:
        """The task's address."""
        return f"/tasks/{self.task['id']}"


class Doing:
    """The hands of the town; who is away at the moment is known here, as everybody in the house knows it."""

    def __init__(self, callers: Mapping[str, Caller], cast: Cast, now: Callable[[], datetime]) -> None:
        self._callers, self._cast, self._now = callers, cast, now
        self._away: dict[str, datetime] = {}
        self.refusals: dict[str, list[Json]] = {}
        self._ways: dict[Do, Callable[[Errand, Person, Caller], str | None]] = {
            Do.COMPLETE: self._complete,
            Do.CLAIM: self._claim,
            Do.CONTEND: self._contend,
            Do.DELEGATE: self._delegate,
            Do.RESOLVE: self._resolve,
            Do.RETURN: self._return,
            Do.WITHDRAW: self._withdraw,
            Do.ADD: self._add,
            Do.REMOVE: self._remove,
            Do.URGE: self._urge,
            Do.ABSENCE: self._absence,
        }

    def carry_out(self, errand: Errand) -> tuple[Person, str]:
        """Do it; returns who did and what was said.  Raises Unexpected: the server would not have it."""
        person, deed = self.person(errand), errand.deed
        said = self._ways[deed.do](errand, person, self._callers[person.user])
        return person, said or deed.reasons or deed.opinion

    def person(self, errand: Errand) -> Person:
        """Whose hands: the story's choice, the B when the A is away."""
        deed = errand.deed
        department = deed.of or errand.task["department"]
        person = self._cast.of(department, deed.role, deputy=deed.deputy)
        if not deed.deputy and self._away.get(person.user, self._now()) > self._now():
            return self._cast.of(department, deed.role, deputy=True)
        return person

    def _complete(self, errand: Errand, person: Person, caller: Caller) -> None:
        deed = errand.deed
        if errand.task["status"] == "open":
            caller.post(f"{errand.path}/claim")
        opinion = deed.opinion
        if not opinion and deed.outcome == "agree":
            opinion = errand.part.draw.choice(CONSENTS.get(errand.task["department"], ("同意。",)))
        body = {
            "outcome": deed.outcome,
            "opinion": opinion,
            "reasons": deed.reasons,
            "basis": deed.basis,
            "form": deed.form,
        }
        if errand.task["kind"] == "deliver":
            self._serve(errand, caller)
        caller.post(f"{errand.path}/complete", body)

    def _serve(self, errand: Errand, caller: Caller) -> None:
        """Hand a refusal over against a signature: until that is on record the case does not end."""
        for notice in caller.get(f"/cases/{errand.number}/notices")["items"]:
            if notice["kind"] in REFUSALS:
                signed = {"method": "in_person", "receiver": "申请人", "signed_by": "申请人本人"}
                caller.post(f"/cases/{errand.number}/notices/{notice['number']}/deliveries", signed)

    def _claim(self, errand: Errand, person: Person, caller: Caller) -> None:
        caller.post(f"{errand.path}/claim")

    def _contend(self, errand: Errand, person: Person, caller: Caller) -> str:
        refused = caller.refusal(f"{errand.path}/claim")
        self.refusals.setdefault(errand.number, []).append(refused)
        return f"{refused['status']}：{self._cast.name_of(refused.get('by', ''))}已先签收。"

    def _delegate(self, errand: Errand, person: Person, caller: Caller) -> None:
        caller.post(f"{errand.path}/delegate", {"user": errand.deed.about, "text": errand.deed.opinion})

    def _resolve(self, errand: Errand, person: Person, caller: Caller) -> None:
        caller.post(f"{errand.path}/resolve", {"opinion": errand.deed.opinion})

    def _return(self, errand: Errand, person: Person, caller: Caller) -> None:
        caller.post(f"{errand.path}/return", {"element": errand.deed.about, "reason": errand.deed.reasons})

    def _withdraw(self, errand: Errand, person: Person, caller: Caller) -> None:
        caller.post(f"{errand.path}/withdraw", {"reason": errand.deed.reasons})

    def _add(self, errand: Errand, person: Person, caller: Caller) -> None:
        caller.post(f"{errand.path}/departments", _whom(errand.deed))

    def _remove(self, errand: Errand, person: Person, caller: Caller) -> None:
        caller.delete(f"{errand.path}/departments", _whom(errand.deed))

    def _urge(self, errand: Errand, person: Person, caller: Caller) -> None:
        body = {"department": errand.task["department"], "text": errand.deed.opinion}
        caller.post(f"/cases/{errand.number}/urge", body)

    def _absence(self, errand: Errand, person: Person, caller: Caller) -> None:
        holder = self._cast.of(errand.task["department"], Role.OFFICER)
        until = datetime.fromisoformat(errand.deed.about)
        body = {"from_at": self._now().isoformat(), "to_at": until.isoformat(), "reason": errand.deed.reasons}
        caller.post(f"/posts/{holder.post}/absences", body)
        self._away[holder.user] = until


def _whom(deed: Deed) -> Json:
    return {"department": deed.about, "reason": deed.reasons}


def with_task(errand: Errand, task: Json) -> Errand:
    """The same errand with the task as it is now."""
    return replace(errand, task=task)
