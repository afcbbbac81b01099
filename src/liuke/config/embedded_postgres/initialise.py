"""Sets a cluster up: once, whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liuke.config.embedded_postgres.cluster import SUPERUSER, Cluster
from liuke.config.embedded_postgres.program import BARE, Program
from liuke.config.embedded_postgres.server_user import ServerUser
from liuke.config.home.private_file import keep_private
from liuke.values.refusal import Refusal

BUILTIN_LOCALE_SINCE = 17

SIZED = {"shared_buffers": "256MB", "work_mem": "16MB", "random_page_cost": "1.1", "jit": "off"}
"""Of a machine of today: PostgreSQL's own defaults are for one of 2005. To compile a statement (jit) takes
longer than most of ours. Written into postgresql.conf, so that whoever runs it can change them."""


class ClusterNotSetUp(Refusal):
    code = "cluster_not_set_up"
    sentence = "The embedded PostgreSQL could not be set up in %(folder)s: %(why)s"


class PasswordFileMissing(Refusal):
    code = "password_file_missing"
    sentence = (
        "%(file)s is missing, and without it the database in %(folder)s stays closed. "
        "Put the file back, or move the folder away and restore a backup."
    )


class OtherMajorVersion(Refusal):
    code = "other_major_version"
    sentence = (
        "The database in %(folder)s was written by PostgreSQL %(found)s, this is PostgreSQL %(ours)s. "
        "Back it up with the version of Liuke you had (liuke backup), then restore it into a new LIUKE_HOME "
        "(liuke restore)."
    )


def initialise(cluster: Cluster, *, program: Program, user: ServerUser | None) -> None:
    """The data folder of ``cluster``, made if it is not there, checked if it is.

    Raises ClusterNotSetUp, PasswordFileMissing, OtherMajorVersion.
    """
    if cluster.data.exists():
        _check(cluster, program)
        return
    if not cluster.password_file.exists():
        keep_private(cluster.password_file, secrets.token_urlsafe(32))
    with _workplace(cluster, user) as workplace:
        _initdb(cluster, program, user, workplace)
        os.rename(workplace / "data", cluster.data)


def _check(cluster: Cluster, program: Program) -> None:
    if not cluster.password_file.exists():
        raise PasswordFileMissing(file=cluster.password_file, folder=cluster.data)
    try:
        found = (cluster.data / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError:
        raise ClusterNotSetUp(folder=cluster.data, why="PG_VERSION?") from None
    if found != str(program.major):
        raise OtherMajorVersion(folder=cluster.data, found=found, ours=program.major)


@contextmanager
def _workplace(cluster: Cluster, user: ServerUser | None) -> Iterator[Path]:
    """A folder beside the data folder that a killed attempt leaves behind and the next one clears away."""
    for left_behind in cluster.folder.glob(".setting-up-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    workplace = cluster.folder / f".setting-up-{secrets.token_hex(4)}"
    workplace.mkdir(mode=0o700)
    try:
        if user:
            os.chown(workplace, user.uid, user.gid)
        yield workplace
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _initdb(cluster: Cluster, program: Program, user: ServerUser | None, workplace: Path) -> None:
    password = workplace / "password"
    password.touch(mode=0o600)
    password.write_text(cluster.password(SUPERUSER), encoding="ascii")
    if user:
        os.chown(password, user.uid, user.gid)
    locale = ["--locale=C"]
    if program.major >= BUILTIN_LOCALE_SINCE:
        # Upper and lower case of every script without depending on the machine's own locales.
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command: list[str | Path] = [
        program.path("initdb"),
        f"--pgdata={workplace / 'data'}",
        f"--username={SUPERUSER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--set=timezone=UTC",
        *(f"--set={name}={value}" for name, value in SIZED.items()),
        *locale,
        *([] if cluster.durable else ["--no-sync"]),
    ]
    done = subprocess.run(  # noqa: S603 - our own program, no input from outside
        command,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=BARE,
        cwd="/",
        umask=0o077,
        **(user.as_child() if user else {}),
    )
    if done.returncode:
        raise ClusterNotSetUp(folder=cluster.data, why=done.stderr.strip()[-600:] or done.returncode)
