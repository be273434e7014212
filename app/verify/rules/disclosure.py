"""What an item must disclose is disclosed.

The guide of an item has the thirteen fields of its public disclosure, in the section `[disclosure]`: name, basis,
conditions, quantity, procedure, period, flow, materials, samples, fee_basis, fee_standard, handler, supervision; none
of them empty. Its `files` attach every sample that it names, one form and one sample at least, and each file is there
and can be read. Every line of its fees has a legal basis, and no form costs anything. Where the centre's file says
`disclosure = "required"` in `[centre]`, an item without all of it is not published; elsewhere it is warned of.
Procedures of the centre that are no items are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from app.domain.disclosure import gaps, is_item, paid_forms, without_file
from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet


def check(sheet: Sheet) -> Iterator[Proof]:
    """`guide-missing`, `guide-incomplete`, `form-missing`, `form-unreadable`, `fee-without-basis`, `form-not-free`."""
    guide, name = sheet.guide, sheet.process.name
    severity: Literal["error", "warning"] = "error" if sheet.centre.disclosure_required else "warning"
    if not guide:
        if sheet.centre.disclosure_required and is_item(sheet.process.properties):
            yield sheet.on_process(
                "guide-missing",
                f"事项「{name}」没有办事指南，不能公示。",
                f"The item “{name}” has no public guide.",
                "为事项编写办事指南 TOML。 / Write the item's guide (TOML).",
            )
        return
    if not is_item(guide):
        return
    lacking = gaps(guide)
    if lacking and (guide.get("disclosure") or sheet.centre.disclosure_required):
        yield sheet.on_process(
            "guide-incomplete",
            f"事项「{name}」的办事指南缺少：{'、'.join(one.zh for one in lacking)}。",
            f"The guide of “{name}” does not disclose: {', '.join(one.en for one in lacking)}.",
            "在指南的 [disclosure] 中补齐。 / Fill them in, in the guide's section [disclosure].",
            severity,
        )
    yield from _files(sheet, severity)
    fees = guide.get("fees")
    for fee in fees if isinstance(fees, list) else []:
        if not str(fee.get("basis") or "").strip():
            yield sheet.on_process(
                "fee-without-basis",
                f"事项「{name}」的收费“{fee.get('name', '')}”没有收费依据，不得收取。",
                f"The fee “{fee.get('name', '')}” of “{name}” has no legal basis; it cannot be charged.",
                "写明 basis，或者删去该项收费。 / Give it a basis, or take it out.",
                severity,
            )
    for code in paid_forms(guide):
        yield sheet.on_process(
            "form-not-free",
            f"事项「{name}」的材料 {code} 对格式文本收费，申请书格式文本应当免费。",
            f"The form of material {code} of “{name}” costs something; forms are free.",
            "删去 price。 / Take out the price.",
            severity,
        )


def _files(sheet: Sheet, severity: Literal["error", "warning"]) -> Iterator[Proof]:
    """What the guide attaches, and whether it is there."""
    guide, name = sheet.guide, sheet.process.name
    missing = without_file(guide)
    if missing and sheet.centre.disclosure_required:
        yield sheet.on_process(
            "form-missing",
            f"事项「{name}」的办事指南没有附上：{'、'.join(missing)}。",
            f"The guide of “{name}” attaches no file for: {', '.join(missing)}.",
            "在指南的 files 中列出文件的 name、title 和 kind。"
            " / List the file with its name, title and kind in the guide's `files`.",
            severity,
        )
    for zh, en in (sheet.centre.unreadable or {}).get(sheet.process.id, ()):
        yield sheet.on_process(
            "form-unreadable",
            f"事项「{name}」的附件{zh}。",
            f"Of the files of “{name}”, {en}.",
            "把文件放入指南旁的 forms/事项 文件夹，或者写明 made。"
            " / Put the file into the folder forms/ITEM beside the guide, or name what is `made`.",
            severity,
        )
