"""A3 Segments most shops begin with 常用客群: a start for the builder, nothing that is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liuke.insight.reports.language import N_


@dataclass(frozen=True)
class Suggestion:
    """``name`` and ``note`` are msgids; ``tree`` is what ``rules.tree`` reads."""

    key: str
    name: str
    note: str
    tree: Mapping[str, Any]


def _ask(field: str, operator: str, *values: Any, months: int = 0) -> dict[str, Any]:
    return {"field": field, "operator": operator, "values": list(values), "months": months}


def _all(*members: dict[str, Any]) -> dict[str, Any]:
    return {"join": "all", "members": list(members)}


_GOOD = _ask("owner.tier", "is", "vip", "important")
_REACHABLE = _ask("owner.has_phone", "yes")


_AT_ANY_TIME = (
    Suggestion(
        "overdue",
        N_("Maintenance overdue"),
        N_("Due for more than 30 days and reachable: call first."),
        _all(_ask("car.overdue_days", "between", 30, 365), _REACHABLE),
    ),
    Suggestion(
        "leaving",
        N_("Good customers who are leaving"),
        N_("VIP or important, and likely to stay away."),
        _all(_GOOD, _ask("owner.risk", "at_least", 50)),
    ),
    Suggestion(
        "due",
        N_("Maintenance due within 30 days"),
        N_("Offer a date before they look for one."),
        _all(_ask("calendar.maintenance", "between", 0, 30), _REACHABLE),
    ),
    Suggestion(
        "insurance",
        N_("Insurance ends within 60 days"),
        N_("Renewal quotations."),
        {
            "join": "any",
            "members": [
                _ask("calendar.compulsory", "between", 0, 60),
                _ask("calendar.commercial", "between", 0, 60),
            ],
        },
    ),
    Suggestion(
        "inspection",
        N_("Annual inspection within 60 days"),
        N_("Remind, and check the car before."),
        _all(_ask("calendar.inspection", "between", 0, 60)),
    ),
    Suggestion(
        "warranty",
        N_("Warranty ends within 90 days"),
        N_("A last check under warranty; then an extension."),
        _all(_ask("calendar.warranty", "between", 0, 90)),
    ),
    Suggestion(
        "asleep",
        N_("Not here for a year"),
        N_("Came before, not in the last 12 months."),
        _all(
            _ask("visit.count", "at_most", 0, months=12),
            _ask("visit.count", "at_least", 1),
            _ask("owner.stake", "at_least", 1000),
        ),
    ),
    Suggestion(
        "complaints",
        N_("Open complaint or unhappy"),
        N_("Solve it before anything is offered."),
        {
            "join": "any",
            "members": [_ask("complaint.open", "at_least", 1), _ask("survey.last", "at_most", 2)],
        },
    ),
    Suggestion(
        "declined",
        N_("Work put off"),
        N_("Advised and not done yet."),
        _all(_ask("car.declined_count", "at_least", 1)),
    ),
)


def suggestions(*, today: dt.date) -> tuple[Suggestion, ...]:
    """In the order in which a shop earns with them."""
    birthday = Suggestion(
        "birthday",
        N_("Birthday this month"),
        N_("A greeting by the adviser."),
        _all(_ask("owner.birthday_month", "is", today.month), _REACHABLE),
    )
    return (*_AT_ANY_TIME, birthday)
