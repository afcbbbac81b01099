"""The rule of ``rules.next_date`` as one expression over the columns of a row, made from the same table."""

from __future__ import annotations

from liuke.vehicles.rules.next_date import LEADS, PATIENCE_DAYS

KINDS = tuple(LEADS)
_BASE = 1_000_000
"""More than there are days between two best days: worth and lateness share one number."""


def next_statement() -> str:
    """Makes ``with_next`` of ``dated``: ``next_day`` and ``next_kinds`` (text of an array)."""
    return f"""
        CREATE TEMP TABLE with_next AS
        WITH opened AS (SELECT d.*, {_windows()} FROM dated AS d CROSS JOIN setting),
        firsts AS (SELECT *, {_first()} AS first_key FROM opened),
        limits AS (
            SELECT *, DATE '1970-01-01' + (first_key // 1000)::int AS first_best, first_key % 10 AS first_kind
            FROM firsts
        ),
        latest AS (
            SELECT *, least(first_best + {PATIENCE_DAYS}, {_closes_of_first()}) AS last_best FROM limits
        ),
        chosen AS (SELECT *, {_choice()} AS choice FROM latest)
        SELECT *,
            CASE WHEN choice IS NOT NULL
                THEN first_best + ({_BASE - 1} - choice % {_BASE})::int END AS next_day
        FROM chosen
    """


def kinds_expression() -> str:
    """SQL for the kinds that fit ``next_day``, the first one first, as PostgreSQL writes an array."""
    others = ", ".join(
        f"CASE WHEN first_kind <> {n} AND next_day BETWEEN opens_{k} AND closes_{k} THEN '{k}' END"
        for n, k in enumerate(KINDS)
    )
    names = ", ".join(f"'{k}'" for k in KINDS)
    fitting = f"concat_ws(',', [{names}][first_kind + 1], {others})"
    return f"CASE WHEN next_day IS NULL THEN '{{}}' ELSE '{{' || {fitting} || '}}' END"


def _windows() -> str:
    parts = []
    for kind, lead in LEADS.items():
        early = "maintenance_from" if kind == "maintenance" else f"{kind}_day"
        late = "maintenance_to" if kind == "maintenance" else f"{kind}_day"
        closes = f"greatest({kind}_day + {lead.grace}, {late})"
        still = f"CASE WHEN {closes} >= as_of THEN"
        parts += [
            f"{still} {early} - {lead.opens} END AS opens_{kind}",
            f"{still} greatest({kind}_day - {lead.best}, as_of) END AS best_{kind}",
            f"{still} {closes} END AS closes_{kind}",
        ]
    return ", ".join(parts)


def _first() -> str:
    keys = ", ".join(
        f"(best_{k} - DATE '1970-01-01') * 1000 + {(9 - lead.weight) * 10 + n}"
        for n, (k, lead) in enumerate(LEADS.items())
    )
    return f"least({keys})"


def _closes_of_first() -> str:
    cases = " ".join(f"WHEN {n} THEN closes_{k}" for n, k in enumerate(KINDS))
    return f"CASE first_kind {cases} END"


def _choice() -> str:
    return f"greatest({', '.join(_worth(k) for k in KINDS)})"


def _worth(kind: str) -> str:
    day = f"best_{kind}"
    weights = " + ".join(
        f"CASE WHEN {day} BETWEEN opens_{k} AND closes_{k} THEN {lead.weight} ELSE 0 END"
        for k, lead in LEADS.items()
    )
    return (
        f"CASE WHEN {day} BETWEEN first_best AND last_best THEN"
        f" ({weights}) * {_BASE} + {_BASE - 1} - ({day} - first_best) END"
    )
