"""Event logs and exchange fields say what happened, as their standards want it, and nothing about persons."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import jsonschema
import orjson
import pytest
from lxml import etree

from app import desk
from app.desk import event_logs, exchange, ocel, xes
from app.domain.acts import Act
from app.store.records import CaseRecord
from tests.exported import OCEL_SCHEMA, XES_SCHEMA
from tests.factories import ADMIN, AT, DAY, NO, Centre, direct, head, joint, officer, window

X = "{http://www.xes-standard.org/}"
FROM, TO = AT - DAY, AT + 30 * DAY
SECRETS = ("王小二", "出口数量不足", "消防法", "同意开业", "不办了", "fire.o1", "market.w", "market.head")


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Four cases: granted, denied, withdrawn, still open."""
    centre.deploy(joint(), direct())
    granted = centre.to_review(departments=("fire", "urban"))
    task = centre.task(granted, "review", "fire")
    desk.claim(centre.house, officer("fire"), task.id, at=AT)
    for department in ("fire", "urban"):
        centre.complete(granted, "review", department, outcome="agree", opinion="同意开业")
    centre.complete(granted, "decide", outcome="grant", opinion="同意开业")
    denied = centre.to_review(departments=("fire",))
    centre.complete(denied, "review", outcome="disagree", **NO)
    centre.complete(denied, "decide", outcome="deny", **NO)
    withdrawn = centre.to_review(departments=("fire",))
    centre.withdraw(withdrawn)
    centre.to_review(departments=("fire",))
    return centre


def as_xes(centre: Centre, **more: Any) -> bytes:
    out = io.BytesIO()
    xes.write(out, event_logs.traces(centre.house, FROM, TO, **more))
    return out.getvalue()


def as_ocel(centre: Centre, **more: Any) -> bytes:
    out = io.BytesIO()
    ocel.write(out, event_logs.traces(centre.house, FROM, TO, **more))
    return out.getvalue()


def numbers(centre: Centre) -> list[str]:
    found = desk.cases(centre.house, ADMIN, desk.CaseQuery(limit=200)).items
    return [case.number for case in reversed(found)]


def test_an_xes_log_keeps_the_rules_of_the_standard(busy: Centre) -> None:
    tree = etree.fromstring(as_xes(busy))
    etree.XMLSchema(etree.fromstring(XES_SCHEMA)).assertValid(tree)
    declared = {one.get("prefix") for one in tree.iter(f"{X}extension")}
    keys = [node.get("key") for node in tree.iter() if node.get("key")]
    assert {key.partition(":")[0] for key in keys if ":" in key} <= declared
    wanted = {scope.get("scope"): {(one.tag, one.get("key")) for one in scope} for scope in tree.iter(f"{X}global")}
    for scope in ("trace", "event"):
        for node in tree.iter(f"{X}{scope}"):
            given = [(one.tag, one.get("key")) for one in node if one.get("key")]
            assert wanted[scope] <= set(given) and len(given) == len(set(given))
    for classifier in tree.iter(f"{X}classifier"):
        assert set((classifier.get("keys") or "").split()) <= {key for _, key in wanted[str(classifier.get("scope"))]}
    transitions = {one.get("value") for one in tree.iter(f"{X}string") if one.get("key") == "lifecycle:transition"}
    assert {"start", "complete"} <= transitions <= {"start", "complete", "assign", "reassign", "withdraw"}


def test_every_entry_of_every_ledger_is_an_event_in_order(busy: Centre) -> None:
    tree = etree.fromstring(as_xes(busy, numbers=True))
    document = orjson.loads(as_ocel(busy, numbers=True))
    traces = {_value(trace, "concept:name"): trace for trace in tree.iter(f"{X}trace")}
    assert list(traces) == numbers(busy)
    for number, trace in traces.items():
        entries = desk.ledger(busy.house, ADMIN, number)
        events = list(trace.iter(f"{X}event"))
        assert [_value(event, "act") for event in events] == [entry.act for entry in entries]
        assert [datetime.fromisoformat(str(_value(event, "time:timestamp"))) for event in events] == [
            entry.at for entry in entries
        ]
        mine = [
            one
            for one in document["events"]
            if {"objectId": f"case:{number}", "qualifier": "of"} in one["relationships"]
        ]
        assert [one["type"] for one in mine] == [entry.act for entry in entries]


def _value(node: Any, key: str) -> str | None:
    return next((one.get("value") for one in node if one.get("key") == key), None)


def test_an_ocel_log_keeps_the_rules_of_the_standard(busy: Centre) -> None:
    document = orjson.loads(as_ocel(busy))
    jsonschema.Draft202012Validator(OCEL_SCHEMA).validate(document)
    types = {
        (part, one["name"]): {each["name"]: each["type"] for each in one["attributes"]}
        for part in ("objectTypes", "eventTypes")
        for one in document[part]
    }
    for part, kinds in (("objects", "objectTypes"), ("events", "eventTypes")):
        ids = [one["id"] for one in document[part]]
        assert len(ids) == len(set(ids)) > 8
        for one in document[part]:
            for attribute in one["attributes"]:
                _check_type(attribute["value"], types[kinds, one["type"]][attribute["name"]])
    known = {one["id"] for one in document["objects"]}
    for one in document["objects"] + document["events"]:
        assert {each["objectId"] for each in one["relationships"]} <= known
    assert {kind for part, kind in types if part == "eventTypes"} == {str(act) for act in Act}


def _check_type(value: Any, kind: str) -> None:
    if kind == "time":
        assert datetime.fromisoformat(value).tzinfo is not None
    else:
        assert type(value) is {"string": str, "integer": int}[kind]


def test_steps_papers_and_departments_are_objects_of_their_own(busy: Centre) -> None:
    document = orjson.loads(as_ocel(busy, numbers=True))
    kinds = [one["type"] for one in document["objects"]]
    papers = [len(desk.notices(busy.house, ADMIN, number)) for number in numbers(busy)]
    assert kinds.count("case") == 4 and kinds.count("notice") == sum(papers) and kinds.count("item") == 1
    reviews = [one for one in document["objects"] if one["type"] == "step" and "review" in str(one["attributes"])]
    assert len(reviews) == 3
    assert {"department:fire", "department:urban", "department:market"} <= {one["id"] for one in document["objects"]}


@pytest.mark.parametrize("write", [as_xes, as_ocel])
def test_no_personal_data_leaves_the_house(busy: Centre, write: Any) -> None:
    log = write(busy).decode()
    assert [word for word in (*SECRETS, *numbers(busy)) if word in log] == []
    assert "fire" in log and "case-" in log and "user-" in log
    assert numbers(busy)[0] in write(busy, numbers=True).decode()


def test_pseudonyms_are_the_same_every_time_and_others_in_another_centre(busy: Centre) -> None:
    assert as_xes(busy) == as_xes(busy)
    mine, other = (event_logs.Pseudonyms(key).of("user", "fire.o1") for key in (b"one", b"two"))
    assert mine != other and mine == event_logs.Pseudonyms(b"one").of("user", "fire.o1")


def test_a_log_without_cases_is_still_a_log(centre: Centre) -> None:
    etree.XMLSchema(etree.fromstring(XES_SCHEMA)).assertValid(etree.fromstring(as_xes(centre)))
    document = orjson.loads(as_ocel(centre))
    jsonschema.Draft202012Validator(OCEL_SCHEMA).validate(document)
    assert document["events"] == document["objects"] == []


def test_a_window_with_control_characters_does_not_break_the_log(busy: Centre) -> None:
    with busy.house.database.writing() as connection:
        connection.exec_driver_sql("UPDATE case_file SET \"window\" = 'A\x0b02'")
    assert etree.fromstring(as_xes(busy)) is not None


def test_only_cases_of_the_days_asked_for_are_written(busy: Centre) -> None:
    busy.at = AT + 40 * DAY
    late = busy.receive("direct")
    ids = [trace.id for trace in event_logs.traces(busy.house, FROM, TO, numbers=True)]
    assert len(ids) == 4 and late.number not in ids
    after = event_logs.traces(busy.house, late.received_at, late.received_at + timedelta(microseconds=1), numbers=True)
    assert [trace.id for trace in after] == [late.number]
    assert not list(event_logs.traces(busy.house, FROM, AT))


def fields(centre: Centre, case: CaseRecord) -> dict[str, Any]:
    return next(one for one in exchange.exchanged(centre.house, FROM, TO) if one["办件编号"] == case.number)


def test_exchange_fields_have_the_codes_of_the_standard(busy: Centre) -> None:
    granted, denied, withdrawn, running = exchange.exchanged(busy.house, FROM, TO)
    assert [one["办件状态"] for one in (granted, denied, withdrawn, running)] == ["11", "13", "14", "3"]
    assert (granted["办件类型"], granted["实施编码"], granted["申请时间"]) == ("2", "J1", "20260302T100000")
    assert (granted["承诺办结时限"], granted["承诺办结时限单位"], granted["法定办结时限"]) == (15, "WD", 45)
    assert granted["受理文书编号"].startswith("SLTZ-2026-") and granted["联办机构"] == ["fire", "urban"]
    assert [(step["环节状态"], step["环节动作"]) for step in granted["办理环节"]] == [("2", "通过")] * 4
    assert [step["环节动作"] for step in denied["办理环节"]] == ["通过", "其他", "其他"]
    assert [(step["环节状态"], step["环节动作"]) for step in running["办理环节"]] == [("2", "通过"), ("1", None)]
    written = orjson.dumps([granted, denied, withdrawn, running]).decode()
    assert [word for word in SECRETS if word in written] == []


def test_exchange_tells_where_a_case_stands_from_receipt_to_end(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    found = [fields(centre, case)["办件状态"]]
    desk.ask_supplement(centre.house, window(), case.number, [{"code": "M1", "reason": "缺"}], at=AT)
    found.append(fields(centre, case)["办件状态"])
    desk.hand_in_materials(centre.house, window(), case.number, [{"code": "M1"}], at=AT)
    found.append(fields(centre, case)["办件状态"])
    centre.complete(case, "accept", outcome="accept")
    found.append(fields(centre, case)["办件状态"])
    task = centre.task(case, "review")
    desk.claim(centre.house, officer("fire"), task.id, at=AT)
    found.append(fields(centre, case)["办件状态"])
    desk.pause(centre.house, head("market"), case.number, "hearing", "听证", 5, at=AT)
    found.append(fields(centre, case)["办件状态"])
    assert found == ["1", "6", "7", "3", "8", "9"]
    assert fields(centre, case)["特别程序"] == [
        {
            "特别程序种类": "2", "特别程序名称": "听证", "特别程序时限": 5, "特别程序时限单位": "WD",
            "开始时间": "20260302T100000", "结束时间": None,
        }
    ]  # fmt: skip


def test_exchange_reports_supervision_by_the_centres_scheme(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    centre.pass_time(AT + 9 * DAY)
    told = fields(centre, case)["电子监察"]
    assert [(one["监察预警类型代码"], one["责任部门"]) for one in told][:2] == [("1", "fire"), ("2", "fire")]
