"""Wild diagrams: what the prover says of them is what comes of playing their tokens by the book."""

from __future__ import annotations

from itertools import chain, count

import pytest

from app.verify import check
from app.verify.reading import read
from tests.verify.asking import codes, statuses
from tests.verify.game import TooMuch, played
from tests.verify.test_random import CHUNKS, seeds
from tests.verify.wild_models import Wild

SHARE = 10
"""One in so many of the run's models is a wild one."""


def truth(source: bytes) -> dict[str, bool]:
    """What comes of playing; nothing where that is too much."""
    try:
        return played(read(source), closed=True, states=300)
    except TooMuch:
        return {}


def hears_messages_beside(source: bytes) -> bool:
    """Whether a message begins an event sub-process; the prover lets it come while a process is just ending."""
    everything = (node for process in read(source).processes.values() for node in process.scope.everything())
    return any(start.event == "message" for node in everything if node.triggered and node.inside
               for start in node.inside.starts())  # fmt: skip


def hears_of_time_beside(source: bytes) -> bool:
    """Whether a timer begins an event sub-process: the prover lets that come too while a process is just ending.

    It then finds fault with what cannot happen, and never proves what does not hold.
    """
    everything = (node for process in read(source).processes.values() for node in process.scope.everything())
    return any(start.event == "timer" for node in everything if node.triggered and node.inside
               for start in node.inside.starts())  # fmt: skip


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_prover_says_what_comes_of_playing(chunk: int) -> None:
    compared, wanted = 0, list(seeds(chunk, SHARE))
    for place, seed in enumerate(chain(wanted, count(wanted[-1] + 1_000_003))):
        if place >= len(wanted) and compared:
            break  # a few that are too much in a row compare nothing: then there are more
        source = Wild(seed).bytes()
        if hears_messages_beside(source):
            continue
        found = check(source, closed=True, semantics="bpmn")[0]
        said, too_strict = statuses(found), hears_of_time_beside(source)
        for name, holds in truth(source).items():
            if too_strict and holds and said[name] == "violated":
                continue
            if name == "safeness" and b'isInterrupting="false"' in source:
                continue  # each event sub-process has flows of its own; the prover draws them once
            assert said[name] != ("violated" if holds else "proven"), f"seed {seed}: {name}, {codes(found)}"
            compared += 1
