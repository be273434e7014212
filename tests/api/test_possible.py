"""What a screen offers somebody is what the API lets them do, held against the table of rights person by person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import desk
from app.desk import Possible, PossibleWithTask
from app.errors import NotFound
from app.store.database import Database
from tests.api.rights import CALLS, PEOPLE, Call, Scene, set_scene
from tests.api.setting import START, Town, a_town
from tests.api.test_rights import ROWS

OF_CASE: dict[str, Callable[[Possible], object]] = {
    "POST /cases/{number}/urge": lambda can: can.urge,
    "POST /cases/{number}/withdraw": lambda can: can.withdraw,
    "POST /cases/{number}/terminate": lambda can: can.terminate,
    "POST /cases/{number}/pause": lambda can: can.pause,
    "POST /cases/{number}/resume": lambda can: can.resume,
    "POST /cases/{number}/extend": lambda can: can.extend,
    "POST /cases/{number}/supplement": lambda can: can.ask,
    "POST /cases/{number}/supplement/materials": lambda can: can.awaited,
    "POST /cases/{number}/archive": lambda can: can.archive,
    "POST /cases/{number}/notices/{notice}/prints": lambda can: can.serve,
    "DELETE /tasks/{task_id}/departments": lambda can: can.remove,
}
OF_TASK: dict[str, Callable[[PossibleWithTask], bool]] = {
    "POST /tasks/{task_id}/claim": lambda can: can.claim,
    "POST /tasks/{task_id}/unclaim": lambda can: can.unclaim,
    "POST /tasks/{task_id}/assignee": lambda can: can.assign,
    "POST /tasks/{task_id}/delegate": lambda can: can.delegate,
    "POST /tasks/{task_id}/resolve": lambda can: can.resolve,
    "POST /tasks/{task_id}/transfer": lambda can: can.transfer,
    "POST /tasks/{task_id}/complete": lambda can: can.complete,
    "POST /tasks/{task_id}/return": lambda can: can.complete,
    "POST /tasks/{task_id}/withdraw": lambda can: can.withdraw,
}


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for all of them; nothing here changes a case after it was prepared."""
    folder = tmp_path_factory.mktemp("possible")
    (folder / "lianban.db").write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{folder / 'lianban.db'}")
    with a_town(database, folder / "town") as made:
        yield made
    database.close()


def prepared(town: Town, operation: str) -> Scene:
    """A case in the state in which the table asks."""
    scene = set_scene(town)
    CALLS.get(operation, Call()).prepare(scene)
    return scene


def with_case(scene: Scene, name: str) -> Possible:
    house = scene.town.desk
    who = desk.authenticate(house, scene.person(name).token, START)
    try:
        return desk.possible(house, who, scene.number, at=START)
    except NotFound:
        return Possible()


def with_task(scene: Scene, name: str) -> PossibleWithTask:
    return with_case(scene, name).tasks.get(scene.task, PossibleWithTask())


@pytest.mark.parametrize("operation", OF_CASE)
def test_an_act_on_a_case_is_offered_to_those_who_may(town: Town, operation: str) -> None:
    scene = prepared(town, operation)
    offered = {name: bool(OF_CASE[operation](with_case(scene, name))) for name in PEOPLE}
    assert offered == {name: status < 300 for name, status in zip(PEOPLE, ROWS[operation], strict=True)}


@pytest.mark.parametrize("operation", OF_TASK)
def test_an_act_on_a_task_is_offered_to_those_who_may(town: Town, operation: str) -> None:
    scene = prepared(town, operation)
    offered = {name: OF_TASK[operation](with_task(scene, name)) for name in PEOPLE}
    assert offered == {name: status < 300 for name, status in zip(PEOPLE, ROWS[operation], strict=True)}


def test_a_department_of_the_review_brings_others_in_by_its_own_task(town: Town) -> None:
    scene = set_scene(town)
    tasks = town.tasks(scene.number)
    assert with_case(scene, "urban.officer").add == tasks["urban"]
    assert with_case(scene, "market.officer").add in tasks.values()
    assert with_case(scene, "tobacco.officer").add is None
    assert with_case(scene, "a.supervisor").add is None


def test_an_opinion_is_taken_back_by_who_gave_it_or_the_head(town: Town) -> None:
    scene = prepared(town, "POST /tasks/{task_id}/withdraw")
    colleague = desk.authenticate(town.desk, town.officer("fire", "b").token, START)
    assert scene.task not in desk.possible(town.desk, colleague, scene.number, at=START).tasks


def test_nobody_is_offered_anything_once_the_case_is_over(town: Town) -> None:
    scene = prepared(town, "POST /cases/{number}/archive")
    assert with_case(scene, "a.supervisor") == Possible()
    assert with_case(scene, "market.head") == Possible(archive=True, serve=True, counter=True)
