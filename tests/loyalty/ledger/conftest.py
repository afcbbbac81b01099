"""Two stores, two persons at the desk, and as many owners as a test needs; everything is really committed."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest

pytest.importorskip("django")

from liuke.loyalty.bill import Bill, BillLine, Category
from liuke.loyalty.ledger.deeds import Desk
from liuke.values.identity import new_id

_numbers = itertools.count(1)
MEI, GUO = UUID(int=0xE1), UUID(int=0x60)


def fresh(what: str = "key") -> str:
    """A key, bill or payment nobody has used."""
    return f"{what}-{new_id()}-{next(_numbers)}"


def bill(store: UUID, amount_fen: int = 100_000, number: str | None = None) -> Bill:
    line = BillLine(item="保养", category=Category.LABOUR, amount_fen=amount_fen, list_fen=amount_fen)
    return Bill(store=store, number=(number or fresh("WO"))[:60], lines=(line,), amount_fen=amount_fen)


@dataclass(frozen=True)
class Books:
    """``east`` and ``west`` are desks of Mei's; ``manager`` is the same with Guo's consent."""

    east: Desk
    west: Desk
    manager: Desk
    app_url: str
    admin_url: str
    super_url: str

    @property
    def today(self) -> dt.date:
        [(day,)] = self.ask("SELECT ledger.today()")
        return day

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """As the superuser: tests look at everything."""
        with psycopg.connect(self.super_url, autocommit=True) as connection:
            cursor = connection.execute(query.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def held(self, holder: UUID, kind: str, unit: str | None = None) -> int:
        where = "AND a.unit = %s" if unit else ""
        values = (holder, kind, unit) if unit else (holder, kind)
        rows = self.ask(
            "SELECT coalesce(sum(b.amount), 0)::bigint FROM ledger.account a JOIN ledger.balance b ON b.account = a.id"
            f" WHERE a.holder = %s AND a.kind = %s {where}",
            *values,
        )
        return int(rows[0][0])

    def of_store(self, kind: str, store: UUID, unit: str = "fen", counter: UUID | None = None) -> int:
        [(amount,)] = self.ask(
            "SELECT ledger.store_balance(ledger.account_id(%s, %s, NULL, %s, %s))", kind, unit, store, counter
        )
        return int(amount)

    def journals(self) -> int:
        return int(self.ask("SELECT count(*) FROM ledger.journal")[0][0])


def open_store(connection: psycopg.Connection[Any], code: str, name: str) -> UUID:
    store = new_id()
    connection.execute(
        "INSERT INTO org_store (id, version, changed_at, changed_by, code, name, short_name, pinyin,"
        " initials, dms_name, kind, brands, district, address, phone, active)"
        " VALUES (%s, 1, now(), 'test', %s, %s, '', %s, 'd', '', 'dealer', '', '', '', '', true)",
        (store, f"{code}{next(_numbers)}", f"{name}{next(_numbers)}", name),
    )
    return store


def make_books(tables: Any) -> Books:
    """Fills an empty database with two stores."""
    with psycopg.connect(tables.app_url, autocommit=True) as connection:
        east, west = open_store(connection, "E", "东店"), open_store(connection, "W", "西店")
    return Books(
        east=Desk(store=east, actor=MEI),
        west=Desk(store=west, actor=MEI),
        manager=Desk(store=east, actor=MEI, approver=GUO),
        app_url=tables.app_url,
        admin_url=tables.admin_url,
        super_url=tables.super_url,
    )


@pytest.fixture(scope="module")
def books(tables: Any) -> Books:
    return make_books(tables)


@pytest.fixture
def own_books(own_tables: Any) -> Books:
    """For a test that changes the schema or tampers."""
    return make_books(own_tables)


@pytest.fixture
def owner() -> Callable[[], UUID]:
    return new_id
