"""The contract of ``diagnosis.json``: everything the report shows, and what other programs may rely on.

Money is yuan as a number, shares are fractions, values are not rounded. ``SCHEMA_VERSION`` rises by one in
its first part when a field goes or changes its meaning, in its second when one is added.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from liuke.insight.churn.findings import Churn
from liuke.insight.drilldown.findings import MonthPoint, SliceChange
from liuke.insight.metrics.findings import Kpi, Series
from liuke.insight.operations.findings import People, Season, Services
from liuke.insight.retention.findings import Retention
from liuke.insight.rfm.findings import Rfm
from liuke.insight.value.findings import Value
from liuke.values.sentence_figures import Figures

SCHEMA_VERSION = "1.2"

ProfitBasis = Literal["costs", "margin_rate", "settled_amount"]
InputKind = Literal[
    "vehicle_sales", "work_orders", "order_lines", "appointments", "surveys", "complaints", "unrecognised"
]


@dataclass(frozen=True)
class Input:
    """One sheet: rows_read = accepted + rejected + duplicates + skipped; fixed are among the accepted."""

    file: str
    sheet: str
    kind: InputKind
    rows_read: int
    accepted: int
    fixed: int
    duplicates: int
    skipped: int
    rejected: int


@dataclass(frozen=True)
class Rows:
    """The sums over all inputs."""

    rows_read: int
    accepted: int
    fixed: int
    duplicates: int
    skipped: int
    rejected: int


@dataclass(frozen=True)
class MappedColumn:
    file: str
    sheet: str
    column: str
    field: str | None
    confidence: float
    how: Literal["mapping", "synonym", "similar", "content", "answer", "unknown"]


@dataclass(frozen=True)
class Remark:
    """Something fixed, accepted with a warning or rejected: how often, and up to five places."""

    code: str
    reaction: Literal["fixed", "warned", "rejected", "skipped"]
    file: str
    sheet: str
    column: str | None
    rows: int
    examples: list[tuple[int, str]]
    """(row, value as it stood)."""


@dataclass(frozen=True)
class Answer:
    """A question that was open and the answer taken; ``by`` tells who gave it."""

    code: str
    file: str
    sheet: str
    subject: str
    detail: dict[str, str]
    answer: str
    by: Literal["mapping", "user", "proposal"]


@dataclass(frozen=True)
class SharedPhone:
    """``names`` are the first twenty of the owners' names."""

    phone: str
    owners: int
    vehicles: int
    names: list[str]


@dataclass(frozen=True)
class Quality:
    mapping: list[MappedColumn]
    remarks: list[Remark]
    answers: list[Answer]
    hidden_sheets: list[tuple[str, str]]
    hidden_rows: list[tuple[str, str, int]]
    shared_phones: list[SharedPhone]
    vehicles_without_sale: int
    stores_without_sales: list[str]


@dataclass(frozen=True)
class Split:
    """The change told apart: what the slices' own figures did, and what the changed mix did."""

    total: float
    rate_effect: float
    mix_effect: float


@dataclass(frozen=True)
class Why:
    """One step of the five whys or one leaf of the issue tree: a code the surface words, and its figures."""

    code: str
    figures: Figures
    verdict: Literal["yes", "no", "ask"] | None


@dataclass(frozen=True)
class Problem:
    """One grave problem. ``since`` is the month (YYYY-MM) it began; ``owners`` lost since, worth ``yuan``.

    ``change`` is False for a slice that has always been below standard: ``from_`` is then the figure of the
    comparable rest. In JSON ``from_`` is called ``from``.
    """

    kpi: str
    slice: dict[str, str]
    from_: Annotated[float, Field(alias="from")]
    to: float
    explains: float
    p_value: float
    since: str
    owners: float
    yuan: float
    change: bool
    split: Split
    series: list[MonthPoint]
    rest_series: list[MonthPoint]
    siblings: list[SliceChange]
    unmoved: list[str]
    """KPIs that did not move over the same time (their keys)."""
    moved: list[str]
    """KPIs of the same cars that got worse over the same time."""
    issue_tree: list[Why]
    whys: list[Why]
    actions: list[str]
    """Codes of what to do next."""
    vins: list[str]
    """The cars concerned that did not come, for the call list."""


@dataclass(frozen=True)
class Searched:
    """Where nothing was found: the figures with enough cases to be searched at all (their keys).

    ``figures`` were searched for problems, ``early`` for early warnings.
    """

    figures: list[str]
    early: list[str]


@dataclass(frozen=True)
class PlanStep:
    """One step of the first week: code, figures for its sentence, sheet of the workbook with the list."""

    code: str
    figures: Figures
    sheet: str | None
    rows: int


@dataclass(frozen=True)
class Diagnosis:
    schema_version: str
    liuke_version: str
    as_of: dt.date
    engine: str
    inputs: list[Input]
    rows: Rows
    quality: Quality
    vehicles: int
    owners: int
    stores: list[str]
    profit_basis: ProfitBasis
    kpis: list[Kpi]
    series: list[Series]
    retention: Retention
    problems: list[Problem]
    early_warnings: list[Problem]
    searched: Searched
    rfm: Rfm
    churn: Churn
    value: Value
    season: Season
    services: Services
    people: People
    plan: list[PlanStep]
    timings: dict[str, float]
    """Seconds per step."""
