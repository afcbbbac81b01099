"""Where an embedded cluster lives and how it is addressed. Pure: looks at paths, starts nothing."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SUPERUSER, ADMIN, APP = "postgres", "liuke_admin", "liuke_app"
DATABASE, MAINTENANCE = "liuke", "postgres"
PORT = 5432
LONGEST_SOCKET = 107
"""Bytes the kernel keeps for a socket's path (sun_path holds 108 with the closing NUL)."""


@dataclass(frozen=True)
class Cluster:
    """The cluster of one home. ``durable`` False is for data that may be lost with the machine (tests)."""

    home: Path
    durable: bool = True

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log_folder(self) -> Path:
        return self.folder / "log"

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def socket_folder(self) -> Path:
        """In the home where the path is short enough, else a folder named by the home's hash.

        The same home gives the same folder in every process, without looking at the environment: a web
        process started by a service manager has another one than a shell.
        """
        inside = self.folder / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return inside
        name = hashlib.sha256(os.fsencode(self.home.resolve())).hexdigest()[:16]
        if os.geteuid() == 0:
            return Path("/run") / f"liuke-{name}"
        return Path("/tmp") / f"liuke-{os.geteuid()}-{name}"  # noqa: S108 - our own 0700 folder, owner checked

    def password(self, role: str) -> str:
        """A role's password: each has its own, all come from the one secret in the password file."""
        secret = self.password_file.read_bytes().strip()
        return hmac.new(secret, role.encode(), hashlib.sha256).hexdigest()

    def url(self, *, role: str, database: str = DATABASE) -> str:
        """The address libpq and Django understand. Needs the password file."""
        folder = quote(os.fsencode(self.socket_folder), safe="")
        return f"postgresql://{role}:{self.password(role)}@/{quote(database)}?host={folder}&port={PORT}"
