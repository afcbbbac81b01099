"""Customers in the palette: owners with their cars, orders, and what one can do where nobody is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from markupsafe import Markup, escape

from liuke.audit.actions.note_look import note_look
from liuke.audit.actions.record import Subject
from liuke.insight.reports.masking import masked_phone, masked_text
from liuke.org.rules.roles import Permission
from liuke.search.lines import Line, found_orders, lines, recent_lines
from liuke.search.rules.highlight import Part, ending, parts
from liuke.search.rules.typed import Typed, is_chinese
from liuke.vehicles.models import Vehicle, WorkOrder
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.templating import day
from liuke.web.shell.wording import t

MOST_CARS = 3
P = Permission


@dataclass(frozen=True)
class ShownCar:
    """A car in a line: its plate or the end of its VIN, marked, and what it is; ``once`` is a plate of
    earlier days, where that was typed.
    """

    plate: Markup
    about: str
    once: Markup | None = None


@dataclass(frozen=True)
class Customer:
    """A line of the palette: an owner and their cars, a car alone, or an order."""

    address: str
    icon: str
    title: Markup
    phone: Markup
    note: Markup
    cars: tuple[ShownCar, ...]
    more_cars: int = 0


def customers(request: Asking, typed: Typed) -> list[Customer]:
    """Who and what fits; that they were looked at is kept."""
    if not request.rights.may_somewhere(P.SEE_VEHICLES):
        return []
    found = lines(request.rights, typed)
    owners = sum(one.owner is not None for one in found)
    if owners:
        name = t("Search: %(typed)s", typed=masked_text(typed.text))
        note_look(actor=request.rights.actor, subject=Subject("owners.search", "", name), owners=owners)
    return [_customer(one, typed) for one in found]


def recent(request: Asking) -> list[Customer]:
    """The owners somebody has opened last."""
    if not request.rights.may_somewhere(P.SEE_OWNERS):
        return []
    nothing = Typed("", (), frozenset())
    return [_customer(one, nothing) for one in recent_lines(request.rights, at=now())]


def orders(request: Asking, typed: Typed) -> list[Customer]:
    """Work orders by their number."""
    return [_order(one, typed) for one in found_orders(request.rights, typed)]


def new_owner_address(request: Asking, said: str, typed: Typed) -> str:
    """The form for a new owner with what was typed filled in; empty for those who may not."""
    if not request.rights.may_somewhere(P.CHANGE_OWNERS):
        return ""
    filled = {}
    if len(typed.text) == 11 and typed.text.isdecimal() and typed.text.startswith("1"):
        filled["number"] = typed.text
    elif is_chinese(typed.text) and not any(sign.isdecimal() for sign in typed.text):
        filled["name"] = said
    return reverse("owner_new") + (f"?{urlencode(filled)}" if filled else "")


def _customer(line: Line, typed: Typed) -> Customer:
    words = typed.words if len(typed.words) > 1 else (typed.text,)
    words = tuple(dict.fromkeys((*words, typed.text)))
    cars = tuple(_car(car, words, line.plates.get(car.pk, "")) for car in line.cars[:MOST_CARS])
    more = len(line.cars) - len(cars)
    owner = line.owner
    if owner is None:
        car = line.cars[0]
        return Customer(_car_address(car), "car", Markup(""), Markup(""), Markup(""), cars)
    name = owner.name or t("without a name")
    note = _marked(parts(line.household, words)) if line.household else escape(_home(line))
    return Customer(
        reverse("owner", args=[owner.pk]),
        "building" if owner.kind == "fleet" else "user",
        _marked(parts(name, words, owner.pinyin)),
        _marked(ending(masked_phone(line.phone), line.phone, words)),
        note,
        cars,
        more,
    )


def _home(line: Line) -> str:
    return line.owner.home_store.name if line.owner and line.owner.home_store else ""


def _car(car: Vehicle, words: tuple[str, ...], once: str = "") -> ShownCar:
    if once:
        return replace(_car(car, ()), once=_marked(parts(once, words)))
    about = " ".join(filter(None, (car.brand, car.series)))
    if car.plate and any(_marks(parts(car.plate, words))):
        return ShownCar(_marked(parts(car.plate, words)), about)
    vin = next((word for word in words if len(word) > 3 and car.vin.lower().endswith(word)), "")
    if car.plate and not vin:
        return ShownCar(escape(car.plate), about)
    shown = car.vin if len(vin) > 6 else f"…{car.vin[-6:]}"
    marked = _marked(parts(shown, (vin,)) if vin else [(shown, False)])
    return ShownCar(escape(f"{car.plate} ") + marked if car.plate else marked, about)


def _order(order: WorkOrder, typed: Typed) -> Customer:
    car = order.vehicle
    return Customer(
        _car_address(car),
        "clipboard-list",
        _marked(parts(order.order_no, (typed.text,))),
        Markup(""),
        escape(f"{order.store.name} · {day(order.day)}"),
        (_car(car, ()),),
    )


def _car_address(car: Vehicle) -> str:
    """The car's page; where this installation has none, the owner's."""
    try:
        return reverse("vehicle", args=[car.pk])
    except NoReverseMatch:
        return reverse("owner", args=[car.owner_id]) if car.owner_id else reverse("home")


def _marks(pieces: list[Part]) -> list[bool]:
    return [mark for _, mark in pieces]


def _marked(pieces: list[Part]) -> Markup:
    """The pieces that were typed stand in ``mark``; a text of any script keeps to itself."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(text) if mark else escape(text) for text, mark in pieces
    )
