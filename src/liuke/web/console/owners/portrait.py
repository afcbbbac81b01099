"""Customer 360: the one page that knows an owner, and its timeline page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_opened import note_opened
from liuke.loyalty.happenings import DEEDS
from liuke.org.queries import NotFound, stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.code_words import TIERS
from liuke.owners.editing import subject_of
from liuke.owners.models import ConsentNow, HouseholdMember, Owner
from liuke.owners.queries import merges_of, owner_within, owners_within, survivor_of
from liuke.owners.rules.consent import agreed
from liuke.owners.rules.life_stage import Stage, Step, steps_of
from liuke.portrait.reading import (
    Known,
    Money,
    OwnCar,
    cars_of,
    declined_of,
    facts_of,
    money_of,
    voice_of,
)
from liuke.portrait.rules.say_next import LAPSED_FOR_AT_MOST, say_next
from liuke.portrait.timeline import FILTERS, Page, timeline
from liuke.segments.queries import hand_tags, tags_of
from liuke.vehicles.models import Vehicle
from liuke.vehicles.owner_facts import history_of
from liuke.web.console.custom_fields.words import custom_facts, labels
from liuke.web.console.desk.held import Holding, holding_of
from liuke.web.console.owners import portrait_words as told
from liuke.web.console.owners import words
from liuke.web.console.owners.portrait_warnings import warnings
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.templating import day
from liuke.web.shell.wording import t

P = Permission
GRAVE = 0.6
MOST_FACTS = 8
HIGH, WIDE, GAP = 56, 300, 6
"""The small chart, in its own units."""


@needs(P.SEE_OWNERS)
@require_GET
def owner(request: Asking, owner_id: UUID) -> HttpResponse:
    """Who, cars, money, risk, consent, what happened, and what to say next. The look is kept."""
    scope, today = request.rights, timezone.localdate()
    try:
        person = owner_within(scope, owner_id)
    except NotFound:
        return _to_survivor(scope, owner_id)
    note_opened(actor=scope.actor, subject=subject_of(person))
    history = history_of(person)
    consent = list(ConsentNow.objects.filter(owner=person))
    cars = cars_of(scope, person)
    known = Known(
        cars=cars,
        declined=declined_of(scope, cars),
        voice=voice_of(scope, person),
        phones=list(person.phones.order_by("-first", "id")),
        said={(one.purpose, one.channel): one.given for one in consent},
        last_seen=history.facts.last_visit or history.facts.delivered,
    )
    facts = facts_of(person, known, today=today)
    money = money_of(scope, person, today=today)
    rights = _rights(scope, person)
    context = {
        "owner": person,
        "custom": custom_facts(Bearer.OWNER, person.custom),
        "words": words,
        "told": told,
        "tiers": TIERS,
        "standing": getattr(person, "standing", None),
        "said": [told.said(one) for one in say_next(facts)],
        "warnings": list(warnings(scope, person, known, rights, today)),
        "cars": [_shown(one, today) for one in cars],
        "risk": facts.risk,
        "stake_fen": sum(one.outlook.stake_fen or 0 for one in cars if one.outlook),
        "money": money,
        "bars": list(_bars(money)),
        "everywhere": scope.reach(P.SEE_OWNERS).everywhere,
        "phones": known.phones,
        "consent": _consent(consent),
        "page": _events(timeline(scope, person, also=DEEDS)),
        "of": "",
        "held": _held(scope, person),
        **_person(scope, person, rights, today),
        **rights,
    }
    context["stages"] = steps_of(history.facts, context["marks"], as_of=today)
    return page(request, "console/owners/owner.html.j2", context)


def _to_survivor(scope: Scope, owner_id: UUID) -> HttpResponse:
    """Raises NotFound where there is none."""
    survivor = survivor_of(scope, owner_id)
    if survivor is None:
        raise NotFound
    return HttpResponseRedirect(reverse("owner", args=[survivor.pk]))


@needs(P.SEE_OWNERS)
@require_GET
def owner_timeline(request: Asking, owner_id: UUID) -> HttpResponse:
    """The events behind a mark, or the first of one filter."""
    person = owner_within(request.rights, owner_id)
    of, behind = request.GET.get("of", ""), request.GET.get("behind", "")[:80]
    found = timeline(request.rights, person, of=of if of in FILTERS else "", behind=behind, also=DEEDS)
    context = {"owner": person, "page": _events(found), "of": of if of in FILTERS else "", "told": told}
    template = "events" if behind else "timeline"
    return page(request, f"console/owners/{template}.html.j2", context)


def _held(scope: Scope, person: Owner) -> Holding | None:
    """What they hold, for those who may see it; in nobody's reach, nothing."""
    if not owners_within(scope, P.SEE_BALANCES).filter(pk=person.pk).exists():
        return None
    return holding_of(person.pk)


def _events(found: Page) -> dict[str, Any]:
    return {"events": [told.event(one.at, one.kind, one.told) for one in found.rows], "next": found.next}


def _person(scope: Scope, person: Owner, rights: dict[str, bool], today: dt.date) -> dict[str, Any]:
    """What stands at the side: how to reach them, family, firm, tags, and what the records say."""
    own = labels(Bearer.OWNER)
    marks = person.stage_marks.order_by("at", "pk")
    return {
        "wechat_ids": person.wechat_ids.order_by("id"),
        "interests": [one.interest.name for one in person.interests.select_related("interest")],
        "tags": tags_of([person.pk], today=today).get(person.pk, []),
        "hand_tags": list(hand_tags()) if rights["may_tag"] else [],
        "marks": [Step(Stage(m.stage), m.day, m.by, m.source, m.lost_reason) for m in marks],
        "member": HouseholdMember.objects.select_related("household").filter(owner=person).first(),
        "contacts": person.contacts.order_by("id") if person.kind == "fleet" else None,
        "differs": _differs(person, scope, own),
        "labels": own,
        "merges": merges_of(person) if rights["may_merge"] else [],
    }


def _rights(scope: Scope, person: Owner) -> dict[str, bool]:
    """What the asker may do with this owner, each by its own reach."""
    asked = {
        "may_change": P.CHANGE_OWNERS,
        "may_check": P.CHECK_IDENTITY,
        "may_reveal": P.REVEAL_PERSONAL,
        "may_merge": P.MERGE_OWNERS,
        "may_handle": P.HANDLE_PRIVACY,
        "may_tag": P.SET_TAGS,
    }
    seen, found = scope.reach(P.SEE_OWNERS), {}
    for name, right in asked.items():
        reach = scope.reach(right)
        found[name] = reach == seen or (
            bool(reach) and owners_within(scope, right).filter(pk=person.pk).exists()
        )
    return found


@dataclass(frozen=True)
class ShownCar:
    """A car as its card shows it."""

    plate: str
    about: str
    address: str
    next_day: dt.date | None
    next_kinds: Sequence[str]
    overdue: bool
    facts: Sequence[tuple[str, str, bool]]
    risk: float | None
    grave: bool
    reasons: Sequence[str]
    stake_yuan: str


def _shown(one: OwnCar, today: dt.date) -> ShownCar:
    car, calendar, outlook = one.car, one.calendar, one.outlook
    risk = outlook.probability if outlook else None
    dates = sorted(one.days.items(), key=lambda dated: dated[1])
    facts = [
        (t("Mileage today, expected"), _km(one, today), False),
        (t("Last visit"), day(outlook.last_visit_day if outlook else None), False),
        *((t(told.DATED[kind]), day(due), due < today) for kind, due in dates if _matters(kind, due, today)),
        (t("Delivered on"), day(car.delivery_day), False),
    ]
    return ShownCar(
        plate=car.plate or f"…{car.vin[-6:]}",
        about=_about(car),
        address=_address(car.pk),
        next_day=calendar.next_day if calendar else None,
        next_kinds=[t(told.DATED[kind]) for kind in calendar.next_kinds] if calendar else [],
        overdue=bool(calendar and calendar.next_day and calendar.next_day <= today),
        facts=[fact for fact in facts if fact[1] != "—"][:MOST_FACTS],
        risk=risk,
        grave=(risk or 0) >= GRAVE,
        reasons=told.risk_words(outlook.reasons) if outlook else [],
        stake_yuan=f"{outlook.stake_fen / 100:,.0f}" if outlook and outlook.stake_fen else "",
    )


def _about(car: Vehicle) -> str:
    """Brand, series and model; exports often begin the model with the series."""
    model, series = car.model or "", car.series or ""
    return " ".join(filter(None, (car.brand, "" if model.startswith(series) else series, model)))


def _matters(kind: str, due: dt.date, today: dt.date) -> bool:
    """What is to come, and what lapsed and can still be made good."""
    return due >= today or (kind in told.LAPSES and due > today - LAPSED_FOR_AT_MOST)


def _km(one: OwnCar, today: dt.date) -> str:
    calendar = one.calendar
    if calendar is None or calendar.km is None or calendar.km_day is None:
        return "—"
    km = calendar.km + calendar.km_per_day * max(0, (today - calendar.km_day).days)
    return f"{round(km, -2):,.0f} km"


def _address(car_id: UUID) -> str:
    try:
        return reverse("vehicle", args=[car_id])
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Bar:
    """A month of the small chart."""

    x: float
    y: float
    width: float
    height: float
    title: str
    label: str


def _bars(money: Money) -> Iterator[Bar]:
    """Heights by money; a month with a visit that cost nothing has a sliver."""
    most = max((one.fen for one in money.months), default=0) or 1
    step = WIDE / len(money.months)
    for place, one in enumerate(money.months):
        high = max(HIGH * max(0, one.fen) / most, 2.0 if one.visits else 0.0)
        title = t(
            "%(month)s: %(visits)s visits, %(yuan)s yuan",
            month=f"{one.first:%Y-%m}", visits=one.visits, yuan=f"{one.fen / 100:,.0f}",
        )  # fmt: skip
        label = t("%(month)s M", month=one.first.month) if place % 4 == 1 else ""
        yield Bar(place * step + GAP / 2, HIGH - high, step - GAP, high, title, label)


def _consent(said: Sequence[ConsentNow]) -> list[tuple[str, list[dict[str, Any]]]]:
    """A line for each purpose, a cell for each channel: what was said, or follows from every channel."""
    by_cell = {(one.purpose, one.channel): one for one in said}
    given = {cell: one.given for cell, one in by_cell.items()}
    lines = []
    for purpose, name in words.PURPOSES.items():
        cells = []
        for channel, channel_name in words.CHANNELS.items():
            own = by_cell.get((purpose, channel))
            known = own or by_cell.get((purpose, "any"))
            cells.append(
                {
                    "channel": t(channel_name),
                    "known": known is not None,
                    "own": own is not None,
                    "given": agreed(given, purpose=purpose, channel=channel),
                    "at": known.at if known else None,
                    "how": t(words.HOWS[known.how]) if known else "",
                }
            )
        lines.append((t(name), cells))
    return lines


def _differs(person: Owner, scope: Scope, own: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the records say against what somebody has set by hand."""
    lines = []
    for field, said in person.records_say.items():
        shown = said
        if field == "home_store_id":
            store = stores_within(scope).filter(pk=said).first()
            shown = store.name if store else "—"
        lines.append({"field": field, "name": own.get(field) or t(words.FIELDS[field]), "said": shown})
    return lines
