"""A platform with two web processes, and a shop that posts into it by HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

pytest.importorskip("django")

from tests.conftest import _django_talks_to
from tests.loyalty.over_http.till import Shop, Till
from tests.running_platform import Platform

from liuke.config.embedded_postgres.cluster import APP

Talks = Callable[[str], AbstractContextManager[None]]
TILLS = 200


@pytest.fixture(scope="module")
def platform(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    made = Platform(module_home, tmp_path_factory.mktemp("up") / "log", web_processes=2)
    made.up()
    yield made
    made.down()


@pytest.fixture(scope="module")
def shop(platform: Platform) -> Iterator[Shop]:
    with _django_talks_to(platform.cluster.url(role=APP)):
        yield make_shop(platform.port, TILLS)


def make_shop(port: int, tills: int) -> Shop:
    """With a coupon of one yuan, and a key for each till."""
    from django.utils import timezone

    from liuke.loyalty.models import CouponSeries
    from liuke.org.actions.make_api_key import KeyDraft, make_api_key
    from liuke.org.models import Store
    from liuke.org.rules.key_scopes import KeyScope
    from liuke.org.scope import system_scope

    stamp = {"changed_at": timezone.now(), "changed_by": "test"}
    store = Store.objects.create(code="E", name="东湖店", pinyin="donghudian", initials="dhd", **stamp)
    CouponSeries.objects.create(
        code="tea", name="茶券", kind="cash", value_fen=100, most_per_owner=9, transferable=True, **stamp
    )
    scopes = frozenset(KeyScope(one) for one in ("value:use", "value:give", "money:take", "balances:read"))
    tokens = [
        make_api_key(
            scope=system_scope(), draft=KeyDraft(name=f"收银台{n}", scopes=scopes), at=timezone.now()
        )[1]
        for n in range(tills)
    ]
    return Shop(store.pk, [Till(port, token) for token in tokens])
