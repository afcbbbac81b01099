"""Segments: twenty of them counted over 100,000 owners with their history, and tags worked out.

python -m bench segments
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from bench.console_import import empty_platform
from bench.feeds import busy, make_stores, take_in
from bench.figures import Chapter, Figure
from bench.measure import timed
from bench.star_maker import AS_OF, make_records

CARS = int(os.environ.get("LIUKE_BENCH_CARS", "100000"))
WITH_LINES = 0.4
TIMES = 3


def _leaf(field: str, operator: str, *values: Any, months: int = 0) -> dict[str, Any]:
    return {"field": field, "operator": operator, "values": list(values), "months": months}


def _all(*members: dict[str, Any]) -> dict[str, Any]:
    return {"join": "all", "members": list(members)}


def _any(*members: dict[str, Any]) -> dict[str, Any]:
    return {"join": "any", "members": list(members)}


def _none(*members: dict[str, Any]) -> dict[str, Any]:
    return {"join": "none", "members": list(members)}


VIP = _leaf("owner.tier", "is", "vip", "important")
LISTED = {
    "everybody": _all(),
    "VIP and important": _all(VIP),
    "VIPs overdue 30 days": _all(VIP, _leaf("car.overdue_days", "at_least", 30)),
    "not VIP, overdue": _all(_none(VIP), _leaf("car.overdue_days", "at_least", 1)),
    "high risk, much at stake": _all(
        _leaf("owner.risk", "at_least", 60), _leaf("owner.stake", "at_least", 2000)
    ),
    "did not come in 12 months": _all(_leaf("visit.count", "at_most", 0, months=12)),
    "three visits in 24 months": _all(_leaf("visit.count", "at_least", 3, months=24)),
    "spent 5,000 in 24 months": _all(_leaf("visit.spent", "at_least", 5000, months=24)),
    "item in 24 months": _all(_leaf("item.done", "contains", "空调", months=24)),
    "item ever": _all(_leaf("item.done", "contains", "机油")),
    "never had the item": _all(_leaf("item.done", "lacks", "空调")),
    "never had it, came in 12 months": _all(
        _leaf("item.done", "lacks", "刹车"), _leaf("visit.count", "at_least", 1, months=12)
    ),
    "either of two items": _any(
        _leaf("item.done", "contains", "轮胎"), _leaf("item.done", "contains", "电池")
    ),
    "books ahead": _all(_leaf("visit.booked", "at_least", 60, months=24)),
    "complained in 12 months": _all(_leaf("complaint.count", "at_least", 1, months=12)),
    "an open complaint or unhappy": _any(
        _leaf("complaint.open", "at_least", 1), _leaf("survey.last", "at_most", 2)
    ),
    "birthday in June, reachable": _all(
        _leaf("owner.birthday_month", "is", 6), _leaf("owner.has_phone", "yes")
    ),
    "warranty ends": _all(_leaf("car.age_months", "between", 30, 36)),
    "two cars": _all(_leaf("car.count", "at_least", 2)),
    "nested three deep": _all(
        _any(
            VIP, _all(_leaf("car.price", "at_least", 300000), _none(_leaf("owner.last_visit", "within", 180)))
        ),
        _none(_leaf("complaint.open", "at_least", 1)),
    ),
}


def run() -> Chapter:
    """The records are taken in as an import takes them in; grades and risks are drawn, not worked out."""
    with tempfile.TemporaryDirectory(prefix="liuke-records-") as name, empty_platform():
        records = Path(name)
        make_records(records, cars=CARS, with_lines=WITH_LINES)
        stores = make_stores()
        take_in(records, stores)
        _draw_standings()
        figures = _measured(list(stores.values()))
    return Chapter("segments", "Segments", "python -m bench segments", figures)


def _draw_standings() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setseed(0.5);"
            "INSERT INTO owners_standing (owner_id, as_of, tier, calibrated_tier, score, visits_12,"
            " spend_12_fen, profit_12_fen, last_visit_day, risk, stake_fen)"
            " SELECT id, %(day)s, (ARRAY['vip', 'important', 'ordinary', 'sleeping'])[1 + n %% 4], '',"
            " n %% 15, n %% 5, n * 997 %% 2000000, n * 499 %% 900000, %(day)s::date - n * 31 %% 900,"
            " random(), n * 777 %% 900000"
            " FROM (SELECT id, row_number() OVER ()::int AS n FROM owners_owner) AS numbered;"
            "INSERT INTO vehicles_outlook (vehicle_id, as_of, active, overdue_days, stake_fen, reasons)"
            " SELECT id, %(day)s, true, (random() * 400)::int - 200, (random() * 900000)::int, '[]'"
            " FROM vehicles_vehicle",
            {"day": AS_OF},
        )
        cursor.execute("ANALYZE")


def _measured(stores: list[Any]) -> list[Figure]:
    from django.utils import timezone

    from liuke.audit.actor import SYSTEM
    from liuke.org.rules.roles import Role
    from liuke.org.scope import Grant, Scope, system_scope
    from liuke.owners.models import Owner
    from liuke.segments.actions.refresh_tags import refresh_tags
    from liuke.values.reach import Reach
    from liuke.vehicles.models import OrderLine, WorkOrder

    counts = ((Owner, "owners"), (WorkOrder, "orders"), (OrderLine, "lines"))
    size = ", ".join(f"{table.objects.count():,} {words}" for table, words in counts)
    group = {name: _seconds(system_scope(), tree) for name, tree in LISTED.items()}
    three = Scope(SYSTEM, (Grant(Role.STORE_MANAGER, Reach(stores=frozenset(stores[:3]))),))
    some = {name: _seconds(three, tree) for name, tree in LISTED.items()}
    for name, seconds in sorted(group.items(), key=lambda pair: -pair[1]):
        print(f"{seconds:6.3f} s  {some[name]:6.3f} s  {name}", flush=True)
    tags = timed(lambda: refresh_tags(scope=system_scope(), at=timezone.now()))
    goal = "≤ 1" if CARS >= 100_000 else ""
    slowest = max(group, key=lambda name: group[name])
    return [
        Figure(f"{size}: the slowest of 20 segments, count and preview", group[slowest], "s", goal, slowest),
        Figure("all 20, the group", sum(group.values()), "s", "", ""),
        Figure(
            "the slowest, three of 20 stores", max(some.values()), "s", goal, max(some, key=lambda n: some[n])
        ),
        Figure("seven model tags worked out", tags[0], "s", "", busy(tags)),
    ]


def _seconds(scope: Any, given: dict[str, Any]) -> float:
    """Count and preview as the builder asks for them: the median of three, after one that warms."""
    from bench.measure import middle

    from liuke.org.rules.roles import Permission
    from liuke.segments.fields import fields
    from liuke.segments.finding import find
    from liuke.segments.rules.tree import read_tree

    tree = read_tree(given, fields())

    def once() -> object:
        return find(
            scope=scope, permissions=(Permission.SEE_SEGMENTS,), conditions=tree, today=AS_OF, most=20
        )

    return middle(once, times=TIMES)
