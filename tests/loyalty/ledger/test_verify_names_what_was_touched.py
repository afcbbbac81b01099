"""R-34 Whatever somebody with all rights changes behind the ledger's back, verify names it."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any
from uuid import UUID

import psycopg
import pytest

pytest.importorskip("django")

from tests.loyalty.ledger.conftest import Books, bill, fresh

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Draw, Give, Kind, Value
from liuke.loyalty.ledger.verify import verify
from liuke.values.identity import new_id

EMPTY = UUID(int=0)


def a_busy_week(books: Books, owners: int = 6) -> None:
    """Something of every kind, sealed, and a closed month."""
    for _ in range(owners):
        lin, xu = new_id(), new_id()
        east, west = books.east.store, books.west.store
        post(
            deeds.top_up(
                books.east,
                lin,
                fresh(),
                payment=fresh("p"),
                principal_fen=300_000,
                bonus_fen=100_000,
                bonus_expires_on=books.today + dt.timedelta(90),
            )
        )
        card = deeds.CardItem(
            kind=Value.VISITS, unit="visits:wash", amount=5, paid_fen=50_000, list_fen=60_000
        )
        post(deeds.sell(books.east, lin, fresh(), payment=fresh("p"), items=(card,)))
        paid = post(deeds.pay(books.west, lin, fresh(), bill=bill(west), amount_fen=120_000))
        post(deeds.use(books.west, lin, fresh(), bill=bill(west), item="wash", count=2))
        earned = post(deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=900))
        post(deeds.spend(books.east, lin, fresh(), bill=bill(east), points=850))
        post(deeds.give_back(books.east, lin, fresh(), of=earned.journal, amount=200))
        post(deeds.reverse(books.manager, lin, fresh(), of=paid.journal, why="double"))
        held = post(deeds.hold(books.east, lin, fresh(), draw=Draw(kind=Value.STORED, amount=5_000)))
        post(deeds.pay(books.east, lin, fresh(), bill=bill(east), amount_fen=4_000, hold=held.journal))
        post(deeds.hold(books.east, lin, fresh(), draw=Draw(kind=Value.VISITS, unit="visits:wash", amount=1)))
        give = Give(kind=Value.VISITS, unit="visits:wash", amount=1, to=xu)
        post(deeds.transfer(books.east, lin, fresh(), give=give))
        post(books.east(Kind.FREEZE, fresh(), xu))
    seal_all(books)
    month = (books.today.replace(day=1) - dt.timedelta(1)).replace(day=1)
    books.ask(
        "SELECT ledger.close_period(%s, %s, %s, %s)",
        new_id(),
        month,
        books.manager.actor,
        books.manager.approver,
    )
    seal_all(books)


def seal_all(books: Books) -> None:
    while books.ask("SELECT ledger.seal(1000)") != [(0,)]:
        pass


KEYS = {
    "account": ("id",), "balance": ("account",), "journal": ("id",), "line": ("journal", "n"), "lot": ("journal", "n"),
    "lot_use": ("journal", "n", "lot", "lot_n"), "hold": ("journal",), "period": ("month",), "idem_key": ("key",),
    "seal": ("store", "n"), "total": ("account", "month"), "holder": ("id",),
}  # fmt: skip
CHOOSE = """
SELECT t.ctid::text, to_jsonb(t)::text FROM ledger.{table} AS t {where} ORDER BY md5(%s || t.ctid::text) LIMIT 1
"""


def tamper(
    connection: psycopg.Connection, dice: random.Random
) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """Changes or deletes one record, no trigger or CHECK in the way; table, what was done, the record before and after."""
    table = dice.choice(sorted(KEYS))
    checks = connection.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
        (f"ledger.{table}",),
    ).fetchall()
    for (name,) in checks:
        connection.execute(f"ALTER TABLE ledger.{table} DROP CONSTRAINT {name}".encode())
    where = ""
    if table == "account":
        where = "WHERE EXISTS (SELECT FROM ledger.line WHERE t.id IN (dr, cr))"
    [(ctid, text)] = connection.execute(
        CHOOSE.format(table=table, where=where).encode(), (str(dice.random()),)
    ).fetchall()
    row = json.loads(text)
    if dice.random() < 0.2:
        connection.execute(f"DELETE FROM ledger.{table} WHERE ctid = %s::tid".encode(), (ctid,))
        return table, "deleted", row, row
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'ledger' AND table_name = %s"
        " ORDER BY ordinal_position", (table,),
    ).fetchall()  # fmt: skip
    column, kind = dice.choice(columns)
    [(after,)] = connection.execute(
        f"UPDATE ledger.{table} AS t SET {column} = {changed(kind, column)} WHERE ctid = %s::tid"
        " RETURNING to_jsonb(t)::text".encode(), (ctid,),
    ).fetchall()  # fmt: skip
    return table, f"{column} changed", row, json.loads(after)


def changed(kind: str, column: str) -> str:
    return {
        "uuid": "'0193b5a1-0000-7000-8000-00000000beef'::uuid",
        "text": f"coalesce({column}, '') || 'x'",
        "bigint": f"coalesce({column}, 0) + 1000000",
        "smallint": f"coalesce({column}, 0) + 1000",
        "date": f"coalesce({column}, date '2026-01-01') + 31",
        "timestamp with time zone": f"{column} + interval '1 second'",
        "boolean": f"NOT {column}",
        "bytea": f"sha256({column})",
        "jsonb": f"""{column} || '{{"forged": 1}}'""",
    }[kind]


def names(finding: Any, table: str, row: dict[str, Any]) -> bool:
    """Whether a finding speaks of that record, or of the posting it is a part of."""
    told = f"{finding.record} {finding.key} {finding.figures}"
    own = [str(row[key]) for key in KEYS[table]]
    whole = {"line": "journal", "lot_use": "journal", "lot": "journal", "hold": "journal", "seal": "journal", "period": "journal",
             "idem_key": "journal", "journal": "id"}.get(table)  # fmt: skip
    nearby = [str(row[whole])] if whole else [own[0]]
    if table == "journal":
        nearby += [row["idem"]]
    return any(key in told for key in nearby) or all(key in told for key in own)


@pytest.fixture
def tampered(own_books: Books) -> Books:
    a_busy_week(own_books)
    return own_books


def try_tamperings(books: Books, count: int, seed: int) -> None:
    dice = random.Random(seed)
    assert verify().findings == ()
    with psycopg.connect(books.super_url) as connection:
        for number in range(count):
            with connection.transaction(force_rollback=True):
                connection.execute("SET LOCAL session_replication_role = replica")
                table, what, row, after = tamper(connection, dice)
                first = first_finding(connection)
                assert first is not None, (number, table, what, row)
                assert names(first, table, row) or names(first, table, after), (
                    number,
                    table,
                    what,
                    row,
                    first,
                )


def first_finding(connection: psycopg.Connection) -> Any:
    """As verify, but inside the tampering transaction, so that it can be rolled back."""
    from liuke.loyalty.ledger import verify as module

    with connection.cursor() as cursor:
        return next(module._findings(cursor, ()), None)  # type: ignore[arg-type]


def test_a_hundred_random_tamperings_are_each_named(tampered: Books) -> None:
    try_tamperings(tampered, 100, seed=1)


@pytest.mark.slow
def test_a_thousand_random_tamperings_are_each_named(tampered: Books) -> None:
    try_tamperings(tampered, 1000, seed=2)
