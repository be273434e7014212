"""The page of all paths, written from the walks: `python -m tests.centre.listing` writes `docs/paths.md` anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path as File

from app import designs, desk
from app.domain.cases import CaseStatus
from app.notices import CATALOGUE
from app.settings import ROOT, Settings
from app.store.database import Database
from app.store.migrate import migrate
from tests.centre.walking import MESSAGE, TIME, Choice, Path, Walk
from tests.factories import AT, Centre
from tests.processes.items import FOLDER, centre, item

PAGE = ROOT / "docs" / "paths.md"
HEAD = """# Every path, and the documents at its end

Each diagram of `processes/` is driven, on the real engine and desk, from its beginning to its end by every answer its
people may give, every message, and every deadline that may pass, in every situation that a case of it can come to;
inside a diagram that is called, which has a section of its own, each answer once. Together the paths take every
sequence flow. A path is what people did, in order; ⏱ is a deadline that passed unanswered, ✉ a message from outside.

Nobody writes this page: the test that drives the paths does, and fails when it is not up to date
(`tests/centre/test_every_path.py`; `python -m tests.centre.listing` writes it anew). What the test asks of every end is
there too: its documents, each with a number; an accepted case its voucher; a refusal its reasons, basis, filing and
proof of service; nothing missing for the archive.
"""
WORDS = {
    CaseStatus.COMPLETED: "completed",
    CaseStatus.DECLINED: "declined",
    CaseStatus.REFUSED: "refused",
    CaseStatus.WITHDRAWN: "withdrawn",
}
DEEMED = "五日未答复，视为受理"


def page(sections: Iterable[str]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *sections])


def section(walk: Walk) -> str:
    """What the page says of one diagram."""
    flows = len(list(walk.drawn.each("sequenceFlow")))
    name = walk.drawn.process.get("name")
    lines = [f"## {name} `processes/{walk.key}.bpmn`", "", f"{len(walk.paths)} paths, {flows} flows.", ""]
    lines += ["| path | end | documents |", "|---|---|---|", *(_row(walk, path) for path in walk.paths), ""]
    return "\n".join(lines)


def _row(walk: Walk, path: Path) -> str:
    begun = [f"〔{path.beginning.label}〕"] if path.beginning.label else []
    steps = " → ".join(begun + [_told(walk, choice) for choice in path.taken]) or "—"
    kinds = dict.fromkeys(path.papers)
    papers = "、".join(CATALOGUE[kind].name for kind in kinds)
    return f"| {steps} | {path.end} ({WORDS[path.case.status]}) | {papers} |"


def _told(walk: Walk, choice: Choice) -> str:
    what, how = choice
    program = walk.hall.house.programs.in_force(walk.key, walk.hall.at).program
    if what == MESSAGE:
        return f"✉ {how}"
    if what == TIME:
        return f"⏱ {program.elements[how].name if how else DEEMED}"
    actions = {row["code"]: row["name"] for row in centre()["actions"]}
    return f"{program.elements[what].name}：{actions.get(how, how)}"


def main() -> None:
    """Drive every path and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        sections = []
        for key in sorted(path.stem for path in FOLDER.glob("*.bpmn")):
            walk = Walk(_hall(File(folder) / f"{key}.db"), item(key))
            walk.go()
            sections.append(section(walk))
    PAGE.write_text(page(sections), encoding="utf-8")


def _hall(path: File) -> Centre:
    database = Database.open(f"sqlite:///{path}")
    migrate(database)
    made = Centre(house=desk.open_desk(database, Settings(webhook_url="http://hook.example")))
    designs.load_folder(made.house, FOLDER, at=AT)
    return made


if __name__ == "__main__":
    main()
