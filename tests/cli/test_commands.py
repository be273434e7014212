"""The commands as an operator types them: in a process of their own, on a data folder of their own."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import requests

from app.cli import main
from app.settings import Settings
from tests.engine.drawing import boundary, draw, end, start, timer, user

ROOT = Path(__file__).resolve().parents[2]
LIANBAN = [
    sys.executable,
    "-P",
    "-c",
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from app.cli import main; main()",
]


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANBAN_")}
    return {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **settings}


def lianban(*words: str, said: str = "", cwd: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LIANBAN, *words],
        input=said,
        cwd=cwd,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=120,
    )


ITEM = {"lead": "fire", "itemCode": "ONE", "limit": "5"}


@pytest.fixture
def simple(tmp_path: Path) -> Path:
    """A diagram of one step, in a folder of processes."""
    folder = tmp_path / "processes"
    folder.mkdir()
    path = folder / "one.bpmn"
    shapes = (start("s"), user("handle", groups="fire", props={"limit": "3"}), end("e"))
    path.write_bytes(draw(*shapes, flows=["s -> handle -> e"], id="one", props=ITEM))
    return path


def test_a_token_is_printed_and_nothing_else(tmp_path: Path) -> None:
    made = lianban("token", "create", "--user", "zhang.san", "--role", "head", "--department", "fire", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("\n") == 1 and len(made.stdout.strip()) >= 43 and made.stderr == ""
    assert (tmp_path / "data" / "lianban.db").exists()


def test_a_terminal_gets_a_token_without_a_department(tmp_path: Path) -> None:
    words = ("token", "create", "--user", "kiosk-1", "--role", "kiosk", "--data", str(tmp_path))
    assert lianban(*words).stdout.strip()
    wrong = lianban(*words, "--department", "fire")
    assert wrong.returncode != 0 and "of no department" in wrong.stderr


def test_a_token_as_json_and_its_revocation(tmp_path: Path) -> None:
    where = ("--data", str(tmp_path), "--json")
    made = orjson.loads(lianban("token", "create", "--user", "a", "--role", "supervisor", *where).stdout)
    assert made["user"] == "a" and made["role"] == "supervisor" and made["token"]
    assert orjson.loads(lianban("token", "revoke", "--user", "a", *where).stdout) == {"user": "a", "revoked": 1}
    unknown = lianban("token", "revoke", "--user", "nobody", *where)
    assert unknown.returncode == 1 and "nobody" in unknown.stderr


def test_a_token_ends_when_it_was_told_to_and_is_listed_without_itself(tmp_path: Path) -> None:
    where = ("--data", str(tmp_path), "--json")
    who = ("token", "create", "--role", "supervisor", "--user")
    dated = orjson.loads(lianban(*who, "a", "--expires", "2090-01-01", *where).stdout)
    assert dated["expires_at"] == "2090-01-01T16:00:00Z"  # that day is over at midnight in the centre
    counted = orjson.loads(lianban(*who, "b", "--days", "7", *where).stdout)
    lasts = datetime.fromisoformat(counted["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=7, minutes=-2) < lasts <= timedelta(days=7)
    past = lianban(*who, "c", "--expires", "2020-01-01", *where)
    assert past.returncode == 1 and "2020-01-01T16:00:00Z" in past.stderr and past.stdout == ""
    both = lianban(*who, "c", "--expires", "2090-01-01", "--days", "1", *where)
    assert both.returncode == 2 and "--days" in both.stderr
    listed = lianban("token", "list", *where)
    told = orjson.loads(listed.stdout)
    assert [(one["user"], one["state"]) for one in told] == [("b", "valid"), ("a", "valid")]
    assert dated["token"] not in listed.stdout
    gone = lianban("token", "revoke", "--id", told[0]["id"], *where)
    assert orjson.loads(gone.stdout) == {"user": "b", "revoked": 1}
    plain = lianban("token", "list", "--all", "--data", str(tmp_path)).stdout
    assert re.search(r"\bb .*revoked", plain) and re.search(r"\ba .*2090-01-01T16:00:00Z +valid", plain)
    assert lianban("token", "revoke", "--id", told[0]["id"], *where).returncode == 1
    assert lianban("token", "revoke", *where).returncode == 2


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        (("token", "create", "--user", "x", "--role", "officer"), {}, "department"),
        (("ledger", "verify", "--data", "/proc/nowhere"), {}, "there is no database in /proc/nowhere"),
        (("ledger", "verify"), {"LIANBAN_DATABASE_URL": "postgresql://localhost:1/x"}, "LIANBAN_DATABASE_URL"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    words: tuple[str, ...], settings: dict[str, str], told: str, tmp_path: Path
) -> None:
    done = lianban(*words, cwd=tmp_path, **settings)
    assert done.returncode == 1 and told in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


WRONG_SETTINGS = {
    "DATA": ("/etc/passwd", "expected a folder"),
    "DATABASE_URL": ("mysql://u:secret@h/x", "expected postgresql://"),
    "PROCESSES": ("/etc/passwd", "expected a folder"),
    "HOST": ("", "at least 1 character"),
    "PORT": ("harbour", "valid integer"),
    "THREADS": ("0", "greater than or equal to 1"),
    "ZONE": ("Asia/Atlantis", "expected a time zone"),
    "BASE_URL": ("centre.example.org", "expected an address"),
    "TRUSTED_PROXIES": ("10.0.0.300", "expected addresses or networks"),
    "MAX_BODY_BYTES": ("1", "greater than or equal to 1024"),
    "LOG_LEVEL": ("LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    "TICK_SECONDS": ("0", "greater than 0"),
    "TICK_ENABLED": ("perhaps", "valid boolean"),
    "WEBHOOK_URL": ("ftp://x", "expected an address"),
    "WEBHOOK_TIMEOUT_SECONDS": ("inf", "finite number"),
    "SMTP_PORT": ("0", "greater than or equal to 1"),
    "SMTP_SENDER": ("nobody", "expected an e-mail address"),
    "SMTP_STARTTLS": ("tls", "valid boolean"),
    "OUTBOX_ATTEMPTS": ("0", "greater than or equal to 1"),
    "OUTBOX_FIRST_WAIT_SECONDS": ("-1", "greater than 0"),
    "OUTBOX_LONGEST_WAIT_SECONDS": ("1e9", "less than or equal to 86400"),
    "OUTBOX_BATCH": ("many", "valid integer"),
    "ANSWERS_KEPT_DAYS": ("0", "greater than or equal to 1"),
    "TOKEN_CACHE_SECONDS": ("-1", "greater than or equal to 0"),
    "PUBLIC_REQUESTS_PER_MINUTE": ("0", "greater than or equal to 1"),
    "PUBLIC_FILINGS_PER_HOUR": ("0", "greater than or equal to 1"),
    "KIOSK_REQUESTS_PER_MINUTE": ("0", "greater than or equal to 1"),
    "KIOSK_TICKETS_PER_MINUTE": ("0", "greater than or equal to 1"),
    "KIOSK_QUESTIONS_PER_HOUR": ("0", "greater than or equal to 1"),
    "BOOKING_EARLY_MINUTES": ("-1", "greater than or equal to 0"),
    "BOOKING_LATE_MINUTES": ("1441", "less than or equal to 1440"),
    "UPLOAD_BYTES": ("1e12", "valid integer"),
    "UPLOADS_PER_CASE": ("501", "less than or equal to 500"),
    "UPLOADS_CASE_BYTES": ("0", "greater than or equal to 1024"),
    "UPLOADS_FREE_BYTES": ("-1", "greater than or equal to 1024"),
    "UPLOADS_FREE_HOURS": ("0", "greater than or equal to 1"),
    "TEMPLATES": (__file__, "expected a folder"),
    "FONTS": (__file__, "expected a folder"),
    "PROT": ("8080", "expected LIANBAN_PORT"),
}
ANY_TEXT = {"WEBHOOK_SECRET", "SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD"}


def test_every_setting_has_a_wrong_value_here_or_takes_any() -> None:
    fields = {name.upper() for name in Settings.model_fields}
    assert fields == (set(WRONG_SETTINGS) - {"PROT"}) | ANY_TEXT


@pytest.mark.parametrize("name", WRONG_SETTINGS)
def test_a_wrong_setting_is_told_by_name_value_and_what_was_expected(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    value, wanted = WRONG_SETTINGS[name]
    for each in [each for each in os.environ if each.startswith("LIANBAN_")]:
        monkeypatch.delenv(each)
    monkeypatch.setenv(f"LIANBAN_{name}", value)
    for language, words in (("C", wanted), ("zh_CN.UTF-8", "应为")):
        monkeypatch.setenv("LC_ALL", language)
        monkeypatch.setattr(sys, "argv", ["lianban", "ledger", "verify"])
        with pytest.raises(SystemExit) as left:
            main()
        (told,) = capsys.readouterr().err.splitlines()
        assert left.value.code == 2 and f"LIANBAN_{name}" in told
        assert (repr(value) in told) == ("secret" not in value), told
        assert words in told or (language != "C" and re.search("至少|应大于|应不|应为", told)), told


def test_a_wrong_setting_ends_a_command_with_two_and_no_trace(tmp_path: Path) -> None:
    done = lianban("serve", "--data", str(tmp_path), LIANBAN_ZONE="Mars/Olympus")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr == "lianban: LIANBAN_ZONE is 'Mars/Olympus': " \
        "expected a time zone by its IANA name, such as Asia/Shanghai\n"  # fmt: skip


def test_messages_are_chinese_where_the_environment_is(tmp_path: Path) -> None:
    words = ("token", "create", "--user", "x", "--role", "officer", "--data", str(tmp_path))
    assert "该角色须指定部门" in lianban(*words, LC_ALL="zh_CN.UTF-8").stderr


def test_an_empty_ledger_holds_and_a_missing_one_is_told(tmp_path: Path) -> None:
    missing = lianban("ledger", "verify", "--data", str(tmp_path))
    assert missing.returncode == 1 and "no database" in missing.stderr and not list(tmp_path.iterdir())
    lianban("token", "create", "--user", "x", "--role", "administrator", "--data", str(tmp_path))
    done = lianban("ledger", "verify", "--data", str(tmp_path), "--json")
    assert done.returncode == 0 and orjson.loads(done.stdout) == {"cases": 0, "versions": 0, "entries": 0, "flawed": []}
    unknown = lianban("ledger", "verify", "NOWHERE-1", "--data", str(tmp_path))
    assert unknown.returncode == 1 and "NOWHERE-1" in unknown.stderr


def test_a_rehearsal_answers_every_line(simple: Path) -> None:
    said = '{"do": "start", "variables": {"n": 1}}\n{"do": "complete", "task": "handle"}\n'
    done = lianban("play", str(simple), said=said)
    assert done.returncode == 0, done.stderr
    begun, ended = (orjson.loads(line) for line in done.stdout.splitlines())
    assert begun["tasks"][0]["element"] == "handle" and begun["error"] is None
    assert ended["ended"] is True and ended["tasks"] == []


def test_a_rehearsal_finds_the_processes_that_are_called_beside_the_file() -> None:
    facts = {"area": 1200, "works": 1, "sign_board": True, "tobacco": False, "drains": False, "fumes": True}
    said = orjson.dumps({"do": "start", "variables": facts}).decode() + "\n"
    done = lianban("play", str(ROOT / "processes" / "joint.bpmn"), said=said)
    (picture,) = map(orjson.loads, done.stdout.splitlines())
    assert [task["element"] for task in picture["tasks"]] == ["accept"]


def test_a_line_that_cannot_be_read_is_answered_and_the_next_one_counts(simple: Path) -> None:
    lines = [b"\xff\xfe{", "{\"do\": \"start\", \"variables\": {\"名\": 1}}".encode("gb18030"), b"{", b"[]", b"\x00",
             b'\xef\xbb\xbf{"do": "start"}', b'{"do": "complete", "task": "handle"}']  # fmt: skip
    done = subprocess.run([*LIANBAN, "play", str(simple)], input=b"\n".join(lines), env=environment(LC_ALL="C"),
                          capture_output=True, timeout=120)  # fmt: skip
    pictures = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [each["error"] and each["error"]["code"] for each in pictures] == [*["malformed"] * 5, None, None]
    assert "UTF-8" in pictures[0]["error"]["message"] and pictures[-1]["ended"] is True


@pytest.mark.parametrize("way", ["by option", "beside the procedures"])
def test_a_rehearsal_keeps_the_hours_of_the_centre(way: str, tmp_path: Path) -> None:
    file = tmp_path / "waits.bpmn"
    late = boundary("late", on="w", event=timer("workdays(1)"))
    file.write_bytes(draw(start("s"), user("w"), late, end("e"), end("f"), flows=["s -> w -> e", "late -> f"]))
    centre = tmp_path / "centre.toml"
    centre.write_text("[hours]\nsessions = [[09:00:00, 11:00:00], [12:00:00, 16:10:00]]\n")
    words, settings = (["--centre", str(centre)], {}) if way == "by option" else ([], {"processes": tmp_path})
    environs = {f"LIANBAN_{name.upper()}": str(value) for name, value in settings.items()}
    done = lianban("play", str(file), *words, said='{"do": "start"}\n', **environs)
    (due,) = [each["due"] for each in orjson.loads(done.stdout)["timers"]]
    assert due[11:16] == "08:10", done.stderr  # ten past four in the centre


def test_a_centre_that_cannot_be_used_is_told_on_one_line(simple: Path, tmp_path: Path) -> None:
    for bad in ("x = [", "hours = 3", "[hours]\nsessions = [[9, 8]]"):
        (tmp_path / "centre.toml").write_text(bad)
        done = lianban("play", str(simple), "--centre", str(tmp_path / "centre.toml"), said='{"do": "start"}\n')
        (line,) = done.stdout.splitlines()
        assert done.returncode == 1 and "centre.toml cannot be used" in orjson.loads(line)["error"]["message"]


def test_a_diagram_that_cannot_be_read_is_refused_on_one_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.bpmn"
    bad.write_text("<nonsense")
    done = lianban("play", str(bad), said='{"do": "start"}\n')
    (line,) = done.stdout.splitlines()
    assert done.returncode == 1 and orjson.loads(line)["error"]["findings"]
    checked = lianban("check", str(bad), "--json")
    assert checked.returncode == 2 and orjson.loads(checked.stdout)[0]["verdict"] == "unreadable"


def test_a_good_diagram_is_checked(simple: Path) -> None:
    done = lianban("check", str(simple))
    assert done.returncode == 0 and "good" in done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Serving:
    """A server in a process of its own."""

    def __init__(self, data: Path, port: int, *options: str, **settings: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [*LIANBAN, "serve", "--data", str(data), "--port", str(port), *options],
            env=environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        for _ in range(600):
            try:
                if requests.get(f"{self.address}/ready", timeout=5).status_code == 200:
                    return
            except requests.ConnectionError:
                assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.05)
        raise AssertionError("the server did not become ready")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


def first_token(out: str) -> str:
    (line,) = (line for line in out.splitlines() if "(shown this once)" in line)
    return line.split()[1]


def test_a_server_starts_tells_and_stops_cleanly(tmp_path: Path, simple: Path) -> None:
    settings: dict[str, Any] = {"LIANBAN_PROCESSES": str(simple.parent)}
    first = Serving(tmp_path / "data", free_port(), **settings)
    first.wait()
    code, out, err = first.stop()
    assert code == 0 and "stopped" in err and "Traceback" not in err, err
    assert first.address in out and "/docs" in out
    second = Serving(tmp_path / "data", free_port(), **settings)
    second.wait()
    headers = {"Authorization": f"Bearer {first_token(out)}"}
    listed = requests.get(f"{second.address}/api/v1/definitions", headers=headers, timeout=10)
    assert [one["key"] for one in listed.json()["items"]] == ["one"]
    code, again, _ = second.stop(signal.SIGINT)
    assert code == 0 and "(shown this once)" not in again and "token create" in again


def test_a_token_of_somebody_else_does_not_keep_the_first_administrators_back(tmp_path: Path, simple: Path) -> None:
    data = tmp_path / "data"
    lianban("token", "create", "--user", "x", "--role", "officer", "--department", "fire", "--data", str(data))
    server = Serving(data, free_port(), "--json", LIANBAN_PROCESSES=str(simple.parent))
    server.wait()
    _, out, _ = server.stop()
    told = orjson.loads(out)
    assert told["address"] == server.address and told["diagrams"] == 1 and len(told["token"]) >= 43
    assert desk_of(data) == {"admin", "x"}


def desk_of(data: Path) -> set[str]:
    """Who has a token."""
    shown = lianban("token", "list", "--data", str(data), "--json").stdout
    return {one["user"] for one in orjson.loads(shown)}


def test_a_connection_outlives_an_answer_without_a_body(tmp_path: Path, simple: Path) -> None:
    server = Serving(tmp_path / "data", free_port(), "--json", LIANBAN_PROCESSES=str(simple.parent))
    server.wait()
    made = lianban("token", "create", "--user", "root", "--role", "administrator", "--data", str(tmp_path / "data"))
    headers = {"Authorization": f"Bearer {made.stdout.strip()}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", int(server.address.rpartition(":")[2]), timeout=20)

    def ask(method: str, path: str, body: Any = None, **more: str) -> tuple[int, str | None]:
        connection.request(method, f"/api/v1{path}", body and orjson.dumps(body), {**headers, **more})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("ETag")

    ask("POST", "/tokens", {"user": "a", "role": "supervisor"})
    first = connection.sock
    assert first is not None
    assert ask("DELETE", "/tokens/a")[0] == 204
    received = {"item": "one", "applicant": {"name": "李雷"}}
    assert ask("POST", "/cases", received)[0] == 201
    connection.request("GET", "/api/v1/cases", None, headers)
    number = orjson.loads(connection.getresponse().read())["items"][0]["number"]
    _, etag = ask("GET", f"/cases/{number}")
    assert etag and ask("GET", f"/cases/{number}", None, **{"If-None-Match": etag})[0] == 304
    assert ask("GET", "/me")[0] == 200
    assert connection.sock is first, "the server hung up on the way"
    connection.request("DELETE", "/api/v1/tokens/a", None, {**headers, "Connection": "close"})
    last = connection.getresponse()
    last.close()
    assert last.status == 204 and last.headers["Connection"] == "close"
    connection.close()
    server.stop()


def test_a_port_that_is_taken_is_named(tmp_path: Path, simple: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = ("serve", "--data", str(tmp_path / "data"), "--port", str(port))
        done = lianban(*words, LIANBAN_PROCESSES=str(simple.parent))
    assert done.returncode == 1 and str(port) in done.stderr and "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_diagram_keeps_the_server_from_starting_and_says_where(tmp_path: Path, simple: Path) -> None:
    simple.write_bytes(simple.read_bytes()[:400])
    done = lianban("serve", "--data", str(tmp_path / "data"), "--port", "0", LIANBAN_PROCESSES=str(simple.parent))
    assert done.returncode == 1 and "error" in done.stderr and "Traceback" not in done.stderr
