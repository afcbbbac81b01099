"""A PostgreSQL server of one's own in place of the embedded one: ``LIUKE_TEST_DATABASE_ADMIN_URL``, a superuser's."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from liuke.config.embedded_postgres.cluster import DATABASE, SUPERUSER, Cluster

VARIABLE = "LIUKE_TEST_DATABASE_ADMIN_URL"


@dataclass(frozen=True)
class OtherServer(Cluster):
    """Addressed like an embedded cluster; the roles' passwords are the same in every run."""

    address: str = ""

    def password(self, role: str) -> str:
        return hmac.new(self.address.encode(), role.encode(), hashlib.sha256).hexdigest()

    def url(self, *, role: str, database: str = DATABASE) -> str:
        from psycopg.conninfo import conninfo_to_dict

        parts = conninfo_to_dict(self.address)
        given = {name: parts.pop(name) for name in ("user", "password") if name in parts}
        parts.pop("dbname", None)
        if role != SUPERUSER:
            given = {"user": role, "password": self.password(role)}
        return f"postgresql:///{quote(database)}?{urlencode({**parts, **given})}"


def asked_for() -> str | None:
    """The server's address, where this run is to use one."""
    return os.environ.get(VARIABLE) or None
