"""What tests of imports share: two stores, people, small exports, and a worker's work done on the spot."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from liuke.audit.actor import Actor
from liuke.org.rules.roles import Role
from liuke.org.scope import Grant, Scope, system_scope
from liuke.values.reach import Reach

TODAY = dt.date(2026, 1, 1)
NOON = dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)
LIN, MEI = "LSVAA41870000001X", "LSVAA418X00000015"
"""Two cars; the check digits do not matter."""

TABLES = (
    "owners_owner owners_sourcekey owners_phone vehicles_vehicle vehicles_ownership vehicles_visit"
    " vehicles_sale vehicles_workorder vehicles_orderline vehicles_appointment vehicles_survey"
    " vehicles_complaint vehicles_beforeimage"
).split()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports keep their files in a folder of the test's own."""
    from django.conf import settings

    monkeypatch.setattr(settings, "ENVIRONMENT", SimpleNamespace(home=tmp_path))


File = tuple[str, bytes]


@dataclass(frozen=True)
class Desk:
    """Imports as one person, with the worker's work done on the spot."""

    scope: Scope

    def upload(self, *files: File) -> UUID:
        from liuke.integrations.dms.actions.upload_files import Upload, upload_files

        return upload_files(scope=self.scope, uploads=[Upload(name, [content]) for name, content in files]).pk

    def preview(self, *files: File) -> UUID:
        batch = self.upload(*files)
        self.read(batch)
        return batch

    def read(self, batch: UUID) -> None:
        from liuke.integrations.dms.actions.read_import import read_import

        read_import(batch_id=batch, today=TODAY)

    def found(self, batch: UUID) -> dict[str, Any]:
        from liuke.integrations.dms.models import ImportBatch

        return ImportBatch.objects.get(pk=batch).found

    def counts(self, batch: UUID, kind: str = "work_orders") -> dict[str, int]:
        """The fates of one kind that have rows."""
        return {fate: rows for fate, rows in self.found(batch)["counts"].get(kind, {}).items() if rows}

    def agree(self, batch: UUID) -> None:
        """Gives every question its proposed answer."""
        from liuke.integrations.dms.actions.answer_questions import answer_questions
        from liuke.integrations.dms.questions import from_json

        asked = from_json(self.found(batch)["questions"])
        answer_questions(scope=self.scope, batch_id=batch, answers={q.place: q.taken for q in asked})

    def confirm(self, batch: UUID) -> None:
        from liuke.integrations.dms.actions.commit_import import commit_import
        from liuke.integrations.dms.actions.confirm_import import confirm_import

        self.agree(batch)
        confirm_import(scope=self.scope, batch_id=batch, at=NOON)
        assert commit_import(batch_id=batch, at=dt.datetime.now(tz=dt.UTC))

    def take_in(self, *files: File) -> UUID:
        batch = self.preview(*files)
        self.confirm(batch)
        return batch

    def undo(self, batch: UUID) -> bool:
        from liuke.integrations.dms.actions.take_back_import import take_back_import
        from liuke.integrations.dms.actions.undo_import import undo_import

        undo_import(scope=self.scope, batch_id=batch)
        return take_back_import(batch_id=batch, at=NOON)


@pytest.fixture
def group_desk(own_tables: object) -> Desk:
    """The system's own desk: it imports for the whole group."""
    return Desk(system_scope())


@pytest.fixture
def stores(own_tables: object) -> dict[str, UUID]:
    """East and west store, by name."""
    from liuke.org.models import Store

    made = {}
    for code, name in (("E", "东湖店"), ("W", "西山店")):
        store = Store(code=code, name=name, pinyin=code, initials=code, changed_at=NOON, changed_by="test")
        store.save()
        made[name] = store.pk
    return made


@pytest.fixture
def guo(stores: dict[str, UUID]) -> Desk:
    """Guo manages the east store."""
    return _manager("郭经理", stores["东湖店"])


@pytest.fixture
def xu(stores: dict[str, UUID]) -> Desk:
    """Xu manages the west store."""
    return _manager("徐经理", stores["西山店"])


def _manager(name: str, store: UUID) -> Desk:
    from liuke.org.models import RoleAssignment, Staff

    staff = Staff(
        pk=uuid4(), login=f"m{store.hex[-8:]}", name=name, pinyin="x", initials="x", changed_at=NOON,
        changed_by="test", password="!",
    )  # fmt: skip
    staff.save()
    RoleAssignment.objects.create(staff=staff, role=Role.STORE_MANAGER, level="store", store_id=store)
    reach = Reach(stores=frozenset({store}))
    return Desk(Scope(Actor(id=staff.pk, name=name), (Grant(Role.STORE_MANAGER, reach),)))


ORDER = {
    "门店": "东湖店", "工单号": "R1", "车架号": LIN, "车牌号": "沪A12345", "车主": "林晓", "手机号": "13800001111",
    "进厂时间": "2025-03-01 09:00:00", "维修类型": "定期保养", "工单状态": "已结算", "结算金额": "800.00",
}  # fmt: skip
SALE = {
    "门店": "东湖店", "车架号": LIN, "交车日期": "2024-05-01", "车主": "林晓", "手机号": "13800001111",
    "车系": "ES6", "成交价": "350000",
}  # fmt: skip


@pytest.fixture
def orders() -> Callable[..., File]:
    """An export of work orders: the usual one with what each row says otherwise."""
    return lambda *rows, name="维修工单.csv": (name, sheet([{**ORDER, **row} for row in rows]))


@pytest.fixture
def sales() -> Callable[..., File]:
    return lambda *rows, name="新车销售明细.csv": (name, sheet([{**SALE, **row} for row in rows]))


@pytest.fixture
def lines() -> Callable[..., File]:
    """An export of order lines without line numbers."""
    usual = {"工单号": "R1", "项目名称": "机油", "数量": "1", "金额": "300.00"}
    return lambda *rows, name="工单项目明细.csv": (name, sheet([{**usual, **row} for row in rows]))


def sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def state(own_tables: object) -> Callable[[], dict[str, str]]:
    """A hash of every row of every table an import writes, by table."""
    return lambda: {table: _hash(table) for table in TABLES}


def _hash(table: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} AS t ORDER BY id")
        return hashlib.sha256("\n".join(row for (row,) in cursor.fetchall()).encode()).hexdigest()


@pytest.fixture
def export() -> list[File]:
    """The example export of three stores."""
    folder = Path(__file__).resolve().parents[3] / "examples" / "export"
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


@pytest.fixture(autouse=True)
def _search_follows(search_follows: None) -> None:
    """Whatever a test here does, search follows."""


@pytest.fixture(autouse=True)
def _done_items_follow(request: pytest.FixtureRequest, search_follows: None) -> Iterator[None]:
    """Whatever a test here does, what was done on cars is what orders and their lines tell."""
    from django.db import connection

    yield
    if "own_tables" not in request.fixturenames:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vin, day, items FROM vehicles_workorder WHERE items IS NOT NULL UNION"
            " SELECT o.vin, o.day, l.item FROM vehicles_orderline AS l"
            " JOIN vehicles_workorder AS o USING (store_id, order_no) WHERE l.item IS NOT NULL"
        )
        told = set(cursor.fetchall())
        cursor.execute(
            "SELECT d.vin, d.day, n.name FROM vehicles_doneitem AS d JOIN vehicles_itemname AS n"
            " ON n.id = d.item_id"
        )
        assert set(cursor.fetchall()) == told
