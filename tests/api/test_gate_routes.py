"""The gate over HTTP: refused with findings, held with a reason, let pass by another account, sealed."""

from __future__ import annotations

import io
from typing import Any

from app.domain.roles import Role
from tests.api.setting import ITEM, Person, Town, diagram

SLOW = diagram().replace(b'name="limit" value="5"', b'name="limit" value="50"')
HELD = "/deployments/held"


def deploy(town: Town, who: Person, data: bytes, *, query: str = "", **fields: str) -> Any:
    sent = {"files": [(io.BytesIO(data), "joint.bpmn")], **fields}
    headers = {"Authorization": f"Bearer {who.token}", "Accept-Language": "en"}
    return town.client.post(f"/api/v1/deployments{query}", data=sent, headers=headers)


def test_what_the_gate_refuses_is_told_with_its_findings(town: Town) -> None:
    assert b'value="50"' in SLOW
    designer = town.person("designer", Role.DESIGNER)
    for query in ("", "?dry_run=true"):
        refused = deploy(town, designer, SLOW, query=query)
        assert refused.status_code == 422, refused.text
        found = {each["rule"]: each for each in refused.get_json()["findings"]}
        assert {"rule", "severity", "element", "message", "fix", "line"} <= found["promise-exceeded"].keys()
        assert found["promise-exceeded"]["element"] == "review" and found["promise-exceeded"]["trace"]


def test_a_held_deployment_is_let_pass_by_a_second_person_and_sealed(town: Town) -> None:
    designer = town.person("designer", Role.DESIGNER)
    held = deploy(town, designer, SLOW, override_reason="trial").get_json()["held"]
    assert held["status"] == "waiting" and held["requested_by"] == "designer"
    assert designer.get(HELD).get_json()["items"][0]["reason"] == "trial"
    assert designer.get(f"{HELD}/{held['id']}").status_code == 200
    assert designer.post(f"{HELD}/{held['id']}/approve", {}).status_code == 403
    assert town.officer("fire").post(f"{HELD}/{held['id']}/approve", {}).status_code == 403
    made = town.chief.post(f"{HELD}/{held['id']}/approve", {"remark": "one month"})
    assert made.status_code == 201, made.text
    version = made.get_json()["version"]
    assert made.get_json()["proofs"][ITEM]["deadline"]["strength"] == "exceeded"
    again = town.chief.post(f"{HELD}/{held['id']}/approve", {})
    assert again.status_code == 409 and again.get_json()["by"]
    entries = town.chief.get(f"/definitions/{ITEM}/versions/{version}/ledger").get_json()["items"]
    assert [entry["act"] for entry in entries] == ["published", "gate overridden"]
    assert entries[1]["detail"]["reason"] == "trial" and entries[1]["prev"] == entries[0]["hash"]
    proof = town.chief.get(f"/definitions/{ITEM}/versions/{version}/proof").get_json()
    assert proof["publishable"] is False and proof["deadline"]["worst_case_working_days"] > 10


def test_a_held_deployment_can_be_refused(town: Town) -> None:
    designer = town.person("designer", Role.DESIGNER)
    held = deploy(town, designer, SLOW, override_reason="trial").get_json()["held"]
    refused = town.chief.post(f"{HELD}/{held['id']}/reject", {"remark": "no"})
    assert refused.status_code == 200 and refused.get_json()["status"] == "rejected"
    assert designer.get(HELD).get_json()["items"] == []
    assert town.chief.get(f"{HELD}/999").status_code == 404


def test_a_diagram_without_a_drawing_is_laid_out_on_request(town: Town) -> None:
    plain = town.chief.get(f"/definitions/{ITEM}/versions/1/xml").data
    laid_out = town.chief.get(f"/definitions/{ITEM}/versions/1/xml?drawn=true").data
    assert plain == diagram() and b"BPMNShape" in laid_out and b"BPMNShape" not in plain
