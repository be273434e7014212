"""Papers over HTTP: fetched, previewed, printed, served, by officials and applicants."""

from __future__ import annotations

import pytest

from app.notices import CATALOGUE
from tests.api.setting import ITEM, Town

SIGNED = {"method": "in_person", "receiver": "李雷", "signed_by": "李雷"}


def a_paper(town: Town) -> tuple[str, str, str]:
    """Number and code of a case, and the number of its voucher of acceptance."""
    case = town.receive()
    place = f"/cases/{case['number']}"
    return place, case["code"], town.chief.get(f"{place}/notices").get_json()["items"][0]["number"]


def test_the_pdf_is_the_same_every_time_and_names_its_digest(town: Town) -> None:
    place, _, number = a_paper(town)
    first = town.window.get(f"{place}/notices/{number}.pdf")
    assert first.status_code == 200 and first.mimetype == "application/pdf" and first.data.startswith(b"%PDF-")
    assert town.chief.get(f"{place}/notices/{number}.pdf").data == first.data
    shown = town.chief.get(f"{place}/notices/{number}").get_json()
    assert first.headers["ETag"] == f'"{shown["digest"]}"' and shown["name"] == "受理通知书"


def test_an_applicant_fetches_a_paper_with_number_and_code(town: Town) -> None:
    place, code, number = a_paper(town)
    address = f"/public{place}/notices/{number}.pdf"
    assert town.nobody.get(f"{address}?code={code}").data.startswith(b"%PDF-")
    for wrong in ("?code=WRONG", "", f"?code={code}X"):
        assert town.nobody.get(address + wrong).status_code == 404
    assert town.nobody.get(f"/public/cases/nonsense/notices/{number}.pdf?code={code}").status_code == 404


def test_applicants_come_through_the_same_turnstile(town: Town) -> None:
    place, code, number = a_paper(town)
    limit = town.desk.settings.public_requests_per_minute
    answers = [town.nobody.get(f"/public{place}/notices/{number}.pdf?code=X").status_code for _ in range(limit + 1)]
    assert answers[-1] == 429 and set(answers[:-1]) == {404}
    assert town.nobody.get(f"/public{place}?code={code}").status_code == 429


def test_a_preview_is_a_pdf_or_says_what_is_missing(town: Town) -> None:
    place, _, _ = a_paper(town)
    body = {"kind": "BYXK", "facts": {"reasons": "出口不足", "basis": "消防法第十五条"}}
    shown = town.window.post(f"{place}/notices/preview", body)
    assert shown.status_code == 200 and shown.data.startswith(b"%PDF-")
    refused = town.window.post(f"{place}/notices/preview", {"kind": "BYXK", "facts": {"basis": "法"}})
    assert (refused.status_code, refused.get_json()["field"]) == (422, "reasons")
    unknown = town.window.post(f"{place}/notices/preview", {"kind": "NONE"})
    assert (unknown.status_code, unknown.get_json()["field"]) == (422, "notice")
    assert len(town.chief.get(f"{place}/notices").get_json()["items"]) == 1


def test_a_service_is_recorded_once_and_again_only_under_the_same_key(town: Town) -> None:
    place, _, number = a_paper(town)
    address = f"{place}/notices/{number}/deliveries"
    first = town.window.post(address, SIGNED, Idempotency_Key="one")
    assert first.status_code == 201 and first.get_json()["at"] == "2026-03-02T02:00:00Z"
    again = town.window.post(address, SIGNED, Idempotency_Key="one")
    assert again.status_code == 201 and again.get_json() == first.get_json()
    other = town.window.post(address, SIGNED, Idempotency_Key="two")
    assert other.status_code == 409 and number in other.get_json()["detail"]
    shown = town.chief.get(f"{place}/notices/{number}").get_json()
    assert shown["served_at"] == "2026-03-02T02:00:00Z" and len(shown["deliveries"]) == 1


def test_a_service_without_its_proof_is_refused_in_the_readers_language(town: Town) -> None:
    place, _, number = a_paper(town)
    town.window.language = "zh"
    answer = town.window.post(f"{place}/notices/{number}/deliveries", {"method": "post", "receiver": "李雷"})
    assert answer.status_code == 422 and answer.get_json()["field"] == "reference"


def test_a_printing_is_recorded(town: Town) -> None:
    place, _, number = a_paper(town)
    made = town.window.post(f"{place}/notices/{number}/prints", {"copies": 2})
    assert made.status_code == 201 and made.get_json()["copies"] == 2
    acts = [line["act"] for line in town.chief.get(f"{place}/timeline").get_json()["items"]]
    assert acts[-1] == "print"


def test_strangers_learn_nothing_of_a_paper(town: Town) -> None:
    place, _, number = a_paper(town)
    stranger = town.officer("tobacco")
    for path in (f"{place}/notices/{number}.pdf", f"{place}/notices/{number}"):
        assert stranger.get(path).status_code == 404
        assert town.nobody.get(path).status_code == 401
    assert stranger.post(f"{place}/notices/{number}/prints", {}).status_code == 404
    other = town.receive()["number"]
    assert town.chief.get(f"/cases/{other}/notices/{number}.pdf").status_code == 404


def test_the_catalogue_lists_what_a_designer_may_name(town: Town) -> None:
    items = {one["code"]: one for one in town.chief.get("/notices/kinds").get_json()["items"]}
    assert set(items) == set(CATALOGUE)
    assert [fact["name"] for fact in items["BYXK"]["facts"] if fact["needed"]] == ["reasons", "basis"]


@pytest.mark.parametrize("query", ["", "?overdue=true", "?limit=1"])
def test_what_waits_to_be_served_is_listed(town: Town, query: str) -> None:
    assert town.chief.get(f"/notices/unserved{query}").get_json() == {"items": []}


@pytest.mark.parametrize(
    ("character", "code"), [("\ue000", "U+E000"), ("\U00031350", "U+31350"), ("𠮷", "U+20BB7"), ("😀", "U+1F600")]
)
def test_a_character_without_a_glyph_is_an_error_before_anything_is_issued(
    town: Town, character: str, code: str
) -> None:
    place, _, _ = a_paper(town)
    before = [one["number"] for one in town.chief.get(f"{place}/notices").get_json()["items"]]
    pause = {"ground": "hearing", "reason": f"涉及{character}结构", "days": 5}
    refused = town.lead.post(f"{place}/pause", pause)
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    told = refused.get_json()
    assert (told["field"], told["character"]) == ("reasons", code) and code in told["detail"]
    assert [one["number"] for one in town.chief.get(f"{place}/notices").get_json()["items"]] == before
    assert town.chief.get(place).get_json()["paused_at"] is None
    assert town.lead.post(f"{place}/pause", {**pause, "reason": "涉及超限结构"}).status_code == 200
    issued = [one["number"] for one in town.chief.get(f"{place}/notices").get_json()["items"]]
    assert [one for one in issued if one not in before] == ["TBCX-2026-000001"], "the refused act took no number"


def test_a_character_without_a_glyph_is_told_to_whoever_wrote_it(town: Town) -> None:
    case = town.receive()
    task = town.officer("fire").get("/tasks").get_json()["items"][0]["id"]
    said = {"outcome": "disagree", "reasons": "出口\ue000不足", "basis": "第十五条"}
    refused = town.officer("fire").post(f"/tasks/{task}/complete", said)
    told = refused.get_json()
    assert (refused.status_code, told["field"], told["character"]) == (422, "reasons", "U+E000")
    done = town.officer("fire").post(f"/tasks/{task}/complete", {**said, "reasons": "　　出口不足\r\n　　宽度不足"})
    assert done.status_code == 200 and case["number"] in done.text


def test_a_name_without_a_glyph_is_refused_at_the_window(town: Town) -> None:
    refused = town.window.post("/cases", {"item": ITEM, "applicant": {"name": "李\ue000"}})
    told = refused.get_json()
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert (told["field"], told["character"]) == ("applicant.name", "U+E000")


def test_a_form_is_fetched_without_signing_in_and_again_only_when_it_changed(town: Town) -> None:
    (line,) = town.nobody.get(f"/public/items/{ITEM}").get_json()["files"]
    given = town.client.get(line["href"])
    assert given.status_code == 200 and given.mimetype == line["media_type"] == "application/pdf"
    assert given.data.startswith(b"%PDF-") and len(given.data) == line["bytes"]
    assert given.headers["ETag"] == f'"{line["sha256"]}"' and given.headers["X-Content-Type-Options"] == "nosniff"
    assert 'filename="application.pdf"' in given.headers["Content-Disposition"]
    assert town.client.get(line["href"], headers={"If-None-Match": given.headers["ETag"]}).status_code == 304
    for wrong in ("other.pdf", "..%2Fcentre.toml", "application.html"):
        assert town.client.get(line["href"].replace("application.pdf", wrong)).status_code == 404
    assert town.nobody.get("/public/items/nothing/files/application.pdf").status_code == 404
