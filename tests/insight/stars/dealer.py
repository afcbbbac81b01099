"""A small group in which plates, phones and order numbers are shared, and its records as files."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import duckdb

from liuke.insight.star.schema import RECORDS, STAR

CARS, SIGNS, ORDERS, LINES, VOICES = 60, 150, 160, 120, 60
Row = dict[str, Any]
Records = dict[str, dict[int, Row]]


class Dealer:
    """A small group in which plates, phones and order numbers are shared, wrong or left out all the time."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.next_id = 1
        self.days = 900
        self.records: Records = {name: {} for name in RECORDS}
        for name, count in (
            ("vehicle_sales", CARS), ("work_orders", ORDERS), ("order_lines", LINES),
            ("appointments", VOICES), ("surveys", VOICES), ("complaints", VOICES),
        ):  # fmt: skip
            for _ in range(count):
                self.add(name)

    def add(self, name: str) -> None:
        self.put(name, self.next_id, getattr(self, name)())
        self.next_id += 1

    def put(self, name: str, number: int, row: Row) -> None:
        """A store uses an order number once; two stores may use the same."""
        if name == "work_orders":
            used = {(r["store"], r["order_no"]) for r in self.records[name].values()}
            if (row["store"], row["order_no"]) in used:
                row["order_no"] = f"R{number}-1"
        self.records[name][number] = row

    def change(self) -> None:
        """A few days later: a handful of rows have come, gone or become others."""
        self.days += self.draw.choice((0, 3, 10))
        for name, rows in self.records.items():
            for _ in range(self.draw.choice((0, 0, 1, 2))):
                deed = self.draw.choice(("add", "take away", "alter"))
                if deed == "add":
                    self.add(name)
                elif rows:
                    number = self.draw.choice(sorted(rows))
                    old = rows.pop(number)
                    if deed == "alter":
                        fresh = getattr(self, name)()
                        field = self.draw.choice(sorted(fresh))
                        self.put(name, number, old | {field: fresh[field]})

    def maybe(self, value: Any, share: float = 0.6) -> Any:
        return value if self.draw.random() < share else None

    def vin(self) -> str:
        return f"LSVAA4187E21{self.draw.randrange(CARS):05d}"

    def plate(self) -> str:
        return f"沪A{self.draw.randrange(SIGNS):05d}"

    def phone(self) -> str:
        return f"139{self.draw.randrange(SIGNS):08d}"

    def order_no(self) -> str:
        return f"R{self.draw.randrange(ORDERS)}"

    def moment(self) -> dt.datetime:
        """Mostly lately, and sometimes after the last order."""
        back = int(self.days * self.draw.random() ** 2)
        return dt.datetime(2023, 1, 1) + dt.timedelta(days=self.days - back, hours=self.draw.randrange(24))

    def place(self) -> Row:
        store = self.draw.choice(("东店", "西店"))
        return {"store": store, "region": f"{store}区", "source_file": int(store == "东店"), "source_row": 1}

    def vehicle_sales(self) -> Row:
        return self.place() | {
            "vin": self.vin(), "delivery_day": self.moment().date(), "plate": self.maybe(self.plate()),
            "phone": self.maybe(self.phone()), "series": "远航", "owner_name": f"车主{self.draw.randrange(9)}",
        }  # fmt: skip

    def work_orders(self) -> Row:
        came = self.moment()
        return self.place() | {
            "vin": self.vin(), "order_no": self.order_no(), "arrived_at": came, "settled_at": self.maybe(came),
            "plate": self.maybe(self.plate()), "phone": self.maybe(self.phone()), "odometer_km": self.maybe(500),
            "status": self.draw.choice(("settled", "settled", "settled", "cancelled", "finished")),
            "kinds": self.maybe(self.draw.choice((1, 2, 3))), "symptom": self.maybe("异响", 0.3),
            "total_fen": self.draw.randrange(10_000, 90_000), "adviser": self.draw.choice(("甲", "乙")),
            "parts_cost_fen": None, "items": self.maybe(self.draw.choice(("小保养", "补胎"))),
        }  # fmt: skip

    def order_lines(self) -> Row:
        return self.place() | {
            "order_no": self.order_no(), "item": self.draw.choice(("小保养", "更换刹车片")),
            "amount_fen": self.draw.randrange(1, 90_000), "payer": self.maybe("warranty", 0.2),
        }  # fmt: skip

    def _voice(self) -> Row:
        return self.place() | {
            "vin": self.maybe(self.vin(), 0.3), "order_no": self.maybe(self.order_no(), 0.4),
            "plate": self.maybe(self.plate()), "phone": self.maybe(self.phone()),
        }  # fmt: skip

    def appointments(self) -> Row:
        came = self.moment()
        return self._voice() | {"booked_at": came, "arrived_at": self.maybe(came), "status": "kept"}

    def surveys(self) -> Row:
        at = self.maybe(self.moment(), 0.9)
        return self._voice() | {"answered_at": at, "satisfaction": self.draw.randint(1, 5)}

    def complaints(self) -> Row:
        at = self.moment()
        return self._voice() | {"received_at": at, "solved_at": self.maybe(at + dt.timedelta(days=40))}


def write(rows: dict[int, Row], name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table = RECORDS[name]
    with duckdb.connect() as engine:
        columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
        engine.execute(f"CREATE TABLE t (record_id BIGINT, {columns})")
        marks = ", ".join("?" * (len(table.columns) + 1))
        if rows:
            engine.executemany(
                f"INSERT INTO t VALUES ({marks})",
                [[number, *(row.get(c.name) for c in table.columns)] for number, row in rows.items()],
            )
        engine.execute(f"COPY t TO '{path}' (FORMAT parquet)")


def write_all(records: Records, folder: Path) -> Path:
    for name, rows in records.items():
        write(rows, name, folder / name / "0.parquet")
    return folder


def told(folder: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table, with a visit told by its car, store and day instead of its number."""
    path = folder / f"{table}.parquet"
    numbered = "visit_id" in {c.name for c in STAR[table].columns}
    columns = "* EXCLUDE (visit_id)" if numbered else "*"
    visit = f"'{folder / 'visit.parquet'}'"
    named = f", (SELECT (v.vin, v.store, v.day) FROM {visit} AS v WHERE v.visit_id = t.visit_id) AS visit"
    return duckdb.sql(
        f"SELECT {columns}{named if numbered else ''} FROM '{path}' AS t ORDER BY ALL"
    ).fetchall()
