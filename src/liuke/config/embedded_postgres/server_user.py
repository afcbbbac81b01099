"""The system user the server runs as when we are root: PostgreSQL refuses to be root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from liuke.values.refusal import Refusal

NAME = "liuke"


class NoServerUser(Refusal):
    code = "no_server_user"
    sentence = (
        "PostgreSQL does not run as root, and a system user “%(name)s” could not be made: %(why)s. "
        "Create it (useradd --system %(name)s), or start Liuke as an ordinary user."
    )


class CannotPass(Refusal):
    code = "server_user_cannot_pass"
    sentence = (
        "The user “%(name)s”, as whom PostgreSQL runs, cannot enter %(folder)s. "
        "Let others pass through it (chmod o+x %(folder)s), or choose another folder with LIUKE_HOME."
    )


class AsChild(TypedDict, total=False):
    """What subprocess needs to drop root's privileges in the child."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class ServerUser:
    """A system user without privileges."""

    name: str
    uid: int
    gid: int

    def as_child(self) -> AsChild:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_user() -> ServerUser | None:
    """None for an ordinary user, who runs the server himself; for root the user ``liuke``, made if need be.

    Raises NoServerUser.
    """
    if os.geteuid() != 0:
        return None
    try:
        return _existing()
    except KeyError:
        _create()
    try:
        return _existing()
    except KeyError:
        raise NoServerUser(name=NAME, why="useradd") from None


def check_can_pass(user: ServerUser, folder: Path) -> None:
    """Raises CannotPass with the first folder on the way to ``folder`` that ``user`` cannot enter."""
    for step in (*reversed(folder.resolve().parents), folder.resolve()):
        status = step.stat()
        if user.uid == status.st_uid:
            passes = status.st_mode & 0o100
        elif user.gid == status.st_gid:
            passes = status.st_mode & 0o010
        else:
            passes = status.st_mode & 0o001
        if not passes:
            raise CannotPass(name=user.name, folder=step)


def _existing() -> ServerUser:
    entry = pwd.getpwnam(NAME)
    return ServerUser(name=NAME, uid=entry.pw_uid, gid=entry.pw_gid)


def _create() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise NoServerUser(name=NAME, why="useradd?")
    done = subprocess.run(  # noqa: S603 - a fixed command, no input from outside
        [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoServerUser(name=NAME, why=done.stderr.strip() or done.returncode)
