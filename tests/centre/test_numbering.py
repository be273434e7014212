"""Numbers under twenty clients at once: no gap and no double, whatever is numbered."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app import desk
from app.desk import hall as front
from app.desk.hall import Visit
from app.store import conduct, loading
from tests.centre.hall import NO, clerk, receive, run
from tests.factories import ADMIN, Centre

CLIENTS, EACH = 20, 3
MARKET = clerk("market")


def at_once(do: Callable[[int], list[str]]) -> list[str]:
    """What twenty clients got that began together."""
    barrier = Barrier(CLIENTS)

    def one(client: int) -> list[str]:
        barrier.wait()
        return [number for turn in range(EACH) for number in do(client * EACH + turn)]

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [number for found in pool.map(one, range(CLIENTS)) for number in found]


def check(numbers: list[str], prefix: str, count: int) -> None:
    """They are 1 to `count`, each once."""
    mine = sorted(int(number.rpartition("-")[2]) for number in numbers if number.startswith(prefix))
    assert mine == list(range(1, count + 1)), prefix


def test_cases_vouchers_kinds_and_filings_have_no_gap_and_no_double_under_twenty_clients(hall: Centre) -> None:
    house = hall.house

    def one(turn: int) -> list[str]:
        case = receive(hall, "promised", "market", site_visit=False)
        if turn % 3:
            run(hall, case, ("food_accept", {"outcome": "accept"}))
        else:
            run(hall, case, ("food_accept", {"outcome": "reject", **NO}))
            run(hall, case, ("refusal_draft", {"outcome": "ordinary", **NO}))
        with house.database.reading() as connection:
            row = loading.by_number(connection, case.number).case.id
            kinds = [kind.number for kind in conduct.kinds(connection, row)]
        told = [entry.detail for entry in desk.ledger(house, ADMIN, case.number) if entry.act == "handle"]
        filed = [detail["number"] for detail in told if detail["topic"] == "refusal.file"]
        return [case.number, *kinds, *filed, *(paper.number for paper in desk.notices(house, ADMIN, case.number))]

    numbers = at_once(one)
    total, refused = CLIENTS * EACH, len(range(0, CLIENTS * EACH, 3))
    check(numbers, "000131024000-", total)
    for prefix, count in (("SLTZ-", total - refused), ("CN-", total - refused), ("TH-", refused), ("BB-", refused)):
        check(numbers, prefix, count)
    check(numbers, "BYSL-", refused)
    hall.check_ledgers()


def test_tickets_receptions_and_notifications_have_no_gap_and_no_double_under_twenty_clients(hall: Centre) -> None:
    house = hall.house

    def one(turn: int) -> list[str]:
        ticket = front.take_ticket(house, "A01", at=hall.at)
        visit = front.register(house, MARKET, Visit(name="王小二", need="咨询", kind="consult"), at=hall.at)
        told = front.notify(house, MARKET, visit.number, "promised", "已确认", at=hall.at) if turn % 4 == 0 else None
        return [ticket.number, visit.number, str(visit.kind_number), *([told.number] if told else [])]

    numbers = at_once(one)
    total = CLIENTS * EACH
    for prefix, count in (("A01-", total), ("JD-", total), ("ZX-", total), ("YCGZ-", len(range(0, total, 4)))):
        check(numbers, prefix, count)
