"""Two stores with owners, cars, a firm and a family, and the people who look for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("django")

from liuke.audit.actor import Actor
from liuke.org.rules.roles import Role
from liuke.org.scope import Grant, Scope
from liuke.values.identity import new_id
from liuke.values.reach import EVERYWHERE, Reach

NOON = dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 1, 1)


@dataclass
class Town:
    """Stores by code; makes owners with cars, and scopes."""

    stores: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    def owner(self, name: str, *, store: str = "E", phones: tuple[str, ...] = (), **more: Any) -> Any:
        from liuke.owners.models import Owner, Phone, SourceKey
        from liuke.owners.rules.spelling import spelled

        pinyin, initials = spelled(name)
        home = self.stores[store] if store else None
        made = Owner.objects.create(name=name, pinyin=pinyin, initials=initials, home_store=home, **more)
        for number in phones:
            Phone.objects.create(owner=made, number=number, source="import")
            SourceKey.objects.get_or_create(value=number, defaults={"owner": made})
        return made

    def car(self, owner: Any, plate: str | None, *, store: str = "E", vin: str = "", **more: Any) -> Any:
        from liuke.vehicles.models import Vehicle

        self.made += 1
        vin = vin or f"LSVAA4187{self.made:08}"
        return Vehicle.objects.create(vin=vin, plate=plate, owner=owner, store=self.stores[store], **more)

    def visit(self, car: Any, day: dt.date, *, store: str = "E") -> Any:
        from liuke.vehicles.models import Visit

        return Visit.objects.create(
            vehicle=car, store=self.stores[store], day=day, orders=1, revenue_fen=80_000
        )

    def scope(self, role: Role, *stores: str) -> Scope:
        reach = Reach(stores=frozenset(self.stores[one].pk for one in stores)) if stores else EVERYWHERE
        return Scope(Actor(id=new_id(), name="梅晓芸"), (Grant(role, reach),))


@pytest.fixture
def town(tx: object) -> Town:
    return _town()


@pytest.fixture
def make_town() -> Callable[[], Town]:
    """For tests with tables of their own."""
    return _town


def _town() -> Town:
    from liuke.org.models import Store

    town = Town()
    for code, name in (("E", "东湖店"), ("W", "西山店")):
        town.stores[code] = Store.objects.create(
            code=code, name=name, pinyin=code, initials=code, changed_at=NOON, changed_by="test"
        )
    return town


@pytest.fixture
def ask() -> Callable[..., list[str]]:
    """The names found for what is typed, in their order; a car alone by its plate."""

    def ask(scope: Scope, said: str) -> list[str]:
        from liuke.search.lines import lines
        from liuke.search.rules.typed import read_typed

        found = lines(scope, read_typed(said))
        return [one.owner.name if one.owner else str(one.cars[0]) for one in found]

    return ask


@pytest.fixture(autouse=True)
def _search_follows(search_follows: None) -> None:
    """Whatever a test here does, search follows."""
