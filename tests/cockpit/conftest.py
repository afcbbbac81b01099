"""The example, imported and examined once for all tests of a module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from liuke.audit.actor import Actor
from liuke.org.rules.roles import Role
from liuke.org.scope import Grant, Scope
from liuke.values.reach import Reach

TODAY = dt.date(2026, 1, 1)
EXPORT = Path(__file__).resolve().parents[2] / "examples" / "export"


@pytest.fixture(scope="module")
def analysis(tables: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from django.conf import settings

    from liuke.feeds.actions.examine import examine
    from liuke.integrations.dms.demo import import_example

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ENVIRONMENT", SimpleNamespace(home=tmp_path_factory.mktemp("home")))
        import_example(folder=EXPORT, today=TODAY)
        yield examine(today=TODAY)


@pytest.fixture
def manager(analysis: Any) -> Scope:
    """The manager of one store, 会展店."""
    from liuke.org.models import Store

    reach = Reach(stores=frozenset({Store.objects.get(name="会展店").pk}))
    return Scope(Actor(id=uuid4(), name="郭经理"), (Grant(Role.STORE_MANAGER, reach),))


@pytest.fixture
def group(analysis: Any) -> Scope:
    from liuke.org.scope import system_scope

    return system_scope()
