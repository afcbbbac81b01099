"""Starts the server of a cluster, or adopts the one that runs."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from liuke.config.embedded_postgres.answers import WrongPassword, answers
from liuke.config.embedded_postgres.cluster import PORT, Cluster
from liuke.config.embedded_postgres.folders import prepare_folders
from liuke.config.embedded_postgres.initialise import initialise
from liuke.config.embedded_postgres.postmaster import (
    alive,
    end_orphans,
    forget_stale_pid_files,
    postmaster_of,
)
from liuke.config.embedded_postgres.program import BARE, Program, find_program, reachable_program
from liuke.config.embedded_postgres.server_user import ServerUser, server_user
from liuke.values.refusal import Refusal

READY_WITHIN_SECONDS = 300
"""Recovery after a crash reads the log since the last checkpoint; on a slow disk that takes minutes."""


class ServerNotStarted(Refusal):
    code = "postgres_not_started"
    sentence = "PostgreSQL did not start: %(why)s. More in %(log)s."


@dataclass(frozen=True)
class Running:
    """A server that answers. ``adopted`` means it ran already."""

    cluster: Cluster
    pid: int
    adopted: bool


def start(cluster: Cluster) -> Running:
    """A running, answering server for ``cluster``, set up on first use. Call with the home locked.

    Raises ServerNotStarted, and the refusals of finding the program and preparing user, folders and data.
    """
    user = server_user()
    prepare_folders(cluster, user=user)
    program = reachable_program(find_program(), user=user, copies=cluster.folder)
    initialise(cluster, program=program, user=user)
    pid = postmaster_of(cluster)
    if pid is not None:
        _wait(cluster, pid, started=None)
        if alive(pid):
            return Running(cluster=cluster, pid=pid, adopted=True)
    end_orphans(cluster)
    forget_stale_pid_files(cluster)
    process = _launch(cluster, program, user)
    _wait(cluster, process.pid, started=process)
    return Running(cluster=cluster, pid=process.pid, adopted=False)


def _launch(cluster: Cluster, program: Program, user: ServerUser | None) -> subprocess.Popen[bytes]:
    """The server in a session of its own: Ctrl-C on the terminal must not reach it before its clients."""
    with (cluster.folder / "start.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own program, no input from outside
            [program.path("postgres"), "-D", cluster.data, *_options(cluster)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=BARE,
            cwd="/",
            umask=0o077,
            start_new_session=True,
            **(user.as_child() if user else {}),
        )


def _options(cluster: Cluster) -> list[str]:
    """What must hold whatever postgresql.conf says: the command line wins over the file."""
    folder = str(cluster.socket_folder).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{folder}"',
        "unix_socket_permissions": "0700",
        "log_directory": str(cluster.log_folder),
        "log_filename": "postgres-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_file_mode": "0600",
        "logging_collector": "on",
        "log_timezone": "UTC",
        "cluster_name": "liuke",
    }
    if not cluster.durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _wait(cluster: Cluster, pid: int, *, started: subprocess.Popen[bytes] | None) -> None:
    """Returns when the server answers, or when one we did not start has gone."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            if answers(cluster):
                return
        except WrongPassword:
            raise ServerNotStarted(why="password", log=cluster.password_file) from None
        ended = started.poll() is not None if started else not alive(pid)
        if ended and started is None:
            return
        if ended or time.monotonic() > deadline:
            raise ServerNotStarted(why=_last_words(cluster), log=cluster.log_folder)
        time.sleep(0.05)


def _last_words(cluster: Cluster) -> str:
    """The last fatal line of the newest log: the sentence a person can search for."""
    logs = [cluster.folder / "start.log", *cluster.log_folder.glob("*.log")]
    logs = sorted((path for path in logs if path.exists()), key=_written, reverse=True)
    for path in logs:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for line in reversed(lines[-50:]):
            if "FATAL" in line or "PANIC" in line or "error while loading" in line:
                return line.strip()
    return f"{READY_WITHIN_SECONDS} s"


def _written(path: Path) -> float:
    return path.stat().st_mtime
