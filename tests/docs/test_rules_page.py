"""The page of the rules is what the rules say of themselves."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import ModuleType

from app.verify.rules import MODULES

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
HEAD = """# The rules of the centre

What `./run check`, the editor and the gate look at beside the proof and beside what the engine can run. An error keeps
a diagram from being published, a warning does not. Each rule is a small module in `app/verify/rules/`; this page is
made from their docstrings: `WRITE_PAGES=1 ./run test tests/docs/test_rules_page.py`.
"""


def _entry(module: ModuleType) -> str:
    title, _, text = (module.__doc__ or "").strip().partition("\n\n")
    codes = re.findall(r"`[a-z-]+`", module.check.__doc__ or "")
    return f"## {title.rstrip('.')}\n\n{text.strip()}\n\nFindings: {', '.join(codes)}.\n"


def test_the_page_of_the_rules_says_what_they_do() -> None:
    page = HEAD + "\n" + "\n".join(_entry(module) for module in MODULES)
    if os.environ.get("WRITE_PAGES"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
