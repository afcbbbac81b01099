"""Lin and her second self, their cars, and everything that can hang on an owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("django")

from liuke.audit.actor import Actor
from liuke.org.rules.roles import Role
from liuke.org.scope import Grant, Scope
from liuke.values.reach import EVERYWHERE, Reach

NOON = dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)
LEAD = Scope(Actor(id=None, name="云总"), (Grant(Role.GROUP, EVERYWHERE),))


@pytest.fixture
def lead() -> Scope:
    """Somebody who may do everything with owners, everywhere."""
    return LEAD


@pytest.fixture
def stores(tx: object) -> dict[str, Any]:
    from liuke.org.models import Store

    made = {}
    for code, name in (("E", "东湖店"), ("W", "西山店")):
        made[code] = Store.objects.create(
            code=code, name=name, pinyin=code, initials=code, changed_at=NOON, changed_by="test"
        )
    return made


@pytest.fixture
def adviser(stores: dict[str, Any]) -> Scope:
    """Mei, service adviser of the east store."""
    reach = Reach(stores=frozenset({stores["E"].pk}))
    return Scope(Actor(id=None, name="梅晓芸"), (Grant(Role.SERVICE_ADVISER, reach),))


@pytest.fixture
def xu(stores: dict[str, Any]) -> Scope:
    """Xu, manager of the west store: the outsider."""
    reach = Reach(stores=frozenset({stores["W"].pk}))
    return Scope(Actor(id=None, name="徐经理"), (Grant(Role.STORE_MANAGER, reach),))


@pytest.fixture
def person(tx: object) -> Callable[..., Any]:
    return make_person


def make_person(name: str = "林晓", *, phones: tuple[str, ...] = (), **more: Any) -> Any:
    """An owner with numbers, as an import leaves one: version 1 and the first number as key."""
    from liuke.owners.models import Owner, Phone, SourceKey
    from liuke.values.pinyin import initials, sort_key

    made = Owner.objects.create(
        name=name,
        pinyin=sort_key(name),
        initials=initials(name),
        changed_at=NOON,
        changed_by="import",
        **more,
    )
    for number in phones:
        Phone.objects.create(owner=made, number=number, source="import")
        SourceKey.objects.get_or_create(value=number, defaults={"owner": made})
    return made


@pytest.fixture
def checked(tx: object) -> Iterator[None]:
    """What is deferred to the commit is checked at the end of the test."""
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture(autouse=True)
def _search_follows(search_follows: None) -> None:
    """Whatever a test here does, search follows."""
