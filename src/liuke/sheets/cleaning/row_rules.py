"""Why a row whose cells can all be read is still not taken: conditions in SQL on the staging tables.

Each rule rejects (``rejected``) or remarks (``warned``) the rows that meet its condition. ``{today}`` is the
day of the run: what is dated after it cannot have happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.fields.field import Type

_PAST = {
    "vehicle_sales": ("delivery_day", "sold_day"),
    "work_orders": ("arrived_at", "opened_at", "started_at", "finished_at", "settled_at", "left_at"),
    "appointments": ("arrived_at", "started_at"),
    "surveys": ("answered_at",),
    "complaints": ("received_at", "solved_at"),
}
_PRICES = {
    "vehicle_sales": ("price_fen",),
    "work_orders": (
        "labour_fen", "parts_fen", "other_fen", "total_fen", "insurer_fen", "warranty_fen", "owner_paid_fen",
        "internal_fen", "parts_cost_fen", "labour_cost_fen",
    ),
    "order_lines": ("unit_fen", "amount_fen", "cost_fen"),
}  # fmt: skip
RETURN_WORDS = "退|[红紅][冲沖衝]|[冲沖衝][销銷红紅]|[负負][单單]|返[还還]|return|refund|credit|reversal"
"""A negative price is right in a row that says one of these."""

_LINE_REDUCTION = "[优優]惠|折扣|抹零|[减減]免|抵扣|抵用|代金|[让讓]利|discount|rounding|coupon"


@dataclass(frozen=True)
class RowRule:
    """``field`` is the column blamed, ``condition`` the SQL that says a row breaks the rule."""

    code: str
    field: str
    condition: str
    reaction: Literal["rejected", "warned"] = "rejected"


def rules_of(kind: str) -> Iterator[RowRule]:
    """The rules for one kind of row, in the order in which they are tried."""
    declared = KINDS[kind]
    for field in declared.fields:
        if field.required:
            yield RowRule("missing", field.name, f"{field.name} IS NULL")
    for group in declared.one_of:
        yield RowRule("missing", group[0], " AND ".join(f"{name} IS NULL" for name in group))
    for name in _PAST.get(kind, ()):
        yield RowRule("in_the_future", name, f"CAST({name} AS DATE) > {{today}}")
    for field in declared.fields:
        if field.name == "birthday":
            yield RowRule("impossible_date", "birthday", "birthday > {today} OR birthday < DATE '1900-01-01'")
        elif field.type in (Type.DAY, Type.MOMENT):
            yield RowRule("before_1990", field.name, f"CAST({field.name} AS DATE) < DATE '1990-01-01'")
    for name in _PRICES.get(kind, ()):
        yield RowRule("negative_price", name, f"{name} < 0 AND NOT is_return")
    if kind == "work_orders":
        yield from _order_sums()


def is_return(kind: str, raw_words: Mapping[str, str]) -> str:
    """SQL on the text of a batch: whether a row with a negative price says that it is a return.

    ``raw_words`` maps the fields that the batch has to the column with their raw text. Other rows are not
    asked: looking for words in all of them costs as much as reading two columns.
    """
    words = RETURN_WORDS if kind != "order_lines" else f"{RETURN_WORDS}|{_LINE_REDUCTION}"
    asked = ("status", "kinds", "items", "order_no", "item", "line_type", "payer", "line_no")
    tests = [f"regexp_matches(lower({raw_words[name]}), '{words}')" for name in asked if name in raw_words]
    negative = [f"starts_with({name}, '-')" for name in _PRICES.get(kind, ()) if name in raw_words]
    if not tests or not negative:
        return "false"
    return f"CASE WHEN {' OR '.join(negative)} THEN coalesce({' OR '.join(tests)}, false) ELSE false END"


def _order_sums() -> Iterator[RowRule]:
    """工时费 + 材料费 (+ 其他) ≠ 结算金额: allowed to differ by the discount, by tax, or by a fen."""
    parts = "coalesce(labour_fen, 0) + coalesce(parts_fen, 0) + coalesce(other_fen, 0)"
    off = f"abs({parts} - coalesce(discount_fen, 0) - total_fen) > 1 AND abs({parts} - total_fen) > 1"
    with_tax = f"abs({parts} - coalesce(discount_fen, 0) + coalesce(tax_fen, 0) - total_fen) > 1"
    yield RowRule(
        "sum_differs",
        "total_fen",
        f"labour_fen IS NOT NULL AND parts_fen IS NOT NULL AND {off} AND {with_tax}",
        "warned",
    )
