"""The supervisor on a real PostgreSQL with little programs: start, deaths, stop, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from liuke.cli.running.healthy import healthy
from liuke.config.embedded_postgres.cluster import MAINTENANCE, SUPERUSER, Cluster
from liuke.config.embedded_postgres.postmaster import alive, postmaster_of
from liuke.config.embedded_postgres.stop import stop

pytestmark = pytest.mark.whole

LITTLE_UP = Path(__file__).with_name("programs") / "little_up.py"


class Site:
    """A home with a port, and what runs on it."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.cluster = Cluster(home=base / "home")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def up(self, *first: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(LITTLE_UP), *first],
            env={**os.environ, "LIUKE_HOME": str(self.cluster.home), "LIUKE_PORT": str(self.port)}
            | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self, running: subprocess.Popen[str]) -> None:
        assert running.stdout is not None
        for line in running.stdout:
            if "ready" in line:
                assert f"http://127.0.0.1:{self.port}" in line
                return
        pytest.fail(running.communicate()[1])

    def serves(self) -> bool:
        return healthy(f"http://127.0.0.1:{self.port}", "/healthz")

    def pid(self, name: str) -> int:
        path = self.base / f"{name}.pid"
        wait_for(path.exists)
        return int(path.read_text() or "0")

    def ask(self, query: str) -> object:
        url = self.cluster.url(role=SUPERUSER, database=MAINTENANCE)
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchone() if cursor.description else None

    def nothing_runs(self) -> bool:
        gone = postmaster_of(self.cluster) is None and not self.serves()
        return gone and not any(alive(self.pid(name)) for name in ("web", "worker"))


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def stopped(running: subprocess.Popen[str], order: signal.Signals = signal.SIGTERM) -> int:
    running.send_signal(order)
    running.communicate(timeout=30)
    return running.returncode


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    base = Path(tempfile.mkdtemp(prefix="liuke-test-"))
    base.chmod(0o711)
    made = Site(base)
    yield made
    stop(made.cluster)
    shutil.rmtree(base)


@pytest.fixture
def running(site: Site) -> Iterator[subprocess.Popen[str]]:
    """The platform, ready; stopped afterwards if the test has not done so."""
    process = site.up()
    site.ready(process)
    yield process
    if process.poll() is None:
        stopped(process)


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_one_order_stops_everything_within_seconds(site: Site, order: signal.Signals) -> None:
    process = site.up("true")
    site.ready(process)
    assert site.serves()
    started = time.monotonic()
    assert stopped(process, order) == 0
    assert time.monotonic() - started < 8
    assert site.nothing_runs()


def test_a_worker_that_dies_is_started_again_and_it_is_told(
    site: Site, running: subprocess.Popen[str]
) -> None:
    before = site.pid("worker")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: site.pid("worker") not in (0, before))
    assert running.stdout is not None
    assert "little_worker has ended (-9)" in running.stdout.readline()


def test_a_web_server_killed_with_9_gives_the_port_back_and_serves_again(
    site: Site, running: subprocess.Popen[str]
) -> None:
    before = site.pid("web")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: site.pid("web") not in (0, before) and site.serves())


def test_postgresql_killed_with_9_is_started_again_with_every_committed_row(
    site: Site, running: subprocess.Popen[str]
) -> None:
    site.ask("CREATE TABLE IF NOT EXISTS visit AS SELECT 1 AS id")
    before = postmaster_of(site.cluster)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: postmaster_of(site.cluster) not in (None, before))
    assert running.stdout is not None
    assert "started again" in running.stdout.readline()
    assert site.ask("SELECT count(*) FROM visit") == (1,)


def test_after_kill_9_of_the_supervisor_a_second_start_adopts_the_database_and_serves(site: Site) -> None:
    first = site.up()
    site.ready(first)
    site.ask("CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS id")
    database, web = postmaster_of(site.cluster), site.pid("web")
    first.kill()
    first.communicate()
    second = site.up()
    site.ready(second)
    assert postmaster_of(site.cluster) == database
    assert not alive(web)
    assert site.ask("SELECT id FROM kept") == (7,)
    assert stopped(second) == 0
    assert site.nothing_runs()


def test_a_second_one_on_the_same_home_is_refused_and_the_first_goes_on(
    site: Site, running: subprocess.Popen[str]
) -> None:
    second = site.up()
    _, told = second.communicate(timeout=20)
    assert second.returncode == 2
    assert str(site.cluster.home) in told
    assert str(running.pid) in told
    assert site.serves()


def test_a_taken_port_is_refused_by_number_with_what_to_set(site: Site) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", site.port))
        taken.listen()
        process = site.up()
        _, told = process.communicate(timeout=20)
    assert process.returncode == 2
    assert str(site.port) in told
    assert "LIUKE_PORT" in told
    assert postmaster_of(site.cluster) is None


def test_a_migration_that_fails_starts_nothing_and_stops_the_database(site: Site) -> None:
    for name in ("web", "worker"):
        (site.base / f"{name}.pid").unlink(missing_ok=True)
    process = site.up("exit 3")
    _, told = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "first" in told
    assert postmaster_of(site.cluster) is None
    assert not (site.base / "web.pid").exists()


def test_stopping_in_the_middle_of_a_migration_leaves_nothing(site: Site) -> None:
    process = site.up("exec sleep 60")
    wait_for(lambda: postmaster_of(site.cluster) is not None)
    time.sleep(0.5)
    assert stopped(process) == 0
    assert postmaster_of(site.cluster) is None
