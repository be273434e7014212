"""Plays the day of the demonstration as somebody at a terminal does."""

from __future__ import annotations

import os
import subprocess
import sys

from app.settings import ROOT


def day(seed: int) -> bytes:
    """The document of one run.  It left with 0, so everything that was expected was seen."""
    said = [sys.executable, "-P", "-m", "app.cli", "demo", "--day", "--json", "--seed", str(seed)]
    done = subprocess.run(said, cwd=ROOT, capture_output=True, timeout=280, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()[-3000:]
    return done.stdout
