"""A PostgreSQL of our own for one bench: a fresh cluster in a temporary folder, the star loaded by COPY."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import sqlglot

from liuke.insight.star.schema import STAR

TABLES = ("vehicle", "owner", "visit", "work_order", "survey")
_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}
_SETTINGS = (
    "shared_buffers=1GB", "work_mem=128MB", "max_wal_size=4GB", "fsync=off", "jit=off",
    "max_parallel_workers_per_gather=2", "listen_addresses=",
)  # fmt: skip


class PostgresMissingError(Exception):
    """Why the comparison is left out."""


@dataclass(frozen=True)
class Server:
    """A running server: ``ask`` gives the answer and the best seconds of several runs, as psql times them."""

    command: Sequence[str]
    version: str
    loading: float

    def ask(self, asked: Sequence[str], *, times: int) -> tuple[list[float], float]:
        answer: list[float] = []
        seconds = 0.0
        for sql in asked:
            (carried,) = sqlglot.transpile(sql, read="duckdb", write="postgres")
            said = _run([*self.command, "-At", "-c", "\\timing on", *["-c", carried] * (times + 1)])
            lines = said.splitlines()
            told = next(line for line in lines if not line.startswith("Time:"))
            answer += [float(value or 0) for value in told.split("|")]
            seconds += min(float(line.split()[1]) for line in lines if line.startswith("Time:")) / 1000
        return answer, seconds


@contextmanager
def postgres_of(star: Path) -> Iterator[Server]:
    """A server with the star's tables. Raises PostgresMissingError where Debian's server is not installed."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries or not (binaries[-1] / "initdb").exists():
        raise PostgresMissingError("no server in /usr/lib/postgresql (apt-get install postgresql)")
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="liuke-pg-"))
    control = [*user, str(binaries[-1] / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    try:
        if user:
            shutil.chown(folder, "postgres")
        _run([*user, str(binaries[-1] / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-E", "UTF8"])
        settings = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={folder}"))
        _run([*control, "-l", str(folder / "log"), "-o", settings, "start"])
        try:
            command = [*user, str(binaries[-1] / "psql"), "-h", str(folder), "-d", "postgres", "-q"]
            started = time.perf_counter()
            _load(star, command, folder)
            version = _run([*command, "-At", "-c", "SHOW server_version"]).split()[0]
            yield Server(command, f"PostgreSQL {version}", time.perf_counter() - started)
        finally:
            _run([*control, "-m", "fast", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load(star: Path, command: Sequence[str], folder: Path) -> None:
    for name in TABLES:
        columns = ", ".join(f"{c.name} {_TYPES.get(c.type, c.type)}" for c in STAR[name].columns)
        path = folder / f"{name}.csv"
        duckdb.sql(f"COPY (FROM '{star / name}.parquet') TO '{path}' (FORMAT csv, HEADER false)")
        path.chmod(0o644)
        _run(
            [
                *command,
                "-c",
                f"CREATE TABLE {name} ({columns})",
                "-c",
                f"COPY {name} FROM '{path}' (FORMAT csv)",
            ]
        )
        path.unlink()
    _run([*command, "-c", "VACUUM ANALYZE"])


def _run(command: Sequence[str]) -> str:
    """Runs and returns what was printed; the first line of a failure says what went wrong."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stderr.strip()[:500]}")
    return done.stdout
