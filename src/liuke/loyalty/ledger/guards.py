"""What keeps the ledger true in the database, held against what this version ships."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.db.backends.utils import CursorWrapper

from liuke.insight.reports.language import N_

SHIPPED = Path(__file__).parents[1] / "migrations" / "ledger"
_FUNCTION = re.compile(
    r"CREATE FUNCTION ledger\.(\w+)\((?:(?!CREATE FUNCTION).)*?AS \$\$(.*?)\$\$;", re.DOTALL
)
_TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)")
_CONSTRAINT = re.compile(r"^\s+CONSTRAINT (\w+)", re.MULTILINE)
_INDEX = re.compile(r"CREATE UNIQUE INDEX (\w+)")
_TABLE = re.compile(r"CREATE TABLE ledger\.(\w+) \((.*?)\n\)", re.DOTALL)
_REFERENCE = re.compile(r"^    ([a-z]\w*) .*REFERENCES", re.MULTILINE)


@cache
def _shipped() -> tuple[dict[str, str], set[str], set[str], set[str]]:
    text = "\n".join(path.read_text("utf-8") for path in sorted(SHIPPED.glob("*.sql")))
    functions = {match[1]: match[2] for match in _FUNCTION.finditer(text)}
    constraints = set(_CONSTRAINT.findall(text))
    for table, columns in _TABLE.findall(text):  # as PostgreSQL names what has no name
        constraints.add(f"{table}_pkey")
        constraints.update(f"{table}_{column}_fkey" for column in _REFERENCE.findall(columns))
    return functions, set(_TRIGGER.findall(text)), constraints, set(_INDEX.findall(text))


def broken_guards(cursor: CursorWrapper) -> Iterator[tuple[str, str]]:
    """A sentence and a name for each guard that is missing, switched off or not what was shipped."""
    functions, triggers, constraints, indexes = _shipped()
    cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace")
    there = dict(cursor.fetchall())
    for name in sorted(functions):
        if there.get(name) != functions[name]:
            yield N_("The function ledger.%(key)s is not the one this version ships."), name
    cursor.execute(
        "SELECT t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid"
        " WHERE c.relnamespace = 'ledger'::regnamespace AND t.tgenabled = 'O'"
    )
    for name in sorted(triggers - {name for (name,) in cursor.fetchall()}):
        yield N_("The trigger %(key)s is missing or switched off."), name
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'ledger'::regnamespace AND convalidated"
    )
    for name in sorted(constraints - {name for (name,) in cursor.fetchall()}):
        yield N_("The constraint %(key)s is missing or not valid."), name
    cursor.execute(
        "SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = 'ledger'::regnamespace AND i.indisunique AND i.indisvalid"
    )
    for name in sorted(indexes - {name for (name,) in cursor.fetchall()}):
        yield N_("The unique index %(key)s is missing or not valid."), name
    yield from _rights(cursor)


def _rights(cursor: CursorWrapper) -> Iterator[tuple[str, str]]:
    cursor.execute(
        "SELECT c.relname FROM pg_class AS c"
        " WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r'"
        " AND has_table_privilege(current_user, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
        " ORDER BY 1"
    )
    for (name,) in cursor.fetchall():
        yield N_("The application may write to ledger.%(key)s: it must only read."), name
