"""O How long we may take to answer somebody who asks about their data: dated, with the law it comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Ask to see or copy, to correct, to erase; take consent back."""

    ACCESS = "access"
    CORRECT = "correct"
    ERASE = "erase"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Deadline:
    """``working_days`` from the day of the request on, for requests received from ``since`` on."""

    kind: Kind | None
    since: dt.date
    working_days: int
    source: str


DEADLINES = (
    Deadline(
        None,
        dt.date(2021, 11, 1),
        15,
        "《个人信息保护法》第五十条（及时受理），《App违法违规收集使用个人信息行为认定方法》第六条（15个工作日）",
    ),
    Deadline(
        Kind.ERASE, dt.date(2021, 10, 1), 10, "《汽车数据安全管理若干规定（试行）》第九条（10个工作日）"
    ),
    Deadline(Kind.WITHDRAW, dt.date(2021, 11, 1), 1, "《个人信息保护法》第十五条（撤回应当便捷）"),
)
"""The line of the kind comes before the one for all kinds; the latest that has begun counts."""


def deadline(kind: Kind, *, received: dt.date) -> Deadline:
    """The line that counts for a request.

    >>> deadline(Kind.ERASE, received=dt.date(2026, 3, 2)).working_days
    10
    """
    fitting = [d for d in DEADLINES if d.kind in (kind, None) and d.since <= received] or [DEADLINES[0]]
    return max(fitting, key=lambda d: (d.kind is not None, d.since))


def due_on(kind: Kind, *, received: dt.date) -> dt.date:
    """The last day for the answer, Saturdays and Sundays not counted.

    Public holidays are counted like other days: the date errs on the early side.

    >>> due_on(Kind.ERASE, received=dt.date(2026, 3, 2))
    datetime.date(2026, 3, 16)
    """
    day, left = received, deadline(kind, received=received).working_days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day
