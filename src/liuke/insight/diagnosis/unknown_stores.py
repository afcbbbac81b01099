"""Stores of the settings that no file names: a misspelt one would count its people, but no revenue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from liuke.insight.engine.engine import Engine
from liuke.insight.star.settings import Settings

_TABLES = ("visit", "work_order", "vehicle", "appointment", "survey", "complaint")
_LIKE = 0.6
"""The share of letters two names must have in common; the order matters less: 东城店 is 城东店."""


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
    left = [store for store in known if store not in settings.stores]
    return [UnknownStore(name, _nearest(name, left)) for name in settings.stores if name not in known]


def _nearest(name: str, stores: Sequence[str]) -> str | None:
    """The store whose name is most like ``name``, if any is; none where two are equally like it."""

    def likeness(store: str) -> tuple[float, float]:
        shared = (Counter(name) & Counter(store)).total()
        return 2 * shared / (len(name) + len(store)), SequenceMatcher(None, name, store).ratio()

    ranked = sorted(stores, key=likeness, reverse=True)
    if not ranked or likeness(ranked[0])[0] < _LIKE:
        return None
    if len(ranked) > 1 and likeness(ranked[0]) == likeness(ranked[1]):
        return None
    return ranked[0]


def without(settings: Settings, stores: Sequence[UnknownStore]) -> Settings:
    """The settings without what they say of some stores."""
    left_out = {store.name for store in stores}
    return replace(settings, stores={n: facts for n, facts in settings.stores.items() if n not in left_out})
