"""Random models: however the prover goes about it, it says the same, and what it proves of time is never exceeded.

Every run has models of its own: `LIANBAN_RANDOM_MODELS` says how many, `LIANBAN_RANDOM_SEED` repeats those of a run,
and a failure names the seed.
"""

from __future__ import annotations

import os
from itertools import chain, count

import pytest
from lxml import etree

from app.verify import Strength, check
from app.verify.net import Kind
from app.verify.reading import read
from app.verify.soundness import Soundness
from tests.verify.asking import DEEP, decided, one, statuses, whole_net
from tests.verify.clockwork import Clockwork
from tests.verify.follow import Follower
from tests.verify.random_models import BPMN, Grower, mutant

MODELS = int(os.environ.get("LIANBAN_RANDOM_MODELS", "2000"))
FIRST = int(os.environ.get("LIANBAN_RANDOM_SEED", "0")) or int.from_bytes(os.urandom(4), "big")
CHUNKS = 10


def seeds(chunk: int, share: int = 1) -> range:
    """The seeds of a chunk, or one in `share` of them."""
    return range(FIRST + chunk, FIRST + MODELS, CHUNKS * share)


def model(seed: int) -> bytes:
    """One in four as it was constructed, the others changed; one in three with reminders."""
    source = Grower(seed, size=3 + seed % 7, reminders=seed % 3 == 0).diagram().bytes()
    return source if seed % 4 == 0 else mutant(source, seed)


def has_reminders(source: bytes) -> bool:
    return b'cancelActivity="false"' in source


def shows_an_activity_twice(source: bytes, found: Soundness) -> bool:
    """Whether what a reminder starts comes back to the activity that it reminds of, while that is still open.

    The strict reading lets the token wait in front of it; the lenient one calls it an alarm.
    """
    kinds = whole_net(source, short=True, lenient=True)[0].kinds
    return any(case.shows == "alarm" and {kinds[each] for each in case.places} == {Kind.BUSY} for case in found.cases)


def differs(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Properties on which two answers contradict each other; "not proven" contradicts nothing."""
    known = {"proven", "violated"}
    return [name for name in one if {one[name], other[name]} == known]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_way_of_exploring_says_the_same(chunk: int) -> None:
    for seed in seeds(chunk):
        source = model(seed)
        full = statuses(decided(source, reduce=False))
        ways = {
            "reduced": statuses(decided(source)),
            "reduced and stubborn": statuses(decided(source, budget=DEEP)),
            "stubborn": statuses(decided(source, reduce=False, budget=DEEP)),
        }
        shortest = decided(source, short=True, lenient=True)
        if not has_reminders(source):
            ways["with shortcuts"] = statuses(shortest)
        elif set(full.values()) == {"proven"} and not shows_an_activity_twice(source, shortest):
            assert set(statuses(shortest).values()) == {"proven"}, f"seed {seed}: the lenient reading is stricter"
        if b"inclusiveGateway" in source:
            asked = {"as the engine waits": {}, "as the engine waits, stubborn": {"budget": DEEP}}
            mine = statuses(decided(source, reduce=False, beside=True))
            for name, more in asked.items():
                found = statuses(decided(source, beside=True, **more))  # type: ignore[arg-type]
                assert not differs(mine, found), f"seed {seed}: {name} says {found}, full says {mine}"
        for name, found in ways.items():
            assert not differs(full, found), f"seed {seed}: {name} says {found}, full says {full}"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_model_that_is_sound_by_construction_is_proved(chunk: int) -> None:
    for seed in seeds(chunk):
        if seed % 4 == 0:
            assert one(model(seed)).verdict == "sound", f"seed {seed}"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_counter_example_can_be_followed_and_shows_what_it_says(chunk: int) -> None:
    told, wanted = 0, list(seeds(chunk, 4))
    for place, seed in enumerate(chain(wanted, count(wanted[-1] + 1_000_003))):
        if place >= len(wanted) and told:
            break  # a few sound models in a row show nothing: then there are more
        source = model(seed)
        for proof in one(source).findings:
            if proof.trace:
                follower = Follower(whole_net(source)[0])
                follower.follow(proof)
                assert follower.shows(proof), f"seed {seed}: {proof.message_en}"
                if proof.code == "deadlock":
                    assert not follower.moves(), f"seed {seed}: {[each.element for each in follower.moves()]}"
                told += 1


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_run_takes_longer_than_was_proved(chunk: int) -> None:
    for seed in seeds(chunk, 4):
        source = Grower(seed, size=3 + seed % 7, timed=True).diagram().bytes()
        deadline = one(source).deadline
        assert deadline.strength in (Strength.BOUNDED, Strength.KEPT), f"seed {seed}"
        (process,) = read(source).processes.values()
        net, _ = whole_net(source)
        worst = max(Clockwork(net, process, run).run() for run in range(4))
        assert worst <= (deadline.worst_case_working_days or 0), f"seed {seed}"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_without_a_deadline_of_the_worst_path_the_proof_is_lost_there(chunk: int) -> None:
    for seed in seeds(chunk, 4):
        source = Grower(seed, size=3 + seed % 7, timed=True).diagram().bytes()
        path = one(source).deadline.path
        root = etree.fromstring(source)
        timed = {each.get("attachedToRef"): each for each in root.iter(BPMN + "boundaryEvent") if _is_deadline(each)}
        tasks = {each.get("id") for each in root.iter(BPMN + "userTask")}
        for leg in path:
            if leg.element in tasks and leg.element in timed:
                timer = timed[leg.element].find(BPMN + "timerEventDefinition")
                assert timer is not None
                timer.tag = BPMN + "messageEventDefinition"
                found = check(etree.tostring(root))[0]
                assert found.deadline.strength is Strength.NOT_PROVEN or _is_inside(root, leg.element), f"seed {seed}"
                if found.deadline.strength is Strength.NOT_PROVEN:
                    assert leg.element in {each.element for each in found.findings}, f"seed {seed}"
                break


def _is_deadline(event: etree._Element) -> bool:
    return event.get("cancelActivity") == "true" and event.find(BPMN + "timerEventDefinition") is not None


def _is_inside(root: etree._Element, element: str) -> bool:
    """Whether a sub-process with a timer of its own is around it."""
    timed = {each.get("attachedToRef") for each in root.iter(BPMN + "boundaryEvent") if _is_deadline(each)}
    (node,) = (each for each in root.iter(BPMN + "userTask") if each.get("id") == element)
    return any(each.get("id") in timed for each in node.iterancestors(BPMN + "subProcess"))
