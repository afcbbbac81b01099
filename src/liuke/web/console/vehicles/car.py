"""The page of one car: what it is, whose, what is next, what was."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_look import note_look
from liuke.org.queries import NotFound
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.one_car import facts_of, readings_of
from liuke.vehicles.calendars.terms import Catalogue, read_catalogue
from liuke.vehicles.history.of_a_car import CarHistory, history_of, lines_of, sent_by
from liuke.vehicles.law.tables import inspection_laws
from liuke.vehicles.models import CarModel, Policy, Vehicle
from liuke.vehicles.queries import car_within, orders_within
from liuke.vehicles.rules.car_calendar import CarCalendar, CarFacts, calendar_of
from liuke.vehicles.rules.inspection import inspections
from liuke.vehicles.rules.maintenance import along
from liuke.vehicles.rules.next_date import LEADS
from liuke.vehicles.rules.timeline import span_of, timeline
from liuke.vehicles.rules.vin_decoding import decode_vin
from liuke.web.console.custom_fields.words import custom_facts, labels
from liuke.web.console.vehicles import words
from liuke.web.console.vehicles.chart import odometer_chart
from liuke.web.console.vehicles.picture import Picture, draw
from liuke.web.console.vehicles.whose import reaches, whose
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.templating import day as told
from liuke.web.shell.wording import t

P = Permission
MOST_READINGS = 12


@needs(P.SEE_VEHICLES)
@require_GET
def vehicle(request: Asking, car_id: UUID) -> HttpResponse:
    """Everything about one car; people only as far as the right to see owners reaches."""
    rights, today = request.rights, timezone.localdate()
    car = car_within(rights, car_id, P.SEE_VEHICLES)
    catalogue = read_catalogue()
    spoken, policies = readings_of(car), list(car.policies.order_by("-to_day"))
    declined = list(car.declined.order_by("-remind_day"))
    car_model, facts = facts_of(
        car, catalogue, as_of=today, told=spoken, policies=policies, declined=declined
    )
    found = calendar_of(facts, today)
    people, named = whose(rights, car), labels(Bearer.VEHICLE)
    history = history_of(rights, car, owner_since=people.since)
    context: dict[str, Any] = {
        "car": car,
        "custom": custom_facts(Bearer.VEHICLE, car.custom),
        "labels": named,
        "fields": {key: t(name) for key, name in words.FIELDS.items()} | named,
        "car_model": car_model,
        "title": car.plate or car.vin,
        "vin": decode_vin(car.vin, delivery_year=car.delivery_day.year if car.delivery_day else None),
        "plates": list(car.plates.order_by("-from_day")[:20]),
        "facts": facts,
        "found": found,
        "today": today,
        "why": words.why(found.next.kinds, found.days, today) if found.next else [],
        "dates": _dates(found, today),
        "along": _along(car, car_model, catalogue, facts, found, today),
        "picture": _picture(car, facts, found, policies, [one.day for one in history.days], today),
        "chart": odometer_chart(spoken, found.flagged, found.mileage, today),
        "readings": [(one, _wrong(found, one.day, one.km)) for one in reversed(spoken)][:MOST_READINGS],
        "expected": found.mileage.at(today),
        "policies": policies,
        "declined": sorted(declined[:20], key=lambda one: one.state != "open"),
        "history": history,
        "sent": sent_by(car, owner_since=people.since),
        "whose": people,
        "figures": _figures(car, found, history, today),
        "may_reveal": people.seen and rights.may_somewhere(P.REVEAL_PERSONAL),
        "may_change": reaches(rights, car, P.CHANGE_VEHICLES),
        **_words(),
    }
    if people.people:
        note_look(actor=rights.actor, subject=car_subject(car), cars=1)
    return page(request, "console/vehicles/car.html.j2", context)


@needs(P.SEE_VEHICLES)
@require_GET
def order_lines(request: Asking, order_id: int) -> HttpResponse:
    """The lines of an order, where its row is opened."""
    order = orders_within(request.rights, P.SEE_VEHICLES).filter(pk=order_id).first()
    if order is None:
        raise NotFound
    context = {
        "order": order,
        "lines": lines_of(order),
        "yuan": words.yuan,
        "line_types": dict(words.LINE_TYPES),
        "payers": dict(words.PAYERS),
    }
    return page(request, "console/vehicles/lines.html.j2", context)


def _figures(
    car: Vehicle, found: CarCalendar, history: CarHistory, today: dt.date
) -> list[tuple[str, str, str]]:
    """What somebody wants to know first: words, figure, how it is to be taken."""
    expected, kind = found.mileage.at(today), "warranty"
    if found.days.get(kind, today) < today and "battery" in found.days:
        kind = "battery"
    warranty = found.days.get(kind)
    visits = [one.day for one in history.days if one.settled]
    open_work = found.days.get("declined")
    return [
        (t("Age"), words.age(car.delivery_day, today), ""),
        (t("Mileage today, expected"), f"{expected[1]:,} km" if expected else "—", ""),
        (t("Last visit"), words.ago(visits[0], today) if visits else "—", ""),
        (
            t(words.KINDS[kind]),
            words.until(warranty, today) if warranty else "—",
            "warn" if warranty and 0 <= (warranty - today).days <= 90 else "",
        ),
        (
            t("Work put off"),
            told(open_work) if open_work else t("none"),
            "bad" if open_work and open_work <= today else "",
        ),
    ]


@dataclass(frozen=True)
class ShownDate:
    """A deadline. ``state``: late and next are to be spoken of, coming ones later; what is gone is over."""

    kind: str
    day: dt.date
    note: str
    state: str


def _dates(found: CarCalendar, today: dt.date) -> list[ShownDate]:
    """Every deadline: late ones first, then those to come, then what is over."""
    notes = {}
    if found.maintenance is not None:
        due = found.maintenance
        window = t("probably between %(day)s and %(end)s", day=told(due.early), end=told(due.late))
        by = words.due_by(due.by, due.km)
        notes["maintenance"] = by if due.early == due.late else f"{by} · {window}"
    if found.inspection is not None:
        notes["inspection"] = t("on site") if found.inspection.on_site else t("collect the mark online")
    spoken = found.next.kinds if found.next else ()
    shown = [
        ShownDate(kind, day, notes.get(kind, ""), _state(day, today, kind in spoken))
        for kind, day in found.days.items()
        if kind in LEADS
    ]
    return sorted(shown, key=lambda one: (one.state != "late", one.state == "gone", one.day))


def _state(day: dt.date, today: dt.date, spoken: bool) -> str:
    if day < today:
        return "late" if spoken else "gone"
    return "next" if spoken else "coming"


def _along(
    car: Vehicle,
    car_model: CarModel | None,
    catalogue: Catalogue,
    facts: CarFacts,
    found: CarCalendar,
    today: dt.date,
) -> list[tuple[str, int | None]]:
    """What the next maintenance comprises, with prices."""
    plan = catalogue.plan_for(car_model, facts.terms.energy, today)
    due, start, main = found.maintenance, car.delivery_day, facts.terms.main
    lines = [main] if main else []
    if due is not None and start is not None:
        km = _km(found, facts.service or start, 0)
        later = due.km if due.km is not None else _km(found, due.day, km)
        lines += along(
            plan, since=(facts.service or start, km), until=(due.day, max(later, km)), delivery_day=start
        )
    return [(words.item_words(line.item), line.price_fen) for line in lines]


def _km(found: CarCalendar, day: dt.date, else_km: int) -> int:
    expected = found.mileage.at(day)
    return max(0, expected[1]) if expected else else_km


def _picture(
    car: Vehicle,
    facts: CarFacts,
    found: CarCalendar,
    policies: list[Policy],
    visits: list[dt.date],
    today: dt.date,
) -> Picture:
    span, registered = span_of(today), car.registered_day or car.delivery_day
    laws = inspection_laws().get(car.use, ())
    life = inspections(laws, registered=registered, on_site_only=car.on_site_only) if registered else []
    marks = timeline(
        facts,
        found,
        visits=visits,
        life=life,
        policies=[(one.kind, one.from_day, one.to_day) for one in policies if not one.cancelled],
        span=span,
    )
    return draw(marks, span=span, as_of=today, next_day=found.next.day if found.next else None)


def _wrong(found: CarCalendar, day: dt.date, km: int | None) -> bool:
    return any((one.day, one.km) == (day, km) for one in found.flagged)


def _words() -> dict[str, Any]:
    return {
        "kinds": {kind: t(name) for kind, name in words.KINDS.items()},
        "uses": dict(words.USES),
        "energies": dict(words.ENERGIES),
        "policy_kinds": dict(words.POLICY_KINDS),
        "work_states": dict(words.WORK_STATES),
        "sources": {key: t(name) for key, name in words.SOURCES.items()},
        "evidence": [t(one) for one in words.EVIDENCE],
        "in_days": words.in_days,
        "yuan": words.yuan,
        "country": words.country_words,
        "habits": words.habit_words,
        "visit_kinds": words.visit_kinds,
    }
