"""A day, month, quarter or year of an address may be anything: the page answers, it never breaks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

pytest.importorskip("django")

from django.urls import reverse
from tests.web.targets import target
from tests.web.test_who_may_call_what import ROUTES

NAMES = ("from", "to", "day", "since", "until", "month", "quarter", "year", "start", "end")
SAID = (
    "0001-01-01",
    "9999-12-31",
    "0001-01",
    "9999-12",
    "9999",
    "2026-02-30",
    "-1",
    "9" * 30,
    "nonsense",
    "\0",
)
TAKEN_AWAY = [name for name in ROUTES if name.endswith(("_book", "_file", "_export"))]


@pytest.mark.parametrize("said", SAID, ids=repr)
def test_no_page_breaks_on_a_day(world: Any, as_: Any, said: str) -> None:
    client, broken = as_("group"), []
    client.raise_request_exception = False
    query, store = dict.fromkeys(NAMES, said), str(world.stores["east"].pk)
    for name, (methods, _, kind) in ROUTES.items():
        address = reverse(name, args=target(world, kind, "east"))
        if "GET" in methods and client.get(f"{address}?{urlencode(query)}").status_code >= 500:
            broken.append(name)
        given = {**query, "store": store, "preliminary": "on"}
        if name in TAKEN_AWAY and client.post(address, given).status_code >= 500:
            broken.append(name)
    assert broken == []


@pytest.mark.parametrize("one", ["from", "to", "since", "until"])
@pytest.mark.parametrize("said", SAID[:2])
def test_no_page_breaks_where_one_end_of_a_time_is_out_of_this_world(
    world: Any, as_: Any, said: str, one: str
) -> None:
    client, east = as_("group"), world.stores["east"].pk
    due = reverse("due", args=[east, world.stores["west"].pk])
    owner = world.owners["east owner"].pk
    statement = reverse("desk_statement", args=[owner])
    for address in (reverse("liability"), reverse("breakage"), reverse("audit"), due, statement):
        assert client.get(address, {one: said}).status_code == 200, address
