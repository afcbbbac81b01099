"""The ends of the chains, kept outside of the database: who rewrites history cannot rewrite these."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection

FOLDER = "ledger-roots"
"""In the home folder; a backup carries it."""


@dataclass(frozen=True)
class Root:
    """No. ``n`` of a store's chain as it was at the end of ``day``."""

    day: dt.date
    store: UUID
    n: int
    digest: bytes


def chain_ends(day: dt.date) -> tuple[Root, ...]:
    """The last link of every store's chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT ON (store) store, n, digest FROM ledger.seal ORDER BY store, n DESC")
        return tuple(Root(day, store, n, bytes(digest)) for store, n, digest in cursor.fetchall())


def keep_roots(folder: Path, *, day: dt.date) -> Path:
    """Writes the chain ends of a day to ``folder``; a later call of the day replaces them whole."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {str(root.store): [root.n, root.digest.hex()] for root in chain_ends(day)}
    path = folder / f"{day}.json"
    waiting = folder / f".{day}.part"
    waiting.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(waiting, path)
    return path


def kept_roots(folder: Path) -> Iterator[Root]:
    """All that were kept, the oldest first."""
    for path in sorted(folder.glob("????-??-??.json")):
        for store, (n, digest) in json.loads(path.read_text("utf-8")).items():
            yield Root(dt.date.fromisoformat(path.stem), UUID(store), int(n), bytes.fromhex(digest))
