"""A finished case is archived once: complete, or with a reason; the same bytes ever after; no edit goes unseen."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import orjson
import pytest

from app import desk
from app.domain import archives, sm3
from app.domain.archives import FaultKind
from app.domain.service import Method
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store.records import CaseRecord
from tests.factories import ADMIN, AT, DAY, LEAD, NO, SUPERVISOR, Centre, head, joint, officer, window


def finished(centre: Centre, outcome: str = "grant", **answer: Any) -> CaseRecord:
    """A decided case."""
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    centre.complete(case, "review", outcome="agree", opinion="同意")
    centre.complete(case, "decide", outcome=outcome, opinion="同意", **answer)
    return centre.now(case)


def serve_all(centre: Centre, case: CaseRecord) -> None:
    """Hand over every paper that the law wants served."""
    for notice in desk.notices(centre.house, ADMIN, case.number):
        if notice.deliver_by is not None and notice.served_at is None:
            service = desk.Service(method=Method.IN_PERSON, receiver="王小二", signed_by="王小二", served_at=AT)
            desk.deliver(centre.house, window(), case.number, notice.number, service, at=AT)


def archived(centre: Centre) -> tuple[CaseRecord, bytes]:
    case = finished(centre)
    serve_all(centre, case)
    desk.make_archive(centre.house, head(LEAD), case.number, at=AT + DAY)
    return case, desk.archive(centre.house, SUPERVISOR, case.number)[1]


def names(package: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(package)).namelist()


def read(package: bytes, name: str) -> Any:
    return orjson.loads(zipfile.ZipFile(io.BytesIO(package)).read(name))


def test_an_archive_holds_papers_opinions_form_materials_and_ledger(centre: Centre) -> None:
    case, package = archived(centre)
    papers = [notice.number for notice in desk.notices(centre.house, ADMIN, case.number)]
    assert len(papers) >= 3
    assert sorted(names(package)) == sorted([
        "manifest.json", "case.json", "form.json", "materials.json", "tasks.json", "opinions.json", "notices.json",
        "ledger.jsonl", "diagram/joint-1.bpmn", *(f"notices/{number}.pdf" for number in papers),
    ])  # fmt: skip
    assert [one["text"] for one in read(package, "opinions.json")] == [None, "同意", "同意"]
    assert read(package, "form.json")["applicant"] == {"name": "王小二餐饮店"}
    assert [one["number"] for one in read(package, "notices.json") if one["deliveries"]]
    assert case.code not in package.decode("latin-1")


def test_an_archive_verifies_by_itself(centre: Centre) -> None:
    case, package = archived(centre)
    made = desk.archive(centre.house, ADMIN, case.number)[0]
    checked = archives.check(package, made.digest)
    assert (checked.faults, checked.number, checked.digest) == ((), case.number, made.digest)
    assert checked.entries == made.entries > 8


def test_making_it_again_gives_the_same_bytes_and_no_further_entry(centre: Centre) -> None:
    case, package = archived(centre)
    entries = len(desk.ledger(centre.house, ADMIN, case.number))
    again = desk.make_archive(centre.house, ADMIN, case.number, at=AT + 9 * DAY)
    assert (again.at, again.by) == (AT + DAY, f"{LEAD}.head@{LEAD}")
    assert desk.archive(centre.house, ADMIN, case.number)[1] == package
    assert len(desk.ledger(centre.house, ADMIN, case.number)) == entries
    assert centre.acts(case).count("archive") == 1
    centre.check_ledgers()


def test_what_is_printed_later_does_not_change_the_archive(centre: Centre) -> None:
    case, package = archived(centre)
    notice = desk.notices(centre.house, ADMIN, case.number)[0]
    desk.record_print(centre.house, window(), case.number, notice.number, 2, at=AT + 2 * DAY)
    assert desk.archive(centre.house, ADMIN, case.number)[1] == package


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE opinion SET text = '反对' WHERE text = '同意'",
        "UPDATE case_form SET form = '{}'",
        "UPDATE notice_pdf SET pdf = digest",
        "UPDATE case_file SET applicant = '别人'",
        "DELETE FROM notice_delivery",
    ],
)
def test_an_edit_of_the_database_after_archiving_is_found_out(centre: Centre, change: str) -> None:
    case, _ = archived(centre)
    with centre.house.database.writing() as connection:
        connection.exec_driver_sql(change)
    with pytest.raises(Refused, match="no longer"):
        desk.archive(centre.house, ADMIN, case.number)


def test_a_case_that_runs_is_not_archived(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review()
    with pytest.raises(Refused, match="only a finished case"):
        desk.make_archive(centre.house, ADMIN, case.number, at=AT)
    with pytest.raises(NotFound, match="not archived"):
        desk.archive(centre.house, ADMIN, case.number)


def test_a_missing_proof_of_service_is_named_and_needs_a_reason(centre: Centre) -> None:
    case = finished(centre, "deny", **NO)
    gaps = [gap.code for gap in desk.archive_gaps(centre.house, ADMIN, case.number)]
    unserved = [n.number for n in desk.notices(centre.house, ADMIN, case.number) if n.deliver_by is not None]
    assert gaps == [f"service {number}" for number in unserved] != []
    with pytest.raises(Refused, match="no proof of service"):
        desk.make_archive(centre.house, ADMIN, case.number, at=AT)
    with pytest.raises(Refused):
        desk.make_archive(centre.house, ADMIN, case.number, "  ", at=AT)
    made = desk.make_archive(centre.house, ADMIN, case.number, "申请人下落不明", at=AT)
    manifest = read(desk.archive(centre.house, ADMIN, case.number)[1], "manifest.json")
    assert (list(made.missing), manifest["missing"], manifest["despite"]) == (gaps, gaps, "申请人下落不明")


@pytest.mark.parametrize(
    ("lost", "missing"),
    [
        ("DELETE FROM notice WHERE kind = 'SLTZ'", "notice SLTZ"),
        ("DELETE FROM notice WHERE kind = 'BJTZ'", "notice BJTZ"),
        ("DELETE FROM opinion WHERE department = 'fire'", "opinion review fire"),
    ],
)
def test_a_lost_document_is_named(centre: Centre, lost: str, missing: str) -> None:
    case = finished(centre)
    serve_all(centre, case)
    assert desk.archive_gaps(centre.house, ADMIN, case.number) == []
    with centre.house.database.writing() as connection:
        for table in ("notice_delivery", "notice_print", "notice_pdf"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql(lost)
    assert missing in [gap.code for gap in desk.archive_gaps(centre.house, ADMIN, case.number)]


def test_a_material_of_the_catalogue_that_never_came_is_named(centre: Centre) -> None:
    guide = (
        'key = "joint"\nname = "J"\nmaterials = ['
        '{ code = "M01", name = "申请表", required = true, department = "market" },'
        '{ code = "M02", name = "消防", required = true, needed_if = "x", department = "fire" },'
        '{ code = "M03", name = "烟草", required = true, needed_if = "x", department = "tobacco" },'
        '{ code = "M04", name = "委托书", required = false, department = "market" }]\n'
    )
    centre.deploy(joint(), guides={"joint": guide})
    case = centre.to_review(departments=("fire",))
    centre.complete(case, "review", outcome="agree")
    centre.complete(case, "decide", outcome="grant")
    codes = [gap.code for gap in desk.archive_gaps(centre.house, ADMIN, case.number)]
    assert [code for code in codes if code.startswith("material")] == ["material M01", "material M02"]


def test_an_archive_is_made_by_the_lead_and_read_by_those_who_see_everything(centre: Centre) -> None:
    case = finished(centre)
    serve_all(centre, case)
    for actor in (SUPERVISOR, officer("fire"), head("urban")):
        with pytest.raises((Forbidden, NotFound)):
            desk.make_archive(centre.house, actor, case.number, at=AT)
    desk.make_archive(centre.house, officer(LEAD), case.number, at=AT)
    assert desk.archive(centre.house, SUPERVISOR, case.number)[1] == desk.archive(centre.house, ADMIN, case.number)[1]
    with pytest.raises(Forbidden, match="the archive is for"):
        desk.archive(centre.house, officer("fire"), case.number)


def test_two_who_archive_at_once_make_one_archive(centre: Centre) -> None:
    case = finished(centre)
    serve_all(centre, case)
    barrier, made = Barrier(2), []

    def work() -> None:
        barrier.wait()
        made.append(desk.make_archive(centre.house, ADMIN, case.number, at=AT + DAY).digest)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2 and len(set(made)) == 1
    assert centre.acts(case).count("archive") == 1


def repacked(package: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The package as somebody with a ZIP tool would leave it."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def faults(package: bytes, digest: str | None = None) -> set[tuple[str, str]]:
    return {(fault.kind, fault.part) for fault in archives.check(package, digest).faults}


def test_verifying_names_what_was_changed_missing_and_added(centre: Centre) -> None:
    _, package = archived(centre)
    paper = next(name for name in names(package) if name.endswith(".pdf"))

    def change(files: dict[str, bytes]) -> None:
        files["form.json"] = files["form.json"].replace("王小二".encode(), "王小三".encode())
        del files[paper]
        files["extra.txt"] = b"."

    assert faults(repacked(package, change)) == {
        (FaultKind.CHANGED, "form.json"), (FaultKind.MISSING, paper), (FaultKind.ADDED, "extra.txt"),
    }  # fmt: skip


def test_a_ledger_edited_together_with_the_manifest_is_found_out(centre: Centre) -> None:
    _, package = archived(centre)

    def change(files: dict[str, bytes]) -> None:
        files["ledger.jsonl"] = files["ledger.jsonl"].replace("同意".encode(), "反对".encode(), 1)
        _remake(files)

    found = faults(repacked(package, change))
    assert len(found) == 1 and next(iter(found))[1].startswith("ledger entry")

    def cut(files: dict[str, bytes]) -> None:
        files["ledger.jsonl"] = b"".join(files["ledger.jsonl"].splitlines(keepends=True)[:-1])
        _remake(files)

    assert {kind for kind, _ in faults(repacked(package, cut))} == {FaultKind.MISSING}


def test_a_served_paper_exchanged_together_with_the_manifest_is_found_out(centre: Centre) -> None:
    _, package = archived(centre)
    served = next(one["file"] for one in read(package, "notices.json") if one["deliveries"])

    def change(files: dict[str, bytes]) -> None:
        files[served] = b"%PDF-1.7 another"
        _remake(files)

    assert faults(repacked(package, change)) == {(FaultKind.CHANGED, served)}


def test_a_package_made_anew_from_the_ground_up_needs_the_digest_to_be_found_out(centre: Centre) -> None:
    case, package = archived(centre)
    made = desk.archive(centre.house, ADMIN, case.number)[0]
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    manifest = orjson.loads(files.pop("manifest.json"))
    files["form.json"] = b"{}"
    told = {key: manifest[key] for key in ("made_at", "made_by", "missing", "despite")}
    forged = archives.pack(case.number, files, (manifest["ledger"]["entries"], manifest["ledger"]["head"]), told)
    assert faults(forged) == set()
    assert faults(forged, made.digest) == {(FaultKind.CHANGED, "package")}


def _remake(files: dict[str, bytes]) -> None:
    """The manifest as it would have to be."""
    manifest = orjson.loads(files["manifest.json"])
    manifest.pop("seal")
    for one in manifest["files"]:
        one.update(archives.digests(files[one["path"]]))
    manifest["seal"] = sm3.digest(archives.document(manifest))
    files["manifest.json"] = archives.document(manifest)


def test_a_single_changed_byte_anywhere_is_found_out(centre: Centre) -> None:
    _, package = archived(centre)
    for place in range(0, len(package), max(1, len(package) // 300)):
        spoiled = bytearray(package)
        spoiled[place] ^= 1
        assert faults(bytes(spoiled)), place
    assert faults(package + b"\0") and faults(b"\0" + package) and faults(package[:-1]) and faults(b"")


def test_a_reason_too_long_for_the_record_is_refused(centre: Centre) -> None:
    case = finished(centre, "deny", **NO)
    with pytest.raises(Invalid):
        desk.make_archive(centre.house, ADMIN, case.number, "长" * 100_000, at=AT)
