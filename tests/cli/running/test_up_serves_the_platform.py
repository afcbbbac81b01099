"""``liuke up`` as a customer runs it: a real database, the real web and worker processes, a real request."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

pytest.importorskip("django")

READY_WITHIN_SECONDS = 120


@pytest.fixture(scope="module")
def platform(
    module_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """A platform that is ready, its port and its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("up") / "log"
    with log.open("w") as output:
        variables = {
            **os.environ,
            "LIUKE_HOME": str(module_home),
            "LIUKE_PORT": str(port),
            "LIUKE_LANG": "en",
        }
        running = subprocess.Popen(
            [sys.executable, "-m", "liuke", "up"], env=variables, stdout=output, stderr=output, text=True
        )
        try:
            _wait_until_ready(running, log)
            yield running, port, log
        finally:
            if running.poll() is None:
                running.send_signal(signal.SIGINT)
                running.wait(60)


def _wait_until_ready(running: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while "Liuke is ready" not in log.read_text():
        assert running.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_it_says_what_runs_and_that_no_job_waits(platform):
    for _ in range(150):  # the first jobs of a new deployment wait for a worker that is still starting
        status, body = ask(platform[1], "/healthz")
        told = json.loads(body)
        if not told["jobs"]["waiting"]:
            break
        time.sleep(0.2)
    assert status == 200
    assert told["status"] == "ok"
    assert told["versions"]["postgresql"].startswith("18.")
    assert told["jobs"] == {"waiting": 0, "lag_seconds": 0.0, "failed": 0}


@pytest.mark.parametrize(("path", "method", "status"), [("/nowhere", "GET", 404), ("/healthz", "POST", 405)])
def test_what_is_not_there_is_refused(platform, path, method, status):
    assert ask(platform[1], path, method)[0] == status


def test_ctrl_c_stops_everything_and_the_port_is_free(platform):
    running, port, log = platform
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 0, log.read_text()
    assert log.read_text().rstrip().endswith("Stopped.")
    with pytest.raises(ConnectionRefusedError):
        ask(port, "/healthz")
