"""Two years of postings of 20 stores: a few hundred owners posted one by one, then copied in the database."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
from bench.feeds import make_stores

from liuke.values.identity import new_id

TEMPLATES, DAYS = 300, 730
SQL = Path(__file__).with_name("ledger_sql")
WASH, CHECK = "visits:wash", "visits:check"


def fill_books(superuser: str, *, lines: int) -> int:
    """At least ``lines`` lines, sealed; how many there are."""
    from django.db import connection
    from django.utils import timezone

    from liuke.loyalty.ledger.post import post
    from liuke.loyalty.ledger.seal import seal

    stores, today = list(make_stores().values()), timezone.localdate()
    dice = random.Random(20)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    for _ in range(TEMPLATES):
        for posting in _life(dice, stores, today):
            post(posting)
    copies = -(-lines // _lines(superuser)) - 1
    with psycopg.connect(superuser, autocommit=True) as server:
        script = (SQL / "copy_owners.sql").read_text("utf-8").replace(":copies", str(copies))
        server.execute(script.encode())
        server.execute("VACUUM ANALYZE")
    seal()
    with psycopg.connect(superuser, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")
    return _lines(superuser)


def _lines(superuser: str) -> int:
    with psycopg.connect(superuser) as server:
        row = server.execute("SELECT count(*) FROM ledger.line").fetchone()
    assert row
    return int(row[0])


def _life(dice: random.Random, stores: Sequence[UUID], today: dt.date) -> Iterator[object]:
    """What an owner buys, uses, earns and loses, in order of days; one visit in eight is to another store."""
    from liuke.loyalty.ledger import deeds
    from liuke.loyalty.ledger.posting import Kind, Value

    owner, home = new_id(), dice.choice(stores)
    desk = deeds.Desk(store=home, actor=new_id(), approver=new_id())
    days = sorted(dice.sample(range(DAYS), 12), reverse=True)
    stored, uses = 0, 0
    for place, ago in enumerate(days):
        there = dice.choice(stores) if dice.random() < 1 / 8 else home
        at = replace(desk, store=there, business_date=today - dt.timedelta(ago))
        key = f"bench-{new_id()}"
        if place in (0, 6):
            yield deeds.top_up(at, owner, key, payment=key, principal_fen=200_000, bonus_fen=50_000)
            stored += 250_000
            continue
        if place == 1:
            items = (
                deeds.CardItem(kind=Value.VISITS, unit=WASH, amount=4, paid_fen=20_000, list_fen=30_000),
                deeds.CardItem(kind=Value.VISITS, unit=CHECK, amount=1, paid_fen=9_000, list_fen=12_000),
            )
            yield deeds.sell(at, owner, key, payment=key, items=items)
            yield deeds.issue(at, owner, f"{key}-c", series="may", count=2, expires_on=None, source=None)
            uses = 4
            continue
        paid = dice.randrange(9_000, 60_000)
        bill = _bill(there, paid)
        if stored >= paid:
            yield deeds.pay(at, owner, key, bill=bill, amount_fen=paid)
            stored -= paid
        if uses and dice.random() < 1 / 2:
            yield deeds.use(at, owner, f"{key}-u", bill=bill, item="wash")
            uses -= 1
        ends = at.business_date and at.business_date + dt.timedelta(365)
        yield deeds.earn(at, owner, f"{key}-e", source=key, points=paid // 100, expires_on=ends)
        if place == 5:
            yield deeds.redeem(at, owner, f"{key}-r", bill=bill, series="may")
        if place in (4, 9):
            yield deeds.spend(at, owner, f"{key}-s", bill=bill, points=50)
        if place == 8 and dice.random() < 1 / 5:
            lost = deeds.Draw(kind=Value.POINTS, amount=10)
            yield at(Kind.BREAKAGE, f"{key}-b", owner, operations=(lost,))


def _bill(store: UUID, amount_fen: int) -> object:
    from liuke.loyalty.bill import Bill, BillLine, Category

    line = BillLine(item="保养", category=Category.LABOUR, amount_fen=amount_fen, list_fen=amount_fen)
    return Bill(store=store, number=str(new_id()), lines=(line,), amount_fen=amount_fen)
