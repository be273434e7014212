"""Requests made to slip through: what two readers would read differently, what is larger or stranger than it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests.proofs.bad_requests import AGREE, AWAY, NAMED, BadRequest, apply, by, chief, get, lead, on, raw
from tests.proofs.client import API, Answer, Client
from tests.proofs.diagrams import joint_by_tasks
from tests.proofs.scene import Scene

Translate = Callable[[Client], Client]
Ask = Callable[[Scene, Translate], Answer]
BOUNDARY = "a-mark"
WIDE = quote("ＰＲＦＡ")
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def part(disposition: str, data: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(body: bytes, kind: str = MULTIPART) -> Ask:
    """A deployment exactly as given."""
    return lambda scene, as_: as_(scene.people.designer()).send(
        "POST", f"{API}/deployments", body, {"Content-Type": kind})  # fmt: skip


def headed(body: bytes, **headers: str) -> Ask:
    """An application with headers of its own."""
    given = {"Content-Type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
    return lambda scene, as_: as_(scene.window).send("POST", f"{API}/cases", body, given)


def in_chunks(size: int) -> Ask:
    """An application whose length nobody announced."""

    def pieces() -> Iterator[bytes]:
        yield b'{"item": "joint_tasks", "applicant": {"name": "'
        for _ in range(size // 65_536):
            yield b"x" * 65_536
        yield b'"}}'

    return lambda scene, as_: as_(scene.window).send(
        "POST", f"{API}/cases", pieces(), {"Content-Type": "application/json"})  # type: ignore[arg-type]  # fmt: skip


def named_file(name: str) -> Ask:
    """A good diagram under a bad name."""
    return upload(part(f'name="files"; filename="{name}"', joint_by_tasks()))


GOOD = NAMED % '"李雷"'.encode()

NASTY: tuple[BadRequest, ...] = (
    BadRequest("a key said twice", 400, "malformed", ("item",), raw(b'{"item": "joint_tasks", "item": "other"}')),
    BadRequest("a key said twice inside", 400, "malformed", ("area",),
               raw(b'{"item": "joint_tasks", "form": {"area": 1, "area": 900}}')),
    BadRequest("a key said twice in two spellings", 400, "malformed", ("item",),
               raw(b'{"item": "joint_tasks", "it\\u0065m": "other"}')),
    BadRequest("a whole number that would be rounded", 400, "malformed", ("123456789012345678901",),
               raw(b'{"item": "joint_tasks", "form": {"id": 123456789012345678901}}')),
    BadRequest("a whole number of a thousand digits", 400, "malformed", (), raw(b'{"item": ' + b"9" * 1000 + b"}")),
    BadRequest("a key with a NUL", 400, "malformed", ("NUL",), raw(b'{"item": "joint_tasks", "a\\u0000b": 1}')),
    BadRequest("half a surrogate pair as a key", 400, "malformed", ("1",), raw(b'{"\\udc00": 1}')),
    BadRequest("a byte order mark", 400, "malformed", ("1",), raw(b"\xef\xbb\xbf" + GOOD)),
    BadRequest("two documents", 400, "malformed", ("1",), raw(GOOD + GOOD)),
    BadRequest("nested too deep in lists and objects", 400, "malformed", ("64",), raw(
        b'{"item": "x", "form": {"a": ' + b'[{"b": ' * 40 + b"1" + b"}]" * 40 + b"}}")),
    BadRequest("another character set", 415, "unsupported_media", ("utf-16",),
               headed(GOOD.decode().encode("utf-16"), Content_Type="application/json; charset=utf-16")),
    BadRequest("a packed body", 415, "unsupported_media", ("gzip",), headed(GOOD, Content_Encoding="gzip")),
    BadRequest("three megabytes in chunks", 413, "too_large", ("2097152",), in_chunks(3_000_000)),
    BadRequest("a name with folders", 422, "invalid", ("files", "../../etc/x.bpmn"), named_file("../../etc/x.bpmn")),
    BadRequest("a name with another system's folders", 422, "invalid", ("files", "C:"), named_file("C:\\\\x.bpmn")),
    BadRequest("a name that is a folder", 422, "invalid", ("files", ".."), named_file("..")),
    BadRequest("a file without a name", 422, "invalid", ("files",), upload(part('name="files"', b"<x/>"))),
    BadRequest("parts without a mark between them", 422, "invalid", ("files",), upload(
        part('name="files"; filename="x.bpmn"', b"<x/>"), "multipart/form-data")),
    BadRequest("a zone that no place has", 422, "invalid", ("from_at",), by(
        chief, "POST", AWAY, {"from_at": "2026-03-02T09:00+25:00", "to_at": "2026-03-03T09:00Z"})),
    BadRequest("a zone by its name", 422, "invalid", ("to_at",), by(
        chief, "POST", AWAY, {"from_at": "2026-03-02T09:00Z", "to_at": "2026-03-03T09:00 Asia/Shanghai"})),
    BadRequest("an hour that is none", 422, "invalid", ("from_at",), by(
        chief, "POST", AWAY, {"from_at": "2026-03-02T24:30Z", "to_at": "2026-03-03T09:00Z"})),
    BadRequest("a token that ended yesterday", 422, "invalid", ("expires_at",), by(
        chief, "POST", "/tokens", {"user": "x", "role": "supervisor", "expires_at": "2020-01-01T00:00:00Z"})),
    BadRequest("a token that ends nowhere on earth", 422, "invalid", ("expires_at",), by(
        chief, "POST", "/tokens", {"user": "x", "role": "supervisor", "expires_at": "2027-01-01T00:00:00"})),
    BadRequest("what is due before a moment without a zone", 422, "invalid", ("due_before",), get(
        "/tasks", due_before="2026-03-02T09:00")),
    BadRequest("truth for a number", 422, "invalid", ("tasks.0",), by(
        lambda scene: scene.officer("fire"), "POST", "/tasks/claim", {"tasks": [True]})),
    BadRequest("a number for truth", 422, "invalid", ("urgent",), apply(urgent=1)),
    BadRequest("claims of a task and a half", 422, "invalid", ("tasks.0",), by(
        lambda scene: scene.officer("fire"), "POST", "/tasks/claim", {"tasks": [1.5]})),
    BadRequest("claims of two hundred and one", 422, "invalid", ("tasks",), by(
        lambda scene: scene.officer("fire"), "POST", "/tasks/claim", {"tasks": list(range(1, 202))})),
    BadRequest("a window that is none", 422, "invalid", ("window", "Z99"), apply(window="Z99")),
    BadRequest("a window where others sit", 422, "invalid", ("window", "B01"), apply(window="B01")),
    BadRequest("a window of blanks", 422, "invalid", ("window",), apply(window="   ")),
    BadRequest("words as long as a book", 422, "invalid", ("q",), get("/tasks", q="字" * 201)),
    BadRequest("a limit in another notation", 422, "invalid", ("limit",), get("/tasks", limit="0x10")),
    BadRequest("a cursor as long as a book", 422, "invalid", ("cursor",), get("/tasks", cursor="A" * 501)),
    BadRequest("a draft as long as a book", 413, "too_large", ("262144",), by(
        lambda scene: scene.officer("fire"), "PUT", "/tasks/{fire}/draft", {"form": {"x": "字" * 100_000}})),
    BadRequest("a key in Chinese", 400, "malformed", ("Idempotency-Key",), headed(
        GOOD, Idempotency_Key="键".encode().decode("latin-1"))),
    BadRequest("two versions at once", 400, "malformed", ("If-Match",), lambda scene, as_: as_(
        scene.officer("fire")).call("POST", f"/tasks/{scene.fire}/complete", AGREE, headers={"If-Match": '"1", "2"'})),
    BadRequest("a method that nobody takes", 405, "method_not_allowed", ("/api/v1/tasks",), by(
        chief, "PATCH", "/tasks", {"status": "done"})),
    BadRequest("a case by its row", 404, "not_found", ("1",), get("/cases/1")),
    BadRequest("a case number in a wider writing", 404, "not_found", (), get(f"/cases/{WIDE}-20260302-00001")),
    BadRequest("a way out of the address", 404, "not_found", (), get("/cases/..%2f..%2fhealth")),
    BadRequest("an address of broken bytes", 404, "not_found", (), get("/definitions/%ff%fe")),
    BadRequest("a task of a colleague given back", 409, "already_claimed", ("{urban}", "urban.officer1"), by(
        lambda scene: scene.people.officer("urban", 2), "POST", "/tasks/{urban}/unclaim")),
    BadRequest("a colleague's task passed on", 409, "already_claimed", ("{urban}", "urban.officer1"), by(
        lambda scene: scene.people.officer("urban", 2), "POST", "/tasks/{urban}/transfer",
        {"department": "fire", "reason": "x"})),
    BadRequest("a draft for another department's task", 403, "forbidden", ("{fire}", "urban"), by(
        lambda scene: scene.officer("urban"), "PUT", "/tasks/{fire}/draft", {"form": {}})),
    BadRequest("another department's list", 403, "forbidden", ("urban",), by(
        lambda scene: scene.officer("fire"), "GET", "/tasks?department=urban")),
    BadRequest("another department's alerts", 403, "forbidden", ("fire",), by(
        lambda scene: scene.officer("fire"), "GET", "/alerts?department=urban")),
    BadRequest("the outbox for an officer", 403, "forbidden", ("officer",), by(
        lambda scene: scene.officer("fire"), "GET", "/outbox")),
    BadRequest("an opinion withdrawn by another department", 403, "forbidden", ("{housing}", "urban"),
               on("housing", "withdraw", {"reason": "不同意"}, by="urban")),
    BadRequest("a department taken out by one that only takes part", 403, "forbidden", ("market",), by(
        lambda scene: scene.officer("urban"), "DELETE", "/tasks/{fire}/departments",
        {"department": "fire", "reason": "x"})),
    BadRequest("a reason of blanks", 422, "invalid", ("reason",), by(
        lead, "POST", "/cases/{running}/terminate", {"reason": " \u3000 "})),
)  # fmt: skip
