"""Who may ask what: each call once for each kind of person, from a state in which somebody may.

Two departments review the case, fire and urban; the task asked about is fire's; market leads and received it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from app import desk
from app.domain.roles import Role
from app.store import people, tables, tables_house, uploads
from tests.api.setting import ITEM, START, Person, Town, diagram

PEOPLE: dict[str, tuple[Role, str]] = {
    "market.window": (Role.WINDOW, "market"),
    "market.officer": (Role.OFFICER, "market"),
    "market.head": (Role.HEAD, "market"),
    "fire.a": (Role.OFFICER, "fire"),
    "fire.head": (Role.HEAD, "fire"),
    "urban.officer": (Role.OFFICER, "urban"),
    "urban.head": (Role.HEAD, "urban"),
    "tobacco.officer": (Role.OFFICER, "tobacco"),
    "tobacco.head": (Role.HEAD, "tobacco"),
    "tobacco.window": (Role.WINDOW, "tobacco"),
    "a.supervisor": (Role.SUPERVISOR, "centre"),
    "a.designer": (Role.DESIGNER, "centre"),
    "a.governor": (Role.GOVERNMENT, ""),
    "an.administrator": (Role.ADMINISTRATOR, "centre"),
    "a.terminal": (Role.KIOSK, ""),
}
REASON = {"reason": "理由"}
ENDING = {**REASON, "basis": "行政许可法第八条"}


@dataclass
class Scene:
    """A case and what of it is asked about."""

    town: Town
    number: str
    code: str
    task: int
    alert: int
    notice: str
    absence: int = 0
    order: int = 0
    held: int = 0
    ticket: int = 0
    reception: str = ""
    told: str = ""
    handover: int = 0
    signal: int = 0
    payment: int = 0
    posting: int = 0
    authorisation: int = 0
    file: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return self.town.person(name, *PEOPLE[name])


def set_scene(town: Town) -> Scene:
    """A new case with an alert for fire."""
    for name in PEOPLE:
        town.person(name, *PEOPLE[name])
    town.officer("fire", "b")
    received = town.person("market.window", Role.WINDOW, "market").post("/cases", town.application()).get_json()
    task = town.tasks(received["number"])["fire"]
    with town.desk.database.writing() as connection:
        row = {"id": task * 10, "case_id": task // 1_000_000, "task_id": task, "level": "yellow", "department": "fire"}
        more = {"element": "review", "name": "审查", "due_at": None, "at": START}
        connection.execute(tables.alert.insert(), {**row, **more})
    (notice,) = town.chief.get(f"/cases/{received['number']}/notices").get_json()["items"]
    return Scene(town, received["number"], received["code"], task, task * 10, notice["number"])


Prepare = Callable[[Scene], None]


def claimed(scene: Scene) -> None:
    assert scene.person("fire.a").post(f"/tasks/{scene.task}/claim").status_code == 200


def delegated(scene: Scene) -> None:
    claimed(scene)
    to = {"user": "fire.b"}
    assert scene.person("fire.a").post(f"/tasks/{scene.task}/delegate", to).status_code == 200


def attached(scene: Scene) -> None:
    """A file that the case has."""
    _, kept = desk.hand_in_file(scene.town.desk, "plan.pdf", b"%PDF-1.7", at=START)
    with scene.town.desk.database.writing() as connection:
        uploads.take(connection, [{"id": kept.id, "case_id": scene.task // 1_000_000}])
    scene.file = kept.id


def completed(scene: Scene) -> None:
    done = scene.person("fire.a").post(f"/tasks/{scene.task}/complete", {"outcome": "agree"})
    assert done.status_code == 200, done.text


def reviewed(scene: Scene) -> None:
    """Both have agreed, and the lead's task is the one asked about."""
    completed(scene)
    urban = scene.town.tasks(scene.number)["urban"]
    done = scene.person("urban.officer").post(f"/tasks/{urban}/complete", {"outcome": "agree"})
    scene.task = done.get_json()["opened"][0]["id"]


def absent(scene: Scene) -> None:
    given = {"from_at": "2026-03-02T00:00:00Z", "to_at": "2026-03-03T00:00:00Z"}
    made = scene.town.chief.post("/posts/fire-review/absences", given)
    scene.absence = made.get_json()["id"]


def tokened(scene: Scene) -> None:
    scene.town.person("somebody", Role.SUPERVISOR)
    desk.issue_token(scene.town.desk, "somebody", Role.SUPERVISOR, at=START)


def paused(scene: Scene) -> None:
    given = CALLS["POST /cases/{number}/pause"].body
    stopped = scene.person("market.head").post(f"/cases/{scene.number}/pause", given)
    assert stopped.status_code == 200, stopped.text


def ended(scene: Scene) -> None:
    done = scene.person("market.head").post(f"/cases/{scene.number}/terminate", ENDING)
    assert done.status_code == 200, done.text


def archived(scene: Scene) -> None:
    ended(scene)
    made = scene.person("market.head").post(
        f"/cases/{scene.number}/archive", CALLS["POST /cases/{number}/archive"].body
    )
    assert made.status_code == 201, made.text


def deploy(scene: Scene, draft: bytes, **fields: str) -> TestResponse:
    """The administrator deploys a diagram."""
    headers = {"Authorization": f"Bearer {scene.town.chief.token}"}
    sent = {"files": [(io.BytesIO(draft), "x.bpmn")], **fields}
    return scene.town.client.post("/api/v1/deployments", data=sent, headers=headers)


def held(scene: Scene) -> None:
    """A deployment that promises less than it takes waits for a second person."""
    slow = diagram().replace(b'name="limit" value="10"', b'name="limit" value="3"')
    made = deploy(scene, slow.replace("决定".encode(), f"慢{scene.number}".encode()), override_reason="试行")
    assert made.status_code == 202, made.text
    scene.held = made.get_json()["held"]["id"]


def moving(scene: Scene) -> None:
    """Another version, and an order to move cases to it; one at a time may run."""
    orders = f"/definitions/{ITEM}/migrations"
    for one in scene.town.chief.get(orders).get_json()["items"]:
        scene.town.chief.post(f"{orders}/{one['id']}/stop")
    draft = diagram().replace("决定".encode(), f"决定{scene.number}".encode())
    made = deploy(scene, draft)
    assert made.status_code == 201, made.text
    order = scene.town.chief.post(orders, {"to": made.get_json()["version"], **REASON})
    assert order.status_code == 202, order.text
    scene.order = order.get_json()["id"]


def with_window(scene: Scene) -> None:
    """A window at which market sits."""
    with scene.town.desk.database.writing() as connection:
        row = {"code": "W1", "name": "一号窗口", "department": "market", "items": []}
        people.put(connection, tables_house.window, [row])
    scene.town.chief.call("DELETE", "/hall/queues/W1/absence")  # what somebody before has left there


def ticketed(scene: Scene) -> None:
    """Somebody waits in the queue of market's window."""
    with_window(scene)
    scene.ticket = scene.town.chief.post("/hall/tickets", {"queue": "W1"}).get_json()["id"]


def called(scene: Scene) -> None:
    ticketed(scene)
    assert scene.town.chief.post(f"/hall/tickets/{scene.ticket}/recall").status_code == 409
    scene.ticket = scene.town.chief.post("/hall/queues/W1/call").get_json()["id"]


def served(scene: Scene) -> None:
    called(scene)
    assert scene.town.chief.post(f"/hall/tickets/{scene.ticket}/serve").status_code == 200


def visited(scene: Scene) -> None:
    """Market's window has received somebody."""
    made = scene.person("market.window").post("/receptions", VISIT)
    assert made.status_code == 201, made.text
    scene.reception = made.get_json()["number"]


def told(scene: Scene) -> None:
    visited(scene)
    given = CALLS["POST /receptions/{reception}/notifications"].body
    made = scene.person("market.window").post(f"/receptions/{scene.reception}/notifications", given)
    assert made.status_code == 201, made.text
    scene.told = made.get_json()["number"]


def handed_over(scene: Scene) -> None:
    visited(scene)
    given = {"department": "fire", **REASON}
    made = scene.person("market.window").post(f"/receptions/{scene.reception}/handovers", given)
    scene.handover = made.get_json()["id"]


def signalled(scene: Scene) -> None:
    made = scene.town.chief.post("/signals", CALLS["POST /signals"].body)
    assert made.status_code == 201, made.text
    scene.signal = made.get_json()["id"]


def with_original(scene: Scene) -> None:
    made = scene.person("market.window").post(f"/cases/{scene.number}/originals", {"codes": ["M01"]})
    assert made.status_code == 201, made.text


def charged(scene: Scene) -> None:
    made = scene.person("market.window").post(f"/cases/{scene.number}/fees", {"fee": "F1", "amount": "10"})
    assert made.status_code == 201, made.text
    scene.payment = made.get_json()["id"]


def posted(scene: Scene) -> None:
    scene.posting = scene.town.chief.post("/board", {"title": "公告", "text": "内容"}).get_json()["id"]


LEFT = {"reason": "调阅档案", "place": "档案室", "contact": "0000-12345"}


def left(scene: Scene) -> None:
    with_window(scene)
    assert scene.town.chief.post("/hall/queues/W1/absence", LEFT).status_code == 201


def authorised(scene: Scene) -> None:
    made = scene.town.chief.post("/authorisations", CALLS["POST /authorisations"].body)
    assert made.status_code == 201, made.text
    scene.authorisation = made.get_json()["id"]


VISIT = {"name": "李雷", "need": "咨询", "id_number": "110101199003078888"}


@dataclass(frozen=True)
class Call:
    """How an operation is asked; `prepare` brings the case into a state in which somebody may."""

    body: Any = None
    prepare: Prepare = lambda scene: None
    query: str = ""
    files: bool = False
    xml: bool = False
    raw: bytes = b""


CALLS: dict[str, Call] = {
    "POST /cases": Call({"item": ITEM, "applicant": {"name": "李雷"}, "variables": {"departments": ["fire"]}}),
    "POST /cases/{number}/urge": Call({"text": "请办理"}),
    "POST /cases/{number}/withdraw": Call({**REASON, "signed_by": "李雷", "uploads": ["{upload}"]}),
    "POST /cases/{number}/terminate": Call(ENDING),
    "POST /cases/{number}/messages": Call({"name": "nothing"}),
    "POST /cases/{number}/pause": Call({"ground": "inspection", "days": 5, **REASON}),
    "POST /cases/{number}/resume": Call({}, paused),
    "POST /cases/{number}/extend": Call({"days": 2, **REASON}),
    "POST /cases/{number}/supplement": Call({"materials": [{"code": "M01"}]}),
    "POST /cases/{number}/supplement/materials": Call({"materials": [{"code": "M01"}]}),
    "POST /cases/{number}/notices/preview": Call({"kind": "SJHZ"}),
    "POST /cases/{number}/notices/{notice}/prints": Call({}),
    "POST /cases/{number}/notices/{notice}/deliveries": Call(
        {"method": "in_person", "receiver": "李雷", "signed_by": "李雷"}
    ),
    "POST /cases/{number}/archive": Call({"despite": "未送达"}, ended),
    "GET /cases/{number}/archive": Call(prepare=archived),
    "POST /cases/{number}/checklist": Call({"materials": [{"code": "M01", "verdict": "good"}]}),
    "POST /cases/{number}/originals": Call({"codes": ["M01"]}),
    "POST /cases/{number}/originals/return": Call({"codes": ["M01"], "signed_by": "李雷"}, with_original),
    "POST /cases/{number}/fees": Call({"fee": "F1", "amount": "10", "receipt": "P1"}),
    "POST /cases/{number}/fees/{payment_id}/receipt": Call({"receipt": "P1"}, charged),
    "POST /hall/tickets": Call({"queue": "W1"}, with_window),
    "POST /hall/queues/{queue}/call": Call(prepare=ticketed),
    "POST /hall/queues/{queue}/absence": Call(LEFT, with_window),
    "DELETE /hall/queues/{queue}/absence": Call(prepare=left),
    "POST /hall/tickets/{ticket_id}/recall": Call(prepare=called),
    "POST /hall/tickets/{ticket_id}/skip": Call(prepare=called),
    "POST /hall/tickets/{ticket_id}/serve": Call(prepare=called),
    "POST /hall/tickets/{ticket_id}/close": Call(prepare=served),
    "POST /hall/tickets/{ticket_id}/transfer": Call({"queue": "W1"}, called),
    "POST /receptions": Call(VISIT),
    "GET /receptions/{reception}": Call(prepare=visited),
    "POST /receptions/{reception}/settle": Call({"outcome": "answered", "answer": "已答复"}, visited),
    "POST /receptions/{reception}/handovers": Call({"department": "fire", **REASON}, visited),
    "POST /handovers/{handover_id}/sign": Call({}, handed_over),
    "POST /receptions/{reception}/notifications": Call({"item": ITEM, "confirmed": "已确认"}, visited),
    "GET /notifications/{told}.pdf": Call(prepare=told),
    "POST /notifications/{told}/prints": Call({}, told),
    "POST /receptions/{reception}/rating": Call({"level": 2}, visited),
    "POST /signals": Call({"rule": "14", "subject": "窗口", "department": "fire", "evidence": "举报"}),
    "POST /signals/{signal_id}/judge": Call({"judgement": "dismissed", "finding": "查无实据"}, signalled),
    "GET /ratings": Call(query="?from_at=2026-03-01T00:00:00Z&to_at=2026-04-01T00:00:00Z"),
    "POST /authorisations": Call(
        {"item": ITEM, "user": "market.head", "action": "decide", "from_at": "2026-03-02T00:00:00Z"}
    ),
    "DELETE /authorisations/{authorisation_id}": Call(prepare=authorised),
    "POST /board": Call({"title": "公告", "text": "内容"}),
    "DELETE /board/{posting_id}": Call(prepare=posted, query="?reason=x"),
    "GET /cases/{number}/files/{file}": Call(prepare=attached),
    "POST /public/uploads": Call(query="?name=plan.pdf", raw=b"%PDF-1.7"),
    "POST /public/applications": Call({"item": ITEM, "applicant": {"name": "李雷"}}),
    "POST /public/cases/{number}/materials": Call(
        {"code": "{code}", "materials": [{"code": "M01", "uploads": ["secret"]}]}
    ),
    "POST /public/cases/{number}/withdraw": Call({"code": "{code}", "reason": "不办了"}),
    "POST /public/appointments": Call(
        {"counter": "A01", "slot": "2026-03-04T09:30", "matter": "咨询", "applicant": {"name": "李雷"}}
    ),
    "POST /public/cases/{number}/rating": Call({"code": "{code}", "level": 2}, ended),
    "POST /public/cases/{number}/fees/refuse": Call({"code": "{code}", "complaint": "多收"}),
    "POST /kiosk/tickets": Call({"queue": "W1"}, with_window),
    "POST /kiosk/check-ins": Call({"number": "{number}", "code": "{code}"}),
    "GET /kiosk/tickets/{ticket_id}/slip.pdf": Call(prepare=ticketed),
    "POST /kiosk/questions": Call({"question": "要哪些材料", "name": "李雷", "phone": "13800000001"}),
    "GET /kiosk/cases/{number}": Call(query="?code={code}"),
    "GET /kiosk/cases/{number}/notices/{notice}.pdf": Call(query="?code={code}"),
    "POST /kiosk/cases/{number}/rating": Call({"code": "{code}", "level": 2}, ended),
    "GET /registers/{code}": Call(),
    "GET /reports/{year}-{month}/cases": Call(query="?figure=received"),
    "GET /tasks": Call(query="?department=fire"),
    "GET /tasks/count": Call(query="?department=fire"),
    "POST /tasks/claim": Call({"tasks": [1]}),
    "POST /tasks/{task_id}/unclaim": Call(prepare=claimed),
    "POST /tasks/{task_id}/assignee": Call({"user": "fire.b"}),
    "POST /tasks/{task_id}/delegate": Call({"user": "fire.b"}),
    "POST /tasks/{task_id}/resolve": Call({"opinion": "可以"}, delegated),
    "POST /tasks/{task_id}/transfer": Call({"department": "tobacco", **REASON}),
    "POST /tasks/{task_id}/complete": Call({"outcome": "agree"}),
    "POST /tasks/{task_id}/reviews": Call({"outcome": "agree"}),
    "POST /tasks/{task_id}/return": Call({"element": "review", **REASON}, reviewed),
    "POST /tasks/{task_id}/withdraw": Call(REASON, completed),
    "POST /tasks/{task_id}/departments": Call({"department": "tobacco", **REASON}),
    "DELETE /tasks/{task_id}/departments": Call(query="?department=urban&reason=x"),
    "PUT /tasks/{task_id}/draft": Call({"form": {"x": 1}}),
    "GET /alerts": Call(query="?department=fire"),
    "POST /alerts/{alert_id}/acknowledge": Call({}),
    "POST /alerts/{alert_id}/explain": Call({"text": "人员不足"}),
    "POST /deployments": Call(query="?dry_run=true", files=True),
    "GET /deployments/held/{number}": Call(prepare=held),
    "GET /deployments/held/{number}/files/{name}": Call(prepare=held),
    "POST /deployments/held/{number}/approve": Call({}, held),
    "POST /deployments/held/{number}/reject": Call({"remark": "暂不试行"}, held),
    "POST /check": Call(xml=True),
    "POST /definitions/{key}/versions/{version}/diff": Call(xml=True),
    "POST /definitions/{key}/migrations": Call({"to": 1, **REASON}, query="?dry_run=true"),
    "GET /definitions/{key}/migrations/{number}": Call(prepare=moving),
    "GET /definitions/{key}/migrations/{number}/cases": Call(prepare=moving),
    "POST /definitions/{key}/migrations/{number}/stop": Call(prepare=moving),
    "POST /definitions/{key}/migrations/{number}/resume": Call(prepare=moving),
    "POST /definitions/{key}/simulations": Call({"cases": 2, "days": 5}),
    "POST /posts/{code}/absences": Call({"from_at": "2026-03-02T00:00:00Z", "to_at": "2026-03-03T00:00:00Z"}),
    "DELETE /posts/{code}/absences/{absence_id}": Call(prepare=absent),
    "POST /tokens": Call({"user": "new", "role": "supervisor"}),
    "DELETE /tokens/{user}": Call(prepare=tokened),
    "PUT /calendar/{year}": Call({"holidays": [{"name": "元旦", "from": "2026-01-01"}]}, query="?dry_run=true"),
    "POST /calendar/{year}/restore": Call({"version": 0}, query="?dry_run=true"),
    "POST /calendar/days": Call({"kind": "shut", "date": "2026-03-05"}, query="?dry_run=true"),
    "DELETE /calendar/days": Call(query="?date=2026-03-05"),
    "POST /calendar/import": Call(query="?from_package=true&dry_run=true&year=2026"),
    "GET /calendar/due": Call(query="?from=2026-03-02&days=5"),
    "PUT /clock": Call({"at": "2026-03-02T02:00:00Z"}),
    "GET /public/cases/{number}": Call(query="?code={code}"),
    "GET /public/cases/{number}/notices/{notice}.pdf": Call(query="?code={code}"),
}
"""What a call needs beside its address; most need nothing.  A bulk claim answers 200 and says for each task."""


def ask(scene: Scene, operation: str, who: Person) -> TestResponse:
    """One call about the scene."""
    call = CALLS.get(operation, Call())
    method, _, path = operation.partition(" ")
    orders = {"/definitions": scene.order or 1, "/deployments": scene.held}
    number = next((order for start, order in orders.items() if path.startswith(start)), scene.number)
    filled = path.format(
        number=number, task_id=scene.task, alert_id=scene.alert, absence_id=scene.absence or 1, notice=scene.notice,
        code="fire-review", user="somebody", year=2026, month=3, key=ITEM, version=1, old=1, new=1,
        ticket_id=scene.ticket or 1, queue="W1", reception=scene.reception or "JD-2026-000001",
        told=scene.told or "YCGZ-2026-000001",
        handover_id=scene.handover, signal_id=scene.signal, payment_id=scene.payment, posting_id=scene.posting,
        authorisation_id=scene.authorisation,
        name="application.pdf" if path.startswith(("/public", "/kiosk")) else "x.bpmn",
        file=scene.file or 1,
    )  # fmt: skip
    filled += call.query.format(code=scene.code)
    if call.files:
        headers = {"Authorization": f"Bearer {who.token}"} if who.token else {}
        sent = {"files": [(io.BytesIO(diagram()), "x.bpmn")]}
        return who.client.open(f"/api/v1{filled}", method=method, data=sent, headers=headers)
    if call.xml:
        headers = {"Authorization": f"Bearer {who.token}", "Content-Type": "application/xml"}
        return who.client.open(f"/api/v1{filled}", method=method, data=diagram(), headers=headers)
    if call.raw:
        headers = {"Authorization": f"Bearer {who.token}", "Content-Type": "application/octet-stream"}
        return who.client.open(f"/api/v1{filled}", method=method, data=call.raw, headers=headers)
    body = call.body
    if isinstance(body, dict) and body.get("uploads") == ["{upload}"]:
        body = {**body, "uploads": [desk.hand_in_file(scene.town.desk, "signed.pdf", b"%PDF-1.7", at=START)[0]]}
    if isinstance(body, dict) and body.get("code") == "{code}":
        body = {**body, "code": scene.code, **({"number": scene.number} if "number" in body else {})}
    return who.call(method, filled, body)
