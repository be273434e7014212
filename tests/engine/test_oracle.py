"""The engine held against the stock library, and its stored cases against cases kept in memory, on random runs.

LIANBAN_ORACLE_RUNS says how many runs each diagram gets (40 unless told otherwise).
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from app.engine import MAIN, OpenTask, Program, TimerSet, prepare
from app.engine.timers import TimerDefinition
from app.errors import LianbanError
from tests.engine.cases import AT, Case, Days
from tests.engine.drawing import (
    boundary,
    call,
    catch,
    draw,
    draw_all,
    either,
    end,
    error,
    escalation,
    event_sub,
    fork,
    inclusive,
    loop,
    manual,
    many,
    message,
    process,
    receive,
    script,
    send,
    signal,
    start,
    sub,
    terminate,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.stock import Stock, parse, plain

RUNS = int(os.environ.get("LIANBAN_ORACLE_RUNS", "40"))
ACTS = 40
MOMENT = timedelta(seconds=1)
GATHER = {"outputCollection": "opinions", "outputElement": "opinion"}
DEPTS = {"fire": "fire", "urban": "urban", "water": "water"}

KNOWN: dict[str, bytes] = {
    "joint approval": draw(
        start("s"), user("accept"),
        sub("r", start("rs"), user("review"), user("second"), xor("rg"),
            boundary("warn", on="review", event=timer("P3D"), interrupting=False), user("remind"),
            boundary("late", on="review", event=timer("P5D")), user("overdue"), end("re"), end("we"), end("le"),
            flows=["rs -> review -> rg", "rg -> second: ${go_review == 1}", "rg -> re: default", "second -> re",
                   "warn -> remind -> we", "late -> overdue -> le"],
            many=many("depts", "dept"), props=GATHER),
        boundary("outer", on="r", event=timer("P4DT1H"), interrupting=False), user("urge"), end("ue"),
        user("decide"), end("e"), flows=["s -> accept -> r -> decide -> e", "outer -> urge -> ue"],
    ),
    "branches": draw(
        start("s"), user("a"), fork("f"), user("b"), xor("x"), user("c"), user("d"), xor("y"),
        sub("n", start("ns"), fork("nf"), user("i"), user("k"), fork("nj"), user("l"), end("ne"),
            flows=["ns -> nf", "nf -> i -> nj", "nf -> k -> nj", "nj -> l -> ne"]),
        inclusive("o"), user("p1"), user("p2"), user("p3"), inclusive("q"), fork("j"), user("z"), end("e"),
        flows=["s -> a -> f", "f -> b -> x", "x -> c: ${go_b == 1}", "x -> d: default", "c -> y", "d -> y -> j",
               "f -> n -> j", "f -> o", "o -> p1: ${go_a > 0}", "o -> p2: ${go_a > 1}", "o -> p3: default",
               "p1 -> q", "p2 -> q", "p3 -> q", "q -> j", "j -> z -> e"],
    ),
    "events": draw(
        start("s"), fork("f"), either("g"), catch("gt", timer("P2D")), catch("gm", message("one")),
        catch("gs", signal("two")), user("t"), user("m"), user("n"), xor("o"),
        user("w"), boundary("stop", on="w", event=message("three")), user("stopped"), xor("v"),
        receive("r", "four"), user("after"), boundary("slow", on="after", event=timer("P1DT5H")), manual("hurried"),
        xor("u"), catch("pause", timer("PT7H")), fork("j"), user("z"), end("e"),
        flows=["s -> f", "f -> g", "g -> gt -> t -> o", "g -> gm -> m -> o", "g -> gs -> n -> o", "o -> j",
               "f -> w -> v", "stop -> stopped -> v", "v -> j", "f -> r -> after -> u", "slow -> hurried -> u",
               "u -> pause -> j", "j -> z -> e"],
    ),
    "errors and rounds": draw(
        start("s"), xor("m"), user("a"),
        sub("r", start("rs"), user("i"), throw("t", escalation("help")), user("k"), xor("g"), end("bad", error("E")),
            end("good"), flows=["rs -> i -> t -> k -> g", "g -> bad: ${go_k == 1}", "g -> good: default"]),
        boundary("oops", on="r", event=error("E")), user("mend"),
        boundary("heard", on="r", event=escalation("help"), interrupting=False), script("note", "heard = 1"), end("he"),
        user("b"), xor("x"), end("e"),
        flows=["s -> m -> a -> r -> b -> x", "oops -> mend -> m", "heard -> note -> he", "x -> m: ${go_b > 1}",
               "x -> e: default"],
    ),
    "calls and loops": draw_all(
        process("p", start("s"), call("c", "q"), user("l", many=loop(at_most=3)),
                user("n", many=many(times="${2}", sequential=True)),
                sub("ls", start("lss"), user("li"), end("lse"), flows=["lss -> li -> lse"], many=loop(at_most=2)),
                fork("f"), call("d", "v"), user("y"), fork("j"), send("sd", message="out"), end("e"),
                flows=["s -> c -> l -> n -> ls -> f", "f -> d -> j", "f -> y -> j", "j -> sd -> e"]),
        process("q", start("qs"), user("qa"), sub("qr", start("qrs"), call("qc", "w"), end("qre"),
                                                  flows=["qrs -> qc -> qre"]), end("qe"),
                flows=["qs -> qa -> qr -> qe"]),
        process("w", start("ws"), user("wa"), end("we"), flows=["ws -> wa -> we"]),
        process("v", start("vs"), user("va"), user("vb"), end("ve"), flows=["vs -> va -> vb -> ve"]),
    ),
    "terminated": draw(
        start("s"), fork("f"), user("a"), xor("g"), end("all", terminate()), end("one"), user("b"),
        sub("r", start("rs"), fork("rf"), user("i"), user("k"), end("ri", terminate()), end("rk"),
            flows=["rs -> rf", "rf -> i -> ri", "rf -> k -> rk"]),
        user("c"), end("e"),
        flows=["s -> f", "f -> a -> g", "g -> all: ${go_a == 1}", "g -> one: default", "f -> r -> c -> e",
               "f -> b -> e"],
    ),
}  # fmt: skip
"""Diagrams on which the stock library is right, as far as they go."""

CAUGHT_AGAIN = ("heard",)
"""Quiet events that the stock library catches once only; ours wait again."""

SEE_MORE = ("urge",)
"""Steps on the path of a quiet event of a whole activity; ours see what it has brought so far, here the opinions."""

MESSAGES = ("one", "three", "four")
SIGNALS = ("two",)

Facts = dict[str, Any]


def written(data: dict[str, Any], element: str = "") -> str:
    """Data as text, without what ours adds."""
    own = ("loopCounter", "opinions") if element in SEE_MORE else ("loopCounter",)
    return json.dumps({name: value for name, value in data.items() if name not in own}, sort_keys=True)


def facts_of_stock(stock: Stock) -> Facts:
    """Everything that must agree, of a stock case; an event gateway counts as the events behind it."""
    events, timers = [], []
    for task in stock.waiting():
        spec = task.task_spec
        if isinstance(spec.event_definition, MultipleEventDefinition):
            pairs = list(zip(spec.outputs, spec.event_definition.event_definitions, strict=True))
        else:
            pairs = [(spec, spec.event_definition)]
        for each, definition in pairs:
            if isinstance(definition, TimerEventDefinition):
                timers.append((each.bpmn_id, task.internal_data["event_value"]))
            else:
                events.append(each.bpmn_id)
    return {
        "open": sorted((task.task_spec.bpmn_id, written(task.data, task.task_spec.bpmn_id)) for task in stock.ready()),
        "timers": sorted(timers),
        "events": sorted(each for each in events if each not in CAUGHT_AGAIN),
        "ended": stock.ended,
        "data": written(stock.data) if stock.ended else "",
    }


def facts_of(case: Case) -> Facts:
    """The same of one of ours, read from what it has stored."""
    if case.stored and not case.ended:
        run = case.program.restore(case.load, at=case.at, calendar=Days())
        run.state.load_all()
    else:
        run = case.run
    scopes = [scope for scope in run.state.loaded() if not scope.completed]
    waiting = [token for token in run.state.waiting.values()]
    timed = [token for token in waiting if isinstance(token.task_spec.event_definition, TimerDefinition)]
    events = [token.task_spec.bpmn_id for token in waiting if token not in timed]
    found = [token for scope in scopes for token in scope.open.values() if token.id in case.open]
    assert len(found) == len(case.open)
    assert {token.id for token in timed} == set(case.timers)
    return {
        "open": sorted((token.task_spec.bpmn_id, written(token.data, token.task_spec.bpmn_id)) for token in found),
        "timers": sorted((token.task_spec.bpmn_id, case.timers[token.id].due.isoformat()) for token in timed),
        "events": sorted(each for each in events if each not in CAUGHT_AGAIN),
        "ended": case.ended,
        "data": written(case.variables) if case.ended else "",
    }


def alike(stock: Facts, ours: Facts) -> None:
    for key in stock:
        assert ours[key] == stock[key], key


class Trio:
    """One case three times: by the stock library, stored by ours, and kept in memory by ours."""

    def __init__(self, program: Program, specs: Any, clock: Any) -> None:
        self.clock = clock
        self.now: datetime = AT
        self.stock = Stock(specs=specs, variables={"depts": DEPTS})
        self.ours = [Case(program, stored=stored, depts=DEPTS) for stored in (True, False)]
        self.check()

    def check(self) -> None:
        self.stock.reload()
        stock, (stored, kept) = facts_of_stock(self.stock), self.ours
        alike(stock, facts_of(stored))
        alike(stock, facts_of(kept))
        assert (stored.open, stored.timers, stored.variables) == (kept.open, kept.timers, kept.variables)

    def complete(self, choice: random.Random, number: int) -> None:
        """Complete the same open task in all three; it is known by its shape and by what it sees."""

        def known_by(element: str, data: dict[str, Any]) -> tuple[str, str]:
            return element, written(data, element)

        ready = sorted(self.stock.ready(), key=lambda task: known_by(task.task_spec.bpmn_id, task.data))
        task = choice.choice(ready)
        element, seen = known_by(task.task_spec.bpmn_id, task.data)
        variables = {f"v_{element}": number, f"go_{element}": choice.randrange(3), "opinion": number}
        if element not in ("review", "second", "overdue", "remind"):
            del variables["opinion"]
        stored, kept = self.ours
        token = next(
            token for token, each in sorted(kept.open.items())
            if known_by(each.element, kept.run.token(token, each.branch).data) == (element, seen)
        )  # fmt: skip
        task.set_data(**variables)
        task.run()
        self.stock.step()
        for case in (stored, kept):
            opened = case.open[token]
            case.take_up(opened.branch).complete(token, variables, opened.branch)
            case.keep()

    def advance(self) -> None:
        """Go to the next due moment; all that is due by then fires."""
        self.now = min(timer_set.due for timer_set in self.ours[0].timers.values()) + MOMENT
        self.clock.move_to(self.now)
        self.stock.step()
        for case in self.ours:
            case.at = self.now
            while due := [t for t in case.timers.values() if t.due < self.now]:
                first = min(due, key=lambda t: (t.due, t.token))
                assert case.take_up(first.branch).fire(first.token, first.branch)
                case.keep()

    def send(self, kind: str, name: str) -> None:
        """A message or signal for all three."""
        for case in (self.stock, *self.ours):
            getattr(case, kind)(name, **{f"v_{name}": 1})

    def acts(self, choice: random.Random, number: int) -> list[Callable[[], None]]:
        """What can be done now; completing is likelier than the rest."""
        found: list[Callable[[], None]] = [partial(self.complete, choice, number)] * 4 if self.ours[0].open else []
        if self.ours[0].timers:
            found.append(self.advance)
        if "gm" in self.ours[0].program.elements:
            found += [partial(self.send, "message", name) for name in MESSAGES]
            found += [partial(self.send, "signal", name) for name in SIGNALS]
        return found


@pytest.mark.parametrize("name", KNOWN)
def test_random_runs_agree_with_the_stock_library(name: str) -> None:
    program = prepare([KNOWN[name]], process="p")
    specs = parse(plain(KNOWN[name]))
    ended = 0
    for seed in range(RUNS):
        choice = random.Random(f"{name} {seed}")
        with time_machine.travel(AT, tick=False) as clock:
            trio = Trio(program, specs, clock)
            for number in range(ACTS):
                choice.choice(trio.acts(choice, number))()
                trio.check()
                if trio.stock.ended:
                    ended += 1
                    break
    assert ended > RUNS / 2


OWN: dict[str, bytes] = {
    **KNOWN,
    "a joint approval with everything": draw(
        start("s"), user("accept"), xor("m"),
        sub("r", start("rs"), user("review"), throw("up", escalation("help")), user("second"),
            boundary("warn", on="review", event=timer("R2/P1D", "timeCycle"), interrupting=False), end("we"),
            boundary("late", on="review", event=timer("P5D")), end("re"), end("le"),
            event_sub("es", start("ess", message("ask"), isInterrupting="false"), user("asked"), end("ese"),
                      flows=["ess -> asked -> ese"]),
            flows=["rs -> review -> up -> second -> re", "warn -> we", "late -> le"],
            many=many("depts", "dept", until="${opinion == 3}"), props=GATHER),
        boundary("over", on="r", event=timer("P9D")), boundary("stop", on="r", event=message("stop")),
        boundary("heard", on="r", event=escalation("help"), interrupting=False), user("hear"), end("he"),
        boundary("note", on="r", event=message("note"), interrupting=False), user("noted"), end("ne"),
        user("decide"), xor("g"), end("e"),
        flows=["s -> accept -> m -> r -> decide -> g", "over -> decide", "stop -> decide", "heard -> hear -> he",
               "note -> noted -> ne", "g -> m: ${go_decide == 1}", "g -> e: default"],
    ),
    "rework": draw(
        start("s"), xor("m"), fork("f"), user("a"), xor("h"), user("b"), inclusive("o"), user("c"), user("d"),
        inclusive("q"), fork("j"), user("z"), xor("g"), end("e"),
        event_sub("es", start("ess", timer("P8D")), user("took"), end("ese"), flows=["ess -> took -> ese"]),
        flows=["s -> m -> f", "f -> a -> h", "h -> a: ${go_a == 1}", "h -> j: default", "f -> b -> j", "f -> o",
               "o -> c: ${true}", "o -> d: ${go_z > 0}", "c -> q", "d -> q", "q -> j", "j -> z -> g",
               "g -> m: ${go_z > 0}", "g -> e: default"],
    ),
    "one after the other": draw(
        start("s"), user("r", many=many("depts", "dept", sequential=True), props=GATHER),
        boundary("t", on="r", event=timer("P2D")), user("l", many=loop("${go_l > 0}", at_most=4)), user("z"), end("e"),
        flows=["s -> r -> l -> z -> e", "t -> z"],
    ),
}  # fmt: skip


Act = Callable[[Case], Any]


def on(task: OpenTask | TimerSet, act: str, *details: Any) -> Act:
    """An act on the run of a case: its token, what it needs, its branch."""
    return lambda case: getattr(case.take_up(task.branch), act)(task.token, *details, task.branch)


def acts_of(case: Case, done: list[OpenTask], choice: random.Random, number: int) -> Iterator[tuple[str, Act]]:
    """Everything that can be done to a case of ours, by name."""
    for _, task in sorted(case.open.items()):
        variables = {f"v_{task.element}": number, f"go_{task.element}": choice.randrange(3)}
        yield from [("complete", on(task, "complete", variables | {"opinion": choice.randrange(4)}))] * 3
        yield "go back", on(task, "go_back", choice.choice(sorted(case.program.elements)))
        yield "add", on(task, "add_instance", f"d{number}")
        yield "remove", on(task, "remove_instance")
    for task in done[-3:]:
        yield "reopen", on(task, "reopen")
    for timer_set in sorted(case.timers.values(), key=lambda each: (each.due, each.token))[:2]:
        yield "fire", on(timer_set, "fire")
    for name in ("ask", "stop", "note", *MESSAGES):
        yield "message", lambda case, name=name: case.take_up(MAIN).message(name, {f"v_{name}": number})
    yield "signal", lambda case: case.take_up(MAIN).signal("two")


def told(act: Act, case: Case) -> str:
    """Why an act was refused; empty when it was not."""
    try:
        act(case)
    except LianbanError as refused:
        return refused.message_en
    case.keep()
    return ""


@pytest.mark.parametrize("name", OWN)
def test_random_acts_on_stored_cases_agree_with_those_kept_in_memory(name: str) -> None:
    program = prepare([OWN[name]], process="p")
    carried_out: set[str] = set()
    for seed in range(RUNS):
        choice = random.Random(f"own {name} {seed}")
        stored, kept = (Case(program, stored=way, depts=list(DEPTS), go_z=1) for way in (True, False))
        done: list[OpenTask] = []
        for number in range(ACTS):
            name_of_act, act = choice.choice(list(acts_of(stored, done, choice, number)))
            before = dict(kept.open)
            stored.at = kept.at = AT + timedelta(hours=5 * number)
            refused = told(act, stored)
            assert told(act, kept) == refused
            if not refused:
                carried_out.add(name_of_act)
                done += [task for token, task in before.items() if token not in kept.open]
            assert (stored.open, stored.timers, stored.variables) == (kept.open, kept.timers, kept.variables)
            assert (stored.ended, stored.failure, stored.passed()) == (kept.ended, kept.failure, kept.passed())
            if stored.ended:
                break
            assert facts_of(stored) == facts_of(kept)
    assert {"complete", "go back"} <= carried_out
