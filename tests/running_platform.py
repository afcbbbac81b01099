"""``liuke up`` on a home of its own, as a test runs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from liuke.cli.running.healthy import healthy
from liuke.config.embedded_postgres.cluster import APP, DATABASE, SUPERUSER, Cluster


class Platform:
    """Web, worker and database; ``log`` has what they say."""

    def __init__(self, home: Path, log: Path, *, web_processes: int = 1) -> None:
        self.home, self.log, self.cluster = home, log, Cluster(home=home)
        self.web_processes = web_processes
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def up(self) -> None:
        with self.log.open("a") as output:
            begins = output.tell()
            variables = {**os.environ, "LIUKE_HOME": str(self.home), "LIUKE_PORT": str(self.port)}
            self.running = subprocess.Popen(
                [sys.executable, "-m", "liuke", "up"],
                env={**variables, "LIUKE_LANG": "en", "LIUKE_WEB_PROCESSES": str(self.web_processes)},
                stdout=output,
                stderr=output,
            )
        self.until(lambda: "Liuke is ready" in self.log.read_text()[begins:])

    def until(self, condition: Callable[[], object], seconds: float = 150) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.running.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()[-4000:]
            time.sleep(0.05)

    def serves(self) -> bool:
        return healthy(f"http://127.0.0.1:{self.port}", "/healthz")

    def ask(self, query: str) -> object:
        """One value, None while the database is away."""
        try:
            with psycopg.connect(self.cluster.url(role=APP), autocommit=True) as line:
                row = line.execute(query.encode()).fetchone()
        except psycopg.OperationalError:
            return None
        return row[0] if row else None

    @contextmanager
    def held_before_the_commit(self) -> Iterator[None]:
        """Nobody writes a visit until this is left; entered before the worker begins."""
        url = self.cluster.url(role=SUPERUSER, database=DATABASE)
        line = psycopg.connect(url)
        line.execute("LOCK TABLE vehicles_visit IN SHARE MODE")
        try:
            yield
        finally:
            line.close()

    def processes(self, word: str) -> list[int]:
        """The processes started by ``up`` whose command has ``word``."""
        mine = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children").read_text().split()
        return [pid for pid in map(int, mine) if word in Path(f"/proc/{pid}/cmdline").read_text()]

    def down(self) -> None:
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGINT)
            self.running.wait(60)
