"""The bundles that set-up builds: found by their plain names, served under names that change with their content."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from app.errors import NotReady

FOLDER = Path(__file__).parent / "static"
A_YEAR = 365 * 24 * 3600
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
MISSING_EN = "the pages are not built; run `./run setup` and start again (it says what is missing)"
MISSING_ZH = "页面资源尚未生成:请运行 ./run setup 后重新启动"

blueprint = Blueprint("assets", __name__, url_prefix="/assets")


class Assets:
    """What is in the folder of bundles; read once, for it changes only with a new start."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """For each entry (`page.js`): the file itself, then what it loads at once."""
        try:
            found: dict[str, list[str]] = json.loads((self.folder / "manifest.json").read_text())
        except (OSError, ValueError):
            return {}
        return found

    @property
    def missing(self) -> str:
        """Why the pages cannot be shown, empty when they can."""
        return "" if self.names else MISSING_EN

    def url(self, entry: str) -> str:
        """The address of an entry.  Raises NotReady: the bundles are missing."""
        if entry not in self.names:
            raise NotReady(MISSING_EN, MISSING_ZH)
        return f"/assets/{self.names[entry][0]}"


@blueprint.get("/<path:name>")
def asset(name: str) -> Response:
    """One file; its name changes with its content, so it may be kept for good."""
    packed = (FOLDER / f"{name}.gz").is_file() and "gzip" in request.headers.get("Accept-Encoding", "")
    response = send_from_directory(FOLDER, f"{name}.gz" if packed else name, max_age=A_YEAR)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Type"] = KINDS.get(Path(name).suffix, "application/octet-stream")
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
