"""What an act held in memory is gone when it is done, without the garbage collector."""

from __future__ import annotations

import gc
from collections import Counter

from tests.factories import Centre, joint


def test_an_act_leaves_no_circles_of_objects_behind(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    centre.complete(case, "review", department="fire", outcome="agree")  # whatever is made once is made by now
    gc.collect()
    gc.disable()
    try:
        gc.set_debug(gc.DEBUG_SAVEALL)
        centre.complete(case, "review", department="urban", outcome="agree")
        gc.collect()
        left = Counter(type(each).__name__ for each in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left.keys() & {"OpenCase", "Work", "Run", "CaseState", "Scope", "Token"}, left
