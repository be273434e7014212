"""Public models with known verdicts: every label holds, in both semantics."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from app.verify import Semantics, Verdict, check

FOLDER = Path(__file__).parents[2].parent / "shared" / "models"
SHORT = {
    "fbpmn_safe": ("safeness",),
    "fbpmn_msg_sound": ("option_to_complete", "proper_completion"),
    "fbpmn_sound": ("option_to_complete", "proper_completion", "messages_consumed"),
}

THERE = (FOLDER / "labels.json").exists()
LABELS = json.loads((FOLDER / "labels.json").read_text(encoding="utf-8")) if THERE else [{"file": "", "property": ""}]
needs_models = pytest.mark.skipif(not THERE, reason=f"NO LABELLED MODELS in {FOLDER}: NO LABEL WAS CHECKED")


@cache
def checked(file: str, semantics: Semantics) -> list[Verdict]:
    return check((FOLDER / file).read_bytes(), closed=True, semantics=semantics)


@needs_models
@pytest.mark.parametrize("semantics", ["engine", "bpmn"])
@pytest.mark.parametrize("label", LABELS, ids=lambda each: f"{each['file']}-{each['property']}")
def test_a_label_holds(label: dict[str, object], semantics: Semantics) -> None:
    verdicts = checked(str(label["file"]), semantics)
    names = SHORT.get(str(label["property"]), (str(label["property"]),))
    for told in (verdicts, verdicts[:1]):  # the collaboration alone, and every process together
        found = {str(verdict.properties[name]) for name in names for verdict in told}
        assert ("violated" in found) is not label["expected"]
        assert not label["expected"] or found == {"proven"}


@needs_models
@pytest.mark.parametrize("file", sorted({str(label["file"]) for label in LABELS}))
def test_what_is_violated_is_shown(file: str) -> None:
    whole = checked(file, "bpmn")[0]
    if whole.verdict == "unsound":
        assert any(finding.severity == "error" for finding in whole.findings)
        assert all(finding.trace or finding.code == "dead-task" for finding in whole.findings if finding.elements)
    assert json.loads(json.dumps(whole.to_dict()))["verdict"] == whole.verdict
