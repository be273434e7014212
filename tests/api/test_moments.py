"""One way to write a moment: in UTC with a Z, in a field whose name ends with `_at`; in every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.api.rights import CALLS, ask, set_scene
from tests.api.setting import Town

NAMED = re.compile(r"(at|now|.+_at)$")
BESIDE = {"from", "due_before", "deliver_by", "sign_by", "wanted_by", "due", "before", "after"}
"""`due_before` of a list, what is to be done `_by` a moment, `from` and `due` of a count of days, `before`, `after` a
move."""
IN_THE_CENTRES_ZONE = ".due"
"""Beside `due_at`, the same moment for people to read."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$")


def fields(schema: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema, by name."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                for inner, described in value.items():
                    yield inner, described
                    yield from fields(described, inner)
            else:
                yield from fields(value, name)
    elif isinstance(schema, list):
        for value in schema:
            yield from fields(value, name)


def holds_moment(described: dict[str, Any]) -> bool:
    options = described.get("anyOf", [described])
    return any(option.get("format") == "date-time" for option in options)


def test_every_field_that_holds_a_moment_is_named_so_and_no_other_is(town: Town) -> None:
    spec = town.client.get("/openapi.json").get_json()
    found = list(fields(spec["components"]["schemas"]))
    parameters = [
        (one["name"], one["schema"])
        for operations in spec["paths"].values()
        for operation in operations.values()
        for one in operation.get("parameters", [])
    ]
    assert len(found) > 150
    for name, described in (*found, *parameters):
        holds = holds_moment(described)
        assert holds == bool(NAMED.match(name)) or (holds and name in BESIDE), f"{name}: {described}"


def texts(document: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in an answer, with its place."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(document, list):
        for value in document:
            yield from texts(value, path)
    elif isinstance(document, str):
        yield path, document


def test_every_moment_in_every_answer_is_in_utc(town: Town) -> None:
    spec = town.client.get("/openapi.json").get_json()
    reads = [path.removeprefix("/api/v1") for path, calls in spec["paths"].items() if "get" in calls]
    scene = set_scene(town)
    CALLS["POST /tasks/{task_id}/return"].prepare(scene)
    CALLS["DELETE /posts/{code}/absences/{absence_id}"].prepare(scene)
    CALLS["GET /definitions/{key}/migrations/{number}"].prepare(scene)
    CALLS["GET /deployments/held/{number}"].prepare(scene)
    CALLS["GET /receptions/{reception}"].prepare(scene)
    town.receive()
    town.chief.call("PUT", "/clock", {"at": "2026-03-18T00:00:00+08:00"})
    seen, answered = 0, 0
    for path in [
        path
        for path in reads
        if not path.endswith(("/xml", ".pdf", "/archive", "/{file}", "/slots", "/health", "/ready", "/metrics"))
    ]:
        answer = ask(scene, f"GET {path}", town.chief)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        answered += 1
        for place, text in texts(answer.get_json()):
            if place.endswith((".xml", IN_THE_CENTRES_ZONE)) or not MOMENT.search(text):
                continue
            seen += 1
            assert IN_UTC.match(text), f"{path} says {text!r} at {place}"
    assert answered > 20 and seen > 60, (answered, seen)


def test_what_acts_answer_and_refuse_is_in_utc_too(town: Town) -> None:
    away = {"from_at": "2026-03-02T08:00:00+08:00", "to_at": "2026-03-03T08:00:00+08:00"}
    town.officer("fire")
    answers = [
        town.chief.post("/posts/fire-review/absences", away),
        town.chief.post("/tokens", {"user": "x", "role": "supervisor", "expires_at": "2027-01-01T00:00:00+08:00"}),
        town.chief.post("/tokens", {"user": "x", "role": "supervisor", "expires_at": "2020-01-01T00:00:00+08:00"}),
        town.chief.call("PUT", "/clock", {"at": "2026-03-02T11:00:00+08:00"}),
        town.chief.call("PUT", "/clock", {"at": "2026-03-01T11:00:00+08:00"}),
        town.window.post("/cases", town.application()),
    ]
    found = [text for answer in answers for _, text in texts(answer.get_json()) if MOMENT.search(text)]
    assert len(found) >= 7
    for text in found:
        assert not re.search(r"\d\d:\d\d(:\d\d)?(\.\d+)?[+-]\d\d:?\d\d", text), text
