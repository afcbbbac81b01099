"""Feeds: the star of a million orders written from the tables, then again after one day's orders.

python -m bench feeds
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import Any

from bench.console_import import empty_platform
from bench.figures import Chapter, Figure
from bench.measure import timed
from bench.star_maker import AS_OF, VISITS_PER_CAR, make_records

ORDERS = int(os.environ.get("LIUKE_BENCH_ORDERS", "1000000"))
WITH_LINES = 0.2
STORES = 20


def run() -> Chapter:
    """The records are taken in as an import takes them in; only the files are not read again."""
    with tempfile.TemporaryDirectory(prefix="liuke-records-") as name, empty_platform():
        records = Path(name)
        make_records(records, cars=round(ORDERS / VISITS_PER_CAR), with_lines=WITH_LINES)
        day = _hold_back(records)
        figures = _measured(records, day)
    return Chapter("feeds", "Feeds", "python -m bench feeds", figures)


def _hold_back(records: Path) -> Path:
    """Takes the orders of the last day and their lines out, into a folder of their own."""
    import duckdb

    day = records / "day"
    day.mkdir()
    last = AS_OF - dt.timedelta(days=1)
    orders = f"SELECT order_no FROM read_parquet('{records}/work_orders.parquet') WHERE opened_at >= '{last}'"
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE held AS {orders}")
        for path in sorted(records.glob("*.parquet")):
            numbered = path.stem != "vehicle_sales"
            for target, sign in ((day / path.name, "IN"), (records / f"{path.stem}.kept", "NOT IN")):
                where = f"WHERE order_no {sign} (FROM held)" if numbered else f"WHERE {sign == 'NOT IN'}"
                engine.execute(
                    f"COPY (SELECT * FROM read_parquet('{path}') {where}) TO '{target}' (FORMAT parquet)"
                )
            os.replace(records / f"{path.stem}.kept", path)
    return day


def _measured(records: Path, day: Path) -> list[Figure]:
    from liuke.feeds.actions.write_star import write_star
    from liuke.vehicles.models import ChangedPart, OrderLine, WorkOrder

    stores = make_stores()
    loaded = timed(lambda: take_in(records, stores))
    found: dict[str, Any] = {}
    full = timed(lambda: found.update(star=write_star(today=AS_OF, whole=True)))
    ChangedPart.objects.all().delete()
    before = WorkOrder.objects.count()
    take_in(day, stores)
    fresh = WorkOrder.objects.count() - before
    again = timed(lambda: found.update(star=write_star(today=AS_OF)))
    size = f"{before:,} orders, {OrderLine.objects.count():,} lines"
    return [
        Figure(f"{size} taken in, with cars, owners and visits", loaded[0], "s", "", busy(loaded)),
        Figure(f"star of {size}, whole", full[0], "s", _goal("≤ 60"), busy(full)),
        Figure(f"star after {fresh:,} more orders of one day", again[0], "s", "≤ 5", busy(again)),
    ]


def _goal(goal: str) -> str:
    """The goal is for a million orders; fewer say nothing about it."""
    return goal if ORDERS >= 1_000_000 else ""


def busy(measured: tuple[float, float]) -> str:
    return f"processors {measured[1]:.1f} s besides PostgreSQL"


def make_stores() -> dict[str, Any]:
    """The stores the records name, by name."""
    from django.utils import timezone

    from liuke.org.models import Store

    made: dict[str, Any] = {}
    now = timezone.now()
    for number in range(STORES):
        name = f"第{number}店"
        store = Store(
            code=f"S{number}", name=name, pinyin=name, initials="d", changed_at=now, changed_by="bench"
        )
        store.save()
        made[name] = store.pk
    return made


def take_in(records: Path, stores: dict[str, Any]) -> None:
    """Writes records into the tables as an import does."""
    from django.db import connection, transaction

    from liuke.values.identity import new_id
    from liuke.values.reach import EVERYWHERE
    from liuke.vehicles.actions.take_in_history import take_in_history
    from liuke.vehicles.history.stage import Home, stage

    homes = [Home(0, name, store, 1) for name, store in stores.items()]
    with transaction.atomic(), connection.cursor() as cursor:
        stage(cursor, records=records, homes=homes, reach=EVERYWHERE)
        take_in_history(cursor, batch_id=new_id(), progress=lambda *_: None)
