"""Every path of every diagram is driven, and no end of a case is without its document.

Whatever is in `processes/` is walked; a diagram with a sequence flow that no case has taken fails here by its name.
"""

from __future__ import annotations

import re

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.service import PROOF, Method
from app.store.records import NoticeRecord
from tests.centre.listing import PAGE, page, section
from tests.centre.walking import NO, Path, Walk
from tests.factories import ADMIN, Centre
from tests.processes.items import FOLDER, Item, item

KEYS = sorted(path.stem for path in FOLDER.glob("*.bpmn"))
REFUSALS = frozenset({"BYSL", "BYXK", "BBLD"})
NUMBER = re.compile(r"[A-Z]{4}-2026-\d{6}")
TOO_LATE = frozenset({"food_accept", "accept", "safety_accept", "card_accept"})
"""Steps at which nothing can be declined once the law has accepted, because nobody answered in five days."""


def papers(hall: Centre, path: Path) -> list[NoticeRecord]:
    return desk.notices(hall.house, ADMIN, path.case.number)


def acts(hall: Centre, path: Path, act: str) -> list[dict[str, object]]:
    return [dict(entry.detail) for entry in desk.ledger(hall.house, ADMIN, path.case.number) if entry.act == act]


def check_papers(hall: Centre, path: Path) -> None:
    """Every end leaves papers, each under a number of its own; what was accepted, its voucher."""
    found = papers(hall, path)
    assert path.case.ended_at is not None and path.case.failure is None and found
    assert all(NUMBER.fullmatch(one.number) for one in found) and len({one.number for one in found}) == len(found)
    if path.case.accepted_at is None or path.case.item in procedures():
        return
    on_the_spot = ("card_accept", "accept") in path.taken  # its result is its only paper
    assert path.papers.count("SLTZ") == 1 or (on_the_spot and "BJTZ" in path.papers)


def procedures() -> set[str]:
    return {key for key in KEYS if item(key).guide.get("class") == "procedure"}


def check_refusal(hall: Centre, path: Path) -> None:
    """A refusal has one written answer with reasons and basis, was filed under a number, and served with its proof."""
    (told,) = [one for one in papers(hall, path) if one.kind in REFUSALS]
    assert {name: told.data[name] for name in NO} == NO
    (filed,) = [detail for detail in acts(hall, path, "handle") if detail.get("topic") == "refusal.file"]
    assert str(filed["number"]).startswith("BB-2026-") and {name: filed[name] for name in NO} == NO
    assert filed["drafted_by"] and (filed.get("approved_by") or ("refusal_draft", "major") not in path.taken)
    (served,) = [detail for detail in acts(hall, path, "deliver") if detail["number"] == told.number]
    assert served["outcome"] == "served" and served[PROOF[Method(str(served["method"]))]] and told.served_at is not None


def check_end(hall: Centre, path: Path) -> None:
    """The papers that this kind of end must leave behind, and nothing missing for the archive once all is served."""
    check_papers(hall, path)
    refused = path.case.status in (CaseStatus.DECLINED, CaseStatus.REFUSED)
    if path.case.item in procedures():
        said = [one.data for one in papers(hall, path)]
        why = NO["reasons"], "该窗口该时段预约已满，请改约其他时段。"
        assert not refused or any(set(why) & set(map(str, data.values())) for data in said)
    elif refused:
        check_refusal(hall, path)
    else:
        assert {CaseStatus.COMPLETED: "BJTZ", CaseStatus.WITHDRAWN: "ZZBL"}[path.case.status] in path.papers
    hall.at = max(hall.at, path.case.ended_at or hall.at)
    hall.serve(path.case)
    assert [gap.code for gap in desk.archive_gaps(hall.house, ADMIN, path.case.number)] == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        *(("sqlite", key) for key in KEYS),
        *(pytest.param("postgres", key, marks=pytest.mark.postgres) for key in ("complaint",)),
    ],
    indirect=["url"],
)
def test_every_path_is_driven_and_no_end_of_a_case_is_without_its_document(hall: Centre, key: str) -> None:
    walk = Walk(hall, item(key))
    for path in walk.go():
        check_end(hall, path)
    assert walk.missing == [], f"{key}: no case takes these flows"
    assert {choice for choice in walk.barred if choice not in {(step, "reject") for step in TOO_LATE}} == set()
    assert section(walk) in PAGE.read_text(encoding="utf-8"), "write the page anew: python -m tests.centre.listing"
    hall.check_ledgers()


def test_the_page_of_all_paths_has_a_section_for_each_diagram_and_no_other() -> None:
    assert re.findall(r"^## .*`processes/(\w+)\.bpmn`", PAGE.read_text(encoding="utf-8"), re.M) == KEYS
    assert PAGE.read_text(encoding="utf-8").startswith(page([]))


def test_a_flow_that_no_case_can_take_is_named(hall: Centre) -> None:
    source = (FOLDER / "overtime.bpmn").read_bytes()
    never = source.replace(b'${outcome == "agree"}', b'${outcome == "never"}')
    assert never != source
    hall.deploy(never)
    walk = Walk(hall, item("overtime"))
    walk.go()
    assert walk.missing == [
        "f_overtime_approved_overtime_attend", "f_overtime_attend_overtime_notice", "f_overtime_notice_overtime_done",
    ]  # fmt: skip


def test_a_diagram_that_nobody_has_described_is_begun_by_what_its_guide_asks(hall: Centre) -> None:
    known = item("onsite")
    other = (FOLDER / "onsite.bpmn").read_bytes().replace(b'process id="onsite"', b'process id="another"')
    guide = (FOLDER / "onsite.toml").read_text(encoding="utf-8").replace('"onsite"', '"another"')
    hall.deploy(other, guides={"another": guide})
    walk = Walk(hall, Item(key="another", root=known.root, process=known.process, guide=known.guide))
    assert {path.case.status for path in walk.go()} == {CaseStatus.COMPLETED, CaseStatus.DECLINED}
    assert walk.missing == []
