"""The server process as the system shows it: its pid file, whether it is alive, and what it left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from liuke.config.embedded_postgres.cluster import PORT, Cluster

PROCESSES = Path("/proc")
PATIENCE_SECONDS, SIGTERM_SECONDS = 1.0, 8.0


def postmaster_of(cluster: Cluster) -> int | None:
    """The process that runs ``cluster`` now, or None.

    A number alone proves nothing: after a reboot or in a new container somebody else may have it. A
    postmaster stands in its data folder, and that is looked at where the system shows it.
    """
    try:
        pid = int(cluster.pid_file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    if pid <= 0 or not alive(pid):
        return None
    if PROCESSES.is_dir() and not _stands_in(pid, cluster.data):
        return None
    return pid


def forget_stale_pid_files(cluster: Cluster) -> None:
    """Removes pid files whose number may by now belong to another program: PostgreSQL would not start.

    Call only with the home locked and no postmaster running. Without /proc the files are left to PostgreSQL.
    """
    if PROCESSES.is_dir() and postmaster_of(cluster) is None:
        socket = cluster.socket_folder / f".s.PGSQL.{PORT}"
        for path in (cluster.pid_file, socket, socket.with_name(f"{socket.name}.lock")):
            path.unlink(missing_ok=True)


def end_orphans(cluster: Cluster) -> None:
    """Waits for backends whose postmaster was killed, then ends them; returns when none is left.

    They hold the shared memory a new server must not share. Most leave within milliseconds; one in the
    middle of a computation notices nothing, is asked to stop, and killed if it does not. Nothing is lost:
    what was committed is in the log, and recovery runs anyway.
    """
    started = time.monotonic()
    while orphans := _orphans(cluster):
        waited = time.monotonic() - started
        if waited > PATIENCE_SECONDS:
            order = signal.SIGTERM if waited < SIGTERM_SECONDS else signal.SIGKILL
            for pid in orphans:
                send(pid, order)
        time.sleep(0.05 if waited < PATIENCE_SECONDS else 0.2)


def alive(pid: int) -> bool:
    """Whether a process of this number exists and has not ended.

    A child of ours that has ended is taken off the system's list: to PostgreSQL a zombie looks alive, and it
    would not start over one.
    """
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) != "Z"


def send(pid: int, order: signal.Signals) -> None:
    """Signals a process; one that has gone already is fine."""
    try:
        os.kill(pid, order)
    except ProcessLookupError:
        return


def _orphans(cluster: Cluster) -> list[int]:
    if not PROCESSES.is_dir():
        return []
    numbers = (int(entry.name) for entry in PROCESSES.iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if _stands_in(pid, cluster.data) and _state(pid) != "Z"]


def _stands_in(pid: int, data: Path) -> bool:
    """Whether ``pid`` is a PostgreSQL program that works in this data folder."""
    try:
        program = Path(os.readlink(PROCESSES / str(pid) / "exe")).name
        folder = os.readlink(PROCESSES / str(pid) / "cwd")
    except OSError:
        return False
    return program.startswith("postgres") and folder == os.path.realpath(data)


def _state(pid: int) -> str:
    try:
        return (PROCESSES / str(pid) / "stat").read_text(errors="replace").rpartition(") ")[2][:1]
    except OSError:
        return ""
