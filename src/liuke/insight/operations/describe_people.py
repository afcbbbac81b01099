"""Advisers and technicians: what they turn over, and whether those they served come back and are happy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from liuke.insight.operations.findings import People, PersonFigures
from liuke.insight.operations.shrinkage import Shrunk, shrink
from liuke.insight.star.schema import GRACE_MONTHS
from liuke.insight.star.second_service import MONTHS, OF_OTHERS, usual_months
from liuke.values.period import add_months
from liuke.values.visit_kind import BITS

if TYPE_CHECKING:
    import duckdb

Role = Literal["adviser", "technician"]
Person = tuple[str | None, str]
"""(store, name): the same name in two stores is two people."""


@dataclass(frozen=True)
class _Share:
    """A share of one person: k of n, and leant towards the mean of all in the role."""

    hits: int
    tries: int
    shrunk: Shrunk

    @property
    def raw(self) -> float:
        return self.hits / self.tries


def describe_people(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> People:
    """Everybody named in a visit of the latest 12 months before ``as_of``, the busiest first.

    Return: of the maintenance visits they served whose due + grace (by the car's plan) ended in these 12
    months, those followed by another maintenance within it. Satisfaction: answers of 4 or 5 among the answers
    of these months. First-time fix: their repair orders with a symptom in these months without a return for
    it within 30 days. Each share stands raw and shrunk towards all in the role (see ``shrink``); None where
    there is nothing to divide by.

    >>> import duckdb
    >>> from liuke.insight.star.schema import STAR
    >>> star = duckdb.connect()
    >>> for table in ("vehicle", "visit", "work_order", "survey"):
    ...     columns = ", ".join(f"{c.name} {c.type}" for c in STAR[table].columns)
    ...     _ = star.execute(f"CREATE TABLE {table} ({columns})")
    >>> _ = star.execute('''INSERT INTO visit (vin, store, adviser, day, revenue_fen) VALUES
    ...     ('LSV1', 'East', 'Mei', DATE '2024-05-01', 120000),
    ...     ('LSV2', 'East', 'Mei', DATE '2024-06-01', 80000)''')
    >>> [(p.name, p.visits, p.revenue_per_visit_yuan) for p in
    ...  describe_people(connection=star, as_of=dt.date(2024, 10, 1)).advisers]
    [('Mei', 2, 1000.0)]
    """
    longest = connection.execute("SELECT max(second_due_months) FROM vehicle").fetchone()
    window = {"as_of": as_of, "start": add_months(as_of, -12)}
    earliest = add_months(window["start"], -((longest[0] if longest else None) or 0) - GRACE_MONTHS)
    active = connection.execute(_ACTIVE, window).fetchall()
    plan = {"earliest": earliest, "usual": usual_months(connection)}
    returns = connection.execute(_RETURNS, window | plan).fetchall() if active else []
    answers = connection.execute(_ANSWERS, window).fetchall() if active else []
    fixes = connection.execute(_FIXES, window).fetchall() if active else []

    def team(role: Role) -> list[PersonFigures]:
        measured = _shares(returns, role), _shares(answers, role), _shares(fixes, role)
        return [
            _figures((store, name), visits, yuan, *measured)
            for of_role, store, name, visits, yuan in active
            if of_role == role
        ]

    return People(advisers=team("adviser"), technicians=team("technician"))


def _shares(counts: Sequence[tuple[Role, str | None, str, int, int]], role: Role) -> dict[Person, _Share]:
    """(role, store, name, tries, hits) of those with tries, shrunk towards all of the role."""
    rows = [row for row in counts if row[0] == role and row[3]]
    shrunk = shrink(successes=[row[4] for row in rows], trials=[row[3] for row in rows])
    return {
        (store, name): _Share(hits, tries, leant)
        for (_, store, name, tries, hits), leant in zip(rows, shrunk, strict=True)
    }


def _figures(
    person: Person, visits: int, yuan: float,
    returns: Mapping[Person, _Share], answers: Mapping[Person, _Share], fixes: Mapping[Person, _Share],
) -> PersonFigures:  # fmt: skip
    back, happy, fixed = returns.get(person), answers.get(person), fixes.get(person)
    return PersonFigures(
        name=person[1],
        store=person[0],
        visits=visits,
        revenue_per_visit_yuan=yuan / visits,
        return_share=back.raw if back else None,
        return_share_shrunk=back.shrunk.mean if back else None,
        return_low=back.shrunk.low if back else None,
        return_high=back.shrunk.high if back else None,
        satisfaction=happy.raw if happy else None,
        satisfaction_shrunk=happy.shrunk.mean if happy else None,
        answers=happy.tries if happy else 0,
        first_time_fix=fixed.raw if fixed else None,
        first_time_fix_shrunk=fixed.shrunk.mean if fixed else None,
        repairs=fixed.tries if fixed else 0,
        return_of=back.tries if back else 0,
        first_time_fix_low=fixed.shrunk.low if fixed else None,
        first_time_fix_high=fixed.shrunk.high if fixed else None,
    )


_BY_PERSON = """GROUP BY GROUPING SETS ((store, adviser), (store, technician))
HAVING coalesce(adviser, technician) IS NOT NULL"""

_PERSON = """CASE WHEN grouping(adviser) = 0 THEN 'adviser' ELSE 'technician' END AS role, store,
    coalesce(adviser, technician) AS name"""

_ACTIVE = f"""
SELECT {_PERSON}, count(*) AS visits, coalesce(CAST(sum(revenue_fen) AS DOUBLE) / 100, 0)
FROM visit
WHERE day >= $start AND day < $as_of
{_BY_PERSON}
ORDER BY visits DESC, name, store
"""

# The next maintenance of a car is the one of the next rank.
_RETURNS = f"""
WITH served AS (
    SELECT vin, maintenance_rank, store, adviser, technician, day
    FROM visit
    WHERE maintenance AND day >= $earliest AND day < $as_of
),
due AS (
    SELECT served.*, day + to_months({MONTHS} + {GRACE_MONTHS}) AS limit_day
    FROM served
    LEFT JOIN {OF_OTHERS} AS other USING (vin)
    WHERE limit_day >= $start AND limit_day < $as_of
),
judged AS (
    SELECT s.store, s.adviser, s.technician, n.day AS next_day, s.limit_day
    FROM due AS s
    LEFT JOIN served AS n ON s.vin = n.vin AND n.maintenance_rank = s.maintenance_rank + 1
)
SELECT {_PERSON}, count(*), count(*) FILTER (WHERE next_day <= limit_day)
FROM judged
{_BY_PERSON}
"""

_ANSWERS = f"""
WITH answer AS (
    SELECT s.store, s.adviser, v.technician, s.satisfaction
    FROM survey AS s
    LEFT JOIN visit AS v ON s.visit_id = v.visit_id
    WHERE s.day >= $start AND s.day < $as_of AND s.satisfaction IS NOT NULL
)
SELECT {_PERSON}, count(*), count(*) FILTER (WHERE satisfaction >= 4)
FROM answer
{_BY_PERSON}
"""

_FIXES = f"""
SELECT {_PERSON}, count(*), count(*) FILTER (WHERE returned_day IS NULL OR returned_day >= $as_of)
FROM work_order
WHERE day >= $start AND day < $as_of
    AND status <> 'cancelled' AND (kinds & {BITS["repair"]}) <> 0 AND symptom IS NOT NULL
{_BY_PERSON}
"""
