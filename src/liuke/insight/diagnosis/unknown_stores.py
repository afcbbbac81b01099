"""Stores of the settings that no file names: a misspelt one would count its people, but no revenue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from liuke.insight.engine.engine import Engine
from liuke.insight.star.settings import Settings

_TABLES = ("visit", "work_order", "vehicle", "appointment", "survey", "complaint")
_LIKE = 0.5
"""Names of stores are short: 东城店 is like 城东店."""


@dataclass(frozen=True)
class UnknownStore:
    """``nearest`` is the store of the files that is probably meant."""

    name: str
    nearest: str | None


def known_stores(engine: Engine) -> Sequence[str]:
    """Every store that any accepted row names."""
    each = " UNION ".join(f"SELECT store FROM {table} WHERE store IS NOT NULL" for table in _TABLES)
    return [str(store) for (store,) in engine.rows(f"SELECT store FROM ({each}) AS named ORDER BY store")]


def unknown_stores(settings: Settings, known: Sequence[str]) -> Sequence[UnknownStore]:
    """The stores of the settings that are none of the ``known``.

    >>> from liuke.insight.star.settings import StoreFacts
    >>> unknown_stores(Settings(stores={"东城店": StoreFacts(staff=9)}), ["城东店", "城西店"])
    [UnknownStore(name='东城店', nearest='城东店')]
    """
    return [
        UnknownStore(name, next(iter(get_close_matches(name, known, n=1, cutoff=_LIKE)), None))
        for name in settings.stores
        if name not in known
    ]


def without(settings: Settings, stores: Sequence[UnknownStore]) -> Settings:
    """The settings without what they say of some stores."""
    left_out = {store.name for store in stores}
    return replace(settings, stores={n: facts for n, facts in settings.stores.items() if n not in left_out})
