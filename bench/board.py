"""Board: how long its pages take, asked of the web process itself on a deployment of 100,000 cars.

python -m bench board
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.asking import ask, signed_in, web
from bench.console_import import empty_platform
from bench.feeds import make_stores, take_in
from bench.figures import Chapter, Figure
from bench.measure import timed
from bench.star_maker import AS_OF, make_records

CARS = int(os.environ.get("LIUKE_BENCH_CARS", "100000"))
WITH_LINES = 0.42
"""Of 9.5 orders a car: a million lines for 100,000 cars."""
REQUESTS = 200
GOAL_MS = 300


def run() -> Chapter:
    """Pages asked for one after the other, every one with a bare ``/healthz`` after it."""
    with tempfile.TemporaryDirectory(prefix="liuke-records-") as name, empty_platform():
        make_records(Path(name), cars=CARS, with_lines=WITH_LINES)
        size, examined = _filled(Path(name))
        with web() as port:
            figures = _measured(port, signed_in(), size)
    return Chapter("board", "Board", "python -m bench board", [*figures, examined])


def _filled(records: Path) -> tuple[str, Figure]:
    from liuke.feeds.actions.examine import examine
    from liuke.org.models import Group
    from liuke.vehicles.models import OrderLine, Vehicle, WorkOrder

    Group.objects.create(name="示例集团", demo=True, changed_at=f"{AS_OF} 00:00Z", changed_by="bench")
    take_in(records, make_stores())
    spent = timed(lambda: examine(today=AS_OF))
    counts = (f"{model.objects.count():,} {word}" for model, word in (
        (Vehicle, "cars"), (WorkOrder, "orders"), (OrderLine, "lines"),
    ))  # fmt: skip
    size = ", ".join(counts)
    return size, Figure(f"examined: {size}", spent[0], "s", "", f"processors {spent[1]:.1f} s")


def _measured(port: int, cookie: str, size: str) -> list[Figure]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    pages = _pages(connection, cookie)
    taken: dict[str, list[float]] = {what: [] for what in pages}
    bare = []
    for number in range(REQUESTS):
        what = list(pages)[number % len(pages)]
        path = pages[what][number // len(pages) % len(pages[what])]
        taken[what].append(ask(connection, path, cookie)[0])
        bare.append(ask(connection, "/healthz", cookie)[0])
    together = [one for ones in taken.values() for one in ones]
    told = {f"all {REQUESTS} pages, {size}": together, **taken, "/healthz": bare}
    return [figure for what, ones in told.items() for figure in _figures(what, ones, judged=ones is together)]


def _pages(connection: HTTPConnection, cookie: str) -> Mapping[str, Sequence[str]]:
    """The addresses by what they show: those the board itself links to."""
    _, group = ask(connection, "/board", cookie)
    links = [unescape(link) for link in re.findall(r'href="(/board/list\?[^"]+)"', group)]
    places = re.findall(r'<option value="(store-[^"]+)"', group)
    stores = [f"/board?place={place}" for place in places]
    _, store = ask(connection, stores[0], cookie)
    own = [unescape(link) for link in re.findall(r'href="(/board/list\?[^"]+)"', store)]
    lists = [link for link in [*links, *own] if "kind=cohort" not in link]
    return {
        "board of the group, with its cohort map": ["/board"],
        "board of a store": stores,
        "cars behind a cell of the cohort map": [link for link in links if "kind=cohort" in link][::7],
        "cars behind a figure, a grade, a problem": [*lists, *(f"{link}&page=5" for link in lists)],
    }


def _figures(what: str, spent: Sequence[float], *, judged: bool) -> list[Figure]:
    cuts: list[Any] = quantiles(spent, n=100)
    goal = f"≤ {GOAL_MS}" if judged else ""
    return [
        Figure(f"{what}: half of them within", cuts[49], "ms"),
        Figure(f"{what}: 95 % within", cuts[94], "ms", goal),
    ]
