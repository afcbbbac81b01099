"""Customer 360: the page of an owner, and its timeline, on a deployment of 100,000 cars, over HTTP.

python -m bench customer
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.asking import ask, signed_in, web
from bench.console_import import empty_platform
from bench.feeds import busy
from bench.figures import Chapter, Figure
from bench.measure import timed
from bench.people import fill
from bench.star_maker import AS_OF

PAGES = 100
GOAL_MS = 120


def run() -> Chapter:
    """Half of the pages are asked for by somebody of the group, half by an adviser of one store."""
    with tempfile.TemporaryDirectory(prefix="liuke-records-") as name, empty_platform():
        size, stores = fill(Path(name))
        examined = _examined()
        with web() as port:
            figures = measured(port, size, next(iter(stores.values())))
    return Chapter("customer", "Customer 360", "python -m bench customer", [*figures, examined])


def _examined() -> Figure:
    """Grades, risks and calendars as after an import."""
    from liuke.feeds.actions.examine import examine
    from liuke.vehicles.calendars.follow import follow_imports

    def both() -> None:
        examine(today=AS_OF)
        follow_imports(as_of=AS_OF)

    spent = timed(both)
    return Figure("grades, risks and calendars worked out", spent[0], "s", "", busy(spent))


def measured(port: int, size: str, store: Any) -> list[Figure]:
    """Each owner's page once, another one's timeline further down, and the bare answer of the process."""
    people = {
        "the whole group": (signed_in(), _some(None)),
        "a store": (signed_in(role="service_adviser", store=store), _some(store)),
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    taken: dict[str, list[float]] = {}
    for cookie, owners in people.values():
        for owner in owners[:10]:
            ask(connection, f"/owners/{owner}", cookie)
    for who, (cookie, owners) in people.items():
        for owner in owners[10:]:
            spent, body = ask(connection, f"/owners/{owner}", cookie)
            for what in ("the page", f"the page, asked for by somebody of {who}"):
                taken.setdefault(what, []).append(spent)
            further = re.search(r"behind=([0-9]+~[a-z0-9_-]+)", body)
            if further:
                path = f"/owners/{owner}/timeline?behind={further[1]}"
                taken.setdefault("twenty more of the timeline", []).append(ask(connection, path, cookie)[0])
            taken.setdefault("/healthz", []).append(ask(connection, "/healthz", cookie)[0])
    told = {f"the page, {size}": taken.pop("the page"), **taken}
    return [figure for what, ones in told.items() for figure in _figures(what, ones, size in what)]


def _some(store: Any) -> list[Any]:
    """Owners of cars drawn at random, so that those with several cars come more often."""
    from liuke.vehicles.models import Vehicle

    cars = Vehicle.objects.filter(owner__isnull=False, **({"store": store} if store else {}))
    owners = list(cars.order_by("vin").values_list("owner_id", flat=True))
    return random.Random(11).sample(owners, min(len(owners), PAGES + 10))


def _figures(what: str, spent: Sequence[float], judged: bool) -> list[Figure]:
    cuts: list[Any] = quantiles(spent, n=100)
    return [
        Figure(f"{what}: half within", cuts[49], "ms"),
        Figure(f"{what}: 95 % within", cuts[94], "ms", f"≤ {GOAL_MS}" if judged else ""),
    ]
