"""Holds the ledger against itself: seals, chains, lots, balances, totals, guards. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from liuke.insight.reports.language import N_
from liuke.loyalty.ledger.checks import ACCOUNTS, CHECKS, SEALED, Check
from liuke.loyalty.ledger.guards import broken_guards
from liuke.loyalty.ledger.roots import Root

AT_A_TIME = 10_000
_SEALED_WHY = {
    "gap": N_("No. %(n)s in the chain of store %(store)s is missing."),
    "missing": N_("No. %(n)s of store %(store)s is sealed, and its posting %(key)s is gone."),
    "changed": N_("The posting %(key)s is not what was sealed as no. %(n)s of store %(store)s."),
}


@dataclass(frozen=True)
class Finding:
    """A record that is not as it must be: its table, its key, a sentence."""

    record: str
    key: str
    sentence: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and what was found, the first bad record first."""

    journals: int
    lines: int
    unsealed: int
    findings: tuple[Finding, ...]


def verify(*, roots: Iterable[Root] = ()) -> Verified:
    """Everything in one snapshot; ``roots`` are chain ends that were kept outside of the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger.journal), (SELECT count(*) FROM ledger.line),"
            " (SELECT count(*) FROM ledger.unsealed)"
        )
        journals, lines, unsealed = cursor.fetchone() or (0, 0, 0)
        found = tuple(_findings(cursor, roots))
    return Verified(journals, lines, unsealed, found)


def _findings(cursor: CursorWrapper, roots: Iterable[Root]) -> Iterator[Finding]:
    cursor.execute("SET LOCAL enable_nestloop = off")  # whole tables; row counts may be guessed far too low
    yield from _broken(cursor, ACCOUNTS)
    yield from _broken_seals(cursor)
    for check in CHECKS:
        yield from _broken(cursor, check)
    for root in roots:
        yield from _lost_root(cursor, root)
    for what, name in broken_guards(cursor):
        yield Finding("guard", name, what, {"key": name})


def _broken(cursor: CursorWrapper, check: Check) -> Iterator[Finding]:
    cursor.execute(check.query)
    for (key,) in cursor.fetchall():
        yield Finding(check.record, str(key), check.sentence, {"key": key})


def _broken_seals(cursor: CursorWrapper) -> Iterator[Finding]:
    cursor.execute("SELECT store, max(n) FROM ledger.seal GROUP BY store ORDER BY store")
    for store, last in cursor.fetchall():
        for after in range(0, last, AT_A_TIME):
            cursor.execute(SEALED, {"store": store, "after": after, "upto": after + AT_A_TIME})
            bad = cursor.fetchone()
            if bad is not None:
                n, journal, why = bad
                told = {"key": journal, "n": n - (why == "gap"), "store": store}
                yield Finding("seal", f"{store}/{told['n']}", _SEALED_WHY[why], told)
                break


def _lost_root(cursor: CursorWrapper, root: Root) -> Iterator[Finding]:
    cursor.execute(
        "SELECT FROM ledger.seal WHERE store = %s AND n = %s AND digest = %s",
        [root.store, root.n, root.digest],
    )
    if cursor.rowcount == 0:
        told = {"key": root.store, "n": root.n, "day": root.day}
        yield Finding(
            "seal",
            f"{UUID(str(root.store))}/{root.n}",
            N_("The chain of store %(key)s no longer holds no. %(n)s as it was kept outside on %(day)s."),
            told,
        )
