"""Search: fragments of every kind typed into the palette of a group of 100,000 cars, over HTTP.

python -m bench search
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import quote

from bench.asking import ask, signed_in, web
from bench.console_import import empty_platform
from bench.figures import Chapter, Figure
from bench.people import fill

SAMPLED = 25
GOAL_MS = 60


def run() -> Chapter:
    """Half of the fragments are typed by somebody of the group, half by an adviser of one store."""
    with tempfile.TemporaryDirectory(prefix="liuke-records-") as name, empty_platform():
        size, stores = fill(Path(name))
        with web() as port:
            figures = measured(port, size, next(iter(stores.values())))
    return Chapter("search", "Search as you type", "python -m bench search", figures)


def measured(port: int, size: str, store: Any) -> list[Figure]:
    """What is typed into the palette, each fragment once after one round of others that warms."""
    people = {
        "the whole group": (signed_in(), list(_typed(None))),
        "a store": (signed_in(role="service_adviser", store=store), list(_typed(store))),
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for cookie, typed in people.values():
        for _, said in typed[::9]:
            _spent(connection, said, cookie)
    taken: dict[str, list[float]] = {}
    for who, (cookie, typed) in people.items():
        for kind, said in typed:
            spent = _spent(connection, said, cookie)
            for what in (f"typed by somebody of {who}", kind):
                taken.setdefault(what, []).append(spent)
            taken.setdefault("/healthz", []).append(ask(connection, "/healthz", cookie)[0])
    everything = [one for what, ones in taken.items() if what.startswith("typed by") for one in ones]
    told = {
        f"all {len(everything)} fragments, {size}": everything,
        **dict(sorted(taken.items(), reverse=True)),
    }
    return [figure for what, ones in told.items() for figure in _figures(what, ones, ones is everything)]


def _spent(connection: HTTPConnection, said: str, cookie: str) -> float:
    return ask(connection, f"/palette?q={quote(said)}", cookie)[0]


def _typed(store: Any) -> Iterator[tuple[str, str]]:
    """Kind and fragment, each taken from somebody of the store, or of the group."""
    from liuke.owners.models import Owner
    from liuke.vehicles.models import Vehicle, WorkOrder

    draw = random.Random(7)
    cars = Vehicle.objects.filter(**({"store": store} if store else {})).select_related("owner")
    some = draw.sample(list(cars.order_by("vin").values_list("pk", flat=True)), SAMPLED)
    for car in cars.filter(pk__in=some).order_by("vin"):
        owner, plate, phone = car.owner, car.plate, car.owner.phones.first().number
        order = WorkOrder.objects.filter(vehicle=car).values_list("order_no", flat=True).first()
        assert isinstance(owner, Owner)
        syllables = owner.pinyin.split()
        yield "plate, two characters", plate[2:4].lower()
        yield "plate, province and letter", plate[:2]
        yield "plate, three or four characters", plate[3 : 6 + len(phone) % 2]
        yield "plate, whole", f"{plate[:2].lower()}·{plate[2:]}"
        yield "phone, last four", phone[-4:]
        yield "phone, whole", phone
        yield "name, family name", owner.name[:1]
        yield "name, whole", owner.name
        yield "name, given name", owner.name[1:]
        yield "pinyin, family name", syllables[0]
        yield "pinyin, whole", "".join(syllables)
        yield "pinyin, one letter", syllables[0][:1]
        yield "initials", owner.initials
        yield "VIN, last six", car.vin[-6:]
        yield "family name and last four", f"{owner.name[:1]} {phone[-4:]}"
        if order:
            yield "order number", order
        yield "nothing", f"{owner.name}x9"


def _figures(what: str, spent: Sequence[float], judged: bool) -> list[Figure]:
    cuts: list[Any] = quantiles(spent, n=100)
    return [
        Figure(f"{what}: half within", cuts[49], "ms"),
        Figure(f"{what}: 95 % within", cuts[94], "ms", f"≤ {GOAL_MS}" if judged else ""),
    ]
