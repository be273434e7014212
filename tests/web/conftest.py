"""The browser, and a server that one module's tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.web.assets import Assets
from tests.web.setting import Site, a_site

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def lacking(what: str) -> None:
    """Where everything was to be installed, what is missing is a failure; elsewhere tests are left out and say so."""
    if os.environ.get("LIANBAN_CI"):
        pytest.fail(what)
    pytest.skip(f"NOT TESTED: {what}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        lacking("no Chromium on this machine; on Debian: apt-get install chromium")
    if Assets().missing:
        lacking(Assets().missing)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the six diagrams."""
    folder: Path = tmp_path_factory.mktemp("site")
    with a_site(folder) as made:
        yield made
