"""The gravest problems: what changed or stays below standard, one per cause, ranked by money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from liuke.insight.diagnosis.contract import Problem
from liuke.insight.diagnosis.cost import Cost, cost_of
from liuke.insight.diagnosis.describe_problem import Found, describe_problem
from liuke.insight.diagnosis.same_cause import SameCause
from liuke.insight.diagnosis.search import MOST, Search
from liuke.insight.diagnosis.slice_sql import inside
from liuke.insight.diagnosis.units import Units
from liuke.insight.drilldown.find_always_low import find_always_low
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.metrics.findings import Kpi

LEAST_OWNERS = 5.0
"""What has always been low and costs fewer owners than this is no grave problem."""


@dataclass(frozen=True)
class Worth:
    """Gross profit in yuan: of one owner kept, and of one point of yearly retention (None: not known)."""

    owner_yuan: float
    point_yuan: float | None


def find_problems(
    *, search: Search, kpis: Sequence[Kpi], worth: Worth
) -> tuple[list[Problem], list[Problem]]:
    """(problems, early warnings), each at most three, the costliest first; waits for the search.

    Changes come before what has always been low; a cause that shows in several figures is told once, under
    the figure where it is most significant. Early warnings are read at equal age before the months are mature
    and leave out what is already a problem.
    """
    told = _Telling(search, worth, tuple(kpis))
    changes = {
        units: [told.found(units, change, is_change=True) for change in found.result()]
        for units, found in search.changes.items()
    }
    mature = [units for units in search.tables if not units.early]
    final = [f for units in mature for f in changes[units]]
    chosen = _costliest(SameCause.of(search.connection, final).one_each(final))
    if len(chosen) < MOST:
        low = [f for units in mature for f in _always_low(told, units, chosen)]
        same = SameCause.of(search.connection, [*low, *chosen])
        apart = [f for f in same.one_each(low) if not any(same.one_cause(f, c) for c in chosen)]
        chosen = _costliest([*chosen, *_costliest(apart)[: MOST - len(chosen)]])
    early = [f for units in search.tables if units.early for f in changes[units]]
    same = SameCause.of(search.connection, [*early, *chosen])
    news = [f for f in same.one_each(early) if not any(same(f, c) for c in chosen)]
    return [told.problem(f) for f in chosen], [told.problem(f) for f in _costliest(news)]


@dataclass(frozen=True)
class _Telling:
    """What every finding is told with."""

    search: Search
    worth: Worth
    kpis: tuple[Kpi, ...]

    def kpi(self, key: str) -> Kpi | None:
        return next((k for k in self.kpis if k.key == key), None)

    def found(self, units: Units, change: SliceChange, *, is_change: bool) -> Found:
        """A finding of the search with its cost, both of all units where only a sample was searched."""
        scale = self.search.tables[units].scale
        cost = cost_of(
            connection=self.search.connection,
            units=units,
            change=change,
            yuan_per_owner=self.worth.owner_yuan,
        )
        if scale > 1:
            cost = Cost(cost.owners * scale, cost.yuan * scale)
            change = replace(change, lost_units=change.lost_units * scale)
        return Found(units, change, is_change, cost, sampled=scale > 1)

    def problem(self, found: Found) -> Problem:
        return describe_problem(
            connection=self.search.connection,
            as_of=self.search.as_of,
            found=found,
            kpi=self.kpi(found.units.kpi),
            owner_yuan=self.worth.owner_yuan,
            point_yuan=self.worth.point_yuan,
        )


def _always_low(told: _Telling, units: Units, changes: Sequence[Found]) -> list[Found]:
    """Slices that hold a figure below its standard down, compared with the comparable rest.

    What fell by a change that is told already is left out: its neighbours would seem to have always been low.
    """
    kpi, search = told.kpi(units.kpi), told.search
    if kpi is None or kpi.standard is None or kpi.level in ("green", "no_data"):
        return []
    known = [f.change for f in changes if f.units.kpi == units.kpi]
    fell = [f"({inside(c.slice)} AND month >= {c.since_month})" for c in known]
    search.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW steady_units AS SELECT * FROM {units.table}"
        f" WHERE NOT coalesce({' OR '.join(fell) or 'false'}, false)"
    )
    low = find_always_low(
        connection=search.connection,
        table="steady_units",
        dimensions=[d for d in search.tables[units].dimensions if d.name != "vehicle_age"],
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(search.as_of),
        options=search.options,
    )
    found = [told.found(units, change, is_change=False) for change in low]
    return [f for f in found if f.cost.owners >= LEAST_OWNERS]


def _costliest(found: Sequence[Found]) -> list[Found]:
    return sorted(found, key=lambda f: (-f.cost.yuan, f.change.p_value))[:MOST]
