"""Requests that must be refused: each with the status, the code, and the thing that the message must name."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.proofs.client import API, Answer, Client, multipart
from tests.proofs.scene import APPLICATION, ITEM, USED_KEY, Scene

Ask = Callable[[Scene, Callable[[Client], Client]], Answer]
"""Makes the request; the second argument turns somebody into the same person in the language of the test."""


@dataclass(frozen=True)
class BadRequest:
    """`names`: what the answer must mention, in either language; `{fire}` and the like are the scene's."""

    name: str
    status: int
    code: str
    names: tuple[str, ...]
    ask: Ask


AWAY = "/posts/fire-review/absences"
TYPED = {"Content-Type": "application/json"}


def apply(**changed: Any) -> Ask:
    """An application of which a part is wrong; None takes the part away."""
    body = {name: value for name, value in {**APPLICATION, **changed}.items() if value is not None}
    return lambda scene, as_: as_(scene.window).post("/cases", body)


def raw(body: bytes, kind: str = "application/json", path: str = "/cases") -> Ask:
    """An application whose bytes are wrong."""
    return lambda scene, as_: as_(scene.window).send("POST", f"{API}{path}", body, {"Content-Type": kind})


def on(task: str, act: str, body: Any = None, *, by: str = "fire", **headers: str) -> Ask:
    """An act on the `task` of the scene, by an officer of a department."""
    return lambda scene, as_: as_(scene.officer(by)).post(f"/tasks/{getattr(scene, task)}/{act}", body, **headers)


def get(path: str, **query: Any) -> Ask:
    """A look at something, by the supervisor."""
    return lambda scene, as_: as_(scene.people.supervisor()).get(path.format(**vars(scene)), **query)


def by(who: Callable[[Scene], Client], method: str, path: str, body: Any = None) -> Ask:
    return lambda scene, as_: as_(who(scene)).call(method, path.format(**vars(scene)), body)


def chief(scene: Scene) -> Client:
    return scene.people.chief()


def lead(scene: Scene) -> Client:
    return scene.people.head("market")


def cursor(place: Any) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def files(count: int, data: bytes = b"") -> Ask:
    def ask(scene: Scene, as_: Callable[[Client], Client]) -> Answer:
        return as_(scene.people.designer()).deploy(*((f"{place}.bpmn", data) for place in range(count)))

    return ask


AGREE = {"outcome": "agree", "opinion": "同意"}
DEEP = b'{"item":' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}"
NAMED = b'{"item": "joint_tasks", "applicant": {"name": %s}}'
FORGED = "0" * 43

READING: tuple[BadRequest, ...] = (
    BadRequest("JSON that breaks off", 400, "malformed", ("1",), raw(b'{"item": "joint_tasks"')),
    BadRequest("JSON with a comma too many", 400, "malformed", ("1",), raw(b'{"item": "x",\n}')),
    BadRequest("not a number", 400, "malformed", ("1",), raw(NAMED % b"NaN")),
    BadRequest("infinity", 400, "malformed", ("1",), raw(NAMED % b"-Infinity")),
    BadRequest("invalid UTF-8", 400, "malformed", ("1",), raw(NAMED % b'"\xff\xfe"')),
    BadRequest("half a surrogate pair", 400, "malformed", ("1",), raw(NAMED % b'"\\ud83d"')),
    BadRequest("an escaped NUL", 400, "malformed", ("NUL",), raw(NAMED % b'"a\\u0000b"')),
    BadRequest("a bare NUL", 400, "malformed", ("1",), raw(NAMED % b'"a\x00b"')),
    BadRequest("a hundred thousand brackets", 400, "malformed", (), raw(b"[" * 100_000)),
    BadRequest("nested too deep", 400, "malformed", ("64",), raw(DEEP)),
    BadRequest("a list for an object", 422, "invalid", (), raw(b"[1, 2]")),
    BadRequest("a text for an object", 422, "invalid", (), raw(b'"joint"')),
    BadRequest("no body", 422, "invalid", ("item",), raw(b"")),  # a procedure may leave the applicant out
    BadRequest("a form instead of JSON", 415, "unsupported_media", ("application/x-www-form-urlencoded",),
               raw(b"item=joint_tasks", "application/x-www-form-urlencoded")),
    BadRequest("a text instead of JSON", 415, "unsupported_media", ("text/plain",), raw(b"{}", "text/plain")),
    BadRequest("three megabytes", 413, "too_large", ("2097152",), raw(NAMED % (b'"' + b"x" * 3_000_000 + b'"'))),
    BadRequest("a diagram of twenty-one megabytes", 413, "too_large", ("2097152",), files(1, b"<" * 21_000_000)),
    BadRequest("a NUL in a question", 400, "malformed", ("NUL",), get("/tasks", q="a\0b")),
    BadRequest("another method", 405, "method_not_allowed", ("/api/v1/cases",), by(chief, "DELETE", "/cases")),
    BadRequest("an address where nothing is", 404, "not_found", ("/api/v1/nothing",), get("/nothing")),
)  # fmt: skip

FIELDS: tuple[BadRequest, ...] = (
    BadRequest("a number for a key", 422, "invalid", ("item",), apply(item=5)),
    BadRequest("a missing item", 422, "invalid", ("item",), apply(item=None)),
    BadRequest("a missing applicant", 422, "invalid", ("applicant",), apply(applicant=None)),
    BadRequest("an applicant without a name", 422, "invalid", ("applicant.name",), apply(applicant={})),
    BadRequest("an applicant named by blanks", 422, "invalid", ("applicant.name",), apply(applicant={"name": "  "})),
    BadRequest("an endless name", 422, "invalid", ("applicant.name",), apply(applicant={"name": "x" * 201})),
    BadRequest("a form that is a list", 422, "invalid", ("form",), apply(form=[1])),
    BadRequest("materials that are a text", 422, "invalid", ("materials",), apply(materials="M01")),
    BadRequest("one material that is a number", 422, "invalid", ("materials.1",), apply(materials=[{}, 7])),
    BadRequest("an urgency in words", 422, "invalid", ("urgent",), apply(urgent="very")),
    BadRequest("an unknown field", 422, "invalid", ("colour",), apply(colour="red")),
    BadRequest("an unknown item", 404, "not_found", ("no_such_item",), apply(item="no_such_item")),
    BadRequest("departments that are a number", 422, "bad_expression", ("departments",),
               apply(variables={"departments": 7})),
    BadRequest("departments that are missing", 422, "invalid", ("departments",), apply(variables={})),
    BadRequest("a department that no column holds", 422, "invalid", ("review", "64"),
               apply(variables={"departments": ["x" * 65]})),
    BadRequest("an item that no column holds", 422, "invalid", ("review", "200"),
               apply(variables={"departments": [["fire", "x" * 200]]})),
    BadRequest("two thousand departments", 422, "bad_expression", ("departments", "1000"),
               apply(variables={"departments": ["fire"] * 2000})),
    BadRequest("departments that are empty texts", 422, "bad_expression", ("dept",),
               apply(variables={"departments": [""]})),
    BadRequest("a number beyond all numbers", 400, "malformed", ("1",), raw(NAMED % b'"x", "n": 1e999')),
    BadRequest("an outcome the step does not have", 422, "invalid", ("outcome", "agree"),
               on("fire", "complete", {"outcome": "perhaps"})),
    BadRequest("a disagreement without reasons", 422, "invalid", ("reasons",),
               on("fire", "complete", {"outcome": "disagree"})),
    BadRequest("an opinion that is an object", 422, "invalid", ("opinion",),
               on("fire", "complete", {"outcome": "agree", "opinion": {"text": "x"}})),
    BadRequest("an endless opinion", 422, "invalid", ("opinion",),
               on("fire", "complete", {"outcome": "agree", "opinion": "x" * 20_001})),
    BadRequest("a transfer to nobody", 422, "invalid", ("department", "atlantis"),
               on("fire", "transfer", {"department": "atlantis", "reason": "不属于本部门"})),
    BadRequest("a transfer without a reason", 422, "invalid", ("reason",),
               on("fire", "transfer", {"department": "urban"})),
    BadRequest("a delegation to nobody", 422, "invalid", ("user", "no.body"),
               on("fire", "delegate", {"user": "no.body"})),
    BadRequest("a delegation to another department", 422, "invalid", ("user", "urban.officer2"),
               on("fire", "delegate", {"user": "urban.officer2"})),
    BadRequest("a return to nowhere", 422, "invalid", ("element", "nowhere"),
               on("fire", "return", {"element": "nowhere", "reason": "材料不符"})),
    BadRequest("a department that is unknown", 422, "invalid", ("department", "atlantis"),
               by(lead, "POST", "/tasks/{fire}/departments", {"department": "atlantis", "reason": "涉及水域"})),
    BadRequest("a draft that is a list", 422, "invalid", ("form",), by(
        lambda scene: scene.officer("fire"), "PUT", "/tasks/{fire}/draft", {"form": ["x"]})),
    BadRequest("claims of words", 422, "invalid", ("tasks.0",), by(
        lambda scene: scene.officer("fire"), "POST", "/tasks/claim", {"tasks": ["one"]})),
    BadRequest("an unknown role", 422, "invalid", ("role",), by(
        chief, "POST", "/tokens", {"user": "x", "role": "emperor", "department": "fire"})),
    BadRequest("an absence without a zone", 422, "invalid", ("from_at",), by(
        chief, "POST", AWAY, {"from_at": "2026-03-02T09:00", "to_at": "2026-03-03T09:00+08:00"})),
    BadRequest("an absence on a day that is none", 422, "invalid", ("to_at",), by(
        chief, "POST", AWAY, {"from_at": "2026-03-02T09:00Z", "to_at": "2026-02-30T09:00Z"})),
    BadRequest("an absence that ends before it starts", 422, "invalid", ("to_at",), by(
        chief, "POST", AWAY, {"from_at": "2026-03-02T09:00Z", "to_at": "2026-03-01T09:00Z"})),
    BadRequest("an absence since the beginning of time", 422, "invalid", ("from_at", "2000"), by(
        chief, "POST", AWAY, {"from_at": "0001-01-01T00:00+14:00", "to_at": "2026-03-01T09:00Z"})),
    BadRequest("an absence of no post", 404, "not_found", ("no-post",), by(
        chief, "POST", "/posts/no-post/absences", {"from_at": "2026-03-02T09:00Z", "to_at": "2026-03-03T09:00Z"})),
    BadRequest("working days from yesterday", 422, "invalid", ("from",), get(
        "/calendar/due", **{"from": "yesterday", "days": 5})),
    BadRequest("a negative number of days", 422, "invalid", ("days",), get(
        "/calendar/due", **{"from": "2026-03-02", "days": -1})),
    BadRequest("a million working days", 422, "invalid", ("days",), get(
        "/calendar/due", **{"from": "2026-03-02", "days": 1_000_000})),
    BadRequest("a start beyond the calendar", 422, "invalid", ("from", "2101"), get(
        "/calendar/due", **{"from": "2101-01-01", "days": 1})),
    BadRequest("an unknown unit of days", 422, "invalid", ("unit",), get(
        "/calendar/due", **{"from": "2026-03-02", "days": 1, "unit": "moon"})),
    BadRequest("a version of a year that nobody entered", 404, "not_found", ("99",), get(
        "/calendar/2027", version=99)),
    BadRequest("a notice by somebody who is no administrator", 403, "forbidden", ("administrator",), by(
        lead, "PUT", "/calendar/2027", {"holidays": [{"name": "元旦", "from": "2027-01-01"}]})),
    BadRequest("a notice with a holiday on no day", 422, "invalid", ("holidays.0.from",), by(
        chief, "PUT", "/calendar/2027", {"holidays": [{"name": "元旦", "from": "2027-02-30"}]})),
    BadRequest("a notice that ends before it begins", 422, "invalid", ("holidays.0.to",), by(
        chief, "PUT", "/calendar/2027", {"holidays": [{"name": "元旦", "from": "2027-01-03", "to": "2027-01-01"}]})),
    BadRequest("a notice with a working day made up on a weekday", 422, "invalid", ("holidays.0.makeup",), by(
        chief, "PUT", "/calendar/2027",
        {"holidays": [{"name": "元旦", "from": "2027-01-01", "makeup": ["2027-01-05"]}]})),
    BadRequest("a notice for another year", 422, "invalid", ("holidays.0.from", "2028"), by(
        chief, "PUT", "/calendar/2028", {"holidays": [{"name": "元旦", "from": "2027-01-01"}]})),
    BadRequest("a notice that forgets the statutory holidays", 422, "invalid", ("holiday", "2027-02-08"), by(
        chief, "PUT", "/calendar/2027", {"holidays": [{"name": "元旦", "from": "2027-01-01"}]})),
    BadRequest("a notice for a year without a calendar", 404, "not_found", ("1492",), by(
        chief, "PUT", "/calendar/1492", {"holidays": [{"name": "元旦", "from": "1492-01-01"}]})),
    BadRequest("an import that is no upload", 415, "unsupported_media", ("multipart",), by(
        chief, "POST", "/calendar/import", {"year": 2027})),
    BadRequest("an import of what the package does not know", 404, "not_found", ("2099",), by(
        chief, "POST", "/calendar/import?from_package=true&year=2099")),
    BadRequest("a closure of a day of rest", 422, "invalid", ("2026-03-07",), by(
        chief, "POST", "/calendar/days", {"kind": "closed", "date": "2026-03-07", "basis": "x"})),
    BadRequest("a closure without the decision", 422, "invalid", ("basis",), by(
        chief, "POST", "/calendar/days", {"kind": "closed", "date": "2026-03-03"})),
    BadRequest("a holiday that a centre gives itself", 422, "invalid", ("kind",), by(
        chief, "POST", "/calendar/days", {"kind": "holiday", "date": "2026-03-03", "name": "x"})),
    BadRequest("a closure from tomorrow to yesterday", 422, "invalid", ("to",), by(
        chief, "POST", "/calendar/days", {"kind": "shut", "date": "2026-03-03", "to": "2026-03-01"})),
    BadRequest("a closure of the whole country", 422, "invalid", ("scope",), by(
        chief, "POST", "/calendar/days", {"kind": "shut", "date": "2026-03-03", "scope": "national"})),
    BadRequest("an opening that was never entered", 404, "not_found", ("2026-03-03",), by(
        chief, "DELETE", "/calendar/days?date=2026-03-03")),
    BadRequest("a return to a version that never was", 404, "not_found", ("7",), by(
        chief, "POST", "/calendar/2026/restore", {"version": 7})),
    BadRequest("a year without a calendar", 404, "not_found", ("1492",), get("/calendar/1492")),
    BadRequest("an endless moment", 422, "invalid", ("from",), get(
        "/calendar/due", **{"from": "99999-01-01T00:00Z", "days": 1})),
    BadRequest("a page of nothing", 422, "invalid", ("limit",), get("/tasks", limit=0)),
    BadRequest("a page of everything", 422, "invalid", ("limit",), get("/tasks", limit=100_000)),
    BadRequest("a page in words", 422, "invalid", ("limit",), get("/cases", limit="all")),
    BadRequest("a cursor of nonsense", 422, "invalid", ("cursor",), get("/tasks", cursor="%%%")),
    BadRequest("a cursor of another list", 422, "invalid", ("cursor",), get("/cases", cursor=cursor([1, 2]))),
    BadRequest("a cursor of texts", 422, "invalid", ("cursor",), get("/tasks", cursor=cursor(["1", "2"]))),
    BadRequest("a cursor beyond all numbers", 422, "invalid", ("cursor",), get("/tasks", cursor=cursor([10**30, 1]))),
    BadRequest("an unknown question", 422, "invalid", ("colour",), get("/tasks", colour="red")),
    BadRequest("an unknown status", 422, "invalid", ("status",), get("/tasks", status="purple")),
    BadRequest("an unknown light", 422, "invalid", ("light",), get("/cases", light="blue")),
    BadRequest("no files", 422, "invalid", ("files",), files(0)),
    BadRequest("fifty-one files", 422, "invalid", ("files",), files(51, b"x")),
    BadRequest("a diagram as JSON", 415, "unsupported_media", ("application/json",), by(
        lambda scene: scene.people.designer(), "POST", "/deployments", {"file": "joint.bpmn"})),
)  # fmt: skip


def _key(text: str) -> Ask:
    return lambda scene, as_: as_(scene.window).call("POST", "/cases", APPLICATION, headers={"Idempotency-Key": text})


def _match(text: str) -> Ask:
    return lambda scene, as_: as_(scene.officer("fire")).call(
        "POST", f"/tasks/{scene.fire}/complete", AGREE, headers={"If-Match": text})  # fmt: skip


def _token(token: Callable[[Scene], str]) -> Ask:
    return lambda scene, as_: as_(Client(scene.server.port, token(scene))).get("/tasks")


STATES: tuple[BadRequest, ...] = (
    BadRequest("an unknown task", 404, "not_found", ("999000001",), by(chief, "POST", "/tasks/999000001/claim")),
    BadRequest("task nought", 404, "not_found", ("0",), by(chief, "GET", "/tasks/0")),
    BadRequest("a negative task", 404, "not_found", ("-5",), by(chief, "POST", "/tasks/-5/claim")),
    BadRequest("a task beyond all numbers", 404, "not_found", ("9" * 30,), by(
        chief, "POST", f"/tasks/{'9' * 30}/claim")),
    BadRequest("a task just beyond a column", 404, "not_found", (str(2**63),), by(chief, "GET", f"/tasks/{2**63}")),
    BadRequest("a task as large as they get", 404, "not_found", (str(2**53 - 1),), by(
        chief, "POST", f"/tasks/{2**53 - 1}/complete", AGREE)),
    BadRequest("an unknown case", 404, "not_found", ("PRFA-20260302-99999",), get("/cases/PRFA-20260302-99999")),
    BadRequest("a case number that is none", 404, "not_found", ("x' OR 1=1 --",), get("/cases/x'%20OR%201=1%20--")),
    BadRequest("an unknown alert", 404, "not_found", ("4711",), by(chief, "POST", "/alerts/4711/acknowledge", {})),
    BadRequest("an unknown definition", 404, "not_found", ("no_such_item",), get("/definitions/no_such_item")),
    BadRequest("a version that was never", 404, "not_found", (ITEM, "99"), get(f"/definitions/{ITEM}/versions/99/xml")),
    BadRequest("another department's task", 403, "forbidden", ("{fire}", "urban"),
               on("fire", "complete", AGREE, by="urban")),
    BadRequest("a look at another department's task", 403, "forbidden", ("{fire}", "urban"), by(
        lambda scene: scene.officer("urban"), "GET", "/tasks/{fire}")),
    BadRequest("a case that is none of theirs", 404, "not_found", ("{running}",), by(
        lambda scene: scene.officer("tobacco"), "GET", "/cases/{running}")),
    BadRequest("a key with another body", 422, "key_reused", ("Idempotency-Key",), lambda scene, as_: as_(
        scene.window).post("/cases", {**APPLICATION, "urgent": True}, Idempotency_Key=USED_KEY)),
    BadRequest("a key at another address", 422, "key_reused", ("Idempotency-Key",), lambda scene, as_: as_(
        scene.window).post(f"/cases/{scene.running}/urge", {"text": "请办理"}, Idempotency_Key=USED_KEY)),
    BadRequest("a key with blanks", 400, "malformed", ("Idempotency-Key",), _key("two words")),
    BadRequest("an endless key", 400, "malformed", ("Idempotency-Key",), _key("k" * 201)),
    BadRequest("a version that is none", 400, "malformed", ("If-Match", "latest"), _match("latest")),
    BadRequest("a version that it does not have", 412, "version_mismatch", ("{fire}", "1"), _match('"777"')),
    BadRequest("a completed task completed", 409, "already_completed", ("{housing}", "housing.officer1"),
               on("housing", "complete", AGREE, by="housing")),
    BadRequest("a completed task claimed", 409, "already_completed", ("{housing}", "housing.officer1"),
               on("housing", "claim", by="housing")),
    BadRequest("a completed task returned", 409, "already_completed", ("{housing}", "housing.officer1"),
               on("housing", "return", {"element": "review", "reason": "再议"}, by="housing")),
    BadRequest("a claimed task claimed", 409, "already_claimed", ("{urban}", "urban.officer1"), by(
        lambda scene: scene.people.officer("urban", 2), "POST", "/tasks/{urban}/claim")),
    BadRequest("a claimed task completed by another", 409, "already_claimed", ("{urban}", "urban.officer1"), by(
        lambda scene: scene.people.officer("urban", 2), "POST", "/tasks/{urban}/complete", AGREE)),
    BadRequest("an unclaimed task given back", 409, "refused", ("{fire}",), on("fire", "unclaim")),
    BadRequest("a task resolved that nobody delegated", 409, "refused", ("{fire}",),
               on("fire", "resolve", {"opinion": "可以"})),
    BadRequest("an open opinion withdrawn", 409, "refused", ("{fire}",), on("fire", "withdraw", {"reason": "有误"})),
    BadRequest("an opinion withdrawn after the join", 409, "refused", ("{ended}",), by(
        lead, "POST", "/tasks/{decided}/withdraw", {"reason": "有误"})),
    BadRequest("a return to a step not yet passed", 409, "refused", ("decide",),
               on("fire", "return", {"element": "decide", "reason": "再议"})),
    BadRequest("a department that is already in", 409, "refused", ("urban",), by(
        lead, "POST", "/tasks/{fire}/departments", {"department": "urban", "reason": "重复"})),
    BadRequest("a department taken out that is not in", 409, "refused", ("tobacco",), by(
        lead, "DELETE", "/tasks/{fire}/departments", {"department": "tobacco", "reason": "不涉及"})),
    BadRequest("an ended case terminated", 409, "refused", ("{ended}",), by(
        lead, "POST", "/cases/{ended}/terminate", {"reason": "重复申请"})),
    BadRequest("an ended case urged", 409, "refused", ("{ended}",), by(
        lead, "POST", "/cases/{ended}/urge", {"text": "快"})),
    BadRequest("a message nobody waits for", 409, "refused", ("payment",), by(
        lead, "POST", "/cases/{running}/messages", {"name": "payment"})),
    BadRequest("a clock that cannot be moved", 409, "refused", (), by(
        chief, "PUT", "/clock", {"at": "2030-01-01T00:00:00Z"})),
    BadRequest("no token", 401, "unauthorised", ("Bearer",), _token(lambda scene: "")),
    BadRequest("a token nobody has", 401, "unauthorised", (), _token(lambda scene: FORGED)),
    BadRequest("a token that has expired", 401, "unauthorised", (), _token(lambda scene: scene.expired)),
    BadRequest("a token of somebody who is gone", 401, "unauthorised", (), _token(lambda scene: scene.revoked)),
    BadRequest("a token of quotes", 401, "unauthorised", (), _token(lambda scene: "' OR '1'='1")),
    BadRequest("a password", 401, "unauthorised", ("Bearer",), lambda scene, as_: as_(scene.people.nobody()).send(
        "GET", f"{API}/tasks", None, {"Authorization": "Basic bG9uZzp0ZW5n"})),
    BadRequest("a designer who completes", 403, "forbidden", ("{fire}",), by(
        lambda scene: scene.people.designer(), "POST", "/tasks/{fire}/complete", AGREE)),
    BadRequest("a supervisor who completes", 403, "forbidden", ("{fire}",), by(
        lambda scene: scene.people.supervisor(), "POST", "/tasks/{fire}/complete", AGREE)),
    BadRequest("an officer who deploys", 403, "forbidden", ("officer", "designer"), lambda scene, as_: as_(
        scene.officer("fire")).deploy(("x.bpmn", b"<x/>"))),
    BadRequest("an officer who makes tokens", 403, "forbidden", ("officer", "administrator"), by(
        lambda scene: scene.officer("fire"), "POST", "/tokens", {"user": "x", "role": "administrator"})),
    BadRequest("an officer who assigns", 403, "forbidden", ("head", "fire"),
               on("fire", "assignee", {"user": "fire.officer2"})),
    BadRequest("an officer of another department who terminates", 403, "forbidden", ("{running}", "market"), by(
        lambda scene: scene.officer("fire"), "POST", "/cases/{running}/terminate", {"reason": "不办"})),
    BadRequest("a supervisor who receives", 403, "forbidden", ("supervisor",), by(
        lambda scene: scene.people.supervisor(), "POST", "/cases", APPLICATION)),
    BadRequest("a public question with the wrong code", 404, "not_found", (), lambda scene, as_: as_(
        scene.people.nobody()).get(f"/public/cases/{scene.running}", code="AAAAAAAA")),
)  # fmt: skip

REQUESTS: tuple[BadRequest, ...] = (*READING, *FIELDS, *STATES)
__all__ = ["REQUESTS", "BadRequest", "multipart"]
