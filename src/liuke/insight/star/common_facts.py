"""What every row of a star leans on. A star in which any of it changes is built whole."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import duckdb

from liuke.insight.star.schema import RECORDS, STAR, STAR_VERSION

_FILE = "common.json"
_ASKED = {
    "files that tell of settling": "SELECT source_file FROM order_file WHERE tells_settling ORDER BY ALL",
    "files that tell of coming": "SELECT source_file, arrivals, starts FROM booking_file ORDER BY ALL",
    "appointments": "SELECT getvariable('has_appointments')",
    "kinds of visits": "SELECT getvariable('kinds_told')",
    "profit": "SELECT * FROM profit_rule",
    "plans": "SELECT * FROM plan ORDER BY ALL",
    "margins": "SELECT * FROM margin_rate ORDER BY ALL",
}


def common_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Read after the step ``4_voice``."""
    facts: dict[str, object] = {
        name: [list(row) for row in connection.execute(question).fetchall()]
        for name, question in _ASKED.items()
    }
    facts["program"] = program()
    return facts


def program() -> str:
    """A mark of the program that writes a star; a star with another mark is built whole."""
    tables = [[t.name, [[c.name, c.type] for c in t.columns]] for t in (*RECORDS.values(), *STAR.values())]
    told = json.dumps([version("liuke"), STAR_VERSION, tables])
    return hashlib.sha256(told.encode()).hexdigest()


def write_common_facts(facts: dict[str, object], folder: Path) -> None:
    (folder / _FILE).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def read_common_facts(folder: Path) -> object:
    """What was written with a star; None for a star that has none."""
    path = folder / _FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
