"""A messy little group, made anew from a seed: rows as they would be accepted, written as records."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from liuke.insight.star.schema import RECORDS

AS_OF = dt.date(2024, 10, 1)
TODAY = dt.date(2026, 11, 22)


def later(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass
class Files:
    """Rows as dicts by kind, as they would be accepted."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, **cells: Any) -> None:
        self.rows[kind].append(cells)

    def write(self, folder: Path) -> Path:
        """One Parquet per kind of record, with the types the schema gives."""
        folder.mkdir()
        for table in RECORDS.values():
            rows = [
                {"source_file": 0, "source_row": number, **row}
                for number, row in enumerate(self.rows[table.name])
            ]
            told = pa.table({c: pa.array([row.get(c) for row in rows]) for c in table.names})
            connection = duckdb.connect()
            connection.register("told", told)
            columns = ", ".join(f"CAST({c.name} AS {c.type}) AS {c.name}" for c in table.columns)
            connection.execute(
                f"COPY (SELECT {columns} FROM told) TO '{folder / table.name}.parquet' (FORMAT parquet)"
            )
        return folder


def random_files(seed: int, cars: int) -> Files:
    """A messy little group: resales, cars without a sale, twin orders, cancelled ones, PDI, month ends."""
    rng = random.Random(seed)
    files = Files()
    number = 0
    for car in range(cars):
        vin = f"VIN{car:014d}"
        sold = rng.random() < 0.9
        delivered = dt.date(2019, 1, 1) + dt.timedelta(days=rng.randrange(2150))
        if rng.random() < 0.2:
            delivered = delivered.replace(day=calendar.monthrange(delivered.year, delivered.month)[1])
        phone = None if rng.random() < 0.1 else f"139{rng.randrange(cars):08d}"
        if sold:
            files.add(
                "vehicle_sales", vin=vin, delivery_day=delivered, store="东店", phone=phone,
                birthday=rng.choice([None, dt.date(rng.randrange(1955, 2004), 12, 31)]),
                channel=rng.choice([None, "网络", "老带新", "Referral"]),
            )  # fmt: skip
            if rng.random() < 0.05:
                again = delivered + dt.timedelta(days=rng.randrange(300, 900))
                files.add("vehicle_sales", vin=vin, delivery_day=again, store="东店", phone=f"138{car:08d}")
        day = delivered - dt.timedelta(days=3) if rng.random() < 0.3 else delivered
        while day < dt.date(2024, 11, 15):
            number += 1
            _order(files, rng, f"R{number}", vin, day)
            if rng.random() < 0.08:
                number += 1
                _order(files, rng, f"R{number}", vin, day)
            if rng.random() < 0.12:
                break
            due = later(day, 6 if rng.random() < 0.5 else 12)
            day = due + dt.timedelta(days=rng.choice([-20, 0, 0, 1, 31, 62, 92, 93, 150]))
    return files


def _order(files: Files, rng: random.Random, number: str, vin: str, day: dt.date) -> None:
    arrived = dt.datetime.combine(day, dt.time(rng.randrange(8, 18), rng.randrange(60), rng.randrange(60)))
    started = arrived + dt.timedelta(minutes=rng.randrange(0, 80))
    files.add(
        "work_orders",
        vin=vin,
        order_no=number,
        store=rng.choice(["东店", "西店"]),
        phone=rng.choice([None, f"137{rng.randrange(99):08d}"]),
        arrived_at=arrived,
        started_at=started if rng.random() < 0.9 else None,
        finished_at=arrived + dt.timedelta(minutes=61 + rng.randrange(1740), seconds=7)
        if rng.random() < 0.95
        else None,
        status=rng.choice(["settled"] * 8 + ["cancelled", "open", None]),
        kinds=rng.choice([1, 1, 1, 2, 3, 4, 8, 0, None]),
        symptom=rng.choice([None, "异响", "漏油"]),
        total_fen=rng.randrange(0, 500_000),
        insurer_fen=rng.choice([None, None, 10_000]),
    )
    if rng.random() < 0.5:
        files.add(
            "surveys", vin=vin, order_no=number, answered_at=arrived + dt.timedelta(days=2),
            satisfaction=rng.choice([1, 3, 4, 5, None]), nps=rng.choice([0, 6, 7, 8, 9, 10, None]),
        )  # fmt: skip
    if rng.random() < 0.05:
        files.add("complaints", vin=vin, received_at=arrived, status=rng.choice(["solved", "open", None]))
    if rng.random() < 0.5:
        status = rng.choice(
            ["kept"] * 5 + ["no_show", "cancelled_by_store", "cancelled_by_owner", "cancelled"]
        )
        files.add(
            "appointments", vin=vin, store="东店", booked_at=arrived,
            started_at=arrived + dt.timedelta(minutes=rng.choice([-11, -10, 0, 9, 10, 11, 40])) if status == "kept" else None,
            status=status,
        )  # fmt: skip
