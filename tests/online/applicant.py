"""An applicant at home: hands in files, files, looks, and keeps number and code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.api.setting import Town

PDF, PNG = b"%PDF-1.7 plan", b"\x89PNG\r\n\x1a\n picture"
FORM = {"area": 350, "works": 1, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}
WHO = {"name": "河沿面馆", "kind": "company", "id_number": "110101199003078888"}


def upload(town: Town, name: str = "plan.pdf", data: bytes = PDF, **more: Any) -> TestResponse:
    """A file on its way."""
    given = {"content_type": "application/octet-stream", **more}
    headers = {"Accept-Language": "en"}
    return town.client.post("/api/v1/public/uploads", query_string={"name": name}, data=data, headers=headers, **given)


def uploaded(town: Town, name: str = "plan.pdf", data: bytes = PDF) -> str:
    """The secret of a file that was taken."""
    answer = upload(town, name, data)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["upload"])


def application(**more: Any) -> dict[str, Any]:
    """A joint application."""
    return {"item": "joint", "applicant": WHO, "form": FORM, **more}


@dataclass
class Filed:
    """A case filed online."""

    town: Town
    number: str
    code: str

    def look(self) -> dict[str, Any]:
        answer = self.town.nobody.get(f"/public/cases/{self.number}?code={self.code}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def post(self, what: str, **body: Any) -> TestResponse:
        """Something about one's own case."""
        return self.town.nobody.post(f"/public/cases/{self.number}/{what}", {"code": self.code, **body})


def file_case(town: Town, files: dict[str, list[str]] | None = None, **more: Any) -> Filed:
    """A case filed online; files: secrets by material."""
    materials = [{"code": code, "uploads": handles} for code, handles in (files or {}).items()]
    answer = town.nobody.post("/public/applications", application(materials=materials, **more))
    assert answer.status_code == 201, answer.text
    made = answer.get_json()
    return Filed(town, made["number"], made["code"])
