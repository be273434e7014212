"""Files of strangers: taken as they are, never opened, given to one case, shown to those who see it, in its archive."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from app import desk
from app.domain import archives, uploads
from app.domain.roles import Role
from app.errors import Invalid
from tests.api.setting import START, Town
from tests.factories import ADMIN
from tests.online.applicant import PDF, PNG, application, file_case, upload, uploaded
from tests.online.conftest import Open


def files_of(town: Town, number: str) -> list[dict[str, object]]:
    materials = town.chief.get(f"/cases/{number}").get_json()["materials"]
    return [file for one in materials for file in one.get("files", [])]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/pass.wd", "pass.wd"),
        ("C:\\Users\\王\\图 纸.PDF", "图 纸.PDF"),
        ("a/b/..pdf.exe.pdf", "pdf.exe.pdf"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("inv\u202eoice\u200b.pdf", "invoice.pdf"),
        ('quote".pdf', "quote_.pdf"),
        ("line\r\nSet-Cookie: a.pdf", "lineSet-Cookie_ a.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
    ],
)
def test_a_name_is_kept_without_what_could_be_misread(given: str, kept: str) -> None:
    assert uploads.kept_name(given) == kept
    assert len(uploads.kept_name(given)) <= uploads.LONGEST_NAME


@pytest.mark.parametrize("given", ["", ".", "..", "plan", "/", ".pdf", "\u200b.pdf", "a/."])
def test_a_name_without_stem_or_ending_is_refused(given: str) -> None:
    with pytest.raises(Invalid):
        uploads.kept_name(given)


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("plan.pdf", PDF, 201),
        ("photo.png", PNG, 201),
        ("photo.JPG", b"\xff\xd8\xff\xe0 jpeg", 201),
        ("sheet.xlsx", b"PK\x03\x04 whatever is inside", 201),
        ("virus.exe", b"MZ", 415),
        ("page.html", b"<script>", 415),
        ("picture.svg", b"<svg onload=x>", 415),
        ("archive.zip", b"PK\x03\x04", 415),
        ("plan.pdf", b"<html>", 415),
        ("plan.pdf", b"", 422),
        ("noending", PDF, 422),
    ],
)
def test_files_of_the_kinds_that_offices_use_are_taken_by_ending_and_beginning(
    still: Town, name: str, data: bytes, status: int
) -> None:
    answer = upload(still, name, data)
    assert answer.status_code == status, answer.text


def test_a_file_is_as_large_as_the_centre_allows_and_no_larger(open_town: Open) -> None:
    town = open_town(upload_bytes=3_000_000)
    assert upload(town, data=PDF + bytes(2_900_000)).status_code == 201, "larger than any other body may be"
    refused = upload(town, data=PDF + bytes(3_000_000))
    assert refused.status_code == 413 and refused.get_json()["limit"] == 3_000_000
    assert upload(town, content_type="text/plain").status_code == 415
    assert upload(town, content_type=None).status_code == 415


def test_a_bomb_is_kept_as_it_came_and_never_opened(town: Town) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", bytes(100_000_000))
    filed = file_case(town, {"M01": [uploaded(town, "form.docx", packed.getvalue())]})
    (file,) = files_of(town, filed.number)
    assert file["size"] == len(packed.getvalue()) < 200_000
    assert town.chief.get(f"/cases/{filed.number}/files/{file['id']}").data == packed.getvalue()


def test_a_file_is_sent_to_be_saved_and_to_those_alone_who_see_the_case(town: Town) -> None:
    filed = file_case(town, {"M01": [uploaded(town, "<b>图</b>.pdf")]})
    (file,) = files_of(town, filed.number)
    path = f"/cases/{filed.number}/files/{file['id']}"
    sent = town.person("tang.li", Role.WINDOW, "market").get(path)
    assert sent.status_code == 200 and sent.data == PDF
    assert sent.headers["Content-Disposition"].startswith("attachment;")
    assert sent.headers["X-Content-Type-Options"] == "nosniff" and sent.mimetype == "application/octet-stream"
    assert sent.headers["Cache-Control"] == "no-store"
    assert town.nobody.get(path).status_code == 401
    assert town.person("yan.hua", Role.OFFICER, "civil").get(path).status_code == 404
    other = file_case(town)
    assert town.chief.get(f"/cases/{other.number}/files/{file['id']}").status_code == 404, "of another case"


def test_a_file_belongs_to_the_first_case_that_takes_it(town: Town) -> None:
    secret = uploaded(town)
    file_case(town, {"M01": [secret]})
    materials = [{"code": "M01", "uploads": [secret]}]
    refused = town.nobody.post("/public/applications", application(materials=materials))
    assert (refused.status_code, refused.get_json()["code"]) == (409, "refused")
    twice = [{"code": code, "uploads": [secret]} for code in ("M03", "M04")]
    assert town.nobody.post("/public/applications", application(materials=twice)).status_code == 422
    assert len(town.chief.get("/cases").get_json()["items"]) == 1


def test_a_case_has_so_many_files_and_no_more(open_town: Open) -> None:
    town = open_town(uploads_per_case=2)
    materials = [{"code": "M01", "uploads": [uploaded(town) for _ in range(3)]}]
    refused = town.nobody.post("/public/applications", application(materials=materials))
    assert refused.status_code == 422 and "at most 2" in refused.text


def test_the_files_of_a_case_are_so_large_together_and_no_larger(open_town: Open) -> None:
    town = open_town(uploads_case_bytes=3_000)
    filed = file_case(town, {"M01": [uploaded(town, data=PDF + bytes(1_500))]})
    town.chief.post(f"/cases/{filed.number}/supplement", {"materials": [{"code": "M03"}], "days": 5})
    refused = filed.post("materials", materials=[{"code": "M03", "uploads": [uploaded(town, data=PDF + bytes(1_500))]}])
    assert refused.status_code == 413 and refused.get_json()["limit"] == 3_000
    assert filed.post("materials", materials=[{"code": "M03", "uploads": [uploaded(town)]}]).status_code == 200


def test_of_two_applications_at_the_same_moment_one_gets_the_file(town: Town) -> None:
    secret, barrier, made = uploaded(town), Barrier(2), []
    body = application(materials=[{"code": "M01", "uploads": [secret]}])

    def apply() -> None:
        barrier.wait()
        answer = town.client.application.test_client().post("/api/v1/public/applications", json=body)
        made.append(answer.status_code)

    threads = [Thread(target=apply) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(made) == [201, 409]
    (case,) = town.chief.get("/cases").get_json()["items"]
    assert len(files_of(town, case["number"])) == 1 and case["number"].endswith("00001"), "and no number is lost"


def test_files_with_which_nothing_was_filed_are_forgotten_and_room_is_kept(open_town: Open) -> None:
    town = open_town(uploads_free_bytes=100_000)
    kept = file_case(town, {"M01": [uploaded(town)]})
    left = uploaded(town, data=PDF + bytes(90_000))
    full = upload(town, data=PDF + bytes(20_000))
    assert full.status_code == 429 and int(full.headers["Retry-After"]) > 0
    assert desk.forget_uploads(town.desk, START) == 0
    town.pulse.advance_to(START + timedelta(hours=25))
    town.pulse._tidy()
    assert upload(town, data=PDF + bytes(20_000)).status_code == 201
    gone = [{"code": "M01", "uploads": [left]}]
    assert town.nobody.post("/public/applications", application(materials=gone)).status_code == 404
    assert len(files_of(town, kept.number)) == 1, "what a case has stays"


def test_the_archive_holds_the_files_and_finds_out_one_that_was_changed(town: Town) -> None:
    filed = file_case(town, {"M01": [uploaded(town, "图.pdf")]})
    assert filed.post("withdraw", reason="不办了").status_code == 200
    given = {"despite": "申请人撤回"}
    made = town.person("zhou.min", Role.HEAD, "market").post(f"/cases/{filed.number}/archive", given)
    assert made.status_code == 201, made.text
    package = town.chief.get(f"/cases/{filed.number}/archive").data
    (path,) = [name for name in zipfile.ZipFile(io.BytesIO(package)).namelist() if name.startswith("files/")]
    assert path.endswith("-图.pdf") and zipfile.ZipFile(io.BytesIO(package)).read(path) == PDF
    assert archives.check(package).faults == ()
    spoilt = archives.check(package.replace(PDF, b"%PDF-1.7 nalp"))
    assert "图.pdf" in {fault.part for fault in spoilt.faults}
    assert filed.code not in package.decode("latin-1")
    assert [audited for audited in desk.verify_ledgers(town.desk) if audited.flaws] == []
    assert desk.ledger(town.desk, ADMIN, filed.number)[0].actor == "applicant/online"
