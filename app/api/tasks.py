"""Tasks over HTTP: find one, take it, pass it on, complete it, take it back."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from app import desk
from app.api import inputs, outputs, shapes
from app.api.acts import act
from app.api.conditions import etag, expected_version
from app.api.gate import actor
from app.api.house import house, moment
from app.api.inputs_conduct import SealIn
from app.api.language import asked
from app.api.problems import refusal
from app.api.wire import nothing, reply
from app.desk import Terms
from app.errors import LianbanError
from app.store.queries import TaskQuery

blueprint = APIBlueprint("tasks", __name__, url_prefix="/api/v1/tasks", tag="tasks")


def _query(asked_for: inputs.TaskFilter) -> TaskQuery:
    given = asked_for.model_dump(exclude={"sort"}, exclude_none=True)
    if given.get("status") == "all":
        given["status"] = None
    return TaskQuery(**given)


@blueprint.get("")
@blueprint.input(inputs.TaskQueryIn, location="query")
@blueprint.output(outputs.TaskPage)
def inbox(query_data: inputs.TaskQueryIn) -> Response:
    """The tasks the actor may see, soonest due first."""
    found = desk.inbox(house().desk, actor(), _query(query_data), at=moment())
    return reply(shapes.page(found, shapes.task))


@blueprint.get("/count")
@blueprint.input(inputs.TaskFilter, location="query")
@blueprint.output(outputs.TaskCount)
def count(query_data: inputs.TaskFilter) -> Response:
    """How many tasks there are, by light and status."""
    return reply(desk.count_tasks(house().desk, actor(), _query(query_data), at=moment()))


@blueprint.post("/claim")
@blueprint.input(inputs.ClaimsIn, arg_name="body")
@blueprint.output(outputs.ClaimResults)
def claim_many(body: inputs.ClaimsIn) -> Response:
    """Claim several tasks (批量签收); each is decided on its own, and each says what became of it."""
    return reply({"results": [_claim_one(task_id) for task_id in dict.fromkeys(body.tasks)]})


def _claim_one(task_id: int) -> dict[str, Any]:
    try:
        record = desk.claim(house().desk, actor(), task_id, at=moment())
    except LianbanError as refused:
        return {"id": task_id, "ok": False, "task": None, "problem": refusal(refused, asked())}
    return {"id": task_id, "ok": True, "task": shapes.task(record), "problem": None}


@blueprint.get("/<int:task_id>")
@blueprint.output(outputs.TaskSheet)
def read(task_id: int) -> Response:
    """One task with all its screen needs: the form, the outcomes to choose from, the draft."""
    sheet = desk.task_sheet(house().desk, actor(), task_id, at=moment())
    # No 304 here: the version is the task's own, and the sheet shows its draft and its case's lamp as well.
    return reply(shapes.task_sheet(sheet), headers=etag(sheet.task.version))


@blueprint.post("/<int:task_id>/claim")
@blueprint.output(outputs.TaskOut)
def claim(task_id: int) -> Response:
    """Take a task (签收); 409 names who was first."""
    return act(desk.claim, task_id, shape=shapes.task)


@blueprint.post("/<int:task_id>/unclaim")
@blueprint.output(outputs.TaskOut)
def unclaim(task_id: int) -> Response:
    """Put a task back for the colleagues."""
    return act(desk.unclaim, task_id, shape=shapes.task)


@blueprint.post("/<int:task_id>/assignee")
@blueprint.input(inputs.UserIn, arg_name="body")
@blueprint.output(outputs.TaskOut)
def assign(task_id: int, body: inputs.UserIn) -> Response:
    """Give a task to an officer (指派)."""
    return act(desk.assign, task_id, body.user, shape=shapes.task)


@blueprint.post("/<int:task_id>/delegate")
@blueprint.input(inputs.DelegateIn, arg_name="body")
@blueprint.output(outputs.TaskOut)
def delegate(task_id: int, body: inputs.DelegateIn) -> Response:
    """Ask a colleague for an opinion and get the task back (委派)."""
    return act(desk.delegate, task_id, body.user, body.text, shape=shapes.task)


@blueprint.post("/<int:task_id>/resolve")
@blueprint.input(inputs.ResolveIn, arg_name="body")
@blueprint.output(outputs.TaskOut)
def resolve(task_id: int, body: inputs.ResolveIn) -> Response:
    """Give a delegated task back with an opinion."""
    return act(desk.resolve, task_id, body.opinion, shape=shapes.task)


@blueprint.post("/<int:task_id>/transfer")
@blueprint.input(inputs.DepartmentIn, arg_name="body")
@blueprint.output(outputs.TaskOut)
def transfer(task_id: int, body: inputs.DepartmentIn) -> Response:
    """Hand a task to another department (转办)."""
    return act(desk.transfer, task_id, body.department, body.reason, shape=shapes.task)


@blueprint.post("/<int:task_id>/complete")
@blueprint.input(inputs.CompleteIn, arg_name="body")
@blueprint.output(outputs.Completed)
def complete(task_id: int, body: inputs.CompleteIn) -> Response:
    """Complete a task with an outcome and an opinion; answers with what this opened."""
    return act(
        desk.complete,
        task_id,
        shape=shapes.completed,
        outcome=body.outcome,
        opinion=body.opinion,
        variables=body.variables,
        form=body.form,
        basis=body.basis,
        reasons=body.reasons,
    )


@blueprint.post("/<int:task_id>/reviews")
@blueprint.input(SealIn, arg_name="body")
@blueprint.output(outputs.TaskOut, status_code=201)
def seal(task_id: int, body: SealIn) -> Response:
    """Give a sealed opinion on a step that two people look at; nobody reads it before the step is done."""
    about = (task_id, body.outcome, body.opinion, body.reasons, body.basis)
    return act(desk.seal_opinion, *about, shape=shapes.task, status=201)


@blueprint.post("/<int:task_id>/return")
@blueprint.input(inputs.ReturnIn, arg_name="body")
@blueprint.output(outputs.Completed)
def send_back(task_id: int, body: inputs.ReturnIn) -> Response:
    """Return the case to an earlier step (退回)."""
    return act(desk.send_back, task_id, body.element, body.reason, shape=shapes.completed)


@blueprint.post("/<int:task_id>/withdraw")
@blueprint.input(inputs.ReasonIn, arg_name="body")
@blueprint.output(outputs.Completed)
def withdraw(task_id: int, body: inputs.ReasonIn) -> Response:
    """Take the department's own opinion back before the join (撤回)."""
    return act(desk.withdraw_opinion, task_id, body.reason, shape=shapes.completed)


@blueprint.post("/<int:task_id>/departments")
@blueprint.input(inputs.DepartmentIn, arg_name="body")
@blueprint.output(outputs.Completed)
def add_department(task_id: int, body: inputs.DepartmentIn) -> Response:
    """Bring a further department in (加签)."""
    return act(desk.add_department, task_id, body.department, body.reason, shape=shapes.completed)


@blueprint.delete("/<int:task_id>/departments")
@blueprint.input(inputs.DepartmentOut, location="query")
@blueprint.output(outputs.Completed)
def remove_department(task_id: int, query_data: inputs.DepartmentOut) -> Response:
    """Let a department go again (减签); what to say may also come as a JSON body."""
    given = {**query_data.model_dump(exclude_none=True), **request.get_json()}
    body = inputs.DepartmentIn.model_validate(given)
    return act(desk.remove_department, task_id, body.department, body.reason, shape=shapes.completed)


@blueprint.put("/<int:task_id>/draft")
@blueprint.input(inputs.DraftIn, arg_name="body")
@blueprint.output({}, status_code=204)
def save_draft(task_id: int, body: inputs.DraftIn) -> Response:
    """Keep a half-filled form."""
    terms = Terms(if_version=expected_version())
    desk.save_draft(house().desk, actor(), task_id, body.form, at=moment(), terms=terms)
    return nothing()
