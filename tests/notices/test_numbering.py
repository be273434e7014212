"""Each series counts without a gap and without a double, whoever is issuing at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app import desk
from app.errors import Invalid
from tests.factories import ADMIN, LEAD, NO, Centre, joint, officer

CLIENTS = 20


def test_twenty_clients_issue_at_once_and_some_are_refused(centre: Centre) -> None:
    """Every third act fails after its notice was staged, every second of the others is a refusal."""
    centre.deploy(joint())
    cases = [centre.receive("joint", co_departments=["fire"]) for _ in range(CLIENTS)]
    tasks = [centre.task(case, "accept").id for case in cases]
    centre.house.presses.current.typeface.printable  # noqa: B018  # read once, not twenty times at once
    together = Barrier(CLIENTS)

    def issue(place: int) -> str:
        together.wait()
        refuse = place % 2 == 0
        if place % 3 == 0:
            try:
                bad = {"reasons": "理由\u202e", "basis": "第三十二条"}
                desk.complete(centre.house, officer(LEAD), tasks[place], outcome="reject", **bad, at=centre.at)
            except Invalid:
                return "refused"
        words = NO if refuse else {}
        outcome = "reject" if refuse else "accept"
        done = desk.complete(centre.house, officer(LEAD), tasks[place], outcome=outcome, **words, at=centre.at)
        return done.notices[0].number

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(issue, range(CLIENTS)))
    told = Counter(answer.partition("-")[0] for answer in answers)
    assert told["refused"] == 7 and told["SLTZ"] + told["BYSL"] == 13
    stored = [one.number for case in cases for one in desk.notices(centre.house, ADMIN, case.number)]
    assert sorted(stored) == sorted(answer for answer in answers if answer != "refused")
    for kind in ("SLTZ", "BYSL"):
        of_kind = sorted(number for number in stored if number.startswith(kind))
        assert of_kind == [f"{kind}-2026-{serial:06d}" for serial in range(1, len(of_kind) + 1)]


def test_the_series_begins_anew_with_the_year_in_the_centres_own_zone(centre: Centre) -> None:
    centre.deploy(joint())
    seen = []
    for moment in ("2026-12-31T15:59:00+00:00", "2026-12-31T16:01:00+00:00"):
        centre.at = centre.at.fromisoformat(moment)
        case = centre.receive("joint", co_departments=["fire"])
        seen.append(centre.complete(case, "accept", outcome="accept").notices[0].number)
    assert seen == ["SLTZ-2026-000001", "SLTZ-2027-000001"]
