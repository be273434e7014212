"""Twenty ways out of an expression, each of which works where text is handed to `eval`; none gets in here."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine.drawing import boundary, call, draw, end, flow, many, script, start, sub, timer, user, xor
from tests.proofs.bad_diagrams import fed
from tests.proofs.conftest import Open
from tests.proofs.content import Reader, differences
from tests.proofs.office import People
from tests.proofs.server import Server, only_centre

CANARY = "CANARY"


@dataclass(frozen=True)
class Place:
    """Where in a diagram a text is evaluated; the element `x` holds it."""

    name: str
    draw: Callable[[str], bytes]


def _choice(text: str) -> bytes:
    flows = ["s -> g", flow("g", "a", id="x", when=text), "g -> b: default", "a -> e", "b -> e"]
    return draw(start("s"), xor("g"), user("a"), user("b"), end("e"), flows=flows, id="escape")


def _alone(shape: object, *more: object, flows: tuple[str, ...] = ()) -> bytes:
    return draw(start("s"), shape, end("e"), *more, flows=["s -> x -> e", *flows], id="escape")  # type: ignore[arg-type]


def _late(text: str) -> bytes:
    return draw(
        start("s"), user("a", groups="market"), end("e"), end("late"), boundary("x", on="a", event=timer(text)),
        flows=["s -> a -> e", "x -> late"], id="escape",
    )  # fmt: skip


SCRIPT = Place("script", lambda text: _alone(script("x", text)))
CONDITION = Place("condition", _choice)
TIMER = Place("timer", _late)
GROUP = Place("candidate groups", lambda text: _alone(user("x", groups=text)))
USERS = Place("candidate users", lambda text: _alone(user("x", users=text)))
ASSIGNEE = Place("assignee", lambda text: _alone(user("x", assignee=text)))
DONE = Place("completion condition", lambda text: _alone(user("x", many=many("departments", "d", until=text))))
COLLECTION = Place("collection", lambda text: _alone(user("x", many=many(text, "d"))))
CARDINALITY = Place("cardinality", lambda text: _alone(user("x", many=many(times=text))))
CALLED = Place("call's input", lambda text: fed(call("x", "helper"), text))
INSIDE = Place("script of a sub-process", lambda text: draw(
    start("s"), sub("room", start("rs"), script("x", text), end("re"), flows=["rs -> x -> re"]), end("e"),
    flows=["s -> room -> e"], id="escape"))  # fmt: skip

TOUCH = f"__import__('pathlib').Path('{CANARY}').touch()"
CLIMB = (
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]"
    f".__init__.__globals__['system']('touch {CANARY}')"
)
OPEN = f"open('{CANARY}', 'w').close()"

ESCAPES: tuple[tuple[str, Place, str], ...] = (
    ("an import in a script", SCRIPT, f"x = {TOUCH}"),
    ("a statement in a script", SCRIPT, f"import pathlib; pathlib.Path('{CANARY}').touch()"),
    ("a climb in a script", SCRIPT, f"x = {CLIMB}"),
    ("exec in a script", SCRIPT, f'exec("{OPEN}")'),
    ("a lambda in a script", SCRIPT, f"x = (lambda: {OPEN})()"),
    ("a format string in a script", SCRIPT, f'x = f"{{{OPEN}}}"'),
    ("a decorator in a script", SCRIPT, f"@(lambda f: {OPEN})\ndef f(): pass"),
    ("a second line in a sub-process", INSIDE, f"x = 1\n{OPEN}"),
    ("an import in a condition", CONDITION, f"${{{TOUCH}}}"),
    ("a climb in a condition", CONDITION, CLIMB),
    ("an assignment in a condition", CONDITION, f"${{(y := {OPEN})}}"),
    ("a comprehension in a condition", CONDITION, f"${{[{OPEN} for y in (1,)]}}"),
    ("full-width letters in a condition", CONDITION, f"${{__ｉmport__('pathlib').Path('{CANARY}').touch()}}"),
    ("getattr in a timer", TIMER, f"getattr({OPEN}, 'x') or 'PT1H'"),
    ("eval in a timer", TIMER, f"${{eval(\"{OPEN}\") or 'PT1H'}}"),
    ("an import in the candidate groups", GROUP, f"${{{TOUCH}}}"),
    ("a text around a call in the candidate users", USERS, f"a,${{{OPEN}}}"),
    ("an import in the assignee", ASSIGNEE, f"${{{TOUCH}}}"),
    ("an import in a completion condition", DONE, f"${{{TOUCH}}}"),
    ("a generator in a completion condition", DONE, f"any({OPEN} for y in (1,))"),
    ("an import in a collection", COLLECTION, f"${{{TOUCH} or []}}"),
    ("a call in a cardinality", CARDINALITY, f"${{{OPEN} or 3}}"),
    ("an import in what a call is given", CALLED, f"${{{TOUCH}}}"),
)


@dataclass
class Fort:
    server: Server
    people: People
    rows: Reader


@pytest.fixture(scope="module")
def fort(servers: Open, tmp_path_factory: pytest.TempPathFactory) -> Fort:
    server = servers(processes=only_centre(tmp_path_factory.mktemp("processes"))).start()
    people = People(server)
    people.designer().get("/me").must(200)
    return Fort(server, people, Reader(server.database))


@pytest.mark.parametrize(("place", "text"), [pytest.param(*case[1:], id=case[0].replace(" ", "-")) for case in ESCAPES])
def test_an_escape_is_refused_at_deployment_with_its_element_and_never_runs(
    fort: Fort, tmp_path: Path, place: Place, text: str
) -> None:
    canary = tmp_path / "canary"
    diagram = place.draw(text.replace(CANARY, str(canary)))
    before = fort.rows.everything()
    for dry_run in (True, False):
        answer = fort.people.designer().deploy(("escape.bpmn", diagram), dry_run=dry_run)
        assert answer.status == 422, f"a {place.name} got in: {answer}"
        assert answer.json["code"] == "diagram_refused", str(answer)
        errors = [finding for finding in answer.json["findings"] if finding["severity"] == "error"]
        assert "x" in {finding["element"] for finding in errors}, f"the {place.name} is not named: {answer}"
        assert all(finding["message_en"] and finding["message_zh"] for finding in errors), str(answer)
    assert not canary.exists(), f"the {place.name} was carried out"
    assert not differences(before, fort.rows.everything())


def test_the_escapes_do_work_where_nobody_guards(tmp_path: Path) -> None:
    """Or refusing them would prove nothing: plain `exec` carries out every text that is plain Python."""
    worked = []
    for name, _, text in ESCAPES:
        canary = tmp_path / name.replace(" ", "-")
        code = text.partition("${")[2].rpartition("}")[0] if "${" in text else text
        with contextlib.suppress(Exception):
            exec(code.replace(CANARY, str(canary)), {})
        if canary.exists():
            worked.append(name)
    assert len(worked) >= 20, f"only {len(worked)} of {len(ESCAPES)} escapes work at all: {worked}"


def test_there_are_twenty_escapes_in_every_kind_of_place() -> None:
    assert len(ESCAPES) >= 20
    assert {"script", "condition", "timer", "candidate groups", "completion condition"} <= {
        place.name for _, place, _ in ESCAPES
    }
