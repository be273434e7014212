"""Every rule of the watch on the eighteen acts, each on a case that breaks it and on one that does not (row 47, 1b)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app import watch
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.conduct import ACTS, EIGHTEEN, Certainty, Weight, weight_of
from app.domain.disclosure import FIELDS
from app.domain.facts import Fact, FactKind
from app.domain.ledger import Entry
from app.domain.lights import Light
from app.domain.tasks import TaskStatus
from app.store.conduct import Original, Payment
from app.store.records import CaseRecord, NoticeRecord, TaskRecord
from app.watch import Looked, openness
from tests.factories import AT, DAY

CASE = CaseRecord(
    id=1,
    number="TRY-20260302-00001",
    code="22222222",
    definition_id=1,
    item="try",
    applicant="王小二",
    lead="market",
    window="A01",
    received_by="tang.li",
    assisted_by=None,
    urgent=False,
    status=CaseStatus.COMPLETED,
    decision=None,
    light=Light.GREEN,
    received_at=AT,
    accepted_at=AT,
    warn_at=None,
    due_at=AT + 5 * DAY,
    statutory_at=None,
    breached_at=None,
    ended_at=AT + DAY,
    failure=None,
    version=1,
    ledger_seq=1,
    ledger_hash="",
    calendar_id=0,
)
DECLINED = replace(CASE, status=CaseStatus.DECLINED, accepted_at=None)
GUIDE = {"materials": [{"code": "M01", "required": True}, {"code": "M02"}], "fees": []}
PAID = {"fees": [{"code": "F1", "name": "工本费", "amount": 10, "basis": "价费字〔2020〕1号"}]}


def entry(act: Act, **detail: Any) -> Entry:
    return Entry(seq=1, at=AT, actor="tang.li", act=str(act), detail=detail, prev="", hash="")


def checked(**verdicts: str) -> tuple[Entry, ...]:
    return (entry(Act.CHECK, materials=[{"code": code, "verdict": one} for code, one in verdicts.items()]),)


def fact(kind: FactKind, seq: int = 2, **data: Any) -> Fact:
    return Fact(seq=seq, kind=kind, at=AT, data=data)


def asked(*codes: str, seq: int = 2) -> Fact:
    return fact(FactKind.SUPPLEMENT_ASKED, seq, materials=[{"code": code} for code in codes])


def notice(kind: str, **data: Any) -> NoticeRecord:
    return NoticeRecord(
        case_id=1,
        seq=1,
        number=f"{kind}-2026-000001",
        kind=kind,
        element="",
        data=data,
        at=AT,
        issued_by="tang.li",
        press=None,
        deliver_by=None,
        served_at=None,
    )


def paid(**more: Any) -> Payment:
    given: dict[str, Any] = {"id": 7, "case_id": 1, "fee": "F1", "name": "工本费", "cents": 1000, "basis": "x"}
    given |= {"voluntary": False, "consent": None, "receipt": "P1", "at": AT, "by": "tang.li"}
    return Payment(**{**given, "refused_at": None, "complaint": None, **more})


def held(**more: Any) -> Original:
    given: dict[str, Any] = {"case_id": 1, "code": "M01", "name": "身份证", "taken_at": AT, "taken_by": "tang.li"}
    blank = dict.fromkeys(("returned_at", "returned_by", "signed_by", "lost"))
    return Original(**{**given, **blank, **more})


def leg(department: str, late: bool) -> TaskRecord:
    given: dict[str, Any] = dict.fromkeys(TaskRecord.__dataclass_fields__)
    given |= {"id": 1000001, "case_id": 1, "element": "review", "department": department, "status": TaskStatus.DONE}
    return TaskRecord(**{**given, "due_at": AT, "closed_at": AT + DAY if late else AT - DAY})


REFUSAL = {"reasons": "不符合条件", "basis": "第三十二条"}
SAID_NO = (notice("BYSL", **REFUSAL),)
LATE = replace(CASE, ended_at=AT + 9 * DAY)
FINE = Looked(case=CASE, guide=GUIDE, notices=(notice("SLTZ"), notice("BJTZ")))
BROKEN: Mapping[str, tuple[Looked, Looked]] = {
    "2": (replace(FINE, facts=(asked("M01"), asked("M02", seq=9))), replace(FINE, facts=(asked("M01"),))),
    "3": (
        replace(FINE, case=DECLINED, entries=checked(M01="correct", M02="good"), notices=SAID_NO),
        replace(FINE, case=DECLINED, entries=checked(M01="correct", M02="supply"), notices=SAID_NO),
    ),
    "4": (replace(FINE, facts=(asked("M77"),)), replace(FINE, facts=(asked("M02"),))),
    "6": (
        replace(FINE, case=DECLINED, entries=checked(M01="good"), notices=SAID_NO),
        replace(FINE, case=DECLINED, entries=checked(M02="good"), notices=SAID_NO),
    ),
    "7": (replace(FINE, notices=()), FINE),
    "8": (replace(FINE, entries=checked(M01="false")), replace(FINE, entries=checked(M01="good"))),
    "9": (
        replace(FINE, facts=(fact(FactKind.PAUSED),)),
        replace(FINE, facts=(fact(FactKind.PAUSED),), notices=(*FINE.notices, notice("TBCX"))),
    ),
    "10": (
        replace(FINE, notices=(*FINE.notices, notice("BYXK", reasons="不行"))),
        replace(FINE, notices=(*FINE.notices, notice("BYXK", **REFUSAL))),
    ),
    "11": (
        replace(FINE, entries=(entry(Act.MESSAGE, name="hearing.request"),)),
        replace(FINE, entries=(entry(Act.MESSAGE, name="hearing.request"),), notices=(*FINE.notices, notice("TZTZ"))),
    ),
    "13": (replace(FINE, originals=(held(),)), replace(FINE, originals=(held(returned_at=AT, signed_by="王小二"),))),
    "15": (replace(FINE, guide=PAID, payments=(paid(cents=1001),)), replace(FINE, guide=PAID, payments=(paid(),))),
    "16": (
        replace(FINE, guide=PAID, payments=(paid(receipt=None),)),
        replace(FINE, guide=PAID, payments=(paid(receipt=None, refused_at=AT),)),
    ),
    "17": (
        replace(FINE, guide=PAID, payments=(paid(voluntary=True),)),
        replace(FINE, guide=PAID, payments=(paid(voluntary=True, consent="委托书"),)),
    ),
    "joint": (
        replace(FINE, case=LATE, tasks=(leg("fire", late=True),)),
        replace(FINE, case=LATE, tasks=(leg("fire", late=False), leg("market", late=True))),
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_rule_sees_the_act_with_its_evidence(rule: str) -> None:
    seen = watch.look(BROKEN[rule][0])
    assert [one.rule for one in seen] == [rule]
    assert seen[0].key.startswith(CASE.number) and seen[0].evidence


@pytest.mark.parametrize("rule", BROKEN)
def test_the_rule_sees_nothing_where_nothing_is_wrong(rule: str) -> None:
    assert watch.look(BROKEN[rule][1]) == []


def test_a_guide_that_wants_third_parties_told_and_a_hearing_held_is_watched() -> None:
    wants = replace(FINE, guide={**GUIDE, "third_parties": True, "hearing": True})
    assert sorted(one.rule for one in watch.look(wants)) == ["11", "9"]
    told = replace(wants, notices=(*FINE.notices, notice("LHGZ"), notice("TZTZ")))
    assert watch.look(told) == []


def test_a_guide_with_all_thirteen_fields_and_free_forms_is_open_and_any_other_is_not() -> None:
    disclosure = {one.field: "有" for one in FIELDS}
    guide = {"mode": "promised", "lead": "market", "disclosure": disclosure, "materials": [{"code": "M01"}]}
    assert list(openness.look("try", 1, guide)) == []
    for one in FIELDS:
        lacking = {**guide, "disclosure": {**disclosure, one.field: " "}}
        seen = {sign.rule: sign.evidence for sign in openness.look("try", 1, lacking)}
        assert seen["1"]["missing"] == [one.field]
        assert ("5" in seen) == (one.field == "samples")
    priced = {**guide, "materials": [{"code": "M01", "price": 5}]}
    assert [sign.rule for sign in openness.look("try", 1, priced)] == ["5"]
    (gone,) = openness.look("try", 1, guide, ["“form.docx”不在"])
    assert (gone.rule, gone.evidence["missing"]) == ("5", ["“form.docx”不在"])
    assert list(openness.look("watching", 1, {"mode": "complaint"})) == []


def test_what_is_partial_says_what_it_cannot_see_and_accuses_nobody() -> None:
    for number in EIGHTEEN:
        act = ACTS[number]
        certain = act.certainty is Certainty.CERTAIN
        assert weight_of(number) is (Weight.VIOLATION if certain else Weight.SIGNAL)
        assert certain == (not act.limits_en) == (not act.limits_zh)
    assert sum(ACTS[number].certainty is Certainty.CERTAIN for number in EIGHTEEN) == 10
