"""The command `check`: its exit codes, its JSON, its words, and that it is as strict as deploying."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from app.cli.check import command
from app.verify.findings import PROPERTIES
from tests.engine.drawing import call, draw, end, fork, receive, service, start, user, xor
from tests.verify.rules.fixtures import joint

ROOT = Path(__file__).parents[2]
ITEM = {"lead": "market", "itemCode": "C1", "limit": "5", "statutoryLimit": "20"}
DEADLINE = {"strength", "worst_case_working_days", "promise", "statutory"}
FINDING = {"code", "severity", "elements", "message_zh", "message_en", "trace", "fix", "line"}


def check(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments], catch_exceptions=False)


def told(*arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(check(*arguments, "--json").output)
    return found


def item(limit: str = "4", **changed: str) -> bytes:
    return draw(start("s"), user("work", groups="fire", props={"limit": limit}), end("e"),
                flows=["s -> work -> e"], id="item", props={**ITEM, **changed})  # fmt: skip


def unsynchronised() -> bytes:
    """Two branches that come together without a join."""
    return draw(start("s"), fork("split"), user("a"), user("b"), xor("met"), user("c"), end("e"),
                flows=["s -> split", "split -> a -> met", "split -> b -> met", "met -> c -> e"], id="open")  # fmt: skip


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_what_can_be_published_leaves_with_0(tmp_path: Path) -> None:
    path = put(tmp_path, "item.bpmn", item())
    assert check(path).exit_code == 0
    (found,) = told(path)
    assert {"file", "process", "verdict", "properties", "deadline", "findings"} <= found.keys()
    assert (found["file"], found["process"], found["verdict"]) == (str(path), "item", "sound")
    assert set(found["properties"]) == set(PROPERTIES) and set(found["properties"].values()) == {"proven"}
    assert {name: found["deadline"][name] for name in DEADLINE} == {
        "strength": "kept", "worst_case_working_days": 4, "promise": 5, "statutory": 20,
    }  # fmt: skip


def test_what_is_refused_leaves_with_1_and_names_the_element_with_a_trace(tmp_path: Path) -> None:
    path = put(tmp_path, "open.bpmn", unsynchronised())
    assert check(path).exit_code == 1
    (found,) = told(path)
    assert found["verdict"] == "unsound" and found["properties"]["safeness"] == "violated"
    for finding in found["findings"]:
        assert set(finding) == FINDING
    alarm = next(each for each in found["findings"] if each["code"] == "lack-of-synchronisation")
    assert alarm["elements"][0] == "met" and alarm["trace"] and alarm["message_zh"] and alarm["line"]


def test_a_folder_of_diagrams_takes_time_in_proportion(tmp_path: Path) -> None:
    plain = [draw(start("s"), user("w"), end("e"), flows=["s -> w -> e"], id=f"plain{n}") for n in range(300)]
    paths = [put(tmp_path, f"plain{n}.bpmn", source) for n, source in enumerate(plain)]
    began = time.process_time()
    assert [each["verdict"] for each in told(*paths)] == ["sound"] * len(paths)
    assert time.process_time() - began < 6


def test_a_plain_diagram_is_told_whether_it_is_sound(tmp_path: Path) -> None:
    plain = draw(start("s"), user("work"), end("e"), flows=["s -> work -> e"], id="plain")
    path = put(tmp_path, "plain.bpmn", plain)
    assert check(path).exit_code == 0
    (found,) = told(path)
    assert found["verdict"] == "sound" and found["deadline"]["strength"] == "not_proven"


@pytest.mark.parametrize("data", [b"", b"<a", b"\xff\xfe\x00", b"<definitions/>", item()[:200]])
def test_what_cannot_be_read_leaves_with_2(tmp_path: Path, data: bytes) -> None:
    path, good = put(tmp_path, "bad.bpmn", data), put(tmp_path, "good.bpmn", item())
    assert check(path).exit_code == 2 and check(good, path).exit_code == 2
    found = told(good, path)
    assert [each["verdict"] for each in found] == ["sound", "unreadable"]
    assert found[1]["findings"] and set(found[1]["properties"].values()) == {"not_proven"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (draw(start("s"), service("x", "coffee.make"), end("e"), flows=["s -> x -> e"]), "unknown-topic"),
        (item("three"), "limit-not-a-number"),
        (item(statutoryLimit="4"), "promise-over-statutory"),
        (item(lead=""), "no-lead"),
        (draw(start("s"), service("x", "notice.issue"), end("e"), flows=["s -> x -> e"]), "missing-parameter"),
        (joint(collects=False).bytes(), "opinions-not-collected"),
    ],
)
def test_it_is_as_strict_as_deploying(tmp_path: Path, data: bytes, code: str) -> None:
    path = put(tmp_path, "strict.bpmn", data)
    assert check(path).exit_code == 1
    (found,) = told(path)
    assert code in {each["code"] for each in found["findings"] if each["severity"] == "error"}


def test_a_diagram_of_camunda_8_says_what_it_is_and_how_to_convert_it(tmp_path: Path) -> None:
    plain = draw(start("s"), user("work"), end("e"), flows=["s -> work -> e"], id="plain")
    said = (
        b'<extensionElements><z:assignmentDefinition xmlns:z="http://camunda.org/schema/zeebe/1.0"'
        b' candidateGroups="fire"/></extensionElements>'
    )
    zeebe = plain.replace(b'<userTask id="work">', b'<userTask id="work">' + said)
    assert zeebe != plain
    path = put(tmp_path, "zeebe.bpmn", zeebe)
    result = check(path, "--lang", "en")
    assert result.exit_code == 1 and "zeebe-diagram work" in result.output and "Camunda 7" in result.output


def test_the_engine_and_the_prover_do_not_say_the_same_twice(tmp_path: Path) -> None:
    alone = draw(start("s"), user("work"), end("e"), user("lost"), end("e2"),
                 flows=["s -> work -> e", "lost -> e2"], id="plain")  # fmt: skip
    (found,) = told(put(tmp_path, "lost.bpmn", alone))
    about = [each["code"] for each in found["findings"] if each["elements"][:1] == ["lost"]]
    assert about.count("dead-task") == 1 and "unreachable" not in about
    keys = [(each["code"], tuple(each["elements"][:1])) for each in found["findings"]]
    assert len(keys) == len(set(keys))


def test_processes_that_are_called_are_found_beside_the_diagram(tmp_path: Path) -> None:
    inner = draw(start("s"), user("deep", groups="fire", props={"limit": "9"}), end("e"),
                 flows=["s -> deep -> e"], id="inner")  # fmt: skip
    outer = draw(start("s"), call("sub", "inner"), end("e"), flows=["s -> sub -> e"], id="outer", props=ITEM)
    path = put(tmp_path, "outer.bpmn", outer)
    (alone,) = told(path)
    assert "unknown-called-process" in {each["code"] for each in alone["findings"]}
    put(tmp_path, "inner.bpmn", inner)
    (found,) = told(path)
    assert found["deadline"]["strength"] == "exceeded" and found["deadline"]["worst_case_working_days"] == 9


def test_pure_bpmn_asks_nothing_of_the_centre(tmp_path: Path) -> None:
    path = put(tmp_path, "topic.bpmn", draw(start("s"), service("x", "coffee.make"), end("e"), flows=["s -> x -> e"]))
    assert check(path, "--semantics", "bpmn").exit_code == 0 and check(path).exit_code == 1


def test_a_collaboration_is_explored_as_a_whole_when_it_is_closed(tmp_path: Path) -> None:
    waits = draw(start("s"), receive("wait", "m"), end("e"), flows=["s -> wait -> e"], id="waits")
    path = put(tmp_path, "waits.bpmn", waits)
    (open_,) = told(path, "--semantics", "bpmn")
    (closed,) = told(path, "--semantics", "bpmn", "--closed")
    assert open_["verdict"] == "sound"
    assert closed["properties"]["option_to_complete"] == closed["properties"]["no_dead_activities"] == "violated"


def test_it_speaks_chinese_or_english_and_shows_the_worst_path(tmp_path: Path) -> None:
    path = put(tmp_path, "item.bpmn", item("6"))
    assert "超过承诺时限" in check(path, "--lang", "zh").output
    english = check(path, "--lang", "en").output
    assert "worst case 6 working days, promised 5, by law 20 (over the promise)" in english
    assert "promise-exceeded work" in english and "refused" in english


def test_the_six_items_and_all_procedures_can_be_published() -> None:
    files = sorted((ROOT / "processes").glob("*.bpmn"))
    result = check(*files)
    procedures = [path for path in files if b'name="class" value="procedure"' in path.read_bytes()]
    assert len(files) - len(procedures) == 6 and len(procedures) == 17 and result.exit_code == 0, result.output
    for found in told(*files):
        deadline = found["deadline"]
        assert found["verdict"] == "sound" and deadline["strength"] in ("kept", "bounded")
        assert deadline["worst_case_working_days"] <= deadline["promise"]
        assert deadline["promise"] <= (deadline["statutory"] or deadline["promise"])
        assert not found["findings"], found
    (joint_item,) = told(ROOT / "processes" / "joint.bpmn")
    strengths = {scope["scope"]: scope["strength"] for scope in joint_item["deadline"]["scopes"]}
    assert strengths["co_review"] == "bounded" and joint_item["deadline"]["strength"] == "kept"
