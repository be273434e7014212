"""Whatever is handed in: an answer within the budget, never a crash, and nothing proved by giving up."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import orjson
import pytest
from click.testing import CliRunner

from app.cli.check import command
from app.designs.checking import Question, check_files
from app.errors import DiagramRefused
from app.verify import Budget, Status, check
from tests.verify.drawing import Drawing, caught, file, joint

QUICK = Budget(states=3_000, seconds=5)
SLACK = 60.0
"""Seconds of processor time that no answer may take, on the slowest machine."""


def storm(size: int, seed: int, tags: tuple[str, ...]) -> bytes:
    """Gateways with flows between them at random."""
    random = Random(seed)
    d = Drawing()
    d.start()
    nodes = [d.add(random.choice(tags), f"g{n}") for n in range(size)]
    d.end()
    d.flow("start", nodes[0])
    for n, node in enumerate(nodes):
        for _ in range(random.randint(1, 4)):
            d.flow(node, random.choice(nodes))
        if n % 7 == 0:
            d.flow(node, "end")
    return d.bytes()


def wide(count: int) -> bytes:
    """An inclusive split into an inclusive join that no rule can make smaller."""
    d = Drawing()
    d.start()
    d.some("split")
    d.some("join")
    d.flow("start", "split")
    for n in range(count):
        d.flow("split", d.both(f"a{n}"), d.user(f"x{n}"), "join")
        d.flow(f"a{n}", d.user(f"y{n}"), "join")
    d.flow("join", d.end())
    return d.bytes()


def loops(count: int) -> bytes:
    """Parallel branches that each go round and send signals; their states multiply."""
    d = Drawing()
    d.start()
    d.both("split")
    d.both("join")
    d.flow("start", "split")
    d.flow("join", d.end())
    for n in range(count):
        d.flow("split", d.xor(f"a{n}"), d.user(f"x{n}"), d.xor(f"b{n}"), "join")
        d.flow(f"b{n}", d.user(f"y{n}"), f"a{n}")
        d.boundary(f"m{n}", f"x{n}", caught("message"))
        d.flow(f"m{n}", f"y{n}")
    return d.bytes()


def deep(depth: int) -> bytes:
    inner = Drawing("deepest")
    inner.flow(inner.start("s0"), inner.user("work"), inner.end("e0"))
    for n in range(1, depth):
        outer = Drawing(f"level{n}")
        outer.flow(outer.start(f"s{n}"), outer.sub(inner), outer.end(f"e{n}"))
        inner = outer
    d = Drawing()
    d.flow(d.start(), d.sub(inner), d.end())
    return d.bytes()


MIXED = ("inclusiveGateway", "exclusiveGateway", "parallelGateway")
HOSTILE = {
    "5,000 elements": lambda: joint(1_000).bytes(),
    "a storm of parallel gateways": lambda: storm(200, 1, ("parallelGateway",)),
    "a storm of all gateways": lambda: storm(300, 2, ("parallelGateway", "inclusiveGateway", "exclusiveGateway")),
    "a storm of inclusive gateways": lambda: storm(150, 3, ("inclusiveGateway",)),
    "a wide inclusive split": lambda: wide(40),
    "loops side by side": lambda: loops(25),
    "sub-processes forty deep": lambda: deep(40),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_a_hostile_diagram_is_answered_within_the_budget(name: str, closed: bool) -> None:
    source = HOSTILE[name]()
    began = time.process_time()
    (found, *_) = check(source, budget=QUICK, closed=closed)
    assert time.process_time() - began < SLACK
    given_up = any(each.code in ("budget-exhausted", "unsupported") for each in found.findings)
    if given_up:
        assert Status.NOT_PROVEN in found.properties.values() and found.verdict != "sound"
    assert found.verdict == "sound" or found.findings


def test_giving_up_is_told_and_proves_nothing() -> None:
    small = Budget(breadth=50, breadth_moves=200, states=60, counting=60, seconds=5)
    (found,) = check(storm(40, 1, MIXED), budget=small)
    assert found.verdict == "not_proven" and "budget-exhausted" in {each.code for each in found.findings}
    assert Status.PROVEN not in {found.properties[name] for name in ("option_to_complete", "proper_completion")}


def cut(path: Path, data: bytes, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    path.write_bytes(data)
    done = CliRunner().invoke(command, [str(path), "--json", *arguments], catch_exceptions=False)
    return done.exit_code, orjson.loads(done.output)


def test_a_file_of_twenty_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    source = joint(5).bytes().replace(b"</bpmn:definitions>", b"<!-- " + b"x" * 20_000_000 + b" --></bpmn:definitions>")
    began = time.process_time()
    code, found = cut(tmp_path / "large.bpmn", source)
    assert code == 2 and found[0]["verdict"] == "unreadable" and time.process_time() - began < SLACK / 4


OTHERS = {
    "another namespace": b'<definitions xmlns="http://example.org/x"><process id="p"/></definitions>',
    "no namespace": b'<definitions><process id="p"><startEvent id="s"/></process></definitions>',
    "BPMN 1": b'<d:definitions xmlns:d="http://schema.omg.org/spec/BPMN/1.0"><d:process id="p"/></d:definitions>',
    "XPDL": b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>',
    "a picture": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a document type": b'<!DOCTYPE d [<!ENTITY a "b">]><d/>',
    "text": "不是 XML".encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_diagram_is_unreadable(tmp_path: Path, name: str) -> None:
    code, found = cut(tmp_path / "x.bpmn", OTHERS[name])
    assert code == 2 and found[0]["findings"]
    with pytest.raises(DiagramRefused):
        check(OTHERS[name])


def chain(count: int, *, ring: bool = False, twice: bool = False) -> bytes:
    """Processes of which each calls the next, perhaps twice, and the last perhaps the first."""
    drawn = []
    for n in range(count):
        d = Drawing(f"p{n}")
        last = d.start(f"s{n}")
        for call in range((2 if twice else 1) if ring or n < count - 1 else 0):
            key = d.add("callActivity", f"c{n}_{call}", calledElement=f"p{(n + 1) % count}")
            d.flow(last, key)
            last = key
        d.flow(last, d.end(f"e{n}"))
        drawn.append(d)
    return file(drawn)


def dense(count: int) -> bytes:
    """Parallel gateways, each with a flow to every other one."""
    d = Drawing()
    gates = [d.both(f"g{n}") for n in range(count)]
    d.flow(d.start(), gates[0])
    d.flow(gates[-1], d.end())
    for one in gates:
        for other in gates:
            if other != one:
                d.flow(one, other)
    return d.bytes()


def row(count: int) -> bytes:
    d = Drawing()
    d.flow(d.start(), *(d.user(f"t{n}") for n in range(count)), d.end())
    return d.bytes()


CROWDED = {
    "two hundred calls inside each other": (lambda: chain(200), "p0", "budget-exhausted"),
    "calls that double": (lambda: chain(30, twice=True), "p0", "budget-exhausted"),
    "processes that call each other": (lambda: chain(4, ring=True), "p0", "unsupported"),
    "gateways of which each leads to each": (lambda: dense(60), "p", "deadlock"),
    "thousands of steps in a row": (lambda: row(4_000), "p", "no-deadline"),
}


@pytest.mark.parametrize("name", CROWDED)
def test_what_is_crowded_is_answered_by_the_command(tmp_path: Path, name: str) -> None:
    drawn, process, code = CROWDED[name]
    path = tmp_path / "crowded.bpmn"
    path.write_bytes(drawn())
    began = time.process_time()
    question = Question(process=process, budget=Budget(states=3_000, seconds=2, file=5))
    (found,) = check_files([path], question)
    assert time.process_time() - began < SLACK
    assert found.judgement is not None and code in {each.code for each in found.judgement.findings}
    assert (found.judgement.verdict.verdict == "sound") == (code == "no-deadline")


def test_a_file_of_many_processes_has_one_budget_for_all() -> None:
    found = check(chain(40, twice=True), budget=Budget(states=3_000, seconds=1, file=0))
    assert {each.verdict for each in found} == {"not_proven"} and len(found) == 40


@pytest.mark.parametrize("name", ["limit", "warn", "statutoryLimit", "minReviewers"])
def test_a_number_of_a_million_digits_is_no_number(tmp_path: Path, name: str) -> None:
    d = Drawing("p", limit=5, lead="a", itemCode="x", **{name: "9" * 1_000_000} if name != "limit" else {})
    d.flow(d.start(), d.user("work", **{name: "9" * 1_000_000}), d.end())
    code, found = cut(tmp_path / "digits.bpmn", d.bytes())
    assert code == 1 and found[0]["verdict"] == "sound"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_an_encoding_of_its_own_is_read(tmp_path: Path, encoding: str) -> None:
    text = joint(3).bytes().decode().replace("UTF-8", encoding.removesuffix("-sig")).replace('"decide"', '"决定"')
    code, found = cut(tmp_path / "x.bpmn", text.encode(encoding), "--semantics", "bpmn")
    assert (code, found[0]["verdict"]) == (0, "sound")


PREFIXES = {
    "Bizagi": '<bpmn2:definitions xmlns:bpmn2="http://www.omg.org/spec/BPMN/20100524/MODEL" exporter="Bizagi"'
    ' xmlns:bizagi="http://www.bizagi.com/bpmn20" targetNamespace="t">{}</bpmn2:definitions>',
    "Signavio": '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:signavio="http://www.signavio.com" exporter="Signavio" targetNamespace="t">{}</definitions>',
    "Flowable": '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:flowable="http://flowable.org/bpmn" targetNamespace="t">{}</definitions>',
}
BODY = (
    '<{0}process id="p"><{0}extensionElements><x:meta xmlns:x="http://x" k="v"><x:y/></x:meta></{0}extensionElements>'
    '<{0}laneSet id="l"><{0}lane id="l1"><{0}flowNodeRef>s</{0}flowNodeRef></{0}lane></{0}laneSet>'
    '<{0}startEvent id="s"/><{0}userTask id="t" x:assignee="me" xmlns:x="http://flowable.org/bpmn"/>'
    '<{0}endEvent id="e"/><{0}sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
    '<{0}sequenceFlow id="f2" sourceRef="t" targetRef="e"/><{0}textAnnotation id="n"/></{0}process>'
)


@pytest.mark.parametrize("tool", PREFIXES)
def test_diagrams_of_other_tools_get_their_verdict(tmp_path: Path, tool: str) -> None:
    prefix = "bpmn2:" if tool == "Bizagi" else ""
    source = PREFIXES[tool].format(BODY.format(prefix)).encode()
    for semantics in ("bpmn", "engine"):
        _, found = cut(tmp_path / "x.bpmn", source, "--semantics", semantics)
        assert found[0]["verdict"] == "sound", found


def test_a_file_cut_anywhere_never_crashes(tmp_path: Path) -> None:
    whole, random = joint(3).bytes(), Random(5)
    for _ in range(40):
        place = random.randrange(len(whole))
        code, found = cut(tmp_path / "cut.bpmn", whole[:place])
        assert code in (0, 1, 2) and found
        mangled = bytearray(whole)
        for _ in range(4):
            mangled[random.randrange(len(whole))] = random.randrange(32, 127)
        code, found = cut(tmp_path / "mangled.bpmn", bytes(mangled))
        assert code in (0, 1, 2) and found
