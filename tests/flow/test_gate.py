"""The gate: what has an error or a deadline that is not kept is not published, unless a second person agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import designs
from app.designs import File
from app.domain.actors import SYSTEM, Actor
from app.domain.roles import Role
from app.errors import DiagramRefused, Forbidden, Invalid, NotFound, Refused
from app.store import tables_designs as t
from tests.engine.drawing import boundary, call, draw, end, fork, service, start, timer, user, xor
from tests.factories import AT, DESIGNER, SUPERVISOR, Centre, officer

ITEM = {"lead": "market", "itemCode": "G1", "limit": "5", "statutoryLimit": "20"}
REASON = "试运行，领导已同意"


def item(limit: str = "4", **changed: str) -> bytes:
    """One step of the fire department; `limit` is the step's."""
    said = {"limit": limit} if limit else {}
    return draw(start("s"), user("work", groups="fire", props=said), end("e"), flows=["s -> work -> e"],
                id="gated", name="限时事项", props={**ITEM, **changed})  # fmt: skip


def stuck() -> bytes:
    """A parallel join one of whose branches goes another way: no case ends."""
    return draw(
        start("s"), fork("split"), user("a", groups="fire", props={"limit": "1"}), xor("way"),
        user("b", groups="fire", props={"limit": "1"}), fork("join"), end("e"),
        flows=["s -> split", "split -> a -> join", "split -> b -> way", "way -> join: ${outcome == 'agree'}",
               "way -> a: default", "join -> e"],
        id="gated", props=ITEM,
    )  # fmt: skip


def files(data: bytes) -> list[File]:
    return [File(name="gated.bpmn", data=data)]


def deploy(centre: Centre, data: bytes, **more: object) -> designs.Deployment:
    return designs.deploy(centre.house, DESIGNER, files(data), at=AT, **more)  # type: ignore[arg-type]


def hold(centre: Centre) -> int:
    held = deploy(centre, item("6"), override=REASON).held
    assert held is not None
    return held.id


def test_what_is_proved_is_published_with_its_proof_and_a_sealed_ledger(centre: Centre) -> None:
    made = deploy(centre, item())
    assert made.created and made.held is None
    version = made.definitions[0]
    proof = designs.proof(centre.house, version)
    assert proof is not None and proof == made.proofs["gated"]
    assert (proof["verdict"], proof["publishable"]) == ("sound", True)
    assert (proof["deadline"]["strength"], proof["deadline"]["worst_case_working_days"]) == ("kept", 4)
    (entry,) = designs.ledger(centre.house, version)
    assert (entry.act, entry.actor, entry.detail["strength"]) == ("published", "drawer", "kept")
    assert [(one.name, one.flaws) for one in designs.verify_ledgers(centre.house)] == [("definition gated 1", ())]


@pytest.mark.parametrize(
    ("data", "code", "element"),
    [
        (item("6"), "promise-exceeded", "work"),
        (item(""), "no-deadline", "work"),
        (item(limit="4", statutoryLimit="3"), "promise-over-statutory", "gated"),
        (stuck(), "lack-of-synchronisation", "join"),
    ],
    ids=["over the promise", "no limit", "over the law", "stuck"],
)
def test_what_is_not_proved_is_refused_and_a_dry_run_says_the_same(
    centre: Centre, data: bytes, code: str, element: str
) -> None:
    told = []
    for dry_run in (True, False):
        with pytest.raises(DiagramRefused) as refused:
            deploy(centre, data, dry_run=dry_run)
        told.append([(found.code, found.element) for found in refused.value.findings])
        found = next(found for found in refused.value.findings if found.code == code)
        assert found.element == element and found.severity == "error"
    assert told[0] == told[1]
    assert designs.definitions(centre.house, at=AT) == []


def test_a_second_person_lets_a_held_deployment_pass_and_the_ledger_says_so(centre: Centre) -> None:
    number = hold(centre)
    assert designs.definitions(centre.house, at=AT) == []
    (waiting,) = designs.held_deployments(centre.house)
    assert (waiting.requested_by, waiting.reason, waiting.status) == ("drawer", REASON, "waiting")
    assert "promise-exceeded" in {found["rule"] for found in waiting.findings}
    made = designs.approve(centre.house, SUPERVISOR, number, remark="同意试行一个月", at=AT)
    assert made.created and made.definitions[0].deployed_by == "drawer"
    published, overridden = designs.ledger(centre.house, made.definitions[0])
    assert published.detail["strength"] == "exceeded" and published.actor == "drawer"
    assert (overridden.act, overridden.actor) == ("gate overridden", "watch")
    assert overridden.detail["reason"] == REASON and overridden.detail["requested_by"] == "drawer"
    assert [found["code"] for found in overridden.detail["findings"]] == ["promise-exceeded"]
    assert centre.elements(centre.receive("gated")) == ["work:fire"]
    decided = designs.held_deployment(centre.house, number)
    assert (decided.status, decided.decided_by, decided.remark) == ("approved", "watch", "同意试行一个月")


def test_nobody_is_his_own_second_person(centre: Centre) -> None:
    number = hold(centre)
    for actor in (DESIGNER, officer("fire"), Actor(user="drawer", role=Role.SUPERVISOR)):
        with pytest.raises(Forbidden):
            designs.approve(centre.house, actor, number, at=AT)
    assert designs.definitions(centre.house, at=AT) == []


def test_a_held_deployment_is_decided_once(centre: Centre) -> None:
    number = hold(centre)
    designs.approve(centre.house, SUPERVISOR, number, at=AT)
    with pytest.raises(Refused):
        designs.approve(centre.house, SUPERVISOR, number, at=AT)
    with pytest.raises(Refused):
        designs.reject(centre.house, SUPERVISOR, number, "", at=AT)
    with pytest.raises(NotFound):
        designs.approve(centre.house, SUPERVISOR, number + 1, at=AT)


def test_a_rejected_deployment_is_not_published_and_its_designer_may_take_it_back(centre: Centre) -> None:
    first, second = hold(centre), hold(centre)
    assert designs.reject(centre.house, SUPERVISOR, first, "先补时限", at=AT).status == "rejected"
    assert designs.reject(centre.house, DESIGNER, second, "", at=AT).decided_by == "drawer"
    with pytest.raises(Forbidden):
        designs.reject(centre.house, officer("fire"), hold(centre), "", at=AT)
    assert designs.definitions(centre.house, at=AT) == [] and len(designs.held_deployments(centre.house)) == 1


def test_nobody_lets_pass_what_the_house_cannot_carry_out(centre: Centre) -> None:
    drawn = draw(start("s"), service("x", "coffee.make"), end("e"), flows=["s -> x -> e"], id="gated")
    with pytest.raises(DiagramRefused) as refused:
        deploy(centre, drawn, override=REASON)
    assert refused.value.findings[0].code == "unknown-topic"
    assert designs.held_deployments(centre.house) == []


def test_an_override_needs_a_reason(centre: Centre) -> None:
    with pytest.raises(Invalid) as refused:
        deploy(centre, item("6"), override="   ")
    assert refused.value.field == "override_reason"


def test_what_passes_anyway_needs_no_second_person(centre: Centre) -> None:
    made = deploy(centre, item(), override=REASON)
    assert made.created and [entry.act for entry in designs.ledger(centre.house, made.definitions[0])] == ["published"]


def test_a_part_that_promises_nothing_needs_only_to_be_sound_and_counts_in_its_caller(centre: Centre) -> None:
    part = draw(start("s"), user("inner", groups="fire", props={"limit": "4"}), end("e"), flows=["s -> inner -> e"],
                id="part")  # fmt: skip
    caller = draw(start("s"), call("sub", "part"), end("e"), flows=["s -> sub -> e"], id="caller", props=ITEM)
    made = designs.deploy(
        centre.house, DESIGNER, [File(name="p.bpmn", data=part), File(name="c.bpmn", data=caller)], at=AT
    )
    assert made.created
    assert made.proofs["caller"]["deadline"]["worst_case_working_days"] == 4
    slow = part.replace(b'value="4"', b'value="9"')
    with pytest.raises(DiagramRefused) as refused:
        designs.deploy(
            centre.house, DESIGNER, [File(name="p.bpmn", data=slow), File(name="c.bpmn", data=caller)], at=AT
        )
    assert ("promise-exceeded", "sub") in [(found.code, found.element) for found in refused.value.findings]


def test_what_is_published_is_not_judged_anew_when_the_folder_is_loaded_again(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "gated.bpmn").write_bytes(item())
    assert designs.load_folder(centre.house, tmp_path, at=AT).created
    assert not designs.load_folder(centre.house, tmp_path, at=AT).created
    (tmp_path / "gated.bpmn").write_bytes(item("6"))
    with pytest.raises(DiagramRefused):
        designs.load_folder(centre.house, tmp_path, at=AT)
    assert [one.definition.version for one in designs.versions(centre.house, "gated", at=AT)] == [1]


def test_what_was_let_pass_does_not_stop_the_next_start(centre: Centre, tmp_path: Path) -> None:
    designs.approve(centre.house, SUPERVISOR, hold(centre), at=AT)
    (tmp_path / "gated.bpmn").write_bytes(item("6"))
    assert not designs.load_folder(centre.house, tmp_path, at=AT).created
    assert SYSTEM.role is Role.ADMINISTRATOR


def test_a_ledger_that_was_tampered_with_is_told(centre: Centre) -> None:
    designs.approve(centre.house, SUPERVISOR, hold(centre), at=AT)
    with centre.house.database.writing() as connection:
        connection.execute(t.definition_ledger.delete().where(t.definition_ledger.c.act == "gate overridden"))
    (audited,) = designs.verify_ledgers(centre.house)
    assert [(flaw.kind, flaw.seq) for flaw in audited.flaws] == [("missing", 2)]


def test_a_bounded_deadline_is_published_without_anybody_keeping_to_a_limit(centre: Centre) -> None:
    timed = draw(
        start("s"), user("work", groups="fire"), boundary("late", on="work", event=timer("workdays(3)")), end("e"),
        end("gone"), flows=["s -> work -> e", "late -> gone"], id="gated", props=ITEM,
    )  # fmt: skip
    made = deploy(centre, timed)
    assert made.proofs["gated"]["deadline"]["strength"] == "bounded"
