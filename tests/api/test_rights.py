"""Who may ask what: every call, for every kind of person, has its place in this table; one that has not fails.

Columns: the lead department's window, officer and head; fire's officer and head, whose task is asked about; urban's,
who take part beside it; tobacco's officer, head and window, who have nothing to do with the case; a supervisor, a
designer, the head of the government, an administrator; a terminal, which may only what terminals may.  200 is what
they may, 403 what is not theirs to do, 404 what does not exist for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.store.database import Database
from tests.api.rights import CALLS, PEOPLE, Call, Scene, ask, set_scene
from tests.api.setting import Town, a_town

TABLE = """
GET /cases                                                 200 200 200 200 200 200 200 200 200 200 200 403 200 200 403
POST /cases                                                201 201 201 403 403 403 403 403 403 201 403 403 403 201 403
GET /cases/{number}                                        200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/tasks                                  200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/timeline                               200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/opinions                               200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/notices                                200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/ledger                                 200 200 200 403 403 403 403 404 404 404 200 404 200 200 403
GET /cases/{number}/diagram                                200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
POST /cases/{number}/urge                                  200 200 200 403 403 403 403 404 404 404 200 404 200 200 403
POST /cases/{number}/withdraw                              200 200 200 403 403 403 403 404 404 404 403 404 403 200 403
POST /cases/{number}/terminate                             403 403 200 403 403 403 403 404 404 404 403 404 403 200 403
POST /cases/{number}/messages                              409 409 409 403 403 403 403 404 404 404 403 404 403 409 403
GET /cases/{number}/limits                                 200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
POST /cases/{number}/pause                                 403 403 200 403 403 403 403 404 404 404 200 404 403 403 403
POST /cases/{number}/resume                                200 200 200 403 403 403 403 404 404 404 200 404 403 200 403
POST /cases/{number}/extend                                409 409 409 409 409 409 409 404 404 404 409 404 409 409 403
POST /cases/{number}/supplement                            409 409 409 403 403 403 403 404 404 404 403 404 403 409 403
POST /cases/{number}/supplement/materials                  409 409 409 403 403 403 403 404 404 404 403 404 403 409 403
GET /notices/kinds                                         200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /notices/unserved                                      200 200 200 200 200 200 200 200 200 200 200 403 200 200 403
GET /cases/{number}/notices/{notice}.pdf                   200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/notices/{notice}                       200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
POST /cases/{number}/notices/preview                       200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
POST /cases/{number}/notices/{notice}/prints               201 201 201 201 201 201 201 404 404 404 403 404 403 201 403
POST /cases/{number}/notices/{notice}/deliveries           201 201 201 201 201 201 201 404 404 404 403 404 403 201 403
GET /tasks                                                 403 403 403 200 200 403 403 403 403 403 200 403 200 200 403
GET /tasks/count                                           403 403 403 200 200 403 403 403 403 403 200 403 200 200 403
POST /tasks/claim                                          200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /tasks/{task_id}                                       200 200 200 200 200 403 403 403 403 403 200 403 200 200 403
POST /tasks/{task_id}/claim                                403 403 403 200 200 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/unclaim                              403 403 403 200 200 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/assignee                             403 403 403 403 200 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/delegate                             403 403 403 200 200 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/resolve                              403 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/transfer                             403 403 403 200 200 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/complete                             403 403 403 200 200 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/reviews                              403 403 403 409 409 403 403 403 403 403 403 403 403 409 403
POST /tasks/{task_id}/return                               200 200 200 403 403 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/withdraw                             403 403 403 200 200 403 403 403 403 403 403 403 403 200 403
POST /tasks/{task_id}/departments                          200 200 200 200 200 403 403 403 403 403 403 403 403 200 403
DELETE /tasks/{task_id}/departments                        200 200 200 403 403 403 403 403 403 403 403 403 403 200 403
PUT /tasks/{task_id}/draft                                 403 403 403 204 204 403 403 403 403 403 403 403 403 204 403
GET /alerts                                                403 403 403 200 200 403 403 403 403 403 200 403 200 200 403
POST /alerts/{alert_id}/acknowledge                        403 403 403 200 200 403 403 403 403 403 200 403 403 200 403
POST /alerts/{alert_id}/explain                            403 403 403 200 200 403 403 403 403 403 200 403 403 200 403
POST /deployments                                          403 403 403 403 403 403 403 403 403 403 403 200 403 200 403
GET /deployments/held                                      403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
GET /deployments/held/{number}                             403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
GET /deployments/held/{number}/files/{name}                403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
POST /deployments/held/{number}/approve                    403 403 403 403 403 403 403 403 403 403 201 201 403 201 403
POST /deployments/held/{number}/reject                     403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
GET /definitions                                           200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /definitions/{key}                                     200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /definitions/{key}/versions                            200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /definitions/{key}/versions/{version}                  200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
POST /definitions/{key}/versions/{version}/cancel          403 403 403 403 403 403 403 403 403 403 403 409 403 409 403
GET /definitions/{key}/versions/{version}/xml              200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
POST /check                                                200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /definitions/{key}/versions/{version}/proof            200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /definitions/{key}/versions/{version}/ledger           200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /element-templates.json                                200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /definitions/{key}/heat                                403 403 200 403 200 403 200 403 200 403 200 200 403 200 403
GET /definitions/{key}/versions/{old}/diff/{new}           200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
POST /definitions/{key}/versions/{version}/diff            403 403 403 403 403 403 403 403 403 403 403 200 403 200 403
GET /definitions/{key}/migrations                          403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
POST /definitions/{key}/migrations                         403 403 403 403 403 403 403 403 403 403 403 200 403 200 403
GET /definitions/{key}/migrations/{number}                 403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
GET /definitions/{key}/migrations/{number}/cases           403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
POST /definitions/{key}/migrations/{number}/stop           403 403 403 403 403 403 403 403 403 403 403 200 403 200 403
POST /definitions/{key}/migrations/{number}/resume         403 403 403 403 403 403 403 403 403 403 403 409 403 409 403
POST /definitions/{key}/simulations                        403 403 403 403 403 403 403 403 403 403 200 200 403 200 403
GET /me                                                    200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /departments                                           200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
POST /posts/{code}/absences                                403 403 403 201 201 403 403 403 403 403 403 403 403 201 403
DELETE /posts/{code}/absences/{absence_id}                 403 403 403 204 204 403 403 403 403 403 403 403 403 204 403
GET /tokens                                                403 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST /tokens                                               403 403 403 403 403 403 403 403 403 403 403 403 403 201 403
DELETE /tokens/{user}                                      403 403 403 403 403 403 403 403 403 403 403 403 403 204 403
GET /calendar/{year}                                       200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
PUT /calendar/{year}                                       403 403 403 403 403 403 403 403 403 403 403 403 403 422 403
POST /calendar/import                                      403 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST /calendar/{year}/restore                              403 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST /calendar/days                                        403 403 403 403 403 403 403 403 403 403 403 403 403 200 403
DELETE /calendar/days                                      403 403 403 403 403 403 403 403 403 403 403 403 403 404 403
GET /calendar/recomputations                               200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /calendar/due                                          200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
POST /cases/{number}/archive                               201 201 201 403 403 403 403 404 404 404 403 404 403 201 403
GET /cases/{number}/archive                                200 200 200 403 403 403 403 404 404 404 200 404 200 200 403
GET /cases/{number}/archive/gaps                           200 200 200 403 403 403 403 404 404 404 200 404 200 200 403
GET /registers/{code}                                      403 403 403 403 403 403 403 403 403 403 200 403 200 200 403
GET /reports/{year}-{month}                                403 403 200 403 200 403 200 403 200 403 200 403 200 200 403
GET /reports/{year}-{month}/cases                          403 403 200 403 200 403 200 403 200 403 200 403 200 200 403
GET /public/items                                          200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /public/cases/{number}                                 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /public/cases/{number}/notices/{notice}.pdf            200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
DELETE /authorisations/{authorisation_id}                  403 403 204 403 403 403 403 403 403 403 403 403 403 204 403
DELETE /board/{posting_id}                                 403 403 403 403 403 403 403 403 403 403 204 403 403 204 403
GET /authorisations                                        403 403 200 403 200 403 200 403 200 403 200 403 200 200 403
GET /cases/{number}/checklist                              200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/fees                                   200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /cases/{number}/originals                              200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
GET /hall/lines                                            200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
GET /hall/tickets                                          200 200 200 200 200 200 200 200 200 200 200 403 200 200 403
GET /handovers                                             200 200 200 200 200 200 200 200 200 200 200 403 200 200 403
GET /notifications/{told}.pdf                              200 200 200 404 404 404 404 404 404 404 200 404 200 200 403
GET /cases/{number}/files/{file}                           200 200 200 200 200 200 200 404 404 404 200 404 200 200 403
POST /public/uploads                                       201 201 201 201 201 201 201 201 201 201 201 201 201 201 201
POST /public/applications                                  409 409 409 409 409 409 409 409 409 409 409 409 409 409 409
POST /public/cases/{number}/materials                      409 409 409 409 409 409 409 409 409 409 409 409 409 409 409
POST /public/cases/{number}/withdraw                       200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /public/slots                                          404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST /public/appointments                                  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET /public/board                                          200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /public/centre                                         200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /public/items/{key}                                    200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /public/items/{key}/files/{name}                       200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /public/lines                                          200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET /ratings                                               200 200 200 200 200 200 200 200 200 200 200 403 200 200 403
GET /receptions                                            200 200 200 200 200 200 200 200 200 200 200 403 200 200 403
GET /receptions/{reception}                                200 200 200 404 404 404 404 404 404 404 200 403 200 200 403
GET /reports/{year}-{month}/kinds                          403 403 200 403 200 403 200 403 200 403 200 403 200 200 403
GET /signals                                               403 403 200 403 200 403 200 403 200 403 200 403 200 200 403
GET /signals/rules                                         200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
POST /authorisations                                       403 403 201 403 403 403 403 403 403 403 403 403 403 201 403
POST /board                                                403 403 403 403 403 403 403 403 403 403 201 403 403 201 403
POST /cases/{number}/checklist                             200 200 200 403 403 403 403 404 404 404 403 404 403 200 403
POST /cases/{number}/fees                                  201 201 201 403 403 403 403 404 404 404 403 404 403 201 403
POST /cases/{number}/fees/{payment_id}/receipt             200 200 200 403 403 403 403 404 404 404 403 404 403 200 403
POST /cases/{number}/originals                             201 201 201 403 403 403 403 404 404 404 403 404 403 201 403
POST /cases/{number}/originals/return                      200 200 200 403 403 403 403 404 404 404 403 404 403 200 403
POST /hall/queues/{queue}/call                             200 200 200 403 403 403 403 403 403 403 403 403 403 200 403
DELETE /hall/queues/{queue}/absence                        204 204 204 403 403 403 403 403 403 403 403 403 403 204 403
POST /hall/queues/{queue}/absence                          201 201 201 403 403 403 403 403 403 403 403 403 403 201 403
POST /hall/tickets                                         201 201 201 201 201 201 201 201 201 201 403 403 403 201 403
POST /hall/tickets/{ticket_id}/close                       200 200 200 403 403 403 403 403 403 403 403 403 403 200 403
POST /hall/tickets/{ticket_id}/recall                      200 200 200 403 403 403 403 403 403 403 403 403 403 200 403
POST /hall/tickets/{ticket_id}/serve                       200 200 200 403 403 403 403 403 403 403 403 403 403 200 403
POST /hall/tickets/{ticket_id}/skip                        200 200 200 403 403 403 403 403 403 403 403 403 403 200 403
POST /hall/tickets/{ticket_id}/transfer                    201 201 201 403 403 403 403 403 403 403 403 403 403 201 403
POST /handovers/{handover_id}/sign                         403 403 403 200 200 403 403 403 403 403 403 403 403 403 403
POST /notifications/{told}/prints                          201 201 201 404 404 404 404 404 404 404 403 403 403 201 403
POST /public/cases/{number}/fees/refuse                    204 204 204 204 204 204 204 204 204 204 204 204 204 204 204
POST /public/cases/{number}/rating                         201 201 201 201 201 201 201 201 201 201 201 201 201 201 201
POST /receptions                                           201 201 201 201 201 201 201 201 201 201 403 403 403 201 403
POST /receptions/{reception}/handovers                     201 403 403 403 403 403 403 403 403 403 403 403 403 201 403
POST /receptions/{reception}/notifications                 201 403 403 403 403 403 403 403 403 403 403 403 403 201 403
POST /receptions/{reception}/rating                        201 201 201 403 403 403 403 403 403 403 403 403 403 201 403
POST /receptions/{reception}/settle                        200 403 403 403 403 403 403 403 403 403 403 403 403 200 403
POST /signals                                              403 403 403 403 403 403 403 403 403 403 201 403 403 201 403
POST /signals/{signal_id}/judge                            403 403 403 403 403 403 403 403 403 403 200 403 403 200 403
GET /outbox                                                403 403 403 403 403 403 403 403 403 403 200 403 200 200 403
GET /clock                                                 200 200 200 200 200 200 200 200 200 200 200 200 200 200 403
PUT /clock                                                 403 403 403 403 403 403 403 403 403 403 403 403 403 200 403
GET /kiosk/hall                                            403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
POST /kiosk/tickets                                        403 403 403 403 403 403 403 403 403 403 403 403 403 201 201
POST /kiosk/check-ins                                      403 403 403 403 403 403 403 403 403 403 403 403 403 409 409
GET /kiosk/tickets/{ticket_id}/slip.pdf                    403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
POST /kiosk/questions                                      403 403 403 403 403 403 403 403 403 403 403 403 403 404 404
GET /kiosk/items                                           403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
GET /kiosk/items/{key}                                     403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
GET /kiosk/items/{key}/files/{name}                        403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
GET /kiosk/centre                                          403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
GET /kiosk/board                                           403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
GET /kiosk/cases/{number}                                  403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
GET /kiosk/cases/{number}/notices/{notice}.pdf             403 403 403 403 403 403 403 403 403 403 403 403 403 200 200
POST /kiosk/cases/{number}/rating                          403 403 403 403 403 403 403 403 403 403 403 403 403 201 201
"""
OPEN = {
    operation for operation in (" ".join(line.split()[:2]) for line in TABLE.split("\n")) if "/public/" in operation
}
BESIDE = {"GET /clock", "PUT /clock"}  # not in the OpenAPI document, for only a demonstration moves a clock
ROWS = {" ".join(line.split()[:2]): [int(status) for status in line.split()[2:]] for line in TABLE.split("\n") if line}
OPEN = {operation for operation in ROWS if "/public/" in operation}


OFTEN = dict.fromkeys(("public_requests_per_minute", "kiosk_requests_per_minute", "kiosk_tickets_per_minute"), 100_000)
OFTEN |= {"public_filings_per_hour": 1000, "kiosk_questions_per_hour": 1000}


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for all of them; each successful act is followed by a new case."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "lianban.db").write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{folder / 'lianban.db'}")
    with a_town(database, folder / "town", **OFTEN) as made:
        yield made
    database.close()


def operations(town: Town) -> set[str]:
    """Every call of the API by method and path after its base."""
    paths: dict[str, Any] = town.client.get("/openapi.json").get_json()["paths"]
    api = {path.removeprefix("/api/v1"): calls for path, calls in paths.items() if path.startswith("/api/v1/")}
    return {f"{method.upper()} {path}" for path, calls in api.items() for method in calls} | BESIDE


def test_every_call_has_its_row_and_every_row_its_call(town: Town) -> None:
    assert set(ROWS) == operations(town)
    assert set(CALLS) <= set(ROWS)
    assert {len(row) for row in ROWS.values()} == {len(PEOPLE)}


@pytest.mark.parametrize("operation", ROWS)
def test_everybody_may_what_the_table_says_and_nothing_else(town: Town, operation: str) -> None:
    scene: Scene | None = None
    for name, status in zip(PEOPLE, ROWS[operation], strict=True):
        if scene is None:
            scene = set_scene(town)
            CALLS.get(operation, Call()).prepare(scene)
        answer = ask(scene, operation, scene.person(name))
        assert answer.status_code == status, f"{name}: {answer.status_code} {answer.text[:300]}"
        if answer.status_code < 300 and not operation.startswith("GET "):
            scene = None


@pytest.mark.parametrize("operation", sorted(set(ROWS) - OPEN))
def test_nobody_gets_in_without_a_token(town: Town, operation: str) -> None:
    assert ask(set_scene(town), operation, town.nobody).status_code == 401


def test_a_bulk_claim_says_for_each_task_whether_it_was_theirs(town: Town) -> None:
    for name, status in zip(PEOPLE, ROWS["POST /tasks/{task_id}/claim"], strict=True):
        if name == "a.terminal":  # which may not even ask
            continue
        scene = set_scene(town)
        (told,) = scene.person(name).post("/tasks/claim", {"tasks": [scene.task]}).get_json()["results"]
        assert told["ok"] == (status == 200), f"{name}: {told}"
        if not told["ok"]:
            assert told["problem"]["status"] == status and told["task"] is None


LISTS = ("/tasks?status=all", "/cases", "/alerts")


def test_a_list_without_a_question_holds_only_what_is_theirs(town: Town) -> None:
    scene = set_scene(town)
    whole = {"market": {"cases"}, "fire": {"tasks", "cases", "alerts"}, "urban": {"tasks", "cases"}, "tobacco": set()}
    for name, (_, department) in PEOPLE.items():
        if department not in whole:
            continue
        for path in LISTS:
            items = _all(scene, name, f"{path}{'&' if '?' in path else '?'}limit=200")
            kind = path[1:].partition("?")[0]
            mine = [one for one in items if _number(one) == scene.number]
            assert bool(mine) == (kind in whole[department]), f"{name} {path}: {mine}"
            if kind != "cases":
                assert {one["department"] for one in items} <= {department}, f"{name} {path}"


def _all(scene: Scene, name: str, path: str) -> list[dict[str, Any]]:
    """Every page of a list."""
    page = scene.person(name).get(path).get_json()
    rest = _all(scene, name, f"{path.partition('&cursor')[0]}&cursor={page['cursor']}") if page["cursor"] else []
    return [*page["items"], *rest]


def _number(one: dict[str, Any]) -> str:
    case = one.get("case")
    return str(case["number"] if case else one.get("number") or one.get("case_number"))


def test_a_preview_does_not_tell_what_a_neighbour_said_no_with(town: Town) -> None:
    scene = set_scene(town)
    said = {"outcome": "disagree", "opinion": "内部意见", "reasons": "出口不足", "basis": "消防法第十五条"}
    assert scene.person("fire.a").post(f"/tasks/{scene.task}/complete", said).status_code == 200
    path = f"/cases/{scene.number}/notices/preview"
    assert scene.person("market.officer").post(path, {"kind": "BYXK"}).status_code == 200
    for name in ("urban.officer", "fire.a"):
        refused = scene.person(name).post(path, {"kind": "BYXK"})
        assert refused.status_code in (403, 422) and "出口不足" not in refused.text, f"{name}: {refused.text}"
