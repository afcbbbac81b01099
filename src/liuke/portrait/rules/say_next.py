"""A4 What to say next 下一句: at most three things an adviser would say to this owner now, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST = 3
DUE_WITHIN = dt.timedelta(days=30)
INSPECTION_WITHIN = dt.timedelta(days=60)
INSURANCE_WITHIN = dt.timedelta(days=60)
WARRANTY_WITHIN = dt.timedelta(days=60)
LAPSED_FOR_AT_MOST = dt.timedelta(days=365)
"""What lapsed longer ago was surely seen to elsewhere."""
BIRTHDAY_WITHIN = 7
ROUND = "round"
"""Long overdue here: the car is probably served elsewhere, and it is its next round that is due."""
UNHAPPY_FOR = dt.timedelta(days=90)
LIKELY_TO_LEAVE = 0.6
AWAY_FOR = dt.timedelta(days=180)
POOR_SATISFACTION, POOR_NPS = 2, 6


class Marketing(StrEnum):
    """What the owner has said about marketing: silence is not consent."""

    AGREED = "agreed"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Car:
    """A car as it is spoken of, and its deadlines by kind (those of ``vehicles.rules.next_date``)."""

    name: str
    days: Mapping[str, dt.date] = field(default_factory=dict)
    inspection_on_site: bool = False
    maintenance_by: str = ""
    maintenance_km: int | None = None


@dataclass(frozen=True)
class Declined:
    """Work that was put off."""

    item: str
    day: dt.date
    price_fen: int | None = None


@dataclass(frozen=True)
class Facts:
    """What the rule looks at. ``complaint``: what about and since when, where one is open. ``answer``: day,
    satisfaction of 5, recommendation of 10. ``last_seen``: the last visit anywhere, else the delivery.
    ``unchecked``: the end of a first number nobody has checked.
    """

    today: dt.date
    cars: Sequence[Car] = ()
    declined: Sequence[Declined] = ()
    complaint: tuple[str, dt.date] | None = None
    answer: tuple[dt.date, int | None, int | None] | None = None
    birthday: dt.date | None = None
    last_seen: dt.date | None = None
    risk: float | None = None
    marketing: Marketing = Marketing.SILENT
    unchecked: str = ""


@dataclass(frozen=True)
class Saying:
    """One thing to say. ``sells``: it wants something of the owner; ``by_phone``: it need not wait until the
    owner stands there.
    """

    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    sells: bool = False
    by_phone: bool = True


def say_next(facts: Facts) -> list[Saying]:
    """In this order: complaint, apology, what the law asks, maintenance, work put off, insurance, birthday,
    warranty, why they stay away, the number.

    >>> day = dt.date(2026, 3, 1)
    >>> car = Car("ES6", {"maintenance": dt.date(2026, 2, 1), "commercial": dt.date(2026, 4, 1)})
    >>> [s.code for s in say_next(Facts(day, [car]))]
    ['maintenance_over', 'insurance_due']
    >>> [s.code for s in say_next(Facts(day, [car], complaint=("异响", dt.date(2026, 2, 20))))]
    ['complaint', 'maintenance_over']
    """
    said = []
    for rule in _RULES:
        for one in rule(facts):
            if one.sells and (facts.complaint or facts.marketing == Marketing.REFUSED):
                continue
            by_phone = not one.sells or facts.marketing == Marketing.AGREED
            said.append(Saying(one.code, one.figures, one.sells, by_phone))
            break
    return said[:MOST]


def _complaint(facts: Facts) -> Iterator[Saying]:
    if facts.complaint:
        what, day = facts.complaint
        code = "complaint" if what else "complaint_bare"
        yield Saying(code, {"what": what, "days": (facts.today - day).days})


def _apology(facts: Facts) -> Iterator[Saying]:
    if facts.complaint or not facts.answer or facts.today - facts.answer[0] > UNHAPPY_FOR:
        return
    day, satisfaction, nps = facts.answer
    if satisfaction is not None and satisfaction <= POOR_SATISFACTION:
        yield Saying("apology", {"score": satisfaction, "most": 5, "day": day})
    elif nps is not None and nps <= POOR_NPS:
        yield Saying("apology", {"score": nps, "most": 10, "day": day})


def _compulsory(facts: Facts) -> Iterator[Saying]:
    for car, day in _by_day(facts, "compulsory"):
        if facts.today - LAPSED_FOR_AT_MOST < day < facts.today:
            yield Saying("compulsory_over", {"car": car.name, "day": day})


def _inspection(facts: Facts) -> Iterator[Saying]:
    for car, day in _by_day(facts, "inspection"):
        if facts.today - LAPSED_FOR_AT_MOST < day < facts.today:
            yield Saying("inspection_over", {"car": car.name, "day": day})
        elif facts.today <= day <= facts.today + INSPECTION_WITHIN:
            code = "inspection_on_site" if car.inspection_on_site else "inspection_online"
            yield Saying(code, {"car": car.name, "day": day})


def _maintenance(facts: Facts) -> Iterator[Saying]:
    for car, day in _by_day(facts, "maintenance"):
        if car.maintenance_by == ROUND:
            if facts.today - LAPSED_FOR_AT_MOST < day <= facts.today + DUE_WITHIN:
                yield Saying("maintenance_round", {"car": car.name, "day": day})
            continue
        figures = {"car": car.name, "day": day, "km": car.maintenance_km}
        if facts.today - LAPSED_FOR_AT_MOST < day < facts.today:
            yield Saying("maintenance_over", {**figures, "days": (facts.today - day).days})
        elif facts.today <= day <= facts.today + DUE_WITHIN:
            yield Saying("maintenance_due", figures)


def _put_off(facts: Facts) -> Iterator[Saying]:
    for one in sorted(facts.declined, key=lambda work: work.day):
        code = "declined_price" if one.price_fen else "declined"
        figures = {"item": one.item, "yuan": (one.price_fen or 0) // 100, "day": one.day}
        yield Saying(code, figures, sells=True)


def _insurance(facts: Facts) -> Iterator[Saying]:
    for kind in ("commercial", "compulsory"):
        for car, day in _by_day(facts, kind):
            if facts.today <= day <= facts.today + INSURANCE_WITHIN:
                yield Saying("insurance_due", {"car": car.name, "kind": kind, "day": day}, sells=True)


def _birthday(facts: Facts) -> Iterator[Saying]:
    if facts.birthday is None or facts.complaint or facts.marketing == Marketing.REFUSED:
        return
    for year in (facts.today.year, facts.today.year + 1):
        day = _in_year(facts.birthday, year)
        ahead = (day - facts.today).days
        if 0 <= ahead <= BIRTHDAY_WITHIN:
            yield Saying("birthday_today" if ahead == 0 else "birthday_soon", {"day": day})


def _in_year(birthday: dt.date, year: int) -> dt.date:
    """Whoever was born on 29 February celebrates on the 28th in other years."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return dt.date(year, 2, 28)


def _warranty(facts: Facts) -> Iterator[Saying]:
    for kind in ("warranty", "guarantee", "battery"):
        for car, day in _by_day(facts, kind):
            if facts.today <= day <= facts.today + WARRANTY_WITHIN:
                yield Saying("warranty_end", {"car": car.name, "kind": kind, "day": day})


def _away(facts: Facts) -> Iterator[Saying]:
    seen = facts.last_seen
    if any(one.code == "maintenance_round" for one in _maintenance(facts)):
        return
    if seen and facts.today - seen > AWAY_FOR and (facts.risk or 0) >= LIKELY_TO_LEAVE:
        months = round((facts.today - seen).days / 30.44)
        yield Saying("wake_up", {"months": months, "risk": facts.risk}, sells=True)


def _number(facts: Facts) -> Iterator[Saying]:
    if facts.unchecked:
        yield Saying("number", {"end": facts.unchecked})


def _by_day(facts: Facts, kind: str) -> list[tuple[Car, dt.date]]:
    dated = [(car, car.days[kind]) for car in facts.cars if kind in car.days]
    return sorted(dated, key=lambda one: (one[1], one[0].name))


_RULES: Sequence[Callable[[Facts], Iterator[Saying]]] = (
    _complaint, _apology, _compulsory, _inspection, _maintenance, _put_off, _insurance, _birthday, _warranty,
    _away, _number,
)  # fmt: skip
