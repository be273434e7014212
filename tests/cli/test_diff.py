"""`lianban diff`: files and deployed versions, in words and as JSON, with an exit code that a script can use."""

from __future__ import annotations

from pathlib import Path

import orjson

from app import designs
from app.designs import File
from app.opening import open_house
from app.settings import Settings
from tests.cli.test_commands import lianban
from tests.factories import AT, DAY, DESIGNER, simple


def write(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def test_two_files_are_compared_and_the_exit_code_says_how_it_went(tmp_path: Path) -> None:
    one = write(tmp_path, "one.bpmn", simple(limit="5"))
    other = write(tmp_path, "other.bpmn", simple(limit="7"))
    same = lianban("diff", one, one)
    assert (same.returncode, same.stdout.strip()) == (0, "no difference")
    differ = lianban("diff", one, other, "--json")
    assert differ.returncode == 1
    found = orjson.loads(differ.stdout)
    assert [(each["kind"], each["old"], each["new"], each["message_zh"]) for each in found] == [
        ("limit", "5", "7", "work时限由5个工作日改为7个工作日")
    ]
    chinese = lianban("diff", one, other, LC_ALL="zh_CN.UTF-8")
    assert "work时限由5个工作日改为7个工作日" in chinese.stdout


def test_what_cannot_be_read_leaves_with_2_and_says_why(tmp_path: Path) -> None:
    one = write(tmp_path, "one.bpmn", simple())
    broken = write(tmp_path, "broken.bpmn", b"<nothing")
    for other, why in ((broken, "not-xml"), (str(tmp_path / "none.bpmn"), "cannot read")):
        unread = lianban("diff", one, other)
        assert unread.returncode == 2 and why in unread.stderr, unread.stderr


def test_deployed_versions_are_compared_by_key_and_number(tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path / "data"))
    for day, limit in enumerate(("5", "7")):
        file = File(name="s.bpmn", data=simple(limit=limit))
        designs.deploy(house, DESIGNER, [file], at=AT + day * DAY)
    house.database.close()
    where = ("--data", str(tmp_path / "data"), "--json")
    both = lianban("diff", "simple@1", "simple@2", *where)
    assert both.returncode == 1 and orjson.loads(both.stdout)[0]["new"] == "7"
    draft = write(tmp_path, "draft.bpmn", simple(limit="7"))
    assert lianban("diff", "simple@2", draft, *where).returncode == 0
    unknown = lianban("diff", "simple@1", "simple@9", *where)
    assert unknown.returncode == 2 and "version 9" in unknown.stderr
