"""The figures and facts of one owner, as far as somebody's reach goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.timezone import localdate

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner, Phone
from liuke.owners.rules.consent import agreed
from liuke.portrait.rules.say_next import Car, Declined, Facts, Marketing
from liuke.values.reach import Reach
from liuke.vehicles.models import Calendar, DeclinedWork, Outlook, Vehicle
from liuke.vehicles.queries import cars_within
from liuke.vehicles.rules.next_date import LEADS

MONTHS, YEAR = 24, 12
KINDS = tuple(LEADS)

HELD = """
    held AS (
        SELECT vin, coalesce(from_day, '-infinity') AS since, coalesce(to_day, 'infinity') AS until
        FROM vehicles_ownership WHERE owner_id = %(owner)s
    )
"""
"""The cars of an owner and when they had them: what happened before or after is somebody else's."""
LOCAL = "({column} AT TIME ZONE 'Asia/Shanghai')::date"
WITHIN = "(%(all)s OR {column} = ANY(%(stores)s::uuid[]))"


def places(reach: Reach) -> dict[str, Any]:
    """Values of ``WITHIN``."""
    return {"all": reach.everywhere, "stores": sorted(reach.stores)}


@dataclass(frozen=True)
class OwnCar:
    """A car with what is expected of it; ``days`` are its deadlines by kind."""

    car: Vehicle
    calendar: Calendar | None
    outlook: Outlook | None

    @property
    def days(self) -> dict[str, dt.date]:
        told = {kind: getattr(self.calendar, f"{kind}_day", None) for kind in KINDS}
        return {kind: day for kind, day in told.items() if day is not None}

    @property
    def name(self) -> str:
        return self.car.series or self.car.plate or f"…{self.car.vin[-6:]}"


@dataclass(frozen=True)
class Month:
    """Visits and what was paid in a month."""

    first: dt.date
    visits: int
    fen: int


@dataclass(frozen=True)
class Money:
    """Visits and money by month, this one included, and of all times."""

    months: Sequence[Month]
    visits: int
    fen: int

    @property
    def visits_12(self) -> int:
        return sum(one.visits for one in self.months[-YEAR:])

    @property
    def fen_12(self) -> int:
        return sum(one.fen for one in self.months[-YEAR:])


@dataclass(frozen=True)
class Complaint:
    """A complaint nobody has solved."""

    what: str
    day: dt.date
    due: dt.datetime | None


@dataclass(frozen=True)
class Voice:
    """Open complaints, the oldest first, and the last answer to a survey: day, satisfaction, NPS."""

    open: Sequence[Complaint]
    answer: tuple[dt.date, int | None, int | None] | None


def cars_of(scope: Scope, owner: Owner) -> list[OwnCar]:
    """The cars within reach, the latest first."""
    mine = cars_within(scope).filter(owner=owner).select_related("store", "outlook", "calendar")
    return [
        OwnCar(car, getattr(car, "calendar", None), getattr(car, "outlook", None))
        for car in mine.order_by("-delivery_day", "vin")
    ]


def money_of(scope: Scope, owner: Owner, *, today: dt.date) -> Money:
    """Only of stores within reach, and of the time in which the cars were the owner's."""
    rows = _rows(
        f"WITH {HELD} SELECT date_trunc('month', v.day)::date, count(*), sum(v.revenue_fen)::bigint"
        " FROM held AS h JOIN vehicles_visit AS v ON v.vin = h.vin AND v.day >= h.since AND v.day < h.until"
        f" WHERE {WITHIN.format(column='v.store_id')} GROUP BY 1",
        owner.pk,
        scope.reach(Permission.SEE_OWNERS),
    )
    known = {first: (visits, fen) for first, visits, fen in rows}
    this = today.year * 12 + today.month - 1
    firsts = [dt.date(at // 12, at % 12 + 1, 1) for at in range(this - MONTHS + 1, this + 1)]
    months = [Month(first, *known.get(first, (0, 0))) for first in firsts]
    return Money(months, sum(v for v, _ in known.values()), sum(fen for _, fen in known.values()))


def voice_of(scope: Scope, owner: Owner) -> Voice:
    """What the owner has said of the stores within reach."""
    within = WITHIN.format(column="t.store_id")
    received, answered = (LOCAL.format(column=f"t.{column}") for column in ("received_at", "answered_at"))
    rows = _rows(
        f"WITH {HELD}, said AS (SELECT t.* FROM held AS h JOIN vehicles_complaint AS t ON t.vin = h.vin"
        f" AND {received} >= h.since AND {received} < h.until"
        " UNION ALL SELECT t.* FROM owners_sourcekey AS k JOIN vehicles_complaint AS t"
        " ON t.phone = k.value AND t.vin IS NULL WHERE k.owner_id = %(owner)s)"
        " (SELECT 'complaint', t.received_at, coalesce(t.symptom, ''), t.due_at, NULL::int, NULL::int"
        f" FROM said AS t WHERE {within} AND t.solved_at IS NULL"
        " AND t.status IS DISTINCT FROM 'solved' ORDER BY t.received_at LIMIT 20)"
        " UNION ALL (SELECT 'answer', t.answered_at, '', NULL, t.satisfaction, t.nps"
        f" FROM held AS h JOIN vehicles_survey AS t ON t.vin = h.vin AND {answered} >= h.since"
        f" AND {answered} < h.until WHERE {within} ORDER BY t.answered_at DESC LIMIT 1)",
        owner.pk,
        scope.reach(Permission.SEE_OWNERS),
    )
    found = [Complaint(what, localdate(at), due) for kind, at, what, due, _, _ in rows if kind == "complaint"]
    answers = [(localdate(at), score, nps) for kind, at, _, _, score, nps in rows if kind == "answer"]
    return Voice(found, answers[0] if answers else None)


def declined_of(scope: Scope, cars: Sequence[OwnCar]) -> list[DeclinedWork]:
    """Work put off that is still open."""
    reach = scope.reach(Permission.SEE_OWNERS)
    rows = DeclinedWork.objects.filter(vehicle__in=[one.car for one in cars], state=DeclinedWork.State.OPEN)
    if not reach.everywhere:
        rows = rows.filter(Q(store=None) | Q(store__in=reach.stores))
    return list(rows.select_related("vehicle").order_by("remind_day")[:10])


def marketing_of(said: dict[tuple[str, str], bool]) -> Marketing:
    """Whether one may sell to the owner on the telephone.

    >>> marketing_of({}).value, marketing_of({("marketing", "any"): False}).value
    ('silent', 'refused')
    """
    if agreed(said, purpose="marketing", channel="call"):
        return Marketing.AGREED
    known = ("marketing", "call") in said or ("marketing", "any") in said
    return Marketing.REFUSED if known else Marketing.SILENT


@dataclass(frozen=True)
class Known:
    """What ``facts_of`` puts together."""

    cars: Sequence[OwnCar]
    declined: Sequence[DeclinedWork]
    voice: Voice
    phones: Sequence[Phone]
    said: dict[tuple[str, str], bool]
    last_seen: dt.date | None


def facts_of(owner: Owner, known: Known, *, today: dt.date) -> Facts:
    """What the rule of what to say next looks at."""
    standing = getattr(owner, "standing", None)
    risks = [one.outlook.probability for one in known.cars if one.outlook and one.outlook.probability]
    first = next((one for one in known.phones if one.state != Phone.State.WRONG), None)
    unchecked = first.number[-4:] if first and first.state == Phone.State.UNKNOWN else ""
    complaint = next(iter(known.voice.open), None)
    return Facts(
        today=today,
        cars=[_spoken_of(one) for one in known.cars],
        declined=[Declined(one.item, one.day, one.price_fen) for one in known.declined],
        complaint=(complaint.what, complaint.day) if complaint else None,
        answer=known.voice.answer,
        birthday=owner.birthday if owner.kind == Owner.Kind.PRIVATE else None,
        last_seen=known.last_seen,
        risk=max(risks, default=standing.risk if standing else None),
        marketing=marketing_of(known.said),
        unchecked=unchecked,
    )


def _spoken_of(one: OwnCar) -> Car:
    calendar = one.calendar
    return Car(
        name=one.name,
        days=one.days,
        inspection_on_site=bool(calendar and calendar.inspection_on_site),
        maintenance_by=(calendar.maintenance_by or "") if calendar else "",
        maintenance_km=calendar.maintenance_km if calendar else None,
    )


def _rows(statement: str, owner: UUID, reach: Reach) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"owner": owner, **places(reach)})
        return list(cursor.fetchall())
