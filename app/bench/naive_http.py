"""The naive way behind Flask and waitress, for comparison over HTTP; run as a module with a folder."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

from flask import Flask, request
from waitress.server import create_server

from app.bench.naive import Naive


def build(folder: Path) -> Flask:
    """Two calls: file a case, complete its next step."""
    flask = Flask(__name__)
    naive, lock = Naive(folder / "naive.db"), threading.Lock()

    @flask.post("/cases")
    def start() -> dict[str, Any]:
        given = request.get_json()
        with lock:
            return {"id": naive.start(given["departments"], given["form"])}

    @flask.post("/cases/<int:number>/step")
    def step(number: int) -> dict[str, Any]:
        request.get_json()
        with lock:
            return {"ended": naive.complete(number)}

    return flask


def main() -> None:
    """Serve on a free port and say which."""
    listener: Any = create_server(build(Path(sys.argv[1])), host="127.0.0.1", port=0, threads=4)
    print(f"http://127.0.0.1:{listener.effective_port}", flush=True)
    listener.run()


if __name__ == "__main__":
    main()
